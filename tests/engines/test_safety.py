"""Overdue units and drones past the line: alarms in time, stood down aloud, and none made up."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.registry import describe
from northline.engines.safety import Safety, SafetyParams, SafetyState
from northline.engines.safety.drones import Wrong, check_way, over
from northline.engines.safety.radio import Site, reached
from northline.engines.safety.rule import Words, due, steps_by
from northline.records.errors import SettingsError
from northline.records.finding import Finding
from northline.records.marking import MarkingId
from northline.records.protocols import Moment
from northline.records.record import Digest
from northline.records.schema import kind_of
from northline.records.units import Micros, Seconds
from tests.engines.dispatching import Row, unit
from tests.engines.patrols_heard import HERE, checked, heard, others, radio_site, tables
from tests.engines.running import cut, run
from tests.engines.traffic import EPOCH, moment

PARAMS = SafetyParams(silence=Seconds(600.0), grace=Seconds(60.0))
SOUTH = (-97.60, 48.99)
"""A kilometre south of the line."""


def findings(given: dict[str, pa.Table]) -> list[Finding]:
    if Finding.kind not in given:
        return []
    found = kind_of(Finding).from_batch(given[Finding.kind])
    return [each for each in found if isinstance(each, Finding)]


def told(params: SafetyParams = PARAMS, **rows: Sequence[Row]) -> list[Finding]:
    return findings(run(Safety(params), [tables(**rows)])[0])


def at(second: float) -> int:
    return EPOCH + int(second * 1e6)


def later(now: float) -> Moment:
    """A moment so many seconds after the beginning."""
    join = lambda *each: MarkingId(max(each))  # noqa: E731
    return Moment(now=Micros(at(now)), join=join, params=Digest(bytes(32)))


def test_a_unit_that_falls_silent_is_overdue_after_silence_and_grace_step_by_step() -> None:
    found = told(tracks=[*heard("CAR", range(0, 601, 10)), *others(range(0, 4001, 5))])
    assert [each.finding for each in found] == ["overdue-unit"] * 4
    assert len({each.event_id for each in found}) == 1
    assert [each.revision for each in found] == [1, 2, 3, 4]
    begun = at(600 + 600)
    assert [each.until - begun for each in found] == [
        int((60 + step) * 1e6) for step in (0, 600, 1200, 2700)
    ]
    assert all(each.at == begun and each.subject == "cot:CAR" for each in found)
    steps = [each.explained()[1].args["action"] for each in found]
    assert steps == ["call-the-unit", "call-the-supervisor", "send-the-nearest", "begin-a-search"]


def test_one_that_is_heard_of_all_the_time_is_not() -> None:
    assert not told(tracks=[*heard("CAR", range(0, 4001, 60)), *others(range(0, 4001, 5))])


def test_who_is_no_unit_of_ours_is_never_overdue() -> None:
    gone = heard("SHIP", range(0, 300, 10), craft="vessel", identity="mmsi:316000009")
    assert not told(tracks=[*gone, *others(range(0, 4001, 5))])


def test_a_later_word_stands_the_alarm_down_in_a_revision_of_its_own() -> None:
    tracks = [*heard("CAR", [0, 10, 20, 1000]), *others(range(0, 1200, 5))]
    first, second = told(tracks=tracks)
    assert (first.finding, second.finding) == ("overdue-unit", "unit-checked-in")
    assert first.event_id == second.event_id
    assert (first.revision, second.revision) == (1, 2)
    assert second.until == at(1000)
    assert set(first.evidence) & set(second.evidence), "it says of which silence it is the end"


def test_an_alarm_that_was_stood_down_may_be_raised_again_as_another_event() -> None:
    tracks = [*heard("CAR", [0, 10, 20, 1000]), *others(range(0, 2000, 5))]
    found = told(tracks=tracks)
    assert [each.finding for each in found] == ["overdue-unit", "unit-checked-in", "overdue-unit"]
    assert found[0].event_id != found[2].event_id


def test_a_check_in_by_radio_counts_as_a_position_does_and_says_when_the_next_is_due() -> None:
    tracks = others(range(0, 4001, 5))
    (first, *more) = told(checks=[checked("FOOT", 100, 1900)], tracks=tracks)
    assert first.at == at(1900)
    assert first.until == at(1960)
    assert len(more) == 2
    assert not told(checks=[checked("FOOT", 100, 1900), checked("FOOT", 1800, 9000)], tracks=tracks)


def test_after_the_last_check_in_of_a_shift_nobody_waits_whatever_its_device_still_says() -> None:
    tracks = [*heard("CAR", range(0, 1000, 10)), *others(range(0, 6001, 5))]
    assert not told(checks=[checked("CAR", 700, None)], tracks=tracks)
    assert told(tracks=tracks), "without it somebody would"


def test_the_last_check_in_stands_an_alarm_down_and_says_that_it_is_back() -> None:
    tracks = [*heard("CAR", [0, 10]), *others(range(0, 2000, 5))]
    found = told(checks=[checked("CAR", 800, None)], tracks=tracks)
    assert [each.finding for each in found] == ["overdue-unit", "unit-checked-in"]
    assert found[-1].explained()[0].code == "unit-off-duty"


def test_where_positions_are_no_check_ins_only_check_ins_count() -> None:
    params = msgspec.structs.replace(PARAMS, implicit=False)
    tracks = [*heard("CAR", range(0, 300, 10)), *others(range(0, 4001, 5))]
    assert not told(params, tracks=tracks)
    silent = told(params, checks=[checked("CAR", 10, 200)], tracks=tracks)
    assert silent[0].at == at(200), "whatever its device says"


def test_a_track_of_it_that_a_radar_makes_is_no_word_of_it() -> None:
    seen = heard("CAR", range(300, 4000, 5), sensors=["radar:1"])
    tracks = [*heard("CAR", range(0, 300, 10)), *seen, *others(range(0, 4001, 5))]
    assert told(tracks=tracks)


def test_it_tells_place_and_age_charge_whom_to_call_and_that_no_radio_site_is_known() -> None:
    params = msgspec.structs.replace(PARAMS, supervisor="DESK 7, +1 555 010 0199")
    tracks = [*heard("CAR", [0, 10, 20]), *others(range(0, 800, 5))]
    (found,) = told(
        params, tracks=tracks, units=[unit("CAR", "vehicle", *HERE, second=10.0, battery=0.31)]
    )
    said = " ".join(describe(each, "en") for each in found.explained())
    for words in ("CAR is overdue", "49.0100, -97.6000", "11 minutes ago", "31%", "DESK 7"):
        assert words in said, (words, said)
    assert "not computable" in said
    assert all(describe(each, "fr") for each in found.explained())


@pytest.mark.parametrize(("km", "zone"), [(5.0, "in-reach"), (60.0, "dead-zone")])
def test_it_says_whether_a_radio_is_heard_where_the_unit_was_last(km: float, zone: str) -> None:
    site = radio_site(HERE[0], HERE[1] + km / 111.0)
    tracks = [*heard("CAR", [0, 10, 20]), *others(range(0, 800, 5))]
    (found,) = told(tracks=tracks, sites=[site])
    (reason,) = [each for each in found.explained() if each.code == "unit-radio"]
    assert reason.args["zone"] == zone
    assert reason.evidence, "it names the site"


def test_a_site_that_is_down_reaches_nobody() -> None:
    site = Site(identity="radio:1", lon=HERE[0], lat=HERE[1], state="down")
    assert reached([site], [HERE[0]], [HERE[1]], PARAMS) is None
    assert reached([], [HERE[0]], [HERE[1]], PARAMS) is None


# --- the clock ------------------------------------------------------------------------------


def test_no_time_passes_by_now_while_points_come_so_that_catching_up_alarms_nobody() -> None:
    batch = tables(tracks=[*heard("CAR", [0, 10, 20]), *others(range(0, 300, 5))])
    step = Safety(PARAMS).step(SafetyState(), batch, later(90_000.0))
    assert step.findings is None


def test_where_nothing_comes_at_all_now_lets_time_pass_and_a_replay_comes_to_the_same() -> None:
    batch = tables(tracks=[*heard("CAR", [0, 10, 20]), *others(range(0, 30, 5))])
    begun = Safety(PARAMS).step(SafetyState(), batch, later(31.0)).state
    for now, alarmed in ((600.0, 0), (679.0, 0), (682.0, 1), (1_300.0, 2)):
        one, two = (Safety(PARAMS).step(begun, {}, later(now)) for _ in range(2))
        assert (0 if one.findings is None else one.findings.num_rows) == alarmed, now
        assert one.findings == two.findings
    assert Safety(PARAMS).step(begun, {}, moment()).state == begun


def test_a_check_in_that_has_come_stands_an_alarm_down_before_the_clock_reaches_it() -> None:
    engine = Safety(PARAMS)
    begun = tables(tracks=[*heard("CAR", [0, 10]), *others(range(0, 700, 5))])
    state = engine.step(SafetyState(), begun, later(701.0)).state
    said = tables(checks=[checked("CAR", 720, 3_000)], tracks=others([700, 705]))
    ended = engine.step(state, said, later(722.0)).findings
    assert ended is not None
    assert ended.column("finding").to_pylist() == ["unit-checked-in"]
    assert engine.step(state, said, later(720.0)).findings is None, "it has not come yet"


def test_an_alarm_that_now_raised_is_not_raised_again_when_points_come() -> None:
    batch = tables(tracks=[*heard("CAR", [0, 10, 20]), *others(range(0, 30, 5))])
    engine = Safety(PARAMS)
    state = engine.step(SafetyState(), batch, later(31.0)).state
    first = engine.step(state, {}, later(700.0))
    assert first.findings is not None
    again = engine.step(first.state, tables(tracks=others(range(700, 720, 5))), later(721.0))
    assert again.findings is None


def test_one_source_with_a_wrong_clock_alarms_nobody() -> None:
    tracks = [*heard("CAR", range(0, 300, 10)), *others(range(0, 300, 5))]
    batch = tables(tracks=tracks)["track"]
    wild = tables(tracks=others([9_000]))["track"]
    mixed = pa.concat_tables([batch.slice(0, 40), wild, batch.slice(40), wild])
    assert not findings(run(Safety(PARAMS), [{"track": mixed}])[0])


TIMES = st.lists(st.integers(0, 4000), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(words=TIMES, ends=st.lists(st.integers(1, 800), max_size=6))
def test_alarms_are_those_of_the_rule_whatever_is_cut(words: list[int], ends: list[int]) -> None:
    """A plain reading of the rule: a gap of more than silence and grace is one alarm, no other is."""
    spoken = sorted(set(words))
    batch = tables(tracks=[*heard("CAR", spoken), *others(range(0, 4801, 6))])
    whole = findings(run(Safety(PARAMS), [batch])[0])
    parts = findings(run(Safety(PARAMS), cut(batch, ends), encoded=True)[0])
    assert parts == whole
    gaps = [(a, b) for a, b in zip(spoken, [*spoken[1:], 4_790], strict=True) if b - a > 664]
    alarms = {each.event_id: each for each in whole if each.finding == "overdue-unit"}
    near = [gap for gap in gaps if gap[1] - gap[0] < 676]  # within the clock's step of the limit
    assert len(gaps) - len(near) <= len(alarms) <= len(gaps)
    ended = [each for each in whole if each.finding == "unit-checked-in"]
    still = [each for each in whole if each.until > at(spoken[-1]) and each.revision == 1]
    assert len(ended) + len({each.event_id for each in still}) == len(alarms), "none ends silently"
    for each in alarms.values():
        assert each.at - each.since == 600_000_000


@settings(max_examples=40, deadline=None)
@given(
    position=st.none() | st.integers(0, 10_000),
    checked_in=st.none() | st.integers(0, 10_000),
    after=st.none() | st.integers(0, 5_000),
    more=st.integers(1, 5_000),
)
def test_a_later_word_never_makes_a_unit_due_sooner(
    position: int | None, checked_in: int | None, after: int | None, more: int
) -> None:
    next_due = None if checked_in is None or after is None else (checked_in + after) * 10**6
    at_micros = None if checked_in is None else checked_in * 10**6
    where = None if position is None else position * 10**6
    before = due(Words(at_micros, next_due, where), PARAMS)
    after_word = due(Words(at_micros, next_due, (where or 0) + more * 10**6), PARAMS)
    if before is not None:
        assert after_word is not None
        assert after_word >= before
        assert steps_by(before, before, PARAMS) == 0
        assert steps_by(before, before + 10**12, PARAMS) == len(PARAMS.escalate)


def test_units_that_are_overdue_are_not_forgotten() -> None:
    params = msgspec.structs.replace(PARAMS, forget=Seconds(3_600.0))
    tracks = [*heard("CAR", [0, 10]), *others(range(0, 20_000, 50))]
    _, state = run(Safety(params), [tables(tracks=tracks)])
    assert isinstance(state, SafetyState)
    assert [each.identity for each in state.followed if each.alarm] == ["cot:CAR"]


@pytest.mark.parametrize(
    "wrong",
    [{"silence": 1.0}, {"escalate": [60.0]}, {"escalate": [0.0, 0.0]}, {"supervisor": " "}],
)
def test_wrong_parameters_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((SettingsError, msgspec.ValidationError)):
        msgspec.convert(wrong, SafetyParams)


# --- drones ---------------------------------------------------------------------------------


def flown(*places: tuple[float, tuple[float, float]]) -> list[Row]:
    return [row for second, place in places for row in heard("UAV", [second], place)]


def drone(**more: Any) -> Row:
    return unit("UAV", "drone", *HERE, second=0.0, authority=["in-canada"], **more)


def test_a_drone_past_the_line_is_told_of_once_until_it_is_back() -> None:
    tracks = flown((10, HERE), (20, SOUTH), (30, SOUTH), (40, HERE), (50, SOUTH))
    found = told(tracks=tracks, units=[drone()])
    assert [each.finding for each in found] == ["drone-over-line"] * 2
    assert [each.at for each in found] == [at(20), at(50)]
    assert found[0].explained()[0].args["airspace"] == "no-airspace"


def test_a_car_or_a_drone_of_no_known_side_is_not_told_of() -> None:
    tracks = flown((10, HERE), (20, SOUTH))
    assert not told(tracks=tracks, units=[unit("UAV", "drone", *HERE, second=0.0)])
    assert not told(
        tracks=tracks, units=[unit("UAV", "vehicle", *HERE, second=0.0, authority=["in-canada"])]
    )


def test_a_planned_way_needs_authority_over_the_airspace_and_stays_on_its_side() -> None:
    good = ["in-canada", "airspace"]
    near = (-97.55, 49.02)
    assert check_way([HERE, near], good) == ()
    assert check_way([HERE, near], ["in-canada"]) == (Wrong.NO_AIRSPACE,)
    assert check_way([HERE, SOUTH], good) == (Wrong.OVER,)
    assert check_way([SOUTH], good) == (Wrong.OVER,), "it begins on the other side"
    assert check_way([HERE, SOUTH, HERE], ["airspace"]) == (Wrong.OVER,)
    assert check_way([], good) == ()


def test_how_surely_it_is_over_falls_with_the_distance_on_its_own_side() -> None:
    chances = [over(metres, 1, 20.0) for metres in (-100.0, -10.0, 0.0, 10.0, 100.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[2] == pytest.approx(0.5)
    assert over(-100.0, -1, 20.0) < 0.01
