"""Where radios are dead along the line: kilometres of which too little ground is reached by any site.

The ground is that of coverage: places of a grid in the strip of 5 km on each side
(`northline.engines.coverage.ground`).  A kilometre is *dead* on a side where less than `ENOUGH` of its
ground there is reached; runs of such kilometres are zones.  Without a radio site that works and that
the asker may see, nothing is computable, and that is what is said.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.app.elevation import Raised
from northline.app.patrol.radio import NamedSite, radio_sites
from northline.app.permitting import require
from northline.app.sensors import Near
from northline.engines.coverage import Ground, Stretch, ground_of, stretches_near
from northline.engines.coverage.ground import BANDS, LANES, every_stretch
from northline.engines.safety import SafetyParams
from northline.engines.safety.radio import reached
from northline.geo.distance import near_distance
from northline.geo.line import ATTRIBUTION, SEGMENTS, point_at, vertices
from northline.records.errors import UsageError
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-safety"

ENOUGH = 0.9
"""Share of the ground of a kilometre, on one side, that must be reached."""

MOST_STRETCHES = 500
"""Kilometres of one answer."""

SIDES = ("united-states", "canada")
HALF = BANDS // 2

NO_SITES = "no radio site that works is stated: sensors of the sort radio, with a place"

Floats = NDArray[np.float64]


class DeadZone(NamedTuple):
    """A run of kilometres of which a side is dead: stretches, and the least and mean share reached."""

    side: str
    stretches: tuple[Stretch, ...]
    least: float
    mean: float


class Radios(NamedTuple):
    """What is known of radios along some kilometres.

    Attributes:
        computable: whether a site that works is known.
        sites: the radio sites.
        ground: the kilometres, sampled.
        share: of the ground that is reached, by kilometre and side (s, 2); not a number without any.
        zones: the dead ones.
        terrain: whether ground stood in the way.
        params: with which it was reckoned.
    """

    computable: bool
    sites: tuple[NamedSite, ...]
    ground: Ground
    share: Floats
    zones: tuple[DeadZone, ...]
    terrain: bool
    params: SafetyParams


def dead_zones(
    node: "Opened",
    params: SafetyParams | None = None,
    *,
    at: Micros | None = None,
    around: Near | None = None,
    ground: Raised | None = None,
) -> Radios:
    """Where radios are dead, by what this person may see of the sites.

    Args:
        node: an open node.
        params: how high a radio is held, and how far a site reaches that does not say.
        at: as it was stated then; None is now.
        around: only kilometres whose middle lies in this circle; else those that a site may reach.
        ground: how high the ground stands, where somebody provides it.

    Raises:
        RoleNeeded: when this person may not see it.
        UsageError: when that is too much of the line.
    """
    require(node.viewer, OPERATION)
    told = params or SafetyParams()
    sites = tuple(radio_sites(node, at=at))
    working = [each.site for each in sites if each.site.works]
    chosen = _within(around) if around else _reached(working, told)
    if len(chosen) > MOST_STRETCHES:
        raise UsageError(
            f"that is {len(chosen)} km of the line; ask for {MOST_STRETCHES} at most: "
            "name a circle (near)"
        )
    sampled = ground_of(chosen if working else ())
    if not working or not sampled.stretches:
        none = np.zeros((0, 2))
        return Radios(bool(working), sites, ground_of(()), none, (), False, told)
    elevation = None if ground is None else ground.elevation
    flags = reached(working, sampled.lon, sampled.lat, told, elevation)
    share = _shares(sampled, flags if flags is not None else np.zeros(len(sampled.lon), np.bool_))
    return Radios(
        True, sites, sampled, share, tuple(_zones(sampled, share)), ground is not None, told
    )


def told(radios: Radios) -> dict[str, Any]:
    """What is known, ready for JSON, with the zones as GeoJSON for the map."""
    return {
        "computable": radios.computable,
        "why": None if radios.computable else NO_SITES,
        "sites": [_site(each, radios.params) for each in radios.sites],
        "stretches": [
            {
                "segment": SEGMENTS[each.segment],
                "km": each.km,
                **{side: _rounded(radios.share[row, k]) for k, side in enumerate(SIDES)},
            }
            for row, each in enumerate(radios.ground.stretches)
        ],
        "zones": [_zone(each) for each in radios.zones],
        "enough": ENOUGH,
        "terrain": radios.terrain,
        "map": on_the_map(radios),
        "attribution": ATTRIBUTION,
    }


def on_the_map(radios: Radios) -> dict[str, Any]:
    """Dead zones as lines along the line, and sites as points: GeoJSON (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": _along(each.stretches)},
            "properties": {"sort": "dead-zone", **_zone(each)},
        }
        for each in radios.zones
    ]
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [each.site.lon, each.site.lat]},
            "properties": {"sort": "radio-site", **_site(each, radios.params)},
        }
        for each in radios.sites
    ]
    return {"type": "FeatureCollection", "features": features}


