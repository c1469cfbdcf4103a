r"""Cursor on Target: what people and devices of situational-awareness networks tell one another.

The MITRE base event, version 2.0, as XML.  A raw event; latitude and longitude in degrees on
WGS 84, height (``hae``) and errors (``ce``, ``le``) in metres, speed in metres per second::

    <event version="2.0" uid="ANDROID-5f3a" type="a-f-G-U-C" how="m-g"
     time="2026-07-01T14:00:00.000Z" start="2026-07-01T14:00:00.000Z"
     stale="2026-07-01T14:06:15.000Z">
    <point lat="42.3149" lon="-83.0364" hae="148.2" ce="9.9" le="9999999.0"/>
    <detail><contact callsign="MARINE 2"/><__group name="Cyan" role="Team Member"/>
    <track course="91.5" speed="4.1"/><status battery="81"/></detail></event>

Every event becomes a ``message``, which holds it byte for byte.  One about a thing (type
``a-...``) becomes a ``position`` besides, and one about a friend (``a-f-...``) a ``unit``; one
that says where a sensor looks becomes a ``sensor`` (`northline.formats.cot_sensor`).
See docs/formats/cot.md for every rule, `northline.formats.cot_writing` for the way back.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.cot_decoder import CotDecoder

    return CotDecoder(context, offset, carry)


COT = Format(
    name="cot",
    title="Cursor on Target (XML events)",
    kinds=("message", "position", "unit", "sensor"),
    direction=Direction.BOTH,
    standard="MITRE Cursor on Target base event schema 2.0; track, contact, remarks and sensor schemas",
    open=_open,
)
