"""The line and the ways of units as a drawing: places in its own units, north up, one scale."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from northline.geo.line import point_at
from northline.geo.stretches import Stretch
from northline.records.patrol_order import AT_DEPOT, PatrolOrder
from northline.web.pages.patrol_words import HOUR

WIDTH, TALLEST, LEAST, EDGE = 1000.0, 520.0, 260.0, 44.0
"""Of the drawing, in its own units; least height, and room around what is drawn."""

STEPS = 10
"""Pieces that a stretch is drawn with."""

BESIDE = 27.0
"""From the middle of a stretch to its label."""

APART = 17.0
"""Between two marks that would lie over one another."""

Spot = tuple[float, float]
Placing = Callable[[Spot], Spot]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch on the drawing: its points, middle and label, and how much risk it has (-1: not told)."""

    number: int
    points: str
    x: float
    y: float
    km: str
    level: int
    label_x: float
    label_y: float


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's way on the drawing: its points, where its mark stands, and its sort of line (0 to 3)."""

    mark: str
    name: str
    points: str
    x: float
    y: float
    home_x: float
    home_y: float
    dash: int


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    width: float
    height: float
    pieces: list[Piece]
    ways: list[Way]


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """An order with the mark that it carries on the drawing and in the table."""

    mark: str
    order: PatrolOrder


def drawing(
    ground: Sequence[Stretch], marked: Sequence[Marked], levels: Sequence[int] | None
) -> Drawing:
    """Draw stretches and the ways of units.

    Args:
        ground: the stretches, at least one.
        marked: orders, each with its mark.
        levels: of each stretch how much risk it has, 0 to 3; None where that is not told.
    """
    lines = [_line(each) for each in ground]
    every = [spot for line in lines for spot in line]
    every += [spot for each in marked for spot in _spots(each.order)]
    place, height = _projection(every)
    inland = _middle([place(s) for each in marked for s in _spots(each.order)])
    pieces = []
    for n, (each, line) in enumerate(zip(ground, lines, strict=True)):
        x, y = place((each.lon, each.lat))
        label = _beside((x, y), place(line[0]), place(line[-1]), inland)
        pieces.append(
            Piece(
                number=each.number,
                points=_points([place(spot) for spot in line]),
                x=x,
                y=y,
                km=f"{each.from_km:g}",
                level=-1 if levels is None else levels[n],
                label_x=label[0],
                label_y=label[1],
            )
        )
    taken: list[Spot] = []
    ways = [_way(each, place, taken, n) for n, each in enumerate(marked)]
    return Drawing(width=WIDTH, height=height, pieces=pieces, ways=ways)


def place_in(order: PatrolOrder, hour: int) -> int | None:
    """Where a unit is in an hour: a stretch, `AT_DEPOT`, or None where it is not on duty."""
    if hour + HOUR <= order.since or hour >= order.until:
        return None
    before = [n for n, at in enumerate(order.point_at) if at < hour + HOUR]
    return order.point_stretch[before[-1]] if before else AT_DEPOT


def _line(stretch: Stretch) -> list[Spot]:
    span = stretch.to_km - stretch.from_km
    kms = [stretch.from_km + span * n / STEPS for n in range(STEPS + 1)]
    lon, lat = point_at(stretch.segment, kms)
    return [(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]


def _projection(every: Sequence[Spot]) -> tuple[Placing, float]:
    west, east = min(s[0] for s in every), max(s[0] for s in every)
    south, north = min(s[1] for s in every), max(s[1] for s in every)
    across = max((east - west) * math.cos(math.radians((south + north) / 2.0)), 1e-3)
    up = max(north - south, 1e-3)
    height = min(max((WIDTH - 2 * EDGE) * up / across + 2 * EDGE, LEAST), TALLEST)
    scale = min((WIDTH - 2 * EDGE) / across, (height - 2 * EDGE) / up)
    left, top = (WIDTH - scale * across) / 2.0, (height - scale * up) / 2.0
    narrow = math.cos(math.radians((south + north) / 2.0))

    def place(spot: Spot) -> Spot:
        return (
            round(left + scale * (spot[0] - west) * narrow, 1),
            round(top + scale * (north - spot[1]), 1),
        )

    return place, round(height, 1)


def _way(each: Marked, place: Placing, taken: list[Spot], number: int) -> Way:
    order = each.order
    spots = [place(spot) for spot in _spots(order)]
    out = [s for s, stretch in zip(spots, order.point_stretch, strict=True) if stretch != AT_DEPOT]
    x, y = Counter(out).most_common(1)[0][0] if out else spots[0]
    while any(abs(x - a) < APART and abs(y - b) < APART for a, b in taken):
        y = round(y - APART, 1)
    taken.append((x, y))
    return Way(
        mark=each.mark,
        name=order.name,
        points=_points(spots),
        x=x,
        y=y,
        home_x=spots[0][0],
        home_y=spots[0][1],
        dash=number % 4,
    )


def _spots(order: PatrolOrder) -> list[Spot]:
    return list(zip(order.point_lon, order.point_lat, strict=True))


def _middle(spots: Sequence[Spot]) -> Spot | None:
    if not spots:
        return None
    return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)


def _beside(at: Spot, first: Spot, last: Spot, inland: Spot | None) -> Spot:
    """Where the kilometre of a stretch is written: beside it, away from where the units are."""
    along = (last[0] - first[0], last[1] - first[1])
    size = math.hypot(*along) or 1.0
    across = (-along[1] / size, along[0] / size)
    towards = (0.0, -1.0) if inland is None else (inland[0] - at[0], inland[1] - at[1])
    sign = -1.0 if across[0] * towards[0] + across[1] * towards[1] > 0.0 else 1.0
    return round(at[0] + sign * BESIDE * across[0], 1), round(at[1] + sign * BESIDE * across[1], 1)


def _points(spots: Sequence[Spot]) -> str:
    kept = [spot for n, spot in enumerate(spots) if n == 0 or spot != spots[n - 1]]
    return " ".join(f"{x:g},{y:g}" for x, y in kept)
