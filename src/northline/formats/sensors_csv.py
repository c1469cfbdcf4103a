r"""The registry of sensors: CSV with a header, or JSON, one row for each state of a sensor.

Northline's own format; RFC 4180 and RFC 8259 are what it is written in.  Columns in any order,
names exactly these; those of the later lines may be missing or empty::

    identity,at,state
    sort,name,operator,carrier,type,lon,lat,sigma,height,altitude
    nearest,range,bearing_from,bearing_to,revisit,range_sigma,azimuth_sigma
    detection,false_alarms,measured

    identity,at,state,sort,lon,lat,height,range,bearing_from,bearing_to,revisit,detection
    camera:t4,2026-07-01T14:00:00Z,working,camera,-82.6,42.03,18,4000,170,250,20,walker/night=0.7@210

    {"identity": "radar:r1", "at": "2026-07-01T14:00:00-04:00", "state": "down"}

Metres, degrees clockwise from true north, seconds; ``detection`` holds entries
``target/light=p`` or ``target/light=p@looks``, joined by semicolons (in JSON a list).  A column
that is empty is not stated: an older row of the same sensor may state it.  Each row becomes a
``sensor``, or is refused in a sentence that names column, value and what is allowed.  See
docs/formats/sensors.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.sensors_csv_rows import SHEET
    from northline.formats.written_rows import RowsDecoder

    return RowsDecoder(SHEET, context, offset, carry)


SENSORS = Format(
    name="sensors",
    title="Registry of sensors (CSV or JSON)",
    kinds=("sensor",),
    direction=Direction.IN,
    standard="Northline; RFC 4180 (CSV); RFC 8259 (JSON)",
    open=_open,
    numbered=True,
)
