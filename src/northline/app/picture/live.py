"""Keeping the picture up with the ledger, for one viewer.

A thread looks for new entries of the chain `EVERY` seconds, reads what is new for the viewer,
and puts it into the columns of `northline.app.picture.tracks`.  It begins with what was seen in
the last `LOOK_BACK` of the picture's own time.  The picture is made anew, under another epoch,
when records were erased or marked anew, and every `RENEW` seconds in any case, since a marking
may run out by itself (LAW.md rule 1).

The reads are a service's and stand in the chain as no look of their own; each person who opens
the picture is a look, and so is the end of it (`Picture.opened`, `Picture.closed`).
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.picture.thinning import newest_of_each
from northline.app.picture.tracks import REALS, SAID, Label, Moves, Tracks
from northline.ledger.reading import system_clock
from northline.records.errors import NorthlineError
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

EVERY = 0.05
"""Seconds between two looks for something new: half of the budget of the watch."""

PAUSE = 1.0
"""Seconds until it is tried again where the ledger could not be read."""

SHARED_FOR = 1_000_000
"""How long a frame is shared while nothing changes, us: it tells the time as well."""

LOOK_BACK = 30 * 60 * 1_000_000
"""How long after its last report a track is shown, us."""

RENEW = 300.0
"""Seconds after which the picture is made anew whatever happens."""

FOLLOWED = ("track", "particulars", "unit")
MATTERS = ("finding", "decision")
"""Kinds that change what waits for a person; a page asks for those again."""

SENSING = ("sensor", "footprint")
"""Kinds that change how sensors stand or where they look; a page asks for those again."""

SPOKEN = ("track", "at", *SAID, *REALS)

UNEXPECTED = "this should not have happened; the log of the server says more"

_log = logging.getLogger("northline.picture")


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What changed in the picture since a version.

    Attributes:
        epoch: name of this picture; with another one, everything the reader holds is void.
        version: what the reader has when it has taken this frame.
        full: whether this is the whole picture.
        time: the picture's present, ms: the clock, in an exercise its newest report.
        committed: when the newest entry in it was committed, ms.
        matters: grows whenever there is a new finding or decision: a page then asks for them.
        sensing: grows whenever a sensor says how it stands or where it looks: likewise.
        labels: what tracks are called.
        moves: where they are.
        gone: numbers of tracks that are shown no more.
    """

    epoch: str
    version: int
    full: bool
    time: int
    committed: int
    matters: int
    sensing: int
    labels: list[Label]
    moves: Moves
    gone: list[int]


class Given(NamedTuple):
    """A frame as it is given to a reader.

    Attributes:
        epoch: see `Frame`.
        version: see `Frame`.
        data: the frame as JSON.
    """

    epoch: str
    version: int
    data: bytes


