"""Draw the treaty line between Canada and the United States from OpenStreetMap polygons.

PyPI ``timezonefinder==6.5.9`` carries the time-zone polygons of OpenStreetMap (ODbL 1.0).
A zone ends at its country's edge, and where two countries share an edge both polygons hold
the very same vertices.  So the line is exactly the set of edges that a Canadian zone and a
U.S. zone have in common: no tolerance, no coast, no maritime limit, lakes included.

Three things are then done to it:

* **A-B line.**  From the head of Dixon Entrance to Cape Muzon (Alaska Boundary Tribunal,
  1903) the two polygons overlap, because the governments differ about the water there.  The
  International Boundary Commission counts the stretch as boundary; it is taken from the
  Canadian polygon and marked ``agreed = False``.
* **Ends.**  OpenStreetMap runs on into the maritime limits.  The line is cut at the terminal
  points of the Commission's boundary (`ENDS`).
* **Long edges.**  The treaties draw straight lines, which on the earth are geodesics, not
  straight on a plate of longitudes and latitudes: edges over 500 m get geodesic points.

Orientation: Canada always lies to the right of increasing kilometres.  Segment 0 runs from
the Atlantic to the Pacific, segment 1 from Cape Muzon to the Beaufort Sea.

Run by ``hatch_build.py``; by hand: ``python build_line.py [--force]``.
"""

import hashlib
import itertools
import sys
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

HERE = Path(__file__).resolve().parent
TARGET = HERE / "src" / "northline" / "geo" / "data" / "line.npz"
TIMEZONEFINDER = "6.5.9"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
NAMES = ("atlantic-pacific", "alaska")

CANADA = (
    "Atikokan Blanc-Sablon Cambridge_Bay Creston Dawson Dawson_Creek Edmonton Fort_Nelson "
    "Glace_Bay Goose_Bay Halifax Inuvik Iqaluit Moncton Rankin_Inlet Regina Resolute St_Johns "
    "Swift_Current Toronto Vancouver Whitehorse Winnipeg"
).split()
UNITED_STATES = (
    "Anchorage Boise Chicago Denver Detroit Juneau Los_Angeles Menominee Metlakatla New_York "
    "Nome Sitka Yakutat"
).split()

ENDS = ((-66.902426, 44.776421), (-124.727211, 48.493437))
"""Where the Commission's boundary ends, degrees: in Grand Manan Channel and at the mouth of the
Strait of Juan de Fuca.  Read off the boundary that the U.S. FCC publishes from its data."""

A_B_LINE = (-132.685, 54.660, -130.600, 54.726)
"""West, south, east, north of the box that holds the A-B line and nothing else of Canada."""

LENGTHS_KM = (6416.0, 2475.0)
"""Official lengths of both segments (International Boundary Commission)."""

LONGEST_EDGE_M = 500.0

SEMI_MAJOR_M, ECCENTRICITY_2 = 6378137.0, 6.69437999014e-3
"""WGS 84."""


class LineNotBuilt(RuntimeError):
    """The line could not be built; the message says what is missing and what to do."""


def edges(zones: list[str]) -> Any:
    """Return the distinct undirected edges of the zones, int32 (n, 4), in 1e-7 degrees."""
    import numpy as np

    finder = _finder()
    rows = []
    for zone in zones:
        for polygon in finder.get_geometry(tz_name=f"America/{zone}", coords_as_pairs=True):
            for ring in polygon:
                ends = np.rint(np.asarray(ring) * 1e7).astype(np.int32)
                rows.append(np.hstack([ends, np.roll(ends, -1, axis=0)]))
    found = np.vstack(rows)
    turned = (found[:, 0] > found[:, 2]) | (
        (found[:, 0] == found[:, 2]) & (found[:, 1] > found[:, 3])
    )
    found[turned] = found[turned][:, [2, 3, 0, 1]]
    found = found[(found[:, :2] != found[:, 2:]).any(axis=1)]
    return np.unique(found, axis=0)


def _finder() -> Any:
    remedy = f"'pip install timezonefinder=={TIMEZONEFINDER}', then build again"
    try:
        from importlib.metadata import version

        from timezonefinder import TimezoneFinder
    except ImportError as missing:
        raise LineNotBuilt(
            "The treaty line is drawn from the polygons in the PyPI package timezonefinder, "
            f"which is not installed here ({missing}). Run {remedy}."
        ) from missing
    if version("timezonefinder") != TIMEZONEFINDER:
        raise LineNotBuilt(
            f"timezonefinder {version('timezonefinder')} is installed; the line was measured "
            f"with {TIMEZONEFINDER} and with no other. Run {remedy}."
        )
    return TimezoneFinder(in_memory=True)


