"""Coverage of screening counts everybody, and agreement is Cohen's kappa with its n."""

import pytest

from northline.measures.agreement import agreement
from northline.measures.screened import screened
from northline.records.screening import ScreeningState as S


def test_who_was_not_screened_is_in_the_denominator_with_the_reason() -> None:
    found = screened(
        [
            (S.NO_HIT, None, False),
            (S.NO_MATCH, None, True),
            (S.SCREENING_FAILED, "no name", False),
            (S.SCREENING_FAILED, "no name", False),
            (S.NOT_SCREENED, None, True),
        ]
    )
    assert (found.asked, found.screened, found.coverage) == (5, 2, 0.4)
    assert found.reasons == {"no name": 2, "no reason on record": 1}
    assert found.states["no-hit"] == 1
    assert found.stale == 1, "who was not screened at all is not screened against old lists"


def test_of_nobody_there_is_no_share() -> None:
    assert screened([]).coverage is None
    assert agreement([]).kappa is None


def test_kappa_is_as_worked_out_by_hand() -> None:
    """20 both yes, 15 both no, 5 and 10 otherwise: p_o 0.7, p_e 0.5, kappa 0.4."""
    looks = (
        [("match", "match")] * 20
        + [("no-match", "no-match")] * 15
        + [("match", "no-match")] * 5
        + [("no-match", "match")] * 10
    )
    found = agreement(looks)
    assert (found.n, found.same) == (50, 35)
    assert found.expected == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.4)


def test_full_agreement_is_one_and_where_all_say_the_same_word_there_is_no_kappa() -> None:
    assert agreement([("match", "match"), ("no-match", "no-match")]).kappa == pytest.approx(1.0)
    assert agreement([("no-match", "no-match")] * 9).kappa is None
