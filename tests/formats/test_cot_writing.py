"""Records as Cursor on Target: read again they say the same."""

import msgspec
import pytest
from lxml import etree

from northline.formats.cot_writing import TYPES, uid_of, write_event, written_stream
from northline.records.arrival import Arrival
from northline.records.errors import UnknownName
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.kinds import kind
from northline.records.marking import MarkingId
from northline.records.position import AltitudeReference, Craft, Position
from northline.records.record import Digest, Id, Record
from northline.records.track import Crossing, Direction, Track
from northline.records.units import (
    Degrees,
    DegreesTrue,
    Kilometres,
    Knots,
    Metres,
    Micros,
    Probability,
    Seconds,
)
from tests.formats.cot_sample import CHAT, FRIEND, SAMPLE
from tests.formats.reading import batches_of, read_whole

AT = Micros(1_790_000_000_123_000)
COMMON = {
    "source": "tower-4",
    "at": AT,
    "received": AT,
    "marking": MarkingId(1),
    "lon": Degrees(-83.0364),
    "lat": Degrees(42.3149),
    "sigma": Metres(12.5),
}
POSITION = Position(
    id=Id(b"p" * 16),
    identity="mmsi:316001245",
    craft=Craft.VESSEL,
    name="SALISH <TEST> & \u00c9T\u00c9",
    speed_knots=Knots(10.0),
    course=DegreesTrue(271.5),
    altitude=Metres(3.5),
    altitude_reference=AltitudeReference.GEOMETRIC,
    timed=True,
    **COMMON,  # type: ignore[arg-type]
)
TRACK = Track(
    id=Id(b"t" * 16),
    track=Id(b"\x01" * 16),
    craft=Craft.UNKNOWN,
    points=7,
    evidence=(),
    **COMMON,  # type: ignore[arg-type]
)
CROSSING = Crossing(
    id=Id(b"c" * 16),
    track=Id(b"\x01" * 16),
    identity="mmsi:316001245",
    craft=Craft.VESSEL,
    segment="atlantic-pacific",
    km=Kilometres(1234.5),
    direction=Direction.TO_CANADA,
    gap=Seconds(10.0),
    side_certainty=0.99,
    evidence=(),
    **COMMON,  # type: ignore[arg-type]
)
FINDING = Finding(
    id=Id(b"f" * 16),
    event_id=Id(b"e" * 16),
    revision=2,
    finding="line-crossing",
    subject="mmsi:316001245",
    since=AT,
    until=AT,
    score=Probability(0.9),
    reasons=(encode_reason(Reason(code="crossed-away-from-port", share=0.9)),),
    evidence=(),
    engine="crossing",
    engine_version="1",
    params=Digest(b"\x00" * 32),
    **COMMON,  # type: ignore[arg-type]
)
MADE = (POSITION, TRACK, CROSSING, FINDING)


def records_of(name: str, data: bytes) -> list[Record]:
    return kind(name).from_batch(batches_of("cot", data)[name])


def test_a_message_is_written_as_the_very_bytes_it_came_in() -> None:
    messages = records_of("message", SAMPLE)
    assert len(messages) > 8
    for message in messages:
        written = write_event(message, exercise=False)
        assert written in SAMPLE
        assert written.startswith(b"<event")


def test_a_position_read_again_is_where_it_was() -> None:
    (row,) = read_whole("cot", write_event(POSITION, exercise=False)).of("position")
    assert row["identity"] == "cot:mmsi:316001245"
    assert (row["lon"], row["lat"], row["sigma"]) == (-83.0364, 42.3149, 12.5)
    assert row["craft"] == "vessel"
    assert row["name"] == POSITION.name
    assert row["speed_knots"] == pytest.approx(10.0)
    assert (row["course"], row["altitude"]) == (271.5, 3.5)
    assert row["at"] == "2026-09-21T14:13:20.123000Z"


def test_a_unit_read_again_says_the_same() -> None:
    (unit,) = records_of("unit", FRIEND)
    (again,) = records_of("unit", write_event(unit, exercise=False))
    alike = {"id": unit.id, "at": unit.at, "cell": unit.cell}
    assert msgspec.structs.replace(again, **alike) == unit
    assert abs(again.at - unit.at) < 1000


@pytest.mark.parametrize("craft", list(Craft))
def test_every_craft_has_a_type_that_says_so_again(craft: Craft) -> None:
    written = write_event(msgspec.structs.replace(POSITION, craft=craft), exercise=False)
    (row,) = read_whole("cot", written).of("position")
    unsaid = {Craft.PERSON: Craft.UNKNOWN, Craft.AID: Craft.VESSEL}
    assert row["craft"] == unsaid.get(craft, craft).value
    assert etree.fromstring(written).get("type") == TYPES[craft]


