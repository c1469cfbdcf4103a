"""Sensors on the picture: how each stands, what it covers, and where its cameras looked last."""

from typing import Any

import pytest

from northline.app.node import Node
from northline.app.picture import ShownSensor, sensing
from northline.app.picture.sensing import LOOKED_SECONDS
from northline.geo.distance import distance
from northline.records.marking import Grant, Level, Marking, marking
from tests.app.sensed import FENCE, RADAR, TOWER, at, look, sensor, tell

DRONE = "klv:drone-7"
PLACE = {"lon": -83.05, "lat": 42.30}


def shown(node: Node, second: float = 100, **more: Any) -> dict[str, ShownSensor]:
    def words(marked: Marking | None) -> dict[str, str]:
        return {"en": "nobody's" if marked is None else ", ".join(marked.owners)}

    return {each.identity: each for each in sensing(node, words, at=at(second), **more)}


def test_a_sensor_is_told_as_it_was_stated_then(node: Node) -> None:
    sector = {"bearing_from": 350.0, "bearing_to": 80.0, "range": 5000.0, **PLACE}
    chance = ["walker/night=0.7@210", "boat/day=0.9"]
    tell(
        node, "sensor", sensor(TOWER, 0, name="Tower 4", sort="camera", detection=chance, **sector)
    )
    tell(node, "sensor", sensor(TOWER, 50, state="down"))
    before, after = shown(node, 49)[TOWER], shown(node, 50)[TOWER]
    assert (before.state, before.since) == ("working", at(0) // 1000)
    assert (after.state, after.since) == ("down", at(50) // 1000)
    assert (after.name, after.sort, after.range) == ("Tower 4", "camera", 5000.0)
    assert [(each.target, each.light, each.measured) for each in after.detection] == [
        ("walker", "night", 210),
        ("boat", "day", None),
    ]
    assert after.marking == {"en": ", ".join(after.owners)}


def test_it_covers_a_sector_or_a_circle_of_its_range_and_else_nothing(node: Node) -> None:
    sector = {"bearing_from": 350.0, "bearing_to": 80.0}
    tell(node, "sensor", sensor(TOWER, 0, range=5000.0, **sector, **PLACE))
    tell(node, "sensor", sensor(RADAR, 0, range=9000.0, **PLACE), sensor(FENCE, 0, **PLACE))
    found = shown(node)
    for identity, metres in ((TOWER, 5000.0), (RADAR, 9000.0)):
        (ring,) = found[identity].area
        away = distance(PLACE["lon"], PLACE["lat"], [x for x, _ in ring], [y for _, y in ring])
        assert max(away) == pytest.approx(metres, rel=1e-3)
        assert (min(away) < 1.0) == (identity == TOWER), "a sector has its corner at the sensor"
    assert found[FENCE].area == []


def test_a_drone_is_shown_with_the_last_look_of_each_camera(node: Node) -> None:
    tell(node, "sensor", sensor(DRONE, 0, sort="drone", **PLACE))
    tell(node, "footprint", look(DRONE, 20, -83.1, 42.2, -83.0, 42.3, view="EO"))
    tell(node, "footprint", look(DRONE, 10, -83.4, 42.2, -83.3, 42.3, view="EO"))
    tell(node, "footprint", look(DRONE, 5, -83.2, 42.2, -83.1, 42.3, view="IR"))
    eo, ir = shown(node)[DRONE].looks
    assert (eo.view, eo.at) == ("EO", at(20) // 1000)
    corners = [[-83.1, 42.3], [-83.0, 42.3], [-83.0, 42.2], [-83.1, 42.2], [-83.1, 42.3]]
    assert eo.ring == corners
    assert ir.view == "IR"
    assert shown(node, 15)[DRONE].looks[0].at == at(10) // 1000
    assert shown(node, 21 + LOOKED_SECONDS)[DRONE].looks == ()


def test_a_look_of_which_only_middle_and_width_are_known_is_round(node: Node) -> None:
    tell(node, "footprint", look(DRONE, 20, **PLACE, width=400.0), look(RADAR, 20, **PLACE))
    found = shown(node)
    (one,) = found[DRONE].looks
    away = distance(PLACE["lon"], PLACE["lat"], [x for x, _ in one.ring], [y for _, y in one.ring])
    assert away == pytest.approx(200.0, abs=0.2)
    assert (found[DRONE].state, found[DRONE].lon) == ("unknown", None), "nobody states what it is"
    assert RADAR not in found, "a look that is nowhere is none"


def test_nothing_of_another_agency_is_told(node: Node) -> None:
    others = marking(Level.UNCLASSIFIED, {"opp": Grant()})
    tell(node, "sensor", sensor(TOWER, 0, **PLACE))
    tell(node, "sensor", sensor(TOWER, 1, state="down"), marking=others)
    tell(node, "sensor", sensor(RADAR, 0, **PLACE), marking=others)
    tell(node, "footprint", look(DRONE, 20, -83.1, 42.2, -83.0, 42.3), marking=others)
    found = shown(node)
    assert list(found) == [TOWER]
    assert found[TOWER].state == "working"
