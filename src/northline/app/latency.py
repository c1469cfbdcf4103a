"""How long things take on their way, measured from the ledger itself.

======  =============================================  ==============================
feed    received -> committed                          of each record of a live feed
watch   committed -> an engine's step begins           of each append that it reads
engine  an engine's step begins -> it is committed     of each append that it reads
page    committed -> drawn                             as pages report it (a beacon)
======  =============================================  ==============================

The first three stand in the chain: every append and every step is an entry with its instant,
and a step's entry says which entries it read and when it began.  What an append waits while
the step before it runs is counted under *watch*.  How late a report reached us (event time ->
received) is the sender's time and no stage: it is kept apart.

Rows are read as a service of the node, unaudited, for the rights of whoever will be shown the
figures: what that viewer may not see is not counted.  No column that says what, who or where
is read.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.records.marking import Viewer

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger.chain import Entry

WINDOW = 300.0
"""Seconds that figures look back over."""

MINUTE = 60.0

BUDGET: Mapping[str, float] = {"feed": 0.3, "watch": 0.1, "engine": 1.0, "page": 0.3}
"""Seconds of each stage that 95 % stay below (the latency budget of the live path)."""

BUCKETS: tuple[float, ...] = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram, in seconds; the budgets are among them."""

MOST_ENTRIES = 20_000
"""Entries of the chain that are looked at in one go; what stands before them is passed over."""

MOST_SAMPLES = 2_000
"""Samples kept of one append; of more, evenly chosen ones."""

PAGE = 1_000
"""Entries that the ledger hands over at a time."""

