"""True paths: on the water, no faster and no tighter than boats go, and truly judged."""

import itertools
from typing import Any

import numpy as np
import pytest
import shapely
from pyais import decode

from northline.exercise import rehearse
from northline.exercise.judging import Met, line_in, meet, open_port, witnessed
from northline.exercise.reporting import drift, due, intervals, reports, turning
from northline.exercise.ships import Cast
from northline.exercise.truth import Passage, Reports, Truth, Who
from northline.geo import line, ports
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Metres, Micros
from tests.exercise.days import EPOCH, SEEDS, curve, day, detroit, lines, only, staged


@pytest.mark.parametrize("seed", SEEDS)
def test_every_vessel_stays_on_the_river(seed: int) -> None:
    play = staged(seed)
    water = shapely.Polygon(np.column_stack(play.river.water()))
    assert water.is_valid
    water = water.buffer(5.0 / 111_000.0)
    for i, vessel in enumerate(play.fleet):
        here = play.sailed.here[i]
        inside = shapely.contains_xy(water, play.lon[i][here], play.lat[i][here])
        assert inside.all(), (vessel.role, np.flatnonzero(~inside)[:5])


def test_the_river_lies_where_the_line_runs() -> None:
    """The middle of the river is never far from the line: both go down one river."""
    play = staged(1)
    s = np.arange(0.0, play.river.length, 100.0)
    off = line.offsets(*play.river.degrees(s, np.zeros_like(s)))
    assert np.nanmax(np.abs(off.distance)) < 120.0
    for bank, side in ((1.0, line.CANADA), (-1.0, line.UNITED_STATES)):
        banks = line.side(*play.river.degrees(s, play.river.across(s, bank)))
        assert (banks == side).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_boats_move_as_boats_do(seed: int) -> None:
    play = staged(seed)
    casts: dict[str, Cast] = {cast.role: cast for cast in detroit().cast}
    for i, vessel in enumerate(play.fleet):
        cast, here = casts[vessel.role], play.sailed.here[i]
        if vessel.anchored or here.sum() < 3:
            continue
        knots = play.sailed.speed[i][here] * 3600.0 / 1852.0
        assert knots.max() <= cast.speed[1] + 0.5
        assert np.abs(np.diff(play.sailed.heading[i][here])).max() <= cast.turn + 1e-6
        pull = np.diff(play.sailed.speed[i][here])
        assert pull.max() <= cast.acceleration + 1e-6
        assert pull.min() >= -2.0 * cast.acceleration - 1e-6
        step = np.hypot(np.diff(play.sailed.x[i][here]), np.diff(play.sailed.y[i][here]))
        assert step.max() <= cast.speed[1] * 0.5145 + 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_roles_do_what_they_are_there_for(seed: int) -> None:
    crossed = dict.fromkeys(day(seed).truth.roles, 0)
    for each in day(seed).truth.crossings:
        crossed[each.role] += 1
    assert all(crossed[role] == 0 for role in ("loiterer", "anchored", "anchored-ship", "moored"))
    assert crossed["dark"] == 1
    assert crossed["goes-dark"] == 4
    assert crossed["pleasure"] > 30
    assert sum(crossed.values()) > 60


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dark_one_crosses_and_nothing_can_see_it(seed: int) -> None:
    (dark,) = [c for c in day(seed).truth.crossings if c.role == "dark"]
    assert dark.identity is None
    assert (dark.transmitted, dark.detections, dark.observable) == (0, 0, False)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_that_goes_dark_is_silent_at_the_line_and_heard_on_both_sides(seed: int) -> None:
    spoke: dict[int, list[int]] = {}
    for match in lines(day(seed)):
        if match[2] is None and match[7].split(",")[5][0] == "B":
            message: Any = decode(match[7], error_if_checksum_invalid=False)
            spoke.setdefault(int(message.mmsi), []).append(int(match[5]) - EPOCH)
    for each in day(seed).truth.crossings:
        if each.role == "goes-dark":
            assert each.observable
            assert each.identity is not None
            number = int(each.identity.removeprefix("mmsi:"))
            assert not [s for s in spoke[number] if abs(s - each.second) < 55.0]


def afloat(told: Truth) -> list[Passage]:
    """The crossings of those who sail."""
    return [c for c in told.crossings + told.excluded if c.craft is Craft.VESSEL]


@pytest.mark.parametrize("seed", SEEDS)
def test_true_crossings_agree_with_the_side_of_the_line(seed: int) -> None:
    play, told = staged(seed), day(seed).truth
    for each in afloat(told):
        before, after = int(each.since), int(np.ceil(each.second))
        lon, lat = play.lon[each.number], play.lat[each.number]
        ends = line.side([lon[before], lon[after]], [lat[before], lat[after]])
        to = 1 if each.direction is Direction.TO_CANADA else -1
        assert ends.tolist() == [-to, to]
        place = line.offsets([each.lon], [each.lat])
        assert abs(place.distance[0]) < 0.01 or place.side[0] == 0
        assert abs(place.km[0] - each.km) < 0.001
    for _, own in itertools.groupby(
        sorted(told.crossings, key=lambda c: (c.number, c.second)), lambda c: c.number
    ):
        ways = [each.direction for each in own]
        assert all(a != b for a, b in itertools.pairwise(ways))


