"""Restore: a ledger made of a generation of its backup, in an empty place.

Everything happens in a draft beside that place: files are copied and held against the signed
manifest, what was erased, held or marked anew since is done again, all of it is verified; then
one rename makes it the ledger.  Until then nobody can open it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from northline.ledger import backup_later, chain, segments
from northline.ledger.backup_check import opened_log, told
from northline.ledger.backup_files import LOCK, LOG, alone, copy, empty, said_clearly, sync
from northline.ledger.backup_later import Later
from northline.ledger.backup_manifest import File, Manifest, generations, get
from northline.ledger.compaction import sweep
from northline.ledger.identities import KnownIds
from northline.ledger.log_kept import KeptLog
from northline.ledger.log_sqlite import SqliteLog
from northline.ledger.reading import system_clock
from northline.ledger.store import Store
from northline.ledger.verification import Proof, verify
from northline.records.errors import LedgerDamaged, NorthlineError, UsageError
from northline.records.signing import Signer
from northline.records.units import Micros

_UNDONE = "nothing was restored"


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did.

    Attributes:
        manifest: the generation it was made of.
        head: the ledger's newest entry now.
        proof: that all of it is what was committed.
        later: what was done again, or None where no later state was named.
    """

    manifest: Manifest
    head: tuple[int, bytes]
    proof: Proof
    later: Later | None


def later_in(
    source: Path, manifest: Manifest, keys: Mapping[bytes, bytes], *, since: tuple[int, bytes]
) -> Later:
    """What a later ledger, or generation of a backup, knows beyond an entry.

    Args:
        source: the ledger's folder, or the generation.
        manifest: of the backup that is to be restored.
        keys: key id -> public key, of the signers one trusts.
        since: the entry.

    Raises:
        UsageError: when it is of another ledger, or knows of nothing later.
        LedgerDamaged: when it is not what was signed.
    """
    if (source / "manifest.json").exists():
        log = opened_log(source, get(source, keys))
    elif (source / LOG).is_file():
        log = KeptLog(source / LOG, still=False)
    else:
        raise UsageError(f"{source} is neither a ledger nor a generation of a backup")
    try:
        with log.reading() as rows:
            return backup_later.read(
                rows, manifest.ledger, since, keys, str(source), upto=manifest.seq
            )
    finally:
        log.close()


def unheeded(
    generation: Path, manifest: Manifest, keys: Mapping[bytes, bytes], known: Later | None
) -> str:
    """What newer generations beside this one show that would be lost; empty where nothing.

    Args:
        generation: the one to restore.
        manifest: what it holds.
        keys: key id -> public key, of the signers one trusts.
        known: the later state that is heeded, or None.
    """
    since = known.head if known is not None else manifest.head
    for path in reversed(generations(generation.parent)):
        if path.resolve() == generation.resolve():
            continue
        try:
            other = get(path, keys)
            if other.ledger != manifest.ledger or other.seq <= since[0]:
                continue
            later = later_in(path, manifest, keys, since=since)
        except NorthlineError as error:
            return f"whether {path} knows of later erasures cannot be told ({error})"
        counts = {each: later.count(each) for each in backup_later.OPERATIONS}
        if any(counts.values()):
            said = ", ".join(f"{_NAMES[each]}: {n}" for each, n in counts.items() if n)
            return f"{path} shows what was done since ({said})"
        return ""
    return ""


_NAMES = {"erase": "erasures", "mark": "marking changes", "hold": "holds", "lift": "holds lifted"}


def restore(
    generation: Path,
    target: Path,
    *,
    signer: Signer,
    keys: Mapping[bytes, bytes],
    by: str,
    later: Later | None = None,
    anchor: tuple[int, bytes] | None = None,
    clock: Callable[[], Micros] = system_clock,
) -> Restored:
    """Restore a generation as a ledger.

    Args:
        generation: its folder.
        target: where the ledger is to lie; nothing or an empty folder is there.
        signer: signs the entries that are added.
        keys: key id -> public key, of the signers one trusts.
        by: who does it, for the chain.
        later: what is done again before it can be read (`later_in`).
        anchor: a head written down elsewhere that must be in it.
        clock: the present.

    Raises:
        UsageError: when the place is not empty.
        NotPermitted: when the manifest is signed with a key that is not trusted.
        LedgerDamaged: when a file is not what the manifest says, or the ledger in it not what
            was committed; nothing is restored then.
        LedgerFull: when there is no space; nothing is restored then.
        Conflict: when another process restores to the same place.
    """
    manifest = get(generation, keys)
    _refuse_taken(target, generation)
    place = target.parent / f".{target.name}.restoring"
    with said_clearly(target.parent, _UNDONE):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(place):
            try:
                empty(place)
                _copy(generation, manifest, place)
                made = _Draft(place, manifest, signer, clock).finish(by, keys, later, anchor)
                (place / LOCK).unlink()
                sync(place)
                _refuse_taken(target, generation)
                place.rename(target)
                sync(target.parent)
            except BaseException:
                empty(place)
                (place / LOCK).unlink(missing_ok=True)
                place.rmdir()
                raise
    return made


