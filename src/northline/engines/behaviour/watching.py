r"""What one track does at the line: it stays there, it turns back, it flies low and slowly.

With d the distance to the line, :math:`s^2 = \sigma^2 + \sigma_{line}^2`:

* **Loitering.**  Points in a row within ``loiter_metres`` of the line (as far as the errors allow)
  and within ``loiter_reach`` of where they began, for ``loiter_seconds``.  Belief at a point:
  :math:`\Phi((m - |d|) / s)`; that of the spell is their mean.
* **Low and slow.**  An aircraft off the ground, no faster than ``low_knots`` and no higher than
  ``low_metres``, for ``low_seconds``; belief :math:`\Phi((m - h) / \sigma_h)`.  One that carries no
  identity and whose height nobody knows counts as low with a belief of one half: what flies dark
  and slowly near the line is looked at.
* **Turning back.**  It was ``turn_far`` off the line or more, came within ``turn_near``, and is
  ``turn_far`` off on the same side again, no further than ``turn_reach`` from where it came from and
  within ``turn_seconds``, and was never surely over the line.  Belief at its nearest point: that it
  stayed on its side, and came so near, :math:`\Phi(d / s) \, \Phi((m - d) / s)`.

A spell is told when it has lasted long enough, and again whenever it has lasted twice as long.
"""

import math
from collections.abc import Callable

import msgspec

from northline.engines.behaviour.columns import below
from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import Point, Spell, Turn, Watched
from northline.geo.distance import near_distance
from northline.records.position import Craft

MICROS = 1_000_000
EVERY = 120 * MICROS
"""Between two places of the past that are kept, us."""

MOST_TOLD = 8
"""Revisions of one spell at most."""

Join = Callable[[int, int], int]
"""The marking of what rests on records of two."""


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Between two places nearby."""
    return float(near_distance(lon, lat, other_lon, other_lat)[0])


def begun(point: Point, seconds: float) -> Spell:
    """A spell that begins with this point, to be told after so many seconds."""
    return Spell(
        since=point.at,
        first=point.id,
        lon=point.lon,
        lat=point.lat,
        marking=point.marking,
        received=point.received,
        next=seconds,
    )


def gone_on(
    spell: Spell, point: Point, belief: float, value: float | None, join: Join
) -> tuple[Spell, bool]:
    """A spell with one more point, and whether it is to be told now."""
    points, stated = spell.points + 1, spell.stated + (value is not None)
    mean = spell.value
    if value is not None:
        mean += (value - mean) / stated
    spell = msgspec.structs.replace(
        spell,
        points=points,
        belief=spell.belief + (belief - spell.belief) / points,
        value=mean,
        stated=stated,
        marking=join(spell.marking, point.marking),
        received=max(spell.received, point.received),
    )
    lasted = (point.at - spell.since) / MICROS
    if lasted < spell.next or spell.told >= MOST_TOLD:
        return spell, False
    wait = spell.next
    while wait <= lasted:
        wait *= 2.0
    return msgspec.structs.replace(spell, told=spell.told + 1, next=wait), True


class Seen(msgspec.Struct, frozen=True):
    """What one more point of a track shows: the track after it, and what is to be told."""

    watched: Watched
    loiter: Spell | None = None
    low: Spell | None = None
    turn: Turn | None = None


def see(before: Watched | None, point: Point, params: BehaviourParams, join: Join) -> Seen:
    """Take one more point of a track; the first one where there is none before."""
    if before is None or point.at - before.last.at > params.silence * MICROS:
        before = Watched(last=point)
    past = before.past
    if not past or point.at - past[-1][0] >= EVERY:
        oldest = point.at - int(params.meet_history * MICROS)
        past = (*(each for each in past if each[0] >= oldest), (point.at, point.lon, point.lat))
    loiter, tell_loiter, turn, turned = None, False, None, None
    if point.craft in params.surface:
        loiter, tell_loiter = _loiter(before.loiter, point, params, join)
        turn, turned = _turn(before.turn, point, params, join)
    low, tell_low = _low(before.low, point, params, join)
    return Seen(
        Watched(last=point, past=past, loiter=loiter, low=low, turn=turn),
        loiter if tell_loiter else None,
        low if tell_low else None,
        turned,
    )


def _loiter(
    spell: Spell | None, point: Point, params: BehaviourParams, join: Join
) -> tuple[Spell | None, bool]:
    off, sigma = abs(point.distance), math.hypot(point.sigma, params.line_sigma)
    if off > params.loiter_metres + 2.0 * sigma:
        return None, False
    far = params.loiter_reach
    if spell is None or metres(spell.lon, spell.lat, point.lon, point.lat) > far:
        spell = begun(point, float(params.loiter_seconds))
    return gone_on(spell, point, below(off, params.loiter_metres, sigma), off, join)


def _low(
    spell: Spell | None, point: Point, params: BehaviourParams, join: Join
) -> tuple[Spell | None, bool]:
    if point.craft is not Craft.AIRCRAFT or point.ground or point.knots is None:
        return None, False
    known = point.altitude is not None
    if point.knots > params.low_knots or not (known or point.identity is None):
        return None, False
    belief = 0.5
    if point.altitude is not None:
        belief = below(point.altitude, params.low_metres, params.low_sigma)
        if point.altitude > params.low_metres:
            return None, False
    return gone_on(
        spell or begun(point, float(params.low_seconds)), point, belief, point.altitude, join
    )


def _turn(
    turn: Turn | None, point: Point, params: BehaviourParams, join: Join
) -> tuple[Turn | None, Turn | None]:
    """The approach under way, and the one that ended in turning back here."""
    off, sigma = abs(point.distance), math.hypot(point.sigma, params.line_sigma)
    same = turn is not None and (turn.far.distance > 0.0) == (point.distance > 0.0)
    if off >= params.turn_far:
        fresh = Turn(far=point, marking=point.marking, received=point.received)
        if turn is None or not same or turn.near is None:
            return fresh, None
        late = point.at - turn.far.at > params.turn_seconds * MICROS
        if late or metres(turn.far.lon, turn.far.lat, point.lon, point.lat) > params.turn_reach:
            return fresh, None
        return fresh, _with(turn, point, join)
    if turn is None:
        return None, None
    if not same and off > 2.0 * sigma:  # over the line
        return None, None
    nearer = turn.near is None or off < abs(turn.near.distance)
    if off <= params.turn_near and nearer:
        turn = msgspec.structs.replace(_with(turn, point, join), near=point)
    return turn, None


def _with(turn: Turn, point: Point, join: Join) -> Turn:
    return msgspec.structs.replace(
        turn,
        marking=join(turn.marking, point.marking),
        received=max(turn.received, point.received),
    )
