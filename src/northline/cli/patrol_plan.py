"""Shifts, plans and orders of patrol in a terminal."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

SHIFTS = ("identity", "callsign", "mode", "side", "begins", "ends", "officers", "id")
ORDERS = ("since", "name", "mode", "state", "in_force", "waits", "officers", "until", "id")
POINTS = ("at", "from_km", "to_km", "lon", "lat")
PLANS = ("since", "subject", "revision", "score", "id")

Several = Annotated[list[str] | None, Parameter(consume_multiple=False)]
"""An option that may be given several times."""


def shifts(
    file: Path | None = None,
    /,
    *,
    day: str | None = None,
    zone: str = "America/Toronto",
    marking: str | None = None,
    rest: float = 8.0,
    longest: float = 16.0,
    week: float = 60.0,
    anyway: Flag = False,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """List shifts; or state those of a roster, CSV or TOML: a row that does not do is told, the others are kept.

    Args:
        file: The roster.
        day: Only shifts of this day, such as 2026-07-02.
        zone: Time zone of the day.
        marking: Marking of the shifts, such as "Protected A; owner=opp".
        rest: Least hours off between two shifts of an officer; set by the agency, no law.
        longest: Most hours on end; set by the agency, no law.
        week: Most hours in any 7 days; set by the agency, no law.
        anyway: Take shifts in although rest is too short or officers are too few; nobody is booked twice all the same.
        settings: The settings file, which says how many officers a unit has; otherwise ./northline.toml.
    """
    from northline.app.patrol.parameters import safety_of
    from northline.app.patrol.plan_told import told_breach, told_shift
    from northline.app.patrol.shifts import bounds, state_roster
    from northline.app.patrol.shifts import shifts as every
    from northline.app.patrol.wishes import day_of
    from northline.app.settings import find

    with opened(options, create=file is not None) as node:
        if file is None:
            since, until = (None, None) if day is None else day_of(day, zone)
            found = [told_shift(each) for each in every(node, since=since, until=until)]
            document = {"shifts": found, "count": len(found)}
            return answer(options, document, table(found, SHIFTS), exercise=node.exercise)
        held = bounds(rest, longest, week)
        crews = safety_of(find(settings))
        taken = state_roster(node, _read(file), marking, rest=held, crews=crews, anyway=anyway)
        for place, why in taken.wrong.items():
            note(f"{file.name}, {place}: {why}")
        for breach in taken.breaches:
            note(f"taken in all the same: {breach.en}")
        document = {
            "stated": {place: each.hex() for place, each in taken.stated.items()},
            "known": list(taken.known),
            "wrong": taken.wrong,
            "breaches": [told_breach(each) for each in taken.breaches],
        }
        lines = facts(
            {"stated": len(taken.stated), "known": len(taken.known), "wrong": len(taken.wrong)}
        )
        return answer(
            options, document, lines, exercise=node.exercise, code=2 if taken.wrong else 0
        )


def plan(
    id: str | None = None,
    /,
    *,
    from_km: float | None = None,
    to_km: float | None = None,
    day: str | None = None,
    zone: str = "America/Toronto",
    seed: int | None = None,
    control: float = 0.1,
    minimum: Several = None,
    no_go: Several = None,
    closed: Several = None,
    out: Several = None,
    why: str | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Plan a day's patrols; show a plan by its id; or, with --why, plan it again. Without anything, list plans.

    Args:
        id: A plan: by itself it is shown, with --why planned again.
        from_km: From this kilometre of the line.
        to_km: To this kilometre.
        day: The day whose shifts are planned, such as 2026-07-02.
        zone: Time zone of the day.
        seed: Seed of the draw; otherwise one that nobody knows.
        control: Share of units placed by lot, blind to risk, 0 to 0.5.
        minimum: Least presence: KM-KM:UNITS, or KM-KM:UNITS@HH-HH in hours after midnight.
        no_go: Where nobody goes: KM-KM or KM-KM=NAME.
        closed: What weather closes: MODE:HH-HH in hours after midnight.
        out: A unit that has dropped out; with --why.
        why: Why it is planned again, in your own words.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.patrol import planning
    from northline.app.patrol.plan_told import plan_by, told_short
    from northline.app.patrol.wishes import Wish
    from northline.app.settings import find
    from northline.app.settings_patrol import patrol_of

    with opened(options, settings=settings) as node:
        if id is not None and why is not None:
            made = planning.replanned(
                node,
                id,
                why=why,
                out=tuple(out or ()),
                closed=tuple(closed or ()),
                no_go=tuple(no_go or ()),
                seed=seed,
            )
        elif id is not None:
            document = plan_by(node, id)
            return answer(options, {"plan": document}, _plan(document), exercise=node.exercise)
        elif day is None and from_km is None and to_km is None:
            found = [told_short(each) for each in planning.plans(node)]
            document = {"plans": found, "count": len(found)}
            return answer(options, document, table(found, PLANS), exercise=node.exercise)
        else:
            if day is None or from_km is None or to_km is None:
                raise UsageError("a plan needs --from-km, --to-km and --day")
            wish = Wish(
                from_km=from_km,
                to_km=to_km,
                day=day,
                zone=zone,
                seed=seed,
                control=control,
                minimum=tuple(minimum or ()),
                no_go=tuple(no_go or ()),
                closed=tuple(closed or ()),
            )
            made = planning.plan(node, wish, setting=patrol_of(find(settings)))
        document = plan_by(node, made.finding.id.hex())
        return answer(options, {"plan": document}, _plan(document), exercise=node.exercise)


def orders(
    id: str | None = None,
    /,
    *,
    day: str | None = None,
    zone: str = "America/Toronto",
    unit: str | None = None,
    state: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List orders of patrol, or show one with its way points.

    Args:
        id: The order.
        day: Only orders of this day, such as 2026-07-02.
        zone: Time zone of the day.
        unit: Only orders of this unit.
        state: Only those that are drafted, approved, amended, handed-over, withdrawn or in-force.
    """
    from northline.app.patrol.orders import order_of
    from northline.app.patrol.orders import orders as every
    from northline.app.patrol.plan_told import told_order
    from northline.app.patrol.wishes import day_of

    with opened(options) as node:
        if id is not None:
            told = told_order(order_of(node, id))
            return answer(options, {"order": told}, _order(told), exercise=node.exercise)
        since, until = (None, None) if day is None else day_of(day, zone)
        found = [
            told_order(each)
            for each in every(node, since=since, until=until, unit=unit, state=state)
        ]
        document = {"orders": found, "count": len(found)}
        return answer(options, document, table(_rows(found), ORDERS), exercise=node.exercise)


