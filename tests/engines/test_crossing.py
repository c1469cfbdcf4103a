"""Tracks over the line: each true crossing once, none for a wobble, and what is said of it."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.crossing import Crossings, CrossingState, arrival
from northline.engines.registry import configured, describe
from northline.geo.distance import bearing, destination, distance
from northline.geo.ports import port
from northline.records.finding import Finding
from northline.records.ids import Origin
from northline.records.track import Direction
from tests.engines.running import crossed, run, tracked
from tests.engines.traffic import EPOCH, METRES_IN_A_DEGREE, positions, spot

TO_CANADA, TO_US = Direction.TO_CANADA.value, Direction.TO_UNITED_STATES.value


def leg(
    start: tuple[float, float], end: tuple[float, float], *, every: float = 10.0, knots: float = 12.0,
    noise: float = 0.0, seed: int = 0, at: float = 0.0, skip: tuple[float, float] = (0.0, 0.0),
    identity: str = "mmsi:316000001", **more: Any,
) -> pa.Table:  # fmt: skip
    """A craft straight from one place to another; silent in the part ``skip`` of the way."""
    rng = np.random.default_rng(seed)
    whole = float(distance([start[0]], [start[1]], [end[0]], [end[1]])[0])
    course = float(bearing([start[0]], [start[1]], [end[0]], [end[1]])[0])
    seconds = np.arange(0.0, whole / (knots * 0.514444) + every, every)
    part = seconds * knots * 0.514444 / whole
    seconds = seconds[(part < skip[0]) | (part >= skip[1])]
    n = len(seconds)
    lon, lat = destination([start[0]] * n, [start[1]] * n, [course] * n, seconds * knots * 0.514444)
    shrink = METRES_IN_A_DEGREE * np.cos(np.radians(lat))
    lon = lon + rng.normal(0, noise, n) / shrink
    lat = lat + rng.normal(0, noise, n) / METRES_IN_A_DEGREE
    return positions(
        identity, seconds + at, lon, lat, speed=[knots] * n, course=[course] * n, **more
    )


def off(km: float, metres: float) -> tuple[float, float]:
    """The place so many metres off the line, towards Canada."""
    lon, lat = spot(km, metres)
    return float(lon[0]), float(lat[0])


def codes(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.explained()]


def words(finding: Finding, language: str = "en") -> str:
    return " ".join(describe(reason, language) for reason in finding.explained())


def test_a_boat_over_the_detroit_river_is_found_once_where_and_when_it_crossed() -> None:
    crossings, findings = crossed(leg(off(2296.0, -400.0), off(2296.0, 400.0), noise=8.0))
    (record,), (finding,) = crossings, findings
    assert record["direction"] == TO_CANADA
    assert record["segment"] == "atlantic-pacific"
    assert record["km"] == pytest.approx(2296.0, abs=0.1)
    middle = off(2296.0, 0.0)
    assert float(distance([record["lon"]], [record["lat"]], *[[v] for v in middle])[0]) < 60.0
    half = 400.0 / (12.0 * 0.514444)
    assert finding.at - EPOCH == pytest.approx(half * 1e6, abs=10e6)
    assert record["at_sigma"] < 10.0
    assert record["speed_knots"] == pytest.approx(12.0, abs=1.0)
    assert record["side_certainty"] >= 0.95**2
    assert finding.finding == "line-crossing"
    assert finding.subject == "mmsi:316000001"
    assert finding.score == record["side_certainty"]
    assert finding.km == record["km"]
    assert finding.about == (record["id"],)
    assert finding.revision == 1
    assert finding.cell is not None
    assert codes(finding) == ["crossed-no-port-known"]


def test_its_evidence_is_both_points_and_the_positions_under_them() -> None:
    table = leg(off(2296.0, 300.0), off(2296.0, -300.0))
    (record,), (finding,) = crossed(table)
    by_id = {row["id"]: row for row in tracked(table).to_pylist()}
    before, after, *under = record["evidence"]
    assert [by_id[before]["evidence"], by_id[after]["evidence"]] == [[each] for each in under]
    assert set(under) <= set(table.column("id").to_pylist())
    assert record["track"] == table.column("id")[0].as_py()
    assert finding.event_id == Origin("event", "crossing").derived(before)
    assert (
        finding.received
        == max(by_id[each]["received"] for each in (before, after)).timestamp() * 1e6
    )


def test_the_words_say_that_a_crossing_is_no_failure_to_report() -> None:
    _, (finding,) = crossed(leg(off(2296.0, -400.0), off(2296.0, 400.0)))
    assert "A line crossing is not a failure to report" in words(finding)
    assert "Franchir la ligne n\u2019est pas omettre de se déclarer" in words(finding, "fr")


@settings(max_examples=40, deadline=None)
@given(
    km=st.floats(2283.0, 2309.0),
    half=st.floats(150.0, 500.0),
    slant=st.floats(-0.5, 0.5),
    knots=st.floats(3.0, 40.0),
    every=st.sampled_from([2.0, 10.0, 30.0]),
    noise=st.floats(0.0, 15.0),
    to_canada=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_a_straight_track_that_crosses_once_is_found_once(
    km: float, half: float, slant: float, knots: float, every: float, noise: float,
    to_canada: bool, seed: int,
) -> None:  # fmt: skip
    way = 1.0 if to_canada else -1.0
    start, end = (
        off(km - slant * half / 1000, -way * half),
        off(km + slant * half / 1000, way * half),
    )
    crossings, findings = crossed(leg(start, end, knots=knots, every=every, noise=noise, seed=seed))
    assert [each["direction"] for each in crossings] == [TO_CANADA if to_canada else TO_US]
    assert len(findings) == 1
    (reason, *_) = findings[0].explained()
    assert reason.share == findings[0].score


@settings(max_examples=20, deadline=None)
@given(km=st.floats(2283.0, 2309.0), metres=st.floats(70.0, 400.0), seed=st.integers(0, 99))
def test_a_straight_track_on_one_side_is_never_found(km: float, metres: float, seed: int) -> None:
    ends = off(km, metres), off(km, metres * 3.0)
    for start, end in (ends, ends[::-1]):
        assert crossed(leg(start, end, noise=10.0, seed=seed)) == ([], [])


def test_first_sight_is_no_crossing() -> None:
    assert crossed(leg(off(2296.0, 50.0), off(2296.0, 400.0))) == ([], [])
    assert crossed(leg(off(2296.0, -400.0), off(2296.0, 400.0)).slice(0, 1)) == ([], [])


def test_there_and_back_are_two() -> None:
    there = leg(off(2296.0, -300.0), off(2296.0, 300.0))
    back = leg(off(2296.0, 300.0), off(2296.0, -300.0), at=300.0)
    crossings, findings = crossed(pa.concat_tables([there, back]))
    assert [each["direction"] for each in crossings] == [TO_CANADA, TO_US]
    assert len({finding.event_id for finding in findings}) == 2


def wobbling(metres: float, seed: int, *, every: float, noise: float, stated: bool) -> pa.Table:
    """Two hours of a vessel along the line, on one side of it all the time."""
    rng = np.random.default_rng(seed)
    n = int(7200 / every)
    lon, lat = spot(2285.0 + np.arange(n) * every * 1.5 / 1000.0, metres, smooth=0.02)
    shrink = METRES_IN_A_DEGREE * np.cos(np.radians(lat))
    east, north = np.gradient(lon) * shrink / every, np.gradient(lat) * METRES_IN_A_DEGREE / every
    east, north = east + rng.normal(0, 0.2, n), north + rng.normal(0, 0.2, n)
    return positions(
        "mmsi:367000001", np.arange(n) * every, lon + rng.normal(0, noise, n) / shrink,
        lat + rng.normal(0, noise, n) / METRES_IN_A_DEGREE, sigma=noise,
        speed=np.hypot(east, north) / 0.514444 if stated else None,
        course=np.degrees(np.arctan2(east, north)) % 360.0 if stated else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("metres", "stated", "most"), [(0.0, True, 0.0), (0.0, False, 5.0), (20.0, False, 0.2)]
)
def test_noise_along_the_line_makes_few_events(metres: float, stated: bool, most: float) -> None:
    """Events per vessel-hour right on the line, or 20 m beside it, with 15 m of noise."""
    events = sum(
        len(crossed(wobbling(metres, seed, every=10.0, noise=15.0, stated=stated))[1])
        for seed in range(5)
    )
    assert events / 10.0 <= most


@pytest.mark.parametrize("seed", range(5))
def test_a_vessel_moored_near_the_line_is_never_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 480
    lon, lat = spot(np.full(n, 2290.0), 30.0 + 6.0 * np.sin(np.arange(n) / 20.0))
    shrink = METRES_IN_A_DEGREE * np.cos(np.radians(lat))
    table = positions(
        "mmsi:1", np.arange(n) * 180.0, lon + rng.normal(0, 8, n) / shrink,
        lat + rng.normal(0, 8, n) / METRES_IN_A_DEGREE, speed=[0.0] * n, course=[200.0] * n,
    )  # fmt: skip
    assert crossed(table) == ([], [])


def test_a_glitch_over_the_line_is_no_crossing() -> None:
    clean = leg(off(2290.0, 300.0), off(2292.0, 300.0))
    lon, lat = off(2291.0, -4000.0)
    glitch = positions("mmsi:316000001", [155.0], [lon], [lat])
    table = pa.concat_tables([clean.slice(0, 16), glitch, clean.slice(16)])
    assert crossed(table) == ([], [])


def test_two_ships_of_one_identity_on_both_sides_are_no_crossing() -> None:
    here = leg(off(2290.0, 3000.0), off(2292.0, 3000.0))
    there = leg(off(2290.0, -3000.0), off(2292.0, -3000.0), at=5.0)
    assert crossed(pa.concat_tables([here, there]).sort_by("at")) == ([], [])


NORTHWEST_ANGLE = [
    ((-95.17, 49.33), (-95.13, 49.33), TO_US),
    ((-94.90, 49.33), (-94.84, 49.33), TO_CANADA),
]
POINT_ROBERTS = [
    ((-123.12, 49.02), (-123.12, 48.98), TO_US),
    ((-123.20, 48.97), (-123.36, 48.97), TO_CANADA),
]


@pytest.mark.parametrize(("start", "end", "direction"), NORTHWEST_ANGLE + POINT_ROBERTS)
def test_exclaves_have_a_line_on_every_side(
    start: tuple[float, float], end: tuple[float, float], direction: str
) -> None:
    crossings, findings = crossed(leg(start, end, knots=20.0))
    assert [each["direction"] for each in crossings] == [direction]
    assert len(findings) == 1


def test_a_boat_to_the_northwest_angle_crosses_twice_by_water() -> None:
    """From the open lake in Minnesota over the Ontario part and back into Minnesota."""
    table = leg((-94.70, 49.33), (-95.17, 49.33), knots=25.0, every=30.0)
    crossings, _ = crossed(table)
    assert [each["direction"] for each in crossings] == [TO_US, TO_CANADA]


def test_round_an_end_of_the_line_is_no_crossing() -> None:
    table = leg((-124.9, 48.45), (-124.9, 48.54), knots=20.0)
    assert crossed(table) == ([], [])
    _, state = run(Crossings(), [{"track": tracked(table)}])
    assert isinstance(state, CrossingState)
    assert state.counts.round_the_end == 1


def test_where_the_governments_disagree_the_finding_says_so() -> None:
    _, (finding,) = crossed(leg((-131.5, 54.75), (-131.5, 54.60), knots=20.0, every=30.0))
    assert "line-not-agreed" in codes(finding)
    assert "The two governments" in words(finding)


def test_going_dark_over_the_line_is_said_with_its_minutes() -> None:
    table = leg(off(2296.0, -3000.0), off(2296.0, 3000.0), skip=(0.25, 0.75))
    (record,), (finding,) = crossed(table)
    (silent,) = [r for r in finding.explained() if r.code == "silent-over-the-line"]
    minutes = 3000.0 / (12.0 * 0.514444) / 60.0
    assert silent.args["minutes"] == pytest.approx(minutes, abs=0.5)
    assert silent.args["usual_seconds"] == 10.0
    assert silent.share == 0.0
    assert record["at_sigma"] > 20.0
    assert record["sigma"] > 100.0
    assert finding.since < finding.at < finding.until
    assert "8 minutes" in words(finding)


def test_one_that_always_reports_seldom_is_not_silent() -> None:
    table = leg(off(2296.0, -9000.0), off(2296.0, 9000.0), every=360.0)
    _, (finding,) = crossed(table)
    assert "silent-over-the-line" not in codes(finding)


def test_a_report_later_than_a_track_lives_is_no_crossing() -> None:
    table = leg(off(2296.0, -9000.0), off(2296.0, 9000.0), knots=8.0, skip=(0.1, 0.9))
    assert crossed(table) == ([], [])


def at_algonac(craft: str = "vessel") -> pa.Table:
    """Over the St. Clair River at the ferry of Algonac."""
    return leg(off(2356.4, -500.0), off(2356.4, 500.0), craft=craft)


@pytest.mark.parametrize(
    ("answer", "found", "code"),
    [(True, 0, None), (False, 1, "port-closed"), (None, 1, "port-hours-unknown")],
)
def test_at_a_ferry_port_it_depends_on_its_hours(
    monkeypatch: pytest.MonkeyPatch, answer: bool | None, found: int, code: str | None
) -> None:
    asked = []

    def hours(of: Any, at: int) -> bool | None:
        asked.append((of.id, at))
        return answer if of.id == "algonac-mi" else True

    monkeypatch.setattr(arrival, "is_open", hours)
    (record,), findings = crossed(at_algonac())
    assert len(findings) == found
    assert record["port_distance"] > 0.0
    assert (record["port"] == "algonac-mi") == (answer is True)
    assert ("algonac-mi", int(record["at"].timestamp() * 1e6)) in asked
    for finding in findings:
        assert codes(finding) == ["crossed-away-from-port", code]
        assert "Algonac" in words(finding)
        assert port("algonac-mi").name in words(finding, "fr")


def under_the_ambassador_bridge(craft: str, knots: float) -> pa.Table:
    """Over the Detroit River within 500 m of the middle of the bridge."""
    return leg((-83.0825, 42.309), (-83.0655, 42.315), craft=craft, knots=knots, every=5.0)


def test_a_bridge_is_no_port_for_the_boat_under_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "is_open", lambda of, at: True)
    (record,), findings = crossed(under_the_ambassador_bridge("vessel", 12.0))
    assert len(findings) == 1
    assert record["port_distance"] > 2000.0


def test_a_vehicle_on_the_bridge_is_recorded_and_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "is_open", lambda of, at: True)
    (record,), findings = crossed(under_the_ambassador_bridge("vehicle", 25.0))
    assert not findings
    assert record["port_distance"] < 500.0


@pytest.mark.parametrize(
    ("craft", "recorded", "found"),
    [("aircraft", 1, 1), ("drone", 1, 1), ("unknown", 1, 1), ("unit", 1, 0), ("person", 1, 1)],
)
def test_which_craft_are_found(craft: str, recorded: int, found: int) -> None:
    crossings, findings = crossed(leg(off(2290.0, -400.0), off(2290.0, 400.0), craft=craft))
    assert (len(crossings), len(findings)) == (recorded, found)


@pytest.mark.parametrize("craft", ["station", "aid-to-navigation"])
def test_what_stands_still_never_crosses(craft: str) -> None:
    track = tracked(leg(off(2290.0, -400.0), off(2290.0, 400.0)))
    place = track.schema.get_field_index("craft")
    still = track.set_column(place, track.schema.field("craft"), pa.array([craft] * track.num_rows))
    given_kinds, _ = run(Crossings(), [{"track": still}])
    assert not given_kinds


def test_the_marking_is_the_join_of_both_ends() -> None:
    table = leg(off(2296.0, -400.0), off(2296.0, 400.0))
    marked = [7] * 5 + [11] * (table.num_rows - 5)
    place = table.schema.get_field_index("marking")
    table = table.set_column(place, table.schema.field("marking"), pa.array(marked, pa.uint64()))
    (record,), (finding,) = crossed(table)
    assert record["marking"] == finding.marking == 11


def test_a_surer_engine_waits_longer() -> None:
    table = leg(off(2296.0, -400.0), off(2296.0, 400.0), every=2.0, noise=5.0)
    sure = configured("crossing", {"certainty": 0.9999})
    assert isinstance(sure, Crossings)
    (_, (early,)), (_, (late,)) = crossed(table), crossed(table, sure)
    assert late.until >= early.until
    assert late.score >= early.score


def flown(start: float | None, end: float | None = None, **more: Any) -> pa.Table:
    """An aircraft over the line from the south, climbing or descending evenly, far from airports."""
    table = leg(
        off(2290.0, -3000.0), off(2290.0, 3000.0), knots=200.0, every=5.0,
        identity="icao:c07a4b", craft="aircraft", **more,
    )  # fmt: skip
    if start is None:
        return table
    heights = np.linspace(start, start if end is None else end, table.num_rows)
    return _with(table, "altitude", heights.tolist(), "pressure")


def _with(table: pa.Table, name: str, values: list[Any], reference: str) -> pa.Table:
    for column, given_values in (
        (name, values),
        ("altitude_reference", [None if value is None else reference for value in values]),
    ):
        place = table.schema.get_field_index(column)
        field = table.schema.field(column)
        table = table.set_column(place, field, pa.array(given_values, field.type))
    return table


def test_an_overflight_above_the_ceiling_is_recorded_and_is_no_finding() -> None:
    crossings, findings = crossed(flown(10_972.8))
    assert not findings
    (record,) = crossings
    assert (record["altitude"], record["altitude_reference"]) == (10_972.8, "pressure")
    assert record["identity"] == "icao:c07a4b"
    _, state = run(Crossings(), [{"track": tracked(flown(10_972.8))}])
    assert isinstance(state, CrossingState)
    assert (state.counts.crossings, state.counts.overflights) == (1, 1)


def test_a_low_aircraft_is_found_and_its_altitude_is_said() -> None:
    (record,), (finding,) = crossed(flown(450.0))
    assert record["altitude"] == 450.0
    assert codes(finding) == ["crossed-no-port-known", "below-aircraft-ceiling"]
    _, height = finding.explained()
    assert height.args == {"altitude": 450.0, "reference": "pressure", "ceiling": 3000.0}
    assert height.share == 0.0
    assert "450 m (pressure altitude, standard atmosphere)" in words(finding)
    assert "450 m (altitude-pression, atmosphère type)" in words(finding, "fr")
    assert "An aircraft may lawfully fly over the line" in words(finding)
    assert "Un aéronef peut légalement survoler la ligne" in words(finding, "fr")
    assert "It says nothing about any person" in words(finding)


def test_an_unknown_altitude_counts_as_below_and_the_reason_says_so() -> None:
    (record,), (finding,) = crossed(flown(None))
    assert (record["altitude"], record["altitude_reference"]) == (None, None)
    assert codes(finding) == ["crossed-no-port-known", "altitude-not-known"]
    assert "Its altitude is not known" in words(finding)
    assert "Son altitude n\u2019est pas connue" in words(finding, "fr")


@pytest.mark.parametrize(
    ("start", "end", "found"), [(3000.0, 3000.0, 1), (3000.1, 3000.1, 0), (5000.0, 500.0, 1),
                                (5500.0, 1500.0, 0), (1500.0, 5500.0, 0), (2000.0, 3900.0, 1)],
)  # fmt: skip
def test_the_altitude_that_counts_is_that_at_the_line(start: float, end: float, found: int) -> None:
    (record,), findings = crossed(flown(start, end))
    assert len(findings) == found
    assert record["altitude"] == pytest.approx((start + end) / 2.0, abs=150.0)


def test_one_end_without_altitude_takes_the_other_s() -> None:
    table = flown(800.0)
    n = table.num_rows
    for values in ([None] * (n // 2) + [800.0] * (n - n // 2), [800.0] * (n // 2) + [None] * n):
        track = _with(tracked(table), "altitude", values[:n], "geometric")
        record = run(Crossings(), [{"track": track}])[0]["crossing"].to_pylist()[0]
        assert (record["altitude"], record["altitude_reference"]) == (800.0, "geometric")


def test_where_both_ends_measure_differently_the_nearer_one_counts() -> None:
    track = tracked(flown(800.0))
    n = track.num_rows
    for before, after in (("pressure", "geometric"), ("geometric", "pressure")):
        words_given = [before] * (n // 2) + [after] * (n - n // 2)
        heights = [800.0 if word == "pressure" else 900.0 for word in words_given]
        mixed = _with(track, "altitude", heights, "pressure")
        place = mixed.schema.get_field_index("altitude_reference")
        field = mixed.schema.field("altitude_reference")
        mixed = mixed.set_column(place, field, pa.array(words_given))
        record = run(Crossings(), [{"track": mixed}])[0]["crossing"].to_pylist()[0]
        assert (record["altitude"], record["altitude_reference"]) in (
            (800.0, "pressure"), (900.0, "geometric"),
        )  # fmt: skip


def test_the_ceiling_is_a_parameter() -> None:
    low = configured("crossing", {"aircraft_ceiling": 400.0})
    assert isinstance(low, Crossings)
    assert crossed(flown(450.0), low)[1] == []


def test_only_aircraft_have_a_ceiling() -> None:
    table = leg(off(2290.0, -400.0), off(2290.0, 400.0), craft="drone")
    high = _with(table, "altitude", [5000.0] * table.num_rows, "geometric")
    (record,), (finding,) = crossed(high)
    assert record["altitude"] == 5000.0
    assert codes(finding) == ["crossed-no-port-known"]


@pytest.mark.parametrize("altitude", [None, 100.0, 9000.0])
def test_a_friendly_unit_is_recorded_and_never_a_finding(altitude: float | None) -> None:
    table = leg(off(2296.0, -400.0), off(2296.0, 400.0), craft="unit", identity="cot:patrol-1")
    if altitude is not None:
        table = _with(table, "altitude", [altitude] * table.num_rows, "geometric")
    (record,), findings = crossed(table)
    assert findings == []
    assert (record["craft"], record["identity"]) == ("unit", "cot:patrol-1")


def test_the_state_of_a_track_keeps_the_altitude_of_its_last_sure_point() -> None:
    table = flown(450.0)
    assert crossed(table, size=1) == crossed(table)
