"""Plans: who is proposed, by which way, where they meet it, and what the lines say."""

from typing import Any

import msgspec
import numpy as np
import pytest

from northline.engines.dispatch import Dispatch, DispatchParams, DispatchState, Speeds, Territory
from northline.engines.dispatch.state import TRACK
from northline.engines.registry import configured, describe
from northline.geo.distance import near_distance
from northline.geo.terrain import Grid, water
from northline.records.errors import SettingsError
from northline.records.units import Degrees, MetresPerSecond, Seconds
from tests.engines.dispatching import (
    RIVER,
    WINDSOR,
    found,
    left_out,
    lines,
    plan,
    planned,
    route,
    sailing,
    sent,
    street,
    tables,
    town,
    unit,
)
from tests.engines.traffic import EPOCH, moment

STREETS = town(-83.08, 42.18)
IN_TOWN: dict[str, Any] = {
    "roads": STREETS,
    "tracks": sailing("mmsi:316000001", *WINDSOR, knots=None, craft="person"),
    "findings": [found(*WINDSOR, finding="land-crossing")],
}
ON_THE_RIVER: dict[str, Any] = {
    "tracks": sailing("mmsi:316000001", *RIVER),
    "findings": [found(*RIVER)],
}


def test_the_three_that_are_there_first_are_proposed_in_order() -> None:
    cars = [unit(f"CAR{k}", "vehicle", -83.05 + 0.012 * k, 42.23) for k in (3, 1, 4, 2)]
    made = plan(**IN_TOWN, units=cars)
    assert sent(made) == ["CAR1", "CAR2", "CAR3"]
    minutes = [float(each.args["minutes"] or 0) for each in lines(made, "send")]
    assert minutes == sorted(minutes)
    assert made.finding == "dispatch-plan"
    assert made.about == (tables(**IN_TOWN)["finding"]["id"][0].as_py(),)


def test_the_time_is_that_of_the_road_and_of_turning_out() -> None:
    far = street("only", [(-83.05, 42.20), (-83.05, 42.25)], speed=10.0)
    made = plan(**{**IN_TOWN, "roads": far}, units=[unit("CAR", "vehicle", -83.05, 42.25)])
    (line,) = lines(made, "send")
    metres = float(near_distance(-83.05, 42.20, -83.05, 42.25)[0])
    assert float(line.args["minutes"] or 0) == pytest.approx(
        (metres / 10.0 + float(DispatchParams().turnout)) / 60.0, rel=0.02
    )
    assert float(line.args["km"] or 0) == pytest.approx(metres / 1000.0, rel=0.02)


def test_who_walks_the_last_stretch_may_be_later_than_who_goes_around() -> None:
    # From the road in the north it is 1.5 km on foot; the road in the south comes by.
    north = street("north", [(-83.10, 42.2135), (-83.00, 42.2135)])
    around = street("around", [(-83.00, 42.2135), (-83.00, 42.20), (-83.05, 42.20)])
    car = unit("CAR", "vehicle", -83.05, 42.2135)
    (by_road,) = lines(plan(**{**IN_TOWN, "roads": north + around}, units=[car]), "send")
    (on_foot,) = lines(plan(**{**IN_TOWN, "roads": north}, units=[car]), "send")
    assert float(by_road.args["minutes"] or 0) < float(on_foot.args["minutes"] or 0)
    assert float(by_road.args["km"] or 0) > 3 * float(on_foot.args["km"] or 0)
    assert float(on_foot.args["minutes"] or 0) > 1500 / 1.4 / 60


def test_a_one_way_road_a_closed_one_and_a_ferry_are_not_driven() -> None:
    car = unit("CAR", "vehicle", -83.05, 42.25)
    places = [(-83.05, 42.25), (-83.05, 42.23), (-83.05, 42.20)]
    for more, there in (
        ({}, ["CAR"]),
        ({"one_way": True}, ["CAR"]),
        ({"closed": True}, []),
        ({"carried": "ferry"}, []),
        ({"carried": "bridge"}, ["CAR"]),
    ):
        made = plan(**{**IN_TOWN, "roads": street("a", places, **more)}, units=[car])
        assert sent(made) == there
    against = street("a", places[::-1], one_way=True)
    assert sent(plan(**{**IN_TOWN, "roads": against}, units=[car])) == []


