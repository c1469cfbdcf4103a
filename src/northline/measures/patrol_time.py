"""Time on patrol, each moment of a unit once, however often and by whatever way it was told.

Where several legs tell of the same time of one unit, one of them counts: a recorded track before what
the unit reported as it went, and of two alike the one received last, so that who brings a track again
with another mode corrects it.  A form counts only where no track of that unit touches its span: where the
two disagree the track is counted, and by how much they differ is told.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from northline.records.patrol_leg import PatrolLeg, Reported
from northline.records.unit import Mode

MICROS = 1_000_000

FIRST: dict[Reported, int] = {Reported.GPX: 0, Reported.COT: 1, Reported.FORM: 2}
"""What counts before what."""


class Stay(NamedTuple):
    """A unit in one stretch, from an instant to another (us), by one leg (its place among those given)."""

    unit: str
    begin: int
    end: int
    mode: Mode
    segment: str
    stretch: int
    reported: Reported
    leg: int

    @property
    def seconds(self) -> float:
        """How long, s."""
        return (self.end - self.begin) / MICROS


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A form and what tracks of the same unit say of its span.

    Attributes:
        leg: place of the form among the legs given.
        form: seconds that the form says.
        track: seconds that are counted in its span, by tracks.
    """

    leg: int
    form: float
    track: float


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of some legs.

    Attributes:
        stays: time of each unit, no moment twice; by unit, then by time.
        repeated: seconds that were told more than once, and count once.
        differences: forms that a track takes the place of.
    """

    stays: tuple[Stay, ...]
    repeated: float
    differences: tuple[Difference, ...]

    @property
    def seconds(self) -> float:
        """All together."""
        return sum(stay.end - stay.begin for stay in self.stays) / MICROS


def counted(legs: Sequence[PatrolLeg]) -> Counted:
    """What counts of these legs.

    Args:
        legs: in any order; one that is given twice counts once.
    """
    order = sorted(range(len(legs)), key=lambda k: (-legs[k].received, legs[k].id))
    rank = {leg: place for place, leg in enumerate(order)}
    tracks = [stay for k in order if legs[k].reported is not Reported.FORM for stay in _of(legs, k)]
    kept = _once(tracks, rank)
    spans = _spans(kept)
    forms, differences = [], []
    for k in sorted(order):
        leg = legs[k]
        if leg.reported is not Reported.FORM:
            continue
        tracked = sum(
            min(end, leg.until) - max(begin, leg.since)
            for begin, end in spans.get(leg.unit, ())
            if begin < leg.until and end > leg.since
        )
        if tracked > 0:
            differences.append(Difference(leg=k, form=leg.counted, track=tracked / MICROS))
        else:
            forms += _of(legs, k)
    kept = sorted([*kept, *_once(forms, rank)])
    said = sum(stay.end - stay.begin for stay in (*tracks, *forms)) / MICROS
    once = sum(stay.end - stay.begin for stay in kept) / MICROS
    return Counted(
        stays=tuple(kept), repeated=round(said - once, 6), differences=tuple(differences)
    )


def within(stays: Iterable[Stay], since: int, until: int) -> tuple[Stay, ...]:
    """What of some stays lies from an instant on and before another, us."""
    return tuple(
        stay._replace(begin=max(stay.begin, since), end=min(stay.end, until))
        for stay in stays
        if stay.begin < until and stay.end > since
    )


def cut(stays: Iterable[Stay], start: int, step: int) -> tuple[Stay, ...]:
    """Stays cut at ``start`` and every ``step`` after or before it, us."""
    out = []
    for stay in stays:
        begin = stay.begin
        while begin < stay.end:
            edge = start + ((begin - start) // step + 1) * step
            end = min(edge, stay.end)
            out.append(stay._replace(begin=begin, end=end))
            begin = end
    return tuple(out)


def _of(legs: Sequence[PatrolLeg], place: int) -> list[Stay]:
    leg, out = legs[place], []
    for stretch, after, seconds in zip(leg.stretches, leg.begins, leg.seconds, strict=True):
        begin = leg.since + round(after * MICROS)
        end = begin + round(seconds * MICROS)
        if end > begin:
            out.append(
                Stay(leg.unit, begin, end, leg.mode, leg.segment, stretch, leg.reported, place)
            )
    return out


def _once(stays: list[Stay], rank: dict[int, int]) -> list[Stay]:
    """The stays without the time of a unit that another, which counts before it, tells too."""
    stays = sorted(stays)
    out: list[Stay] = []
    for together in _touching(stays):
        if len(together) == 1:
            out += together
            continue
        taken: list[tuple[int, int]] = []
        for stay in sorted(together, key=lambda s: (FIRST[s.reported], rank[s.leg], s.begin)):
            free = _without((stay.begin, stay.end), taken)
            out += [stay._replace(begin=begin, end=end) for begin, end in free]
            taken = _merged([*taken, *free])
    return out


def _touching(stays: list[Stay]) -> Iterable[list[Stay]]:
    """Runs of stays of one unit that overlap each other, in order."""
    run: list[Stay] = []
    end = 0
    for stay in stays:
        if run and stay.unit == run[-1].unit and stay.begin < end:
            run.append(stay)
            end = max(end, stay.end)
            continue
        if run:
            yield run
        run, end = [stay], stay.end
    if run:
        yield run


def _without(span: tuple[int, int], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a span is not in spans that are in order and apart."""
    begin, end = span
    free = []
    for low, high in taken:
        if high <= begin or low >= end:
            continue
        if low > begin:
            free.append((begin, low))
        begin = max(begin, high)
    if begin < end:
        free.append((begin, end))
    return free


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def _spans(stays: list[Stay]) -> dict[str, list[tuple[int, int]]]:
    """Unit -> its time, in order and apart."""
    ordered = sorted(stays)
    return {
        unit: _merged([(stay.begin, stay.end) for stay in of])
        for unit, of in groupby(ordered, key=lambda stay: stay.unit)
    }
