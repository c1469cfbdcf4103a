"""A patrol plan after something has changed is worth what one made afresh is worth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.patrol.plan import AT_DEPOT, Change, Order
from northline.engines.patrol.problem import Closure, NoGo, PatrolProblem, Presence
from northline.engines.patrol.replanning import Standing, after, amended, replan
from northline.engines.patrol.solving import solve
from northline.engines.patrol.walking import Walks
from northline.records.errors import UnknownName, UsageError
from northline.records.unit import IN_CANADA, Mode
from tests.engines.patrolling import border, borders, unit

VALUE = [[3.0, 1.0, 2.0], [1.0, 2.0, 3.0], [2.0, 2.5, 1.0], [2.0, 2.0, 2.0]]


def watched(**more: object) -> PatrolProblem:
    units = (
        *(unit(name, 1, (0, 3)) for name in "abc"),
        unit("boat", 2, (0, 3), mode=Mode.BOAT),
        unit("heli", 0, (0, 3), mode=Mode.HELICOPTER, sweep=1, speed=60.0),
    )
    return border(VALUE, units, **more)


CHANGES = [
    Change(dropped=("b",)),
    Change(dropped=("a", "b", "c")),
    Change(dropped=("heli",)),
    Change(dropped=("a", "b", "c", "boat", "heli")),
    Change(closures=(Closure(name="gale", mode=Mode.BOAT, periods=(1, 2)),)),
    Change(closures=(Closure(name="fog", mode=Mode.HELICOPTER, periods=(0, 2), stretches=(1,)),)),
    Change(no_go=(NoGo(name="fire", stretches=(1,)),)),
    Change(no_go=(NoGo(name="theirs", stretches=(2,), side=IN_CANADA, periods=(1, 3)),)),
    Change(no_go=(NoGo(name="own", stretches=(0,), unit="boat"),)),
    Change(no_go=(NoGo(name="one of three", stretches=(0,), unit="b"),)),
    Change(dropped=("c",), no_go=(NoGo(name="fire", stretches=(3,)),)),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_plan_made_again_is_worth_one_made_afresh(change: Change) -> None:
    problem = watched()
    changed, plan = replan(problem, solve(problem), change)
    fresh = solve(after(problem, change))
    assert plan.value == pytest.approx(fresh.value, abs=1e-6)
    assert plan.gap <= 1e-6
    assert (changed.value * (1 - plan.coverage)).max() == pytest.approx(plan.value)
    gone = {shift for group in plan.groups for shift in group.shifts}
    assert not gone & set(change.dropped)


@settings(max_examples=40, deadline=None)
@given(borders(), st.data())
def test_whatever_changes_the_plan_is_worth_one_made_afresh(
    problem: PatrolProblem, data: st.DataObject
) -> None:
    place = st.integers(0, problem.shape[0] - 1)
    change = Change(
        dropped=tuple(
            data.draw(st.sets(st.sampled_from([who.shift for who in problem.units]), max_size=2))
        ),
        no_go=(NoGo(name="new", stretches=(data.draw(place),)),)
        if data.draw(st.booleans())
        else (),
        closures=(
            Closure(
                name="storm",
                mode=data.draw(st.sampled_from([Mode.DRONE, Mode.BOAT])),
                periods=(0, 2),
            ),
        ),
    )
    changed, plan = replan(problem, solve(problem), change)
    assert plan.value == pytest.approx(solve(changed).value, abs=1e-7)
    assert plan.gap <= 1e-6


def test_changes_follow_one_another_on_what_is_kept() -> None:
    problem = watched()
    standing = Standing(problem, solve(problem))
    for change in (*CHANGES[:1], *CHANGES[4:7], CHANGES[9]):
        plan = standing.replan(change)
        assert plan.value == pytest.approx(solve(standing.problem).value, abs=1e-6)


def test_nothing_is_sent_where_it_became_barred() -> None:
    problem = watched()
    _, plan = replan(problem, solve(problem), Change(no_go=(NoGo(name="fire", stretches=(1,)),)))
    assert not [way for group in plan.groups for way in group.ways if 1 in way]
    assert not plan.coverage[1].any()


def test_a_presence_is_kept_after_a_change_or_refused() -> None:
    asked = (Presence(name="bridge", stretches=(2,), periods=(0, 3), units=1.0),)
    problem = watched(presence=asked)
    plan = solve(problem)
    _, kept = replan(problem, plan, Change(dropped=("a", "boat")))
    assert kept.gap <= 1e-6
    with pytest.raises(UsageError, match="conflicts says which"):
        replan(problem, plan, Change(dropped=("a", "b", "c", "boat", "heli")))


def test_a_shift_that_is_not_there_cannot_drop_out() -> None:
    problem = watched()
    with pytest.raises(UnknownName, match="no shift 'nobody'"):
        replan(problem, solve(problem), Change(dropped=("nobody",)))


def test_an_amended_plan_costs_what_its_worst_cell_has_gained() -> None:
    problem = watched()
    plan = solve(problem)
    fixed = amended(problem, plan, (Order(shift="b", way=(AT_DEPOT, AT_DEPOT, AT_DEPOT)),))
    assert fixed.cost == pytest.approx(fixed.value - plan.value)
    assert fixed.cost >= 0
    standing = amended(problem, plan, tuple(Order(shift=name, way=(1, 1, 1)) for name in "abc"))
    walks, covered = Walks(problem), np.zeros(problem.shape)
    for group in plan.groups:
        for way, weight in zip(group.ways, group.weights, strict=True):
            if "a" not in group.shifts:
                path = walks.path(group.shifts[0], way)
                covered += weight * walks.coverage(path).reshape(problem.shape)
    covered[1] += 3 * 0.6
    assert standing.value == pytest.approx((problem.value * (1 - covered)).max())
    assert (standing.stretch, standing.period) == (0, 0)


def test_a_plan_amended_by_nothing_is_the_plan() -> None:
    problem = watched()
    plan = solve(problem)
    assert amended(problem, plan, ()).cost == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ((3, 1, 1), None),
        ((1, 1), "has 3 periods, not 2"),
        ((1, 9, 1), "there is no stretch 9"),
        ((1, AT_DEPOT, 1), None),
        ((1, 3, 0), "cannot be at km 0-5 in period 2"),
    ],
)
def test_a_way_that_cannot_be_gone_is_refused_by_its_first_period(
    way: tuple[int, ...], sentence: str | None
) -> None:
    problem = watched()
    plan = solve(problem)
    if sentence is None:
        assert amended(problem, plan, (Order(shift="a", way=way),)).value > 0
    else:
        with pytest.raises(UsageError, match=sentence):
            amended(problem, plan, (Order(shift="a", way=way),))


def test_two_ways_for_one_unit_are_refused() -> None:
    problem = watched()
    twice = (Order(shift="a", way=(1, 1, 1)), Order(shift="a", way=(0, 0, 0)))
    with pytest.raises(UsageError, match="two ways"):
        amended(problem, solve(problem), twice)
    with pytest.raises(UsageError, match="no unit on shift 'nobody'"):
        amended(problem, solve(problem), (Order(shift="nobody", way=(1, 1, 1)),))
