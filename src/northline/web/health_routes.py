"""Routes of the node's health: for people's pages, for programs, and for Prometheus.

They read as a service of the node and are no entry in the audit; what the operator may not see
is not counted (`northline.app.health`).
"""

import threading
import time
from typing import Annotated

import msgspec
import numpy as np
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED

from northline.app.health import Health, Watch, document, present
from northline.app.health_metrics import CONTENT_TYPE, metrics
from northline.app.node import Node
from northline.records.errors import NotPermitted
from northline.web.by_rights import ByRights
from northline.web.desk import Asked, Desk

FRESH_SECONDS = 1.0
"""How long one look is good for: many pages ask, and each look reads the ledger."""

MOST_AGES = 200
"""Ages that a page reports at a time."""

Age = Annotated[float, msgspec.Meta(ge=0.0, le=86_400.0)]


class Drawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page reports: how old data was when it was drawn.

    Attributes:
        page: which page, such as ``picture``.
        ages: seconds from the commit of what was drawn until it was drawn, one for each drawing.
    """

    page: Annotated[str, msgspec.Meta(pattern="^[a-z-]{1,32}$")]
    ages: Annotated[tuple[Age, ...], msgspec.Meta(min_length=1, max_length=MOST_AGES)]


class Watched:
    """The health of one node, looked at once a second at most."""

    def __init__(self, node: Node) -> None:
        self._watch = Watch(node, present())
        self._turn = threading.Lock()
        self._health: Health | None = None
        self._looked = 0.0

    def health(self) -> Health:
        """How it is."""
        with self._turn:
            if self._health is None or time.monotonic() - self._looked > FRESH_SECONDS:
                self._health = self._watch.health(present())
                self._looked = time.monotonic()
            return self._health

    def metrics(self, *, exercise: bool) -> bytes:
        """The same for Prometheus."""
        health = self.health()
        with self._turn:
            return metrics(self._watch, health, exercise=exercise)

    def drawn(self, ages: tuple[float, ...]) -> None:
        """Take in what a page reports."""
        with self._turn:
            self._watch.pages.add(present(), np.array(ages))


_MAKING = threading.Lock()


def watched(state: State, desk: Desk) -> Watched:
    """The one of this application for those with the rights of who asks.

    Raises:
        NotPermitted: when they act for another agency than the one that runs the node: how far
            its engines are and how fast its disk fills tells of records that they may not see.
    """
    if not desk.node.at_home:
        raise NotPermitted("the health of a node is shown to the agency that runs it")
    with _MAKING:
        if "watched" not in state:
            state["watched"] = ByRights(Watched)
        found: ByRights[Watched] = state["watched"]
        return found.of(desk.node)


@get("/health", sync_to_thread=True, opt={"answer": "health"})
def health(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """Whether this node answers, over which ledger, and what in it needs a look."""
    told = document(watched(request.app.state, desk).health())
    return desk.tell({"status": "ok", "ledger": desk.node.ledger.id, **told})


@post(
    "/health/page",
    sync_to_thread=True,
    status_code=HTTP_202_ACCEPTED,
    opt={"answer": "counted", "scope": "read"},
)
def drawn(desk: NamedDependency[Desk], request: Asked, data: JSONBody[Drawn]) -> Response[bytes]:
    """A page reports how old data was when it drew it; kept for minutes, and nowhere written."""
    watched(request.app.state, desk).drawn(data.ages)
    return desk.tell({"counted": len(data.ages)}, status=HTTP_202_ACCEPTED)


@get("/metrics", sync_to_thread=True, opt={"scope": "metrics"})
def metrics_text(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """The same for Prometheus, in its text format; outside ``/api/v1``, where it looks."""
    text = watched(request.app.state, desk).metrics(exercise=desk.node.exercise)
    return Response(text, media_type=CONTENT_TYPE)


ROUTES = (health, drawn)
"""Under ``/api/v1``."""

ROOT_ROUTES = (metrics_text,)
"""At the root."""
