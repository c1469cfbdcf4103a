"""The order in which findings are shown to whoever decides about them, and how many an hour.

What waits for a person stands before what is settled; then what somebody has decided and waits
for a second person only; then what presses more (`Rank`); then what nobody has looked at yet
before what was acknowledged; then the score in steps of a tenth, so that a hair's difference
between two scores does not decide who is looked at first; then the newest event.  The event's
id settles the rest, so that the order is the same for everybody.

**At most so many an hour.**  Nobody can look at everything, and what is shown beside too much is
not seen.  Each hour of events has room for ``most_an_hour`` findings.  Those that somebody decided
about took a place of it; the rest of it goes to those that wait, those held back from the hours
before among them, in the order above.  What has no place is *held back*: it is no less on record,
it is counted, it can be opened and decided about, and it comes up in the first hour with room for
it.  Nothing is held back for what it says of a person: rank, score and time alone decide.
"""

import enum
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from northline.decisions.rules import State
from northline.records.units import Micros, Probability

MOST_AN_HOUR = 30
"""Findings of an hour that are shown unless somebody says otherwise: one every two minutes."""

HOUR = 3_600_000_000
"""Us."""


class Rank(enum.IntEnum):
    """How much a kind of finding presses, whatever its score."""

    SAFETY = -1
    """An officer may need help: it is never held back."""

    PRESSING = 0
    """What may have to be answered now: nobody reported it, or nobody could."""

    OTHER = 1
    """What somebody should look at."""

    LAWFUL = 2
    """What is lawful as far as anybody knows yet: a line crossing is no failure to report."""

    EXPLAINED = 3
    """What needs nothing any more: it was reported, or went back."""


RANKS: dict[str, Rank] = {
    "failure-to-report": Rank.PRESSING,
    "dark-crossing": Rank.PRESSING,
    "land-crossing": Rank.PRESSING,
    "low-slow-aircraft": Rank.PRESSING,
    "overdue-unit": Rank.SAFETY,
    "drone-over-line": Rank.PRESSING,
    "line-crossing": Rank.LAWFUL,
    "line-touched": Rank.EXPLAINED,
    "crossed-back": Rank.EXPLAINED,
    "reported-crossing": Rank.EXPLAINED,
    "unit-checked-in": Rank.EXPLAINED,
}
"""Kinds of finding that are not just `Rank.OTHER`."""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What the order looks at; nothing of who a person is.

    Attributes:
        state: where it stands.
        waits: whether it waits for a person.
        score: how sure the engine is that the event took place.
        at: when it took place.
        event_id: of the finding.
        kind: of finding.
        until: end of its time window: the hour in which it is shown is that of this instant.
    """

    state: State
    waits: bool
    score: Probability
    at: Micros
    event_id: bytes
    kind: str = ""
    until: Micros = Micros(0)


def rank_of(kind: str) -> Rank:
    """How much a kind of finding presses."""
    return RANKS.get(kind, Rank.OTHER)


def place(matter: Matter) -> tuple[bool, bool, int, bool, int, int, bytes]:
    """Sorts findings: the smallest is shown first."""
    return (
        not matter.waits,
        matter.state is not State.PROPOSED,
        rank_of(matter.kind),
        matter.state is not State.OPEN,
        -int(matter.score * 10.0),
        -matter.at,
        matter.event_id,
    )


def held_back(matters: Iterable[Matter], most_an_hour: int, now: Micros) -> frozenset[bytes]:
    """Events of the findings that have no place yet.

    Args:
        matters: of every finding.  One that nobody has decided about can be held back, but for
            those of an officer who may need help: they take their place whatever else there is.
        most_an_hour: how many each hour has room for.
        now: the present: its hour is the last that has room.
    """
    last = now // HOUR
    fresh: dict[int, list[Matter]] = {}
    taken: dict[int, int] = {}
    for matter in matters:
        hour = min(matter.until // HOUR, last)
        if matter.state is State.OPEN and rank_of(matter.kind) is not Rank.SAFETY:
            fresh.setdefault(hour, []).append(matter)
        else:
            taken[hour] = taken.get(hour, 0) + 1
    waiting: list[Matter] = []
    for hour, following in pairwise((*sorted(fresh), last + 1)):
        waiting = sorted([*waiting, *fresh[hour]], key=place)
        waiting = waiting[max(most_an_hour - taken.get(hour, 0), 0) :]
        between = range(hour + 1, following)
        room = most_an_hour * len(between)
        room -= sum(min(taken[each], most_an_hour) for each in taken if each in between)
        waiting = waiting[room:]
    return frozenset(matter.event_id for matter in waiting)
