"""Officer safety: who is out, who is overdue, when the next word is awaited, where radios are dead."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_403_FORBIDDEN

from northline.app.elevation import raised
from northline.app.patrol.dead_zones import dead_zones, told
from northline.app.patrol.parameters import params_of
from northline.app.patrol.safety import LATE, OPERATION, Watched, watched
from northline.app.permitting import may_here
from northline.app.waiting import present
from northline.geo.line import SEGMENTS
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.coverage_words import segments, sides
from northline.web.pages.patrol_words import (
    browser_words,
    clock,
    radios,
    safety_states,
    said,
    tabs,
    ways_of_word,
)
from northline.web.pages.plan_words import modes
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

SIGNS = {"overdue": "\u25b2", "awaited": "\u25cf", "back": "\u2714"}
"""State of a unit -> a sign that says it without its colour."""

SHOWN = 100
"""Dead zones on the page."""


@get("/patrol/safety", sync_to_thread=True, include_in_schema=False)
def safety(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """The page."""
    return _shown(desk, request, "patrol_safety.html")


@get("/patrol/safety/now", sync_to_thread=True, include_in_schema=False)
def safety_now(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """Who is out, as it is now: asked for by the page itself."""
    return _shown(desk, request, "patrol_safety_now.html")


def _shown(desk: Desk, request: Asking, template: str) -> Response[bytes]:
    language, node = wanted(request), desk.node
    words: dict[str, Any] = {"here": "patrol", "tabs": tabs(language), "tab": "/patrol/safety"}
    if not may_here(node, OPERATION):
        words["why"] = language.say(
            "Officer safety is for those who watch, send and plan. You hold none of these roles."
        )
        return page(desk, request, "patrol_closed.html", status=HTTP_403_FORBIDDEN, **words)
    params, ground = params_of(desk.engines), raised(desk.terrain)
    found = watched(node, params, ground=ground)
    whole = template == "patrol_safety.html"
    return page(
        desk,
        request,
        template,
        **words,
        texts=browser_words(language),
        rows=[_row(language, each) for each in found],
        late=sum(each.state == LATE for each in found),
        now=clock(language, present(node)),
        zones=_zones(desk, language) if whole else {},
        may_check_in=may_here(node, "check-in"),
    )


def _row(language: Language, each: Watched) -> dict[str, Any]:
    number, say = language.number, language.say
    place = picture = ""
    if each.lon is not None and each.lat is not None:
        place = f"{number(each.lat, 4)}, {number(each.lon, 4)}"
        picture = f"/picture?lon={each.lon:.5f}&lat={each.lat:.5f}&zoom=13"
    late = each.seconds_overdue
    return {
        "identity": each.unit,
        "name": each.callsign or "",
        "mode": modes(language).get(each.mode, each.mode),
        "state": each.state,
        "sign": SIGNS[each.state],
        "words": safety_states(language)[each.state],
        "word_at": clock(language, each.word_at),
        "how": ways_of_word(language).get(each.how, each.how),
        "due": clock(language, each.due),
        "late": say("%(count)s min late", count=number(late / 60.0))
        if each.state == LATE and late is not None
        else say("in %(count)s min", count=number(max(-late, 0.0) / 60.0))
        if late is not None
        else "",
        "action": "" if each.action is None else said(language, each.action),
        "step": f"{each.step}/{each.steps}",
        "next": clock(language, each.next_step_at)[11:] if each.next_step_at else "",
        "supervisor": each.supervisor,
        "place": place,
        "picture": picture,
        "placed": clock(language, each.placed_at),
        "battery": "" if each.battery is None else f"{number(100.0 * each.battery)}\u00a0%",
        "radio": radios(language)[each.radio],
        "dead": each.radio == "dead-zone",
        "finding": each.finding or "",
        "crew": "" if each.crew is None else number(each.crew),
    }


def _zones(desk: Desk, language: Language) -> dict[str, Any]:
    """Where radios are dead, as rows."""
    number = language.number
    found = told(dead_zones(desk.node, params_of(desk.engines), ground=raised(desk.terrain)))
    rows = []
    for each in found["zones"][:SHOWN]:
        named = "" if each["segment"] == SEGMENTS[0] else f"{segments(language)[each['segment']]} "
        rows.append(
            {
                "side": sides(language)[each["side"]],
                "along": f"{named}km\u00a0{number(each['km'])}\u2013{number(each['until_km'])}",
                "length": f"{number(each['length'])}\u00a0km",
                "least": "\u2013"
                if each["least"] is None
                else f"{number(100.0 * each['least'])}\u00a0%",
            }
        )
    return {
        "computable": found["computable"],
        "rows": rows,
        "more": max(len(found["zones"]) - SHOWN, 0),
        "sites": len(found["sites"]),
        "terrain": found["terrain"],
        "attribution": found["attribution"],
    }


ROUTES = (safety, safety_now)
"""The pages."""
