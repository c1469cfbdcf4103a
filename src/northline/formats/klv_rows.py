"""From what a packet of metadata says to records; which becomes what stands in docs/formats/klv.md."""

import re
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from northline.formats.columns import Rows
from northline.formats.klv_said import Corner, Said, Security
from northline.formats.klv_vmti import Moving
from northline.geo.distance import bearing
from northline.records.footprint import Footprint
from northline.records.ids import Origin
from northline.records.plot import Measure, Plot
from northline.records.position import AltitudeReference, Craft, Position
from northline.records.protocols import Context
from northline.records.sensor import Sensor, SensorSort, SensorState
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Micros

CE90_IN_SIGMAS = 2.146
"""Radius that holds nine of ten circular normal errors, in sigmas of one axis: sqrt(2 ln 10)."""

EARLIEST, LATEST = 1_000_000_000_000_000, 4_294_967_295_000_000
"""Stated times outside, 2001 to 2106, are of a clock that was never set."""

NEAREST = 1e-5
"""Degrees between sensor and centre of the frame below which no direction follows from them."""

ORDINALS = 4096
"""Records of one kind that one packet may give."""

_NOWHERE = [None] * 8
"""Four corners that are not stated."""

_GEOMETRIC = AltitudeReference.GEOMETRIC.value
_UNMANNED = re.compile(
    r"[A-Z]?[MR]Q-?\d|\b(?:UAV|UAS|RPAS?|DRONE|PREDATOR|REAPER|SKYGUARDIAN|SHADOW|SCANEAGLE|"
    r"RAVEN|PUMA|HERMES|HERON|SKYRANGER|MATRICE|MAVIC|ANAFI)\b",
    re.IGNORECASE,
)
_POSITION = (
    "id at timed lon lat identity craft speed_knots course heading name altitude "
    "altitude_reference vertical_rate"
).split()
_FOOTPRINT = (
    "id at timed lon lat sensor view altitude altitude_reference sensor_lon sensor_lat "
    "sensor_altitude azimuth range width upper_left_lon upper_left_lat upper_right_lon "
    "upper_right_lat lower_right_lon lower_right_lat lower_left_lon lower_left_lat "
    "horizontal_view vertical_view "
    "moving mission classification caveats releasing"
).split()
_PLOT = (
    "id at timed lon lat sigma sensor measure craft number altitude altitude_reference sensor_lon "
    "sensor_lat sensor_altitude confidence test"
).split()
_SENSOR = "id at timed identity sort state name carrier detection type".split()


class Known(msgspec.Struct, array_like=True):
    """What one stream has said of itself; it does not say all of it in every packet."""

    tail: str = ""
    callsign: str = ""
    designation: str = ""
    mission: str = ""
    view: str = ""
    mode: int = 0
    security: Security = Security()
    told: tuple[str, ...] = ()

    def learn(self, said: Said) -> None:
        """Take what this packet says of the stream."""
        self.tail = said.tail or self.tail
        self.callsign = said.callsign or self.callsign
        self.designation = said.designation or self.designation
        self.mission = said.mission or self.mission
        self.view = said.view or self.view
        self.mode = self.mode if said.mode is None else said.mode
        self.security = said.security or self.security

    def identity(self, stream: str) -> str:
        """Who it is: tail number, else callsign, else designation, else the stream itself."""
        own = self.tail or self.callsign or self.designation
        return f"klv:{own}" if own else f"klv-stream:{stream}"

    @property
    def unmanned(self) -> bool:
        """Whether its designation is one of a drone."""
        return bool(_UNMANNED.search(self.designation))


class Placed(NamedTuple):
    """Where a packet stands: what makes the ids of its records.

    Attributes:
        offset: place in the stream of what it came in.
        raw: its bytes.
        within: how many packets stand before it there.
        received: when it came.
    """

    offset: int
    raw: bytes
    within: int
    received: Micros


