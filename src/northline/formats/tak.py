r"""The TAK protocol, version 1: Cursor on Target as protobuf, as newer applications send it.

A message stands in a stream behind ``0xbf`` and its length as a varint (base 128, low groups
first), and in a datagram of a mesh behind ``0xbf 0x01 0xbf``::

    bf 4d 12 4b 0a 0b 61 2d 66 2d 47 2d 55 2d 43 ...      77 bytes: an event, type "a-f-G-U-C"

Times are in milliseconds since 1970, all else as in `northline.formats.cot`, whose rows these
become: ``message`` holds the protobuf, byte for byte, in base64.  See docs/formats/tak.md for
every rule, `northline.formats.tak_messages` for what XML and protobuf carry of one another.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.tak_decoder import TakDecoder

    return TakDecoder(context, offset, carry)


TAK = Format(
    name="tak",
    title="TAK protocol (protobuf events)",
    kinds=("message", "position", "unit", "sensor"),
    direction=Direction.BOTH,
    standard="TAK protocol version 1 (atakmap.commoncommo.protobuf.v1), stream and mesh",
    open=_open,
)
