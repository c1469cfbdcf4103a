"""Roles and operations: closed lists, as the documentation shows them."""

import re
from pathlib import Path

import pytest

from northline.decisions.operations import OPERATIONS, may, operation, role_to
from northline.decisions.roles import (
    ADMINISTRATOR,
    ALONE,
    LAW_ENFORCEMENT,
    REVIEWER,
    ROLES,
    SERVICE,
    role,
    roles_of_people,
)
from northline.decisions.rules import RULES
from northline.records.errors import NotPermitted, RoleNeeded, UnknownName
from tests.decisions.making import viewer

DOC = Path(__file__).parents[2] / "docs" / "roles-and-groups.md"


def table(title: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, by their first cell."""
    text = DOC.read_text(encoding="utf-8").split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| `[a-z0-9-]+` \|", line)
    ]
    return {first.strip("`"): rest for first, *rest in rows}


def test_the_documentation_shows_the_roles() -> None:
    assert table("Roles") == {each.slug: [each.name, each.name_fr, each.means] for each in ROLES}


def test_the_documentation_shows_the_operations() -> None:
    assert table("Operations") == {
        each.name: [each.means, ", ".join(each.roles)] for each in OPERATIONS
    }


def test_every_role_that_a_rule_or_an_operation_names_is_one() -> None:
    named = [slug for rule in RULES for slug in rule.roles]
    named += [slug for each in OPERATIONS for slug in each.roles]
    assert [role(slug).slug for slug in named] == named
    assert len({each.slug for each in ROLES}) == len(ROLES)
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)


def test_whoever_works_alone_may_do_everything_and_is_no_sworn_officer_by_it() -> None:
    alone = viewer(*ALONE)
    assert all(may(alone, each.name) for each in OPERATIONS)
    assert LAW_ENFORCEMENT not in ALONE
    assert SERVICE not in ALONE


def test_a_reviewer_changes_nothing_and_an_administrator_decides_nothing() -> None:
    reviewer, administrator = viewer(REVIEWER), viewer(ADMINISTRATOR)
    assert {each.name for each in OPERATIONS if may(reviewer, each.name)} == {
        "audit",
        "audit-export",
        "sharing",
        "verify",
    }
    assert not any(REVIEWER in rule.roles or ADMINISTRATOR in rule.roles for rule in RULES)
    for name in ("ingest", "mark", "erase", "hold", "audit", "export", "decide"):
        assert not may(administrator, name), name


def test_who_may_not_is_told_which_roles_may() -> None:
    assert role_to(viewer("analyst", "records-officer"), "mark") == "records-officer"
    with pytest.raises(RoleNeeded, match=r"^hold is for records-officer; A\. Roy holds analyst$"):
        role_to(viewer("analyst"), "hold")
    with pytest.raises(NotPermitted, match="holds no role"):
        role_to(viewer(), "hold")


def test_what_is_no_role_or_operation_is_named() -> None:
    with pytest.raises(UnknownName, match="no role 'king'; there are watch-officer"):
        role("king")
    with pytest.raises(UnknownName, match="no operation 'fly'; there are ingest"):
        operation("fly")
    with pytest.raises(UnknownName, match="for programs"):
        roles_of_people(["service"])
    assert roles_of_people(["reviewer", "analyst", "analyst"]) == ("analyst", "reviewer")
