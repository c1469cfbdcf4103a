"""Every built-in format, as one explicit tuple.  Nothing registers itself by being imported."""

from northline.formats.adsb import ADSB
from northline.formats.ais import AIS
from northline.formats.arrivals import ARRIVALS
from northline.formats.cot import COT
from northline.formats.gpx import GPX
from northline.formats.tak import TAK
from northline.records.protocols import Format, by_name

FORMATS: tuple[Format, ...] = (AIS, ADSB, COT, TAK, GPX, ARRIVALS)
"""In the order they are documented.  Each has a page under docs/formats/."""


def format_named(name: str) -> Format:
    """Return the format of that name.

    Raises:
        UnknownName: naming the formats there are.
    """
    return by_name(FORMATS, name, "format")
