"""Roads: what leads from where to where, how long it is, and how fast one goes there."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Degrees, Metres, MetresPerSecond


class Surface(enum.StrEnum):
    """What a road is made of."""

    PAVED = "paved"
    GRAVEL = "gravel"
    DIRT = "dirt"
    ICE = "ice"
    """A winter road over frozen water."""
    UNKNOWN = "unknown"


class Carried(enum.StrEnum):
    """What carries a road where it does not lie on the ground."""

    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    FERRY = "ferry"


class Road(Record, frozen=True, kw_only=True):
    """One edge of a network of roads: it leads straight from one node to another.

    ``lon`` and ``lat`` are where it begins.  The newest record of an edge counts, so that a road
    is closed, or opened again, by another record of it.

    Attributes:
        network: the network that it is of, such as ``essex``.
        edge: its own name in the network.
        from_node: name of the node at which it begins.
        to_node: name of the node at which it ends.
        to_lon: longitude of where it ends, WGS 84.
        to_lat: latitude of where it ends, WGS 84.
        length: how long it is, bends included.
        speed: what a car drives there, or None where that is not stated.
        surface: what it is made of.
        one_way: whether one may drive from its beginning to its end only.
        carried: what carries it, or None where it lies on the ground.
        closed: whether nobody may drive there.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "road"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(0))

    network: str
    edge: str
    from_node: str
    to_node: str
    to_lon: Degrees
    to_lat: Degrees
    length: Metres
    speed: MetresPerSecond | None = None
    surface: Surface
    one_way: bool
    carried: Carried | None = None
    closed: bool
    timed: bool
