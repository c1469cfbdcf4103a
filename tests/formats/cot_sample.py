"""Cursor on Target events for tests, made up; nobody's uid, callsign or place."""

DECLARED = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def event(
    uid: str = "ANDROID-5f3a",
    type: str = "a-f-G-U-C",
    *,
    time: str = "2026-07-01T14:00:00.250Z",
    point: str = 'lat="42.3149" lon="-83.0364" hae="148.2" ce="9.9" le="9999999.0"',
    detail: str = '<contact callsign="MARINE 2"/>',
    more: str = "",
) -> bytes:
    return (
        f'<event version="2.0" uid="{uid}" type="{type}" how="m-g" time="{time}" '
        f'start="2026-07-01T14:00:00Z" stale="2026-07-01T14:06:15Z"{more}>'
        f"<point {point}/><detail>{detail}</detail></event>"
    ).encode()


FRIEND = event(
    detail=(
        '<takv os="34" version="4.10" device="TEST" platform="ATAK-CIV"/>'
        '<contact endpoint="*:-1:stcp" callsign="MARINE 2"/><uid Droid="MARINE 2"/>'
        '<__group role="Team Member" name="Cyan"/><status battery="81"/>'
        '<track course="91.5" speed="4.1"/><remarks>Half way</remarks>'
    )
)
BOAT = event("boat-1", "a-u-S-X", detail='<track course="360.0" speed="10.288888888888888"/>')
DRONE = event(
    "drone-7",
    "a-f-A-M-F-Q",
    detail='<sensor azimuth="10" fov="40" vfov="30" range="2500" type="r-e" model="EO 1"/>',
)
CHAT = event(
    "GeoChat.ANDROID-5f3a.All",
    "b-t-f",
    point='lat="0.0" lon="0.0" hae="9999999.0" ce="9999999.0" le="9999999.0"',
    detail="<remarks>Bateau &amp; moteur \u00e0 l\u2019est</remarks>",
)
HIDDEN = event(
    "hidden", "u-d-f", detail="<!-- </event> --><a><![CDATA[</event><event >]]></a><?p </event>?>"
)

SAMPLE = b"\n".join(
    [
        b"\xef\xbb\xbf" + DECLARED + FRIEND,
        FRIEND,
        FRIEND,
        b"<!-- between two events, <event> -->",
        BOAT + CHAT + HIDDEN,
        DECLARED + CHAT,
        DECLARED,
        b'<auth><cot username="a" password="b" uid="c"/></auth>',
        b"<event uid='a' type='b'/><event />",
        event(point='lat="91" lon="0"'),
        event(time="yesterday", detail="<track speed='NaN' course='-1'/>"),
        event("a-b", detail="<contact callsign='x>'></event>"),
        event()[:150],
        event(detail="<remarks>one</remarks><remarks>two</remarks>"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?>" + event(),
        b"left over </event>\x00\xff",
        event(more=' xmlns="urn:x"') + event("m", "a-f-A-M-H", detail="<a:b xmlns:a='u'/>"),
        event(detail="&nothing;") + event(detail="\xe9").replace(b"\xc3\xa9", b"\xe9"),
        DRONE,
        event(detail="<sensor azimuth='-1' fov='360' range='x'/>"),
        event()[:-12],
    ]
)
"""A stream with everything in it that the format tells apart."""
