"""Routes of the ledger itself: bytes in, what was refused, and whether all is as committed."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from northline.app.catalogue import format_list
from northline.app.documents import document
from northline.records.errors import NotPermitted, UsageError
from northline.records.time import format_instant
from northline.records.units import Micros
from northline.web.desk import Asked, Desk
from northline.web.findings_routes import Cursor, Limit
from northline.web.paging import USUAL, page_of_list
from northline.web.parameters import Key
from northline.web.problems import NoSuchPath

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one ingest; more comes in several, or through ``northline ingest``."""

BINARY = "application/octet-stream"


class Anchoring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a verification is held against.

    Attributes:
        anchor: a head written down elsewhere, as ``SEQ:HASH``; the chain must contain it.
    """

    anchor: str | None = None


@get("/head", sync_to_thread=True, opt={"answer": "head"})
def head(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The newest entry of the chain: what one writes down elsewhere."""
    if not desk.node.at_home:
        raise NotPermitted("where the chain ends is told to the agency that runs the node")
    seq, digest = desk.node.head()
    return desk.tell({"seq": seq, "hash": digest.hex(), "anchor": f"{seq}:{digest.hex()}"})


@post(
    "/verify",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "proof", "scope": "read"},
)
def verify(desk: NamedDependency[Desk], data: JSONBody[Anchoring]) -> Response[bytes]:
    """Compare every entry, part and row with what was committed; ``ok`` says the result."""
    return desk.tell(document(desk.node.verify(data.anchor)))


@post(
    "/ingest/{format:str}",
    status_code=HTTP_200_OK,
    request_max_body_size=MOST_BYTES,
    opt={"answer": "receipt", "body": BINARY, "scope": "ingest"},
)
async def ingest(
    desk: NamedDependency[Desk],
    request: Asked,
    format: FromPath[str],
    source: Annotated[str | None, QueryParameter(description="Who says it.")] = None,
    marking: Annotated[
        str | None, QueryParameter(description='Such as "Protected B; owner=opp; partners=rcmp".')
    ] = None,
    vintage: Annotated[
        str | None,
        QueryParameter(
            max_length=10,
            description="Day on which a published table was published, as YYYY-MM-DD.",
        ),
    ] = None,
    key: Key = None,
) -> Response[bytes]:
    """Read bytes of a format into the ledger; the same bytes sent twice add nothing."""
    if format not in {each.name for each in format_list()}:
        raise NoSuchPath(f"there is no format {format!r}; /api/v1/formats lists them")
    if request.headers.get("content-type", "").partition(";")[0].strip() != BINARY:
        raise UsageError(f"Content-Type must be {BINARY}")
    body = await request.body()
    asked = msgspec.json.encode([format, source, marking, vintage]) + body

    def act() -> Any:
        return _read(desk, format, body, source, marking, vintage)

    receipt, _ = await sync_to_thread(desk.once.do, key, asked, act)
    return desk.tell(receipt)


@get("/rejected", sync_to_thread=True, opt={"answer": "rejected"})
def rejected(
    desk: NamedDependency[Desk], request: Asked, limit: Limit = USUAL, cursor: Cursor = None
) -> Response[bytes]:
    """Units that could not be read, the newest first; ``raw`` is hexadecimal."""

    def page() -> Mapping[str, Any]:
        found = desk.node.rejected(None)
        shown, following = page_of_list(found, lambda each: each.id, limit=limit, cursor=cursor)
        rows = [
            {**document(each), "received": format_instant(Micros(each.received))} for each in shown
        ]
        return {"rejected": rows, "next": following}

    return desk.answer(request, page)


def _read(
    desk: Desk,
    format: str,
    body: bytes,
    source: str | None,
    marking: str | None,
    vintage: str | None,
) -> dict[str, Any]:
    """Ingest bytes as the file they might have been."""
    with tempfile.TemporaryDirectory(prefix="northline-") as folder:
        path = Path(folder) / "body"
        path.write_bytes(body)
        receipt = document(
            desk.node.ingest(format, path, source=source, marking=marking, vintage=vintage)
        )
    for stream in receipt["streams"]:
        stream["connection"] = "body"
    return {"format": format, **receipt}


ROUTES = (head, verify, ingest, rejected)
