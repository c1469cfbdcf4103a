"""The patrol log: what counts, what does not, and that nothing is lost or counted twice on the way."""

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.patrol_log import PatrolLogParams
from northline.engines.patrol_log.engine import fold
from northline.engines.patrol_log.fixes import MODES
from northline.engines.patrol_log.legs import FLAGS
from northline.engines.patrol_log.state import Leg, LogState
from northline.geo.line import point_at
from northline.records.errors import SettingsError
from northline.records.unit import Mode
from tests.engines.on_patrol import HOUR, LAKE_KM, START, legs, mixed, patrol, seconds_of, steady


def flags(leg: Leg) -> set[str]:
    return {flag.value for bit, flag in FLAGS if leg.flags & bit}


def spent(leg: Leg) -> dict[int, float]:
    found: dict[int, float] = {}
    for stretch, begin, end in zip(leg.stretches, leg.begins, leg.ends, strict=True):
        found[stretch] = found.get(stretch, 0.0) + (end - begin) / 1e6
    return found


def still(seconds: list[float], **more: object) -> pa.Table:
    return patrol("cot:A", seconds, [LAKE_KM + 0.5] * len(seconds), **more)  # type: ignore[arg-type]


def test_a_patrol_is_counted_whole_and_given_to_the_stretches_it_passes() -> None:
    when = steady(1_800.0)
    km = [2_289.0 + 0.02 * k for k in range(len(when))]
    ((_, leg),) = legs(patrol("cot:A", when, km, north=0.0))
    assert (leg.until - leg.since) / 1e6 == pytest.approx(1_800.0)
    assert spent(leg) == {457: pytest.approx(500.0, abs=1), 458: pytest.approx(1_300.0, abs=1)}
    assert leg.metres == pytest.approx(3_600.0, rel=0.1)
    assert (MODES[leg.mode], leg.officers, leg.callsign) == (Mode.BOAT, 2, "EX BOAT")
    assert not leg.flags


def test_a_leg_is_cut_at_the_hour_and_nothing_is_lost_there() -> None:
    found = legs(still(steady(2.5 * HOUR, 60.0, since=47.0)))
    assert [leg.since % 3_600_000_000 == 0 for _, leg in found] == [False, True, True]
    assert sum(leg.until - leg.since for _, leg in found) == round(2.5 * HOUR * 1e6)


def test_a_silence_ends_the_leg_is_not_counted_and_is_flagged() -> None:
    first, second = (leg for _, leg in legs(still([*steady(600.0), *steady(600.0, since=1_500.0)])))
    assert flags(first) == set()
    assert flags(second) == {"gap"}
    assert (first.until - first.since, second.until - second.since) == (600_000_000, 600_000_000)


def test_a_silence_of_a_night_is_no_gap_but_another_shift() -> None:
    *_, (_, last) = legs(still([*steady(600.0), *steady(600.0, since=8 * HOUR)]))
    assert flags(last) == set()


def test_who_goes_faster_than_the_mode_can_is_flagged_and_that_piece_is_not_counted() -> None:
    when = steady(1_200.0)
    km = [2_289.0 + (0.015 * k if k <= 60 else 0.9 + 0.2 * (k - 60)) for k in range(len(when))]
    (_, leg), *rest = legs(patrol("cot:A", when, km, mode="foot"))
    assert not rest
    assert leg.until - leg.since == pytest.approx(600e6, abs=11e6), "by car it is no foot patrol"
    ((_, driven),) = legs(patrol("cot:A", when, km, mode="vehicle"))
    assert driven.until - driven.since == 1_200_000_000


def test_one_wrong_fix_costs_no_more_than_the_time_around_it() -> None:
    when = steady(600.0)
    km = [2_289.0 + (30.0 if k == 20 else 0.01 * (k % 7)) for k in range(len(when))]
    ((_, leg),) = legs(patrol("cot:A", when, km, mode="foot"))
    assert flags(leg) == {"impossible-speed"}
    assert sum(spent(leg).values()) == pytest.approx(580.0)


def test_a_stop_at_the_depot_is_no_patrol_and_a_stop_elsewhere_is() -> None:
    when = steady(1_200.0)
    lon, lat = point_at("atlantic-pacific", [LAKE_KM + 0.5])
    there = PatrolLogParams(depots=((float(lon[0]), float(lat[0]) + 0.001),))
    elsewhere = PatrolLogParams(depots=((-82.0, 42.0),))
    assert seconds_of(still(when), there) == 0.0
    assert seconds_of(still(when), elsewhere) == 1_200.0


