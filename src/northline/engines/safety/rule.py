r"""When a unit is overdue, and which step is taken: the rule, which everybody who tells of it asks.

A word of a unit is a check-in, or a position that it reports of itself where the agency says that
these count.  The next word is awaited until

.. math:: D = \max(\text{next due of its last check-in},\; t_\text{position} + \text{silence})

and step k of the alarm is taken at :math:`D + \text{grace} + \text{escalate}_k`.  After a check-in
without a next due nobody waits, until another check-in, or a position ``off_duty`` later.  Instants
in microseconds.
"""

from typing import NamedTuple

from northline.engines.safety.params import SafetyParams

MICROS = 1_000_000

STEPS = ("call-the-unit", "call-the-supervisor", "send-the-nearest", "begin-a-search")
"""What each step of an alarm is."""


class Words(NamedTuple):
    """The last words of a unit: instants of its last check-in, of its next due, of its position.

    ``next_due`` is None where there is no check-in, and where the last one was the last of a shift.
    """

    checked_in: int | None = None
    next_due: int | None = None
    position: int | None = None


def due(words: Words, params: SafetyParams) -> int | None:
    """Until when the next word is awaited, us; None where nobody waits for one."""
    found = words.next_due
    if not params.implicit or words.position is None:
        return found
    if words.checked_in is not None and words.next_due is None:
        away = words.position - words.checked_in
        if away < params.off_duty * MICROS:
            return None
    return max(words.position + int(params.silence * MICROS), found or 0)


def step_at(due_at: int, step: int, params: SafetyParams) -> int | None:
    """When a step of the alarm is taken, us, counted from 0; None beyond the last."""
    if step >= len(params.escalate):
        return None
    return due_at + int((params.grace + params.escalate[step]) * MICROS)


def steps_by(due_at: int, now: int, params: SafetyParams) -> int:
    """How many steps are taken by an instant."""
    instants = (step_at(due_at, step, params) for step in range(len(params.escalate)))
    return sum(each is not None and each <= now for each in instants)