@pytest.mark.parametrize("seed", SEEDS)
def test_sides_at_the_ends_of_the_day_add_up_to_the_crossings(seed: int) -> None:
    """Whoever crosses an odd number of times ends on the other side, wobbles aside."""
    play, told = staged(seed), day(seed).truth
    wobbly = {w.number for w in told.wobbles}
    for i in range(len(play.fleet)):
        here = np.flatnonzero(play.sailed.here[i])
        if i in wobbly or not len(here):
            continue
        first, last = line.side(play.lon[i][here[[0, -1]]], play.lat[i][here[[0, -1]]])
        crossed = sum(c.number == i for c in afloat(told))
        assert (first != last) == (crossed % 2 == 1)


def judged(depths: list[float]) -> Met:
    """Judge a path over the 49th parallel at 100 W, so many metres into Canada each second."""
    south = line.offsets([-100.0], [48.999]).distance[0]
    border = 48.999 - south / 111_200.0
    lon, lat = curve([(-100.0, border + d / 111_200.0) for d in depths])
    (met,) = meet(
        lon,
        lat,
        np.ones_like(lon, bool),
        [Who(0, "mmsi:316900001", "pleasure", Craft.VESSEL)],
        detroit(),
    )
    return met


def there_and_back(depth: float, seconds: int) -> list[float]:
    return [-100.0] * 60 + [depth] * seconds + [-100.0] * 60


def test_an_excursion_deep_and_long_enough_is_two_crossings() -> None:
    met = judged(there_and_back(25.0, 40))
    assert [c.direction for c in met.crossings] == [
        Direction.TO_CANADA,
        Direction.TO_UNITED_STATES,
    ]
    assert not met.wobbles


@pytest.mark.parametrize(("depth", "seconds"), [(15.0, 600), (80.0, 20)])
def test_an_excursion_too_shallow_or_too_short_is_a_wobble(depth: float, seconds: int) -> None:
    met = judged(there_and_back(depth, seconds))
    assert not met.crossings
    (wobble,) = met.wobbles
    assert wobble.until - wobble.since == pytest.approx(seconds, abs=2.0)


def test_wobbles_on_the_way_over_are_one_crossing_at_the_last_meeting() -> None:
    met = judged([-100.0] * 60 + [5.0, -5.0] * 10 + [100.0] * 60)
    (crossing,) = met.crossings
    assert crossing.direction is Direction.TO_CANADA
    assert 59.0 < crossing.since < 60.0
    assert 79.0 < crossing.second < 80.0
    assert not met.wobbles


def test_a_crossing_in_the_last_seconds_of_the_day_is_not_asked_for() -> None:
    met = judged([-100.0] * 60 + [100.0] * 20)
    assert not met.crossings
    assert len(met.wobbles) == 1


def test_detections_are_the_delivered_reports_between_neighbouring_crossings() -> None:
    met = judged([-100.0] * 100 + [100.0] * 50 + [-100.0] * 1200)
    reports = Reports((10, 40, 70, 110, 120, 160, 700, 720), (10, 40, 120, 160, 700, 720))
    first, second = witnessed(met, reports, detroit())
    assert (first.transmitted, first.detections, first.before, first.after) == (5, 3, 2, 1)
    assert (second.transmitted, second.detections, second.before, second.after) == (5, 4, 1, 3)
    assert first.observable
    assert second.observable


@pytest.mark.parametrize(("open_now", "told"), [(True, "cape-vincent-ny"), (None, None)])
def test_a_ferry_landing_is_a_port_for_a_boat_when_it_is_known_to_be_open(
    monkeypatch: pytest.MonkeyPatch, open_now: bool | None, told: str | None
) -> None:
    monkeypatch.setattr("northline.geo.ports.is_open", lambda *_: open_now)
    landing = ports.port("cape-vincent-ny")
    assert landing.lon is not None
    assert landing.lat is not None
    near = (landing.lon, Degrees(landing.lat + 0.005))
    assert open_port(*near, Micros(0), Craft.VESSEL, Metres(1000.0)) == told
    assert open_port(*near, Micros(0), Craft.VESSEL, Metres(400.0)) is None


def test_a_bridge_is_no_port_for_a_boat() -> None:
    noon = Micros(EPOCH * 10**6)
    bridge = (Degrees(-83.074), Degrees(42.312))
    assert open_port(*bridge, noon, Craft.VESSEL, Metres(1000.0)) is None
    assert open_port(*bridge, noon, Craft.VEHICLE, Metres(1000.0)) == "ambassador-bridge"
    assert open_port(*bridge, noon, Craft.DRONE, Metres(1000.0)) is None


