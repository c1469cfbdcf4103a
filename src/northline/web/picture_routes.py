"""Routes of the picture: now, as it changes, and in any hour gone by."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from northline.app.picture import alerts as read_alerts
from northline.app.picture import past as read_past
from northline.records.errors import LedgerError
from northline.web.desk import Asked, Desk
from northline.web.live import MEDIA

READY_SECONDS = 30.0
"""How long the first picture may take: it is made when it is first asked for."""


@get("/picture", sync_to_thread=True, opt={"answer": "frame"})
def picture(desk: NamedDependency[Desk]) -> Response[bytes]:
    """Where everything is now: the newest point of every track seen in the last half hour."""
    desk.picture.opened("once")
    if not desk.picture.ready(READY_SECONDS):
        raise LedgerError(desk.picture.trouble or "the picture is not ready yet; ask again")
    return desk.tell(msgspec.json.decode(desk.picture.frame().data))


@get("/picture/stream", opt={"answer": "frames", "media": MEDIA})
async def stream(desk: NamedDependency[Desk]) -> Stream:
    """The same as server-sent events: the whole picture first, then what changes."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = desk.live.events()

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
        str, QueryParameter(name="state", description="open, all, or one state.")
    ] = "open",
    limit: Annotated[int, QueryParameter(ge=1, le=1000, description="At most so many.")] = 200,
) -> Response[bytes]:
    """Findings as the map shows them: what, where, when, and where they stand."""

    def made() -> Mapping[str, Any]:
        found = read_alerts(desk.node, since=since, until=until, state=in_state, limit=limit)
        return {"alerts": [msgspec.structs.asdict(each) for each in found]}

    return desk.answer(request, made)


ROUTES = (picture, stream, past, alerts)