def test_a_road_is_closed_by_a_newer_record_of_it() -> None:
    car = unit("CAR", "vehicle", -83.05, 42.25)
    way = street("a", [(-83.05, 42.25), (-83.05, 42.20)])
    closed = [{**each, "closed": True, "second": 60.0} for each in way]
    assert sent(plan(**{**IN_TOWN, "roads": way + closed}, units=[car])) == []


def test_a_boat_goes_over_water_alone() -> None:
    made = plan(**ON_THE_RIVER, units=[unit("BOAT", "boat", -83.125, 42.26)])
    (line,) = lines(made, "send")
    way = route(line)[1:]
    assert len(way) > 2
    for lon, lat in way:
        beside = np.array([-0.0009, 0.0, 0.0009])
        assert water(Grid(lon + beside, lat + beside)).any()
    assert sent(plan(**ON_THE_RIVER, units=[unit("BOAT", "boat", -83.02, 42.24)])) == []


def test_it_is_met_where_a_unit_can_be_in_time() -> None:
    made = plan(**ON_THE_RIVER, units=[unit("HELO", "helicopter", -82.98, 42.27)])
    (meeting,) = lines(made, "meet")
    (line,) = lines(made, "send")
    assert float(line.args["minutes"] or 0) <= float(meeting.args["minutes"] or 0)
    assert made.score == pytest.approx(float(meeting.args["percent"] or 0) / 100.0, abs=1e-3)
    last = route(line)[-1]
    met = float(meeting.args["lon"] or 0), float(meeting.args["lat"] or 0)
    assert float(near_distance(*last, *met)[0]) <= DispatchParams().meet + 1.0
    # Into Canada, 70 degrees at 8 knots, since the last point.
    metres = 8.0 * 1852.0 / 3600.0 * 60.0 * float(meeting.args["minutes"] or 0)
    assert float(near_distance(*RIVER, *met)[0]) == pytest.approx(metres, rel=0.01)


def test_who_meets_it_comes_before_who_is_there_sooner_and_meets_nothing() -> None:
    boat = unit("BOAT", "boat", -83.125, 42.26)  # of the other side
    made = plan(**ON_THE_RIVER, units=[boat, unit("HELO", "helicopter", -82.98, 42.27)])
    assert sent(made) == ["HELO", "BOAT"]
    assert [each.args["unit"] for each in lines(made, "meet")] == ["HELO"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"crew": 1}, "too-few-officers"),
        ({"mode": "unknown"}, "mode-unknown"),
        ({"second": -400.0}, "place-too-old"),
        ({"stale": EPOCH}, "place-too-old"),
        ({"range": 4_000.0}, "fuel"),
    ],
)
def test_a_unit_that_is_not_fit_is_told_of_with_the_reason(more: Any, why: str) -> None:
    made = plan(**IN_TOWN, units=[{**unit("CAR", "vehicle", -83.04, 42.24), **more}])
    assert sent(made) == []
    assert left_out(made) == {"CAR": why}
    assert lines(made, "no-unit")
    assert made.score == 0.0


def test_an_aircraft_needs_fuel_for_the_way_back_too() -> None:
    helo = {**unit("HELO", "helicopter", -83.05, 42.30), "range": 20_000.0}
    assert left_out(plan(**IN_TOWN, units=[helo])) == {"HELO": "fuel"}
    made = plan(**IN_TOWN, units=[{**helo, "range": 40_000.0}])
    (line,) = lines(made, "fuel-left")
    assert float(line.args["km"] or 0) == pytest.approx(40.0 - 2 * 11.1, abs=0.3)


def test_what_is_not_stated_is_said() -> None:
    made = plan(**IN_TOWN, units=[unit("CAR", "vehicle", -83.04, 42.24, crew=None)])
    assert lines(made, "crew-not-stated")
    assert lines(made, "fuel-not-stated")


def test_a_stated_speed_counts_by_terrain() -> None:
    slow = unit("CAR", "vehicle", -83.04, 42.24, speed_road=3.0)
    quick = unit("CAR", "vehicle", -83.04, 42.24)
    minutes = [
        float(lines(plan(**IN_TOWN, units=[each]), "send")[0].args["minutes"] or 0)
        for each in (slow, quick)
    ]
    out = float(DispatchParams().turnout) / 60.0
    assert minutes[0] - out == pytest.approx(14.0 / 3.0 * (minutes[1] - out), rel=0.1)


