"""One event per crossing: told early, made certain or taken back, and never told twice."""

import hashlib
from collections import defaultdict
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from northline.engines.crossing import CrossingParams, Crossings, CrossingState
from northline.engines.crossing.sides import opposite
from northline.engines.crossing.state import FIRST, SECOND, WATCHED, unpack
from northline.engines.registry import describe
from northline.records.finding import Finding
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.track import Track
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Probability, Seconds
from tests.engines.running import cut, run, told
from tests.engines.traffic import EPOCH, MARKING, spot


def points(
    track: str, seconds: Any, km: Any, off: Any, *, sigma: Any = 10.0, identity: str | None = None,
    craft: str = "vessel", speed: Any = None, course: Any = None, **more: Any,
) -> pa.Table:  # fmt: skip
    """Track points at kilometres of the line and metres off it, towards Canada."""
    at = np.rint(np.asarray(seconds, float) * 1e6).astype(np.int64) + EPOCH
    n = len(at)
    lon, lat = spot(np.broadcast_to(np.asarray(km, float), (n,)), np.asarray(off, float))
    columns: dict[str, Any] = {
        "id": [name(f"{track} {t} {k}") for k, t in enumerate(at.tolist())],
        "source": "made-up", "marking": MARKING, "lon": lon, "lat": lat, "sigma": sigma,
        "track": name(track), "identity": identity, "craft": craft, "speed_knots": speed,
        "course": course, "points": np.arange(1, n + 1), **more,
    }  # fmt: skip
    columns["evidence"] = [[name(f"under {one.hex()}")] for one in columns["id"]]
    schema = kind_of(Track).schema
    made = {
        "at": pa.array(at).cast(TIMESTAMP),
        "received": pa.array(at + 1_000_000).cast(TIMESTAMP),
    }
    for column, value in columns.items():
        listed = isinstance(value, list | np.ndarray)
        values = list(value) if listed else [value] * n
        made[column] = pa.array(values, schema.field(column).type)
    table: pa.Table = kind_of(Track).conform(pa.table(made))
    return table


def long_before() -> pa.Table:
    """Something that was heard far from here, long before."""
    return points("ferry", [-600.0], 2305.0, [900.0], identity="mmsi:9", speed=8.0)


