"""Loitering, turning back, meeting, flying low: each found once, and not where it is not."""

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from northline.engines.behaviour import Behaviour, BehaviourParams, BehaviourState
from northline.engines.registry import configured, describe
from northline.records.errors import SettingsError
from northline.records.finding import Finding
from northline.records.schema import kind_of
from tests.engines.running import cut, run
from tests.engines.test_crossing_events import ordered, points
from tests.engines.traffic import EPOCH


def found(table: pa.Table, *, size: int = 1 << 40) -> list[Finding]:
    given, _ = run(
        Behaviour(), cut({"track": table}, range(size, table.num_rows, size)), encoded=size < 1000
    )
    if "finding" not in given:
        return []
    return [
        each for each in kind_of(Finding).from_batch(given["finding"]) if isinstance(each, Finding)
    ]


def kinds(table: pa.Table) -> list[str]:
    return [each.finding for each in found(table)]


def said(finding: Finding) -> str:
    (reason,) = finding.explained()
    assert describe(reason, "fr")
    return describe(reason, "en")


def still(
    off: float, minutes: float = 60.0, *, track: str = "a", km: float = 2290.0, **more: Any
) -> pa.Table:
    seconds = np.arange(0.0, minutes * 60.0, 30.0)
    return points(track, seconds, km, np.full(len(seconds), off), speed=0.2, **more)


def test_staying_at_the_line_is_told_and_told_again_as_one_event() -> None:
    told = found(still(60.0, minutes=50.0))
    assert [each.finding for each in told] == ["loitering", "loitering"]
    assert [each.revision for each in told] == [1, 2]
    assert len({each.event_id for each in told}) == 1
    assert (told[0].at - EPOCH) / 60e6 == pytest.approx(20.0, abs=0.6)
    assert told[0].score > 0.99
    assert "20 minutes, 60 m from it" in said(told[0])


def test_staying_further_off_and_passing_by_are_no_loitering() -> None:
    assert kinds(still(400.0)) == []
    km = 2285.0 + 0.05 * np.arange(200)
    along = points("a", 10.0 * np.arange(200), km, np.full(200, 50.0), speed=9.7)
    assert kinds(along) == []


def test_loitering_half_beyond_the_distance_is_half_believed() -> None:
    told = found(still(150.0, minutes=25.0, sigma=10.0))
    assert told[0].score == pytest.approx(0.5, abs=0.05)


def approach(nearest: float, *, back: bool = True) -> pa.Table:
    """From 700 m towards the line as near as this, and away again, 300 m up the river."""
    way = np.arange(700.0, nearest - 1.0, -50.0)
    off = np.concatenate([way, way[::-1]]) if back else way
    km = 2290.0 + 0.3 * np.arange(len(off)) / len(off)
    return points("a", 10.0 * np.arange(len(off)), km, off, speed=9.7, identity="mmsi:1")


def test_coming_to_the_line_and_turning_back_is_told_once() -> None:
    (told,) = found(approach(50.0))
    assert told.finding == "turned-back"
    assert told.score > 0.95
    assert told.subject == "mmsi:1"
    assert "to within 50 m of the line from the side of Canada" in said(told)
    assert told.since < told.at < told.until


def test_turning_back_far_off_or_crossing_is_none() -> None:
    assert kinds(approach(200.0)) == []
    over = np.arange(700.0, -701.0, -50.0)
    both = np.concatenate([over, over[::-1]])
    table = points("a", 10.0 * np.arange(len(both)), 2290.0, both, speed=9.7)
    assert kinds(table) == []


def meeting(
    *, gap: float = 20.0, together: bool = False, moored: bool = False, twins: bool = False
) -> pa.Table:
    """One comes from upstream, one from downstream; they lie side by side for ten minutes."""
    n, lying = 60, 20
    seconds = 30.0 * np.arange(n)
    ahead = np.clip(1.0 - np.arange(n) / (n - lying), 0.0, 1.0) * 3.0
    other = ahead if together else (0.0 * ahead if moored else -ahead)
    speed = [9.7] * (n - lying) + [0.5] * lying
    one = points("one", seconds, 2290.0 + ahead, np.full(n, 600.0), speed=speed, identity="mmsi:1")
    two = points(
        "two", seconds + 3.0, 2290.0 + other, np.full(n, 600.0 + gap),
        speed=[0.1] * n if moored else speed, identity="mmsi:1" if twins else None,
    )  # fmt: skip
    return ordered(one, two)


def test_two_that_come_from_apart_and_lie_side_by_side_meet() -> None:
    told = found(meeting())
    assert [each.finding for each in told][:1] == ["meeting"]
    assert len({each.event_id for each in told}) == 1
    assert [each.revision for each in told] == list(range(1, len(told) + 1))
    assert told[0].score > 0.9
    assert "mmsi:1 and track:" in said(told[0]) or "and mmsi:1 came" in said(told[0])
    assert len(told[0].evidence) >= 2


@pytest.mark.parametrize(
    "how", [{"together": True}, {"moored": True}, {"gap": 250.0}, {"twins": True}]
)
def test_those_that_came_together_lie_moored_or_apart_or_are_one_do_not_meet(
    how: dict[str, Any],
) -> None:
    assert kinds(meeting(**how)) == []


def flight(
    altitude: float | None, knots: float = 70.0, identity: str | None = "icao:c00001", **more: Any
) -> pa.Table:
    n = 30
    return points(
        "air", 5.0 * np.arange(n), 2290.0 + 0.1 * np.arange(n), np.full(n, 1500.0), craft="aircraft",
        altitude=altitude, speed=knots, identity=identity, **more,
    )  # fmt: skip


def test_an_aircraft_that_flies_low_and_slowly_is_told() -> None:
    told = found(flight(150.0))
    assert {each.finding for each in told} == {"low-slow-aircraft"}
    assert len({each.event_id for each in told}) == 1
    assert told[0].score > 0.95
    assert "flies at 150 m and 70 knots" in said(told[0])


def test_a_dark_aircraft_of_unknown_height_is_told_with_half_the_belief() -> None:
    told = found(flight(None, identity=None))
    assert told[0].score == 0.5
    assert "height is not known" in said(told[0])


def test_high_fast_grounded_and_unknown_aircraft_are_not() -> None:
    for one in (
        flight(900.0),
        flight(150.0, knots=250.0),
        flight(None),
        flight(0.0, on_ground=True),
    ):
        assert kinds(one) == []


def test_friendly_units_do_none_of_it() -> None:
    assert kinds(still(30.0, craft="unit")) == []
    with pytest.raises(SettingsError, match="unit"):
        configured("behaviour", {"surface": ["unit"]})
    with pytest.raises(SettingsError, match="turn_near"):
        configured("behaviour", {"turn_near": 600.0})


def test_all_of_it_comes_out_alike_however_the_batches_are_cut() -> None:
    table = ordered(still(60.0, 30.0), meeting(), approach(50.0), flight(150.0))
    whole = [each.id for each in found(table)]
    assert len(whole) > 4
    for size in (1, 7, 50):
        assert [each.id for each in found(table, size=size)] == whole


def test_what_is_not_heard_any_more_is_forgotten() -> None:
    params = BehaviourParams(forget=600.0)  # type: ignore[arg-type]
    tables = [still(60.0, 10.0), points("b", [9000.0], 2300.0, [100.0], speed=0.0)]
    _, state = run(Behaviour(params), [{"track": table} for table in tables])
    assert isinstance(state, BehaviourState)
    assert len(state.watched) == 1
    assert len(msgspec.msgpack.encode(state)) < 2_000
