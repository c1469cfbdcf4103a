"""Records as Cursor on Target events, for whoever keeps a picture of friends.

A ``message`` is written as the very bytes it was received in, unless it is of an exercise:
then it says so (`northline.formats.cot_exercise`).  The others are made: see
docs/formats/cot.md for types, stale times and what becomes of which field.  Pure: the same
records are the same bytes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml import etree

from northline.formats.cot_exercise import EXERCISE, marked_as_exercise
from northline.records.errors import UnknownName
from northline.records.finding import Finding, Reason, event_of
from northline.records.message import Message, Wire
from northline.records.position import AltitudeReference, Craft, Position
from northline.records.record import Record
from northline.records.time import to_datetime
from northline.records.track import Crossing, Track
from northline.records.unit import Unit
from northline.records.units import Metres, Micros, knots_to_mps

UNKNOWN = "9999999.0"
"""How the schema's users write a height or error that is not known."""

FRESH = Micros(5 * 60 * 1_000_000)
"""How long a place holds that does not say so itself."""

DAY = Micros(24 * 3600 * 1_000_000)
"""How long a crossing or finding holds."""

TYPES: Mapping[Craft, str] = MappingProxyType(
    {
        Craft.VESSEL: "a-u-S",
        Craft.AIRCRAFT: "a-u-A",
        Craft.DRONE: "a-u-A-M-F-Q",
        Craft.VEHICLE: "a-u-G-E-V",
        Craft.PERSON: "a-u-G",
        Craft.UNIT: "a-f-G-U-C",
        Craft.STATION: "a-u-G-I",
        Craft.AID: "a-n-S",
        Craft.UNKNOWN: "a-u-G",
    }
)
"""Type of each sort of thing: nothing is said of whose it is, but for our own."""

SPOT = "b-m-p-s-m"
ALARM = "b-l-l-l"
"""Bits, alarm, security, law enforcement (*types.txt*)."""

OBSERVED, FUSED = "m-g", "m-f"

Say = Callable[[Reason], str]
"""A reason in words."""

_SCHEME = "cot:"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Event(NamedTuple):
    """What an event is made of, besides the place and time of its record."""

    uid: str
    type: str
    how: str
    stale: int
    callsign: str | None
    remarks: tuple[str, ...] = ()
    motion: tuple[float | None, float | None] = (None, None)
    group: tuple[str | None, str | None] = (None, None)
    battery: float | None = None


def write_event(record: Record, *, exercise: bool, say: Say | None = None) -> bytes:
    """One record as one event.

    Args:
        record: a message, position, track, unit, crossing or finding.
        exercise: whether it is of an exercise, which every event of one says; otherwise a
            message stays as it is.
        say: a finding's reasons in words; their codes stand where nothing is given.

    Raises:
        UnknownName: for a record of another kind.
    """
    match record:
        case Message():
            return marked_as_exercise(_verbatim(record)) if exercise else _verbatim(record)
        case Position():
            made = _position(record)
        case Track():
            made = _track(record)
        case Unit():
            made = _unit(record)
        case Crossing():
            made = _crossing(record)
        case Finding():
            made = _finding(record, say or (lambda reason: reason.code))
        case _:
            raise UnknownName(
                f"there is no Cursor on Target of {record.kind}; "
                f"{', '.join(WRITTEN)} can be written"
            )
    return _written(record, made, exercise)


WRITTEN = tuple(each.kind for each in (Message, Position, Track, Unit, Crossing, Finding))
"""The kinds that can be written."""


def written_stream(
    records: Iterator[Record], *, exercise: bool, say: Say | None = None
) -> Iterator[bytes]:
    """Records one behind the other, each on a line of its own; a comment tells of an exercise."""
    if exercise:
        yield b"<!-- EXERCISE EXERCISE EXERCISE -->\n"
    for record in records:
        yield write_event(record, exercise=exercise, say=say) + b"\n"


def uid_of(record: Record) -> str:
    """The uid of the event of a crossing or a finding, which keeps it when it is revised.

    A crossing's first evidence is the last sure point before the line, told early and told for
    certain (`northline.engines.crossing.report.began`); the uid is a digest that does not show it.

    Raises:
        UnknownName: for a record of another kind.
    """
    match record:
        case Crossing():
            event = event_of(record.source, record.evidence[0]) if record.evidence else record.id
            return f"northline-crossing.{event.hex()}"
        case Finding():
            return f"northline-finding.{record.event_id.hex()}"
    raise UnknownName(f"the uid of a {record.kind} is its sender's")


def _verbatim(message: Message) -> bytes:
    if message.wire is Wire.XML:
        return message.raw.encode()
    from northline.formats.tak_messages import event_of_base64

    return event_of_base64(message.raw)


