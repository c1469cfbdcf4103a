"""When a person's request is due: its clock, told the time and never asking for it.

::

    d0       day of receipt in the office's time zone (not counted)
    d1 = d0 + n days                     n calendar days, or the n-th working day after d0
    due      d1, or the next day that is no holiday where the limit says so (`Limit.rolls`)
    overdue  now >= midnight at the end of the due day, while nothing was answered

An extension replaces the due day by its own last day.  Where it is bound, that day is at most
d1 + m days, rolled alike; notice of it is given before the due day has passed (Privacy Act, s. 15:
"within thirty days after the request is received").

The day of receipt is left out and the last day counts (Interpretation Act, R.S.C. 1985, c. I-21,
s. 27(2) and (5)); a limit that ends on a holiday ends on the next day that is none (s. 26).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from northline.decisions.holidays import is_holiday, next_open_day, working_days_after
from northline.decisions.rights_limits import (
    NOTIFY_YEARS,
    TRANSLATION,
    Checked,
    Extension,
    Limit,
    limit_of,
)
from northline.records.errors import UsageError
from northline.records.rights_request import RightsRequest, RightsStep, StepSort
from northline.records.time import from_datetime, to_datetime
from northline.records.units import Micros

STOPS = frozenset({StepSort.ANSWERED, StepSort.TRANSFERRED})
"""The steps that stop a clock."""


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Where the clock of a request stands.

    Attributes:
        limit: the limit that counts.
        due_day: its last day, in the office's time zone.
        due: the end of that day: overdue from then on.
        days_left: days until the due day; negative once it has passed; of a stopped clock as it
            stood when it stopped.
        extended: whether it was extended.
        overdue: whether it has passed and nothing was answered.
        deemed_refused: whether the law takes that for a refusal.
        stopped: when it was answered or transferred, or None.
        late: whether that was after the due day; None while it runs.
        may_extend: whether it may still be extended now.
        extend_to: the last day to which; None where there is no fixed one or it may not be.
        acknowledge_day: the last day to acknowledge it, where there is one.
        acknowledge_overdue: whether that has passed without an acknowledgement.
    """

    limit: Limit
    due_day: date
    due: Micros
    days_left: int
    extended: bool
    overdue: bool
    deemed_refused: bool
    stopped: Micros | None
    late: bool | None
    may_extend: bool
    extend_to: date | None
    acknowledge_day: date | None
    acknowledge_overdue: bool

    @property
    def statutory(self) -> bool:
        """Whether a provision sets the limit, and not only an aim."""
        return self.limit.checked is not Checked.AIM


def clock(request: RightsRequest, steps: Sequence[RightsStep], now: Micros) -> Clock:
    """The clock of a request.

    Args:
        request: the request.
        steps: its steps, the oldest first.
        now: the present.

    Raises:
        UsageError: when its time zone is none.
    """
    limit = limit_of(request.regime, request.right)
    received = local_day(request.at, request.zone)
    first = _last_day(limit, received)
    extensions = [each for each in steps if each.step is StepSort.EXTENDED and each.until]
    due_day = first
    if extensions:
        # The last day stands in the record as its midnight in UTC, whatever the office's zone.
        due_day = max(first, to_datetime(Micros(extensions[-1].until or 0)).date())
    due = end_of_day(due_day, request.zone)
    stopped = next((each.at for each in steps if each.step in STOPS), None)
    counted = now if stopped is None else stopped
    overdue = stopped is None and now >= due
    may_extend = (
        limit.extension is not Extension.NONE
        and not extensions
        and stopped is None
        and now < end_of_day(first, request.zone)
    )
    acknowledge = (
        None
        if limit.acknowledge is None
        else working_days_after(limit.calendar, received, limit.acknowledge)
    )
    told = any(each.step in STOPS | {StepSort.ACKNOWLEDGED} for each in steps)
    return Clock(
        limit=limit,
        due_day=due_day,
        due=due,
        days_left=(due_day - local_day(counted, request.zone)).days,
        extended=bool(extensions),
        overdue=overdue,
        deemed_refused=overdue and limit.deemed,
        stopped=stopped,
        late=None if stopped is None else stopped >= due,
        may_extend=may_extend,
        extend_to=extension_end(request) if may_extend else None,
        acknowledge_day=acknowledge,
        acknowledge_overdue=acknowledge is not None
        and not told
        and now >= end_of_day(acknowledge, request.zone),
    )


def extension_end(request: RightsRequest, ground: str = "") -> date | None:
    """The last day to which a request may be extended; None where no fixed one is set.

    Args:
        request: the request.
        ground: why; translation is bound to what is reasonable and to no number of days.
    """
    limit = limit_of(request.regime, request.right)
    if limit.extension is not Extension.AT_MOST or ground == TRANSLATION:
        return None
    first = _count(limit, local_day(request.at, request.zone), limit.days)
    return _rolled(limit, first + timedelta(days=limit.extension_days))


def notify_since(request: RightsRequest) -> Micros | None:
    """From when on those who received a record are told of its correction; None: all of them.

    The years count back from the receipt of the request (Privacy Act, s. 12(2)(c): "within two
    years prior to the time a correction is requested").
    """
    years = NOTIFY_YEARS[request.regime]
    if years is None:
        return None
    day = local_day(request.at, request.zone)
    try:
        since = day.replace(year=day.year - years)
    except ValueError:  # 29 February
        since = day.replace(year=day.year - years, day=28)
    return from_datetime(datetime.combine(since, time(), _zone(request.zone)).astimezone(UTC))


def local_day(instant: Micros, zone: str) -> date:
    """The day of an instant in a time zone.

    Raises:
        UsageError: when there is no such zone.
    """
    return to_datetime(instant).astimezone(_zone(zone)).date()


def end_of_day(day: date, zone: str) -> Micros:
    """The midnight at the end of a day there, whatever the clocks do in that night."""
    midnight = datetime.combine(day + timedelta(days=1), time(), _zone(zone))
    return from_datetime(midnight.astimezone(UTC))


def _last_day(limit: Limit, received: date) -> date:
    return _rolled(limit, _count(limit, received, limit.days))


def _count(limit: Limit, day: date, days: int) -> date:
    if limit.working:
        return working_days_after(limit.calendar, day, days)
    return day + timedelta(days=days)


def _rolled(limit: Limit, day: date) -> date:
    if limit.rolls and is_holiday(limit.calendar, day):
        return next_open_day(limit.calendar, day)
    return day


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"there is no time zone {name!r}; write it like America/Toronto"
        ) from error
