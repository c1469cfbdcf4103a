"""Rows of units as fixes: of each unit, in order of time, one in so many seconds.

Rows are taken in the order they came.  Of a unit, a row that is not later than those before it is
passed over, and so is one in the same `thin` seconds.  What a unit is stated to be (mode, callsign,
crew) holds from the row that states it on.  The last fix of each unit, from the step before, stands
at the head of its rows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.patrol_log.params import PatrolLogParams
from northline.engines.patrol_log.state import LogState, UnitKept
from northline.geo.distance import near_distance
from northline.geo.line import offsets
from northline.records.unit import Mode
from northline.records.units import Metres

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MODES: tuple[Mode, ...] = tuple(Mode)
"""A mode's code is its place here."""

UNKNOWN = MODES.index(Mode.UNKNOWN)
MICROS = 1_000_000
TOO_FAR = 1e9
"""Metres that stand for a distance from the line that nobody measured."""

ANOTHER_DAY = 86_400 * MICROS
"""So far ahead of its receipt, us, no clock is wrong: an exercise is played that is set on a later day."""

_SHIFT = 40
"""Bits below a unit's number that hold the time of a fix, in steps of `thin`."""


class Rows(NamedTuple):
    """Every row of a step behind the last fixes of the step before, by unit and then as they came.

    Attributes:
        names: identity of each unit, ascending.
        before: of each unit what is remembered, or None.
        group: (n,) number of the unit.
        row: (n,) place in the table; -1 of a remembered fix.
        mode: (n,) as stated so far, code.
        callsign: (n,) place of the row that states it, or -1; -2 where what is remembered does.
        officers: likewise.
        late: (n,) how many fixes up to here said a time still to come.
        kept: places of the fixes that are looked at, (m,).
        clock: (rows of the table,) latest receipt up to each of them, us.
    """

    names: Sequence[str]
    before: Sequence[UnitKept | None]
    group: Ints
    row: Ints
    mode: Ints
    callsign: Ints
    officers: Ints
    late: Ints
    kept: Ints
    clock: Ints


class Fixes(NamedTuple):
    """The fixes that are looked at, (m,), by unit and then by time; instants in us.

    Attributes:
        place: among all rows.
        at: when.
        received: when it reached us.
        marking: of its record.
        lon: degrees.
        lat: degrees.
        km: of the line beside it.
        distance: from the line, m, not negative.
        segment: of the line; -1 where it is too far off.
        depot: whether it is at a depot.
    """

    place: Ints
    at: Ints
    received: Ints
    marking: NDArray[np.uint64]
    lon: Floats
    lat: Floats
    km: Floats
    distance: Floats
    segment: Ints
    depot: Bools