def approve(id: str, /, *, reason: str, options: Options = PLAIN) -> int:
    """Approve an order, a plan with all its drafts, or as second person a hand-over; signed with your key.

    Args:
        id: The order, the plan, or the decision to hand over.
        reason: Why, in your own words.
    """
    from northline.app.patrol.acting import approve as act

    with opened(options) as node:
        return _told(options, node, act(node, id, why=reason))


def withdraw(id: str, /, *, reason: str, options: Options = PLAIN) -> int:
    """Withdraw an order, or a plan with all its orders; signed with your key.

    Args:
        id: The order or plan.
        reason: Why, in your own words.
    """
    from northline.app.patrol.acting import withdraw as act

    with opened(options) as node:
        return _told(options, node, act(node, id, why=reason))


def amend(
    id: str,
    /,
    *,
    move: Several = None,
    reason: str = "",
    dry_run: Annotated[bool, Parameter(name="--try", show_default=False)] = False,
    options: Options = PLAIN,
) -> int:
    """Move a unit: INSTANT=KM for each hour in which it goes elsewhere; signed with your key.

    Args:
        id: The order.
        move: Where it is in the hour of an instant: 2026-07-02T12:00:00Z=2282.5, or =depot.
        reason: Why, in your own words.
        dry_run: Only tell what it costs in the worst case; nothing is kept.
    """
    from northline.app.patrol.amending import amend as act
    from northline.app.patrol.amending import tried
    from northline.app.patrol.plan_told import told_order, told_tried

    moves: dict[str, float | str | None] = {}
    for each in move or ():
        at, sign, where = each.partition("=")
        if not sign:
            raise UsageError(f"{each!r} is no move; write it like 2026-07-02T12:00:00Z=2282.5")
        moves[at] = where
    with opened(options) as node:
        if dry_run:
            told = told_tried(tried(node, id, moves))
            lines = facts(told["cost"] or {"cost": "not computable: placed by lot"})
            return answer(options, told, lines, exercise=node.exercise)
        order, change = act(node, id, moves, why=reason)
        told = {"order": told_order(order), **told_tried(change)}
        return answer(options, told, _order(told["order"]), exercise=node.exercise)


