"""A plan as a finding that proposes: its lines are reasons, each with who, where and when."""

from collections.abc import Iterable

import msgspec

from northline.engines.dispatch.fitness import MICROS
from northline.engines.dispatch.looking import Look
from northline.engines.dispatch.motion import Subject
from northline.engines.dispatch.planning import Plan, Proposal
from northline.engines.dispatch.state import Found
from northline.engines.dispatch.way import text_of
from northline.geo.cells import cell_of
from northline.records.finding import Finding, Reason, encode_reason, event_of
from northline.records.ids import Origin
from northline.records.marking import MarkingId
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.units import Degrees, Kilometres, Metres, Micros, Probability

ENGINE, VERSION = "dispatch", "1"
PLAN = "dispatch-plan"

SHORT = 150.0
"""A way that ends farther from the place than this stops short of it, m."""

Args = dict[str, float | int | str | None]


class Roads(msgspec.Struct, frozen=True):
    """The newest road, the markings of all that are known, and when the newest came, us."""

    record: bytes
    markings: tuple[int, ...]
    received: int


def plan_finding(found: Found, plan: Plan, revision: int, roads: Roads, moment: Moment) -> Finding:
    """The finding that proposes a plan.

    Args:
        found: the finding that it is for.
        plan: it.
        revision: of the plan.
        roads: what a plan that goes by road rests on.
        moment: of the step.
    """
    rests = _Rests(found)
    if plan.subject.record:
        rests.on((plan.subject.record,), (plan.subject.marking,), plan.subject.received)
    for unit in (*(each.unit for each in plan.proposals), *(k for k, _ in plan.left_out)):
        one = plan.units[unit]
        rests.on(one.records, one.markings, one.received)
    for look in plan.looks:
        rests.on(look.records, look.markings, look.received)
    if plan.by_road and plan.proposals:
        rests.on((roads.record,), roads.markings, roads.received)
    return _finding(
        found, plan.subject, plan.begin, revision, list(_lines(found, plan)), rests, moment
    )


def stand_down(found: Found, revision: int, moment: Moment) -> Finding:
    """The revision of a plan that takes it back, since what it was for was taken back."""
    subject = Subject(lon=found.lon, lat=found.lat, at=found.until, sigma=found.sigma or 0.0)
    line = Reason(code="dispatch-stand-down", args={"finding": found.finding})
    return _finding(found, subject, found.until, revision, [(line, 0.0)], _Rests(found), moment)


class _Rests:
    """All records that a plan rests on, their markings, and when the last of them came."""

    def __init__(self, found: Found) -> None:
        self.cited: dict[bytes, None] = {found.id: None}
        self.markings = {found.marking}
        self.received = found.received

    def on(self, records: Iterable[bytes], markings: Iterable[int], received: int) -> None:
        self.cited |= dict.fromkeys(records)
        self.markings |= set(markings)
        self.received = max(self.received, received)


def _finding(
    found: Found, subject: Subject, begin: int, revision: int, lines: list[tuple[Reason, float]],
    rests: _Rests, moment: Moment,
) -> Finding:  # fmt: skip
    event = event_of(ENGINE, found.event_id)
    marking = MarkingId(min(rests.markings))
    if len(rests.markings) > 1:
        marking = moment.join(*(MarkingId(each) for each in sorted(rests.markings)))
    lon, lat = Degrees(round(subject.lon, 7)), Degrees(round(subject.lat, 7))
    reasons = [reason for reason, _ in lines]
    return Finding(
        id=Origin(Finding.kind, ENGINE).derived(event, ordinal=revision),
        source=ENGINE,
        at=Micros(begin),
        received=Micros(rests.received),
        marking=marking,
        lon=lon,
        lat=lat,
        sigma=Metres(round(subject.sigma, 2)),
        cell=cell_of(lon, lat),
        event_id=event,
        revision=revision,
        finding=PLAN,
        subject=found.subject,
        since=Micros(begin),
        until=Micros(begin + max(round(end * MICROS) for _, end in lines)),
        score=Probability(round(sum(reason.share for reason in reasons), 6)),
        km=None if found.km is None else Kilometres(found.km),
        reasons=tuple(encode_reason(reason) for reason in reasons),
        evidence=tuple(Id(each) for each in rests.cited),
        about=(Id(found.id),),
        engine=ENGINE,
        engine_version=VERSION,
        params=moment.params,
    )


