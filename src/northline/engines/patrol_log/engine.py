"""The patrol log: what friendly units did along the line, from the positions that they report.

Units report where they are (Cursor on Target).  Of each, the time between two reports next to each
other counts as patrol where nothing speaks against it (`northline.engines.patrol_log.pieces`); counted
time is put together to legs (`.legs`), one mode and at most one hour of UTC each, with the stretches of
the line that the unit was beside.  A leg is written when it is over, and never changed.

Nothing here is a finding, and nothing is scored: it is the log of one's own people, for their own hours.

Result of one step: rows of kind ``patrol-leg``, in the order of the rows that ended them.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec
import pyarrow as pa

from northline.engines.patrol_log.fixes import MICROS, rows_of
from northline.engines.patrol_log.legs import Fold, Over
from northline.engines.patrol_log.params import PatrolLogParams
from northline.engines.patrol_log.pieces import pairs_of, pieces_of
from northline.engines.patrol_log.state import MOST_UNITS, LogState, UnitKept
from northline.engines.patrol_log.telling import record_of
from northline.geo.line import FEW, prepare
from northline.records.patrol_leg import PatrolLeg, Reported
from northline.records.protocols import Moment, Split, Step
from northline.records.schema import kind_of

NAME = "patrol-log"


class PatrolLog:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    That a unit is silent is told by what is heard of all others, so there is no exact split.
    """

    name: str = NAME
    version: str = "1"
    reads: tuple[str, ...] = ("unit",)
    writes: tuple[str, ...] = ("patrol-leg",)
    inputs: tuple[str, ...] = (
        "unit.id",
        "unit.at",
        "unit.received",
        "unit.marking",
        "unit.lon",
        "unit.lat",
        "unit.identity",
        "unit.callsign",
        "unit.mode",
        "unit.crew",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = LogState
    accountable: str = "patrol-supervisor"
    pause: float = 2.0
    every: float = 0.0

    def __init__(self, params: PatrolLogParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or PatrolLogParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: LogState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next rows of units, in commit order; see the module."""
        table = batch.get("unit")
        if table is None or table.num_rows == 0:
            return Step(state=state)
        after, over = fold(state, table, self._params)
        legs = [
            record_of(each.identity, each.leg, moment.join, source=NAME, reported=Reported.COT)
            for each in over
        ]
        records = {PatrolLeg.kind: kind_of(PatrolLeg).to_batch(legs)} if legs else {}
        return Step(state=after, records=records)


def fold(state: LogState, table: pa.Table, params: PatrolLogParams) -> tuple[LogState, list[Over]]:
    """Take rows of units: what is remembered after them, and the legs that are over by them.

    Args:
        state: what was remembered before.
        table: rows with the columns of `PatrolLog.inputs`, in the order they came; at least one.
        params: the parameters.
    """
    if table.num_rows > FEW:
        _prepared()
    rows, fixes = rows_of(table, state, params)
    pairs = pairs_of(rows, fixes, state.clock, params)
    pieces = pieces_of(pairs, fixes, round(params.longest * MICROS))
    units = {each.identity: each for each in state.units}
    over: list[Over] = []
    for unit, ended in Fold(table, rows, fixes, pairs, pieces, params).units():
        units[unit.identity] = unit
        over += ended
    silence, touched = round(params.silence * MICROS), set(rows.names)
    for identity, unit in units.items():
        if unit.open is None or identity in touched:
            continue
        row = int(rows.clock.searchsorted(unit.received + silence, "right"))
        if row < len(rows.clock):
            over.append(Over(row, identity, unit.open))
            units[identity] = msgspec.structs.replace(unit, open=None)
    over.sort(key=lambda each: (each.row, each.identity, each.leg.since))
    return LogState(units=_remembered(units.values()), clock=int(rows.clock[-1])), over


def _remembered(units: Iterable[UnitKept]) -> tuple[UnitKept, ...]:
    kept = sorted(units, key=lambda each: (each.received, each.identity))[-MOST_UNITS:]
    return tuple(sorted(kept, key=lambda each: each.identity))


@cache
def _prepared() -> None:
    prepare()
