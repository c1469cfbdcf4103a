"""Routes of the audit: search, one entry, and a stretch of it for a review body.

None of them says 304: looks change the audit, and each answer is itself a look.
"""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from northline.app.audit import MOST, ROWS, Wish, audit, document, entry
from northline.app.audit_export import export
from northline.app.audit_words import detail_document
from northline.web.desk import Desk
from northline.web.problems import Missing

LINES = "application/x-ndjson"
"""Media type of JSON lines."""

PIECE = 1 << 16

Text = Annotated[str, QueryParameter(max_length=200)]
Record = Annotated[str, QueryParameter(max_length=40, description="Who saw the record of this id.")]
Person = Annotated[str, QueryParameter(max_length=200, description="Part of a name.")]
What = Annotated[
    str,
    QueryParameter(
        max_length=20,
        description="look, audit, decision, engine, append, mark, erase, hold, lift, compact, backup, "
        "restore, open, account.",
    ),
]
Since = Annotated[str, QueryParameter(max_length=40, description="From this instant on.")]
Until = Annotated[str, QueryParameter(max_length=40, description="Before this instant.")]
Before = Annotated[
    int | None, QueryParameter(ge=1, description="Only entries before this one: 'next' of a page.")
]


@get("/audit", sync_to_thread=True, opt={"answer": "audit"})
def search(
    desk: NamedDependency[Desk],
    record: Record = "",
    person: Person = "",
    agency: Text = "",
    purpose: Text = "",
    kind: Text = "",
    what: What = "",
    since: Since = "",
    until: Until = "",
    before: Before = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = ROWS,
) -> Response[bytes]:
    """Who did what, why and on which rule, the newest first; or who saw a record."""
    wish = Wish(
        record=record,
        person=person,
        agency=agency,
        purpose=purpose,
        kind=kind,
        what=what,
        since=since,
        until=until,
    )
    return desk.tell(document(audit(desk.node, wish, before=before, limit=limit)), headers=_PRIVATE)


@get("/audit/export", sync_to_thread=True, opt={"answer": "openapi", "media": LINES})
def exported(desk: NamedDependency[Desk], since: Since = "", until: Until = "") -> Stream:
    """The entries of a period with what proves them, for a review body (docs/audit.md)."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    try:
        told = export(desk.node, file, since=since or None, until=until or None)
    except BaseException:
        file.close()
        raise
    name = f"audit-{desk.node.ledger.id}-{told.first}-{told.last}.jsonl"
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(_pieces(file), media_type=LINES, headers=headers)


@get("/audit/{seq:int}", sync_to_thread=True, opt={"answer": "audit-entry"})
def one(desk: NamedDependency[Desk], seq: FromPath[int]) -> Response[bytes]:
    """One entry with what proves it, and those around it."""
    detail = entry(desk.node, seq)
    if detail is None:
        raise Missing
    return desk.tell(detail_document(detail), headers=_PRIVATE)


_PRIVATE = {"Cache-Control": "private, no-store"}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


ROUTES = (search, exported, one)