def test_only_time_within_the_strip_counts() -> None:
    when = steady(600.0)
    far = still(when, north=0.3)
    assert seconds_of(far) == 0.0, "33 km north of the line"
    assert seconds_of(far, PatrolLogParams(strip=50_000.0)) == 600.0  # type: ignore[arg-type]


def test_a_fix_that_says_a_time_still_to_come_is_left_out_and_flagged() -> None:
    when = steady(600.0)
    late = [-600.0 if k == 30 else 1.0 for k in range(len(when))]
    ((_, leg),) = legs(still(when, delay=late))
    assert flags(leg) == {"clock"}
    assert leg.until - leg.since == 600_000_000


def test_an_exercise_that_is_set_on_a_later_day_counts_all_the_same() -> None:
    ((_, leg),) = legs(still(steady(600.0), delay=-40 * 86_400.0))
    assert (leg.until - leg.since, flags(leg)) == (600_000_000, set())


def test_the_mode_that_a_list_states_holds_for_reports_that_state_none() -> None:
    listed = patrol("cot:A", [0.0], [LAKE_KM], mode="off-road")
    nowhere = [pa.nulls(1, pa.float64())] * 2
    for name, column in zip(("lon", "lat"), nowhere, strict=True):
        listed = listed.set_column(listed.schema.get_field_index(name), name, column)
    reports = still(steady(600.0, since=10.0), mode="unknown", first=1)
    assert {MODES[leg.mode] for _, leg in legs(pa.concat_tables([listed, reports]))} == {
        Mode.OFF_ROAD
    }
    assert {MODES[leg.mode] for _, leg in legs(reports)} == {Mode.UNKNOWN}


def test_another_mode_is_another_leg() -> None:
    when = steady(600.0)
    found = legs(still(when, mode=["vehicle" if k < 30 else "foot" for k in range(len(when))]))
    assert [MODES[leg.mode] for _, leg in found] == [Mode.VEHICLE, Mode.FOOT]
    assert sum(leg.until - leg.since for _, leg in found) == 600_000_000


def test_reports_that_come_twice_or_late_add_nothing() -> None:
    table = still(steady(900.0, 15.0))
    twice = table.take(pa.array(np.repeat(np.arange(table.num_rows), 2)))
    again = pa.concat_tables([table, table])
    assert seconds_of(twice) == seconds_of(again) == seconds_of(table) == 900.0


def test_the_leg_of_a_unit_that_falls_silent_is_closed_by_what_others_report() -> None:
    gone, on = still(steady(600.0)), patrol("cot:B", steady(3_000.0), [LAKE_KM] * 301)
    _, over = fold(LogState(), mixed(gone, on), PatrolLogParams())
    assert [each.identity for each in over] == ["cot:A"]


@pytest.mark.parametrize(
    "wrong",
    [{"strip": 1.0}, {"longest": 5_000.0}, {"gap": 10.0}, {"depots": ((-83.0, 142.0),)}],
)
def test_parameters_out_of_range_are_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=f"patrol-log.*{next(iter(wrong))}"):
        msgspec.convert(wrong, PatrolLogParams)


walks = st.lists(
    st.tuples(st.floats(1.0, 400.0), st.floats(-0.6, 0.6), st.floats(-60.0, 600.0)),
    min_size=2,
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(walks, st.sampled_from(["foot", "boat", "helicopter"]))
def test_stays_are_in_order_apart_and_no_longer_than_the_patrol(
    steps: list[tuple[float, float, float]], mode: str
) -> None:
    when = np.cumsum([step for step, _, _ in steps]).tolist()
    km = (2_290.0 + np.cumsum([along for _, along, _ in steps])).tolist()
    table = patrol("cot:A", when, km, mode=mode, delay=[late for _, _, late in steps])
    found = [leg for _, leg in legs(table)]
    times = [
        edge for leg in found for stay in zip(leg.begins, leg.ends, strict=True) for edge in stay
    ]
    assert times == sorted(times)
    assert all(
        begin < end for leg in found for begin, end in zip(leg.begins, leg.ends, strict=True)
    )
    assert (
        sum(seconds for leg in found for seconds in spent(leg).values())
        <= when[-1] - when[0] + 1e-6
    )
    for leg in found:
        assert (leg.since, leg.until) == (leg.begins[0], leg.ends[-1])
        assert leg.since // 3_600_000_000 == (leg.until - 1) // 3_600_000_000
        assert leg.since >= START
