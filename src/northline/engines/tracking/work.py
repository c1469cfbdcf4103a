"""One step's work: the tracks that its reports may touch, laid out for the kernel and back."""

import numpy as np
from numpy.typing import NDArray

from northline.engines.tracking.columns import Reports
from northline.engines.tracking.params import TrackingParams
from northline.engines.tracking.state import (
    TRACKS,
    Counts,
    TrackingState,
    digests,
    merge,
    ranges,
    unpack,
)
from northline.records.marking import MarkingId
from northline.records.protocols import Moment

MICROS = 1_000_000


class Work:
    """The tracks of the m identities of n reports: c of them before, room for n more.

    Attributes:
        slot: int64 (n,), which track took each report, or why none did.
        out: float64 (n, 10): the track's seven reals after it (see `kernel.LON`), its points,
            its craft, and the seconds since its point before (NaN at its first).
    """

    def __init__(self, state: TrackingState, reports: Reports, params: TrackingParams) -> None:
        """Lay out the tracks that the state has of these identities."""
        n, m = len(reports.code), len(reports.identities)
        self._before = unpack(state)
        self._identities = digests(reports.identities)
        first, after = ranges(self._before, self._identities)
        many = after - first
        count = int(many.sum())
        within = np.arange(count) - np.repeat(np.cumsum(many) - many, many)
        who = np.repeat(np.arange(m), many)
        self._rows = np.repeat(first, many) + within
        self._table = np.full((m, max(params.candidates, int(many.max(initial=0)))), -1, np.int64)
        self._table[who, within] = np.arange(count)
        self._count = self._end = count
        self._reals, self._whole = np.zeros((count + n, 7)), np.zeros((count + n, 6), np.int64)
        self._reals[:count] = self._before["reals"][self._rows]
        self._whole[:count] = self._before["whole"][self._rows]
        self._tracks = np.zeros(count + n, "V16")
        self._tracks[:count] = self._before["track"][self._rows]
        self._marking = np.zeros(count + n, np.uint64)
        self._marking[:count] = self._before["marking"][self._rows]
        self._owner = np.zeros(count + n, np.int64)
        self._owner[:count] = who
        self._altitude = np.full(count + n, np.nan)
        self._altitude[:count] = self._before["altitude"][self._rows]
        self._reference, self._stated = np.zeros((2, count + n), np.int64)
        self._reference[:count] = self._before["reference"][self._rows]
        self._stated[:count] = self._before["stated"][self._rows]
        self.slot, self._how = np.empty(n, np.int64), np.zeros(n, np.int8)
        self.out = np.full((n, 10), np.nan)

    def follow(self, reports: Reports, params: TrackingParams) -> None:
        """Run the kernel."""
        from northline.engines.tracking import kernel

        self._end = kernel.follow(
            reports.code, reports.at, reports.received, reports.rows, params.table(),
            params.gate**2, float(params.slack), float(params.untimed_sigma),
            int(params.forget * MICROS), self._table, self._count, self._reals, self._whole,
            self.slot, self._how, self.out,
        )  # fmt: skip

    def named(
        self, reports: Reports, moment: Moment
    ) -> tuple[NDArray[np.void], NDArray[np.uint64]]:
        """Track id V16 and marking uint64, (p,) each, of the p reports used.

        A point rests on all evidence of its track so far, so its marking is their join.
        """
        begun = np.isnan(self.out[:, 9]) & (self.slot >= 0)
        self._tracks[self.slot[begun]] = reports.ids[begun]
        self._marking[self.slot[begun]] = reports.marking[begun]
        self._owner[self.slot[begun]] = reports.code[begun]
        used = self.slot >= 0
        slots, markings = self.slot[used], reports.marking[used]
        if (self._marking[slots] != markings).any():
            markings = self._joined(slots, markings, moment)
        return self._tracks[slots], markings

    def _joined(
        self, slots: NDArray[np.int64], markings: NDArray[np.uint64], moment: Moment
    ) -> NDArray[np.uint64]:
        standing, joined = self._marking.tolist(), []
        known: dict[tuple[int, int], int] = {}
        for slot, marking in zip(slots.tolist(), markings.tolist(), strict=True):
            there = standing[slot]
            if there != marking:
                pair = (there, marking)
                if pair not in known:
                    known[pair] = int(moment.join(MarkingId(there), MarkingId(marking)))
                standing[slot] = known[pair]
            joined.append(standing[slot])
        self._marking = np.array(standing, np.uint64)
        return np.array(joined, np.uint64)

    def altitudes(
        self, reports: Reports, params: TrackingParams
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Altitude (m, NaN where unknown) and code of its reference, (p,) each, of the p points.

        It is the one last stated on the track, if no longer than ``altitude_age`` before.  What
        says that it is on the ground has none.
        """
        used = np.flatnonzero(self.slot >= 0)
        used = used[np.argsort(self.slot[used], kind="stable")]
        slots, at = self.slot[used], reports.at[used]
        ground = reports.ground[used]
        stated = np.where(ground, np.nan, reports.altitude[used])
        # The last report of the same track that said something, up to each; -1: the state's.
        place = np.where(ground | ~np.isnan(stated), np.arange(len(used)), -1)
        said = np.maximum.accumulate(place) if len(place) else place
        before = said < np.searchsorted(slots, slots)
        altitude = np.where(before, self._altitude[slots], stated[said])
        reference = np.where(before, self._reference[slots], reports.reference[used][said])
        since = np.where(before, self._stated[slots], at[said])
        last = np.append(slots[1:] != slots[:-1], True)[: len(slots)]
        self._altitude[slots[last]], self._stated[slots[last]] = altitude[last], since[last]
        self._reference[slots[last]] = reference[last]
        altitude[at - since > int(params.altitude_age * MICROS)] = np.nan
        back = np.argsort(used)
        return altitude[back], reference[back]

    def packed(self, oldest: int) -> bytes:
        """All tracks after the step, but those crowded out or last received before ``oldest``."""
        alive = self._whole[: self._end, 5] >= 0
        alive &= self._whole[: self._end, 2] >= oldest
        touched = np.zeros(self._end, TRACKS)
        touched["identity"] = self._identities[self._owner[: self._end]]
        touched["track"] = self._tracks[: self._end]
        touched["marking"] = self._marking[: self._end]
        touched["reals"] = self._reals[: self._end]
        touched["whole"] = self._whole[: self._end]
        touched["altitude"] = self._altitude[: self._end]
        touched["reference"] = self._reference[: self._end]
        touched["stated"] = self._stated[: self._end]
        return merge(self._before, self._rows, touched, alive, oldest)

    def counts(self, reports: Reports) -> Counts:
        """What became of the reports."""
        from northline.engines.tracking import kernel

        how = np.bincount(self._how[self.slot >= 0], minlength=4).tolist()
        return Counts(
            used=sum(how),
            begun=how[kernel.BEGUN] + how[kernel.IMPOSSIBLE],
            surprising=how[kernel.SURPRISING],
            impossible=how[kernel.IMPOSSIBLE],
            late=int((self.slot == kernel.LATE).sum()),
            repeats=int((self.slot == kernel.REPEAT).sum()),
            untracked=reports.untracked,
            placeless=reports.placeless,
        )
