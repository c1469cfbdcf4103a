"""What is told of behaviour: findings, each with its reason; a spell that goes on is told again."""

import math

from northline.engines.behaviour.columns import below
from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import Point, Spell, Turn
from northline.geo.cells import cell_of
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.units import Degrees, Kilometres, Metres, Micros, Probability

ENGINE, VERSION = "behaviour", "1"

LOITERING, TURNED, MEETING, LOW = "loitering", "turned-back", "meeting", "low-slow-aircraft"
"""Kinds of finding."""


def loitering(spell: Spell, point: Point, moment: Moment) -> Finding:
    """It stays at the line."""
    args: dict[str, float | int | str | None] = {
        "minutes": _minutes(spell, point),
        "metres": round(spell.value, 0),
    }
    return _spell(LOITERING, "stays-at-the-line", args, spell, point, (), moment)


def low(spell: Spell, point: Point, params: BehaviourParams, moment: Moment) -> Finding:
    """An aircraft flies low and slowly near the line."""
    args: dict[str, float | int | str | None] = {
        "knots": round(point.knots or 0.0, 0),
        "km_off": round(abs(point.distance) / 1000.0, 2),
    }
    code = "slow-height-not-known"
    if spell.stated:
        code, args["metres"] = "low-and-slow", round(spell.value, 0)
        args["most"] = float(params.low_metres)
    return _spell(LOW, code, args, spell, point, (), moment)


def meeting(spell: Spell, point: Point, other: Point, moment: Moment) -> Finding:
    """Two things lie side by side near the line."""
    args: dict[str, float | int | str | None] = {
        "minutes": _minutes(spell, point),
        "metres": round(spell.value, 0),
        "one": _subject(min(point, other, key=_by_track)),
        "other": _subject(max(point, other, key=_by_track)),
        "km_off": round(abs(point.distance) / 1000.0, 2),
    }
    return _spell(MEETING, "side-by-side", args, spell, point, (other,), moment)


def turned(turn: Turn, point: Point, params: BehaviourParams, moment: Moment) -> Finding | None:
    """It came to the line and turned back; None where it is as likely that it did not."""
    near = turn.near
    if near is None:
        return None
    sigma = math.hypot(near.sigma, params.line_sigma)
    own = near.distance if turn.far.distance > 0.0 else -near.distance
    stayed = below(-own, 0.0, sigma) * below(own, float(params.turn_near), sigma)
    evidence = (turn.far, near, point)
    reason = Reason(
        code="came-and-turned-back",
        args={
            "metres": round(max(own, 0.0), 0),
            "minutes": round((point.at - turn.far.at) / 60e6, 1),
            "side": "canada" if turn.far.distance > 0.0 else "united-states",
        },
        evidence=tuple(each.id.hex() for each in evidence),
        share=round(stayed, 6),
    )
    event = Origin("event", ENGINE).derived(TURNED.encode(), turn.far.id)
    return _finding(
        TURNED, event, 1, near, turn.far.at, point.at, reason, evidence, turn.marking,
        turn.received, moment,
    )  # fmt: skip


def _by_track(point: Point) -> bytes:
    return point.track


def _minutes(spell: Spell, point: Point) -> float:
    return round((point.at - spell.since) / 60e6, 1)


def _subject(point: Point) -> str:
    return point.identity or f"track:{point.track.hex()}"


def _spell(
    kind: str,
    code: str,
    args: dict[str, float | int | str | None],
    spell: Spell,
    point: Point,
    others: tuple[Point, ...],
    moment: Moment,
) -> Finding:
    """A finding of something that goes on: the same event every time it is told."""
    cited = (Id(spell.first), Id(point.id), *(Id(each.id) for each in others))
    reason = Reason(
        code=code,
        args=args,
        evidence=tuple(each.hex() for each in dict.fromkeys(cited)),
        share=round(spell.belief, 6),
    )
    event = Origin("event", ENGINE).derived(kind.encode(), spell.first)
    if others:
        pair = sorted((point.track, *(each.track for each in others)))
        event = Origin("event", ENGINE).derived(kind.encode(), spell.first, *pair)
    return _finding(
        kind, event, spell.told, point, spell.since, point.at, reason, (point, *others),
        spell.marking, spell.received, moment, first=spell.first,
    )  # fmt: skip


def _finding(
    kind: str,
    event: Id,
    revision: int,
    place: Point,
    since: int,
    until: int,
    reason: Reason,
    evidence: tuple[Point, ...],
    marking: int,
    received: int,
    moment: Moment,
    first: bytes | None = None,
) -> Finding:
    ids = [Id(each.id) for each in evidence]
    if first is not None:
        ids.insert(0, Id(first))
    lon, lat = Degrees(place.lon), Degrees(place.lat)
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=revision),
        source=ENGINE,
        at=Micros(place.at),
        received=Micros(received),
        marking=MarkingId(marking),
        lon=lon,
        lat=lat,
        sigma=Metres(place.sigma),
        cell=cell_of(lon, lat),
        event_id=event,
        revision=revision,
        finding=kind,
        subject=_subject(place),
        since=Micros(since),
        until=Micros(until),
        score=Probability(reason.share),
        km=Kilometres(round(place.km, 4)),
        reasons=(encode_reason(reason),),
        evidence=tuple(dict.fromkeys(ids)),
        about=(),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )
