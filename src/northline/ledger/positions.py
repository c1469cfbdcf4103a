"""Positions: how far streams have been read in, how far engines have read on, and who may.

A position moves in the same transaction as the records that came of it, and only from where it
stands.  So each record is kept once and each finding made once, whatever is killed.
"""

import hashlib
from typing import Any

import msgspec

from northline.ledger.log import Rows
from northline.records.errors import Conflict
from northline.records.units import Micros


class StreamAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """How far a stream of bytes has been read; moves in the same transaction as its records.

    Attributes:
        source: the feed's source.
        format: the format it is read with.
        stream: name of the stream (`northline.records.ids`).
        since: position that this batch started from; must be where the ledger stands.
        until: position after it.
        carry: what the decoder must remember at ``until``.
        prefix: BLAKE2b-256 of the stream's bytes up to ``until``.
        units: units read in this batch.
        rejected: of these, rejected ones.
    """

    source: str
    format: str
    stream: str
    since: int
    until: int
    carry: bytes = b""
    prefix: bytes = b""
    units: int = 0
    rejected: int = 0


class EngineAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """How far an engine has read the ledger; moves in the same transaction as its findings.

    Attributes:
        engine: name of the engine.
        version: its version.
        params: digest of its parameters.
        since: append after which this step read; must be where the engine stands.
        until: last append it read.
        now: the instant the step was told.
        state: its state after the step, encoded.
        holder: who must hold the engine's lease.
        keep: whether to keep this state as a starting point for replay.
    """

    engine: str
    version: str
    params: bytes
    since: int
    until: int
    now: Micros
    state: bytes
    holder: str | None = None
    keep: bool = False


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stream of bytes stands.  See `StreamAdvance` for the fields."""

    source: str
    format: str
    stream: str
    position: int
    carry: bytes
    prefix: bytes
    units: int
    records: int
    rejected: int


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where an engine stands: the last append it read, and its state after it."""

    engine: str
    until: int
    state: bytes


def facts_of(stream: StreamAdvance | None, engine: EngineAdvance | None) -> dict[str, Any]:
    """What the chain keeps of a move: from where, to where, and the digest of the state."""
    facts: dict[str, Any] = {}
    if stream is not None:
        facts["stream"] = [stream.source, stream.format, stream.stream, stream.since, stream.until]
    if engine is not None:
        facts["engine"] = {
            "name": engine.engine,
            "version": engine.version,
            "params": engine.params.hex(),
            "since": engine.since,
            "until": engine.until,
            "now": engine.now,
            "state": hashlib.blake2b(engine.state, digest_size=32).hexdigest(),
        }
    return facts


def advance_stream(rows: Rows, move: StreamAdvance, records: int, seq: int) -> None:
    """Move a stream on.

    Raises:
        Conflict: when it does not stand where this move starts.
    """
    found = rows.run(
        "select position from streams where source = ? and format = ? and stream = ?",
        move.source,
        move.format,
        move.stream,
    )
    stands = found[0][0] if found else 0
    if stands != move.since:
        raise Conflict(
            f"stream {move.stream} of {move.source} stands at {stands}, not at {move.since}: "
            "another process reads it too; start again from there"
        )
    rows.run(
        "insert into streams values (?,?,?,?,?,?,?,?,?,?) "
        "on conflict (source, format, stream) do update set position = excluded.position, "
        "carry = excluded.carry, prefix = excluded.prefix, units = streams.units + excluded.units, "
        "records = streams.records + excluded.records, "
        "rejected = streams.rejected + excluded.rejected, seq = excluded.seq",
        move.source,
        move.format,
        move.stream,
        move.until,
        move.carry,
        move.prefix,
        move.units,
        records - move.rejected,
        move.rejected,
        seq,
    )


def advance_engine(rows: Rows, move: EngineAdvance, seq: int, now: Micros) -> None:
    """Move an engine on, and save its state.

    Raises:
        Conflict: when another process holds its lease, or it does not stand where this starts.
    """
    if move.holder is not None:
        lease = rows.run("select holder, until from leases where name = ?", f"engine:{move.engine}")
        if not lease or lease[0][0] != move.holder or lease[0][1] <= now:
            raise Conflict(f"engine {move.engine} is run by another process now; this one stops")
    found = rows.run("select max(until) from checkpoints where engine = ?", move.engine)
    stands = found[0][0] or 0
    if stands != move.since:
        raise Conflict(
            f"engine {move.engine} stands at {stands}, not at {move.since}: "
            "another process runs it too"
        )
    # Only the newest state stays, and those kept as starting points for replay.
    rows.run("delete from checkpoints where engine = ? and kept = 0", move.engine)
    rows.run(
        "insert or replace into checkpoints values (?,?,?,?,?,?)",
        move.engine,
        move.until,
        move.state,
        hashlib.blake2b(move.state, digest_size=32).digest(),
        seq,
        int(move.keep),
    )


def stream(rows: Rows, source: str, form: str, name: str) -> Stream | None:
    """Where a stream stands, or None when nothing of it was read."""
    found = rows.run(
        "select source, format, stream, position, carry, prefix, units, records, rejected "
        "from streams where source = ? and format = ? and stream = ?",
        source,
        form,
        name,
    )
    names = Stream.__struct_fields__
    return Stream(**dict(zip(names, found[0], strict=True))) if found else None


def streams(rows: Rows, source: str, form: str) -> list[Stream]:
    """Every stream of a source that was read with a format."""
    names = rows.run(
        "select stream from streams where source = ? and format = ? order by stream", source, form
    )
    found = [stream(rows, source, form, name) for (name,) in names]
    return [each for each in found if each is not None]


def checkpoint(rows: Rows, engine: str, upto: int | None) -> Checkpoint | None:
    """The newest saved state of an engine, or the newest at or before an entry."""
    found = rows.run(
        "select engine, until, state from checkpoints where engine = ? and until <= ? "
        "order by until desc limit 1",
        engine,
        upto if upto is not None else 2**62,
    )
    return Checkpoint(engine=found[0][0], until=found[0][1], state=found[0][2]) if found else None


def lease(rows: Rows, name: str, holder: str, now: Micros, until: Micros) -> bool:
    """Take or renew a lease; whether this holder has it now."""
    found = rows.run("select holder, until from leases where name = ?", name)
    if found and found[0][0] != holder and found[0][1] > now:
        return False
    rows.run("insert or replace into leases values (?,?,?)", name, holder, until)
    return True


def release(rows: Rows, name: str, holder: str) -> None:
    """Give a lease back, if this holder has it."""
    rows.run("delete from leases where name = ? and holder = ?", name, holder)
