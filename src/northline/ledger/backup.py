"""Backup: the ledger as it stood at one moment, in a folder of generations.

The log is copied by SQLite's online backup (https://sqlite.org/backup.html), in one step and
so of one moment, while others read and write.  Then the segments that this log names follow:
linked where an earlier generation has them, copied otherwise, each held against the digest that
was committed.  One that was compacted away meanwhile means: begin again with the log.  The
manifest is signed last, and one rename makes it all count (`backup_files`).
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from northline.ledger import chain, segments
from northline.ledger.backup_files import LOG, alone, copy, digest, draft, link, said_clearly, sync
from northline.ledger.backup_manifest import (
    FORMAT,
    VERSION,
    File,
    Manifest,
    generations,
    name_at,
    put,
    sound,
)
from northline.ledger.identities import KnownIds
from northline.ledger.log import Rows
from northline.ledger.log_kept import KeptLog
from northline.ledger.log_sqlite import BUSY_MS, SqliteLog
from northline.ledger.reading import system_clock
from northline.ledger.store import Moved, Store, settled
from northline.records.errors import LedgerDamaged, UsageError
from northline.records.signing import Signer
from northline.records.time import format_instant
from northline.records.units import Micros

_MAKING, _DROPPING = ".making-", ".dropping-"
_UNDONE = "no backup was made, and those that are there are as they were"


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup did.

    Attributes:
        generation: its folder.
        manifest: what it holds.
        copied: segments copied.
        linked: segments that an earlier generation had.
        bytes: bytes written, the log included.
        dropped: generations dropped because newer ones are enough.
        pruned: generations dropped because they held records that were erased since.
        holding: generations that still hold records erased since.
        unsound: generations that no trusted key signed, or cannot be read: left as they are.
    """

    generation: Path
    manifest: Manifest
    copied: int
    linked: int
    bytes: int
    dropped: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()
    unsound: tuple[str, ...] = ()


def back_up(
    ledger: Path,
    folder: Path,
    *,
    signer: Signer,
    keys: Mapping[bytes, bytes],
    by: str,
    keep: int | None = None,
    prune: bool = False,
    clock: Callable[[], Micros] = system_clock,
) -> BackedUp:
    """Back up a ledger as a new generation.

    Args:
        ledger: the ledger's folder.
        folder: the folder of generations; made where there is none.
        signer: signs the manifest, and the entry that says that a copy was made.
        keys: key id -> public key, of the signers whose generations count.
        by: who does it, for the chain.
        keep: drop the oldest generations beyond so many.
        prune: drop those generations too that hold records erased since.
        clock: the present.

    Raises:
        UsageError: when the folder holds backups of another ledger, or of one of the same name
            that went another way; or lies inside the ledger.
        LedgerFull: when there is no space: nothing was kept, and the others are intact.
        LedgerDamaged: when a part of the ledger is not what was committed; it is named.
        Conflict: when another backup into this folder is under way.
    """
    if keep is not None and keep < 1:
        raise UsageError(f"--keep {keep}: at least one generation is kept")
    if folder.resolve().is_relative_to(ledger.resolve()):
        raise UsageError(f"{folder} lies inside the ledger: it would be lost with it")
    log = SqliteLog(ledger / LOG)
    try:
        store = Store(ledger, log, signer, clock, KnownIds())
        with said_clearly(folder, _UNDONE):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with alone(folder):
                return _Backup(store, folder, signer, keys, by).run(keep, prune=prune)
    finally:
        log.close()


