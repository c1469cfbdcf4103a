"""Units as somebody keeps them: CSV with a header, or JSON, one row for each state of a unit.

Northline's own format; RFC 4180 and RFC 8259 are what it is written in.  Columns in any order,
names exactly these; those of the later lines may be missing or empty::

    identity,at
    callsign,mode,team,role,type,lon,lat,sigma,stale
    crew,range,speed_road,speed_off_road,speed_water,speed_air,authority

    identity,at,callsign,mode,crew,range,speed_road,authority
    cot:ON-CAR-4,2026-07-01T14:00:00Z,Car 4,vehicle,2,400000,33,
    cot:ON-BOAT-1,2026-07-01T14:00:00Z,Boat 1,boat,3,150000,,cross-designated;host-direction

    {"identity": "cot:ON-BOAT-1", "at": "2026-07-01T18:00:00Z", "authority": ["cross-designated"]}

Metres, metres per second, degrees; ``authority`` holds words joined by semicolons (in JSON a
list), or ``none``.  A column that is empty is not stated: an older row of the same unit, or its
Cursor on Target, may state it.  Each row becomes a ``unit``, or is refused in a sentence that
names column, value and what is allowed.  See docs/formats/units.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.units_csv_rows import SHEET
    from northline.formats.written_rows import RowsDecoder

    return RowsDecoder(SHEET, context, offset, carry)


UNITS = Format(
    name="units",
    title="Units with crew, range and speeds (CSV or JSON)",
    kinds=("unit",),
    direction=Direction.IN,
    standard="Northline; RFC 4180 (CSV); RFC 8259 (JSON)",
    open=_open,
    numbered=True,
)
"""One state of a unit from the texts of its columns, by whatever way it comes."""
