"""Sharing in a terminal: what a partner would see, one record, groups, agencies, agreements."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.app.sharing.declared import Declared

SORT_COLUMNS = ("records", "kinds", "marking", "seen", "why", "examples")
REACHED_COLUMNS = ("name", "country", "seen", "why")
SENT_COLUMNS = ("at", "how", "to", "who", "purpose", "authority", "sure")

Told = tuple[dict[str, Any], list[str]]
Language = Literal["en", "fr"]

_UNKNOWN = {"en": "set by the node", "fr": "fixés par le nœud"}


def sharing(
    *,
    viewer: str | None = None,
    record: str | None = None,
    marking: str | None = None,
    disclosures: Flag = False,
    groups: Flag = False,
    agencies: Flag = False,
    agreements: Flag = False,
    language: Language = "en",
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """What partners may see of your records and why, and what has gone to them.

    Without an option, what you hold by marking, and what was decided lately.

    Args:
        viewer: A partner, such as agency=cbp,country=US,role=law-enforcement,group=ibet. Further
            words are clearance, compartment and purpose; role, group and compartment may be said
            again.
        record: Id of a record: who may see it and why.
        marking: With --record: what this marking would change; nothing is done.
        disclosures: With --record: to whom it went.
        groups: The joint groups.
        agencies: The agencies that markings may name.
        agreements: The agreements of the settings file.
        language: Language of the reasons: en or fr.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    asked = [viewer is not None, record is not None, groups, agencies, agreements]
    if sum(asked) > 1:
        raise UsageError("ask one thing: --viewer, --record, --groups, --agencies or --agreements")
    if (marking is not None or disclosures) and record is None:
        raise UsageError("--marking and --disclosures go with --record")
    with opened(options, settings=settings) as node:
        declared = _declared(node, settings)
        if record is not None:
            told, lines = _record(node, record, marking, disclosures, declared, language)
        elif groups:
            told, lines = _groups(node, language)
        elif agencies:
            told, lines = _agencies(declared, language)
        elif agreements:
            told, lines = _agreements(node, declared)
        else:
            told, lines = _overview(node, viewer, declared, language)
        return answer(options, told, lines, exercise=node.exercise)


def _declared(node: Node, settings: Path | None) -> Declared:
    from northline.app.settings import find
    from northline.app.sharing.declared import declared_of

    return declared_of(find(settings), agency=node.operator.agency)


def _overview(node: Node, viewer: str | None, declared: Declared, language: Language) -> Told:
    from northline.app.sharing.declared import at_node
    from northline.app.sharing.documents import decided_document, overview_document
    from northline.app.sharing.lately import lately
    from northline.app.sharing.overview import overview
    from northline.app.sharing.partner import parse_partner

    partner = None if viewer is None else parse_partner(viewer).viewer(at_node(node, declared))
    told = overview_document(overview(node, partner))
    told["decisions"] = [decided_document(each) for each in lately(node)]
    rows = [
        {
            "records": each["count"],
            "kinds": each["kinds"],
            "marking": _marking(each["marking"]),
            "seen": each["seen"],
            "why": _why(each["steps"], language),
            "examples": [example["id"] for example in each["examples"]],
        }
        for each in told["markings"]
    ]
    lines = [*table(rows, SORT_COLUMNS), ""]
    lines += facts({name: told[name] for name in ("records", "seen", "left_off")})
    if told["decisions"]:
        made = [
            {**each["decision"], "state": each["state"], "second": each["second"]}
            for each in told["decisions"]
        ]
        columns = ("at", "verb", "about", "by", "agency", "state", "second", "authority", "reason")
        lines += ["", *table(made, columns)]
    return told, lines


