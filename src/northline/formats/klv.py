r"""KLV metadata of drones and aeroplanes with a camera, in MPEG transport streams or by itself.

MISB ST 0601 (UAS Datalink Local Set) and its forerunner EG 0104 (universal set), as they come
beside the video in a transport stream (ISO/IEC 13818-1; MISB ST 1402), over UDP or in a file.  A
packet of the local set; latitude and longitude are 180 and 360 degrees over 2\ :sup:`32` - 2,
heights 19,900 m over 65,535, times microseconds since 1970::

    060e2b34020b01010e01030101000000 3e                      key, length
    02 08 000650eae1f08000 | 04 06 432d45583031               time, tail number "C-EX01"
    0d 04 3c2dfb4f | 0e 04 c4f4bd6b | 0f 02 1221              sensor latitude, longitude, altitude
    17 04 3c2f1a9f | 18 04 c4f6c9bd | 01 02 91c8              frame centre, checksum

Where the platform says it is becomes a ``position``, where its camera looks a ``footprint``, what is
tracked in the picture a ``plot``, and what the platform is a ``sensor``.  A stream that says that
it is above Secret is refused and none of it is kept.  See docs/formats/klv.md for every rule,
`northline.formats.klv_writing` for the way back.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.klv_decoder import KlvDecoder

    return KlvDecoder(context, offset, carry)


KLV = Format(
    name="klv",
    title="KLV metadata of airborne cameras (MISB ST 0601), in MPEG transport streams or alone",
    kinds=("position", "footprint", "plot", "sensor"),
    direction=Direction.IN,
    standard="MISB ST 0601; MISB EG 0104, ST 0102, ST 0903, ST 1402; ISO/IEC 13818-1; SMPTE ST 336",
    open=_open,
)
