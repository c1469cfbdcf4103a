"""Stating what a unit is: its crew, range, speeds and authority, by a named person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from northline.app.permitting import marking_given, require
from northline.app.units import units
from northline.decisions.operations import may
from northline.formats.units_csv_rows import COLUMNS, NEEDED, row_of
from northline.formats.written_rows import text_of
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, RejectedUnit, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.record import Id
from northline.records.time import format_instant
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
    try:
        texts = {name: text_of(name, value).strip() for name, value in given.items()}
        texts = {name: text for name, text in texts.items() if text}
        texts.setdefault("at", format_instant(system_clock()))
        unknown = [name for name in texts if name not in COLUMNS]
        missing = [name for name in NEEDED if name not in texts]
        if unknown or missing:
            wrong = f"there is no column {unknown[0]!r}" if unknown else f"{missing[0]} is missing"
            raise UsageError(f"{wrong}; there are {', '.join(COLUMNS)}")
        row = row_of(texts)
    except RejectedUnit as error:
        raise UsageError(str(error)) from error
    identity, agency = str(row.values["identity"]), node.operator.agency
    for each in units(node):
        if each.identity == identity and each.owners and agency not in each.owners:
            raise NotPermitted(
                f"{identity} is a unit of {', '.join(each.owners)}: what it is, they state"
            )
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    made = Unit(
        id=Origin(Unit.kind, node.operator.name).sequenced(row.sequence or ""),
        source=node.operator.name,
        received=system_clock(),
        marking=meant.id,
        **row.values,
    )
    node.ledger.append(
        Unit.kind,
        kind_named(Unit.kind).to_batch([made]),
        by=node.operator.name,
        markings=(meant,),
    )
    return made.id
