"""Writes a route as a GPX 1.1 document, for chart plotters and hand-held receivers; pure.

::

    <rte><name>Car 4, 2026-07-02</name><number>1</number>
    <rtept lat="42.2127" lon="-83.1256"><time>2026-07-02T11:05:00Z</time><name>km 2280-2285</name></rtept>

It is a ``rte`` and no ``trk``: a route is where somebody is to be, and whoever reads it back makes no
position of it (docs/formats/gpx.md).  https://www.topografix.com/GPX/1/1/
"""

import html
import re
from collections.abc import Iterator

from northline.formats.gpx_points import NAMESPACES
from northline.formats.routes import Route
from northline.records.time import format_instant

_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gpx_route(route: Route) -> bytes:
    """The document."""
    return "".join(_lines(route)).encode()


def _lines(route: Route) -> Iterator[str]:
    said = (*(("EXERCISE",) if route.exercise else ()), *route.remarks)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gpx xmlns="{NAMESPACES[0]}" version="1.1" creator="Northline">\n'
        f"<metadata><name>{_text(route.title)}</name><desc>{_text(' '.join(said))}</desc>"
        f"<time>{format_instant(route.made)}</time></metadata>\n"
        f"<rte><name>{_text(route.title)}</name><desc>{_text(' '.join(said))}</desc>"
        f"<number>{route.revision}</number>\n"
    )
    for point in route.points:
        note = f"<desc>{_text(point.note)}</desc>" if point.note else ""
        yield (
            f'<rtept lat="{point.lat!r}" lon="{point.lon!r}"><time>{format_instant(point.at)}</time>'
            f"<name>{_text(point.name)}</name>{note}</rtept>\n"
        )
    yield "</rte>\n</gpx>\n"


def _text(value: str) -> str:
    return html.escape(_NO_TEXT.sub("", value), quote=False)
