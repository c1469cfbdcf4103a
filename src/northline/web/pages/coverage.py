"""Coverage: strips along the line by hour and class, and where the gaps are, as tables."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
import numpy as np
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.coverage import (
    BANDS,
    CLASSES,
    MOST_HOURS,
    SIDES,
    Covered,
    Gap,
    class_of,
    coverage,
    side_of,
)
from northline.app.coverage_told import covered_share, ports_in
from northline.app.elevation import raised
from northline.app.sensors import near
from northline.app.words import instant
from northline.geo.line import ATTRIBUTION, SEGMENTS
from northline.geo.ports import port
from northline.records.sensor import Target
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.coverage_words import bands, open_words, segments, sides, spans, whys
from northline.web.pages.sensors_words import targets
from northline.web.rendering import page

Asked = Request[Any, Any, Any]

SHOWN = 100
"""Stretches on one page."""

SHOWN_GAPS = 50

CHOICES = (6, 12, 24, 48)
"""Hours that the form offers."""

LEVELS = 4
"""Shades of what is covered."""


class Cell(msgspec.Struct, frozen=True):
    """A probability: in percent, as a class of the sheet, and whether it is a gap."""

    shown: str
    level: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch: what it is called, where it is on the picture, ports of entry in it, its cells."""

    km: str
    picture: str
    ports: str
    cells: list[Cell]
    bands: list[Cell]


class GapRow(msgspec.Struct, frozen=True, kw_only=True):
    """A gap in words."""

    where: str
    picture: str
    length: str
    hours: str
    count: str
    rank: str
    least: str
    ports: str


class ClassRow(msgspec.Struct, frozen=True, kw_only=True):
    """A class: how much of the stretches and hours is covered, and its gaps."""

    name: str
    address: str
    share: str
    gaps: str
    longest: str


