"""The largest lines of a trend, and the others together: what a chart can show."""

import math

import msgspec

from northline.measures.following import Line, Point
from northline.measures.tables import habits

OTHERS = "\x00others"
"""The group of those that are added up; no table has a value that begins so."""


def foremost(line: Line) -> Line:
    """A trend with at most ``trend.most`` lines, the largest, and one for the others.

    The whole (the group without a name) is always kept and never added to the others.  Lines of
    rates are left out rather than added.  Where one of the others has a gap there is no sum of them;
    one that is too small to be shown is not in the sum, which would give it away.
    """
    sizes: dict[str, list[float]] = {}
    for point in line.points:
        sizes.setdefault(point.group, []).append(abs(point.value or 0.0))
    ranked = sorted(
        (group for group in sizes if group), key=lambda group: (-math.fsum(sizes[group]), group)
    )
    if len(ranked) <= line.trend.most:
        return line
    kept = {*ranked[: line.trend.most], *({""} & sizes.keys())}
    points = [point for point in line.points if point.group in kept]
    if line.trend.adds:
        rest = [point for point in line.points if point.group not in kept]
        points += _added(rest, 0 if habits(line.trend.series).sparse else len(sizes) - len(kept))
    points.sort(key=lambda point: (point.since, point.group))
    return msgspec.structs.replace(line, points=tuple(points))


def _added(points: list[Point], least: int) -> list[Point]:
    """The sum of the others in each step, where at least so many of them have a point."""
    by_step: dict[int, list[Point]] = {}
    for point in points:
        by_step.setdefault(point.since, []).append(point)
    return [
        Point(
            since=same[0].since,
            until=same[0].until,
            group=OTHERS,
            value=math.fsum(each.value or 0.0 for each in same),
            small=False,
            provisional=any(each.provisional for each in same),
            vintage=same[0].vintage,
        )
        for same in by_step.values()
        if len(same) >= least
    ]
