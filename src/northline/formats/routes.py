"""A route that a crew is to follow, as `gpx_routes`, `cot_routes` and `calendar_routes` write it."""

import msgspec

from northline.records.unit import Mode
from northline.records.units import Degrees, Micros


class RoutePoint(msgspec.Struct, frozen=True, kw_only=True):
    """A way point.

    Attributes:
        at: when the crew is to be there, us.
        lon: longitude.
        lat: latitude.
        name: what it is called, such as ``km 2280-2285``.
        note: what more is said of it, or empty.
    """

    at: Micros
    lon: Degrees
    lat: Degrees
    name: str
    note: str = ""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A route.

    Attributes:
        uid: stable over its revisions.
        revision: 1 for the first.
        made: when this revision was made, us.
        name: what it is called: its unit and day.
        mode: how the unit goes about.
        begins: when it sets out, us.
        ends: when it is back, us.
        points: its way points, in order of time.
        check_in: when it is to say that all is well, us.
        remarks: sentences that go with it: marking, stretches.
        exercise: whether it is of an exercise, which all that is written says.
        in_force: whether a crew goes by it; a draft is tentative.
        withdrawn: whether nobody goes by it any more.
    """

    uid: str
    revision: int = 1
    made: Micros
    name: str
    mode: Mode
    begins: Micros
    ends: Micros
    points: tuple[RoutePoint, ...]
    check_in: tuple[Micros, ...] = ()
    remarks: tuple[str, ...] = ()
    exercise: bool = False
    in_force: bool = True
    withdrawn: bool = False

    @property
    def title(self) -> str:
        """The name, saying that it is of an exercise where it is, and that it was withdrawn."""
        parts = ("EXERCISE" if self.exercise else "", "WITHDRAWN" if self.withdrawn else "")
        return " ".join((*filter(None, parts), self.name))