SECOND = 1_000_000


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of something that takes time; None where nothing was.

    Attributes:
        count: how many were measured.
        median: seconds, half took less.
        p95: seconds, 95 % took less.
        budget: seconds that ``p95`` should stay below, or None where nothing says.
    """

    count: int = 0
    median: float | None = None
    p95: float | None = None
    budget: float | None = None

    @property
    def over(self) -> bool:
        """Whether it is over its budget."""
        return self.budget is not None and self.p95 is not None and self.p95 > self.budget


class Samples:
    """Seconds that something took: those of the last minutes, and a histogram of all.

    Attributes:
        buckets: how many fell at or below each of `BUCKETS` and above the one before; the last
            counts what was above them all.
        seconds: their sum.
    """

    def __init__(self) -> None:
        self.buckets = np.zeros(len(BUCKETS) + 1, np.int64)
        self.seconds = 0.0
        self._kept: deque[tuple[int, NDArray[np.float64]]] = deque()

    def add(self, at: int, seconds: NDArray[np.float64], *, counted: bool = True) -> None:
        """Add some; a clock that was set back gives less than nothing, which counts as 0.

        Args:
            at: when, in microseconds.
            seconds: how long each took.
            counted: whether they enter the histogram.
        """
        if not len(seconds):
            return
        clean = np.maximum(seconds, 0.0)
        if counted:
            places = np.searchsorted(BUCKETS, clean, side="left")
            self.buckets += np.bincount(places, minlength=len(BUCKETS) + 1)
            self.seconds += float(clean.sum())
        self._kept.append((at, clean[:: max(1, -(-len(clean) // MOST_SAMPLES))]))
        self._forget(at)  # nobody may ask for days

    def timing(self, now: int, budget: float | None = None, *, since: int = 0) -> Timing:
        """The figures of the last `WINDOW` seconds."""
        self._forget(now)
        some = [seconds for at, seconds in self._kept if at >= since]
        if not some:
            return Timing(budget=budget)
        every = np.concatenate(some)
        median, p95 = (round(float(each), 4) for each in np.quantile(every, [0.5, 0.95]))
        return Timing(count=len(every), median=median, p95=p95, budget=budget)

    def _forget(self, now: int) -> None:
        while self._kept and self._kept[0][0] < now - int(WINDOW * SECOND):
            self._kept.popleft()


class Count:
    """How many came: in the last minute, and in all since somebody began to count.

    Attributes:
        total: in all.
    """

    def __init__(self) -> None:
        self.total = 0
        self._kept: deque[tuple[int, int]] = deque()

    def add(self, at: int, count: int, *, counted: bool = True) -> None:
        """Add so many that came at an instant."""
        self._kept.append((at, count))
        self.total += count if counted else 0

    def in_minute(self, now: int) -> int:
        """How many in the last minute."""
        while self._kept and self._kept[0][0] < now - int(MINUTE * SECOND):
            self._kept.popleft()
        return sum(count for _, count in self._kept)


class Source:
    """What came of one source.

    Attributes:
        records: its records.
        rejected: its units that could not be read.
        newest: when its newest record was received, in microseconds, or None.
        delay: received -> committed.
        lateness: event time -> received.
    """

    def __init__(self) -> None:
        self.records, self.rejected = Count(), Count()
        self.newest: int | None = None
        self.delay, self.lateness = Samples(), Samples()


class Work:
    """What one engine did.

    Attributes:
        steps: its steps.
        delay: committed -> the step that read it is committed.
    """

    def __init__(self) -> None:
        self.steps = Count()
        self.delay = Samples()


class Measures:
    """Follows a ledger and measures; each `refresh` takes in what is new.

    Attributes:
        sources: source -> what came of it, as far as the viewer may see.
        engines: engine -> what it did.
        stages: the stages that stand in the ledger.
    """

    def __init__(self, node: "Opened", viewer: Viewer, now: int) -> None:
        """Begin with the last `WINDOW` seconds.

        Args:
            node: the node.
            viewer: who will be shown the figures.
            now: the present, in microseconds.
        """
        from northline.app.catalogue import engine_list, format_list
        from northline.records.protocols import Direction

        self._node = node
        self._viewer = msgspec.structs.replace(viewer, name="service:health")
        self._reads = {each.name: each.reads for each in engine_list()}
        self._fed = sorted(
            {kind for f in format_list() if f.direction is not Direction.OUT for kind in f.kinds}
        )
        self.sources: dict[str, Source] = {}
        self.engines = {name: Work() for name in self._reads}
        self.stages = {name: Samples() for name in ("feed", "watch", "engine")}
        self._looked: set[str] = set()
        self._appends: deque[tuple[int, str, int]] = deque()
        self._steps: dict[str, int] = {}
        self._seq = _first_since(node, now - int(WINDOW * SECOND))
        self._counts = False
        self.refresh(now)
        self._counts = True  # what came before somebody asked is shown, and not counted

    @property
    def head(self) -> int:
        """The newest entry of the chain that was looked at."""
        return self._seq

    def refresh(self, now: int, resting: frozenset[str] = frozenset()) -> None:
        """Take in what is new.

        Args:
            now: the present, in microseconds.
            resting: sources that nobody waits for, such as files: they are no part of a stage.
        """
        head = self._node.head()[0]
        after = max(self._seq, head - MOST_ENTRIES)
        entries = list(islice(self._node.ledger.entries(after), max(0, head - after)))
        if not entries:
            return
        head = entries[-1].seq
        streamed = {
            each.seq: each.at
            for each in entries
            if each.operation == "append" and "stream" in each.facts
        }
        kinds = {each.kind for each in entries if each.operation == "append"}
        for kind in self._fed:
            if kind in kinds:
                self._rows(kind, after, head, streamed, resting)
        if "rejected" in kinds:
            self._refused(after, head, {each.seq: each.at for each in entries})
        for entry in entries:
            self._follow(entry)
        while self._appends and self._appends[0][2] < now - int(WINDOW * SECOND):
            self._appends.popleft()
        self._seq = head

    def last_heard(self, source: str) -> int | None:
        """When something of a source was last received, however long ago, as far as is looked."""
        found = self.sources.get(source)
        if found is not None and found.newest is not None:
            return found.newest
        if source in self._looked:
            return None
        self._looked.add(source)
        for page in _backwards(self._node, self._seq):
            for entry in reversed(page):
                if entry.operation == "append" and entry.facts.get("stream", [""])[0] == source:
                    self.sources.setdefault(source, Source()).newest = entry.at
                    return entry.at
        return None

    # --- what is new ----------------------------------------------------------------------

    def _rows(
        self, kind: str, after: int, head: int, streamed: Mapping[int, int], resting: frozenset[str]
    ) -> None:
        for batch in self._read(kind, ["source", "at", "received"], after, head):
            seqs = batch.column("_seq").to_numpy()
            received = batch.column("received").cast(pa.int64()).to_numpy()
            at = batch.column("at").cast(pa.int64()).to_numpy()
            names = np.array(batch.column("source").to_pylist(), object)
            for seq in np.unique(seqs):
                inside = seqs == seq
                for name in dict.fromkeys(names[inside]):
                    rows = inside & (names == name)
                    self._came(str(name), streamed.get(int(seq)), received[rows], at[rows], resting)

    def _came(
        self,
        name: str,
        committed: int | None,
        received: NDArray[np.int64],
        at: NDArray[np.int64],
        resting: frozenset[str],
    ) -> None:
        source = self.sources.setdefault(name, Source())
        latest = int(received.max())
        source.newest = max(latest, source.newest or 0)
        source.records.add(committed or latest, len(received), counted=self._counts)
        if committed is None:
            return  # read again after a fix, or the end of a file: nobody waited for it
        delay = (committed - received) / SECOND
        source.delay.add(committed, delay, counted=self._counts)
        source.lateness.add(committed, (received - at) / SECOND, counted=self._counts)
        if name not in resting:
            self.stages["feed"].add(committed, delay, counted=self._counts)

    def _refused(self, after: int, head: int, committed: Mapping[int, int]) -> None:
        for batch in self._read("rejected", ["source"], after, head):
            seqs = batch.column("_seq").to_pylist()
            for name, seq in zip(batch.column("source").to_pylist(), seqs, strict=True):
                source = self.sources.setdefault(name, Source())
                source.rejected.add(committed[seq], 1, counted=self._counts)

    def _read(
        self, kind: str, columns: list[str], after: int, head: int
    ) -> Iterable[pa.RecordBatch]:
        plan = self._node.ledger.plan(
            kind, self._viewer, columns=columns, after=after, as_of=head, ordered=True
        )
        rows: Iterable[pa.RecordBatch] = self._node.ledger.read(plan, audited=False)
        return rows

    def _follow(self, entry: "Entry") -> None:
        told = entry.facts.get("engine") if entry.operation in {"append", "advance"} else None
        if told is not None and self._steps.get(told["name"]) != told["until"]:
            self._steps[told["name"]] = told["until"]
            if told["name"] in self.engines:
                self._stepped(told, entry.at)
        if entry.operation == "append":
            self._appends.append((entry.seq, entry.kind, entry.at))

    def _stepped(self, told: Mapping[str, int | str], committed: int) -> None:
        name, began = str(told["name"]), int(told["now"])
        since, until = int(told["since"]), int(told["until"])
        reads = self._reads[name]
        read = np.array(
            [at for seq, kind, at in self._appends if since < seq <= until and kind in reads],
            np.int64,
        )
        waited = (began - read) / SECOND
        took = np.full(len(read), (committed - began) / SECOND)
        work = self.engines[name]
        work.steps.add(committed, 1, counted=self._counts)
        work.delay.add(committed, (committed - read) / SECOND, counted=self._counts)
        self.stages["watch"].add(committed, waited, counted=self._counts)
        self.stages["engine"].add(committed, took, counted=self._counts)


def _first_since(node: "Opened", instant: int) -> int:
    """The entry after which everything is newer than an instant, or `MOST_ENTRIES` back."""
    first = node.head()[0]
    for page in _backwards(node, first):
        for entry in reversed(page):
            if entry.at < instant:
                return entry.seq
        first = page[0].seq - 1 if page else first
    return first


def _backwards(node: "Opened", head: int) -> Iterable[list["Entry"]]:
    """The chain in pages, the newest first; within a page in order; `MOST_ENTRIES` at most."""
    last = head
    while last > max(0, head - MOST_ENTRIES):
        first = max(0, last - PAGE)
        yield list(islice(node.ledger.entries(first), last - first))
        last = first
