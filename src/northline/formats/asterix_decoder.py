"""Reads ASTERIX, a data block at a time; what becomes what is said in `northline.formats.asterix`."""

from collections import Counter
from collections.abc import Callable

import msgspec

from northline.formats.asterix_blocks import Blocks, Cut, Piece
from northline.formats.asterix_items import READ, Items, cut_block
from northline.formats.asterix_plots import read_target
from northline.formats.asterix_radars import MESSAGES, Radar, Radars
from northline.formats.asterix_reports import TIMES, read_report
from northline.formats.asterix_rows import AsterixRows, Said
from northline.formats.asterix_tracks import Report, read_track
from northline.formats.asterix_values import instant_of, unsigned
from northline.formats.pcap import MAGIC, Aside, Broken, Capture, CaptureState, Frame, is_capture
from northline.formats.pcap_udp import datagram_of
from northline.records.errors import InputError, RejectedUnit
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.units import Micros


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing when all is empty.

    Attributes:
        capture: of a capture, where it stands.
        radars: what each radar said of itself, the one longest unheard first.
        names: the last call sign of each identity, the one longest unheard first.
    """

    capture: CaptureState = CaptureState()
    radars: tuple[Radar, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


class When(msgspec.Struct, frozen=True):
    """When a data block reached us, and when it was captured, where a capture says so."""

    received: Micros
    captured: Micros | None = None

    @property
    def near(self) -> Micros:
        """The instant to which a time of day is nearest."""
        return self.received if self.captured is None else self.captured


class AsterixDecoder:
    """One stream of data blocks, or one capture, read from ``offset`` on.

    A *unit* is a record; a data block of which none is read is one, and so is what of a capture
    is no data block.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no ASTERIX stream: {error}") from error
        self._real = context.real
        self._rows = AsterixRows(context, dict(carried.names))
        self._radars = Radars(carried.radars)
        self._blocks = Blocks(offset, context.framing)
        self._capture: Capture | None = None
        if carried.capture != CaptureState():
            self._capture = Capture(offset, carried.capture)
        self._begun = context.framing is Framing.DATAGRAM or offset > 0 or bool(carry)
        self._beginning = b""
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        self._readers: dict[int, Callable[[Said, Items], str | None]] = {
            34: self._message,
            48: self._target,
            62: self._track,
        }

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        if not self._begun:
            data = self._beginning + data
            self._begun = end or len(data) >= MAGIC
            self._beginning = b"" if self._begun else data
            if self._begun and is_capture(data):
                self._capture = Capture()
        if self._begun and self._capture is not None:
            self._captured(self._capture, data, received, end=end)
        elif self._begun:
            for piece in self._blocks.take(data, end=end):
                self._piece(piece, When(received))
        if end:
            self._radars = Radars()
            self._rows.names.clear()
        return self._decoded(received)

    def _captured(self, capture: Capture, data: bytes, received: Micros, *, end: bool) -> None:
        for piece in capture.take(data, end=end):
            match piece:
                case Frame():
                    self._frame(piece, received)
                case Aside():
                    self._count(f"capture:{piece.what}")
                case Broken():
                    self._refuse(piece.offset, piece.raw, piece.reason, received)
        if end:
            self._capture, self._blocks.offset = None, capture.offset

    def _frame(self, frame: Frame, received: Micros) -> None:
        try:
            datagram = datagram_of(frame)
        except RejectedUnit as error:
            self._refuse(frame.offset, frame.raw, str(error), received)
            return
        if isinstance(datagram, str) or not datagram.data:
            self._count(f"capture:{datagram if isinstance(datagram, str) else 'empty datagram'}")
            return
        blocks = Blocks(datagram.position, Framing.DATAGRAM)
        for piece in blocks.take(datagram.data, end=True):
            self._piece(piece, When(received, frame.at))

    def _piece(self, piece: Piece, when: When) -> None:
        """Read a data block, or refuse what is none."""
        category = piece.raw[0]
        try:
            if piece.cut is not Cut.BLOCK:
                raise RejectedUnit(piece.cut.value)
            if category == 21:
                self._reports(piece, when)
            elif category not in self._readers:
                self._count(f"asterix:{category:03d} not read")
            else:
                self._records(piece, f"{category:03d}", when, self._readers[category])
        except RejectedUnit as error:
            self._refuse(piece.offset, piece.raw, str(error), when.received)

    def _records(
        self, piece: Piece, profile: str, when: When, read: Callable[[Said, Items], str | None]
    ) -> None:
        """Read each record of a block; one that is refused costs only itself.

        The bytes that are kept then are those of the block, for a record cannot be read without
        its head.
        """
        category, wrong = f"asterix:{profile[:3]}", []
        records = cut_block(profile, piece.raw)
        if not records:
            self._count(f"{category} empty")
        for number, (begins, stop, items) in enumerate(records, 1):
            try:
                said = _said(piece, begins, stop, items, profile, when)
                counted = read(said, items)
            except RejectedUnit as error:
                wrong.append(f"record {number} of {len(records)}: {error}")
                continue
            if counted is None:
                self._units += 1
            else:
                self._count(f"{category} {counted}")
        if wrong:
            raise RejectedUnit("; ".join(wrong))

    def _target(self, said: Said, items: Items) -> str | None:
        target = read_target(items)
        if isinstance(target, str):
            return target
        self._rows.target(said, target, self._radars.get(said.source))
        return None

    def _message(self, said: Said, items: Items) -> str | None:
        radar = self._radars.hear(said.source, items)
        if radar is None:
            kind = unsigned(items.get("000", b"\x00"))
            return MESSAGES.get(kind, f"message {kind}")
        self._rows.sensor(said, radar)
        return None

    def _track(self, said: Said, items: Items) -> str | None:
        return self._report(said, read_track(items, said.source))

    def _report(self, said: Said, report: Report | str) -> str | None:
        if isinstance(report, str):
            return report
        if report.simulated and self._real:
            raise RejectedUnit("it says that it is simulated or a test, and this ledger is real")
        self._rows.report(said, report)
        return None

    def _reports(self, piece: Piece, when: When) -> None:
        """Read a block of CAT021 under the first profile under which all of it is sound.

        Nothing in a block tells its edition, and those before 1.0 have another profile.
        """
        sound = (profile for profile in READ[21] if _is_sound(piece, profile, when))
        profile = next(sound, READ[21][0])

        def read(said: Said, items: Items) -> str | None:
            return self._report(said, read_report(items, old=profile != READ[21][0]))

        self._records(piece, profile, when, read)

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _refuse(self, offset: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(offset, raw, reason, received))
        self._units += 1

    def _decoded(self, received: Micros) -> Decoded:
        capture = self._capture
        carry = Carry(
            CaptureState() if capture is None else capture.state,
            self._radars.carried(),
            tuple(self._rows.names.items()),
        )
        decoded = Decoded(
            batches=self._rows.take(received),
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._blocks.offset if capture is None else capture.offset,
            carry=msgspec.msgpack.encode(carry) if carry != Carry() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded


_TIMES = {"034": ("030",), "048": ("140",), "062": ("070",)} | dict.fromkeys(READ[21], TIMES)
"""Where a record says when it was made, the better one first."""


def _said(piece: Piece, begins: int, stop: int, items: Items, profile: str, when: When) -> Said:
    """Who made a record, and when; raises `RejectedUnit` without a source."""
    if "010" not in items:
        raise RejectedUnit("it names no source (item 010)")
    time = next((items[each] for each in _TIMES[profile] if each in items), None)
    at = when.near if time is None else instant_of(time, when.near)
    timed = time is not None or when.captured is not None
    raw = piece.raw[begins:stop]
    return Said(piece.offset + begins, raw, unsigned(items["010"]), at, timed)


def _is_sound(piece: Piece, profile: str, when: When) -> bool:
    """Whether all records of a block have a source, an address, a time of day and a true place."""
    try:
        for begins, stop, items in cut_block(profile, piece.raw):
            _said(piece, begins, stop, items, profile, when)
            read_report(items, old=profile != READ[21][0])
            if "080" not in items:
                return False
    except RejectedUnit:
        return False
    return True