def _shares(ground: Ground, flags: NDArray[np.bool_]) -> Floats:
    """Share of the ground that is reached, by kilometre and side."""
    cell = ground.lane // LANES * 2 + (ground.band >= HALF)
    many = 2 * len(ground.stretches)
    here = np.bincount(cell, minlength=many).astype(np.float64)
    heard = np.bincount(cell, flags.astype(np.float64), minlength=many)
    share = np.divide(heard, here, out=np.full(many, np.nan), where=here > 0)
    sides: Floats = share.reshape(-1, 2)
    return sides


def _zones(ground: Ground, share: Floats) -> list[DeadZone]:
    found = []
    for column, side in enumerate(SIDES):
        dead = [
            (row, each)
            for row, each in enumerate(ground.stretches)
            if share[row, column] < ENOUGH  # False where there is no ground
        ]
        runs = groupby(enumerate(dead), lambda each: (each[1][1].segment, each[1][1].km - each[0]))
        for _, members in runs:
            rows = [each[1] for each in members]
            values = share[[row for row, _ in rows], column]
            found.append(
                DeadZone(
                    side, tuple(each for _, each in rows), float(values.min()), float(values.mean())
                )
            )
    return sorted(found, key=lambda each: (each.stretches[0], each.side))


def _within(around: Near) -> list[Stretch]:
    every, lon, lat = every_stretch()
    away = near_distance(around.lon, around.lat, lon, lat)
    return [each for each, metres in zip(every, away, strict=True) if metres <= around.metres]


def _reached(sites: Sequence[Any], params: SafetyParams) -> list[Stretch]:
    """Kilometres that a site may reach, and those between."""
    found: set[Stretch] = set()
    for each in sites:
        reach = float(params.radio_range) if each.range is None else each.range
        found.update(stretches_near(each.lon, each.lat, reach))
    for segment in {each.segment for each in found}:
        kms = [each.km for each in found if each.segment == segment]
        found.update(Stretch(segment, km) for km in range(min(kms), max(kms) + 1))
    return sorted(found)


def _along(stretches: Sequence[Stretch]) -> list[list[float]]:
    """Places of the line from the first of these kilometres to the end of the last."""
    name = SEGMENTS[stretches[0].segment]
    _, _, kms = vertices(name)
    begin, end = float(stretches[0].km), min(float(stretches[-1].km + 1), float(kms[-1]))
    inside = kms[(kms > begin) & (kms < end)]
    lon, lat = point_at(name, np.concatenate([[begin], inside, [end]]))
    return [[round(x, 6), round(y, 6)] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _site(named: NamedSite, params: SafetyParams) -> dict[str, Any]:
    site = named.site
    return {
        "identity": site.identity,
        "name": named.name,
        "state": site.state,
        "lon": site.lon,
        "lat": site.lat,
        "range": float(params.radio_range) if site.range is None else site.range,
        "range_stated": site.range is not None,
        "height": site.height,
    }


def _zone(zone: DeadZone) -> dict[str, Any]:
    first, last = zone.stretches[0], zone.stretches[-1]
    return {
        "side": zone.side,
        "segment": SEGMENTS[first.segment],
        "km": first.km,
        "until_km": last.km + 1,
        "length": len(zone.stretches),
        "least": round(zone.least, 4),
        "mean": round(zone.mean, 4),
    }


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
