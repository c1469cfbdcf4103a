"""Of which state of a published table or list a file is: as somebody says, else as its name says."""

import datetime
import re
from collections.abc import Iterable
from pathlib import PurePath

from northline.formats.registry import format_named
from northline.records.figure import Figure
from northline.records.listing import Listing
from northline.records.protocols import Format

_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)


def has_vintage(format: Format) -> bool:
    """Whether what a format reads comes in versions: tables of figures, and lists."""
    return not {Figure.kind, Listing.kind}.isdisjoint(format.kinds)


def named_vintage(format: Format, address: str) -> str | None:
    """The day that stands in the name of a file of a published table or list.

    Args:
        format: how it is read; only what comes in versions has a vintage.
        address: the file, or the connection it comes by, which names none.

    Returns:
        ``YYYY-MM-DD``; None where the name has no day, or several.
    """
    if not has_vintage(format) or "://" in address:
        return None
    found = {each for each in _DAY.findall(PurePath(address).name) if _is_day(each)}
    return found.pop() if len(found) == 1 else None


def vintages_named(format: str, inputs: Iterable[str]) -> dict[str, str]:
    """Input -> the day in its name, of those that have one.

    Raises:
        UnknownName: for a format there is not.
    """
    reads = format_named(format)
    found = {each: named_vintage(reads, each) for each in inputs}
    return {each: day for each, day in found.items() if day is not None}


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
