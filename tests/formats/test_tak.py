"""The TAK protocol: framing, and what XML and protobuf carry of one another."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from takproto import parse_proto

from northline.formats.tak_frames import LONGEST, Cut, Frames, framed, in_mesh
from northline.formats.tak_messages import event_of, message_of, parse_message
from northline.records.errors import RejectedUnit
from northline.records.protocols import Framing
from tests.formats.cot_sample import BOAT, CHAT, DECLARED, FRIEND, HIDDEN, event
from tests.formats.reading import read_whole
from tests.formats.samples import DATAGRAMS
from tests.formats.tak_sample import control, payload

SAME = ("at", "timed", "lon", "lat", "sigma", "uid", "type", "how", "callsign", "start", "stale")


@pytest.mark.parametrize("xml", [FRIEND, BOAT, CHAT])
def test_a_message_says_what_the_event_it_was_made_of_says(xml: bytes) -> None:
    as_xml, as_protobuf = read_whole("cot", xml), read_whole("tak", framed(payload(xml)))
    (one,), (two,) = as_xml.of("message"), as_protobuf.of("message")
    assert {name: two[name] for name in (*SAME, "text")} == {
        name: one[name] for name in (*SAME, "text")
    }
    assert two["wire"] == "protobuf"
    assert base64.b64decode(two["raw"]) == payload(xml)
    for kind in ("position", "unit"):
        strip = [
            [{k: v for k, v in row.items() if k != "id"} for row in read.of(kind)]
            for read in (as_xml, as_protobuf)
        ]
        assert strip[0] == strip[1]


def test_a_mesh_sends_one_message_in_a_datagram() -> None:
    read = read_whole("tak", in_mesh(payload(FRIEND)), DATAGRAMS, end=False)
    assert read.of("message")[0]["uid"] == "ANDROID-5f3a"
    assert read.consumed == len(in_mesh(payload(FRIEND)))
    version_0 = b"\xbf\x00\xbf" + DECLARED + BOAT
    assert read_whole("tak", version_0, DATAGRAMS, end=False).of("message")[0]["wire"] == "xml"
    (refused,) = read_whole("tak", b"\xbf\x02\xbfmore", DATAGRAMS, end=False).refused
    assert refused.reason == "another version of the TAK protocol than 1"


def test_others_read_what_is_written() -> None:
    """takproto is how many programs read it."""
    for xml in (FRIEND, BOAT):
        made = message_of(xml)
        assert parse_proto(bytearray(framed(payload(xml)))) == made
        assert parse_proto(bytearray(in_mesh(payload(xml)))) == made


@given(st.binary(max_size=300))
def test_a_frame_gives_back_what_was_framed(content: bytes) -> None:
    (piece,) = Frames(0, Framing.STREAM).take(framed(content))
    assert piece.cut is Cut.MESSAGE
    assert piece.raw[piece.begins :] == content


def test_a_length_that_cannot_be_does_not_take_down_the_next() -> None:
    stream = b"\xbf\xff\xff\xff\xff\xff" + framed(payload(BOAT)) + b"\xbf\x80\x80\x80\x04"
    read = read_whole("tak", stream + framed(payload(FRIEND)))
    assert [row["uid"] for row in read.of("message")] == ["boat-1", "ANDROID-5f3a"]
    assert [each.reason for each in read.refused] == [
        "no length of a message",
        f"a length of more than {LONGEST} bytes",
    ]


def test_control_is_counted_and_an_event_in_xml_is_read() -> None:
    read = read_whole("tak", DECLARED + BOAT + b"\n" + framed(control()) + framed(b""))
    assert dict(read.other) == {"tak:control": 1, "tak:empty": 1}
    assert read.of("message")[0]["raw"].encode() == BOAT


def test_an_element_goes_into_a_typed_field_only_where_that_says_all_of_it() -> None:
    detail = message_of(FRIEND).cotEvent.detail
    assert detail.contact.callsign == "MARINE 2"
    assert detail.group.name == "Cyan"
    assert detail.status.battery == 81
    assert detail.track.speed == 4.1
    assert (detail.takv.os, detail.takv.version) == ("34", "4.10")
    assert detail.xmlDetail == '<uid Droid="MARINE 2"/><remarks>Half way</remarks>'
    more = message_of(event(detail='<contact callsign="A" phone="1"/><status battery="7.5"/>'))
    assert not more.cotEvent.detail.HasField("contact")
    assert not more.cotEvent.detail.HasField("status")
    assert more.cotEvent.detail.xmlDetail == (
        '<contact callsign="A" phone="1"/><status battery="7.5"/>'
    )


def test_what_goes_there_and_back_is_the_same_message() -> None:
    for xml in (FRIEND, BOAT, CHAT, HIDDEN, event(more=" qos='1-r-c' access='x' opex='e'")):
        message = message_of(xml)
        assert message_of(event_of(message)) == message
        assert event_of(parse_message(message.SerializeToString())) == event_of(message)


def test_what_cannot_be_written_as_xml_is_refused() -> None:
    message = message_of(FRIEND)
    message.cotEvent.detail.xmlDetail = "</detail><detail>"
    with pytest.raises(RejectedUnit, match="its xmlDetail is not well-formed"):
        event_of(message)
    message = message_of(FRIEND)
    message.cotEvent.uid = "a\x01b"
    with pytest.raises(RejectedUnit, match="cannot be written as XML"):
        event_of(message)
    message = message_of(FRIEND)
    message.cotEvent.staleTime = 2**63
    with pytest.raises(RejectedUnit, match="behind the year 9999"):
        event_of(message)
    assert read_whole("tak", framed(message.SerializeToString())).refused
