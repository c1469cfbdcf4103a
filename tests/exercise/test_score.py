"""The score on planted cases: what is found is found once, and what is made up is counted."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.exercise import Heard, Observation, Observed, Score, Truth, observe, score
from northline.exercise.matching import pair
from northline.exercise.observed import Nameless, Shared
from northline.exercise.scoring import quantile
from northline.exercise.shares import alert_bar
from northline.exercise.truth import Allowed, Excursion, Notice, Passage, Trace, Watching
from northline.records.errors import UsageError
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Kilometres, Micros, Seconds
from tests.exercise.days import EPOCH, day, passage, truth

BACK = Direction.TO_UNITED_STATES


def finding(of: Passage, event: str = "a", after: float = 0.0, **more: object) -> Observation:
    """A finding of a crossing, so many seconds off, in the ledger 5 s after the crossing."""
    given = {
        "event_id": event,
        "identity": of.identity,
        "at": of.at + round(after * 1e6),
        "direction": of.direction.value,
        "segment": of.segment,
        "km": of.km,
        "available": of.second + 5.0,
    }
    return msgspec.convert({**given, **more}, Observation)


def heard(read: int, rejected: int) -> dict[str, Heard]:
    """What was read of the one feed of a planted truth."""
    return {"ais": Heard(read=read, rejected=rejected)}


def perfectly(told: Truth) -> dict[str, Heard]:
    """What readers without a fault read."""
    return {
        feed: Heard(read=sent.messages, rejected=sent.damaged) for feed, sent in told.feeds.items()
    }


def judged(*crossings: Passage, found: tuple[Observation, ...], **more: object) -> Score:
    return score(truth(*crossings, **more), Observed(findings=found, feeds=heard(104, 2)))  # type: ignore[arg-type]


def test_a_perfect_system_gets_a_perfect_score() -> None:
    crossings = (passage(100), passage(900, BACK), passage(1700))
    found = tuple(finding(c, str(i)) for i, c in enumerate(crossings))
    got = judged(*crossings, found=found)
    assert (got.detection_rate, got.observable_detection_rate, got.overall_detection_rate) == (
        1.0,
        1.0,
        1.0,
    )
    assert (got.missed, got.false_per_100km_hour) == (0, 0.0)
    assert (got.seconds_to_alert.median, got.seconds_to_alert.p95) == (5.0, 5.0)
    assert got.passed


@pytest.mark.parametrize("seed", [1, 2])
def test_perfect_findings_of_a_whole_day_get_a_perfect_score(seed: int) -> None:
    told = day(seed).truth
    found = tuple(finding(c, str(i)) for i, c in enumerate(told.crossings) if c.identity)
    got = score(told, Observed(findings=found, feeds=perfectly(told)))
    assert (got.detection_rate, got.missed, got.false_per_100km_hour) == (1.0, 2, 0.0)
    assert got.overall_detection_rate == len(found) / len(told.crossings)
    dark = got.by_class["dark"]
    assert (dark.crossings, dark.missed, dark.eligible, dark.observable) == (1, 1, 0, False)
    assert dark.detection_rate is None
    assert got.by_class["moored"].observable is None
    assert got.passed


def test_a_system_that_says_nothing_misses_everything() -> None:
    got = judged(passage(100), passage(900, BACK), found=())
    assert (got.detection_rate, got.missed, got.findings.all) == (0.0, 2, 0)
    assert got.seconds_to_alert.median is None
    assert not got.bars["detection_rate"].met
    assert [miss.direction for miss in got.misses] == ["to-canada", "to-united-states"]


def test_a_finding_of_a_vessel_that_did_not_cross_is_false() -> None:
    one = passage(100)
    made_up = finding(one, "b", identity="mmsi:316900777")
    got = judged(one, found=(finding(one), made_up))
    assert got.findings.false == 1
    assert got.false_per_100km_hour == pytest.approx(1 / 0.25 / 1.0)
    assert got.false_findings[0].why == "its craft did not cross"
    assert not got.bars["false_per_100km_hour"].met


def test_two_findings_of_one_crossing_are_one_found_and_one_false() -> None:
    one = passage(100)
    got = judged(one, found=(finding(one, "a", 20.0), finding(one, "b", 2.0)))
    assert (got.crossings.found, got.findings.false) == (1, 1)
    assert got.false_findings[0].event_id == "a"
    assert got.false_findings[0].why == "a second finding of one crossing"


def test_the_wrong_way_is_missed_and_false() -> None:
    one = passage(100)
    got = judged(one, found=(finding(one, direction="to-united-states"),))
    assert (got.missed, got.findings.false) == (1, 1)
    assert got.false_findings[0].why == "the wrong way"


def test_two_crossings_close_together_are_not_exchanged() -> None:
    first, second = passage(100), passage(150, number=1)
    found = (finding(second, "a", 1.0), finding(first, "b", 1.0))
    got = judged(first, second, found=found)
    assert (got.crossings.found, got.findings.false) == (2, 0)
    assert got.seconds_to_alert.median == 5.0


def test_findings_of_two_vessels_exchanged_are_both_wrong() -> None:
    first, second = passage(100), passage(900, identity="mmsi:316900002")
    found = (
        finding(first, "a", identity="mmsi:316900002"),
        finding(second, "b", identity="mmsi:316900001"),
    )
    got = judged(first, second, found=found)
    assert (got.crossings.found, got.findings.false) == (0, 2)
    assert {each.why for each in got.false_findings} == {
        "at another time or place than its craft crossed"
    }


@pytest.mark.parametrize(
    ("off", "sigma", "gap", "fits"),
    [
        (59.0, 0.0, 0.0, True),
        (61.0, 0.0, 0.0, False),
        (89.0, 30.0, 0.0, True),
        (91.0, 30.0, 0.0, False),
        (149.0, 20.0, 180.0, True),
        (-149.0, 20.0, 180.0, True),
        (151.0, 20.0, 180.0, False),
    ],
)
def test_a_finding_may_be_off_by_what_it_says_itself(
    off: float, sigma: float, gap: float, fits: bool
) -> None:
    one = passage(1000)
    got = judged(one, found=(finding(one, after=off, at_sigma=sigma, gap=gap),))
    assert (got.crossings.found == 1) is fits


def test_a_crossing_with_wobbles_may_be_found_anywhere_between_its_meetings() -> None:
    one = passage(1000, since=Seconds(700.0))
    got = judged(one, found=(finding(one, after=-340.0),))
    assert got.crossings.found == 1


def test_a_finding_without_identity_counts_by_place() -> None:
    one = passage(100)
    assert judged(one, found=(finding(one, identity=None),)).crossings.found == 1
    far = finding(one, identity=None, km=one.km + 0.6)
    assert judged(one, found=(far,)).crossings.found == 0
    assert judged(one, found=(finding(one, identity=None, km=None),)).crossings.found == 0


def test_a_finding_that_says_that_nothing_crossed_after_all_is_neither_found_nor_false() -> None:
    one = passage(100)
    got = judged(one, found=(finding(one, kind="line-touched"),))
    assert (got.missed, got.findings.false, got.findings.withdrawn) == (1, 0, 1)


def test_a_named_finding_far_from_where_its_craft_crossed_is_no_pair() -> None:
    one = passage(100)
    near = finding(one, km=one.km + 2.5)
    assert judged(one, found=(near,)).crossings.found == 1
    far = finding(one, km=one.km + 3.5)
    got = judged(one, found=(far,))
    assert (got.crossings.found, got.findings.false) == (0, 1)


def nameless(*points: tuple[float, float, float, int]) -> Nameless:
    """Points of tracks without identity: exercise second, degrees, number of the track."""
    at, lon, lat, track = (np.array(column) for column in zip(*points, strict=True))
    return Nameless(at=(EPOCH + at).astype(np.int64) * 10**6, lon=lon, lat=lat, track=track)


def quiet(*places: tuple[float, float], **more: object) -> Trace:
    """Somebody who transmits nothing, at these places, ten seconds apart, seen all the time."""
    lon, lat = zip(*places, strict=True)
    given = {
        "number": 7,
        "identity": None,
        "role": "walker",
        "craft": "person",
        "since": 0,
        "lon": lon,
        "lat": lat,
        "detected": tuple(float(s) for s in range(0, 10 * len(places), 5)),
    }
    return msgspec.convert({**given, **more}, Trace)


def test_who_transmits_nothing_is_followed_by_place_and_time() -> None:
    there = quiet((-83.0, 42.3), (-83.0, 42.3005), (-83.0, 42.303))
    points = nameless(
        (1, -83.0, 42.3, 0), (11, -83.0004, 42.3005, 0), (21, -83.01, 42.303, 0),
        (5, -83.2, 42.3, 1), (9, -83.2, 42.3, 1),
    )  # fmt: skip
    told = truth(traces=(there, quiet((-83.1, 42.3), detected=(1.0,))))
    told = msgspec.structs.replace(told, roles={"walker": 2}, crafts={"walker": Craft.PERSON})
    got = score(told, Observed(feeds=heard(104, 2), nameless=points)).unheard
    assert (got.quiet, got.detected, got.found) == (2, 1, 1)
    assert got.asked == 3
    assert got.followed == pytest.approx(2 / 3)
    assert (got.tracks, got.nobodys, got.all_tracks) == (1.0, 1, 2)
    assert got.by_class == {"walker": pytest.approx(2 / 3)}
    blind = score(told, Observed(feeds=heard(104, 2))).unheard
    assert (blind.found, blind.followed, blind.all_tracks) == (0, 0.0, 0)


def test_a_false_finding_without_a_name_is_told_by_who_was_nearest() -> None:
    told = truth(passage(100), traces=(quiet((-83.04, 42.32), (-83.04, 42.3201), role="deer"),))
    told = msgspec.structs.replace(told, roles={**told.roles, "deer": 1})
    told = msgspec.structs.replace(told, crafts={**told.crafts, "deer": Craft.UNKNOWN})
    one = passage(100)
    near = finding(one, "a", -95.0, identity=None, km=1.0, lon=-83.0401, lat=42.32)
    alone = finding(one, "b", -95.0, identity=None, km=1.0, lon=-83.5, lat=42.32)
    got = score(told, Observed(findings=(near, alone), feeds=heard(104, 2)))
    assert [(each.role, each.why) for each in got.false_findings] == [
        ("deer", "its craft did not cross"),
        (None, "nobody was there"),
    ]
    assert got.by_class["deer"].false == 1
    assert got.by_sensing["unheard"].false == 1
    assert "unknown" not in got.by_craft


def test_what_a_partner_saw_beyond_what_the_truth_allows_is_leaked() -> None:
    ally = Allowed(name="EX ALLY", agency="ex-ally", sees=("ais", "radar-x"))
    watch = Watching(
        sensor="asterix:0/1", name="EX TOWER", feed="radar-x", detections=1, arrived=1, false=0
    )
    told = truth(allies=(ally,), watches=(watch,))
    rows = {
        b"ship": frozenset({"mmsi:316900001"}),
        b"dark": frozenset({"asterix:0/1"}),
        b"both": frozenset({"mmsi:316900001", "asterix:0/2"}),
        b"unit": frozenset({"cot:EX-CA-BOAT-1"}),
        b"none": frozenset(),
    }
    seen = {"EX ALLY": frozenset({b"ship", b"unit", b"none"})}
    got = score(
        told,
        Observed(
            feeds=heard(104, 2), shared=Shared(rows=rows, seen=seen), plots={"asterix:0/1": 1}
        ),
    )
    one = got.sharing.by_viewer["EX ALLY"]
    assert (one.expected, one.seen, one.leaked, one.withheld) == (2, 3, 2, 1)
    assert not got.bars["leaked"].met
    assert not got.passed
    assert got.by_sensor["EX TOWER"].recorded == 1


def test_a_report_that_arrived_is_known_to_close_its_crossing() -> None:
    one, two = passage(100), passage(900, BACK, number=1, identity="mmsi:316900002")
    notice = Notice(
        report="EX-1", by=0, role="pleasure", crossed=100.0, second=400.0, at=one.at,
        direction=one.direction, craft=one.craft, identity=None, misspelt=False, arrived=True,
    )  # fmt: skip
    found = (finding(one, "a", kind="failure-to-report"), finding(two, "b", kind="line-crossing"))
    got = judged(one, two, found=found, notices=(notice,)).reporting
    assert (got.reported, got.closed, got.failures, got.wrongly) == (1, 0, 1, 1)
    closed = finding(one, "a", kind="reported-crossing")
    got = judged(one, two, found=(closed,), notices=(notice,)).reporting
    assert (got.reported, got.closed, got.failures, got.wrongly) == (1, 1, 0, 0)


def test_who_comes_home_without_having_landed_is_accused_wrongly() -> None:
    home = passage(900, BACK, role="resident")
    found = (finding(home, "a", kind="failure-to-report"),)
    assert judged(home, found=found).reporting.wrongly == 1
    other = passage(900, BACK, role="pleasure")
    found = (finding(other, "a", kind="failure-to-report"),)
    assert judged(other, found=found).reporting.wrongly == 0


def test_a_finding_on_a_wobble_is_excused() -> None:
    wobble = Excursion(
        number=1,
        identity="mmsi:316900009",
        role="freighter",
        since=Seconds(500.0),
        until=Seconds(520.0),
        segment="atlantic-pacific",
        km=Kilometres(2298.4),
    )
    one = passage(100)
    excused = finding(one, "b", after=410.0, identity="mmsi:316900009")
    got = judged(one, found=(finding(one), excused), wobbles=(wobble,))
    assert (got.findings.excused, got.findings.false) == (1, 0)


def test_further_findings_on_a_crossing_with_wobbles_are_excused() -> None:
    one = passage(1000, since=Seconds(980.0))
    found = (
        finding(one),
        finding(one, "b", -10.0, direction="to-united-states"),
        finding(one, "c", -19.0),
        finding(one, "d", -200.0),
    )
    got = judged(one, found=found)
    assert (got.crossings.found, got.findings.excused, got.findings.false) == (1, 2, 1)


def test_a_finding_near_an_open_port_is_false() -> None:
    ferry = passage(500, role="launch", port="wolfe-island", identity="mmsi:316900003")
    one = passage(100)
    got = judged(one, found=(finding(one), finding(ferry, "b")), excluded=(ferry,))
    assert got.crossings.excluded_near_ports == 1
    assert got.false_findings[0].why == "near an open port of entry"


def test_crossings_with_too_few_detections_are_missed_but_not_asked_for() -> None:
    seen, unseen = passage(100), passage(900, BACK, detections=2, before=2, after=0)
    one_sided = passage(1500, detections=5, before=5, after=0)
    got = judged(seen, unseen, one_sided, found=(finding(seen),))
    assert got.detection_rate == 0.5
    assert got.observable_detection_rate == 1.0
    assert got.overall_detection_rate == pytest.approx(1 / 3)
    assert got.missed == 2
    assert (got.crossings.true, got.crossings.eligible, got.crossings.observable) == (3, 2, 1)


def test_a_day_without_crossings_has_no_rate_and_meets_the_bar() -> None:
    got = judged(found=())
    assert got.detection_rate is None
    assert got.passed


def test_rejecting_too_much_or_too_little_shows() -> None:
    one = passage(100)
    got = score(truth(one), Observed(findings=(finding(one),), feeds=heard(104, 3)))
    assert not got.bars["rejected"].met
    assert (got.rejected, got.messages.expected_rejected) == (3, 2)
    assert not got.passed


def test_what_is_waited_for_whatever_the_machine_is_told_apart() -> None:
    one, two = passage(100), passage(900, BACK)
    found = (
        msgspec.structs.replace(finding(one, "a"), reported=103.0),
        msgspec.structs.replace(finding(two, "b"), reported=899.0),
    )
    got = judged(one, two, found=found)
    assert (got.seconds_to_reports.median, got.seconds_to_alert.median) == (1.5, 5.0)
    assert judged(one, found=(finding(one),)).seconds_to_reports.median is None


@pytest.mark.parametrize(("median", "speed", "met"), [(15.0, 1.0, True), (15.1, 10.0, False)])
def test_how_soon_alerts_stand_is_asked_where_it_says_more_of_us_than_of_the_machine(
    median: float, speed: float, met: bool
) -> None:
    assert alert_bar(median, speed)["seconds_to_alert"].met is met
    assert alert_bar(median, 60.0) == alert_bar(None, 1.0) == {}


def test_the_json_has_the_names_that_scripts_rely_on() -> None:
    tree = msgspec.json.decode(msgspec.json.encode(judged(passage(100), found=())))
    assert {
        "detection_rate",
        "missed",
        "false_per_100km_hour",
        "seconds_to_alert",
        "by_class",
        "by_craft",
        "by_feed",
        "aircraft",
        "units",
        "arrivals",
        "by_sensing",
        "by_sensor",
        "unheard",
        "reporting",
        "sharing",
        "rejected",
        "interception_rate",
        "scenario",
        "seed",
        "observable_detection_rate",
        "crossings",
        "findings",
        "messages",
        "bars",
    } <= set(tree)
    assert set(tree["seconds_to_alert"]) == {"median", "p95"}
    assert tree["interception_rate"] is None
    assert tree["interception_rate_reason"].startswith("not computable")
    assert tree["exercise"] is True
    assert {"sent", "read", "rejected", "expected_rejected"} <= set(tree["messages"])
    assert all(set(bar) == {"asked", "got", "met"} for bar in tree["bars"].values())


def test_two_revisions_of_one_event_are_refused() -> None:
    one = passage(100)
    with pytest.raises(UsageError, match="last revision"):
        judged(one, found=(finding(one), finding(one)))


def test_findings_and_crossings_as_rows_become_what_the_score_needs() -> None:
    crossing = {
        "id": "0c",
        "identity": "mmsi:316900001",
        "at": "2026-08-15T18:01:40Z",
        "direction": "to-canada",
        "at_sigma": 2.5,
        "gap": 30.0,
        "segment": "atlantic-pacific",
        "km": 2298.0,
    }
    rows = [
        {"event_id": "e1", "revision": 2, "about": ["0c"]},
        {"event_id": "e1", "revision": 1, "about": ["0b"]},
        {"event_id": "e2", "revision": 1, "about": []},
    ]
    got = observe(rows, [crossing], {"e1": 104.0}, feeds=heard(9, 1))
    (one,) = got.findings
    assert (one.event_id, one.available, one.gap) == ("e1", 104.0, 30.0)
    assert one.at == Micros((EPOCH + 100) * 10**6)
    assert judged(passage(100), found=got.findings).crossings.found == 1


seconds = st.lists(st.integers(0, 3599), max_size=7)


@given(seconds, seconds)
def test_nothing_is_counted_twice_or_lost(true: list[int], said: list[int]) -> None:
    crossings = tuple(passage(s, number=i) for i, s in enumerate(true))
    found = tuple(finding(passage(s), str(i)) for i, s in enumerate(said))
    got = judged(*crossings, found=found)
    assert got.crossings.found + got.missed == len(true)
    assert got.findings.matched == got.crossings.found
    assert got.findings.matched + got.findings.false + got.findings.excused == len(said)
    assert 0 <= (got.detection_rate or 0.0) <= 1.0


@given(seconds, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(true: list[int], random: object) -> None:
    crossings = tuple(passage(s, number=i) for i, s in enumerate(true))
    found = [finding(c, str(i), 30.0) for i, c in enumerate(crossings)]
    straight = judged(*crossings, found=tuple(found))
    random.shuffle(found)  # type: ignore[attr-defined]
    mixed = judged(*crossings, found=tuple(found))
    assert (mixed.missed, mixed.findings, mixed.crossings) == (
        straight.missed,
        straight.findings,
        straight.crossings,
    )


costs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 60).map(float), max_size=14
)


@given(costs)
def test_pairs_are_as_many_and_as_near_as_can_be(of: dict[tuple[int, int], float]) -> None:
    def value(pairs: dict[int, int]) -> tuple[int, float]:
        return -len(pairs), sum(of[each] for each in pairs.items())

    got = pair(of)
    assert all(each in of for each in got.items())
    assert len(set(got.values())) == len(got)

    def best(left: int, taken: frozenset[int]) -> tuple[int, float]:
        if left == 5:
            return 0, 0.0
        tries = [best(left + 1, taken)]
        for right in set(range(5)) - taken:
            if (left, right) in of:
                size, cost = best(left + 1, taken | {right})
                tries.append((size - 1, cost + of[left, right]))
        return min(tries)

    assert value(got) == pytest.approx(best(0, frozenset()))


def test_quantiles_are_those_of_numpy() -> None:
    assert quantile([], 0.5) is None
    assert quantile([3.0], 0.95) == 3.0
    assert quantile([1.0, 2.0, 4.0], 0.5) == 2.0
    assert math.isclose(quantile([0.0, 10.0, 20.0], 0.95) or 0.0, 19.0)