@get("/coverage", sync_to_thread=True, include_in_schema=False)
def strips(
    desk: NamedDependency[Desk],
    request: Asked,
    at: Annotated[str | None, QueryParameter(max_length=40)] = None,
    hours: Annotated[int, QueryParameter(ge=1, le=MOST_HOURS)] = 24,
    target: Annotated[str | None, QueryParameter(name="class", max_length=20)] = None,
    side: Annotated[str | None, QueryParameter(max_length=20)] = None,
    around: Annotated[str | None, QueryParameter(name="near", max_length=60)] = None,
    first: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
) -> Response[bytes]:
    """The page."""
    language = wanted(request)
    chosen, on = class_of(target) or Target.WALKER, side_of(side)
    covered = coverage(
        desk.node,
        at=instant(_utc(at)),
        hours=hours,
        around=near(around) if around else None,
        ground=raised(desk.terrain),
    )
    found = covered.gaps(chosen, on)
    asked = {
        "at": at or "",
        "hours": hours,
        "class": chosen.value,
        "side": on,
        "near": around or "",
    }
    count = len(covered.ground.stretches)
    first = min(first, max(count - 1, 0) // SHOWN * SHOWN)
    return page(
        desk,
        request,
        "coverage.html",
        here="coverage",
        asked=asked,
        choices=sorted({*CHOICES, hours}),
        targets=list(targets(language).items()),
        sides=list(sides(language).items()),
        target=targets(language)[chosen.value],
        side=sides(language)[on],
        hours=_hours(language, covered),
        last=covered.hours[-1] if covered.hours else None,
        rows=_rows(language, covered, chosen, on, first),
        bands=bands(language),
        first=first,
        until=min(first + SHOWN, count),
        count=count,
        shown=SHOWN,
        before=_address(asked, first=max(first - SHOWN, 0)),
        after=_address(asked, first=first + SHOWN),
        gaps=[_gap(language, covered, each) for each in found[:SHOWN_GAPS]],
        more=max(len(found) - SHOWN_GAPS, 0),
        classes=[_class(language, covered, each, on, asked) for each in CLASSES],
        sensors=[
            (
                each,
                f"{language.number(100.0 * each.share)}\u00a0%",
                whys(language).get(each.why or "", ""),
            )
            for each in covered.counted
        ],
        enough=language.number(100.0 * covered.params.enough),
        terrain=covered.terrain,
        attribution=ATTRIBUTION,
    )


def _address(asked: dict[str, Any], **more: object) -> str:
    """The page with another question."""
    told = {name: value for name, value in {**asked, **more}.items() if value != ""}
    return f"/coverage?{urlencode(told)}"


def _utc(at: str | None) -> str | None:
    """What a field of date and time sends has no zone: it is UTC, as all of the page is."""
    if not at:
        return None
    return f"{at}Z" if len(at) == len("2026-07-01T14:00") else at


def _hours(language: Language, covered: Covered) -> list[dict[str, Any]]:
    """What each hour is called, and whether it is dark in it."""
    told = []
    for number, hour in enumerate(covered.hours):
        text = language.instant(hour, seconds=False)
        night = float(covered.strips.dark[number].mean())
        new = number == 0 or text[11:] == "00:00"
        light = "night" if night > 0.9 else "dusk" if night > 0.1 else "day"
        told.append(
            {"day": text[5:10] if new else "", "hour": text[11:13], "at": text, "light": light}
        )
    return told


def _rows(language: Language, covered: Covered, chosen: Target, on: str, first: int) -> list[Row]:
    chance = covered.strips.chance[:, CLASSES.index(chosen)]
    ground, enough = covered.ground, covered.params.enough
    found = []
    for number, each in list(enumerate(ground.stretches))[first : first + SHOWN]:
        inside = ports_in([each], covered.hours)
        found.append(
            Row(
                km=_km(language, SEGMENTS[each.segment], each.km, each.km + 1),
                picture=_picture(covered, number),
                ports=", ".join(_called(language, told["id"]) for told in inside),
                cells=[_cell(language, p, enough) for p in chance[:, number, SIDES[on]]],
                bands=[_cell(language, p, enough) for p in chance[-1, number, :BANDS]],
            )
        )
    return found


def _cell(language: Language, chance: float, enough: float) -> Cell:
    if np.isnan(chance):
        return Cell("\u2013", "none")
    shown = language.number(np.floor(100.0 * chance + 1e-9))
    if chance < enough:
        return Cell(shown, "gap")
    level = int((chance - enough) / (1.0 - enough) * LEVELS)
    return Cell(shown, f"level-{min(level, LEVELS - 1)}")


def _km(language: Language, segment: str, first: int, last: int) -> str:
    name = "" if segment == SEGMENTS[0] else f"{segments(language)[segment]} "
    return f"{name}km\u00a0{language.number(first)}\u2013{language.number(last)}"


def _picture(covered: Covered, number: int) -> str:
    lon, lat = covered.ground.middle_lon[number], covered.ground.middle_lat[number]
    return f"/picture?lon={lon:.5f}&lat={lat:.5f}&zoom=12"


def _called(language: Language, id: str) -> str:
    known = port(id)
    return (known.name_fr if language.code == "fr" else None) or known.name


def _gap(language: Language, covered: Covered, gap: Gap) -> GapRow:
    first, last = covered.ground.stretches[gap.first], covered.ground.stretches[gap.last]
    hours = [Micros(covered.hours[n]) for n in gap.hours]
    inside = ports_in(covered.ground.stretches[gap.first : gap.last + 1], hours)
    return GapRow(
        where=_km(language, SEGMENTS[first.segment], first.km, last.km + 1),
        picture=_picture(covered, (gap.first + gap.last) // 2),
        length=f"{language.number(gap.km)}\u00a0km",
        hours=spans(language, hours),
        count=language.number(len(hours)),
        rank=language.number(gap.km_hours),
        least=f"{language.number(np.floor(100.0 * gap.least))}\u00a0%",
        ports=", ".join(
            f"{_called(language, each['id'])} ({open_words(language, each['open'])})"
            for each in inside
        ),
    )


def _class(
    language: Language, covered: Covered, target: Target, on: str, asked: dict[str, Any]
) -> ClassRow:
    found = covered.gaps(target, on)
    share = covered_share(covered, target, on)
    longest = max((gap.km for gap in found), default=0)
    return ClassRow(
        name=targets(language)[target.value],
        address=_address(asked, **{"class": target.value}),
        share="\u2013" if share is None else f"{language.number(np.floor(100.0 * share))}\u00a0%",
        gaps=language.number(len(found)),
        longest=f"{language.number(longest)}\u00a0km",
    )


ROUTES = (strips,)
