"""Cursor on Target events as the exercise says them, written by rules of its own.

::

    <event version="2.0" uid="EX-CA-BOAT-1" type="a-f-S-X-L" how="m-g" opex="e"
     time="2026-08-15T18:00:05.000Z" start="2026-08-15T18:00:05.000Z"
     stale="2026-08-15T18:01:05.000Z"><point lat="42.3149000" lon="-83.0364000" hae="175.0"
     ce="6.0" le="9999999.0"/><detail><contact callsign="EX CA BOAT 1"/>
     <__group name="Cyan" role="Team Member"/><track course="91.5" speed="4.10"/>
     <status battery="81"/><__northline crew="3" range="150000" speed_water="16"/>
     <remarks>EXERCISE</remarks></detail></event>

The MITRE base event, version 2.0, with the details of contact, track and remarks as its public
schemas have them, and ``__group`` and ``status`` as TAK clients send them, and ``__northline`` as docs/formats/cot.md has it.  ``opex`` says that
it is an exercise.  Degrees on WGS 84,
metres, metres a second, degrees true, percent.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from northline.records.time import format_instant
from northline.records.units import Micros

UNKNOWN_METRES = 9999999.0
"""What an error of nobody knows how many metres is written as (base event schema, ``le``)."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit says at an instant.

    Attributes:
        uid: of the unit.
        callsign: name it is called by.
        type: Cursor on Target type.
        team: colour of its team.
        at: when, us.
        stale: until when it holds, us.
        lon: degrees.
        lat: degrees.
        height: metres above the ellipsoid.
        error: 1-sigma error of the place, metres.
        course: degrees true.
        speed: metres a second.
        battery: percent.
        states: of its crew, range, speeds and authority: attribute -> text.
    """

    uid: str
    callsign: str
    type: str
    team: str
    at: Micros
    stale: Micros
    lon: float
    lat: float
    height: float
    error: float
    course: float
    speed: float
    battery: int
    states: Mapping[str, str] = MappingProxyType({})


def report(told: Told) -> bytes:
    """The event of a unit that says where it is."""
    detail = (
        f'<contact callsign="{told.callsign}"/>'
        f'<__group name="{told.team}" role="Team Member"/>'
        f'<track course="{told.course:.1f}" speed="{told.speed:.2f}"/>'
        f'<status battery="{told.battery}"/>'
        f"{_own(told.states)}<remarks>EXERCISE</remarks>"
    )
    point = (
        f'<point lat="{told.lat:.7f}" lon="{told.lon:.7f}" hae="{told.height:.1f}"'
        f' ce="{told.error:.1f}" le="{UNKNOWN_METRES}"/>'
    )
    return _event(told.uid, told.type, "m-g", told.at, told.stale, point, detail)


def _own(states: Mapping[str, str]) -> str:
    """The ``__northline`` detail (docs/formats/cot.md), or nothing."""
    said = "".join(f' {name}="{text}"' for name, text in states.items())
    return f"<__northline{said}/>" if said else ""


def chat(number: int, uid: str, callsign: str, text: str, at: Micros, stale: Micros) -> bytes:
    """A chat message to everybody, as TAK clients write one (type ``b-t-f``)."""
    room = "All Chat Rooms"
    detail = (
        f'<__chat chatroom="{room}" id="{room}" senderCallsign="{callsign}">'
        f'<chatgrp uid0="{uid}" id="{room}"/></__chat>'
        f'<link uid="{uid}" type="a-f-G-U-C" relation="p-p"/>'
        f'<remarks source="BAO.F.ATAK.{uid}" time="{format_instant(at)}">{text}</remarks>'
    )
    point = f'<point lat="0.0" lon="0.0" hae="0.0" ce="{UNKNOWN_METRES}" le="{UNKNOWN_METRES}"/>'
    return _event(f"GeoChat.{uid}.{room}.{number}", "b-t-f", "h-g-i-g-o", at, stale, point, detail)


def damaged(event: bytes) -> bytes:
    """The event as it is when bytes were lost within its detail: its tags no longer match."""
    return event.replace(b"</detail>", b"</det", 1)


def _event(
    uid: str, type: str, how: str, at: Micros, stale: Micros, point: str, detail: str
) -> bytes:
    return (
        f'<event version="2.0" uid="{uid}" type="{type}" how="{how}" opex="e"'
        f' time="{format_instant(at)}" start="{format_instant(at)}"'
        f' stale="{format_instant(stale)}">{point}<detail>{detail}</detail></event>\n'
    ).encode("ascii")