def chains(agreed: Any, claimed: Any) -> list[list[tuple[int, int]]]:
    """Join edges into open polylines, longest first; every vertex has one or two edges."""
    after: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for west, south, east, north in [*agreed.tolist(), *claimed.tolist()]:
        after.setdefault((west, south), []).append((east, north))
        after.setdefault((east, north), []).append((west, south))
    crowded = [vertex for vertex, others in after.items() if len(others) > 2]
    if crowded:
        raise LineNotBuilt(f"The shared edges branch at {crowded[:3]} (1e-7 degrees).")
    found = []
    for start in sorted(vertex for vertex, others in after.items() if len(others) == 1):
        if start not in after:
            continue
        chain, here = [start], start
        while here in after:
            onward = [other for other in after.pop(here) if other in after]
            if not onward:
                break
            here = onward[0]
            chain.append(here)
        if len(chain) > 1:
            found.append(chain)
    return sorted(found, key=len, reverse=True)


def a_b_line(ours: Any) -> Any:
    """Return the edges of the A-B line, from those that Canada alone draws.

    The award of 1903 draws one straight line from A, Cape Muzon, to B, the mouth of Portland
    Inlet.  OpenStreetMap's points between them are dropped: they lie on a straight line of
    longitudes and latitudes, 470 m off the geodesic.
    """
    import numpy as np

    west, south, east, north = (round(value * 1e7) for value in A_B_LINE)
    inside = ((ours[:, 0::2] >= west) & (ours[:, 0::2] <= east)).all(axis=1)
    inside &= ((ours[:, 1::2] >= south) & (ours[:, 1::2] <= north)).all(axis=1)
    claimed = ours[inside]
    if not len(claimed):
        raise LineNotBuilt(f"No Canadian polygon has an edge in the box {A_B_LINE}.")
    ends = claimed.reshape(-1, 2)
    point_a, point_b = ends[ends[:, 0].argmin()], ends[ends[:, 0].argmax()]
    northwards = (claimed[:, 1::2] >= point_b[1]).all(axis=1)
    return np.vstack([claimed[northwards], np.hstack([point_a, point_b])])


def cut(line: Any, end: tuple[float, float]) -> Any:
    """Cut a polyline (n, 2), degrees, at its point nearest to ``end``; keep the longer part."""
    import numpy as np

    shrink = np.array([np.cos(np.radians(end[1])), 1.0])
    start, along = line[:-1] * shrink, np.diff(line, axis=0) * shrink
    share = ((np.asarray(end) * shrink - start) * along).sum(1) / (along**2).sum(1)
    share = share.clip(0.0, 1.0)[:, None]
    foot = line[:-1] + share * np.diff(line, axis=0)
    at = int(((foot - end) ** 2 * shrink**2).sum(1).argmin())
    if at > len(line) // 2:
        return np.vstack([line[: at + 1], foot[at : at + 1]])
    return np.vstack([foot[at : at + 1], line[at + 1 :]])


def densify(line: Any, agreed: Any, longest: float = LONGEST_EDGE_M) -> tuple[Any, Any]:
    """Put geodesic points into edges longer than ``longest`` metres.

    ``line`` is (n, 2) in degrees, ``agreed`` (n - 1,) says something of each edge and is
    repeated for the pieces of an edge.  The points are those of the straight chord through
    the earth, brought up to the ellipsoid: 1 cm off the geodesic on an edge of 100 km.
    """
    import numpy as np

    pieces = np.maximum(np.ceil(steps(line) / longest), 1).astype(int)
    whole = np.repeat(np.arange(len(pieces)), pieces)
    first = np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = ((np.arange(len(whole)) - first) / pieces[whole])[:, None]
    space = _space(line)
    chord = space[whole] * (1.0 - share) + space[whole + 1] * share
    points = np.where(share > 0.0, _surface(chord), line[whole])
    return np.vstack([points, line[-1:]]), np.repeat(agreed, pieces)


def _space(line: Any) -> Any:
    """Return x, y, z (n, 3), metres, of points on the ellipsoid."""
    import numpy as np

    lon, lat = np.radians(line).T
    normal = SEMI_MAJOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(lat) ** 2)
    flat = normal * np.cos(lat)
    upright = normal * (1.0 - ECCENTRICITY_2) * np.sin(lat)
    return np.stack([flat * np.cos(lon), flat * np.sin(lon), upright], axis=1)


def _surface(space: Any) -> Any:
    """Return longitude and latitude of points near the ellipsoid (Bowring 1976, one step)."""
    import numpy as np

    x, y, z = space.T
    flat = np.hypot(x, y)
    squash = np.sqrt(1.0 - ECCENTRICITY_2)
    reduced = np.arctan2(z, flat * squash)
    second = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2)
    lat = np.arctan2(
        z + second * SEMI_MAJOR_M * squash * np.sin(reduced) ** 3,
        flat - ECCENTRICITY_2 * SEMI_MAJOR_M * np.cos(reduced) ** 3,
    )
    return np.degrees(np.stack([np.arctan2(y, x), lat], axis=1))


