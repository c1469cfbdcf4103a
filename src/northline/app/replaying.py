"""Replay: the steps that led to a finding, taken again, must give the same bytes.

The chain holds, for every step of an engine, what it read (after one entry, up to another), the
instant it was told, the engine's version, the digest of its parameters and of its state after
the step; the ledger holds the parameters of each digest.  Replay begins at the nearest state
kept at or before the finding's step, takes each step again with the parameters it had and the
rights of today, and compares the state after every step, and at the last one the findings
themselves, in the byte form that commitments are made over.  No settings file is read.

Where a record in the range was erased, the answer is "evidence erased under rule X", and
nothing else (LAW.md rule 1); the rule is not named to who might not have seen the record.

The steps read everything that the node held then.  Whether they can be taken again, and how many
there are, tells of all of it: so a replay is for the agency that keeps the ledger.
"""

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from northline.app.places import new_digest
from northline.app.reading import Ask, read_table
from northline.app.results import Replay
from northline.app.runners.steps import (
    ORD,
    SEQ,
    Joins,
    decode_state,
    encode_state,
    params_digest,
    read_batch,
    take,
)
from northline.app.words import record_id
from northline.engines.registry import ENGINES, configured
from northline.ledger.encoding import encode_rows
from northline.records.errors import NotPermitted, ReplayDiffers, SettingsError, UsageError
from northline.records.protocols import Engine
from northline.records.record import Digest
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger.chain import Entry


PATROL = "patrol"
"""An engine that nothing runs by itself: a person asks it for a plan (`northline.app.patrol.replaying`)."""


class Taken(msgspec.Struct, frozen=True):
    """A step as the chain has it; see `northline.ledger.EngineAdvance`."""

    name: str
    version: str
    params: str
    since: int
    until: int
    now: int
    state: str


def replay(node: "Opened", given: bytes | str) -> Replay:
    """Replay one finding; see `northline.app.node.Node.replay`."""
    if not node.at_home:
        raise NotPermitted(
            f"replay is for the agency that keeps this ledger, {node.keeper}: its steps read all "
            "that there was, which may be more than you may see; ask that agency for one"
        )
    wanted = record_id(given)
    found = read_table(node, Ask("finding", ids=[wanted], columns=["id", "engine"]))
    if not found.num_rows:
        raise UsageError(f"there is no finding {wanted.hex()}")
    if found.column("engine")[0].as_py() == PATROL:
        from northline.app.findings import find
        from northline.app.patrol.replaying import replay_plan

        return replay_plan(node, find(node, wanted))
    seq = _append_of(node, wanted)
    entry = next(iter(node.ledger.entries(seq - 1)))
    last = _taken(entry)
    if last is None:
        return Replay(same=False, why="no engine of this node made it: nothing to take again")
    engines = _Engines(node)
    try:
        engine = engines.of(last)
        saved = node.ledger.checkpoint(engine.name, upto=last.since)
        start = saved.until if saved else 0
        rule = _erased(node, engine, start, last.until)
        if rule is not None:
            return Replay(same=False, why=f"evidence erased under {rule}")
        steps = [(each, engines.of(each)) for each in _steps(node, engine.name, start, last)]
    except ReplayDiffers as differs:
        return Replay(same=False, why=str(differs))
    state = decode_state(engine, saved.state) if saved else engine.state()
    return _again(node, state, steps, wanted, seq)


class _Engines:
    """Engines of this release as the steps had them, with the parameters that the ledger kept."""

    def __init__(self, node: "Opened") -> None:
        self._node = node
        self._made: dict[tuple[str, str, str], Engine] = {}

    def of(self, taken: Taken) -> Engine:
        """The engine that can take this step again.

        Raises:
            ReplayDiffers: when there is none, with the reason.
        """
        key = (taken.name, taken.version, taken.params)
        if key not in self._made:
            self._made[key] = self._make(taken)
        return self._made[key]

    def _make(self, taken: Taken) -> Engine:
        which = f"{taken.name} {taken.version}"
        usual = next((each for each in ENGINES if each.name == taken.name), None)
        if usual is None or usual.version != taken.version:
            raise ReplayDiffers(
                f"not computable with this release: {which} took the step that read up to entry "
                f"{taken.until}" + (f", this is {usual.version}" if usual else "; it is not here")
            )
        digest = bytes.fromhex(taken.params)
        if params_digest(usual) == digest:
            return usual
        text = self._node.ledger.parameters(taken.name, digest)
        if text is None:
            raise ReplayDiffers(
                f"not computable: {which} ran with parameters that are not in this ledger, and "
                f"are not the usual ones; their digest is {taken.params}"
            )
        try:
            return configured(taken.name, msgspec.json.decode(text))
        except (SettingsError, msgspec.DecodeError) as error:
            raise ReplayDiffers(
                f"not computable with this release: {which} ran with parameters that it does "
                f"not take ({error})"
            ) from error


