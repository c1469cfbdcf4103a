"""Routes of the picture: now, as it changes, and in any hour gone by."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from northline.app.picture import alerts_and_held, box_of, sensing
from northline.app.picture import past as read_past
from northline.app.picture import plots as read_plots
from northline.app.picture.plots import MOST, MOST_MINUTES
from northline.app.words import instant
from northline.records.errors import LedgerError
from northline.records.marking import Marking
from northline.web.desk import Asked, Desk
from northline.web.language import TONGUES, Language
from northline.web.live import MEDIA
from northline.web.pages.marking_words import marking_words

READY_SECONDS = 30.0
"""How long the first picture may take: it is made when it is first asked for."""


@get("/picture", sync_to_thread=True, opt={"answer": "frame"})
def picture(desk: NamedDependency[Desk]) -> Response[bytes]:
    """Where everything is now: the newest point of every track seen in the last half hour."""
    shown = desk.live.picture
    shown.opened("once", viewer=desk.node.viewer)
    if not shown.ready(READY_SECONDS):
        raise LedgerError(shown.trouble or "the picture is not ready yet; ask again")
    return desk.tell(msgspec.json.decode(shown.frame().data))


@get("/picture/stream", opt={"answer": "frames", "media": MEDIA})
async def stream(desk: NamedDependency[Desk]) -> Stream:
    """The same as server-sent events: the whole picture first, then what changes."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = desk.live.events(desk.node.viewer, desk.welcome)

    async def end() -> None:
        """Whoever leaves while something is on its way to them leaves the events half read."""
        await events.aclose()

    return Stream(events, media_type=MEDIA, headers=headers, background=BackgroundTask(end))


@get("/picture/past", sync_to_thread=True, opt={"answer": "past"})
def past(
    desk: NamedDependency[Desk],
    request: Asked,
    until: Annotated[str | None, QueryParameter(description="End of the window.")] = None,
    minutes: Annotated[
        float, QueryParameter(gt=0, le=1440, description="Length of the window.")
    ] = 60.0,
    every: Annotated[
        float, QueryParameter(ge=0, le=3600, description="Seconds between points, at least.")
    ] = 10.0,
    track: Annotated[str | None, QueryParameter(description="Only this track.")] = None,
) -> Response[bytes]:
    """Where everything was in a window of time; without ``until``, up to the newest point."""

    def made() -> Mapping[str, Any]:
        return msgspec.structs.asdict(
            read_past(desk.node, until=until, minutes=minutes, every=every, track=track)
        )

    return desk.answer(request, made)


@get("/picture/alerts", sync_to_thread=True, opt={"answer": "alerts"})
def alerts(
    desk: NamedDependency[Desk],
    request: Asked,
    since: Annotated[str | None, QueryParameter(description="Only events from then on.")] = None,
    until: Annotated[str | None, QueryParameter(description="Only events before.")] = None,
    in_state: Annotated[
        str, QueryParameter(name="state", description="open, held-back, all, or one state.")
    ] = "open",
    limit: Annotated[int, QueryParameter(ge=1, le=1000, description="At most so many.")] = 200,
) -> Response[bytes]:
    """Findings as the map shows them: what, where, when, and where they stand."""

    def made() -> Mapping[str, Any]:
        found, held = alerts_and_held(
            desk.node, since=since, until=until, state=in_state, limit=limit
        )
        return {"alerts": [msgspec.structs.asdict(each) for each in found], "held_back": held}

    return desk.answer(request, made)


@get("/picture/plots", sync_to_thread=True, opt={"answer": "plots"})
def plots(
    desk: NamedDependency[Desk],
    request: Asked,
    bbox: Annotated[
        str, QueryParameter(description="Where: west,south,east,north in degrees.")
    ] = "-180,-90,180,90",
    minutes: Annotated[
        float, QueryParameter(gt=0, le=MOST_MINUTES, description="Length of the window.")
    ] = 5.0,
    until: Annotated[str | None, QueryParameter(description="End of the window.")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST, description="At most so many.")] = MOST,
) -> Response[bytes]:
    """What sensors detected in a box and window, the newest first; ``seen`` counts all of it."""

    def made() -> Mapping[str, Any]:
        return msgspec.structs.asdict(
            read_plots(desk.node, box=box_of(bbox), minutes=minutes, until=until, limit=limit)
        )

    return desk.answer(request, made)


@get("/picture/sensors", sync_to_thread=True, opt={"answer": "shown-sensors"})
def sensors(
    desk: NamedDependency[Desk],
    request: Asked,
    at: Annotated[str | None, QueryParameter(description="As it was stated then.")] = None,
) -> Response[bytes]:
    """Sensors as the map shows them: how each stands, what it covers, where it looked last."""

    def made() -> Mapping[str, Any]:
        return {"sensors": msgspec.to_builtins(sensing(desk.node, _marked, at=instant(at)))}

    return desk.answer(request, made)


def _marked(marking: Marking | None) -> dict[str, str]:
    return {each.code: marking_words(each, marking) for each in _languages()}


@cache
def _languages() -> tuple[Language, ...]:
    return tuple(Language(code) for code in TONGUES)


ROUTES = (picture, stream, past, alerts, plots, sensors)
