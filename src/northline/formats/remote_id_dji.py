"""What older drones of DJI broadcast of themselves in Wi-Fi beacons, instead of Remote ID.

The maker never published it; the layout is what researchers found (Kismet, and *Drone Security and
the Mysterious Case of DJI's DroneID*, NDSS 2023).  A record of telemetry, behind its kind ``10``::

    02 4d06 331f | 4550...4936 | 5a661400 44b77c00 | 5900 e400 | 100e 480d e803 | ...
    version      | serial      | lon, lat          | heights   | speed n, e, up | angles, time, ...

Places are radians times 10^7, speeds centimetres a second.  From what its heights are measured nobody
has said, so they are not read.
"""

import math
import struct

import msgspec

from northline.formats.remote_id_messages import text_of
from northline.records.errors import RejectedUnit

TELEMETRY = 0x10

_RADIANS = 1e7
_RECORD = struct.Struct("<BHH16sii2h3h3hQ4i")


class Telemetry(msgspec.Struct, frozen=True):
    """Who it is, where, and where the telephone of its operator is; degrees, metres a second.

    Attributes:
        operator_nowhere: whether the operator's place is none on Earth.
    """

    serial: str
    lon: float | None
    lat: float | None
    speed: float
    course: float | None
    climb: float
    operator_lon: float | None
    operator_lat: float | None
    operator_nowhere: bool


def read_telemetry(content: bytes) -> Telemetry | None:
    """Read the content of the element behind its kind; None for another kind than telemetry.

    Raises:
        RejectedUnit: where it is too short, or its place is nowhere.
    """
    if not content or content[0] != TELEMETRY:
        return None
    if len(content) < 1 + _RECORD.size:
        raise RejectedUnit(f"a record of {len(content)} bytes; it has {1 + _RECORD.size} or more")
    (_, _, _, serial, lon, lat, _, _, north, east, up, *_, app_lat, app_lon, _, _) = (
        _RECORD.unpack_from(content, 1)
    )
    here, nowhere = _place(lon, lat), False
    try:
        operator = _place(app_lon, app_lat)
    except RejectedUnit:
        operator, nowhere = (None, None), True
    moving = (north, east) != (0, 0)
    return Telemetry(
        serial=text_of(serial),
        lon=here[0],
        lat=here[1],
        speed=math.hypot(north, east) / 100.0,
        course=math.degrees(math.atan2(east, north)) % 360.0 if moving else None,
        climb=up / 100.0,
        operator_lon=operator[0],
        operator_lat=operator[1],
        operator_nowhere=nowhere,
    )


def _place(lon: int, lat: int) -> tuple[float | None, float | None]:
    if lon == 0 and lat == 0:
        return None, None
    east, north = math.degrees(lon / _RADIANS), math.degrees(lat / _RADIANS)
    if abs(east) > 180.0 or abs(north) > 90.0:
        raise RejectedUnit(f"longitude {east:g}, latitude {north:g} is nowhere")
    return east, north