def test_only_a_height_above_the_ellipsoid_is_one() -> None:
    pressure = msgspec.structs.replace(POSITION, altitude_reference=AltitudeReference.PRESSURE)
    point = etree.fromstring(write_event(pressure, exercise=False)).find("point")
    assert point is not None
    assert point.get("hae") == "9999999.0"


@pytest.mark.parametrize("record", MADE, ids=lambda record: record.kind)
def test_an_exercise_is_said_in_every_event_that_is_made(record: Record) -> None:
    real = etree.fromstring(write_event(record, exercise=False))
    drill = etree.fromstring(write_event(record, exercise=True))
    assert real.get("opex") is None
    assert "EXERCISE" not in (real.findtext("detail/remarks") or "")
    assert drill.get("opex") == "e"
    assert (drill.findtext("detail/remarks") or "").startswith("EXERCISE")


@pytest.mark.parametrize("record", MADE, ids=lambda record: record.kind)
def test_every_event_made_is_one_that_is_read(record: Record) -> None:
    read = read_whole("cot", write_event(record, exercise=False))
    assert not read.refused
    (message,) = read.of("message")
    assert (message["lon"], message["lat"]) == (-83.0364, 42.3149)
    assert message["stale"] > message["at"]


def test_a_later_revision_of_a_finding_replaces_the_earlier() -> None:
    uids = {
        etree.fromstring(
            write_event(
                msgspec.structs.replace(FINDING, revision=n, id=Id(bytes(16))), exercise=False
            )
        ).get("uid")
        for n in (1, 2, 3)
    }
    assert uids == {f"northline-finding.{FINDING.event_id.hex()}"}


def test_a_finding_says_its_reasons_and_that_nobody_decided() -> None:
    plain = write_event(FINDING, exercise=False).decode()
    assert "crossed-away-from-port" in plain
    assert "not decided by a person" in plain
    worded = write_event(FINDING, exercise=False, say=lambda reason: "far from any port").decode()
    assert "far from any port" in worded


def test_what_xml_cannot_hold_is_replaced() -> None:
    written = write_event(msgspec.structs.replace(POSITION, name="A\x00B\x1f"), exercise=False)
    assert read_whole("cot", written).of("position")[0]["name"] == "A\ufffdB\ufffd"


def test_kinds_that_are_nothing_on_a_map_are_refused() -> None:
    with pytest.raises(UnknownName, match="there is no Cursor on Target of arrival"):
        write_event(
            msgspec.convert({**_arrival()}, Arrival, builtin_types=(bytes,)), exercise=False
        )


def _arrival() -> dict[str, object]:
    where = {"report": "1", "authority": "cbsa", "channel": "app", "direction": "to-canada"}
    return {**COMMON, **where, "id": b"a" * 16, "craft": "vessel", "outcome": "pending"}


def test_a_stream_is_read_again_and_says_that_it_is_an_exercise() -> None:
    messages = records_of("message", FRIEND + CHAT)
    stream = b"".join(written_stream(iter(messages), exercise=True))
    read = read_whole("cot", stream)
    assert all(row["text"].startswith("EXERCISE. ") for row in read.of("message"))
    assert read.other["comment"] == 1
    assert b"EXERCISE" in stream
    assert b"".join(written_stream(iter(messages), exercise=False)) == FRIEND + b"\n" + CHAT + b"\n"


def test_an_alert_has_one_uid_wherever_it_is_named() -> None:
    for record in (CROSSING, FINDING):
        assert etree.fromstring(write_event(record, exercise=False)).get("uid") == uid_of(record)
    with pytest.raises(UnknownName, match="uid of a position"):
        uid_of(POSITION)


def test_a_crossing_keeps_its_uid_when_it_is_told_for_certain_and_shows_no_other_record() -> None:
    sure, claim, after = (Id(bytes([n]) * 16) for n in (17, 18, 19))
    early = msgspec.structs.replace(CROSSING, source="crossing", evidence=(sure, claim))
    later = msgspec.structs.replace(early, id=Id(b"d" * 16), evidence=(sure, after))
    assert uid_of(early) == uid_of(later)
    other = msgspec.structs.replace(early, evidence=(after, claim))
    assert uid_of(other) != uid_of(early)
    for each in (sure, claim, after, early.id):
        assert each.hex() not in uid_of(early)
