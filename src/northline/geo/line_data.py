"""The treaty line as the package ships it, with the box tree that its kernels walk."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from northline.geo.line_kernels import LEAF
from northline.records.errors import MissingDependency

NOWHERE = 1e9
"""A coordinate that no box holds: the bounds of an empty node, in degrees."""

SEAWARDS = ((219.0, 20.0), (270.0, 20.0), (255.0, 30.0), (15.0, 25.0))
"""How the boundary goes on beyond each end of the line, in the order of `LineData.start`:
degrees true, and half the angle within which nobody is told a side (our judgement, from how
OpenStreetMap's limits go on and from what both countries are known to claim).

Grand Manan Channel, towards the waters about Machias Seal Island that both countries claim;
the mouth of Juan de Fuca, due west; Cape Muzon, between both countries' claims in Dixon
Entrance; the Beaufort Sea, between the 141st meridian (Canada) and the equidistance line
(United States)."""


@dataclass(frozen=True, eq=False)
class LineData:
    """The vertices of both segments, one after the other (v vertices).

    ``lon lat`` float64 (v,) degrees; ``km`` float64 (v,) along the segment; ``link`` uint8
    (v,) 1 where an edge goes on to the next vertex; ``segment`` int8 (v,) 0 or 1; ``agreed``
    bool (v,) whether both countries draw the edge there; ``start`` int64 (3,); ``boxes``
    four float64 (2 leaves,) arrays: west, south, east, north of the nodes; ``attribution``
    must stand wherever the line is shown.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    km: NDArray[np.float64]
    link: NDArray[np.uint8]
    segment: NDArray[np.int8]
    agreed: NDArray[np.bool_]
    start: NDArray[np.int64]
    boxes: tuple[NDArray[np.float64], ...]
    names: tuple[str, ...]
    attribution: str
    source: str

    def arrays(self) -> tuple[Any, ...]:
        """Return what both kernels take, as arrays."""
        return (self.lon, self.lat, self.link, self.km, *self.boxes)

    def ends(self) -> tuple[Any, ...]:
        """Return what the kernel `nearest` takes besides: the ends and what lies beyond."""
        at = np.stack([self.start[:-1], self.start[1:] - 1], axis=1).ravel()
        course, angle = np.radians(SEAWARDS).T
        return (at, np.sin(course), np.cos(course), np.cos(angle))


@cache
def line_data() -> LineData:
    """Load the line, once per process (about 10 ms).

    Raises `MissingDependency` when the package was put together without it, or it is damaged.
    """
    try:
        with files("northline.geo").joinpath("data/line.npz").open("rb") as stream:
            stored = dict(np.load(stream, allow_pickle=False))
    except (FileNotFoundError, BadZipFile, ValueError) as trouble:
        raise MissingDependency(
            "The treaty line (northline/geo/data/line.npz) is missing from this installation, "
            "or damaged. In a checkout, run 'python build_line.py'; otherwise install the "
            f"package again. ({trouble})"
        ) from trouble
    lon, lat = stored["lon"] / 1e7, stored["lat"] / 1e7
    start = stored["start"].astype(np.int64)
    link = np.ones(len(lon), np.uint8)
    link[start[1:] - 1] = 0
    segment = np.repeat(np.arange(len(start) - 1, dtype=np.int8), np.diff(start))
    return LineData(
        lon, lat, stored["km"], link, segment, stored["agreed"], start,
        boxes=box_tree(lon, lat, link),
        names=tuple(str(name) for name in stored["names"]),
        attribution=str(stored["attribution"]),
        source=str(stored["source"]),
    )  # fmt: skip


@cache
def line_lists() -> tuple[Any, ...]:
    """Return `LineData.arrays` as lists: plain Python reads them ten times faster."""
    return tuple(array.tolist() for array in line_data().arrays())


@cache
def line_ends() -> tuple[Any, ...]:
    """Return `LineData.ends` of the line."""
    return line_data().ends()


def box_tree(
    lon: NDArray[np.float64], lat: NDArray[np.float64], link: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], ...]:
    """Return west, south, east, north, each (2 leaves,), of the tree in `line_kernels`."""
    runs = -(-(len(lon) - 1) // LEAF)
    leaves = 1 << max(runs - 1, 1).bit_length()
    edges = link[:-1] == 1
    found = []
    for values, pick, empty in (
        (lon, np.minimum, NOWHERE),
        (lat, np.minimum, NOWHERE),
        (lon, np.maximum, -NOWHERE),
        (lat, np.maximum, -NOWHERE),
    ):
        row = np.full(leaves * LEAF, empty)
        row[: len(lon) - 1] = np.where(edges, pick(values[:-1], values[1:]), empty)
        level = pick.reduce(row.reshape(leaves, LEAF), axis=1)
        levels = [level]
        while len(level) > 1:
            level = pick.reduce(level.reshape(-1, 2), axis=1)
            levels.append(level)
        found.append(np.concatenate([[empty], *reversed(levels)]))
    return tuple(found)
