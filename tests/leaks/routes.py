"""Every route that the site serves, and what each is asked with."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from northline.records.kinds import KINDS
from northline.web.site import Site
from tests.leaks.asking import Question

JSON, HTML, ARROW = "application/json", "text/html", "application/vnd.apache.arrow.stream"

NOBODY = "0" * 32
"""An id that nothing has."""

FULL = ("position", "finding", "decision")
"""Kinds that are asked for in more than one way; the others are counted, which finds as much."""

COUNTS = "/api/v1/records/{kind}/count"

FURTHER: Mapping[str, tuple[str, ...]] = {
    "/api/v1/records/{kind}": ("?limit=2", "?as_of=1000000000", "?columns=source"),
    "/api/v1/findings": ("?state=all&limit=1",),
    "/findings": ("?state=all",),
    "/api/v1/picture/past": ("?minutes=1440",),
    "/api/v1/picture/alerts": ("?state=all",),
    "/api/v1/rights": ("?state=all",),
    "/api/v1/patrol/risk": ("?from_km=2250&to_km=2300&hours=2",),
    "/api/v1/patrol/hours": ("?by=mode&by=week",),
    "/api/v1/patrol/unvisited": ("?from_km=2250&to_km=2300",),
    "/api/v1/patrol/risk/calibration": ("?from_km=2250&to_km=2300",),
    "/api/v1/trends/{trend}": ("?format=csv", "?format=arrow"),
    "/api/v1/sharing": ("?agency=cbp", "?agency=rcmp&compartment=financial-report"),
    "/sharing": ("?agency=cbp",),
}
"""Route -> further ways of asking, beside the plain one."""


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

    @property
    def filters(self) -> dict[str, bool]:
        """The parameters of its query, and whether each must be given."""
        signature = self.handler.parsed_fn_signature.parameters
        return {
            each.kwarg_definition.name or name: not each.has_default
            for name, each in signature.items()
            if isinstance(each.kwarg_definition, QueryParameter)
        }


def routes(served: Site) -> list[Route]:
    """Every one, whatever serves it: a new route is among them by itself."""
    return sorted(
        (
            Route(method, route.path_format, handler)
            for route in inner(served).routes
            for handler in getattr(route, "route_handlers", ())
            for method in handler.http_methods
            if method not in {"HEAD", "OPTIONS"}
        ),
        key=lambda each: (each.path, each.method),
    )


def inner(served: Site) -> Litestar:
    """The application behind guard and limits."""
    app = served.app
    while not isinstance(app, Litestar):
        app = app.app  # type: ignore[attr-defined]
    return app


def questions(every: list[Route], things: Mapping[str, tuple[str, ...]]) -> Iterator[Question]:
    """Each route that is only asked, in every way.

    Args:
        every: the routes.
        things: parameter of a path or query -> values, wherever it names one thing.
    """
    for route in every:
        if not _is_asked(route):
            continue
        for path in paths(route, things):
            for accept in accepted(route, path):
                yield Question("GET", path, accept)


def wrong_questions(
    every: list[Route], things: Mapping[str, tuple[str, ...]]
) -> Iterator[Question]:
    """Each parameter of each route that is only asked, with what it cannot be or has no use for."""
    for route in every:
        if not _is_asked(route):
            continue
        path = next(paths(route, things, one=True)).partition("?")[0]
        for name in route.filters:
            for value in dict.fromkeys(("x", *things.get(name, ())[-2:], *WRONG.get(name, ()))):
                yield Question("GET", f"{path}?{name}={value}", accepted(route, path)[0])


WRONG: Mapping[str, tuple[str, ...]] = {
    "as_of": ("1000000000",),
    "limit": ("1",),
    "since": ("2026-05-28T00:00:00Z",),
    "until": ("2026-05-28T00:00:00Z",),
}
"""Parameter of a query -> what else is tried."""


def _is_asked(route: Route) -> bool:
    return route.method == "GET" and not route.is_stream and not route.path.startswith("/static")


def accepted(route: Route, path: str) -> tuple[str, ...]:
    """The forms in which an answer is wanted."""
    if not path.startswith("/api/"):
        return (HTML,)
    kind = path.rpartition("/")[2]
    return (JSON, ARROW) if route.path == "/api/v1/records/{kind}" and kind in FULL else (JSON,)


def paths(
    route: Route, things: Mapping[str, tuple[str, ...]], *, one: bool = False
) -> Iterator[str]:
    """The paths that a route is asked with, what its query must say included.

    Args:
        route: the route.
        things: parameter -> values.
        one: only the first of them.
    """
    needed = [name for name, must in route.filters.items() if must]
    query = "&".join(f"{name}={things.get(name, (NOBODY,))[-1]}" for name in needed)
    found = [route.path]
    for name in route.names:
        values = things.get(name, (NOBODY,))
        if name == "kind":
            every = tuple(each.kind for each in KINDS)
            values = every if route.path == COUNTS and not one else FULL
        found = [re.sub(rf"{{{name}[^}}]*}}", value, each) for each in found for value in values]
    for path in found[:1] if one else found:
        yield f"{path}?{query}" if query else path
        if not one and ("kind" not in route.names or path.endswith(FULL[0])):
            yield from (f"{path}{more}" for more in FURTHER.get(route.path, ()))
