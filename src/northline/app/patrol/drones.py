"""Whether a way may be flown by a drone, asked before it is: the rule of the safety engine."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.permitting import require
from northline.app.units import units
from northline.engines.safety.drones import Wrong, check_way
from northline.records.errors import UsageError
from northline.records.unit import Mode

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-safety"
MOST = 500

SAYS = {
    Wrong.NO_AIRSPACE: {
        "en": "It has no authority over the airspace on record.",
        "fr": "Aucune autorisation d\u2019espace aérien n\u2019est au dossier.",
    },
    Wrong.OVER: {
        "en": "The way leads past the line, where no drone of ours goes.",
        "fr": "Le trajet franchit la ligne, ce qu\u2019aucun de nos drones ne fait.",
    },
    Wrong.HOME: {
        "en": "On which side of the line it is at home is not known.",
        "fr": "On ignore de quel côté de la ligne il relève.",
    },
}
"""What is wrong, in words."""


class WayChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a way: codes, and each in words; nothing where it may be flown."""

    unit: str
    may: bool
    wrong: tuple[str, ...]
    said: tuple[dict[str, str], ...]


def check_drone(node: "Opened", unit: str, way: str) -> WayChecked:
    """Check a way of a drone, by what it states of its authority.

    Args:
        node: an open node.
        unit: identity of the drone.
        way: its places, ``LON,LAT`` each with semicolons between them.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for no such drone, or a way that cannot be read.
    """
    require(node.viewer, OPERATION)
    places = _places(way)
    for each in units(node):
        if each.identity == unit and each.mode == Mode.DRONE.value:
            found = check_way(places, each.authority or ())
            return WayChecked(
                unit=unit,
                may=not found,
                wrong=tuple(one.value for one in found),
                said=tuple(SAYS[one] for one in found),
            )
    raise UsageError(f"there is no drone {unit}, or you may not see it")


def _places(text: str) -> list[tuple[float, float]]:
    found = []
    for each in filter(None, (part.strip() for part in text.split(";"))):
        try:
            lon, lat = (float(number) for number in each.split(","))
        except ValueError as error:
            raise UsageError(f"{each!r} is no place; write LON,LAT;LON,LAT") from error
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            raise UsageError(f"{each!r} is no place: degrees, longitude first")
        found.append((lon, lat))
    if not 1 <= len(found) <= MOST:
        raise UsageError(f"a way has 1 to {MOST} places")
    return found
