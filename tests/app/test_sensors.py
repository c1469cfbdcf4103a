"""The registry: each sensor as its newest records state it, what it covers, and stating it anew."""

import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.app.node import Node
from northline.app.sensors import SensorNow, _merged, near, sensors
from northline.app.sensors_footprints import footprints
from northline.app.sensors_stating import state_sensor
from northline.app.sensors_told import told
from northline.geo.distance import bearing, distance
from northline.records.errors import NotPermitted, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind
from northline.records.marking import Grant, Level, marking, unclassified
from northline.records.sensor import Sensor, SensorState
from northline.records.time import parse_instant
from northline.records.units import Micros
from tests.app.people import colleague
from tests.formats.cot_sample import DRONE

TOWER = {
    "identity": "camera:t4",
    "state": "working",
    "sort": "camera",
    "lon": -82.6,
    "lat": 42.03,
    "range": 4000,
    "bearing_from": 170,
    "bearing_to": 250,
    "detection": ["walker/night=0.7@210", "boat/day=0.95"],
}
NUMBERS = itertools.count()


def hour(number: int) -> str:
    return f"2026-07-01T{number:02d}:00:00Z"


def instant(number: int) -> Micros:
    return parse_instant(hour(number))


def states(node: Node, folder: Path, *rows: dict[str, Any], **more: Any) -> Any:
    """Read these rows as one file."""
    path = folder / f"registry-{next(NUMBERS)}.json"
    path.write_text(json.dumps(rows))
    return node.ingest("sensors", path, **more)


def one(node: Node, **asked: Any) -> SensorNow:
    (found,) = sensors(node, **asked)
    return found


def test_a_sensor_is_merged_field_by_field_and_null_overwrites_nothing(
    node: Node, tmp_path: Path
) -> None:
    later = {"identity": "camera:t4", "state": "down", "at": hour(3)}
    states(node, tmp_path, later)  # read first, stated last
    states(node, tmp_path, {**TOWER, "at": hour(1)})
    widened = {"identity": "camera:t4", "state": "unknown", "at": hour(2), "range": 5000}
    states(node, tmp_path, widened)
    found = one(node)
    assert (found.state, found.state_at, found.at) == ("down", instant(3), instant(3))
    assert (found.range, found.sort, found.bearing_to) == (5000.0, "camera", 250.0)
    assert (found.lon, found.placed_at) == (-82.6, instant(1))
    assert [(each.target, each.light, each.probability, each.measured) for each in found.detection]
    assert [each.measured for each in found.detection] == [210, None]


def test_it_is_asked_as_of_an_instant(node: Node, tmp_path: Path) -> None:
    states(node, tmp_path, {**TOWER, "at": hour(1)}, {**TOWER, "at": hour(3), "state": "down"})
    assert [one(node, at=instant(n)).state for n in (1, 2, 3)] == ["working", "working", "down"]
    assert sensors(node, at=Micros(instant(1) - 1)) == []


def test_the_number_of_looks_belongs_to_the_record_that_states_the_probabilities(
    node: Node, tmp_path: Path
) -> None:
    first = {**TOWER, "at": hour(1), "detection": ["boat/day=0.9"], "measured": 400}
    states(node, tmp_path, first)
    states(node, tmp_path, {**TOWER, "at": hour(2), "detection": [], "false_alarms": 2})
    states(node, tmp_path, {"identity": "camera:t4", "state": "down", "at": hour(3)})
    found = one(node)
    assert [each.measured for each in found.detection] == [400]
    assert (found.false_alarms, found.false_alarms_measured) == (2.0, None)
    states(node, tmp_path, {**TOWER, "at": hour(4), "detection": ["boat/day=0.8"]})
    assert [each.measured for each in one(node).detection] == [None]


