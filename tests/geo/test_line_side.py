"""The side of the line against the polygons it was drawn from, where it doubles back most."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from timezonefinder import TimezoneFinder

import build_line
from northline.geo import line
from tests.geo.places import near_line

CANADIAN = {f"America/{zone}" for zone in build_line.CANADA}
AMERICAN = {f"America/{zone}" for zone in build_line.UNITED_STATES}

LONG_M = 2000.0
"""A geodesic of this length bulges by 0.1 m; positions within 1 m of the line are left out."""


@pytest.fixture(scope="module")
def country() -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """1 in a Canadian polygon, -1 in a U.S. one, 0 in neither or in both."""
    finder = TimezoneFinder(in_memory=True)

    def look(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        zones = [finder.timezone_at(lng=x, lat=y) for x, y in zip(lon, lat, strict=True)]
        return np.array([(zone in CANADIAN) - (zone in AMERICAN) for zone in zones])

    return look


@pytest.fixture(scope="module")
def drawn_long() -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Whether the polygon's nearest edge is one that ours replaces by a geodesic."""
    ours, theirs = build_line.edges(build_line.CANADA), build_line.edges(build_line.UNITED_STATES)
    row = np.dtype([("", np.int32)] * 4)
    both = ours[np.isin(ours.view(row).ravel(), theirs.view(row).ravel())] / 1e7
    edges = shapely.linestrings(both.reshape(-1, 2, 2))
    lengths = np.array([build_line.steps(pair)[0] for pair in both.reshape(-1, 2, 2)])
    tree = shapely.STRtree(edges)

    def look(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        # nearest in degrees and in metres may differ: of all edges about as near, any long one
        points = shapely.points(lon, lat)
        _, away = tree.query_nearest(points, return_distance=True, all_matches=False)
        near, edge = tree.query(points, predicate="dwithin", distance=2.0 * away + 1e-6)
        long = np.zeros(len(lon), bool)
        long[near[lengths[edge] > LONG_M]] = True
        return long

    return look


def unlike(
    lon: np.ndarray, lat: np.ndarray, country: Callable[..., np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Which positions stand on another side than their polygon, and which were compared."""
    ours, theirs = line.offsets(lon, lat), country(lon, lat)
    compared = (theirs != 0) & (ours.side != 0) & (np.abs(ours.distance) > 1.0) & ours.agreed
    return compared & (ours.side != theirs), compared


@pytest.mark.parametrize("spread_m", [30.0, 300.0, 3000.0])
@pytest.mark.parametrize("segment", line.SEGMENTS)
def test_the_side_is_the_country_whose_polygon_holds_the_position(
    segment: str, spread_m: float, country: Callable[..., np.ndarray],
    drawn_long: Callable[..., np.ndarray],
) -> None:  # fmt: skip
    lon, lat = near_line(4000, spread_m, seed=len(segment) + int(spread_m), segment=segment)
    wrong, compared = unlike(lon, lat, country)
    wrong &= ~drawn_long(lon, lat)
    assert compared.sum() > 3000
    assert not wrong.any(), np.column_stack([lon, lat])[wrong][:5]


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
def test_the_side_is_that_of_the_polygons_on_many_more_positions(
    seed: int, country: Callable[..., np.ndarray], drawn_long: Callable[..., np.ndarray]
) -> None:
    lon, lat = near_line(60_000, 1500.0, seed=1000 + seed)
    wrong, _ = unlike(lon, lat, country)
    wrong &= ~drawn_long(lon, lat)
    assert not wrong.any(), np.column_stack([lon, lat])[wrong][:5]


def test_geodesics_move_the_line_by_no_more_than_their_bulge(
    country: Callable[..., np.ndarray],
) -> None:
    lon, lat = near_line(6000, 1500.0, seed=8)
    wrong, compared = unlike(lon, lat, country)
    assert compared.sum() > 5000
    assert np.abs(line.offsets(lon, lat).distance[wrong]).max(initial=0.0) < 400.0


WINDING = {
    "Northwest Angle": (-95.30, 48.95, -94.55, 49.45),
    "Point Roberts": (-123.10, 48.95, -123.00, 49.05),
    "St. Croix": (-67.90, 45.05, -67.00, 45.80),
    "Thousand Islands": (-76.40, 44.10, -75.60, 44.55),
    "Detroit River": (-83.20, 42.00, -82.90, 42.40),
    "Niagara": (-79.15, 42.85, -78.90, 43.30),
    "Halls Stream": (-71.55, 45.00, -70.80, 45.35),
    "Gulf Islands": (-123.40, 48.25, -122.70, 49.00),
}


@pytest.mark.parametrize("place", WINDING)
def test_the_side_holds_where_the_line_doubles_back(
    place: str, country: Callable[..., np.ndarray], drawn_long: Callable[..., np.ndarray]
) -> None:
    west, south, east, north = WINDING[place]
    chance = np.random.default_rng(sum(place.encode()))
    lon, lat = chance.uniform(west, east, 2500), chance.uniform(south, north, 2500)
    wrong, compared = unlike(lon, lat, country)
    wrong &= ~drawn_long(lon, lat)
    assert compared.sum() > 1500
    assert not wrong.any(), np.column_stack([lon, lat])[wrong][:5]


KNOWN = {
    "Angle Inlet": (-95.07, 49.345, -1),
    "Point Roberts": (-123.06, 48.98, -1),
    "Tsawwassen": (-123.08, 49.02, 1),
    "Windsor": (-83.035, 42.31, 1),
    "Detroit": (-83.05, 42.335, -1),
    "Belle Isle": (-82.98, 42.342, -1),
    "Pelee Island": (-82.66, 41.77, 1),
    "Wolfe Island": (-76.45, 44.17, 1),
    "Campobello": (-66.93, 44.89, 1),
    "Grand Manan, past the Atlantic end": (-66.80, 44.70, 1),
    "Jonesport, past the Atlantic end": (-67.60, 44.53, -1),
    "Cape Flattery": (-124.72, 48.38, -1),
    "Victoria": (-123.36, 48.43, 1),
    "San Juan Island": (-123.08, 48.54, -1),
    "Juneau": (-134.42, 58.30, -1),
    "Whitehorse road, Fraser": (-135.04, 59.72, 1),
    "Hyder": (-130.03, 55.91, -1),
    "Stewart": (-129.98, 55.94, 1),
    "Tofino road, past the Pacific end": (-125.0, 48.75, 1),
    "La Push, past the Pacific end": (-124.9, 48.0, -1),
    "Forrester Island, past Cape Muzon": (-133.52, 54.80, -1),
    "Langara Island, past Cape Muzon": (-133.0, 54.23, 1),
    "Prudhoe way, past the Beaufort end": (-141.6, 69.85, -1),
    "Herschel way, past the Beaufort end": (-139.9, 69.85, 1),
    "Isle Royale": (-88.90, 48.00, -1),
}


@pytest.mark.parametrize("place", KNOWN)
def test_known_places_stand_in_their_country(place: str) -> None:
    lon, lat, expected = KNOWN[place]
    assert line.side([lon], [lat]).tolist() == [expected]


def test_nobody_is_told_a_side_off_an_end_of_the_line() -> None:
    machias_seal_island, off_juan_de_fuca = (-67.10, 44.50), (-125.1, 48.5)
    dixon_entrance, beaufort_sea = (-133.4, 54.55), (-140.8, 70.0)
    places = (machias_seal_island, off_juan_de_fuca, dixon_entrance, beaufort_sea)
    found = line.offsets(*zip(*places, strict=True))
    assert found.side.tolist() == [0, 0, 0, 0]
    assert np.isnan(found.distance).all()
    assert np.isfinite(found.km).all()


@given(
    lon=st.lists(st.floats(width=64), min_size=1, max_size=20),
    lat=st.floats(width=64),
)
def test_any_number_at_all_is_answered(lon: list[float], lat: float) -> None:
    found = line.offsets(lon, [lat] * len(lon))
    assert (np.isin(found.side, (-1, 0, 1))).all()
    assert ((found.side == 0) | (np.sign(found.distance) == found.side)).all()
    assert ((found.segment >= 0) == np.isfinite(found.km)).all()
