"""The radio of a patrol dies: nothing else of the day changes, and the alarm is judged by the truth."""

import msgspec
import pytest

from northline.exercise.day import Day, rehearse
from northline.exercise.observed import Heard, Observed
from northline.exercise.overdue import Alarm, alarms_of, overdue
from northline.exercise.scenario import parse
from northline.exercise.scoring import score
from northline.exercise.shares import overdue_bars
from northline.exercise.truth import Silent, Truth
from northline.records.errors import SettingsError
from northline.records.units import Micros, Seconds
from tests.exercise.days import prairie, prairie_day, truth
from tests.exercise.test_scenario import TEXT


def heard_all_along(seed: int) -> Day:
    patrols = prairie().patrols
    assert patrols is not None
    loud = msgspec.structs.replace(patrols, silence=None)
    return rehearse(msgspec.structs.replace(prairie(), patrols=loud), seed)


@pytest.mark.parametrize("seed", [1, 2])
def test_one_patrol_on_foot_falls_silent_and_says_nothing_more(seed: int) -> None:
    day = prairie_day(seed)
    (gone,) = day.truth.silent
    assert gone.role == "foot-patrol"
    assert 880 <= gone.second <= 1_800
    uid = gone.identity.removeprefix("cot:").encode()
    last = max(m.second for m in day.messages if m.feed == "cot" and uid in m.data)
    assert last <= gone.second + 61, "what was late came after it"
    trace = next(each for each in day.truth.traces if each.identity == gone.identity)
    assert len(trace.lon) * 10 >= day.scenario.duration - 10, "it goes on its way"


def test_what_all_others_say_is_as_it_would_have_been() -> None:
    day, loud = prairie_day(1), heard_all_along(1)
    (gone,) = day.truth.silent
    uid = gone.identity.removeprefix("cot:").encode()
    assert [m for m in day.messages if uid not in m.data] == [
        m for m in loud.messages if uid not in m.data
    ]
    assert len(day.messages) < len(loud.messages)
    assert not loud.truth.silent


def test_more_who_fall_silent_than_there_are_is_refused() -> None:
    more = "\n[patrols.silence]\nrole = 'foot-patrol'\ncount = 9\nsince = [10, 20]\n"
    with pytest.raises(SettingsError, match="silence"):
        parse(TEXT + more, "detroit")


def gone(second: float = 1_000.0) -> Truth:
    told = Silent(identity="cot:EX-CA-FOOT-1", role="foot-patrol", second=Seconds(second))
    return msgspec.structs.replace(truth(), silent=(told,))


def alarm(unit: str, second: float, available: float | None = None) -> Alarm:
    at = Micros(gone().start + int(second * 1e6))
    return Alarm(unit=unit, at=at, available=available)


def test_an_alarm_after_it_fell_silent_is_found_and_says_how_late_it_was() -> None:
    told = overdue(gone(), [alarm("cot:EX-CA-FOOT-1", 1_720.0, 1_724.0)])
    assert (told.fell_silent, told.found, told.false_alarms) == (1, 1, 0)
    assert told.seconds_to_alarm == pytest.approx(724.0)
    assert told.seconds_late == pytest.approx(4.0)
    assert all(bar.met for bar in overdue_bars(told).values())


@pytest.mark.parametrize("wrong", [("cot:EX-US-CAR-1", 1_720.0), ("cot:EX-CA-FOOT-1", 900.0)])
def test_an_alarm_of_another_or_before_is_false(wrong: tuple[str, float]) -> None:
    told = overdue(gone(), [alarm(*wrong)])
    assert (told.found, told.false_alarms) == (0, 1)
    assert not any(bar.met for bar in overdue_bars(told).values())


def test_where_nobody_falls_silent_nothing_is_asked_and_any_alarm_is_false() -> None:
    told = overdue(truth(), [alarm("cot:EX-CA-FOOT-1", 1_720.0)])
    assert (told.found, told.false_alarms) == (0, 1)
    assert not overdue_bars(told)


def test_an_alarm_is_taken_as_it_was_first_raised_whatever_came_of_it() -> None:
    rows = [
        {"event_id": b"1" * 16, "finding": kind, "revision": n, "subject": "cot:A", "until": n}
        for n, kind in ((2, "overdue-unit"), (1, "overdue-unit"), (3, "unit-checked-in"))
    ]
    (found,) = alarms_of([*rows, {"finding": "meeting"}], {(b"1" * 16).hex(): 7.0})
    assert found == Alarm(unit="cot:A", at=Micros(1), available=7.0)


def test_the_score_holds_it() -> None:
    observed = Observed(
        alarms=(alarm("cot:EX-CA-FOOT-1", 1_720.0, 1_730.0),), feeds={"ais": Heard()}
    )
    told = score(gone(), observed)
    assert told.overdue is not None
    assert told.overdue.found == 1
    assert told.bars["overdue"].met