class KlvRows:
    """Rows of the four kinds, from one stream."""

    def __init__(self, context: Context) -> None:
        self._stream = context.stream
        declared = (
            (Position, _POSITION),
            (Footprint, _FOOTPRINT),
            (Plot, _PLOT),
            (Sensor, _SENSOR),
        )
        self._rows = {each.kind: Rows(each, context, tuple(names)) for each, names in declared}
        self._ids = {each.kind: Origin(each.kind, context.source) for each, _ in declared}

    def take(self, received: Micros) -> dict[str, pa.RecordBatch]:
        """The rows since the last call."""
        taken = {kind: rows.take(received) for kind, rows in self._rows.items()}
        return {kind: batch for kind, batch in taken.items() if batch is not None}

    def add(self, placed: Placed, said: Said, known: Known, moving: list[Moving]) -> bool:
        """Make the rows of one packet; False where it says nothing that a record holds."""
        at, timed = _instant(said, placed.received)
        identity = known.identity(self._stream)
        sensor = _place(said.lon, said.lat)
        height = said.altitude if said.height is None else said.height
        seen = (*sensor, height if sensor[0] is not None else None)
        made = False
        if sensor[0] is not None:
            self._position(placed, at, timed, said, known, identity, height)
            made = True
        corners = said.frame()
        centre = _place(said.centre_lon, said.centre_lat)
        if centre[0] is not None or corners:
            count = None if said.moving is None else len(moving)
            self._footprint(placed, at, timed, said, known, identity, centre, corners, seen, count)
            made = True
        targets = _targets(said) + [each for each in moving if each.lon is not None]
        for ordinal, target in enumerate(targets[:ORDINALS]):
            self._plot(placed, at, timed, target, known, identity, ordinal, seen)
            made = True
        if made:
            self._sensor(placed, at, timed, known, identity)
        return made

    def _append(self, kind: str, placed: Placed, ordinal: int, *row: Any) -> None:
        number = placed.within * ORDINALS + ordinal
        record_id = self._ids[kind].placed(self._stream, placed.offset, placed.raw, number)
        self._rows[kind].rows.append((record_id, *row))

    def _position(
        self,
        placed: Placed,
        at: int,
        timed: bool,
        said: Said,
        known: Known,
        identity: str,
        height: float | None,
    ) -> None:
        speed = None if said.speed is None else said.speed / METRES_PER_SECOND_IN_A_KNOT
        craft = Craft.DRONE if known.unmanned else Craft.AIRCRAFT
        name = known.callsign or known.tail or known.designation or None
        what = (identity, craft.value, speed, _turn(said.course), _turn(said.heading), name)
        above = None if height is None else _GEOMETRIC
        self._append(
            Position.kind,
            placed,
            0,
            at,
            timed,
            said.lon,
            said.lat,
            *what,
            height,
            above,
            said.climb,
        )

    def _footprint(
        self,
        placed: Placed,
        at: int,
        timed: bool,
        said: Said,
        known: Known,
        identity: str,
        centre: tuple[float | None, float | None],
        corners: tuple[Corner, ...],
        seen: tuple[float | None, float | None, float | None],
        moving: int | None,
    ) -> None:
        ground = said.centre_elevation if said.centre_height is None else said.centre_height
        above = None if ground is None else _GEOMETRIC
        around = [part for each in corners for part in (_east(each.lon), each.lat)] or _NOWHERE
        azimuth = _azimuth(said, seen, centre)
        frame = (azimuth, said.range, said.width, *around)
        angles = (said.horizontal_view, said.vertical_view, moving, known.mission or None)
        security = known.security
        words = (security.classification, security.caveats, security.releasing)
        verbatim = tuple(word or None for word in words)
        what = (identity, known.view or None, ground, above, *seen)
        self._append(
            Footprint.kind, placed, 0, at, timed, *centre, *what, *frame, *angles, *verbatim
        )

    def _plot(
        self,
        placed: Placed,
        at: int,
        timed: bool,
        target: Moving,
        known: Known,
        identity: str,
        ordinal: int,
        seen: tuple[float | None, float | None, float | None],
    ) -> None:
        above = None if target.height is None else _GEOMETRIC
        number = target.number if target.number >= 0 else None
        what = (identity, Measure.PLACE.value, Craft.UNKNOWN.value, number, target.height, above)
        where = (target.lon, target.lat, target.sigma)
        rest = (*seen, target.confidence, known.mode in NOT_REAL)
        self._append(Plot.kind, placed, ordinal, at, timed, *where, *what, *rest)

    def _sensor(self, placed: Placed, at: int, timed: bool, known: Known, identity: str) -> None:
        """A sensor is told of when it is first heard, and when what it is has changed."""
        sort = SensorSort.DRONE.value if known.unmanned else None
        type = ", ".join(word for word in (known.designation, known.view) if word) or None
        name = known.callsign or known.tail or None
        told = (identity, sort or "", name or "", type or "")
        if told == known.told:
            return
        known.told = told
        what = (identity, sort, SensorState.WORKING.value, name, identity, (), type)
        self._append(Sensor.kind, placed, 0, at, timed, *what)


NOT_REAL = {2: "training", 3: "an exercise", 5: "a test"}
"""Modes of operation (ST 0601, 8.77) that are not operations."""

_OF_STREAM = -1
"""Number of the target that the operator tracks: it has none."""


def _targets(said: Said) -> list[Moving]:
    """What the operator of the camera tracks (tags 40 to 42)."""
    lon, lat = _place(said.target_lon, said.target_lat)
    if lon is None:
        return []
    sigma = None if said.ce90 is None else said.ce90 / CE90_IN_SIGMAS
    return [Moving(_OF_STREAM, lon, lat, said.target_elevation, sigma)]


def _instant(said: Said, received: Micros) -> tuple[int, bool]:
    if said.time is None:
        return received, False
    at = said.time + said.leap * 1_000_000
    return (at, True) if EARLIEST <= at <= LATEST else (received, False)


def _place(lon: float | None, lat: float | None) -> tuple[float | None, float | None]:
    """A place, or none: zero and zero is what a sensor says that knows of none."""
    if lon is None or lat is None or (lon == 0.0 and lat == 0.0):
        return None, None
    return lon, lat


def _azimuth(
    said: Said,
    seen: tuple[float | None, float | None, float | None],
    centre: tuple[float | None, float | None],
) -> float | None:
    """Where it looks: from the two places where both are told, else as the angles say."""
    lon, lat, _ = seen
    to_lon, to_lat = centre
    if lon is not None and lat is not None and to_lon is not None and to_lat is not None:
        if abs(to_lon - lon) + abs(to_lat - lat) > NEAREST:
            return float(bearing(lon, lat, to_lon, to_lat)[0])
        return None  # straight down
    if said.azimuth is not None:
        return said.azimuth % 360.0
    if said.heading is not None and said.relative_azimuth is not None:
        return (said.heading + said.relative_azimuth) % 360.0
    return None


def _turn(course: float | None) -> float | None:
    return None if course is None else course % 360.0


def _east(lon: float) -> float:
    """A longitude that an offset has carried past 180 degrees."""
    return lon - 360.0 if lon > 180.0 else lon + 360.0 if lon < -180.0 else lon