def _record(
    node: Node,
    record: str,
    marking: str | None,
    disclosures: bool,
    declared: Declared,
    language: Language,
) -> Told:
    from northline.app.sharing.documents import (
        disclosed_document,
        preview_document,
        sent_document,
        shared_document,
    )
    from northline.app.sharing.record import shared
    from northline.app.sharing.remarking import preview
    from northline.app.sharing.sent import disclosed, relayed

    if marking is not None:
        told = preview_document(preview(node, record, marking, declared=declared), done=False)
        lines = [
            *facts(
                {
                    "before": _marking(told["before"]),
                    "after": _marking(told["after"]),
                    "you see it still": told["yourself"],
                    "derived": told["derived"],
                    "takes a second person": told["second"],
                }
            ),
            *_reached("would see it", told["gains"], language),
            *_reached("would not see it any more", told["loses"], language),
        ]
        return told, lines
    if disclosures:
        told = disclosed_document(disclosed(node, record))
        return told, [
            *table(told["sent"], SENT_COLUMNS),
            "",
            f"complete  {'yes' if told['complete'] else 'no'}",
        ]
    told = shared_document(shared(node, record, declared=declared))
    told["sent"] = [sent_document(each) for each in relayed(node, record)]
    shown = {
        **{name: told[name] for name in ("id", "kind", "at", "source")},
        "marking": _marking(told["marking"]),
        "derived": {kind: len(some) for kind, some in told["derived"].items()},
        "assumed": told["assumed"],
    }
    lines = [*facts(shown), *_reached("who may see it", told["reached"], language)]
    past = [{**each, "marking": _marking(each["marking"])} for each in told["past"]]
    lines += ["", "how it was marked", *table(past, ("at", "marking", "by", "reason"))]
    if told["decisions"]:
        columns = ("at", "verb", "by", "agency", "in_force", "authority", "reason")
        lines += ["", "decided", *table(told["decisions"], columns)]
    if told["sent"]:
        lines += ["", "sent", *table(told["sent"], SENT_COLUMNS)]
    for name in ("to_release", "to_recall"):
        lines += ["", name.replace("_", " ")]
        lines += [f"  {each['text'][language]}" for each in told[name]]
    return told, lines


def _groups(node: Node, language: Language) -> Told:
    from northline.app.sharing.documents import group_document
    from northline.app.sharing.groups import joint_groups

    told = [group_document(each) for each in joint_groups(node)]
    rows = [
        {
            **each,
            "name": each["name"][language],
            "members": each["members"] or _UNKNOWN[language],
            "both countries": each["bilateral"],
        }
        for each in told
    ]
    return {"groups": told}, list(
        table(rows, ("group", "name", "both countries", "members", "seats"))
    )


def _agencies(declared: Declared, language: Language) -> Told:
    from northline.app.sharing.declared import known_agencies
    from northline.app.sharing.documents import agency_document

    told = [agency_document(each) for each in known_agencies(declared)]
    rows = [{**each, "name": each["name"][language]} for each in told]
    return {"agencies": told}, list(table(rows, ("agency", "name", "country", "level", "declared")))


def _agreements(node: Node, declared: Declared) -> Told:
    from northline.app.sharing.access import check_asking
    from northline.app.sharing.declared import agreements
    from northline.app.sharing.documents import agreement_document

    check_asking(node)
    today = datetime.datetime.now(datetime.UTC).date()
    told = [agreement_document(each) for each in agreements(declared, today)]
    columns = ("between", "state", "days", "from", "until", "kinds", "authority")
    return {"agreements": told}, list(table(told, columns))


def _reached(title: str, told: list[dict[str, Any]], language: Language) -> list[str]:
    rows = [{**each, "why": _why(each["steps"], language)} for each in told]
    return ["", title, *table(rows, REACHED_COLUMNS)]


def _why(steps: list[dict[str, Any]], language: Language) -> str:
    """Why not; where it is seen, what opened it."""
    failed = [each["text"][language] for each in steps if not each["held"]]
    opened_by = [each["text"][language] for each in steps if each["code"] in {"own", "released"}]
    return "; ".join(failed or opened_by)


def _marking(told: dict[str, Any]) -> str:
    """A marking in one line, the part of each owner in brackets."""
    parts = [told["level"], *told["caveats"]]
    if told["compartments"]:
        parts.append(f"compartments={','.join(told['compartments'])}")
    for owner, grant in told["owners"].items():
        partners = ",".join(grant["partners"]) or "nobody"
        parts.append(f"[{owner}: to {partners} for {','.join(grant['purposes'])}]")
    return " ".join(parts)
