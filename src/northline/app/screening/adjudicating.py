"""The adjudicator's step: pairs that wait, both sides beside each other, and what may clear.

A pair is decided by ``match`` (two persons), ``no-match`` or ``cannot-tell`` (`northline.decisions.rules`).
Birth date, birthplace and citizenship are read here and nowhere before, and only to clear: where they differ
a *no-match* may cite them; a match never does.  A share of pairs comes up a second time for somebody
else, without what the first officer said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.deciding import all_decisions, decide
from northline.app.documents import document
from northline.app.permitting import require
from northline.app.screening.explained import explained
from northline.app.screening.held import Held, Listed, held
from northline.app.screening.pairs import candidates
from northline.app.screening.recorded import all_screenings, newest
from northline.app.words import record_id
from northline.decisions.clearing import Difference, Stated, differences, may_clear
from northline.decisions.screening_states import OPINIONS, opinion, state_of_pair
from northline.decisions.standing import of_event, plain
from northline.records.decision import Decision, Verb
from northline.records.errors import UnknownName, UsageError
from northline.records.screening import Candidate, Screening, ScreeningState

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "screening"

OPEN = "open"
STATES = (OPEN, "all", *(s.value for s in OPINIONS.values()))
"""What a list may be asked for; ``open`` waits for a person."""


class PairView(msgspec.Struct, frozen=True, kw_only=True):
    """A pair as an adjudicator sees it.

    Attributes:
        candidate: it.
        state: where it stands.
        waits: the decision that waits for a second person, or None.
        decisions: what was decided about it, the oldest first.
        asked: the newest screening of who was asked about.
        listed: what the list says now, or None where the entity stands there no more.
        may_clear: what differs of birth date, birthplace and citizenship; empty says nothing.
        current: whether both sides are still as they were.
        second_look: whether it is a blind second look.
    """

    candidate: Candidate
    state: ScreeningState
    waits: Decision | None
    decisions: tuple[Decision, ...]
    asked: Screening | None
    listed: Listed | None
    may_clear: tuple[Difference, ...]
    current: bool
    second_look: bool


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an adjudicator decides about a pair.

    Attributes:
        verb: ``match``, ``no-match`` or ``cannot-tell``; of a second person ``approve`` or ``refuse``.
        reason: why, in their own words.
        cites: of a no-match: what differs and clears: ``born``, ``birth-place``, ``citizenship``.
    """

    verb: Verb
    reason: str
    cites: tuple[str, ...] = ()


def pairs(node: "Opened", *, state: str = OPEN, batch: str | None = None) -> list[PairView]:
    """Pairs that this person may see, the most likely first; open second looks for them among these.

    A second look is shown to whoever did not have the first one, once somebody had it.

    Args:
        node: an open node.
        state: one of `STATES`.
        batch: only of whom this batch asked about.

    Raises:
        RoleNeeded: when this person may not.
        UnknownName: for a state there is not.
    """
    require(node.viewer, OPERATION)
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    found = [
        each
        for each in _views(node, batch=batch)
        if state == "all"
        or (state == OPEN and each.state is ScreeningState.POSSIBLE and each.current)
        or state == each.state.value
    ]
    return sorted(found, key=lambda each: (-each.candidate.score, each.candidate.id))


def one_pair(node: "Opened", given: bytes | str) -> PairView:
    """One pair.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that id for them.
    """
    require(node.viewer, OPERATION)
    wanted = record_id(given)
    for each in _views(node, only=wanted):
        return each
    raise UsageError("there is no pair of that id")


def adjudicate(node: "Opened", given: bytes | str, said: Said) -> PairView:
    """Decide about a pair; signed.  A match waits for a second person.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: without a reason, for what cannot follow, and for a citation that clears nothing.
        NotPermitted: when they had the other look, or would be second to their own decision.
        Conflict: when somebody decided about it meanwhile.
    """
    view = one_pair(node, given)
    about = view.candidate.id
    if said.verb in {Verb.APPROVE, Verb.REFUSE}:
        if view.waits is None:
            raise UsageError("nothing about this pair waits for a second person")
        about = view.waits.id
    elif said.verb not in OPINIONS:
        words = ", ".join(each.value for each in (*OPINIONS, Verb.APPROVE, Verb.REFUSE))
        raise UsageError(f"a pair is decided by {words}")
    elif not view.current:
        raise UsageError("one side of this pair has changed since; decide about the newest one")
    decide(node, about, said.verb, reason=_reason(view, said), authority=None)
    return one_pair(node, view.candidate.id)


