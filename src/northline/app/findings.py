"""Findings as people see them: newest revision, state, decisions, and reasons in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import all_decisions
from northline.app.reading import Ask, read_table
from northline.app.results import FindingView, ReasonView
from northline.app.words import record_id
from northline.decisions.rules import State
from northline.decisions.standing import of_event, standing, waits
from northline.decisions.triage import Matter, place
from northline.records.decision import Decision
from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Finding, Reason
from northline.records.kinds import kind as kind_named
from northline.records.track import Crossing

if TYPE_CHECKING:
    from northline.app.opened import Opened

ALL = "all"


def findings(
    node: "Opened",
    *,
    state: str,
    kind: str | None,
    since: int | str | None,
    limit: int | None,
) -> list[FindingView]:
    """Findings in triage order; see `northline.app.node.Node.findings`."""
    known = [each.value for each in State]
    if state not in {ALL, *known}:
        raise UnknownName(f"there is no state {state!r}; there are {ALL}, {', '.join(known)}")
    decisions = all_decisions(node)
    seen = []
    for finding in newest(_read(node, since)):
        if kind is not None and finding.finding != kind:
            continue
        stands, latest = standing(finding.id, decisions)
        waiting = waits(stands, latest)
        if state in {ALL, stands.value} or (state == State.OPEN.value and waiting):
            seen.append((place(_matter(finding, stands, waiting=waiting)), finding))
    seen.sort(key=lambda pair: pair[0])
    shown = [finding for _, finding in seen[:limit]]
    crossings = _stated(node, shown)
    return [view(finding, decisions, crossings) for finding in shown]


def finding(node: "Opened", given: bytes | str) -> FindingView:
    """One finding; see `northline.app.node.Node.finding`."""
    found = find(node, given)
    return view(found, all_decisions(node), _stated(node, [found]))


def find(node: "Opened", given: bytes | str) -> Finding:
    """The finding of that id, or the newest revision of the event of that id.

    Raises:
        UsageError: when there is none for the operator.
    """
    wanted = record_id(given)
    found = _findings(read_table(node, Ask("finding", ids=[wanted])))
    if not found:
        found = [each for each in newest(_read(node, None)) if each.event_id == wanted]
    if not found:
        raise UsageError(f"there is no finding {wanted.hex()}")
    return found[0]


def newest(found: Iterable[Finding]) -> list[Finding]:
    """Of each event the newest revision."""
    last: dict[bytes, Finding] = {}
    for each in found:
        if each.event_id not in last or each.revision > last[each.event_id].revision:
            last[each.event_id] = each
    return list(last.values())


def view(
    found: Finding, decisions: Sequence[Decision], crossings: Mapping[bytes, Crossing]
) -> FindingView:
    """A finding with what was decided about it, and why it is one, in words."""
    state, latest = standing(found.id, decisions)
    reasons = tuple(_in_words(reason) for reason in found.explained())
    return FindingView(
        finding=found,
        state=state.value,
        reasons=reasons,
        latest=latest,
        decisions=tuple(of_event(found.event_id, [found.id], decisions)),
        title={"en": reasons[0].en, "fr": reasons[0].fr} if reasons else {},
        stated=tuple(crossings[each] for each in found.about if each in crossings),
    )


def _stated(node: "Opened", found: Iterable[Finding]) -> dict[bytes, Crossing]:
    """The crossings that findings are about, as far as the operator may see them."""
    ids = [each for finding in found for each in finding.about]
    if not ids:
        return {}
    rows = kind_named(Crossing.kind).from_batch(read_table(node, Ask(Crossing.kind, ids=ids)))
    return {each.id: each for each in rows if isinstance(each, Crossing)}


def _matter(found: Finding, state: State, *, waiting: bool) -> Matter:
    return Matter(
        state=state, waits=waiting, score=found.score, at=found.at, event_id=found.event_id
    )


def _in_words(reason: Reason) -> ReasonView:
    from northline.engines.registry import describe

    said = {}
    for language in ("en", "fr"):
        try:
            said[language] = describe(reason, language)
        except (UnknownName, UsageError):  # an engine of another release said it
            said[language] = f"{reason.code} {msgspec.json.encode(reason.args).decode()}"
    return ReasonView(
        code=reason.code,
        share=reason.share,
        en=said["en"],
        fr=said["fr"],
        evidence=reason.evidence,
    )


def _read(node: "Opened", since: int | str | None) -> list[Finding]:
    return _findings(read_table(node, Ask("finding", since=since)))


def _findings(table: object) -> list[Finding]:
    return [each for each in kind_named("finding").from_batch(table) if isinstance(each, Finding)]
