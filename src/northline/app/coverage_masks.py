"""Masks over dwellings as coverage takes them: what is not kept is not covered (LAW.md rule 7)."""

from typing import TYPE_CHECKING, NamedTuple

from northline.app.reading import Ask, read_table
from northline.engines.coverage import Area, Masked
from northline.records.kinds import kind as kind_named
from northline.records.mask import Mask
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Masking(NamedTuple):
    """The newest mask of each identity that the operator may see."""

    masks: tuple[Mask, ...]

    def of(self, sensor: str, at: Micros) -> Masked:
        """What is masked of a sensor at an instant.

        With a polygon and a sector, the sector holds for what has no place, which covers nothing.
        """
        ours = [each for each in self.masks if each.sensor in {None, sensor} and _holds(each, at)]
        areas = tuple(
            Area(tuple(zip(each.lons, each.lats, strict=True))) for each in ours if each.lons
        )
        sectors = tuple(
            (float(each.bearing_from), float(each.bearing_to))
            for each in ours
            if not each.lons and each.bearing_from is not None and each.bearing_to is not None
        )
        return Masked(areas, sectors)


def masks_of(node: "Opened", until: Micros) -> Masking:
    """The masks as they were stated until an instant; the look stands in the chain."""
    table = read_table(node, Ask(Mask.kind, until=until))
    newest: dict[str, Mask] = {}
    for mask in kind_named(Mask.kind).from_batch(table):
        if isinstance(mask, Mask):
            before = newest.get(mask.identity)
            if before is None or (mask.at, mask.id) >= (before.at, before.id):
                newest[mask.identity] = mask
    return Masking(tuple(newest[name] for name in sorted(newest)))


def _holds(mask: Mask, at: Micros) -> bool:
    return (mask.since is None or mask.since <= at) and (mask.until is None or at < mask.until)
