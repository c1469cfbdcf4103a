"""Made-up traffic along the line, as track points: for pages that must carry thousands.

Positions start on the line, spread over a stretch of it, and move straight on.  Nothing here is
a record of anything that took place.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from northline.app.node import Node
from northline.geo.cells import cells
from northline.geo.line import point_at
from northline.records.ids import Origin
from northline.records.marking import Marking
from northline.records.record import Record
from northline.records.schema import kind_of
from northline.records.track import Track
from northline.records.unit import Mode, Unit
from northline.records.units import Micros

CRAFT = ("vessel", "aircraft", "unit", "vehicle", "unknown")
SECOND = 1_000_000
DEGREES_PER_METRE = 1 / 111_195.0


class Traffic:
    """So many things on the move; the same seed moves them the same way.

    Attributes:
        size: how many there are.
    """

    def __init__(
        self,
        size: int,
        *,
        seed: int = 1,
        start: float = 1500.0,
        over: float = 900.0,
        name: str = "made-up",
    ) -> None:
        """Spread them over ``over`` kilometres of the line from ``start`` on."""
        chance = np.random.default_rng(seed)
        self.size = size
        self.name = name
        lon, lat = point_at("atlantic-pacific", start + over * chance.random(size))
        self._lon, self._lat = lon + chance.normal(0, 0.15, size), lat + chance.normal(0, 0.1, size)
        self._course = chance.uniform(0, 360, size)
        self._speed = chance.uniform(1, 15, size)  # metres per second
        self._sort = chance.integers(0, len(CRAFT), size)
        self._ids = [Origin("track", name).sequenced(str(i)) for i in range(size)]
        self._step = 0

    @property
    def tracks(self) -> list[str]:
        """Ids of their tracks, in hexadecimal."""
        return [each.hex() for each in self._ids]

    def identity(self, i: int) -> str:
        """What the one of this number says it is."""
        return f"{self.name}:{i}"

    def batch(
        self,
        marking: Marking,
        at: Micros,
        *,
        share: float = 1.0,
        seconds: float = 1.0,
    ) -> pa.RecordBatch:
        """The next point of each, or of a share of them by turns; all move on by ``seconds``."""
        self._step += 1
        metres = self._speed * DEGREES_PER_METRE * seconds
        angle = np.radians(self._course)
        self._lon += metres * np.sin(angle) / np.cos(np.radians(self._lat))
        self._lat += metres * np.cos(angle)
        every = max(1, round(1 / share))
        who = np.arange(self._step % every, self.size, every)
        n = len(who)
        derived = Origin("track", self.name)
        columns = {
            "id": [derived.sequenced(f"{i}/{self._step}") for i in who],
            "source": [self.name] * n,
            "at": [int(at)] * n,
            "received": [int(at)] * n,
            "marking": [int(marking.id)] * n,
            "lon": self._lon[who],
            "lat": self._lat[who],
            "sigma": np.full(n, 15.0),
            "cell": cells(self._lon[who], self._lat[who]),
            "track": [self._ids[i] for i in who],
            "identity": [self.identity(int(i)) for i in who],
            "craft": [CRAFT[self._sort[i]] for i in who],
            "speed_knots": self._speed[who] / 0.514444,
            "course": self._course[who],
            "points": [self._step] * n,
            "evidence": [[self._ids[i]] for i in who],
        }
        return _batch(Track, columns, n)

    def tell(
        self,
        node: Node,
        at: Micros,
        *,
        share: float = 1.0,
        seconds: float = 1.0,
        marking: Marking | None = None,
    ) -> None:
        """Append the next points to a node's ledger."""
        given = marking or node.default_marking()
        _append(node, "track", [self.batch(given, at, share=share, seconds=seconds)], given)

    def tell_span(self, node: Node, begin: Micros, *, seconds: int, every: int) -> None:
        """Append a span of time at once: a point of each, ``every`` so many seconds."""
        given = node.default_marking()
        moments = range(0, seconds, every)
        batches = [
            self.batch(given, Micros(begin + second * SECOND), seconds=every) for second in moments
        ]
        _append(node, "track", batches, given)

    def introduce(self, node: Node, at: Micros, *, callsign: str = "UNIT") -> None:
        """Have the units among them say what they are called and how they go about."""
        given = node.default_marking()
        who = [i for i in range(self.size) if CRAFT[self._sort[i]] == "unit"]
        n = len(who)
        modes = [each.value for each in Mode]
        columns = {
            "id": [Origin("unit", self.name).sequenced(f"{i}/{at}") for i in who],
            "source": [self.name] * n,
            "at": [int(at)] * n,
            "received": [int(at)] * n,
            "marking": [int(given.id)] * n,
            "identity": [self.identity(i) for i in who],
            "callsign": [f"{callsign} {i}" for i in who],
            "mode": [modes[i % len(modes)] for i in who],
            "type": ["a-f-G-U-C"] * n,
            "timed": [True] * n,
        }
        _append(node, "unit", [_batch(Unit, columns, n)], given)


def _batch(kind: type[Record], columns: Mapping[str, Any], rows: int) -> pa.RecordBatch:
    schema = kind_of(kind).schema
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(rows, f.type)
        for f in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _append(node: Node, kind: str, batches: Iterable[pa.RecordBatch], marking: Marking) -> None:
    (batch,) = pa.Table.from_batches(batches).combine_chunks().to_batches()
    node.ledger.append(kind, batch, by="service:made-up", markings=(marking,))