def _position(record: Position) -> _Event:
    return _Event(
        uid=_uid(record.identity),
        type=TYPES[record.craft],
        how=OBSERVED,
        stale=record.at + FRESH,
        callsign=record.name or _uid(record.identity),
        remarks=(record.identity, *_named("source", record.source)),
        motion=(record.speed_knots, record.course),
    )


def _track(record: Track) -> _Event:
    uid = _uid(record.identity) if record.identity else f"northline-track.{record.track.hex()}"
    return _Event(
        uid=uid,
        type=TYPES[record.craft],
        how=FUSED,
        stale=record.at + FRESH,
        callsign=uid,
        remarks=(f"track {record.track.hex()}", f"{record.points} points"),
        motion=(record.speed_knots, record.course),
    )


def _unit(record: Unit) -> _Event:
    return _Event(
        uid=_uid(record.identity),
        type=record.type,
        how=OBSERVED,
        stale=record.stale if record.stale is not None else record.at + FRESH,
        callsign=record.callsign,
        motion=(record.speed_knots, record.course),
        group=(record.team, record.role),
        battery=record.battery,
    )


def _crossing(record: Crossing) -> _Event:
    thing = record.identity or f"track {record.track.hex()[:8]}"
    return _Event(
        uid=uid_of(record),
        type=SPOT,
        how=FUSED,
        stale=record.at + DAY,
        callsign=f"{thing} {record.direction.value}",
        remarks=(
            f"{record.craft.value} {thing} crossed the line {record.direction.value}",
            f"km {record.km:.1f} of {record.segment}",
            f"certainty of sides {record.side_certainty:.2f}",
            *_named("nearest open port", record.port),
            "a line crossing is no failure to report",
        ),
        motion=(record.speed_knots, record.course),
    )


def _finding(record: Finding, say: Say) -> _Event:
    return _Event(
        uid=uid_of(record),
        type=ALARM,
        how=FUSED,
        stale=record.at + DAY,
        callsign=" ".join(filter(None, (record.finding, record.subject))),
        remarks=(
            f"{record.finding}, revision {record.revision}, score {record.score:.2f}",
            *(say(reason) for reason in record.explained()),
            f"found by {record.engine} {record.engine_version}; not decided by a person",
        ),
    )


def _written(record: Record, made: _Event, exercise: bool) -> bytes:
    event = etree.Element("event")
    stated: dict[str, str | None] = {
        "version": "2.0",
        "uid": made.uid,
        "type": made.type,
        "how": made.how,
        "time": instant_text(record.at),
        "start": instant_text(record.at),
        "stale": instant_text(max(made.stale, record.at)),
        "opex": "e" if exercise else None,
    }
    _put(event, stated)
    placed = record.lon is not None and record.lat is not None
    point = {
        "lat": repr(record.lat) if placed else "0.0",
        "lon": repr(record.lon) if placed else "0.0",
        "hae": _height(record) if placed else UNKNOWN,
        "ce": repr(record.sigma) if placed and record.sigma is not None else UNKNOWN,
        "le": UNKNOWN,
    }
    _put(etree.SubElement(event, "point"), point)
    detail = etree.SubElement(event, "detail")
    if made.callsign:
        _put(etree.SubElement(detail, "contact"), {"callsign": made.callsign})
    if any(made.group):
        name, role = made.group
        _put(etree.SubElement(detail, "__group"), {"name": name, "role": role})
    if made.battery is not None:
        _put(etree.SubElement(detail, "status"), {"battery": f"{made.battery * 100:.0f}"})
    knots, course = made.motion
    if knots is not None and course is not None:  # the schema wants both
        track = {"course": repr(course), "speed": repr(float(knots_to_mps(knots)))}  # type: ignore[arg-type]
        _put(etree.SubElement(detail, "track"), track)
    said = (*((EXERCISE,) if exercise else ()), *made.remarks)
    if said:
        etree.SubElement(detail, "remarks").text = _NOT_XML.sub(
            "\ufffd", ". ".join(part.rstrip(".") for part in said)
        )
    return etree.tostring(event, encoding="utf-8", xml_declaration=False)


def _put(element: Any, stated: Mapping[str, str | None]) -> None:
    for name, value in stated.items():
        if value is not None:
            element.set(name, _NOT_XML.sub("\ufffd", value))


def _uid(identity: str) -> str:
    return identity.removeprefix(_SCHEME)


def _named(what: str, value: str | None) -> tuple[str, ...]:
    return (f"{what} {value}",) if value else ()


def _height(record: Record) -> str:
    """Metres above the ellipsoid, where that is what the record has."""
    altitude: Metres | None = getattr(record, "altitude", None)
    reference = getattr(record, "altitude_reference", None)
    if altitude is None or reference is not AltitudeReference.GEOMETRIC:
        return UNKNOWN
    return repr(altitude)


def instant_text(at: int) -> str:
    """An instant in milliseconds, which is what the applications write and read."""
    moment = to_datetime(Micros(at))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
