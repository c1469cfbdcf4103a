r"""How boats move: towards their next waypoint, no faster, no tighter than they can.

All vessels are sailed at once, one second per step.  A vessel on the leg from A to B steers at
the point of the leg ``look`` metres ahead of it, which brings it back onto the leg:

.. math:: \omega = \mathrm{clip}(k\,\Delta\psi, -\omega_{max}, \omega_{max}), \qquad
          v \mathrel{+}= \mathrm{clip}(v^* - v, -a, a), \qquad
          v^* = \min(v_{leg}, \sqrt{2 a r}) \max(\cos \Delta\psi, 0.2)

with ``r`` the metres left where it is to stop.  Positions are the sum of these steps, so that
turns are smooth and every speed and turn keeps the vessel's limits.
"""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]

GAIN = 0.25
"""Share of a heading error taken out in a second, where the vessel can turn that fast."""

WANDER = 0.5
"""One sigma, degrees a second, of what a helmsman lets the heading wander."""


class Waypoint(msgspec.Struct, frozen=True):
    """Where to go, metres east and north; at how many knots; and how long to wait there, s."""

    x: float
    y: float
    knots: float
    wait: float = 0.0


class Sailing(msgspec.Struct, frozen=True, kw_only=True):
    """What one vessel is to do, and what it can.

    Attributes:
        plan: waypoints; it starts at the first, and stays or leaves at the last.
        begin: exercise second at which it appears.
        leaves: whether it is gone after its last waypoint; otherwise it lies there.
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        swing: metres by which it swings around its place while it lies at anchor.
    """

    plan: tuple[Waypoint, ...]
    begin: float = 0.0
    leaves: bool = False
    turn: float
    acceleration: float
    swing: float = 0.0


class Sailed(msgspec.Struct, frozen=True, kw_only=True):
    """Where n vessels were at t seconds, (n, t) arrays: metres, metres per second, degrees.

    ``here`` says whether the vessel is on the river at all; ``heading`` is clockwise from
    true north and not wrapped, so that it can be differenced.
    """

    x: Floats
    y: Floats
    heading: Floats
    speed: Floats
    here: NDArray[np.bool_]


def sail(fleet: list[Sailing], seconds: int, random: np.random.Generator) -> Sailed:
    """Sail all vessels for so many seconds, one row each; second 0 is the first column."""
    n = len(fleet)
    longest = max(len(each.plan) for each in fleet)
    x_of, y_of, speed_of, wait_of = (np.zeros((n, longest)) for _ in range(4))
    for i, each in enumerate(fleet):
        plan = each.plan + each.plan[-1:] * (longest - len(each.plan))
        x_of[i], y_of[i] = [w.x for w in plan], [w.y for w in plan]
        speed_of[i] = [w.knots * METRES_PER_SECOND_IN_A_KNOT for w in plan]
        wait_of[i] = [w.wait for w in plan]
    last = np.array([len(each.plan) - 1 for each in fleet])
    begin = np.array([each.begin for each in fleet])
    leaves = np.array([each.leaves for each in fleet])
    turn = np.radians([each.turn for each in fleet])
    pull = np.array([each.acceleration for each in fleet])
    wander = random.normal(0.0, math.radians(WANDER), (seconds, n)) * (turn / math.radians(8.0))

    rows = np.arange(n)
    x, y = x_of[:, 0].copy(), y_of[:, 0].copy()
    toward = np.minimum(1, last)
    heading = np.arctan2(x_of[rows, toward] - x, y_of[rows, toward] - y)
    still = last == 0
    heading[still] = random.uniform(-math.pi, math.pi, int(still.sum()))
    speed = np.where(leaves, speed_of[rows, toward], 0.0)
    leg, wait = np.zeros(n, np.int64), wait_of[:, 0].copy()
    over = np.zeros(n, np.bool_)
    out = [np.zeros((n, seconds)) for _ in range(4)]
    here = np.zeros((n, seconds), np.bool_)
    for second in range(seconds):
        on = (begin <= second) & ~over
        for array, value in zip(out, (x, y, heading, speed), strict=True):
            array[:, second] = value
        here[:, second] = on
        # Whoever has waited long enough begins the next leg.
        wait = np.where(on, wait - 1.0, wait)
        leg = np.minimum(np.where(on & (wait <= 0.0) & (leg == 0), 1, leg), last)
        moving = on & (wait <= 0.0) & (leg > 0)
        before = np.maximum(leg - 1, 0)
        ax, ay, bx, by = x_of[rows, before], y_of[rows, before], x_of[rows, leg], y_of[rows, leg]
        ux, uy = bx - ax, by - ay
        span = np.maximum(np.hypot(ux, uy), 1e-6)
        ux, uy = ux / span, uy / span
        along = (x - ax) * ux + (y - ay) * uy
        left = span - along
        stops = (wait_of[rows, leg] > 0.0) | ((leg == last) & ~leaves)
        look = np.maximum(2.5 * speed, 12.0)
        ahead = np.where(stops, np.minimum(along + look, span + 5.0), along + look)
        wrong = np.arctan2(ax + ahead * ux - x, ay + ahead * uy - y) - heading
        wrong = np.mod(wrong + math.pi, 2.0 * math.pi) - math.pi
        wanted = speed_of[rows, leg] * np.maximum(np.cos(wrong), 0.2)
        braked = np.minimum(wanted, np.sqrt(2.0 * pull * np.maximum(left, 0.0)) + 0.2)
        wanted = np.where(moving, np.where(stops, braked, wanted), 0.0)
        speed = np.maximum(speed + np.clip(wanted - speed, -2.0 * pull, pull), 0.0)
        rate = np.clip(GAIN * wrong, -turn, turn) + wander[second]
        heading = heading + np.where(moving, np.clip(rate, -turn, turn), 0.0)
        step = np.where(on, speed, 0.0)
        x, y = x + step * np.sin(heading), y + step * np.cos(heading)
        # Whoever has come to the end of the leg waits there, turns into the next, or is gone.
        capture = np.where(stops, 4.0, np.minimum(look, 0.5 * span))
        arrived = moving & (left - speed <= capture)
        ended = arrived & (leg == last)
        over |= ended & leaves
        wait = np.where(arrived, wait_of[rows, leg], wait)
        wait = np.where(ended, np.inf, wait)
        leg = np.where(arrived & ~ended, leg + 1, leg)
    _swing(fleet, out, random)
    return Sailed(x=out[0], y=out[1], heading=np.degrees(out[2]), speed=out[3], here=here)


def _swing(fleet: list[Sailing], out: list[Floats], random: np.random.Generator) -> None:
    """Let those who lie at anchor swing around their place, slowly, as the wind shifts."""
    seconds = np.arange(out[0].shape[1])
    for i, each in enumerate(fleet):
        start, wide, period = random.uniform((0.0, 0.3, 300.0), (2.0 * math.pi, 1.0, 900.0))
        if each.swing == 0.0:
            continue
        angle = start + wide * np.sin(2.0 * math.pi * seconds / period + start)
        out[0][i] += each.swing * np.sin(angle)
        out[1][i] += each.swing * np.cos(angle)
        out[2][i] = angle + math.pi
        out[3][i] = each.swing * np.abs(np.gradient(angle))
