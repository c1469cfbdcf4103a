"""A watched folder into the ledger: each file once, whatever happens to it or to us."""

import gzip
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.records.errors import TooManyRejected, UsageError
from northline.records.protocols import Transport
from northline.transports.addresses import transport_at
from northline.transports.folder import FolderTransport
from tests.app.lake import ids, log, write
from tests.app.listening import ingesting, until

WHOLE = log()
HALF = WHOLE[: WHOLE.index(b"\n", len(WHOLE) // 2) + 1]
IN_HALF = HALF.count(b"VDM,1,1,")


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is looked at often."""

    def quick(address: str, *, offset: int = 0) -> Transport:
        made = transport_at(address, offset=offset)
        if not isinstance(made, FolderTransport):
            return made
        pattern = address.partition("?pattern=")[2] or "*"
        return FolderTransport(made.folder, pattern=pattern, quiet_seconds=0.1, look_seconds=0.02)

    monkeypatch.setattr("northline.app.ingesting.transport_at", quick)
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def test_files_are_read_once_and_nothing_again_after_a_restart(node: Node, watched: Path) -> None:
    write(watched / "1.nmea", HALF)
    write(watched / "2.nmea.gz", gzip.compress(log(ships=2, reports=30, crossing=False)))
    write(watched / "note.txt", b"not a feed\n")
    address = f"folder://{watched}?pattern=*.nmea*"
    with ingesting(node, "ais", address, listens=False) as running:
        until(lambda: node.count("position") == IN_HALF + 60)
    first = ids(node)
    assert running.receipt.rejected == 0
    assert running.receipt.stopped == "told to stop"
    assert {Path(each.connection).name for each in running.receipt.streams} == {
        "1.nmea",
        "2.nmea.gz",
    }
    (watched / "1.nmea").rename(watched / "3.nmea")
    with ingesting(node, "ais", address, listens=False) as again:
        write(watched / "4.nmea", WHOLE)
        until(lambda: node.count("position") == 460)
    assert ids(node) > first
    assert sum(again.receipt.new.values()) == len(ids(node)) - len(first)


def test_half_a_file_is_read_on_when_the_rest_has_come(node: Node, watched: Path) -> None:
    cut = len(WHOLE) // 2
    path = write(watched / "a.nmea", WHOLE[:cut])
    with ingesting(node, "ais", f"folder://{watched}", listens=False):
        until(lambda: node.count("position") > 100)
        with path.open("ab") as file:
            file.write(WHOLE[cut:])
        until(lambda: node.count("position") == 400)
    assert len(ids(node)) == 416


def test_a_file_that_never_rests_is_read_while_it_grows(
    node: Node, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("northline.transports.folder.GROWING_SECONDS", 0.2)
    path = watched / "a.nmea"
    with ingesting(node, "ais", f"folder://{watched}", listens=False), path.open("ab") as file:
        places = iter(range(0, len(HALF), 200))

        def grown() -> bool:
            place = next(places, None)
            if place is not None:
                file.write(HALF[place : place + 200])
                file.flush()
            return place is not None and node.count("position") > 0

        until(grown)
        for place in places:
            file.write(HALF[place : place + 200])
        file.flush()
        until(lambda: node.count("position") == IN_HALF)
    assert not node.rejected(), "what was incomplete while it grew was no fault"


def test_a_file_that_vanishes_or_is_damaged_is_told_of_and_the_others_are_read(
    node: Node, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(WHOLE)
    write(watched / "1.gz", packed[: len(packed) // 2])
    write(watched / "2.nmea", WHOLE)
    write(watched / "3.nmea", HALF)
    plain = FolderTransport._ready

    def gone(self: FolderTransport) -> list[tuple[str, bool]]:
        found = plain(self)
        if ("2.nmea", True) in found:
            (watched / "2.nmea").unlink()
        return found

    monkeypatch.setattr(FolderTransport, "_ready", gone)
    with ingesting(node, "ais", f"folder://{watched}", listens=False) as running:
        until(lambda: len(running.told) >= 2 and node.count("position") >= IN_HALF)
    assert any("1.gz is damaged" in each for each in running.told)
    assert any("2.nmea cannot be read" in each for each in running.told)
    assert running.error is None


def test_a_file_of_noise_stops_only_itself_and_is_told_at_the_end(
    node: Node, watched: Path
) -> None:
    write(watched / "1.nmea", b"".join(b"noise %d\n" % number for number in range(300)))
    write(watched / "2.nmea", HALF)
    with ingesting(node, "ais", f"folder://{watched}", listens=False, max_rejected=100) as running:
        until(lambda: node.count("position") == IN_HALF)
    assert isinstance(running.error, TooManyRejected)
    assert "1.nmea" in str(running.error)


def test_many_files_are_counted_although_few_are_named(
    node: Node, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("northline.app.folders.NAMED_FILES", 3)
    lines = WHOLE.split(b"\r\n")
    alone = [line for line in lines if b"VDM,1,1" in line][:8]
    for number, line in enumerate(alone):
        write(watched / f"{number}.nmea", line + b"\r\n")
    with ingesting(node, "ais", f"folder://{watched}", listens=False) as running:
        until(lambda: node.count("position") == 8)
    assert running.receipt.new == {"position": 8}
    assert len(running.receipt.streams) == 4


def test_a_folder_that_is_not_there_is_a_usage_error(node: Node, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be watched: No such file"):
        node.ingest("ais", f"folder://{tmp_path / 'none'}")
