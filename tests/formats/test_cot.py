"""What is Cursor on Target's own: boundaries, fields, types, and what is refused."""

from itertools import pairwise

import pytest

from northline.formats import cot_events
from northline.formats.cot_events import Cut, Events
from northline.formats.cot_reading import instant
from northline.formats.cot_types import craft_of, mode_of
from northline.records.protocols import Framing
from northline.records.time import parse_instant
from tests.formats.cot_sample import BOAT, CHAT, DECLARED, FRIEND, HIDDEN, event
from tests.formats.reading import read_cut, read_whole
from tests.formats.samples import DATAGRAMS, RECEIVED


def pieces(data: bytes, framing: Framing = Framing.STREAM) -> list[tuple[Cut, bytes]]:
    found = Events(0, framing).take(data, end=True)
    return [(each.cut, each.raw) for each in found if isinstance(each, cot_events.Piece)]


def test_a_friend_is_a_message_a_position_and_a_unit() -> None:
    read = read_whole("cot", FRIEND)
    (message,), (position,), (unit,) = (read.of(kind) for kind in ("message", "position", "unit"))
    assert message["raw"].encode() == FRIEND
    assert message["wire"] == "xml"
    assert (message["uid"], message["type"], message["how"]) == (
        "ANDROID-5f3a",
        "a-f-G-U-C",
        "m-g",
    )
    assert (message["callsign"], message["text"]) == ("MARINE 2", "Half way")
    assert message["stale"] == "2026-07-01T14:06:15Z"
    assert position["identity"] == unit["identity"] == "cot:ANDROID-5f3a"
    assert position["craft"] == "unit"
    assert (position["lon"], position["lat"], position["sigma"]) == (-83.0364, 42.3149, 9.9)
    assert (position["altitude"], position["altitude_reference"]) == (148.2, "geometric")
    assert position["at"] == unit["at"] == message["at"] == "2026-07-01T14:00:00.250000Z"
    assert position["speed_knots"] == pytest.approx(4.1 * 3600 / 1852)
    assert position["course"] == 91.5
    assert (unit["team"], unit["role"], unit["battery"]) == ("Cyan", "Team Member", 0.81)
    assert unit["stale"] == message["stale"]
    assert len({message["id"], position["id"], unit["id"]}) == 3


def test_a_thing_of_unknown_affiliation_is_no_unit() -> None:
    read = read_whole("cot", BOAT)
    (position,) = read.of("position")
    assert position["craft"] == "vessel"
    assert position["speed_knots"] == pytest.approx(20.0)
    assert position["course"] == 0.0
    assert not read.of("unit")


def test_chat_is_a_message_only_and_a_device_without_a_fix_has_no_place() -> None:
    read = read_whole("cot", CHAT + event(point='lat="0" lon="0" hae="0" ce="9999999.0"'))
    chat, lost = read.of("message")
    assert chat["text"] == "Bateau & moteur à l\u2019est"
    assert chat["lon"] is chat["cell"] is lost["lon"] is None
    assert not read.of("position")
    (unit,) = read.of("unit")
    assert unit["lon"] is None


def test_events_end_where_xml_says_whatever_stands_in_them() -> None:
    assert pieces(HIDDEN + FRIEND) == [(Cut.EVENT, HIDDEN), (Cut.EVENT, FRIEND)]
    quoted = event(detail="<a b='&lt;/event&gt;' c='x>y'/>")
    assert pieces(quoted + quoted) == [(Cut.EVENT, quoted)] * 2
    spaced = FRIEND.replace(b"</event>", b"</event \n>")
    assert pieces(spaced + b"<event a='/>'/>") == [
        (Cut.EVENT, spaced),
        (Cut.EVENT, b"<event a='/>'/>"),
    ]


