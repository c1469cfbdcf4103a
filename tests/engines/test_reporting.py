"""Whether what crossed landed, and whether anybody reported it."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from northline.engines.crossing import CrossingParams, Crossings, CrossingState
from northline.engines.crossing.reporting import ReportingParams, ReportingState
from northline.engines.crossing.reporting.state import MOST_FOLLOWED
from northline.engines.registry import configured, describe
from northline.records.errors import SettingsError
from northline.records.finding import Finding
from northline.records.schema import kind_of
from northline.records.units import Seconds
from tests.engines.running import run
from tests.engines.test_crossing_events import ordered, points
from tests.engines.traffic import EPOCH, arrivals, moment, spot

MINUTE = 60.0
BOAT = "mmsi:316000001"


def clock(hours: float = 2.0) -> pa.Table:
    """Something far up the line that is heard all the time, so that time goes by."""
    seconds = np.arange(0.0, hours * 3600.0, 20.0)
    return points(
        "ferry", seconds, 2305.0, np.full(len(seconds), 900.0), identity="mmsi:9", speed=8.0
    )


def boat(track: str = "boat", *, identity: str | None = BOAT, km: float = 2290.0, start: float = 0.0,
         stays: float = 30.0, back: bool = False, knots: float = 9.72, last: float = 0.0) -> pa.Table:  # fmt: skip
    """Over the line to 400 m beyond; there it lies for minutes, and maybe goes back."""
    over = np.arange(-200.0, 401.0, 50.0)
    off, speed = [*over], [knots] * len(over)
    seconds = [*(10.0 * np.arange(len(over)))]
    for _ in range(int(stays * 2)):
        seconds.append(seconds[-1] + 30.0)
        off.append(400.0)
        speed.append(0.1)
    if back:
        for each in over[::-1]:
            seconds.append(seconds[-1] + 10.0)
            off.append(float(each))
            speed.append(knots)
    if last:
        speed[-1] = last
    return points(
        track, np.array(seconds) + start, km, np.array(off), identity=identity, speed=speed,
        course=None,
    )  # fmt: skip


def followed(
    tracks: pa.Table,
    reports: pa.Table | None = None,
    engine: Crossings | None = None,
    *,
    size: int = 40,
) -> tuple[list[Finding], ReportingState]:
    """What comes of crossings: the revisions after those that say that it crossed."""
    crossing = engine or Crossings()
    state, found = CrossingState(), []
    due = None if reports is None else reports.sort_by("at")
    for start in range(0, tracks.num_rows, size):
        part = tracks.slice(start, size)
        batch = {"track": part}
        if due is not None and due.num_rows:
            until = part.column("at")[-1].as_py()
            now = pa.array([each.as_py() <= until for each in due.column("at")])
            batch["arrival"], due = due.filter(now), due.filter(pc.invert(now))
        step = crossing.step(state, batch, moment())
        state = msgspec.msgpack.decode(msgspec.msgpack.encode(step.state), type=CrossingState)
        if step.findings is not None:
            found += kind_of(Finding).from_batch(step.findings)
    later = [each for each in found if isinstance(each, Finding) and each.revision >= 3]
    return later, state.reporting


def kinds(found: Sequence[Finding]) -> list[str]:
    return [each.finding for each in found]


def codes(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.explained()]


def test_a_boat_that_lands_and_does_not_report_is_told_once_its_time_has_passed() -> None:
    found, state = followed(ordered(clock(), boat(stays=60.0)))
    (finding,) = found
    assert finding.finding == "failure-to-report"
    assert codes(finding)[:2] == ["no-report-of-arrival", "stopped-beyond-the-line"]
    assert finding.score == pytest.approx(0.9, abs=0.01)
    landed = (finding.at - EPOCH) / 1e6
    assert landed == pytest.approx(150.0, abs=30.0)
    assert (finding.until - finding.at) / 1e6 == 30 * MINUTE
    assert finding.revision == 3
    assert finding.subject == BOAT
    assert (state.counts.followed, state.counts.failed) == (1, 1)
    said = [
        describe(reason, language) for reason in finding.explained() for language in ("en", "fr")
    ]
    assert any("in Canada" in text for text in said)
    assert any("au Canada" in text for text in said)


def test_it_is_the_event_of_the_crossing_that_goes_on() -> None:
    tracks = ordered(clock(), boat(stays=60.0))
    given, _ = run(Crossings(), [{"track": tracks}])
    crossed = kind_of(Finding).from_batch(given["finding"])
    (finding,) = followed(tracks)[0]
    before = [each for each in crossed if isinstance(each, Finding) and each.revision < 3]
    assert finding.event_id == before[0].event_id
    assert finding.about == before[-1].about
    assert "crossed-no-port-known" in codes(finding)


def test_a_boat_that_passes_through_without_stopping_is_never_told() -> None:
    off = np.concatenate([np.arange(-400.0, 3000.0, 50.0)])
    tracks = ordered(
        clock(), points("boat", 10.0 * np.arange(len(off)), 2290.0, off, identity=BOAT, speed=9.72)
    )
    found, state = followed(tracks)
    assert found == []
    assert state.counts.followed == 1


def test_a_report_in_time_closes_the_matter() -> None:
    reports = arrivals([20 * MINUTE], [BOAT])
    found, state = followed(ordered(clock(), boat(stays=60.0)), reports)
    assert kinds(found) == ["reported-crossing"]
    assert codes(found[0])[0] == "arrival-reported"
    assert reports.column("id")[0].as_py() in found[0].evidence
    assert state.counts.reported == 1


def test_a_report_after_its_time_closes_it_too_and_says_that_it_was_late() -> None:
    reports = arrivals([50 * MINUTE], [BOAT])
    found, _ = followed(ordered(clock(), boat(stays=80.0)), reports)
    assert kinds(found) == ["failure-to-report", "reported-crossing"]
    assert [each.revision for each in found] == [3, 4]
    assert len({each.event_id for each in found}) == 1
    assert codes(found[1])[0] == "arrival-reported-late"


def test_a_report_made_before_the_crossing_counts() -> None:
    tracks = ordered(clock(), boat(stays=60.0, start=20 * MINUTE))
    found, _ = followed(tracks, arrivals([10 * MINUTE], [BOAT]))
    assert kinds(found) == ["reported-crossing"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"identities": ["mmsi:316999999"]},
        {"identities": [BOAT], "direction": "to-united-states"},
        {"identities": [BOAT], "craft": "aircraft"},
    ],
)
def test_a_report_of_something_else_closes_nothing(wrong: dict[str, Any]) -> None:
    found, _ = followed(ordered(clock(), boat(stays=60.0)), arrivals([20 * MINUTE], **wrong))
    assert kinds(found) == ["failure-to-report"]


def test_a_report_that_names_nobody_is_of_the_boat_at_that_place() -> None:
    (lon,), (lat,) = spot(2290.0, 380.0)
    near = arrivals([20 * MINUTE], [None], places=[(float(lon), float(lat))])
    dark = ordered(clock(), boat(stays=60.0, identity=None))
    assert kinds(followed(dark, near)[0]) == ["reported-crossing"]
    (lon,), (lat,) = spot(2296.0, 380.0)
    far = arrivals([20 * MINUTE], [None], places=[(float(lon), float(lat))])
    assert kinds(followed(dark, far)[0]) == ["failure-to-report"]


def test_a_report_that_names_nobody_and_no_place_lowers_the_score_of_all_it_may_be_of() -> None:
    two = [boat("one", stays=60.0), boat("two", stays=60.0, identity="mmsi:2", km=2296.0)]
    found, _ = followed(ordered(clock(), *two), arrivals([20 * MINUTE], [None]))
    assert kinds(found) == ["failure-to-report"] * 2
    for each in found:
        assert each.score == pytest.approx(0.45, abs=0.01)
        assert "reports-without-identity" in codes(each)
        (told,) = (r for r in each.explained() if r.code == "reports-without-identity")
        assert told.args == {"count": 1, "percent": 50.0}


def test_going_back_without_landing_closes_the_matter_and_after_landing_does_not() -> None:
    found, state = followed(ordered(clock(), boat(stays=2.0, back=True)))
    assert "crossed-back" in kinds(found)
    assert "failure-to-report" not in kinds(found)
    assert state.counts.returned == 1
    landed, _ = followed(ordered(clock(), boat(stays=20.0, back=True)))
    assert "failure-to-report" in kinds(landed)
    assert "crossed-back" not in kinds(landed)


@pytest.mark.parametrize("size", [7, 40, 1000])
def test_who_comes_home_without_having_landed_owes_no_report(size: int) -> None:
    tour = boat(stays=2.0, back=True, last=0.1)
    found, state = followed(ordered(clock(), tour), size=size)
    assert kinds(found) == ["crossed-back", "crossed-back"]
    assert [codes(each)[0] for each in found] == ["went-back", "came-home"]
    assert (state.counts.returned, state.counts.failed) == (2, 0)
    landed, _ = followed(ordered(clock(), boat(stays=20.0, back=True, last=0.1)), size=size)
    assert kinds(landed) == ["failure-to-report", "failure-to-report"]


def test_who_comes_home_and_reports_all_the_same_has_reported() -> None:
    tour = boat(stays=2.0, back=True, last=0.1)
    home = arrivals([10 * MINUTE], [BOAT], direction="to-united-states")
    found, state = followed(ordered(clock(), tour), home)
    assert kinds(found) == ["crossed-back", "reported-crossing"]
    assert state.counts.failed == 0


def test_a_boat_that_falls_silent_as_it_comes_in_may_have_landed() -> None:
    slow = ordered(clock(), boat(stays=0.0, last=3.0))
    (finding,), _ = followed(slow)
    assert codes(finding)[:2] == ["no-report-of-arrival", "silent-beyond-the-line"]
    assert finding.score == pytest.approx(0.5, abs=0.01)
    fast = ordered(clock(), boat(stays=0.0))
    assert followed(fast)[0] == []


def test_no_single_wrong_clock_makes_anybody_late() -> None:
    days = 86_400.0 + np.array([30.0, 50.0, 70.0])
    ahead = points("wrong", days, 2300.0, [500.0] * 3, identity="mmsi:7", speed=0.0)
    tracks = ordered(clock(0.2), boat(stays=5.0))
    rows = [tracks.slice(0, 20), ahead.slice(0, 1), tracks.slice(20, 5), ahead.slice(1, 1)]
    mixed = pa.concat_tables([*rows, tracks.slice(25)])
    found, state = followed(mixed)
    assert found == []
    assert state.clock <= EPOCH + 12 * 60 * 1_000_000


def test_what_came_of_nothing_is_followed_no_longer() -> None:
    off = np.array([-192.0, -142.0, -92.0, -42.0, 8.0, -42.0, -92.0])
    from tests.engines.test_crossing_events import across

    touched = points("a", 10.0 * np.arange(7), 2290.0, off, speed=9.72, course=across())
    found, state = followed(ordered(clock(), touched), size=3)
    assert found == []
    assert state.followed == ()


def test_state_is_bounded_and_what_is_old_is_let_go() -> None:
    params = CrossingParams(reporting=ReportingParams(give_up=Seconds(3600.0)))
    found, state = followed(ordered(clock(4.0), boat(stays=0.0)), engine=Crossings(params))
    assert (found, state.followed, state.passed) == ([], (), ())
    assert state.counts.unsettled == 1
    assert MOST_FOLLOWED <= 5_000


def test_parameters_out_of_range_are_refused() -> None:
    with pytest.raises(SettingsError, match="stop_knots"):
        configured("crossing", {"reporting": {"stop_knots": 0.0}})
    with pytest.raises(SettingsError, match="unit"):
        configured("crossing", {"reporting": {"follows": ["unit"]}})


def test_what_comes_of_it_is_the_same_over_history_and_live() -> None:
    tracks = ordered(
        clock(), boat(stays=60.0), boat("two", stays=2.0, back=True, identity="mmsi:2", km=2296.0)
    )
    live = [each.id for each in followed(tracks, size=7)[0]]
    assert len(live) >= 2
    assert [each.id for each in followed(tracks, size=1 << 20)[0]] == live
    late = arrivals([50 * MINUTE], [BOAT])
    (whole, _), (parts, _) = followed(tracks, late, size=1 << 20), followed(tracks, late, size=11)
    assert [(each.id, each.finding) for each in whole] == [
        (each.id, each.finding) for each in parts
    ]
