r"""Why a stretch has its rate in an hour: parts that add up to it, each with the ids it rests on.

With a, b the shape and hours of :math:`\theta_s` (`northline.engines.patrol.risk`), in this order:

==================  =====================================================================
part                value
==================  =====================================================================
``prior``           :math:`m = a_0 / b_0`
``exposure``        :math:`a_0 / b - a_0 / b_0`: watched hours without any event, 0 or less
``own``             :math:`\sum_{i \in s} K_{ss} w_i / b`: its own events as if of today
``neighbours``      :math:`\sum_{i \in r \ne s} K_{sr} w_i / b`
``decay``           what age takes off both, 0 or less
``light``           :math:`(\varphi - 1)\, a / b`
``season``          :math:`(\mu - 1)\, \varphi\, a / b`
==================  =====================================================================
"""

import msgspec
import numpy as np

from northline.engines.patrol.grid import HOUR
from northline.engines.patrol.light import LIGHTS, lights, months
from northline.engines.patrol.risk import Risk
from northline.records.finding import Reason


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """An event in a rate.

    Attributes:
        event: its id, hexadecimal.
        stretch: number of its stretch.
        at: when, us.
        state: where it stands by the decisions about it.
        weight: what it counts before decay.
        left: what age leaves of it.
        shared: weight with which its stretch gives it to this one.
        rate: what of the rate it makes, before light and season.
    """

    event: str
    stretch: int
    at: int
    state: str
    weight: float
    left: float
    shared: float
    rate: float


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A rate and its parts.

    Attributes:
        stretch: its number.
        hour: beginning of the hour, us.
        rate: posterior mean.
        low: lower bound of what is believed with 90 %.
        high: upper bound.
        parts: reasons whose shares add up to the rate.
        events: those that count, the heaviest first.
        shape: shape of the gamma distribution at factor 1.
        hours: its rate, hours: those of the prior, and those watched.
        territory: name of the territory that it touches, or None.
    """

    stretch: int
    hour: int
    rate: float
    low: float
    high: float
    parts: tuple[Reason, ...]
    events: tuple[Counted, ...]
    shape: float
    hours: float
    territory: str | None


def explained(risk: Risk, number: int, hour: int) -> Explained:
    """Why a stretch has its rate in the hour that holds an instant.

    Raises:
        UsageError: for a stretch that is not of the ground.
    """
    hour = hour // HOUR * HOUR
    mean, low, high = (float(each[0, 0]) for each in risk.rates([number], [hour]))
    spot = risk.place[number]
    territory = risk.ground.closed[spot]
    shape, hours = float(risk.gamma.shape[spot]), float(risk.gamma.hours[spot])
    counted = () if territory else _counted(risk, spot, hours)
    parts = _closed(risk, territory) if territory else _parts(risk, spot, hour, hours, counted)
    return Explained(
        stretch=number,
        hour=hour,
        rate=mean,
        low=low,
        high=high,
        parts=parts,
        events=counted,
        shape=shape,
        hours=hours,
        territory=territory,
    )


def _counted(risk: Risk, spot: int, hours: float) -> tuple[Counted, ...]:
    found = []
    for n, each in enumerate(risk.events):
        shared = float(risk.kernel[spot, risk.row[n]])
        if shared > 0.0:
            left = float(risk.left[n])
            found.append(
                Counted(
                    event=each.id,
                    stretch=each.stretch,
                    at=each.at,
                    state=each.state,
                    weight=float(each.weight),
                    left=left,
                    shared=shared,
                    rate=shared * float(each.weight) * left / hours,
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.rate, each.event)))


def _parts(
    risk: Risk, spot: int, hour: int, hours: float, counted: tuple[Counted, ...]
) -> tuple[Reason, ...]:
    number = risk.ground.stretches[spot].number
    own = [each for each in counted if each.stretch == number]
    others = [each for each in counted if each.stretch != number]
    fresh = [sum(each.shared * each.weight for each in some) / hours for some in (own, others)]
    aged = sum(each.rate for each in counted)
    prior = risk.mean
    base = float(risk.gamma.mean[spot])
    rows = np.array([spot])
    month, light = (float(each[0, 0]) for each in risk.multiplier(rows, np.array([hour])))
    where = risk.ground.stretches[spot]
    kind = lights(np.array([where.lon]), np.array([where.lat]), np.array([hour]))[0, 0]
    seen = risk.ground.seen[spot]
    told = {"days": risk.params.half_life}
    return (
        Reason(
            code="risk-prior",
            args={"a_year": risk.params.crossings_a_year, "hours": risk.prior_hours},
            share=prior,
        ),
        Reason(
            code="risk-exposure",
            args={
                "hours": hours - risk.prior_hours,
                "day": 100.0 * float(seen[0]),
                "night": 100.0 * float(seen[2]),
            },
            share=risk.params.strength / hours - prior,
        ),
        Reason(
            code="risk-own",
            args={"count": len(own)},
            evidence=tuple(each.event for each in own),
            share=fresh[0],
        ),
        Reason(
            code="risk-neighbours",
            args={"count": len(others), "km": risk.params.kernel},
            evidence=tuple(each.event for each in others),
            share=fresh[1],
        ),
        Reason(code="risk-decay", args={**told}, share=aged - sum(fresh)),
        Reason(
            code="risk-light",
            args={"light": LIGHTS[int(kind)], "factor": light},
            share=(light - 1.0) * base,
        ),
        Reason(
            code="risk-season",
            args={"month": int(months(np.array([hour]))[0]) + 1, "factor": month},
            share=(month - 1.0) * light * base,
        ),
    )


def _closed(risk: Risk, territory: str) -> tuple[Reason, ...]:
    return (
        Reason(
            code="risk-prior",
            args={"a_year": risk.params.crossings_a_year, "hours": risk.prior_hours},
            share=risk.mean,
        ),
        Reason(code="risk-territory", args={"territory": territory}, share=0.0),
    )
