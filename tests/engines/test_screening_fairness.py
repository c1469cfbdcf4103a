# ruff: noqa: RUF001 - names in their own letters.
"""Who is told wrongly: groups of the name as written alone, rates and their intervals."""

import pytest

from northline.engines.screening.fairness import false_hits, wilson
from northline.engines.screening.matching import Index
from tests.engines.screening_names import entry, town

STRANGERS = [
    "Torvin Quensel",
    "Torvinne Quensell",
    "Grizelda Womble",
    "Вера Желобина",
    "Womble",
    "林鯤鵬",
]


def test_rates_stand_by_script_and_by_number_of_words() -> None:
    index = Index([*town(), entry("it", "Torvin Quensel")])
    rates = {rate.group: rate for rate in false_hits(index, STRANGERS, 0.5)}
    assert set(rates) == {"all", "latin", "cyrillic", "han", "1 word", "2 words"}
    assert rates["all"].asked == len(STRANGERS)
    assert rates["latin"].asked + rates["cyrillic"].asked + rates["han"].asked == len(STRANGERS)
    assert rates["1 word"].asked + rates["2 words"].asked == len(STRANGERS)
    assert rates["latin"].told >= 1
    assert rates["cyrillic"].told == rates["han"].told == 0
    for rate in rates.values():
        assert rate.low <= rate.rate <= rate.high


def test_a_higher_threshold_tells_nobody_more() -> None:
    index = Index(town())
    low, high = false_hits(index, STRANGERS, 0.2), false_hits(index, STRANGERS, 0.8)
    for one, other in zip(low, high, strict=True):
        assert other.told <= one.told


def test_the_interval_is_that_of_wilson() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-3)
    assert wilson(0, 50)[0] == 0.0
    assert wilson(50, 50)[1] == 1.0
