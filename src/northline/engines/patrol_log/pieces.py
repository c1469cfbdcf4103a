r"""What counts between two fixes of a unit, cut by hours and stretches.

Between two fixes next to each other, :math:`\Delta t` apart and :math:`d` metres, time counts when

* :math:`\Delta t \le` ``gap``;
* :math:`(d - \mathrm{slack}) / \Delta t` is no more than the limit of the mode;
* both lie within ``strip`` of the line, beside the same segment of it; and
* they are not both at a depot.

The unit is taken to go evenly from the one to the other along the line; where their places along it
lie much farther apart than the unit went (a bend of the line), half of the time is in either's stretch.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol_log.fixes import MICROS, MODES, Bools, Fixes, Floats, Ints, Rows
from northline.engines.patrol_log.params import PatrolLogParams
from northline.geo.distance import near_distance
from northline.geo.stretches import STRETCH_KM

GAP, SPEED, CLOCK = 1, 2, 4
"""Bits of what is to be known of the time after, or within, a pair."""

BEND = 3.0
"""So many times farther along the line than it went, a unit has not gone along the line."""


class Pairs(NamedTuple):
    """Fixes of one unit next to each other, (p,).

    Attributes:
        first: place of the earlier among the fixes; the later is the next one.
        group: number of the unit.
        mode: how it went.
        counted: whether the time between them counts.
        flags: bits.
        silent: whether, by the receipts of all units, it was silent too long in between.
        metres: between them.
    """

    first: Ints
    group: Ints
    mode: Ints
    counted: Bools
    flags: Ints
    silent: Bools
    metres: Floats


class Pieces(NamedTuple):
    """Counted time, (s,), in one stretch and one hour each; in the order of the pairs.

    Attributes:
        pair: which pair it is of.
        begin: us.
        end: us.
        stretch: number of the stretch.
        metres: its share of the way.
    """

    pair: Ints
    begin: Ints
    end: Ints
    stretch: Ints
    metres: Floats


def pairs_of(rows: Rows, fixes: Fixes, clock: int, params: PatrolLogParams) -> Pairs:
    """Judge each pair of fixes.

    Args:
        rows: every row.
        fixes: the fixes among them.
        clock: latest receipt of anything before this step, us.
        params: the parameters.
    """
    group = rows.group[fixes.place]
    i = np.flatnonzero(group[1:] == group[:-1])
    j = i + 1
    dt = fixes.at[j] - fixes.at[i]
    metres = near_distance(fixes.lon[i], fixes.lat[i], fixes.lon[j], fixes.lat[j])
    mode = rows.mode[fixes.place[i]]
    limits = np.array([params.limit(each) for each in MODES])
    gap = dt > round(params.gap * MICROS)
    fast = np.maximum(metres - params.slack, 0.0) > limits[mode] * (dt / MICROS)
    near = (fixes.distance[i] <= params.strip) & (fixes.distance[j] <= params.strip)
    beside = near & (fixes.segment[i] >= 0) & (fixes.segment[i] == fixes.segment[j])
    late = rows.late[fixes.place[j]] > rows.late[fixes.place[i]]
    flags = GAP * (gap & (dt <= round(params.away * MICROS)))
    flags = flags + SPEED * (fast & ~gap) + CLOCK * late
    row = rows.row[fixes.place[j]]
    heard = np.where(row > 0, rows.clock[np.maximum(row - 1, 0)], clock)
    return Pairs(
        first=i,
        group=group[i],
        mode=mode,
        counted=~gap & ~fast & beside & ~(fixes.depot[i] & fixes.depot[j]),
        flags=flags.astype(np.int64),
        silent=heard - fixes.received[i] > round(params.silence * MICROS),
        metres=metres,
    )


def pieces_of(pairs: Pairs, fixes: Fixes, longest: int) -> Pieces:
    """Cut the counted time of pairs by whole multiples of `longest` (us) and by stretches."""
    pair = np.flatnonzero(pairs.counted)
    i = pairs.first[pair]
    begin, end = fixes.at[i], fixes.at[i + 1]
    from_km, to_km = fixes.km[i], fixes.km[i + 1]
    went = pairs.metres[pair] / 1e3
    bent = np.abs(to_km - from_km) > BEND * went + 0.5

    # by hours: a pair is shorter than an hour, so it meets the end of one at most once
    edge = (begin // longest + 1) * longest
    over = (edge < end) & (edge > begin)
    pair, begin0, end0 = _doubled(over, pair, begin, end)
    share = _doubled(over, from_km, to_km, bent)
    cut = over.repeat(over + 1)
    second = np.concatenate([[False], cut[1:] & (pair[1:] == pair[:-1])]) if len(cut) else cut
    edge = edge.repeat(over + 1)
    begin, end = np.where(second, edge, begin0), np.where(cut & ~second, edge, end0)
    whole = end0 - begin0
    along = share[1] - share[0]
    a = share[0] + along * (begin - begin0) / whole
    b = share[0] + along * (end - begin0) / whole
    bent = share[2].astype(bool)

    # by stretches
    low, high = _stretch(a), _stretch(b)
    count = np.where(bent & (low != high), 2, np.abs(high - low) + 1)
    k = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(k)) - np.repeat(np.cumsum(count) - count, count)
    way = np.sign(high - low)[k]
    stretch = np.where(bent[k], np.where(step == 0, low[k], high[k]), low[k] + step * way)
    border = np.where(way > 0, stretch + 1, stretch) * STRETCH_KM
    with np.errstate(divide="ignore", invalid="ignore"):
        there = np.where(bent[k], 0.5, (border - a[k]) / (b[k] - a[k]))
    there = np.where(step == count[k] - 1, 1.0, np.clip(there, 0.0, 1.0))
    span = (end - begin)[k]
    stop = begin[k] + np.round(there * span).astype(np.int64)
    start = np.where(step == 0, begin[k], np.concatenate([[0], stop[:-1]]))
    real = stop > start
    part = (stop - start) / whole[k]
    metres = pairs.metres[pair[k]] * part
    return Pieces(pair[k][real], start[real], stop[real], stretch[real], metres[real])


def _doubled(twice: Bools, *columns: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    return tuple(np.repeat(column, twice + 1) for column in columns)


def _stretch(km: Floats) -> Ints:
    """Number of the stretch of a kilometre, as `northline.geo.stretches.stretch_of` has it."""
    return np.floor(np.round(km / STRETCH_KM, 9)).astype(np.int64)
