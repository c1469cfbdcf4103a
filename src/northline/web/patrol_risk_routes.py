"""Routes of patrol's risk: rates by stretch and hour, why, territories, how good it was, control."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.elevation import raised
from northline.app.patrol.risk import (
    MOST_HOURS,
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
from northline.app.words import instant
from northline.geo.line import SEGMENTS
from northline.web.desk import Asked, Desk

FromKm = Annotated[
    float | None,
    QueryParameter(ge=0, description="From this kilometre; else all that is watched or known of."),
]
ToKm = Annotated[float | None, QueryParameter(ge=0, description="To this kilometre.")]
Segment = Annotated[str, QueryParameter(max_length=20, description="Segment of the line.")]
Since = Annotated[
    str | None,
    QueryParameter(description="An instant in the first hour; now, where none is given."),
]
Hours = Annotated[int, QueryParameter(ge=1, le=MOST_HOURS, description="So many hours.")]
Number = Annotated[int, QueryParameter(ge=0, description="Number of the stretch, such as 456.")]
Hour = Annotated[str, QueryParameter(description="An instant in the hour.")]


@get("/patrol/risk", sync_to_thread=True, opt={"answer": "patrol-risk"})
def rates(
    desk: NamedDependency[Desk],
    request: Asked,
    from_km: FromKm = None,
    to_km: ToKm = None,
    segment: Segment = SEGMENTS[0],
    since: Since = None,
    hours: Hours = 24,
) -> Response[bytes]:
    """Crossings away from ports expected by stretch and hour, with 90 % credible bounds."""
    where = Where(from_km, to_km, segment)
    return desk.answer(request, lambda: told(_assessed(desk, where, since, hours)))


@get("/patrol/risk/explain", sync_to_thread=True, opt={"answer": "patrol-risk-explained"})
def why(
    desk: NamedDependency[Desk],
    request: Asked,
    stretch: Number,
    at: Hour,
    segment: Segment = SEGMENTS[0],
) -> Response[bytes]:
    """Why a stretch has its rate in an hour: parts that add up to it, and what they rest on."""
    hour = instant(at)
    where = around(Where(segment=segment), stretch)

    def made() -> dict[str, object]:
        assessed = assess(
            desk.node, where, since=hour, hours=1, setting=desk.patrol, raised=raised(desk.terrain)
        )
        return told_explained(assessed, explain(assessed, stretch, assessed.hours[0]))

    return desk.answer(request, made)


@get("/patrol/risk/territories", sync_to_thread=True, opt={"answer": "patrol-risk-territories"})
def territories(
    desk: NamedDependency[Desk],
    request: Asked,
    from_km: FromKm = None,
    to_km: ToKm = None,
    segment: Segment = SEGMENTS[0],
    since: Since = None,
    hours: Hours = 24,
) -> Response[bytes]:
    """Each First Nation's territory: its share of risk, findings and patrol beside that of the line."""
    where = Where(from_km, to_km, segment)

    def made() -> dict[str, object]:
        assessed = _assessed(desk, where, since, hours)
        return told_territories(assessed, shares(assessed, hours_planned(desk.node, assessed)))

    return desk.answer(request, made)


@get("/patrol/risk/calibration", sync_to_thread=True, opt={"answer": "patrol-risk-calibration"})
def calibration(
    desk: NamedDependency[Desk],
    request: Asked,
    from_km: FromKm = None,
    to_km: ToKm = None,
    segment: Segment = SEGMENTS[0],
    hours: Hours = WEEK,
) -> Response[bytes]:
    """How the forecast of the last hours did that could be made before them."""
    where = Where(from_km, to_km, segment)
    ground = raised(desk.terrain)
    return desk.answer(
        request,
        lambda: told_calibration(
            calibrate(desk.node, where, hours=hours, setting=desk.patrol, raised=ground)
        ),
    )


@get("/patrol/risk/control", sync_to_thread=True, opt={"answer": "patrol-risk-control"})
def control(
    desk: NamedDependency[Desk], request: Asked, segment: Segment = SEGMENTS[0]
) -> Response[bytes]:
    """Crossings found an hour on patrol: of patrols placed by lot, and of those led by risk."""

    def made() -> dict[str, object]:
        assessed = _assessed(desk, Where(segment=segment), None, 1)
        share = desk.patrol.params.control_share
        return told_control(what_control_taught(desk.node, assessed), share)

    return desk.answer(request, made)


def _assessed(desk: Desk, where: Where, since: str | None, hours: int) -> Assessed:
    return assess(
        desk.node,
        where,
        since=instant(since),
        hours=hours,
        setting=desk.patrol,
        raised=raised(desk.terrain),
    )


ROUTES = (rates, why, territories, calibration, control)
