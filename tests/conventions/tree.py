"""The project as its files: which there are, and the Python modules of the package, parsed."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One Python file, by its place under ``src``, as text and as a syntax tree."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.name)

    @property
    def room(self) -> str:
        """``engines`` for ``northline/engines/tracking/model.py``; empty at the top."""
        parts = Path(self.name).with_suffix("").parts
        return parts[1] if len(parts) > 1 else ""


@cache
def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    return tuple(
        Module(path.relative_to(SOURCES).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCES.rglob("*.py"))
    )


@cache
def files() -> tuple[Path, ...]:
    """Every file that git keeps, or would keep: what a release is made of."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0")) - {""}))
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Every kept text file, by name and content."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8", "replace")
