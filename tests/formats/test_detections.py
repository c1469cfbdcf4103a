"""Detections of image software: what becomes what, and what may not enter."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.detections_classes import CLASSES, NO_TARGET, craft_of
from northline.formats.detections_rows import COLUMNS, forbidden
from northline.geo.distance import bearing, distance
from northline.records.position import Craft
from tests.formats.reading import Read, read_whole
from tests.formats.sensing_sample import AT, detection


def read(*rows: dict[str, Any]) -> Read:
    return read_whole("detections", b"\n".join(json.dumps(row).encode() for row in rows))


def plot(**more: Any) -> dict[str, Any]:
    (found,) = read(detection(**more)).of("plot")
    return found


def test_a_bearing_is_a_bearing_and_has_no_place() -> None:
    found = plot(confidence=0.91, group=2, number=7, image="s3://t4/8812.jpg")
    wanted = {
        "sensor": "camera:t4",
        "measure": "bearing",
        "craft": "person",
        "label": "person",
        "azimuth": 203.5,
        "confidence": 0.91,
        "group": 2,
        "number": 7,
        "image": "s3://t4/8812.jpg",
        "lon": None,
        "range_sigma": None,
        "at": AT,
        "timed": True,
        "test": False,
    }
    assert {name: found[name] for name in wanted} == wanted


def test_bearing_and_range_lead_to_a_place_where_it_is_said_from_where() -> None:
    found = plot(range=812.0, sensor_lon=-82.6, sensor_lat=42.03)
    assert found["measure"] == "polar"
    there = (-82.6, 42.03, found["lon"], found["lat"])
    assert distance(*there)[0] == pytest.approx(812.0)
    assert bearing(*there)[0] == pytest.approx(203.5)
    alone = plot(range=812.0)
    assert (alone["measure"], alone["lon"], alone["range"]) == ("polar", None, 812.0)


def test_a_place_is_a_place() -> None:
    found = plot(bearing=None, lon=-82.6, lat=42.03, sigma=12)
    assert (found["measure"], found["lon"], found["sigma"]) == ("place", -82.6, 12.0)
    assert found["cell"] is not None


@pytest.mark.parametrize("name", sorted(NO_TARGET))
def test_what_nobody_looks_for_is_counted_and_not_kept(name: str) -> None:
    found = read(detection(**{"class": name.upper()}))
    assert dict(found.other) == {"no target": 1}
    assert not found.rows


def test_classes_are_looked_up_and_nothing_is_guessed() -> None:
    assert craft_of(" Jet_Ski ") is Craft.VESSEL
    assert plot(**{"class": "wheelbarrow"})["craft"] == "unknown"
    assert plot(**{"class": "wheelbarrow"})["label"] == "wheelbarrow"
    assert not NO_TARGET & CLASSES.keys()


WRONG = [
    ({"sensor": "t4"}, "sensor is 't4'; it must be scheme:number"),
    ({"at": "2026-07-01T14:00:00"}, "an instant with its offset"),
    ({"class": ""}, "class is missing"),
    ({"confidence": 91}, "a share of 0 to 1"),
    ({"bearing": -1}, "degrees of 0 to 360"),
    ({"range": -1}, "metres of 0 to"),
    ({"group": 0}, "a whole number of 1 to 100,000"),
    ({"bearing": None}, "neither lon and lat nor bearing"),
    ({"lon": 1}, "a place needs both"),
    ({"sensor_lat": 1}, "a place needs both"),
    ({"colour": "red"}, "there is no column 'colour'"),
    ({"image": "x" * 501}, "at most 500 characters"),
]


@pytest.mark.parametrize(("more", "says"), WRONG)
def test_a_wrong_row_is_refused_and_says_why(more: dict[str, Any], says: str) -> None:
    found = read(detection(**more), detection())
    (refused,) = found.refused
    assert says in refused.reason
    assert len(found.of("plot")) == 1


FORBIDDEN = [
    *("face", "face_id", "faceEmbedding", "FACE-BOX", "licence_plate", "license plate", "plate"),
    *("lpr", "biometric", "iris", "gait", "features", "embedding", "template", "reid", "re_id"),
    *("ethnicity", "race", "sex", "gender", "age", "skin_tone", "emotion", "name", "person_id"),
    *("identity", "thumbnail", "crop", "image_data", "jpeg", "base64"),
]


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.parametrize("written", ["json", "csv"])
def test_what_tells_people_apart_is_refused_and_kept_nowhere(name: str, written: str) -> None:
    row = detection(**{name: "secret-4711"})
    if written == "json":
        found = read(row, detection())
        assert len(found.of("plot")) == 1
    else:
        lines = [",".join(row), *[",".join(map(str, row.values()))] * 3]
        found = read_whole("detections", "\n".join(lines).encode())
        assert dict(found.other) == {"kept nowhere": 3}
        assert not found.rows
    (refused,) = found.refused
    assert refused.raw.decode() == name
    assert "nothing of this row is kept" in refused.reason
    assert "secret-4711" not in str(found)


def test_an_image_in_the_place_of_its_address_is_kept_nowhere() -> None:
    found = read(detection(image="data:image/jpeg;base64,secret-4711"))
    (refused,) = found.refused
    assert refused.raw == b"image"
    assert "secret-4711" not in str(found)


def test_no_column_is_forbidden_and_columns_nearby_are_not() -> None:
    assert not any(map(forbidden, COLUMNS))
    assert not any(map(forbidden, ("colour", "camera", "surface_speed", "zone", "stage")))


@given(st.text(max_size=30))
def test_whatever_a_column_is_called_it_is_either_known_or_refused(name: str) -> None:
    found = read(detection(**{name: "secret-4711"} if name not in COLUMNS else {}))
    assert bool(found.refused) is (name not in COLUMNS)


def test_two_rows_that_are_alike_stay_two() -> None:
    assert len({each["id"] for each in read(detection(), detection()).of("plot")}) == 2
