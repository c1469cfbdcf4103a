"""A passage told as a ``crossing`` record, and as a finding where it was away from a port."""

import msgspec

from northline.engines.crossing.arrival import Ports
from northline.engines.crossing.fold import Passage, Stage
from northline.engines.crossing.passage import Meeting
from northline.geo.cells import cell_of
from northline.geo.line import CANADA
from northline.records.finding import Finding, Reason, encode_reason, event_of
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

ENGINE, VERSION = "crossing", "4"

LINE, DARK, LAND = "line-crossing", "dark-crossing", "land-crossing"
"""Kinds of finding.  A line crossing is lawful as far as anybody knows yet; the other two are told
as what they are at once: no transponder; on land, where arriving away from a port is not lawful."""

TOUCHED = "line-touched"
"""What was told early, and then was surely on the old side again."""

ON_LAND = frozenset({Craft.VEHICLE, Craft.PERSON})


class Subject(msgspec.Struct, frozen=True):
    """What crossed.

    Attributes:
        track: id of its track.
        identity: transponder identity, or None.
        craft: sort of thing.
        quality: probability that the track is of a thing, and of that identity; 1 where the thing
            reports itself.
        sensors: what saw it, where sensors did.
        sensed: whether sensors made the track.
        group: the most things that one detection of it stood for, or None.
    """

    track: Id
    identity: str | None
    craft: Craft
    quality: float = 1.0
    sensors: tuple[str, ...] = ()
    sensed: bool = False
    group: int | None = None

    @property
    def kind(self) -> str:
        """What kind of finding a crossing of it is."""
        if self.craft in ON_LAND:
            return LAND
        return LINE if self.identity is not None else DARK


def crossing_of(
    subject: Subject,
    passage: Passage,
    meeting: Meeting,
    near: Ports,
    moment: Moment,
    supersedes: bytes | None,
) -> Crossing:
    """The crossing as a record; it exists whether or not a port was near.

    What was told of it early, or by a track without identity, is superseded by it.
    """
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
        supersedes=None if supersedes is None else Id(supersedes),
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


def began(passage: Passage) -> Id:
    """The event of a passage.

    It derives from the last sure point on the old side, which no other event of any track begins
    with; so what was told early and what is certain are revisions of one event.
    """
    return event_of(ENGINE, passage.before.point)


def claimed_id(passage: Passage) -> Id:
    """Id of the ``crossing`` that was told early of a passage."""
    return Origin(Crossing.kind, ENGINE).derived(passage.before.point, passage.claim or b"")


def score_of(certainty: float, subject: Subject) -> Probability:
    """Probability that the event took place: of the passage, and of there being such a thing."""
    return Probability(round(certainty * subject.quality, 6))


def finding_of(
    crossing: Crossing,
    passage: Passage,
    subject: Subject,
    reasons: tuple[Reason, ...],
    event: Id,
    revision: int,
    moment: Moment,
) -> Finding:
    """The finding that cites a crossing: a revision of its event (`began`)."""
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=revision),
        source=ENGINE,
        at=crossing.at,
        received=crossing.received,
        marking=crossing.marking,
        lon=crossing.lon,
        lat=crossing.lat,
        sigma=crossing.sigma,
        cell=crossing.cell,
        event_id=event,
        revision=revision,
        finding=subject.kind,
        subject=crossing.identity or f"track:{crossing.track.hex()}",
        since=Micros(passage.before.at),
        until=Micros(passage.after.at),
        score=score_of(crossing.side_certainty, subject),
        km=crossing.km,
        reasons=tuple(encode_reason(reason) for reason in reasons),
        evidence=crossing.evidence,
        about=(crossing.id,),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )


def touched_of(
    subject: Subject,
    passage: Passage,
    score: float,
    km: Kilometres | None,
    event: Id,
    revision: int,
    moment: Moment,
) -> Finding:
    """The revision that says that what was told early came back.

    Its score stays what was said then: the probability that it was over the line at that time.
    """
    before, after = passage.before, passage.after
    markings = {before.marking, passage.claim_marking, after.marking}
    marking = MarkingId(before.marking)
    if len(markings) > 1:
        marking = moment.join(*(MarkingId(each) for each in sorted(markings)))
    evidence = (Id(before.point), Id(passage.claim or b""), Id(after.point))
    reason = Reason(
        code="back-on-its-side",
        args={
            "side": "canada" if after.side == CANADA else "united-states",
            "metres": round(abs(after.distance), 0),
        },
        evidence=tuple(each.hex() for each in evidence),
        share=score,
    )
    lon, lat = Degrees(after.lon), Degrees(after.lat)
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=revision),
        source=ENGINE,
        at=Micros(after.at),
        received=Micros(max(before.received, passage.claim_received, after.received)),
        marking=marking,
        lon=lon,
        lat=lat,
        sigma=Metres(after.sigma),
        cell=cell_of(lon, lat),
        event_id=event,
        revision=revision,
        finding=TOUCHED,
        subject=subject.identity or f"track:{subject.track.hex()}",
        since=Micros(before.at),
        until=Micros(after.at),
        score=Probability(score),
        km=km,
        reasons=(encode_reason(reason),),
        evidence=evidence,
        about=(claimed_id(passage),),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )


def reasons_of(
    crossing: Crossing,
    passage: Passage,
    subject: Subject,
    near: Ports,
    *,
    agreed: bool,
    silent: bool,
    ceiling: Metres,
) -> tuple[Reason, ...]:
    """Why this is a finding.  The first carries the whole score; the others are circumstances."""
    shown = tuple(each.hex() for each in crossing.evidence[:2])
    score = score_of(crossing.side_certainty, subject)
    where: dict[str, float | int | str | None] = {
        "km": crossing.km,
        "segment": crossing.segment,
        "direction": crossing.direction.value,
    }
    if near.open is None:
        first = Reason(code="crossed-no-port-known", args=where, evidence=shown, share=score)
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
            share=score,
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
    reasons.extend(_seen(subject))
    if passage.stage is Stage.LIKELY:
        reasons.append(Reason(code="not-yet-certain", args={"percent": round(100.0 * score, 1)}))
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


def _seen(subject: Subject) -> list[Reason]:
    """What sensors say of it, and what it does not say itself."""
    told = []
    if subject.craft in ON_LAND:
        told.append(Reason(code="on-land"))
    if subject.identity is None:
        told.append(Reason(code="no-transponder"))
    if subject.sensors:
        told.append(
            Reason(
                code="seen-by-sensors",
                args={
                    "sensors": ", ".join(subject.sensors),
                    "percent": round(100.0 * subject.quality, 1),
                },
            )
        )
    if subject.group is not None and subject.group > 1:
        told.append(Reason(code="group", args={"count": subject.group}))
    return told
