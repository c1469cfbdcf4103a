"""Whether a thing that crossed has landed, as far as its track can tell.

Nobody sees a landing in a track, and how far the shore is, is not known here.  Two signs stand for
it.  A thing that is *beyond the line by ``clear``* and

* **stands still**: no faster than ``stop_knots`` and within ``stop_metres`` of where it first stood
  so, for ``stop_seconds`` (at anchor, moored, aground, drifting), or says that it is on the ground;
* **has fallen silent**: a vessel, or a thing of unknown sort, without a report for
  ``silent_seconds``, and no faster than ``arriving_knots`` when last heard: it may have landed and
  switched off, or be out of the receivers' sight.  So may one of which nothing was heard after it
  crossed, wherever it was.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from northline.engines.crossing.reporting.params import ReportingParams
from northline.engines.crossing.reporting.state import Followed
from northline.geo.distance import near_distance
from northline.geo.line import FARTHEST, offsets
from northline.records.position import Craft

MICROS = 1_000_000

VANISH = frozenset({Craft.VESSEL, Craft.UNKNOWN})
"""What may land unseen; an aircraft that is not heard is low or far, which is usual."""


def seen(
    one: Followed, at: int, received: int, point: Mapping[str, Any], params: ReportingParams
) -> Followed:
    """The crossing after one more point of what crossed.

    Args:
        one: it.
        at: instant of the point, us.
        received: when it was received, us.
        point: its columns.
        params: what counts as standing still.
    """
    lon, lat = point["lon"], point["lat"]
    speed, still, place = point["speed_knots"], one.still, (one.still_lon, one.still_lat)
    ground = bool(point["on_ground"])
    stands = ground or (speed is not None and speed <= params.stop_knots)
    if speed is None and not ground:
        stands = True  # judged by the place alone
    if not stands:
        still = 0
    elif not still or _metres(lon, lat, *place) > params.stop_metres:
        still, place = at, (lon, lat)
    one = msgspec.structs.replace(
        one,
        last=at,
        lon=lon,
        lat=lat,
        sigma=point["sigma"],
        point=point["id"],
        point_marking=point["marking"],
        knots=speed,
        received=max(one.received, received),
        still=still,
        still_lon=place[0],
        still_lat=place[1],
    )
    long = still and at - still >= int(params.stop_seconds * MICROS)
    if one.landed or not (ground or long) or not _beyond(one, params):
        return one
    return msgspec.structs.replace(one, landed=still, stopped=True)


def looked_at(one: Followed, clock: int, params: ReportingParams) -> Followed:
    """The crossing once so much time has passed: whether its silence stands for a landing."""
    last = one.last or one.until
    if one.landed or one.craft not in VANISH:
        return one
    if clock - last < int(params.silent_seconds * MICROS):
        return one
    if one.last and not _beyond(one, params):
        return one
    if one.knots is not None and one.knots > params.arriving_knots:
        return one
    return msgspec.structs.replace(one, landed=last, stopped=False)


def _beyond(one: Followed, params: ReportingParams) -> bool:
    """Whether its last place is beyond the line, on the side where it went."""
    distance = float(offsets([one.lon], [one.lat], limit=FARTHEST).distance[0])
    return distance * one.side >= params.clear  # False where not a number


def _metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    return float(near_distance(lon, lat, other_lon, other_lat)[0])
