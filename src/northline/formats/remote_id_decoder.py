"""Reads Remote ID; what becomes what is said in `northline.formats.remote_id`."""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from northline.formats import pcap
from northline.formats.lines import LONGEST, Cut, Lines
from northline.formats.remote_id_bluetooth import (
    heard_behind_head,
    heard_by_nordic,
    heard_in_link_layer,
)
from northline.formats.remote_id_dji import read_telemetry
from northline.formats.remote_id_lines import read_line
from northline.formats.remote_id_messages import (
    LOCATION,
    NAMES,
    OPERATOR_ID,
    SELF_ID,
    SYSTEM,
    BasicId,
    Location,
    Message,
    Page,
    System,
    Words,
    read_message,
    type_of,
    unpack,
)
from northline.formats.remote_id_rows import Place, RemoteIdRows, When
from northline.formats.remote_id_senders import Claim, Sender, Senders
from northline.formats.remote_id_wifi import DJI, Heard, heard_in_radiotap, heard_in_wifi
from northline.records.errors import InputError, RejectedUnit
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.units import Micros

LINKS: Mapping[int, Callable[[bytes], list[Heard]]] = MappingProxyType(
    {
        pcap.WIFI: heard_in_wifi,
        pcap.WIFI_RADIOTAP: heard_in_radiotap,
        pcap.BLUETOOTH_LE: heard_in_link_layer,
        pcap.BLUETOOTH_LE_PHDR: heard_behind_head,
        pcap.NORDIC_BLE: heard_by_nordic,
    }
)
"""How frames are read, by the link type of the capture."""


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing when all is empty.

    Attributes:
        capture: of a capture, where it stands.
        inside: of lines, whether the next byte is in the middle of one that is too long.
        senders: see `Senders`.
        claims: see `Senders`.
    """

    capture: pcap.CaptureState = pcap.CaptureState()
    inside: bool = False
    senders: tuple[Sender, ...] = ()
    claims: tuple[tuple[str, tuple[Claim, ...]], ...] = ()


class Unit(msgspec.Struct, frozen=True):
    """Where in the stream what was heard stands: all of it is refused where it is wrong.

    Attributes:
        offset: place of its first byte.
        raw: its bytes.
        begins: place in the stream of the frame that holds the messages; -1 where they stand as
            text in a line, which is then refused as a whole.
    """

    offset: int
    raw: bytes
    begins: int


class RemoteIdDecoder:
    """One capture, or one stream of lines, read from ``offset`` on.

    A *unit* is a message; a frame or line without one is a unit, and so is what of a capture is no
    frame.  Each is counted once: with its record, as refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no Remote ID stream: {error}") from error
        self._rows = RemoteIdRows(context)
        self._senders = Senders(carried.senders, carried.claims)
        self._lines = Lines(offset, context.framing, inside=carried.inside)
        self._capture: pcap.Capture | None = None
        if carried.capture != pcap.CaptureState():
            self._capture = pcap.Capture(offset, carried.capture)
        self._begun = context.framing is Framing.DATAGRAM or offset > 0 or bool(carry)
        self._beginning = b""
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        if not self._begun:
            data = self._beginning + data
            self._begun = end or len(data) >= pcap.MAGIC
            self._beginning = b"" if self._begun else data
            if self._begun and pcap.is_capture(data):
                self._capture = pcap.Capture()
        if self._begun and self._capture is not None:
            self._captured(self._capture, data, received, end=end)
        elif self._begun:
            for offset, line, cut in self._lines.take(data, end=end):
                self._line(offset, line, cut, received)
        if end:
            self._senders = Senders()
        return self._decoded(received)

    # --- captures and lines ---------------------------------------------------------------

    def _captured(self, capture: pcap.Capture, data: bytes, received: Micros, *, end: bool) -> None:
        for piece in capture.take(data, end=end):
            match piece:
                case pcap.Frame():
                    self._frame(piece, received)
                case pcap.Aside():
                    self._count(f"capture:{piece.what}")
                case pcap.Broken():
                    self._refuse(piece.offset, piece.raw, piece.reason, received)
        if end:
            self._capture, self._lines.offset = None, capture.offset

    def _frame(self, frame: pcap.Frame, received: Micros) -> None:
        read = LINKS.get(frame.link)
        if read is None:
            self._count(f"capture:link {frame.link}")
            return
        try:
            found = read(frame.data)
        except RejectedUnit as error:
            self._refuse(frame.offset, frame.raw, str(error), received)
            return
        when = When(received if frame.at is None else frame.at, frame.at is not None)
        unit = Unit(frame.offset, frame.raw, frame.position)
        for heard in found:
            self._heard(unit, heard, when, None, received)
        if not found:
            wifi = frame.link in {pcap.WIFI, pcap.WIFI_RADIOTAP}
            self._count("wi-fi" if wifi else "bluetooth")

    def _line(self, offset: int, line: bytes, cut: Cut, received: Micros) -> None:
        if not line.strip():
            self._count("empty")
            return
        try:
            if cut is Cut.TOO_LONG:
                raise RejectedUnit(f"a piece of a line of more than {LONGEST} bytes")
            said = read_line(line)
        except RejectedUnit as error:
            reason = f"the stream ends in this line: {error}" if cut is Cut.OPEN else str(error)
            self._refuse(offset, line, reason, received)
            return
        when = When(received if said.at is None else said.at, said.at is not None)
        self._heard(Unit(offset, line, -1), said.heard, when, said.station, received)

    # --- messages -------------------------------------------------------------------------

    def _heard(
        self, unit: Unit, heard: Heard, when: When, station: str | None, received: Micros
    ) -> None:
        """Take the messages of one sender."""
        if heard.way == DJI:
            self._dji(unit, heard, when, station, received)
            return
        try:
            messages = unpack(heard.data)
        except RejectedUnit as error:
            self._refuse(unit.offset, unit.raw, str(error), received)
            return
        if not messages:
            self._count("remote-id:empty pack")
        sender = self._senders.of(heard.mac, when.at)
        read: list[tuple[Place, bytes, Message | None]] = []
        for at, message in messages:
            place = self._place(unit, heard, at, message, station)
            try:
                read.append((place, message, read_message(message)))
            except RejectedUnit as error:
                self._refuse(place.offset, place.raw, str(error), received)
        # Who it is comes first: a location before it in the pack is of the same sender.
        for place, message, said in sorted(read, key=lambda each: not _identifies(each[2])):
            self._count_if(self._message(place, message, said, heard, when, sender))

    def _message(
        self,
        place: Place,
        message: bytes,
        said: Message | None,
        heard: Heard,
        when: When,
        sender: Sender,
    ) -> str:
        """Make a row of one message, or say what it counts as; also what is odd about it."""
        name = f"remote-id:{NAMES.get(type_of(message), f'type {type_of(message)}')}"
        match said:
            case None:
                return f"{name}, version {message[0] & 15}"
            case Page():
                return name
            case BasicId():
                return self._basic(place, message, said, heard.way, when, sender)
            case Words():
                if said.kind == OPERATOR_ID:
                    sender.operator = said.text or sender.operator
                why = _left_out(sender, 16 * said.kind, message, said.text)
                if why:
                    return f"{name} {why}"
                self._rows.words(place, when, sender, said)
                return ""
            case Location():
                key = 16 * LOCATION if said.tenths is not None else None
                why = _left_out(sender, key, message, said.lon)
                return (
                    f"{name} {why}" if why else _odd(self._rows.location(place, when, sender, said))
                )
            case System():
                why = _left_out(sender, 16 * SYSTEM, message, said.lon)
                return (
                    f"{name} {why}" if why else _odd(self._rows.operator(place, when, sender, said))
                )

    def _basic(
        self, place: Place, message: bytes, said: BasicId, way: str, when: When, sender: Sender
    ) -> str:
        odd = self._senders.identify(sender, said, way, when.at)
        why = _left_out(sender, said.scheme, message, said.number)
        if not why:
            self._rows.basic(place, when, sender, said)
        elif not odd or not said.number:
            return f"remote-id:basic id {why}"
        elif said.odd and len(odd) == 1:
            return f"remote-id:basic id {why}"  # told when it was first heard
        return _odd(odd)

    def _dji(
        self, unit: Unit, heard: Heard, when: When, station: str | None, received: Micros
    ) -> None:
        place = self._place(unit, heard, 0, heard.data, station)
        try:
            said = read_telemetry(heard.data)
        except RejectedUnit as error:
            self._refuse(place.offset, place.raw, str(error), received)
            return
        if said is None:
            self._count("dji:no telemetry")
        elif said.lon is None and said.operator_lon is None:
            self._count("dji:telemetry without place")
        else:
            self._count_if(_odd(self._rows.telemetry(place, when, said)))

    def _place(
        self, unit: Unit, heard: Heard, at: int, message: bytes, station: str | None
    ) -> Place:
        if unit.begins < 0:
            return Place(unit.offset, unit.raw, at, station, heard.strength)
        return Place(unit.begins + heard.begins + at, message, 0, station, heard.strength)

    # --- counting -------------------------------------------------------------------------

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _count_if(self, what: str) -> None:
        """A message that gave a record counts as a unit, and under what is odd about it."""
        self._units += 1
        if what:
            self._other[what] += 1

    def _refuse(self, offset: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(offset, raw, reason, received))
        self._units += 1

    def _decoded(self, received: Micros) -> Decoded:
        capture, senders = self._capture, self._senders
        carry = Carry(
            pcap.CaptureState() if capture is None else capture.state,
            self._lines.inside,
            tuple(senders.known.values()),
            tuple(senders.claims.items()),
        )
        decoded = Decoded(
            batches=self._rows.take(received),
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._lines.offset if capture is None else capture.offset,
            carry=msgspec.msgpack.encode(carry) if carry != Carry() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded


def _odd(odd: list[str]) -> str:
    """What a message counts as that gave a record, by what of it cannot be believed."""
    return f"suspect: {', '.join(odd)}" if odd else ""


def _left_out(sender: Sender, key: int | None, message: bytes, content: object) -> str:
    """Why no record is made of a message; empty where one is.

    Args:
        sender: who sent it.
        key: its type and sort, by which the one before it is known; None where no two are the same.
        message: its bytes.
        content: what it is about; None or empty where it says that it is not known.
    """
    if content is None or content == "":
        return "not known"
    if not sender.mac and not sender.number:
        return "of nobody"
    return "again" if key is not None and sender.again(key, message) else ""


def _identifies(said: Message | None) -> bool:
    """Whether a message says who its sender, or its sender's operator, is."""
    return isinstance(said, BasicId) or (isinstance(said, Words) and said.kind != SELF_ID)
