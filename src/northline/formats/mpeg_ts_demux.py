"""KLV payloads out of the packets of a transport stream; everything else is counted.

Every packet is handed over once: in the `Payload` it is part of, refused with its bytes, or counted
by what it holds.  The tables say which packets hold KLV; those of private data that no table calls
KLV are looked into as well, for many senders register nothing.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.formats.mpeg_ts_packets import PACKET, Piece
from northline.formats.mpeg_ts_streams import Assembly, Head, Held, Payload, head_of
from northline.formats.mpeg_ts_tables import (
    NULL,
    PAT,
    PMT,
    RESERVED,
    Elementary,
    current,
    incomplete,
    intact,
    programs,
    sections,
    streams,
)
from northline.records.errors import RejectedUnit
from northline.records.units import Micros


class Came(NamedTuple):
    """A whole payload, and the stream it is of."""

    stream: Elementary
    payload: Payload


class Broken(NamedTuple):
    """Packets of which nothing can be made, and why."""

    packets: tuple[Held, ...]
    reason: str
    pid: int


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered from one process to the next."""

    maps: tuple[int, ...] = ()
    streams: tuple[tuple[int, tuple[Elementary, ...]], ...] = ()
    tables: tuple[tuple[int, bytes], ...] = ()
    assemblies: tuple[tuple[int, Assembly], ...] = ()


class Demux:
    """One transport stream.

    Attributes:
        counted: packets handed over to nobody, by what they hold.
    """

    def __init__(self, kept: Kept) -> None:
        self.counted: Counter[str] = Counter()
        self._maps = kept.maps
        self._streams = dict(kept.streams)
        self._tables = dict(kept.tables)
        self._assemblies = dict(kept.assemblies)
        self._of: dict[int, Elementary] = {}
        self._know()
        self._assemblies = {pid: each for pid, each in self._assemblies.items() if pid in self._of}

    def kept(self) -> Kept:
        """What another process needs to go on."""
        return Kept(
            self._maps,
            tuple(sorted(self._streams.items())),
            tuple(sorted((pid, held) for pid, held in self._tables.items() if held)),
            tuple(sorted(self._assemblies.items())),
        )

    def take(self, run: Piece, received: Micros) -> Iterator[Came | Broken]:
        """Hand over what these packets complete, and what of them cannot be used."""
        count = len(run.raw) // run.size
        packets = np.frombuffer(run.raw, np.uint8).reshape(count, run.size)[:, run.lead :]
        pids = (packets[:, 1].astype(np.uint16) & 0x1F) << 8 | packets[:, 2]
        at = 0
        while at < count:
            wanted = [PAT, *self._maps, *(pid for pid, each in self._of.items() if each.wanted)]
            places = at + np.flatnonzero(np.isin(pids[at:], wanted))
            stop = count
            for place in places.tolist():
                pid = int(pids[place])
                begins = place * run.size
                raw = run.raw[begins : begins + run.size]
                one = Held(run.offset + begins, raw, received, run.lead, run.lead + PACKET)
                before = (self._maps, self._of)
                yield from self._packet(pid, one)
                if (self._maps, self._of) != before:
                    stop = place + 1
                    break
            self._count(pids[at:stop][~np.isin(pids[at:stop], wanted)])
            at = stop

    def end(self) -> Iterator[Came | Broken]:
        """Hand over what the end of the stream completes; this object is of no use then."""
        for pid, assembly in sorted(self._assemblies.items()):
            if assembly.packets:
                yield from self._finish(pid, assembly, "the stream ends in this PES packet")

    def _count(self, pids: NDArray[np.integer[Any]]) -> None:
        for pid, count in zip(*np.unique(pids, return_counts=True), strict=True):
            self.counted[f"mpeg-ts:{self._sort(int(pid))}"] += int(count)

    def _sort(self, pid: int) -> str:
        if pid in self._of:
            return self._of[pid].sort
        if pid == NULL:
            return "null"
        return "table" if pid < RESERVED else "no program"

    def _packet(self, pid: int, one: Held) -> Iterator[Came | Broken]:
        try:
            head = head_of(one.payload)
            if head is None:
                self.counted["mpeg-ts:without payload"] += 1
                return
            one = msgspec.structs.replace(one, begins=one.begins + head.begins)
            if pid == PAT or pid in self._maps:
                self._table(pid, head, one.payload)
                self.counted["mpeg-ts:table"] += 1
                yield from self._forgotten()
                return
        except RejectedUnit as error:
            yield Broken((one,), str(error), pid)
            return
        yield from self._elementary(pid, head, one)

    def _elementary(self, pid: int, head: Head, one: Held) -> Iterator[Came | Broken]:
        assembly = self._assemblies.setdefault(pid, Assembly())
        if assembly.repeated(head, one):
            self.counted["mpeg-ts:repeated"] += 1
            return
        if not assembly.follows(head) and assembly.packets:
            yield Broken(tuple(assembly.give_up()), "packets after this one are missing", pid)
        if head.start and assembly.packets:
            yield from self._finish(pid, assembly)
        if not head.start and not assembly.packets:
            assembly.counter, assembly.last = head.counter, one.payload
            yield Broken((one,), "the beginning of this PES packet has not come", pid)
            return
        try:
            payload = assembly.add(head, one)
        except RejectedUnit as error:
            yield Broken(tuple(assembly.give_up()), str(error), pid)
            return
        if payload:
            yield Came(self._of[pid], payload)

    def _finish(self, pid: int, assembly: Assembly, wrong: str = "") -> Iterator[Came | Broken]:
        try:
            payload = assembly.finish()
        except RejectedUnit as error:
            yield Broken(tuple(assembly.give_up()), wrong or str(error), pid)
        else:
            yield Came(self._of[pid], payload)

    def _table(self, pid: int, head: Head, data: bytes) -> None:
        """Take a packet of a table; raises `RejectedUnit`."""
        held = self._tables.pop(pid, b"")
        if head.start:
            pointer = 1 + data[0]
            if held:
                self._sections(pid, held + data[1:pointer])
            held = data[pointer:]
        elif held:
            held += data
        self._sections(pid, held)
        rest = incomplete(held)
        if rest:
            self._tables[pid] = rest

    def _sections(self, pid: int, held: bytes) -> None:
        for section in sections(held):
            if not intact(section):
                raise RejectedUnit("the checksum of this table does not hold")
            if not current(section):
                continue
            if pid == PAT and section[0] == PAT:
                more = self._maps if section[6] else ()
                self._maps = tuple(sorted({*more, *programs(section)}))
            elif pid != PAT and section[0] == PMT:
                self._streams[pid] = streams(section)
        self._know()

    def _know(self) -> None:
        """Which stream each PID is of now."""
        self._streams = {pid: of for pid, of in self._streams.items() if pid in self._maps}
        self._of = {each.pid: each for of in self._streams.values() for each in of}

    def _forgotten(self) -> Iterator[Broken]:
        """Payloads under way of streams that no table names any more."""
        for pid in [each for each in self._assemblies if each not in self._of]:
            packets = self._assemblies.pop(pid).give_up()
            if packets:
                yield Broken(tuple(packets), "the tables name its stream no more", pid)