def test_where_a_unit_was_last_is_known_from_its_track_too() -> None:
    car = unit("CAR", "vehicle", -83.04, 42.29, second=100.0)
    moved = sailing("cot:CAR", -83.05, 42.21, craft="unit", until=590.0)
    (stale,) = lines(plan(**IN_TOWN, units=[car]), "send")
    rows = {**IN_TOWN, "tracks": [moved[0], *IN_TOWN["tracks"]]}
    (fresh,) = lines(plan(**rows, units=[car]), "send")
    assert float(fresh.args["km"] or 0) < 0.3 * float(stale.args["km"] or 0)


def test_a_drone_looks_and_is_not_sent_and_only_with_authority_over_the_airspace() -> None:
    drone = unit("DRONE", "drone", -83.05, 42.25, crew=0, range=20_000.0)
    made = plan(**ON_THE_RIVER, units=[drone])
    assert not lines(made, "look-from-the-air")
    assert left_out(made) == {"DRONE": "no-airspace-authority"}
    made = plan(**ON_THE_RIVER, units=[{**drone, "authority": ["airspace"]}])
    (line,) = lines(made, "look-from-the-air")
    assert sent(made) == []
    assert "another authority" in describe(line, "en")


def camera(**more: Any) -> dict[str, Any]:
    return {
        "identity": "camera:t4", "sort": "camera", "state": "working", "lon": -83.10, "lat": 42.23,
        "range": 4_000.0, "timed": True, "detection": [], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "looks"),
    [
        ({}, True),
        ({"state": "down"}, False),
        ({"sort": "radar"}, False),
        ({"range": 500.0}, False),
        ({"bearing_from": 270.0, "bearing_to": 330.0}, True),
        ({"bearing_from": 90.0, "bearing_to": 120.0}, False),
    ],
)
def test_a_camera_that_sees_its_way_is_proposed_to_look(more: Any, looks: bool) -> None:
    made = plan(**ON_THE_RIVER, sensors=[camera(**more)])
    told = lines(made, "look")
    assert bool(told) is looks
    if looks:
        assert float(told[0].args["bearing"] or 0) == pytest.approx(297.0, abs=3.0)
        assert told[0].args["from_minutes"] == 0.0


HOME = Territory(
    name="Example territory",
    lons=(Degrees(-83.07), Degrees(-83.03), Degrees(-83.03), Degrees(-83.07)),
    lats=(Degrees(42.19), Degrees(42.19), Degrees(42.215), Degrees(42.215)),
)


def under(protocol: str | None) -> DispatchParams:
    return DispatchParams(territories=(msgspec.structs.replace(HOME, protocol=protocol),))


def test_in_a_territory_without_a_protocol_nobody_is_sent_and_nothing_looks() -> None:
    units = [unit("CAR", "vehicle", -83.04, 42.24), unit("HELO", "helicopter", -83.0, 42.27)]
    sensors = [camera(lon=-83.04, lat=42.20)]
    made = plan(under(None), **IN_TOWN, units=units, sensors=sensors)
    assert [each.code for each in made.explained()] == [
        "dispatch-plan-standing",
        "dispatch-territory-closed",
    ]
    assert made.score == 0.0
    assert "Example territory" in describe(made.explained()[1], "fr")
    made = plan(under("protocol 12"), **IN_TOWN, units=units, sensors=sensors)
    assert set(sent(made)) == {"CAR", "HELO"}
    assert lines(made, "look")
    assert lines(made, "territory-protocol")[0].args["protocol"] == "protocol 12"


def test_no_way_leads_through_a_territory_without_a_protocol() -> None:
    beyond = (-83.05, 42.185)
    rows: dict[str, Any] = {
        "roads": STREETS,
        "tracks": sailing("mmsi:316000001", *beyond, knots=None, craft="person"),
        "findings": [found(*beyond, finding="land-crossing")],
    }
    car = unit("CAR", "vehicle", -83.05, 42.23)
    (straight,) = lines(plan(**rows, units=[car]), "send")
    (around,) = lines(plan(under(None), **rows, units=[car]), "send")
    assert float(around.args["km"] or 0) > float(straight.args["km"] or 0) + 1.0
    inside = [p for p in route(around) if -83.07 < p[0] < -83.03 and 42.19 < p[1] < 42.215]
    assert not inside
    assert any(-83.07 < p[0] < -83.03 for p in route(straight))
    within = plan(under(None), **rows, units=[unit("CAR", "vehicle", -83.05, 42.20)])
    assert left_out(within) == {"CAR": "territory-closed"}


