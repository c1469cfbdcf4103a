"""Which observed properties mean that something was detected, and what such a property measures.

OGC 18-088, clause 8.2.5: an ObservedProperty has a name and a definition, a URI that is nobody's
in particular.  So a property is looked up by the last part of its definition, then by its name,
in small letters with blanks, ``_`` and ``-`` alike.  A property that stands nowhere here is no
detection: nothing is guessed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from northline.formats.detections_classes import CLASSES, plain
from northline.records.plot import Measure
from northline.records.position import Craft


class Meaning(NamedTuple):
    """What an observed property says of a detection.

    Attributes:
        measure: what it measures.
        craft: of which sort of thing, as far as the property says.
    """

    measure: Measure
    craft: Craft = Craft.UNKNOWN


_TRIPS = (
    "detection trip tripwire tripwire-crossing intrusion intrusion-detection presence "
    "presence-detection motion motion-detection motion-detected movement movement-detection "
    "seismic-detection acoustic-detection magnetic-detection infrared-detection beam-break "
    "break-beam object-detection target-detection"
).split()
_BEARINGS = "bearing direction-of-arrival angle-of-arrival line-of-bearing target-bearing".split()
_PLACES = "target-position target-location detected-position detected-location".split()
_OF_A_CLASS = ("", "-detection", "-detected", "-presence", "-count", "s-detected")


def _meanings() -> dict[str, Meaning]:
    found = {name: Meaning(Measure.TRIP) for name in _TRIPS}
    found |= {name: Meaning(Measure.BEARING) for name in _BEARINGS}
    found |= {name: Meaning(Measure.PLACE) for name in _PLACES}
    for name, craft in CLASSES.items():
        found |= {name + ending: Meaning(Measure.TRIP, craft) for ending in _OF_A_CLASS}
    return found


MEANINGS: Mapping[str, Meaning] = MappingProxyType(_meanings())
"""Name of a property -> what it means; the others are no detections."""

_LAST = re.compile(r"[^/#:]*\Z")


def meaning_of(definition: object, name: object) -> Meaning | None:
    """What a property means, or None where it is no detection."""
    for text in (definition, name):
        if isinstance(text, str):
            last = _LAST.search(text.rstrip("/#"))
            found = MEANINGS.get(plain(last[0] if last else text))
            if found is not None:
                return found
    return None
