r"""Control: patrols that are placed by lot, and what they teach.

A plan led by risk finds crossings where it looks, and learns that they are there.  So a share of the
unit-shifts is drawn by lot, and each of them is placed by lot among the stretches that it can reach, in
every hour alike, whatever the risk there.  What these find in an hour is found without the model.

The two rates are compared by the exact test of two Poisson counts: given their sum n, the control's count
is binomial with :math:`\pi = h_c / (h_c + \rho h_r)`, and the Clopper-Pearson bounds of :math:`\pi` give
those of the ratio :math:`\rho` of the rate led by risk to that of control (Przyborowski & Wilenski
1940, *Biometrika* 31).
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from scipy.special import betaincinv

from northline.engines.patrol.grid import CREDIBLE
from northline.records.errors import UsageError

TELLS, TOO_FEW = "tells", "too-few"


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit-shift that is held back, and where the lot puts it: a stretch for each of its hours."""

    shift: str
    stretches: tuple[int, ...]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """A draw, with all that it takes to make it again.

    Attributes:
        seed: of the draw.
        share: share of unit-shifts that was asked for.
        shifts: those among which it drew, in order.
        placed: those drawn.
    """

    seed: int
    share: float
    shifts: tuple[str, ...]
    placed: tuple[Placed, ...]


def draw_control(
    reachable: Mapping[str, Sequence[Sequence[int]]], share: float, seed: int
) -> Control:
    """Hold back a share of unit-shifts and place them by lot.

    Of n shifts, n times the share are drawn: the whole part of it, and one more with the probability of
    the rest, so that on average it is the share exactly.

    Args:
        reachable: unit-shift -> for each of its hours, the stretches where it may be.  Those in a
            territory without a protocol are not among them.
        share: in [0, 0.5].
        seed: of the draw; the same one draws the same.

    Raises:
        UsageError: for a share outside of its range, or an hour in which a shift may be nowhere.
    """
    if not 0.0 <= share <= 0.5:
        raise UsageError(f"the share of control lies in 0 to 0.5, not {share}.")
    shifts = tuple(sorted(reachable))
    for shift in shifts:
        if not all(len(hour) for hour in reachable[shift]):
            raise UsageError(f"shift {shift} has an hour in which it may be nowhere.")
    chance = np.random.Generator(np.random.PCG64(seed))
    wanted = len(shifts) * share
    count = int(wanted) + int(chance.random() < wanted - int(wanted))
    drawn = sorted(chance.permutation(len(shifts))[:count].tolist())
    placed = []
    for n in drawn:
        hours = [sorted(hour) for hour in reachable[shifts[n]]]
        where = tuple(hour[int(chance.integers(len(hour)))] for hour in hours)
        placed.append(Placed(shift=shifts[n], stretches=where))
    return Control(seed=seed, share=share, shifts=shifts, placed=tuple(placed))


class Patrolled(msgspec.Struct, frozen=True, kw_only=True):
    """Hours on patrol, and crossings found in them."""

    hours: float
    found: int


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """What control taught.

    Attributes:
        control: patrols placed by lot.
        led: patrols led by risk.
        verdict: ``tells`` or ``too-few``.
        ratio: rate led by risk over that of control, or None where that is not known.
        low: lower bound of the ratio, 90 %; None where it is too few.
        high: upper bound; None where it is too few or without end.
    """

    control: Patrolled
    led: Patrolled
    verdict: str
    ratio: float | None
    low: float | None
    high: float | None


def taught(control: Patrolled, led: Patrolled, few: int, credible: float = CREDIBLE) -> Taught:
    """Compare crossings found an hour on patrol.

    Args:
        control: patrols placed by lot.
        led: patrols led by risk.
        few: crossings of both together below which it is too few to tell.
        credible: share of confidence between the bounds.

    Raises:
        UsageError: for hours or counts below 0.
    """
    if min(control.hours, led.hours, control.found, led.found) < 0:
        raise UsageError("hours on patrol and crossings found are 0 or more.")
    all_found = control.found + led.found
    if all_found < few or not control.hours or not led.hours:
        return Taught(control=control, led=led, verdict=TOO_FEW, ratio=None, low=None, high=None)
    tail = (1.0 - credible) / 2.0
    c, r = control.found, led.found
    least = float(betaincinv(r, c + 1, tail)) if r else 0.0
    most = float(betaincinv(r + 1, c, 1.0 - tail)) if c else 1.0
    scale = control.hours / led.hours
    return Taught(
        control=control,
        led=led,
        verdict=TELLS,
        ratio=r / c * scale if c else None,
        low=least / (1.0 - least) * scale,
        high=most / (1.0 - most) * scale if most < 1.0 else None,
    )
