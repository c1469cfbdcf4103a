"""Writes routes as an iCalendar object (RFC 5545), for the calendars that crews have; pure.

::

    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Northline//Patrol orders//EN
    BEGIN:VEVENT
    UID:northline-order.5f3a...
    SEQUENCE:0
    DTSTAMP:20260701T190000Z
    DTSTART:20260702T100000Z
    DTEND:20260702T180000Z
    SUMMARY:Car 4, 2026-07-02

Lines end with CRLF and are folded before 75 octets are over, between characters (3.1); text is escaped
(3.3.11); instants are in UTC (3.3.5, form 2).  A revision keeps its UID and counts SEQUENCE up (3.8.7.4);
a withdrawn order is CANCELLED and a draft TENTATIVE (3.8.1.11).  The way points stand in the description.
"""

from collections.abc import Iterable, Iterator

from northline.formats.routes import Route
from northline.records.time import format_instant, to_datetime
from northline.records.units import Micros

LONGEST = 75
"""Octets of a line, its end left out."""


def calendar(routes: Iterable[Route]) -> bytes:
    """The object: one event for each route, its check-ins as alarms."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Northline//Patrol orders//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for route in routes:
        lines += _event(route)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """A line as it is written: folded, its end included; no character is cut in two."""
    out, rest = b"", line
    room = LONGEST
    while len(rest.encode()) > room:
        take = 0
        size = 0
        while size + (more := len(rest[take].encode())) <= room:
            size += more
            take += 1
        out += rest[:take].encode() + b"\r\n "
        rest = rest[take:]
        room = LONGEST - 1  # the space that the line begins with counts
    return out + rest.encode() + b"\r\n"


def escaped(text: str) -> str:
    """A text as a value has it."""
    kept = "".join(each for each in text if each >= " " or each in "\n\t")
    for char, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(char, instead)
    return kept


def _event(route: Route) -> Iterator[str]:
    said = (*(("EXERCISE",) if route.exercise else ()), *route.remarks)
    points = [
        f"{format_instant(each.at)} {each.name} {each.lat:.5f} {each.lon:.5f}"
        for each in route.points
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(route.uid)}"
    yield f"SEQUENCE:{route.revision - 1}"
    yield f"DTSTAMP:{_instant(route.made)}"
    yield f"DTSTART:{_instant(route.begins)}"
    yield f"DTEND:{_instant(route.ends)}"
    yield f"SUMMARY:{escaped(route.title)}"
    standing = "CONFIRMED" if route.in_force else "TENTATIVE"
    yield f"STATUS:{'CANCELLED' if route.withdrawn else standing}"
    yield f"DESCRIPTION:{escaped(chr(10).join((*said, *points)))}"
    if route.points:
        yield f"GEO:{route.points[0].lat:.6f};{route.points[0].lon:.6f}"
    for at in () if route.withdrawn else route.check_in:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER;VALUE=DATE-TIME:{_instant(at)}"
        yield f"DESCRIPTION:{escaped(route.title)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _instant(at: Micros) -> str:
    return to_datetime(at).strftime("%Y%m%dT%H%M%SZ")
