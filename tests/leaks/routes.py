"""Every route that the site serves, and what each is asked with."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from northline.records.kinds import KINDS
from northline.web.site import Site

NOBODY = "0" * 32
"""An id that nothing has."""

FILLED: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(each.kind for each in KINDS),
    "format": ("ais",),
}
"""Parameter of a path -> what it is filled with, wherever it does not name one thing."""


class Route(NamedTuple):
    """A route and method that the site serves."""

    method: str
    path: str
    handler: HTTPRouteHandler

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of its path."""
        return tuple(re.findall(r"{(\w+)", self.path))

    @property
    def is_stream(self) -> bool:
        """Whether its answer has no end."""
        return self.path.endswith("/stream")


def routes(served: Site) -> list[Route]:
    """Every one, whatever serves it: a new route is among them by itself."""
    inner = served.app
    while not isinstance(inner, Litestar):
        inner = inner.app  # type: ignore[attr-defined]
    return sorted(
        (
            Route(method, route.path_format, handler)
            for route in inner.routes
            for handler in getattr(route, "route_handlers", ())
            for method in handler.http_methods
            if method not in {"HEAD", "OPTIONS"}
        ),
        key=lambda each: (each.path, each.method),
    )


def paths(route: Route, things: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The paths that a route is asked with.

    Args:
        route: the route.
        things: parameter -> values, where `FILLED` has none.
    """
    found = [route.path]
    for name in route.names:
        values = {**things, **FILLED}.get(name, (NOBODY,))
        found = [re.sub(rf"{{{name}[^}}]*}}", value, each) for each in found for value in values]
    yield from found
