"""Licences of everything the package needs at run time; `make licences` prints the table.

Accepted: permissive licences for what we name ourselves; for what those need in turn also MPL
and LGPL, unmodified.  Refused: GPL and AGPL, and whatever is not known.  A licence is read from
``License-Expression``, else from the classifiers, else from the first line of ``License``.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conventions.tree import project

PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "HPND",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Python-2.0",
        "Unlicense",
        "Zlib",
    }
)
UNMODIFIED = frozenset(
    {
        "LGPL",
        "LGPL-2.1",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "MPL-1.1",
        "MPL-2.0",
    }
)
EXCEPTIONS = frozenset({"GCC-exception-3.1", "LLVM-exception"})
"""With one of these even a run-time library under the GPL asks nothing of its users."""

CALLED: Mapping[str, str] = MappingProxyType(
    {
        "apache 2.0": "Apache-2.0",
        "apache license 2.0": "Apache-2.0",
        "apache license, version 2.0": "Apache-2.0",
        "apache software license": "Apache-2.0",
        "3-clause bsd license": "BSD-3-Clause",
        "bsd license": "BSD",
        "isc license (iscl)": "ISC",
        "mit license": "MIT",
        "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
        "python software foundation license": "PSF-2.0",
        "the unlicense (unlicense)": "Unlicense",
        "zlib/libpng license": "Zlib",
        "gnu library or lesser general public license (lgpl)": "LGPL",
        "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
        "gnu lesser general public license v3 or later (lgplv3+)": "LGPL-3.0-or-later",
    }
)
"""SPDX names of what classifiers and the old ``License`` field say in words."""

REVIEWED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pyphen": (
            "MPL-1.1",
            "its LICENSE offers GPL 2.0+, LGPL 2.1+ or MPL 1.1; classifiers cannot say `or`",
        )
    }
)
"""Licence and reason, by package, where its metadata names none, or cannot say that one may choose:
a person has read its files."""

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dependency:
    """One package needed at run time: which, under what, and who asks for it."""

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]

    @property
    def direct(self) -> bool:
        """Whether pyproject.toml names it."""
        return "northline" in self.needed_by

    @property
    def accepted(self) -> bool:
        """Whether we may depend on it."""
        return accepts(self.licence, PERMISSIVE if self.direct else PERMISSIVE | UNMODIFIED)


def accepts(expression: str, allowed: frozenset[str]) -> bool:
    """Whether an SPDX expression can be satisfied by ``allowed`` licences alone.

    ``A AND B`` needs both, ``A OR B`` either; AND binds closer.  Anything unreadable is refused.
    """
    words = re.findall(r"[()]|[^\s()]+", expression)

    def either() -> bool:
        fits = both()
        while words and words[0].upper() == "OR":
            words.pop(0)
            fits = both() or fits
        return fits

    def both() -> bool:
        fits = one()
        while words and words[0].upper() == "AND":
            words.pop(0)
            fits = one() and fits
        return fits

    def one() -> bool:
        word = words.pop(0) if words else ""
        if word == "(":
            fits = either()
            return bool(words) and words.pop(0) == ")" and fits
        if words and words[0].upper() == "WITH":
            del words[0]
            return bool(words) and words.pop(0) in EXCEPTIONS
        return word in allowed

    return either() and not words


def stated(metadata: PackageMetadata) -> str:
    """The licence a package's metadata states, as an SPDX expression where it can be read."""
    for expression in metadata.get_all("License-Expression") or []:
        return str(expression)
    classifiers = [
        line.split(" :: ")[-1]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        # Several classifiers do not say whether one may choose: all must be acceptable.
        return " AND ".join(CALLED.get(line.lower(), f"<{line}>") for line in classifiers)
    said = "\n".join(metadata.get_all("License") or [])
    first = next((line.strip() for line in said.splitlines() if line.strip()), "")
    return CALLED.get(first.lower(), first or UNKNOWN)


def installed(name: str) -> tuple[str, str, list[str]]:
    """Version, licence and requirements of an installed package."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return "", "not installed", []
    licence, _ = REVIEWED.get(name, (stated(found.metadata), ""))
    return found.version, licence, found.requires or []


def closure(
    roots: Iterable[str],
    look_up: Callable[[str], tuple[str, str, list[str]]] = installed,
) -> Iterator[Dependency]:
    """Everything that ``roots`` need, and what that needs, here and without extras unasked for."""
    known: dict[str, tuple[str, str, list[str]]] = {}
    needed_by: dict[str, set[str]] = {}
    done: set[tuple[str, str]] = set()
    waiting = [("northline", "", line) for line in roots]
    while waiting:
        who, extra, line = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = str(canonicalize_name(requirement.name))
        known[name] = known.get(name) or look_up(name)
        needed_by.setdefault(name, set()).add(who)
        for asked in {"", *requirement.extras}:
            if (name, asked) not in done:
                done.add((name, asked))
                waiting += [(name, asked, needed) for needed in known[name][2]]
    for name in sorted(known):
        version, licence, _ = known[name]
        yield Dependency(name, version, licence, tuple(sorted(needed_by[name])))


def runtime() -> list[Dependency]:
    """What Northline needs at run time, from the requirements of pyproject.toml."""
    return list(closure(project()["project"]["dependencies"]))


def main() -> int:
    """Print the table of docs/decisions/0005-licences.md; 1 if a licence is refused."""
    found = runtime()
    print("| package | licence | needed by |\n|---|---|---|")
    for one in found:
        print(f"| {one.name} | {one.licence} | {', '.join(one.needed_by)} |")
    refused = [one for one in found if not one.accepted]
    for one in refused:
        print(f"Refused: {one.name} {one.version}: {one.licence}", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
