"""The health of the node: what runs, how fast, what needs a look."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from northline.web.desk import Desk
from northline.web.health_routes import watched
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


@get("/health", sync_to_thread=True, include_in_schema=False)
def health(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """The page."""
    return _page(desk, request, "health.html")


@get("/health/now", sync_to_thread=True, include_in_schema=False)
def health_now(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """What the page holds, as it is now: asked for by the page itself."""
    return _page(desk, request, "health_now.html")


def _page(desk: Desk, request: Asked, template: str) -> Response[bytes]:
    found = watched(request.app.state, desk).health()
    seq, head = desk.node.head()
    return page(desk, request, template, here="health", health=found, anchor=f"{seq}:{head.hex()}")


ROUTES = (health, health_now)
