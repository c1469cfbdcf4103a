r"""The tracking engine: one track per transponder identity, filtered from its own reports.

Each axis of the plane tangent at a track's last estimate (metres east and north) has a
position p and a velocity v that wanders as a Wiener process of spectral density q (Bar-Shalom,
Li and Kirubarajan 2001, *Estimation with Applications to Tracking and Navigation*, 6.2.2).
Noises are isotropic, so both axes share one covariance P, 2 x 2 (m2, m2/s, m2/s2):

.. math::
    p' = p + v t, \quad v' = v, \qquad
    P' = F P F^T + q \begin{pmatrix} t^3/3 & t^2/2 \\ t^2/2 & t \end{pmatrix}

A fix z of variance R per axis has the innovation :math:`\nu = z - p'` with
:math:`S = P'_{pp} + R`; then :math:`K = P' H^T / S`, :math:`x = x' + K \nu`,
:math:`P = (I - K H) P'`.  The statistic :math:`d^2 = |\nu|^2 / S` is chi-square with two
degrees of freedom.

* **Reach.**  :math:`|z - p| \le v_{max} (t + slack) + 3 (\sqrt{P_{pp}} + \sqrt R)`; beyond, it
  cannot be the same thing.  The report begins another track of the identity (two ships that
  share one MMSI become two tracks; a glitch becomes a track of one point).
* **Gate.**  :math:`d \le gate`.  Beyond, the thing turned or the fix is bad, and nobody knows
  which: P' and R both grow by :math:`(d / gate)^2`, so the estimate moves as it would have and
  its stated error covers the surprise.  The next report settles it.
* **Choice.**  Of the identity's tracks within reach, one whose gate it passes goes first, then
  the one with least :math:`d^2 + 2 \ln S`, then the oldest.
* **Stated velocity** (speed and course both) is a second measurement, of variance
  ``speed_sigma``\ :sup:`2`; where it is off the gate its own variance alone grows, to the gate.
* **Order.**  Reports are taken in the order they were committed, identity by identity, so a
  batch may be cut anywhere.  One that falls within the life of a track that it fits, but not
  after its last point, is late (or a repeat, at the same instant): counted, not used.
* **Altitude** is not filtered: it is the one last stated on the track, for ``altitude_age``;
  ``vertical_rate`` and ``on_ground`` are those of the report itself.
* **Gap.**  After ``max_gap`` of silence (event time) a new track starts.  A track is forgotten
  after ``forget`` (received time); reports are then judged as though it had never been.

Result of one step of n reports: up to n rows of kind ``track``, ``at`` and ``received`` of the
report, ``sigma`` the 1-sigma error per axis of the filtered position (metres), ``speed_knots``
None until a velocity is known, ``course`` None while the speed is below its own error.
"""

from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.engines.tracking.columns import points_batch, reports_of
from northline.engines.tracking.params import TrackingParams
from northline.engines.tracking.state import TrackingState
from northline.engines.tracking.work import MICROS, Work
from northline.records.protocols import Moment, Split, Step


class Tracking:
    """The engine; see the module for its equations.  It raises nothing of its own.

    ``identity`` splits it exactly: no identity's tracks depend on another's reports.
    """

    name: str = "tracking"
    version: str = "2"
    reads: tuple[str, ...] = ("position",)
    writes: tuple[str, ...] = ("track",)
    inputs: tuple[str, ...] = (
        "position.id",
        "position.at",
        "position.received",
        "position.marking",
        "position.lon",
        "position.lat",
        "position.sigma",
        "position.identity",
        "position.craft",
        "position.speed_knots",
        "position.course",
        "position.accurate",
        "position.timed",
        "position.altitude",
        "position.altitude_reference",
        "position.vertical_rate",
        "position.on_ground",
    )
    split: Split = Split.KEY
    split_by: str | None = "identity"
    state: type[msgspec.Struct] = TrackingState
    accountable: str = "watch-supervisor"
    pause: float = 0.0
    every: float = 0.0

    def __init__(self, params: TrackingParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or TrackingParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: TrackingState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next positions, in commit order; see the module."""
        table = batch.get("position")
        if table is None or table.num_rows == 0:
            return Step(state=state)
        reports = reports_of(table, self._params)
        work = Work(state, reports, self._params)
        work.follow(reports, self._params)
        tracks, markings = work.named(reports, moment)
        altitude = work.altitudes(reports, self._params)
        used = work.slot >= 0
        newest = max(state.newest, int(reports.received[used].max(initial=0)))
        after = TrackingState(
            tracks=work.packed(newest - 2 * int(self._params.forget * MICROS)),
            newest=newest,
            counts=state.counts + work.counts(reports),
        )
        if not used.any():
            return Step(state=after)
        points = points_batch(table, reports, used, work.out[used], tracks, markings, altitude)
        return Step(state=after, records={"track": points})
