"""Where a thing will be, and how likely it is met: held against many simulated ways."""

import math

import numpy as np
import pytest

from northline.engines.dispatch import DispatchParams
from northline.engines.dispatch.motion import Subject, ahead_of, chance
from northline.geo.distance import distance
from northline.records.position import Craft
from northline.records.units import Metres, MetresPerSecond

PARAMS = DispatchParams(velocity_sigma=MetresPerSecond(0.6), wander=0.02, meet=Metres(300.0))


def everywhere_wet(lon: float, lat: float) -> bool:
    return True


def subject(craft: Craft = Craft.VESSEL, speed: float = 6.0) -> Subject:
    return Subject(lon=-83.1, lat=42.2, at=0, sigma=20.0, east=0.0, north=speed, craft=craft)


def simulated(seconds: float, count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Metres ahead of and beside the foretold place after so long, of the motion that is assumed."""
    rng = np.random.default_rng(7)
    steps = 60
    dt = seconds / steps
    place = rng.normal(0.0, 20.0, (2, count))
    speed = rng.normal(0.0, PARAMS.velocity_sigma, (2, count))
    for _ in range(steps):
        push = rng.normal(0.0, math.sqrt(PARAMS.wander * dt), (2, count))
        place += speed * dt + 0.5 * push * dt
        speed += push
    return place[0], place[1]


@pytest.mark.parametrize("seconds", [60.0, 300.0, 900.0])
@pytest.mark.parametrize("gap", [0.0, 150.0])
def test_the_chance_of_a_meeting_is_that_of_simulated_ways(seconds: float, gap: float) -> None:
    ahead = ahead_of(subject(), 0, PARAMS, everywhere_wet)
    k = ahead.seconds.tolist().index(seconds)
    along, across = simulated(seconds)
    for slack in (0.0, 20.0, 60.0):
        met = (np.abs(across - gap) <= PARAMS.meet) & (along - slack * 6.0 <= PARAMS.meet)
        told = chance(float(ahead.sigma[k]), 6.0, slack, gap, PARAMS.meet)
        assert told == pytest.approx(met.mean(), abs=0.05)


def test_one_that_stands_is_met_near_its_place() -> None:
    ahead = ahead_of(subject(speed=0.0), 300_000_000, PARAMS, everywhere_wet)
    assert ahead.seconds.tolist() == [0.0]
    along, across = simulated(300.0)
    told = chance(float(ahead.sigma[0]), 0.0, 0.0, 0.0, PARAMS.meet)
    assert told == pytest.approx((np.hypot(along, across) <= PARAMS.meet).mean(), abs=0.05)


def test_more_time_to_spare_is_never_less_likely_and_more_error_never_more() -> None:
    chances = [chance(100.0, 6.0, slack, 50.0, 300.0) for slack in (0.0, 10.0, 100.0, 1000.0)]
    assert chances == sorted(chances)
    chances = [chance(sigma, 6.0, 30.0, 50.0, 300.0) for sigma in (10.0, 100.0, 1000.0)]
    assert chances == sorted(chances, reverse=True)
    assert all(0.0 <= each <= 1.0 for each in chances)


def test_it_goes_on_as_it_did() -> None:
    ahead = ahead_of(subject(), 120_000_000, PARAMS, everywhere_wet)
    away = distance(-83.1, 42.2, ahead.lon, ahead.lat)
    assert away.tolist() == pytest.approx((6.0 * (ahead.seconds + 120.0)).tolist(), rel=1e-3)
    assert (np.diff(ahead.sigma) > 0.0).all()


@pytest.mark.parametrize(
    ("craft", "wet", "last"),
    [
        (Craft.VESSEL, 42.22, 360.0),
        (Craft.PERSON, 42.22, 0.0),
        (Craft.UNKNOWN, 42.22, 1800.0),
        (Craft.VESSEL, None, 0.0),
    ],
)
def test_a_vessel_goes_as_far_as_there_is_water(
    craft: Craft, wet: float | None, last: float
) -> None:
    def is_water(lon: float, lat: float) -> bool | None:
        return None if wet is None else lat < wet

    ahead = ahead_of(subject(craft), 0, PARAMS, is_water)
    assert float(ahead.seconds[-1]) == last