def hand_over(id: str, /, *, to: str, reason: str, options: Options = PLAIN) -> int:
    """Propose that another unit or hub takes an order; a second person signs with approve.

    Args:
        id: The order.
        to: Who takes it: a unit such as cot:ON-CAR-4, or a hub such as hub:cornwall.
        reason: Why, in your own words.
    """
    from northline.app.patrol.acting import hand_over as act

    with opened(options) as node:
        found = act(node, id, to, why=reason)
        if found.waits is not None:
            note(
                f"proposed until somebody else runs: northline patrol approve {found.waits.id.hex()}"
            )
        return _told(options, node, [found])


def sheet(
    id: str,
    /,
    *,
    out: Path,
    form: Annotated[
        Literal["pdf", "html", "gpx", "cot", "ics"] | None, Parameter(name="--as")
    ] = None,
    language: Literal["en", "fr"] = "en",
    zone: str = "America/Toronto",
    options: Options = PLAIN,
) -> int:
    """Write an order as a sheet, a route or a calendar, to a file that must not exist yet.

    Args:
        id: The order.
        out: The file.
        form: pdf, html, gpx, cot or ics; by the ending of the file where you do not say.
        language: en or fr.
        zone: Time zone of the sheet.
    """
    from northline.app.patrol.sheets import written

    name = form or out.suffix.lstrip(".")
    with opened(options) as node:
        made = written(node, id, name, language=language, zone=zone)
        return _written(options, node, out, name, made)


def calendar(
    *,
    out: Path,
    day: str | None = None,
    zone: str = "America/Toronto",
    unit: str | None = None,
    language: Literal["en", "fr"] = "en",
    options: Options = PLAIN,
) -> int:
    """Write the orders in force as one calendar (.ics), to a file that must not exist yet.

    Args:
        out: The file.
        day: Only orders of this day, such as 2026-07-02.
        zone: Time zone of the day.
        unit: Only orders of this unit.
        language: en or fr.
    """
    from northline.app.patrol.orders import orders as every
    from northline.app.patrol.sheets import calendar_of
    from northline.app.patrol.wishes import day_of

    with opened(options) as node:
        since, until = (None, None) if day is None else day_of(day, zone)
        found = every(node, since=since, until=until, unit=unit, state="in-force")
        return _written(options, node, out, "ics", calendar_of(node, found, language))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _written(options: Options, node: Any, out: Path, form: str, made: bytes) -> int:
    try:
        with out.open("xb") as to:
            to.write(made)
    except FileExistsError as error:
        raise UsageError(f"{out} exists; name another file, or remove it first") from error
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error
    told = {"to": str(out), "as": form, "bytes": len(made)}
    return answer(options, told, facts(told), exercise=node.exercise)


def _told(options: Options, node: Any, found: list[Any]) -> int:
    from northline.app.patrol.plan_told import told_order

    told = [told_order(each) for each in found]
    document = {"orders": told, "count": len(told)}
    return answer(options, document, table(_rows(told), ORDERS), exercise=node.exercise)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Orders as lines of a table."""
    return [
        {**each, "waits": None if each["waits"] is None else f"to {each['waits']['to']}"}
        for each in found
    ]


def _plan(told: dict[str, Any]) -> list[str]:
    shown = {name: told[name] for name in ("id", "subject", "revision", "score", "since", "until")}
    lines = [*facts(shown), ""]
    lines += [each["en"] for each in told["reasons"]]
    return [*lines, "", *table(_rows(told["orders"]), ORDERS)]


def _order(told: dict[str, Any]) -> list[str]:
    names = (
        "id",
        "name",
        "state",
        "in_force",
        "revision",
        "officers",
        "since",
        "until",
        "by",
        "why",
    )
    shown = {name: told[name] for name in names if told[name] is not None}
    return [*facts(shown), "", *table(told["points"], POINTS)]
