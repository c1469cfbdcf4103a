"""Reads KLV; what becomes what is said in `northline.formats.klv`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from northline.formats.klv_local_set import KEY_0601, read_local_set, security_in
from northline.formats.klv_packets import KEY, value_of
from northline.formats.klv_payloads import Source, begins_with_klv, klv_packets, out_of_cells
from northline.formats.klv_rows import NOT_REAL, KlvRows, Placed
from northline.formats.klv_said import Said, Security
from northline.formats.klv_security import SETS, refusal, sensitivity
from northline.formats.klv_universal_set import KEY_0104, read_security_set, read_universal_set
from northline.formats.klv_vmti import KEY_0903, Moving, moving_targets
from northline.formats.mpeg_ts_demux import Broken, Came, Demux, Kept
from northline.formats.mpeg_ts_packets import Cut, Packets, Piece
from northline.formats.mpeg_ts_streams import Held
from northline.formats.mpeg_ts_tables import METADATA
from northline.records.errors import InputError, RejectedUnit
from northline.records.protocols import Context, Decoded, Refused, refused
from northline.records.stated import BeyondFeed, Withheld, check_within
from northline.records.units import Micros

_READ: Mapping[bytes, tuple[str, Callable[[bytes], Said]]] = MappingProxyType(
    {
        KEY_0601: ("klv:0601 without place", read_local_set),
        KEY_0104: ("klv:0104 without place", read_universal_set),
    }
)
_NAMED = dict.fromkeys(SETS, "klv:security") | {KEY_0903: "klv:0903 without place"}

_ALONE = -1
"""In place of a PID: KLV that stands in no transport stream."""


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing when all is empty.

    Attributes:
        size: length of the packets expected next, or 0.
        kept: see `Demux`.
        sources: the streams of KLV by PID.
    """

    size: int = 0
    kept: Kept = Kept()
    sources: tuple[tuple[int, Source], ...] = ()


