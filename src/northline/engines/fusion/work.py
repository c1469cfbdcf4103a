"""One step's work: reports that come, those that wait, the kernels, and back into the state."""

from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.fusion.params import FusionParams
from northline.engines.fusion.points import MICROS, POINT
from northline.engines.fusion.reports import Names, plots_of, positions_of
from northline.engines.fusion.sensing import stated, table_of
from northline.engines.fusion.state import (
    BELIEVED,
    GONE,
    REPORT,
    TRACK,
    Counts,
    FusionState,
    Reports,
    compacted,
    joined,
    picked,
)
from northline.records.marking import MarkingId
from northline.records.protocols import Moment


class Work:
    """The reports of a step, and what the kernels make of them.

    Attributes:
        sensors: what is known of the sensors, by place.
        identities: identities by place.
        points: rows of `points.POINT` that were made.
        markings: uint64, marking of each point.
    """

    def __init__(
        self, state: FusionState, batch: Mapping[str, pa.Table], params: FusionParams
    ) -> None:
        """Read what has come; what may not be used is counted."""
        self._state, self._params = state, params
        self.sensors = list(state.sensors)
        if rows_of(batch, "sensor"):
            self.sensors = stated(self.sensors, batch["sensor"])
        self._identities = Names(list(state.identities))
        self.identities = self._identities.names
        self.points, self.markings = np.zeros(0, POINT), np.zeros(0, np.uint64)
        self._counts = Counts()
        came: list[Reports] = []
        self._trips: frozenset[int] = frozenset()
        self._start = state.start
        if rows_of(batch, "plot"):
            names = Names([sensor.name for sensor in self.sensors])
            plots, fate = plots_of(batch["plot"], names, self.sensors, self._identities, params)
            came.append(self._usable(plots, fate))
            self._trips = frozenset(plots["sensor"][fate == 3].tolist())
            if not self._start and len(came[0]):
                self._start = int(came[0]["at"][0])
        if rows_of(batch, "position"):
            positions, fate = positions_of(batch["position"], self._identities, params)
            usable = self._usable(positions, fate)
            began = usable["at"] >= self._start
            came.append(picked(usable, began) if self._start else usable[:0])
        self._came = in_order_of_arrival(came)

    def _usable(self, rows: Reports, fate: NDArray[np.int64]) -> Reports:
        many = np.bincount(fate, minlength=5).tolist()
        self._counts += Counts(tests=many[1], placeless=many[2], untracked=many[4])
        return picked(rows, (fate == 0) | (fate == 3))

    def follow(self, moment: Moment) -> FusionState:
        """Take what need not wait any longer; return the state after it."""
        state, params = self._state, self._params
        if not len(self._came):
            return msgspec.structs.replace(
                state, sensors=tuple(self.sensors), counts=state.counts + self._counts
            )
        from northline.engines.fusion import scan_kernel, wait_kernel

        late = np.zeros(len(self._came), bool)
        lags = np.zeros(len(self.sensors) + 1, wait_kernel.LAG)
        known = np.frombuffer(state.lags, wait_kernel.LAG)
        lags[: len(known)] = known
        newest, done, leaps = wait_kernel.admit(
            np.ascontiguousarray(self._came["at"]), self._came["sensor"].astype(np.int64) + 1,
            np.ascontiguousarray(self._came["received"]), state.newest, state.done, state.leaps,
            int(params.lateness * MICROS), int(params.longest_wait * MICROS),
            self._start + int(params.longest_wait * MICROS), lags, late,
        )  # fmt: skip
        in_time = picked(self._came, ~late) if late.any() else self._came
        waiting = joined([np.frombuffer(state.waiting, REPORT), in_time], REPORT)
        # Instants are unique to a few; the id settles the rest, so arrival does not matter.
        waiting = picked(waiting, np.lexsort((waiting["id"][:, 0], waiting["at"])))
        self._counts += Counts(late=int(late.sum()))
        if len(waiting) > params.most_held:
            done = max(done, int(waiting["at"][len(waiting) - params.most_held]))
            self._counts += Counts(forced=1)
        window = int(params.window * MICROS)
        order, begins = scan_kernel.scans(waiting, done - window, window, max(len(self.sensors), 1))
        tracks = np.frombuffer(state.tracks, TRACK)
        if len(order) or not state.start:  # at the first plots even for nothing: it compiles
            tracks = self._tracks_after(tracks, waiting, order, begins, moment)
            kept = np.ones(len(waiting), bool)
            kept[order] = False
            waiting = picked(waiting, kept)
            over = tracks["due"] < done - window
            ended = over & (tracks["stage"] == BELIEVED)
            self._counts += Counts(ended=int(ended.sum()))
            tracks = picked(tracks, ~over & (tracks["stage"] != GONE))
        tracks, waiting, names = compacted(tracks, waiting, self.identities)
        return FusionState(
            tracks=tracks.tobytes(),
            waiting=waiting.tobytes(),
            sensors=tuple(self.sensors),
            trips=tuple(sorted({*state.trips, *self._trips})),
            identities=names,
            newest=int(newest),
            done=int(done),
            lags=lags.tobytes(),
            leaps=int(leaps),
            start=self._start,
            counts=state.counts + self._counts,
        )

    def _tracks_after(
        self,
        before: NDArray[np.void],
        waiting: Reports,
        order: NDArray[np.int32],
        begins: NDArray[np.int32],
        moment: Moment,
    ) -> NDArray[np.void]:
        """Run the kernels; all tracks after it, those that ended included."""
        from northline.engines.fusion import scan_kernel

        tracks = joined([before, np.zeros(len(order), TRACK)], TRACK)
        holder = np.full(len(self.identities) + 1, -1, np.int32)
        named = np.flatnonzero(before["identity"] >= 0)
        holder[before["identity"][named]] = named
        counts = np.zeros(8, np.int64)
        points = np.zeros(2 * len(order), POINT)
        events = np.zeros((len(order), 2), np.int32)
        trips = frozenset({*self._state.trips, *self._trips})
        table = table_of(self.sensors, trips, self._params)
        many, made, happened = scan_kernel.follow(
            waiting, order, begins, tracks, len(before), table, self._params.movements(),
            rules_of(self._params), holder, counts, points, events,
        )  # fmt: skip
        self.points = points[:made]
        self.markings = _joined(tracks, waiting, events[:happened], self.points, moment)
        used, begun, explained, unplaced, owned, believed, merged, ended = counts.tolist()
        self._counts += Counts(
            used=used, begun=begun, explained=explained, unplaced=unplaced, own=owned,
            believed=believed, merged=merged, ended=ended,
        )  # fmt: skip
        return tracks[:many]


