"""One step of the safety engine: words taken in the order of the clock, and what is due between them."""

import bisect
import heapq
import math
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from northline.engines.safety import telling
from northline.engines.safety.columns import site_after, word_of
from northline.engines.safety.drones import home_of, over
from northline.engines.safety.params import SafetyParams
from northline.engines.safety.rule import MICROS, Words, due, step_at
from northline.engines.safety.state import (
    MOST_FOLLOWED,
    Alarm,
    CheckedIn,
    Followed,
    Place,
    SafetyState,
    Word,
)
from northline.geo.line import offsets
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment
from northline.records.unit import AIRSPACE, Mode

Row = Mapping[str, Any]


class Work:
    """The state under way.

    Attributes:
        found: findings, in the order of their instants.
    """

    def __init__(self, state: SafetyState, params: SafetyParams, moment: Moment) -> None:
        """As a step before left it."""
        self.found: list[Finding] = []
        self._params, self._moment, self._state = params, moment, state
        self._units = {each.identity: each for each in state.followed}
        self._sites = {each.identity: each for each in state.sites}
        self._waiting = list(state.waiting)
        self._clock = state.clock
        self._counts = state.counts
        self._changed = False
        # What is due next of each unit; what no longer holds is passed over when it is reached.
        self._due: list[tuple[int, str]] | None = None

    # --- what is read -----------------------------------------------------------------------

    def sensors(self, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Take statements about sensors: of these, radio sites are remembered."""
        for identity, row in rows:
            made = site_after(self._sites.get(identity), row)
            if made is not None:
                self._sites[identity], self._changed = made, True

    def units(self, rows: Iterable[Row]) -> None:
        """Take what units state of themselves: what they are called, their charge, their side."""
        for row in rows:
            before = self._units.get(row["identity"]) or Followed(identity=row["identity"])
            newest = before.stated is None or row["at"] >= before.stated.at
            said: dict[str, Any] = {}
            for name in ("callsign", "battery"):
                if row[name] is not None and (newest or getattr(before, name) is None):
                    said[name] = row[name]
            if row["mode"] != Mode.UNKNOWN.value and (newest or before.mode is None):
                said["mode"] = row["mode"]
            if row["authority"] is not None and newest:
                said |= {
                    "home": home_of(row["authority"]),
                    "airspace": AIRSPACE in row["authority"],
                }
            if newest:
                said["stated"] = word_of(dict(row), "cot")
            self._keep(msgspec.structs.replace(before, **said))

    def check_ins(self, found: Iterable[CheckedIn]) -> None:
        """Let check-ins wait for the clock."""
        for each in found:
            bisect.insort(self._waiting, each, key=_place)

    def position(self, row: Row) -> None:
        """Take where a unit says it is."""
        known = self._units.get(row["identity"])
        if row["craft"] != Craft.UNIT.value and known is None:
            return
        unit = known or Followed(identity=row["identity"])
        place = _place_of(row)
        if unit.place is None or place.at >= unit.place.at:
            unit = msgspec.structs.replace(unit, place=place)
        if unit.mode == Mode.DRONE.value:
            unit = self._flown(unit, place)
        word = word_of(dict(row), "position")
        late = unit.position is not None and word.at <= unit.position.at
        if not self._params.implicit or late:
            self._keep(unit)
            return
        self._heard(msgspec.structs.replace(unit, position=word), word)

    # --- the clock --------------------------------------------------------------------------

    def upto(self, clock: int) -> None:
        """Do what is due up to an instant of the clock, in order."""
        self._clock = max(self._clock, clock)
        while True:
            checked = self._waiting[0].word.at if self._waiting else None
            alarm = self._next()
            if checked is not None and checked <= clock and (alarm is None or checked <= alarm):
                self._checked_in(self._waiting.pop(0))
            elif alarm is not None and alarm <= clock:
                self._step(heapq.heappop(self._dues())[1], alarm)
            else:
                return

    def arrive(self, now: int) -> None:
        """Take check-ins that have come by now, though the clock has not reached them.

        Points come some seconds after what they tell of: nobody is to be called overdue meanwhile
        who has just checked in.
        """
        came = [each for each in self._waiting if each.word.received <= now]
        self._waiting = [each for each in self._waiting if each.word.received > now]
        for each in came:
            self._checked_in(each)

    def wait(self, now: int) -> None:
        """Let time pass without a track point: each unit by its own word, and what passed since."""
        # ``now`` is on the clock of receipt, and what is due on that of what was said.
        for identity in sorted(self._units):
            while True:
                unit = self._units[identity]
                word, instant = unit.word, self._due_of(unit)
                if word is None or instant is None or word.at + now - word.received < instant:
                    break
                self._step(identity, instant)

    # --- what comes of it -------------------------------------------------------------------

    def _checked_in(self, said: CheckedIn) -> None:
        unit = self._units.get(said.unit) or Followed(identity=said.unit)
        if unit.check_in is not None and said.word.at < unit.check_in.at:
            return
        unit = msgspec.structs.replace(unit, check_in=said.word, next_due=said.next_due)
        there = said.lon is not None and said.lat is not None
        if there and (unit.place is None or said.word.at >= unit.place.at):
            place = Place(
                at=said.word.at, lon=said.lon or 0.0, lat=said.lat or 0.0, id=said.word.id,
                marking=said.word.marking, received=said.word.received,
            )  # fmt: skip
            unit = msgspec.structs.replace(unit, place=place)
        self._heard(unit, said.word)

    def _heard(self, unit: Followed, word: Word) -> None:
        """A unit was heard of: an alarm that is open is stood down, unless that was before it."""
        self._counts = msgspec.structs.replace(self._counts, words=self._counts.words + 1)
        alarm = unit.alarm
        if alarm is not None:
            awaited = due(_words(unit), self._params)
            if word.at > alarm.due or awaited is None or awaited > alarm.due:
                ended = msgspec.structs.replace(alarm, told=alarm.told + 1)
                self.found.append(telling.heard(unit, ended, word, self._moment))
                stood = self._counts.stood_down + 1
                self._counts = msgspec.structs.replace(self._counts, stood_down=stood)
                unit = msgspec.structs.replace(unit, alarm=None)
        self._keep(unit)

    def _step(self, identity: str, instant: int) -> None:
        """The next step of a unit's alarm, at its instant."""
        unit = self._units[identity]
        word = unit.word
        if instant != self._due_of(unit) or word is None:
            return  # it was heard of meanwhile
        alarm = unit.alarm
        if alarm is None:
            awaited = due(_words(unit), self._params)
            alarm = Alarm(word=word, due=awaited or instant)
            begun = self._counts.alarms + 1
            self._counts = msgspec.structs.replace(self._counts, alarms=begun)
        alarm = msgspec.structs.replace(alarm, steps=alarm.steps + 1, told=alarm.told + 1)
        sites = [self._sites[name] for name in sorted(self._sites)]
        self.found.append(telling.overdue(unit, alarm, instant, sites, self._params, self._moment))
        self._keep(msgspec.structs.replace(unit, alarm=alarm))

    def _flown(self, unit: Followed, place: Place) -> Followed:
        """A drone that is past the line is told of once, until it is back."""
        if not unit.home:
            return unit
        off = offsets([place.lon], [place.lat])
        distance, km = float(off.distance[0]), float(off.km[0])
        if math.isnan(distance):  # too far from the line to say
            return unit
        params = self._params
        stated = place.sigma if place.sigma is not None else float(params.sigma_unstated)
        sure = over(distance, unit.home, (stated**2 + params.line_sigma**2) ** 0.5)
        if not unit.over and sure >= params.sure:
            self.found.append(telling.drone(unit, place, distance, km, sure, self._moment))
            many = self._counts.drones + 1
            self._counts = msgspec.structs.replace(self._counts, drones=many)
            return msgspec.structs.replace(unit, over=True)
        if unit.over and sure <= 1.0 - params.sure:
            return msgspec.structs.replace(unit, over=False)
        return unit

    def _keep(self, unit: Followed) -> None:
        self._units[unit.identity], self._changed = unit, True
        instant = self._due_of(unit)
        if instant is not None and self._due is not None:
            heapq.heappush(self._due, (instant, unit.identity))

    def _dues(self) -> list[tuple[int, str]]:
        if self._due is None:
            every = ((self._due_of(unit), name) for name, unit in self._units.items())
            self._due = [(instant, name) for instant, name in every if instant is not None]
            heapq.heapify(self._due)
        return self._due

    def _next(self) -> int | None:
        """The next instant at which something is due of a unit, us."""
        dues = self._dues()
        while dues and self._due_of(self._units[dues[0][1]]) != dues[0][0]:
            heapq.heappop(dues)
        return dues[0][0] if dues else None

    def _due_of(self, unit: Followed) -> int | None:
        """When the next step of a unit's alarm is taken, us."""
        if unit.alarm is not None:
            return step_at(unit.alarm.due, unit.alarm.steps, self._params)
        awaited = due(_words(unit), self._params)
        return None if awaited is None else step_at(awaited, 0, self._params)

    def state(self, before: tuple[int, int]) -> SafetyState:
        """The state after the step."""
        if not self._changed and not self.found:
            return msgspec.structs.replace(
                self._state, clock=self._clock, before=before, waiting=tuple(self._waiting)
            )
        return SafetyState(
            followed=self._followed(),
            sites=tuple(self._sites[name] for name in sorted(self._sites)),
            waiting=tuple(self._waiting),
            clock=self._clock,
            before=before,
            counts=self._counts,
        )

    def _followed(self) -> tuple[Followed, ...]:
        """The units that are remembered: whoever is awaited or overdue, and who spoke lately."""
        oldest = self._clock - int(self._params.forget * MICROS)
        kept = [each for each in self._units.values() if self._lasts(each, oldest)]
        if len(kept) > MOST_FOLLOWED:
            kept.sort(key=lambda each: (each.alarm is None, -_latest(each), each.identity))
            del kept[MOST_FOLLOWED:]
        return tuple(sorted(kept, key=lambda each: each.identity))

    def _lasts(self, unit: Followed, oldest: int) -> bool:
        return unit.alarm is not None or self._due_of(unit) is not None or _latest(unit) >= oldest


def _words(unit: Followed) -> Words:
    return Words(
        checked_in=None if unit.check_in is None else unit.check_in.at,
        next_due=unit.next_due,
        position=None if unit.position is None else unit.position.at,
    )


def _latest(unit: Followed) -> int:
    words = (unit.stated, unit.position, unit.check_in)
    return max((each.at for each in words if each is not None), default=0)


def _place(said: CheckedIn) -> tuple[int, bytes]:
    return said.word.at, said.word.id


def _place_of(row: Row) -> Place:
    return Place(
        at=row["at"],
        lon=row["lon"],
        lat=row["lat"],
        sigma=row["sigma"],
        knots=row["speed_knots"],
        course=row["course"],
        track=True,
        id=row["id"],
        marking=row["marking"],
        received=row["received"],
    )
