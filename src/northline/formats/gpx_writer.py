"""Writes positions and tracks as one GPX 1.1 document, for chart plotters and maps; pure.

Each track, or else each identity, is a ``trk`` named by its identity, its points by time.
Speed and course stand in Garmin's TrackPointExtension v2, for 1.1 has no place for them; the
error as the dilution that `northline.formats.gpx_points` reads it from.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from northline.formats.gpx_points import NAMESPACES, RANGE_ERROR
from northline.records.errors import UsageError
from northline.records.position import AltitudeReference
from northline.records.schema import plain_rows
from northline.records.units import Knots, knots_to_mps

GARMIN = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"

_NEEDED = ("at", "lon", "lat")
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GEOMETRIC = AltitudeReference.GEOMETRIC.value
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<gpx xmlns="{NAMESPACES[0]}" xmlns:gpxtpx="{GARMIN}" version="1.1" creator="Northline">\n'
)


def gpx_document(table: pa.Table) -> bytes:
    """The document; rows without a place are left out.

    Args:
        table: rows of kind ``track`` or ``position``, or of another with a place and a time; a
            column ``exercise`` says that they are of an exercise.

    Raises:
        UsageError: for rows that have no place or no time.
    """
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise UsageError(f"GPX needs {', '.join(_NEEDED)}; these records lack {missing[0]}")
    tracks: dict[str, list[dict[str, Any]]] = {}
    exercise = False
    for batch in table.to_batches():
        for row in plain_rows(batch):
            exercise = exercise or bool(row.get("exercise"))
            if row["lon"] is not None and row["lat"] is not None:
                name = row.get("track") or row.get("identity") or ""
                tracks.setdefault(name, []).append(row)
    about = "<metadata><desc>EXERCISE</desc></metadata>\n" if exercise else ""
    parts = [_HEAD, about]
    for rows in tracks.values():
        parts += _track(sorted(rows, key=_when), "EXERCISE " if exercise else "")
    return "".join([*parts, "</gpx>\n"]).encode()


def _when(row: dict[str, Any]) -> tuple[str, str]:
    """Sorts by time: seconds first, which are written alike, then what follows them."""
    return row["at"][:19], row["at"][19:].replace("Z", "")


def _track(rows: Sequence[dict[str, Any]], before: str) -> Iterator[str]:
    name = rows[0].get("identity") or rows[0].get("track") or "unknown"
    yield f"<trk><name>{_text(before + name)}</name><trkseg>\n"
    for row in rows:
        yield f'<trkpt lat="{row["lat"]!r}" lon="{row["lon"]!r}">'
        if row.get("altitude") is not None and row.get("altitude_reference") == _GEOMETRIC:
            yield f"<ele>{row['altitude']!r}</ele>"
        yield f"<time>{row['at']}</time>"
        if row.get("sigma") is not None:
            yield f"<hdop>{row['sigma'] / RANGE_ERROR!r}</hdop>"
        yield _extension(row)
        yield "</trkpt>\n"
    yield "</trkseg></trk>\n"


def _extension(row: dict[str, Any]) -> str:
    knots, course = row.get("speed_knots"), row.get("course")
    stated = {
        "speed": None if knots is None else knots_to_mps(Knots(knots)),
        "course": course,
    }
    inside = "".join(
        f"<gpxtpx:{name}>{value!r}</gpxtpx:{name}>"
        for name, value in stated.items()
        if value is not None
    )
    if not inside:
        return ""
    named = f"<gpxtpx:TrackPointExtension>{inside}</gpxtpx:TrackPointExtension>"
    return f"<extensions>{named}</extensions>"


def _text(value: str) -> str:
    return html.escape(_NO_TEXT.sub("", value), quote=False)
