"""A leg as a record."""

from collections.abc import Callable, Mapping
from typing import Any

from northline.engines.patrol_log.fixes import MICROS, MODES, UNKNOWN
from northline.engines.patrol_log.legs import FLAGS
from northline.engines.patrol_log.state import Leg
from northline.geo.line import SEGMENTS
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.patrol_leg import Flag, PatrolLeg, Reported
from northline.records.record import Id
from northline.records.units import Degrees, Metres, Micros, Seconds

METRES_DECIMALS = 1
"""Beyond a decimetre a way is noise; and so the order of adding it up makes no difference."""


def record_of(
    identity: str,
    leg: Leg,
    join: Callable[..., MarkingId],
    *,
    source: str,
    reported: Reported,
    said: Mapping[str, Any] | None = None,
) -> PatrolLeg:
    """The record of a leg.

    Args:
        identity: the unit.
        leg: the leg.
        join: the marking of what rests on several.
        source: who says it: the engine, or who brought the track.
        reported: how it is known.
        said: what else whoever brought it says: fields of the record.
    """
    flags = [flag.value for bit, flag in FLAGS if leg.flags & bit]
    if leg.mode == UNKNOWN:
        flags.append(Flag.NO_MODE.value)
    spans = [end - begin for begin, end in zip(leg.begins, leg.ends, strict=True)]
    fields: dict[str, Any] = {"callsign": leg.callsign, "officers": leg.officers}
    fields |= {name: value for name, value in (said or {}).items() if value is not None}
    made_of = (leg.first, leg.last, leg.since.to_bytes(8, "little"), identity.encode())
    return PatrolLeg(
        id=Origin(PatrolLeg.kind, source).derived(*made_of, MODES[leg.mode].encode()),
        source=source,
        at=Micros(leg.since),
        received=Micros(leg.received),
        marking=join(*(MarkingId(each) for each in leg.markings)),
        lon=Degrees(leg.lon),
        lat=Degrees(leg.lat),
        unit=identity,
        mode=MODES[leg.mode],
        since=Micros(leg.since),
        until=Micros(leg.until),
        segment=SEGMENTS[leg.segment],
        stretches=leg.stretches,
        begins=tuple(Seconds((each - leg.since) / MICROS) for each in leg.begins),
        seconds=tuple(Seconds(each / MICROS) for each in spans),
        metres=Metres(round(leg.metres, METRES_DECIMALS)),
        counted=Seconds(sum(spans) / MICROS),
        reported=reported,
        flags=tuple(flags),
        evidence=(Id(leg.first), Id(leg.last)),
        **fields,
    )
