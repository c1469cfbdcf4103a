"""Aligned tables for people, written row by row so that a million rows need no memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

SAMPLE = 200
"""Rows that are looked at to choose the widths."""

WIDEST = 60
"""Characters that a column is widened to; longer values are shown whole, out of line."""

GAP = "  "


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Lines of a table: the names, then a line for each row.

    Args:
        rows: values by column name; missing ones show as a hyphen.
        columns: which columns to show, in which order.
    """
    waiting = iter(rows)
    first = list(islice(waiting, SAMPLE))
    sample = [[shown(name, row.get(name)) for name in columns] for row in first]
    widths = [
        min(WIDEST, max(len(name), *(len(cells[k]) for cells in sample), 0))
        for k, name in enumerate(columns)
    ]
    numeric = [any(_is_number(row.get(name)) for row in first) for name in columns]
    yield _line(list(columns), widths, numeric)
    for cells in sample:
        yield _line(cells, widths, numeric)
    for row in waiting:
        yield _line([shown(name, row.get(name)) for name in columns], widths, numeric)


def facts(pairs: Mapping[str, Any]) -> Iterator[str]:
    """Lines of names and values, the values aligned."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        yield f"{name.ljust(width)}{GAP}{shown(name, value)}".rstrip()


def shown(name: str, value: Any) -> str:
    """One value as text.

    What came from outside may hold bytes that command a terminal; they show as U+FFFD.
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.5f}" if name in {"lon", "lat"} else f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(str(key), each)}" for key, each in value.items()) or "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(name, each) for each in value) or "-"
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _line(cells: list[str], widths: list[int], numeric: list[bool]) -> str:
    parts = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return GAP.join(parts).rstrip()
