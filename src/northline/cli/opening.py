"""Opening the ledger that a command works on, and which one that is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from northline.cli.answer import note
from northline.cli.options import VARIABLE, Options

if TYPE_CHECKING:
    from northline.app.node import Node


@contextmanager
def opened(
    options: Options, *, create: bool = False, settings: Path | None = None
) -> Iterator[Node]:
    """The node over the ledger that is meant, closed at the end.

    Args:
        options: may name the ledger.
        create: whether to make it where there is none.
        settings: the settings file that the command line names; None looks for the usual one.

    Raises:
        UsageError: where there is none and none is to be made.
        SettingsError: when the settings file cannot be read, or names no folder.
    """
    from northline.app.node import Node

    with Node.open(_folder(options, settings), create=create) as node:
        yield node


def _folder(options: Options, settings: Path | None) -> Path:
    """The ledger's folder: as the command line or environment names it, else the settings file.

    Only in the last case is it said: nobody named it just now.
    """
    from northline.app.settings import find, ledger_of

    if options.ledger is not None or os.environ.get(VARIABLE):
        return options.folder
    path = find(settings)
    named = None if path is None else ledger_of(path)
    if named is None:
        return options.folder
    note(f"ledger {named}, as {path} names it")
    return named
