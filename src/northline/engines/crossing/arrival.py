"""Ports at which a craft could lawfully arrive near a place, and whether they are open then.

A port serves a craft by its modes: a road bridge over the river is no port for the boat under
it.  Drones and units have none.  What is of unknown sort may be a vehicle only where the line is on
land: it crosses at a port for road or foot traffic that is no bridge, tunnel or ferry, and is
excused by no other.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import msgspec
import numpy as np

from northline.engines.crossing.passage import Meeting
from northline.geo.distance import distance
from northline.geo.ports import VESSEL_MODES, Kind, Mode, Port, is_open, ports
from northline.records.position import Craft
from northline.records.units import Metres, Micros

MODES: Mapping[Craft, frozenset[Mode]] = MappingProxyType(
    {
        Craft.VESSEL: VESSEL_MODES,
        Craft.AIRCRAFT: frozenset({Mode.AIR}),
        Craft.VEHICLE: frozenset({Mode.ROAD, Mode.FERRY}),
        Craft.PERSON: frozenset({Mode.ROAD, Mode.PEDESTRIAN}),
    }
)
"""How each sort of craft arrives."""


class Near(msgspec.Struct, frozen=True):
    """A port and how far it is.

    Attributes:
        port: the port.
        metres: geodesic distance.
        open: whether it was open; None where its hours are not known.
    """

    port: Port
    metres: Metres
    open: bool | None


class Ports(msgspec.Struct, frozen=True):
    """The ports for a craft around a crossing.

    Attributes:
        open: the nearest that is known to be open, however far, or None.
        at: the one it crossed at, if any: within the radius, an open one first, then one of
            unknown hours, then a closed one; the nearest of these.
    """

    open: Near | None
    at: Near | None


def ports_for(craft: Craft, meeting: Meeting, radius: Metres) -> Ports:
    """The ports at which such a craft could arrive, seen from where it met the line."""
    if craft is Craft.UNKNOWN:
        at = _nearest(_on_land(), meeting, radius).at
        return Ports(at if at is not None and at.open else None, at)
    modes = MODES.get(craft, frozenset())
    return _nearest([each for each in ports() if each.modes & modes], meeting, radius)


@cache
def _on_land() -> tuple[Port, ...]:
    """The ports for road and foot traffic where the line itself is on land."""
    modes = frozenset({Mode.ROAD, Mode.PEDESTRIAN})
    return tuple(each for each in ports() if each.kind is Kind.LAND and each.modes & modes)


def on_land(meeting: Meeting) -> bool:
    """Whether the line is likely on land there: the nearest port is one on land, and no bridge."""
    placed = [each for each in ports() if each.lon is not None and each.lat is not None]
    spots = np.array([(each.lon, each.lat) for each in placed], np.float64)
    metres = distance(meeting.lon, meeting.lat, spots[:, 0], spots[:, 1])
    return placed[int(np.argmin(metres))].kind is Kind.LAND


def _nearest(serving: Sequence[Port], meeting: Meeting, radius: Metres) -> Ports:
    """Those of some ports that are near a meeting."""
    placed = [each for each in serving if each.lon is not None and each.lat is not None]
    if not placed:
        return Ports(None, None)
    spots = np.array([(each.lon, each.lat) for each in placed], np.float64)
    metres = distance(meeting.lon, meeting.lat, spots[:, 0], spots[:, 1])
    nearest: Near | None = None
    within: list[Near] = []
    for k in np.argsort(metres, kind="stable").tolist():
        away = Metres(round(float(metres[k]), 1))
        if nearest is not None and away > radius:
            break
        near = Near(placed[k], away, is_open(placed[k], Micros(meeting.at)))
        if near.open and nearest is None:
            nearest = near
        if away <= radius:
            within.append(near)
    order = {True: 0, None: 1, False: 2}
    return Ports(nearest, min(within, key=lambda near: order[near.open], default=None))
