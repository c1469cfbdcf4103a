"""The ``__northline`` detail of an event: what a friendly unit states of its crew, fuel and authority.

No schema of Cursor on Target has a place for it; like others' own details it begins with two
underscores, and who does not know it passes it by::

    <__northline crew="3" range="180000" speed_water="15" authority="cross-designated host-direction"/>

=============================================  =========================================  ===========
attribute                                      what                                       raw unit
=============================================  =========================================  ===========
crew                                           officers aboard or in it                   0 to 999
range                                          how far it can go on its fuel or charge    metres
speed_road, _off_road, _water, _air            the most it makes on each                  m/s
authority                                      words with blanks between them             text
=============================================  =========================================  ===========

What is missing or wrong is null.  It is the unit's own word.
"""

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

DETAIL = "__northline"

COLUMNS = (
    *("crew", "range", "speed_road", "speed_off_road", "speed_water", "speed_air", "authority"),
)
"""Columns of a ``unit`` that the detail fills, in the order of `States`."""

FASTEST, FARTHEST, MOST = 1_000.0, 50_000_000.0, 999
LONGEST = 40
"""Characters of a word of ``authority``; a longer one is passed by."""


class States(NamedTuple):
    """What the detail says; see `northline.records.unit.Unit`."""

    crew: int | None = None
    range: float | None = None
    speed_road: float | None = None
    speed_off_road: float | None = None
    speed_water: float | None = None
    speed_air: float | None = None
    authority: tuple[str, ...] | None = None


def states(element: etree._Element, number: Callable[[str | None], float | None]) -> States:
    """Read the detail.

    Args:
        element: it.
        number: reads the numbers of events.
    """

    def within(name: str, most: float) -> float | None:
        value = number(element.get(name))
        return value if value is not None and 0.0 <= value <= most else None

    def speed(name: str) -> float | None:
        return within(f"speed_{name}", FASTEST) or None

    crew, words = within("crew", MOST), element.get("authority")
    return States(
        crew=None if crew is None or crew != int(crew) else int(crew),
        range=within("range", FARTHEST),
        speed_road=speed("road"),
        speed_off_road=speed("off_road"),
        speed_water=speed("water"),
        speed_air=speed("air"),
        authority=None
        if words is None
        else tuple(dict.fromkeys(word for word in words.split() if len(word) <= LONGEST)),
    )
