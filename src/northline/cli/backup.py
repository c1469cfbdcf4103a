"""Backups: made, checked where they lie, and restored to an empty place."""

from pathlib import Path

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts
from northline.records.errors import UsageError


def backup(
    *,
    to: Path | None = None,
    keep: int | None = None,
    prune: Flag = False,
    check: Path | None = None,
    key: list[str] | None = None,
    options: Options = PLAIN,
) -> int:
    """Back up the ledger while it works, or check backups where they lie.

    Ends with exit code 1 when a generation is not what was signed.

    Args:
        to: Folder of backups; a new generation is made in it.
        keep: Drop the oldest generations beyond so many.
        prune: Drop those generations too that hold records which were erased since.
        check: Instead, verify each generation in this folder; needs no ledger.
        key: With --check, a public key to trust as well, in hexadecimal; may be repeated.
    """
    if (to is None) == (check is None):
        raise UsageError("name the folder of backups with --to, or one to look at with --check")
    if check is not None:
        if keep is not None or prune:
            raise UsageError("--keep and --prune go with --to")
        return _check(check, key or [], options)
    if key:
        raise UsageError("--key goes with --check")
    from northline.app.backup import back_up

    assert to is not None
    with opened(options) as node:
        made = back_up(node, to, keep=keep, prune=prune)
        exercise = node.exercise
    told = {
        "generation": str(made.generation),
        "ledger": made.manifest.ledger,
        "made": made.manifest.made,
        "head": made.manifest.anchor,
        "segments": len(made.manifest.segments),
        "copied": made.copied,
        "linked": made.linked,
        "bytes": made.bytes,
        "dropped": list(made.dropped),
        "pruned": list(made.pruned),
        "holding_erased": list(made.holding),
        "unsound": list(made.unsound),
    }
    if made.holding:
        note("generations hold records that were erased since; --prune drops them")
    if made.unsound:
        note("generations that cannot be trusted were left alone; see 'northline backup --check'")
    return answer(options, told, facts(told), exercise=exercise, code=1 if made.unsound else 0)


def _check(folder: Path, keys: list[str], options: Options) -> int:
    from northline.app.backup import check

    found = check(folder, keys=keys)
    rows = []
    for each in found.generations:
        manifest = each.manifest
        rows.append(
            {
                "generation": each.generation,
                "ok": each.ok,
                "ledger": manifest.ledger if manifest else None,
                "made": manifest.made if manifest else None,
                "head": manifest.anchor if manifest else None,
                "segments": len(manifest.segments) if manifest else None,
                "rows": each.rows,
                "holds_erased": each.generation in found.holding,
                "faults": list(each.faults),
            }
        )
    lines = [line for row in rows for line in (*facts(row), "")]
    if found.holding:
        note(
            "generations hold records that were erased since; 'backup --to ... --prune' drops them"
        )
    return answer(
        options,
        {"ok": found.ok, "generations": rows},
        lines[:-1],
        exercise=found.exercise,
        code=0 if found.ok else 1,
    )


def restore(
    source: Path,
    /,
    *,
    erasures_from: Path | None = None,
    accept_older: Flag = False,
    anchor: str | None = None,
    key: list[str] | None = None,
    options: Options = PLAIN,
) -> int:
    """Restore a ledger from a backup to an empty place, which --ledger names.

    Args:
        source: A generation of a backup, or a folder of them: then the newest.
        erasures_from: A later ledger or backup: what was erased, held or marked there since is
            done again before the restored ledger can be read.
        accept_older: Restore although a newer backup shows later erasures, holds or markings.
        anchor: A head written down elsewhere, as SEQ:HASH; the restored chain must contain it.
        key: A public key to trust as well, in hexadecimal; may be repeated.
    """
    from northline.app.backup import look, restore

    if options.ledger is None:
        raise UsageError("name the empty place for the restored ledger with --ledger")
    ready = look(source, erasures_from=erasures_from, keys=key or [])
    manifest, later = ready.manifest, ready.later
    note(f"{ready.generation} was made {manifest.made} ({ready.age} ago)")
    if later is None:
        note("what was erased, held or marked anew since then is not known here")
    made = restore(ready, options.ledger, accept_older=accept_older, anchor=anchor, keys=key or [])
    seq, digest = made.head
    told = {
        "ledger": str(options.ledger),
        "id": manifest.ledger,
        "generation": str(ready.generation),
        "made": manifest.made,
        "age": ready.age,
        "restored": manifest.anchor,
        "head": f"{seq}:{digest.hex()}",
        "verdict": made.proof.verdict,
        "rows": made.proof.rows,
        "erased_again": None if later is None else later.erased,
        "marked_again": None if later is None else later.count("mark"),
        "holds_again": None if later is None else later.count("hold", "lift"),
        "erased_elsewhere": None if later is None else later.elsewhere,
    }
    note("compare 'restored' with a head that you wrote down elsewhere; write down 'head' anew")
    if later is not None and later.elsewhere:
        note(
            f"{later.elsewhere:,} records were erased that came after the backup: do not read "
            "them in again from their feeds"
        )
    return answer(options, told, facts(told), exercise=manifest.exercise)
