"""Who was followed and what was read: a worse system has a worse score."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.exercise import Announced, Heard, Observation, Observed, Trail, score, trails_of
from northline.exercise.figures import Score
from northline.exercise.truth import Notice, Passage, Route, Sent, Truth
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Metres, Micros
from tests.exercise.days import EPOCH, day, passage, truth

START = EPOCH * 10**6
WHO = "cot:EX-CA-BOAT-1"
SECONDS = tuple(float(s) for s in range(0, 600, 5))


def route(craft: Craft = Craft.UNIT, identity: str = WHO) -> Route:
    """Somebody who goes east at 5 m/s along 42.32 N and reports every five seconds."""
    return Route(
        identity=identity,
        role="patrol-boat",
        craft=craft,
        seconds=SECONDS,
        lon=tuple(-83.04 + second * 5.0 / 82_300.0 for second in SECONDS),
        lat=(42.32,) * len(SECONDS),
    )


def trail(every: int = 1, until: int = len(SECONDS), off: float = 0.0) -> Trail:
    """A track along that route: every so many reports, until one, so many metres north of it."""
    rows = np.arange(0, until, every)
    told = route()
    return Trail(
        (np.array(told.seconds)[rows] * 1e6).astype(np.int64) + START,
        np.array(told.lon)[rows],
        np.array(told.lat)[rows] + off / 111_100.0,
    )


def units(trails: dict[str, Trail]) -> Score:
    return score(truth(routes=(route(),)), Observed(trails=trails))


def test_a_track_all_along_is_a_share_of_one() -> None:
    got = units({WHO: trail()}).units
    assert (got.reporting, got.found, got.followed, got.least) == (1, 1, 1.0, 1.0)
    assert got.by_class == {"patrol-boat": 1.0}
    assert got.reported_seconds == len(SECONDS)


@pytest.mark.parametrize(
    ("worse", "share"),
    [
        ({}, 0.0),
        ({"cot:SOMEBODY-ELSE": trail()}, 0.0),
        ({WHO: trail(until=60)}, 63 / 120),
        ({WHO: trail(off=120.0)}, 0.0),
        ({WHO: trail(every=12)}, 67 / 120),
    ],
)
def test_a_track_lost_elsewhere_or_too_seldom_is_a_lesser_share(
    worse: dict[str, Trail], share: float
) -> None:
    assert units(worse).units.followed == pytest.approx(share, abs=0.02)


def test_who_was_lost_on_the_way_has_more_than_one_track() -> None:
    assert units({WHO: trail()}).units.tracks == 1.0
    assert units({WHO: msgspec.structs.replace(trail(), tracks=7)}).units.tracks == 7.0
    assert units({}).units.tracks is None


def test_metres_of_error_and_a_point_left_out_do_no_harm() -> None:
    assert units({WHO: trail(every=2, off=30.0)}).units.followed == 1.0


def test_aircraft_may_be_further_off_than_units() -> None:
    planted = truth(routes=(route(Craft.AIRCRAFT),))
    got = score(planted, Observed(trails={WHO: trail(off=120.0)}))
    assert (got.aircraft.followed, got.units.followed) == (1.0, None)


@given(st.lists(st.integers(0, len(SECONDS) - 1), min_size=1, max_size=120, unique=True))
def test_fewer_track_points_never_follow_better(kept: list[int]) -> None:
    whole, rows = trail(), np.array(sorted(kept))
    fewer = Trail(whole.at[rows], whole.lon[rows], whole.lat[rows])
    got = units({WHO: fewer}).units.followed
    assert got is not None
    assert 0.0 < got <= 1.0


def touch(direction: Direction = Direction.TO_CANADA) -> Passage:
    return passage(100.0, direction, role="patrol-boat", craft=Craft.UNIT, identity=WHO)


def finding(of: Passage) -> Observation:
    return Observation(event_id="a", identity=of.identity, at=of.at, direction=of.direction.value)


def test_a_unit_at_the_line_is_to_be_on_record_and_no_finding() -> None:
    planted = truth(excluded=(touch(),), routes=(route(),))
    got = score(planted, Observed(passed=((WHO, "to-canada"),)))
    assert (got.units.crossings, got.units.recorded, got.findings.false) == (1, 1, 0)
    assert got.crossings.excluded_units == 1
    worse = score(
        planted, Observed(passed=((WHO, "to-united-states"),), findings=(finding(touch()),))
    )
    assert (worse.units.recorded, worse.findings.false) == (0, 1)
    assert worse.false_findings[0].why == "a friendly unit"
    assert not worse.bars["false_per_100km_hour"].met


def test_an_alert_on_an_airliner_is_false() -> None:
    above = passage(
        100.0,
        role="airliner",
        craft=Craft.AIRCRAFT,
        identity="icao:c01234",
        height=Metres(10_000.0),
        high=True,
    )
    got = score(truth(excluded=(above,)), Observed(findings=(finding(above),)))
    assert got.crossings.excluded_high == 1
    assert got.false_findings[0].why == "high above the line"
    assert got.by_class["airliner"].false == 1


def test_each_sort_of_craft_has_a_bar_of_its_own() -> None:
    boats = [passage(60.0 * k, number=k, identity=f"mmsi:3169000{k:02d}") for k in range(1, 41)]
    plane = passage(
        50.0, role="light-crosser", craft=Craft.AIRCRAFT, identity="icao:c01234", number=41
    )
    planted = truth(*boats, plane)
    found = tuple(
        msgspec.structs.replace(finding(boat), event_id=str(k)) for k, boat in enumerate(boats)
    )
    got = score(planted, Observed(findings=found, feeds={"ais": Heard(read=104, rejected=2)}))
    assert got.bars["detection_rate"].met
    assert got.bars["detection_rate_vessel"].met
    assert not got.bars["detection_rate_aircraft"].met
    assert not got.passed
    assert got.by_craft["aircraft"].missed == 1
    assert got.by_craft["vessel"].found == 40


def notice(number: int, **more: object) -> Notice:
    given = {
        "report": f"EX-CBSA-{number:04d}",
        "by": 0,
        "role": "pleasure",
        "crossed": 100.0,
        "second": 400.0,
        "at": Micros(START + 400 * 10**6),
        "direction": Direction.TO_CANADA,
        "craft": Craft.VESSEL,
        "identity": None,
        "misspelt": False,
        "arrived": True,
    }
    return msgspec.convert({**given, **more}, Notice)


def announced(of: Notice, **more: object) -> Announced:
    told = Announced(
        report=of.report,
        at=of.at,
        direction=of.direction.value,
        craft=of.craft.value,
        identity=of.identity,
    )
    return msgspec.structs.replace(told, **more)


def test_reports_of_arrival_count_when_they_are_on_record_as_they_were_made() -> None:
    made = (notice(1), notice(2, identity="mmsi:316900001"), notice(3, arrived=False))
    planted = truth(notices=made)
    best = score(planted, Observed(arrivals=(announced(made[0]), announced(made[1])))).arrivals
    assert (best.made, best.arrived, best.read, best.share) == (3, 2, 2, 1.0)
    for worse in (
        (),
        (announced(made[0]),),
        (announced(made[0]), announced(made[0])),
        (announced(made[0]), announced(made[1], identity=None)),
        (announced(made[0]), announced(made[1], direction="to-united-states")),
        (announced(made[0]), announced(made[1], at=Micros(made[1].at + 3_600_000_000))),
    ):
        got = score(planted, Observed(arrivals=worse)).arrivals
        assert got.share is not None
        assert got.share <= 0.5


def test_each_feed_must_refuse_what_was_damaged_and_nothing_else() -> None:
    feeds = {"ais": Sent(damaged=2), "cot": Sent(damaged=3)}
    planted = truth(feeds=feeds)

    def bars(ais: int, cot: int) -> list[str]:
        heard = {"ais": Heard(rejected=ais), "cot": Heard(rejected=cot)}
        got = score(planted, Observed(feeds=heard))
        return [name for name, bar in got.bars.items() if not bar.met]

    assert bars(2, 3) == []
    assert bars(3, 2) == ["rejected_ais", "rejected_cot"]
    assert bars(2, 0) == ["rejected", "rejected_cot"]


def test_a_feed_that_was_not_read_at_all_shows() -> None:
    told: Truth = day(1).truth
    got = score(told, Observed(feeds={"ais": Heard(read=9, rejected=told.feeds["ais"].damaged)}))
    assert got.by_feed["adsb"].read == 0
    assert not got.bars["rejected_adsb"].met
    assert (got.units.followed, got.aircraft.followed, got.arrivals.share) == (0.0, 0.0, 0.0)
    assert (got.units.reporting, got.units.found) == (14, 0)


def test_trails_are_in_order_of_time_and_by_identity() -> None:
    told = trails_of(
        ["a", None, "b", "a"],
        [30, 5, 20, 10],
        [3.0, 9.0, 2.0, 1.0],
        [0.0] * 4,
        [b"1", b"1", b"2", b"3"],
    )
    assert set(told) == {"a", "b"}
    assert told["a"].at.tolist() == [10, 30]
    assert told["a"].lon.tolist() == [1.0, 3.0]
    assert (told["a"].tracks, told["b"].tracks) == (2, 1)
