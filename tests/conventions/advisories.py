"""Known vulnerabilities of what the lock files pin: `make audit ADVISORIES=FILE`.

An advisory source is a file of records in the OSV format (https://ossf.github.io/osv-schema), one
a line or one alone, a zip of such files as OSV hands out for PyPI and for npm, or a folder with
any of these.  Nothing is fetched: whoever runs this brings the source.  A record::

    {
        "id": "GHSA-...",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "h11"},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "0.16.0"}]}
                ],
            }
        ],
    }

A version is affected where it stands in ``versions``, or lies in a range: at or after an
``introduced`` and before the ``fixed`` or ``limit``, or not after the ``last_affected``, that
follows it (OSV schema, "Evaluation").  PyPI orders versions by PEP 440, npm by SemVer 2.0.

Exit codes: 0 nothing known; 1 something known, or that cannot be told; 2 the source cannot be
read; 4 no source is in reach, or it knows nothing at all of one of the two registries.
"""

import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tests.conventions.tree import ROOT

PYPI, NPM = "PyPI", "npm"
"""The registries we take from, as OSV calls them."""

PYTHON_LOCKS = ("requirements.lock.txt", "requirements.build.lock.txt")
NPM_LOCK = "web/package-lock.json"

NO_SOURCE = 4
"""Exit code where nothing could be compared: a dependency of this check is missing."""

ACCEPTED: Mapping[str, str] = MappingProxyType({})
"""Why an advisory, by its id, does not touch us: a person has read it."""


class Unreadable(Exception):
    """A source that is no collection of OSV records."""


@dataclass(frozen=True)
class Locked:
    """One package as a lock file pins it."""

    ecosystem: str
    name: str
    version: str
    lock: str


@dataclass
class Source:
    """Advisories by ecosystem and name; only those of our two registries.

    Attributes:
        by_package: record and the part of it that is about the package.
        records: how many records there are of each registry.
        newest: when the newest was last changed, as it says itself.
    """

    by_package: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = field(
        default_factory=dict
    )
    records: dict[str, int] = field(default_factory=dict)
    newest: str = ""

    def add(self, record: Any) -> None:
        """Take a record in; one that was withdrawn counts, and says nothing."""
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise Unreadable("a record without an id is no OSV record")
        self.newest = max(self.newest, str(record.get("modified", "")))
        seen = set()
        for part in record.get("affected") or ():
            package = part.get("package") or {}
            # "npm:..." and the like narrow an ecosystem down; what stands before is its name.
            ecosystem = str(package.get("ecosystem", "")).partition(":")[0]
            if ecosystem not in {PYPI, NPM}:
                continue
            seen.add(ecosystem)
            if not record.get("withdrawn"):
                key = ecosystem, called(ecosystem, str(package.get("name", "")))
                self.by_package.setdefault(key, []).append((record, part))
        for ecosystem in seen:
            self.records[ecosystem] = self.records.get(ecosystem, 0) + 1


@dataclass(frozen=True)
class Known:
    """A vulnerability of something that is locked, or a doubt about it."""

    package: Locked
    id: str
    also: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]
    doubt: str = ""

    def __str__(self) -> str:
        """All of it in one line."""
        also = f" ({', '.join(self.also)})" if self.also else ""
        better = f"; fixed in {', '.join(self.fixed)}" if self.fixed else "; no fix is named"
        said = self.doubt or (self.summary or "no summary") + better
        place = f"{self.package.name} {self.package.version} ({self.package.lock})"
        return f"{place}: {self.id}{also}: {said}"


# --- what is locked -------------------------------------------------------------------------


def called(ecosystem: str, name: str) -> str:
    """A name as its registry compares it."""
    return str(canonicalize_name(name)) if ecosystem == PYPI else name


def python_pins(text: str, lock: str) -> Iterator[Locked]:
    """The pins of a requirements file with hashes."""
    for entry in text.replace("\\\n", " ").splitlines():
        if entry and not entry.startswith((" ", "#")):
            requirement = Requirement(entry.split(" --hash=")[0])
            (pin,) = requirement.specifier
            yield Locked(PYPI, called(PYPI, requirement.name), pin.version, lock)


def npm_pins(text: str, lock: str) -> Iterator[Locked]:
    """The packages of a package-lock.json (lockfileVersion 3), nested and renamed ones too."""
    found = set()
    for place, package in json.loads(text)["packages"].items():
        if place and not package.get("link"):
            name = package.get("name") or place.rpartition("node_modules/")[2]
            found.add(Locked(NPM, name, package["version"], lock))
    yield from sorted(found, key=lambda each: (each.name, each.version))


def locked() -> list[Locked]:
    """Everything that the lock files of the project pin."""
    python = [
        pin
        for lock in PYTHON_LOCKS
        for pin in python_pins((ROOT / lock).read_text(encoding="utf-8"), lock)
    ]
    return [*python, *npm_pins((ROOT / NPM_LOCK).read_text(encoding="utf-8"), NPM_LOCK)]


# --- which versions -------------------------------------------------------------------------

_SEMVER = re.compile(
    r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)


def semver(text: str) -> tuple[Any, ...]:
    """A key that orders versions by precedence (SemVer 2.0, clause 11).

    Raises:
        ValueError: for what is no such version.
    """
    found = _SEMVER.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no semantic version")
    numbers = tuple(int(each) for each in found.groups()[:3])
    if found[4] is None:
        return (*numbers, 1, ())
    before = tuple(
        (0, int(each), "") if each.isdigit() else (1, 0, each) for each in found[4].split(".")
    )
    return (*numbers, 0, before)


