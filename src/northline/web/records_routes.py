"""Routes of records: by kind, time, place and id."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_201_CREATED

from northline.app.reading import in_order
from northline.records.errors import UsageError
from northline.records.schema import plain_rows
from northline.web.desk import ARROW, Asked, Desk
from northline.web.findings_routes import Deciding, decided
from northline.web.paging import MOST, USUAL, page_of_records
from northline.web.problems import Missing, kind_in_path

Cells = Annotated[
    list[str] | None,
    QueryParameter(name="cell", description="H3 cell, resolution 9 or coarser; may be repeated."),
]
Since = Annotated[str | None, QueryParameter(description="From this instant on (RFC 3339).")]
Until = Annotated[str | None, QueryParameter(description="Before this instant (RFC 3339).")]
AsOf = Annotated[
    int | None,
    QueryParameter(
        ge=0, description="As the ledger stood at this entry, with the rights of today."
    ),
]
Limit = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=MOST, description=f"Rows of a page; {USUAL} in JSON, all in Arrow, unless given."
    ),
]
Cursor = Annotated[
    str | None, QueryParameter(max_length=500, description="'next' of another page.")
]
Columns = Annotated[
    str | None,
    QueryParameter(description="Only these columns, separated by commas.", max_length=2000),
]


@get("/records/{kind:str}", sync_to_thread=True, opt={"answer": "records"})
def records(
    desk: NamedDependency[Desk],
    request: Asked,
    kind: FromPath[str],
    since: Since = None,
    until: Until = None,
    cells: Cells = None,
    as_of: AsOf = None,
    columns: Columns = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes] | Stream:
    """Records of a kind, newest first, page by page; an Arrow stream for who accepts one."""
    node = desk.node
    ask: dict[str, Any] = {
        "since": since,
        "until": until,
        "cells": cells,
        "as_of": desk.stood(as_of),
    }
    names = None if columns is None else [each.strip() for each in columns.split(",")]
    kind_in_path(kind)
    if wants_arrow(request):
        if limit is None and cursor is None:
            return desk.stream(request, lambda: _all(desk, kind, ask, names))
        return desk.stream(request, lambda: _page(desk, kind, ask, names, limit or USUAL, cursor))

    def page() -> Mapping[str, Any]:
        found, following = page_of_records(
            node, kind, ask, columns=names, limit=limit or USUAL, cursor=cursor, seal=desk.seal
        )
        return {"kind": kind, "records": list(plain_rows(found)), "next": following}

    return desk.answer(request, page)


@get("/records/{kind:str}/count", sync_to_thread=True, opt={"answer": "count"})
def count(
    desk: NamedDependency[Desk],
    request: Asked,
    kind: FromPath[str],
    since: Since = None,
    until: Until = None,
    cells: Cells = None,
    as_of: AsOf = None,
) -> Response[bytes]:
    """How many records of a kind there are for you."""
    kind_in_path(kind)

    def counted() -> Mapping[str, Any]:
        number = desk.node.count(
            kind, since=since, until=until, cells=cells, as_of=desk.stood(as_of)
        )
        return {"kind": kind, "count": number}

    return desk.answer(request, counted)


@get("/records/{kind:str}/{id:str}", sync_to_thread=True, opt={"answer": "record"})
def record(
    desk: NamedDependency[Desk], request: Asked, kind: FromPath[str], id: FromPath[str]
) -> Response[bytes]:
    """One record."""
    kind_in_path(kind)

    def found() -> Mapping[str, Any]:
        return {"kind": kind, "record": _one(desk, kind, id)}

    return desk.answer(request, found)


@post(
    "/records/{kind:str}/{id:str}/decisions",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "decision", "scope": "decide"},
)
def decide_about_record(
    desk: NamedDependency[Desk],
    kind: FromPath[str],
    id: FromPath[str],
    data: JSONBody[Deciding],
    key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Response[bytes]:
    """Decide about a record, with a reason; signed with the operator's key."""
    kind_in_path(kind)
    _one(desk, kind, id)
    return decided(desk, id, data, key)


def wants_arrow(request: Asked) -> bool:
    """Whether the asker prefers an Arrow stream; JSON unless it is named."""
    return ARROW in request.headers.get("accept", "")


def _one(desk: Desk, kind: str, id: str) -> dict[str, Any]:
    """The one record of an id.

    Raises:
        Missing: when there is none, or it may not be seen.
    """
    try:
        found = desk.node.records(kind, ids=[id])
    except UsageError as error:
        raise Missing from error
    for row in plain_rows(found):
        return row
    raise Missing


def _all(desk: Desk, kind: str, ask: dict[str, Any], columns: list[str] | None) -> Any:
    reader = desk.node.batches(kind, **ask, columns=columns)
    return reader.schema, reader if desk.person is None else in_order(reader), None


def _page(
    desk: Desk,
    kind: str,
    ask: dict[str, Any],
    columns: list[str] | None,
    limit: int,
    cursor: str | None,
) -> Any:
    found, following = page_of_records(
        desk.node, kind, ask, columns=columns, limit=limit, cursor=cursor, seal=desk.seal
    )
    return found.schema, found.to_batches(), following


ROUTES = (records, count, record, decide_about_record)
