"""Opening the ledger that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from northline.cli.options import Options

if TYPE_CHECKING:
    from northline.app.node import Node


@contextmanager
def opened(options: Options, *, create: bool = False) -> Iterator[Node]:
    """The node over the ledger of the options, closed at the end.

    Args:
        options: name the ledger.
        create: whether to make it where there is none.

    Raises:
        UsageError: where there is none and none is to be made.
    """
    from northline.app.node import Node

    with Node.open(options.folder, create=create) as node:
        yield node
