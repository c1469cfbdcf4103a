"""Routes: as GPX, as Cursor on Target and as a calendar, read back by what reads such things."""

from typing import Any

import gpxpy
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from northline.formats.calendar_routes import LONGEST, calendar, escaped, folded
from northline.formats.cot_routes import cot_route
from northline.formats.gpx_routes import gpx_route
from northline.formats.routes import Route, RoutePoint
from northline.records.unit import Mode
from northline.records.units import Degrees, Micros
from tests.formats.reading import read_whole

BEGIN = 1_782_986_400_000_000
"""2026-07-02T10:00:00Z."""

HOUR = 3_600_000_000


def point(hours: float, lon: float, lat: float, name: str) -> RoutePoint:
    return RoutePoint(
        at=Micros(BEGIN + round(hours * HOUR)), lon=Degrees(lon), lat=Degrees(lat), name=name
    )


ROUTE = Route(
    uid="northline-order.5f3a",
    revision=2,
    made=Micros(BEGIN - 5 * HOUR),
    name="Car 4 <&>, 2026-07-02",
    mode=Mode.VEHICLE,
    begins=Micros(BEGIN),
    ends=Micros(BEGIN + 8 * HOUR),
    points=(
        point(0, -83.04, 42.3, "depot"),
        point(0.5, -83.125563, 42.21267, "km 2280-2285"),
        point(8, -83.04, 42.3, "dépôt"),
    ),
    check_in=(Micros(BEGIN + HOUR),),
    remarks=("Protected A, opp.", "Stay on your own side."),
    exercise=True,
)


def test_a_gpx_route_is_read_back_point_by_point_and_no_position_is_made_of_it() -> None:
    written = gpx_route(ROUTE)
    read = read_whole("gpx", written)
    assert read.of("position") == [], "where somebody is to be is not where they were"
    assert read.refused == []
    assert sum(read.other.values()) == read.units == len(ROUTE.points)
    parsed: Any = gpxpy.parse(written.decode())
    (route,) = parsed.routes
    assert route.name == "EXERCISE Car 4 <&>, 2026-07-02"
    assert "EXERCISE" in route.description
    assert "Protected A" in route.description
    found = [(p.longitude, p.latitude, p.name, p.time.timestamp()) for p in route.points]
    assert found == [(p.lon, p.lat, p.name, p.at / 1e6) for p in ROUTE.points]


def test_a_route_of_cursor_on_target_is_read_as_a_message_and_as_no_position() -> None:
    written = cot_route(ROUTE)
    read = read_whole("cot", written)
    assert read.refused == []
    assert read.of("position") == []
    (message,) = read.of("message")
    assert (message["type"], message["uid"]) == ("b-m-r", "northline-order.5f3a")
    event: Any = etree.fromstring(written)
    assert event.get("opex") == "e"
    links = event.findall("detail/link")
    assert [each.get("callsign") for each in links] == [each.name for each in ROUTE.points]
    assert {each.get("type") for each in links} == {"b-m-p-w"}
    assert links[1].get("point") == "42.21267,-83.125563", "latitude first"
    assert event.find("detail/link_attr").get("method") == "Driving"
    assert event.find("detail/remarks").text.startswith("EXERCISE ")
    assert event.get("stale") == "2026-07-02T19:00:00.000Z", "an hour after it is back"


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.UNKNOWN])
def test_every_mode_has_a_method_that_tak_knows(mode: Mode) -> None:
    event: Any = etree.fromstring(cot_route(msgspec.structs.replace(ROUTE, mode=mode)))
    method = event.find("detail/link_attr").get("method")
    assert method in {"Walking", "Driving", "Flying", "Watercraft"}


def test_a_route_that_was_withdrawn_is_stale_at_once_and_cancelled_in_the_calendar() -> None:
    gone = msgspec.structs.replace(ROUTE, withdrawn=True, in_force=False)
    event: Any = etree.fromstring(cot_route(gone))
    assert event.get("stale") == event.get("time")
    assert "WITHDRAWN" in event.find("detail/contact").get("callsign")
    lines = unfolded(calendar([gone]))
    assert "STATUS:CANCELLED" in lines
    assert "BEGIN:VALARM" not in lines


def test_a_calendar_holds_what_rfc_5545_asks_for() -> None:
    lines = unfolded(calendar([ROUTE]))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Northline//Patrol orders//EN"]
    assert "UID:northline-order.5f3a" in lines
    assert "SEQUENCE:1" in lines
    assert "DTSTAMP:20260702T050000Z" in lines
    assert "DTSTART:20260702T100000Z" in lines
    assert "DTEND:20260702T180000Z" in lines
    assert "SUMMARY:EXERCISE Car 4 <&>\\, 2026-07-02" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "TRIGGER;VALUE=DATE-TIME:20260702T110000Z" in lines
    (said,) = [line for line in lines if line.startswith("DESCRIPTION:EXERCISE\\n")]
    assert "2026-07-02T18:00:00Z dépôt 42.30000 -83.04000" in said
    draft = msgspec.structs.replace(ROUTE, in_force=False)
    assert "STATUS:TENTATIVE" in unfolded(calendar([draft]))


@given(st.text(max_size=400))
def test_a_line_is_folded_within_75_octets_and_unfolds_to_itself(text: str) -> None:
    line = f"DESCRIPTION:{escaped(text)}"
    written = folded(line)
    assert written.endswith(b"\r\n")
    parts = written[:-2].split(b"\r\n")
    assert all(len(part) <= LONGEST for part in parts)
    assert all(part.startswith(b" ") for part in parts[1:])
    assert b"".join([parts[0], *(part[1:] for part in parts[1:])]).decode() == line


def unfolded(written: bytes) -> list[str]:
    return written.replace(b"\r\n ", b"").decode().split("\r\n")
