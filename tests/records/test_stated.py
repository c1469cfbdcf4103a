"""What a unit says of its own sensitivity: read, held against its feed, kept as strictly."""

import pytest

from northline.records.marking import Grant, Level, marking
from northline.records.stated import (
    RESTRICTED,
    BeyondFeed,
    Stated,
    Withheld,
    as_strict,
    check_within,
    stated,
)

GRANTS = {"opp": Grant(partners=("cbp",))}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("", Level.UNCLASSIFIED),
        ("Undefined", Level.UNCLASSIFIED),
        ("unrestricted", Level.UNCLASSIFIED),
        ("nato", Level.UNCLASSIFIED),
        ("U", Level.UNCLASSIFIED),
        ("Protected A", Level.PROTECTED_A),
        ("PROTECTED-B", Level.PROTECTED_B),
        ("Protected", Level.PROTECTED_C),
        ("NATO RESTRICTED", RESTRICTED),
        ("R", RESTRICTED),
        ("C", Level.CONFIDENTIAL),
        ("CONFIDENTIAL REL CAN", Level.CONFIDENTIAL),
        ("secret", Level.SECRET),
        ("S//NOFORN", Level.SECRET),
    ],
)
def test_a_classification_is_read_as_it_is_written(words: str, level: Level) -> None:
    assert stated(words).level is level


def test_caveats_are_carried_verbatim() -> None:
    assert stated("S//NOFORN", "//LES//").caveats == ("NOFORN", "LES")


@pytest.mark.parametrize(
    ("words", "caveats"),
    [
        ("TOP SECRET", ""),
        ("ts//sci", ""),
        ("TopSecret", ""),
        ("COSMIC TOP SECRET", ""),
        ("SECRET", "LES//TS"),
        ("", "confidential informant"),
        ("U//CUI//SP-INF", ""),
        ("", "LES//human source"),
    ],
)
def test_above_secret_and_informers_are_refused_at_the_door(words: str, caveats: str) -> None:
    with pytest.raises(Withheld):
        stated(words, caveats)


def test_a_unit_goes_under_a_feed_that_is_as_strict_and_under_no_other() -> None:
    feed = marking(Level.CONFIDENTIAL, GRANTS, caveats=["CUI//LES", "NOFORN"])
    for within in (
        Stated(),
        Stated(Level.CONFIDENTIAL),
        Stated(Level.PROTECTED_B, ("LES", "noforn")),
        Stated(Level.UNCLASSIFIED, ("CUI//LES//NOFORN",)),
    ):
        check_within(within, feed)
    for beyond, why in (
        (Stated(Level.SECRET), "Secret, and its feed is marked Confidential"),
        (Stated(Level.UNCLASSIFIED, ("ORCON",)), "'ORCON'"),
        (Stated(Level.UNCLASSIFIED, ("LES//ORCON",)), "the marking of its feed does not"),
    ):
        with pytest.raises(BeyondFeed, match=why) as refused:
            check_within(beyond, feed)
        assert refused.value.stated == beyond
    check_within(Stated(Level.SECRET), None)


def test_it_is_kept_as_strictly_as_it_says_and_never_less_strictly_than_its_feed() -> None:
    feed = marking(Level.PROTECTED_B, GRANTS, caveats=["LES"])
    kept = as_strict(feed, Stated(Level.SECRET, ("NOFORN",)))
    assert (kept.level, kept.caveats, kept.grants) == (Level.SECRET, ("LES", "NOFORN"), GRANTS)
    assert as_strict(feed, Stated()) == feed
