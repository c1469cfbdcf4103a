"""Which published table a header is of: every one that some format reads, or names to refuse."""

from northline.formats.bts import BTS_TABLES
from northline.formats.cbp_drugs import DRUGS_TABLES
from northline.formats.cbp_encounters import ENCOUNTERS_TABLES
from northline.formats.cbp_weapons import WEAPONS_TABLES
from northline.formats.interceptions import INTERCEPTIONS_TABLES
from northline.formats.opioid_rates import OPIOID_TABLES
from northline.formats.published import Columns, Table, folded_name
from northline.formats.published_cells import shown
from northline.formats.removals import REMOVALS_TABLES
from northline.formats.trade import TRADE_TABLES
from northline.formats.travellers import TRAVELLERS_TABLES
from northline.records.errors import RejectedUnit

TABLES: tuple[Table, ...] = (
    *DRUGS_TABLES,
    *WEAPONS_TABLES,
    *ENCOUNTERS_TABLES,
    *BTS_TABLES,
    *OPIOID_TABLES,
    *REMOVALS_TABLES,
    *INTERCEPTIONS_TABLES,
    *TRAVELLERS_TABLES,
    *TRADE_TABLES,
)
"""In the order they are looked through: no header fits two."""

_SHOWN = 12


def table_of(own: tuple[Table, ...], columns: Columns) -> Table:
    """The table, of those that a format reads, that has this header.

    Args:
        own: the tables of the format.
        columns: the header.

    Raises:
        RejectedUnit: saying which table it looks like, or what it lacks.
    """
    _unambiguous(columns)
    for table in own:
        if not table.lacks(columns):
            if table.never:
                raise RejectedUnit(table.never)
            return table
    name = own[0].format
    for table in TABLES:
        if table.format != name and not table.lacks(columns):
            said = f"this is no table of {name}: its header is that of {table.title}"
            raise RejectedUnit(f"{said}; {table.never or f'read it as {table.format}'}")
    nearest = min(own, key=lambda table: len(table.lacks(columns)) / len(table.columns))
    lacks = nearest.lacks(columns)
    if len(lacks) < len(nearest.columns):
        raise RejectedUnit(
            f"this is no table of {name}: the header lacks a column {' and one '.join(lacks)}, "
            f"which {nearest.title} has"
        )
    raise RejectedUnit(
        f"this is no table of {name}: its first row is {_listed(columns)}, and the header of "
        f"{nearest.title} is {', '.join(nearest.columns)}"
    )


def header_words(table: Table, columns: Columns) -> str:
    """What is said of a header that was read: of which table, with which columns more."""
    unknown = [columns.names[place] for place in table.unknown(columns)]
    more = f" with columns not known here: {_listed(Columns(tuple(unknown)))}" if unknown else ""
    return f"header of {table.series}{more}"


def _unambiguous(columns: Columns) -> None:
    names = [folded_name(name) for name in columns.names]
    for name, folded in zip(columns.names, names, strict=True):
        if folded and names.count(folded) > 1:
            raise RejectedUnit(f"the header names column {shown(name)} twice")


def _listed(columns: Columns) -> str:
    said = ", ".join(shown(name) for name in columns.names[:_SHOWN])
    more = len(columns.names) - _SHOWN
    return f"{said} and {more} more" if more > 0 else said
