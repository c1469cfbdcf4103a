"""Screenings on record, each with where it stands now: what persons decided since is part of that."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.deciding import all_decisions
from northline.app.documents import document
from northline.app.permitting import require
from northline.app.reading import Ask, read_table
from northline.app.screening.explained import explained
from northline.app.screening.held import Held
from northline.app.screening.queries import Question
from northline.app.words import record_id
from northline.decisions.screening_states import state_now, state_of_pair
from northline.records.decision import Decision
from northline.records.errors import UnknownName, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.screening import Screening, ScreeningState

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "screening"

STATES = ("all", *(each.value for each in ScreeningState))


class ScreeningView(msgspec.Struct, frozen=True, kw_only=True):
    """A screening and where it stands.

    Attributes:
        screening: it.
        state: where it stands now.
        pairs: beside each of its candidates where that stands.
    """

    screening: Screening
    state: ScreeningState
    pairs: tuple[ScreeningState, ...]


def all_screenings(node: "Opened") -> list[Screening]:
    """Every screening that this person may see, the oldest first."""
    found = kind_named(Screening.kind).from_batch(read_table(node, Ask(Screening.kind)))
    kept = (each for each in found if isinstance(each, Screening))
    return sorted(kept, key=lambda each: (each.at, each.row or 0, each.id))


def newest(screenings: Iterable[Screening]) -> list[Screening]:
    """The newest screening of each query: of a lasting one by its name, of a row by its batch."""
    found: dict[tuple[str, ...], Screening] = {}
    for each in screenings:
        key = (each.source, each.query_id) if each.standing else _of_batch(each)
        found.pop(key, None)
        found[key] = each
    return list(found.values())


def newest_rows(screenings: Iterable[Screening]) -> list[Screening]:
    """The newest screening of each row of a batch, whatever the rows are named."""
    return list({_of_batch(each): each for each in screenings}.values())


def _of_batch(each: Screening) -> tuple[str, ...]:
    if each.batch is None or each.row is None:
        return (each.id.hex(),)
    return (each.source, each.batch, str(each.row))


def screenings(
    node: "Opened", *, state: str = "all", batch: str | None = None, query_id: str | None = None
) -> list[ScreeningView]:
    """The newest screening of each query, the newest first.

    Args:
        node: an open node.
        state: only those that stand in it now.
        batch: only of this one.
        query_id: every screening of this query, older ones too.

    Raises:
        RoleNeeded: when this person may not.
        UnknownName: for a state there is not.
    """
    require(node.viewer, OPERATION)
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    every = all_screenings(node)
    if batch is not None:
        every = [each for each in every if each.batch == batch]
    chosen = newest(every) if query_id is None else [e for e in every if e.query_id == query_id]
    found = views(chosen, all_decisions(node))
    return [each for each in reversed(found) if state in {"all", each.state.value}]


def one_screening(node: "Opened", given: bytes | str) -> ScreeningView:
    """One screening.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that id for them.
    """
    require(node.viewer, OPERATION)
    rows = read_table(node, Ask(Screening.kind, ids=[record_id(given)]))
    for each in kind_named(Screening.kind).from_batch(rows):
        if isinstance(each, Screening):
            return views([each], all_decisions(node))[0]
    raise UsageError("there is no screening of that id")


def views(several: Sequence[Screening], decisions: Sequence[Decision]) -> list[ScreeningView]:
    """Screenings, each with where it stands by these decisions."""
    about: dict[bytes, list[Decision]] = {}
    for said in decisions:
        about.setdefault(said.about, []).append(said)
    found = []
    for each in several:
        pairs = tuple(state_of_pair(id, _concerning(id, about)) for id in each.candidates)
        found.append(ScreeningView(screening=each, state=state_now(each.state, pairs), pairs=pairs))
    return found


def again(each: Screening) -> Question:
    """The question of a screening, to be asked again."""
    return Question(
        query_id=each.query_id,
        lasting=each.standing,
        schema=each.schema,
        names=each.names,
        identifiers=each.identifiers,
        born=each.born,
        birth_places=each.birth_places,
        citizenships=each.citizenships,
        row=each.row,
        given=each.given,
    )


def is_stale(each: Screening, lists: Held) -> bool:
    """Whether a list that is held now is newer than what was asked, or was not asked."""
    asked = dict(zip(each.lists, each.editions, strict=True))
    wanted = lists.editions.items()
    return any(
        asked.get(name) != edition for name, edition in wanted if each.dataset in {"default", name}
    )


def told(view: ScreeningView) -> dict[str, Any]:
    """A screening ready for JSON; its explanations unpacked, its state as it stands now."""
    said: dict[str, Any] = document(view.screening)
    said["explanations"] = [explained(each) for each in view.screening.explanations]
    said["state"] = view.state.value
    said["state_recorded"] = view.screening.state.value
    said["pairs"] = [each.value for each in view.pairs]
    return said


def _concerning(pair: bytes, about: dict[bytes, list[Decision]]) -> list[Decision]:
    """Decisions about a pair, and what was decided about these."""
    found, waiting = [], [pair]
    while waiting:
        several = about.get(waiting.pop(), [])
        found.extend(several)
        waiting.extend(each.id for each in several)
    return found
