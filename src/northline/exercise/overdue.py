r"""A unit whose radio dies, and whether anybody noticed: the hidden truth and the score of it.

The unit goes on its way; nothing that it says reaches anybody any more.  It falls silent at the
second of its last report that came through.

===============  ===========================================================================
figure           definition
===============  ===========================================================================
fell_silent      units that fell silent for good
found            of these, with an alarm raised after they did
false_alarms     alarms of units that were heard of, or before they fell silent
seconds_to_alarm from falling silent to when the alarm stood in the ledger, exercise seconds, of
                 the one that took longest; None without any, or where speed says nothing
seconds_late     from when the alarm was to be raised, by its own word, to when it stood there
===============  ===========================================================================
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from northline.exercise.fields import field, hexadecimal, instant
from northline.exercise.truth import Truth
from northline.records.units import Micros

ALARM = "overdue-unit"
"""Kind of finding."""


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """Units that fell silent, and the alarms about them; the module says what each figure is."""

    fell_silent: int
    found: int
    false_alarms: int
    seconds_to_alarm: float | None
    seconds_late: float | None


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm as it was first raised.

    Attributes:
        unit: identity of the unit.
        at: when it was to be raised, us.
        available: exercise second at which it stood in the ledger, or None.
    """

    unit: str
    at: Micros
    available: float | None = None


def alarms_of(findings: Iterable[Any], available: Mapping[str, float]) -> tuple[Alarm, ...]:
    """The alarms among findings, as records or rows, each as it was first raised."""
    first: dict[str, Any] = {}
    for finding in findings:
        if str(field(finding, "finding")) != ALARM:
            continue
        event = hexadecimal(field(finding, "event_id"))
        if event not in first or field(finding, "revision") < field(first[event], "revision"):
            first[event] = finding
    return tuple(
        Alarm(
            unit=str(field(each, "subject")),
            at=instant(field(each, "until")),
            available=available.get(event),
        )
        for event, each in sorted(first.items())
    )


def overdue(truth: Truth, alarms: Iterable[Alarm]) -> Overdue:
    """Judge the alarms by the truth."""
    gone = {each.identity: each for each in truth.silent}
    after, late, found, false = [], [], set(), 0
    for each in alarms:
        second = (each.at - truth.start) / 1e6
        true = gone.get(each.unit)
        if true is None or second <= true.second:
            false += 1
            continue
        found.add(each.unit)
        if each.available is not None:
            after.append(each.available - true.second)
            late.append(max(each.available - second, 0.0))
    return Overdue(
        fell_silent=len(gone),
        found=len(found),
        false_alarms=false,
        seconds_to_alarm=max(after, default=None),
        seconds_late=max(late, default=None),
    )
