"""What is remembered of each aircraft of a stream: its last place, and what it last said.

A compact position says where in a zone an aircraft is, not in which.  An even and an odd report
less than `PAIR` seconds apart (on the ground `PAIR_GROUND`; `PAIR_TAXI` where it moves fast)
tell the place; from then on each report is read relative to the last place, for `LOCAL`
seconds.  A report that would be out of the reach of any aircraft from there is not believed:
it is refused, until an even and an odd one that are both out of reach agree on another place.
(ICAO Doc 9871, C.2.6.10; RTCA DO-260B, 2.2.10.3.)

A pair from the ground leaves four longitudes and two latitudes; the one nearest to the receiver
is taken.  Nobody tells this decoder where the receiver is, but whom it hears in the air is less
than `HORIZON` from it.  Where a stream holds places farther apart than twice that, it is of
several receivers, and pairs from the ground are left alone.
"""

import math
from typing import NamedTuple

import msgspec

from northline.formats.adsb_cpr import Report, from_pair, from_reference, wrapped
from northline.records.units import Micros

MICROS = 1_000_000
PAIR, PAIR_TAXI, PAIR_GROUND = 10 * MICROS, 25 * MICROS, 50 * MICROS
TAXI_KNOTS = 25.0
LOCAL = 300 * MICROS
VELOCITY = 5 * MICROS
QUALITY = 60 * MICROS
FORGET = 600 * MICROS
MOST = 2048
"""Aircraft remembered at a time; the one longest unheard is given up for the next."""

FASTEST = 600.0
"""Metres a second that no aircraft exceeds; half a zone is 333 km, further than it flies in
`LOCAL`."""

SLACK, SLACK_UNTIMED = 2.0, 10.0
"""Seconds of error of two stated times, and of two times of receipt."""

HORIZON = 450_000.0
METRES_IN_A_DEGREE = 111_195.0


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """A report that waits for its partner: ``y`` and ``x`` in their zone, and when."""

    y: int
    x: int
    ground: bool
    at: int


class Aircraft(msgspec.Struct, array_like=True):
    """One sender.

    Attributes:
        key: address, see `northline.formats.adsb_messages.sender_of`.
        heard: when it was last heard, us of received time.
        lon: degrees of its last place, or None.
        lat: degrees, or None.
        at: when it was there, us.
        timed: whether that time was stated.
        even: even report without a partner, or None.
        odd: odd report without a partner, or None.
        speed: knots over ground, last stated, or None.
        course: degrees, or None.
        climb: metres per second, or None.
        moved: when it stated these, us.
        nac: NACp last stated, or None.
        rated: when, us.
        category: emitter category last stated, or None.
    """

    key: int
    heard: int
    lon: float | None = None
    lat: float | None = None
    at: int = 0
    timed: bool = False
    even: Sight | None = None
    odd: Sight | None = None
    speed: float | None = None
    course: float | None = None
    climb: float | None = None
    moved: int = 0
    nac: int | None = None
    rated: int = 0
    category: str | None = None

    def moving(self, at: int) -> tuple[float | None, float | None, float | None]:
        """Speed, course and climb that it stated within `VELOCITY` of an instant."""
        if abs(at - self.moved) > VELOCITY:
            return None, None, None
        return self.speed, self.course, self.climb

    def accuracy(self, at: int) -> int | None:
        """NACp that it stated within `QUALITY` of an instant."""
        return self.nac if abs(at - self.rated) <= QUALITY else None


class Astray(NamedTuple):
    """A report out of reach: metres from the last place, and seconds since."""

    metres: float
    seconds: float


class Sky(msgspec.Struct, array_like=True):
    """The aircraft of one stream, the one longest unheard first.

    Attributes:
        aircraft: by key.
        lon: of the first place known in the air, or None.
        lat: of it, or None.
        wide: whether places are too far apart for one receiver.
    """

    aircraft: dict[int, Aircraft] = {}
    lon: float | None = None
    lat: float | None = None
    wide: bool = False

    def of(self, key: int, received: Micros) -> Aircraft:
        """What is remembered of a sender that is heard now."""
        known = self.aircraft.pop(key, None)
        if known is None or received - known.heard > FORGET:
            known = Aircraft(key, received)
            if len(self.aircraft) >= MOST:
                del self.aircraft[next(iter(self.aircraft))]
        known.heard = max(known.heard, received)
        self.aircraft[key] = known
        return known

    def forget(self, received: Micros) -> None:
        """Drop who has not been heard for `FORGET`; `of` takes them for unknown already."""
        old = [key for key, each in self.aircraft.items() if received - each.heard > FORGET]
        for key in old:
            del self.aircraft[key]

    def locate(
        self, one: Aircraft, report: Report, at: Micros, *, timed: bool, speed: float | None
    ) -> tuple[float, float] | Astray | None:
        """Longitude and latitude of a report, and remember them; None where they are not known.

        Args:
            one: who reports.
            report: what.
            at: when.
            timed: whether that time was stated.
            speed: knots stated on the ground, or None.
        """
        astray = None
        if one.lon is not None and one.lat is not None and abs(at - one.at) <= LOCAL:
            place = from_reference(report, one.lon, one.lat)
            seconds = (at - one.at) / MICROS
            slack = SLACK if timed and one.timed else SLACK_UNTIMED
            metres = math.inf if place is None else _apart((one.lon, one.lat), place)
            if place is not None and metres <= FASTEST * (abs(seconds) + slack):
                one.even = one.odd = None
                return self._settled(one, report, place, at, timed)
            astray = Astray(metres, seconds)
        place = self._paired(one, report, at, speed)
        return astray if place is None else self._settled(one, report, place, at, timed)

    def _paired(
        self, one: Aircraft, report: Report, at: int, speed: float | None
    ) -> tuple[float, float] | None:
        """The place that this report gives with its partner; without one it waits."""
        new = Sight(report.y, report.x, report.ground, at)
        other = one.even if report.odd else one.odd
        if report.odd:
            one.odd = new
        else:
            one.even = new
        longest = PAIR
        if report.ground:
            longest = PAIR_GROUND if speed is not None and speed <= TAXI_KNOTS else PAIR_TAXI
            if self.lon is None or self.wide:
                return None
        if other is None or other.ground != report.ground or abs(at - other.at) > longest:
            return None
        partner = Report(not report.odd, other.y, other.x, other.ground)
        even, odd = (partner, report) if report.odd else (report, partner)
        near = None if self.lon is None or self.lat is None else (self.lon, self.lat)
        place = from_pair(even, odd, newest_odd=report.odd, near=near)
        if place is not None:
            one.even = one.odd = None
        return place

    def _settled(
        self, one: Aircraft, report: Report, place: tuple[float, float], at: int, timed: bool
    ) -> tuple[float, float]:
        lon, lat = round(place[0], 6), round(place[1], 6)
        lon = lon if lon < 180.0 else -180.0
        one.lon, one.lat, one.at, one.timed = lon, lat, at, timed
        if not report.ground and not self.wide:
            if self.lon is None or self.lat is None:
                self.lon, self.lat = lon, lat
            else:
                self.wide = _apart((self.lon, self.lat), (lon, lat)) > 2.0 * HORIZON
        return lon, lat


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places on a sphere; to 1 % this is what reach needs."""
    lat, other_lat = math.radians(one[1]), math.radians(other[1])
    half_lon = math.radians(wrapped(other[0] - one[0])) / 2.0
    half_lat = (other_lat - lat) / 2.0
    chord = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(half_lon) ** 2
    return math.degrees(2.0 * math.asin(min(1.0, math.sqrt(chord)))) * METRES_IN_A_DEGREE
