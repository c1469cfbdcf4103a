"""What every route works with: the node, what has changed in it, and what was done once."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from litestar import Request, Response
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from northline.app.accounts import Person
from northline.app.node import Node
from northline.app.patrol.parameters import SafetySettings
from northline.app.screening.params import ScreeningParams
from northline.app.settings_patrol import PatrolSettings
from northline.app.sharing.declared import Declared
from northline.records.protocols import Engine
from northline.web.freshness import Freshness, is_known
from northline.web.live import Live
from northline.web.once import Once
from northline.web.pictures import Pictures
from northline.web.seal import Plain, Seal, Sealed

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"
"""Media type of an Arrow IPC stream (https://www.iana.org/assignments/media-types)."""

NEXT = "Northline-Next"
"""Header with the cursor of the next page, for answers that are not JSON."""

Asked = Request[Any, Any, Any]


class Desk:
    """Where the requests of one person are answered.

    Attributes:
        node: the open ledger and who asks, as its operator.
        person: who asks, or None for the local operator of a node without accounts.
        welcome: whether they may still be answered; open streams ask again and again.
        freshness: what has changed in it.
        once: what was done under which Idempotency-Key.
        engines: the engines with the parameters that they have on this node.
        seal: what numbers of the chain are packed with for them.
        declared: what the settings say of partners.
        terrain: file of heights that the settings name, or None.
        safety: what the settings say of officers' safety and of deconfliction.
        patrol: with what risk is reckoned.
        screening: with what names are screened.
    """

    def __init__(
        self,
        node: Node,
        pictures: Pictures,
        engines: Sequence[Engine],
        *,
        person: Person | None = None,
        welcome: Callable[[], bool] = lambda: True,
        once: Once | None = None,
    ) -> None:
        self.node = node
        self.person = person
        self.welcome = welcome
        self.freshness = Freshness(node)
        self.once = once or Once()
        self.engines = engines
        self.declared = Declared()
        self.terrain: Path | None = None
        self.safety = SafetySettings()
        self.patrol = PatrolSettings()
        self.screening = ScreeningParams()
        self.seal: Seal = Plain() if person is None else Sealed(node.key, person.account)
        self._pictures = pictures

    @property
    def live(self) -> Live:
        """The streams of the picture that they may see."""
        return self._pictures.of(self.node)

    def stood(self, as_of: int | None) -> int | None:
        """The entry of the chain that somebody asks to read as of.

        To the local operator one that has not happened is a mistake; to anybody else it is the
        present: where the chain ends is nothing they are told.
        """
        if as_of is None or self.person is None:
            return as_of
        return min(as_of, self.node.head()[0])

    def answer(self, request: Asked, make: Callable[[], Mapping[str, Any]]) -> Response[bytes]:
        """Answer a question in JSON, or say that the asker has the answer already.

        Args:
            request: the question.
            make: makes the document; not called when the asker has it.
        """
        if self.person is not None:
            return self._answer_by_content(request, make())
        tag = self.freshness.tag(request)
        if is_known(request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=_private(tag))
        return self.tell(make(), headers=_private(tag))

    def _answer_by_content(self, request: Asked, told: Mapping[str, Any]) -> Response[bytes]:
        """With a tag made of the answer itself.

        One made of the newest entry of the chain would change whenever something is recorded, and
        so tell somebody of records that they may not see.
        """
        made = self.tell(told)
        # A cursor is sealed anew each time, and says nothing of the rest.
        same = msgspec.json.encode({**told, "next": bool(told.get("next"))})
        tag = f'"{hashlib.blake2b(same, digest_size=16).hexdigest()}"'
        if is_known(request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=_private(tag))
        made.headers.update(_private(tag))
        return made

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
        # For a person without a tag: see `_answer_by_content`; it would have to be read first.
        tag = self.freshness.tag(request) if self.person is None else ""
        if tag and is_known(request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=_private(tag))
        schema, batches, following = make()
        mark = {b"exercise": b"true" if self.node.exercise else b"false"}
        schema = schema.with_metadata({**(schema.metadata or {}), **mark})
        headers = _private(tag) | ({NEXT: following} if following else {})
        return Stream(_ipc(schema, batches), media_type=ARROW, headers=headers)


_NOT_KEPT = "private, no-store"
"""No browser keeps a record on its disk, where it would outlive its erasure."""


def _private(tag: str) -> dict[str, str]:
    return {**({"ETag": tag} if tag else {}), "Cache-Control": _NOT_KEPT, "Vary": "Accept, Cookie"}


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
