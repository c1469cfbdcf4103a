"""Stating what a unit is: its crew, range, speeds and authority, by a named person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from northline.app.permitting import require
from northline.app.stating import add, row_given
from northline.app.units import units
from northline.decisions.operations import may
from northline.formats.units_csv_rows import COLUMNS, NEEDED, row_of
from northline.records.errors import NotPermitted
from northline.records.marking import Marking
from northline.records.record import Id
from northline.records.unit import Unit

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "units"
"""What whoever states something of a unit must be allowed to."""


def may_state(node: "Opened") -> bool:
    """Whether this person may state anything of units."""
    return may(node.viewer, OPERATION)


def state_unit(
    node: "Opened", given: Mapping[str, object], marking: Marking | str | None = None
) -> Id:
    """Add a record of a unit; the id of it, which it has already where it was stated before.

    Args:
        node: an open node.
        given: column -> value (`northline.formats.units_csv_rows`); ``at`` is now where it is
            left out.
        marking: its marking, or the text of one; unclassified and the agency's own where nobody
            says otherwise.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: when the unit is another agency's.
        UsageError: for a column there is not, or a wrong value, saying what is allowed.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    row = row_given(given, COLUMNS, NEEDED, row_of)
    identity, agency = str(row.values["identity"]), node.operator.agency
    for each in units(node):
        if each.identity == identity and each.owners and agency not in each.owners:
            raise NotPermitted(
                f"{identity} is a unit of {', '.join(each.owners)}: what it is, they state"
            )
    return add(node, Unit, row, marking)
