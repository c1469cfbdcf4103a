"""Joint operations in a terminal: planned, approved by two, handed over, closed; resources, requests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError
from northline.records.operation import OperationStepSort

if TYPE_CHECKING:
    from northline.app.node import Node

operations = App(
    name="operations",
    help="Plan operations with partners, and keep them from getting into each other's way.",
)

Several = Annotated[list[str] | None, Parameter(negative="")]

COLUMNS = (
    *("id", "name", "agency", "lead_now", "hub_now", "state", "deconfliction", "since", "until"),
    "where",
)
STEPS = ("at", "step", "by", "agency", "hub", "to_agency", "reason")
WARNINGS = ("at", "operation", "contact", "reference", "west", "south", "east", "north")


@operations.default
def list_operations(
    *, state: str = "open", settings: Path | None = None, options: Options = PLAIN
) -> int:
    """List operations that one may see.

    Args:
        state: open, planned, approved, closed or all.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.patrol.operations import operations as every
    from northline.app.patrol.operations_told import told

    with opened(options, settings=settings) as node:
        found = [told(each) for each in every(node, state=state, params=_near(settings))]
        lines = table([_row(each) for each in found], COLUMNS)
        return answer(options, {"operations": found}, lines, exercise=node.exercise)


operations.command(list_operations, name="list")


@operations.command(name="show")
def show_operation(
    operation: str, /, *, settings: Path | None = None, options: Options = PLAIN
) -> int:
    """Show an operation: its steps, what deconfliction says of it, and what is near that one may see.

    Args:
        operation: Id of the operation.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    with opened(options, settings=settings) as node:
        return _answer(node, operation, settings, options)


@operations.command(name="plan")
def plan(
    name: str,
    /,
    *,
    since: str,
    until: str,
    hub: str,
    contact: str,
    agency: Several = None,
    lead: str | None = None,
    target: Several = None,
    corner: Several = None,
    km: str | None = None,
    segment: str = "atlantic-pacific",
    marking: str | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Plan an operation, signed. Nothing follows from it until two persons have approved it.

    Args:
        name: What it is called.
        since: When it begins, such as 2026-07-01T22:00:00Z.
        until: When it ends.
        hub: The desk that it is led from.
        contact: How whoever leads it is reached.
        agency: An agency that takes part beside one's own. May be given again for more.
        lead: The agency that leads it; otherwise one's own.
        target: What is looked for together: stretch:2280-2290, place:-82.6,42.03 or
            subject:mmsi:316001245; never what somebody is. May be given again for more.
        corner: A corner of its area, as LON,LAT; three or more, in their order.
        km: Its area as a range of the line in place of corners, such as 2280-2290.
        segment: With --km: segment of the line.
        marking: Marking of the record; otherwise Protected A, for the agencies that take part.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.patrol.operations import Plan, plan_operation

    begin, end = _range(km)
    with opened(options, settings=settings) as node:
        made = plan_operation(
            node,
            Plan(
                name=name,
                since=since,
                until=until,
                hub=hub,
                contact=contact,
                agencies=tuple(agency or ()),
                lead=lead,
                targets=tuple(target or ()),
                ring=tuple(_corner(each) for each in corner or ()),
                segment=segment,
                from_km=begin,
                to_km=end,
                marking=marking,
            ),
            _near(settings),
        )
        return _answer(node, made.id.hex(), settings, options)


@operations.command(name="approve")
def approve(
    operation: str, /, *, reason: str, settings: Path | None = None, options: Options = PLAIN
) -> int:
    """Approve an operation, as one of two; the second approval has it compared with all others.

    Args:
        operation: Id of the operation.
        reason: Why, in your own words.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    return _step(operation, OperationStepSort.APPROVED, reason, settings, options)


