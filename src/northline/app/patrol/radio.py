"""Radio sites as the registry states them, for who asks: sensors of the sort ``radio``."""

from typing import TYPE_CHECKING, NamedTuple

from northline.app.sensors import sensors
from northline.engines.safety.radio import Site
from northline.records.sensor import SensorSort
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


class NamedSite(NamedTuple):
    """A radio site, and what people call it."""

    site: Site
    name: str | None


def radio_sites(node: "Opened", *, at: Micros | None = None) -> list[NamedSite]:
    """The radio sites that this person may see, those without a place left out."""
    return [
        NamedSite(
            Site(
                identity=each.identity,
                lon=each.lon,
                lat=each.lat,
                range=each.range,
                height=each.height,
                state=each.state,
                at=each.at,
            ),
            each.name,
        )
        for each in sensors(node, at=at)
        if each.sort == SensorSort.RADIO.value and each.lon is not None and each.lat is not None
    ]
