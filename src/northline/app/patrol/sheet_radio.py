"""Where radio is dead on the way of an order, for its sheet: by what its reader may see of radio sites."""

from typing import TYPE_CHECKING

from northline.app.patrol.dead_zones import OPERATION, dead_zones
from northline.app.sensors import Near
from northline.decisions.operations import may
from northline.geo.distance import near_distance
from northline.records.errors import UsageError
from northline.records.patrol_order import AT_DEPOT, PatrolOrder
from northline.records.shift import Side

if TYPE_CHECKING:
    from northline.app.opened import Opened

MARGIN = 5_000.0
"""How far beyond the outermost way point is looked, m."""

SIDES = {Side.IN_CANADA: "canada", Side.IN_UNITED_STATES: "united-states"}


def dead_on_the_way(
    node: "Opened", order: PatrolOrder, language: str
) -> list[tuple[str, str]] | None:
    """Place and what is said of it, by kilometre; None where nobody can tell."""
    stretches = {each for each in order.point_stretch if each != AT_DEPOT}
    if not may(node.viewer, OPERATION):
        return None
    if not stretches:
        return []
    out = [n for n, each in enumerate(order.point_stretch) if each != AT_DEPOT]
    lons, lats = [order.point_lon[n] for n in out], [order.point_lat[n] for n in out]
    lon, lat = (min(lons) + max(lons)) / 2.0, (min(lats) + max(lats)) / 2.0
    away = float(near_distance(lons, lats, lon, lat).max())
    around = Near(lon, lat, away + MARGIN)
    try:
        radios = dead_zones(node, around=around)
    except UsageError:  # too much of the line for one answer
        return None
    if not radios.computable:
        return None
    found = []
    for zone in radios.zones:
        kms = [
            each.km
            for each in zone.stretches
            if any(_inside(each.km, stretch, order.stretch_km) for stretch in stretches)
        ]
        if zone.side == SIDES[order.side] and kms:
            said = f"{100.0 * zone.mean:.0f} %"
            words = (
                f"radio reaches {said} of the ground"
                if language == "en"
                else f"la radio atteint {said} du terrain"
            )
            found.append((f"km {min(kms):g}-{max(kms) + 1:g}", words))
    return sorted(found)


def _inside(km: float, stretch: int, length: float) -> bool:
    return stretch * length <= km < (stretch + 1) * length
