"""The check of an exported stretch of the audit: with the file alone, and no ledger.

It shows that the entries are those that were signed, that none is missing between the first and
the last, and that the file is as it was written.  Whose the keys are, the file cannot show: hand
in the public keys that you were given another way.  What stands before the first entry and after
the last is not in the file; a head that was anchored elsewhere shows that the stretch belongs to
that chain.  Of an entry that the maker might not see the content is withheld; its place, hash and
signature are checked all the same.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from northline.app.audit_export import FORMAT, VERSION
from northline.ledger.chain import GENESIS, Entry, hash_of
from northline.records.errors import UsageError
from northline.records.signing import is_signed, key_id

MOST = 100
"""So many faults are listed; the rest are counted."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check showed.

    Attributes:
        ok: whether nothing is wrong.
        verdict: in words.
        ledger: name of the ledger, as the file says.
        exercise: whether it says that it comes from an exercise.
        first: its first entry.
        last: its last entry.
        entries: entries that were checked.
        withheld: of these, entries whose content the maker might not see: that they are there and
            signed was checked, and not what they say.
        head: newest entry of the ledger when it was written, as ``SEQ:HASH``.
        keys: public keys that signed entries, in hexadecimal.
        trusted: whether each of them was handed in as one to trust.
        anchors: anchored heads that lie in the stretch, and fit.
        faults: what is wrong, at most `MOST` of it.
        faults_count: how much is wrong in all.
    """

    ok: bool
    verdict: str
    ledger: str
    exercise: bool
    first: int
    last: int
    entries: int
    withheld: int
    head: str
    keys: tuple[str, ...]
    trusted: bool
    anchors: int
    faults: tuple[str, ...]
    faults_count: int


def check(
    path: Path,
    *,
    keys: Iterable[bytes] = (),
    anchors: Sequence[tuple[int, bytes]] = (),
) -> Checked:
    """Check an exported file.

    Args:
        path: the file.
        keys: public keys to trust; every entry must be signed by one of them.  None given, the
            file's own are taken: that shows accidents and not a forger.
        anchors: heads that were written down elsewhere: those in the stretch must fit.

    Raises:
        UsageError: when it cannot be read, or is no exported audit.
    """
    try:
        with path.open("rb") as file:
            return _Check(file, {key_id(each): each for each in keys}, anchors).result()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


class _Check:
    """One run over a file."""

    def __init__(
        self,
        lines: Iterable[bytes],
        trusted: Mapping[bytes, bytes],
        anchors: Sequence[tuple[int, bytes]],
    ) -> None:
        self._faults: list[str] = []
        self._count = 0
        self._signers: dict[bytes, bytes] = {}
        self._digest = hashlib.blake2b(digest_size=32)
        self._entries = self._fit = self._withheld = 0
        self._anchors = dict(anchors)
        held = iter(lines)
        self._header = self._open(next(held, b""))
        own = {bytes.fromhex(k): bytes.fromhex(v) for k, v in self._header["keys"].items()}
        for key, public in own.items():
            if key_id(public) != key:
                self._fault(f"key {key.hex()} is not the digest of its public key")
        self._trusted = bool(trusted)
        self._keys = trusted or own
        self._walk(held)

    def result(self) -> Checked:
        """What was found."""
        header = self._header
        head = header["head"]
        named = f"{head['seq']}:{head['hash']}" if head else ""
        if self._count:
            verdict = f"{self._count} faults: the file is not what was signed"
        elif self._trusted:
            verdict = "every entry is there and signed by a key that you trust"
        else:
            verdict = "every entry is there and signed; whose the keys are, the file cannot show"
        if self._withheld and not self._count:
            verdict += f"; of {self._withheld} of them the content is withheld"
        return Checked(
            ok=not self._count,
            verdict=verdict,
            ledger=str(header["ledger"]),
            exercise=bool(header["exercise"]),
            first=header["first"],
            last=header["last"],
            entries=self._entries,
            withheld=self._withheld,
            head=named,
            keys=tuple(sorted(each.hex() for each in self._signers.values())),
            trusted=self._trusted,
            anchors=self._fit,
            faults=tuple(self._faults),
            faults_count=self._count,
        )

    def _open(self, line: bytes) -> dict[str, Any]:
        self._digest.update(line)
        try:
            header = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise UsageError("this is no exported audit: its first line is not JSON") from error
        wanted = {"ledger", "exercise", "first", "last", "head", "keys"}
        if header.get(FORMAT) != VERSION or not wanted <= header.keys():
            raise UsageError(f"this is no exported audit of version {VERSION}")
        return header

    def _walk(self, lines: Iterator[bytes]) -> None:
        expected, previous = self._header["first"], None
        newest: Entry | None = None
        ended = False
        for line in lines:
            try:
                told = msgspec.json.decode(line, type=dict[str, Any])
                if "end" in told:
                    self._close(told, newest)
                    ended = next(lines, None) is None
                    break
                entry = _entry(told)
            except (msgspec.MsgspecError, ValueError, KeyError, TypeError):
                self._fault(f"the line of entry {expected} cannot be read")
                self._digest.update(line)
                expected += 1
                previous = None
                continue
            self._digest.update(line)
            if entry.seq != expected:
                self._fault(f"entry {expected} is missing: entry {entry.seq} follows")
            elif previous is not None and entry.previous != previous:
                self._fault(f"entry {entry.seq} follows another entry than the one before it")
            elif entry.seq == 1 and entry.previous != GENESIS:
                self._fault("entry 1 does not begin the chain")
            self._withheld += bool(told.get("withheld"))
            self._look_at(entry, whole=not told.get("withheld"))
            previous, expected, newest = entry.hash, entry.seq + 1, entry
            self._entries += 1
        if not ended:
            self._fault("the file has no proper end: something was cut off or added")
        self._look_at_head(newest)

    def _look_at(self, entry: Entry, *, whole: bool) -> None:
        if whole and hash_of(entry) != entry.hash:
            self._fault(f"entry {entry.seq} was altered")
        public = self._keys.get(entry.signer or b"")
        if entry.signature is None or entry.signer is None:
            self._fault(f"entry {entry.seq} is not signed")
        elif public is None:
            self._fault(f"entry {entry.seq} is signed by key {entry.signer.hex()}, not trusted")
        elif not is_signed(entry.hash, entry.signature, public):
            self._fault(f"the signature of entry {entry.seq} is wrong")
        else:
            self._signers[entry.signer] = public
        anchored = self._anchors.get(entry.seq)
        if anchored is not None and anchored != entry.hash:
            self._fault(f"the anchored head {entry.seq}:{anchored.hex()} does not fit")
        self._fit += anchored == entry.hash

    def _look_at_head(self, newest: Entry | None) -> None:
        """The head that the file names is signed, and is the last entry or one after it."""
        told = self._header["head"]
        try:
            head = _entry(told) if told else None
        except (msgspec.MsgspecError, ValueError, KeyError, TypeError):
            return self._fault("the head cannot be read")
        if head is None or newest is None:
            return self._fault("the file holds no entry")
        if head.seq == newest.seq and head.hash != newest.hash:
            self._fault("the head is another entry than the last one")
        if head.seq < newest.seq:
            self._fault("the head is older than the last entry")
        if head.seq > newest.seq:
            self._look_at(head, whole=not told.get("withheld"))
        return None

    def _close(self, told: Mapping[str, Any], newest: Entry | None) -> None:
        """The last line: how far it goes, and the signature over everything before it."""
        last = self._header["last"]
        if newest is None or told["end"] != newest.seq or newest.seq != last:
            self._fault(f"the stretch ends before entry {last}")
        digest = self._digest.digest()
        signer, signature = bytes.fromhex(told["signer"]), bytes.fromhex(told["signature"])
        public = self._keys.get(signer)
        if told["digest"] != digest.hex():
            self._fault("the file is not as it was written")
        elif public is None:
            self._fault(f"the file is signed by key {signer.hex()}, not trusted")
        elif not is_signed(digest, signature, public):
            self._fault("the signature of the file is wrong")

    def _fault(self, text: str) -> None:
        self._count += 1
        if len(self._faults) < MOST:
            self._faults.append(text)


def _entry(told: Mapping[str, Any]) -> Entry:
    """An entry as `northline.app.audit_export` wrote it; what is withheld is empty."""
    binary = {"digest", "previous", "hash", "signer", "signature"}
    if told.get("withheld"):
        told = {"kind": "", "rows": 0, "digest": "", "body": "", **told}
    fields = {
        name: bytes.fromhex(told[name]) if name in binary and told[name] is not None else told[name]
        for name in Entry.__struct_fields__
    }
    return msgspec.convert(fields, Entry)