def test_the_line_in_the_window_is_as_long_as_the_river() -> None:
    assert line_in(detroit()) == pytest.approx(26.46, abs=0.05)
    assert line_in(detroit()) == pytest.approx(staged(1).river.length / 1000.0, abs=0.4)


def knots(*spans: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(seconds, speed) for speed, seconds in spans])


@pytest.mark.parametrize(
    ("station", "anchored", "speed", "turns", "seconds"),
    [
        ("A", True, 1.0, False, 180.0),
        ("A", True, 4.0, False, 10.0),
        ("A", False, 0.0, False, 10.0),
        ("A", False, 14.0, False, 10.0),
        ("A", False, 14.0, True, 10.0 / 3.0),
        ("A", False, 14.1, False, 6.0),
        ("A", False, 20.0, True, 2.0),
        ("A", False, 24.0, False, 2.0),
        ("B", False, 2.0, False, 180.0),
        ("B", True, 0.0, False, 180.0),
        ("B", False, 2.1, True, 30.0),
        ("B", False, 25.0, False, 30.0),
    ],
)
def test_intervals_are_those_of_the_table(
    station: str, anchored: bool, speed: float, turns: bool, seconds: float
) -> None:
    told = intervals(detroit().reporting, station, anchored, np.array([speed]), np.array([turns]))
    assert told[0] == pytest.approx(seconds)


@pytest.mark.parametrize("interval", [2.0, 10.0 / 3.0, 6.0, 10.0, 30.0, 180.0])
def test_as_many_reports_as_the_interval_says(interval: float) -> None:
    random = np.random.default_rng(5)
    told = due(np.full(3600, interval), np.ones(3600, bool), random)
    assert len(told) == pytest.approx(3600.0 / interval, rel=0.03, abs=1.0)
    gaps = np.diff(told)
    assert gaps.min() >= 0.949 * interval
    assert gaps.max() <= 1.051 * interval


def test_a_boat_that_gets_going_reports_at_its_new_interval_at_once() -> None:
    interval = np.concatenate([np.full(300, 180.0), np.full(300, 30.0)])
    told = due(interval, np.ones(600, bool), np.random.default_rng(5))
    first = min(at for at in told if at >= 300.0)
    assert first < 332.0


def test_nobody_reports_while_away() -> None:
    here = np.zeros(600, bool)
    here[100:200] = True
    told = due(np.full(600, 10.0), here, np.random.default_rng(5))
    assert min(told) >= 100.0
    assert max(told) < 200.0
    assert not due(np.full(600, 10.0), np.zeros(600, bool), np.random.default_rng(5))


def test_a_ship_changes_course_when_off_its_mean_of_half_a_minute() -> None:
    heading = np.concatenate([np.zeros(60), np.full(60, 12.0)])
    told = turning(heading)
    assert not told[:60].any()
    assert told[61:75].all()
    assert not told[90:].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_fleet_reports_as_often_as_the_table_says(seed: int) -> None:
    """Sent reports, by the true speeds, vessel by vessel; the jitter averages out."""
    play = staged(seed)
    random = np.random.default_rng(seed)
    for i, vessel in enumerate(play.fleet):
        own = (play.lon[i], play.lat[i], play.sailed.heading[i], play.sailed.speed[i])
        here = play.sailed.here[i]
        told = reports(vessel, *own, here, detroit(), random)
        if vessel.station == "none":
            assert not told
            continue
        speed = play.sailed.speed[i] * 3600.0 / 1852.0
        expected = intervals(
            detroit().reporting,
            vessel.station,
            vessel.anchored,
            speed,
            turning(play.sailed.heading[i]),
        )
        wanted = float((1.0 / expected[here]).sum())
        # Each change of interval may cost or bring a part of a report.
        changes = int((np.diff(expected[here]) != 0).sum())
        assert len(told) == pytest.approx(wanted, rel=0.06, abs=2.0 + 0.6 * changes)


def test_errors_have_the_size_they_are_said_to_have() -> None:
    random = np.random.default_rng(7)
    east, north = drift(np.arange(0, 200_000, 10), 8.0, 60.0, random)
    assert np.std(east) == pytest.approx(8.0, rel=0.05)
    assert np.std(north) == pytest.approx(8.0, rel=0.05)
    near = np.corrcoef(east[1:], east[:-1])[0, 1]
    assert near == pytest.approx(0.5 * np.exp(-10.0 / 60.0), abs=0.04)


def test_a_fleet_may_be_of_one_role() -> None:
    quiet = rehearse(only("anchored", "moored"), 4)
    assert not quiet.truth.crossings
    assert quiet.messages
