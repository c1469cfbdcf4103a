"""Rest between shifts, and the most hours on duty: pure, told every shift.

The bounds are set by the agency (a collective agreement, a policy); those here are defaults and not
law.  Of the shifts of one officer in order of time, on duty being where shifts of theirs touch or
overlap taken as one span::

    rest      begins[i + 1] - ends[i]                    >= least rest
    longest   ends[i] - begins[i]                        <= longest span
    week      hours on duty in any 7 days that begin with a shift  <= most hours of a week

Names of officers are compared without case, spacing and ways of writing one letter.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from northline.decisions.standing import plain
from northline.records.errors import UsageError
from northline.records.time import format_instant
from northline.records.units import Micros

HOUR = 3_600_000_000
"""Us."""

WEEK = 7 * 24 * HOUR
"""Us."""

SOURCE = "set by the agency"
"""Where the bounds come from; the defaults are nobody's law."""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """A span that officers are on duty, or are to be.

    Attributes:
        name: what people call it: its unit.
        officers: who.
        begins: us.
        ends: us.
        key: what it is: spans of one key are one and the same.
    """

    name: str
    officers: tuple[str, ...]
    begins: Micros
    ends: Micros
    key: bytes = b""

    @property
    def said(self) -> str:
        """As a sentence names it."""
        return f"{self.name} ({format_instant(self.begins)} to {format_instant(self.ends)})"


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds, hours.

    Attributes:
        least: the least rest between two spans, 0 to 48.
        longest: the longest span, 1 to 72.
        week: the most hours in any 7 days, 1 to 168.
        source: where they come from.

    Raises:
        UsageError: when a bound is out of its range.
    """

    least: float = 8.0
    longest: float = 16.0
    week: float = 60.0
    source: str = SOURCE

    def __post_init__(self) -> None:
        for name, low, high in (("least", 0, 48), ("longest", 1, 72), ("week", 1, 168)):
            if not low <= getattr(self, name) <= high:
                raise UsageError(
                    f"{name} is {getattr(self, name)} hours; it must be {low} to {high}"
                )


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """One bound that is not kept, or one officer in two places.

    Attributes:
        what: ``booked-twice``, ``rest``, ``longest`` or ``week``; or ``too-few-officers``.
        officer: whose.
        one: what the first span is called, with its times.
        other: the second; of a span that is too long, the same.
        hours: how many hours there are, where hours count.
        bound: how many there may be, or must be.
        en: the sentence.
        fr: the same in French.
    """

    what: str
    officer: str
    one: str
    other: str
    hours: float = 0.0
    bound: float = 0.0
    en: str
    fr: str


def breaches(duties: Iterable[Duty], rest: Rest) -> tuple[Breach, ...]:
    """Every bound that is not kept, officer by officer in order of name, then of time."""
    found: list[Breach] = []
    for officer, own in sorted(by_officer(duties).items()):
        spans = _spans(own)
        for span in spans:
            hours = (_end(span) - span[0].begins) / HOUR
            if hours > rest.longest:
                found.append(_longest(_named(officer, span[0]), span, hours, rest))
        for before, after in pairwise(spans):
            hours = (after[0].begins - _end(before)) / HOUR
            if hours < rest.least:
                last = max(before, key=lambda each: each.ends)
                found.append(_rest(_named(officer, last), last, after[0], hours, rest))
        week = _week(officer, spans, rest)
        if week is not None:
            found.append(week)
    return tuple(found)


def by_officer(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    """An officer's name as it is compared -> their spans in order of time, each once."""
    own: dict[str, list[Duty]] = {}
    for each in sorted(duties, key=lambda duty: (duty.begins, duty.ends, duty.name)):
        for officer in dict.fromkeys(plain(name) for name in each.officers):
            own.setdefault(officer, []).append(each)
    return own


def _spans(duties: Sequence[Duty]) -> list[list[Duty]]:
    """Spans that touch or overlap, together."""
    spans: list[list[Duty]] = []
    for each in duties:
        if spans and each.begins <= _end(spans[-1]):
            spans[-1].append(each)
        else:
            spans.append([each])
    return spans


def _end(span: Sequence[Duty]) -> int:
    return max(each.ends for each in span)


def _named(officer: str, duty: Duty) -> str:
    """The name as the roster has it."""
    return next((name for name in duty.officers if plain(name) == officer), officer)


def _week(officer: str, spans: Sequence[Sequence[Duty]], rest: Rest) -> Breach | None:
    """The first seven days from the beginning of a span with too many hours."""
    for first in spans:
        begin = first[0].begins
        inside = [span for span in spans if begin <= span[0].begins < begin + WEEK]
        hours = sum(min(_end(span), begin + WEEK) - span[0].begins for span in inside) / HOUR
        if hours > rest.week:
            name, last = _named(officer, first[0]), inside[-1][-1]
            one, other = first[0].said, last.said
            return Breach(
                what="week",
                officer=name,
                one=one,
                other=other,
                hours=hours,
                bound=rest.week,
                en=f"{name} is on duty {hours:g} hours in 7 days, from {one} to {other}; "
                f"the most is {rest.week:g} ({rest.source}).",
                fr=f"{name} est de service {_fr(hours)} heures en 7 jours, de {one} à {other}; "
                f"le maximum est de {_fr(rest.week)} ({_source_fr(rest)}).",
            )
    return None


def _longest(name: str, span: Sequence[Duty], hours: float, rest: Rest) -> Breach:
    one, other = span[0].said, span[-1].said
    which_en = one if len(span) == 1 else f"{one} and {other} together"
    which_fr = one if len(span) == 1 else f"{one} et {other} ensemble"
    return Breach(
        what="longest",
        officer=name,
        one=one,
        other=other,
        hours=hours,
        bound=rest.longest,
        en=f"{name} is on duty {hours:g} hours on end: {which_en}; the longest is "
        f"{rest.longest:g} ({rest.source}).",
        fr=f"{name} est de service {_fr(hours)} heures d'affilée : {which_fr}; le maximum est de "
        f"{_fr(rest.longest)} ({_source_fr(rest)}).",
    )


def _rest(name: str, before: Duty, after: Duty, hours: float, rest: Rest) -> Breach:
    one, other = before.said, after.said
    return Breach(
        what="rest",
        officer=name,
        one=one,
        other=other,
        hours=hours,
        bound=rest.least,
        en=f"{name} has {hours:g} hours off between {one} and {other}; the least is "
        f"{rest.least:g} ({rest.source}).",
        fr=f"{name} a {_fr(hours)} heures de repos entre {one} et {other}; le minimum est de "
        f"{_fr(rest.least)} ({_source_fr(rest)}).",
    )


def _fr(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _source_fr(rest: Rest) -> str:
    return "fixé par l'organisme" if rest.source == SOURCE else rest.source
