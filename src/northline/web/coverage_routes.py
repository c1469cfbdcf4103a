"""Routes of coverage: how probably one who crosses the strip is seen, the gaps, and the map's layer."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.coverage import CLASSES, MOST_HOURS, Covered, class_of, coverage, side_of
from northline.app.coverage_map import layer
from northline.app.coverage_told import told, told_gaps
from northline.app.elevation import raised
from northline.app.picture import box_of
from northline.app.sensors import near
from northline.app.words import instant
from northline.records.sensor import Target
from northline.web.desk import Asked, Desk

At = Annotated[
    str | None, QueryParameter(description="An instant in the last hour; now, where none is given.")
]
Hours = Annotated[
    int, QueryParameter(ge=1, le=MOST_HOURS, description="So many hours up to that one.")
]
Class = Annotated[
    str | None, QueryParameter(name="class", description="One class of target, such as walker.")
]
Side = Annotated[
    str | None, QueryParameter(description="both, canada or united-states.", max_length=20)
]
Around = Annotated[
    str | None,
    QueryParameter(
        name="near", max_length=60, description="Stretches within LON,LAT,KM; else what is reached."
    ),
]


@get("/coverage", sync_to_thread=True, opt={"answer": "coverage"})
def chances(
    desk: NamedDependency[Desk],
    request: Asked,
    at: At = None,
    hours: Hours = 24,
    target: Class = None,
    side: Side = None,
    around: Around = None,
) -> Response[bytes]:
    """Coverage of the strip along the line by hour and class, and of its bands in the last hour."""
    classes, chosen = _classes(target), side_of(side)
    return desk.answer(request, lambda: told(_covered(desk, at, hours, around), classes, chosen))


@get("/coverage/gaps", sync_to_thread=True, opt={"answer": "coverage-gaps"})
def gaps(
    desk: NamedDependency[Desk],
    request: Asked,
    at: At = None,
    hours: Hours = 24,
    target: Class = None,
    side: Side = None,
    around: Around = None,
) -> Response[bytes]:
    """The gaps, ranked: kilometres times hours, the largest first."""
    classes, chosen = _classes(target), side_of(side)
    return desk.answer(
        request, lambda: told_gaps(_covered(desk, at, hours, around), classes, chosen)
    )


@get("/picture/coverage", sync_to_thread=True, opt={"answer": "coverage-layer"})
def areas(
    desk: NamedDependency[Desk],
    request: Asked,
    at: At = None,
    target: Class = None,
    around: Around = None,
    bbox: Annotated[
        str | None,
        QueryParameter(max_length=80, description="Only west,south,east,north in degrees."),
    ] = None,
) -> Response[bytes]:
    """The bands of the strip in one hour as areas (GeoJSON), each with its probability."""
    chosen = class_of(target) or Target.WALKER
    box = None if bbox is None else box_of(bbox)

    def made() -> Mapping[str, Any]:
        return layer(_covered(desk, at, 1, around), chosen, box)

    return desk.answer(request, made)


def _classes(text: str | None) -> tuple[Target, ...]:
    chosen = class_of(text)
    return CLASSES if chosen is None else (chosen,)


def _covered(desk: Desk, at: str | None, hours: int, around: str | None) -> Covered:
    circle = None if around is None else near(around)
    return coverage(
        desk.node, at=instant(at), hours=hours, around=circle, ground=raised(desk.terrain)
    )


ROUTES = (chances, gaps, areas)
