"""What routes of patrol share: what is not there, once is enough, and the words of a decision."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.patrol.orders import order_of
from northline.app.patrol.planning import find_plan
from northline.records.errors import UsageError
from northline.web.desk import Desk
from northline.web.problems import Missing

SCOPE = "decide"
"""What a token must be good for that plans or decides."""

Day = Annotated[str | None, QueryParameter(max_length=10, description="Of this day, 2026-07-02.")]
Zone = Annotated[str, QueryParameter(max_length=60, description="Time zone of the day.")]


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision.

    Attributes:
        reason: why, in your own words.
    """

    reason: str


def known_plan(desk: Desk, id: str) -> None:
    """Answer 404 for a plan that is not there for this person."""
    try:
        find_plan(desk.node, id)
    except UsageError as error:
        raise Missing from error


def known_order(desk: Desk, id: str) -> None:
    """Answer 404 for an order that is not there for this person."""
    try:
        order_of(desk.node, id)
    except UsageError as error:
        raise Missing from error


def done(desk: Desk, key: str | None, said: list[Any], act: Callable[[], Any]) -> Response[bytes]:
    """Do it once for each Idempotency-Key, and answer."""
    made, again = desk.once.do(key, msgspec.json.encode(said), act)
    return desk.tell(made, status=HTTP_200_OK if again else HTTP_201_CREATED)