def _key(ecosystem: str, kind: str) -> Callable[[str], Any]:
    order = semver if ecosystem == NPM or kind == "SEMVER" else Version
    # "0" stands before every version there is (OSV schema, events).
    return lambda text: (0, ()) if text == "0" else (1, order(text))


def in_range(version: str, found: Mapping[str, Any], ecosystem: str) -> bool:
    """Whether a version lies in a range.

    Raises:
        ValueError: for a version that cannot be compared.
    """
    kind = found.get("type")
    if kind == "GIT":
        return False  # of commits; the same record has the releases besides
    key = _key(ecosystem, str(kind))
    events = [(key(text), what) for each in found["events"] for what, text in each.items()]
    ours, affected = key(version), False
    # At one version an introduction counts last: it is affected from there on.
    for at, what in sorted(events, key=lambda each: (each[0], each[1] == "introduced")):
        if what == "introduced" and ours >= at:
            affected = True
        elif (what in {"fixed", "limit"} and ours >= at) or (what == "last_affected" and ours > at):
            affected = False
    return affected


def is_affected(package: Locked, part: Mapping[str, Any]) -> bool:
    """Whether a part of a record is about this version; raises `ValueError` where it can't say."""
    versions = part.get("versions") or ()
    ranges = [each for each in part.get("ranges") or () if each.get("type") != "GIT"]
    if package.version in versions:
        return True
    if package.ecosystem == PYPI and any(_same(package.version, each) for each in versions):
        return True
    if not versions and not ranges:
        raise ValueError("the record names no versions")
    return any(in_range(package.version, each, package.ecosystem) for each in ranges)


def _same(ours: str, theirs: str) -> bool:
    try:
        return Version(ours) == Version(theirs)
    except InvalidVersion:
        return False


def known(packages: Iterable[Locked], source: Source) -> Iterator[Known]:
    """What a source knows of these, each advisory once a package; accepted ones are left out."""
    for package in packages:
        told = set()
        for record, part in source.by_package.get((package.ecosystem, package.name), ()):
            names = {record["id"], *(record.get("aliases") or ())}
            if record["id"] in told or names & ACCEPTED.keys():
                continue
            doubt = ""
            try:
                if not is_affected(package, part):
                    continue
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                doubt = f"it cannot be told whether this version is affected: {error}"
            told.add(record["id"])
            yield Known(
                package=package,
                id=record["id"],
                also=tuple(sorted(names - {record["id"]})),
                summary=str(record.get("summary", "")),
                fixed=tuple(
                    event["fixed"]
                    for each in part.get("ranges") or ()
                    if each.get("type") != "GIT"
                    for event in each.get("events") or ()
                    if "fixed" in event
                ),
                doubt=doubt,
            )


# --- a source -------------------------------------------------------------------------------


def read(path: Path) -> Source:
    """Read a source: a file, a zip, or a folder of these.

    Raises:
        Unreadable: saying which file holds no OSV record.
    """
    source = Source()
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    for file in files:
        if path.is_dir() and file.suffix not in {".json", ".jsonl", ".zip"}:
            continue
        try:
            for text in _texts(file):
                for record in _records(text):
                    source.add(record)
        except (OSError, ValueError, zipfile.BadZipFile, AttributeError, Unreadable) as error:
            raise Unreadable(f"{file}: {error}") from error
    return source


def _texts(file: Path) -> Iterator[str]:
    if file.suffix != ".zip":
        yield file.read_text(encoding="utf-8")
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith((".json", ".jsonl")):
                yield archive.read(name).decode("utf-8")


def _records(text: str) -> Iterator[Any]:
    """One document, whatever its line breaks, or one a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
    else:
        yield from whole if isinstance(whole, list) else [whole]


def audit(place: str, packages: Iterable[Locked], say: Callable[[str], object]) -> int:
    """Compare, tell, and return the exit code.

    Args:
        place: where the source lies; empty where none was named.
        packages: what is locked.
        say: is told each line.
    """
    if not place:
        say(
            "no advisory source is in reach, so nothing was compared: name one with "
            "make audit ADVISORIES=FILE (records in the OSV format: JSON lines, a zip, or a folder)"
        )
        return NO_SOURCE
    if not Path(place).exists():
        say(f"no advisory source is in reach, so nothing was compared: {place} is not there")
        return NO_SOURCE
    try:
        source = read(Path(place))
    except Unreadable as error:
        say(f"{error}: this is no source in the OSV format, so nothing was compared")
        return 2
    packages = list(packages)
    wanted = {each.ecosystem for each in packages}
    found = list(known(packages, source))
    for each in found:
        say(str(each))
    counts = ", ".join(f"{source.records.get(each, 0):,} of {each}" for each in sorted(wanted))
    say(f"{len(packages)} packages; advisories: {counts}; the newest of {source.newest or '?'}")
    silent = sorted(wanted - source.records.keys())
    if silent and not found:
        say(
            f"no advisory source of {' or '.join(silent)} is in reach: of its packages nothing is known"
        )
        return NO_SOURCE
    return 1 if found else 0


def main() -> int:
    """Compare the lock files with the source that ``ADVISORIES`` names."""
    return audit(
        os.environ.get("ADVISORIES", ""), locked(), lambda line: print(line, file=sys.stderr)
    )


if __name__ == "__main__":
    sys.exit(main())
