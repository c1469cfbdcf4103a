"""Control, calibration and the shares of territories."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.patrol.calibration import calibrated, deviance
from northline.engines.patrol.control import Patrolled, draw_control, taught
from northline.engines.patrol.disparity import disparities
from northline.records.errors import UsageError
from tests.engines.risk_truth import NOW, event, ground, risk

SHIFTS = {f"shift-{n}": [[3, 1, 2]] * 8 for n in range(25)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.0, 0.5))
def test_a_draw_is_made_again_from_its_seed(seed: int, share: float) -> None:
    one, two = (draw_control(SHIFTS, share, seed) for _ in range(2))
    assert one == two
    assert len(one.placed) in {int(25 * share), int(25 * share) + 1}
    assert all(set(each.stretches) <= {1, 2, 3} for each in one.placed)
    assert one.shifts == tuple(sorted(SHIFTS))


def test_every_shift_and_every_place_is_as_likely() -> None:
    drawn = [each for seed in range(800) for each in draw_control(SHIFTS, 0.1, seed).placed]
    assert len(drawn) == pytest.approx(800 * 2.5, rel=0.05)
    by_shift = Counter(each.shift for each in drawn)
    assert len(by_shift) == 25
    assert max(by_shift.values()) < 2.0 * min(by_shift.values())
    places = Counter(place for each in drawn for place in each.stretches)
    assert max(places.values()) < 1.06 * min(places.values())


def test_a_draw_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="share"):
        draw_control(SHIFTS, 0.6, 1)
    with pytest.raises(UsageError, match="nowhere"):
        draw_control({"a": [[]]}, 0.5, 1)


def test_too_few_is_said_plainly() -> None:
    told = taught(Patrolled(hours=100.0, found=2), Patrolled(hours=900.0, found=7), few=10)
    assert (told.verdict, told.ratio, told.low, told.high) == ("too-few", None, None, None)
    assert taught(Patrolled(hours=0.0, found=0), Patrolled(hours=9.0, found=50), 10).ratio is None
    with pytest.raises(UsageError, match="or more"):
        taught(Patrolled(hours=-1.0, found=0), Patrolled(hours=9.0, found=5), 10)


def test_the_bounds_hold_the_true_ratio_nine_times_in_ten() -> None:
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(1_000):
        control = Patrolled(hours=300.0, found=int(chance.poisson(300.0 * 0.05)))
        led = Patrolled(hours=900.0, found=int(chance.poisson(900.0 * 0.15)))
        told = taught(control, led, few=10)
        assert told.low is not None
        held += told.low <= 3.0 <= (told.high or np.inf)
    assert 890 <= held <= 965


def test_control_that_found_nothing_bounds_the_ratio_from_below_alone() -> None:
    told = taught(Patrolled(hours=100.0, found=0), Patrolled(hours=100.0, found=20), few=10)
    assert (told.verdict, told.ratio, told.high) == ("tells", None, None)
    assert told.low is not None
    assert told.low > 5.0


def test_the_deviance_is_least_where_the_forecast_is_right() -> None:
    chance = np.random.default_rng(1)
    true = chance.gamma(1.0, 1.0, 500) + 0.01
    came = chance.poisson(true).astype(float)
    assert deviance(came, true) < deviance(came, np.full(500, came.mean()))
    assert deviance(came, np.where(came > 0, came, 1e-12)) == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(UsageError, match="over 0"):
        deviance(came, np.zeros(500))


def test_groups_keep_the_totals() -> None:
    rate, seen = np.linspace(0.01, 1.0, 77), np.full(77, 0.5)
    came = np.zeros(77)
    came[70:] = 1.0
    told = calibrated(rate, seen, came, mean=0.2, few=10)
    assert sum(each.cells for each in told.groups) == 77
    assert sum(each.observed for each in told.groups) == told.observed == 7.0
    assert sum(each.expected for each in told.groups) == pytest.approx(told.expected)
    assert [each.expected for each in told.groups] == sorted(e.expected for e in told.groups)
    assert told.few
    assert told.deviance < told.level


def test_a_territory_is_told_beside_its_share_of_the_line() -> None:
    on = ground(closed=tuple("A" if n < 4 else None for n in range(40)))
    of = risk(*(event(f"{n:032x}", 420, 1.0) for n in range(9)), on=on)
    numbers = [each.number for each in on.stretches]
    told = [("A", None), ("Elsewhere", "protocol 7")]
    found = ["A", "A", None, None]
    one, other = disparities(of, numbers, [NOW], told, found, {400: 3.0, 420: 9.0})
    assert (one.line, one.found, one.patrolled, one.events) == (0.1, 0.5, 0.25, 2)
    assert one.risk == pytest.approx(4 * of.mean / of.rates(numbers, [NOW])[0].sum())
    assert one.factor == pytest.approx(one.risk / 0.1)
    assert (other.line, other.factor, other.protocol) == (0.0, None, "protocol 7")
    (unknown, _) = disparities(of, numbers, [NOW], told, [])
    assert (unknown.found, unknown.patrolled) == (None, None)