def test_a_later_revision_makes_another_plan_and_one_that_takes_back_takes_it_back() -> None:
    car = unit("CAR", "vehicle", -83.04, 42.24)
    findings = [
        found(*WINDSOR, finding="land-crossing"),
        found(*WINDSOR, finding="land-crossing", second=601.0, revision=2),
        found(*WINDSOR, finding="line-touched", second=602.0, revision=3),
        found(*WINDSOR, finding="line-touched", second=603.0, event=b"another"),
    ]
    made = planned(**{**IN_TOWN, "findings": findings}, units=[car])
    assert [each.revision for each in made] == [1, 2, 3]
    assert len({each.event_id for each in made}) == 1
    assert len({each.id for each in made}) == 3
    assert [each.code for each in made[2].explained()] == ["dispatch-stand-down"]
    assert not sent(made[2])


def test_no_plan_is_made_for_other_kinds_for_its_own_plans_or_long_after() -> None:
    car = unit("CAR", "vehicle", -83.04, 42.24)
    for kind in ("loitering", "dispatch-plan"):
        rows = {**IN_TOWN, "findings": [found(*WINDSOR, finding=kind)]}
        params = DispatchParams(plans_for=("dispatch-plan",))
        assert planned(**rows, units=[car]) == planned(params, **rows, units=[car]) == []
    batch = tables(**IN_TOWN, units=[car])
    late = msgspec.structs.replace(moment(), now=moment().now + 3_600_000_000 + 700_000_000)
    step = Dispatch().step(DispatchState(), batch, late)
    assert step.findings is None
    assert step.state.counts.too_old == 1


def test_a_plan_waits_for_the_point_that_the_finding_rests_on_or_for_later_word() -> None:
    engine, batch = Dispatch(), tables(**IN_TOWN, units=[unit("CAR", "vehicle", -83.04, 42.24)])
    own, other = batch["track"].slice(0, 1), batch["track"].slice(1)
    first = engine.step(DispatchState(), {**batch, "track": own.slice(0, 0)}, moment())
    assert first.findings is None
    assert len(first.state.waiting) == 1
    word = tables(units=[unit("OTHER", "vehicle", -83.0, 42.24, second=620.0)])
    before = tables(units=[unit("OTHER", "vehicle", -83.0, 42.24, second=600.0)])
    for rows, there in (
        ({"track": own}, True),
        ({"track": other}, True),
        (word, True),
        (before, False),
    ):
        then = engine.step(first.state, rows, moment())
        assert (then.findings is not None) is there
        assert bool(then.state.waiting) is not there
    late = engine.step(
        DispatchState(), {**batch, "finding": batch["finding"].slice(0, 0)}, moment()
    )
    assert engine.step(late.state, {"finding": batch["finding"]}, moment()).findings is not None


def test_a_plan_is_marked_as_tightly_as_all_that_it_rests_on() -> None:
    units = [unit("CAR", "vehicle", -83.04, 42.24, marking=11)]
    assert plan(**IN_TOWN, units=units).marking == 11
    roads = [{**each, "marking": 12} for each in STREETS]
    made = plan(**{**IN_TOWN, "roads": roads}, units=units)
    assert made.marking == 12
    assert tables(**{**IN_TOWN, "roads": roads})["road"]["id"][-1].as_py() in made.evidence
    # Roads that nobody is sent over are not in it.
    assert plan(**{**IN_TOWN, "roads": roads}).marking != 12


