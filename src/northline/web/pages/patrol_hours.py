"""Patrol hours: by mode and week as a chart and a table, against targets and orders; what nobody visits."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.patrol.hours import DAYS, By, hours, unvisited
from northline.app.patrol.log import legs
from northline.app.permitting import may_here
from northline.geo.stretches import STRETCH_KM
from northline.records.time import parse_instant
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.patrol_words import browser_words, clock, km_range, tabs
from northline.web.pages.plan_words import modes
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

OPERATION = "patrol-log"

SHOWN = 100
"""Stretches without a visit, and legs, on the page."""


class Cell(msgspec.Struct, frozen=True):
    """Hours as people read them, and as the chart draws them."""

    shown: str
    value: str


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """A week: its name, its Monday in seconds since 1970, and hours of each mode."""

    name: str
    since: int
    cells: list[Cell]
    total: str


@get("/patrol/hours", sync_to_thread=True, include_in_schema=False)
def patrol_hours(
    desk: NamedDependency[Desk],
    request: Asking,
    days: Annotated[float, QueryParameter(gt=0, le=3_650)] = DAYS,
) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    number, called = language.number, modes(language)
    measured = hours(node, by=(By.MODE, By.WEEK))
    ways = sorted({line["mode"] for line in measured["lines"]})
    missed = unvisited(node, days=days)
    done = {mode: _sum(measured, mode) for mode in ways}
    planned = measured["planned"]["hours"]
    share = measured["control_share"]
    return page(
        desk,
        request,
        "patrol_hours.html",
        here="patrol",
        tabs=tabs(language),
        tab="/patrol/hours",
        texts=browser_words(language),
        definition=measured["definition_fr" if language.code == "fr" else "definition"],
        hours=number(measured["hours"], 1),
        counted=measured["denominators"],
        ways=[called.get(mode, mode) for mode in ways],
        weeks=_weeks(language, measured, ways),
        targets=[_target(language, each) for each in measured["targets"]],
        beside=[
            (
                called.get(mode, mode),
                number(planned.get(mode, 0.0), 1),
                number(done.get(mode, 0.0), 1),
                number(done.get(mode, 0.0) - planned.get(mode, 0.0), 1),
            )
            for mode in sorted({*planned, *ways})
        ],
        orders=measured["planned"]["orders"],
        control="" if share is None else f"{number(100.0 * share, 1)}\u00a0%",
        days=number(days, 0 if days == int(days) else 1),
        days_asked=f"{days:g}",
        missed=[
            (
                km_range(each["stretch"] * STRETCH_KM, (each["stretch"] + 1) * STRETCH_KM),
                "" if each["last"] is None else clock(language, parse_instant(each["last"])),
            )
            for each in missed["unvisited"][:SHOWN]
        ],
        missed_count=missed["count"],
        missed_of=missed["stretches"],
        legs=[
            {
                "unit": each.leg.callsign or each.leg.unit,
                "mode": called.get(each.leg.mode.value, each.leg.mode.value),
                "since": clock(language, each.leg.since),
                "until": clock(language, each.leg.until),
                "hours": number(each.leg.counted / 3600.0, 1),
                "reported": _reported(language)[each.leg.reported.value],
                "under_way": each.under_way,
            }
            for each in reversed(legs(node)[-SHOWN:])
        ],
        may_log=may_here(node, OPERATION),
        modes=[(code, title) for code, title in called.items() if code != "unknown"],
    )


def _sum(measured: dict[str, Any], mode: str) -> float:
    return float(sum(line["hours"] for line in measured["lines"] if line["mode"] == mode))


def _weeks(language: Language, measured: dict[str, Any], ways: list[str]) -> list[Week]:
    found: dict[str, dict[str, float]] = {}
    for line in measured["lines"]:
        found.setdefault(line["week"], {})[line["mode"]] = line["hours"]
    return [
        Week(
            name=week,
            since=int(datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=UTC).timestamp()),
            cells=[
                Cell(language.number(by.get(mode, 0.0), 1), f"{by.get(mode, 0.0):.6g}")
                for mode in ways
            ],
            total=language.number(sum(by.values()), 1),
        )
        for week, by in sorted(found.items())
    ]


def _target(language: Language, each: dict[str, Any]) -> dict[str, Any]:
    say, number = language.say, language.number
    first, last = each["from_stretch"], each["to_stretch"]
    along = (
        say("everywhere")
        if first is None
        else f"km\u00a0{km_range(first * STRETCH_KM, (last + 1) * STRETCH_KM)}"
    )
    share = each["share"]
    mode = each["mode"]
    return {
        "week": each["week"],
        "mode": say("any mode") if mode is None else modes(language).get(mode, mode),
        "along": along,
        "wanted": number(each["wanted"], 1),
        "done": number(each["done"], 1),
        "share": "\u2013" if share is None else f"{number(100.0 * share)}\u00a0%",
        "reached": share is not None and share >= 1.0,
        "whole": each["whole_week"],
        "why": each["why"],
        "by": each["set_by"],
    }


def _reported(language: Language) -> dict[str, str]:
    say = language.say
    return {"cot": say("by its own reports"), "gpx": say("by a track"), "form": say("by a form")}


ROUTES = (patrol_hours,)
"""The page."""
