"""What a unit of a feed says of its own sensitivity, held against the marking of the feed.

A feed has one marking, and its records are marked so.  A unit that says of itself that it is more
(a level above, a caveat that the marking has not) would be shown to people who may not see it: it
is refused, and kept as ``rejected`` as strictly as it says (LAW.md, rule 5).  What is above Secret
or of an informer is refused at the door, and none of its bytes are kept.
"""

import re
from collections.abc import Iterable

import msgspec

from northline.records.compartments import refuse_informers
from northline.records.errors import MarkingRefused, RejectedUnit
from northline.records.marking import Level, Marking, marking

RESTRICTED = Level.PROTECTED_B
"""What RESTRICTED, a level of NATO and others below Confidential, is taken for here."""


class Stated(msgspec.Struct, frozen=True):
    """What a unit says of its own sensitivity.

    Attributes:
        level: its level.
        caveats: handling caveats, verbatim.
    """

    level: Level = Level.UNCLASSIFIED
    caveats: tuple[str, ...] = ()


class Withheld(RejectedUnit):
    """A unit of which nothing may be kept."""


class BeyondFeed(RejectedUnit):
    """A unit that says of itself that it is more sensitive than its feed.

    Attributes:
        stated: what it says.
    """

    def __init__(self, stated: Stated, reason: str) -> None:
        super().__init__(reason)
        self.stated = stated


def stated(words: str, caveats: str = "") -> Stated:
    """Read a classification as people and devices write it, such as ``SECRET//NOFORN``.

    A text that names no level states none, such as who may have access: ``nato``, ``unrestricted``.

    Raises:
        Withheld: when it is above Secret, or of an informer.
    """
    first, _, rest = words.partition("//")
    said = tuple(each.strip(" /") for each in (rest, caveats) if each.strip(" /"))
    try:
        refuse_informers(part for each in said for part in (each, *each.split("/")))
    except MarkingRefused as error:
        raise Withheld("it says that it is of an informer: none of it is kept") from error
    every = re.findall(r"[A-Z]+", " ".join((words, *said)).upper())
    tops = " ".join(every)
    if "TOP SECRET" in tops or not {"TS", "SCI", "TOPSECRET", "COSMIC"}.isdisjoint(every):
        raise Withheld(
            "it says that it is above Secret: refused at the door, and none of it is kept"
        )
    return Stated(_level(re.findall(r"[A-Z]+", first.upper())), said)


def check_within(said: Stated, feed: Marking | None) -> None:
    """Whether a unit may go under the marking of its feed.

    Raises:
        BeyondFeed: when it says that it is more; not where the marking is not known.
    """
    if feed is None:
        return
    if said.level > feed.level:
        raise BeyondFeed(
            said,
            f"it says that it is {said.level.label}, and its feed is marked {feed.level.label}: "
            "give a feed the marking of what it brings",
        )
    for caveat in said.caveats:
        if not _parts((caveat,)) <= _parts(feed.caveats):
            raise BeyondFeed(
                said,
                f"it says {caveat!a}, and the marking of its feed does not: give a feed the marking "
                "of what it brings",
            )


def as_strict(feed: Marking, said: Stated) -> Marking:
    """The marking of a feed, as strict as what one of its units says."""
    return feed.join(marking(said.level, feed.grants, caveats=said.caveats))


def _parts(caveats: Iterable[str]) -> set[str]:
    """Caveats as they are written, and those that a written line is made of; in one case."""
    return {
        part.strip().casefold() for each in caveats for part in each.split("//") if part.strip()
    }


def _level(words: list[str]) -> Level:
    if "SECRET" in words or words == ["S"]:
        return Level.SECRET
    if "CONFIDENTIAL" in words or words == ["C"]:
        return Level.CONFIDENTIAL
    if "PROTECTED" in words:
        letter = words[words.index("PROTECTED") + 1 :][:1]
        return {"A": Level.PROTECTED_A, "B": Level.PROTECTED_B}.get(
            "".join(letter), Level.PROTECTED_C
        )
    return RESTRICTED if "RESTRICTED" in words or words == ["R"] else Level.UNCLASSIFIED
