"""Counted pieces put together to stays and legs, and when a leg is over.

A leg goes on while the unit's next counted time begins within ``gap`` of the last, in the same mode,
beside the same segment of the line and in the same hour (``longest``).  It is over with the first of:
counted time that does not go on with it; a fix more than ``gap`` after its counted time; a receipt of
anything by which the unit has been silent for ``silence``.  So the same rows give the same legs however
they are cut into steps.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa

from northline.engines.patrol_log.fixes import MICROS, Fixes, Ints, Rows
from northline.engines.patrol_log.params import PatrolLogParams
from northline.engines.patrol_log.pieces import CLOCK, GAP, SPEED, Pairs, Pieces
from northline.engines.patrol_log.state import Leg, UnitKept
from northline.records.patrol_leg import Flag

FLAGS = ((GAP, Flag.GAP), (SPEED, Flag.SPEED), (CLOCK, Flag.CLOCK))
"""Bit -> flag."""


class Over(NamedTuple):
    """A leg that is over: by which row of the table, whose, and the leg."""

    row: int
    identity: str
    leg: Leg


class Fold:
    """One step: the units that it touches, and the legs that are over."""

    def __init__(
        self,
        table: pa.Table,
        rows: Rows,
        fixes: Fixes,
        pairs: Pairs,
        pieces: Pieces,
        params: PatrolLogParams,
    ) -> None:
        """With what the step is made of."""
        self._rows, self._fixes, self._pairs, self._pieces = rows, fixes, pairs, pieces
        self._gap = round(params.gap * MICROS)
        self._silence = round(params.silence * MICROS)
        self._longest = round(params.longest * MICROS)
        self._ids, self._callsigns = table.column("id"), table.column("callsign")
        self._crew = table.column("crew")
        self._breaks = np.cumsum(pairs.silent)
        self._legs, self._stays = self._cuts()

    def units(self) -> Iterator[tuple[UnitKept, list[Over]]]:
        """Each unit of the step as it is remembered, and its legs that are over."""
        rows, fixes, pairs, pieces = self._rows, self._fixes, self._pairs, self._pieces
        groups = np.arange(len(rows.names))
        fix_group = rows.group[fixes.place]
        at = [np.searchsorted(fix_group, groups, side) for side in ("left", "right")]
        of_pair = [np.searchsorted(pairs.group, groups, side) for side in ("left", "right")]
        piece_group = pairs.group[pieces.pair][self._legs]
        of_leg = [np.searchsorted(piece_group, groups, side) for side in ("left", "right")]
        row_end = np.searchsorted(rows.group, groups, "right")
        for group, identity in enumerate(rows.names):
            yield self._unit(
                identity,
                rows.before[group],
                slice(*(int(each[group]) for each in at)),
                slice(*(int(each[group]) for each in of_pair)),
                range(*(int(each[group]) for each in of_leg)),
                int(row_end[group]) - 1,
            )

    def _cuts(self) -> tuple[Ints, Ints]:
        """Places of the pieces that begin a leg, and of those that begin a stay."""
        pieces, pairs = self._pieces, self._pairs
        if not len(pieces.pair):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        leg, stay = np.ones((2, len(pieces.pair)), bool)
        of, begin = pieces.pair, pieces.begin
        leg[1:] = begin[1:] - pieces.end[:-1] > self._gap
        segment = self._fixes.segment[pairs.first[of]]
        for column in (
            pairs.group[of], pairs.mode[of], segment, self._breaks[of], begin // self._longest,
        ):  # fmt: skip
            leg[1:] |= column[1:] != column[:-1]
        stay[1:] = leg[1:] | (pieces.stretch[1:] != pieces.stretch[:-1])
        stay[1:] |= begin[1:] != pieces.end[:-1]
        return np.flatnonzero(leg), np.flatnonzero(stay)

    def _unit(
        self,
        identity: str,
        before: UnitKept | None,
        at: slice,
        of_pair: slice,
        legs: range,
        last_row: int,
    ) -> tuple[UnitKept, list[Over]]:
        pairs, over = self._pairs, []
        leg = before.open if before else None
        pending = before.flags if before else 0
        done = of_pair.start  # pairs before it are in a leg, or in the flags of one
        for number in legs:
            first, last, made = self._leg(number, before)
            flags = int(np.bitwise_or.reduce(pairs.flags[done : last + 1])) | pending
            made = msgspec.structs.replace(made, flags=flags)
            if (
                leg is not None
                and number == legs.start
                and self._goes_on(leg, made, first, of_pair)
            ):
                leg = _joined(leg, made)
            else:
                if leg is not None:
                    over.append(Over(self._closed(leg, at, of_pair, done, first), identity, leg))
                leg = made
            done, pending = last + 1, 0
        if leg is not None:
            row = self._closed(leg, at, of_pair, done, None)
            if row < len(self._rows.clock):
                over.append(Over(row, identity, leg))
                leg = None
        rest = pairs.flags[done : of_pair.stop]
        pending |= int(np.bitwise_or.reduce(rest)) if len(rest) else 0
        return self._kept(identity, before, at, last_row, leg, pending), over

    def _leg(self, number: int, before: UnitKept | None) -> tuple[int, int, Leg]:
        """A leg of the step: its first and last pair, and itself."""
        pieces, pairs, fixes = self._pieces, self._pairs, self._fixes
        start = int(self._legs[number])
        stop = int(self._legs[number + 1]) if number + 1 < len(self._legs) else len(pieces.pair)
        low, high = np.searchsorted(self._stays, (start, stop))
        begins = self._stays[low:high]
        ends = np.append(begins[1:], stop) - 1
        first, last = int(pieces.pair[start]), int(pieces.pair[stop - 1])
        i, j = int(pairs.first[first]), int(pairs.first[last]) + 1
        place = int(fixes.place[j])
        return (
            first,
            last,
            Leg(
                mode=int(pairs.mode[first]),
                segment=int(fixes.segment[i]),
                since=int(pieces.begin[start]),
                until=int(pieces.end[stop - 1]),
                stretches=tuple(pieces.stretch[begins].tolist()),
                begins=tuple(pieces.begin[begins].tolist()),
                ends=tuple(pieces.end[ends].tolist()),
                metres=float(np.add.reduce(pieces.metres[start:stop])),
                flags=0,
                first=self._id(i, before),
                last=self._id(j, before),
                lon=float(fixes.lon[i]),
                lat=float(fixes.lat[i]),
                markings=tuple(np.unique(fixes.marking[i : j + 1]).tolist()),
                received=int(fixes.received[i : j + 1].max()),
                callsign=self._said("callsign", place, before),
                officers=self._said("officers", place, before),
            ),
        )

    def _goes_on(self, leg: Leg, made: Leg, first: int, of_pair: slice) -> bool:
        silent = bool(self._pairs.silent[of_pair.start : first + 1].any())
        return (
            not silent
            and made.since - leg.until <= self._gap
            and (leg.mode, leg.segment) == (made.mode, made.segment)
            and leg.since // self._longest == made.since // self._longest
        )

    def _closed(self, leg: Leg, at: slice, of_pair: slice, done: int, next: int | None) -> int:
        """The row by which a leg is over; beyond the table where it is not.

        Args:
            leg: the leg, with all that goes on with it.
            at: fixes of its unit.
            of_pair: pairs of its unit.
            done: the pair after its last.
            next: the first pair of the next leg, or None.
        """
        fixes, pairs, rows = self._fixes, self._pairs, self._rows
        found = [len(rows.clock)]
        beyond = at.start + int(np.searchsorted(fixes.at[at], leg.until + self._gap, "right"))
        if beyond < at.stop:
            found.append(int(rows.row[fixes.place[beyond]]))
        if next is not None:
            found.append(int(rows.row[fixes.place[int(pairs.first[next]) + 1]]))
        silent = np.flatnonzero(pairs.silent[done : of_pair.stop])
        fix = int(pairs.first[done + int(silent[0])]) if len(silent) else at.stop - 1
        late = int(fixes.received[fix]) + self._silence
        heard = int(np.searchsorted(rows.clock, late, "right"))
        found.append(max(heard, int(rows.row[fixes.place[fix]])))
        return min(found)

    def _kept(
        self,
        identity: str,
        before: UnitKept | None,
        at: slice,
        last_row: int,
        leg: Leg | None,
        pending: int,
    ) -> UnitKept:
        fixes, rows = self._fixes, self._rows
        said = {
            "mode": int(rows.mode[last_row]),
            "callsign": self._said("callsign", last_row, before),
            "officers": self._said("officers", last_row, before),
        }
        if at.start == at.stop:
            return UnitKept(identity=identity, **NOWHERE, **said)
        k = at.stop - 1
        if rows.late[last_row] > rows.late[fixes.place[k]]:
            pending |= CLOCK
        return UnitKept(
            identity=identity,
            id=self._id(k, before),
            at=int(fixes.at[k]),
            received=int(fixes.received[k]),
            marking=int(fixes.marking[k]),
            lon=float(fixes.lon[k]),
            lat=float(fixes.lat[k]),
            km=float(fixes.km[k]),
            distance=float(fixes.distance[k]),
            segment=int(fixes.segment[k]),
            flags=pending,
            open=leg,
            **said,
        )

    def _id(self, fix: int, before: UnitKept | None) -> bytes:
        row = int(self._rows.row[self._fixes.place[fix]])
        if row < 0 and before is not None:
            return before.id
        found: bytes = self._ids[row].as_py()
        return found

    def _said(self, name: str, place: int, before: UnitKept | None) -> Any:
        row = int(getattr(self._rows, name)[place])
        if row == -1:
            return None
        if row == -2:  # as it was remembered
            return getattr(before, name)
        return (self._crew if name == "officers" else self._callsigns)[row].as_py()


NOWHERE: dict[str, Any] = {
    "id": b"", "at": -1, "received": 0, "marking": 0, "lon": 0.0, "lat": 0.0,
    "km": 0.0, "distance": 1e9, "segment": -1,
}  # fmt: skip
"""The last fix of a unit that has said what it is, and not yet where."""


def _joined(one: Leg, more: Leg) -> Leg:
    """A leg that goes on."""
    stretches, begins, ends = one.stretches, one.begins, one.ends
    skip = stretches[-1] == more.stretches[0] and ends[-1] == more.begins[0]
    if skip:  # the same stay
        ends = ends[:-1]
    return msgspec.structs.replace(
        one,
        until=more.until,
        stretches=stretches + more.stretches[skip:],
        begins=begins + more.begins[skip:],
        ends=ends + more.ends,
        metres=one.metres + more.metres,
        flags=one.flags | more.flags,
        last=more.last,
        markings=tuple(sorted({*one.markings, *more.markings})),
        received=max(one.received, more.received),
        callsign=more.callsign,
        officers=more.officers,
    )