def rows_of(table: pa.Table, state: LogState, params: PatrolLogParams) -> tuple[Rows, Fixes]:
    """The rows of a table of units as fixes, behind what is remembered."""
    at, received = (instants(table, name) for name in ("at", "received"))
    lon, lat = (_reals(table, name) for name in ("lon", "lat"))
    identities = table.column("identity").combine_chunks().dictionary_encode()
    said = identities.dictionary.to_pylist()
    names = sorted(said)
    place_of = {name: place for place, name in enumerate(names)}
    group = np.array([place_of[name] for name in said], np.int64)[np.asarray(identities.indices)]
    known = {each.identity: each for each in state.units}
    before = [known.get(name) for name in names]
    carried = np.array([k for k, each in enumerate(before) if each is not None], np.int64)
    remembered = [each for each in before if each is not None]

    n, c = len(at), len(carried)
    every = np.concatenate([carried, group])
    rows = np.concatenate([np.full(c, -1, np.int64), np.arange(n)])
    order = np.lexsort((rows, every))
    every, rows = every[order], rows[order]

    def whole_numbers(kept: Sequence[int], column: Ints) -> Ints:
        """A column of the remembered fixes and the rows, in order."""
        return np.asarray(np.concatenate([np.array(kept, np.int64), column])[order], np.int64)

    def reals(kept: Sequence[float], column: Floats) -> Floats:
        return np.asarray(np.concatenate([np.array(kept, np.float64), column])[order])

    ats = whole_numbers([each.at for each in remembered], at)
    received_all = whole_numbers([each.received for each in remembered], received)
    lons = reals([each.lon for each in remembered], lon)
    lats = reals([each.lat for each in remembered], lat)
    old = rows < 0
    on_earth = (np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0) & (ats >= 0)
    lead = ats - received_all
    ahead = ~old & on_earth & (lead > round(params.clock * MICROS)) & (lead < ANOTHER_DAY)
    good = on_earth & ~ahead
    kept = np.flatnonzero(_thinned(every, ats, good, round(params.thin * MICROS)))

    starts = np.ones(n + c, bool)
    starts[1:] = every[1:] != every[:-1]
    codes = {mode.value: code for code, mode in enumerate(MODES)}
    stated = np.array([codes[each] for each in table.column("mode").to_pylist()], np.int64)
    mode = whole_numbers([each.mode for each in remembered], stated)
    mode = mode[_last(mode != UNKNOWN, starts)]
    told = {}
    for name in ("callsign", "officers"):
        column = "crew" if name == "officers" else name
        valid = np.asarray(table.column(column).is_valid())
        has = np.concatenate(
            [np.array([getattr(each, name) is not None for each in remembered], bool), valid]
        )[order]
        last = _last(has, starts)
        told[name] = np.where(has[last], np.where(old[last], -2, rows[last]), -1)
    clock = np.maximum.accumulate(np.maximum(received, state.clock))
    whole = Rows(
        names, before, every, rows, mode, told["callsign"], told["officers"], np.cumsum(ahead),
        kept, clock,
    )  # fmt: skip
    return whole, _fixes(table, whole, ats, received_all, lons, lats, remembered, params)


def _thinned(group: Ints, at: Ints, good: Bools, step: int) -> Bools:
    """Which of the good rows begin a new step of time of their unit."""
    key = (group << _SHIFT) + np.where(good, at // step + 1, 0)
    newest = np.maximum.accumulate(key)
    before = np.concatenate([[-1], newest[:-1]])
    return np.asarray(good & (key > before))


def _last(has: Bools, starts: Bools) -> Ints:
    """Of each row the newest row of its unit, up to it, that has a thing; else its unit's first."""
    places = np.arange(len(has))
    return np.maximum.accumulate(np.where(has | starts, places, 0))


def _fixes(
    table: pa.Table,
    rows: Rows,
    at: Ints,
    received: Ints,
    lon: Floats,
    lat: Floats,
    remembered: Sequence[UnitKept],
    params: PatrolLogParams,
) -> Fixes:
    """The fixes that are looked at; only the new ones are measured."""
    kept, row = rows.kept, rows.row[rows.kept]
    new = row >= 0
    km, distance = np.zeros(len(kept)), np.full(len(kept), TOO_FAR)
    segment = np.full(len(kept), -1, np.int64)
    marking = np.zeros(len(kept), np.uint64)
    off = offsets(lon[kept[new]], lat[kept[new]], limit=Metres(max(params.strip, 1_000.0)))
    near = off.segment >= 0
    km[new] = np.where(near, off.km, 0.0)
    distance[new] = np.where(np.isfinite(off.distance), np.abs(off.distance), TOO_FAR)
    segment[new] = off.segment
    marking[new] = np.asarray(table.column("marking"), np.uint64)[row[new]]
    held = [each for each in remembered if each.at >= 0]
    for target, name in (
        (km, "km"), (distance, "distance"), (segment, "segment"), (marking, "marking"),
    ):  # fmt: skip
        target[~new] = [getattr(each, name) for each in held]
    x, y = lon[kept], lat[kept]
    depot = np.zeros(len(kept), bool)
    for there in params.depots:
        depot |= near_distance(x, y, there[0], there[1]) <= params.depot_metres
    return Fixes(kept, at[kept], received[kept], marking, x, y, km, distance, segment, depot)


def instants(table: pa.Table, name: str) -> Ints:
    """A column of instants, us."""
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)


def _reals(table: pa.Table, name: str) -> Floats:
    return np.array(table.column(name).to_numpy(), np.float64)
