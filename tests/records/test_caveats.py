"""Caveats: kept verbatim, each with its meaning, and denied where there is none."""

import re
from pathlib import Path

import pytest

from northline.records.caveats import CAVEATS, is_spared, originator_controls
from northline.records.errors import MarkingRefused
from northline.records.marking import (
    ANYONE,
    Grant,
    Level,
    Viewer,
    marking,
    may_mark,
    may_see,
)
from northline.records.units import Micros

DOC = Path(__file__).parents[2] / "docs" / "markings.md"
NOW = Micros(1_800_000_000_000_000)


def sees(caveat: str, country: str, *roles: str, agency: str = "a") -> bool:
    """Whether a viewer sees what carries this caveat and is released to everybody."""
    viewer = Viewer(name="v", agency=agency, country=country, roles=roles, purpose="customs")
    given = marking(Level.UNCLASSIFIED, {"b": Grant(partners=(ANYONE,))}, caveats=[caveat])
    assert given.caveats == (caveat,)
    return may_see(viewer, given, NOW)


def rows(title: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading of the page, by their first cell."""
    text = (
        DOC.read_text(encoding="utf-8").split(f"\n## {title}\n", 1)[1].split("\n\nFour more", 1)[0]
    )
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split("\n## ", 1)[0].splitlines()
        if re.match(r"\| `", line)
    ]
    return {first.strip("`"): rest for first, *rest in found}


def test_the_documentation_shows_every_caveat() -> None:
    assert rows("Caveats") == {
        each.text: [
            each.means,
            ", ".join(each.countries) or "-",
            ", ".join(each.roles) or "-",
            "yes" if each.originator else "no",
        ]
        for each in CAVEATS
    }
    assert len({each.text for each in CAVEATS}) == len(CAVEATS)


@pytest.mark.parametrize(
    ("caveat", "seen"),
    [
        ("NOFORN", {"US"}),
        ("CUI//NOFORN", {"US"}),
        ("DISPLAY ONLY", {"US"}),
        ("CANADIAN EYES ONLY", {"CA"}),
        ("CAN/US ONLY", {"CA", "US"}),
        ("FVEY", {"CA", "US", "GB"}),
        ("REL TO USA, CAN", {"CA", "US"}),
        ("RELEASABLE TO CAN, GBR", {"CA", "GB"}),
        ("CUI", {"CA", "US", "GB", "FR"}),
        ("FOUO", {"CA", "US", "GB", "FR"}),
        ("ORCON", {"CA", "US", "GB", "FR"}),
        ("THIRD PARTY RULE", {"CA", "US", "GB", "FR"}),
        ("NOT TO FR", {"CA", "US", "GB"}),
        ("ORIGIN GB, FR", {"CA", "US"}),
        ("NOT TO  FR ,GB", {"CA", "US"}),
        ("CUI//SP-LEI//REL TO USA, CAN", set()),
        ("CUI//SP-TAX", set()),
        ("CUI//watch-officer", set()),
        ("FED ONLY", set()),
        ("noforn", set()),
        ("BURN BEFORE READING", set()),
        ("NOT TO FRA", set()),
        ("NOT TO", set()),
        ("NOT TO ", set()),
        ("ORIGIN fr", set()),
        ("ORIGIN FR,", set()),
        ("origin FR", set()),
    ],
)
def test_who_sees_what_carries_a_caveat(caveat: str, seen: set[str]) -> None:
    assert {each for each in ("CA", "US", "GB", "FR") if sees(caveat, each)} == seen


@pytest.mark.parametrize("caveat", [each.text for each in CAVEATS if each.roles])
def test_what_is_law_enforcement_sensitive_is_for_sworn_officers(caveat: str) -> None:
    assert sees(caveat, "US", "law-enforcement")
    assert not sees(caveat, "US", "watch-officer", "LES", "les")


def test_a_country_of_origin_is_denied_whatever_else_says() -> None:
    for caveat in ("ORIGIN US", "NOT TO US"):
        given = marking(
            Level.UNCLASSIFIED,
            {"cbp": Grant(partners=(ANYONE,))},
            caveats=[caveat, "REL TO USA", "CAN/US ONLY"],
        )
        own = Viewer(name="v", agency="cbp", country="US", purpose=ANYONE)
        assert not may_see(own, given, NOW), "not even its owner"


@pytest.mark.parametrize("country", ["", "us", "USA", "U", "\u00c9A", "U S"])
def test_a_viewer_whose_country_is_not_known_is_never_spared(country: str) -> None:
    assert not is_spared("ORIGIN IR", country)
    assert is_spared("ORIGIN IR", "US")


@pytest.mark.parametrize(
    "word", ["INFORMER", "informers", "Human-Source", "confidential  informant", "CUI//INF"]
)
def test_an_informer_is_refused_at_the_door(word: str) -> None:
    for given in ({"caveats": [word]}, {"compartments": [word]}):
        with pytest.raises(MarkingRefused, match="informers are never in a ledger"):
            marking(Level.SECRET, {"rcmp": Grant()}, **given)


def test_only_an_originator_marks_anew_what_it_controls() -> None:
    plain = marking(Level.UNCLASSIFIED, {"rcmp": Grant(), "fbi": Grant()})
    held = marking(Level.UNCLASSIFIED, {"rcmp": Grant(), "fbi": Grant()}, caveats=["ORCON"])
    own = marking(Level.UNCLASSIFIED, {"fbi": Grant()}, caveats=["ORCON"])
    assert originator_controls(held.caveats)
    assert not originator_controls(["NOFORN"])
    assert [may_mark("fbi", each) for each in (plain, held, own)] == [True, False, True]
    assert not any(may_mark("opp", each) for each in (plain, held, own))