def steps(line: Any) -> Any:
    """Return the lengths of edges (n - 1,), metres, by Gauss's mid-latitude formula on WGS 84.

    On edges of 500 m it differs from the geodesic by less than 1e-8.
    """
    import numpy as np

    lon, lat = np.radians(line).T
    middle = 0.5 * (lat[1:] + lat[:-1])
    w = 1.0 - ECCENTRICITY_2 * np.sin(middle) ** 2
    north = np.diff(lat) * SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / w**1.5
    east = np.diff(lon) * SEMI_MAJOR_M / np.sqrt(w) * np.cos(middle)
    return np.hypot(north, east)


def compute() -> dict[str, Any]:
    """Compute the arrays of ``line.npz``.

    ``lon lat`` int32 (v,) in 1e-7 degrees, both segments one after the other; ``start``
    int64 (3,) where each begins, and v; ``km`` float64 (v,) geodesic kilometres along the
    segment (WGS 84); ``agreed`` bool (v,) of the edge that leaves the vertex (False at the
    last); ``names attribution source`` text.

    Raises `LineNotBuilt` when timezonefinder is missing or its polygons are not as expected.
    """
    import numpy as np

    ours = edges(CANADA)
    theirs = edges(UNITED_STATES)
    row = np.dtype([("", np.int32)] * 4)
    shared = ours[np.isin(ours.view(row).ravel(), theirs.view(row).ravel())]
    claimed = a_b_line(ours[~np.isin(ours.view(row).ravel(), shared.view(row).ravel())])

    unsettled = {tuple(vertex) for vertex in claimed.reshape(-1, 2).tolist()}
    parts, agreed = [], []
    for name, chain in zip(NAMES, chains(shared, claimed), strict=False):
        pair = itertools.pairwise(chain)
        note = np.array([not (a in unsettled and b in unsettled) for a, b in pair])
        line = np.asarray(chain) / 1e7
        backwards = (line[0, 0] < line[-1, 0]) if name == NAMES[0] else (line[0, 1] > line[-1, 1])
        if backwards:
            line, note = line[::-1], note[::-1]
        if name == NAMES[0]:
            for end in ENDS:
                line = cut(line, end)
            note = np.ones(len(line) - 1, bool)
        line, note = densify(line, note)
        parts.append(np.rint(line * 1e7).astype(np.int32))
        agreed.append(np.append(note, False))

    km = []
    for name, part, official in zip(NAMES, parts, LENGTHS_KM, strict=True):
        degrees = part / 1e7
        lengths = steps(degrees)
        km.append(np.append(0.0, np.cumsum(lengths)) / 1000.0)
        if abs(km[-1][-1] - official) > 0.01 * official or not (lengths > 0.0).all():
            raise LineNotBuilt(
                f"The segment {name} came out {km[-1][-1]:.1f} km long; the treaty line has "
                f"{official:.0f} km. The polygons of timezonefinder are not those expected."
            )
    both = np.vstack(parts)
    return {
        "lon": both[:, 0].copy(),
        "lat": both[:, 1].copy(),
        "start": np.cumsum([0, *(len(part) for part in parts)]),
        "km": np.concatenate(km),
        "agreed": np.concatenate(agreed),
        "names": np.array(NAMES),
        "attribution": np.array(ATTRIBUTION),
        "source": np.array(f"PyPI timezonefinder {TIMEZONEFINDER}, edges shared by both countries"),
    }


def key() -> str:
    """Return the key of everything that decides the result: this file and the package."""
    return hashlib.sha256(Path(__file__).read_bytes() + TIMEZONEFINDER.encode()).hexdigest()


def build(target: Path = TARGET, *, force: bool = False) -> bool:
    """Write ``line.npz`` unless the one there was made from the same inputs; say if it was."""
    import numpy as np

    if target.is_file() and not force:
        try:
            with target.open("rb") as stream, np.load(stream, allow_pickle=False) as there:
                if str(there["key"]) == key():
                    return False
        except (OSError, KeyError, ValueError, BadZipFile):
            pass  # damaged or of another make: built anew below
    arrays = compute()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name("line.draft.npz")
    np.savez_compressed(draft, key=np.array(key()), **arrays)
    draft.replace(target)
    return True


if __name__ == "__main__":
    try:
        print("built" if build(force="--force" in sys.argv[1:]) else "up to date", TARGET)
    except LineNotBuilt as reason:
        sys.exit(str(reason))
