r"""Reports of arrival, as a border service hands them on: CSV with a header, or JSON.

Northline's own format; RFC 4180 and RFC 8259 are what it is written in.  Columns in any order,
names exactly these; those of the second line may be missing or empty::

    report,authority,channel,direction,craft,outcome,at
    identity,registration,craft_name,place,port,landed,persons,lon,lat,revision

    report,authority,channel,direction,craft,outcome,at,landed,lon,lat
    A-1,cbsa,telephone,to-canada,vessel,cleared,2026-07-01T14:00:00Z,2026-07-01T13:40Z,-82.9,42.3

    {"report": "A-1", "authority": "cbsa", "channel": "app", "direction": "to-canada",
     "craft": "vessel", "outcome": "pending", "at": "2026-07-01T14:00:00-04:00"}

Each row becomes an ``arrival``, or is refused in a sentence that names column, value and what
is allowed.  See docs/formats/arrivals.md for every rule.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.arrivals_decoder import ArrivalsDecoder

    return ArrivalsDecoder(context, offset, carry)


ARRIVALS = Format(
    name="arrivals",
    title="Reports of arrival (CSV or JSON)",
    kinds=("arrival",),
    direction=Direction.IN,
    standard="Northline; RFC 4180 (CSV); RFC 8259 (JSON)",
    open=_open,
    numbered=True,
)