class Picture:
    """The live picture of one viewer; start it once, ask it from any thread."""

    def __init__(self, node: "Opened", *, clock: Callable[[], Micros] = system_clock) -> None:
        self._node = node
        self._clock = clock
        self._viewer = msgspec.structs.replace(node.viewer, name="service:picture")
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: list[Callable[[], None]] = []
        self._frames: dict[int, Given] = {}
        self._framed = Micros(0)
        self._settled = threading.Event()
        self._trouble = ""
        self._after = self._matters = self._sensing = 0
        self._tracks, self._epoch = Tracks(), ""
        self._committed = Micros(0)
        self._made = 0.0

    # --- what readers ask -----------------------------------------------------------------

    @property
    def trouble(self) -> str:
        """Why the picture cannot be kept up at the moment, or empty."""
        return self._trouble

    def standing(self) -> tuple[str, int]:
        """Epoch and version."""
        with self._guard:
            return self._epoch, self._tracks.version

    def frame(self, epoch: str = "", version: int = 0) -> Given:
        """What changed since a version; everything for another epoch.  See `Frame`.

        Readers that hold the same version share one encoded frame.
        """
        with self._guard:
            now = self._clock()
            if abs(now - self._framed) >= SHARED_FOR:
                self._frames.clear()
                self._framed = now
            since = version if epoch == self._epoch else 0
            known = self._frames.get(since)
            if known is None:
                frame = self._frame(since)
                known = Given(frame.epoch, frame.version, msgspec.json.encode(frame))
                self._frames[since] = known
            return known

    def _frame(self, since: int) -> Frame:
        tracks = self._tracks
        present = tracks.newest if self._node.exercise and tracks.newest else self._clock()
        return Frame(
            epoch=self._epoch,
            version=tracks.version,
            full=since == 0,
            time=present // 1000,
            committed=self._committed // 1000,
            matters=self._matters,
            sensing=self._sensing,
            labels=tracks.labels(since),
            moves=tracks.moves(since),
            gone=[] if since == 0 else tracks.lost(since),
        )

    def on_change(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Have this called, from the picture's thread, whenever it has changed.

        Returns:
            what ends it.
        """
        with self._guard:
            self._told = [*self._told, tell]

        def end() -> None:
            with self._guard:
                self._told = [each for each in self._told if each is not tell]

        return end

    # --- keeping up -----------------------------------------------------------------------

    def start(self) -> None:
        """Begin to keep up, if not yet done."""
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="picture", daemon=True)
                self._thread.start()

    def ready(self, seconds: float) -> bool:
        """Start, and wait until there is a picture or trouble; whether there is one that is true."""
        self.start()
        return self._settled.wait(seconds) and not self._trouble

    def stop(self) -> None:
        """Keep up no longer; returns when the thread has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def opened(self, how: str, watch: str = "", viewer: Viewer | None = None) -> None:
        """Put on the chain that somebody begins to watch.

        Args:
            how: ``stream``, or ``once`` for a look that has no end.
            watch: name of this watch: of several at a time, each end is told from the others'.
            viewer: who, of those with the rights of this picture's viewer; None is that one.
        """
        self._look({"picture": how, "begins": True}, watch, viewer)

    def closed(self, how: str, watch: str = "", viewer: Viewer | None = None) -> None:
        """Put on the chain that they watch no longer; see `opened`."""
        self._look({"picture": how, "begins": False}, watch, viewer)

    def _look(self, request: dict[str, object], watch: str, viewer: Viewer | None) -> None:
        named = {"watch": watch} if watch else {}
        self._node.ledger.look(viewer or self._node.viewer, "track", {**request, **named})

    def _run(self) -> None:
        while not self._stop.is_set():
            trouble, changed = "", True
            try:
                changed = self.catch_up()
            except NorthlineError as error:
                # The ledger may be moved or full for a while: readers are told, and it goes on.
                trouble = str(error)
            except Exception:  # noqa: BLE001 - whatever it is, readers are told
                # Nobody may go on being shown what is old as though it were new.
                if self._trouble != UNEXPECTED:
                    _log.exception("the picture could not be kept up")
                trouble, self._after = UNEXPECTED, 0
            self._trouble = trouble
            self._settled.set()
            if changed:
                for tell in self._told:
                    tell()
            self._stop.wait(PAUSE if trouble else EVERY)

    def catch_up(self) -> bool:
        """Take what is new in the ledger; whether anything changed."""
        ledger = self._node.ledger
        head = ledger.head()[0]
        new = ledger.changes((*FOLLOWED, *MATTERS, *SENSING), self._after)
        aged = time.monotonic() - self._made > RENEW
        # Asked after the appends: of what is read of them, no right has changed unnoticed.
        if not self._after or aged or ledger.rights_changed(self._after, self._viewer):
            self._begin()
            return True
        if not new:
            self._after = head  # so that what is nothing to us is not passed over again and again
            return self._forget()
        upto = new[-1].seq
        kinds = dict.fromkeys(change.kind for change in new)
        found = {kind: self._read(kind, self._after, upto) for kind in kinds}
        self._after = upto
        seen = {
            seq for rows in found.values() for seq in pc.unique(rows.column("_seq")).to_pylist()
        }
        if not seen:
            return self._forget()  # what may not be seen does not move anything here
        with self._guard:
            matters, sensing = (
                any(found[kind].num_rows for kind in each if kind in found)
                for each in (MATTERS, SENSING)
            )
            self._matters += matters
            self._sensing += sensing
            if matters or sensing:
                self._tracks.version += 1
            self._take(self._tracks, found)
            self._committed = Micros(max(each.at for each in new if each.seq in seen))
            self._frames.clear()
        return True

    def _begin(self) -> None:
        """Make the picture from what is in the ledger now."""
        head = self._node.ledger.head()[0]
        since = self._present(head) - LOOK_BACK
        found = {kind: self._read(kind, 0, head, since) for kind in FOLLOWED}
        found["track"] = newest_of_each(found["track"])
        fresh = Tracks()
        self._take(fresh, found)
        fresh.version += 1  # an empty picture, too, has a version to wait from
        with self._guard:
            self._tracks, self._epoch = fresh, secrets.token_hex(4)
            self._after, self._matters = head, self._matters + 1
            self._sensing += 1
            self._committed = self._clock()
            self._frames.clear()
        self._made = time.monotonic()

    def _present(self, head: int) -> int:
        """The picture's present before there is a picture: the clock, in an exercise its newest report.

        A report from the future, by a clock that is wrong, must not hide all that is true.
        """
        if not self._node.exercise:
            return self._clock()
        newest = self._node.ledger.plan("track", self._viewer, columns=["at"], as_of=head, limit=1)
        last = _instants(self._node.ledger.read(newest, audited=False).read_all().column("at"))
        return last[0] if last else self._clock()

    def _read(self, kind: str, after: int, upto: int, since: int | None = None) -> pa.Table:
        window = None
        if since is not None:
            # What something is called is said seldom: look further back for names.
            since = since if kind == "track" else since - 48 * 3600 * 1_000_000
            window = (Micros(since), Micros(2**62))
        have = {field.name for field in kind_named(kind).fields}
        plan = self._node.ledger.plan(
            kind,
            self._viewer,
            window=window,
            columns=[name for name in _COLUMNS[kind] if name in have],
            after=after,
            as_of=upto,
            ordered=True,
        )
        return self._node.ledger.read(plan, audited=False).read_all()

    def _take(self, tracks: Tracks, found: dict[str, pa.Table]) -> None:
        for kind in ("particulars", "unit"):
            for identity, at, name, mode in _called(found.get(kind)):
                tracks.call(identity, at, name, mode)
        table = found.get("track")
        if table is not None and table.num_rows:
            tracks.take(_spoken(table))
        self._drop_old(tracks)

    def _forget(self) -> bool:
        """Drop what was not seen for long, though nothing is new; whether anything changed."""
        with self._guard:
            before = self._tracks.version
            self._drop_old(self._tracks)
            if self._tracks.version == before:
                return False
            self._frames.clear()
            return True

    def _drop_old(self, tracks: Tracks) -> None:
        present = tracks.newest if self._node.exercise else self._clock()
        tracks.drop(present - LOOK_BACK)


_COLUMNS = {
    "track": SPOKEN,
    "particulars": ("identity", "at", "name"),
    "unit": ("identity", "at", "callsign", "mode"),
    **dict.fromkeys((*MATTERS, *SENSING), ("id",)),
}


def _spoken(table: pa.Table) -> dict[str, list[Any]]:
    rows = {
        name: table.column(name).to_pylist()
        if name in table.column_names
        else [None] * table.num_rows
        for name in SPOKEN
        if name != "at"
    }
    return {**rows, "at": _instants(table.column("at"))}


def _called(table: pa.Table | None) -> Iterable[tuple[str, int, str | None, str | None]]:
    if table is None:
        return ()
    columns = table.column_names
    names = table.column("callsign" if "callsign" in columns else "name").to_pylist()
    modes = table.column("mode").to_pylist() if "mode" in columns else [None] * table.num_rows
    at = _instants(table.column("at"))
    return zip(table.column("identity").to_pylist(), at, names, modes, strict=True)


def _instants(column: Any) -> list[int]:
    found: list[int] = column.cast(pa.int64()).to_pylist()
    return found
