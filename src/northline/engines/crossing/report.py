"""A passage told as a ``crossing`` record, and as a finding where it was away from a port."""

import msgspec

from northline.engines.crossing.arrival import Ports
from northline.engines.crossing.fold import Passage
from northline.engines.crossing.passage import Meeting
from northline.geo.cells import cell_of
from northline.geo.line import CANADA
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.position import Craft
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.track import Crossing, Direction
from northline.records.units import (
    Degrees,
    DegreesTrue,
    Kilometres,
    Knots,
    Metres,
    Micros,
    Probability,
    Seconds,
)

ENGINE, VERSION = "crossing", "2"
FINDING = "line-crossing"


class Subject(msgspec.Struct, frozen=True):
    """What crossed.

    Attributes:
        track: id of its track.
        identity: transponder identity, or None.
        craft: sort of thing.
    """

    track: Id
    identity: str | None
    craft: Craft


def crossing_of(
    subject: Subject, passage: Passage, meeting: Meeting, near: Ports, moment: Moment
) -> Crossing:
    """The crossing as a record; it exists whether or not a port was near."""
    before, after = passage.before, passage.after
    joined = before.marking
    if after.marking != joined:
        joined = moment.join(MarkingId(before.marking), MarkingId(after.marking))
    to_canada = after.side == CANADA
    lon, lat = Degrees(meeting.lon), Degrees(meeting.lat)
    points = (Id(before.point), Id(after.point))
    return Crossing(
        id=Origin(Crossing.kind, ENGINE).derived(*points),
        source=ENGINE,
        at=Micros(meeting.at),
        received=Micros(max(before.received, after.received)),
        marking=MarkingId(joined),
        lon=lon,
        lat=lat,
        sigma=Metres(meeting.sigma),
        cell=cell_of(lon, lat),
        track=subject.track,
        identity=subject.identity,
        craft=subject.craft,
        segment=meeting.segment,
        km=Kilometres(meeting.km),
        direction=Direction.TO_CANADA if to_canada else Direction.TO_UNITED_STATES,
        speed_knots=None if meeting.speed is None else Knots(meeting.speed),
        course=None if meeting.course is None else DegreesTrue(meeting.course),
        at_sigma=Seconds(meeting.at_sigma),
        gap=Seconds((after.at - before.at) / 1e6),
        side_certainty=meeting.certainty,
        port=near.open.port.id if near.open else None,
        port_distance=near.open.metres if near.open else None,
        evidence=(*points, *(Id(each) for each in (*before.evidence, *after.evidence))),
        altitude=None if meeting.altitude is None else Metres(meeting.altitude),
        altitude_reference=meeting.reference,
    )


def finding_of(
    crossing: Crossing, passage: Passage, reasons: tuple[Reason, ...], moment: Moment
) -> Finding:
    """The finding that cites a crossing; its score is the probability that it took place.

    ``event_id`` derives from the last sure point on the old side, which no other event of any
    track begins with.  An event is emitted once, when it is certain, as revision 1.
    """
    event = Origin("event", ENGINE).derived(crossing.evidence[0])
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=1),
        source=ENGINE,
        at=crossing.at,
        received=crossing.received,
        marking=crossing.marking,
        lon=crossing.lon,
        lat=crossing.lat,
        sigma=crossing.sigma,
        cell=crossing.cell,
        event_id=event,
        revision=1,
        finding=FINDING,
        subject=crossing.identity or f"track:{crossing.track.hex()}",
        since=Micros(passage.before.at),
        until=Micros(passage.after.at),
        score=Probability(crossing.side_certainty),
        km=crossing.km,
        reasons=tuple(encode_reason(reason) for reason in reasons),
        evidence=crossing.evidence,
        about=(crossing.id,),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )


def reasons_of(
    crossing: Crossing,
    passage: Passage,
    near: Ports,
    *,
    agreed: bool,
    silent: bool,
    ceiling: Metres,
) -> tuple[Reason, ...]:
    """Why this is a finding.  The first carries the whole score; the others are circumstances."""
    shown = tuple(each.hex() for each in crossing.evidence[:2])
    where: dict[str, float | int | str | None] = {
        "km": crossing.km,
        "segment": crossing.segment,
        "direction": crossing.direction.value,
    }
    if near.open is None:
        first = Reason(
            code="crossed-no-port-known", args=where, evidence=shown, share=crossing.side_certainty
        )
    else:
        first = Reason(
            code="crossed-away-from-port",
            args=where
            | {
                "port": near.open.port.id,
                "port_name": near.open.port.name,
                "port_km": round(near.open.metres / 1000.0, 3),
            },
            evidence=shown,
            share=crossing.side_certainty,
        )
    reasons = [first]
    if near.at is not None:
        reasons.append(
            Reason(
                code="port-closed" if near.at.open is False else "port-hours-unknown",
                args={
                    "port": near.at.port.id,
                    "port_name": near.at.port.name,
                    "port_km": round(near.at.metres / 1000.0, 3),
                },
            )
        )
    if crossing.craft is Craft.AIRCRAFT:
        reasons.append(_height(crossing, ceiling))
    if silent:
        reasons.append(
            Reason(
                code="silent-over-the-line",
                args={
                    "minutes": round(passage.silence / 60.0, 2),
                    "usual_seconds": round(passage.usual, 2),
                },
                evidence=shown,
            )
        )
    if not agreed:
        reasons.append(Reason(code="line-not-agreed", args={"km": crossing.km}))
    return tuple(reasons)


def _height(crossing: Crossing, ceiling: Metres) -> Reason:
    """How high an aircraft was that counts as below the ceiling."""
    if crossing.altitude is None or crossing.altitude_reference is None:
        return Reason(code="altitude-not-known", args={"ceiling": ceiling})
    return Reason(
        code="below-aircraft-ceiling",
        args={
            "altitude": crossing.altitude,
            "reference": crossing.altitude_reference.value,
            "ceiling": ceiling,
        },
    )