def _again(
    node: "Opened", state: Any, steps: list[tuple[Taken, Engine]], wanted: bytes, seq: int
) -> Replay:
    joins = Joins(node.ledger)
    for count, (taken, engine) in enumerate(steps, 1):
        batch = read_batch(node, engine, taken.since, until=taken.until)
        params = Digest(bytes.fromhex(taken.params))
        step = take(engine, state, batch, Micros(taken.now), joins, params)
        state = step.state
        if count == len(steps):
            why = _compare(node, step.findings, wanted, seq)
            if why is not None:
                return Replay(same=False, steps=count, why=why)
        if _digest(encode_state(state)) != taken.state:
            return Replay(
                same=False,
                steps=count,
                why=f"step {count} of {len(steps)} (entries {taken.since} to {taken.until}) "
                "leaves another state than it did",
            )
    return Replay(same=True, steps=len(steps))


def _append_of(node: "Opened", wanted: bytes) -> int:
    plan = node.ledger.plan(
        "finding", node.service_viewer("replay"), ids=[wanted], columns=["id"], ordered=True
    )
    seq: int = node.ledger.read(plan, audited=False).read_all().column(SEQ)[0].as_py()
    return seq


def _taken(entry: "Entry") -> Taken | None:
    told = entry.facts.get("engine")
    return None if told is None else msgspec.convert(told, Taken)


def _steps(node: "Opened", engine: str, start: int, last: Taken) -> list[Taken]:
    """The steps from a saved state to the last, each once, in order."""
    found: dict[int, Taken] = {}
    for entry in node.ledger.entries(start):
        taken = _taken(entry) if entry.operation in {"append", "advance"} else None
        if taken is not None and taken.name == engine and start <= taken.since:
            found[taken.since] = taken
            if taken.since >= last.since:
                break
    return [found[since] for since in sorted(found)]


def _erased(node: "Opened", engine: Engine, start: int, until: int) -> str | None:
    """The rule under which a record that these steps read was erased, in words, or None."""
    read, last = set(), None
    for entry in node.ledger.entries(start):
        if entry.operation == "append" and entry.kind in engine.reads and entry.seq <= until:
            read.add(entry.seq)
        elif entry.operation == "erase" and any(a in read for a, _ in entry.facts["rows"]):
            last = entry
    if last is None:
        return None
    if node.ledger.review.withheld([last], node.viewer):
        return "a rule that you may not be told of"
    return f"rule {last.facts['rule']}"


def _compare(node: "Opened", made: pa.RecordBatch | None, wanted: bytes, seq: int) -> str | None:
    """Why the findings of the last step are not what the ledger holds, or None."""
    plan = node.ledger.plan(
        "finding", node.service_viewer("replay"), after=seq - 1, as_of=seq, ordered=True
    )
    table = node.ledger.read(plan, audited=False).read_all().drop_columns([SEQ, ORD])
    held, given = _forms(table), _forms(made)
    if wanted not in given:
        return "the steps do not give this finding"
    if wanted not in held:
        return "the finding is not in its append any more"
    if given[wanted] != held[wanted]:
        return "the steps give this finding with other content"
    others = [each for each in held if held[each] != given.get(each)]
    if others:
        return f"{len(others)} other findings of the same step differ"
    return None


def _forms(rows: pa.RecordBatch | pa.Table | None) -> dict[bytes, bytes]:
    """Id -> the row's canonical bytes."""
    if rows is None or not rows.num_rows:
        return {}
    batches = rows.combine_chunks().to_batches() if isinstance(rows, pa.Table) else [rows]
    forms: dict[bytes, bytes] = {}
    for batch in batches:
        out, offsets = encode_rows(batch)
        for row, each in enumerate(batch.column("id").to_pylist()):
            forms[each] = out[offsets[row] : offsets[row + 1]].tobytes()
    return forms


def _digest(state: bytes) -> str:
    digest = new_digest()
    digest.update(state)
    text: str = digest.hexdigest()
    return text
