"""What the dispatch engine remembers: units, sensors, the newest point of tracks, roads, its plans."""

import zlib
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.geo.line import CANADA, UNITED_STATES
from northline.records.unit import IN_CANADA, IN_UNITED_STATES

TRACK = np.dtype(
    [
        ("key", "S16"), ("at", "<i8"), ("received", "<i8"), ("marking", "<u8"), ("lon", "<f8"),
        ("lat", "<f8"), ("sigma", "<f8"), ("speed", "<f8"), ("course", "<f8"), ("point", "V16"),
        ("craft", "u1"),
    ]
)  # fmt: skip
"""The newest point of one thing.  ``key`` is the BLAKE2b-128 of its identity, or the id of a track
without one; ``at received`` us, ``speed`` m/s and ``course`` degrees, NaN where they are not known."""

ROAD = np.dtype(
    [
        ("edge", "<u8"), ("tail", "<u8"), ("head", "<u8"), ("lon", "<f8"), ("lat", "<f8"),
        ("to_lon", "<f8"), ("to_lat", "<f8"), ("metres", "<f4"), ("speed", "<f4"),
        ("one_way", "u1"), ("ferry", "u1"), ("closed", "u1"),
    ]
)  # fmt: skip
"""One road: its own name and those of its nodes as BLAKE2b-64 with their network; ``speed`` m/s or
NaN."""


SIDES = {IN_CANADA: CANADA, IN_UNITED_STATES: UNITED_STATES}
"""Side of the line by the authority that a unit states."""


class UnitKept(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as its newest statements have it, field by field.

    Attributes:
        identity: it.
        callsign: what it is called, or None.
        mode: how it goes about.
        at: instant of the newest statement, us.
        received: when it came, us.
        marking: of the newest statement.
        record: id of the newest statement.
        lon: where it was last, degrees, or None where it never said.
        lat: likewise.
        placed: when it was there, us.
        seen: side of the line on which it last surely was; 0 unknown.
        stale: until when what it says holds, us, or None.
        crew: officers, or None.
        range: m, or None.
        speed_road: m/s, or None.
        speed_off_road: m/s, or None.
        speed_water: m/s, or None.
        speed_air: m/s, or None.
        authority: what it has authority for.
        authority_at: when that was said, us.
        stated: ids of the records that say what it is, other than where it was, the newest last.
        stated_markings: of all records that ever did, rising.
    """

    identity: str
    callsign: str | None = None
    mode: str
    at: int
    received: int
    marking: int
    record: bytes
    lon: float | None = None
    lat: float | None = None
    placed: int = 0
    seen: int = 0
    stale: int | None = None
    crew: int | None = None
    range: float | None = None
    speed_road: float | None = None
    speed_off_road: float | None = None
    speed_water: float | None = None
    speed_air: float | None = None
    authority: tuple[str, ...] = ()
    authority_at: int = 0
    stated: tuple[bytes, ...] = ()
    stated_markings: tuple[int, ...] = ()

    @property
    def home(self) -> int:
        """Side of the line that it is of: as it states, else as it was seen; 0 unknown.

        Who states both, as a joint crew may, is of the side on which it was seen.
        """
        stated = {SIDES[each] for each in self.authority if each in SIDES}
        return stated.pop() if len(stated) == 1 else self.seen

    @property
    def name(self) -> str:
        """What people call it."""
        return self.callsign or self.identity


class SensorKept(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor as its newest statements have it; see `northline.records.sensor.Sensor`."""

    identity: str
    at: int
    received: int
    marking: int
    record: bytes
    sort: str | None = None
    state: str = "unknown"
    carrier: str | None = None
    lon: float | None = None
    lat: float | None = None
    nearest: float | None = None
    range: float | None = None
    bearing_from: float | None = None
    bearing_to: float | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a plan is made for, or that takes one back: what is read of it.

    Attributes:
        id: it.
        at: us.
        received: us.
        marking: its marking.
        lon: degrees.
        lat: degrees.
        sigma: m, or None.
        event_id: of the event.
        finding: kind of finding.
        subject: what it is about, or None.
        until: end of its time window, us.
        km: along the line, or None.
    """

    id: bytes
    at: int
    received: int
    marking: int
    lon: float
    lat: float
    sigma: float | None
    event_id: bytes
    finding: str
    subject: str | None
    until: int
    km: float | None


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """An event for which there is a plan.

    Attributes:
        event: of the finding.
        revision: of the plan.
        received: when the finding came, us.
    """

    event: bytes
    revision: int
    received: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it, since the start: plans made, taken back, and findings too old for one."""

    plans: int = 0
    stood_down: int = 0
    too_old: int = 0


class DispatchState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a plan rests on.

    Attributes:
        units: by identity, in its order.
        sensors: by identity, in its order.
        tracks: rows of `TRACK` by key.
        roads: rows of `ROAD` by edge, deflated: they come once and stay.
        road_markings: the markings that roads came with, rising.
        road_record: id of the newest road, which a plan that goes by road cites for all of them.
        road_received: when it came, us.
        roads_left: roads that were not remembered: too far from the line, or too many.
        planned: the plans of late, the oldest first.
        waiting: findings of which it is not sure yet that all that came before them is in.
        clock: latest received instant of a track point, us.
        newest: latest received instant of anything, us.
        counts: what came of it.
    """

    units: tuple[UnitKept, ...] = ()
    sensors: tuple[SensorKept, ...] = ()
    tracks: bytes = b""
    roads: bytes = b""
    road_markings: tuple[int, ...] = ()
    road_record: bytes = b""
    road_received: int = 0
    roads_left: int = 0
    planned: tuple[Planned, ...] = ()
    waiting: tuple[Found, ...] = ()
    clock: int = 0
    newest: int = 0
    counts: Counts = Counts()


def pack_roads(rows: NDArray[np.void]) -> bytes:
    """Rows of `ROAD` as bytes."""
    return zlib.compress(rows.tobytes(), 1) if len(rows) else b""


@lru_cache(maxsize=2)
def unpack_roads(packed: bytes) -> NDArray[np.void]:
    """Rows of `ROAD`, read-only."""
    return np.frombuffer(zlib.decompress(packed) if packed else b"", ROAD)
