"""What sensors cover, as GeoJSON (RFC 7946): a circle or sector of each, on the ellipsoid.

It is what the registry states: range and sector.  Hills, woods, night and weather are not in it.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from northline.app.sensors import SensorNow
from northline.geo.distance import destination
from northline.records.time import format_instant

STEP = 5.0
"""Degrees of bearing between corners of an arc, at most."""

Ring = list[list[float]]


def footprints(found: Iterable[SensorNow]) -> dict[str, Any]:
    """A FeatureCollection; sensors without a place or range are counted in ``left_out``."""
    features, left_out = [], 0
    for each in found:
        if each.lon is None or each.lat is None or not each.range:
            left_out += 1
            continue
        properties = {
            name: getattr(each, name)
            for name in ("identity", "name", "sort", "state", "range", "nearest", "revisit")
        }
        properties |= {"bearing_from": each.bearing_from, "bearing_to": each.bearing_to}
        properties["at"] = format_instant(each.at)
        geometry = {"type": "Polygon", "coordinates": _rings(each, each.lon, each.lat, each.range)}
        features.append(
            {"type": "Feature", "id": each.identity, "geometry": geometry, "properties": properties}
        )
    return {"type": "FeatureCollection", "features": features, "left_out": left_out}


def _rings(sensor: SensorNow, lon: float, lat: float, reach: float) -> list[Ring]:
    """The rings of a footprint: the outer counter-clockwise, a hole clockwise (RFC 7946, 3.1.6)."""
    begin, end = sensor.bearing_from, sensor.bearing_to
    near = sensor.nearest or 0.0
    if begin is None or end is None or begin == end:
        outer = _arc(lon, lat, reach, 0.0, 360.0)[::-1]
        inner = [_closed(_arc(lon, lat, near, 0.0, 360.0))] if near else []
        return [_closed(outer), *inner]
    width = (end - begin) % 360.0
    outer = _arc(lon, lat, reach, begin, width)[::-1]
    inside = _arc(lon, lat, near, begin, width) if near else [[round(lon, 6), round(lat, 6)]]
    return [_closed([*outer, *inside])]


def _arc(lon: float, lat: float, reach: float, begin: float, width: float) -> Ring:
    """Corners of an arc, clockwise; of a whole circle the last is not the first again."""
    count = max(2, int(np.ceil(width / STEP)) + 1)
    bearings = begin + np.linspace(0.0, width, count)
    if width == 360.0:
        bearings = bearings[:-1]
    x, y = destination(lon, lat, bearings % 360.0, reach)
    return [[round(float(a), 6), round(float(b), 6)] for a, b in zip(x, y, strict=True)]


def _closed(ring: Ring) -> Ring:
    return [*ring, ring[0]]
