"""Records out of the ledger as Cursor on Target: as XML, or as the TAK protocol.

Files like these are read by what people carry and see: unlike the tables of
`northline.app.exporting` they hold no ids and no markings, only what stands on a map.  Out of
an exercise ledger each event says that it is of an exercise, those received word for word too.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa

from northline.formats.cot_writing import WRITTEN, write_event, written_stream
from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Reason
from northline.records.kinds import kind as kind_named
from northline.records.message import Message, Wire
from northline.records.record import Record


def write_cot(reader: pa.RecordBatchReader, to: BinaryIO, *, exercise: bool) -> int:
    """Write events as XML, each on a line of its own; how many.

    Raises:
        UnknownName: for a kind that cannot be written.
        UsageError: without the columns that a record needs.
    """
    count = -1 if exercise else 0  # a comment at its head is no record
    for piece in written_stream(_records(reader), exercise=exercise, say=in_english):
        to.write(piece)
        count += 1
    return max(count, 0)


def write_tak(reader: pa.RecordBatchReader, to: BinaryIO, *, exercise: bool) -> int:
    """Write events as a stream of the TAK protocol; how many.  See `write_cot`."""
    import base64

    from northline.formats.tak_frames import framed
    from northline.formats.tak_messages import message_of

    count = 0
    for record in _records(reader):
        if not exercise and isinstance(record, Message) and record.wire is Wire.PROTOBUF:
            payload = base64.b64decode(record.raw)
        else:
            event = write_event(record, exercise=exercise, say=in_english)
            payload = message_of(event).SerializeToString()
        to.write(framed(payload))
        count += 1
    return count


EVENT_WRITERS: dict[str, Callable[..., int]] = {"cot": write_cot, "tak": write_tak}
"""How each is written: rows, where to, and whether they are of an exercise -> how many."""


def in_english(reason: Reason) -> str:
    """A reason in words, or its code where no engine of this release knows it."""
    from northline.engines.registry import describe

    try:
        return describe(reason, "en")
    except (UnknownName, UsageError):
        return reason.code


def _records(reader: pa.RecordBatchReader) -> Iterator[Record]:
    name = reader.schema.metadata[b"kind"].decode()
    if name not in WRITTEN:
        raise UnknownName(
            f"there is no Cursor on Target of {name}; {', '.join(WRITTEN)} can be written"
        )
    kind = kind_named(name)
    missing = [f.name for f in kind.fields if not f.optional and f.name not in reader.schema.names]
    if missing:
        raise UsageError(f"an event needs the columns {', '.join(missing)} of {name}")
    return (record for batch in reader for record in kind.from_batch(batch))