def _refuse_taken(target: Path, generation: Path) -> None:
    """Only an empty place will do, and none inside the backup."""
    try:
        taken = target.is_symlink() or (
            target.exists() and (not target.is_dir() or any(target.iterdir()))
        )
    except OSError as error:
        raise UsageError(f"{target} cannot be used: {error.strerror}") from error
    if taken:
        raise UsageError(f"{target} is not empty; a ledger is restored to a new place only")
    if target.resolve().is_relative_to(generation.resolve().parent):
        raise UsageError(f"{target} lies inside the backup; name another place")


def _copy(generation: Path, manifest: Manifest, place: Path) -> None:
    """Copy what the manifest names, and nothing else."""
    inside = place / segments.FOLDER
    inside.mkdir(mode=0o700)
    _one(generation, place, manifest.log)
    for each in manifest.segments:
        _one(generation / segments.FOLDER, inside, each)
    sync(inside)


def _one(source: Path, target: Path, file: File) -> None:
    try:
        copied = copy(source / file.file, target / file.file)
    except FileNotFoundError as error:
        raise LedgerDamaged(
            f"{source / file.file} is missing from the backup; {_UNDONE}"
        ) from error
    if copied.hex() != file.digest:
        raise LedgerDamaged(
            f"{source / file.file} is damaged: it is not what the signed manifest says; {_UNDONE}"
        )


class _Draft:
    """A ledger that is being restored, and that nobody can open yet."""

    def __init__(
        self, place: Path, manifest: Manifest, signer: Signer, clock: Callable[[], Micros]
    ) -> None:
        self._place, self._manifest, self._signer, self._clock = place, manifest, signer, clock

    def finish(
        self,
        by: str,
        keys: Mapping[bytes, bytes],
        later: Later | None,
        anchor: tuple[int, bytes] | None,
    ) -> Restored:
        """Say on the chain what it is, do again what is to be, and verify."""
        manifest = self._manifest
        log = SqliteLog(self._place / LOG)
        try:
            store = Store(self._place, log, self._signer, self._clock, KnownIds())
            with log.writing() as rows:
                _same(rows.run("select name, value from meta"), chain.head(rows), manifest)
                rows.run("delete from leases")
                chain.add(
                    rows,
                    at=self._clock(),
                    actor=by,
                    operation="restore",
                    facts={
                        "from": manifest.anchor,
                        "later": "" if later is None else _written(later.head),
                    },
                    signer=self._signer,
                )
            if later is not None:
                backup_later.do_again(store, later, by)
                sweep(store)
                if not log.forget():
                    raise LedgerDamaged(f"what was erased cannot be forgotten; {_UNDONE}")
            trusted = {**keys, self._signer.key: self._signer.public}
            proof = verify(store, keys=trusted, anchor=anchor or manifest.head)
            if not proof.ok:
                raise LedgerDamaged(f"{'; '.join(told(proof))}; {_UNDONE}")
            with log.reading() as rows:
                head = chain.head(rows)
        finally:
            log.close()
        return Restored(manifest=manifest, head=head, proof=proof, later=later)


def _same(meta: list[tuple[str, str]], head: tuple[int, bytes], manifest: Manifest) -> None:
    named = dict(meta)
    said = manifest.ledger, "yes" if manifest.exercise else "no"
    if (named.get("id"), named.get("exercise")) != said or head != manifest.head:
        raise LedgerDamaged(f"the log is not the one that the manifest tells of; {_UNDONE}")


def _written(head: tuple[int, bytes]) -> str:
    return f"{head[0]}:{head[1].hex()}"
