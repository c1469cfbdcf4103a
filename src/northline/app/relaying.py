"""What a relay passes on, and to whom: committed messages of its clients, and new crossings.

Nothing goes out before it is in the ledger, and nothing that the relay's viewer may not see:
the node's country, and the agency, level and purpose of the relay's address (by default the
node's agency, Unclassified, and the operator's purpose).
"""

import asyncio
import base64
import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.feeds import Feed
from northline.records.errors import NorthlineError
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer, may_see
from northline.records.message import Message, Wire
from northline.records.record import Record
from northline.records.track import Crossing
from northline.transports.connections import now
from northline.transports.relay import Outgoing, Relay, outgoing

if TYPE_CHECKING:
    from northline.app.opened import Opened

PING = "t-x-c-t"
"""Type of the event by which a client asks whether the server is still there."""

ALERTED = ("line-crossing",)
"""Kinds of findings that go out as alerts."""

LOOK_SECONDS = 0.25
"""How often the ledger is asked for new findings, and the relay for what it has to say."""


class Relaying:
    """One relay at work.

    Attributes:
        feed: the feed to read the relay's clients with.
        held_back: messages that were committed and not passed on for their marking.
    """

    def __init__(self, feed: Feed, relay: Relay, say: Callable[[str], None] | None = None) -> None:
        """Begin to pass on what is committed by `feed`, from the running event loop."""
        self.feed = msgspec.structs.replace(feed, committed=self._committed)
        self.held_back = 0
        self._relay, self._say = relay, say
        self._viewer = viewer_of(feed.node, relay)
        self._loop = asyncio.get_running_loop()
        self._protobuf = feed.format.name == "tak"

    async def follow(self) -> None:
        """Send alerts of new findings, and tell of slow receivers, until cancelled."""
        ledger = self.feed.node.ledger
        after = await asyncio.to_thread(ledger.content_head)
        while True:
            try:
                after = await self._send_alerts(after)
            except NorthlineError as error:
                self._relay.said.append(f"new findings did not go out: {error}; trying again")
            self._tell()
            await asyncio.sleep(LOOK_SECONDS)

    async def _send_alerts(self, after: int) -> int:
        """Send alerts of what was found after an entry of the chain; the newest entry then."""
        watch = self.feed.node.ledger.watch
        changes = await asyncio.to_thread(lambda: list(watch((Finding.kind,), after, timeout=0)))
        if not changes:
            return after
        if self._relay.receivers:
            events = await asyncio.to_thread(self._alerts, after)
            if events:
                self._relay.offer(outgoing(events))
        return changes[-1].seq

    def _tell(self) -> None:
        while self._relay.said:
            said = self._relay.said.popleft()
            if self._say is not None:
                self._say(said)

    # --- messages -------------------------------------------------------------------------

    def _committed(self, connection: str, batches: Iterable[tuple[str, pa.RecordBatch]]) -> None:
        """Pass on what a client sent and the ledger has; called from any thread."""
        for kind, batch in batches:
            if kind == Message.kind and batch.num_rows:
                self._pass_on(connection, self._answered(connection, batch))

    def _answered(self, connection: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The messages but for pings, which are answered."""
        pings = pc.equal(batch.column("type"), PING)
        if not pc.any(pings).as_py():
            return batch
        from northline.formats.cot_writing import write_pong

        answer = in_the_wire(write_pong(now()), protobuf=self._protobuf)
        self._soon(self._relay.answer, connection, outgoing([answer]))
        return batch.filter(pc.invert(pings))

    def _pass_on(self, connection: str, batch: pa.RecordBatch) -> None:
        if not may_see(self._viewer, self.feed.marking, now()):
            self._hold_back(batch.num_rows)
        elif batch.num_rows:
            units = units_of(batch, protobuf=self._protobuf)
            self._soon(lambda: self._relay.offer(units, besides=connection))

    def _soon(self, call: Callable[..., None], *given: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it every client
            self._loop.call_soon_threadsafe(call, *given)

    def _hold_back(self, count: int) -> None:
        first = not self.held_back
        self.held_back += count
        if first and count and self._say is not None:
            self._say(
                "what clients send is kept and not passed on: the feed's marking is not for "
                f"{self._viewer.agency} up to {self._viewer.clearance.label}"
            )

    # --- findings -------------------------------------------------------------------------

    def _alerts(self, after: int) -> list[bytes]:
        """New findings and the crossings they are about, as far as the relay may see them."""
        from northline.app.event_export import in_english
        from northline.formats.cot_writing import write_event

        found = [
            each
            for each in self._read(Finding, after=after)
            if isinstance(each, Finding) and each.finding in ALERTED
        ]
        about = [id for each in found for id in each.about]
        crossings = self._read(Crossing, ids=about) if about else []
        exercise = self.feed.node.exercise
        events = (
            write_event(each, exercise=exercise, say=in_english) for each in (*found, *crossings)
        )
        return [in_the_wire(event, protobuf=self._protobuf) for event in events]

    def _read(
        self, record: type[Record], *, after: int = 0, ids: Sequence[bytes] | None = None
    ) -> list[Record]:
        ledger = self.feed.node.ledger
        plan = ledger.plan(record.kind, self._viewer, after=after, ids=ids)
        return kind_named(record.kind).from_batch(ledger.read(plan).read_all())


def relayed(
    feed: Feed, transport: object, say: Callable[[str], None] | None
) -> tuple[Feed, "asyncio.Future[None] | None"]:
    """The feed to read a transport with, and what must go on beside it where it is a relay."""
    if not isinstance(transport, Relay):
        return feed, None
    relaying = Relaying(feed, transport, say)
    return relaying.feed, asyncio.ensure_future(relaying.follow())


def viewer_of(node: "Opened", relay: Relay) -> Viewer:
    """Whom a relay stands for: whoever connects is shown what this viewer may see."""
    operator = node.operator
    return Viewer(
        name="service:relay",
        agency=relay.agency or operator.agency,
        country=operator.country,
        clearance=relay.level,
        roles=("service",),
        purpose=relay.purpose or operator.purpose,
    )


def units_of(batch: pa.RecordBatch, *, protobuf: bool) -> Outgoing:
    """Messages as they go out: each as it came in; XML among protobuf is carried by it."""
    raw = batch.column("raw")
    if not protobuf:
        # They stand one behind the other in memory already: nothing is copied.
        bounds = np.frombuffer(raw.buffers()[1], np.int32)[raw.offset :][: len(raw) + 1]
        data = memoryview(raw.buffers()[2])[bounds[0] : bounds[-1]]
        return Outgoing(data, (bounds - bounds[0]).tolist())
    from northline.formats.tak_frames import framed

    wires = batch.column("wire").to_pylist()
    return outgoing(
        [
            framed(base64.b64decode(text))
            if wire == Wire.PROTOBUF
            else in_the_wire(text.encode(), protobuf=True)
            for text, wire in zip(raw.to_pylist(), wires, strict=True)
        ]
    )


def in_the_wire(event: bytes, *, protobuf: bool) -> bytes:
    """An XML event as a relay speaks."""
    if not protobuf:
        return event
    from northline.formats.tak_frames import framed
    from northline.formats.tak_messages import message_of

    return framed(message_of(event).SerializeToString())
