"""OGC SensorThings: which entities become what, what a result may be, and what is not kept."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats import sensorthings_known
from northline.formats.sensorthings_terms import MEANINGS, meaning_of
from northline.records.plot import Measure
from tests.formats.reading import Read, read_cut, read_resumed, read_whole
from tests.formats.samples import CONTEXT
from tests.formats.sensing_sample import AT, BEARING, TEMPERATURE, datastream, observation, thing

FILES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "sensorthings"
PLACE = datastream(**{"@iot.id": 10, "ObservedProperty": {"name": "Target position"}})


def read(*documents: Any) -> Read:
    return read_whole("sensorthings", b"\n".join(json.dumps(each).encode() for each in documents))


def seen(result: Any, stream: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The plot of one observation, its Datastream nested in it."""
    inner = datastream() if stream is None else stream
    found = read(observation(result, Datastream=inner, **more))
    assert not found.refused, found.refused
    (plot,) = found.of("plot")
    return plot


def test_a_thing_with_its_datastream_is_a_sensor() -> None:
    found = read(thing(Datastreams=[datastream(), TEMPERATURE]))
    (sensor,) = found.of("sensor")
    wanted = {
        "identity": "sta:tower-4/7",
        "sort": "ground-sensor",
        "state": "unknown",
        "name": "Trail 9 / steps",
        "type": "Geophone G2",
        "lon": -82.61,
        "lat": 42.04,
        "range": 30.0,
        "detection": ["walker/night=0.8@120"],
        "timed": False,
    }
    assert {name: sensor[name] for name in wanted} == wanted
    assert dict(found.other) == {"Thing": 1, "datastream: no detection": 1}


