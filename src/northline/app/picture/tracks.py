"""The newest point of every track, in columns, each with the version at which it changed.

A reader says which version it has and is given what changed since, and nothing else.  So a
reader that is slow, or was away, needs no queue: whatever it missed, it is given the newest
state once, and what it holds in between is never wrong, only old.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.records.units import Micros

FIRST_ROOM = 1024
"""Places for tracks at the start; doubled when they are taken."""

REALS = ("lon", "lat", "sigma", "speed_knots", "course", "altitude", "quality")
"""Columns of a track point that change with every report; NaN where it does not say."""

PLACES = {
    "lon": 5, "lat": 5, "sigma": 0, "speed_knots": 1, "course": 0, "altitude": 0, "quality": 3,
}  # fmt: skip
"""Decimals that leave the node: 1e-5 degrees is one metre."""

SAID = ("identity", "craft", "sensors", "group")
"""Columns of a track point that its label tells."""


_Told = tuple[str | None, str, Sequence[str] | None, int | None]


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a track is called, which seldom changes.

    Attributes:
        n: number of the track in this picture.
        track: its id in the ledger, in hexadecimal.
        craft: what sort of thing it is.
        identity: what it says it is, as scheme and number.
        name: name or callsign, as it says.
        mode: how a friendly unit goes about.
        sensors: what saw it, those first that did so first; None where it reports itself.
        group: the most things that one detection of it stood for, where a sensor told.
    """

    n: int
    track: str
    craft: str
    identity: str | None = None
    name: str | None = None
    mode: str | None = None
    sensors: tuple[str, ...] | None = None
    group: int | None = None