def _lines(found: Found, plan: Plan) -> Iterable[tuple[Reason, float]]:
    """The lines of a plan, each with the second after its beginning up to which it goes."""
    first = "dispatch-plan" if plan.subject.speed else "dispatch-plan-standing"
    args: Args = {"finding": found.finding}
    if plan.subject.speed:
        args["knots"] = round(plan.subject.speed * 3600.0 / 1852.0, 1)
    yield Reason(code=first, args=args, evidence=(found.id.hex(),)), 0.0
    territory = plan.territory
    if territory is not None and not territory.protocol:
        yield Reason(code="dispatch-territory-closed", args={"territory": territory.name}), 0.0
        return
    if territory is not None:
        args = {"territory": territory.name, "protocol": territory.protocol}
        yield Reason(code="dispatch-territory-protocol", args=args), 0.0
    for rank, proposal in enumerate(plan.proposals, 1):
        yield from _proposal(rank, proposal, plan)
    if not plan.proposals:
        yield Reason(code="dispatch-no-unit"), 0.0
    if not plan.by_road:
        yield Reason(code="dispatch-no-roads"), 0.0
    for look in plan.looks:
        yield _look(look, plan)
    for k, why in plan.left_out:
        unit = plan.units[k]
        args = {"unit": unit.kept.name, "identity": unit.kept.identity, "why": why.value}
        yield Reason(code="dispatch-left-out", args=args, evidence=_hex(unit.records)), 0.0


def _proposal(rank: int, proposal: Proposal, plan: Plan) -> Iterable[tuple[Reason, float]]:
    unit, way, meeting = plan.units[proposal.unit], proposal.way, proposal.meeting
    shown = _hex(unit.records)
    name: Args = {"rank": rank, "unit": unit.kept.name}
    lon, lat = way.places[-1]
    args: Args = {
        **name,
        "identity": unit.kept.identity,
        "mode": unit.kept.mode,
        "minutes": round(proposal.arrival / 60.0, 2),
        "km": round(way.metres / 1000.0, 3),
        "lon": lon,
        "lat": lat,
        "route": text_of(way.places),
    }
    share = 0.0
    if rank == 1 and meeting is not None:
        share = meeting.chance
    yield Reason(code="dispatch-send", args=args, evidence=shown, share=share), proposal.arrival
    if meeting is not None:
        args = {
            **name,
            "minutes": round(meeting.seconds / 60.0, 2),
            "lon": round(meeting.lon, 5),
            "lat": round(meeting.lat, 5),
            "percent": round(100.0 * meeting.chance, 1),
            "slack_minutes": round(meeting.slack / 60.0, 2),
        }
        yield Reason(code="dispatch-meet", args=args, evidence=shown), meeting.seconds
    elif way.gap > SHORT:
        args = {**name, "metres": round(way.gap, 0)}
        yield Reason(code="dispatch-stops-short", args=args, evidence=shown), 0.0
    if proposal.over:
        yield Reason(code="dispatch-joint-crew", args=dict(name), evidence=shown), 0.0
    if proposal.left is None:
        yield Reason(code="dispatch-fuel-not-stated", args=dict(name), evidence=shown), 0.0
    else:
        args = {**name, "km": round(proposal.left / 1000.0, 3)}
        yield Reason(code="dispatch-fuel-left", args=args, evidence=shown), 0.0
    if unit.kept.crew is None:
        yield Reason(code="dispatch-crew-not-stated", args=dict(name), evidence=shown), 0.0


def _look(look: Look, plan: Plan) -> tuple[Reason, float]:
    args: Args = {
        "sensor": look.name,
        "from_minutes": round(look.begin / 60.0, 2),
        "until_minutes": round(look.end / 60.0, 2),
        "bearing": look.bearing,
        "km": round(look.metres / 1000.0, 3),
    }
    code = "dispatch-look"
    if look.way is not None:
        code = "dispatch-look-from-the-air"
        args |= {
            "route": text_of(look.way.places),
            "identity": plan.units[look.unit or 0].kept.identity,
        }
    return Reason(code=code, args=args, evidence=_hex(look.records)), look.end


def _hex(records: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(each.hex() for each in records)