def told(view: PairView) -> dict[str, Any]:
    """A pair ready for JSON: both sides, the reasons of the score, what may clear."""
    each = view.candidate
    made: dict[str, Any] = document(each)
    del made["second_of"]  # what it is a second look of, whoever looks is not led to
    return {
        **made,
        "explanation": explained(each.explanation),
        "state": view.state.value,
        "waits": None if view.waits is None else document(view.waits),
        "decisions": [document(one) for one in view.decisions],
        "query_side": None if view.asked is None else _asked(view.asked),
        "listed_side": None if view.listed is None else _listed(view.listed),
        "may_clear": [msgspec.to_builtins(one) for one in view.may_clear],
        "current": view.current,
        "second_look": view.second_look,
    }


def _reason(view: PairView, said: Said) -> str:
    """The reason as it is signed: what it cites stands before it."""
    if not said.cites:
        return said.reason
    if said.verb is not Verb.NO_MATCH:
        raise UsageError(
            "birth date, birthplace and citizenship may only clear: cite them with no-match, or not"
        )
    wrong = may_clear(said.cites, view.may_clear)
    if wrong:
        there = ", ".join(each.what.value for each in view.may_clear) or "nothing"
        raise UsageError(f"{', '.join(wrong)} clears nothing here; what differs is {there}")
    if not said.reason.strip():
        raise UsageError("a decision needs a reason, in your own words")
    return f"differs: {', '.join(sorted(set(said.cites)))}; {said.reason.strip()}"


def _views(
    node: "Opened", *, batch: str | None = None, only: bytes | None = None
) -> list[PairView]:
    every, decisions, lists = candidates(node), all_decisions(node), held(node)
    screened = all_screenings(node)
    asked = {each.query: each for each in newest(screened)}
    of_batch = {each.query for each in screened if each.batch == batch}
    return [
        _view(each, _about(each.id, decisions), asked.get(each.query), lists)
        for each in every
        if (only is None or each.id == only)
        and (batch is None or each.query in of_batch)
        and (each.second_of is None or _is_for(node, each, decisions))
    ]


def _is_for(node: "Opened", look: Candidate, decisions: Sequence[Decision]) -> bool:
    """Whether a second look is for this person: somebody had the first one, and it was not they."""
    first = opinion(look.second_of or look.id, decisions)
    me = plain(node.operator.name), node.operator.agency
    return first is not None and (plain(first.by), first.agency) != me


def _view(
    each: Candidate, decided: list[Decision], asked: Screening | None, lists: Held
) -> PairView:
    listed = lists.listed(f"{each.list}:{each.entity}")
    state = state_of_pair(each.id, decided)
    said = opinion(each.id, decided)
    waits = said if state is ScreeningState.POSSIBLE and said is not None else None
    return PairView(
        candidate=each,
        state=state,
        waits=waits,
        decisions=tuple(decided),
        asked=asked,
        listed=listed,
        may_clear=() if asked is None or listed is None else _may_clear(asked, listed),
        current=asked is not None and listed is not None and listed.digest == each.listed,
        second_look=each.second_of is not None,
    )


def _about(pair: bytes, decisions: Sequence[Decision]) -> list[Decision]:
    return of_event(pair, [pair], decisions)


def _may_clear(asked: Screening, listed: Listed) -> tuple[Difference, ...]:
    one, two = (
        Stated(born=e.born, birth_places=e.birth_places, citizenships=e.citizenships)
        for e in (asked, listed)
    )
    return differences(one, two)


def _asked(each: Screening) -> dict[str, Any]:
    fields = ("query_id", "schema", "names", "identifiers", "born", "birth_places", "citizenships")
    made: dict[str, Any] = document(each)
    return {**{name: made[name] for name in fields}, "screening": made["id"]}


def _listed(each: Listed) -> dict[str, Any]:
    made: dict[str, Any] = document(each)
    made["names"] = [{"name": name, "sort": sort} for name, sort in each.names]
    del made["digest"]
    return made