def name(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def codes(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.explained()]


def ordered(*tables: pa.Table) -> pa.Table:
    return pa.concat_tables(tables).sort_by([("at", "ascending"), ("id", "ascending")])


def across(km: float = 2290.0) -> float:
    """The course straight over the line into Canada there."""
    (lon, lat), (lon1, lat1) = spot(km, -50.0), spot(km, 50.0)
    east = float(lon1[0] - lon[0]) * np.cos(np.radians(float(lat[0])))
    return float(np.degrees(np.arctan2(east, float(lat1[0] - lat[0])))) % 360.0


def heading_over(last: float = 200.0) -> pa.Table:
    """A boat at 5 m/s straight over the line; its report just beyond it is not certain."""
    off = np.arange(-192.0, last, 50.0)
    seconds = 10.0 * np.arange(len(off))
    return points("a", seconds, 2290.0, off, identity="mmsi:316000001", speed=9.72, course=across())


def test_a_crossing_is_told_at_the_first_report_beyond_and_made_certain_by_the_next() -> None:
    crossings, findings = told(heading_over())
    assert [each.revision for each in findings] == [1, 2]
    assert len({each.event_id for each in findings}) == 1
    early, sure = findings
    assert 0.5 < early.score < 0.9 < sure.score
    assert "not-yet-certain" in codes(early)
    assert "not-yet-certain" not in codes(sure)
    assert (early.until - EPOCH) / 1e6 == 40.0
    first, second = crossings
    assert second["supersedes"] == first["id"]
    assert (early.about, sure.about) == ((first["id"],), (second["id"],))
    assert first["direction"] == second["direction"] == "to-canada"


def test_what_will_be_over_in_a_moment_is_told_before_the_next_report() -> None:
    off = np.array([-408.0, -258.0, -108.0 + 96.0])  # 12 m short of the line, at 5 m/s
    table = points(
        "a", 30.0 * np.arange(3), 2290.0, off, sigma=21.0, identity="mmsi:316000001", speed=9.72,
        course=across(),
    )  # fmt: skip
    crossings, (early,) = told(table)
    assert (early.revision, "not-yet-certain" in codes(early)) == (1, True)
    assert (early.until - EPOCH) / 1e6 == 65.0, "as it will be five seconds later"
    assert early.since < early.at < early.until
    assert crossings[0]["direction"] == "to-canada"
    assert told(table, engine=Crossings(CrossingParams(soon=Seconds(0.0)))) == ([], [])


def test_what_comes_no_nearer_is_told_only_once_it_is_certain() -> None:
    off = np.array([-50.0, -48.0, -12.0])  # unlike what it says of its speed
    table = points(
        "a", 30.0 * np.arange(3), 2290.0, off, sigma=21.0, identity="mmsi:316000001", speed=4.0,
        course=across(),
    )  # fmt: skip
    assert told(table) == ([], [])


def test_nothing_is_told_early_of_what_does_not_head_over_the_line() -> None:
    off = np.array([-192.0, -142.0, -92.0, -42.0, 8.0])
    along = points("a", 10.0 * np.arange(5), 2290.0, off, speed=9.72, course=across() + 90.0)
    unknown = points("a", 10.0 * np.arange(5), 2290.0, off)
    assert told(along) == told(unknown) == ([], [])


def test_what_was_told_early_and_comes_back_is_taken_back_in_the_same_event() -> None:
    off = np.array([-192.0, -142.0, -92.0, -42.0, 8.0, -42.0, -92.0])
    table = points("a", 10.0 * np.arange(7), 2290.0, off, speed=9.72, course=across())
    crossings, findings = told(table)
    assert len(crossings) == 1
    assert [(each.finding, each.revision) for each in findings] == [
        ("dark-crossing", 1),
        ("line-touched", 2),
    ]
    assert findings[0].event_id == findings[1].event_id
    assert codes(findings[1]) == ["back-on-its-side"]
    assert findings[1].score == findings[0].score
    assert findings[1].about == (crossings[0]["id"],)
    for language in ("en", "fr"):
        assert describe(findings[1].explained()[0], language)


def test_early_and_certain_come_out_alike_however_the_batches_are_cut() -> None:
    table = heading_over()
    whole = run(Crossings(), [{"track": table}])[0]
    for at in range(1, table.num_rows):
        parts = run(Crossings(), cut({"track": table}, [at]), encoded=True)[0]
        assert parts["finding"].to_pylist() == whole["finding"].to_pylist()
        assert parts["crossing"].to_pylist() == whole["crossing"].to_pylist()


def test_a_dark_boat_says_what_saw_it_how_many_and_that_it_has_no_transponder() -> None:
    table = points(
        "radar", 10.0 * np.arange(9), 2290.0, np.arange(-200.0, 201.0, 50.0), craft="unknown",
        quality=0.9, sensors=[["asterix:25/201", "camera-3"]] * 9, group=3,
    )  # fmt: skip
    _, (finding,) = told(ordered(long_before(), table))
    assert finding.finding == "dark-crossing"
    assert (finding.subject or "").startswith("track:")
    assert {"no-transponder", "seen-by-sensors", "group"} < set(codes(finding))
    said = " ".join(describe(each, "en") for each in finding.explained())
    assert "asterix:25/201, camera-3" in said
    assert "counted 3" in said
    assert finding.score == pytest.approx(0.9, abs=0.01)
    assert len(finding.evidence) == 4


@pytest.mark.parametrize("craft", ["person", "vehicle"])
def test_whoever_crosses_on_land_away_from_a_port_is_told_as_that(craft: str) -> None:
    off = np.arange(-200.0, 201.0, 50.0)
    table = points("b", 60.0 * np.arange(9), 900.0, off, craft=craft, identity="cot:walker")
    _, (finding,) = told(table)
    assert finding.finding == "land-crossing"
    assert "on-land" in codes(finding)


def test_a_radar_track_that_dies_and_is_born_again_over_the_line_makes_one_event() -> None:
    off = [-170.0, -120.0, -70.0, -20.0]
    one = points("one", 10.0 * np.arange(4), 2290.0, off, speed=9.72, course=across())
    two = points("two", [50, 60, 70], 2290.0, [80.0, 130.0, 180.0], speed=9.72, course=across())
    crossings, findings = told(ordered(one, two))
    (crossing,), (finding,) = crossings, findings
    assert crossing["track"] == name("two")
    assert finding.evidence[0] == one.column("id")[2].as_py()  # the last sure point of the old one
    elsewhere = points("two", [50, 60], 2290.0, [480.0, 530.0], speed=9.72, course=across())
    assert told(ordered(one, elsewhere)) == ([], [])
    later = points("two", [410, 420], 2290.0, [80.0, 130.0], speed=9.72, course=across())
    assert told(ordered(one, later)) == ([], [])
    named = points("two", [50, 60], 2290.0, [80.0, 130.0], identity="mmsi:1", speed=9.72)
    assert told(ordered(one, named)) == ([], [])
    few = one.slice(1)  # of three points, which may themselves be anybody's
    assert told(ordered(few, two)) == ([], [])


def test_a_radar_track_that_is_born_again_beyond_the_line_does_not_repeat_it() -> None:
    one = points("one", 10.0 * np.arange(6), 2290.0, [-120.0, -70.0, -20.0, 30.0, 80.0, 130.0])
    two = points("two", [70, 80, 90], 2290.0, [140.0, 150.0, 160.0])
    _, findings = told(ordered(one, two))
    assert len({each.event_id for each in findings}) == 1
    for size in (1, 2, 5):
        again = told(ordered(one, two), size=size)[1]
        assert [each.id for each in again] == [each.id for each in findings]


def test_an_old_track_is_taken_over_once() -> None:
    one = points("one", [0, 7, 14, 20], 2290.0, [-160.0, -120.0, -70.0, -40.0])
    two = points("two", [30, 40, 50], 2290.0, [-20.0, 40.0, 90.0])
    three = points("three", [31, 41, 51], 2290.0, [-15.0, 45.0, 95.0])
    crossings, _ = told(ordered(one, two, three))
    assert len({each["track"] for each in crossings}) == 1


def received_later(table: pa.Table, days: int) -> pa.Table:
    """The same points, received so many days after they were made."""
    place = table.schema.get_field_index("received")
    then = np.asarray(table.column("received").cast(pa.int64())) + days * 86_400_000_000
    field = table.schema.field("received")
    return table.set_column(place, field, pa.array(then).cast(field.type))


def test_two_tracks_of_one_identity_tell_one_crossing_once() -> None:
    off = np.arange(-200.0, 201.0, 50.0)
    ais = points("ais", 10.0 * np.arange(9), 2290.0, off, identity="mmsi:1")
    radar = points("radar", 10.0 * np.arange(9) + 3.0, 2290.0, off, identity="mmsi:1")
    for days in (0, 400):  # received a year after it happened, as when it is read from an archive
        both = [received_later(each, days) for each in (ais, radar)]
        crossings, findings = told(ordered(*both), size=4)
        assert (len(crossings), len(findings)) == (1, 1)
    _, state = run(Crossings(), [{"track": ordered(ais, radar)}])
    assert isinstance(state, CrossingState)
    assert (state.counts.crossings, state.counts.repeated) == (1, 1)
    # Two ships under one number, each over the line somewhere else, are two crossings.
    far = points("radar", 10.0 * np.arange(9) + 3.0, 2300.0, off, identity="mmsi:1")
    assert len(told(ordered(ais, far))[1]) == 2


def test_over_and_back_and_over_again_are_three_crossings() -> None:
    off = np.concatenate(
        [np.arange(-200, 201, 50), np.arange(150, -201, -50), np.arange(-150, 201, 50)]
    )
    table = points("a", 10.0 * np.arange(len(off)), 2290.0, off, identity="mmsi:1")
    crossings, _ = told(table)
    assert [each["direction"] for each in crossings] == [
        "to-canada",
        "to-united-states",
        "to-canada",
    ]


def test_a_state_of_the_release_before_goes_on() -> None:
    table = heading_over()
    whole = told(table)[1][-1]
    _, state = run(
        Crossings(CrossingParams(likely=Probability(0.96))), [{"track": table.slice(0, 3)}]
    )
    assert isinstance(state, CrossingState)
    rows = np.frombuffer(state.tracks, WATCHED)
    old = np.zeros(len(rows), FIRST)
    for column in FIRST.names or ():
        old[column] = rows[column]
    saved = msgspec.msgpack.encode(
        {"tracks": old.tobytes(), "newest": state.newest, "counts": {"points": 3, "late": 0}}
    )
    before = msgspec.msgpack.decode(saved, type=CrossingState)
    engine = Crossings()
    from tests.engines.traffic import moment

    step = engine.step(before, {"track": table.slice(3)}, moment())
    found = kind_of(Finding).from_batch(step.findings)
    assert isinstance(found[-1], Finding)
    assert (found[-1].id, found[-1].score) == (whole.id, whole.score)


def test_the_probability_of_opposite_sides_is_that_of_simulated_errors() -> None:
    rng = np.random.default_rng(5)
    n = 200_000
    for d0, s0, d1, s1, line in [
        (20.0, 8.0, 30.0, 14.0, 10.0),
        (5.0, 4.0, 6.0, 9.0, 10.0),
        (9, 5, 3, 5, 0),
    ]:
        b = line * rng.normal(size=n)
        over = (d0 + s0 * rng.normal(size=n) + b > 0) & (d1 + s1 * rng.normal(size=n) - b > 0)
        assert opposite(d0, s0, d1, s1, line) == pytest.approx(over.mean(), abs=0.005)


def reliability(seed: int, size: int = 2_000) -> dict[int, tuple[float, float, int]]:
    """By tenth of the score: mean score, share that truly crossed, and how many.

    Pairs of points at places that are anything within 60 m of the line, each seen with its error;
    the line is wrong by its own error, the same for both.  By the instant that a finding states, the
    thing has gone on from the second one as it says of itself.
    """
    rng = np.random.default_rng(seed)
    true = rng.uniform(-60.0, 60.0, (size, 2))
    sigma = rng.choice([5.0, 10.0, 20.0], (size, 1))
    seen = true + sigma * rng.normal(size=(size, 2)) + 10.0 * rng.normal(size=(size, 1))
    tables = []
    for k in range(size):
        course = across() if seen[k, 1] > seen[k, 0] else (across() + 180.0) % 360.0
        tables.append(
            points(f"{k}", [10.0 * k, 10.0 * k + 5.0], 2290.0, seen[k], sigma=float(sigma[k, 0]),
                   identity=f"mmsi:{k}", speed=12.0, course=course)
        )  # fmt: skip
    _, findings = told(pa.concat_tables(tables))
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    findings = [each for each in findings if each.revision < 3]
    for each in findings:
        k = int((each.subject or "").partition(":")[2])
        on = (each.until - EPOCH) / 1e6 - (10.0 * k + 5.0)
        there = true[k, 1] + 12.0 * METRES_PER_SECOND_IN_A_KNOT * on * np.sign(
            seen[k, 1] - seen[k, 0]
        )
        over = bool(np.sign(true[k, 0]) != np.sign(there))
        bins[int(each.score * 10)].append((each.score, over))
    return {
        tenth: (
            float(np.mean([score for score, _ in some])),
            float(np.mean([over for _, over in some])),
            len(some),
        )
        for tenth, some in sorted(bins.items())
    }


def test_of_those_with_a_score_so_many_truly_crossed() -> None:
    found = reliability(11)
    assert {7, 8, 9} <= set(found)
    for score, share, count in found.values():
        error = (score * (1.0 - score) / count) ** 0.5
        assert abs(score - share) <= 3.5 * error + 0.02, found


def sensed(track: str, seconds: Any, off: Any, *, first: int = 5, **more: Any) -> pa.Table:
    """Points of a track that sensors made, which has had some before."""
    table = points(
        track, seconds, 2290.0, off, **{"quality": 0.99, "speed": 9.72, "course": across(), **more}
    )
    place = table.schema.get_field_index("points")
    return table.set_column(
        place, table.schema.field("points"), pa.array(range(first, first + table.num_rows))
    )


OVER = np.array([-170.0, -120.0, -70.0, -20.0, 30.0, 80.0, 130.0, 180.0])


def test_a_track_of_too_few_points_or_too_little_belief_is_no_finding() -> None:
    seconds = 10.0 * np.arange(8)
    assert len(told(sensed("a", seconds, OVER))[1]) == 1
    crossings, findings = told(sensed("a", seconds, OVER, quality=0.5))
    assert (crossings, findings) == ([], [])
    assert told(sensed("a", [0.0, 10.0], [-60.0, 60.0], first=1)) == ([], [])
    young = sensed("a", seconds, OVER, first=2)
    (finding,) = told(young)[1]
    assert finding.finding == "dark-crossing"
    # Where it was while it was young counts; that it went over shows only later.
    new = sensed("a", 10.0 * np.arange(7), OVER[1:], first=1)
    assert len(told(new)[1]) == 1
    assert told(new.slice(0, 6))[1] == []
    late = sensed("a", 10.0 * np.arange(5), [-60.0, 30.0, 80.0, 130.0, 180.0], first=1)
    assert told(late)[1] == []


def test_a_radar_track_that_leaps_over_the_line_makes_no_crossing() -> None:
    leap = [-200.0, -200.0, -200.0, 120.0, 122.0, 124.0, 126.0]
    seconds = [0.0, 5.0, 10.0, 29.0, 34.0, 39.0, 44.0]
    speed = [1.0, 1.0, 1.0, 60.0, 15.0, 6.0, 6.0]  # the filter takes the leap for speed at first
    assert told(sensed("a", seconds, leap, speed=speed)) == ([], [])
    assert len(told(sensed("a", seconds, leap, speed=22.0))[1]) == 1
    assert told(sensed("a", seconds[:6], leap[:6], speed=22.0)) == ([], [])
    # What reports itself is believed: its own track engine has judged the leap.
    assert len(told(points("a", seconds, 2290.0, leap, identity="mmsi:1", speed=1.0))[1]) == 1


def test_what_stood_on_either_side_and_went_over_in_one_step_makes_no_crossing() -> None:
    seconds = [0.0, 5.0, 10.0, 13.0, 18.0, 23.0, 28.0, 33.0]
    speed = [2.5, 2.5, 2.5, 45.0, 14.0, 4.0, 4.0, 3.7]
    leap = [-30.0, -30.0, -30.0, 50.0, 52.0, 54.0, 52.0, 54.0]
    assert told(sensed("a", seconds, leap, speed=speed, course=None)) == ([], [])
    walk = np.arange(-36.0, 73.0, 12.0)
    slow = sensed("a", 5.0 * np.arange(10), walk, speed=4.6, course=None)
    assert len(told(ordered(long_before(), slow))[1]) == 1


def test_what_may_lie_at_anchor_and_was_not_heard_yet_makes_no_crossing() -> None:
    """What transmits and lies still does so every three minutes."""
    walk = np.arange(-36.0, 73.0, 12.0)
    for since, count in ((10.0, 0), (100.0, 0), (170.0, 0), (190.0, 1)):
        slow = sensed("a", since + 5.0 * np.arange(10), walk, speed=4.6, course=None)
        first = points("b", [0.0], 2305.0, [900.0], identity="mmsi:9", speed=0.0)
        assert len(told(ordered(first, slow))[1]) == count
        quick = sensed("a", since + 5.0 * np.arange(10), 3.0 * walk, speed=14.0, course=across())
        assert len(told(ordered(first, quick))[1]) == 1


def silent(course: float, speed: float = 9.72) -> pa.Table:
    """A boat at 5 m/s towards the line, unseen for 200 s, and one that is first seen beyond it."""
    seconds = 10.0 * np.arange(9)
    before = sensed("a", seconds[:5], np.arange(-740.0, -500.0, 50.0))
    beyond = np.linspace(460.0, 860.0, 9)
    return ordered(
        before, sensed("b", seconds + 240.0, beyond, first=1, course=course, speed=speed)
    )


def test_a_long_silence_over_the_line_is_a_crossing_only_where_both_ends_move_that_way() -> None:
    assert len(told(silent(across()))[1]) == 1
    assert told(silent(across() + 90.0)) == ([], [])
    assert told(silent(across() + 180.0)) == ([], [])
    assert told(silent(across(), speed=1.0)) == ([], [])


def test_rows_of_the_layout_before_are_read_as_far_as_they_go() -> None:
    rows = np.zeros(2, SECOND)
    rows["track"], rows["side"], rows["usual"] = [b"a", b"b"], [1, -1], [4.0, 5.0]
    after = unpack(CrossingState(tracks=rows.tobytes(), layout=2))
    assert after["side"].tolist() == [1, -1]
    assert after["usual"].tolist() == [4.0, 5.0]
    assert after["fastest"].tolist() == [0.0, 0.0]


def test_a_radar_track_and_the_transponder_of_one_boat_are_one_event() -> None:
    dark = sensed("radar", 5.0 * np.arange(15), -170.0 + 25.0 * np.arange(15))
    late = np.array([0.0, 30.0, 60.0, 90.0])
    ais = points(
        "ais",
        late + 2.0,
        2290.02,
        5.0 * late - 165.0,
        identity="mmsi:1",
        speed=9.72,
        course=across(),
    )
    crossings, findings = told(ordered(dark, ais))
    assert len({each.event_id for each in findings}) == 1
    assert [each.revision for each in findings] == list(range(1, len(findings) + 1))
    assert (findings[0].finding, findings[-1].finding) == ("dark-crossing", "line-crossing")
    assert findings[-1].subject == "mmsi:1"
    gone = {each["supersedes"] for each in crossings}
    assert [each["identity"] for each in crossings if each["id"] not in gone] == ["mmsi:1"]
    for size in (1, 3):
        assert [each.id for each in told(ordered(dark, ais), size=size)[1]] == [
            each.id for each in findings
        ]
    apart = points(
        "ais",
        late + 2.0,
        2291.0,
        5.0 * late - 165.0,
        identity="mmsi:1",
        speed=9.72,
        course=across(),
    )
    assert len({each.event_id for each in told(ordered(dark, apart))[1]}) == 2
    # At the same place and time, and quite another way: that is another boat.
    other = points(
        "ais",
        late + 2.0,
        2290.02,
        5.0 * late - 165.0,
        identity="mmsi:1",
        speed=9.72,
        course=across() - 120.0,
    )
    assert len({each.event_id for each in told(ordered(dark, other))[1]}) == 2


def test_what_went_silent_over_the_line_is_the_dark_boat_that_it_can_have_been() -> None:
    dark = sensed("radar", 100.0 + 5.0 * np.arange(15), -170.0 + 25.0 * np.arange(15))
    seconds = np.concatenate([10.0 * np.arange(6), 240.0 + 10.0 * np.arange(4)])
    off = np.concatenate([np.linspace(-700.0, -450.0, 6), np.linspace(700.0, 850.0, 4)])
    ais = points(
        "ais", seconds, 2290.3, off, identity="mmsi:1", speed=9.72, course=across() - 120.0
    )
    findings = told(ordered(dark, ais))[1]
    assert len({each.event_id for each in findings}) == 1
    assert findings[-1].subject == "mmsi:1"
    far = points("ais", seconds, 2291.5, off, identity="mmsi:1", speed=9.72)
    assert len({each.event_id for each in told(ordered(dark, far))[1]}) == 2
    # What was heard all the while went its own way.
    heard = points(
        "ais", np.arange(0.0, 270.0, 10.0), 2290.3, np.linspace(-700.0, 850.0, 27),
        identity="mmsi:1", speed=9.72, course=across(),
    )  # fmt: skip
    assert len({each.event_id for each in told(ordered(dark, heard))[1]}) == 2


def test_a_radar_track_behind_a_transponder_that_was_told_repeats_nothing() -> None:
    ais = points(
        "ais", 10.0 * np.arange(8), 2290.0, OVER, identity="mmsi:1", speed=9.72, course=across()
    )
    dark = sensed("radar", 10.0 * np.arange(8) + 4.0, OVER)
    findings = told(ordered(ais, dark))[1]
    assert {each.finding for each in findings} == {"line-crossing"}
    assert len({each.event_id for each in findings}) == 1
