"""Rows that come, taken into what the engine remembers, in the order in which they were received."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.state import (
    ROAD,
    TRACK,
    DispatchState,
    SensorKept,
    UnitKept,
    pack_roads,
    unpack_roads,
)
from northline.geo.line import offsets
from northline.records.position import Craft
from northline.records.road import Carried
from northline.records.sensor import SensorState
from northline.records.unit import Mode
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Ints = NDArray[np.int64]
CRAFTS = tuple(Craft)
"""Sorts of thing, by their code in `state.TRACK`."""

SURELY = 200.0
"""So far from the line, m, a unit surely is on its own side of it."""

MICROS = 1_000_000
ROW_KEY, EDGE_KEY = 16, 8


class Waiting:
    """Rows of one kind by when they were received, handed out bit by bit."""

    def __init__(self, table: pa.Table | None) -> None:
        """With a table as it came, or none."""
        self._table, self._received, self._next = table, np.zeros(0, np.int64), 0
        if table is not None and table.num_rows:
            received = instants(table, "received")
            order = np.argsort(received, kind="stable")
            if (np.diff(order) < 0).any():
                self._table = table.take(pa.array(order))
            self._received = received[order]

    @property
    def latest(self) -> int:
        """When the last of them was received, us; 0 without any."""
        return int(self._received[-1]) if len(self._received) else 0

    def upto(self, instant: int | None) -> pa.Table | None:
        """The next rows, received at this instant (us) at the latest; all that are left for None."""
        end = len(self._received)
        if instant is not None:
            end = int(np.searchsorted(self._received, instant, side="right"))
        first, self._next = self._next, max(self._next, end)
        if self._table is None or self._next == first:
            return None
        return self._table.slice(first, self._next - first)


class Following:
    """Track points in the order in which they came, with the clock that they make.

    The clock is the latest instant at which one was received, and never goes back.

    Attributes:
        clock: after all of them, us.
    """

    def __init__(self, table: pa.Table | None, clock: int) -> None:
        """With a table as it came, and the clock before it, us."""
        self._table, self._next = table, 0
        self._clock = np.zeros(0, np.int64)
        if table is not None and table.num_rows:
            received = np.maximum.accumulate(instants(table, "received"))
            self._clock = np.maximum(received, clock)
        self.clock = int(self._clock[-1]) if len(self._clock) else clock
        self._before = clock

    def ready(self, key: bytes, until: int, received: int) -> int | None:
        """After how many of them a finding is not waited for any longer; None: not yet.

        Args:
            key: of what it is about.
            until: its end, us: a point of that thing at or after it is the one that it rests on.
            received: when it was received, us: what comes after it by the clock is later than it.
        """
        if self._before > received:
            return 0
        ends = []
        if self.clock > received:
            ends.append(int(np.searchsorted(self._clock, received, side="right")))
        if len(self._clock):
            keys, at = self._columns
            own = np.flatnonzero((keys == np.bytes_(key)) & (at >= until))
            if len(own):
                ends.append(int(own[0]) + 1)
        return min(ends, default=None)

    @cached_property
    def _columns(self) -> tuple[NDArray[np.bytes_], Ints]:
        """Keys of the points, and their instants."""
        return _keys(self._table), instants(self._table, "at")

    def upto(self, count: int | None) -> pa.Table | None:
        """The next of them, so that so many are taken in all; all that are left for None."""
        end = len(self._clock) if count is None else count
        first, self._next = self._next, max(self._next, end)
        if self._table is None or self._next == first:
            return None
        return self._table.slice(first, self._next - first)


class Memory:
    """What the engine remembers, in the middle of a step.

    Attributes:
        units: by identity.
        sensors: by identity.
        tracks: rows of `state.TRACK` by key.
        newest: latest received instant of anything, us.
    """

    def __init__(self, state: DispatchState, params: DispatchParams) -> None:
        """As a step before left it."""
        self._state, self._params = state, params
        self.units = {each.identity: each for each in state.units}
        self.sensors = {each.identity: each for each in state.sensors}
        self.tracks: NDArray[np.void] = np.frombuffer(state.tracks, TRACK)
        self.newest = state.newest
        self.roads = state.roads
        self.road_markings = state.road_markings
        self.road_record = state.road_record
        self.road_received = state.road_received
        self.roads_left = state.roads_left

    def track(self, key: bytes) -> np.void | None:
        """The newest point of a thing, or None."""
        column = np.ascontiguousarray(self.tracks["key"])
        row = int(np.searchsorted(column, np.bytes_(key)))
        if row == len(column) or column[row] != np.bytes_(key).rstrip(b"\0"):
            return None
        found: np.void = self.tracks[row]
        return found

    def take(self, kind: str, table: pa.Table | None) -> None:
        """Take rows of a kind, in their order."""
        if table is None:
            return
        self.newest = max(self.newest, int(instants(table, "received").max()))
        {
            "unit": self._units,
            "sensor": self._sensors,
            "track": self._tracks,
            "road": self._roads,
        }[kind](table)

    def packed(self) -> dict[str, Any]:
        """The fields of `state.DispatchState` that it makes, what is silent for long left out."""
        params = self._params
        oldest = self.newest - int(params.forget * MICROS)
        units = _last([each for each in self.units.values() if each.received >= oldest], params)
        tracks = self.tracks[self.tracks["received"] >= oldest]
        if len(tracks) > params.most_tracks:
            by_age = np.lexsort((tracks["key"], tracks["received"]))
            tracks = tracks[np.sort(by_age[-params.most_tracks :])]
        return {
            "units": tuple(units),
            "sensors": tuple(self.sensors[name] for name in sorted(self.sensors)),
            "tracks": tracks.tobytes(),
            "roads": self.roads,
            "road_markings": self.road_markings,
            "road_record": self.road_record,
            "road_received": self.road_received,
            "roads_left": self.roads_left,
            "newest": self.newest,
        }

    def _units(self, table: pa.Table) -> None:
        places = [np.array(table.column(name).to_numpy(), np.float64) for name in ("lon", "lat")]
        foot = offsets(*places)
        sure = np.where(np.abs(foot.distance) >= SURELY, foot.side, 0).tolist()
        for row, side in zip(_plain(table), sure, strict=True):
            before = self.units.get(row["identity"])
            said = {name: row[name] for name in _SAID if row[name] is not None}
            if row["authority"] is not None:
                said |= {"authority": tuple(row["authority"]), "authority_at": row["at"]}
            said |= _resting(before, said, row)
            if before is not None and row["at"] < before.at:
                self.units[row["identity"]] = _filled(before, said)
                continue
            if "lon" in said and "lat" in said:
                said["placed"] = row["at"]
            if row["mode"] == Mode.UNKNOWN.value and before is not None:
                del said["mode"]
            if side or before is None:
                said["seen"] = side
            said |= {"stale": row["stale"], "record": row["id"]}
            if before is None:
                self.units[row["identity"]] = UnitKept(**said)
            else:
                self.units[row["identity"]] = msgspec.structs.replace(before, **said)

    def _sensors(self, table: pa.Table) -> None:
        for row in _plain(table):
            before = self.sensors.get(row["identity"])
            if before is not None and row["at"] < before.at:
                continue
            said = {name: row[name] for name in _SENSED if row[name] is not None}
            if before is not None and row["state"] == SensorState.UNKNOWN.value:
                del said["state"]
            said["record"] = row["id"]
            if before is None:
                self.sensors[row["identity"]] = SensorKept(**said)
            else:
                self.sensors[row["identity"]] = msgspec.structs.replace(before, **said)

    def _tracks(self, table: pa.Table) -> None:
        lon, lat, sigma, knots, course = (
            np.array(table.column(name).to_numpy(), np.float64)
            for name in ("lon", "lat", "sigma", "speed_knots", "course")
        )
        rows = np.zeros(table.num_rows, TRACK)
        rows["key"] = _keys(table)
        rows["at"], rows["received"] = instants(table, "at"), instants(table, "received")
        rows["marking"] = np.asarray(table.column("marking"), np.uint64)
        rows["lon"], rows["lat"], rows["sigma"], rows["course"] = lon, lat, sigma, course
        rows["speed"] = knots * METRES_PER_SECOND_IN_A_KNOT
        rows["point"] = np.array(table.column("id").to_pylist(), "V16")
        codes = {craft.value: code for code, craft in enumerate(CRAFTS)}
        rows["craft"] = [codes[each] for each in table.column("craft").to_pylist()]
        rows = rows[np.isfinite(lon) & np.isfinite(lat)]
        self.tracks = _newest(np.concatenate([self.tracks, rows]), "key", "at")

    def _roads(self, table: pa.Table) -> None:
        params = self._params
        rows = np.zeros(table.num_rows, ROAD)
        for name, column in (
            ("lon", "lon"), ("lat", "lat"), ("to_lon", "to_lon"), ("to_lat", "to_lat"),
            ("metres", "length"), ("speed", "speed"), ("one_way", "one_way"), ("closed", "closed"),
        ):  # fmt: skip
            rows[name] = np.asarray(table.column(column).to_numpy(zero_copy_only=False), np.float64)
        networks = table.column("network").to_pylist()
        for name, column in (("edge", "edge"), ("tail", "from_node"), ("head", "to_node")):
            names = zip(networks, table.column(column).to_pylist(), strict=True)
            rows[name] = np.frombuffer(
                b"".join(_digest(f"{network}/{each}", EDGE_KEY) for network, each in names), "<u8"
            )
        carried = table.column("carried").to_pylist()
        rows["ferry"] = [each == Carried.FERRY.value for each in carried]
        near = offsets(rows["lon"], rows["lat"], limit=params.road_reach).segment >= 0
        everything = np.concatenate([unpack_roads(self.roads), rows[near]])
        kept = _newest(everything, "edge", None)
        self.roads_left += int((~near).sum()) + max(0, len(kept) - params.most_roads)
        self.roads = pack_roads(kept[: params.most_roads])
        markings = {*self.road_markings, *table.column("marking").to_pylist()}
        self.road_markings = tuple(sorted(markings))
        self.road_record = table.column("id")[-1].as_py()
        self.road_received = int(instants(table, "received").max())


def _filled(before: UnitKept, said: Mapping[str, Any]) -> UnitKept:
    """A unit with what an older statement says that no newer one does.

    The list of a shift may come after the first reports of who is on it.  Where a unit was, and
    how long that holds, its newest statement alone tells; an authority, the newest that names any.
    """
    late = {name: said[name] for name in _LASTING if name in said and getattr(before, name) is None}
    if said.get("authority_at", 0) > before.authority_at:
        late |= {name: said[name] for name in ("authority", "authority_at")}
    if before.mode == Mode.UNKNOWN.value:
        late["mode"] = said["mode"]
    if not late:
        return before
    late |= {name: said[name] for name in ("stated", "stated_markings") if name in said}
    return msgspec.structs.replace(before, **late)


def _resting(
    before: UnitKept | None, said: Mapping[str, Any], row: Mapping[str, Any]
) -> dict[str, Any]:
    """On which records what a unit is rests from now on, and how these are marked."""
    names = {*_LASTING, "authority_at"} & said.keys()
    if not names:
        return {}
    if before is None:
        return {"stated": (row["id"],), "stated_markings": (row["marking"],)}
    known = {name for name in _LASTING if getattr(before, name) is not None}
    if before.authority_at:
        known.add("authority_at")
    if known <= names and row["at"] >= before.at:  # it says all of it anew
        return {"stated": (row["id"],), "stated_markings": (row["marking"],)}
    return {
        "stated": (*before.stated, row["id"])[-MOST_STATED:],
        "stated_markings": tuple(sorted({*before.stated_markings, row["marking"]})),
    }


MOST_STATED = 4
"""Records that say what a unit is which a plan cites."""

_LASTING = (
    *("callsign", "crew", "range", "speed_road", "speed_off_road", "speed_water", "speed_air"),
)
_SAID = (
    *("identity", "callsign", "mode", "at", "received", "marking", "lon", "lat", "crew", "range"),
    *("speed_road", "speed_off_road", "speed_water", "speed_air"),
)
_SENSED = (
    *("identity", "at", "received", "marking", "sort", "state", "carrier", "lon", "lat"),
    *("nearest", "range", "bearing_from", "bearing_to"),
)


def instants(table: pa.Table, name: str) -> Ints:
    """A column of instants, us."""
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)


def key_of(identity: str) -> bytes:
    """The key of a thing with an identity."""
    return _digest(identity, ROW_KEY)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()


def _keys(table: pa.Table) -> NDArray[np.bytes_]:
    identities = table.column("identity").combine_chunks().dictionary_encode()
    keys = [key_of(each) for each in identities.dictionary.to_pylist()]
    tracks = table.column("track").to_pylist()
    codes = identities.indices.to_pylist()
    return np.array(
        [track if code is None else keys[code] for code, track in zip(codes, tracks, strict=True)],
        "S16",
    )


def _newest(rows: NDArray[np.void], key: str, at: str | None) -> NDArray[np.void]:
    """Of each key the row of the latest instant (the last row, without instants), by key."""
    order = np.arange(len(rows))
    by = np.lexsort((order, rows[key]) if at is None else (order, rows[at], rows[key]))
    column = rows[key][by]
    last = np.ones(len(rows), bool)
    last[:-1] = column[1:] != column[:-1]
    return rows[by[last]]


def _last(units: Iterable[UnitKept], params: DispatchParams) -> list[UnitKept]:
    kept = sorted(units, key=lambda each: (each.received, each.identity))[-params.most_units :]
    return sorted(kept, key=lambda each: each.identity)


def _plain(table: pa.Table) -> list[Mapping[str, Any]]:
    """Rows as plain values, instants in us."""
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        columns[name] = column.to_pylist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
