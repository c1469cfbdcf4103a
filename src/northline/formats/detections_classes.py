"""What vendors' software calls the things it finds, and which sort of thing that is.

The names are those of the class lists that such software is mostly trained on (COCO, DOTA,
VisDrone) and plain words beside them.  Names are compared in small letters with blanks, ``_``
and ``-`` alike.  A name in `NO_TARGET` is of nothing that is looked for: it is counted and not
kept.  A name that stands nowhere here is kept with the sort unknown: nothing is guessed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from northline.records.position import Craft

_NAMES: Mapping[Craft, str] = {
    Craft.PERSON: "person people pedestrian human walker group crowd footstep footsteps",
    Craft.VEHICLE: (
        "vehicle car truck van bus motorcycle motor motorbike bicycle atv utv quad snowmobile "
        "tractor pickup suv small-vehicle large-vehicle tricycle awning-tricycle trailer train"
    ),
    Craft.VESSEL: "vessel boat ship canoe kayak jet-ski raft dinghy sailboat motorboat watercraft",
    Craft.AIRCRAFT: "aircraft airplane aeroplane plane helicopter ultralight glider",
    Craft.DRONE: "drone uav uas quadcopter",
}
CLASSES: Mapping[str, Craft] = MappingProxyType(
    {name: craft for craft, names in _NAMES.items() for name in names.split()}
)
"""Name of a class -> which sort of thing it is."""

NO_TARGET = frozenset(
    "animal deer moose bear dog cat horse cow sheep bird wolf coyote fox raccoon beaver tree "
    "branch vegetation leaf shadow wave cloud rain snow fog debris log background nothing none".split()
)
"""Names of classes that are no target."""

_BETWEEN = re.compile(r"[\s_-]+")


def plain(name: str) -> str:
    """A name as it stands in the tables."""
    return _BETWEEN.sub("-", name.strip().casefold())


def craft_of(name: str) -> Craft:
    """Which sort of thing a class is; unknown where the table does not have it."""
    return CLASSES.get(plain(name), Craft.UNKNOWN)
