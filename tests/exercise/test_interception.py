"""Whether who was sent met whom they were sent for, judged beside the hidden truth."""

import msgspec
import pytest

from northline.exercise.interception import (
    PLANNER,
    Interception,
    Sent,
    interception,
)
from northline.exercise.observed import Observation
from northline.exercise.truth import TRACE_SECONDS, Passage, Trace, Truth
from northline.records.finding import event_of
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Kilometres, Micros, Seconds

EVENT = "ab" * 16
PLAN = event_of(PLANNER, bytes.fromhex(EVENT)).hex()
WATER, LINE = (-83.118, 42.237), (-83.126, 42.239)
"""On the Detroit River, in Canada, and at the line."""

KINDS = ("dark-crossing",)


def trace(
    number: int, identity: str | None, *places: tuple[float, float], each: int = 360
) -> Trace:
    """One who is at each place for so many points."""
    lon = tuple(lon for lon, _ in places for _ in range(each))
    lat = tuple(lat for _, lat in places for _ in range(each))
    craft = Craft.UNIT if identity else Craft.VESSEL
    return Trace(
        number=number, identity=identity, role="any", craft=craft, since=0, lon=lon, lat=lat
    )


def truth(*traces: Trace, second: float = 100.0) -> Truth:
    crossing = Passage(
        number=1, identity=None, role="small-boat", second=Seconds(second), since=Seconds(second),
        at=Micros(0), lon=Degrees(LINE[0]), lat=Degrees(LINE[1]), segment="atlantic-pacific",
        km=Kilometres(2290.0), direction=Direction.TO_CANADA,
    )  # fmt: skip
    return Truth(
        scenario="x", seed=1, start=Micros(0), duration=3600, line_km=Kilometres(1.0),
        crossings=(crossing,), traces=traces,
    )  # fmt: skip


def judged(sent: Sent, *traces: Trace, **more: float) -> Interception:
    finding = Observation(
        event_id=EVENT, identity=None, at=Micros(0), direction="to-canada", kind="dark-crossing"
    )
    return interception(truth(*traces, **more), {0: 0}, (finding,), (sent,), KINDS)


BOAT = Sent(
    event=PLAN, proposed=2, unit="cot:EX-BOAT", mode="boat", begins=120.0, leaves=240.0,
    way=((-83.115, 42.25), WATER), pace=10.0,
)  # fmt: skip
UNIT = trace(2, "cot:EX-BOAT", (-83.115, 42.25))


def test_who_comes_within_the_distance_has_intercepted() -> None:
    found = judged(BOAT, trace(1, None, WATER), UNIT)
    assert (found.alerts, found.planned, found.sent, found.intercepted) == (1, 1, 1, 1)
    assert found.rate == 1.0
    assert found.by_mode == {"boat": 1}
    # 1.5 km at 10 m/s, less the last 150 m, and two minutes before it leaves.
    assert found.minutes.median == pytest.approx(2.0 + 1470 / 10 / 60 - 0.25, abs=0.3)


def test_whom_it_sees_it_goes_for_over_ground_of_its_own() -> None:
    beside = (-83.118, 42.2435)
    assert judged(BOAT, trace(1, None, beside), UNIT).intercepted == 1
    on_land = (-83.105, 42.237)
    assert judged(BOAT, trace(1, None, on_land), UNIT).intercepted == 0


def test_nobody_goes_over_the_line_after_somebody() -> None:
    beyond = (-83.1335, 42.2405)
    found = judged(BOAT, trace(1, None, beyond), UNIT)
    assert (found.sent, found.intercepted, found.rate) == (1, 0, 0.0)


def test_a_plan_that_proposes_nobody_counts_against_the_rate() -> None:
    found = judged(Sent(event=PLAN), trace(1, None, WATER), UNIT)
    assert (found.planned, found.nobody, found.unsent, found.rate) == (1, 1, 0, 0.0)
    found = judged(Sent(event=PLAN, proposed=2), trace(1, None, WATER), UNIT)
    assert (found.nobody, found.unsent, found.rate) == (0, 1, 0.0)


def test_who_is_gone_is_not_met_and_what_the_day_cuts_off_is_not_judged() -> None:
    gone = trace(1, None, (-83.13, 42.30), each=20)
    assert len(gone.lon) * TRACE_SECONDS == 200
    assert judged(BOAT, gone, UNIT).gone == 1
    late = msgspec.structs.replace(BOAT, begins=3300.0, leaves=3420.0)
    found = judged(late, trace(1, None, WATER), UNIT)
    assert (found.cut_off, found.rate) == (1, None)


def test_nobody_is_met_before_they_cross() -> None:
    assert judged(BOAT, trace(1, None, WATER), UNIT, second=3500.0).intercepted == 0


def test_without_a_plan_an_alert_of_such_a_kind_is_an_alert_and_no_more() -> None:
    found = judged(msgspec.structs.replace(BOAT, event="00" * 16), trace(1, None, WATER), UNIT)
    assert (found.alerts, found.planned, found.rate) == (1, 0, None)
