"""Tracks of what does not report itself: how sure they are, what saw them, and what they are called."""

import json
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.picture import Picture, past
from tests.app.sensed import DARK, RADAR, TOWER, at, point, tell
from tests.e2e.traffic import Traffic
from tests.ledger.making import record_id

OWN: dict[str, Any] = {"quality": None, "sensors": None, "group": None}
"""What a point says of itself where the thing reports itself."""


@pytest.fixture
def picture(node: Node) -> Picture:
    return Picture(node, clock=lambda: at(60))


def frame(picture: Picture, before: Any = None) -> Any:
    picture.catch_up()
    return json.loads(picture.frame(*([before["epoch"], before["version"]] if before else [])).data)


def test_a_track_says_how_sure_it_is_what_saw_it_and_of_how_many(
    node: Node, picture: Picture
) -> None:
    tell(node, "track", point(DARK, 1))
    told = frame(picture)
    (label,) = told["labels"]
    assert label["sensors"] == [RADAR, TOWER]
    assert label["group"] == 2
    assert "identity" not in label
    assert told["moves"]["quality"] == [0.988]


def test_what_reports_itself_takes_no_more_room_than_before(node: Node, picture: Picture) -> None:
    Traffic(3).tell(node, at(1))
    told = frame(picture)
    assert "quality" not in told["moves"]
    assert not any(each.keys() & {"sensors", "group"} for each in told["labels"])
    tell(node, "track", point(DARK, 2))
    assert frame(picture)["moves"]["quality"].count(None) == 3


def test_a_label_says_what_the_newest_point_says(node: Node, picture: Picture) -> None:
    tell(node, "track", point(DARK, 1, identity="mmsi:316000001", craft="vessel", **OWN))
    first = frame(picture)
    tell(node, "track", point(DARK, 2, identity="mmsi:316000001", craft="vessel", quality=0.5))
    silent = frame(picture, first)
    (label,) = silent["labels"]
    assert (label["identity"], label["sensors"]) == ("mmsi:316000001", [RADAR, TOWER])
    assert silent["moves"]["quality"] == [0.5]
    tell(node, "track", point(DARK, 3, sensors=[TOWER]))
    lost = frame(picture, silent)
    (label,) = lost["labels"]
    assert (label.get("identity"), label["craft"], label["sensors"]) == (None, "unknown", [TOWER])
    tell(node, "track", point(DARK, 4, sensors=[TOWER]))
    assert frame(picture, lost)["labels"] == [], "what has not changed is not said again"
    tell(node, "track", point(DARK, 0, sensors=[RADAR]))
    assert frame(picture, lost)["labels"] == [], "nor what comes late"


def test_a_name_follows_the_identity(node: Node, picture: Picture) -> None:
    traffic = Traffic(1)
    traffic.tell(node, at(1))
    unit = {"identity": "made-up:0"}
    tell(node, "track", point(DARK, 1, **unit), point(record_id("x"), 1))
    frame(picture)
    tell(node, "track", point(DARK, 2))
    named = {
        "id": record_id("unit"), "source": "made-up", "at": at(3), "received": at(3),
        "callsign": "PATROL 9", "mode": "boat", "type": "a-f-G", "timed": True, **unit,
    }  # fmt: skip
    tell(node, "unit", named)
    names = {each["track"]: each.get("name") for each in frame(picture)["labels"]}
    assert names == {
        traffic.tracks[0]: "PATROL 9",
        DARK.hex(): None,
        record_id("x").hex(): None,
    }, "who is no longer that one is not called so"


def test_a_sensor_that_says_how_it_stands_is_news(node: Node, picture: Picture) -> None:
    tell(node, "track", point(DARK, 1))
    first = frame(picture)
    row = {
        "id": record_id("sensor"), "source": "made-up", "at": at(1), "received": at(1),
        "identity": RADAR, "state": "down", "detection": [], "timed": True,
    }  # fmt: skip
    tell(node, "sensor", row)
    second = frame(picture, first)
    assert second["sensing"] == first["sensing"] + 1
    assert second["matters"] == first["matters"], "nothing waits for a person because of it"
    tell(node, "track", point(DARK, 2))
    assert frame(picture, second)["sensing"] == second["sensing"]


def test_an_hour_gone_by_says_the_same(node: Node) -> None:
    tell(node, "track", point(DARK, 1, identity="mmsi:316000001", **OWN), point(DARK, 20))
    Traffic(1).tell(node, at(30))
    dark, own = sorted(past(node, minutes=1, every=0).tracks, key=lambda each: each.quality is None)
    assert (dark.identity, dark.sensors, dark.group) == (None, (RADAR, TOWER), 2)
    assert json.dumps(dark.quality) == "[NaN, 0.988]"
    assert (own.sensors, own.group, own.quality) == (None, None, None)