def test_a_declaration_belongs_to_the_event_behind_it_but_not_to_its_message() -> None:
    assert pieces(DECLARED + FRIEND + DECLARED) == [
        (Cut.EVENT, DECLARED + FRIEND),
        (Cut.DECLARATION, DECLARED.rstrip()),
    ]
    read = read_whole("cot", DECLARED + FRIEND)
    assert read.of("message")[0]["raw"].encode() == FRIEND


def test_one_that_breaks_off_does_not_take_down_the_next() -> None:
    for cut in (10, 60, 150, 230, len(FRIEND) - 1):
        read = read_whole("cot", FRIEND[:cut] + BOAT + FRIEND)
        assert [row["uid"] for row in read.of("message")][-1] == "ANDROID-5f3a"
        assert "boat-1" in {row["uid"] for row in read.of("message")}
        assert read.refused[0].raw.startswith(FRIEND[:10])
        assert read.refused[0].offset == 0


def test_what_is_too_long_is_refused_in_pieces_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cot_events, "LONGEST", 2000)
    large = event(detail=f"<a>{'x' * 4500}</a>")
    stream = large + FRIEND + b"z" * 4100 + BOAT
    whole = read_whole("cot", stream)
    assert [row["uid"] for row in whole.of("message")] == ["ANDROID-5f3a", "boat-1"]
    assert [len(each.raw) for each in whole.refused][:2] == [2000, 2000]
    assert b"".join(each.raw for each in whole.refused) == large + b"z" * 4100
    for step in (1, 7, 999, 2000, 2001):
        assert read_cut("cot", stream, list(range(step, len(stream), step))) == whole


def test_memory_stays_bounded_by_the_longest_event() -> None:
    events = Events(0, Framing.STREAM)
    for _ in range(40):
        events.take(b"<event " + b"<a b='c'>" * 8000)
        assert events.waiting <= cot_events.LONGEST + 80_000


def test_an_event_that_drips_in_comes_out_whole() -> None:
    events = Events(0, Framing.STREAM)
    large = event(detail="<!--" + "<" * 400_000 + "-->")
    found = [piece for at in range(0, len(large), 100) for piece in events.take(large[at:][:100])]
    assert [(each.cut, each.raw) for each in found if isinstance(each, cot_events.Piece)] == [
        (Cut.EVENT, large)
    ]


def test_datagrams_end_what_they_begin() -> None:
    read = read_whole("cot", FRIEND[:-9], DATAGRAMS, end=False)
    assert [each.reason for each in read.refused] == ["the stream ends in this event"]
    assert read_whole("cot", DECLARED + FRIEND, DATAGRAMS, end=False).units == 1


def test_a_password_is_kept_nowhere() -> None:
    auth = b"<auth><cot username='a' password='secret' uid='b'/></auth>"
    for data in (auth + FRIEND, auth[:30], b"<auth/>", auth[:-3] + FRIEND):
        read = read_whole("cot", data)
        assert read.other["auth"] == 1
        assert b"secret" not in b"".join(each.raw for each in read.refused)
        assert not any("secret" in row["raw"] for row in read.of("message"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (event(detail="&nothing;"), "not well-formed XML: Entity 'nothing' not defined"),
        (event(detail="<a></b>"), "not well-formed XML: Opening and ending tag mismatch"),
        (event(""), "the event has no uid"),
        (event(type=""), "the event has no type"),
        (event(point='lat="91" lon="0"'), "no latitude and longitude within the world"),
        (event(point='lat="NaN" lon="0"'), "no latitude and longitude within the world"),
        (b"<?xml version='1.0' encoding='latin-1'?>" + event(), "the encoding is latin-1"),
        (event(detail="\u00e9").replace(b"\xc3", b""), "not well-formed XML"),
        (b"<!DOCTYPE event [<!ENTITY a 'b'>]>", "this is no event"),
        (b"<message/>", "this is no event"),
    ],
)
def test_what_is_wrong_is_refused_with_its_bytes_and_a_reason(data: bytes, reason: str) -> None:
    read = read_whole("cot", FRIEND + data + BOAT)
    (refused,) = read.refused
    assert refused.raw == data
    assert refused.offset == len(FRIEND)
    assert reason in refused.reason
    assert len(read.of("message")) == 2


