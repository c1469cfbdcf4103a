"""Coverage as a layer of the map: the bands of each stretch as areas, GeoJSON (RFC 7946)."""

from functools import lru_cache
from typing import Any

import numpy as np

from northline.app.coverage import Covered
from northline.app.coverage_told import DIGITS
from northline.engines.coverage import BANDS, CLASSES, Ground
from northline.engines.coverage.ground import LANES, STEP
from northline.geo.distance import radii
from northline.geo.line import ATTRIBUTION, SEGMENTS
from northline.records.sensor import Target
from northline.records.time import format_instant

Rings = list[list[list[list[float]]]]
"""Coordinates of a MultiPolygon."""


def layer(covered: Covered, target: Target) -> dict[str, Any]:
    """A FeatureCollection of the bands in the last hour, each with its probability.

    An area is made of squares around the places that were sampled: it fits the strip to 60 m.
    """
    features = []
    if covered.hours:
        chance = covered.strips.chance[-1, CLASSES.index(target)]
        for (number, band), rings in _areas(covered.ground).items():
            each = covered.ground.stretches[number]
            features.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "MultiPolygon", "coordinates": rings},
                    "properties": {
                        "segment": SEGMENTS[each.segment],
                        "km": each.km,
                        "side": "canada" if band >= BANDS // 2 else "united-states",
                        "from": abs(band - BANDS // 2) if band >= BANDS // 2 else 4 - band,
                        "chance": round(float(chance[number, band]), DIGITS),
                        "gap": bool(chance[number, band] < covered.params.enough),
                    },
                }
            )
    return {
        "type": "FeatureCollection",
        "at": format_instant(covered.hours[-1]) if covered.hours else None,
        "class": target.value,
        "attribution": ATTRIBUTION,
        "features": features,
    }


@lru_cache(maxsize=8)
def _of_stretches(key: bytes, ground: "_Kept") -> dict[tuple[int, int], Rings]:
    """The areas, found once for the same stretches."""
    import shapely

    of = ground.ground
    meridian, normal = radii(of.lat)
    up = np.degrees(STEP / 2.0 / meridian)
    over = np.degrees(STEP / 2.0 / (normal * np.cos(np.radians(of.lat))))
    place = of.lane // LANES * BANDS + of.band
    order = np.lexsort((of.lon, of.lat, place))
    lon, lat, cell_of = of.lon[order], of.lat[order], place[order]
    over, up = over[order], up[order]
    # Squares beside each other make one box, so that there is little left to join.
    begins = (np.diff(cell_of) != 0) | (np.diff(lat) != 0.0) | (np.diff(lon) > 3.0 * over[1:])
    first = np.append(0, np.flatnonzero(begins) + 1)
    last = np.append(first[1:], len(lon)) - 1
    boxes = shapely.box(
        lon[first] - over[first],
        lat[first] - up[first],
        lon[last] + over[last],
        lat[first] + up[first],
    )
    cells = cell_of[first]
    found: dict[tuple[int, int], Rings] = {}
    for rows in np.split(np.arange(len(cells)), np.flatnonzero(np.diff(cells)) + 1):
        # Squares of neighbouring parallels differ by a hair: laid on a grid of 1e-5 degrees they join.
        area = shapely.union_all(boxes[rows], grid_size=1e-5)
        parts = [each for each in shapely.get_parts(area) if each.geom_type == "Polygon"]
        cell = divmod(int(cells[rows[0]]), BANDS)
        found[cell] = [
            [
                [[round(x, 5), round(y, 5)] for x, y in ring.coords]
                for ring in (part.exterior, *part.interiors)
            ]
            for part in (shapely.geometry.polygon.orient(each) for each in parts)
        ]
    return found


class _Kept:
    """Ground as what a cache is asked with: told apart by its stretches alone."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)


def _areas(ground: Ground) -> dict[tuple[int, int], Rings]:
    """Stretch and band -> its area."""
    if not len(ground.lon):
        return {}
    return _of_stretches(np.array(ground.stretches, np.int64).tobytes(), _Kept(ground))
