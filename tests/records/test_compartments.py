"""Compartments: whoever is not read in sees nothing, whatever else allows it."""

import pytest

from northline.decisions.roles import role
from northline.records.compartments import (
    COMPARTMENTS,
    check_read_in,
    compartment,
    never_public,
)
from northline.records.errors import UnknownName, UsageError
from northline.records.marking import ANYONE, Grant, Level, Viewer, marking, may_see
from northline.records.units import Micros
from tests.records.test_caveats import rows

NOW = Micros(1_800_000_000_000_000)
EVERYBODY = Grant(partners=(ANYONE,))


def test_the_documentation_shows_every_compartment() -> None:
    assert rows("Compartments") == {
        each.slug: [
            each.name,
            each.name_fr,
            ", ".join(each.roles),
            "yes" if each.never_public else "no",
            "yes" if each.origin_denied else "no",
        ]
        for each in COMPARTMENTS
    }


def test_the_compartments_that_the_law_names() -> None:
    assert {each.slug for each in COMPARTMENTS} == {
        "financial-report",
        "firearm-trace",
        "customs",
        "refugee",
        "trafficking-victim",
    }
    assert {each.slug for each in COMPARTMENTS if each.origin_denied} == {"customs", "refugee"}
    assert all(role(slug) for each in COMPARTMENTS for slug in each.roles)
    assert all("administrator" not in each.roles for each in COMPARTMENTS)


@pytest.mark.parametrize("slug", [each.slug for each in COMPARTMENTS] + ["another"])
def test_no_release_and_no_ownership_opens_a_compartment(slug: str) -> None:
    given = marking(Level.UNCLASSIFIED, {"fintrac": EVERYBODY}, compartments=[slug])
    for agency, purpose in (("fintrac", ANYONE), ("rcmp", "customs")):
        out = Viewer(
            name="v",
            agency=agency,
            country="CA",
            clearance=Level.SECRET,
            roles=("administrator", "analyst", "law-enforcement", "service"),
            groups=("financial-crimes",),
            compartments=(f"{slug}s", slug.upper()),
            purpose=purpose,
        )
        assert not may_see(out, given, NOW)
        read_in = Viewer(
            name="v", agency=agency, country="CA", compartments=(slug,), purpose=purpose
        )
        assert may_see(read_in, given, NOW)


def test_what_is_made_of_two_compartments_needs_both() -> None:
    one = marking(Level.UNCLASSIFIED, {"a": EVERYBODY}, compartments=["financial-report"])
    two = marking(Level.UNCLASSIFIED, {"a": EVERYBODY}, compartments=["firearm-trace"])
    half = Viewer(
        name="v", agency="a", country="CA", compartments=("financial-report",), purpose=ANYONE
    )
    assert may_see(half, one, NOW)
    assert not may_see(half, one.join(two), NOW)


def test_one_is_read_in_by_a_role_that_may_be() -> None:
    check_read_in(["financial-report", "customs"], ["analyst"])
    check_read_in([], [])
    with pytest.raises(UsageError, match="firearm-trace is for law-enforcement or service"):
        check_read_in(["customs", "firearm-trace"], ["analyst", "administrator"])
    with pytest.raises(UnknownName, match="no compartment 'informer'; there are financial-report"):
        check_read_in(["informer"], ["service"])


def test_what_is_never_public() -> None:
    assert not never_public([])
    assert never_public(["firearm-trace"])
    assert never_public(["what nobody knows"])
    assert compartment("what nobody knows") is None
