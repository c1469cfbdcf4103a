"""Coverage as a layer of the map: the bands of each stretch as areas, GeoJSON (RFC 7946)."""

import threading
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northline.app.coverage import Covered
from northline.app.coverage_told import DIGITS
from northline.engines.coverage import BANDS, CLASSES, Ground, Stretch
from northline.engines.coverage.ground import LANES, STEP
from northline.geo.distance import near_distance, radii
from northline.geo.line import ATTRIBUTION, SEGMENTS
from northline.records.sensor import Target
from northline.records.time import format_instant

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees; over the antimeridian where west is more than east."""

Rings = list[list[list[list[float]]]]
"""Coordinates of a MultiPolygon."""

MOST = 300
"""Stretches of one layer; in a wider view their bands are too small to see."""

BESIDE = 0.1
"""Degrees beside a box in which the middle of a stretch still counts: its strip reaches into it."""


def layer(covered: Covered, target: Target, box: Box | None = None) -> dict[str, Any]:
    """A FeatureCollection of the bands in the last hour, each with its probability.

    An area is made of squares around the places that were sampled: it fits the strip to 60 m.

    Args:
        covered: what is known.
        target: the class.
        box: only stretches in it, at most `MOST`, those nearest to its middle; ``cut`` says whether
            there are more.
    """
    ground = covered.ground
    inside = _inside(ground, box)
    features = []
    if len(inside):
        chance = covered.strips.chance[-1, CLASSES.index(target)]
        for (number, band), rings in _areas(ground, inside[:MOST]).items():
            each, value = ground.stretches[number], float(chance[number, band])
            features.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "MultiPolygon", "coordinates": rings},
                    "properties": {
                        "segment": SEGMENTS[each.segment],
                        "km": each.km,
                        "side": "canada" if band >= BANDS // 2 else "united-states",
                        "from": band - BANDS // 2 if band >= BANDS // 2 else BANDS // 2 - 1 - band,
                        "chance": round(value, DIGITS),
                        "gap": value < covered.params.enough,
                    },
                }
            )
    return {
        "type": "FeatureCollection",
        "at": format_instant(covered.hours[-1]) if covered.hours else None,
        "class": target.value,
        "cut": len(inside) > MOST,
        "attribution": ATTRIBUTION,
        "features": features,
    }


def _inside(ground: Ground, box: Box | None) -> NDArray[np.int64]:
    """Places of the stretches in a box, those nearest to its middle first."""
    lon, lat = ground.middle_lon, ground.middle_lat
    if box is None or not len(lon):
        return np.arange(len(lon))
    west, south, east, north = box
    wide = (east - west) % 360.0 if east != west + 360.0 else 360.0
    inside = (lon - west + BESIDE) % 360.0 <= wide + 2.0 * BESIDE
    inside &= (lat >= south - BESIDE) & (lat <= north + BESIDE)
    rows = np.flatnonzero(inside)
    away = near_distance(west + wide / 2.0, (south + north) / 2.0, lon[rows], lat[rows])
    return rows[np.argsort(away, kind="stable")]


_kept: OrderedDict[tuple[Stretch, ...], dict[tuple[Stretch, int], Rings]] = OrderedDict()
_turn = threading.Lock()


def _areas(ground: Ground, rows: NDArray[np.int64]) -> dict[tuple[int, int], Rings]:
    """Place of a stretch and band -> its area; found once for the same stretches."""
    numbers = {ground.stretches[row]: row for row in sorted(rows.tolist())}
    key = tuple(numbers)
    with _turn:
        found = _kept.get(key)
    if found is None:
        found = _drawn(ground, np.isin(ground.lane // LANES, rows))
        with _turn:
            _kept[key] = found
            while len(_kept) > 8:
                _kept.popitem(last=False)
    return {(numbers[stretch], band): rings for (stretch, band), rings in found.items()}


def _drawn(ground: Ground, these: NDArray[np.bool_]) -> dict[tuple[Stretch, int], Rings]:
    """Stretch and band -> its area, of some of the places."""
    import shapely

    place = (ground.lane // LANES * BANDS + ground.band)[these]
    lon, lat = ground.lon[these], ground.lat[these]
    order = np.lexsort((lon, lat, place))
    lon, lat, cells = lon[order], lat[order], place[order]
    meridian, normal = radii(lat)
    up = np.degrees(STEP / 2.0 / meridian)
    over = np.degrees(STEP / 2.0 / (normal * np.cos(np.radians(lat))))
    # Squares beside each other make one box, so that there is little left to join.
    begins = (np.diff(cells) != 0) | (np.diff(lat) != 0.0) | (np.diff(lon) > 3.0 * over[1:])
    first = np.append(0, np.flatnonzero(begins) + 1)
    last = np.append(first[1:], len(lon)) - 1
    boxes = shapely.box(
        lon[first] - over[first],
        lat[first] - up[first],
        lon[last] + over[last],
        lat[first] + up[first],
    )
    cells = cells[first]
    found: dict[tuple[Stretch, int], Rings] = {}
    for rows in np.split(np.arange(len(cells)), np.flatnonzero(np.diff(cells)) + 1):
        # Squares of neighbouring parallels differ by a hair: on a grid of 1e-5 degrees they join.
        area = shapely.union_all(boxes[rows], grid_size=1e-5)
        parts = [each for each in shapely.get_parts(area) if each.geom_type == "Polygon"]
        number, band = divmod(int(cells[rows[0]]), BANDS)
        found[ground.stretches[number], band] = [
            [
                [[round(x, 5), round(y, 5)] for x, y in ring.coords]
                for ring in (part.exterior, *part.interiors)
            ]
            for part in (shapely.geometry.polygon.orient(each) for each in parts)
        ]
    return found
