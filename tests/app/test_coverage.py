"""Coverage as an operator may know of it: the registry hour by hour, what moves, masks, rights."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from northline.app.coverage import CLASSES, Covered, class_of, coverage, side_of
from northline.app.coverage_map import layer
from northline.app.coverage_told import covered_share, told, told_gaps
from northline.app.elevation import raised
from northline.app.node import Node
from northline.app.sensors import near
from northline.engines.coverage import BANDS, BOTH, CANADA, UNITED_STATES
from northline.geo.line import point_at
from northline.records.errors import RoleNeeded, SettingsError, UnknownName, UsageError
from northline.records.notation import parse_marking
from northline.records.sensor import Target
from northline.records.time import parse_instant
from tests.app.people import colleague
from tests.app.sensed import BEGIN, at, look, plot, sensor, tell
from tests.geo.rasters import tiff
from tests.ledger.making import record_id

HOUR = 3600
KM = 4500
"""A kilometre of the 49th parallel."""

LON, LAT = (float(each[0]) for each in point_at("atlantic-pacific", [KM + 0.5]))
WALKER = CLASSES.index(Target.WALKER)
RADAR = {
    "sort": "radar",
    "lon": LON,
    "lat": LAT,
    "range": 4000.0,
    "revisit": 3.0,
    "detection": ["walker/day=0.5", "walker/night=0.5"],
}


def noon() -> float:
    """Second of `BEGIN` at which an hour begins, by day."""
    return float((-(BEGIN // 1_000_000)) % HOUR)


def covered(node: Node, hours: int = 3, **more: Any) -> Covered:
    """The hours from BEGIN on."""
    return coverage(node, at=at(noon() + (hours - 1) * HOUR + 60), hours=hours, **more)


def here(found: Covered, scope: int = BOTH, target: int = WALKER) -> list[float]:
    """By hour, of the stretch at LON, LAT."""
    place = next(n for n, each in enumerate(found.ground.stretches) if each.km == KM)
    return [round(float(each), 3) for each in found.strips.chance[:, target, place, scope]]


def why(found: Covered) -> dict[str, str | None]:
    return {each.identity: each.why for each in found.counted}


def test_the_strip_is_covered_while_its_sensor_works(node: Node) -> None:
    tell(
        node, "sensor",
        sensor("radar:1", 0, **RADAR),
        sensor("radar:1", noon() + HOUR + 1900, state="down"),
        sensor("radar:1", noon() + 2 * HOUR, state="degraded"),
    )  # fmt: skip
    found = covered(node)
    assert here(found) == [1.0, 0.5, 1.0]
    (counted,) = found.counted
    assert (counted.share, counted.why) == (round(10 / 12, 4), "down")
    assert [each.km for each in found.ground.stretches] == list(range(KM - 9, KM + 10))
    outer = found.ground.stretches[0]
    assert found.strips.chance[:, WALKER, 0, BOTH].max() == 0.0
    first = found.gaps(Target.WALKER, "both")[0]
    assert found.ground.stretches[first.first] == outer
    assert first.hours == (0, 1, 2)


def test_nothing_is_told_where_no_sensor_is_known(node: Node) -> None:
    found = covered(node)
    assert (found.hours, found.ground.stretches, found.counted) == ((), (), ())
    document = told(found, CLASSES, "both")
    assert document["hours"] == document["stretches"] == document["bands"]["walker"] == []
    assert told_gaps(found, CLASSES, "both")["gaps"] == []
    assert layer(found, Target.WALKER)["features"] == []
    assert covered_share(found, Target.WALKER, "both") is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"state": "down"}, "down"),
        ({"state": "maintenance"}, "maintenance"),
        ({"state": "unknown"}, "unknown"),
        ({"sort": "receiver"}, "receiver"),
        ({"lon": None, "lat": None}, "place"),
        ({"range": None}, "range"),
        ({"revisit": None}, "revisit"),
        ({"detection": []}, "detection"),
        ({}, None),
    ],
)
def test_what_does_not_count_says_why(node: Node, more: dict[str, Any], reason: str | None) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **{**RADAR, **more}))
    found = covered(node, around=near(f"{LON},{LAT},3"))
    assert why(found) == {"radar:1": reason}
    assert (max(here(found)) > 0.9) is (reason is None)


def test_a_gap_that_no_sensor_reaches_lies_between_two_that_do(node: Node) -> None:
    x, y = (float(each[0]) for each in point_at("atlantic-pacific", [KM + 40.5]))
    tell(
        node, "sensor",
        sensor("radar:1", 0, **RADAR), sensor("radar:2", 0, **{**RADAR, "lon": x, "lat": y}),
    )  # fmt: skip
    found = covered(node)
    assert [each.km for each in found.ground.stretches] == list(range(KM - 9, KM + 50))
    longest = max(found.gaps(Target.WALKER, "both"), key=lambda gap: gap.km)
    assert 33 <= longest.km <= 37


def test_what_moves_covers_where_its_carrier_was_heard(node: Node) -> None:
    moving = {**RADAR, "lon": None, "lat": None, "carrier": "cot:EX-1", "sort": "helicopter"}
    tell(node, "sensor", sensor("camera:h1", 0, **moving))
    heard = {
        "source": "made-up", "identity": "cot:EX-1", "craft": "unit", "lon": LON, "lat": LAT,
        "sigma": 10.0, "timed": True,
    }  # fmt: skip
    begins = noon() + HOUR
    for second in (begins, begins + 900):
        row = {**heard, "id": record_id("p", second), "at": at(second), "received": at(second)}
        tell(node, "position", row)
    found = covered(node)
    first, second, third = here(found)
    assert (first, third) == (0.0, 0.0)
    assert 0.4 < second < 0.6  # heard for half an hour, and a quarter more
    assert why(found) == {"camera:h1": "place"}


def test_what_is_steered_covers_what_its_frames_held(node: Node) -> None:
    told_of = {**RADAR, "sort": "drone", "lon": None, "lat": None, "revisit": 1.0}
    tell(node, "sensor", sensor("klv:EX", 0, **told_of))
    x, y = 0.02, 0.01
    begins = noon() + HOUR
    tell(
        node, "footprint",
        *(look("klv:EX", begins + 60 * n, LON - x, LAT, LON + x, LAT + y) for n in range(30)),
    )  # fmt: skip
    found = covered(node)
    assert here(found) == [0.0, 0.5, 0.0]
    assert here(found, CANADA)[1] == 0.5
    assert here(found, UNITED_STATES)[1] == 0.0


def test_what_looks_and_stands_in_no_registry_is_named_and_not_counted(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    tell(node, "footprint", look("klv:EX", noon() + 60, LON, LAT, LON + 0.01, LAT + 0.01))
    assert why(covered(node)) == {"klv:EX": "detection", "radar:1": None}


def test_before_anybody_stated_it_a_sensor_did_not_count(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", noon() + HOUR, **RADAR))
    found = covered(node)
    assert here(found) == [0.0, 1.0, 1.0]
    assert [(each.share, each.why) for each in found.counted] == [(0.6667, "unknown")]


def test_what_is_masked_is_not_covered(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    x, y = 0.2, 0.1
    told_of = {
        "source": "owner", "identity": "dwelling-1", "reason": "dwelling", "authority": "test",
        "lons": [LON - x, LON + x, LON + x, LON - x], "lats": [LAT, LAT, LAT + y, LAT + y],
        "timed": True, "until": at(noon() + 2 * HOUR),
    }  # fmt: skip
    tell(node, "mask", {**told_of, "id": record_id("m"), "at": at(0), "received": at(0)})
    found = covered(node)
    assert here(found, CANADA) == [0.0, 0.0, 1.0]
    assert here(found, UNITED_STATES) == [1.0, 1.0, 1.0]


def test_who_may_not_see_a_sensor_is_told_of_a_strip_without_it(node: Node) -> None:
    ours = parse_marking("Protected B", owner="local")
    theirs = parse_marking("Unclassified; partners=cbp", owner="local")
    tell(node, "sensor", sensor("radar:ours", 0, **RADAR), marking=ours)
    x, y = (float(each[0]) for each in point_at("atlantic-pacific", [KM + 30.5]))
    row = sensor("radar:theirs", 0, **{**RADAR, "lon": x, "lat": y})
    tell(node, "sensor", row, marking=theirs)
    assert len(covered(node).counted) == 2
    guest = colleague(node, "guest", 7, agency="cbp", country="US", roles=("watch-officer",))
    found = covered(guest)
    assert [each.identity for each in found.counted] == ["radar:theirs"]
    assert found.ground.stretches[0].km == KM + 21
    document = str(told(found, CLASSES, "both")) + str(told_gaps(found, CLASSES, "both"))
    assert "radar:ours" not in document


def test_coverage_is_for_those_who_watch_and_plan(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    for role in ("watch-officer", "patrol-supervisor", "analyst"):
        assert covered(colleague(node, "someone", 5, roles=(role,))).hours
    with pytest.raises(RoleNeeded, match="coverage"):
        covered(colleague(node, "chemist", 6, roles=("chemist",)))


def test_what_is_asked_wrongly_is_said(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    for hours in (0, 49):
        with pytest.raises(UsageError, match="48"):
            coverage(node, hours=hours)
    with pytest.raises(UsageError, match="km of the line"):
        covered(node, around=near("-100,49,20000"))
    with pytest.raises(UnknownName, match="walker"):
        class_of("runner")
    with pytest.raises(UnknownName, match="canada"):
        side_of("north")
    assert (class_of(None), side_of(None)) == (None, "both")


def test_ground_that_the_settings_name_hides_what_is_behind_it(node: Node, tmp_path: Path) -> None:
    heights = np.zeros((400, 400), np.float32)
    heights[185:190, :] = 200.0
    step = 0.0003
    file = tmp_path / "ridge.tif"
    file.write_bytes(tiff(heights, at=(LON - 200 * step, LAT + 200 * step), step=step))
    tell(node, "sensor", sensor("radar:1", 0, height=15.0, **RADAR))
    open_ground, behind = covered(node), covered(node, ground=raised(file))
    assert (open_ground.terrain, behind.terrain) == (False, True)
    assert here(open_ground, BANDS // 2 + 1) == [1.0] * 3
    assert here(behind, BANDS // 2 + 1) == [0.0] * 3
    assert raised(None) is None
    for wrong in (tmp_path / "missing.tif", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            raised(wrong)
    (tmp_path / "empty.tif").write_bytes(b"")
    with pytest.raises(UsageError, match="empty"):
        raised(tmp_path / "empty.tif")


def test_the_settings_are_told_what_is_wrong_with_the_ground(tmp_path: Path) -> None:
    from northline.app.settings_terrain import terrain_of

    file = tmp_path / "northline.toml"
    file.write_text('[terrain]\nelevation = "hills.tif"\n')
    with pytest.raises(SettingsError, match=r"terrain.elevation.*hills.tif"):
        terrain_of(file)
    (tmp_path / "hills.tif").write_bytes(tiff(np.zeros((9, 9), np.int16)))
    assert terrain_of(file) == tmp_path / "hills.tif"
    assert terrain_of(None) is None


def test_documents_name_ports_of_entry_and_hours(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **{**RADAR, "lon": -83.074, "lat": 42.312}))
    found = coverage(node, at=parse_instant("2027-01-20T18:30:00Z"), hours=2)
    document = told(found, (Target.WALKER,), "canada")
    assert [each["at"] for each in document["hours"]] == [
        "2027-01-20T17:00:00Z", "2027-01-20T18:00:00Z",
    ]  # fmt: skip
    assert {each["night"] for each in document["hours"]} == {0.0}
    ports = {port for each in document["stretches"] for port in each["ports"]}
    assert "ambassador-bridge" in ports
    assert len(document["chance"]["walker"]) == 2
    assert len(document["bands"]["walker"][0]) == BANDS
    boats = told_gaps(found, (Target.BOAT,), "both")["gaps"]
    assert boats[0]["hours"] == [each["at"] for each in document["hours"]]
    assert {"id": "ambassador-bridge", "name": "Ambassador Bridge", "open": True} in boats[0][
        "ports"
    ]
    assert boats[0]["km_hours"] == boats[0]["length"] * 2


def test_the_layer_covers_the_strip_and_no_ground_twice(node: Node) -> None:
    import shapely

    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    made = layer(covered(node), Target.WALKER)
    shapes = [shapely.geometry.shape(each["geometry"]) for each in made["features"]]
    assert all(each.is_valid for each in shapes)
    whole = shapely.union_all(shapes)
    assert whole.area == pytest.approx(sum(each.area for each in shapes), rel=0.01)
    assert whole.contains(shapely.Point(LON, LAT + 0.04))
    assert not whole.contains(shapely.Point(LON, LAT + 0.05))
    sides = {each["properties"]["side"] for each in made["features"]}
    assert sides == {"canada", "united-states"}
    assert {each["properties"]["gap"] for each in made["features"]} == {True, False}


def test_the_layer_is_of_what_is_in_view(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    found = covered(node)
    assert layer(found, Target.WALKER, (0.0, 40.0, 1.0, 41.0))["features"] == []
    for box in ((LON - 1, LAT - 1, LON + 1, LAT + 1), (-180.0, -90.0, 180.0, 90.0)):
        assert len(layer(found, Target.WALKER, box)["features"]) == 190
    monkeypatch.setattr("northline.app.coverage_map.MOST", 3)
    near_by = layer(found, Target.WALKER, (LON - 1, LAT - 1, LON + 1, LAT + 1))
    assert near_by["cut"] is True
    assert {each["properties"]["km"] for each in near_by["features"]} == {KM - 1, KM, KM + 1}
    assert max(each["properties"]["chance"] for each in near_by["features"]) > 0.99


def test_an_exercise_is_told_of_at_its_own_time(tmp_path: Path) -> None:
    with Node.open(tmp_path / "drill", exercise=True) as node:
        tell(node, "sensor", sensor("radar:1", 0, **RADAR))
        tell(node, "plot", plot(1, noon() + 5 * HOUR + 90))
        assert coverage(node, hours=1).hours == (at(noon() + 5 * HOUR),)


def test_the_same_is_reckoned_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    first = covered(node)

    def never(*_: object) -> Iterator[None]:
        raise AssertionError("it was reckoned again")

    monkeypatch.setattr("northline.app.coverage.chances", never)
    assert covered(node).strips is first.strips
    tell(node, "sensor", sensor("radar:1", 60, state="down"))
    with pytest.raises(AssertionError, match="again"):
        covered(node)


def test_every_look_stands_in_the_chain(node: Node) -> None:
    tell(node, "sensor", sensor("radar:1", 0, **RADAR))
    before = node.head()[0]
    covered(node)
    assert node.head()[0] > before