class _Backup:
    """One backup, while nobody else works in its folder."""

    def __init__(
        self, store: Store, folder: Path, signer: Signer, keys: Mapping[bytes, bytes], by: str
    ) -> None:
        self._store, self._folder, self._signer, self._by = store, folder, signer, by
        self._copied: set[str] = set()
        self._linked: set[str] = set()
        _sweep(folder)
        self._all = generations(folder)
        self._sound = dict(sound(folder, keys))

    def run(self, keep: int | None, *, prune: bool) -> BackedUp:
        with self._store.log.reading() as rows:
            self._same_ledger(rows)
        with self._store.log.writing() as rows:
            chain.add(
                rows,
                at=self._store.clock(),
                actor=self._by,
                operation="backup",
                facts={"to": str(self._folder)},
                signer=self._signer,
            )
        path, manifest = self._make()
        held = self._holding_erased()
        pruned = held if prune else []
        for each in pruned:
            _drop(each)
        left = [each for each in self._sound if each not in pruned]
        surplus = left[: max(0, len(left) + 1 - keep)] if keep is not None else []
        for each in surplus:
            _drop(each)
        files = {each.file: each.bytes for each in manifest.segments}
        return BackedUp(
            generation=path,
            manifest=manifest,
            copied=len(self._copied & files.keys()),
            linked=len(self._linked & files.keys()),
            bytes=manifest.log.bytes + sum(files[name] for name in self._copied & files.keys()),
            dropped=tuple(each.name for each in surplus),
            pruned=tuple(each.name for each in pruned),
            holding=tuple(e.name for e in held if e not in pruned and e not in surplus),
            unsound=tuple(each.name for each in self._all if each not in self._sound),
        )

    def _same_ledger(self, rows: Rows) -> None:
        """Refuse a folder whose generations this chain does not contain: each is an anchor."""
        meta = dict(rows.run("select name, value from meta"))
        for path, manifest in self._sound.items():
            if manifest.ledger != meta["id"]:
                sort = "an exercise ledger" if manifest.exercise else "another ledger"
                raise UsageError(
                    f"{path} is of {sort} ({manifest.ledger}), and this one is {meta['id']}; "
                    "name a folder for each"
                )
            if not chain_contains(rows, manifest.head):
                raise UsageError(
                    f"{path} holds entry {manifest.anchor}, which this ledger does not: this one "
                    "was restored from an older state, or another of the same name goes on "
                    "elsewhere. Find out which is the true one; to back up this one, name "
                    "another folder"
                )

    def _make(self) -> tuple[Path, Manifest]:
        with draft(self._folder / f"{_MAKING}{secrets.token_hex(6)}") as made:
            (made / segments.FOLDER).mkdir(mode=0o700)
            manifest = settled(lambda: self._fill(made))
            put(made, manifest, self._signer)
            sync(made / segments.FOLDER)
            sync(made)
            path = self._free(name_at(self._store.clock()))
            made.rename(path)
            sync(self._folder)
        return path, manifest

    def _free(self, name: str) -> Path:
        path, number = self._folder / name, 1
        while path.exists():
            number += 1
            path = self._folder / f"{name}-{number}"
        return path

    def _fill(self, made: Path) -> Manifest:
        """The log of one moment and what it names; `Moved` when a segment was compacted away."""
        (made / LOG).unlink(missing_ok=True)
        _copy_log(self._store.folder / LOG, made / LOG)
        log = KeptLog(made / LOG, still=True)
        try:
            with log.reading() as rows:
                meta = dict(rows.run("select name, value from meta"))
                seq, hashed = chain.head(rows)
                _check_small(rows)
                found = rows.run(
                    "select file, bytes, digest from parts "
                    "where retired is null and file <> '' order by file"
                )
        finally:
            log.close()
        inside = made / segments.FOLDER
        for name, _, committed in found:
            if not (inside / name).exists():
                self._bring(name, committed, inside)
        named = {name for name, _, _ in found}
        for path in inside.iterdir():
            if path.name not in named:
                path.unlink()
        return Manifest(
            format=FORMAT,
            version=VERSION,
            ledger=meta["id"],
            exercise=meta["exercise"] == "yes",
            made=format_instant(self._store.clock()),
            by=self._by,
            seq=seq,
            hash=hashed.hex(),
            log=File(file=LOG, bytes=(made / LOG).stat().st_size, digest=digest(made / LOG).hex()),
            segments=tuple(
                File(file=name, bytes=size, digest=committed.hex())
                for name, size, committed in found
            ),
        )

    def _bring(self, name: str, committed: bytes, inside: Path) -> None:
        """Link a segment from an earlier generation, where it is sound there, or copy it."""
        for path in reversed(self._all):
            earlier = path / segments.FOLDER / name
            if earlier.is_file() and digest(earlier) == committed and link(earlier, inside / name):
                self._linked.add(name)
                return
        try:
            with segments.held(self._store.segments, [name]):
                copied = copy(self._store.segments / name, inside / name)
        except FileNotFoundError as error:
            raise Moved(f"segment {name} is missing; {_UNDONE}") from error
        if copied != committed:
            raise LedgerDamaged(
                f"segment {name} of the ledger is not what was committed; {_UNDONE}. "
                "Run `northline verify`"
            )
        self._copied.add(name)

    def _holding_erased(self) -> list[Path]:
        """Generations with records that the ledger has erased since they were made."""
        with self._store.log.reading() as rows:
            return [p for p, m in self._sound.items() if erased_since(rows, m.seq)]


def chain_contains(rows: Rows, head: tuple[int, bytes]) -> bool:
    """Whether a chain has this entry."""
    found = rows.run("select hash from chain where seq = ?", head[0])
    return bool(found) and bytes(found[0][0]) == head[1]


def erased_since(rows: Rows, seq: int) -> int:
    """How many rows that were there at an entry were erased after it."""
    count: int = rows.run("select count(*) from erased where append <= ? and seq > ?", seq, seq)[0][
        0
    ]
    return count


def _copy_log(source: Path, target: Path) -> None:
    """SQLite's online backup, all pages in one step: the log of one moment."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        contextlib.closing(sqlite3.connect(source, timeout=BUSY_MS / 1000)) as log,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copied,
    ):
        log.backup(copied, pages=-1)
        copied.execute("pragma journal_mode=delete")
    sync(target)


def _check_small(rows: Rows) -> None:
    """Hold what lies in the log itself against its digests.

    Raises:
        LedgerDamaged: naming the part.
    """
    parts = rows.run("select part from parts where retired is null and body is not null")
    for (part,) in parts:
        body, committed = rows.run("select body, digest from parts where part = ?", part)[0]
        if hashlib.blake2b(body, digest_size=32).digest() != committed:
            raise LedgerDamaged(
                f"part {part} in the log is not what was committed; {_UNDONE}. "
                "Run `northline verify`"
            )


def _drop(path: Path) -> None:
    """Drop a generation: it does not count any more before its first file goes."""
    dropping = path.with_name(f"{_DROPPING}{path.name}")
    path.rename(dropping)
    sync(path.parent)
    shutil.rmtree(dropping)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left."""
    for path in folder.iterdir():
        if path.name.startswith((_MAKING, _DROPPING)) and path.is_dir():
            shutil.rmtree(path)
