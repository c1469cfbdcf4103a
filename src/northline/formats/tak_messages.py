"""Cursor on Target as messages of the TAK protocol, version 1, and back.

``atakmap.commoncommo.protobuf.v1``: a ``TakMessage`` holds a ``TakControl`` and a ``CotEvent``,
whose ``Detail`` has typed fields for contact, __group, precisionlocation, status, takv and
track, and ``xmlDetail`` for all other elements, as XML without a root.  An element goes into a
typed field only where the field says all of it and says it back the same way; else it stays XML,
as the protocol's description asks.  Times are in milliseconds since 1970.

Faithful are therefore all elements and attributes of the detail, and of the event what the
message has a field for: type, access, qos, opex, uid, how, times to the millisecond, and the
numbers of the point.  Lost are its ``version``, other attributes, those of ``detail``, how a number was written, the
digits of a time past the millisecond, comments outside elements, and the order among elements:
those with a typed field come behind the others.
"""

import base64
import datetime
import math
from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError
from lxml import etree
from takproto.proto import TakMessage

from northline.formats.cot_reading import instant, number, parsed
from northline.records.errors import RejectedUnit
from northline.records.time import from_datetime, to_datetime
from northline.records.units import Micros

MILLISECOND = 1000
UNKNOWN_METRES = 9_999_999.0
LATEST = from_datetime(datetime.datetime.max.replace(tzinfo=datetime.UTC)) // MILLISECOND
"""The latest time that can be written, in milliseconds."""

_TEXTS = ("type", "access", "qos", "opex", "uid", "how")
_TIMES = (("time", "sendTime"), ("start", "startTime"), ("stale", "staleTime"))
_POINT = ("lat", "lon", "hae", "ce", "le")
_TYPED: dict[str, tuple[str, tuple[str, ...]]] = {
    "contact": ("contact", ("endpoint", "callsign")),
    "__group": ("group", ("name", "role")),
    "precisionlocation": ("precisionLocation", ("geopointsrc", "altsrc")),
    "status": ("status", ("battery",)),
    "takv": ("takv", ("device", "platform", "os", "version")),
    "track": ("track", ("speed", "course")),
}
"""Element -> its typed field, and the attributes it has fields for."""

_ROOT = b"<detail>%s</detail>"


def parse_message(payload: bytes) -> TakMessage:
    """Read a message.

    Raises:
        RejectedUnit: when these bytes are none.
    """
    message = TakMessage()
    try:
        message.ParseFromString(payload)
    except DecodeError as error:
        raise RejectedUnit("the message is no protobuf of the TAK protocol") from error
    return message


def event_of_base64(text: str) -> bytes:
    """The XML event of a ``message`` whose ``raw`` holds a TAK message.

    Raises:
        RejectedUnit: when it holds none.
    """
    return event_of(parse_message(base64.b64decode(text)))