fields = st.fixed_dictionaries(
    {"at": st.integers(0, 9), "state": st.sampled_from(["working", "down", "unknown"])},
    optional={
        "range": st.integers(1, 99),
        "name": st.sampled_from(["A", "B"]),
        "revisit": st.integers(1, 9),
    },
)


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(st.sampled_from("xyz"), fields), min_size=1, max_size=12))
def test_the_newest_statement_of_each_field_counts(rows: list[tuple[str, dict[str, Any]]]) -> None:
    made = [
        Sensor(
            id=Origin("sensor", "t").sequenced(f"{number:03d}"),
            source="t",
            received=Micros(number),
            marking=unclassified("opp").id,
            identity=f"t:{name}",
            timed=True,
            **{**row, "state": SensorState(row["state"]), "at": Micros(row["at"])},
        )
        for number, (name, row) in enumerate(rows)
    ]

    class Ledger:
        def markings_now(self, stored: dict[bytes, int]) -> dict[bytes, Any]:
            return dict.fromkeys(stored, unclassified("opp"))

    class Opened:
        ledger = Ledger()

    batch = kind("sensor").to_batch(made)
    found = {e.identity: e for e in _merged(Opened(), pa.Table.from_batches([batch]))}  # type: ignore[arg-type]
    for name in {name for name, _ in rows}:
        own = sorted(
            (row["at"], number, row) for number, (other, row) in enumerate(rows) if other == name
        )
        wanted: dict[str, Any] = {}
        for _, _, row in own:
            wanted |= {k: v for k, v in row.items() if v != "unknown" and k != "at"}
        sensor = found[f"t:{name}"]
        for field in ("range", "name", "revisit"):
            assert getattr(sensor, field) == wanted.get(field)
        assert sensor.state == wanted.get("state", "unknown")
        assert sensor.at == own[-1][0]


def test_what_is_near_comes_nearest_first(node: Node, tmp_path: Path) -> None:
    for number, lon in enumerate((-82.6, -82.5, -80.0, None)):
        row = {"identity": f"camera:{number}", "state": "working", "at": hour(1)}
        states(node, tmp_path, row if lon is None else {**row, "lon": lon, "lat": 42.0})
    found = sensors(node, around=near("-82.51,42.0,50"))
    assert [each.identity for each in found] == ["camera:1", "camera:0"]
    assert found[0].distance == pytest.approx(827.9, abs=1.0)
    assert len(sensors(node)) == 4


@pytest.mark.parametrize("text", ["", "1,2", "1,2,0", "1,2,x", "181,0,5", "0,91,5", "1,2,3,4"])
def test_what_is_no_place_to_look_about_says_so(text: str) -> None:
    with pytest.raises(UsageError, match="LON,LAT,KM"):
        near(text)


def test_a_sensor_that_moves_is_where_its_carrier_was_heard(node: Node, tmp_path: Path) -> None:
    (tmp_path / "cot").write_bytes(DRONE)
    node.ingest("cot", tmp_path / "cot")
    row = {"identity": "gimbal:1", "state": "working", "carrier": "cot:drone-7"}
    states(node, tmp_path, {**row, "at": hour(1), "lon": 0, "lat": 0})
    at = parse_instant("2026-07-01T14:05:00Z")
    by_name = {each.identity: each for each in sensors(node, at=at)}
    assert (by_name["gimbal:1"].lon, by_name["gimbal:1"].lat) == (-83.0364, 42.3149)
    assert by_name["cot:drone-7"].range == 2500.0
    late = Micros(at + 3600 * 1_000_000)
    assert {each.identity: each.lon for each in sensors(node, at=late)}["gimbal:1"] == 0.0


def test_who_may_not_see_a_statement_sees_the_sensor_without_it(node: Node, tmp_path: Path) -> None:
    shared = marking(Level.UNCLASSIFIED, {node.operator.agency: Grant(partners=("cbp",))})
    secret = marking(Level.SECRET, {node.operator.agency: Grant()})
    states(node, tmp_path, {**TOWER, "at": hour(1)}, marking=shared)
    states(node, tmp_path, {**TOWER, "at": hour(2), "range": 9000}, marking=secret)
    found = one(node)
    assert found.range == 9000.0
    assert found.marking is not None
    assert found.marking.level is Level.SECRET
    node.viewer = msgspec.structs.replace(node.viewer, agency="cbp", country="US")
    other = one(node)
    assert (other.range, other.owners) == (4000.0, (node.operator.agency,))
    assert told(other)["marking"] == "Unclassified"


# --- what they cover ----------------------------------------------------------------------


def covered(**more: Any) -> list[list[list[float]]]:
    said = {"lon": -82.6, "lat": 42.03, "range": 4000.0, **more}
    made = footprints([SensorNow(identity="camera:t4", at=Micros(0), source="t", **said)])
    rings: list[list[list[float]]] = made["features"][0]["geometry"]["coordinates"]
    return rings


def away(ring: list[list[float]]) -> Any:
    """How far each corner is from the sensor, metres."""
    x, y = np.array(ring).T
    return distance(x, y, -82.6, 42.03)