@operations.command(name="hand-over")
def hand_over(
    operation: str,
    /,
    *,
    reason: str,
    hub: str,
    to: str | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Hand an operation over to another desk; it is led from there once somebody there receives it.

    Args:
        operation: Id of the operation.
        reason: Why, in your own words.
        hub: The desk that it goes to.
        to: The agency whose desk that is; otherwise the one that leads it now.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    more = {"hub": hub, "to_agency": to}
    return _step(operation, OperationStepSort.HANDED_OVER, reason, settings, options, more)


@operations.command(name="receive")
def receive(
    operation: str, /, *, reason: str, settings: Path | None = None, options: Options = PLAIN
) -> int:
    """Receive an operation that was handed over: another person than who did that.

    Args:
        operation: Id of the operation.
        reason: In which state, in your own words.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    return _step(operation, OperationStepSort.RECEIVED, reason, settings, options)


@operations.command(name="close")
def close(
    operation: str, /, *, reason: str, settings: Path | None = None, options: Options = PLAIN
) -> int:
    """Close an operation.

    Args:
        operation: Id of the operation.
        reason: Why, in your own words.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    return _step(operation, OperationStepSort.CLOSED, reason, settings, options)


@operations.command(name="warnings")
def warnings(*, settings: Path | None = None, options: Options = PLAIN) -> int:
    """List warnings to operations that one may see: another agency asks to be called before they act.

    Args:
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.patrol.operations import operations as every
    from northline.app.patrol.operations_told import warning

    with opened(options, settings=settings) as node:
        found = every(node, params=_near(settings))
        told = [each for view in found for each in map(warning, view.checks) if each is not None]
        return answer(options, {"warnings": told}, table(told, WARNINGS), exercise=node.exercise)


operations.command("northline.cli.operations_resources:resources", name="resources")
operations.command("northline.cli.operations_resources:requests", name="requests")


def _step(
    operation: str,
    step: OperationStepSort,
    reason: str,
    settings: Path | None,
    options: Options,
    more: dict[str, Any] | None = None,
) -> int:
    from northline.app.patrol.operation_steps import add_operation_step
    from northline.app.patrol.steps import OperationWish

    with opened(options, settings=settings) as node:
        wish = OperationWish(step=step, reason=reason, **(more or {}))
        add_operation_step(node, operation, wish, _near(settings))
        return _answer(node, operation, settings, options)


def _answer(node: Node, operation: str, settings: Path | None, options: Options) -> int:
    from northline.app.patrol.operations import one_operation
    from northline.app.patrol.operations_told import told

    made = told(one_operation(node, operation, _near(settings)))
    names = (
        *("id", "name", "agency", "agencies", "lead_now", "hub_now", "contact", "targets", "since"),
        *("until", "state", "approved_by", "deconfliction"),
    )
    shown = {**{name: made[name] for name in names}, "where": _row(made)["where"]}
    lines = [*facts(shown), "", *table(made["steps"], STEPS)]
    if made["warnings"]:
        lines += ["", *(each["en"] for each in made["warnings"])]
    if made["near"]:
        lines += [
            "",
            *table(made["near"], ("operation", "name", "agency", "contact", "km", "hours")),
        ]
    return answer(options, {"operation": made}, lines, exercise=node.exercise)


def _near(settings: Path | None) -> Any:
    from northline.app.patrol.parameters import safety_of
    from northline.app.settings import find

    return safety_of(find(settings)).deconfliction


def _row(told: dict[str, Any]) -> dict[str, Any]:
    if told["segment"] is None:
        where = f"{len(told['lons'])} corners"
    else:
        where = f"km {told['from_km']:g}-{told['to_km']:g}"
    return {**told, "where": where}


def _range(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    try:
        begin, end = (float(each) for each in text.split("-"))
    except ValueError as error:
        raise UsageError(f"--km {text!r} is no range; write it like 2280-2290") from error
    return begin, end


def _corner(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(each) for each in text.split(","))
    except ValueError as error:
        raise UsageError(f"--corner {text!r} is no place; write it like -82.6,42.03") from error
    return lon, lat
