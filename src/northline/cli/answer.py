"""What a command says: lines for people, or one JSON document for scripts.

Standard output holds the answer and nothing else; whatever accompanies it goes to standard
error.  An answer from an exercise ledger says so, whichever form it takes (LAW.md rule 12).
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from northline.cli.options import Options
from northline.records.errors import NorthlineError

BANNER = "EXERCISE: nothing below took place."
"""First line of every answer for people from an exercise ledger."""


ROWS_AT_ONCE = 1000
"""Rows held before they are written."""


class CutShort(NorthlineError):
    """A document was begun and could not be finished; its end already says why.

    Attributes:
        cause: what went wrong.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def encode(document: object) -> bytes:
    """One JSON document."""
    return msgspec.json.encode(document)


def note(text: str) -> None:
    """Say something on standard error: progress, or what accompanies an answer."""
    print(text, file=sys.stderr, flush=True)


def answer(
    options: Options,
    document: Mapping[str, Any],
    lines: Iterable[str],
    *,
    exercise: bool | None = None,
    code: int = 0,
) -> int:
    """Give an answer, whole.

    Args:
        options: says in which form.
        document: the answer for scripts.
        lines: the answer for people.
        exercise: whether it comes from an exercise ledger; None where no ledger was read.
        code: exit code to hand on.

    Returns:
        ``code``.
    """
    if options.json:
        _write(encode({**_mark(exercise), **document}) + b"\n")
    else:
        _print(lines, exercise=exercise)
    return code


def answer_rows(
    options: Options,
    head: Mapping[str, Any],
    name: str,
    rows: Iterable[Mapping[str, Any]],
    lines: Iterable[str],
    *,
    exercise: bool,
) -> int:
    """Give an answer of many rows as they come, holding none of them.

    The document is ``head``, then ``name`` with the rows, then ``count``; after a failure it
    is ended properly, and ``error`` says what happened.

    Args:
        options: says in which form; only one of ``rows`` and ``lines`` is drawn from.
        head: what stands before the rows.
        name: name of the array.
        rows: the answer for scripts.
        lines: the answer for people.
        exercise: whether it comes from an exercise ledger.

    Raises:
        CutShort: when the rows end in an error.
    """
    if not options.json:
        _print(lines, exercise=exercise)
        return 0
    _write(encode({**_mark(exercise), **head})[:-1] + b"," + encode(name) + b":[")
    array = _Array()
    try:
        for row in rows:
            array.add(row)
        array.write()
    except BrokenPipeError:
        raise
    except Exception as error:
        array.write()
        told = {"code": code_of(error), "message": str(error)}
        _write(b'],"count":%d,"error":%b}\n' % (array.count, encode(told)))
        raise CutShort(error) from error
    _write(b'],"count":%d}\n' % array.count)
    return 0


class _Array:
    """The members of a JSON array, written a thousand at a time.

    Attributes:
        count: how many were added.
    """

    def __init__(self) -> None:
        self.count = 0
        self._waiting: list[Mapping[str, Any]] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Add one."""
        self._waiting.append(row)
        self.count += 1
        if len(self._waiting) == ROWS_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write those that wait."""
        if self._waiting:
            first = self.count == len(self._waiting)
            _write((b"" if first else b",") + encode(self._waiting)[1:-1])
            self._waiting.clear()


def error_document(error: BaseException) -> dict[str, Any]:
    """An error as a document, for scripts that always expect one."""
    return {"error": {"code": code_of(error), "message": str(error)}}


def code_of(error: BaseException) -> str:
    """The stable word for an error: its class name in lower case, hyphenated."""
    name = type(error).__name__ if isinstance(error, NorthlineError) else "unexpected"
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _mark(exercise: bool | None) -> dict[str, bool]:
    return {} if exercise is None else {"exercise": exercise}


def _print(lines: Iterable[str], *, exercise: bool | None) -> None:
    if exercise:
        print(BANNER)
    for line in lines:
        print(line)
    sys.stdout.flush()


def _write(data: bytes) -> None:
    stream = sys.stdout
    stream.write(data.decode())
    stream.flush()
