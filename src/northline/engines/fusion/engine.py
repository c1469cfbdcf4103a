r"""The fusion engine: plots of many sensors, joined into tracks of what does not report itself.

A track has a place p and a velocity v in the plane tangent at its last estimate (metres east and
north); v wanders as a Wiener process of spectral density q (Bar-Shalom, Li and Kirubarajan 2001,
*Estimation with Applications to Tracking and Navigation*, 6.2.2 and 11.2).  With x = (p, v) and
its covariance P, 4 x 4 (m2, m2/s, m2/s2):

.. math::
    x' = F x, \quad P' = F P F^T + Q, \quad S = H P' H^T + R, \quad K = P' H^T S^{-1}, \quad
    x = x' + K \nu, \quad P = (I - K H) P'

q is that of the sort of craft, times ``agility`` while the fading mean of
:math:`d^2 = \nu^T S^{-1} \nu` exceeds ``turn``: then the thing is turning.

* **Sensors see differently.**  Range and azimuth become a place with its covariance, without bias
  (`northline.engines.fusion.reports`); a trip is a place with the sensor's reach as its error; a
  direction corrects across its line of sight alone (extended Kalman filter) and begins no track.
* **Scans.**  Plots of one sensor within ``window`` are one scan: a track takes at most one of them,
  each predicted to its own instant.  Sensors are not in step; scans are taken in event time.
* **Association.**  Pairs with :math:`d \le gate` make a graph; each of its components is solved
  exactly for the least sum of :math:`-2 \Delta L`, believed tracks first, tentative ones with what
  they leave (global nearest neighbour; `northline.engines.fusion.assignment_kernel`).
* **Belief.**  :math:`L` is the log-likelihood ratio of a thing against false detections (Blackman
  and Popoli 1999, *Design and Analysis of Modern Tracking Systems*, 6.2): a plot adds
  :math:`\ln(P_D / \beta) - \ln 2\pi - \frac12 \ln|S| - \frac12 d^2`, a missed look
  :math:`\ln(1 - P_D)`.  A track is believed from ``least_hits`` plots and :math:`L \ge confirm`; it
  ends when missed looks have taken ``drop``.  Until it is believed it makes no point; then it makes
  two: where it began, and where it is, which cites what came between.
* **Own reports** (positions) say where the track of their identity is.  While a thing reports
  itself, plots of it are explained and make no point: its track is that of ``tracking``.  When it
  falls silent and a sensor still sees it, points follow under the identity it last had, the first
  of them where it last reported; ``quality`` halves every ``identity_half``.  When a dark track
  reports itself, one last point gives it its identity.
* **One thing, one track.**  Where two believed tracks of one place and velocity want one plot
  ``merge_after`` times, and never had one each of one scan, they are one.
* **Order.**  Reports wait until others may no longer come before them
  (`northline.engines.fusion.wait_kernel`); what comes later is late: counted, not used.

Result of one step: rows of kind ``track``; ``sigma`` is the error along the worst direction (m),
``quality`` :math:`1 / (1 + e^{-L})`, times the probability that the identity is still right.
"""

from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.engines.fusion.params import FusionParams
from northline.engines.fusion.points import points_batch
from northline.engines.fusion.state import FusionState
from northline.engines.fusion.work import Work, rows_of
from northline.records.protocols import Moment, Split, Step


class Fusion:
    """The engine; see the module for its rule.  It raises nothing of its own.

    Any two plots may be of one thing, so there is no exact split: it runs on one worker.
    """

    name: str = "fusion"
    version: str = "1"
    reads: tuple[str, ...] = ("plot", "sensor", "position")
    writes: tuple[str, ...] = ("track",)
    inputs: tuple[str, ...] = (
        "plot.id",
        "plot.at",
        "plot.received",
        "plot.marking",
        "plot.lon",
        "plot.lat",
        "plot.sigma",
        "plot.sensor",
        "plot.measure",
        "plot.craft",
        "plot.identity",
        "plot.range",
        "plot.range_sigma",
        "plot.azimuth",
        "plot.azimuth_sigma",
        "plot.sensor_lon",
        "plot.sensor_lat",
        "plot.sensor_altitude",
        "plot.altitude",
        "plot.altitude_reference",
        "plot.speed_knots",
        "plot.course",
        "plot.group",
        "plot.test",
        "plot.timed",
        "sensor.at",
        "sensor.identity",
        "sensor.detection",
        "sensor.false_alarms",
        "sensor.revisit",
        "sensor.range",
        "sensor.bearing_from",
        "sensor.bearing_to",
        "sensor.range_sigma",
        "sensor.azimuth_sigma",
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
        "position.second",
        "position.altitude",
        "position.altitude_reference",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = FusionState
    accountable: str = "watch-supervisor"
    pause: float = 0.0
    every: float = 0.0

    def __init__(self, params: FusionParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or FusionParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: FusionState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next plots, sensors and positions, in commit order; see the module.

        Until the first plot comes, positions are passed by: a node without sensors pays nothing.
        """
        plots, sensors = rows_of(batch, "plot"), rows_of(batch, "sensor")
        if not (plots or sensors or (state.start and rows_of(batch, "position"))):
            return Step(state=state)
        work = Work(state, batch, self._params)
        after = work.follow(moment)
        if not len(work.points):
            return Step(state=after)
        names = [sensor.name for sensor in work.sensors]
        points = points_batch(work.points, work.markings, names, work.identities, self._params)
        return Step(state=after, records={"track": points})
