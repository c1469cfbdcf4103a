"""No officer goes out alone: two to a unit, but for what an agency has stated and answers for.

::

    crew given, >= least            enough
    crew given, < least             too few, unless an exception is stated for the mode
    crew not stated                 not stated: nobody may be sent as if it were two
    nobody aboard (a drone)         its crew is on the ground, and counted there

Whoever states shifts, writes orders or sends somebody asks `check_crew`; it says why, and decides
nothing.
"""

import enum
from collections.abc import Sequence

import msgspec

from northline.records.unit import Mode

LEAST = 2
"""Officers of a unit, unless an agency says more."""


class Crew(enum.StrEnum):
    """What there is to say of a crew."""

    ENOUGH = "enough"
    EXCEPTED = "excepted"
    TOO_FEW = "too-few"
    NOT_STATED = "not-stated"


class Exempt(msgspec.Struct, frozen=True, kw_only=True):
    """An agency states that units of a mode may go out with fewer, and why.

    Attributes:
        mode: how they go about.
        reason: why, in the agency's own words.
        least: how many they must be all the same.
    """

    mode: Mode
    reason: str
    least: int = 1


class CrewChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and by whose word it is well.

    Attributes:
        crew: what there is to say.
        reason: of an exception: the agency's own words; else empty.
    """

    crew: Crew
    reason: str = ""

    @property
    def may_go(self) -> bool:
        """Whether nothing speaks against sending it."""
        return self.crew in {Crew.ENOUGH, Crew.EXCEPTED}


UNMANNED = frozenset({Mode.DRONE})
"""Modes that nobody is aboard of."""


def check_crew(
    officers: int | None, mode: Mode, exempt: Sequence[Exempt] = (), least: int = LEAST
) -> CrewChecked:
    """Whether a unit has officers enough.

    Args:
        officers: how many it has, or None where nobody states it.
        mode: how it goes about.
        exempt: what its agency has stated.
        least: how many it must have otherwise.
    """
    if mode in UNMANNED:
        return CrewChecked(crew=Crew.ENOUGH)
    if officers is None:
        return CrewChecked(crew=Crew.NOT_STATED)
    if officers >= least:
        return CrewChecked(crew=Crew.ENOUGH)
    for each in exempt:
        if each.mode is mode and officers >= each.least and each.reason.strip():
            return CrewChecked(crew=Crew.EXCEPTED, reason=each.reason.strip())
    return CrewChecked(crew=Crew.TOO_FEW)
