"""Two to a unit, but for what an agency has stated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.decisions.lone_officer import LEAST, Crew, Exempt, check_crew
from northline.records.unit import Mode

DRIVES = Exempt(mode=Mode.VEHICLE, reason="By day between two detachments.")


@pytest.mark.parametrize(
    ("officers", "mode", "crew"),
    [
        (2, Mode.FOOT, Crew.ENOUGH),
        (3, Mode.BOAT, Crew.ENOUGH),
        (1, Mode.FOOT, Crew.TOO_FEW),
        (1, Mode.VEHICLE, Crew.EXCEPTED),
        (0, Mode.VEHICLE, Crew.TOO_FEW),
        (None, Mode.VEHICLE, Crew.NOT_STATED),
        (0, Mode.DRONE, Crew.ENOUGH),
        (None, Mode.DRONE, Crew.ENOUGH),
        (1, Mode.DOG_TEAM, Crew.TOO_FEW),
    ],
)
def test_a_crew_is_enough_excepted_too_few_or_not_stated(
    officers: int | None, mode: Mode, crew: Crew
) -> None:
    assert check_crew(officers, mode, [DRIVES]).crew is crew


def test_an_exception_says_why_and_one_that_does_not_is_none() -> None:
    assert check_crew(1, Mode.VEHICLE, [DRIVES]).reason == DRIVES.reason
    silent = Exempt(mode=Mode.VEHICLE, reason=" ")
    assert not check_crew(1, Mode.VEHICLE, [silent]).may_go


@given(officers=st.none() | st.integers(0, 9), least=st.integers(1, 9), mode=st.sampled_from(Mode))
def test_more_officers_never_make_a_crew_worse(
    officers: int | None, least: int, mode: Mode
) -> None:
    found = check_crew(officers, mode, [DRIVES], least)
    if officers is None:
        assert mode is Mode.DRONE or not found.may_go
    elif found.may_go:
        assert check_crew(officers + 1, mode, [DRIVES], least).may_go


def test_alone_is_never_enough_unless_somebody_says_so() -> None:
    assert LEAST == 2
    alone = [check_crew(1, mode) for mode in Mode if mode is not Mode.DRONE]
    assert not any(each.may_go for each in alone)