def test_a_trip_stands_where_its_sensor_does_and_reaches_as_far() -> None:
    inner = datastream(Observations=[observation(True)])
    (plot,) = read(thing(Datastreams=[inner])).of("plot")
    wanted = {
        "sensor": "sta:tower-4/7",
        "measure": "trip",
        "craft": "person",
        "lon": -82.61,
        "lat": 42.04,
        "sigma": 30.0,
        "at": AT,
        "timed": True,
    }
    assert {name: plot[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("result", "stream", "wanted"),
    [
        (True, None, {"measure": "trip", "craft": "person"}),
        (3, None, {"group": 3, "craft": "person"}),
        ("boat", None, {"label": "boat", "craft": "vessel"}),
        ("ufo", None, {"label": "ufo", "craft": "person"}),
        ({"class": "Truck", "confidence": 0.5}, None, {"craft": "vehicle", "confidence": 0.5}),
        (271.5, BEARING, {"measure": "bearing", "azimuth": 271.5, "lon": None}),
        (360, BEARING, {"azimuth": 0.0}),
        ({"bearing": 90, "range": 100}, BEARING, {"measure": "polar", "range": 100.0}),
        ({"type": "Point", "coordinates": [-82.6, 42.1]}, PLACE, {"measure": "place", "lat": 42.1}),
        ({"lon": -82.6, "lat": 42.1, "count": 2}, None, {"measure": "place", "group": 2}),
    ],
)
def test_a_result_is_what_its_property_can_have(
    result: Any, stream: dict[str, Any] | None, wanted: dict[str, Any]
) -> None:
    plot = seen(result, stream)
    assert {name: plot[name] for name in wanted} == wanted


@pytest.mark.parametrize("result", [False, None, 0, {"count": 0}])
def test_what_detected_nothing_is_counted_and_not_kept(result: Any) -> None:
    found = read(observation(result, Datastream=datastream()))
    assert dict(found.other) == {"observation: nothing detected": 1}
    assert not found.rows
    assert not found.refused


@pytest.mark.parametrize(
    ("result", "stream", "says"),
    [
        (0.83, None, "result is '0.83'; it must be a truth, a whole number"),
        ("", None, "it must be a truth"),
        (-1, None, "a whole number of 0 to 100,000"),
        ([], None, "result is '[]'"),
        (361, BEARING, "degrees of 0 to 360"),
        ("north", BEARING, "is no number"),
        ({"class": "boat"}, BEARING, "result has no bearing"),
        (True, PLACE, "neither result nor FeatureOfInterest has the place"),
        ({"type": "Point", "coordinates": [200, 0]}, PLACE, "longitude is '200'"),
        ({"type": "Point", "coordinates": [1]}, PLACE, "a Point has no two coordinates"),
        ({"lon": 1}, None, "half a place"),
        ({"colour": "red"}, None, "an object without one of class"),
        ({"confidence": 7}, None, "a share of 0 to 1"),
        ({"class": "x" * 300}, None, "at most 200 characters"),
    ],
)
def test_a_wrong_result_is_refused_with_its_own_bytes(
    result: Any, stream: dict[str, Any] | None, says: str
) -> None:
    good = observation(True, Datastream=datastream())
    bad = observation(result, Datastream=datastream() if stream is None else stream)
    found = read({"value": [good, bad, good]})
    (refused,) = found.refused
    assert says in refused.reason
    assert json.loads(refused.raw) == bad
    assert len(found.of("plot")) == 2


@pytest.mark.parametrize("name", ["face", "licencePlate", "person_id", "embedding", "imageData"])
def test_what_tells_people_apart_is_refused_and_kept_nowhere(name: str) -> None:
    found = read(observation({"class": "person", name: "secret"}, Datastream=datastream()))
    (refused,) = found.refused
    assert refused.raw.decode() == name
    assert "secret" not in str(found)


def test_a_feature_of_interest_places_what_has_no_other_place() -> None:
    feature = {"feature": {"type": "Point", "coordinates": [-82.5, 42.2]}}
    assert seen(True, FeatureOfInterest=feature)["lon"] == -82.5
    assert seen(True, PLACE, FeatureOfInterest=feature)["measure"] == "place"
    nested = {"feature": {"type": "Feature", "geometry": feature["feature"]}}
    assert seen(True, FeatureOfInterest=nested)["lat"] == 42.2


@pytest.mark.parametrize(
    ("more", "at", "timed"),
    [
        ({}, AT, True),
        ({"phenomenonTime": "2026-07-01T14:00:00-04:00"}, "2026-07-01T18:00:00Z", True),
        ({"phenomenonTime": f"{AT}/2026-07-01T15:00:00Z"}, AT, True),
        ({"phenomenonTime": None, "resultTime": AT}, AT, True),
        ({"phenomenonTime": None}, "2026-09-21T14:13:20Z", False),
    ],
)
def test_when_it_was_is_what_the_source_states(more: dict[str, Any], at: str, timed: bool) -> None:
    plot = seen(True, **more)
    assert (plot["at"], plot["timed"]) == (at, timed)


def test_what_a_stream_has_told_is_known_to_what_follows() -> None:
    told = [thing(), datastream(Thing={"@iot.id": 1}), TEMPERATURE]
    later = [
        observation(True, Datastream={"@iot.id": 7}),
        observation(True, **{"Datastream@iot.navigationLink": "http://x/v1.1/Datastreams(7)"}),
        {
            "@iot.nextLink": "http://x/Datastreams(7)/Observations?$skip=1",
            "value": [observation(1)],
        },
        observation(21.5, Datastream={"@iot.id": 8}),
    ]
    found = read(*told, *later)
    assert [each["lon"] for each in found.of("plot")] == [-82.61] * 3
    assert found.other["observation: no detection"] == 1
    data = b"\n".join(json.dumps(each).encode() for each in (*told, *later))
    assert read_resumed("sensorthings", data, list(range(0, len(data), 400))) == found


def test_of_a_property_that_was_not_told_only_a_truth_or_class_is_a_trip() -> None:
    topic = msgspec.structs.replace(CONTEXT, stream="topic:v1.1/Datastreams('a b')/Observations#0f")
    said = [observation(True), observation(3), observation("boat"), observation({"class": "boat"})]
    data = b"".join(json.dumps(each).encode() for each in said)
    found = read_whole("sensorthings", data, topic)
    assert [each["sensor"] for each in found.of("plot")] == ["sta:tower-4/a-b"] * 2
    assert found.other["observation: of a property that was not told"] == 2


def test_rows_of_a_data_array_are_observations() -> None:
    rows = {
        "Datastream": {"@iot.id": 7},
        "components": ["id", "phenomenonTime", "result"],
        "dataArray@iot.count": 3,
        "dataArray": [[1, AT, True], [2, AT, False], [3, "2026-07-01T14:00:01Z", "boat"]],
    }
    found = read(datastream(), [rows], {"value": [rows]})
    assert [each["craft"] for each in found.of("plot")] == ["person", "vessel"] * 2
    assert len({each["id"] for each in found.of("plot")}) == 4


def test_of_a_batch_only_entities_are_read_and_nothing_else_of_it_is_kept() -> None:
    requests = [
        {"id": "u", "method": "post", "url": "Users", "body": {"userpass": "secret"}},
        {"id": "t", "method": "post", "url": "v1.1/Things", "body": thing(**{"@iot.id": None})},
        {
            "id": "d",
            "method": "post",
            "url": "Datastreams",
            "body": datastream(**{"@iot.id": None, "Thing": {"@iot.id": "$t"}}),
        },
        {"id": "o", "method": "post", "url": "Datastreams(7)/Observations", "body": observation(1)},
    ]
    found = read(datastream(), {"requests": requests})
    assert found.other["request: no entity"] == 1
    assert [each["identity"] for each in found.of("sensor")] == [
        "sta:tower-4/7",
        "sta:tower-4/Trail-9/steps",
    ]
    assert [each["group"] for each in found.of("plot")] == [1]
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("ours", "says"),
    [
        ([], "properties.northline is no object"),
        ({"colour": "red"}, "properties.northline has 'colour'; it may state state, sort"),
        ({"identity": "x:y"}, "may state"),
        ({"range": "far"}, "range is 'far'"),
        ({"bearing_from": 10}, "bearing_to is not"),
        ({"state": "broken"}, "one of working"),
    ],
)
def test_what_a_thing_states_of_itself_is_held_to_the_columns_of_the_registry(
    ours: Any, says: str
) -> None:
    found = read(thing(properties={"northline": ours}), thing(properties={"state": "Ontario"}))
    (refused,) = found.refused
    assert says in refused.reason
    assert found.other["Thing"] == 1


