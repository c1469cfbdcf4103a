"""Which units may be proposed at all, and why others may not."""

import enum
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from northline.engines.dispatch.air import Flyer
from northline.engines.dispatch.land import Lander
from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.state import UnitKept
from northline.engines.dispatch.water import Boat
from northline.engines.dispatch.window import Territories
from northline.records.unit import AIRSPACE, CROSS_DESIGNATED, HOST_DIRECTION, Mode

MICROS = 1_000_000
ON_LAND = frozenset({Mode.FOOT, Mode.VEHICLE, Mode.OFF_ROAD, Mode.DOG_TEAM})
IN_THE_AIR = frozenset({Mode.DRONE, Mode.HELICOPTER, Mode.AEROPLANE})
LOOKS = frozenset({Mode.DRONE, Mode.AEROPLANE})
"""They see, and cannot stop anybody: they are proposed to look, and not to go."""


class Unfit(enum.StrEnum):
    """Why a unit is not proposed."""

    MODE = "mode-unknown"
    SIDE = "side-unknown"
    PLACE = "place-not-known"
    OLD = "place-too-old"
    CREW = "too-few-officers"
    AIRSPACE = "no-airspace-authority"
    TERRITORY = "territory-closed"
    FUEL = "fuel"
    HOST = "no-host-direction"
    WAY = "no-way"


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit and where it was last.

    Attributes:
        kept: it.
        lon: degrees, or None.
        lat: degrees, or None.
        at: when it was there, us.
        records: ids of what says so.
        markings: of these.
        received: when the latest of these came, us.
    """

    kept: UnitKept
    lon: float | None
    lat: float | None
    at: int
    records: tuple[bytes, ...]
    markings: tuple[int, ...]
    received: int

    @property
    def mode(self) -> Mode:
        """How it goes about."""
        return Mode(self.kept.mode)

    @property
    def joint(self) -> bool:
        """Whether it is a joint crew under the direction of the host (LAW.md rule 8)."""
        return {CROSS_DESIGNATED, HOST_DIRECTION} <= set(self.kept.authority)


def unfit(
    unit: Placed, begin: int, params: DispatchParams, territories: Territories
) -> Unfit | None:
    """Why a unit may not be proposed for a plan that begins then (us), or None."""
    kept = unit.kept
    if unit.mode is Mode.UNKNOWN:
        return Unfit.MODE
    if unit.lon is None or unit.lat is None:
        return Unfit.PLACE
    stale = kept.stale is not None and kept.stale + params.grace * MICROS < begin
    if stale or begin - unit.at > params.fresh * MICROS:
        return Unfit.OLD
    if kept.home == 0:
        return Unfit.SIDE
    manned = unit.mode is not Mode.DRONE
    if manned and kept.crew is not None and kept.crew < params.least_crew:
        return Unfit.CREW
    if unit.mode is Mode.DRONE and AIRSPACE not in kept.authority:
        return Unfit.AIRSPACE
    inside = territories.at(unit.lon, unit.lat)
    return Unfit.TERRITORY if inside is not None and not inside.protocol else None


_USUAL: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.FOOT: "foot",
        Mode.VEHICLE: "vehicle",
        Mode.OFF_ROAD: "off_road",
        Mode.DOG_TEAM: "dog_team",
        Mode.BOAT: "boat",
        Mode.DRONE: "drone",
        Mode.HELICOPTER: "helicopter",
        Mode.AEROPLANE: "aeroplane",
    }
)


def lander(index: int, unit: Placed, params: DispatchParams) -> Lander:
    """A land unit for the search.  Speeds go by tenths, so that like units are searched together."""
    kept, speeds = unit.kept, params.speeds
    usual = float(getattr(speeds, _USUAL[unit.mode]))
    on_foot = unit.mode in {Mode.FOOT, Mode.DOG_TEAM}
    if on_foot:
        off = road = kept.speed_off_road or kept.speed_road or usual
        to_road = off
    else:
        road = kept.speed_road or usual
        wheels = kept.speed_off_road or float(speeds.off_road_land)
        off = wheels if unit.mode is Mode.OFF_ROAD else float(speeds.foot)
        to_road = wheels
    return Lander(
        unit=index,
        lon=unit.lon or 0.0,
        lat=unit.lat or 0.0,
        side=unit.kept.home,
        road=_tenths(road),
        off=_tenths(off),
        to_road=_tenths(to_road),
        on_foot=on_foot,
    )


def boat(index: int, unit: Placed, params: DispatchParams) -> Boat:
    """A boat for the search."""
    speed = _tenths(unit.kept.speed_water or float(params.speeds.boat))
    return Boat(index, unit.lon or 0.0, unit.lat or 0.0, unit.kept.home, speed, unit.joint)


def flyer(index: int, unit: Placed, params: DispatchParams) -> Flyer:
    """An aircraft for the search."""
    usual = float(getattr(params.speeds, _USUAL[unit.mode]))
    speed = _tenths(unit.kept.speed_air or usual)
    return Flyer(index, unit.lon or 0.0, unit.lat or 0.0, unit.kept.home, speed)


def fuel_left(unit: Placed, metres: float, params: DispatchParams) -> tuple[float | None, bool]:
    """What of its range is left after a way, m (None where it states none), and whether that will do.

    Aircraft come back as well.
    """
    if unit.kept.range is None:
        return None, True
    left = unit.kept.range - (2.0 if unit.mode in IN_THE_AIR else 1.0) * metres
    return left, left >= params.reserve * unit.kept.range


def _tenths(speed: float) -> float:
    return max(round(speed, 1), 0.1)
