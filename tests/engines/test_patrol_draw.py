"""The draw of a patrol plan, what an adversary makes of it, and the plain policies beside it."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from northline.engines.patrol.adversary import payoff, quantal, rational
from northline.engines.patrol.decomposing import decomposed, flow_of
from northline.engines.patrol.drawing import draw, outcomes, seen_as_drawn
from northline.engines.patrol.network import network
from northline.engines.patrol.policies import rotation, uniform
from northline.engines.patrol.problem import PatrolProblem
from northline.engines.patrol.programme import Programme
from northline.engines.patrol.solving import settled, solve
from northline.engines.patrol.walking import Walks
from northline.records.errors import SettingsError, UsageError
from tests.engines.patrolling import border, borders, unit, ways

VALUE = [[3.0, 1.0, 2.0], [1.0, 2.0, 3.0], [2.0, 2.5, 1.0], [2.0, 2.0, 2.0]]


def alike() -> PatrolProblem:
    return border(VALUE, tuple(unit(name, 1, (0, 3)) for name in "abc"))


@settings(max_examples=40, deadline=None)
@given(borders())
def test_the_ways_mixed_are_the_flow_of_the_programme(problem: PatrolProblem) -> None:
    graph = network(problem)
    programme = Programme(problem, graph, 100_000, 20)
    programme.aim(None)
    flow = settled(programme, 1_000, evenly=False).flow
    paths = decomposed(graph, flow, programme.counts)
    assert np.abs(flow_of(graph, paths) - flow).max(initial=0.0) <= 1e-9
    whole = [sum(mixture.values()) for mixture in paths]
    assert whole == pytest.approx(programme.counts.tolist(), abs=1e-12)


def test_every_unit_goes_every_way_by_its_weight_exactly() -> None:
    for group in solve(alike()).groups:
        likely, sets = outcomes(group)
        expected = np.zeros(len(group.ways))
        for chance, picked in zip(likely, sets, strict=True):
            np.add.at(expected, picked, chance)
        assert expected == pytest.approx(list(group.weights), abs=1e-9)


def test_what_is_drawn_covers_on_average_what_the_plan_says() -> None:
    problem = alike()
    plan, walks = solve(problem), Walks(problem)
    covered = np.zeros(problem.shape)
    days = 4_000
    for drawn in draw(plan, 7, days):
        covered += walks.coverage(walks.path(drawn.shift, drawn.way)).reshape(problem.shape)
    # A mean of 4,000 days of a number that spreads by less than 1 is off by less than 0.05.
    assert np.abs(covered / days - plan.coverage).max() < 0.05


def test_alike_units_are_dealt_the_same_ways_alike_often() -> None:
    problem = alike()
    plan = solve(problem)
    days = 3_000
    dealt = Counter((drawn.shift, drawn.way) for drawn in draw(plan, 11, days))
    (group,) = plan.groups
    assert len(group.ways) > 1
    for way, weight in zip(group.ways, group.weights, strict=True):
        for shift in group.shifts:
            assert dealt[shift, way] / days == pytest.approx(weight / 3, abs=0.05)


def test_a_way_is_gone_by_its_weight_rounded_down_or_up() -> None:
    plan = solve(alike())
    (group,) = plan.groups
    for day in range(50):
        gone = Counter(drawn.way for drawn in draw(plan, day))
        for way, weight in zip(group.ways, group.weights, strict=True):
            assert np.floor(weight - 1e-9) <= gone[way] <= np.ceil(weight + 1e-9)


def test_a_draw_is_the_same_for_its_seed_and_another_for_another() -> None:
    plan = solve(alike())
    assert draw(plan, 3, 5) == draw(plan, 3, 5)
    assert draw(plan, 3, 5) != draw(plan, 4, 5)
    assert {drawn.day for drawn in draw(plan, 3, 5)} == set(range(5))


def test_there_is_no_draw_of_no_day() -> None:
    with pytest.raises(UsageError, match="0 days"):
        draw(solve(alike()), 1, 0)


@settings(max_examples=20, deadline=None)
@given(borders())
def test_the_chance_to_be_seen_is_never_more_than_the_sum_of_chances(
    problem: PatrolProblem,
) -> None:
    plan = solve(problem)
    seen = seen_as_drawn(problem, plan)
    assert (seen <= plan.coverage + 1e-9).all()
    assert (seen <= 1.0 + 1e-12).all()


def test_the_chance_to_be_seen_is_what_many_draws_show() -> None:
    problem = alike()
    plan, walks = solve(problem), Walks(problem)
    days = 2_000
    missed = np.ones((days, *problem.shape))
    for drawn in draw(plan, 5, days):
        missed[drawn.day] *= 1 - walks.coverage(walks.path(drawn.shift, drawn.way)).reshape(
            problem.shape
        )
    assert np.abs(1 - missed.mean(axis=0) - seen_as_drawn(problem, plan)).max() < 0.05


def test_who_is_rational_takes_the_best_cell() -> None:
    value, covered = np.array([[4.0, 2.0], [3.0, 5.0]]), np.array([[0.5, 0.0], [0.0, 0.9]])
    assert rational(value, covered) == (3.0, 1, 0)
    assert payoff(value, np.full((2, 2), 1.5)).max() == 0.0


def test_the_more_rational_a_response_the_more_it_gains() -> None:
    value, covered = np.array([[4.0, 2.0], [3.0, 5.0]]), np.array([[0.5, 0.0], [0.0, 0.9]])
    gains = [quantal(value, covered, by)[0] for by in (0.0, 1.0, 10.0, 1000.0)]
    assert gains == sorted(gains)
    assert gains[0] == pytest.approx(payoff(value, covered).mean())
    assert gains[-1] == pytest.approx(3.0)
    assert quantal(value, covered, 2.0)[1].sum() == pytest.approx(1.0)
    with pytest.raises(SettingsError, match="rationality is -1"):
        quantal(value, covered, -1.0)


@settings(max_examples=30, deadline=None)
@given(borders())
def test_no_policy_on_the_same_resources_beats_the_plan(problem: PatrolProblem) -> None:
    plan = solve(problem)
    turns = rotation(problem, 3)
    for covered in (uniform(problem), turns.mean(axis=0), *turns):
        assert (problem.value * (1 - covered)).max() >= plan.value - 1e-7


def test_uniform_goes_every_way_alike_often() -> None:
    problem = border([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], (unit("a", 1, (0, 2)),))
    every = [seen * 0.6 for _, seen in ways(problem, problem.units[0])]
    assert np.allclose(uniform(problem), np.mean(every, axis=0))


def test_a_rotation_goes_where_it_was_not() -> None:
    problem = border([[1.0], [0.0], [0.9]], (unit("a", 1, (0, 1)),))
    first, second = rotation(problem, 2)
    assert first[0, 0] > 0
    assert second[2, 0] > 0
