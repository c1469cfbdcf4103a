"""Messages of situational-awareness networks, kept verbatim so that they can be passed on."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Wire(enum.StrEnum):
    """How ``raw`` holds the message."""

    XML = "xml"
    """The XML text as received, in UTF-8."""

    PROTOBUF = "protobuf"
    """The TAK protocol message (version 1 payload) in base64 (RFC 4648, 4)."""


class Message(Record, frozen=True, kw_only=True):
    """One Cursor on Target event as received, byte for byte.

    Whatever the event says (a unit, a marker, a route, a drawing, a chat) and whatever else stands
    in its detail is kept, so that it can be passed on without loss.  What Northline understands of
    it stands beside it as ``position`` and ``unit``.

    Attributes:
        uid: whom or what the event is about; a later event with the same uid replaces it.
        type: Cursor on Target type, such as ``a-f-G-U-C`` or ``b-t-f``.
        how: how the coordinates came about, such as ``m-g``; None where it is not said.
        callsign: callsign in its detail, or None.
        text: remarks in its detail, or None.
        start: from when it holds, by the sender, or None.
        stale: until when it holds, by the sender, or None.
        wire: how ``raw`` holds it.
        raw: the event itself.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "message"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    uid: str
    type: str
    how: str | None = None
    callsign: str | None = None
    text: str | None = None
    start: Micros | None = None
    stale: Micros | None = None
    wire: Wire
    raw: str
    timed: bool