@pytest.mark.parametrize(
    ("definition", "name", "measure"),
    [
        ("https://example.org/p#footsteps", "x", Measure.TRIP),
        ("https://example.org/p/Motion_Detection/", None, Measure.TRIP),
        ("urn:ogc:def:property:bearing", None, Measure.BEARING),
        ("", "Boat detected", Measure.TRIP),
        (7, "target  position", Measure.PLACE),
    ],
)
def test_a_property_is_known_by_its_definition_or_name(
    definition: object, name: object, measure: Measure
) -> None:
    found = meaning_of(definition, name)
    assert found is not None
    assert found.measure is measure


@pytest.mark.parametrize(
    "name", ["Temperature", "Luminous Flux", "battery", "", None, "motionless"]
)
def test_any_other_property_is_no_detection(name: object) -> None:
    assert meaning_of(None, name) is None


@given(st.sampled_from(sorted(MEANINGS)), st.sampled_from([str.upper, str.title, str.lower]))
def test_properties_are_compared_in_small_letters(name: str, case: Any) -> None:
    assert meaning_of(None, case(name.replace("-", " "))) == MEANINGS[name]


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensorthings_known, "MOST", 4)
    streams = [datastream(**{"@iot.id": number}) for number in range(9)]
    later = [observation(1, Datastream={"@iot.id": number}) for number in (8, 0)]
    found = read(*streams, *later)
    assert [each["sensor"] for each in found.of("plot")] == ["sta:tower-4/8"]


def test_one_object_that_is_never_closed_does_not_take_down_the_next() -> None:
    good = json.dumps(observation(True, Datastream=datastream())).encode()
    data = b'{"result": {"a": 1' + good + b'\n{"text\n' + good
    whole = read_whole("sensorthings", data)
    assert len(whole.of("plot")) == 2
    assert [each.raw for each in whole.refused] == [b'{"result": {"a": 1', b'{"text']
    for place in range(0, len(data), 7):
        assert read_cut("sensorthings", data, [place]) == whole


# --- real documents -----------------------------------------------------------------------

shared = pytest.mark.shared
there = pytest.mark.skipif(
    not FILES.is_dir(), reason=f"the SensorThings files are not beside the project: no {FILES}"
)
EXPECTED = {
    "bblocks_Thing_Thing.json": {"Thing": 1},
    "bblocks_Sensor_Sensor.json": {"Sensor": 1},
    "bblocks_FeatureOfInterest_FeatureOfInterest.json": {"FeatureOfInterest": 1},
    "bblocks_Datastream_pnsc-sta.json": {"datastream: no detection": 1},
    "bblocks_Observation_Observation.json": {"observation: of a property that was not told": 1},
    "bblocks_Datastream_Datastream-Values-ObsCollection_pnsc-sta.json": {
        "observation: of a property that was not told": 3
    },
    "frost_entitiesDefault.json": {
        "Thing": 1,
        "datastream: no detection": 2,
        "observation: no detection": 4,
    },
    "frost_dataBatchPost.json": {
        "request: no entity": 11,
        "Location": 4,
        "Thing": 4,
        "Sensor": 1,
        "ObservedProperty": 2,
        "datastream: no detection": 8,
        "observation: no detection": 32,
    },
}


@shared
@there
@pytest.mark.parametrize("name", EXPECTED)
def test_entities_of_the_standard_and_of_a_server_are_told_apart(name: str) -> None:
    found = read_whole("sensorthings", (FILES / name).read_bytes())
    assert dict(found.other) == EXPECTED[name]
    assert not found.refused
    assert not found.rows


@shared
@there
@pytest.mark.parametrize(
    ("name", "word", "sensors", "plots"),
    [
        ("frost_entitiesDefault.json", "LuminousFlux", 1, 2),
        ("frost_dataBatchPost.json", "humidity", 4, 16),
    ],
)
def test_the_same_documents_about_footsteps_are_sensors_and_plots(
    name: str, word: str, sensors: int, plots: int
) -> None:
    data = (FILES / name).read_bytes().replace(word.encode() + b'"', b'footsteps"')
    found = read_whole("sensorthings", data)
    assert (len(found.of("sensor")), len(found.of("plot"))) == (sensors, plots)
    assert all(each["lon"] is not None for each in found.of("plot"))
    assert len({each["id"] for each in found.of("plot")}) == plots
