"""An order as a sheet that its crew can follow: a page, a print, a route for chart plotters and phones.

The order is read for the operator, and that read stands in the audit as every export does; what it is
marked stands on every page, and EXERCISE where it is one (LAW.md rule 12).
"""

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from northline.app.patrol.orders import OrderNow, order_of
from northline.app.patrol.sheet_radio import dead_on_the_way
from northline.app.patrol.sheet_words import LEVELS, MODES, STATES, chosen, words
from northline.app.patrol.wishes import ZONE
from northline.app.permitting import require
from northline.formats.calendar_routes import calendar
from northline.formats.cot_routes import cot_route
from northline.formats.gpx_routes import gpx_route
from northline.formats.routes import Route, RoutePoint
from northline.geo.line import ATTRIBUTION
from northline.geo.mgrs import grid_reference
from northline.records.errors import MissingDependency, UnknownName, UsageError
from northline.records.marking import Marking
from northline.records.patrol_order import AT_DEPOT, OrderState, PatrolOrder
from northline.records.time import to_datetime
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-orders"
"""What whoever takes an order out must be allowed to."""

REMEDY = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""The one command that helps where a sheet cannot be printed."""

HOUR_SECONDS = 3600.0

DeadZones = Sequence[Sequence[str]]
"""Place and what is said of it; None where nobody can tell."""


class SheetPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A way point as it is written."""

    time: str
    place: str
    grid: str
    lat: str
    lon: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet: texts in the reader's language, times in the zone that it names.

    Attributes:
        id: of the revision.
        title: of the page.
        heading: of the sheet.
        unit: what it is called.
        identity: as its positions name it.
        mode: how it goes about.
        officers: who goes.
        side: of the line.
        begins: when it is on duty from.
        ends: until when.
        zone: of all times.
        state: of the order.
        in_force: whether a crew goes by it.
        revision: of the order.
        by: who changed it.
        why: why.
        check_in: when it says that all is well.
        points: way points.
        stretches: where it goes, and for how many hours.
        dead_zones: where radio is dead, or None where nobody can tell.
    """

    id: str
    title: str
    heading: str
    unit: str
    identity: str
    mode: str
    officers: tuple[str, ...]
    side: str
    begins: str
    ends: str
    zone: str
    state: str
    in_force: bool
    revision: int
    by: str | None
    why: str | None
    check_in: tuple[str, ...]
    points: tuple[SheetPoint, ...]
    stretches: tuple[tuple[str, str], ...]
    dead_zones: DeadZones | None


def written(
    node: "Opened",
    given: bytes | str,
    form: str,
    *,
    language: str = "en",
    zone: str = ZONE,
    dead_zones: Callable[["Opened", PatrolOrder, str], DeadZones | None] = dead_on_the_way,
) -> bytes:
    """An order in one of `FORMS`.

    Args:
        node: an open node.
        given: id of a revision of the order, or of its event; its newest revision is written.
        form: ``pdf``, ``html``, ``gpx``, ``cot`` or ``ics``.
        language: ``en`` or ``fr``.
        zone: time zone of its times, where it is for people.
        dead_zones: tells where radio is dead on its way, or None where nobody can.

    Raises:
        RoleNeeded: when this person may not.
        UnknownName: for a form or language there is not.
        UsageError: when there is no such order for them, or no such time zone.
        MissingDependency: when what prints is not on this machine.
    """
    require(node.viewer, OPERATION)
    if form not in FORMS:
        raise UnknownName(f"there is no sheet as {form!r}; there are {', '.join(FORMS)}")
    found = order_of(node, given)
    marking = node.ledger.markings_now({found.order.id: found.order.marking})[found.order.id]
    if form in ROUTES:
        return ROUTES[form](route_of(node, found, marking, language))
    zones = dead_zones(node, found.order, language)
    page = rendered(
        sheet_of(found, language, zone, zones), banner_of(node, marking, language), language
    )
    return page.encode() if form == "html" else printed(page)


def calendar_of(node: "Opened", found: Sequence[OrderNow], language: str = "en") -> bytes:
    """Several orders as one calendar.

    Raises:
        RoleNeeded: when this person may not.
    """
    require(node.viewer, OPERATION)
    now = node.ledger.markings_now({each.order.id: each.order.marking for each in found})
    return calendar(route_of(node, each, now[each.order.id], language) for each in found)


def banner_of(node: "Opened", marking: Marking | None, language: str) -> str:
    """What stands at the head of every page: EXERCISE where it is one, and the marking."""
    parts = [chosen(("EXERCISE", "EXERCICE"), language)] if node.exercise else []
    if marking is not None:
        parts.append(chosen(LEVELS[marking.level], language))
        parts += [*marking.caveats, "/".join(marking.owners)]
    return " \u2013 ".join(part for part in parts if part)


def sheet_of(
    found: OrderNow, language: str, zone: str = ZONE, dead_zones: DeadZones | None = None
) -> Sheet:
    """What stands on the sheet.

    Raises:
        UnknownName: for a language there is not.
        UsageError: for a time zone there is not.
    """
    order, word, at = found.order, words(language), _clock(zone)
    day = at(order.since, "%Y-%m-%d")
    heading = f"{word['title']}{chr(0xA0) if language == 'fr' else ''}: {order.name}"
    return Sheet(
        id=order.id.hex(),
        title=f"{heading}, {day}",
        heading=heading,
        unit=order.name,
        identity=order.identity,
        mode=chosen(MODES[order.mode], language),
        officers=order.officers,
        side=word[order.side.value],
        begins=at(order.since, "%Y-%m-%d %H:%M"),
        ends=at(order.until, "%Y-%m-%d %H:%M"),
        zone=zone,
        state=chosen(STATES[order.state], language),
        in_force=found.in_force,
        revision=order.revision,
        by=order.by,
        why=order.why,
        check_in=tuple(at(each, "%H:%M") for each in order.check_in),
        points=tuple(
            SheetPoint(
                time=at(when, "%H:%M"),
                place=_place(order, stretch, word["depot"]),
                grid=grid_reference(lon, lat),
                lat=f"{lat:.5f}",
                lon=f"{lon:.5f}",
            )
            for when, lon, lat, stretch in _points(order)
        ),
        stretches=tuple(
            (name, f"{hours:.1f}".replace(".", "," if language == "fr" else "."))
            for name, hours in _hours(order)
        ),
        dead_zones=dead_zones,
    )


def route_of(node: "Opened", found: OrderNow, marking: Marking | None, language: str) -> Route:
    """The order as a route.  The depot in its midst is left out: nobody steers for it by it."""
    order, word = found.order, words(language)
    day = to_datetime(order.since).date().isoformat()
    said = [banner_of(node, marking, language) + "."]
    if not found.in_force:
        said.append(word["not-in-force"])
    said.append(word["line"])
    return Route(
        uid=f"northline-order.{order.event_id.hex()}",
        revision=order.revision,
        made=order.at,
        name=f"{order.name}, {day}",
        mode=order.mode,
        begins=order.since,
        ends=order.until,
        points=tuple(
            RoutePoint(at=when, lon=lon, lat=lat, name=_place(order, stretch, word["depot"]))
            for when, lon, lat, stretch in _points(order, twice=False)
        ),
        check_in=order.check_in,
        remarks=tuple(said),
        exercise=node.exercise,
        in_force=found.in_force,
        withdrawn=order.state is OrderState.WITHDRAWN,
    )


def rendered(sheet: Sheet, banner: str, language: str) -> str:
    """The page, for the screen and for the printer; every text in it is escaped."""
    word = words(language)
    told = {
        word["unit"]: f"{sheet.unit} ({sheet.identity})",
        word["mode"]: sheet.mode,
        word["officers"]: ", ".join(sheet.officers) or word["nobody"],
        word["side"]: sheet.side,
        word["on-duty"]: f"{sheet.begins} \u2013 {sheet.ends}",
        word["zone"]: sheet.zone,
        word["state"]: f"{sheet.state}; {word['revision'].lower()} {sheet.revision}",
        word["changed"]: sheet.by,
        word["why"]: sheet.why,
        word["order"]: sheet.id,
    }
    zones = sheet.dead_zones
    if not zones:
        zones = [(word["not-computable" if zones is None else "no-dead-zones"],)]
    # On paper it stands in a style sheet, where nothing is escaped as in HTML.
    on_paper = "".join(each for each in banner if each.isprintable() and each not in "\"'\\<>&")
    return _template().substitute(
        {f"word_{name.replace('-', '_')}": _text(said) for name, said in word.items()},
        language=language,
        title=_text(sheet.title),
        heading=_text(sheet.heading),
        banner=_text(banner),
        on_paper=on_paper,
        warning="" if sheet.in_force else f'<p class="warn">{_text(word["not-in-force"])}</p>',
        facts="\n".join(
            f"<dt>{_text(name)}</dt><dd>{_text(said)}</dd>" for name, said in told.items() if said
        ),
        check_in="".join(f"<li>{_text(each)}</li>" for each in sheet.check_in),
        points=_rows((e.time, e.place, e.grid, e.lat, e.lon) for e in sheet.points),
        stretches=_rows(sheet.stretches or [(word["none"], "0")]),
        dead_zones=_rows(zones),
        attribution=_text(ATTRIBUTION),
    )


def printed(page: str) -> bytes:
    """The page as PDF.

    Raises:
        MissingDependency: when what prints is not on this machine, naming the command that helps.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise MissingDependency(
            f"a sheet cannot be printed here: WeasyPrint needs Pango. Run: {REMEDY}"
        ) from error
    made: bytes = HTML(string=page, url_fetcher=_fetches_nothing).write_pdf()
    return made


