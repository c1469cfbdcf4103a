"""The plan for a finding in a terminal: who can get there first, and sending them."""

from collections.abc import Iterator

from northline.app.dispatch_plans import PlanView
from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table
from northline.records.errors import UsageError

UNITS = (
    *("rank", "unit", "identity", "mode", "there", "km", "meets", "percent", "lon", "lat"),
    *("km_left", "over_the_line", "sent"),
)
LOOKS = ("sensor", "identity", "from", "until", "bearing", "km", "sent")


def dispatch(
    finding: str,
    /,
    *,
    send: str | None = None,
    reason: str | None = None,
    authority: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Show the plan for a finding: the best units, their ways and where they meet it, who may look.

    With --send it is decided: a person dispatches, the plan only proposes.

    Args:
        finding: Id of the finding, or of its plan.
        send: Identity of a unit of the plan to send, or of a sensor to have look.
        reason: Why, in your own words; with --send.
        authority: The authority of a joint crew whose way leads over the line; with --send.
    """
    from northline.app.dispatch_plans import plan_of, plan_or_why
    from northline.app.dispatch_told import told

    if send is None and (reason or authority):
        raise UsageError("--reason and --authority go with --send: say whom")
    with opened(options) as node:
        plan = plan_of(node, finding) if send is None else plan_or_why(node, finding)
        if plan is None:
            return answer(
                options, {"plan": None}, ["There is no plan for it."], exercise=node.exercise
            )
        if send is not None:
            node.decide(plan.id, "dispatch", reason=reason or "", authority=authority, names=send)
            plan = plan_or_why(node, plan.id)
        return answer(options, {"plan": told(plan)}, _lines(plan), exercise=node.exercise)


def _lines(plan: PlanView) -> Iterator[str]:
    yield plan.said[0].en if plan.said else plan.finding
    sent = {each.names: each for each in plan.sent}

    def who(identity: str) -> str | None:
        each = sent.get(identity)
        return None if each is None else each.by + (" (waits for a second)" if each.waits else "")

    if plan.units:
        yield ""
        yield from table(
            [
                {
                    "rank": each.rank,
                    "unit": each.unit,
                    "identity": each.identity,
                    "mode": each.mode,
                    "there": f"{each.minutes:.0f} min",
                    "km": round(each.km, 1),
                    "meets": None if each.meeting is None else f"{each.meeting.minutes:.0f} min",
                    "percent": None if each.meeting is None else each.meeting.percent,
                    "lon": each.route[-1][0] if each.meeting is None else each.meeting.lon,
                    "lat": each.route[-1][1] if each.meeting is None else each.meeting.lat,
                    "km_left": each.range_left_km,
                    "over_the_line": each.over,
                    "sent": who(each.identity),
                }
                for each in plan.units
            ],
            UNITS,
        )
    if plan.looks:
        yield ""
        yield from table(
            [
                {
                    "sensor": each.sensor,
                    "identity": each.identity,
                    "from": f"{each.from_minutes:.0f} min",
                    "until": f"{each.until_minutes:.0f} min",
                    "bearing": f"{each.bearing:.0f} deg",
                    "km": round(each.km, 1),
                    "sent": who(each.identity),
                }
                for each in plan.looks
            ],
            LOOKS,
        )
    shown = {"dispatch-left-out", "dispatch-no-unit", "dispatch-no-roads", "dispatch-stand-down"}
    shown |= {"dispatch-territory-closed", "dispatch-territory-protocol"}
    rest = [each.en for each in plan.said[1:] if each.code in shown]
    if rest:
        yield ""
        yield from rest
    yield ""
    yield f"Plan {plan.id}, revision {plan.revision}."
