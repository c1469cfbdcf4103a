"""Made-up traffic along the line, as track points: for pages that must carry thousands.

Positions start on the line, spread over a stretch of it, and move straight on.  Nothing here is
a record of anything that took place.
"""

import numpy as np
import pyarrow as pa

from northline.app.node import Node
from northline.geo.cells import cells
from northline.geo.line import point_at
from northline.records.ids import Origin
from northline.records.schema import kind_of
from northline.records.track import Track
from northline.records.units import Micros

CRAFT = ("vessel", "aircraft", "unit", "vehicle", "unknown")
SECOND = 1_000_000
DEGREES_PER_METRE = 1 / 111_195.0


class Traffic:
    """So many things on the move; the same seed moves them the same way.

    Attributes:
        size: how many there are.
    """

    def __init__(self, size: int, *, seed: int = 1, start: float = 1500.0, over: float = 900.0):
        """Spread them over ``over`` kilometres of the line from ``start`` on."""
        chance = np.random.default_rng(seed)
        self.size = size
        lon, lat = point_at("atlantic-pacific", start + over * chance.random(size))
        self._lon, self._lat = lon + chance.normal(0, 0.15, size), lat + chance.normal(0, 0.1, size)
        self._course = chance.uniform(0, 360, size)
        self._speed = chance.uniform(1, 15, size)  # metres per second
        self._sort = chance.integers(0, len(CRAFT), size)
        self._ids = [Origin("track", "made-up").sequenced(str(i)) for i in range(size)]
        self._step = 0

    def batch(self, node: Node, at: Micros, *, share: float = 1.0) -> pa.RecordBatch:
        """The next point of each, or of a share of them by turns; all move on by a second."""
        self._step += 1
        metres = self._speed * DEGREES_PER_METRE
        angle = np.radians(self._course)
        self._lon += metres * np.sin(angle) / np.cos(np.radians(self._lat))
        self._lat += metres * np.cos(angle)
        every = max(1, round(1 / share))
        who = np.arange(self._step % every, self.size, every)
        n = len(who)
        marking = node.default_marking()
        derived = Origin("track", "made-up")
        columns = {
            "id": [derived.sequenced(f"{i}/{self._step}") for i in who],
            "source": ["made-up"] * n,
            "at": [int(at)] * n,
            "received": [int(at)] * n,
            "marking": [int(marking.id)] * n,
            "lon": self._lon[who],
            "lat": self._lat[who],
            "sigma": np.full(n, 15.0),
            "cell": cells(self._lon[who], self._lat[who]),
            "track": [self._ids[i] for i in who],
            "identity": [f"made-up:{i}" for i in who],
            "craft": [CRAFT[self._sort[i]] for i in who],
            "speed_knots": self._speed[who] / 0.514444,
            "course": self._course[who],
            "points": [self._step] * n,
            "evidence": [[self._ids[i]] for i in who],
        }
        schema = kind_of(Track).schema
        arrays = [
            pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(n, f.type)
            for f in schema
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def tell(self, node: Node, at: Micros, *, share: float = 1.0) -> None:
        """Append the next points to a node's ledger."""
        node.ledger.append(
            "track",
            self.batch(node, at, share=share),
            by="service:made-up",
            markings=(node.default_marking(),),
        )
