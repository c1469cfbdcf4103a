"""Feeds into the ledger: each record once, however often, in whatever pieces it is read."""

import gzip
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from northline.app import feeds
from northline.app.catalogue import check_feed
from northline.app.node import Node
from northline.app.results import IngestReceipt
from northline.records.errors import MarkingRefused, TooManyRejected, UnknownName, UsageError
from northline.transports.files import FileTransport
from tests.app.lake import ids, log, write

WHOLE = log()


@pytest.fixture
def once(tmp_path: Path) -> set[bytes]:
    """Ids of the log read in one go."""
    with Node.open(tmp_path / "once") as node:
        node.ingest("ais", write(tmp_path / "once.nmea", WHOLE))
        return ids(node)


def test_a_file_read_twice_adds_nothing(node: Node, tmp_path: Path) -> None:
    path = write(tmp_path / "a.nmea", WHOLE)
    first = node.ingest("ais", path)
    head = node.ledger.content_head()
    second = node.ingest("ais", path)
    assert first.new == {"particulars": 16, "position": 400}
    assert first.known == 0
    assert (second.new, second.known, second.read) == ({}, 416, 0)
    assert node.ledger.content_head() == head
    assert node.count("position") == 400


def test_the_same_bytes_are_known_under_another_name_packed_or_piped(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.ingest("ais", write(tmp_path / "a.nmea", WHOLE))
    packed = write(tmp_path / "b.gz", gzip.compress(WHOLE))
    assert node.ingest("ais", packed).new == {}
    assert piped(node, WHOLE, monkeypatch).known == 416
    assert node.ingest("ais", packed, source="another").new["position"] == 400


def piped(node: Node, data: bytes, monkeypatch: pytest.MonkeyPatch) -> IngestReceipt:
    """Pipe these bytes into an ingest of standard input."""
    from northline.transports.standard_input import StandardInput

    reading, writing = os.pipe()

    def feed() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(data)

    threading.Thread(target=feed).start()
    monkeypatch.setattr(
        "northline.app.ingesting.transport_at",
        lambda _, offset=0: StandardInput(offset=offset, descriptor=reading),
    )
    try:
        return node.ingest("ais", "-")
    finally:
        monkeypatch.undo()
        os.close(reading)


def cuts() -> list[int]:
    lines = WHOLE.splitlines(keepends=True)
    two = next(i for i, line in enumerate(lines) if b",2,1," in line)
    between = sum(map(len, lines[: two + 1]))
    alone = next(i for i, line in enumerate(lines) if i > 200 and b",1,1," in line)
    ended = sum(map(len, lines[: alone + 1]))
    return [
        len(WHOLE) // 2,  # somewhere in a line
        between,  # between the two sentences of one message
        between - 2,  # before the end of the line, which is complete but for its ending
        ended - 2,
        ended - 1,
        between + 30,
        5000,
        300,  # shorter than what a fingerprint is made of
        40,  # shorter than a line
    ]


@pytest.mark.parametrize("cut", cuts())
def test_half_a_file_and_later_the_whole_give_what_the_whole_gives(
    node: Node, tmp_path: Path, once: set[bytes], cut: int
) -> None:
    path = write(tmp_path / "a.nmea", WHOLE[:cut])
    node.ingest("ais", path)
    tail = {(each.offset, each.raw) for each in node.rejected()}
    assert node.ingest("ais", path).new == {}
    assert {(each.offset, each.raw) for each in node.rejected()} == tail
    path.write_bytes(WHOLE)
    node.ingest("ais", path)
    if cut > 4096 or cut < 300:
        assert ids(node) == once
    assert node.count("position") == 400
    assert node.count("particulars") == 16
    assert len(tail) <= 2
    assert {(each.offset, each.raw) for each in node.rejected()} == tail
    last = node.ingest("ais", path)
    assert last.new == {}
    assert last.known >= 415


def test_a_pipe_that_has_grown_goes_on_where_it_stopped(
    node: Node, once: set[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = len(WHOLE) * 2 // 3
    first = piped(node, WHOLE[:cut], monkeypatch)
    second = piped(node, WHOLE, monkeypatch)
    assert ids(node) == once
    assert second.known == sum(first.new.values())
    assert second.streams[0].since > 0


def test_an_earlier_copy_of_a_file_adds_nothing(node: Node, tmp_path: Path) -> None:
    node.ingest("ais", write(tmp_path / "whole.nmea", WHOLE))
    half = write(tmp_path / "half.nmea", WHOLE[: len(WHOLE) // 2])
    receipt = node.ingest("ais", half)
    assert receipt.new == {}
    assert receipt.known > 150
    assert node.ingest("ais", tmp_path / "whole.nmea").new == {}
    assert node.count("position") == 400


@pytest.mark.parametrize("reports", [40, 400])
def test_a_file_that_begins_the_same_and_goes_on_otherwise_is_another_stream(
    node: Node, tmp_path: Path, reports: int
) -> None:
    line = WHOLE.index(b"\n", 6000) + 1
    other = WHOLE[:line] + log(ships=2, reports=reports, crossing=False)
    node.ingest("ais", write(tmp_path / "a.nmea", WHOLE))
    receipt = node.ingest("ais", write(tmp_path / "b.nmea", other))
    name = node.ingest("ais", tmp_path / "a.nmea").streams[0].stream
    assert receipt.streams[0].stream == f"{name}#2"
    assert receipt.known == 0
    assert receipt.read == len(other.splitlines())
    assert node.ingest("ais", tmp_path / "b.nmea").new == {}
    assert node.count("position") == 400 + receipt.new["position"]


def test_two_honest_repeats_of_one_sentence_stay_two(node: Node, tmp_path: Path) -> None:
    line = WHOLE[: WHOLE.index(b"\n") + 1]
    assert node.ingest("ais", write(tmp_path / "a", line * 3)).new == {"position": 3}


def test_what_cannot_be_read_is_kept_with_its_bytes_under_the_marking_of_its_feed(
    node: Node, tmp_path: Path
) -> None:
    path = write(tmp_path / "a", WHOLE[:2000].rpartition(b"\n")[0] + b"\nrubbish \xff\x00\n")
    receipt = node.ingest("ais", path, marking="Protected B; caveats=LES")
    assert receipt.rejected == 1
    (kept,) = node.ledger.read(
        node.ledger.plan("rejected", node.service_viewer("test"))
    ).read_all().to_pylist() or [None]
    assert kept is None, "LES is for law enforcement only, and the operator is none"


def test_the_rejected_list_shows_bytes_place_and_reason(node: Node, tmp_path: Path) -> None:
    line = WHOLE[: WHOLE.index(b"\n") + 1]
    node.ingest("ais", write(tmp_path / "a", line + b"rubbish \xff\x00\n"))
    (kept,) = node.rejected()
    assert (kept.raw, kept.offset, kept.length) == (b"rubbish \xff\x00", len(line), 10)
    assert kept.reason


def noise(lines: int) -> bytes:
    return b"".join(b"noise %d\n" % number for number in range(lines))


def test_the_cap_of_rejected_units_stops_reading_and_says_where(node: Node, tmp_path: Path) -> None:
    path = write(tmp_path / "noise", noise(300_000))
    told: list[IngestReceipt] = []
    with pytest.raises(TooManyRejected, match=r"cap of 1,000; reading stopped at byte [\d,]+"):
        node.ingest("ais", path, max_rejected=1000, progress=told.append)
    kept = node.count("rejected")
    assert 1000 < kept < 25_000
    assert told[-1].rejected == kept
    assert told[-1].stopped is not None
    with pytest.raises(TooManyRejected):
        node.ingest("ais", path, max_rejected=1000)
    assert node.count("rejected") == kept, "a second try reads nothing on"


def test_endless_noise_is_given_up_early(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that never ends: the reader stops by itself, without having read far."""
    from collections.abc import AsyncIterator

    from northline.records.protocols import Chunk
    from northline.records.units import Micros

    given = 0

    class Endless:
        async def chunks(self) -> AsyncIterator[Chunk]:
            nonlocal given
            while True:
                given += 1 << 20
                yield Chunk(connection="-", data=b"\xab" * (1 << 20), received=Micros(1))

    monkeypatch.setattr("northline.app.ingesting.transport_at", lambda _, offset=0: Endless())
    with pytest.raises(TooManyRejected):
        node.ingest("ais", "-", max_rejected=2000)
    assert given < 64 << 20


def test_what_stands_before_damage_in_a_packed_file_is_kept(node: Node, tmp_path: Path) -> None:
    from northline.records.errors import InputError

    packed = bytearray(gzip.compress(log(ships=8, reports=400)))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    with pytest.raises(InputError, match="damaged"):
        node.ingest("ais", write(tmp_path / "a.gz", bytes(packed)))
    assert node.count("position") > 100


def test_a_socket_is_read_while_it_is_open(node: Node) -> None:
    stop, listens = threading.Event(), threading.Event()
    where: list[tuple[str, int]] = []
    receipts: list[IngestReceipt] = []

    def ready(_: str, address: tuple[str, int]) -> None:
        where.append(address)
        listens.set()

    reading = threading.Thread(
        target=lambda: receipts.append(
            node.ingest("ais", "tcp-listen://127.0.0.1:0", stop=stop, ready=ready)
        )
    )
    reading.start()
    assert listens.wait(20)
    with socket.create_connection(where[0]) as peer:
        peer.sendall(WHOLE[:10_000].rpartition(b"\n")[0] + b"\n")
        deadline = time.monotonic() + 20
        while not node.count("position") and time.monotonic() < deadline:
            time.sleep(0.05)
        live = node.count("position")
        peer.sendall(WHOLE[:3000].rpartition(b"\n")[0] + b"\n")
    time.sleep(0.3)
    stop.set()
    reading.join(20)
    assert live > 0
    assert receipts[0].stopped == "told to stop"
    assert receipts[0].new["position"] == node.count("position") > live
    assert len(receipts[0].streams) == 1


def test_a_pipe_is_read_while_it_is_open_and_left_when_told(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe may be live: what came by it is committed although nothing follows."""
    from northline.transports.standard_input import StandardInput

    reading, writing = os.pipe()
    monkeypatch.setattr(
        "northline.app.ingesting.transport_at",
        lambda _, offset=0: StandardInput(offset=offset, descriptor=reading),
    )
    stop = threading.Event()
    receipts: list[IngestReceipt] = []
    thread = threading.Thread(target=lambda: receipts.append(node.ingest("ais", "-", stop=stop)))
    thread.start()
    os.write(writing, WHOLE[:8000])
    deadline = time.monotonic() + 20
    while not node.count("position") and time.monotonic() < deadline:
        time.sleep(0.05)
    live = node.count("position")
    stop.set()
    thread.join(20)
    os.close(writing)
    os.close(reading)
    assert live > 50
    assert receipts[0].stopped == "told to stop"


def test_a_silent_pipe_is_left_after_the_seconds_it_was_given(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.transports.standard_input import StandardInput

    reading, writing = os.pipe()
    monkeypatch.setattr(
        "northline.app.ingesting.transport_at",
        lambda _, offset=0: StandardInput(offset=offset, descriptor=reading),
    )
    began = time.monotonic()
    receipt = node.ingest("ais", "-", seconds=0.3)
    os.close(writing)
    os.close(reading)
    assert receipt.stopped == "0.3 seconds are over"
    assert time.monotonic() - began < 10


def test_datagrams_are_read_each_for_itself(node: Node) -> None:
    lines = [line for line in WHOLE[:3000].split(b"\r\n")[:20] if b"VDM,1,1" in line]

    def send(_: str, where: tuple[str, int]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            for line in lines:
                peer.sendto(line, where)

    receipt = node.ingest("ais", "udp://127.0.0.1:0", seconds=1.0, ready=send)
    assert receipt.new == {"position": len(lines)}
    assert len(lines) > 10


def test_each_connection_is_a_stream_of_its_own(node: Node) -> None:
    data = WHOLE[:2000].rpartition(b"\n")[0] + b"\n"
    counts = []
    for _ in range(2):
        threads: list[threading.Thread] = []

        def call(_: str, where: tuple[str, int], threads: list[threading.Thread] = threads) -> None:
            def send() -> None:
                with socket.create_connection(where) as peer:
                    peer.sendall(data)

            threads.append(threading.Thread(target=send))
            threads[-1].start()

        counts.append(node.ingest("ais", "tcp-listen://127.0.0.1:0", seconds=1.0, ready=call).new)
        threads[0].join()
    assert counts[0] == counts[1] != {}


def test_groups_change_nothing_but_the_number_of_commits(
    node: Node, tmp_path: Path, once: set[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "GROUP_BYTES", 3000)
    monkeypatch.setattr(
        "northline.app.ingesting.transport_at",
        lambda path, offset=0: FileTransport(path, offset=offset, chunk_bytes=1000),
    )
    told: list[IngestReceipt] = []
    receipt = node.ingest("ais", write(tmp_path / "a", WHOLE), progress=told.append)
    assert ids(node) == once
    assert len(told) > 8
    assert receipt.read == 432


def test_the_words_of_a_feed_are_checked_without_opening_it() -> None:
    check_feed("ais", "tcp-listen://127.0.0.1:10110")
    check_feed("ais", "missing.nmea")
    with pytest.raises(UsageError, match="no transport 'ftp'"):
        check_feed("ais", "ftp://example.org:21")
    with pytest.raises(UnknownName, match="there are ais"):
        check_feed("ias", "-")


def test_mistakes_are_named(node: Node, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="there are ais"):
        node.ingest("ias", tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        node.ingest("ais", tmp_path / "missing")
    with pytest.raises(MarkingRefused, match="above Secret"):
        node.ingest("ais", tmp_path, marking="Top Secret")
    with pytest.raises(UsageError, match="nothing to read"):
        node.ingest("ais", [])
