"""Positions: how far streams have been read in, how far engines have read on, and who may.

A position moves in the same transaction as the records that came of it, and only from where it
stands.  So each record is kept once and each finding made once, whatever is killed.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from northline.ledger import parameters
from northline.ledger.log import Rows
from northline.records.errors import Conflict, LedgerDamaged, UsageError
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
        overlap: whether an earlier reading may have appended some of these rows from beyond
            its position (a unit cut off at the end of a file); those known are left out.
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
    overlap: bool = False


class EngineAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """How far an engine has read the ledger; moves in the same transaction as its findings.

    Attributes:
        engine: name of the engine.
        version: its version.
        params: digest of its parameters.
        parameters: the parameters themselves as text, of which ``params`` is the BLAKE2b-256;
            kept with the first step that ran with them.  None keeps no text.
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
    parameters: bytes | None = None
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


def facts_of(
    rows: Rows, stream: Stream | None, since: int, engine: EngineAdvance | None
) -> dict[str, Any]:
    """What the chain keeps of a move: from where, to where, and the digest of the state.

    Args:
        rows: an open transaction.
        stream: where the stream stands after the move, or None.
        since: where it stood before.
        engine: the engine's move, or None.
    """
    facts: dict[str, Any] = {}
    if stream is not None:
        names = (stream.source, stream.format, stream.stream)
        facts["stream"] = [*names, since, stream.position, digest_of(stream)]
    if engine is not None:
        facts["engine"] = {
            "name": engine.engine,
            "version": engine.version,
            "params": engine.params.hex(),
            "since": engine.since,
            "until": engine.until,
            "now": engine.now,
            "state": hashlib.blake2b(engine.state, digest_size=32).hexdigest(),
            "keep": engine.keep,
        }
        # Said only where it is so: most steps go on as the one before.
        if parameters.is_new(rows, engine.engine, engine.params, engine.parameters):
            facts["engine"]["params_kept"] = True
        if _turns(rows, engine):
            facts["engine"]["since_kept"] = True
    return facts


def digest_of(stream: Stream) -> str:
    """BLAKE2b-128 of everything that a stream's position says, in hexadecimal."""
    return hashlib.blake2b(msgspec.msgpack.encode(stream), digest_size=16).hexdigest()


def moved_stream(rows: Rows, move: StreamAdvance, records: int) -> Stream:
    """Where a stream stands after a move that brings so many records.

    Raises:
        Conflict: when it does not stand where this move starts.
        UsageError: when the move goes back.
    """
    before = stream(rows, move.source, move.format, move.stream)
    stands = before.position if before else 0
    if stands != move.since:
        raise Conflict(
            f"stream {move.stream} of {move.source} stands at {stands}, not at {move.since}: "
            "another process reads it too; start again from there"
        )
    if move.until < move.since:
        raise UsageError(f"a stream does not move back, from {move.since} to {move.until}")
    return Stream(
        source=move.source,
        format=move.format,
        stream=move.stream,
        position=move.until,
        carry=move.carry,
        prefix=move.prefix,
        units=(before.units if before else 0) + move.units,
        records=(before.records if before else 0) + records,
        rejected=(before.rejected if before else 0) + move.rejected,
    )


def put_stream(rows: Rows, stands: Stream, seq: int) -> None:
    """Write down where a stream stands."""
    rows.run(
        "insert into streams values (?,?,?,?,?,?,?,?,?,?) "
        "on conflict (source, format, stream) do update set position = excluded.position, "
        "carry = excluded.carry, prefix = excluded.prefix, units = excluded.units, "
        "records = excluded.records, rejected = excluded.rejected, seq = excluded.seq",
        *(getattr(stands, name) for name in Stream.__struct_fields__),
        seq,
    )


def check_engine(rows: Rows, move: EngineAdvance, now: Micros) -> None:
    """Refuse a move that does not start where the engine stands.

    Raises:
        Conflict: when another process holds its lease, or it does not stand where this starts.
        UsageError: when the move goes back, or its parameters are not those of its digest.
    """
    parameters.check(move.params, move.parameters)
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
    if move.until < move.since:
        raise UsageError(f"an engine does not move back, from {move.since} to {move.until}")


def _turns(rows: Rows, move: EngineAdvance) -> bool:
    """Whether another version or other parameters take over here, so that replay begins here.

    Then the state that this step starts from is kept: what came before it need not be taken
    again by a release that cannot.  Not where it may remember what was erased since.

    Raises:
        LedgerDamaged: when the entry of the step before cannot be read.
    """
    found = rows.run(
        "select chain.body, chain.seq from checkpoints join chain on chain.seq = checkpoints.seq "
        "where checkpoints.engine = ? and checkpoints.until = ?",
        move.engine,
        move.since,
    )
    if not found:
        return False  # the first step of all, which starts from no saved state
    body, seq = found[0]
    try:
        before = msgspec.json.decode(body)["engine"]
        same = (before["version"], before["params"]) == (move.version, move.params.hex())
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise LedgerDamaged(
            f"entry {seq} does not say how engine {move.engine} came to stand where it does; "
            "run `northline verify`"
        ) from error
    if same:
        return False
    erased = "select 1 from erased where append <= ? and seq > ? limit 1"
    return not rows.run(erased, move.since, seq)


def put_engine(rows: Rows, move: EngineAdvance, seq: int, told: Mapping[str, Any]) -> None:
    """Save an engine's state.  Only the newest stays, and those kept for replay.

    Args:
        rows: an open transaction.
        move: the engine's move.
        seq: its entry.
        told: what that entry says of it (`facts_of`).
    """
    if told.get("params_kept"):
        parameters.keep(rows, move.engine, move.params, move.parameters or b"", seq)
    if told.get("since_kept"):
        rows.run(
            "update checkpoints set kept = 1 where engine = ? and until = ?",
            move.engine,
            move.since,
        )
    rows.run("delete from checkpoints where engine = ? and kept = 0", move.engine)
    rows.run(
        "insert into checkpoints values (?,?,?,?,?,?) "
        "on conflict (engine, until) do update set state = excluded.state, "
        "digest = excluded.digest, seq = excluded.seq, kept = excluded.kept",
        move.engine,
        move.until,
        move.state,
        hashlib.blake2b(move.state, digest_size=32).digest(),
        seq,
        int(move.keep),
    )


def forget_states(rows: Rows, oldest: int) -> None:
    """Drop the states kept for replay that may remember what came with this append or later.

    The newest state of an engine says where it stands: it stays until the next step.
    """
    rows.run(
        "delete from checkpoints where kept = 1 and until >= ? and until < "
        "(select max(c.until) from checkpoints c where c.engine = checkpoints.engine)",
        oldest,
    )
    rows.run("update checkpoints set kept = 0 where kept = 1 and until >= ?", oldest)


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
    rows.run(
        "insert into leases values (?,?,?) on conflict (name) do update set "
        "holder = excluded.holder, until = excluded.until",
        name,
        holder,
        until,
    )
    return True


def release(rows: Rows, name: str, holder: str) -> None:
    """Give a lease back, if this holder has it."""
    rows.run("delete from leases where name = ? and holder = ?", name, holder)
