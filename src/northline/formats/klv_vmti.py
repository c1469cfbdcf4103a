"""Targets of a detector of movement, MISB ST 0903 (VMTI): tag 74 of ST 0601, or a set by itself.

A local set with a series of packs, one for each target, behind its length: its number in BER-OID and
a local set.  Target 1, its centroid pixel and its offsets from the centre of the frame::

    65 0f | 0e 01 | 01 03 064000 | 0a 03 19bffd | 0b 03 1a0000

A target whose place is told becomes a plot: stated in full (tag 17, IMAPB), or as an offset from the
centre of the frame (tags 10 and 11).  The others are counted.
"""

from collections.abc import Iterator

import msgspec

from northline.formats.klv_numbers import Imapb
from northline.formats.klv_packets import length_at, tag_at, tags
from northline.formats.klv_said import Said
from northline.records.errors import RejectedUnit

KEY_0903 = bytes.fromhex("060e2b34020b01010e01030306000000")
"""Key of the set where it stands by itself."""

_SERIES = 101
_DETECTED, _REPORTED = 5, 6
_CONFIDENCE, _OFFSET_LAT, _OFFSET_LON, _HEIGHT, _LOCATION = 5, 10, 11, 12, 17
_LAT, _LON = Imapb(-90.0, 90.0), Imapb(-180.0, 180.0)
_OFFSET, _METRES, _SIGMA = Imapb(-19.2, 19.2), Imapb(-900.0, 19_000.0), Imapb(0.0, 650.0)


class Moving(msgspec.Struct, frozen=True):
    """One target.

    Attributes:
        number: the detector's own number of it.
        lon: where it is, or None.
        lat: where it is, or None.
        height: above the ellipsoid, or None.
        sigma: 1-sigma error of its place in one axis, metres, or None.
        confidence: as the detector states, 0 to 1, or None.
    """

    number: int
    lon: float | None = None
    lat: float | None = None
    height: float | None = None
    sigma: float | None = None
    confidence: float | None = None


def moving_targets(value: bytes, said: Said) -> Iterator[Moving]:
    """The targets of a set.

    Args:
        value: the set.
        said: what the packet that it stands in says: the centre of the frame.

    Raises:
        RejectedUnit: where it is damaged.
    """
    for tag, item in tags(value):
        if tag != _SERIES:
            continue
        at = 0
        while at < len(item):
            found = length_at(item, at)
            if found is None or found[0] < 1 or found[1] + found[0] > len(item):
                raise RejectedUnit("a target is longer than its series")
            at = found[1] + found[0]
            yield _target(item[found[1] : at], said)


def _target(pack: bytes, said: Said) -> Moving:
    number, begins = tag_at(pack, 0)
    items = dict(tags(pack[begins:]))
    confidence = int.from_bytes(items.get(_CONFIDENCE, b""), "big") / 100.0
    lat = lon = height = sigma = None
    location = items.get(_LOCATION, b"")
    if len(location) >= 10:
        lat, lon = _LAT.read(location[:4]), _LON.read(location[4:8])
        height = _METRES.read(location[8:10])
        if len(location) >= 16:
            east, north = _SIGMA.read(location[10:12]), _SIGMA.read(location[12:14])
            if east is not None and north is not None:
                sigma = max(east, north)
    elif _OFFSET_LAT in items and _OFFSET_LON in items:
        north, east = _OFFSET.read(items[_OFFSET_LAT]), _OFFSET.read(items[_OFFSET_LON])
        height = _METRES.read(items.get(_HEIGHT, b""))
        centre_lat, centre_lon = said.centre_lat, said.centre_lon
        if None not in (north, east, centre_lat, centre_lon):
            lat = float(centre_lat or 0.0) + float(north or 0.0)
            lon = float(centre_lon or 0.0) + float(east or 0.0)
    return Moving(
        number,
        lon,
        lat,
        height,
        sigma,
        min(confidence, 1.0) if _CONFIDENCE in items else None,
    )