def _fetches_nothing(url: str, *_: Any, **__: Any) -> Any:
    raise UsageError(f"a sheet fetches nothing, not even {url[:80]}")


ROUTES: dict[str, Callable[[Route], bytes]] = {
    "gpx": gpx_route,
    "cot": cot_route,
    "ics": lambda route: calendar([route]),
}
FORMS = ("pdf", "html", *ROUTES)
"""What an order can be written as."""


@lru_cache(maxsize=1)
def _template() -> Template:
    text = files("northline.app.patrol").joinpath("sheet.html").read_text(encoding="utf-8")
    return Template(text)


def _rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a table."""
    return "\n".join(
        "<tr>" + "".join(f"<td>{_text(each)}</td>" for each in row) + "</tr>" for row in rows
    )


def _text(said: str) -> str:
    return html.escape(said)


def _clock(zone: str) -> Callable[[Micros, str], str]:
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"there is no time zone {zone!r}; write it like America/Toronto"
        ) from error

    def at(instant: Micros, form: str) -> str:
        moment: datetime = to_datetime(instant).astimezone(there)
        return moment.strftime(form)

    return at


def _points(order: PatrolOrder, *, twice: bool = True) -> list[tuple[Micros, Any, Any, int]]:
    """Way points; where it stays, only the first, and with ``twice`` the last of all."""
    every = list(
        zip(order.point_at, order.point_lon, order.point_lat, order.point_stretch, strict=True)
    )
    kept = [e for n, e in enumerate(every) if n == 0 or e[3] != every[n - 1][3]]
    if twice and every and kept[-1] is not every[-1]:
        kept.append(every[-1])
    return kept


def _place(order: PatrolOrder, stretch: int, depot: str) -> str:
    if stretch == AT_DEPOT:
        return depot
    begin = stretch * order.stretch_km
    return f"km {begin:g}-{begin + order.stretch_km:g}"


def _hours(order: PatrolOrder) -> list[tuple[str, float]]:
    """Stretches with the hours there, in order of the line."""
    spent: dict[int, float] = {}
    for k, stretch in enumerate(order.point_stretch[:-1]):
        if stretch != AT_DEPOT:
            seconds = order.point_after[k + 1] - order.point_after[k]
            spent[stretch] = spent.get(stretch, 0.0) + seconds / HOUR_SECONDS
    return [(_place(order, stretch, ""), hours) for stretch, hours in sorted(spent.items())]
