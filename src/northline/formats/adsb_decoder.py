"""Reads Mode S, a unit at a time; what becomes what is said in `northline.formats.adsb`."""

import math
from collections import Counter
from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.formats.adsb_accuracy import sigma_of
from northline.formats.adsb_aircraft import Aircraft, Astray, Sky
from northline.formats.adsb_frames import Frame, downlink_format, read_unit
from northline.formats.adsb_messages import (
    Name,
    Place,
    Quality,
    Velocity,
    craft_of,
    identity_of,
    read_squitter,
    sender_of,
    type_of,
)
from northline.formats.adsb_units import Units
from northline.formats.columns import Rows
from northline.formats.lines import LONGEST, Cut
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.position import Particulars, Position
from northline.records.protocols import Context, Decoded, Refused
from northline.records.units import Micros

_POSITION = (
    "id at timed lon lat sigma identity craft message speed_knots course altitude "
    "altitude_reference vertical_rate on_ground"
).split()
_PARTICULARS = "id at timed identity message callsign category".split()


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing when all is empty.

    Attributes:
        inside: whether the next byte is in the middle of a line that is too long.
        aircraft: what is known of each, the one longest unheard first.
        lon: see `Sky`.
        lat: see `Sky`.
        wide: see `Sky`.
    """

    inside: bool = False
    aircraft: tuple[Aircraft, ...] = ()
    lon: float | None = None
    lat: float | None = None
    wide: bool = False


class AdsbDecoder:
    """One stream of frames, read from ``offset`` on.

    A *unit* is a line or a Beast frame.  Each is counted once: as the unit of a record, as
    refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._stream = context.stream
        self._positions = Rows(Position, context, tuple(_POSITION))
        self._particulars = Rows(Particulars, context, tuple(_PARTICULARS))
        self._position_id = Origin(Position.kind, context.source)
        self._particulars_id = Origin(Particulars.kind, context.source)
        self._count = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no Mode S stream: {error}") from error
        self._units = Units(offset, context.framing, inside=carried.inside)
        known = {each.key: each for each in carried.aircraft}
        self._sky = Sky(known, carried.lon, carried.lat, carried.wide)

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        for offset, raw, cut in self._units.take(data, end=end):
            self._count += 1
            try:
                if cut is Cut.TOO_LONG:
                    raise RejectedUnit(f"a piece of a line of more than {LONGEST} bytes")
                self._take(offset, raw, received)
            except RejectedUnit as error:
                reason = f"the stream ends in this unit: {error}" if cut is Cut.OPEN else str(error)
                self._refused.append(Refused(offset, raw, reason, received))
        if end:
            self._sky = Sky({})
        self._sky.forget(received)
        return self._decoded(received)

    def _take(self, offset: int, raw: bytes, received: Micros) -> None:
        """Read one unit; raises `RejectedUnit`."""
        frame = read_unit(raw)
        if isinstance(frame, str):
            self._other[frame] += 1
            return
        number = downlink_format(frame.data)
        if number not in (17, 18):
            self._other[f"df{number}"] += 1
            return
        key = sender_of(frame.data)
        if key is None:
            self._other[f"df18 control {frame.data[0] & 7}"] += 1
            return
        at = received if frame.at is None else frame.at
        one = self._sky.of(key, received)
        what = f"df{number}:{type_of(frame.data)}"
        match read_squitter(frame.data):
            case Place() as place:
                if not self._place(offset, raw, frame, one, place, at):
                    what += " without position"
                    self._other[what] += 1
            case Name(callsign, category):
                one.category = category or one.category
                record_id = self._particulars_id.placed(self._stream, offset, raw)
                named = (identity_of(key), type_of(frame.data), callsign, category)
                self._particulars.rows.append((record_id, at, frame.at is not None, *named))
            case Velocity(speed, course, climb):
                one.speed, one.course, one.climb, one.moved = speed, course, climb, at
                self._other[what] += 1
            case Quality(category):
                one.nac, one.rated = category, at
                self._other[what] += 1
            case None:
                self._other[what] += 1

    def _place(
        self, offset: int, raw: bytes, frame: Frame, one: Aircraft, place: Place, at: Micros
    ) -> bool:
        """Make a record of a position message; False where the place is not known."""
        timed, ground = frame.at is not None, place.report.ground
        found = self._sky.locate(one, place.report, at, timed=timed, speed=place.speed)
        if found is None:
            return False
        if isinstance(found, Astray):
            if found.metres == math.inf:
                raise RejectedUnit("it lies beyond a pole")
            raise RejectedUnit(
                f"it lies {found.metres / 1000.0:.1f} km from where this aircraft was "
                f"{abs(found.seconds):.1f} s before"
            )
        speed, course, climb = one.moving(at)
        if ground:
            speed, course, climb = place.speed, place.course, None
        code = type_of(frame.data)
        sigma = sigma_of(code, one.accuracy(at), speed=speed, whole=frame.whole)
        record_id = self._position_id.placed(self._stream, offset, raw)
        what = (identity_of(one.key), craft_of(one.category), code, speed, course)
        height = (place.altitude, place.reference, climb, ground)
        self._positions.rows.append((record_id, at, timed, *found, sigma, *what, *height))
        return True

    def _decoded(self, received: Micros) -> Decoded:
        taken: Mapping[str, pa.RecordBatch | None] = {
            Position.kind: self._positions.take(received),
            Particulars.kind: self._particulars.take(received),
        }
        sky = self._sky
        carry = Carry(self._units.inside, tuple(sky.aircraft.values()), sky.lon, sky.lat, sky.wide)
        decoded = Decoded(
            batches={kind: batch for kind, batch in taken.items() if batch is not None},
            refused=tuple(self._refused),
            units=self._count,
            other=dict(self._other),
            consumed=self._units.offset,
            carry=msgspec.msgpack.encode(carry) if carry != Carry() else b"",
        )
        self._refused, self._count, self._other = [], 0, Counter()
        return decoded
