"""A relay at work: one task lets out what waits, in turns.

A turn takes what has waited, in order; writes to the chain who has come and gone and who is sent
what; and only then hands it to the relay.  While one turn is written the next collects, so a busy
relay pays for a few entries of the chain, and not for one per message.
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import pyarrow as pa

from northline.app import relay_disclosure as disclosure
from northline.app.feeds import Batches, Feed
from northline.app.relay_decoding import relayed_format
from northline.app.relay_findings import alerts, held, written
from northline.app.relay_groups import Group, earlier, group_of
from northline.app.relay_memory import Memory, Shown, read_again
from northline.app.relay_presence import Presence
from northline.app.relay_renditions import (
    Rendition,
    in_wire,
    rendition_of_events,
    rendition_of_messages,
)
from northline.formats.cot_control import PING, REQUEST, write_offer, write_pong, write_response
from northline.formats.tak import TAK
from northline.records.errors import LedgerDamaged, NorthlineError
from northline.records.finding import Finding
from northline.records.marking import Viewer, may_see
from northline.records.message import Message
from northline.records.record import Record
from northline.records.units import Micros
from northline.transports.backlog import Passed, outgoing
from northline.transports.connections import connection_name, now, peer_name
from northline.transports.relay import Client, Relay

LOOK_SECONDS = 0.25
"""How often the ledger is asked for new findings, and the relay for what it has to say."""

EARLIER = Micros(3600 * 1_000_000)
"""How far back a relay that begins looks for what still holds."""

NEAR = 16
"""Entries of the chain that one append makes, about."""


class _Gone(NamedTuple):
    """A client that has left, and what became of what was offered to it."""

    name: str
    passed: Passed


class _Found(NamedTuple):
    """New findings and their crossings."""

    records: Sequence[Record]


class _Out(NamedTuple):
    """Something to send, and to which connections."""

    rendition: Rendition
    to: Sequence[str]


class _Turn(msgspec.Struct):
    """What is taken at once: what to tell of it, what goes out, and who has come behind that."""

    told: list[disclosure.Told]
    out: list[_Out]
    came: list[Client]


class Relaying:
    """One relay at work.

    Attributes:
        feed: the feed to read the relay's clients with.
        held_back: messages that were committed and not passed on for their marking.
    """

    def __init__(
        self, feed: Feed, relay: Relay, viewer: Viewer, say: Callable[[str], None] | None
    ) -> None:
        """Begin to pass on what is committed by `feed`, from the running event loop."""
        self.feed = msgspec.structs.replace(
            feed, committed=self._committed, format=relayed_format(feed.format, self._heard)
        )
        self.held_back = 0
        self._relay, self._viewer, self._say = relay, viewer, say
        self._loop = asyncio.get_running_loop()
        self._ledger, self._exercise = feed.node.ledger, feed.node.exercise
        self._write = written(exercise=self._exercise)
        self._begins_in_protobuf = feed.format.name == TAK.name
        self._agreed: set[str] = set()
        self._memory = Memory()
        self._presence = Presence()
        self._waiting: deque[Client | _Gone | _Found | Group] = deque(relay.clients)
        self._arrived = asyncio.Event()
        self._telling: asyncio.Future[list[Shown]] | None = None
        relay.coming, relay.going = self._wait, lambda *gone: self._wait(_Gone(*gone))
        where = peer_name(relay.address)
        self._disclosure = disclosure.Disclosure(feed.node.ledger, viewer, connection_name(where))
        self._untold = [disclosure.opened(where, viewer.clearance.label)]

    async def follow(self) -> None:
        """Let out what waits, and follow the findings, until cancelled."""
        try:
            await self._remember_what_holds()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._let_out())
                both.create_task(self._follow_findings())
        except Exception as error:
            self._tell(f"the relay passes nothing on any more: {error}")
            raise
        finally:
            if self._telling is not None:  # what is being written stands before the end
                await asyncio.gather(self._telling, return_exceptions=True)
            told = [*self._untold, disclosure.stopped(self._presence.numbers())]
            try:
                self._disclosure.write(told)
            except NorthlineError as error:
                self._tell(f"that the relay ends could not be recorded: {error}")

    # --- turns ----------------------------------------------------------------------------

    async def _let_out(self) -> None:
        while True:
            self._arrived.clear()
            while self._waiting:
                turn = self._turn()
                try:
                    await self._finish(turn)
                except NorthlineError as error:
                    self._withhold(turn, error)
                    await asyncio.sleep(LOOK_SECONDS)
            await self._arrived.wait()

    def _turn(self) -> _Turn:
        """Take what waits, up to and with those who come: what is behind is news to them."""
        turn = _Turn(told=self._untold, out=[], came=[])
        self._untold = []
        while self._waiting and (not turn.came or isinstance(self._waiting[0], Client)):
            match self._waiting.popleft():
                case Client() as client:
                    number = self._presence.come(client.name)
                    turn.told.append(disclosure.connected(number, client))
                    turn.came.append(client)
                case _Gone(name, passed):
                    self._agreed.discard(name)
                    if gone := self._presence.leave(name):
                        turn.told.append(disclosure.left(gone, passed))
                case _Found(records):
                    self._take_found(turn, records)
                case Group() as group:
                    self._take_group(turn, group)
        return turn

    async def _finish(self, turn: _Turn) -> None:
        """Tell the chain of a turn, then hand over what goes out."""
        again = self._memory.fresh(now()) if turn.came else []
        came = [each.name for each in turn.came]
        wires = {self._speaks_protobuf(name) for name in self._presence}

        def tell() -> list[Shown]:
            shown = read_again(
                self._ledger, self._viewer, again, self._write, exercise=self._exercise
            )
            numbers = self._presence.numbers(came)
            turn.told += [disclosure.sent_ids(numbers, each.kind, each.ids) for each in shown]
            self._disclosure.write(turn.told)
            renditions = [each.rendition for each in turn.out] + [each.rendition for each in shown]
            for rendition, protobuf in itertools.product(renditions, wires):
                rendition.of(protobuf=protobuf)  # made here, where nobody waits for it
            return shown

        self._telling = asyncio.ensure_future(asyncio.to_thread(tell))
        shown = await asyncio.shield(self._telling)
        for out in turn.out:
            self._send(out)
        in_xml = [name for name in came if not self._speaks_protobuf(name)]
        self._relay.offer(outgoing([write_offer(now())]), in_xml)
        for each in shown:
            self._send(_Out(each.rendition, came))

    def _send(self, out: _Out) -> None:
        for protobuf in (False, True):
            to = [name for name in out.to if self._speaks_protobuf(name) is protobuf]
            if to:
                self._relay.offer(out.rendition.of(protobuf=protobuf), to)

    def _withhold(self, turn: _Turn, error: NorthlineError) -> None:
        """Nothing of a turn that could not be told of leaves, and who came must come again."""
        self._relay.said.append(
            f"{len(turn.out)} groups of events did not go out and {len(turn.came)} clients were "
            f"closed, for it could not be recorded: {error}"
        )
        for client in turn.came:
            self._presence.leave(client.name)
            self._relay.close(client.name)
        self._untold = [each for each in turn.told if not {"to", "connected"} & each.says.keys()]

    # --- messages -------------------------------------------------------------------------

    def _committed(self, connection: str, batches: Batches, newest: int) -> None:
        """Pass on what a client sent and the ledger has; called from any thread."""
        for kind, batch in batches:
            if kind != Message.kind or not batch.num_rows:
                continue
            if may_see(self._viewer, self.feed.marking, now()):
                group = group_of(connection, self._append(newest), batch)
                self._soon(self._wait, group)
            else:
                self._hold_back(batch.num_rows)

    def _append(self, newest: int) -> int:
        """The entry that holds the messages of an append whose newest entry is this one."""
        for after in (newest - NEAR, newest - NEAR**3, 0):
            found = self._ledger.changes((Message.kind,), max(0, after), limit=NEAR**3)
            entries = [each.seq for each in found if each.seq <= newest]
            if entries:
                return entries[-1]
        raise LedgerDamaged(f"no messages were committed up to entry {newest}")

    def _take_group(self, turn: _Turn, group: Group) -> None:
        self._presence.hear(group.connection, group.friends)
        self._memory.take(group.newest, group.gone)
        others = [name for name in self._presence if name != group.connection]
        if not group.addressed:
            self._put(turn, group, None, others)
            return
        rows = [row for row in range(group.batch.num_rows) if row not in group.addressed]
        self._put(turn, group, rows, others)
        for row, destinations in group.addressed.items():
            named, tell = self._presence.named(destinations)
            self._relay.said.extend(tell)
            self._put(turn, group, [row], [name for name in named if name in others])

    def _put(
        self, turn: _Turn, group: Group, rows: Sequence[int] | None, to: Sequence[str]
    ) -> None:
        """Send some of a group's messages, or all of them."""
        if not to or (rows is not None and not rows):
            return
        batch = group.batch if rows is None else group.batch.take(pa.array(rows))
        spans = [(0, batch.num_rows)] if rows is None else _runs(rows)
        numbers = self._presence.numbers(to)
        turn.told.append(disclosure.sent_rows(numbers, [(group.append, *each) for each in spans]))
        turn.out.append(_Out(rendition_of_messages(batch, exercise=self._exercise), to))

    def _hold_back(self, count: int) -> None:
        first = not self.held_back
        self.held_back += count
        if first:
            self._tell(
                "what clients send is kept and not passed on: the feed's marking is not for "
                f"{self._viewer.agency} up to {self._viewer.clearance.label}"
            )

    # --- what is about a connection -------------------------------------------------------

    def _heard(self, connection: str, type: str, agreed: bool) -> None:
        """Answer an event about the connection; called from any thread."""
        if type == PING:
            self._soon(self._answer, connection, write_pong(now()))
        elif type == REQUEST and not self._speaks_protobuf(connection):
            self._soon(self._respond, connection, agreed)

    def _answer(self, connection: str, event: bytes) -> None:
        protobuf = self._speaks_protobuf(connection)
        self._relay.offer(outgoing([in_wire(event, protobuf=protobuf)]), [connection])

    def _respond(self, connection: str, agreed: bool) -> None:
        """Answer a request for the TAK protocol in XML; behind an agreement nothing else is."""
        self._answer(connection, write_response(now(), agreed=agreed))
        if agreed:
            self._agreed.add(connection)

    def _speaks_protobuf(self, connection: str) -> bool:
        return self._begins_in_protobuf or connection in self._agreed

    # --- findings, and what holds at the beginning ----------------------------------------

    async def _follow_findings(self) -> None:
        """Let alerts of new findings wait to go out, and tell of slow receivers."""
        after = await asyncio.to_thread(self._ledger.content_head)
        while True:
            try:
                after = await asyncio.to_thread(self._find, after)
            except NorthlineError as error:
                self._relay.said.append(f"new findings did not go out: {error}; trying again")
            while self._relay.said:
                self._tell(self._relay.said.popleft())
            await asyncio.sleep(LOOK_SECONDS)

    def _find(self, after: int) -> int:
        """Look for what was found after an entry of the chain; the newest entry then."""
        changes = self._ledger.changes((Finding.kind,), after)
        if not changes:
            return after
        if found := alerts(self._ledger, self._viewer, after=after):
            self._soon(self._wait, _Found(found))
        return changes[-1].seq

    def _take_found(self, turn: _Turn, records: Sequence[Record]) -> None:
        for record in records:
            self._memory.note(*held(record))
        to = list(self._presence)
        if to:
            numbers = self._presence.numbers()
            for kind, some in itertools.groupby(records, lambda each: each.kind):
                ids = [each.id for each in some]
                turn.told.append(disclosure.sent_ids(numbers, kind, ids))
            events = [self._write(each) for each in records]
            turn.out.append(_Out(rendition_of_events(events), to))

    async def _remember_what_holds(self) -> None:
        """Remember what was committed before the relay began, of the last hour."""
        window = Micros(now() - EARLIER), Micros(now() + EARLIER)

        def read() -> tuple[Group | None, list[Record]]:
            group = earlier(self._ledger, self._viewer, self.feed.source, window)
            return group, alerts(self._ledger, self._viewer, window=window)

        try:
            group, found = await asyncio.to_thread(read)
        except NorthlineError as error:
            self._tell(f"what was said before the relay began is not shown to clients: {error}")
            return
        if group is not None:
            self._memory.take(group.newest, group.gone)
        for record in found:
            self._memory.note(*held(record))

    # --- between threads ------------------------------------------------------------------

    def _wait(self, what: Client | _Gone | _Found | Group) -> None:
        self._waiting.append(what)
        self._arrived.set()

    def _soon(self, call: Callable[..., None], *given: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it every client
            self._loop.call_soon_threadsafe(call, *given)

    def _tell(self, said: str) -> None:
        if self._say is not None:
            self._say(said)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending rows as first row and count of each run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and sum(runs[-1]) == row:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((row, 1))
    return runs
