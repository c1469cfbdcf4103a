"""Who watched the line in each part of an hour, as the operator may know of it.

A sensor counts while it is stated to work, or to be degraded, and its registry states all that
coverage needs; otherwise it is left out, and why is told (`LEFT_OUT`).  What moves is where its
carrier was last heard, at most `CARRIED_SECONDS` before; what is steered saw what its frames held, of
which one stands for its minute.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.coverage_frames import Frames, frames_of
from northline.app.coverage_masks import Masking, masks_of
from northline.app.reading import Ask, read
from northline.app.sensors import CARRIED_SECONDS, SensorNow, stated_at
from northline.engines.coverage import CoverageParams, Instant, Place, Watcher
from northline.records.position import Position
from northline.records.sensor import SensorSort, SensorState, Target
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

SECOND = 1_000_000

LEFT_OUT = (
    "receiver", "down", "maintenance", "unknown", "place", "range", "revisit", "detection",
)  # fmt: skip
"""Why a sensor does not count: it hears only who transmits; its state; or what nobody states of it."""

INSTANTS = 5
"""How often in a part of an hour it is looked where a carrier is."""

Places = dict[str, tuple[list[int], list[tuple[float, float]]]]
"""Carrier -> instants at which it was heard, ascending, and where."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a sensor counted.

    Attributes:
        identity: as the registry has it.
        name: what people call it, or None.
        share: of the time that it counted, 0 to 1.
        why: why it did not for the rest, of `LEFT_OUT`, or None: the reason of the longest time.
    """

    identity: str
    name: str | None
    share: float
    why: str | None


class Watched(NamedTuple):
    """Who watched.

    Attributes:
        watchers: each sensor as it stood for some time.
        instants: who watched in each part of an hour.
        reach: longitude, latitude and range of all that could watch, whether it works or not.
        counted: of each sensor, how much it counted; by identity.
    """

    watchers: tuple[Watcher, ...]
    instants: tuple[Instant, ...]
    reach: tuple[tuple[float, float, float], ...]
    counted: tuple[Counted, ...]


def watch(node: "Opened", middles: Sequence[Micros], part: int, params: CoverageParams) -> Watched:
    """Who watched.

    Args:
        node: an open node.
        middles: of the parts of the hours, ascending.
        part: how long each is, us.
        params: the parameters of coverage.
    """
    first, last = Micros(middles[0] - part // 2), Micros(middles[-1] + part // 2)
    stood = stated_at(node, middles)
    everybody = {each.identity: each for each in stood[-1]}
    masks = masks_of(node, last)
    frames = frames_of(node, first, last, part)
    carriers = {each.carrier for some in stood for each in some if each.carrier}
    heard = _heard(node, carriers, first, last)
    numbers: dict[Watcher, int] = {}
    reach: dict[tuple[float, float, float], None] = {}
    whys: dict[str, Counter[str | None]] = {}
    instants = []
    for place, (middle, some) in enumerate(zip(middles, stood, strict=True)):
        watching = []
        for each in some:
            at = _Moment(place, middle, part, frames, masks, heard)
            watcher, why = _watcher(each, at)
            whys.setdefault(each.identity, Counter())[why] += 1
            if watcher is None:
                continue
            reach.update(dict.fromkeys(_reach(watcher)))
            if why is None:
                number = numbers.setdefault(watcher, len(numbers))
                works = each.state == SensorState.WORKING
                watching.append((number, 1.0 if works else params.degraded))
        instants.append(Instant(middle, tuple(watching)))
    for identity in {identity for identity, _ in frames} - whys.keys():
        whys[identity] = Counter({"detection": len(middles)})  # it looks, and no registry has it
    for several in whys.values():
        several["unknown"] += len(middles) - several.total()  # before anybody stated anything of it
    counted = tuple(
        Counted(
            identity=identity,
            name=everybody[identity].name if identity in everybody else None,
            share=round(whys[identity][None] / len(middles), 4),
            why=_most({why: n for why, n in whys[identity].items() if why is not None and n}),
        )
        for identity in sorted(whys)
    )
    return Watched(tuple(numbers), tuple(instants), tuple(reach), counted)


def _most(whys: Mapping[str, int]) -> str | None:
    return max(whys, key=lambda why: (whys[why], why)) if whys else None


class _Moment(NamedTuple):
    """A part of an hour, and what is known of it."""

    number: int
    middle: Micros
    part: int
    frames: Frames
    masks: Masking
    heard: Places


def _watcher(sensor: SensorNow, at: _Moment) -> tuple[Watcher | None, str | None]:
    """A sensor as it stands then, where it can be reckoned with, and why it does not count."""
    sort = None if sensor.sort is None else SensorSort(sensor.sort)
    if sort in {SensorSort.RECEIVER, SensorSort.RADIO}:
        return None, "receiver"
    frames = at.frames.get((sensor.identity, at.number), ())
    places = () if frames else _places(sensor, at)
    everywhere = sort is SensorSort.SATELLITE and not frames and not places
    if not (frames or places or everywhere):
        return None, "place"
    if places and not sensor.range:
        return None, "range"
    watcher = Watcher(
        identity=sensor.identity,
        sort=sort,
        revisit=sensor.revisit or 1.0,
        detection=tuple(
            (Target(each.target), each.light, each.probability) for each in sensor.detection
        ),
        places=places,
        frames=frames,
        everywhere=everywhere,
        nearest=0.0 if frames else sensor.nearest or 0.0,
        range=0.0 if frames else sensor.range or 0.0,
        bearing_from=sensor.bearing_from,
        bearing_to=sensor.bearing_to,
        height=sensor.height,
        masked=at.masks.of(sensor.identity, at.middle),
    )
    if sensor.state not in {SensorState.WORKING, SensorState.DEGRADED}:
        return watcher, str(sensor.state)
    if not sensor.detection:
        return watcher, "detection"
    return watcher, None if sensor.revisit else "revisit"


def _reach(watcher: Watcher) -> list[tuple[float, float, float]]:
    """Where it is, and how far it sees; nothing of what sees everywhere."""
    corners = [frame.ring[0] for frame in watcher.frames]
    return [
        *((place.lon, place.lat, watcher.range) for place in watcher.places),
        *((lon, lat, 0.0) for lon, lat in corners),
    ]


def _places(sensor: SensorNow, at: _Moment) -> tuple[Place, ...]:
    """Where a sensor was then: in one place, or in several for a share of the time each."""
    if sensor.carrier is not None:
        instants, where = at.heard.get(sensor.carrier, ([], []))
        found: Counter[tuple[float, float]] = Counter()
        for step in range(INSTANTS):
            when = at.middle - at.part // 2 + (2 * step + 1) * at.part // (2 * INSTANTS)
            row = bisect_right(instants, when) - 1
            heard = row >= 0 and when - instants[row] <= CARRIED_SECONDS * SECOND
            if heard and instants[row] >= (sensor.placed_at or 0):
                found[where[row]] += 1
        if found:
            return tuple(Place(lon, lat, n / INSTANTS) for (lon, lat), n in found.items())
    if sensor.lon is None or sensor.lat is None:
        return ()
    if sensor.carrier is not None and _stale(sensor, at):
        return ()
    return (Place(sensor.lon, sensor.lat),)


def _stale(sensor: SensorNow, at: _Moment) -> bool:
    """Whether what moves was placed by its own records too long before."""
    return at.middle - (sensor.placed_at or 0) > CARRIED_SECONDS * SECOND


def _heard(node: "Opened", carriers: set[str], first: Micros, last: Micros) -> Places:
    """Where each carrier was heard."""
    found: Places = {}
    if not carriers:
        return found
    names = pa.array(sorted(carriers), pa.string())
    since = first - CARRIED_SECONDS * SECOND
    ask = Ask(Position.kind, since, last, columns=("identity", "at", "lon", "lat"))
    rows: dict[str, list[tuple[int, float, float]]] = {}
    for batch in read(node, ask):
        own = batch.filter(pc.is_in(batch.column("identity"), names))
        columns = (own.column("identity"), own.column("at").cast(pa.int64()))
        places = (np.asarray(own.column(name)) for name in ("lon", "lat"))
        pairs = (each.to_pylist() for each in columns)
        for identity, at, lon, lat in zip(*pairs, *places, strict=True):
            if not (np.isnan(lon) or np.isnan(lat)):
                rows.setdefault(identity, []).append((at, float(lon), float(lat)))
    for identity, several in rows.items():
        several.sort()
        found[identity] = ([row[0] for row in several], [row[1:] for row in several])
    return found