def message_of(event: bytes) -> TakMessage:
    """An XML event as a TAK message.

    A time that is no instant since 1970 is left out, a number that is none unknown.

    Raises:
        RejectedUnit: when it is not well-formed.
    """
    root = parsed(b"", event)
    message = TakMessage()
    cot = message.cotEvent
    for name in _TEXTS:
        setattr(cot, name, root.get(name, ""))
    for name, field in _TIMES:
        setattr(cot, field, max(0, instant(root.get(name)) or 0) // MILLISECOND)
    point = root.find("point")
    for name in _POINT:
        value = None if point is None else number(point.get(name))
        unknown = 0.0 if name in _POINT[:2] else UNKNOWN_METRES
        setattr(cot, name, unknown if value is None else value)
    detail = root.find("detail")
    if detail is not None:
        cot.detail.SetInParent()
        _put_detail(detail, cot.detail)
    return message


def _put_detail(detail: Any, into: Any) -> None:
    rest = [_escaped(detail.text)]
    for child in detail:
        field, names = _TYPED.get(child.tag, ("", ())) if isinstance(child.tag, str) else ("", ())
        if field and not into.HasField(field) and _says_all(child, getattr(into, field), names):
            getattr(into, field).SetInParent()
            for name in names:
                if child.get(name) is not None:
                    _set(getattr(into, field), name, child.get(name))
            rest.append(_escaped(child.tail))
        else:
            rest.append(etree.tostring(child, encoding="unicode"))
    into.xmlDetail = "".join(rest).strip()


def _says_all(element: Any, field: Any, names: tuple[str, ...]) -> bool:
    """Whether the typed field would give this element back as it is."""
    if len(element) or (element.text or "").strip() or set(element.keys()) - set(names):
        return False
    made = type(field)()
    for name in element.keys():  # noqa: SIM118  an element iterates over its children
        if not _set(made, name, element.get(name)):
            return False
    given = _attributes(made, names)
    return given == dict(element.items())


def _set(field: Any, name: str, text: str) -> bool:
    """Set one value of a typed field; whether it could be."""
    try:
        setattr(field, name, _converter(field, name)(text))
    except (ValueError, TypeError):
        return False
    return True


def _converter(field: Any, name: str) -> Callable[[str], Any]:
    kind = field.DESCRIPTOR.fields_by_name[name]
    return {kind.TYPE_STRING: str, kind.TYPE_UINT32: int}.get(kind.type, float)


def event_of(message: TakMessage) -> bytes:
    """The XML event of a TAK message that has one.

    Raises:
        RejectedUnit: when it has none, or what it holds cannot be written.
    """
    if not message.HasField("cotEvent"):
        raise RejectedUnit("the message holds no event")
    cot = message.cotEvent
    try:
        event = etree.Element("event", version="2.0")
        for name in _TEXTS:
            if getattr(cot, name):
                event.set(name, getattr(cot, name))
        for name, field in _TIMES:
            if getattr(cot, field):
                event.set(name, _written(getattr(cot, field)))
        point = etree.SubElement(event, "point")
        for name in _POINT:
            point.set(name, _number(getattr(cot, name)))
        if cot.HasField("detail"):
            _append_detail(cot.detail, event)
    except ValueError as error:  # a character that XML has not
        raise RejectedUnit(f"the message cannot be written as XML: {_ascii(error)}") from error
    return etree.tostring(event, encoding="utf-8", xml_declaration=False)


def _append_detail(detail: Any, event: Any) -> None:
    element = xml_detail(detail.xmlDetail)
    event.append(element)
    for tag, (field, names) in _TYPED.items():
        if detail.HasField(field):
            etree.SubElement(element, tag, _attributes(getattr(detail, field), names))


def xml_detail(text: str) -> Any:
    """The other elements of a detail, in a root of their own.

    Raises:
        RejectedUnit: when they are not well-formed XML.
    """
    try:
        return parsed(b"", _ROOT % text.encode())
    except RejectedUnit as error:
        raise RejectedUnit(f"its xmlDetail is {error}") from error


def _attributes(field: Any, names: tuple[str, ...]) -> dict[str, str]:
    """What a typed field says; proto3 cannot tell an empty text from a missing one."""
    said = {}
    for name in names:
        value = getattr(field, name)
        if isinstance(value, float):
            said[name] = _number(value)
        elif value or not isinstance(value, str):
            said[name] = str(value)
    return said


def _number(value: float) -> str:
    return repr(value if math.isfinite(value) else UNKNOWN_METRES)


def _written(milliseconds: int) -> str:
    if milliseconds > LATEST:
        raise RejectedUnit("its time is behind the year 9999")
    moment = to_datetime(Micros(milliseconds * MILLISECOND))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _escaped(text: str | None) -> str:
    if not text or not text.strip():
        return ""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _ascii(error: Exception) -> str:
    return str(error).encode("ascii", "replace").decode()
