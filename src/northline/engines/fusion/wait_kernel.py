"""Waiting for what comes out of order, compiled: which reports are late, and up to where all is in.

Reports wait until others may no longer come before them: for the longest lag seen lately behind
the newest report and a margin, ``least`` at the least and ``most`` at the most.  It is learned from
those that lag, quickly, and forgotten at `FORGET` of the event time that goes by.  So feeds in step
wait hardly at all, and one that lags, or a day played sixty times as fast, is waited for.
"""

from typing import Any

from northline.engines.fusion.filter_kernel import compiled_and_kept

LEARN, FORGET, MARGIN = 0.25, 0.1, 1.25

LEAP = 3_600_000_000
"""A report so much later than all others, us, has a wrong clock, unless `STREAK` in a row have."""

STREAK = 8


@compiled_and_kept
def admit(
    at: Any, newest: int, done: int, wait: int, leaps: int, least: int, most: int, late: Any
) -> tuple[int, int, int, int]:
    """Take event times in the order they came.

    Args:
        at: int64 (n,), us.
        newest: latest so far, us; 0 before the first.
        done: before it all is in, us.
        wait: how long reports wait now, us.
        leaps: reports in a row that came from more than `LEAP` ahead.
        least: shortest wait, us.
        most: longest wait, us.
        late: bool (n,), written: which are not to be used.

    Returns:
        newest, done, wait and leaps after it.
    """
    wait = max(wait, least)
    for i in range(len(at)):
        if newest > 0 and at[i] > newest + LEAP:
            leaps += 1
            if leaps < STREAK:
                late[i] = True
                continue
        leaps = 0
        late[i] = at[i] < done
        lag = newest - at[i]
        if 0 < lag <= most:
            wanted = min(int(MARGIN * lag), most)
            if wanted > wait:
                wait += int(LEARN * (wanted - wait)) + 1
        if at[i] > newest:
            if newest > 0:
                wait = max(least, wait - int(FORGET * (at[i] - newest)))
            newest = at[i]
        done = max(done, newest - wait)
    return newest, done, wait, leaps
