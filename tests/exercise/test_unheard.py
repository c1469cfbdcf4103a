"""Who transmits nothing: everyone does what its role is there for, on land as on water."""

from collections import Counter

import numpy as np
import pytest

from northline.exercise.day import streams
from northline.exercise.motion import sail
from northline.exercise.river import River
from northline.exercise.unheard import set_out
from northline.geo import line
from northline.records.position import Craft
from tests.exercise.days import prairie, prairie_day, watched_day

ROUND = {"angler", "farm-truck", "deer"}
"""Roles that never go over the line."""


@pytest.mark.parametrize("seed", [1, 2])
def test_the_roles_of_the_prairie_do_what_they_are_there_for(seed: int) -> None:
    truth = prairie_day(seed).truth
    asked = Counter(c.role for c in truth.crossings)
    assert asked["walker"] >= 7
    assert asked["snowmobile"] >= 3
    assert set(asked) <= {"walker", "snowmobile", "off-roader"}
    near = Counter(c.role for c in truth.excluded if c.port is not None)
    assert near["lawful-vehicle"] >= 5
    assert not {c.role for c in truth.crossings + truth.excluded} & ROUND
    assert all(c.identity is None for c in truth.crossings)


@pytest.mark.parametrize("seed", [1, 2])
def test_who_never_means_to_cross_stays_on_its_own_side(seed: int) -> None:
    for truth in (prairie_day(seed).truth, watched_day(seed).truth):
        for trace in (each for each in truth.traces if each.role in ROUND):
            off = line.offsets(trace.lon, trace.lat).distance
            assert len(set(np.sign(off).tolist())) == 1, trace.role
            assert np.abs(off).min() > 25.0, trace.role


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_faster_than_they_can(seed: int) -> None:
    cast, helm = streams(prairie(), seed)[14:16]
    out = set_out(prairie(), River(prairie()), cast)
    sailed = sail([each.sailing for each in out], prairie().duration, helm)
    for i, each in enumerate(out):
        if each.role == "walker":
            assert sailed.speed[i].max() < 2.2
        assert sailed.speed[i].max() < 25.0


@pytest.mark.parametrize("seed", [1, 2])
def test_who_comes_through_the_port_reports_there(seed: int) -> None:
    truth = prairie_day(seed).truth
    lawful = {c.number: c for c in truth.excluded if c.role == "lawful-vehicle"}
    notices = [n for n in truth.notices if n.role == "lawful-vehicle"]
    assert {n.by for n in notices} <= set(lawful)
    assert len(notices) >= len(lawful) - 2
    for each in notices:
        assert each.craft is Craft.VEHICLE
        assert each.by is not None
        assert 0.0 < each.second - lawful[each.by].second < 200.0
        assert lawful[each.by].port == "gretna-neche"


def test_small_boats_cross_fast_and_groups_differ() -> None:
    truth = watched_day(1).truth
    assert sum(c.role == "small-boat" for c in truth.crossings) >= 5
    groups = {trace.group for trace in prairie_day(1).truth.traces if trace.role == "walker"}
    assert len(groups) > 1
    assert max(groups) <= 6