def test_entities_and_definitions_from_elsewhere_are_not_read() -> None:
    bomb = b"<!DOCTYPE event SYSTEM 'file:///etc/passwd'>" + event(detail="&x;")
    read = read_whole("cot", bomb)
    assert not read.rows
    assert len(read.refused) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-07-01T14:00:00Z", "2026-07-01T14:00:00Z"),
        ("2026-07-01T14:00:00.5Z", "2026-07-01T14:00:00.500000Z"),
        ("2026-07-01T14:00:00.1234567Z", "2026-07-01T14:00:00.123456Z"),
        ("2026-07-01T14:00:00-05:00", "2026-07-01T19:00:00Z"),
        ("2026-07-01T14:00:00", None),
        ("2026-02-30T14:00:00Z", None),
        ("\u0662026-07-01T14:00:00Z", None),
        ("", None),
    ],
)
def test_times_are_those_of_xml_schema_with_an_offset(text: str, says: str | None) -> None:
    assert instant(text) == (None if says is None else parse_instant(says))


def test_a_clock_that_was_never_set_is_not_believed() -> None:
    (row,) = read_whole("cot", event(time="1970-01-01T00:00:07Z", type="a-u-G")).of("position")
    assert row["timed"] is False
    (message,) = read_whole("cot", event(time="soon", type="b-t-f")).of("message")
    assert message["timed"] is False
    assert parse_instant(message["at"]) == RECEIVED


@pytest.mark.parametrize(
    ("type", "craft", "mode"),
    [
        ("a-f-G-U-C", "unit", "unknown"),
        ("a-f-G-E-V-C", "unit", "vehicle"),
        ("a-f-S-X-L", "unit", "boat"),
        ("a-f-A-M-H", "unit", "helicopter"),
        ("a-f-A-C-F", "unit", "aeroplane"),
        ("a-f-A-M-F-Q", "unit", "drone"),
        ("a-f-G-U-C-I", "unit", "foot"),
        ("a-f-G-U-C-I-L", "unit", "foot"),
        ("a-f-G-U-C-I-M", "unit", "vehicle"),
        ("a-f-G-U-C-I-N", "unit", "unknown"),
        ("a-u-S", "vessel", "unknown"),
        ("a-h-U-S", "vessel", "unknown"),
        ("a-h-U-W-M", "unknown", "unknown"),
        ("a-n-A-C-F", "aircraft", "unknown"),
        ("a-u-A-M-F-Q-r", "drone", "unknown"),
        ("a-u-A-M-L", "unknown", "unknown"),
        ("a-u-G-E-V", "vehicle", "unknown"),
        ("a-u-G-E-Vx", "unknown", "unknown"),
        ("a-u-G-I-T", "station", "unknown"),
        ("a-u-G", "unknown", "unknown"),
        ("a-u-P", "unknown", "unknown"),
        ("a-.", "unknown", "unknown"),
    ],
)
def test_a_type_says_what_it_is_of(type: str, craft: str, mode: str) -> None:
    assert craft_of(type) == craft
    if craft == "unit":
        assert mode_of(type) == mode


def test_two_honest_repeats_stay_two_and_one_read_twice_stays_one() -> None:
    once, twice = read_whole("cot", FRIEND), read_whole("cot", FRIEND + b"\n" + FRIEND)
    ids = [row["id"] for row in twice.of("message")]
    assert len(set(ids)) == 2
    assert once.of("message")[0]["id"] == ids[0]


def test_offsets_are_those_of_the_stream() -> None:
    stream = b"\n".join([FRIEND, BOAT, CHAT])
    found = Events(1000, Framing.STREAM).take(stream)
    places = [each.offset for each in found]
    assert places == [1000, 1001 + len(FRIEND), 1002 + len(FRIEND) + len(BOAT)]
    assert all(one < two for one, two in pairwise(places))
