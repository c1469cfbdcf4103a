"""The check of a generation where it lies: signature, digests, and the proof of its ledger."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from northline.ledger import segments
from northline.ledger.backup_files import LOCK, LOG, digest
from northline.ledger.backup_manifest import MANIFEST, SIGNATURE, File, Manifest, get
from northline.ledger.identities import KnownIds
from northline.ledger.log_kept import KeptLog
from northline.ledger.reading import system_clock
from northline.ledger.store import Store
from northline.ledger.verification import Proof, verify
from northline.records.errors import LedgerDamaged, NorthlineError

MOST = 20
"""So many faults of the ledger in a generation are said; the rest are counted."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What the check of a generation showed.

    Attributes:
        generation: its name.
        ok: whether nothing is wrong.
        manifest: what it holds, or None when that cannot be trusted.
        faults: what is wrong, in words, each naming the file, part or row.
        rows: rows compared with their commitments.
    """

    generation: str
    ok: bool
    manifest: Manifest | None
    faults: tuple[str, ...]
    rows: int = 0


def check(generation: Path, keys: Mapping[bytes, bytes]) -> Checked:
    """Check a generation, without changing a byte of it.

    Args:
        generation: its folder.
        keys: key id -> public key, of the signers one trusts.
    """
    try:
        manifest = get(generation, keys)
    except NorthlineError as error:
        return Checked(generation=generation.name, ok=False, manifest=None, faults=(str(error),))
    faults = [*_files(generation, manifest), *_others(generation, manifest)]
    rows = 0
    if not _file(generation, manifest.log):
        try:
            proof = _prove(generation, manifest, keys)
            rows = proof.rows
            faults += told(proof)
        except LedgerDamaged as error:
            faults.append(str(error))
    return Checked(
        generation=generation.name,
        ok=not faults,
        manifest=manifest,
        faults=tuple(faults),
        rows=rows,
    )


def opened_log(generation: Path, manifest: Manifest) -> KeptLog:
    """The log of a generation, once it is the one that the manifest names.

    Raises:
        LedgerDamaged: when it is another.
    """
    wrong = _file(generation, manifest.log)
    if wrong:
        raise LedgerDamaged(f"{generation}: {wrong}")
    return KeptLog(generation / LOG, still=True)


def told(proof: Proof) -> list[str]:
    """The faults of a proof in words, the first `MOST`."""
    lines = [f"{fault.what}: {fault.where}" for fault in proof.faults[:MOST]]
    more = proof.faults_count - len(lines)
    return [*lines, *([f"{more} more faults"] if more > 0 else [])]


def _prove(generation: Path, manifest: Manifest, keys: Mapping[bytes, bytes]) -> Proof:
    log = KeptLog(generation / LOG, still=True)
    try:
        with log.reading() as rows:
            meta = dict(rows.run("select name, value from meta"))
        said = manifest.ledger, "yes" if manifest.exercise else "no"
        if (meta.get("id"), meta.get("exercise")) != said:
            raise LedgerDamaged("the manifest is of another ledger than the log")
        proof = verify(
            Store(generation, log, None, system_clock, KnownIds()), keys=keys, anchor=manifest.head
        )
        if (proof.entries, proof.head) != (manifest.seq, manifest.hash):
            raise LedgerDamaged("the log does not end where the manifest says")
        return proof
    finally:
        log.close()


def _files(generation: Path, manifest: Manifest) -> list[str]:
    inside = generation / segments.FOLDER
    found = [_file(generation, manifest.log), *(_file(inside, f) for f in manifest.segments)]
    return [wrong for wrong in found if wrong]


def _file(folder: Path, told: File) -> str:
    """What is wrong with a file, or nothing."""
    try:
        if (folder / told.file).stat().st_size != told.bytes:
            return f"altered: {told.file} has another length than the manifest says"
        same = digest(folder / told.file).hex() == told.digest
    except FileNotFoundError:
        return f"removed: {told.file}"
    except OSError as error:
        return f"unreadable: {told.file}: {error.strerror}"
    return "" if same else f"altered: {told.file}"


def _others(generation: Path, manifest: Manifest) -> list[str]:
    """Files that nobody signed for: they may hold what was erased."""
    ours = {LOG, MANIFEST, SIGNATURE, LOCK, segments.FOLDER}
    named = {each.file for each in manifest.segments}
    try:
        found = [path.name for path in generation.iterdir() if path.name not in ours]
        inside = generation / segments.FOLDER
        found += [path.name for path in inside.iterdir() if path.name not in named]
    except OSError as error:
        return [f"unreadable: {error}"]
    return [f"added: {name}" for name in sorted(found)]
