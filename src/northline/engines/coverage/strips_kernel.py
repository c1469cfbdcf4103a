"""The hot loop of `northline.engines.coverage.strips`: three detections or more, over all sensors.

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`);
without fastmath, so that the same sensors give the same bytes.
"""

import math
from typing import Any

import numpy as np


def thrice(
    first: Any, last: Any, base: Any, share: Any, worth: Any, near: Any, revisit: Any, dark: Any,
    here: Any, dwell: Any, lanes: int, out: Any,
) -> None:  # fmt: skip
    r"""Probability that one who passes is seen at least three times, for each stretch and scope.

    Sensor i looks at one who passes :math:`n_i = d_i / T_i` times, with :math:`d_i` the seconds for
    which it sees the way and :math:`T_i` its revisit: the whole looks, and one more with the
    probability of the rest.  Each sees with the mean :math:`\bar p_i` of what it sees on the way.  The
    number of detections is then Poisson-binomial; with sensors independent of each other its
    generating function is the product

    .. math:: \prod_i (1 - \bar p_i + \bar p_i x)^{\lfloor n_i \rfloor}
              (1 - f_i \bar p_i + f_i \bar p_i x), \qquad f_i = n_i - \lfloor n_i \rfloor

    of which the coefficients of :math:`1, x, x^2` are kept exactly; the rest is three or more.  (That
    looks see with the mean of their probabilities can only lower it where three or more are
    expected: Hoeffding 1956, *Ann. Math. Statist.* 27.)

    ``first last`` (v,) the lanes of each sensor, ``base`` (v,) where its (c, l, 10) of ``share`` and
    ``worth`` begin; ``near`` (v, c, 2) its probabilities by night and by day; ``dark`` bool (t,) by
    stretch; ``here`` (4 t, 10) samples of each lane and band; ``dwell`` (c,) seconds in a band.

    Writes ``out`` (c, t, 13): means over the lanes; not a number where there is no ground.
    """
    bands = here.shape[1]
    scopes = bands + 3
    half = bands // 2
    sums, counts = np.zeros(scopes), np.zeros(scopes)
    poly = np.zeros((scopes, 3))
    for c in range(len(dwell)):
        for t in range(len(dark)):
            light = 0 if dark[t] else 1
            sums[:] = 0.0
            counts[:] = 0.0
            for lane in range(t * lanes, (t + 1) * lanes):
                poly[:, 0] = 1.0
                poly[:, 1:] = 0.0
                for v in range(len(first)):
                    if lane < first[v] or lane >= last[v]:
                        continue
                    p = near[v, c, light]
                    if p <= 0.0:
                        continue
                    at = base[v] + (c * (last[v] - first[v]) + lane - first[v]) * bands
                    for scope in range(scopes):
                        low = scope if scope < bands else half if scope == bands + 1 else 0
                        high = scope + 1 if scope < bands else half if scope == bands else bands
                        seconds, valued = 0.0, 0.0
                        for b in range(low, high):
                            seconds += share[at + b]
                            valued += share[at + b] * worth[at + b]
                        if seconds <= 0.0:
                            continue
                        mean = min(p * valued / seconds, 1.0)
                        looks = seconds * dwell[c] / revisit[v]
                        whole = math.floor(looks)
                        q = 1.0 - mean
                        # The three least terms of a binomial of `whole` looks.
                        g0 = q**whole
                        g1 = whole * mean * q ** (whole - 1) if whole >= 1 else 0.0
                        g2 = (
                            0.5 * whole * (whole - 1) * mean * mean * q ** (whole - 2)
                            if whole >= 2
                            else 0.0
                        )
                        rest = (looks - whole) * mean
                        h0 = g0 * (1.0 - rest)
                        h1 = g1 * (1.0 - rest) + g0 * rest
                        h2 = g2 * (1.0 - rest) + g1 * rest
                        a0, a1, a2 = poly[scope, 0], poly[scope, 1], poly[scope, 2]
                        poly[scope, 0] = a0 * h0
                        poly[scope, 1] = a0 * h1 + a1 * h0
                        poly[scope, 2] = a0 * h2 + a1 * h1 + a2 * h0
                for scope in range(scopes):
                    low = scope if scope < bands else half if scope == bands + 1 else 0
                    high = scope + 1 if scope < bands else half if scope == bands else bands
                    there = False
                    for b in range(low, high):
                        if here[lane, b] > 0:
                            there = True
                    if there:
                        counts[scope] += 1.0
                        few = poly[scope, 0] + poly[scope, 1] + poly[scope, 2]
                        sums[scope] += min(max(1.0 - few, 0.0), 1.0)
            for scope in range(scopes):
                out[c, t, scope] = sums[scope] / counts[scope] if counts[scope] > 0.0 else np.nan
