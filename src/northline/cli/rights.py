"""A person's rights in a terminal: requests, their steps, the records they are about, notices."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError
from northline.records.rights_request import Answer, Regime, Right, StepSort

if TYPE_CHECKING:
    from northline.app.node import Node

Action = Literal[
    "list", "show", "open", "step", "locate", "export", "correct", "notations", "notice"
]

COLUMNS = ("number", "right", "regime", "state", "due_day", "days_left", "received", "requester")
STEP_COLUMNS = ("at", "step", "by", "answer", "ground", "to", "reason")

Several = list[str] | None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Given:
    """What goes with an action.

    Attributes:
        state: With list: open, overdue, answered, closed or all.
        right: With open: access, correction, notation, redress or complaint.
        regime: With open and notice: the law that it is asked under.
        requester: With open: name of the person.
        contact: With open: where an answer goes. With notice: how the privacy officer is reached.
        asks: With open: what is asked, in the person's own words.
        identifier: With open: what to search for: a name, an identity such as mmsi:316001245, an
            id. May be given again for more.
        received: With open: when it was received; otherwise now.
        zone: With open: time zone of the office.
        matter: With open: redress number of the decision or request that it is about.
        language: Language of what the person reads: en or fr.
        step: With step: what was done.
        reason: With step and correct: why or how, in your own words.
        until: With step extended: the last day, as YYYY-MM-DD.
        answer: With step answered: what it was answered with.
        ground: With step answered: the provision that a refusal rests on; with step extended:
            interference, consultation or translation.
        to: With step transferred or notified: to whom. With export: the folder, or file ending in
            .zip, that is made. May be given again for more.
        record: With step notation-attached and with correct: id of a record. May be given again.
        text: With step notation-attached: what readers of the record see.
        change: With correct: FIELD=VALUE; an empty value clears it. May be given again.
        withhold: With export: ID=GROUND or KIND=GROUND. May be given again.
        give: With export: id of a record that is given although it may name a third person. May
            be given again.
    """

    state: str = "open"
    right: Right | None = None
    regime: Regime | None = None
    requester: str = ""
    contact: str = ""
    asks: str = ""
    identifier: Annotated[Several, Parameter(negative="")] = None
    received: str | None = None
    zone: str = "America/Toronto"
    matter: str | None = None
    language: Literal["en", "fr"] = "en"
    step: StepSort | None = None
    reason: str = ""
    until: str | None = None
    answer: Answer | None = None
    ground: str = ""
    to: Annotated[Several, Parameter(negative="")] = None
    record: Annotated[Several, Parameter(negative="")] = None
    text: str = ""
    change: Annotated[Several, Parameter(negative="")] = None
    withhold: Annotated[Several, Parameter(negative="")] = None
    give: Annotated[Several, Parameter(negative="")] = None


NOTHING = Given()


def rights(
    action: Action = "list",
    subject: str | None = None,
    /,
    *,
    given: Given = NOTHING,
    options: Options = PLAIN,
) -> int:
    """Answer people's requests for access, correction and redress; privacy officers only.

    Args:
        action: list; show, step, locate, export or correct a request; open a new one; notations on
            records; notice of a decision.
        subject: Redress number (or id) of the request; with notice, id of the decision.
    """
    with opened(options) as node:
        told, lines = _ACTIONS[action](node, subject or "", given)
        return answer(options, told, lines, exercise=node.exercise)


Told = tuple[dict[str, Any], list[str]]


def _list(node: Node, _: str, given: Given) -> Told:
    from northline.app.rights.queue import requests, view_document

    told = [view_document(each) for each in requests(node, state=given.state)]
    return {"requests": told}, list(table([_row(each) for each in told], COLUMNS))


def _show(node: Node, subject: str, _: Given) -> Told:
    from northline.app.rights.queue import one, view_document

    return _request(view_document(one(node, _named(subject))))


def _open(node: Node, _: str, given: Given) -> Told:
    from northline.app.rights.opening import Asked, open_request
    from northline.app.rights.queue import one, view_document

    if given.right is None:
        raise UsageError("--right is missing: " + ", ".join(each.value for each in Right))
    made = open_request(
        node,
        Asked(
            right=given.right,
            regime=given.regime,
            requester=given.requester,
            contact=given.contact,
            asks=given.asks,
            identifiers=tuple(given.identifier or ()),
            received=given.received,
            zone=given.zone,
            language=given.language,
            matter=given.matter,
        ),
    )
    return _request(view_document(one(node, made.id)))


def _step(node: Node, subject: str, given: Given) -> Told:
    from northline.app.rights.queue import one, view_document
    from northline.app.rights.rules import StepWish
    from northline.app.rights.steps import add_step
    from northline.app.words import record_id

    if given.step is None:
        raise UsageError("--step is missing: " + ", ".join(each.value for each in StepSort))
    wish = StepWish(
        step=given.step,
        reason=given.reason,
        until=_day(given.until),
        answer=given.answer,
        ground=given.ground,
        to=tuple(given.to or ()),
        cites=tuple(record_id(each) for each in given.record or ()),
        text=given.text,
    )
    add_step(node, _named(subject), wish)
    return _request(view_document(one(node, subject)))


def _locate(node: Node, subject: str, _: Given) -> Told:
    from northline.app.rights.locating import locate, located_document

    told = located_document(locate(node, _named(subject)))
    lines = [*table(told["kinds"], ("kind", "named", "resting")), "", f"records  {told['records']}"]
    return told, lines


def _export(node: Node, subject: str, given: Given) -> Told:
    from northline.app.rights.giving import Choice
    from northline.app.rights.package import package

    if len(given.to or ()) != 1:
        raise UsageError("--to is missing: the folder, or the file ending in .zip, that is made")
    to = Path((given.to or [""])[0])
    choice = Choice(withhold=_pairs(given.withhold, "--withhold"), give=tuple(given.give or ()))
    told = {"to": str(to), **package(node, _named(subject), to, choice)}
    shown = {name: told[name] for name in ("to", "number", "given", "disclosures")}
    lines = [*facts(shown), "", *table(told["withheld"], ("ground", "count", "provision"))]
    return told, lines


def _correct(node: Node, subject: str, given: Given) -> Told:
    from northline.app.documents import document
    from northline.app.rights.correcting import correct

    if len(given.record or ()) != 1:
        raise UsageError("--record is missing: id of the record that is wrong")
    changes = _pairs(given.change, "--change")
    made, step = correct(node, _named(subject), (given.record or [""])[0], changes, given.reason)
    told = {"record": document(made), "step": document(step)}
    shown = {"record": made.id.hex(), "supersedes": (given.record or [""])[0], **changes}
    return told, list(facts(shown))


def _notations(node: Node, subject: str, given: Given) -> Told:
    from northline.app.documents import document
    from northline.app.rights.notations import notations
    from northline.app.words import record_id
    from northline.records.time import format_instant

    ids = [record_id(each) for each in (*filter(None, [subject]), *(given.record or ()))]
    if not ids:
        raise UsageError("name the record")
    told = [{**document(each), "at": format_instant(each.at)} for each in notations(node, ids)]
    columns = ("record", "at", "number", "agency", "text")
    return {"notations": told}, list(table(told, columns))


def _notice(node: Node, subject: str, given: Given) -> Told:
    from northline.app.rights.notices import notice, notice_document

    if not subject:
        raise UsageError("name the decision by its id ('northline decisions' lists them)")
    told = notice(
        node, subject, language=given.language, regime=given.regime, contact=given.contact
    )
    return {"notice": notice_document(told)}, [*told.text]


_ACTIONS: Mapping[str, Callable[[Node, str, Given], Told]] = {
    "list": _list,
    "show": _show,
    "open": _open,
    "step": _step,
    "locate": _locate,
    "export": _export,
    "correct": _correct,
    "notations": _notations,
    "notice": _notice,
}


def _request(told: dict[str, Any]) -> Told:
    """A request in full."""
    names = (
        "id", "number", "right", "regime", "requester", "contact", "asks", "identifiers", "state",
        "identified",
    )  # fmt: skip
    clock = told["clock"]
    shown = {
        **{name: told[name] for name in names},
        "received": told["at"],
        "due": clock["due_day"],
        "days left": clock["days_left"],
        "deemed refused": clock["deemed_refused"],
        "extend to": clock["extend_to"],
        "limit": clock["provision"],
        "text checked": clock["checked"],
    }
    lines = [*facts(shown), "", *table(told["steps"], STEP_COLUMNS)]
    return {"request": told}, lines


def _row(told: dict[str, Any]) -> dict[str, Any]:
    clock = told["clock"]
    return {
        **told,
        "due_day": clock["due_day"],
        "days_left": clock["days_left"],
        "received": told["at"][:10],
    }


def _named(subject: str) -> str:
    if not subject:
        raise UsageError("name the request by its redress number ('northline rights' lists them)")
    return subject


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--until {text!r} is no day; write it like 2026-05-01") from error


def _pairs(given: Several, option: str) -> dict[str, str]:
    """NAME=VALUE, each once."""
    found: dict[str, str] = {}
    for each in given or ():
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{option} {each!r}: write NAME=VALUE")
        found[name.strip()] = value
    return found