class KlvDecoder:
    """One stream, read from ``offset`` on.

    A *unit* is a transport packet, a KLV packet outside one, or what stands between.  Each is
    counted once: with its record, as refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._real, self._feed = context.real, context.feed
        self._rows = KlvRows(context)
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no KLV stream: {error}") from error
        self._packets = Packets(offset, context.framing, carried.size)
        self._demux = Demux(carried.kept)
        self._sources = dict(carried.sources)

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        for piece in self._packets.take(data, end=end):
            if piece.cut is Cut.PACKETS:
                self._units += len(piece.raw) // piece.size
                self._take(self._demux.take(piece, received))
            else:
                self._units += 1
                self._alone(piece, received)
        if end:
            self._take(self._demux.end())
            for pid, source in sorted(self._sources.items()):
                self._give_up(pid, "the stream ends in this KLV packet", source.packets)
        self._other.update(self._demux.counted)
        self._demux.counted.clear()
        if end:
            self._demux, self._sources = Demux(Kept()), {}
        return self._decoded(received)

    def _take(self, found: Iterable[Came | Broken]) -> None:
        for each in found:
            if isinstance(each, Broken):
                self._refuse(each.pid, each.packets, RejectedUnit(each.reason))
            elif each.payload.padding:
                self._other["mpeg-ts:padding"] += len(each.payload.packets)
            else:
                self._payload(each)

    def _alone(self, piece: Piece, received: Micros) -> None:
        """KLV outside a transport stream, or what is neither."""
        one = Held(piece.offset, piece.raw, received, 0, len(piece.raw))
        if piece.cut is not Cut.KLV:
            self._refuse(_ALONE, [one], RejectedUnit(piece.cut.value))
            return
        try:
            what = self._klv(_ALONE, Placed(piece.offset, piece.raw, 0, received))
        except RejectedUnit as error:
            self._refuse(_ALONE, [one], error)
            return
        if what:
            self._other[what] += 1

    def _payload(self, came: Came) -> None:
        """One payload; it may end a KLV packet that began in the one before, and begin another."""
        pid, (packets, data, *_) = came.stream.pid, came.payload
        source = self._source(pid)
        counted: Counter[str] = Counter()
        made = False
        try:
            if came.stream.type == METADATA and not begins_with_klv(data):
                data = out_of_cells(data)
            if source.tail and begins_with_klv(data):
                self._give_up(pid, "the KLV packet in it is not complete", source.packets)
            elif not source.tail and not begins_with_klv(data) and not came.stream.klv:
                self._other["mpeg-ts:private data"] += len(packets)
                return
            data, packets = source.tail + data, (*source.packets, *packets)
            source.packets = []
            first = packets[0]
            for index, raw in enumerate(klv_packets(source, data)):
                what = self._klv(pid, Placed(first.offset, raw, index, Micros(first.received)))
                counted[what] += bool(what)
                made = made or not what
        except RejectedUnit as error:
            every = [*source.packets, *packets]
            self._refuse(pid, every, error)
            source.tail, source.packets = b"", []
            return
        if source.tail:
            source.packets = list(packets)
            return
        self._other["continued"] += len(packets) - 1
        if not made:
            self._other[min(+counted, default="klv:empty")] += 1

    def _klv(self, pid: int, placed: Placed) -> str:
        """Make rows of one KLV packet, or say what it counts as; raises `RejectedUnit`."""
        key, value = placed.raw[:KEY], value_of(placed.raw)
        known = self._source(pid).known
        if key in SETS:
            known.security = read_security_set(key, value)
        said, what = Said(), _NAMED.get(key) or f"klv:{key[4:].hex()}"
        moving: list[Moving] = []
        if key in _READ:
            what, read = _READ[key]
            try:
                said = read(placed.raw)
            except RejectedUnit:
                perhaps = security_in(value)  # damaged, and perhaps not in this
                if perhaps.above:
                    raise Withheld(refusal(perhaps.above)) from None
                check_within(sensitivity(perhaps), self._feed)
                raise
            known.learn(said)
        if known.security.above:
            raise Withheld(refusal(known.security.above))
        check_within(sensitivity(known.security), self._feed)
        if self._real and known.mode in NOT_REAL:
            raise RejectedUnit(
                f"it says that it is of {NOT_REAL[known.mode]}, and this is a real ledger"
            )
        if said.moving or key == KEY_0903:
            moving = list(moving_targets(said.moving or value, said))
        made = self._rows.add(placed, said, known, moving)
        return "" if made else what

    def _source(self, pid: int) -> Source:
        return self._sources.setdefault(pid, Source())

    def _give_up(self, pid: int, reason: str, packets: list[Held]) -> None:
        """Refuse a KLV packet of which the rest has not come."""
        if packets:
            self._refuse(pid, packets, RejectedUnit(reason))
        source = self._sources[pid]
        source.tail, source.packets = b"", []

    def _refuse(self, pid: int, packets: Sequence[Held], error: RejectedUnit) -> None:
        """Refuse these; of a stream that is above Secret nothing is kept (LAW.md, rule 5).

        Of one that is more than its feed all is kept as strictly as it says, damaged or not.
        """
        source = self._sources.get(pid)
        security = Security() if source is None else source.known.security
        if security.above:
            error = Withheld(str(error))
        elif not isinstance(error, Withheld | BeyondFeed):
            try:
                check_within(sensitivity(security), self._feed)
            except BeyondFeed as beyond:
                error = BeyondFeed(beyond.stated, str(error))
        for one in packets:
            self._refused.append(refused(one.offset, one.raw, error, Micros(one.received)))

    def _decoded(self, received: Micros) -> Decoded:
        carry = Carry(self._packets.size, self._demux.kept(), tuple(sorted(self._sources.items())))
        decoded = Decoded(
            batches=self._rows.take(received),
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._packets.offset,
            carry=msgspec.msgpack.encode(carry) if carry != Carry() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded
