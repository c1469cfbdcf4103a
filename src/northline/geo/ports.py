"""The ports of entry along the line: where they are, for what traffic, and when they are open.

The facts stand in ``data/ports.toml``, each with its source; "unsourced" is said where no
publication stands behind one.  Hours are those published: before their first day, and for a
port without any, nobody here knows (None), which is neither open nor closed.

**Vessels.** Only a port with the mode ``ferry`` or ``marine`` can make a vessel's arrival
lawful there: a road bridge over the river is none, however near.  The small-craft reporting
sites of both countries (telephone reporting, CBP ROAM) are in no source at hand, so that a
vessel far from every such port may still report lawfully: read "no port here" as "none
known here", and never as a failure to report.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.geo.distance import distance
from northline.geo.port_hours import Hours, local_time, read_hours
from northline.records.errors import UnknownName, UsageError
from northline.records.units import Degrees, Micros


class Mode(StrEnum):
    """A way to arrive."""

    ROAD = "road"
    RAIL = "rail"
    FERRY = "ferry"
    MARINE = "marine"
    AIR = "air"
    PEDESTRIAN = "pedestrian"


class Kind(StrEnum):
    """What carries the traffic over the line."""

    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    FERRY = "ferry"
    LAND = "land"


CANADA, UNITED_STATES = "canada", "united-states"

VESSEL_MODES = frozenset({Mode.FERRY, Mode.MARINE})
"""The modes that make a port one for vessels."""


@dataclass(frozen=True)
class Office:
    """One country's side: the office's name, its province or state, its codes if published.

    ``code`` is the U.S. port code (schedule D), ``crossing`` the code of bwt.cbp.gov; no
    source at hand gives Canadian office codes.
    """

    name: str
    region: str
    time_zone: str
    code: str | None = None
    crossing: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a fact comes from; ``status`` is sourced, compiled or unsourced."""

    title: str
    status: str
    remark: str


@dataclass(frozen=True)
class Port:
    """One port of entry.  ``lon lat`` are None where no position is known.

    ``sources`` names, for a fact (position, modes, kind, pairing, name_fr), a key of
    `sources()`; each rule in ``hours`` names its own.
    """

    id: str
    name: str
    name_fr: str | None
    kind: Kind
    modes: frozenset[Mode]
    canada: Office | None
    united_states: Office
    lon: Degrees | None
    lat: Degrees | None
    hours: tuple[Hours, ...]
    sources: tuple[tuple[str, str], ...]
    note: str | None


@dataclass(frozen=True, eq=False)
class NearestPorts:
    """For (n,) positions: ``ids`` of the nearest port (None without one) and metres to it."""

    ids: NDArray[np.object_]
    metres: NDArray[np.float64]


@cache
def _facts() -> dict[str, Any]:
    with files("northline.geo").joinpath("data/ports.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def sources() -> dict[str, Source]:
    """Return the sources that facts name, by key."""
    return {key: Source(**row) for key, row in _facts()["sources"].items()}


@cache
def ports() -> tuple[Port, ...]:
    """Return every port: the 14 crossings of Ontario first, then the others, westwards."""
    return tuple(_read(row) for row in _facts()["port"])


def port(id: str) -> Port:
    """Return one port.  Raises `UnknownName`."""
    found = next((each for each in ports() if each.id == id), None)
    if found is None:
        raise UnknownName(f"No port of entry {id!r}; 'northline.geo.ports.ports()' lists them.")
    return found


def hours_at(
    of: Port, at: Micros, *, side: str | None = None, traffic: str = "traveller"
) -> tuple[Hours, ...]:
    """Return the rules in force at an instant, so that their sources can be shown."""
    return tuple(
        rule
        for rule in of.hours
        if rule.traffic == traffic
        and side in (None, rule.side)
        and rule.in_force(local_time(at, _zone(of, rule.side)).date())
    )


def is_open(
    of: Port, at: Micros, *, side: str | None = None, traffic: str = "traveller"
) -> bool | None:
    """Tell whether a port is open: True, False, or None where its hours are not known.

    ``side`` "canada" or "united-states" asks one office; without it, the port is closed when
    either is known to be, open when each office whose hours are known is open.  ``traffic``
    is "traveller" or "commercial".  Raises `UsageError` for another side or traffic.
    """
    if side not in (None, CANADA, UNITED_STATES):
        raise UsageError(f"side {side!r} must be {CANADA!r} or {UNITED_STATES!r}.")
    if traffic not in ("traveller", "commercial"):
        raise UsageError(f"traffic {traffic!r} must be 'traveller' or 'commercial'.")
    answers = [
        rule.is_open(local_time(at, _zone(of, rule.side)))
        for rule in hours_at(of, at, side=side, traffic=traffic)
    ]
    if False in answers:
        return False
    return None if None in answers or not answers else True


def open_ports(at: Micros, mode: Mode, *, side: str | None = None) -> tuple[Port, ...]:
    """Return the ports of a mode known to be open; those of unknown hours are left out."""
    return tuple(each for each in ports() if mode in each.modes and is_open(each, at, side=side))


def nearest_port(lon: ArrayLike, lat: ArrayLike, mode: Mode | None = None) -> NearestPorts:
    """Find the nearest port of a mode (or any) for (n,) positions in degrees.

    Distances are geodesics in metres.  Ports without a known position cannot be found.  NaN
    and None where the position is not a number or no port has the mode.
    """
    lons = np.atleast_1d(np.asarray(lon, np.float64))
    lats = np.atleast_1d(np.asarray(lat, np.float64))
    if lons.ndim != 1 or lons.shape != lats.shape:
        raise UsageError(f"lon {lons.shape} and lat {lats.shape} must be columns of one length.")
    metres, ids = np.full(len(lons), np.nan), np.full(len(lons), None, object)
    placed = [each for each in ports() if each.lon is not None and mode in (None, *each.modes)]
    valid = (np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0)
    if not placed or not valid.any():
        return NearestPorts(ids, metres)
    spots = np.array([(each.lon, each.lat) for each in placed], np.float64)
    # The straight line through the earth orders places as the geodesic does: on the sphere
    # exactly, on the ellipsoid but for ties within 0.3 %; ports stand kilometres apart.
    here = _chords(lons[valid], lats[valid])
    best = np.full(len(here[0]), np.inf)
    which = np.zeros(len(best), np.int64)
    for k, there in enumerate(zip(*_chords(*spots.T), strict=True)):
        square = sum((a - b) ** 2 for a, b in zip(here, there, strict=True))
        nearer = square < best
        best[nearer], which[nearer] = square[nearer], k
    ids[valid] = np.array([each.id for each in placed], object)[which]
    metres[valid] = distance(lons[valid], lats[valid], *spots[which].T)
    return NearestPorts(ids, metres)


def _chords(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Any, ...]:
    x, y = np.radians(lon), np.radians(lat)
    return np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)


def _zone(of: Port, side: str) -> str:
    office = of.canada if side == CANADA and of.canada is not None else of.united_states
    return office.time_zone


def _read(row: dict[str, Any]) -> Port:
    here, there, spot = row.get("canada"), row["united_states"], row.get("position")
    told = dict(row["sources"])
    if spot is not None:
        told["position"] = spot["source"]
    return Port(
        id=row["id"],
        name=row["name"]["en"],
        name_fr=row["name"].get("fr"),
        kind=Kind(row["kind"]),
        modes=frozenset(Mode(mode) for mode in row["modes"]),
        canada=here and Office(here["office"], here["province"], here["time_zone"]),
        united_states=Office(
            there["port"],
            there["state"],
            there["time_zone"],
            there.get("code"),
            there.get("crossing"),
        ),
        lon=None if spot is None else Degrees(spot["lon"]),
        lat=None if spot is None else Degrees(spot["lat"]),
        hours=tuple(read_hours(rule) for rule in row.get("hours", [])),
        sources=tuple(sorted(told.items())),
        note=row.get("note"),
    )
