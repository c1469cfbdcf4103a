"""Stating what a sensor is and whether it works: by a named person, in a form or over the API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from northline.app.permitting import require
from northline.app.sensors import sensors
from northline.app.stating import add, row_given
from northline.decisions.operations import may
from northline.formats.sensors_csv_rows import COLUMNS, NEEDED, row_of
from northline.records.errors import NotPermitted
from northline.records.marking import Marking
from northline.records.record import Id
from northline.records.sensor import Sensor

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "sensors"
"""What whoever states something of a sensor must be allowed to."""


def may_state(node: "Opened") -> bool:
    """Whether this person may state anything of sensors."""
    return may(node.viewer, OPERATION)


def state_sensor(
    node: "Opened", given: Mapping[str, object], marking: Marking | str | None = None
) -> Id:
    """Add a record of a sensor; the id of it, which it has already where it was stated before.

    Args:
        node: an open node.
        given: column of the registry -> value (`northline.formats.sensors_csv_rows`); ``at`` is
            now where it is left out.
        marking: its marking, or the text of one; unclassified and the agency's own where nobody
            says otherwise.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: when the sensor is another agency's, or a partner states it as one's.
        UsageError: for a column there is not, or a wrong value, saying what is allowed.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    row = row_given(given, COLUMNS, NEEDED, row_of)
    _check_owner(node, str(row.values["identity"]), row.values.get("operator"))
    return add(node, Sensor, row, marking)


def _check_owner(node: "Opened", identity: str, runs: object) -> None:
    """What one agency runs or owns, another does not state anew; nor a partner in its name."""
    agency = node.operator.agency
    if runs not in {None, agency} and agency != node.keeper:
        raise NotPermitted(f"{identity} is said to be a sensor of {runs}: then they state it")
    for each in sensors(node):
        if each.identity == identity and agency not in {each.operator, *each.owners}:
            of = each.operator or ", ".join(each.owners)
            raise NotPermitted(f"{identity} is a sensor of {of}: what it is, they state")
