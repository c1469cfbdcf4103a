"""Stating something of a thing by hand: a row as a form or the API sends it, as a record of its own."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from northline.app.permitting import marking_given
from northline.formats.written_rows import Row, text_of
from northline.ledger.reading import system_clock
from northline.records.errors import RejectedUnit, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.record import Id, Record
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened


def row_given(
    given: Mapping[str, object],
    columns: Collection[str],
    needed: Collection[str],
    read: Callable[[dict[str, str]], Row],
) -> Row:
    """Read a row; ``at`` is now where it is left out.

    Raises:
        UsageError: for a column there is not, or a wrong value, saying what is allowed.
    """
    try:
        texts = {name: text_of(name, value).strip() for name, value in given.items()}
        texts = {name: text for name, text in texts.items() if text}
        texts.setdefault("at", format_instant(system_clock()))
        unknown = [name for name in texts if name not in columns]
        missing = [name for name in needed if name not in texts]
        if unknown or missing:
            wrong = f"there is no column {unknown[0]!r}" if unknown else f"{missing[0]} is missing"
            raise UsageError(f"{wrong}; there are {', '.join(columns)}")
        return read(texts)
    except RejectedUnit as error:
        raise UsageError(str(error)) from error


def add(node: "Opened", kind: type[Record], row: Row, marking: Marking | str | None) -> Id:
    """Add the record of a row, by this person; the id of it, which it may have had before.

    Raises:
        MarkingRefused: for a marking that no record here may carry.
    """
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    made = kind(
        id=Origin(kind.kind, node.operator.name).sequenced(row.sequence or ""),
        source=node.operator.name,
        received=system_clock(),
        marking=meant.id,
        **row.values,
    )
    node.ledger.append(
        kind.kind,
        kind_named(kind.kind).to_batch([made]),
        by=node.operator.name,
        markings=(meant,),
    )
    return made.id
