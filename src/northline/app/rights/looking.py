"""Reading records for a person's request: with the officer's own rights, each look naming it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from northline.records.kinds import KINDS
from northline.records.marking import Marking, Viewer
from northline.records.record import Id, Record
from northline.records.rights_request import RightsRequest, RightsStep

if TYPE_CHECKING:
    from northline.app.opened import Opened

READER = "service:rights"
"""Reads for a request with the rights of who looks, whose look stands in the chain already."""

OWN = frozenset({RightsRequest.kind, RightsStep.kind})
"""The kinds that requests themselves are of."""


def searched() -> tuple[type[Record], ...]:
    """The kinds that may hold something about a person, but for requests themselves."""
    return tuple(each for each in KINDS if each.personal and each.kind not in OWN)


def read_for(
    node: "Opened",
    number: str,
    kind: str,
    *,
    ids: Iterable[bytes] | None = None,
    columns: Sequence[str] | None = None,
) -> pa.RecordBatchReader:
    """Records of a kind that the officer may see; the look on the chain names the request.

    Args:
        node: the node.
        number: redress number of the request.
        kind: record kind.
        ids: only these.
        columns: only these columns.
    """
    plan = node.ledger.plan(kind, _hand(node.viewer), ids=ids, columns=columns)
    look_for(node, number, kind, plan.request)
    return node.ledger.read(plan, audited=False)


def look_for(node: "Opened", number: str, kind: str, request: Mapping[str, object]) -> None:
    """Put a look for a person's request on the chain, under the officer's own name."""
    node.ledger.look(node.viewer, kind, {**request, "rights": number})


def _hand(viewer: Viewer) -> Viewer:
    """Reads with the officer's rights, whose look stands in the chain already."""
    return msgspec.structs.replace(viewer, name=READER)


def markings_of(node: "Opened", ids: Sequence[bytes]) -> dict[Id, Marking]:
    """The markings of today, of those of these records that this person may see."""
    stored: dict[bytes, int] = {}
    for _, batch in _named(node, ids):
        pairs = zip(
            batch.column("id").to_pylist(), batch.column("marking").to_pylist(), strict=True
        )
        stored.update(pairs)
    return {Id(each): marking for each, marking in node.ledger.markings_now(stored).items()}


def kinds_of(node: "Opened", ids: Sequence[bytes]) -> list[str]:
    """The kinds of those of these records that this person may see, each once."""
    return [kind for kind, batch in _named(node, ids) if batch.num_rows]


def _named(node: "Opened", ids: Sequence[bytes]) -> Iterator[tuple[str, pa.Table]]:
    for record in KINDS:
        plan = node.ledger.plan(record.kind, node.viewer, ids=ids, columns=["id", "marking"])
        if plan.parts:
            yield record.kind, node.ledger.read(plan).read_all()
