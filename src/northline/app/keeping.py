"""What is kept, for how long, under which marking, and the proof that it is all still there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from northline.app.derived import resting_on
from northline.app.permitting import marking_given, require, require_here
from northline.app.results import Erasure
from northline.app.signatures import with_signatures
from northline.app.widening import PROPOSED, propose, two_needed
from northline.app.words import anchor as anchor_of
from northline.app.words import record_ids
from northline.records.errors import BelowMinimum, UsageError
from northline.records.kinds import KINDS
from northline.records.marking import Marking
from northline.records.record import Keep

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger import Compacted, Erased, Proof

AT_ONCE = 10_000
"""Records in one erasure by schedule."""


def verify(node: "Opened", anchor: str | tuple[int, bytes] | None) -> "Proof":
    """Compare everything with what was committed; see `northline.app.node.Node.verify`."""
    require_here(node, "verify")
    proof = node.ledger.verify(keys=node.trusted_keys(), anchor=anchor_of(anchor))
    return with_signatures(node, proof)


def mark(
    node: "Opened", ids: Iterable[bytes | str], marking: Marking | str, reason: str
) -> dict[str, int]:
    """Mark records anew; see `northline.app.node.Node.mark`."""
    require(node.viewer, "mark")
    wanted, meant = record_ids(ids), marking_given(node, marking)
    said = _said(reason, "a change of marking needs a reason")
    grave = two_needed(node, wanted, meant)
    if not grave:
        return node.ledger.mark(wanted, meant, viewer=node.viewer, reason=said)
    if len(grave) < len(set(wanted)):
        raise UsageError(
            f"a second person must approve it for {len(grave)} of these, such as "
            f"{grave[0].hex()}, and not for the others: mark them apart"
        )
    for each in grave:
        propose(node, each, meant, said)
    return {PROPOSED: len(grave)}


def compact(node: "Opened", kind: str | None) -> "Compacted":
    """Merge small parts; see `northline.app.node.Node.compact`."""
    require_here(node, "compact")
    return node.ledger.compact(by=node.operator.name, kind=kind)


def hold(node: "Opened", name: str, ids: Iterable[bytes | str], reason: str) -> int:
    """Put records under a legal hold; see `northline.app.node.Node.hold`."""
    require_here(node, "hold")
    wanted = record_ids(ids)
    if not wanted:
        raise UsageError("name the records to hold")
    missing = len(wanted) - len(_seen(node, wanted))
    if missing:
        raise UsageError(
            f"{missing} of {len(wanted)} ids are not there, so nothing is held; check them with "
            "'northline records KIND --id ID'"
        )
    node.ledger.hold(
        _said(name, "a hold needs a name"),
        wanted,
        reason=_said(reason, "a hold needs a reason"),
        by=node.operator.name,
    )
    return len(wanted)


def lift(node: "Opened", name: str, reason: str) -> int:
    """Lift a legal hold; how many records it held.

    Raises:
        UsageError: when there is no such hold.
    """
    require_here(node, "hold")
    said = _said(reason, "lifting a hold needs a reason")
    held = _holds(node)
    if name not in held:
        known = ", ".join(sorted(held)) or "none"
        raise UsageError(f"there is no hold {name!r}; there are: {known}")
    return node.ledger.lift(name, reason=said, by=node.operator.name)


def erase(
    node: "Opened", ids: Iterable[bytes | str], rule: str, *, derived: bool, dry_run: bool
) -> Erasure:
    """Erase records that the operator may see; see `northline.app.node.Node.erase`."""
    require_here(node, "erase")
    said = _said(rule, "nothing is erased without a rule; name it")
    wanted = record_ids(ids)
    seen = _seen(node, wanted)
    unknown = len(wanted) - len(seen)
    resting = resting_on(node, wanted)
    if derived:
        seen += [each for some in resting.values() for each in some]
        resting = {}
    left = {kind: len(some) for kind, some in resting.items()}
    if dry_run or not seen:
        rows = node.ledger.erasable(seen)
        return Erasure(rows=rows, unknown=unknown, dry=dry_run, derived=left)
    done = node.ledger.erase(seen, rule=said, by=node.operator.name)
    return Erasure(
        rows=done.rows, unknown=unknown + done.unknown, waiting=done.waiting, derived=left
    )


def erase_due(
    node: "Opened",
    *,
    dry_run: bool,
    schedule: Mapping[str, Keep] | None = None,
    kinds: Iterable[str] | None = None,
    by: str | None = None,
) -> Erasure:
    """Erase what is past its maximum and under no hold, kind by kind.

    Args:
        node: the node.
        dry_run: only tell what would be erased.
        schedule: kind -> how long it is kept, where the settings say so; the others are kept as
            their declarations say.
        kinds: only these; None looks at all.
        by: the service that erases, for the chain; None is the operator.
    """
    (require_here(node, "erase") if by is None else require(node.service_viewer(by), "erase"))
    told = {} if schedule is None else schedule
    rows: dict[str, int] = {}
    waiting: dict[str, None] = {}
    for kind in [each.kind for each in KINDS] if kinds is None else kinds:
        due = node.ledger.due(kind, told)
        if dry_run:
            rows[kind] = len(due)
            continue
        has = f"of {kind} as northline.toml has it" if kind in told else f"schedule of {kind}"
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            rule = f"retention {has}: past its maximum"
            for done in _erase_free(node, some, rule, by or node.operator.name):
                rows[kind] = rows.get(kind, 0) + sum(done.rows.values())
                waiting.update(dict.fromkeys(done.waiting))
    found = {kind: count for kind, count in rows.items() if count}
    return Erasure(rows=found, dry=dry_run, waiting=tuple(waiting))


def _erase_free(node: "Opened", ids: list[bytes], rule: str, by: str) -> Iterator["Erased"]:
    """Erase these, but for those that were put under a hold since they were found due."""
    try:
        yield node.ledger.erase(ids, rule=rule, by=by)
    except BelowMinimum:
        if len(ids) > 1:
            half = len(ids) // 2
            yield from _erase_free(node, ids[:half], rule, by)
            yield from _erase_free(node, ids[half:], rule, by)


def status(node: "Opened") -> dict[str, Any]:
    """Where the node stands; see `northline.app.node.Node.status`."""
    from northline.engines.registry import ENGINES

    seq, head = node.head()
    engines = []
    for engine in ENGINES:
        saved = node.ledger.checkpoint(engine.name)
        until = saved.until if saved else 0
        behind = bool(node.ledger.changes(engine.reads, until, limit=1))
        engines.append(
            {"name": engine.name, "version": engine.version, "until": until, "behind": behind}
        )
    return {
        "ledger": str(node.folder),
        "id": node.ledger.id,
        "exercise": node.exercise,
        "head": {"seq": seq, "hash": head.hex()},
        "operator": {
            "name": node.operator.name,
            "agency": node.operator.agency,
            "country": node.operator.country,
            "roles": list(node.operator.roles),
            "key": node.operator.key,
        },
        "engines": engines,
    }


def _seen(node: "Opened", wanted: list[bytes]) -> list[bytes]:
    """Those of these ids that the operator may see a record of."""
    seen: list[bytes] = []
    for record in KINDS:
        plan = node.ledger.plan(record.kind, node.viewer, ids=wanted, columns=["id"])
        seen += node.ledger.read(plan).read_all().column("id").to_pylist()
    return seen


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise UsageError(otherwise)
    return text.strip()


def _holds(node: "Opened") -> dict[str, set[bytes]]:
    """Holds in force, by name, as the chain has them."""
    holds: dict[str, set[bytes]] = {}
    for entry in node.ledger.entries():
        if entry.operation == "hold":
            held = {bytes.fromhex(each) for each in entry.facts["holds"]}
            holds.setdefault(entry.facts["name"], set()).update(held)
        elif entry.operation == "lift":
            holds.pop(entry.facts["name"], None)
    return holds
