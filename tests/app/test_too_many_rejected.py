"""Too much that cannot be read: when reading stops for it, and for whom."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.app import tally
from northline.app.node import Node
from northline.app.results import IngestReceipt
from northline.app.tally import Cap, Dropped
from northline.records.errors import TooManyRejected
from tests.app.lake import log, write

GOOD = log(ships=1, reports=400, static=False).splitlines(keepends=True)
BAD = [b"noise %d\r\n" % number for number in range(100)]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty rejected units are many."""
    monkeypatch.setattr(tally, "MAX_REJECTED", 20)


@pytest.mark.parametrize(
    ("rejected", "units", "reached"),
    [
        (9_999, 9_999, False),
        (10_000, 10_000, True),
        (10_000, 100_000, False),
        (10_001, 100_000, True),
        (22_000, 1_000_000, False),
    ],
)
def test_both_the_number_and_the_share_must_be_large(
    rejected: int, units: int, reached: bool
) -> None:
    cap = Cap(None)
    cap.add(rejected, units)
    assert cap.reached is reached
    assert Cap(None, rejected, units).reached is reached, "in an earlier run just the same"


def test_a_number_that_somebody_names_counts_alone() -> None:
    cap = Cap(5, rejected=3, units=1_000_000)
    reached = [cap.reached]
    for _ in range(3):
        cap.add(1, 1)
        reached.append(cap.reached)
    assert reached == [False, False, False, True]
    assert not Cap(20_000, 20_000, 20_000).reached


@pytest.mark.usefixtures("few")
def test_a_long_file_of_which_a_little_is_wrong_is_read_to_its_end(
    node: Node, tmp_path: Path
) -> None:
    """30 of 430 lines: enough by their number, too few by their share."""
    parts = [b"".join(GOOD[13 * at : 13 * at + 13]) + BAD[at] for at in range(30)]
    path = write(tmp_path / "a", b"".join([*parts, *GOOD[390:]]))
    with pytest.raises(TooManyRejected, match="more than the cap of 15; reading stopped"):
        node.ingest("ais", path, source="strict", max_rejected=15)
    receipt = node.ingest("ais", path)
    assert (receipt.new, receipt.rejected, receipt.stopped) == ({"position": 400}, 30, None)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("good", "stops"), [(200, True), (400, False)])
def test_units_of_earlier_runs_count_in_number_and_share(
    node: Node, tmp_path: Path, good: int, stops: bool
) -> None:
    path = write(tmp_path / "a", b"".join([*GOOD[:good], *BAD[:15]]))
    assert node.ingest("ais", path).rejected == 15
    write(path, path.read_bytes() + b"".join(BAD[15:25]))
    if not stops:
        assert node.ingest("ais", path).rejected == 10
        return
    with pytest.raises(TooManyRejected, match=r"25 of 225 units .* 10 %; reading stopped at byte"):
        node.ingest("ais", path)
    with pytest.raises(TooManyRejected, match="25 of 225 units"):
        node.ingest("ais", path)
    assert node.ingest("ais", path, max_rejected=25).stopped is None


class Listening:
    """An ingest that listens, in a thread of its own.

    Attributes:
        where: host and port.
        troubles: what it was told of.
        last: the last receipt.
        raised: what it ended with.
    """

    def __init__(self, node: Node, address: str) -> None:
        self.troubles: list[str] = []
        self.last = IngestReceipt()
        self.raised: Exception | None = None
        self._stop, self._listens = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(node, address))
        self._thread.start()
        assert self._listens.wait(20)

    def end(self) -> None:
        """Stop it."""
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self, node: Node, address: str) -> None:
        try:
            node.ingest(
                "ais",
                address,
                stop=self._stop,
                ready=self._ready,
                progress=self._progress,
                trouble=self.troubles.append,
            )
        except TooManyRejected as error:
            self.raised = error

    def _ready(self, _: str, where: tuple[str, int]) -> None:
        self.where = where
        self._listens.set()

    def _progress(self, receipt: IngestReceipt) -> None:
        self.last = receipt


def comes(true: Callable[[], object]) -> bool:
    """Whether it becomes true before long."""
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(true())


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("scheme", ["udp", "tcp-listen"])
def test_one_noisy_sender_stops_only_the_reading_of_what_it_sends(node: Node, scheme: str) -> None:
    work = Listening(node, f"{scheme}://127.0.0.1:0")
    sort = socket.SOCK_DGRAM if scheme == "udp" else socket.SOCK_STREAM
    with socket.socket(type=sort) as noisy, socket.socket(type=sort) as other:
        noisy.connect(work.where)
        other.connect(work.where)
        for line in BAD[:20]:
            noisy.send(line)
        told = comes(lambda: work.troubles)
        for line in GOOD[:30]:
            noisy.send(line)
        for line in GOOD[100:110]:
            other.send(line)
        came = comes(lambda: node.count("position") >= 10)
        time.sleep(0.3)
        work.end()
        name = "{}:{}".format(*noisy.getsockname())
    assert told
    assert came
    assert node.count("position") == 10
    assert node.count("rejected") == 20
    (trouble,) = work.troubles
    assert trouble.startswith(name)
    assert "20 of 20 units could not be read" in trouble
    assert "This connection is read no further; others are." in trouble
    assert work.last.stopped is not None
    assert work.last.stopped.startswith(f"told to stop; {name}")
    assert f" {sum(map(len, GOOD[:30])):,} bytes behind it were not read" in work.last.stopped
    assert isinstance(work.raised, TooManyRejected)
    assert "20 of 20 units" in str(work.raised)


@pytest.mark.usefixtures("few")
def test_a_connection_counts_for_itself(node: Node) -> None:
    """Two that send 15 bad lines each are both read on."""
    work = Listening(node, "tcp-listen://127.0.0.1:0")
    for part in (BAD[:15], BAD[15:30]):
        with socket.create_connection(work.where) as peer:
            peer.sendall(b"".join(part))
    came = comes(lambda: node.count("rejected") == 30)
    work.end()
    assert came
    assert (work.raised, work.troubles) == (None, [])


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("ends", ["connection", "feed"])
def test_too_much_noise_in_what_is_incomplete_at_the_end_is_told_of_as_well(
    node: Node, ends: str
) -> None:
    work = Listening(node, "tcp-listen://127.0.0.1:0")
    with socket.create_connection(work.where) as peer:
        peer.sendall(b"".join(BAD[:19]) + b"noise")
        came = comes(lambda: node.count("rejected") == 19)
        if ends == "feed":
            work.end()
    told = comes(lambda: work.troubles)
    work.end()
    assert came
    assert told
    assert "20 of 20 units" in str(work.raised)


def test_many_that_stopped_are_counted_and_a_few_named() -> None:
    dropped = Dropped()
    assert not str(dropped)
    for number in range(5):
        dropped.add(f"c{number}", f"c{number}: why")
        dropped.passed(f"c{number}", 1000 + number)
    assert "c3" in dropped
    assert str(dropped) == (
        "c0: why, and 1,000 bytes behind it were not read; "
        "c1: why, and 1,001 bytes behind it were not read; "
        "c2: why, and 1,002 bytes behind it were not read; "
        "2 more stopped in the same way, 2,007 bytes not read"
    )