def test_the_state_stays_within_its_bounds() -> None:
    params = DispatchParams(most_units=10, most_tracks=10, most_roads=50, forget=Seconds(600.0))
    cars = [unit(f"CAR{k:02d}", "vehicle", -83.04, 42.24, second=float(k)) for k in range(30)]
    tracks = [
        row for k in range(30) for row in sailing(f"mmsi:31600{k:02d}", *RIVER, until=float(k))
    ]
    engine = Dispatch(params)
    state = engine.step(
        DispatchState(), tables(units=cars, tracks=tracks, roads=STREETS), moment()
    ).state
    assert [each.identity for each in state.units] == [f"cot:CAR{k}" for k in range(20, 30)]
    assert len(np.frombuffer(state.tracks, TRACK)) == 10
    assert state.roads_left == len(STREETS) - 50
    later = tables(tracks=sailing("mmsi:1", *RIVER, until=5_000.0))
    state = engine.step(state, later, moment()).state
    assert state.units == ()


def test_roads_far_from_the_line_are_not_remembered() -> None:
    far = street("far", [(-80.0, 48.0), (-80.0, 48.1)])
    state = Dispatch().step(DispatchState(), tables(roads=far + STREETS[:3]), moment()).state
    assert state.roads_left == 1


def test_every_line_is_said_in_both_languages() -> None:
    units = [
        unit("CAR", "vehicle", -83.04, 42.24, range=90_000.0),
        unit("HELO", "helicopter", -82.98, 42.27, crew=None),
        unit("LONE", "foot", -83.06, 42.21, crew=1),
        unit("DRONE", "drone", -83.05, 42.25, authority=["airspace"]),
    ]
    made = plan(**IN_TOWN, units=units, sensors=[camera(lon=-83.06, lat=42.20)])
    for reason in made.explained():
        english, french = describe(reason, "en"), describe(reason, "fr")
        assert english != french
        assert "{" not in english + french
    said = " ".join(describe(each, "en") for each in made.explained())
    assert "a person dispatches" in said


def test_parameters_are_checked_and_come_from_settings() -> None:
    with pytest.raises(SettingsError, match=r"units is 0; it must lie in \[1, 10\]"):
        DispatchParams(units=0)
    with pytest.raises(SettingsError, match="three corners"):
        Territory(name="x", lons=(Degrees(1.0),), lats=(Degrees(1.0),))
    with pytest.raises(SettingsError, match=r"speeds\.foot"):
        Speeds(foot=MetresPerSecond(0.0))
    given = {"territories": [{"name": "T", "lons": [-83, -82, -82], "lats": [42, 42, 43]}]}
    engine = configured("dispatch", given)
    assert isinstance(engine.params, DispatchParams)
    assert engine.params.territories[0].protocol is None


def test_the_list_of_a_shift_may_come_after_the_first_reports() -> None:
    late = {**unit("CAR", "unknown", None, None, second=0.0, crew=1), "callsign": None}
    rows = [unit("CAR", "vehicle", -83.05, 42.23, crew=None), late]
    assert left_out(plan(**IN_TOWN, units=rows)) == {"CAR": "too-few-officers"}


def test_an_authority_that_was_taken_back_is_not_given_by_an_older_statement() -> None:
    flown = {"crew": 0}
    given = unit("DRONE", "drone", -83.05, 42.23, second=10.0, authority=["airspace"], **flown)
    taken = unit("DRONE", "drone", -83.05, 42.23, second=590.0, authority=[], **flown)
    assert "DRONE" not in left_out(plan(**IN_TOWN, units=[given]))
    for rows in ([given, taken], [taken, given]):
        assert left_out(plan(**IN_TOWN, units=rows)) == {"DRONE": "no-airspace-authority"}


def test_a_plan_is_marked_as_tightly_as_what_says_the_crew() -> None:
    tight = unit("CAR", "vehicle", -83.05, 42.23, second=0.0, crew=2, marking=9)
    loose = unit("CAR", "vehicle", -83.05, 42.23, second=590.0, crew=None)
    made = plan(**IN_TOWN, units=[tight, loose])
    assert sent(made) == ["CAR"]
    assert made.marking == 9


def test_a_unit_in_the_shadow_of_a_radio_still_counts_for_a_while() -> None:
    end = EPOCH + 600_000_000
    for late, there in ((-200_000_000, True), (-400_000_000, False)):
        car = {**unit("CAR", "vehicle", -83.04, 42.24), "stale": end + late}
        assert sent(plan(**IN_TOWN, units=[car])) == (["CAR"] if there else [])
