"""Agencies and joint groups: as the documentation shows them, and by default for nobody."""

import pytest

from northline.decisions.agencies import AGENCIES, agency
from northline.decisions.groups import GROUPS, check_seats, group
from northline.records.errors import UsageError
from northline.records.marking import Grant, Level, Viewer, marking, may_see
from northline.records.units import Micros
from tests.decisions.test_roles import table

NOW = Micros(1_800_000_000_000_000)


def viewer(agency: str, *groups: str) -> Viewer:
    country = "US" if agency in {"cbp", "hsi"} else "CA"
    return Viewer(name="v", agency=agency, country=country, groups=groups, purpose="customs")


def test_the_documentation_shows_the_groups_and_agencies() -> None:
    assert table("Groups") == {
        each.slug: [
            each.name,
            each.name_fr,
            ", ".join(each.members) or "set by the node",
            "yes" if each.bilateral else "no",
        ]
        for each in GROUPS
    }
    assert table("Agencies") == {
        each.slug: [each.name, each.name_fr, each.country, each.level.value] for each in AGENCIES
    }


def test_no_slug_is_an_agency_and_a_group_or_either_twice() -> None:
    slugs = [each.slug for each in GROUPS] + [each.slug for each in AGENCIES]
    assert len(set(slugs)) == len(slugs)


def test_members_are_agencies_and_both_countries_sit_only_in_groups_of_both() -> None:
    for each in GROUPS:
        found = [agency(slug) for slug in each.members]
        assert None not in found
        countries = {member.country for member in found if member is not None}
        assert countries <= ({"CA", "US"} if each.bilateral else {"CA"}), each.slug
        check_seats([each.slug], "rcmp")
        for slug in each.members:
            check_seats([each.slug], slug)


def test_a_foreign_agency_sits_in_no_group_of_canada_alone() -> None:
    with pytest.raises(UsageError, match="dea does not sit in joic"):
        check_seats(["ibet", "joic"], "dea")
    check_seats(["ibet", "a-group-of-the-node"], "dea")
    check_seats(["joic"], "an-agency-of-the-node")


@pytest.mark.parametrize("slug", [each.slug for each in GROUPS])
def test_a_group_receives_nothing_until_an_owner_names_it(slug: str) -> None:
    own = marking(Level.UNCLASSIFIED, {"wps": Grant()})
    named = marking(Level.UNCLASSIFIED, {"wps": Grant(partners=(slug,))})
    found = group(slug)
    assert found is not None
    for member in (*found.members, "sq"):
        assert not may_see(viewer(member, slug), own, NOW)
        assert may_see(viewer(member, slug), named, NOW)
        assert not may_see(viewer(member), named, NOW), "a member that no account seats there"


def test_a_partner_that_nobody_knows_is_written_down_and_denies() -> None:
    misspelt = marking(Level.UNCLASSIFIED, {"opp": Grant(partners=("cpb", "ibets"))})
    assert misspelt.grants["opp"].partners == ("cpb", "ibets")
    assert group("ibets") is None
    assert agency("cpb") is None
    assert not may_see(viewer("cbp", "ibet"), misspelt, NOW)
