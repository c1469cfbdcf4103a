"""Patrol plans: the least an adversary can gain, over every lawful way, with its own proof."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings

from northline.engines.patrol.plan import AT_DEPOT, Plan
from northline.engines.patrol.problem import Closure, NoGo, PatrolProblem, Presence
from northline.engines.patrol.solving import SolveLimits, solve
from northline.engines.patrol.walking import Walks
from northline.records.errors import SettingsError, UsageError
from northline.records.unit import IN_CANADA, IN_UNITED_STATES, Mode
from tests.engines.patrolling import border, borders, least, unit, ways

EVEN = [[1.0, 1.0, 1.0]] * 5


@settings(max_examples=60, deadline=None)
@given(borders())
def test_a_plan_is_worth_what_every_way_written_out_is_worth(problem: PatrolProblem) -> None:
    plan = solve(problem)
    assert plan.value == pytest.approx(least(problem), abs=1e-7)
    assert plan.bound <= plan.value + 1e-9
    assert plan.gap <= 1e-6


@settings(max_examples=40, deadline=None)
@given(borders())
def test_the_ways_that_are_gone_are_lawful_ways(problem: PatrolProblem) -> None:
    plan = solve(problem)
    lawful = {who.shift: {way for way, _ in ways(problem, who)} for who in problem.units}
    for group in plan.groups:
        assert sum(group.weights) == pytest.approx(len(group.shifts), abs=1e-12)
        for shift in group.shifts:
            assert set(group.ways) <= lawful[shift]


@settings(max_examples=40, deadline=None)
@given(borders())
def test_every_lawful_way_can_be_gone_and_is_watched_as_counted_by_hand(
    problem: PatrolProblem,
) -> None:
    walks = Walks(problem)
    for who in problem.units:
        for way, seen in ways(problem, who):
            found = walks.coverage(walks.path(who.shift, way)).reshape(problem.shape)
            assert np.allclose(found, seen * problem.detection[who.mode], atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(borders())
def test_one_unit_more_never_makes_a_plan_worse(problem: PatrolProblem) -> None:
    fewer = problem.units[:-1]
    without = border(
        problem.value,
        fewer,
        terrain=problem.terrain,
        no_go=problem.no_go,
        closures=problem.closures,
    )
    assert solve(problem).value <= solve(without).value + 1e-9


def test_alike_units_are_one_group_and_worth_the_same_as_apart() -> None:
    value = [[3.0, 1.0], [1.0, 2.0], [2.0, 2.5]]
    alike = border(value, (unit("a", 1, (0, 2)), unit("b", 1, (0, 2))))
    apart = border(value, (unit("a", 1, (0, 2)), unit("b", 1, (0, 2), speed=20.0 + 1e-9)))
    together = solve(alike)
    assert [group.shifts for group in together.groups] == [("a", "b")]
    assert len(solve(apart).groups) == 2
    assert together.value == pytest.approx(solve(apart).value, abs=1e-7)


def test_the_adversary_chooses_among_the_worst_cells_and_no_others() -> None:
    plan = solve(border([[3.0, 1.0], [1.0, 2.0], [2.0, 2.5]], (unit("a", 1, (0, 2)),)))
    left = np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 2.5]]) * (1 - plan.coverage)
    assert plan.adversary.sum() == pytest.approx(1.0)
    assert left[plan.adversary > 1e-9] == pytest.approx(plan.value, abs=1e-7)


def where(plan: Plan) -> set[tuple[int, int]]:
    return {
        (stretch, group.begin + step)
        for group in plan.groups
        for way in group.ways
        for step, stretch in enumerate(way)
        if stretch != AT_DEPOT
    }


def test_nobody_is_out_of_its_terrain_side_bar_weather_or_shift() -> None:
    base = border(EVEN, ())
    land = {side: base.terrain[side] for side in (IN_CANADA, IN_UNITED_STATES)}
    land[IN_CANADA].land[4] = False
    problem = border(
        EVEN,
        (unit("a", 2, (1, 3)),),
        terrain=land,
        no_go=(NoGo(name="bar", stretches=(0,), side=IN_CANADA),),
        closures=(Closure(name="ice", mode=Mode.VEHICLE, periods=(2, 3), stretches=(3,)),),
    )
    assert where(solve(problem)) <= {(1, 1), (2, 1), (3, 1), (1, 2), (2, 2)}


def test_a_bar_of_the_other_side_is_none() -> None:
    bar = (NoGo(name="bar", stretches=(2,), side=IN_UNITED_STATES),)
    value = [[0.1], [0.1], [9.0], [0.1], [0.1]]
    assert where(solve(border(value, (unit("a", 1, (0, 1)),), no_go=bar))) == {(2, 0)}


def test_what_may_not_be_passed_is_not_passed() -> None:
    value = [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [9.0, 9.0]]
    free = solve(border(value, (unit("a", 1, (0, 2)),)))
    assert free.value < 9.0
    barred = border(
        value, (unit("a", 1, (0, 2)),), no_go=(NoGo(name="bar", stretches=(2,)),)
    )  # fmt: skip
    assert solve(barred).value == 9.0


def test_a_drone_without_airspace_authority_stays_in() -> None:
    plan = solve(border(EVEN, (unit("a", 2, (0, 3), mode=Mode.DRONE, authority=()),)))
    assert plan.groups[0].ways == ((AT_DEPOT,) * 3,)
    assert plan.value == 1.0


def test_who_must_refuel_is_home_for_its_turn_round() -> None:
    value = [[0.0] * 6, [5.0] * 6, [0.0] * 6]
    flown = unit("a", 1, (0, 6), mode=Mode.DRONE, endurance=2, turn_round=2)
    plan = solve(border(value, (flown,)))
    for way in plan.groups[0].ways:
        out = "".join("-" if stretch == AT_DEPOT else "x" for stretch in way)
        assert "xxx" not in out
        assert "x-x" not in out


def test_who_sweeps_sees_its_neighbours_but_not_past_a_bar() -> None:
    value = [[1.0], [1.0], [1.0], [1.0], [1.0]]
    flyer = unit("a", 2, (0, 1), mode=Mode.HELICOPTER, sweep=2)
    free = solve(border(value, (flyer,)))
    assert free.coverage[:, 0].tolist() == pytest.approx([0.6] * 5)
    bar = (NoGo(name="bar", stretches=(3,)),)
    assert solve(border(value, (flyer,), no_go=bar)).coverage[3:, 0].tolist() == [0.0, 0.0]


def test_a_way_home_is_taken_off_what_is_watched() -> None:
    value = [[0.0], [0.0], [1.0]]
    plan = solve(border(value, (unit("a", 0, (0, 1), speed=40.0),)))
    # 10 km at 40 km/h is a quarter of the hour there, and as much back.
    assert plan.coverage[2, 0] == pytest.approx(0.6 * 0.5)


def test_the_least_presence_is_kept_even_where_it_costs() -> None:
    value = [[9.0, 9.0], [0.0, 0.0], [0.0, 0.0]]
    asked = (Presence(name="bridge", stretches=(2,), periods=(0, 2), units=0.5),)
    units = (unit("a", 1, (0, 2)),)
    free, kept = solve(border(value, units)), solve(border(value, units, presence=asked))
    there = [0.0, 0.0]
    for group in kept.groups:
        for way, weight in zip(group.ways, group.weights, strict=True):
            for period, stretch in enumerate(way):
                there[period] += weight * (stretch == 2)
    assert min(there) >= 0.5 - 1e-9
    assert kept.value > free.value
    assert kept.gap <= 1e-6


def test_a_presence_that_cannot_be_had_is_refused_in_words() -> None:
    asked = (Presence(name="bridge", stretches=(2,), periods=(0, 1), units=2.0),)
    with pytest.raises(UsageError, match="conflicts says which"):
        solve(border([[1.0]] * 3, (unit("a", 1, (0, 1)),), presence=asked))


def test_a_plan_without_a_unit_is_worth_the_worst_cell() -> None:
    plan = solve(border([[1.0, 7.0]], ()))
    assert (plan.value, plan.bound, plan.groups) == (7.0, 7.0, ())


def test_where_nobody_crosses_nothing_is_gained() -> None:
    assert solve(border([[0.0, 0.0]] * 3, (unit("a", 1, (0, 2)),))).value == 0.0


def test_a_plan_is_the_same_twice() -> None:
    problem = border(EVEN, (unit("a", 2, (0, 3)), unit("b", 0, (1, 3))))
    one, other = solve(problem), solve(problem)
    assert one.groups == other.groups
    assert one.bases == other.bases


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": np.full((3, 2), -1.0)}, "value has a number"),
        ({"gap_km": np.ones(3)}, "gap_km has not one way"),
        ({"detection": {Mode.VEHICLE: np.full((3, 2), 1.5)}}, "detection of vehicle"),
        ({"detection": {}}, "there is no detection of vehicle"),
        ({"terrain": {}}, "there is no terrain in-canada"),
        ({"names": ("a", "a", "b")}, "two stretches have one name"),
        ({"hours": 0.0}, "a period lasts 0.0 h"),
        ({"no_go": (NoGo(name="x", stretches=(9,)),)}, "x names a stretch"),
        ({"presence": (Presence(name="x", stretches=(0,), periods=(0, 5)),)}, "x is from period 0"),
        ({"units": (unit("a", 0, (0, 2)), unit("a", 0, (0, 2)))}, "two shifts have one name"),
        ({"units": (unit("a", 7, (0, 2)),)}, "names a stretch that is not there"),
        ({"units": (unit("a", 0, (0, 2), turn_round=0),)}, "turns round in less"),
        ({"units": (unit("a", 0, (0, 2), mode=Mode.UNKNOWN),)}, "does not say how its unit"),
    ],
)
def test_what_is_no_problem_is_said_in_a_sentence(change: dict[str, object], sentence: str) -> None:
    given = {"value": np.ones((3, 2)), "units": (unit("a", 0, (0, 2)),)} | change
    with pytest.raises(SettingsError, match=sentence):
        border(given.pop("value"), given.pop("units"), **given)  # type: ignore[arg-type]


def test_limits_of_solving_have_ranges() -> None:
    with pytest.raises(SettingsError, match="iterations is 1"):
        SolveLimits(iterations=1)
    assert msgspec.structs.asdict(SolveLimits())["district"] == 20
