"""The published tables that measures are computed from: what each leaves out, and where it is had.

Whether a missing row is a nought or a gap depends on the table, and decides what may be added up:
so it is declared (``data/tables.toml``), under review like the claims.
"""

from functools import cache
from typing import NamedTuple

import msgspec

from northline.measures.declared import once, read, shipped
from northline.measures.text import Text


class PublishedTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table that somebody publishes.

    Attributes:
        series: its name, as its figures carry it.
        format: the format that reads it.
        title: what it is.
        publisher: who publishes it.
        address: where it is published.
        sparse: whether it leaves out what did not happen: then no row means nothing, where the
            table covers the period.  Otherwise no row means that it is not known.
        places: what its places are: ``sector``, ``office``, ``port``, ``province``, ``region``,
            or ``none``.
        dated: whether it tells its vintage itself, by the last month that it covers; otherwise
            whoever reads it says so (``--vintage``).
    """

    series: str
    format: str
    title: Text
    publisher: str
    address: str
    sparse: bool
    places: str
    dated: bool

    def command(self) -> str:
        """The command that reads it."""
        day = "" if self.dated else " --vintage YYYY-MM-DD"
        return f"northline ingest {self.format} FILE{day}"


class _Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tables: tuple[PublishedTable, ...]


class Habits(NamedTuple):
    """What must be known of a table to compute from it.

    Attributes:
        sparse: as `PublishedTable.sparse`.
        places: as `PublishedTable.places`.
    """

    sparse: bool
    places: str


UNKNOWN = Habits(sparse=False, places="port")
"""Of a table that is not declared: the more careful of both."""


def read_tables(text: str) -> tuple[PublishedTable, ...]:
    """Read declared tables.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    found = read(text, _Tables, "tables").tables
    once((each.series for each in found), "tables")
    return found


@cache
def tables() -> tuple[PublishedTable, ...]:
    """The tables that come declared with the package."""
    return read_tables(shipped("tables.toml"))


@cache
def habits(series: str) -> Habits:
    """What is known of a table."""
    for each in tables():
        if each.series == series:
            return Habits(each.sparse, each.places)
    return UNKNOWN
