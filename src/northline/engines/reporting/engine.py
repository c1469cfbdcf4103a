r"""The reporting engine: what crossed the line, whether it landed, and whether that was reported.

A line crossing by boat or aircraft is lawful in itself.  Who *arrives* must report it without
delay: in Canada under the Customs Act (R.S.C. 1985, c. 1 (2nd Supp.)), section 11, in the United
States under 19 U.S.C. 1433.  Small craft may do so by telephone or app from where they land; who
passes through without landing need not.  So each finding of a crossing is followed:

* **Reported.**  A report of arrival that is of this crossing (`northline.engines.reporting.matching`)
  closes the matter, in time or late: a revision of kind ``reported-crossing``.
* **Back.**  A crossing the other way of the same thing, before any sign of a landing, closes it: a
  revision of kind ``crossed-back``.
* **Failed.**  Where there are signs of a landing (`northline.engines.reporting.motion`) and the time
  that people have, counted from there, passed without a report: a revision of kind
  ``failure-to-report``.  Its score is

  .. math:: P(\text{crossed}) \; P(\text{landed} \mid \text{signs}) \;
            (1 - P(\text{one of the nameless reports is its own}))

* What shows none of these until ``give_up`` is let go, and counted.

**The clock** is that of the tracks: the instant that has surely passed is the earliest of three
track points in a row, and never goes back; so no single wrong clock makes anybody late.  Where
nothing is heard at all it stands still, and nobody is late either: this engine says nothing while
nobody looks.  What is read is taken when the clock has passed its own instant.

Result of one step: rows of kind ``finding``, each a later revision of the event of a crossing.
"""

from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.engines.reporting.columns import begun_of, passed_of, reports_of, track_of
from northline.engines.reporting.params import ReportingParams
from northline.engines.reporting.state import ReportingState
from northline.engines.reporting.telling import ENGINE, VERSION
from northline.engines.reporting.work import Work
from northline.records.finding import Finding
from northline.records.protocols import Moment, Split, Step
from northline.records.schema import kind_of


class Reporting:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    A report without identity may be of any crossing, so there is no exact split.
    """

    name: str = ENGINE
    version: str = VERSION
    reads: tuple[str, ...] = ("finding", "crossing", "track", "arrival")
    writes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = (
        "finding.at",
        "finding.received",
        "finding.marking",
        "finding.lon",
        "finding.lat",
        "finding.sigma",
        "finding.event_id",
        "finding.revision",
        "finding.finding",
        "finding.subject",
        "finding.since",
        "finding.until",
        "finding.score",
        "finding.km",
        "finding.reasons",
        "finding.evidence",
        "finding.about",
        "crossing.id",
        "crossing.at",
        "crossing.received",
        "crossing.marking",
        "crossing.track",
        "crossing.identity",
        "crossing.craft",
        "crossing.direction",
        "crossing.side_certainty",
        "track.id",
        "track.at",
        "track.received",
        "track.marking",
        "track.lon",
        "track.lat",
        "track.sigma",
        "track.track",
        "track.identity",
        "track.speed_knots",
        "track.on_ground",
        "arrival.id",
        "arrival.at",
        "arrival.received",
        "arrival.marking",
        "arrival.lon",
        "arrival.lat",
        "arrival.direction",
        "arrival.craft",
        "arrival.identity",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = ReportingState
    accountable: str = "watch-supervisor"

    def __init__(self, params: ReportingParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or ReportingParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: ReportingState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next records of each kind, in commit order; see the module."""
        if not any(table.num_rows for table in batch.values()):
            return Step(state=state)
        track = track_of(batch.get("track"), state.clock, state.before)
        work = Work(state, self._params, moment)
        begun, ended = begun_of(batch.get("finding"))
        work.begin(begun, ended, passed_of(batch.get("crossing")))
        work.report(reports_of(batch.get("arrival")))
        work.follow(track)
        last = (*state.before, *track.at[-2:].tolist())[-2:]
        return Step(
            state=work.state((last[0], last[1])),
            findings=kind_of(Finding).to_batch(work.found) if work.found else None,
        )
