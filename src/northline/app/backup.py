"""Backups of a ledger, their check, and a ledger restored from one (docs/backup.md)."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from northline.app.home import home_folder, keep_outside, operator_of
from northline.app.permitting import require, require_here
from northline.app.words import anchor as anchor_of
from northline.ledger.backup_manifest import generations, is_generation, sound
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, UsageError
from northline.records.signing import key_id
from northline.records.time import parse_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger.backup import BackedUp
    from northline.ledger.backup_check import Checked
    from northline.ledger.backup_later import Later
    from northline.ledger.backup_manifest import Manifest
    from northline.ledger.restoring import Restored


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What the check of a folder showed.

    Attributes:
        ok: whether every generation is sound.
        exercise: whether it is of an exercise, or None where no generation can be trusted.
        generations: each of them, the oldest first.
        holding: generations with records that the newest sound one knows to be erased.
    """

    ok: bool
    exercise: bool | None
    generations: "tuple[Checked, ...]"
    holding: tuple[str, ...]


def back_up(
    node: "Opened", folder: Path, *, keep: int | None = None, prune: bool = False
) -> "BackedUp":
    """Back up the node's ledger; see `northline.ledger.backup.back_up`.

    Raises:
        UsageError: when the operator's key lies in that folder.
    """
    from northline.ledger.backup import back_up as made

    require_here(node, "backup")
    if home_folder().resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"the home folder {home_folder()} lies inside {folder}: its key would travel with what "
            "it signs. Name another folder for backups."
        )
    return made(
        node.folder,
        folder,
        signer=node.key,
        keys=node.trusted_keys(),
        by=node.operator.name,
        keep=keep,
        prune=prune,
    )


def check(folder: Path, *, keys: Iterable[str] = (), home: Path | None = None) -> Checks:
    """Verify every generation in a folder where it lies, or one.

    Args:
        folder: the folder of generations, or one of them.
        keys: further public keys to trust, in hexadecimal.
        home: where the operator's name and key lie; the usual place else.

    Raises:
        UsageError: when there is no generation.
    """
    from northline.ledger.backup import erased_since
    from northline.ledger.backup_check import check as checked
    from northline.ledger.backup_check import opened_log

    trusted = _trusted(home, folder, keys)
    found = [folder] if is_generation(folder) else generations(folder)
    if not found:
        raise UsageError(f"there is no backup in {folder}")
    each = tuple(checked(path, trusted) for path in found)
    good = [(path, one.manifest) for path, one in zip(found, each, strict=True) if one.ok]
    holding: list[str] = []
    newest = max(good, key=lambda one: _seq(one[1]), default=None)
    if newest is not None and newest[1] is not None:
        log = opened_log(newest[0], newest[1])
        try:
            with log.reading() as rows:
                holding = [p.name for p, m in good if m is not None and erased_since(rows, m.seq)]
        finally:
            log.close()
    sorts = {one.manifest.exercise for one in each if one.manifest is not None}
    return Checks(
        ok=all(one.ok for one in each),
        exercise=any(sorts) if sorts else None,
        generations=each,
        holding=tuple(holding),
    )


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A restore that may be done.

    Attributes:
        generation: the generation.
        manifest: what it holds.
        age: how old it is, in words.
        later: the later state that is heeded, or None.
        unheeded: what newer generations show that would be lost, or empty.
    """

    generation: Path
    manifest: "Manifest"
    age: str
    later: "Later | None"
    unheeded: str


def look(
    source: Path,
    *,
    erasures_from: Path | None = None,
    keys: Iterable[str] = (),
    home: Path | None = None,
) -> Ready:
    """What would be restored, and what is known of the time since.

    Args:
        source: a generation, or a folder of them: then the newest.
        erasures_from: a later ledger, generation, or folder of them.
        keys: further public keys to trust, in hexadecimal.
        home: where the operator's name and key lie; the usual place else.

    Raises:
        UsageError: when there is no backup, or what is to tell of erasures is of another ledger.
        NotPermitted: when it is signed with a key that is not trusted.
        LedgerDamaged: when something is not what was signed.
    """
    from northline.ledger.backup_manifest import get
    from northline.ledger.restoring import later_in, unheeded

    trusted = _trusted(home, source, keys)
    path = _generation(source, trusted)
    manifest = get(path, trusted)
    later = None
    if erasures_from is not None:
        has_log = (erasures_from / "ledger.db").exists()
        knows = erasures_from if has_log else _generation(erasures_from, trusted)
        later = later_in(knows, manifest, trusted, since=manifest.head)
    return Ready(
        generation=path,
        manifest=manifest,
        age=_age(system_clock() - parse_instant(manifest.made)),
        later=later,
        unheeded=unheeded(path, manifest, trusted, later),
    )


def restore(
    ready: Ready,
    target: Path,
    *,
    accept_older: bool = False,
    anchor: str | None = None,
    keys: Iterable[str] = (),
    home: Path | None = None,
) -> "Restored":
    """Restore what `look` looked at; see `northline.ledger.restoring.restore`.

    Raises:
        UsageError: when something done since would be lost and ``accept_older`` is off, or the
            place is not empty.
    """
    from northline.ledger.restoring import restore as restored

    if ready.unheeded and not accept_older:
        raise UsageError(
            f"{ready.unheeded}; what was erased since would be back. Name what knows of it with "
            "--erasures-from, or say --accept-older"
        )
    place = keep_outside(home, target)
    operator, key = operator_of(place)
    require(operator.viewer(), "backup")
    return restored(
        ready.generation,
        target,
        signer=key,
        keys=_trusted(home, target, keys),
        by=operator.name,
        later=ready.later,
        anchor=anchor_of(anchor),
    )


def _trusted(home: Path | None, beside: Path, keys: Iterable[str]) -> dict[bytes, bytes]:
    operator, _ = operator_of(keep_outside(home, beside))
    trusted = operator.trusted_keys()
    for text in keys:
        try:
            public = bytes.fromhex(text)
        except ValueError as error:
            raise UsageError(f"{text!r} is no public key: it has 64 hexadecimal digits") from error
        if len(public) != 32:
            raise UsageError(f"{text!r} is no public key: it has 64 hexadecimal digits")
        trusted[key_id(public)] = public
    return trusted


def _generation(source: Path, trusted: dict[bytes, bytes]) -> Path:
    if is_generation(source):
        return source
    there = generations(source)
    found = sound(source, trusted)
    if there and not found:
        raise NotPermitted(
            f"no key that you trust signed a backup in {source}; hand in the public key with "
            "--key, or look at what 'northline backup --check' says"
        )
    if not found:
        raise UsageError(f"there is no backup in {source}")
    return found[-1][0]


def _seq(manifest: "Manifest | None") -> int:
    return manifest.seq if manifest is not None else 0


def _age(microseconds: int) -> str:
    minutes = max(0, microseconds) // 60_000_000
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} days {hours} hours"
    return f"{hours} hours {minutes % 60} minutes"
