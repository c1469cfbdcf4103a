"""Ways of a plan as way points a crew can follow, and back again.

A way says in which stretch a unit is in each period.  Its way points are its depot when it sets out,
then one for each period, reached after the time that the way from the one before takes, and its depot
again.  Each lies on the unit's own side of the line, on ground of its mode
(`northline.engines.patrol.shores`).
"""

from collections.abc import Mapping, Sequence

import msgspec

from northline.engines.patrol.assembling import HOUR, Assembled
from northline.engines.patrol.plan import AT_DEPOT, Way
from northline.engines.patrol.problem import Patroller
from northline.records.errors import UsageError
from northline.records.patrol_order import AT_DEPOT as DEPOT
from northline.records.shift import Shift

LONGEST_MOVE = 0.5
"""Share of a period that a move takes at most."""


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """Way points, flat, in order of time.

    Attributes:
        after: seconds after the shift begins.
        lon: degrees.
        lat: degrees.
        stretch: number of the stretch, or -1 at the depot.
    """

    after: tuple[float, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    stretch: tuple[int, ...]


def points_of(made: Assembled, shift: Shift, unit: Patroller, way: Way) -> Points:
    """Way points of a way.

    Args:
        made: the problem.
        shift: the unit's shift.
        unit: the same as the problem has it.
        way: where it is in each period of its shift there.
    """
    home = (float(shift.lon or 0.0), float(shift.lat or 0.0))
    found: list[tuple[float, tuple[float, float], int]] = [(0.0, home, DEPOT)]
    before = unit.depot
    for step, place in enumerate(way):
        at = (made.hours[unit.periods[0] + step] - shift.begins) / 1e6
        if place == AT_DEPOT:
            found.append((at, home, DEPOT))
            before = unit.depot
            continue
        km = abs(_middle(made, place) - _middle(made, before))
        spent = min(LONGEST_MOVE, km / unit.speed) * 3600.0
        where = made.shores.place(place, unit.side, unit.mode) or _line(made, place)
        found.append((at + round(spent), where, made.stretches[place].number))
        before = place
    found.append(((shift.ends - shift.begins) / 1e6, home, DEPOT))
    return Points(
        after=tuple(each[0] for each in found),
        lon=tuple(each[1][0] for each in found),
        lat=tuple(each[1][1] for each in found),
        stretch=tuple(each[2] for each in found),
    )


def way_of(made: Assembled, unit: Patroller, points: Sequence[tuple[int, int]]) -> Way:
    """The way that some way points stand for.

    Args:
        made: the problem.
        unit: the unit.
        points: instant (us) and number of the stretch of each, the depot's own at both ends with them.
    """
    rows = {each.number: row for row, each in enumerate(made.stretches)}
    way = [AT_DEPOT] * (unit.periods[1] - unit.periods[0])
    for at, number in points[1:-1]:
        step = (at - made.hours[0]) // HOUR - unit.periods[0]
        if 0 <= step < len(way):
            way[step] = rows.get(number, AT_DEPOT)
    return tuple(way)


def moved(made: Assembled, unit: Patroller, way: Way, moves: Mapping[int, float | None]) -> Way:
    """A way that a person has changed.

    Args:
        made: the problem.
        unit: the unit.
        way: as it was.
        moves: instant (us) -> kilometre of the line at which it is in that hour; None: its depot.

    Raises:
        UsageError: for an hour that is not of its shift, a kilometre that is not of the plan, or
            ground where a unit of its mode and side may not be.
    """
    from northline.engines.patrol.access import access

    changed, free = list(way), access(made.problem, unit).open
    for at, km in sorted(moves.items()):
        period = (at - made.hours[0]) // HOUR
        if not unit.periods[0] <= period < unit.periods[1]:
            raise UsageError(f"{unit.unit} is not out in that hour: its shift does not have it")
        if km is None:
            changed[period - unit.periods[0]] = AT_DEPOT
            continue
        place = next(
            (row for row, s in enumerate(made.stretches) if s.from_km <= km < s.to_km), None
        )
        if place is None:
            first, last = made.stretches[0], made.stretches[-1]
            raise UsageError(
                f"km {km:g} is not of this plan, which goes from km {first.from_km:g} to "
                f"{last.to_km:g}"
            )
        if not free[place, period]:
            raise UsageError(
                f"{unit.unit} may not be in {made.stretches[place].name} then: by its side of the "
                "line, the ground there, a bar or the weather"
            )
        changed[period - unit.periods[0]] = place
    return tuple(changed)


def _middle(made: Assembled, place: int) -> float:
    return (made.stretches[place].from_km + made.stretches[place].to_km) / 2.0


def _line(made: Assembled, place: int) -> tuple[float, float]:
    return made.stretches[place].lon, made.stretches[place].lat
