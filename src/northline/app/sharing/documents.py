"""What is told of sharing, as plain data for programs: with every reason in both languages."""

from typing import Any

import msgspec

from northline.app.documents import document
from northline.app.sharing.declared import Agreement, KnownAgency
from northline.app.sharing.groups import Joint
from northline.app.sharing.lately import Decided
from northline.app.sharing.overview import Overview, Sort
from northline.app.sharing.partner import Assumed
from northline.app.sharing.reach import Reached
from northline.app.sharing.record import Past, Shared
from northline.app.sharing.remarking import Preview
from northline.app.sharing.sent import Connection, Disclosed, Sent
from northline.app.sharing.words import LANGUAGES, step_words, way_words
from northline.records.explaining import LevelStep, Step
from northline.records.marking import Grant, Marking, Viewer
from northline.records.time import format_instant
from northline.records.units import Micros

Document = dict[str, Any]


def overview_document(told: Overview) -> Document:
    """What a partner would see."""
    return {
        "partner": None if told.partner is None else viewer_document(told.partner),
        "records": told.records,
        "seen": None if told.partner is None else told.seen,
        "markings": [_sort(each) for each in told.sorts],
        "left_off": told.left_off,
    }


def shared_document(told: Shared) -> Document:
    """One record and its sharing."""
    return {
        "id": told.record.id.hex(),
        "kind": told.kind,
        "at": format_instant(told.record.at),
        "source": told.record.source,
        "marking": marking_document(told.marking),
        "assumed": _assumed(told.assumed),
        "reached": [reached_document(each) for each in told.reached],
        "past": [_past(each) for each in told.past],
        "derived": document(told.derived),
        "decisions": [
            {**document(each), "in_force": each.id in told.in_force} for each in told.decisions
        ],
        "to_release": [_way(each) for each in told.to_release],
        "to_recall": [_way(each) for each in told.to_recall],
        "may_mark": told.may_mark,
    }


def disclosed_document(told: Disclosed) -> Document:
    """What has gone of a record."""
    return {"sent": [sent_document(each) for each in told.sent], "complete": told.complete}


def sent_document(told: Sent) -> Document:
    """To whom a record went."""
    return {**document(told), "at": format_instant(told.at)}


def connection_document(told: Connection) -> Document:
    """A client of a relay."""
    return {**document(told), "since": format_instant(told.since), "until": _at(told.until)}


def decided_document(told: Decided) -> Document:
    """A decision to release or refuse."""
    return {"decision": document(told.decision), "state": told.state, "second": told.second}


def preview_document(told: Preview, *, done: bool) -> Document:
    """What a new marking changes, or would."""
    return {
        "record": told.record.hex(),
        "kind": told.kind,
        "done": done and not told.second,
        "second": told.second,
        "before": marking_document(told.before),
        "after": marking_document(told.after),
        "gains": [reached_document(each) for each in told.gains],
        "loses": [reached_document(each) for each in told.loses],
        "yourself": told.yourself,
        "derived": told.derived,
    }


def group_document(told: Joint) -> Document:
    """A joint group."""
    return {
        "group": told.slug,
        "name": {"en": told.en, "fr": told.fr},
        "members": list(told.members),
        "bilateral": told.bilateral,
        "seats": told.seats,
    }


def agency_document(told: KnownAgency) -> Document:
    """An agency."""
    return {
        "agency": told.slug,
        "name": {"en": told.en, "fr": told.fr},
        "country": told.country,
        "level": told.level or None,
        "declared": told.declared,
    }


def agreement_document(told: Agreement) -> Document:
    """An agreement."""
    return {
        "between": list(told.between),
        "authority": told.authority,
        "from": told.since.isoformat(),
        "until": None if told.until is None else told.until.isoformat(),
        "kinds": list(told.kinds),
        "state": told.state,
        "days": told.days,
    }


def reached_document(told: Reached) -> Document:
    """An agency or group, and why it sees a record or does not."""
    return {
        "sort": told.sort,
        "name": told.name,
        "country": told.country,
        "seen": told.seen,
        "steps": [step_document(each) for each in told.steps],
    }


def step_document(step: Step) -> Document:
    """One step of the rule: its code, whether it held, what it was about, and that in words."""
    told = dict(msgspec.to_builtins(step))
    code, held = told.pop("code"), told.pop("held")
    if isinstance(step, LevelStep):
        told |= {"level": step.level.label, "cleared": step.cleared.label}
    if "expiry" in told:
        told["expiry"] = _at(told["expiry"])
    text = {language: step_words(step, language) for language in LANGUAGES}
    return {"code": code, "held": held, "about": told, "text": text}


def marking_document(told: Marking) -> Document:
    """A marking."""
    return {
        "level": told.level.label,
        "owners": {owner: _grant(grant) for owner, grant in sorted(told.grants.items())},
        "caveats": list(told.caveats),
        "compartments": list(told.compartments),
    }


def viewer_document(told: Viewer) -> Document:
    """A partner as it was described."""
    return {
        "agency": told.agency,
        "country": told.country,
        "clearance": told.clearance.label,
        "roles": list(told.roles),
        "groups": list(told.groups),
        "compartments": list(told.compartments),
        "purpose": told.purpose,
    }


def _sort(told: Sort) -> Document:
    return {
        "marking": marking_document(told.marking),
        "count": told.count,
        "kinds": {each.kind: each.count for each in told.held},
        "seen": told.seen,
        "steps": [step_document(each) for each in told.steps],
        "examples": [{"kind": each.kind, "id": each.example.hex()} for each in told.examples],
    }


def _past(told: Past) -> Document:
    return {
        "at": format_instant(told.at),
        "marking": marking_document(told.marking),
        "entry": told.entry,
        "by": told.by,
        "reason": told.reason,
    }


def _assumed(told: Assumed) -> Document:
    return {
        "clearance": told.clearance.label,
        "sworn": told.sworn,
        "compartments": list(told.compartments),
        "purpose": told.purpose,
    }


def _grant(told: Grant) -> Document:
    return {
        "partners": list(told.partners),
        "purposes": list(told.purposes),
        "expiry": _at(told.expiry),
        "authority": list(told.authority),
    }


def _way(code: str) -> Document:
    return {"code": code, "text": {each: way_words(code, each) for each in LANGUAGES}}


def _at(at: Micros | None) -> str | None:
    return None if at is None else format_instant(at)