def area(ring: list[list[float]]) -> float:
    """Twice the signed area, positive counter-clockwise."""
    x, y = np.array(ring).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_a_footprint_is_a_circle_or_a_sector_on_the_ground() -> None:
    (circle,) = covered()
    assert circle[0] == circle[-1]
    assert away(circle) == pytest.approx(np.full(len(circle), 4000.0), abs=0.2)
    (sector,) = covered(bearing_from=350.0, bearing_to=20.0)
    corners = np.array([each for each in sector if each != [-82.6, 42.03]])
    turns = (bearing(-82.6, 42.03, *corners.T) - 350.0) % 360.0
    assert turns.min() == pytest.approx(0.0, abs=0.01) or turns.max() > 359.9
    assert turns[turns < 359.9].max() == pytest.approx(30.0, abs=0.01)
    assert [-82.6, 42.03] in sector


def test_what_is_too_near_to_be_seen_is_left_out_of_it() -> None:
    outer, hole = covered(nearest=500.0)
    assert area(outer) > 0 > area(hole)
    (sector,) = covered(nearest=500.0, bearing_from=0.0, bearing_to=90.0)
    assert area(sector) > 0
    assert away(sector).min() == pytest.approx(500.0, abs=0.2)
    outer, hole = covered(nearest=500.0, bearing_from=90.0, bearing_to=90.0)
    assert len(outer) == len(hole)


def test_a_sensor_without_place_or_range_is_counted_and_not_drawn() -> None:
    plain = SensorNow(identity="radar:r1", at=Micros(0), source="t")
    placed = msgspec.structs.replace(plain, lon=1.0, lat=2.0)
    assert footprints([plain, placed]) == {
        "type": "FeatureCollection",
        "features": [],
        "left_out": 2,
    }


# --- stating it ---------------------------------------------------------------------------


def test_what_a_person_states_is_a_record_under_their_name(node: Node) -> None:
    made = state_sensor(node, {**TOWER, "range": "4000", "name": ""})
    (record,) = node.records("sensor", ids=[made]).to_pylist()
    assert (record["source"], record["identity"]) == (node.operator.name, "camera:t4")
    assert record["timed"] is True
    assert one(node).detection[0].measured == 210
    again = {**TOWER, "at": hour(1)}
    assert state_sensor(node, again) == state_sensor(node, again)
    assert node.count("sensor") == 2
    assert node.verify().ok


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"state": "working"}, "identity is missing"),
        ({"identity": "camera:t4"}, "state is missing"),
        ({**TOWER, "state": "broken"}, "state is 'broken'; it must be one of working"),
        ({**TOWER, "colour": "red"}, "there is no column 'colour'"),
        ({**TOWER, "lat": None}, "lon is given and lat is not"),
        ({**TOWER, "detection": ["walker=1"]}, "TARGET/day=P or TARGET/night=P"),
        ({**TOWER, "at": "yesterday"}, "an instant with its offset"),
        ({**TOWER, "range": {}}, "range is neither a text nor a number"),
    ],
)
def test_what_cannot_be_stated_says_what_is_allowed(
    node: Node, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError) as told_why:
        state_sensor(node, given)
    assert says in str(told_why.value)
    assert node.count("sensor") == 0


def test_another_agencys_sensor_is_theirs_to_state(node: Node, tmp_path: Path) -> None:
    theirs = marking(Level.UNCLASSIFIED, {"cbp": Grant(partners=("*",))})
    states(node, tmp_path, {**TOWER, "at": hour(1), "operator": "cbp"}, marking=theirs)
    with pytest.raises(NotPermitted, match="camera:t4 is a sensor of cbp"):
        state_sensor(node, {"identity": "camera:t4", "state": "down"})
    own = {"identity": "camera:t5", "state": "down"}
    assert state_sensor(node, own)


def test_a_partner_states_no_sensor_as_another_agencys(node: Node) -> None:
    partner = colleague(node, "Pat", 7, agency="cbp", country="US")
    own = {"identity": "camera:t6", "state": "working"}
    for of in (node.operator.agency, "rcmp"):
        with pytest.raises(NotPermitted, match=f"cannot name {of} as its owner"):
            state_sensor(partner, own, f"Unclassified; owner={of}; partners=cbp")
        with pytest.raises(NotPermitted, match=f"said to be a sensor of {of}"):
            state_sensor(partner, {**own, "operator": of})
    assert not node.count("sensor")
    assert not partner.count("sensor")
    assert state_sensor(partner, {**own, "operator": "cbp"}, "Unclassified; owner=cbp")
    # The agency that keeps the ledger takes in what others own.
    assert state_sensor(node, {"identity": "camera:t7", "state": "down", "operator": "rcmp"})
