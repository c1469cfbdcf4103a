"""What a generation of a backup holds, signed: written last, so that without it there is none.

::

    FOLDER/20260701T140000Z/
        ledger.db          the log as it stood at one moment
        segments/          those that this log names
        manifest.json      ledger, exercise or real, head, and the digest of every file
        manifest.sig       Ed25519 over the line northline-backup and the bytes of manifest.json

The signature is the operator's, whose key lies elsewhere and is never in a backup.
"""

import contextlib
import datetime
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from northline.ledger.backup_files import LOG, write
from northline.records.errors import LedgerDamaged, NorthlineError, NotPermitted, UsageError
from northline.records.signing import Signer, is_signed
from northline.records.time import to_datetime
from northline.records.units import Micros

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FORMAT, VERSION = "northline-backup", 1

_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_FILE = re.compile(r"[a-z-]+-[0-9a-f]{24}\.parquet")
_SIGNED = b"northline-backup\n"


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a generation: its name, size in bytes and BLAKE2b-256 in hexadecimal."""

    file: str
    bytes: int
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a generation holds.

    Attributes:
        format: `FORMAT`.
        version: `VERSION`.
        ledger: name of the ledger.
        exercise: whether it is an exercise.
        made: when, in RFC 3339.
        by: who made it.
        seq: the newest entry of the chain in it.
        hash: that entry's hash, in hexadecimal.
        log: the log.
        segments: the segments that it names.
    """

    format: str
    version: int
    ledger: str
    exercise: bool
    made: str
    by: str
    seq: int
    hash: str
    log: File
    segments: tuple[File, ...]

    @property
    def head(self) -> tuple[int, bytes]:
        """The newest entry."""
        return self.seq, bytes.fromhex(self.hash)

    @property
    def anchor(self) -> str:
        """The newest entry as ``SEQ:HASH``."""
        return f"{self.seq}:{self.hash}"


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    signature: str


def name_at(moment: Micros) -> str:
    """Name of a generation made then."""
    return to_datetime(moment).astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def put(folder: Path, manifest: Manifest, signer: Signer) -> None:
    """Write and sign the manifest of a generation.

    Raises:
        OSError: when it cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    signed = _Signature(signer.key.hex(), signer.sign(_SIGNED + text).hex())
    write(folder / MANIFEST, text)
    write(folder / SIGNATURE, msgspec.json.encode(signed) + b"\n")


def get(folder: Path, keys: Mapping[bytes, bytes]) -> Manifest:
    """The manifest of a generation, once its signature holds.

    Args:
        folder: the generation.
        keys: key id -> public key, of the signers one trusts.

    Raises:
        LedgerDamaged: when it is missing, altered, or not of this release.
        NotPermitted: when it is signed with a key that is not trusted.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
        told = msgspec.json.decode((folder / SIGNATURE).read_bytes(), type=_Signature)
        key, signature = bytes.fromhex(told.key), bytes.fromhex(told.signature)
    except OSError as error:
        raise LedgerDamaged(f"{folder} is no whole backup: {error.strerror}") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise LedgerDamaged(f"the signature of {folder} cannot be read: {error}") from error
    if key not in keys:
        raise NotPermitted(
            f"{folder} is signed with key {told.key}, which you do not trust; if it is yours or "
            "a colleague's, hand in its public key with --key"
        )
    if not is_signed(_SIGNED + text, signature, keys[key]):
        raise LedgerDamaged(f"{folder}: the signature does not fit the manifest: it was altered")
    return _checked(folder, text)


def _checked(folder: Path, text: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
        whole = len(manifest.head[1]) == 32
    except (msgspec.MsgspecError, ValueError) as error:
        raise LedgerDamaged(
            f"{folder}: this release cannot read the manifest: {error}; use the one that wrote it"
        ) from error
    names = [each.file for each in manifest.segments]
    plain = all(_FILE.fullmatch(name) for name in names) and len(set(names)) == len(names)
    ours = (manifest.format, manifest.version, manifest.log.file) == (FORMAT, VERSION, LOG)
    if not (whole and plain and ours):
        raise LedgerDamaged(f"{folder}: the manifest is none of this release")
    return manifest


def generations(folder: Path) -> list[Path]:
    """The generations in a folder, the oldest name first; drafts are none."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()]
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from error
    return sorted(found, key=_order)


def sound(folder: Path, keys: Mapping[bytes, bytes]) -> list[tuple[Path, Manifest]]:
    """The generations that a trusted key signed, in the order of their chain.

    Raises:
        UsageError: when the folder cannot be read.
    """
    found = []
    for path in generations(folder):
        with contextlib.suppress(NorthlineError):
            found.append((path, get(path, keys)))
    return sorted(found, key=lambda each: each[1].seq)


def is_generation(folder: Path) -> bool:
    """Whether a folder is one generation, rather than a folder of them."""
    return (folder / MANIFEST).exists() or _NAME.fullmatch(folder.name) is not None


def _order(path: Path) -> tuple[str, int]:
    name, _, number = path.name.partition("-")
    return name, int(number or 1)
