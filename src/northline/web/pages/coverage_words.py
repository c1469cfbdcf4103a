"""What coverage is called and said, in the reader's language."""

from collections.abc import Sequence

from northline.app.coverage import BANDS
from northline.records.units import Micros
from northline.web.language import Language

HOUR = 3_600_000_000


def sides(language: Language) -> dict[str, str]:
    """Side of the line -> its name."""
    say = language.say
    return {
        "both": say("both sides"),
        "canada": say("Canada's side"),
        "united-states": say("the United States' side"),
    }


def whys(language: Language) -> dict[str, str]:
    """Why a sensor does not count -> in words."""
    say = language.say
    return {
        "receiver": say("hears only who transmits"),
        "down": say("down"),
        "maintenance": say("in maintenance"),
        "unknown": say("its state is not stated"),
        "place": say("its place is not known"),
        "range": say("its range is not stated"),
        "revisit": say("how often it looks is not stated"),
        "detection": say("how well it sees is not stated"),
    }


def segments(language: Language) -> dict[str, str]:
    """Part of the line -> its name."""
    say = language.say
    return {"atlantic-pacific": say("Atlantic to Pacific"), "alaska": say("Alaska")}


def bands(language: Language) -> list[str]:
    """What each band is called: how far from the line, on which side."""
    say, half = language.say, BANDS // 2
    us = [
        say("US %(near)s to %(far)s km", near=half - 1 - band, far=half - band)
        for band in range(half)
    ]
    return us + [say("CA %(near)s to %(far)s km", near=band, far=band + 1) for band in range(half)]


def open_words(language: Language, state: object) -> str:
    """Whether a port is open in any of some hours."""
    say = language.say
    return say("open") if state else say("hours not known") if state is None else say("closed")


def spans(language: Language, hours: Sequence[Micros]) -> str:
    """Hours as spans, UTC, such as ``2026-07-01 22:00`` to ``04:00``; the day where it is another."""
    found: list[list[int]] = []
    for hour in hours:
        if found and found[-1][1] == hour:
            found[-1][1] = hour + HOUR
        else:
            found.append([hour, hour + HOUR])
    told, day = [], ""
    for since, until in found:
        begin, end = (language.instant(each, seconds=False) for each in (since, until))
        told.append(f"{begin if begin[:10] != day else begin[11:]}\u2013{end[11:]}")
        day = begin[:10]
    return ", ".join(told)
