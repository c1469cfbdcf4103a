"""Masks over dwellings: what a Feature may be, and what is refused."""

import json
from typing import Any

import pytest

from northline.formats.masks_decoder import MOST_CORNERS
from tests.formats.reading import Read, read_whole
from tests.formats.sensing_sample import AT, SECTOR, collection, feature


def read(*features: Any) -> Read:
    return read_whole("masks", collection(*features))


def polygon(*corners: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(corners)]}


def test_a_feature_becomes_a_mask() -> None:
    more = {"at": AT, "since": AT, "until": "2027-07-01T14:00:00Z", **SECTOR}
    (found,) = read(feature(properties=more)).of("mask")
    wanted = {
        "identity": "dwelling-17",
        "lons": [-82.601, -82.6, -82.6],
        "lats": [42.03, 42.03, 42.031],
        "lon": pytest.approx(-82.6005),
        "lat": pytest.approx(42.0305),
        "sensor": "camera:t4",
        "bearing_from": 350.0,
        "bearing_to": 10.0,
        "since": AT,
        "until": "2027-07-01T14:00:00Z",
        "reason": "dwelling",
        "authority": "standing order 4",
        "at": AT,
        "timed": True,
    }
    assert {name: found[name] for name in wanted} == wanted


def test_an_open_ring_and_one_that_is_closed_are_the_same() -> None:
    corners = [[-82.601, 42.03], [-82.6, 42.03], [-82.6, 42.031, 180.0]]
    one, two = read(
        feature(geometry=polygon(*corners)), feature(geometry=polygon(*corners, corners[0]))
    ).of("mask")
    assert one["lons"] == two["lons"]
    assert one["timed"] is False


def test_a_sector_alone_has_no_place() -> None:
    (found,) = read(feature(geometry=None, properties=SECTOR)).of("mask")
    assert (found["lons"], found["lon"], found["cell"]) == ([], None, None)


A, B, C, D = [-82.601, 42.03], [-82.6, 42.03], [-82.6, 42.031], [-82.601, 42.031]
RING = [A, B, C, D]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "Point"}, "no Feature of GeoJSON"),
    ({"geometry": {"type": "MultiPolygon", "coordinates": []}}, "geometry is no Polygon"),
    ({"geometry": {"type": "Polygon", "coordinates": [RING, RING]}}, "a mask has no holes"),
    ({"geometry": polygon(A, B)}, "3 to 1,000 corners"),
    ({"geometry": polygon(*[A, B, C] * 400)}, "3 to 1,000 corners"),
    ({"geometry": polygon(A, C, B, D)}, "the ring crosses itself"),
    ({"geometry": polygon(A, [-80, 42.03], C)}, "at most 1 degrees of longitude"),
    ({"geometry": polygon(A, B, [-82.6, 44])}, "at most 1 degrees of latitude"),
    ({"geometry": polygon(A, B, [-82.6005, 42.03])}, "spans more than 0"),
    ({"geometry": polygon(A, B, [-182, 42.03])}, "longitude is '-182'"),
    ({"geometry": polygon(A, B, ["x", 1])}, "'x' is no number"),
    ({"geometry": polygon(A, B, [1])}, "a corner is no longitude and latitude"),
    ({"geometry": None}, "neither a polygon nor a sector"),
    ({"id": None}, "identity is missing"),
    ({"properties": {"reason": ""}}, "reason is missing"),
    ({"properties": {"authority": None}}, "authority is missing"),
    ({"properties": {"bearing_from": 1}}, "one of them is missing"),
    ({"properties": {"bearing_from": 1, "bearing_to": 2}}, "sensor is missing"),
    ({"properties": {"since": AT, "until": AT}}, "until is not after since"),
    ({"properties": {"owner": "somebody"}}, "there is no property 'owner'"),
    ({"properties": {"sensor": "t4"}}, "scheme:number"),
]


@pytest.mark.parametrize(("more", "says"), WRONG)
def test_a_wrong_mask_is_refused_and_the_others_are_read(more: dict[str, Any], says: str) -> None:
    bad = feature("bad", **more)
    found = read(feature(), bad, feature("other"))
    assert len(found.of("mask")) == 2
    (refused,) = found.refused
    assert says in refused.reason
    assert json.loads(refused.raw) == bad


def test_a_ring_has_no_more_corners_than_a_mask_may() -> None:
    assert MOST_CORNERS == 1000
    assert not read(7).rows
