"""Events by which a client and a server speak of their connection, and of nothing else.

``t-x-c-t`` asks whether the other end is still there, ``t-x-c-t-r`` answers.  ``t-x-takp-v``
says which versions of the TAK protocol a server has, ``t-x-takp-q`` asks for one of them, and
``t-x-takp-r`` agrees or does not; behind an agreement both ends speak it (*Protocol.txt* of
ATAK's commo library).  They are about nobody, and hold for a connection only.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from northline.formats.cot_reading import parsed
from northline.formats.cot_writing import UNKNOWN, instant_text
from northline.records.errors import RejectedUnit
from northline.records.units import Micros

PING, PONG = "t-x-c-t", "t-x-c-t-r"
OFFER, REQUEST, RESPONSE = "t-x-takp-v", "t-x-takp-q", "t-x-takp-r"

COUNTED: Mapping[str, str] = MappingProxyType(
    {PING: "ping", PONG: "pong", OFFER: "takp", REQUEST: "takp", RESPONSE: "takp"}
)
"""Type of event -> what it counts as."""

VERSION = 1
"""The version of the TAK protocol that is spoken."""

PONG_HOLDS = Micros(20 * 1_000_000)
OFFER_HOLDS = Micros(60 * 1_000_000)
"""How long the answer to a ping holds, and what is said of the protocol."""


def write_pong(at: Micros) -> bytes:
    """The answer to a ping, without which clients take the connection for lost."""
    return etree.tostring(_event("takPong", PONG, "h-g-i-g-o", at, PONG_HOLDS))


def write_offer(at: Micros) -> bytes:
    """What a server says to a client that has just connected: once, and before all else."""
    return _takp(OFFER, at, "TakProtocolSupport", version=str(VERSION))


def write_response(at: Micros, *, agreed: bool) -> bytes:
    """The answer to a request; where it agrees, no XML may follow it."""
    return _takp(RESPONSE, at, "TakResponse", status="true" if agreed else "false")


def requested_version(event: bytes) -> int | None:
    """The version of the TAK protocol that an event asks for, or None where it names none."""
    try:
        request = parsed(b"", event).find("detail/TakControl/TakRequest")
    except RejectedUnit:
        return None
    stated = "" if request is None else request.get("version", "")
    return int(stated) if stated.isascii() and stated.isdigit() else None


def _takp(type: str, at: Micros, element: str, **stated: str) -> bytes:
    event = _event("protouid", type, "m-g", at, OFFER_HOLDS)
    detail = etree.SubElement(event, "detail")
    etree.SubElement(etree.SubElement(detail, "TakControl"), element, stated)
    return etree.tostring(event)


def _event(uid: str, type: str, how: str, at: Micros, holds: Micros) -> etree._Element:
    event = etree.Element("event", version="2.0", uid=uid, type=type, how=how)
    for name, instant in (("time", at), ("start", at), ("stale", at + holds)):
        event.set(name, instant_text(instant))
    nowhere = {"lat": "0.0", "lon": "0.0", "hae": UNKNOWN, "ce": UNKNOWN, "le": UNKNOWN}
    etree.SubElement(event, "point", nowhere)
    return event
