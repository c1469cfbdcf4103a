r"""The safety engine: which units are overdue, and which drones are past the line.

=================== ============================================================================
``overdue-unit``    nobody has heard of a unit that was to be heard of: a revision for each step
                    of the alarm (`northline.engines.safety.rule`)
``unit-checked-in`` the last revision of it: the unit was heard of; an alarm never ends silently
``drone-over-line`` a drone of ours is past the line (`northline.engines.safety.drones`)
=================== ============================================================================

**Which time it is.**  Silence is that nothing comes, so it cannot be read off a record of the unit.

* While anything at all is tracked, the track points make the clock: it shows the latest instant that
  the least of any three of them in a row has reached.  Check-ins are taken when it reaches them, or
  at the end of the step by whose ``now`` they have come.  So what is told does not depend on how rows
  were put into batches, nor on how fast an exercise runs.
* A step without a track point lets time pass by the moment's ``now``: a unit is then as old as it was
  by its own word when that came, and what has passed since.  ``now`` is recorded with the step, so a
  replay comes to the same.  (A step with track points may be one of many that catch up; ``now`` would
  then call units silent whose words are still to be read.)

**What a step costs.**  Nothing is done for points of others but a look at their sort and instants;
units are looked at only when one speaks or an instant is reached at which something is due.

Result of one step: rows of kind ``finding``, in the order of their instants.
"""

from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.engines.safety import telling
from northline.engines.safety.columns import check_ins_of, plain, points_of, sites_of
from northline.engines.safety.params import SafetyParams
from northline.engines.safety.state import SafetyState
from northline.engines.safety.work import Work
from northline.records.finding import Finding
from northline.records.protocols import Moment, Split, Step
from northline.records.schema import kind_of


class Safety:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    One clock goes for all units, so there is no exact split: it runs on one worker.
    """

    name: str = telling.ENGINE
    version: str = telling.VERSION
    reads: tuple[str, ...] = ("check-in", "unit", "track", "sensor")
    writes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = (
        "check-in.id",
        "check-in.at",
        "check-in.received",
        "check-in.marking",
        "check-in.lon",
        "check-in.lat",
        "check-in.unit",
        "check-in.how",
        "check-in.next_due",
        "unit.id",
        "unit.at",
        "unit.received",
        "unit.marking",
        "unit.identity",
        "unit.callsign",
        "unit.mode",
        "unit.battery",
        "unit.authority",
        "track.id",
        "track.at",
        "track.received",
        "track.marking",
        "track.lon",
        "track.lat",
        "track.sigma",
        "track.identity",
        "track.craft",
        "track.speed_knots",
        "track.course",
        "track.sensors",
        "sensor.id",
        "sensor.at",
        "sensor.received",
        "sensor.marking",
        "sensor.lon",
        "sensor.lat",
        "sensor.identity",
        "sensor.sort",
        "sensor.state",
        "sensor.range",
        "sensor.height",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = SafetyState
    accountable: str = "patrol-supervisor"
    pause: float = 1.0
    every: float = 60.0

    def __init__(self, params: SafetyParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or SafetyParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: SafetyState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next rows of each kind, or let time pass; see the module."""
        work = Work(state, self._params, moment)
        work.sensors(sites_of(batch.get("sensor")))
        work.units(plain(batch.get("unit")))
        work.check_ins(check_ins_of(batch.get("check-in")))
        points = points_of(batch.get("track"), state.clock, state.before)
        for row, clock in zip(points.rows, points.clock, strict=True):
            work.upto(clock)
            work.position(row)
        work.upto(points.after)
        work.arrive(moment.now)
        if not points.any:
            work.wait(moment.now)
        return Step(
            state=work.state(points.before),
            findings=kind_of(Finding).to_batch(work.found) if work.found else None,
        )
