"""What an ingest says when little or nothing of its input can be read."""

import gzip
import socket
import threading
from pathlib import Path

import pytest

from tests.cli.running import Command
from tests.web.asking import feed


@pytest.fixture
def lines() -> bytes:
    """A feed of good lines."""
    return feed(60)


def test_an_input_of_which_nothing_can_be_read_ends_with_2(
    call: Command, tmp_path: Path, lines: bytes
) -> None:
    wide = tmp_path / "wide.nmea"
    wide.write_bytes(lines.decode().encode("utf-16"))
    ended = call("ingest", "ais", wide, "--ledger", tmp_path / "ledger", "--json")
    assert ended.code == 2
    assert "nothing in this input could be read as ais" in ended.err
    assert ended.document["rejected"] > 0
    assert ended.document["new"] == {}


def test_a_few_rejected_units_are_no_failure(call: Command, tmp_path: Path, lines: bytes) -> None:
    some = tmp_path / "some.nmea"
    some.write_bytes(lines + b"!AIVDM,1,1,,A,what,0*00\n")
    ended = call("ingest", "ais", some, "--ledger", tmp_path / "ledger", "--json")
    assert ended.code == 0
    assert ended.document["rejected"] == 1


@pytest.mark.parametrize("json", [True, False])
def test_what_was_kept_is_told_beside_what_is_wrong(
    call: Command, tmp_path: Path, lines: bytes, json: bool
) -> None:
    noise = b"!AIVDM,1,1,,A,what,0*00\n" * 20
    mixed = tmp_path / "mixed.nmea"
    mixed.write_bytes(lines + noise)
    words = ["ingest", "ais", mixed, "--ledger", tmp_path / "ledger", "--max-rejected", "5"]
    ended = call(*words, *(["--json"] if json else []))
    assert ended.code == 2
    assert "5" in ended.err
    if json:
        assert ended.document["error"]["code"] == "too-many-rejected"
        assert ended.document["new"]["position"] > 0
    else:
        assert "position" in ended.out


def test_a_connection_that_was_read_no_further_ends_the_command_with_2(
    call: Command, tmp_path: Path, lines: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(lines + b"!AIVDM,1,1,,A,what,0*00\n" * 20)
                peer.recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        words = ["ingest", "ais", address, "--ledger", tmp_path / "ledger", "--seconds", "1"]
        ended = call(*words, "--max-rejected", "5", "--json")
        thread.join()
    assert ended.code == 2
    assert "read no further" in ended.err
    assert ended.document["error"]["code"] == "too-many-rejected"
    assert ended.document["stopped"].startswith("1 seconds are over; 127.0.0.1:")
    assert ended.document["new"]["position"] > 0


def test_what_stands_before_damage_is_kept_and_told(
    call: Command, tmp_path: Path, lines: bytes
) -> None:
    torn = tmp_path / "torn.nmea.gz"
    torn.write_bytes(gzip.compress(lines * 50)[:-40])
    ended = call("ingest", "ais", torn, "--ledger", tmp_path / "ledger", "--json")
    assert ended.code == 2
    assert ended.document["error"]["code"] == "input-error"
    assert ended.document["new"].get("position", 0) > 0


def test_the_list_of_rejected_units_says_how_many_there_are(
    call: Command, tmp_path: Path, lines: bytes
) -> None:
    some = tmp_path / "some.nmea"
    some.write_bytes(lines + b"".join(b"!AIVDM,1,1,,A,what%d,0*00\n" % n for n in range(7)))
    ledger = tmp_path / "ledger"
    assert call("ingest", "ais", some, "--ledger", ledger).code == 0
    ended = call("rejected", "--limit", "3", "--ledger", ledger, "--json")
    assert len(ended.document["rejected"]) == 3
    assert ended.document["count"] == 7
    assert "the newest 3 of 7" in ended.err


def test_a_server_that_is_not_there_is_told_of(call: Command, tmp_path: Path) -> None:
    words = ["ingest", "ais", "tcp://127.0.0.1:1", "--seconds", "1", "--ledger", tmp_path / "l"]
    ended = call(*words, "--json")
    assert ended.code == 0
    assert "trying again" in ended.err


def test_a_marking_that_nobody_here_may_see_is_told_of(
    call: Command, tmp_path: Path, lines: bytes
) -> None:
    path = tmp_path / "a.nmea"
    path.write_bytes(lines)
    ledger = tmp_path / "ledger"
    words = ["ingest", "ais", path, "--ledger", ledger, "--json"]
    closed = call(*words, "--marking", "Secret; compartments=trace")
    assert closed.code == 0
    assert closed.document["unseen_by"] == ["operator", "engines"]
    assert "no tracks" in closed.err
    plain = call(*words, "--source", "another")
    assert plain.document["unseen_by"] == []
    assert "will not be seen" not in plain.err
