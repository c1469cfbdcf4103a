"""Where in a TOML file each thing stands, for messages that name the line.

`tomllib` gives values without their lines.  Every statement of TOML (a header, or a key with
its value) can be read alone, so the text is cut into statements, by trying, and each is read
by `tomllib` itself to learn its path.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
"""Keys and places in lists, from the top: ``("feeds", 0, "format")``."""

LONGEST = 500
"""Lines of one statement that are tried; a longer one goes without lines."""


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, at which each path of a document begins.

    Args:
        text: a whole document that `tomllib` can read.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    rows: Counter[Path] = Counter()
    for line, statement in _statements(text):
        read = tomllib.loads(statement)
        if not read:
            continue
        if not statement.lstrip().startswith("["):
            for path in _paths(read):
                found.setdefault((*table, *path), line)
            continue
        keys = max(_paths(read), key=len)
        if statement.lstrip().startswith("[["):
            table = _within(tuple(key for key in keys if isinstance(key, str)), rows)
            rows[table] += 1
            table = (*table, rows[table] - 1)
        else:
            table = _within(keys, rows)
        for length in range(1, len(table) + 1):
            found.setdefault(table[:length], line)
    return found


def _within(keys: Path, rows: Counter[Path]) -> Path:
    """The path of a header, through the newest row of each array of tables above it."""
    path: Path = ()
    for place, key in enumerate(keys):
        path = (*path, key)
        if path in rows and place < len(keys) - 1:
            path = (*path, rows[path] - 1)
    return path


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement, and the line at which it begins."""
    lines = text.splitlines()
    first = 0
    while first < len(lines):
        for last in range(first, min(first + LONGEST, len(lines))):
            statement = "\n".join(lines[first : last + 1])
            try:
                tomllib.loads(statement)
            except tomllib.TOMLDecodeError:
                continue
            yield first + 1, statement
            first = last
            break
        first += 1


def _paths(value: Any) -> Iterator[Path]:
    """Every path in a value; what stands in a list of tables by its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield (key,)
            yield from ((key, *path) for path in _paths(each))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield (place,)
            yield from ((place, *path) for path in _paths(each))
