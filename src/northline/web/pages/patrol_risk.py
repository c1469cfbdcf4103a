"""Patrol's risk: by stretch and hour with bounds, why, each territory's share, and what control taught."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_403_FORBIDDEN

from northline.app.elevation import raised
from northline.app.patrol.risk import (
    MOST_HOURS,
    OPERATION,
    WEEK,
    Assessed,
    Where,
    around,
    assess,
    calibrate,
    explain,
    shares,
)
from northline.app.patrol.risk_patrols import hours_planned, what_control_taught
from northline.app.patrol.risk_told import (
    told,
    told_calibration,
    told_control,
    told_explained,
    told_territories,
)
from northline.app.permitting import may_here
from northline.app.words import instant
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.patrol_words import (
    clock,
    hour_heads,
    km_range,
    level_of,
    levels,
    rate,
    said,
    tabs,
    terrains,
)
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

HOURS = (6, 12, 24, 48)
"""That the form offers."""

SHOWN = 60
"""Stretches on the page."""


class Cell(msgspec.Struct, frozen=True):
    """A rate with its bounds, its class of the sheet, and the address of why."""

    shown: str
    bounds: str
    style: str
    why: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch."""

    km: str
    terrain: str
    territory: str
    picture: str
    total: str
    cells: list[Cell]


