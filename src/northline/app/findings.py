"""Findings as people see them: newest revision, state, decisions, and reasons in words."""

import re
from collections import defaultdict
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

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
"""Where one sentence ends and the next may begin."""


def findings(
    node: "Opened",
    *,
    state: str,
    kind: str | None,
    since: int | str | None,
    limit: int | None,
) -> list[FindingView]:
    """Findings in triage order; see `northline.app.node.Node.findings`."""
    check_state(state)
    decisions = Decisions(all_decisions(node))
    placed = in_triage_order(newest(read_findings(node, since)), decisions)
    shown = [
        each.finding
        for each in placed
        if (kind is None or each.finding.finding == kind) and each.stands_in(state)
    ]
    return views(node, shown[:limit], decisions)


def check_state(state: str) -> None:
    """Refuse a state that there is not.

    Raises:
        UnknownName: naming those there are.
    """
    known = [each.value for each in State]
    if state not in {ALL, *known}:
        raise UnknownName(f"there is no state {state!r}; there are {ALL}, {', '.join(known)}")


class Decisions:
    """Decisions, held by the event that they are about."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._of: dict[bytes, list[Decision]] = defaultdict(list)
        for each in decisions:
            self._of[each.event_id or each.about].append(each)

    def about(self, found: Finding) -> list[Decision]:
        """Those about any revision of a finding, and their retractions, the oldest first."""
        return of_event(found.event_id, [found.id], self._of.get(found.event_id, ()))


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding and where it stands.

    Attributes:
        finding: the newest revision.
        state: where it stands.
        waits: whether it waits for a person.
    """

    finding: Finding
    state: State
    waits: bool

    def stands_in(self, state: str) -> bool:
        """Whether a list of that state, or of ``all``, shows it; ``open`` is what waits."""
        return state in {ALL, self.state.value} or (state == State.OPEN.value and self.waits)


def in_triage_order(found: Iterable[Finding], decisions: Decisions) -> list[Placed]:
    """Findings with where they stand, the most urgent first."""
    placed = []
    for each in found:
        state, latest = standing(each.id, decisions.about(each))
        placed.append(Placed(finding=each, state=state, waits=waits(state, latest)))
    return sorted(placed, key=lambda each: place(_matter(each)))


def views(node: "Opened", found: Sequence[Finding], decisions: Decisions) -> list[FindingView]:
    """Findings as people see them, in the order given."""
    crossings = _stated(node, found)
    return [view(each, decisions.about(each), crossings) for each in found]


def finding(node: "Opened", given: bytes | str) -> FindingView:
    """One finding; see `northline.app.node.Node.finding`."""
    return views(node, [find(node, given)], Decisions(all_decisions(node)))[0]


def revisions(node: "Opened", event: bytes) -> list[Finding]:
    """Every revision of an event that the operator may see, the newest first."""
    found = [each for each in read_findings(node, None) if each.event_id == event]
    return sorted(found, key=lambda each: -each.revision)


def first_sentence(text: str) -> str:
    """The first sentence of a text; a dot in brackets, as in a name there, ends none."""
    said = ""
    for piece in _SENTENCE.split(text):
        said = f"{said} {piece}".strip()
        if said.count("(") == said.count(")"):
            break
    return said


def find(node: "Opened", given: bytes | str) -> Finding:
    """The finding of that id, or the newest revision of the event of that id.

    Raises:
        UsageError: when there is none for the operator.
    """
    wanted = record_id(given)
    found = _findings(read_table(node, Ask("finding", ids=[wanted])))
    if not found:
        found = [each for each in newest(read_findings(node, None)) if each.event_id == wanted]
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


def _matter(placed: Placed) -> Matter:
    found = placed.finding
    return Matter(
        state=placed.state,
        waits=placed.waits,
        score=found.score,
        at=found.at,
        event_id=found.event_id,
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


def read_findings(node: "Opened", since: int | str | None) -> list[Finding]:
    """Every finding of events from an instant on that the operator may see."""
    return _findings(read_table(node, Ask("finding", since=since)))


def _findings(table: object) -> list[Finding]:
    return [each for each in kind_named("finding").from_batch(table) if isinstance(each, Finding)]