class Moves(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where tracks are, column by column, each of length n; null where it is not known.

    Attributes:
        n: numbers of the tracks.
        at: when, milliseconds since 1970 UTC.
        lon: degrees.
        lat: degrees.
        sigma: 1-sigma error, m.
        speed_knots: knots.
        course: degrees true.
        altitude: m.
        quality: probability that it is a thing, and that of its identity; null where it reports
            itself; left out where all do.
    """

    n: list[int]
    at: list[int]
    lon: list[float]
    lat: list[float]
    sigma: list[float]
    speed_knots: list[float]
    course: list[float]
    altitude: list[float]
    quality: list[float] | None = None


class Tracks:
    """Tracks by their place in the columns; a place is given once and never again.

    Attributes:
        version: grows by one whenever something has changed.
        newest: latest instant of any point, us.
    """

    def __init__(self) -> None:
        self.version = 0
        self.newest = Micros(0)
        self._place: dict[bytes, int] = {}
        self._label: list[Label] = []
        self._told: list[_Told] = []
        self._by_identity: dict[str, list[int]] = {}
        self._names: dict[str, tuple[int, str | None, str | None]] = {}
        self._room(FIRST_ROOM)

    def __len__(self) -> int:
        """Tracks that are shown."""
        return int(self._alive[: len(self._label)].sum())

    @property
    def gone(self) -> int:
        """Places of tracks that are shown no more."""
        return len(self._label) - len(self)

    def take(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Take track points in commit order; of each track, the one with the latest instant stays.

        Args:
            rows: columns ``track``, ``at`` (us), `SAID` and `REALS`.
        """
        if not rows["track"]:
            return
        self.version += 1
        reals = np.array([rows[name] for name in REALS], np.float64).T
        said = zip(*(rows[name] for name in SAID), strict=True)
        named = zip(rows["track"], rows["at"], said, strict=True)
        for i, (track, at, told) in enumerate(named):
            place = self._place.get(track)
            if place is None:
                place = self._add(track, told)
            elif at < self._at[place]:
                continue
            else:
                if not self._alive[place]:
                    # Readers were told that it is gone: it comes back with its label.
                    self._named[place] = self.version
                if told != self._told[place]:
                    self._tell(place, told)
            self._at[place], self._reals[place] = at, reals[i]
            self._changed[place] = self.version
            self._alive[place] = True
        self.newest = Micros(max(self.newest, *rows["at"]))

    def call(self, identity: str, at: int, name: str | None, mode: str | None = None) -> None:
        """Note what an identity is called; what was said last counts, where it says something.

        Args:
            identity: as scheme and number.
            at: when it said so, us: what comes late does not undo what was said after it.
            name: its name or callsign, or None.
            mode: how it goes about, or None.
        """
        last, *before = self._names.get(identity, (at, None, None))
        later, earlier = ((name, mode), before) if at >= last else (before, (name, mode))
        told = (later[0] or earlier[0], later[1] or earlier[1])
        self._names[identity] = (max(at, last), *told)
        places = self._by_identity.get(identity, []) if told != tuple(before) else []
        if places:
            self.version += 1
        for place in places:
            changed = msgspec.structs.replace(self._label[place], name=told[0], mode=told[1])
            self._label[place] = changed
            self._named[place] = self.version

    def drop(self, before: int) -> None:
        """Show no more what was last seen before an instant, us."""
        count = len(self._label)
        old = np.flatnonzero(self._alive[:count] & (self._at[:count] < before))
        if not len(old):
            return
        self.version += 1
        self._alive[old] = False
        self._changed[old] = self.version

    def moves(self, since: int) -> Moves:
        """Tracks that moved after a version."""
        places = self._since(self._changed, since, shown=True)
        columns: dict[str, Any] = {
            name: np.round(self._reals[places, i], PLACES[name]).tolist()
            for i, name in enumerate(REALS)
        }
        if np.isnan(self._reals[places, REALS.index("quality")]).all():
            del columns["quality"]
        return Moves(n=places.tolist(), at=(self._at[places] // 1000).tolist(), **columns)

    def labels(self, since: int) -> list[Label]:
        """Labels that were given or changed after a version, of tracks that are shown."""
        return [self._label[place] for place in self._since(self._named, since, shown=True)]

    def lost(self, since: int) -> list[int]:
        """Numbers of tracks that are shown no more since a version."""
        found: list[int] = self._since(self._changed, since, shown=False).tolist()
        return found

    def _since(self, versions: NDArray[np.int64], since: int, *, shown: bool) -> NDArray[np.intp]:
        count = len(self._label)
        return np.flatnonzero((versions[:count] > since) & (self._alive[:count] == shown))

    def _add(self, track: bytes, told: _Told) -> int:
        place = len(self._label)
        if place == len(self._at):
            self._grow()
        self._label.append(Label(n=place, track=track.hex(), craft=told[1]))
        self._told.append((None, "", None, None))
        self._place[track] = place
        self._tell(place, told)
        return place

    def _tell(self, place: int, told: _Told) -> None:
        """Have a label say what the newest point says: a thing may lose its identity, or get one."""
        identity, craft, sensors, group = told
        before, self._told[place] = self._told[place][0], told
        if identity != before and before is not None:
            self._by_identity[before].remove(place)
        if identity != before and identity is not None:
            self._by_identity.setdefault(identity, []).append(place)
        _, name, mode = self._names.get(identity or "", (0, None, None))
        self._label[place] = Label(
            n=place,
            track=self._label[place].track,
            craft=craft,
            identity=identity,
            name=name,
            mode=mode,
            sensors=tuple(sensors) if sensors else None,
            group=group if group and group > 1 else None,
        )
        self._named[place] = self.version

    def _room(self, size: int) -> None:
        self._at = np.zeros(size, np.int64)
        self._reals = np.full((size, len(REALS)), np.nan)
        self._changed = np.zeros(size, np.int64)
        self._named = np.zeros(size, np.int64)
        self._alive = np.zeros(size, bool)

    def _grow(self) -> None:
        size = len(self._at)
        kept = (self._at, self._reals, self._changed, self._named, self._alive)
        self._room(2 * size)
        for new, old in zip(
            (self._at, self._reals, self._changed, self._named, self._alive), kept, strict=True
        ):
            new[:size] = old
