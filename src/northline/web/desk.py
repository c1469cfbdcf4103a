"""What every route works with: the node, what has changed in it, and what was done once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import pyarrow as pa
from litestar import Request, Response
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from northline.app.catalogue import engine_list
from northline.app.node import Node
from northline.app.picture import Picture
from northline.web.freshness import Freshness, is_known
from northline.web.live import Live
from northline.web.once import Once

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"
"""Media type of an Arrow IPC stream (https://www.iana.org/assignments/media-types)."""

NEXT = "Northline-Next"
"""Header with the cursor of the next page, for answers that are not JSON."""

Asked = Request[Any, Any, Any]


class Desk:
    """Where requests are answered.

    Attributes:
        node: the open ledger and its operator.
        freshness: what has changed in it.
        once: what was done under which Idempotency-Key.
        picture: where everything is now, as the operator may see it.
        live: the streams of it.
        engines: the engines with the parameters that they have on this node.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.picture = Picture(node)
        self.live = Live(self.picture)
        self.freshness = Freshness(node)
        self.once = Once()
        self.engines = engine_list()

    def close(self) -> None:
        """End the streams and let the picture rest; requests under way are answered."""
        self.live.close()
        self.picture.stop()

    def answer(self, request: Asked, make: Callable[[], Mapping[str, Any]]) -> Response[bytes]:
        """Answer a question in JSON, or say that the asker has the answer already.

        Args:
            request: the question.
            make: makes the document; not called when the asker has it.
        """
        tag = self.freshness.tag(request)
        if is_known(request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=_private(tag))
        return self.tell(make(), headers=_private(tag))

    def tell(
        self,
        document: Mapping[str, Any],
        *,
        status: int = HTTP_200_OK,
        headers: Mapping[str, str] | None = None,
    ) -> Response[bytes]:
        """A document as an answer, saying whether it comes from an exercise."""
        body = msgspec.json.encode({"exercise": self.node.exercise, **document})
        kept = {"Cache-Control": _NOT_KEPT, **(headers or {})}
        return Response(body, status_code=status, media_type=JSON, headers=kept)

    def stream(
        self,
        request: Asked,
        make: Callable[[], tuple[pa.Schema, Iterable[pa.RecordBatch], str | None]],
    ) -> Response[bytes] | Stream:
        """Answer a question as an Arrow stream, batch by batch.

        Args:
            request: the question.
            make: gives the schema, the batches and the next page's cursor or None.
        """
        tag = self.freshness.tag(request)
        if is_known(request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=_private(tag))
        schema, batches, following = make()
        mark = {b"exercise": b"true" if self.node.exercise else b"false"}
        schema = schema.with_metadata({**(schema.metadata or {}), **mark})
        headers = _private(tag) | ({NEXT: following} if following else {})
        return Stream(_ipc(schema, batches), media_type=ARROW, headers=headers)


_NOT_KEPT = "private, no-store"
"""No browser keeps a record on its disk, where it would outlive its erasure."""


def _private(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": _NOT_KEPT, "Vary": "Accept"}


def _ipc(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterable[bytes]:
    """The pieces of an IPC stream as they are written."""
    pieces = _Pieces()
    with pa.ipc.new_stream(pieces, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
            yield pieces.taken()
    yield pieces.taken()


class _Pieces:
    """A file that only keeps what was written since somebody took it."""

    closed = False

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep some bytes."""
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last call."""
        written, self._written = b"".join(self._written), []
        return written

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""
