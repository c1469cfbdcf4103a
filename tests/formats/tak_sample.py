"""Messages of the TAK protocol for tests, made of the events of `cot_sample`."""

from takproto.proto import TakMessage

from northline.formats.tak_frames import framed
from northline.formats.tak_messages import message_of
from tests.formats.cot_sample import BOAT, CHAT, DECLARED, DRONE, FRIEND, event


def payload(xml: bytes) -> bytes:
    made: bytes = message_of(xml).SerializeToString()
    return made


def control() -> bytes:
    message = TakMessage()
    message.takControl.minProtoVersion = message.takControl.maxProtoVersion = 1
    made: bytes = message.SerializeToString()
    return made


def outside() -> bytes:
    message = message_of(FRIEND)
    message.cotEvent.lat = 91
    made: bytes = message.SerializeToString()
    return made


SAMPLE = b"".join(
    [
        DECLARED + event("takp", "t-x-takp-v", detail="<TakControl/>") + b"\n",
        framed(control()),
        framed(payload(FRIEND)),
        framed(payload(FRIEND)),
        b"noise\x00",
        framed(payload(BOAT)),
        framed(payload(CHAT)),
        framed(payload(DRONE)),
        framed(b""),
        framed(outside()),
        framed(payload(BOAT)[:-3]),
        b"\xbf\xff\xff\xff\x0f",
        b"\xbf\xff\xff\xff\xff\xff\x01",
        framed(payload(event(detail="<remarks>" + "long " * 100 + "</remarks>"))),
        b"<event uid='never ends'>",
        framed(payload(FRIEND))[:-5],
    ]
)
"""A stream with everything in it that the format tells apart."""
