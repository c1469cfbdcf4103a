"""The lines of a plan as data: read from its reasons, and which of them a person may take up.

A plan is a finding (`northline.engines.dispatch.report` makes it); what each of its reasons says
stands in docs/engines/dispatch.md.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.records.decision import Verb
from northline.records.errors import Conflict, UsageError
from northline.records.finding import Finding, Reason
from northline.records.record import Record

if TYPE_CHECKING:
    from northline.app.opened import Opened

PLAN = "dispatch-plan"
ENGINE = "dispatch"

MINUTE = 60_000_000
"""Us."""

Route = tuple[tuple[float, float], ...]
"""Longitude and latitude from place to place, degrees."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a unit can meet the thing.

    Attributes:
        minutes: when, after the beginning of the plan.
        at: the same as an instant, us.
        lon: of the thing then, degrees.
        lat: of the thing then, degrees.
        percent: how likely it is met, if it goes on as it does.
        slack_minutes: how long before it the unit is there.
    """

    minutes: float
    at: int
    lon: float
    lat: float
    percent: float
    slack_minutes: float


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that a plan proposes.

    Attributes:
        rank: 1 is the best.
        unit: what it is called.
        identity: as its own records carry it.
        mode: how it goes about.
        minutes: when it is there, after the beginning of the plan.
        at: the same as an instant, us.
        km: how long its way is.
        route: its way.
        meeting: where it meets the thing, or None.
        short: how far from the thing its way ends, m; 0 where it comes to it.
        over: whether its way goes over the line: a joint crew on shared waters.
        range_left_km: what is left of its range after that, or None where it states none.
        crew_stated: whether it says how many officers it has.
    """

    rank: int
    unit: str
    identity: str
    mode: str
    minutes: float
    at: int
    km: float
    route: Route
    meeting: Meeting | None = None
    short: float = 0.0
    over: bool = False
    range_left_km: float | None = None
    crew_stated: bool = True


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor that a plan proposes to look, or a drone or aeroplane that flies there to look.

    Attributes:
        sensor: what it is called.
        identity: as its own records carry it.
        from_minutes: from when it can, after the beginning of the plan.
        until_minutes: until when.
        at: from when, as an instant, us.
        bearing: where it looks at first, degrees true.
        km: how far that is.
        route: how it flies there; empty where it stands.
    """

    sensor: str
    identity: str
    from_minutes: float
    until_minutes: float
    at: int
    bearing: float
    km: float
    route: Route = ()


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit near by that is not proposed.

    Attributes:
        unit: what it is called.
        identity: as its own records carry it.
        why: the stable word that says why.
        en: the same in English.
        fr: the same in French.
    """

    unit: str
    identity: str
    why: str
    en: str = ""
    fr: str = ""


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a plan.

    Attributes:
        stands: whether it was not taken back.
        knots: how fast the thing goes on, or None where it stands or nobody knows.
        units: the best first.
        looks: the earliest first.
        left_out: the nearest first.
        roads: whether roads are known.
        territory: of which First Nation it is, or None.
        protocol: by which it may be entered, or None.
    """

    stands: bool
    knots: float | None
    units: tuple[Going, ...]
    looks: tuple[Looking, ...]
    left_out: tuple[LeftOut, ...]
    roads: bool
    territory: str | None = None
    protocol: str | None = None


def lines_of(plan: Finding) -> Lines:
    """What a plan says, line by line."""
    said = plan.explained()
    by_code: dict[str, list[Reason]] = {}
    for reason in said:
        by_code.setdefault(reason.code, []).append(reason)

    def of_rank(code: str, rank: int) -> dict[str, Any] | None:
        found = (each.args for each in by_code.get(code, ()) if each.args.get("rank") == rank)
        return next(found, None)

    begin = plan.since
    units = [_going(each.args, begin, of_rank) for each in by_code.get("dispatch-send", ())]
    looks = [
        _looking(each.args, begin)
        for each in said
        if each.code in {"dispatch-look", "dispatch-look-from-the-air"}
    ]
    left_out = [
        LeftOut(**{name: str(each.args[name]) for name in ("unit", "identity", "why")})
        for each in by_code.get("dispatch-left-out", ())
    ]
    first: dict[str, Any] = dict(said[0].args) if said else {}
    place: dict[str, Any] = {}
    for code in ("dispatch-territory-closed", "dispatch-territory-protocol"):
        for each in by_code.get(code, ()):
            place = dict(each.args)
    return Lines(
        stands="dispatch-stand-down" not in by_code,
        knots=first.get("knots"),
        units=tuple(units),
        looks=tuple(looks),
        left_out=tuple(left_out),
        roads="dispatch-no-roads" not in by_code,
        territory=place.get("territory"),
        protocol=place.get("protocol"),
    )


def check_line(
    node: "Opened", subject: Record, verb: Verb, names: str | None, authority: str | None
) -> None:
    """Refuse a dispatch of somebody whom this very plan does not propose.

    Raises:
        UsageError: for a line that the plan has not, or one that leads over the line without the
            authority of the joint crew (LAW.md rule 8).
        Conflict: when the engine has revised the plan since.
    """
    if names is None:
        return
    if verb is not Verb.DISPATCH or not isinstance(subject, Finding) or subject.finding != PLAN:
        raise UsageError("names says whom a plan sends; it goes with dispatch, about a plan")
    lines = lines_of(subject)
    proposed = [*(each.identity for each in lines.units), *(each.identity for each in lines.looks)]
    if names not in proposed:
        known = f"it proposes {', '.join(proposed)}" if proposed else "it proposes nobody"
        raise UsageError(f"the plan does not propose {names}; {known}")
    from northline.app.findings import newest, read_findings

    (last,) = newest(each for each in read_findings(node) if each.event_id == subject.event_id)
    if last.revision > subject.revision:
        raise Conflict(
            f"this is revision {subject.revision} of the plan, and there is revision "
            f"{last.revision}: look at it first"
        )
    over = any(each.over for each in lines.units if each.identity == names)
    if over and not (authority or "").strip():
        raise UsageError(
            f"{names} goes over the line: name the authority of the joint crew (cross-designated, "
            "under the host's direction); a second person approves it"
        )
    if not over and (authority or "").strip():
        raise UsageError(f"{names} stays on its own side of the line: no authority is named for it")


def _going(args: Any, begin: int, of_rank: Any) -> Going:
    rank = int(args["rank"])
    meet, short = of_rank("dispatch-meet", rank), of_rank("dispatch-stops-short", rank)
    left = of_rank("dispatch-fuel-left", rank)
    meeting = None
    if meet is not None:
        names = ("minutes", "lon", "lat", "percent", "slack_minutes")
        told = {name: float(meet[name]) for name in names}
        meeting = Meeting(at=begin + round(told["minutes"] * MINUTE), **told)
    return Going(
        rank=rank,
        unit=str(args["unit"]),
        identity=str(args["identity"]),
        mode=str(args["mode"]),
        minutes=float(args["minutes"]),
        at=begin + round(float(args["minutes"]) * MINUTE),
        km=float(args["km"]),
        route=route_of(args["route"]),
        meeting=meeting,
        short=0.0 if short is None else float(short["metres"]),
        over=of_rank("dispatch-joint-crew", rank) is not None,
        range_left_km=None if left is None else float(left["km"]),
        crew_stated=of_rank("dispatch-crew-not-stated", rank) is None,
    )


def _looking(args: Any, begin: int) -> Looking:
    return Looking(
        sensor=str(args["sensor"]),
        identity=str(args.get("identity") or args["sensor"]),
        from_minutes=float(args["from_minutes"]),
        until_minutes=float(args["until_minutes"]),
        at=begin + round(float(args["from_minutes"]) * MINUTE),
        bearing=float(args["bearing"]),
        km=float(args["km"]),
        route=route_of(args.get("route") or ""),
    )


def route_of(text: str) -> Route:
    """A way from its text, ``lon,lat lon,lat``."""
    places = (each.split(",") for each in str(text).split())
    return tuple((float(lon), float(lat)) for lon, lat in places)
