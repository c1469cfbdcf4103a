"""The relay on its ledger: what is committed goes out to whoever may see it, and nothing else."""

from pathlib import Path

import pytest
from lxml import etree

from northline.app.node import Node
from northline.formats.tak_frames import framed
from northline.formats.tak_messages import parse_message
from tests.app.lake import log, write
from tests.app.relays import PING, exactly, relay, settled, until
from tests.formats.cot_sample import BOAT, CHAT, FRIEND, HIDDEN, event
from tests.formats.tak_sample import payload


def test_two_clients_see_each_others_events_byte_for_byte(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        sent = FRIEND + HIDDEN + CHAT
        one.sendall(b"<?xml version='1.0'?>\n" + FRIEND + b"\n" + HIDDEN + CHAT)
        assert exactly(two, len(sent)) == sent
        two.sendall(BOAT)
        assert exactly(one, len(BOAT)) == BOAT
        settled(running, one)  # a ping is answered, and goes to nobody else
        two.settimeout(0.6)
        with pytest.raises(TimeoutError):
            two.recv(1)
    assert node.count("message") == 4
    assert node.count("unit") == 1
    assert running.receipt is not None
    assert running.receipt.rejected == 0


def test_nothing_goes_out_before_it_is_in_the_ledger(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        known = node.count("message")
        one.sendall(FRIEND)
        exactly(two, 1)
        assert node.count("message") == known + 1


def test_what_may_not_go_out_is_kept_and_does_not(node: Node) -> None:
    with (
        relay(node, marking="Protected B") as running,
        running.client() as one,
        running.client() as two,
    ):
        settled(running, one, two)
        one.sendall(FRIEND)
        until(lambda: node.count("unit") == 1)
        two.settimeout(0.6)
        with pytest.raises(TimeoutError):
            two.recv(1)
        assert any("kept and not passed on" in said for said in running.told)
        assert any("up to Unclassified" in said for said in running.told)


@pytest.mark.parametrize(
    ("address", "marking", "goes"),
    [
        ("relay://127.0.0.1:0?level=protected-b", "Protected B", True),
        ("relay://127.0.0.1:0?agency=cbp", "Unclassified", False),
        ("relay://127.0.0.1:0?agency=cbp", "Unclassified; partners=cbp", True),
        ("relay://127.0.0.1:0", "Unclassified; caveats=NOFORN", False),
        ("relay://127.0.0.1:0?agency=cbp&purpose=rescue", "Unclassified; partners=cbp", True),
        (
            "relay://127.0.0.1:0?agency=cbp&purpose=rescue",
            "Unclassified; partners=cbp; purposes=immigration",
            False,
        ),
    ],
)
def test_level_agency_and_purpose_say_what_goes_out(
    node: Node, address: str, marking: str, goes: bool
) -> None:
    with (
        relay(node, address, marking=marking) as running,
        running.client() as one,
        running.client() as two,
    ):
        settled(running, one, two)
        one.sendall(BOAT)
        if goes:
            assert exactly(two, len(BOAT)) == BOAT
        else:
            until(lambda: any("not passed on" in said for said in running.told))
            two.settimeout(0.3)
            with pytest.raises(TimeoutError):
                two.recv(1)


def test_a_stalled_client_costs_a_fast_one_nothing(node: Node) -> None:
    """Asserted on counts: every event of thousands, though one client reads none of them."""
    with relay(node, "relay://127.0.0.1:0?buffer=1048576") as running, running.client() as stalled:
        with running.client() as one, running.client() as two:
            settled(running, stalled, one, two)
            count, parts = 300, 20
            for part in range(parts):
                some = [event(f"boat-{part}-{n}", "a-u-S") for n in range(count)]
                whole = b"".join(some)
                one.sendall(whole)
                assert exactly(two, len(whole)) == whole
        stalled.close()
    until(lambda: node.count("message") == count * parts)


def test_a_restart_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    with (
        Node.open(tmp_path / "ledger") as node,
        relay(node) as running,
        running.client() as one,
    ):
        one.sendall(FRIEND + BOAT + FRIEND[:50])
        until(lambda: node.count("message") == 2)
        one.close()
        until(lambda: node.count("rejected") == 1)
    with Node.open(tmp_path / "ledger") as node:
        kept = set(node.records("message").column("raw").to_pylist())
        assert kept == {FRIEND.decode(), BOAT.decode()}
        with relay(node) as running, running.client() as one, running.client() as two:
            settled(running, one, two)
            one.sendall(CHAT)
            assert exactly(two, len(CHAT)) == CHAT
        assert node.count("rejected") == 1
        assert node.verify().ok


def test_a_relay_of_the_tak_protocol_speaks_it(node: Node) -> None:
    with (
        relay(node, format="tak") as running,
        running.client() as one,
        running.client() as two,
    ):
        for client in (one, two):
            client.sendall(framed(payload(PING)))
            head = exactly(client, 3)
            pong = exactly(
                client, (head[1] & 0x7F | head[2] << 7 if head[1] > 0x7F else head[1]) - 1
            )
            assert b"t-x-c-t-r" in head[2:] + pong
        sent = framed(payload(FRIEND))
        one.sendall(sent)
        assert exactly(two, len(sent)) == sent
        assert parse_message(payload(FRIEND)).cotEvent.uid == "ANDROID-5f3a"
    assert node.count("unit") == 1


def crossed(node: Node, folder: Path) -> int:
    """Ships cross the line; how many findings there are then."""
    node.ingest("ais", write(folder / "lake.nmea", log(ships=2)), source="lake")
    node.run()
    return node.count("finding")


@pytest.mark.parametrize("exercise", [False, True])
def test_new_crossings_go_out_as_alerts(tmp_path: Path, exercise: bool) -> None:
    with Node.open(tmp_path / "ledger", exercise=exercise) as node:
        with relay(node) as running, running.client() as one:
            settled(running, one)
            found = crossed(node, tmp_path)
            places = node.count("crossing")  # as it stands: what was told early is corrected
            assert found >= places > 0
            text = b""
            while text.count(b"</event>") < found + places:
                text += one.recv(1 << 16)
        events = list(etree.fromstring(b"<all>" + text + b"</all>"))
        types = sorted(each.get("type") or "" for each in events)
        assert types == ["b-l-l-l"] * found + ["b-m-p-s-m"] * places
        for each in events:
            assert each.get("opex") == ("e" if exercise else None)
            remarks = each.findtext("detail/remarks") or ""
            assert remarks.startswith("EXERCISE") is exercise
            point = each.find("point")
            assert point is not None
            assert 42.0 < float(point.get("lat") or 0) < 42.2


def test_alerts_that_the_relay_may_not_see_stay_where_they_are(node: Node, tmp_path: Path) -> None:
    with relay(node, "relay://127.0.0.1:0?agency=cbp") as running, running.client() as one:
        settled(running, one)
        assert crossed(node, tmp_path)
        one.settimeout(1.0)
        with pytest.raises(TimeoutError):
            one.recv(1)
