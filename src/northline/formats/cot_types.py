"""What a Cursor on Target type says about a thing: ``a-f-G-E-V`` is a friendly ground vehicle.

The type is a path: ``a`` for an atom (a thing), its affiliation, its battle dimension, and its
function in the tree of MIL-STD-2525B, in capitals (MITRE *types.txt*, revision 1.5).  Nothing
is guessed: a dimension or function that says nothing of the sort gives ``unknown``.
"""

import functools

from northline.records.position import Craft
from northline.records.unit import Mode

ATOM = "a-"
FRIEND = "a-f-"

_DRONES = ("A-M-F-Q", "A-M-H-Q", "A-C-F-q", "A-C-H-q")
"""Unmanned aircraft: fixed wing and rotary, military (2525B 1.X.2.1.1.12 and 1.2) and civil."""

_CRAFT: tuple[tuple[str, Craft], ...] = (
    *((drone, Craft.DRONE) for drone in _DRONES),
    ("A-M-L", Craft.UNKNOWN),  # a balloon or airship is steered by the wind
    ("A-W", Craft.UNKNOWN),  # a weapon in flight
    ("A", Craft.AIRCRAFT),
    ("S", Craft.VESSEL),
    ("U-S", Craft.VESSEL),  # a submarine or semi-submersible
    ("G-E-V", Craft.VEHICLE),
    ("G-U", Craft.UNIT),
    ("G-I", Craft.STATION),
)
"""Dimension and function -> craft; the first that the function begins with counts."""

_MODES: tuple[tuple[str, Mode], ...] = (
    *((drone, Mode.DRONE) for drone in _DRONES),
    ("A-M-H", Mode.HELICOPTER),
    ("A-C-H", Mode.HELICOPTER),
    ("A-M-F", Mode.AEROPLANE),
    ("A-C-F", Mode.AEROPLANE),
    ("S", Mode.BOAT),
    ("G-E-V", Mode.VEHICLE),
    *((f"G-U-C-I-{carried}", Mode.VEHICLE) for carried in "MZI"),
    *((f"G-U-C-I-{other}", Mode.UNKNOWN) for other in "ASNC"),
    ("G-U-C-I", Mode.FOOT),
)
"""Dimension and function -> mode.  Infantry goes on foot (2525B 1.X.3.1.1.3.4): plain, light (L) and of
mountains (O); motorised (M), mechanised (Z) and with fighting vehicles (I) it is carried; airborne (A),
air assault (S), naval (N) and arctic (C) do not say how they go about on the ground."""


@functools.lru_cache(4096)
def craft_of(type: str) -> str:
    """What sort of thing an atom is; a friend is a unit, whatever it goes about in."""
    if type.startswith(FRIEND):
        return Craft.UNIT.value
    function = type.partition("-")[2].partition("-")[2]
    return next((craft for stem, craft in _CRAFT if _within(function, stem)), Craft.UNKNOWN).value


@functools.lru_cache(4096)
def mode_of(type: str) -> str:
    """How a friend goes about, as far as its type says."""
    function = type.removeprefix(FRIEND)
    return next((mode for stem, mode in _MODES if _within(function, stem)), Mode.UNKNOWN).value


def _within(function: str, stem: str) -> bool:
    """Whether a function stands at or below a stem of the tree."""
    return function == stem or function.startswith(stem + "-")
