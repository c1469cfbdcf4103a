r"""Waiting for what comes out of order, compiled: which reports are late, and up to where all is in.

A report's lag is how far behind the newest of all reports it comes.  Of each source (each sensor,
and all own reports together) the lag that nine deliveries in ten stay below is kept, by steps of

.. math:: +s \;\text{beyond it}, \quad -s / 9 \;\text{below it}, \qquad s = \max(0.5\,s, l / 10)

(stochastic approximation of a quantile; Robbins and Monro 1951).  Reports wait for the slowest source
that was heard within `QUIET`, and a margin, but for ``least`` at the least and ``most`` at the most.  In the
first seconds after the beginning, when nobody's lag is known, they wait for as long as those last.
So feeds in step wait hardly at all, a feed that lags, or a day played sixty times as fast, is waited
for, and single stragglers are late and hold nobody up.
"""

from typing import Any

import numpy as np

from northline.engines.fusion.filter_kernel import compiled_and_kept

LAG = np.dtype([("lag", "<f8"), ("heard", "<i8"), ("came", "<i8")])
"""Of one source: its lag, us; event time at which it was heard; when its last delivery came, us."""

STEP, SHARE, BELOW, MARGIN = 500_000.0, 0.1, 1.0 / 9.0, 1.25

QUIET = 60_000_000
"""Nobody waits for a source that has said nothing for so long, us of event time."""

LEAP = 3_600_000_000
"""A report so much later than all others, us, has a wrong clock, unless `STREAK` in a row have."""

STREAK = 8


@compiled_and_kept
def admit(
    at: Any, source: Any, received: Any, newest: int, done: int, leaps: int, least: int, most: int,
    known: int, lags: Any, late: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Take reports in the order they came.

    Args:
        at: int64 (n,), event times, us.
        source: int64 (n,), place of each one's source in ``lags``.
        received: int64 (n,), us; rows of a source with one instant are one delivery.
        newest: latest event time so far, us; 0 before the first.
        done: before it all is in, us.
        leaps: reports in a row that came from more than `LEAP` ahead.
        least: shortest wait, us.
        most: longest wait, us.
        known: event time from which the lags count as known, us; before it nothing is done.
        lags: rows of `LAG`; changed.
        late: bool (n,), written: which are not to be used.

    Returns:
        newest, done and leaps after it.
    """
    slowest = 0.0
    for s in range(len(lags)):
        if lags[s].lag > slowest and newest - lags[s].heard <= QUIET:
            slowest = lags[s].lag
    for i in range(len(at)):
        if newest > 0 and at[i] > newest + LEAP:
            leaps += 1
            if leaps < STREAK:
                late[i] = True
                continue
        leaps = 0
        late[i] = at[i] < done
        mine = lags[source[i]]
        newest = max(newest, at[i])
        if received[i] != mine.came:
            mine.came = received[i]
            lag = newest - at[i]
            step = max(STEP, SHARE * mine.lag)
            if mine.lag < lag <= most:
                mine.lag = min(mine.lag + step, float(lag))
            elif lag <= mine.lag:
                mine.lag = max(mine.lag - BELOW * step, float(lag))
            slowest = 0.0
            for s in range(len(lags)):
                if lags[s].lag > slowest and newest - lags[s].heard <= QUIET:
                    slowest = lags[s].lag
        mine.heard = max(mine.heard, at[i])
        if newest >= known:
            done = max(done, newest - min(max(int(MARGIN * slowest), least), most))
    return newest, done, leaps
