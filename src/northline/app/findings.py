"""Findings as people see them: newest revision, state, decisions, and reasons in words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import all_decisions
from northline.app.dispatch_lines import PLAN
from northline.app.reading import Ask, read_table
from northline.app.results import FindingView, ReasonView
from northline.app.words import instant, record_id
from northline.decisions.rules import State
from northline.decisions.standing import of_event, standing, waits
from northline.decisions.triage import Matter, held_back, place
from northline.ledger.reading import system_clock
from northline.records.decision import Decision
from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Finding, Reason
from northline.records.kinds import kind as kind_named
from northline.records.track import Crossing
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

ALL = "all"

PLANS = frozenset({PLAN, "patrol-plan"})
"""Kinds of finding that propose and are not alerts: somebody looks for them by themselves."""

HELD = "held-back"
"""The list of what waits and has no place in its hour (`northline.decisions.triage`)."""

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
    return listing(node, state=state, kind=kind, since=since, limit=limit)[0]


def listing(
    node: "Opened",
    *,
    state: str,
    kind: str | None,
    since: int | str | None,
    limit: int | None = None,
) -> tuple[list[FindingView], int]:
    """The same, and how many of that kind and time are held back."""
    check_state(state)
    decisions = Decisions(all_decisions(node))
    least = instant(since)
    alike = [
        each
        for each in in_triage_order(node, newest(read_findings(node)), decisions)
        if (kind in {None, each.finding.finding} and (least is None or each.finding.at >= least))
        and each.is_listed(kind)
    ]
    shown = [each for each in alike if each.stands_in(state)]
    return views(node, shown[:limit], decisions), sum(each.held for each in alike)


def check_state(state: str) -> None:
    """Refuse a state that there is not.

    Raises:
        UnknownName: naming those there are.
    """
    known = [each.value for each in State]
    if state not in {ALL, HELD, *known}:
        raise UnknownName(
            f"there is no state {state!r}; there are {ALL}, {HELD}, {', '.join(known)}"
        )


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
        held: whether it waits and has no place in its hour.
    """

    finding: Finding
    state: State
    waits: bool
    held: bool = False

    def is_listed(self, kind: str | None) -> bool:
        """Whether lists of that kind (None: of every kind) show it.

        A plan stands with the finding that it is for; among others only once somebody decided
        about it, or where plans are asked for.
        """
        plan = self.finding.finding in PLANS
        return not plan or kind == self.finding.finding or self.state is not State.OPEN

    def stands_in(self, state: str) -> bool:
        """Whether a list of that state, or of ``all``, shows it.

        ``open`` is what waits and is not held back.
        """
        if state == HELD:
            return self.held
        if state == State.OPEN.value:
            return self.waits and not self.held
        return state in {ALL, self.state.value}


def in_triage_order(node: "Opened", found: Iterable[Finding], decisions: Decisions) -> list[Placed]:
    """Findings with where they stand, the most urgent first.

    Args:
        node: the node: how many it shows in an hour.
        found: every finding that the operator may see, the newest revision of each: what is held
            back depends on all of them.
        decisions: about them.
    """
    placed, matters = [], []
    for each in found:
        state, latest = standing(each.id, decisions.about(each))
        placed.append(Placed(finding=each, state=state, waits=waits(state, latest)))
        matters.append(_matter(placed[-1]))
    # The present of an exercise is that of its events.
    now = max((each.until for each in matters), default=0) if node.exercise else system_clock()
    # A plan takes no place of an hour: it is not what somebody must look at besides its finding.
    alerts = [each for each in matters if each.kind not in PLANS]
    held = held_back(alerts, node.most_an_hour, Micros(now))
    order = sorted(zip(matters, placed, strict=True), key=lambda each: place(each[0]))
    return [
        msgspec.structs.replace(each, held=True) if each.finding.event_id in held else each
        for _, each in order
    ]


def views(node: "Opened", placed: Sequence[Placed], decisions: Decisions) -> list[FindingView]:
    """Findings as people see them, in the order given."""
    crossings = _stated(node, [each.finding for each in placed])
    return [
        view(each.finding, decisions.about(each.finding), crossings, held=each.held)
        for each in placed
    ]


def finding(node: "Opened", given: bytes | str) -> FindingView:
    """One finding; see `northline.app.node.Node.finding`."""
    found, decisions = find(node, given), Decisions(all_decisions(node))
    return view(found, decisions.about(found), _stated(node, [found]))


def revisions(node: "Opened", event: bytes) -> list[Finding]:
    """Every revision of an event that the operator may see, the newest first."""
    found = [each for each in read_findings(node) if each.event_id == event]
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
        found = [each for each in newest(read_findings(node)) if each.event_id == wanted]
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
    found: Finding,
    decisions: Sequence[Decision],
    crossings: Mapping[bytes, Crossing],
    *,
    held: bool = False,
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
        held_back="rank" if held else None,
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
        kind=found.finding,
        until=found.until,
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


def read_findings(node: "Opened") -> list[Finding]:
    """Every finding that the operator may see."""
    return _findings(read_table(node, Ask("finding")))


def _findings(table: object) -> list[Finding]:
    return [each for each in kind_named("finding").from_batch(table) if isinstance(each, Finding)]
