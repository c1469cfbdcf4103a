r"""The model: the rate of crossings away from ports of a stretch in a watch hour, and how sure that is.

.. math:: \lambda_s(h) = \theta_s\, \mu_{m(h)}\, \varphi_{l(s, h)}, \qquad
          \theta_s \mid \text{evidence} \sim \Gamma\Bigl(a_0 + \sum_r K_{s r} N_r,\;
                                                       b_0 + \sum_r K_{s r} E_r\Bigr)

* :math:`a_0` the strength of the prior and :math:`b_0 = a_0 / m` with m the national mean of a stretch
  and hour (`northline.engines.patrol.params`);
* :math:`N_r = \sum_i w_i 2^{-(T - t_i)/H}`: events of stretch r, weighed by what people decided
  (`northline.engines.patrol.evidence`) and by age;
* :math:`E_r`: its watched hours (`northline.engines.patrol.exposure`), each by its factors;
* K: weights between neighbours of one terrain (`northline.engines.patrol.smoothing`);
* :math:`\mu, \varphi`: factors of season and light (`northline.engines.patrol.factors`).

The bounds are those of :math:`\theta_s`; that the factors are not known exactly is not in them.  A stretch
in the territory of a First Nation has the rate m at all hours, with the bounds of the prior: nothing is
learned there and nothing that was learned is applied there.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.evidence import Event
from northline.engines.patrol.exposure import decays, exposure
from northline.engines.patrol.factors import Factors, learned
from northline.engines.patrol.grid import HOUR, RiskGrid
from northline.engines.patrol.light import LIGHTS, MONTHS, lights, months
from northline.engines.patrol.params import RiskParams
from northline.engines.patrol.rates import Gamma, posterior
from northline.engines.patrol.smoothing import kernel
from northline.geo.stretches import Stretch
from northline.records.errors import UsageError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Ground(NamedTuple):
    """Stretches of one segment and one length, as the model sees them.

    Attributes:
        stretches: in order of the line, s of them.
        stretch_km: their length, km.
        terrain: code of each one's terrain, (s,).
        closed: name of the territory that each touches, or None.
        seen: probability that who crosses is seen, by light, (s, 3).
        learns: which of them factors of light and season are learned from, (s,).
    """

    stretches: tuple[Stretch, ...]
    stretch_km: float
    terrain: Whole
    closed: tuple[str | None, ...]
    seen: Floats
    learns: Flags

    @property
    def lon(self) -> Floats:
        """Longitudes of the middles."""
        return np.array([each.lon for each in self.stretches])

    @property
    def lat(self) -> Floats:
        """Latitudes of the middles."""
        return np.array([each.lat for each in self.stretches])

    @property
    def open(self) -> Flags:
        """Those outside of territories."""
        return np.array([each is None for each in self.closed], np.bool_)


class Risk:
    """What is believed of some ground at an instant.

    Attributes:
        ground: the stretches.
        events: that count: outside of territories, on these stretches, not dismissed, not too old.
        watched: beginnings of the hours in which anything was watched, (t,) us.
        now: the instant for which it is reckoned, us.
        params: the parameters.
    """

    def __init__(
        self,
        ground: Ground,
        events: Sequence[Event],
        watched: Whole,
        now: int,
        params: RiskParams,
    ) -> None:
        """Take the evidence.

        Args:
            ground: the stretches.
            events: what was found; those in territories must be left out already where the place is
                inside; those on a stretch that touches one are left out here.
            watched: beginnings of the hours in which anything was watched, (t,) us.
            now: the present, us.
            params: the parameters.

        Raises:
            UsageError: when a column of the ground is of another length than its stretches.
        """
        many = len(ground.stretches)
        if {len(ground.terrain), len(ground.closed), len(ground.seen), len(ground.learns)} != {
            many
        }:
            raise UsageError("ground has a value for each of its stretches.")
        self.ground, self.watched, self.now, self.params = ground, watched, now, params
        self.place = {each.number: n for n, each in enumerate(ground.stretches)}
        known = [each for each in events if each.stretch in self.place and each.weight > 0.0]
        inside = [each for each in known if ground.closed[self.place[each.stretch]] is None]
        left = decays(now - np.array([each.at for each in inside], np.float64), params)
        self.events = tuple(each for each, some in zip(inside, left, strict=True) if some > 0.0)

    @cached_property
    def row(self) -> Whole:
        """Row of each event's stretch, (n,)."""
        return np.array([self.place[each.stretch] for each in self.events], np.int64)

    @cached_property
    def left(self) -> Floats:
        """What age leaves of each event, (n,)."""
        return decays(self.now - np.array([e.at for e in self.events], np.float64), self.params)

    @cached_property
    def weight(self) -> Floats:
        """Weight of each event before decay, (n,)."""
        return np.array([each.weight for each in self.events], np.float64)

    @cached_property
    def exposure(self) -> Floats:
        """Watched hours by stretch, month and light, (s, 12, 3); none in territories."""
        ground = self.ground
        seen = np.where(ground.open[:, None], ground.seen, 0.0)
        return exposure(
            ground.lon,
            ground.lat,
            seen,
            self.watched,
            self.now,
            ground.stretch_km,
            self.params,
        )

    @cached_property
    def factors(self) -> Factors:
        """Of season and light."""
        found = np.zeros((len(self.ground.stretches), MONTHS, len(LIGHTS)))
        for n, each in enumerate(self.events):
            spot, hour = self.row[n], np.array([each.at // HOUR * HOUR])
            place = self.ground.stretches[int(spot)]
            light = lights(np.array([place.lon]), np.array([place.lat]), hour)[0, 0]
            found[spot, months(hour)[0], light] += self.weight[n] * self.left[n]
        from_these = self.ground.learns & self.ground.open
        return learned(
            found[from_these],
            self.exposure[from_these],
            self.params.strength,
            self.prior_hours,
            self.params.shrinkage,
        )

    @property
    def mean(self) -> float:
        """The prior's mean of a stretch and hour."""
        return self.params.mean(self.ground.stretch_km)

    @property
    def prior_hours(self) -> float:
        """What the prior is worth, hours."""
        return self.params.prior_hours(self.ground.stretch_km)

    @cached_property
    def kernel(self) -> Floats:
        """Weights between neighbours, (s, s)."""
        ground = self.ground
        km = np.array([(each.from_km + each.to_km) / 2.0 for each in ground.stretches])
        return kernel(km, ground.terrain, ~ground.open, self.params.kernel)

    @cached_property
    def own(self) -> Floats:
        """Events of each stretch, weighed and decayed, (s,)."""
        many = len(self.ground.stretches)
        found: Floats = np.bincount(self.row, self.weight * self.left, many).astype(np.float64)
        return found

    @cached_property
    def gamma(self) -> Gamma:
        """What is believed of each stretch's rate at factor 1, (s,)."""
        hours = self.factors.hours(self.exposure)
        return posterior(
            self.params.strength, self.prior_hours, self.kernel @ self.own, self.kernel @ hours
        )

    def multiplier(self, rows: Whole, hours: Whole) -> tuple[Floats, Floats]:
        """Factors of season and of light by stretch and hour, each (n, t); 1 in territories."""
        ground = self.ground
        light = self.factors.light[lights(ground.lon[rows], ground.lat[rows], hours)]
        month = np.broadcast_to(self.factors.month[months(hours)], light.shape)
        inside = ground.open[rows][:, None]
        return np.where(inside, month, 1.0), np.where(inside, light, 1.0)

    def rates(self, numbers: Sequence[int], hours: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """Mean, low and high by stretch and hour, each (n, t).

        Raises:
            UsageError: for a stretch that is not of the ground.
        """
        missing = [each for each in numbers if each not in self.place]
        if missing:
            raise UsageError(f"stretch {missing[0]} is not of the ground that was reckoned.")
        rows = np.array([self.place[each] for each in numbers], np.int64)
        month, light = self.multiplier(rows, np.array(hours, np.int64))
        by = month * light
        low, high = self.gamma.bounds()
        return tuple(each[rows][:, None] * by for each in (self.gamma.mean, low, high))  # type: ignore[return-value]

    def grid(self, numbers: Sequence[int], hours: Sequence[int]) -> RiskGrid:
        """The same as the grid that a plan is made from."""
        mean, low, high = self.rates(numbers, hours)
        return RiskGrid(
            stretch_km=self.ground.stretch_km,
            stretches=tuple(numbers),
            hours=tuple(hours),
            rate=tuple(tuple(row) for row in mean.tolist()),
            low=tuple(tuple(row) for row in low.tolist()),
            high=tuple(tuple(row) for row in high.tolist()),
        )
