r"""Detections of vendors' image software: JSON lines or CSV with a header.

Northline's own format; RFC 8259 and RFC 4180 are what it is written in.  Columns in any order,
names exactly these; those of the later lines may be missing or empty::

    sensor,at,class
    confidence,bearing,range,lon,lat,sigma,sensor_lon,sensor_lat
    group,number,image

    {"sensor": "camera:t4", "at": "2026-07-01T14:00:00.250Z", "class": "person",
     "confidence": 0.91, "bearing": 203.5, "group": 2, "image": "s3://t4/8812.jpg"}

Metres, degrees clockwise from true north, shares of one.  A detection becomes a ``plot``: with
``lon`` and ``lat`` of a place, with ``bearing`` and ``range`` polar, with ``bearing`` alone a
bearing.  How wrong such software is stands in the records of its sensor and is measured, not
claimed: ``confidence`` is its own word.  ``image`` says where the image lies; images do not enter.
What would tell one person from another (faces, plates, gait, names, features) has no column, and
a row that brings one is refused and kept nowhere.  See docs/formats/detections.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.detections_rows import SHEET
    from northline.formats.written_rows import RowsDecoder

    return RowsDecoder(SHEET, context, offset, carry)


DETECTIONS = Format(
    name="detections",
    title="Detections of image software (JSON lines or CSV)",
    kinds=("plot",),
    direction=Direction.IN,
    standard="Northline; RFC 8259 (JSON); RFC 4180 (CSV)",
    open=_open,
)
