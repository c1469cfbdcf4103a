"""What a provider may give: what the settings list, and nothing else."""

from typing import Any

import msgspec
import pytest

from northline.app.openid.flow import Claims
from northline.app.openid.mapping import LONGEST_NAME, Attributes, attributes_of, values
from northline.app.settings_openid import ClaimNames, ProviderSettings

PROVIDER = ProviderSettings(
    name="opp",
    title={"en": "OPP", "fr": "PPO"},
    issuer="https://login.example.org/realms/opp",
    client_id="northline",
    agency="opp",
    country="CA",
    clearance="Protected B",
    purposes=("border-watch",),
    claims=ClaimNames(roles="realm_access.roles"),
    roles={"watch": ("watch-officer", "analyst"), "chief": ("watch-supervisor",)},
    groups={"ibet": ("IBET",)},
    clearances={"cleared-b": "Protected B", "cleared-a": "Protected A", "TS": "Secret"},
)


def given(**said: Any) -> Attributes:
    claims = Claims(issuer=PROVIDER.issuer, subject="s-1", said={"sub": "s-1", **said})
    return attributes_of(PROVIDER, claims)


def test_agency_country_and_purposes_are_the_settings_whatever_it_says() -> None:
    told = given(agency="cbp", country="US", purposes=["*"], compartments=["x"], org="cbp")
    assert (told.agency, told.country, told.purposes) == ("opp", "CA", ("border-watch",))
    assert "compartments" not in told.given()


def test_values_that_are_listed_give_what_stands_there_and_others_nothing() -> None:
    told = given(realm_access={"roles": ["watch", "chief", "administrator", 3, None]})
    assert told.roles == ("analyst", "watch-officer", "watch-supervisor")
    assert given(realm_access={"roles": "watch"}).roles == ("analyst", "watch-officer")
    assert given(roles=["watch"], groups="ibet").roles == ()
    assert given(groups=["ibet", "IBET"]).groups == ("IBET",)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("Protected A", "Protected A"),
        ("protected b", "Protected B"),
        ("Secret", "Protected B"),  # the provider's maximum
        (["cleared-a", "cleared-b"], "Protected B"),
        ("cleared-a", "Protected A"),
        ("TS", "Protected B"),
        ("Top Secret", "Unclassified"),
        ("whatever", "Unclassified"),
        (5, "Unclassified"),
        (None, "Unclassified"),
        ({"level": "Secret"}, "Unclassified"),
    ],
)
def test_a_clearance_is_at_most_the_providers_and_none_is_unclassified(
    told: Any, level: str
) -> None:
    assert given(clearance=told).clearance == level
    lower = msgspec.structs.replace(PROVIDER, clearance="Unclassified")
    claims = Claims(issuer="i", subject="s", said={"clearance": told})
    assert attributes_of(lower, claims).clearance == "Unclassified"


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ({"name": "  Ana  Exemple "}, "Ana Exemple"),
        ({"preferred_username": "ana"}, "ana"),
        ({"name": "service:runner", "preferred_username": "ana"}, "ana"),
        ({"name": "Service:runner"}, "subject s-1"),
        ({"name": "a\u202eb"}, "subject s-1"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "subject s-1"),
        ({"name": ["Ana"]}, "subject s-1"),
        ({"name": "*"}, "subject s-1"),
    ],
)
def test_a_name_that_cannot_stand_on_a_decision_is_not_taken(
    said: dict[str, Any], person: str
) -> None:
    assert given(**said).person == person


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"preferred_username": "Ana.Exemple"}, "ana.exemple@opp"),
        ({"preferred_username": "ana@opp.example"}, "ana@opp.example@opp"),
        ({"preferred_username": "chief@cbp"}, "chief@cbp@opp"),
        ({"preferred_username": ["ana", "chief"]}, "ana@opp"),
        ({"preferred_username": "ana exemple"}, "s-1@opp"),
        ({"preferred_username": "x" * 64}, "s-1@opp"),
        ({}, "s-1@opp"),
    ],
)
def test_an_account_is_named_so_that_no_provider_takes_anothers_names(
    said: dict[str, Any], name: str
) -> None:
    assert given(**said).name == name


def test_a_subject_that_can_be_no_name_gives_one_of_its_own() -> None:
    one, two = (
        attributes_of(PROVIDER, Claims(issuer="i", subject=f"auth0|{n}", said={})).name
        for n in range(2)
    )
    assert one != two
    assert one.startswith("person-")
    assert one.endswith("@opp")


def test_a_name_of_a_claim_may_hold_dots_or_lead_inside() -> None:
    assert values({"a.b": "x", "a": {"b": "y"}}, "a.b") == ("x",)
    assert values({"a": {"b": ["y"]}}, "a.b") == ("y",)
    assert values({"https://example.org/roles": ["z"]}, "https://example.org/roles") == ("z",)
    assert values({"a": ["b"]}, "a.b") == ()
    assert len(values({"a": ["b"] * 5_000}, "a")) == 1_000
