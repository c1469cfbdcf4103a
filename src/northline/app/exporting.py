"""Records out of the ledger, into files that other programs read.

========== ====================================================================================
jsonl      one JSON object a line, as ``northline.records.schema.plain_rows`` has it
csv        the same fields; lists as JSON; UTF-8 with a byte-order mark, so that spreadsheets
           read French; text that begins like a formula is led by an apostrophe
parquet    one file, zstd, units in the field metadata
arrow      an Arrow IPC stream
cot        Cursor on Target events as XML (docs/formats/cot.md), of what stands on a map
tak        the same as a stream of the TAK protocol
gpx        tracks for chart plotters and maps (docs/formats/gpx.md), of what has place and time
========== ====================================================================================

Everything out of an exercise ledger says so: each row has a field ``exercise``, true, and each
event made says EXERCISE (LAW.md rule 12).
"""

import csv
import io
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from northline.app.event_export import EVENT_WRITERS
from northline.app.permitting import require
from northline.app.reading import Ask, in_order, read
from northline.formats.gpx_writer import gpx_document
from northline.records.errors import UnknownName, UsageError
from northline.records.schema import plain_rows

if TYPE_CHECKING:
    from northline.app.opened import Opened

EXERCISE = "exercise"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(node: "Opened", ask: Ask, to: Path | str | BinaryIO, format: str) -> int:
    """Write records; see `northline.app.archive.Archive.export`."""
    require(node.viewer, "export")
    if format not in WRITERS and format not in EVENT_WRITERS:
        known = ", ".join((*WRITERS, *EVENT_WRITERS))
        raise UnknownName(f"there is no export to {format!r}; there are {known}")

    def write(to: BinaryIO) -> int:
        rows = _ordered(node, read(node, ask))
        if format in EVENT_WRITERS:
            return EVENT_WRITERS[format](rows, to, exercise=node.exercise)
        return WRITERS[format](_marked(node, rows), to)

    if not isinstance(to, str | Path):
        return write(to)
    path = Path(to)
    if path.exists():
        raise UsageError(f"{path} exists; name another file, or remove it first")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            count = write(file)
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _ordered(node: "Opened", reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The rows for whoever keeps the ledger as they lie, and for everybody else in an order of their own.

    As they lie, their order and the cuts between groups of them tell of what lies among them.
    """
    if node.at_home and node.operator == node.host:
        return reader
    return pa.RecordBatchReader.from_batches(reader.schema, in_order(reader))


def _marked(node: "Opened", reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The rows, each saying that it is exercise where it is."""
    if not node.exercise:
        return reader
    flag = pa.field(EXERCISE, pa.bool_(), nullable=False)
    schema = reader.schema.append(flag)

    def rows() -> Any:
        for batch in reader:
            says = pa.repeat(pa.scalar(True), batch.num_rows)
            yield pa.RecordBatch.from_arrays([*batch.columns, says], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, rows())


def _jsonl(reader: pa.RecordBatchReader, to: BinaryIO) -> int:
    count = 0
    for batch in reader:
        lines = [json.dumps(row, ensure_ascii=False) for row in plain_rows(batch)]
        to.write("".join(f"{line}\n" for line in lines).encode())
        count += batch.num_rows
    return count


def _csv(reader: pa.RecordBatchReader, to: BinaryIO) -> int:
    count = 0
    to.write("\ufeff".encode())
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(reader.schema.names)
    for batch in reader:
        writer.writerows([_cell(value) for value in row.values()] for row in plain_rows(batch))
        count += batch.num_rows
        to.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    to.write(text.getvalue().encode())
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _parquet(reader: pa.RecordBatchReader, to: BinaryIO) -> int:
    count = 0
    with pq.ParquetWriter(to, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _arrow(reader: pa.RecordBatchReader, to: BinaryIO) -> int:
    count = 0
    with pa.ipc.new_stream(to, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _gpx(reader: pa.RecordBatchReader, to: BinaryIO) -> int:
    table = reader.read_all()
    to.write(gpx_document(table))
    count: int = table.num_rows
    return count


WRITERS: MappingProxyType[str, Callable[[pa.RecordBatchReader, BinaryIO], int]] = MappingProxyType(
    {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "arrow": _arrow, "gpx": _gpx}
)
"""How each format is written: rows -> how many."""
