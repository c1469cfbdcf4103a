"""Clients of one relay in XML and in the TAK protocol; what is about the connection is no message."""

import socket

from lxml import etree

from northline.app.node import Node
from northline.formats.cot_control import OFFER, REQUEST
from northline.formats.tak_frames import Cut, Frames, Piece, framed
from northline.formats.tak_messages import event_of, parse_message
from northline.records.protocols import Framing
from tests.app.relays import (
    Running,
    exactly,
    fresh,
    one_event,
    person,
    relay,
    settled,
    silent,
    until,
)
from tests.formats.cot_sample import event
from tests.formats.tak_sample import payload


def request(version: str = "1") -> bytes:
    detail = f'<TakControl><TakRequest version="{version}"/></TakControl>'
    return event("protouid", REQUEST, detail=detail)


def changed(running: Running) -> socket.socket:
    """A client that has agreed with the relay to speak the TAK protocol."""
    opened = running.client()
    opened.sendall(request())
    answer = etree.fromstring(one_event(opened))
    while answer.get("type") != "t-x-takp-r":  # what holds still comes first
        answer = etree.fromstring(one_event(opened))
    found = answer.find("detail/TakControl/TakResponse")
    assert found is not None
    assert found.get("status") == "true"
    return opened


def one_message(client: socket.socket) -> bytes:
    """The payload of the next message of the TAK protocol."""
    frames = Frames(0, Framing.STREAM)
    got: list[Piece] = []
    while not got:
        got = frames.take(exactly(client, 1))
    (piece,) = got
    assert piece.cut is Cut.MESSAGE
    return piece.raw[piece.begins :]


def test_a_relay_says_once_and_first_that_it_speaks_the_protocol(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        running.offers = False
        with running.client() as two:
            offer = etree.fromstring(one_event(two))
            support = offer.find("detail/TakControl/TakProtocolSupport")
            assert support is not None
            assert (offer.get("type"), support.get("version")) == (OFFER, "1")
            assert silent(two, 0.3)
        settled(running, one)


def test_who_asks_gets_protobuf_and_others_stay_with_xml(node: Node) -> None:
    with (
        relay(node) as running,
        running.client() as plain,
        running.client() as other,
        changed(running) as binary,
    ):
        settled(running, plain, other)
        said = fresh("boat-1")
        plain.sendall(said)
        assert exactly(other, len(said)) == said
        assert parse_message(one_message(binary)) == parse_message(payload(said))
        sent = payload(fresh("boat-2"))
        binary.sendall(framed(sent))
        for client in (plain, other):
            assert one_event(client) == event_of(parse_message(sent))
        with changed(running) as second:
            again = payload(fresh("boat-3"))
            binary.sendall(framed(again))
            assert one_message(second) == again
    wires = {row["uid"]: row["wire"] for row in node.records("message").to_pylist()}
    assert wires == {"boat-1": "xml", "boat-2": "protobuf", "boat-3": "protobuf"}
    assert running.receipt is not None
    assert running.receipt.rejected == 0


def test_what_follows_a_request_at_once_is_read_in_the_protocol(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        sent = framed(payload(fresh("boat-1")))
        with running.client() as hasty:
            hasty.sendall(fresh("boat-0") + request() + b"\n" + sent + sent[:10])
            until(lambda: node.count("message") == 2)
            hasty.sendall(sent[10:])
            until(lambda: node.count("message") == 3)
    assert running.receipt is not None
    assert running.receipt.rejected == 0


def test_a_version_that_is_not_spoken_is_declined_and_xml_goes_on(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, two)
        for version in ("2", "", "one"):
            one.sendall(request(version))
            answer = etree.fromstring(one_event(one))
            found = answer.find("detail/TakControl/TakResponse")
            assert found is not None
            assert found.get("status") == "false"
        said = fresh("boat-1")
        one.sendall(said)
        assert exactly(two, len(said)) == said


def test_pings_and_pongs_are_answered_or_counted_and_nobodys_messages(node: Node) -> None:
    ping, pong = event("ANDROID-1-ping", "t-x-c-t"), event("takPong", "t-x-c-t-r")
    with relay(node) as running, running.client() as one, changed(running) as two:
        settled(running, one)
        one.sendall(ping + pong + fresh("boat-1"))
        assert etree.fromstring(one_event(one)).get("type") == "t-x-c-t-r"
        assert silent(one)
        two.sendall(framed(payload(ping)))
        kinds = [parse_message(one_message(two)).cotEvent.type for _ in range(2)]
        assert sorted(kinds) == ["a-u-S-X", "t-x-c-t-r"]
    assert node.records("message").column("type").to_pylist() == ["a-u-S-X"]
    assert running.receipt is not None
    assert running.receipt.other["ping"] == 3
    assert running.receipt.other["pong"] == 1
    assert running.receipt.other["takp"] == 1


def test_a_client_of_the_protocol_is_reached_by_its_callsign(node: Node) -> None:
    with relay(node) as running, running.client() as one, changed(running) as two:
        settled(running, one)
        two.sendall(framed(payload(person("TWO", "ANDROID-2"))))
        one_event(one)
        detail = '<remarks>hello</remarks><marti><dest callsign="TWO"/></marti>'
        one.sendall(fresh("chat", "b-t-f", detail=detail))
        assert parse_message(one_message(two)).cotEvent.uid == "chat"
        detail = detail.replace("TWO", "ONE")
        two.sendall(framed(payload(fresh("chat", "b-t-f", detail=detail))))
        until(lambda: any("an event for ONE is kept" in said for said in running.told))
        assert silent(one)
