"""GPX documents for tests, made up; nobody's walk."""

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'
TIME = "<time>2026-07-01T14:00:00Z</time>"
GARMIN = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"


def point(lon: object = -83.0364, lat: object = 42.3149, inside: str = TIME) -> str:
    return f'<trkpt lat="{lat}" lon="{lon}">{inside}</trkpt>'


def track(*points: str, name: str = "<name>Patrol 7</name>") -> str:
    return f"<trk>{name}<trkseg>{''.join(points)}</trkseg></trk>"


def document(*inside: str, version: str = "1.1", head: bytes = DECLARED) -> bytes:
    space = f'xmlns="http://www.topografix.com/GPX/{version.replace(".", "/")}"'
    more = f'xmlns:gpxtpx="{GARMIN}" creator="a > b"'
    return head + f'<gpx version="{version}" {space} {more}>{"".join(inside)}</gpx>'.encode()


FULL = point(
    inside="<ele>175.25</ele><time>2026-07-01T14:00:00.5+02:00</time><fix>3d</fix>"
    "<hdop>1.5</hdop><extensions><gpxtpx:TrackPointExtension><gpxtpx:speed>10.0</gpxtpx:speed>"
    "<gpxtpx:course>360</gpxtpx:course></gpxtpx:TrackPointExtension></extensions>"
)

SAMPLE = b"\r\n".join(
    [
        document(
            "<metadata><name>The\n whole</name></metadata>",
            f'<wpt lat="42" lon="-83">{TIME}<name>Mark</name></wpt>',
            '<rte><rtept lat="42" lon="-83"/><rtept lat="42" lon="-83.1"/></rte>',
            track(FULL, point(), point(), point(inside=""), point(inside=f"{TIME}<fix>none</fix>")),
            track(point(lat=91), point(lon="east"), point(inside="<time>noon</time>"), name=""),
            track('<!-- <trkpt> --><trkpt lat="42" lon="-83"/>', point(lon="NaN")),
            track(point(inside=f"<name>caf\u00e9 &amp; &#233;</name>{TIME}"), name=""),
        ),
        b"",
        document(
            track(point(inside=f"{TIME}<course>12.5</course><speed>3</speed>")),
            version="1.0",
            head=b"\xef\xbb\xbf",
        ),
        b"<gpx><trk><trkseg>" + point().encode() + b"</trkseg></trk></gpx>",
        document(head=b"<!-- none -->"),
        b"<kml><Placemark/></kml>",
        b"what is this? <gp",
        document(track(point()))[:-20],
        b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]>'
        + document(track(point()), head=b""),
        b'<!DOCTYPE gpx SYSTEM "gpx.dtd"><gpx>&a;</gpx>',
        document(track(point(), name="<name>Last</name>")),
        document(track(point()))[:-9],
    ]
)
