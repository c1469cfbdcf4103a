"""Whether more may be seen by another marking: held against who may see by each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.decisions.widening import takes_two, widens
from northline.records.marking import Grant, Level, Marking, Viewer, marking, may_see
from northline.records.notation import parse_marking
from northline.records.units import Micros

AGENCIES = ("opp", "cbp", "rcmp")
PURPOSES = ("border-security", "customs")
NOW = Micros(100)


def grants() -> st.SearchStrategy[Grant]:
    return st.builds(
        Grant,
        partners=st.lists(st.sampled_from((*AGENCIES, "*")), unique=True, max_size=2).map(tuple),
        purposes=st.lists(st.sampled_from((*PURPOSES, "*")), unique=True, max_size=2).map(tuple),
        expiry=st.sampled_from((None, Micros(50), Micros(150))),
        authority=st.sampled_from(((), ("an act",))),
    )


MARKINGS: st.SearchStrategy[Marking] = st.builds(
    lambda level, owners, caveats, compartments: marking(
        level, owners, caveats=caveats, compartments=compartments
    ),
    st.sampled_from(Level),
    st.dictionaries(st.sampled_from(AGENCIES), grants(), min_size=1, max_size=2),
    st.lists(st.sampled_from(("LES", "NOFORN", "ORCON")), unique=True),
    st.lists(st.sampled_from(("customs", "refugee")), unique=True),
)
VIEWERS = st.builds(
    Viewer,
    name=st.just("v"),
    agency=st.sampled_from(AGENCIES),
    country=st.sampled_from(("CA", "US")),
    clearance=st.sampled_from(Level),
    roles=st.sampled_from(((), ("law-enforcement",))),
    compartments=st.sampled_from(((), ("customs",), ("customs", "refugee"))),
    purpose=st.sampled_from((*PURPOSES, "*")),
)


@given(before=MARKINGS, after=MARKINGS, viewer=VIEWERS)
def test_nobody_sees_more_by_what_is_said_to_be_no_wider(
    before: Marking, after: Marking, viewer: Viewer
) -> None:
    if not widens(before, after) and may_see(viewer, after, NOW):
        assert may_see(viewer, before, NOW)


@given(before=MARKINGS, more=MARKINGS)
def test_a_join_is_no_wider_than_its_parts(before: Marking, more: Marking) -> None:
    assert not widens(before, before.join(more))


@pytest.mark.parametrize(
    ("before", "after", "two"),
    [
        ("Protected A", "Protected A; partners=cbp", False),
        ("Protected A", "Unclassified", False),
        ("Protected B", "Protected B; partners=cbp", True),
        ("Protected B; partners=cbp", "Protected B", False),
        ("Protected B", "Protected A", True),
        ("Protected B; partners=*", "Protected B; partners=cbp", False),
        ("Protected B; partners=cbp", "Protected B; partners=*", True),
        ("Protected B; partners=cbp; purposes=customs", "Protected B; partners=cbp", True),
        ("Secret; caveats=LES", "Secret", True),
        ("Protected B; authority=one act", "Protected B; authority=another act", False),
        ("Protected B", "Secret; compartments=customs", False),
        ("Unclassified; compartments=customs", "Unclassified", True),
        ("Unclassified; compartments=customs", "Unclassified; compartments=refugee", True),
        ("Protected B", "Protected B; owner=rcmp", True),
    ],
)
def test_what_takes_two_people(before: str, after: str, *, two: bool) -> None:
    one, other = (parse_marking(each, owner="opp") for each in (before, after))
    assert takes_two(one, other) is two
