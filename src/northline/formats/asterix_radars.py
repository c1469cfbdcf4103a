r"""What radars say of themselves: CAT034 (EUROCONTROL-SPEC-0149-2b, editions 1.27 to 1.29).

=====  ==============================  =====================================================
item   what                            raw unit
=====  ==============================  =====================================================
000    1 north marker, 2 sector crossing, 3 geographical filtering, 4 to 7 strobes and storms
041    antenna rotation period         1/128 s
050    configuration and status        bits
120    position                        1 m, 180/2^23 degrees, WGS 84
=====  ==============================  =====================================================

A radar turns for years in the same place and tells so each few seconds: a record is made where
something is new.  Its period wanders by some parts in a thousand with the wind; `WANDERS` is
what counts as new.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.formats.asterix_items import Items, parts_of
from northline.formats.asterix_values import place_of, signed, unsigned
from northline.geo.distance import destination, radii
from northline.records.sensor import SensorState

MESSAGES = {
    1: "north marker",
    2: "sector crossing",
    3: "geographical filtering",
    4: "jamming strobe",
    5: "solar storm",
    6: "ssr jamming strobe",
    7: "mode s jamming strobe",
}
"""What messages are called by I034/000."""

WANDERS = 0.05
MOST = 1024
"""Radars remembered of a stream; the one longest unheard is given up for the next."""

_DEGREES = 180.0 / (1 << 23)
_OVERHEAD = 500.0
"""Metres by which a pressure altitude may make a target seem higher above the radar than far."""

Floats = NDArray[np.float64]


class Radar(msgspec.Struct, array_like=True):
    """What one radar has said of itself.

    Attributes:
        key: SAC and SIC, 256 SAC + SIC.
        told: whether a record was made of it.
        state: see `northline.records.sensor`.
        lon: degrees, or None.
        lat: degrees, or None.
        altitude: metres above the ellipsoid, or None.
        revisit: seconds of a turn, or None.
    """

    key: int
    told: bool = False
    state: str = SensorState.UNKNOWN.value
    lon: float | None = None
    lat: float | None = None
    altitude: float | None = None
    revisit: float | None = None


def identity_of(key: int) -> str:
    """The identity of a source: ``asterix:25/201``, by its SAC and SIC in decimals."""
    return f"asterix:{key >> 8}/{key & 0xFF}"


class Radars:
    """The radars of one stream, the one longest unheard first."""

    def __init__(self, known: tuple[Radar, ...] = ()) -> None:
        self._known = {each.key: each for each in known}

    def carried(self) -> tuple[Radar, ...]:
        """What is remembered."""
        return tuple(self._known.values())

    def get(self, key: int) -> Radar | None:
        """What is known of a radar, or None."""
        return self._known.get(key)

    def hear(self, key: int, items: Items) -> Radar | None:
        """Take a message of a radar; the radar where it says something new, else None.

        Raises:
            RejectedUnit: for a place outside the world.
        """
        radar = self._known.get(key) or Radar(key)
        said = msgspec.structs.replace(radar)
        if "120" in items:
            raw = items["120"]
            said.lon, said.lat = place_of(signed(raw[5:]) * _DEGREES, signed(raw[2:5]) * _DEGREES)
            said.altitude = float(signed(raw[:2]))
        if "050" in items:
            said.state = _state(items["050"]).value
        if "041" in items and (period := unsigned(items["041"])):
            seconds, before = round(period / 128.0, 3), radar.revisit
            if before is None or abs(seconds - before) > WANDERS * before:
                said.revisit = seconds
        self._known.pop(key, None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        new = not radar.told or said != radar
        said.told = True
        self._known[key] = said
        return said if new else None


def _state(raw: bytes) -> SensorState:
    """Whether a radar works, by I034/050.

    Down where its operational use is inhibited (NOGO); degraded where a part is overloaded, its
    monitoring is disconnected, its time source is not valid, or a channel is not selected.
    """
    parts = parts_of("034", "050", raw)
    common = parts.get("COM", b"\x00")[0]
    if common & 0x80:
        return SensorState.DOWN
    worse = common & 0x1E
    for name, overloads in (("PSR", b"\x18"), ("SSR", b"\x18"), ("MDS", b"\x19\x80")):
        part = parts.get(name)
        if part is None:
            continue
        worse |= any(byte & mask for byte, mask in zip(part, overloads, strict=True))
        worse |= not part[0] & 0x60
    return SensorState.DEGRADED if worse else SensorState.WORKING


def placed(
    at: tuple[Floats, Floats, Floats], slant: Floats, azimuth: Floats, altitude: Floats
) -> tuple[list[float | None], list[float | None]]:
    r"""Longitudes and latitudes of targets, by slant range and azimuth.

    On a sphere of the earth's radius of curvature R along the azimuth, with heights h of the
    target and s of the radar, the slant range r spans the angle

    .. math:: \sin^2 \tfrac{\gamma}{2} = \frac{r^2 - (h - s)^2}{4 (R + h)(R + s)},
              \qquad \tfrac{1}{R} = \tfrac{\cos^2\alpha}{M} + \tfrac{\sin^2\alpha}{N}

    and the target lies R gamma away on the geodesic.  Where its height is not known it is taken
    for the radar's: a target at 9 km seems 2 km too far out at 20 km, 0.4 km at 100 km.

    Args:
        at: longitude, latitude (degrees) and height (metres) of the radars, shape (n,) each.
        slant: slant ranges, metres, NaN where there is none.
        azimuth: degrees true.
        altitude: heights of the targets, metres, NaN where they are not known.

    Returns:
        Degrees; None where there is no range, or the height is above the range.
    """
    lon, lat, own = at
    meridian, normal = radii(lat)
    turned = np.radians(azimuth)
    radius = 1.0 / (np.cos(turned) ** 2 / meridian + np.sin(turned) ** 2 / normal)
    height = np.where(np.isnan(altitude), own, altitude)
    rise = np.abs(height - own)
    level = np.maximum(slant**2 - rise**2, 0.0) / (4.0 * (radius + height) * (radius + own))
    away = 2.0 * radius * np.arcsin(np.sqrt(np.minimum(level, 1.0)))
    known = ~np.isnan(slant) & (rise <= slant + _OVERHEAD)
    there = destination(lon, lat, azimuth, np.where(known, away, 0.0))
    columns = [
        [
            float(value) if sure else None
            for value, sure in zip(np.round(column, 6), known, strict=True)
        ]
        for column in there
    ]
    return [None if x is None else (x if x < 180.0 else -180.0) for x in columns[0]], columns[1]
