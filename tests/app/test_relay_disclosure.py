"""What goes out over a relay is on the chain before it leaves: who was sent what."""

import ssl
from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.relay_disclosure import recipients
from northline.records.errors import LedgerFull
from northline.transports.tls import client_context
from tests.app.lake import log, write
from tests.app.relays import exactly, fresh, one_event, relay, settled, silent, told, until
from tests.formats.cot_sample import BOAT, FRIEND
from tests.transports.certificates import Authority


def id_of(node: Node, uid: str) -> bytes:
    (found,) = [r for r in node.records("message").to_pylist() if r["uid"] == uid]
    record: bytes = found["id"]
    return record


def test_who_was_sent_a_record_stands_in_the_ledger(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        one.sendall(FRIEND + BOAT)
        exactly(two, len(FRIEND + BOAT))
        address = "{}:{}".format(*two.getsockname())
        (recipient,) = recipients(node.ledger, "message", id_of(node, "boat-1"), node.viewer)
        assert recipient.address == address
        assert recipient.connection.startswith(f"{address}/")
        assert recipient.agency == node.operator.agency
        assert recipient.certificate == ""
    assert node.verify().ok


def test_the_look_stands_before_the_bytes_come_and_behind_what_they_are(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        one.sendall(BOAT)
        exactly(two, 1)
        (sent,) = [each for each in told(node) if "rows" in each]
        ((append, first, count),) = sent["rows"]
        assert (first, count, sent["kind"]) == (0, 1, "message")
        assert append < sent["entry"]
        (entry,) = [each for each in node.ledger.entries() if each.seq == append]
        assert (entry.operation, entry.kind, entry.rows) == ("append", "message", 1)


def test_a_record_is_found_again_when_it_was_moved_by_compaction(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        for number in range(3):
            one.sendall(fresh(f"boat-{number}"))
            one_event(two)
        node.ledger.compact(by="test")
        for number in range(3):
            record = id_of(node, f"boat-{number}")
            assert len(recipients(node.ledger, "message", record, node.viewer)) == 1


def test_one_entry_is_written_for_a_group_and_not_for_each_message(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        one.sendall(b"".join(fresh(f"boat-{number}") for number in range(300)))
        for _ in range(300):
            one_event(two)
        sent = [each for each in told(node) if "rows" in each]
        assert sum(count for each in sent for _, _, count in each["rows"]) == 300
        assert len(sent) < 30


def test_coming_and_leaving_are_entries_and_the_end_of_the_relay_is_one(node: Node) -> None:
    with relay(node, "relay://127.0.0.1:0?level=protected-a") as running:
        with running.client() as one, running.client() as two:
            settled(running, one, two)
            one.sendall(BOAT)
            exactly(two, len(BOAT))
        until(lambda: sum("left" in each for each in told(node)) == 2)
        with running.client() as three:
            settled(running, three)
    said = told(node)
    assert said[0]["opened"] == "{}:{}".format(*running.address)
    assert said[0]["level"] == "Protected A"
    assert [each["connected"] for each in said if "connected" in each] == [1, 2, 3]
    left = {each["left"]: each for each in said if "left" in each}
    assert left[2]["passed_on"] == 3  # the offer of the TAK protocol, a pong, and the boat
    assert left[2]["left_out"] == 0
    assert said[-1]["stopped"] in ([3], [])


def test_the_certificate_of_a_client_is_named(node: Node, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    cert, key = authority.issue("server")
    address = f"relay://127.0.0.1:0?cert={cert}&key={key}&ca={authority.file}"
    context: ssl.SSLContext = client_context(authority.file, *authority.issue("MARINE 2"))
    context.check_hostname = False
    with relay(node, address) as running:
        running.offers = False
        with running.client() as plain, context.wrap_socket(plain) as one:
            one_event(one)
            (came,) = [each for each in told(node) if "connected" in each]
    assert came["certificate"] == "commonName=MARINE 2"


def test_what_cannot_be_recorded_does_not_leave(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)

        def full(*_: object) -> None:
            raise LedgerFull("no space is left")

        monkeypatch.setattr(node.ledger, "look", full)
        one.sendall(BOAT)
        until(lambda: any("did not go out" in said for said in running.told))
        assert silent(two)
        assert node.count("message") == 1
        running.offers = False
        with running.client() as three:
            assert three.recv(1) == b""
        monkeypatch.undo()
        one.sendall(FRIEND)
        assert exactly(two, len(FRIEND)) == FRIEND
    assert recipients(node.ledger, "message", id_of(node, "boat-1"), node.viewer) == []


def test_to_whom_an_alert_was_sent_stands_there_by_its_id(node: Node, tmp_path: Path) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=1)), source="lake")
        node.run()
        one_event(one)
        for kind in ("finding", "crossing"):
            (row,) = node.records(kind).to_pylist()
            (recipient,) = recipients(node.ledger, kind, row["id"], node.viewer)
            assert recipient.address == "{}:{}".format(*one.getsockname())


def test_who_may_not_see_a_record_learns_of_no_recipient(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        one.sendall(BOAT)
        exactly(two, len(BOAT))
    stranger = msgspec.structs.replace(node.viewer, agency="elsewhere", purpose="any")
    assert recipients(node.ledger, "message", id_of(node, "boat-1"), stranger) == []
