"""Stating what a sensor is and whether it works: by a named person, in a form or over the API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from northline.app.permitting import marking_given, require
from northline.app.sensors import sensors
from northline.decisions.operations import may
from northline.formats.sensors_csv_rows import COLUMNS, NEEDED, row_of
from northline.formats.written_rows import text_of
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, RejectedUnit, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.record import Id
from northline.records.sensor import Sensor
from northline.records.time import format_instant

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
    _check_owner(node, str(row.values["identity"]), row.values.get("operator"))
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    now = system_clock()
    made = Sensor(
        id=Origin(Sensor.kind, node.operator.name).sequenced(row.sequence or ""),
        source=node.operator.name,
        received=now,
        marking=meant.id,
        **row.values,
    )
    node.ledger.append(
        Sensor.kind,
        kind_named(Sensor.kind).to_batch([made]),
        by=node.operator.name,
        markings=(meant,),
    )
    return made.id


def _check_owner(node: "Opened", identity: str, runs: object) -> None:
    """What one agency runs or owns, another does not state anew; nor a partner in its name."""
    agency = node.operator.agency
    if runs not in {None, agency} and agency != node.keeper:
        raise NotPermitted(f"{identity} is said to be a sensor of {runs}: then they state it")
    for each in sensors(node):
        if each.identity == identity and agency not in {each.operator, *each.owners}:
            of = each.operator or ", ".join(each.owners)
            raise NotPermitted(f"{identity} is a sensor of {of}: what it is, they state")
