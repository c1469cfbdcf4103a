"""What a plan is: for each group of alike units, ways through the day and how often each is gone.

A **way** is where a unit is in each period of its shift: the place of a stretch, or `AT_DEPOT`.
"""

from dataclasses import dataclass

import msgspec

from northline.engines.patrol.problem import Closure, Floats, NoGo

AT_DEPOT = -1
"""In a way: the unit is not out in that period."""

Way = tuple[int, ...]
"""Where a unit is in each period of its shift."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Units that are alike in everything that the plan knows of, and how they are spread.

    Attributes:
        shifts: names of their shifts, n of them.
        begin: first period of the shift.
        ways: ways that are gone, in their order along the line.
        weights: of each way, in (0, n]; they sum to n.  A unit of the group goes a way with
            probability ``weight / n``.
    """

    shifts: tuple[str, ...]
    begin: int
    ways: tuple[Way, ...]
    weights: tuple[float, ...]


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Where the simplex method stood when it ended: what a re-plan begins from.

    Attributes:
        columns: status of each column, one byte each, as HiGHS numbers them.
        rows: status of each row.
        cells: which rows are of which cells (stretch * T + period), in the order of the rows.
    """

    columns: bytes
    rows: bytes
    cells: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """A patrol plan, and the proof that none does better.

    ``value``: the most that somebody gains, in expected crossings unseen, who has read the plan but
    not its draw.  ``bound``: no plan brings that below this (its own proof: the adversary's mixed
    strategy ``adversary`` float64 (S, T), which sums to 1 or less, and the best answer to it).
    ``gap``: ``value - bound``, over the larger of ``value`` and 1e-12.  ``coverage`` float64 (S, T):
    the expected chance to be seen, summed over units.  ``groups``: how units are spread.
    ``iterations``: of the simplex method.  ``bases``: what `replan` begins from, of the
    most of all and of districts.
    """

    value: float
    bound: float
    gap: float
    coverage: Floats
    adversary: Floats
    groups: tuple[Group, ...]
    iterations: int
    bases: tuple[Basis, Basis]


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """Where one unit is, on one day, as drawn.

    Attributes:
        day: 0, 1, ... of the draw.
        shift: name of its shift.
        begin: first period of it.
        way: where it is in each.
    """

    day: int
    shift: str
    begin: int
    way: Way


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A way that a person has fixed for a unit.

    Attributes:
        shift: name of its shift.
        way: where it is in each period.
    """

    shift: str
    way: Way


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What has become otherwise since a plan was made.

    Attributes:
        dropped: shifts whose unit has dropped out.
        no_go: stretches that are barred now, besides those that were.
        closures: modes that weather closes now, besides those that it did.
    """

    dropped: tuple[str, ...] = ()
    no_go: tuple[NoGo, ...] = ()
    closures: tuple[Closure, ...] = ()


class Amended(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is worth after a person has fixed ways in it.

    Attributes:
        value: the most that somebody gains now.
        cost: by how much that is more than before; 0 or more but for rounding where the plan was
            the best one.
        stretch: where that is now.
        period: when that is now.
    """

    value: float
    cost: float
    stretch: int
    period: int


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Limits that cannot hold together, none of which can be left out of the conflict.

    Attributes:
        code: what kind of conflict, a text of ``conflict_words``.
        args: of the text.
        limits: names of the limits that conflict.
    """

    code: str
    args: dict[str, str | float]
    limits: tuple[str, ...]