def rows_of(batch: Mapping[str, pa.Table], kind: str) -> int:
    """How many rows of a kind a batch has."""
    table = batch.get(kind)
    return 0 if table is None else int(table.num_rows)


def in_order_of_arrival(came: list[Reports]) -> Reports:
    """Reports of several kinds in one order: each kind's own, and between them by reception."""
    if not came:
        return np.zeros(0, REPORT)
    if len(came) == 1:
        return came[0]
    keys = [
        np.maximum.accumulate(rows["received"]) if len(rows) else rows["received"] for rows in came
    ]
    return picked(joined(came, REPORT), np.argsort(np.concatenate(keys), kind="stable"))


@cache
def rules_of(params: FusionParams) -> tuple[float | int, ...]:
    """The parameters as the kernels take them."""
    from northline.engines.fusion.track_kernel import Rules

    return Rules(
        gate2=float(params.gate) ** 2,
        widest2=float(params.widest) ** 2,
        extent2=float(params.extent) ** 2,
        untimed_sigma=float(params.untimed_sigma),
        speed_variance=float(params.speed_sigma) ** 2,
        turn=float(params.turn),
        agility=float(params.agility),
        confirm=float(params.confirm),
        least_hits=int(params.least_hits),
        drop=float(params.drop),
        drop_tentative=float(params.drop_tentative),
        merge_after=int(params.merge_after),
        silence_least=float(params.silence_least),
        silence_factor=float(params.silence_factor),
        silence_first=float(params.silence_first),
        report_keep=int(params.report_keep * MICROS),
        identity_keep=int(params.identity_keep * MICROS),
        identity_half=float(params.identity_half * MICROS),
        fast2=float(params.fast) ** 2,
    )


def _joined(
    tracks: NDArray[np.void],
    waiting: Reports,
    events: NDArray[np.int32],
    points: NDArray[np.void],
    moment: Moment,
) -> NDArray[np.uint64]:
    """Marking of each point: the join of all that its track rests on so far, in order of use."""
    slots, given = events[:, 0], waiting["marking"][events[:, 1]]
    standing: NDArray[np.uint64] = tracks["marking"]
    if (standing[slots] == given).all():
        same: NDArray[np.uint64] = standing[points["slot"]]
        return same
    now, after, known = standing.tolist(), [], dict[tuple[int, int], int]()
    for slot, marking in zip(slots.tolist(), given.tolist(), strict=True):
        pair = (now[slot], marking)
        if pair[0] != marking:
            if pair not in known:
                known[pair] = int(moment.join(*(MarkingId(each) for each in pair)))
            now[slot] = known[pair]
        after.append(now[slot])
    tracks["marking"] = np.array(now, np.uint64)
    joined: NDArray[np.uint64] = np.array(after, np.uint64)[points["event"]]
    return joined
