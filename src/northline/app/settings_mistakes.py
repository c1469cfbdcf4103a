"""Mistakes in a settings file: each says where, what is wrong, what is allowed, what to do.

A check takes the path and the value, writes down what is wrong and gives None then.  So one
reading finds every mistake, and not only the first.
"""

import datetime
import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from northline.app.settings_lines import Path

SECRETS = ("password", "passwd", "secret", "token", "api_key", "apikey", "private_key")
"""What stands in the name of a key that would hold a secret."""

_SORTS = {
    bool: "true or false", str: "text", int: "a whole number", float: "a number",
    list: "a list", dict: "a table", datetime.datetime: "an instant", datetime.date: "a date",
}  # fmt: skip


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake.

    Attributes:
        line: line of the file, from 1, or None where it stands in no line.
        where: the key, such as ``feeds[0].format``, or the option of the command line.
        wrong: what is wrong.
        allowed: what may stand there; empty where that is clear.
        remedy: what to do about it.
    """

    line: int | None
    where: str
    wrong: str
    allowed: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """All of it in one line."""
        line = "" if self.line is None else f"line {self.line}: "
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        remedy = f". {self.remedy}" if self.remedy else ""
        return f"{line}{self.where}: {self.wrong}{allowed}{remedy}"


class Report:
    """Collects mistakes.

    Attributes:
        mistakes: those found so far.
    """

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self.mistakes: list[Mistake] = []
        self._lines = lines

    def add(self, path: Path, wrong: str, allowed: str = "", remedy: str = "") -> None:
        """Write a mistake down; its line is that of the nearest thing that has one."""
        line = None
        for length in range(len(path), 0, -1):
            if line is None:
                line = self._lines.get(path[:length])
        self.mistakes.append(
            Mistake(line=line, where=named(path), wrong=wrong, allowed=allowed, remedy=remedy)
        )

    def in_order(self) -> tuple[Mistake, ...]:
        """The mistakes as the file has them."""
        return tuple(sorted(self.mistakes, key=lambda each: (each.line or 0, each.where)))


Check = Callable[[Report, Path, Any], Any]
"""Gives the value as it is used, or None once it has written down what is wrong."""


def named(path: Path) -> str:
    """A path as people write it: ``feeds[0].format``."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def sort_of(value: Any) -> str:
    """What a value is, in words."""
    return _SORTS.get(type(value), type(value).__name__)


def nearest(name: str, known: Iterable[str]) -> str:
    """Which of these was meant, as a remedy; empty where none is near."""
    found = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"Did you mean {found[0]}?" if found else ""


def table(
    report: Report,
    path: Path,
    value: Any,
    known: Mapping[str, Check],
    needed: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The good values of a table; unknown, missing and wrong ones are written down."""
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "a table", f"Write [{named(path)}].")
        return {}
    good: dict[str, Any] = {}
    for key, each in value.items():
        if key in known:
            checked = known[key](report, (*path, key), each)
            if checked is not None:
                good[key] = checked
        else:
            unknown(report, (*path, key), known)
    for key in needed:
        if key not in value:
            report.add(path, f"has no {key}", f"{key} is needed", f"Add {key} = ...")
    return good


def unknown(report: Report, path: Path, known: Iterable[str]) -> None:
    """Write down a key that there is not, with the nearest one that there is."""
    key = str(path[-1])
    if any(word in key.lower() for word in SECRETS):
        report.add(
            path,
            "a secret never stands in this file",
            remedy="Take it out, and change it: whoever can read this file has seen it.",
        )
        return
    allowed = ", ".join(known)
    report.add(path, "there is no such key", allowed, nearest(key, known) or "Take it out.")


def text(report: Report, path: Path, value: Any) -> str | None:
    """Text that is not blank."""
    if not isinstance(value, str):
        report.add(path, f"is {sort_of(value)}", "text", "Put it in quotation marks.")
        return None
    if not value.strip():
        report.add(path, "is blank", "text", "Write it, or take the key out.")
        return None
    return value.strip()


def whole(least: int, most: int) -> Check:
    """A whole number in a range, both ends included."""

    def check(report: Report, path: Path, value: Any) -> int | None:
        if type(value) is not int or not least <= value <= most:
            shown = value if type(value) is int else sort_of(value)
            report.add(path, f"is {shown}", f"a whole number from {least:,} to {most:,}")
            return None
        return value

    return check


def one_of(what: str, known: Callable[[], Iterable[str]]) -> Check:
    """One of some names."""

    def check(report: Report, path: Path, value: Any) -> str | None:
        names = list(known())
        given = text(report, path, value)
        if given is not None and given not in names:
            remedy = nearest(given, names)
            report.add(path, f"there is no {what} {given!r}", ", ".join(names), remedy)
            return None
        return given

    return check


def several(each: Check, least: int = 1) -> Check:
    """A list of at least so many, each once."""

    def check(report: Report, path: Path, value: Any) -> tuple[Any, ...] | None:
        if not isinstance(value, list) or len(value) < least:
            shown = f"a list of {len(value)}" if isinstance(value, list) else sort_of(value)
            report.add(path, f"is {shown}", f"a list of {least} or more")
            return None
        good = [each(report, (*path, place), one) for place, one in enumerate(value)]
        if None in good:
            return None
        twice = [one for place, one in enumerate(good) if one in good[:place]]
        for one in twice:
            report.add(path, f"names {one!r} twice", remedy="Name each once.")
        return None if twice else tuple(good)

    return check


def date(report: Report, path: Path, value: Any) -> datetime.date | None:
    """A date, bare or as text."""
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    report.add(path, f"is {value!r}", "a date such as 2026-07-01")
    return None
