"""Northline: what was seen, what follows, what was done, what came of it.

::

    import northline as nl

    with nl.open("northline-data") as node:
        node.ingest("ais", ["feeds/river.nmea"])
        node.run()
        table = node.records("crossing", limit=100)  # a pyarrow.Table

Importing this is cheap: what a call needs is loaded by the call.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from northline.app.node import Node

__all__ = ["open"]


def open(
    ledger: "Path | str" = "northline-data",
    *,
    home: "Path | None" = None,
    exercise: bool | None = None,
    create: bool = True,
) -> "Node":
    """Open a node on a ledger; see `northline.app.node.Node.open`."""
    from northline.app.node import Node

    return Node.open(ledger, home=home, exercise=exercise, create=create)
