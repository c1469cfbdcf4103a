"""Why somebody may see a record: the steps that are told are the rule, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.records.explaining import (
    CaveatStep,
    CompartmentStep,
    ExpiryStep,
    LevelStep,
    OwnStep,
    PurposeStep,
    ReleasedStep,
    explain,
    failing,
    holds,
)
from northline.records.marking import Grant, Level, Marking, Viewer, marking, may_see
from northline.records.units import Micros
from tests.laws.test_markings import CAVEATS, LISTS, NOWS, aimed, markings, viewers
from tests.ledger.making import T0

AGENT = Viewer(
    name="v",
    agency="cbp",
    country="US",
    clearance=Level.PROTECTED_A,
    groups=("ibet",),
    purpose="customs",
)


@settings(max_examples=400)
@given(viewer=viewers, now=NOWS, data=st.data())
def test_all_steps_hold_where_the_rule_says_yes_and_nowhere_else(
    viewer: Viewer, now: Micros, data: st.DataObject
) -> None:
    made = data.draw(aimed(viewer) | markings)
    steps = explain(viewer, made, now)
    assert holds(steps) == may_see(viewer, made, now)
    assert bool(failing(steps)) != may_see(viewer, made, now)


@pytest.mark.parametrize("country", ["CA", "US", "GB", "FR", "", "us", "USA"])
def test_each_caveat_and_list_is_told_as_it_is_obeyed(country: str) -> None:
    words = {*CAVEATS, *(f"{b}{each}" for b in ("REL TO ", "NOT TO ", "ORIGIN ") for each in LISTS)}
    for word in words:
        made = marking(Level.UNCLASSIFIED, {"opp": Grant(partners=("*",))}, caveats=[word])
        for roles in ((), ("law-enforcement",)):
            viewer = Viewer(name="v", agency="x", country=country, roles=roles, purpose="customs")
            steps = explain(viewer, made, Micros(T0))
            assert holds(steps) == may_see(viewer, made, Micros(T0)), word


def test_a_marking_without_an_owner_is_denied_by_a_step() -> None:
    steps = explain(AGENT, Marking(level=Level.UNCLASSIFIED, grants={}), Micros(T0))
    assert [(type(each).__name__, each.held) for each in failing(steps)] == [("OwnerStep", False)]


def test_each_reason_names_what_it_was_about() -> None:
    made = marking(
        Level.PROTECTED_B,
        {
            "cbp": Grant(),
            "opp": Grant(partners=("ibet",), purposes=("border-security",)),
            "rcmp": Grant(partners=("ibet", "cbp"), expiry=Micros(T0)),
            "cbsa": Grant(partners=("rcmp",)),
        },
        caveats=("LES", "REL TO CAN", "NOT TO RU", "BURN"),
        compartments=("customs",),
    )
    steps = explain(AGENT, made, Micros(T0))
    assert LevelStep(held=False, level=Level.PROTECTED_B, cleared=Level.PROTECTED_A) in steps
    caveats = {each.caveat: each for each in steps if isinstance(each, CaveatStep)}
    assert {name: (each.sort, each.held) for name, each in caveats.items()} == {
        "LES": ("fixed", False),
        "REL TO CAN": ("only", False),
        "NOT TO RU": ("never", True),
        "BURN": ("unknown", False),
    }
    assert caveats["LES"].roles == ("law-enforcement",)
    assert CompartmentStep(held=False, compartment="customs") in steps
    assert OwnStep(held=True, owner="cbp") in steps
    assert ReleasedStep(held=True, owner="opp", to=("cbp", "ibet"), by=("ibet",)) in steps
    assert (
        PurposeStep(held=False, owner="opp", purpose="customs", purposes=("border-security",))
        in steps
    )
    assert ExpiryStep(held=False, owner="rcmp", expiry=Micros(T0)) in steps
    assert ReleasedStep(held=False, owner="cbsa", to=("cbp", "ibet"), by=()) in steps
    assert not [e for e in steps if isinstance(e, PurposeStep) and e.owner == "cbsa"]