@get("/patrol/risk", sync_to_thread=True, include_in_schema=False)
def risk(
    desk: NamedDependency[Desk],
    request: Asking,
    from_km: Annotated[str, QueryParameter(max_length=12)] = "",
    to_km: Annotated[str, QueryParameter(max_length=12)] = "",
    at: Annotated[str, QueryParameter(max_length=40)] = "",
    hours: Annotated[int, QueryParameter(ge=1, le=MOST_HOURS)] = 12,
    stretch: Annotated[int | None, QueryParameter(ge=0)] = None,
    hour: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    words: dict[str, Any] = {"here": "patrol", "tabs": tabs(language), "tab": "/patrol/risk"}
    if not may_here(node, OPERATION):
        words["why"] = language.say(
            "Risk is for those who watch, send and plan, and for analysts. You hold none of these roles."
        )
        return page(desk, request, "patrol_closed.html", status=HTTP_403_FORBIDDEN, **words)
    where = Where(_km(from_km), _km(to_km))
    assessed = _assessed(desk, where, instant(_utc(at)), hours)
    document = told(assessed)
    asked = {"from_km": from_km, "to_km": to_km, "at": at, "hours": str(hours)}
    most = max((value for each in document["stretches"] for value in each["rate"]), default=0.0)
    over, share = _assessed(desk, Where(), None, 1), desk.patrol.params.control_share
    parts = told_territories(assessed, shares(assessed, hours_planned(node, assessed)))
    return page(
        desk,
        request,
        "patrol_risk.html",
        **words,
        asked=asked,
        choices=sorted({*HOURS, hours}),
        hours=hour_heads(language, assessed.hours),
        rows=[
            _row(language, each, assessed.hours, asked, most)
            for each in document["stretches"][:SHOWN]
        ],
        more=max(len(document["stretches"]) - SHOWN, 0),
        levels=levels(language),
        evidence=document["evidence"],
        prior=document["prior"],
        watched=document["watched"],
        attribution=document["attribution"],
        why=_why(desk, language, stretch, hour),
        territories=[_territory(language, each) for each in parts["territories"]],
        calibration=_calibration(desk, language, where),
        taught=_taught(language, told_control(what_control_taught(node, over), share)),
        share=language.number(100.0 * share),
    )


def _assessed(desk: Desk, where: Where, since: Micros | None, hours: int) -> Assessed:
    ground = raised(desk.terrain)
    return assess(desk.node, where, since=since, hours=hours, setting=desk.patrol, raised=ground)


def _km(given: str) -> float | None:
    """A kilometre of a form; None where it is empty or none, which then is all that is watched."""
    try:
        return float(given.replace(",", ".")) if given.strip() else None
    except ValueError:
        return None


def _utc(at: str) -> str | None:
    if not at:
        return None
    return f"{at}Z" if len(at) == len("2026-07-01T14:00") else at


def _row(
    language: Language,
    each: dict[str, Any],
    hours: tuple[Micros, ...],
    asked: dict[str, str],
    most: float,
) -> Row:
    cells = []
    for value, low, high, hour in zip(each["rate"], each["low"], each["high"], hours, strict=True):
        why = urlencode({**asked, "stretch": each["number"], "hour": _stamp(language, hour)})
        bounds = f"{rate(language, low)}\u2013{rate(language, high)}"
        style = f"risk-{level_of(value, most)}"
        cells.append(Cell(rate(language, value), bounds, style, f"/patrol/risk?{why}#why"))
    return Row(
        km=km_range(each["from_km"], each["to_km"]),
        terrain=terrains(language)[each["terrain"]],
        territory=each["territory"] or "",
        picture=f"/picture?lon={each['lon']:.5f}&lat={each['lat']:.5f}&zoom=11",
        total=rate(language, each["total"]),
        cells=cells,
    )


def _stamp(language: Language, hour: int) -> str:
    return f"{language.instant(hour).replace(' ', 'T')}Z"


def _why(desk: Desk, language: Language, stretch: int | None, hour: str) -> dict[str, Any] | None:
    at = instant(hour) if hour else None
    if stretch is None or at is None:
        return None
    found = _assessed(desk, around(Where(), stretch), at, 1)
    why = told_explained(found, explain(found, stretch, found.hours[0]))
    return {
        "name": why["name"],
        "hour": clock(language, found.hours[0]),
        "rate": rate(language, why["rate"]),
        "bounds": f"{rate(language, why['low'])}\u2013{rate(language, why['high'])}",
        "parts": [
            {
                "value": f"{1000.0 * part['value']:+.2f}".replace("-", "\u2212")
                if language.code == "en"
                else f"{1000.0 * part['value']:+.2f}".replace("-", "\u2212").replace(".", ","),
                "said": said(language, part),
                "evidence": part["evidence"],
            }
            for part in why["parts"]
        ],
    }


def _territory(language: Language, each: dict[str, Any]) -> dict[str, str]:
    return {
        "name": each["territory"],
        "protocol": each["protocol"] or "",
        "line": _percent(language, each["line"]),
        "risk": _percent(language, each["risk"]),
        "found": _percent(language, each["found"]),
        "patrolled": _percent(language, each["patrolled"]),
        "factor": "\u2013" if each["factor"] is None else language.number(each["factor"], 2),
    }


def _percent(language: Language, share: float | None) -> str:
    return "\u2013" if share is None else f"{language.number(100.0 * share, 1)}\u00a0%"


def _calibration(desk: Desk, language: Language, where: Where) -> dict[str, Any]:
    ground = raised(desk.terrain)
    found = told_calibration(
        calibrate(desk.node, where, hours=WEEK, setting=desk.patrol, raised=ground)
    )
    numbers = {
        name: "\u2013" if found[name] is None else language.number(found[name], 3)
        for name in ("expected", "observed", "deviance", "flat", "level")
    }
    return {"verdict": found["verdict"], **numbers}


def _taught(language: Language, found: dict[str, Any]) -> dict[str, Any]:
    number = language.number
    return {
        "verdict": found["verdict"],
        "control": (number(found["control"]["hours"], 1), number(found["control"]["found"])),
        "led": (number(found["led"]["hours"], 1), number(found["led"]["found"])),
        "ratio": "\u2013" if found["ratio"] is None else number(found["ratio"], 2),
        "low": "\u2013" if found["low"] is None else number(found["low"], 2),
        "high": "\u2013" if found["high"] is None else number(found["high"], 2),
    }


ROUTES = (risk,)
"""The page."""
