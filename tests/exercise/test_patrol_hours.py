"""Hours on patrol in an exercise: the log against the hidden truth."""

from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.patrol.exercise_hours import logged
from northline.exercise.patrol_hours import LEAST_SECONDS, patrol_hours
from northline.exercise.truth import TRACE_SECONDS, Silent, Trace, Truth
from northline.records.position import Craft
from northline.records.units import Seconds
from tests.exercise.days import prairie_day, truth


def out(role: str, seconds: int, number: int = 1) -> Trace:
    n = seconds // TRACE_SECONDS
    return Trace(
        number=number, identity=f"cot:EX-{number}", role=role, craft=Craft.UNIT, since=0,
        lon=(-83.0,) * n, lat=(42.3,) * n,
    )  # fmt: skip


def day(*traces: Trace, silent: float | None = None) -> Truth:
    gone = Silent(identity="cot:EX-1", role="foot-patrol", second=Seconds(silent or 0.0))
    return msgspec.structs.replace(truth(), traces=traces, silent=() if silent is None else (gone,))


def test_the_worst_mode_is_what_is_held_against_the_bar() -> None:
    true = day(out("patrol-boat", 3_600), out("foot-patrol", 3_600, 2))
    good = patrol_hours(true, {"boat": 3_500.0, "foot": 3_590.0})
    assert good.asked
    assert good.met
    assert good.error == pytest.approx(100 / 3_600)
    doubled = patrol_hours(true, {"boat": 7_200.0, "foot": 3_590.0})
    assert doubled.error == pytest.approx(1.0)
    assert not doubled.met


def test_hours_of_a_mode_in_which_nobody_was_out_miss_the_bar() -> None:
    told = patrol_hours(day(out("foot-patrol", 3_600)), {"foot": 3_600.0, "unknown": 60.0})
    assert told.by_mode["unknown"].error is None
    assert not told.met


def test_a_unit_whose_radio_died_is_out_until_then() -> None:
    told = patrol_hours(day(out("foot-patrol", 3_600), silent=1_800.0), {"foot": 1_790.0})
    assert told.true == 0.5
    assert told.met


def test_a_short_day_is_told_and_not_held_against_the_bar() -> None:
    told = patrol_hours(day(out("foot-patrol", int(LEAST_SECONDS) - 60)), {"foot": 1_000.0})
    assert not told.asked
    assert told.error is not None


def test_the_log_counts_the_hours_of_a_day_and_messages_that_come_twice_do_not_double_them(
    tmp_path: Path,
) -> None:
    played = prairie_day(1)
    assert played.truth.feeds["cot"].duplicated > 20
    (tmp_path / "cot").write_bytes(played.data("cot"))
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        node.ingest("cot", tmp_path / "cot", source="cot")
        before = logged(node)
        node.run("patrol-log")
        assert logged(node) == pytest.approx(before), "on record or under way, it is the same"
        told = patrol_hours(played.truth, logged(node))
    assert told.asked
    assert told.met
    assert set(told.by_mode) == {"foot", "vehicle"}
    assert told.error is not None
    assert told.error < 0.02
