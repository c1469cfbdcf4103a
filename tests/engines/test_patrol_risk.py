"""Risk by stretch and hour: what it keeps to, whatever the evidence, and how it does on known truths."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.patrol.evidence import INPUTS, closed, weight
from northline.engines.patrol.explaining import explained
from northline.engines.patrol.grid import HOUR, RiskGrid
from northline.engines.patrol.light import DAY as BY_DAY
from northline.engines.patrol.light import NIGHT, TWILIGHT, lights, months
from northline.engines.patrol.params import RiskParams
from northline.engines.patrol.rates import posterior
from northline.engines.patrol.risk import Risk
from northline.engines.patrol.smoothing import kernel
from northline.engines.patrol.territories import Territories, Territory
from northline.engines.patrol.words import TEXTS, WORDING
from northline.engines.wording import LANGUAGES, arguments, say
from northline.records.errors import SettingsError, UnknownName, UsageError
from tests.engines.risk_truth import DAY, NOW, Measured, drawn, event, ground, measured, risk

NEXT = [NOW + n * HOUR for n in range(24)]
FIRST = 400
"""Number of the first stretch of `ground`."""


@st.composite
def events(draw: st.DrawFn, inside: bool = False) -> list[tuple[int, float, float]]:
    """Stretch, days ago, weight."""
    one = st.tuples(
        st.integers(FIRST + 10, FIRST + 14) if inside else st.integers(FIRST, FIRST + 39),
        st.floats(0.01, 400.0),
        st.floats(0.0, 1.0),
    )
    return draw(st.lists(one, max_size=12))


def made(told: list[tuple[int, float, float]], **more: object) -> Risk:
    found = [event(f"{n:032x}", *each) for n, each in enumerate(told)]
    return risk(*found, **more)  # type: ignore[arg-type]


def means(of: Risk) -> np.ndarray:
    return of.rates([each.number for each in of.ground.stretches], NEXT)[0]


@settings(max_examples=30, deadline=None)
@given(events(), st.floats(0.001, 1.0), st.floats(0.0, 20.0))
def test_rates_are_over_nothing_and_bounds_ascend(
    told: list[tuple[int, float, float]], seen: float, spread: float
) -> None:
    of = made(told, on=ground(seen=seen), kernel=spread)
    mean, low, high = of.rates([each.number for each in of.ground.stretches], NEXT)
    assert (mean > 0.0).all()
    assert (low >= 0.0).all()
    assert (low < high).all()
    assert isinstance(of.grid([FIRST, FIRST + 5], NEXT), RiskGrid)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 50.0), st.floats(0.0, 1e5), st.floats(1.0, 1e5))
def test_more_exposure_without_events_lowers_the_rate_and_narrows_it(
    found: float, hours: float, more: float
) -> None:
    one, two = (
        posterior(0.5, 300.0, np.array([found]), np.array([e])) for e in (hours, hours + more)
    )
    assert two.mean < one.mean
    assert np.diff(two.bounds(), axis=0) < np.diff(one.bounds(), axis=0)


def test_an_unwatched_stretch_is_uncertain_and_not_safe() -> None:
    blind, watched = risk(on=ground(seen=0.001)), risk(on=ground(seen=0.9))
    assert means(watched).max() < 0.3 * means(blind).min()
    assert means(blind).max() > 0.95 * blind.mean
    wide, narrow = (np.diff([e[0] for e in of.gamma.bounds()])[0] for of in (blind, watched))
    assert wide > 3.0 * narrow


@settings(max_examples=20, deadline=None)
@given(st.floats(1.0, 150.0), st.floats(1.0, 150.0), st.floats(0.1, 1.0))
def test_what_is_older_counts_less(days: float, more: float, weight: float) -> None:
    new, old = (risk(event("a" * 32, FIRST + 5, age, weight)) for age in (days, days + more))
    assert new.own.sum() > old.own.sum()
    assert new.own.sum() == pytest.approx(weight * 0.5 ** (days / 120.0))
    assert new.gamma.mean[5] > old.gamma.mean[5]


def test_what_is_past_the_look_back_or_yet_to_come_counts_nothing() -> None:
    assert risk(event("a" * 32, FIRST, 366.0), event("b" * 32, FIRST, -1.0)).events == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=2, max_size=30),
    st.floats(0.0, 50.0),
)
def test_smoothing_keeps_the_total_and_gives_a_territory_nothing(
    told: list[tuple[int, bool]], spread: float
) -> None:
    terrain, shut = np.array([each[0] for each in told]), np.array([each[1] for each in told])
    shared = kernel(5.0 * np.arange(len(told), dtype=np.float64), terrain, shut, spread)
    assert np.allclose(shared.sum(axis=0), np.where(shut, 0.0, 1.0))
    assert not shared[shut].any()
    assert not shared[terrain[:, None] != terrain[None, :]].any()
    evidence = np.arange(1.0, len(told) + 1.0)
    assert (shared @ evidence).sum() == pytest.approx(evidence[~shut].sum())


def test_evidence_stays_on_its_terrain() -> None:
    terrain = np.repeat([0, 1], 20)
    of = risk(event("a" * 32, FIRST + 19, 1.0), on=ground(terrain=terrain))
    shared = of.kernel @ of.own
    assert shared[19] > shared[18] > 0.0
    assert not shared[20:].any()


SHUT = tuple("Akwesasne" if 10 <= n < 15 else None for n in range(40))


@settings(max_examples=30, deadline=None)
@given(events(), events(inside=True))
def test_evidence_of_a_territory_has_no_effect_whatsoever_on_any_rate(
    told: list[tuple[int, float, float]], inside: list[tuple[int, float, float]]
) -> None:
    elsewhere = [each for each in told if not FIRST + 10 <= each[0] < FIRST + 15]
    on = ground(closed=SHUT)
    without, with_it = made(elsewhere, on=on), made(elsewhere + inside, on=on)
    numbers = [each.number for each in on.stretches]
    for one, two in zip(without.rates(numbers, NEXT), with_it.rates(numbers, NEXT), strict=True):
        assert np.array_equal(one, two)
    assert means(with_it)[10:15] == pytest.approx(with_it.mean)
    why = explained(with_it, FIRST + 12, NOW)
    assert (why.territory, [part.code for part in why.parts]) == (
        "Akwesasne", ["risk-prior", "risk-territory"],
    )  # fmt: skip
    assert why.events == ()


def test_how_a_territory_is_watched_has_no_effect_either() -> None:
    seen = np.full((40, 3), 0.5)
    seen[10:15] = 0.01
    told = [(FIRST + n, 3.0, 1.0) for n in (3, 9, 15, 30)]
    one, two = (made(told, on=ground(closed=SHUT, seen=0.5)._replace(seen=each)) for each in
                (seen, np.full((40, 3), 0.5)))  # fmt: skip
    assert np.array_equal(means(one), means(two))


def test_places_and_stretches_in_a_territory_are_told() -> None:
    of = ground(4)
    lon, lat = of.stretches[1].lon, of.stretches[1].lat
    square = Territory(
        name="Drawn",
        lons=(lon - 0.01, lon + 0.01, lon + 0.01, lon - 0.01),
        lats=(lat - 0.01, lat - 0.01, lat + 0.01, lat + 0.01),
    )
    drawn_here = Territories([square])
    assert drawn_here.along(of.stretches) == [None, "Drawn", None, None]
    assert drawn_here.at([lon, lon + 1.0], [lat, lat]) == ["Drawn", None]
    assert Territories().along(of.stretches) == [None] * 4
    with pytest.raises(SettingsError, match="Bad"):
        Territory(name="Bad", lons=(0.0, 1.0), lats=(0.0, 1.0))


@settings(max_examples=30, deadline=None)
@given(events(), st.integers(0, 39), st.integers(0, 23))
def test_the_parts_of_a_rate_add_up_to_it(
    told: list[tuple[int, float, float]], stretch: int, hour: int
) -> None:
    of = made(told, shrinkage=0.5)
    why = explained(of, FIRST + stretch, NEXT[hour] + 7)
    assert sum(part.share for part in why.parts) == pytest.approx(why.rate, rel=1e-9)
    assert why.rate == pytest.approx(means(of)[stretch, hour])
    own, others = (set(part.evidence) for part in why.parts[2:4])
    assert own == {each.event for each in why.events if each.stretch == FIRST + stretch}
    assert own | others == {each.event for each in why.events}
    for part in why.parts:
        for language in LANGUAGES:
            assert "{" not in say(part, language, (WORDING,))


def test_texts_say_the_same_in_both_languages() -> None:
    for code, text in TEXTS.items():
        assert arguments(text["en"]) == arguments(text["fr"]), code


def test_factors_of_light_are_learned_and_drawn_towards_one() -> None:
    truth = drawn(3, "smooth", count=60, days=180)
    free = Risk(truth.ground, truth.events, truth.watched, NOW, RiskParams(shrinkage=1.0)).factors
    held = Risk(truth.ground, truth.events, truth.watched, NOW, RiskParams(shrinkage=500.0)).factors
    assert free.light[NIGHT] / free.light[BY_DAY] > 2.0
    assert 1.0 < held.light[NIGHT] / held.light[BY_DAY] < free.light[NIGHT] / free.light[BY_DAY]
    assert np.abs(np.log(risk().factors.light)).max() == 0.0


def test_light_and_month_are_those_of_the_place() -> None:
    windsor = np.array([-83.0]), np.array([42.3])
    day = 20_635 * DAY  # 2026-07-01
    told = lights(*windsor, np.array([day + h * HOUR for h in (5, 10, 17)]))[0].tolist()
    assert told == [NIGHT, BY_DAY, BY_DAY]
    assert lights(*windsor, np.array([day + 9 * HOUR])).item() == TWILIGHT
    assert months(np.array([day, day - HOUR])).tolist() == [6, 5]


@pytest.mark.parametrize(
    ("column", "error"),
    [
        ("finding.subject_nationality", UnknownName),
        ("position.flag", UsageError),
        ("finding.score", UsageError),
        ("decision.names", UsageError),
    ],
)
def test_what_is_not_on_the_closed_list_is_refused(column: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        closed((*INPUTS, column))


def test_no_input_says_who_anybody_is() -> None:
    assert closed() == INPUTS
    assert not {each.partition(".")[2] for each in INPUTS} & {
        "subject", "identity", "names", "track", "evidence", "reasons", "mmsi",
    }  # fmt: skip


def test_decisions_weigh_what_was_found() -> None:
    assert [weight(state, 0.7) for state in ("confirmed", "dismissed", "open", "dispatched")] == [
        1.0, 0.0, 0.7, 0.7,
    ]  # fmt: skip
    with pytest.raises(UsageError, match="score"):
        weight("open", 1.2)


@pytest.mark.parametrize("name", [n for n in RiskParams.__struct_fields__ if n != "counts"])
def test_parameters_out_of_range_are_refused(name: str) -> None:
    for wrong in (-1.0, 1e9, float("nan")):
        told: dict[str, Any] = {name: wrong}
        with pytest.raises(SettingsError, match=name):
            RiskParams(**told)
    for kinds in ((), ("dark-crossing", "dark-crossing")):
        with pytest.raises(SettingsError, match="counts"):
            RiskParams(counts=kinds)


def test_what_the_prior_says_is_the_national_mean() -> None:
    params = RiskParams()
    assert params.mean(5.0) * 8_766 * 8_891 / 5.0 == pytest.approx(24_000)
    assert params.prior_hours(5.0) * params.mean(5.0) == pytest.approx(params.strength)


def test_a_grid_that_does_not_fit_is_refused() -> None:
    told = {"stretches": (1, 2), "hours": (0,), "rate": ((1.0,), (1.0,)), "low": ((0.0,), (0.0,)),
            "high": ((2.0,), (2.0,))}  # fmt: skip
    assert RiskGrid(**told).stretch_km == 5.0  # type: ignore[arg-type]
    for wrong in (
        {"stretches": (2, 1)}, {"rate": ((1.0,),)}, {"rate": ((0.0,), (1.0,))},
        {"low": ((3.0,), (0.0,))},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            RiskGrid(**{**told, **wrong})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="not of the ground"):
        risk().rates([7], NEXT)
    with pytest.raises(UsageError, match="each of its stretches"):
        risk(on=ground()._replace(closed=()))


# --- known truths -------------------------------------------------------------------------


def over(sort: str, **params: Any) -> list[Measured]:
    return [measured(drawn(seed, sort), **params) for seed in range(20)]


@pytest.mark.parametrize(
    ("sort", "params", "least", "most"),
    [
        ("prior", {"kernel": 0.0}, 0.87, 0.94),
        ("smooth", {}, 0.93, 1.0),
        ("spots", {}, 0.87, 0.95),
        ("prior", {}, 0.80, 0.88),
    ],
)
def test_nine_in_ten_true_rates_lie_within_the_bounds(
    sort: str, params: dict[str, float], least: float, most: float
) -> None:
    """Where neighbours have nothing to do with each other, sharing costs some of it: see the page."""
    held = float(np.mean([each.held for each in over(sort, **params)]))
    assert least <= held <= most


@pytest.mark.parametrize("sort", ["prior", "smooth", "spots"])
def test_the_forecast_beats_a_flat_one(sort: str) -> None:
    found = [each.calibration for each in over(sort)]
    assert sum(each.deviance < each.flat for each in found) >= 19
    assert sum(each.deviance < each.level for each in found) >= 18
    groups = [msgspec.to_builtins(each.groups) for each in found]
    top, bottom = (sum(one[k]["observed"] for one in groups) for k in (-1, 0))
    assert top > 5.0 * bottom
    ratio = sum(each.expected for each in found) / sum(each.observed for each in found)
    assert 0.85 < ratio < 1.1
