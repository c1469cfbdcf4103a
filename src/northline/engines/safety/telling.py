"""What is told of a unit: that it is overdue, step by step, that it was heard of, a drone past the line."""

from collections.abc import Iterable, Sequence

from northline.engines.safety.params import SafetyParams
from northline.engines.safety.radio import Site, reached
from northline.engines.safety.rule import MICROS, STEPS
from northline.engines.safety.state import Alarm, Followed, Place, Word
from northline.geo.cells import cell_of
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.units import Degrees, Kilometres, Metres, Micros, Probability

ENGINE, VERSION = "safety", "1"

OVERDUE, HEARD, DRONE = "overdue-unit", "unit-checked-in", "drone-over-line"
"""Kinds of finding; the second stands the first down."""

Args = dict[str, float | int | str | None]
Cited = Word | Place | Site


def overdue(
    unit: Followed, alarm: Alarm, instant: int, sites: Sequence[Site], params: SafetyParams,
    moment: Moment,
) -> Finding:  # fmt: skip
    """An alarm as it stands when its last step is told, at an instant (us)."""
    cited: list[Cited] = [alarm.word]
    said = unit.name
    first: Args = {
        "unit": said,
        "minutes": _minutes(instant - alarm.due),
        "silent": _minutes(instant - alarm.word.at),
        "how": alarm.word.how,
    }
    step: Args = {
        "step": alarm.steps,
        "steps": len(params.escalate),
        "action": STEPS[alarm.steps - 1],
        "supervisor": params.supervisor,
    }
    reasons = [_reason("unit-overdue", first, (alarm.word,), 1.0), _reason("unit-step", step)]
    place = unit.place
    if place is None:
        reasons.append(_reason("unit-no-place", {}))
    else:
        where: Args = {
            "lon": round(place.lon, 5),
            "lat": round(place.lat, 5),
            "minutes": _minutes(instant - place.at),
        }
        code = "unit-last-place"
        if place.track and place.knots is not None:
            code, where["knots"] = "unit-last-track", round(place.knots, 1)
        reasons.append(_reason(code, where, (place,)))
        zone, resting = _zone(place, sites, params)
        reasons.append(_reason("unit-radio", {"zone": zone}, resting[:1]))
        cited += [place, *resting]
    if unit.battery is not None and unit.stated is not None:
        percent: Args = {"percent": round(100.0 * unit.battery)}
        reasons.append(_reason("unit-battery", percent, (unit.stated,)))
        cited.append(unit.stated)
    return _finding(
        OVERDUE, _event(alarm), alarm.told, unit, (alarm.word.at, alarm.due, instant), reasons,
        cited, place, moment,
    )  # fmt: skip


def heard(unit: Followed, alarm: Alarm, word: Word, moment: Moment) -> Finding:
    """A later word stands the alarm down; what it was for stays on record."""
    args: Args = {
        "unit": unit.name,
        "how": word.how,
        "minutes": _minutes(max(word.at - alarm.due, 0)),
    }
    back = unit.check_in is word and unit.next_due is None
    code = "unit-off-duty" if back else "unit-heard"
    span = (min(alarm.word.at, word.at), word.at, word.at)
    return _finding(
        HEARD, _event(alarm), alarm.told, unit, span,
        [_reason(code, args, (alarm.word, word), 1.0)], [alarm.word, word], unit.place, moment,
    )  # fmt: skip


def drone(
    unit: Followed, place: Place, distance: float, km: float, sure: float, moment: Moment
) -> Finding:
    """A drone is past the line, so many metres (signed as the line's) from it, and how surely."""
    args: Args = {
        "unit": unit.name,
        "metres": round(abs(distance)),
        "side": "canada" if distance > 0.0 else "united-states",
        "airspace": "airspace" if unit.airspace else "no-airspace",
    }
    cited: list[Cited] = [place, *([unit.stated] if unit.stated else [])]
    event = Origin("event", ENGINE).derived(DRONE.encode(), place.id)
    reason = _reason("drone-past-line", args, cited, round(sure, 6))
    span = (place.at, place.at, place.at)
    return _finding(DRONE, event, 1, unit, span, [reason], cited, place, moment, km=km)


def _event(alarm: Alarm) -> Id:
    return Origin("event", ENGINE).derived(OVERDUE.encode(), alarm.word.id)


def _zone(place: Place, sites: Sequence[Site], params: SafetyParams) -> tuple[str, list[Site]]:
    """Whether a radio is heard there, and the sites that this rests on, the nearest first."""
    found = reached(sites, [place.lon], [place.lat], params)
    if found is None:
        return "not-computable", []
    near = sorted(
        (each for each in sites if each.works),
        key=lambda each: ((each.lon - place.lon) ** 2 + (each.lat - place.lat) ** 2, each.identity),
    )
    return ("in-reach" if found[0] else "dead-zone"), near


def _minutes(micros: int) -> float:
    return round(micros / (60 * MICROS), 1)


def _reason(code: str, args: Args, evidence: Iterable[Cited] = (), share: float = 0.0) -> Reason:
    ids = tuple(dict.fromkeys(each.id.hex() for each in evidence))
    return Reason(code=code, args=args, evidence=ids, share=share)


def _finding(
    kind: str,
    event: Id,
    revision: int,
    unit: Followed,
    span: tuple[int, int, int],
    reasons: Sequence[Reason],
    cited: Sequence[Cited],
    place: Place | None,
    moment: Moment,
    km: float | None = None,
) -> Finding:
    """A finding of a unit; ``span`` is since, at and until, us."""
    since, at, until = span
    lon, lat = (None, None) if place is None else (Degrees(place.lon), Degrees(place.lat))
    markings = sorted({int(each.marking) for each in cited})
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=revision),
        source=ENGINE,
        at=Micros(at),
        received=Micros(max(each.received for each in cited)),
        marking=moment.join(*(MarkingId(each) for each in markings)),
        lon=lon,
        lat=lat,
        sigma=None if place is None or place.sigma is None else Metres(place.sigma),
        cell=None if lon is None or lat is None else cell_of(lon, lat),
        event_id=event,
        revision=revision,
        finding=kind,
        subject=unit.identity,
        since=Micros(since),
        until=Micros(until),
        score=Probability(sum(each.share for each in reasons)),
        km=None if km is None else Kilometres(round(km, 4)),
        reasons=tuple(encode_reason(each) for each in reasons),
        evidence=tuple(dict.fromkeys(Id(each.id) for each in cited)),
        about=(),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )
