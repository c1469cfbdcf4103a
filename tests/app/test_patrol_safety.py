"""Check-ins, who is overdue by the clock of now, and where radios are dead: on a ledger."""

import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.node import Node
from northline.app.patrol import dead_zones, safety
from northline.app.patrol.check_ins import Said, check_in, check_ins
from northline.app.patrol.drones import check_drone
from northline.app.runners import local
from northline.app.sensors import Near
from northline.app.sensors_stating import state_sensor
from northline.app.units_stating import state_unit
from northline.engines.registry import engine_named
from northline.engines.safety import Safety, SafetyParams
from northline.exercise import cot_writer
from northline.exercise.cot_writer import Told
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.time import format_instant
from northline.records.units import Micros, Seconds
from tests.app.people import colleague

HERE = (-97.60, 49.01)
MINUTE = 60_000_000
PARAMS = SafetyParams()


def ago(minutes: float) -> Micros:
    return Micros(system_clock() - int(minutes * MINUTE))


def reported(node: Node, uid: str, *minutes: float, place: tuple[float, float] = HERE) -> None:
    """Reports of Cursor on Target of a unit, so many minutes ago."""
    path = node.folder.parent / f"{uid}.cot"
    events = [
        cot_writer.report(
            Told(
                uid=uid, callsign=uid, type="a-f-G-U-C", team="Cyan", at=ago(each),
                stale=Micros(ago(each) + MINUTE), lon=place[0], lat=place[1], height=150.0,
                error=5.0, course=0.0, speed=1.0, battery=40, states={"crew": "2"},
            )
        ).replace(b' opex="e"', b"")
        for each in minutes
    ]  # fmt: skip
    path.write_bytes(b"".join(events))
    node.ingest("cot", path, source=uid)


def of(node: Node, unit: str, **more: Any) -> safety.Watched:
    (found,) = [each for each in safety.watched(node, **more) if each.unit == unit]
    return found


def test_a_check_in_is_kept_with_who_wrote_it_down_and_when_the_next_is_due(node: Node) -> None:
    made = check_in(node, Said(unit="cot:CAR", officers=("EX A", " "), minutes=20, note="at gate"))
    (kept,) = check_ins(node)
    assert kept == made
    assert kept.officers == ("EX A",)
    assert (kept.by, kept.agency) == (node.operator.name, node.operator.agency)
    assert kept.next_due == kept.at + 20 * MINUTE
    assert check_ins(node, unit="cot:OTHER") == []


def test_without_minutes_the_agency_says_when_and_after_the_last_nobody_waits(node: Node) -> None:
    params = SafetyParams(interval=Seconds(900.0))
    assert check_in(node, Said(unit="cot:A"), params).next_due is not None
    assert check_ins(node)[0].next_due == check_ins(node)[0].at + 15 * MINUTE
    check_in(node, Said(unit="cot:B", last=True))
    assert of(node, "cot:B").state == safety.BACK


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": " "},
        {"lon": 1.0},
        {"lon": 181.0, "lat": 0.0},
        {"minutes": 0.0},
        {"minutes": 10.0, "last": True},
        {"at": "2999-01-01T00:00:00Z"},
        {"note": "x" * 3_000},
    ],
)
def test_what_is_no_check_in_is_refused(node: Node, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        check_in(node, Said(**{"unit": "cot:A", **wrong}))
    assert not check_ins(node)


def test_a_unit_of_another_agency_is_checked_in_by_that_agency(node: Node) -> None:
    state_unit(node, {"identity": "cot:OURS", "crew": "2"}, "Unclassified; owner=local; partners=*")
    other = colleague(node, "EX C", 3, agency="cbp", country="US")
    with pytest.raises(NotPermitted, match="local"):
        check_in(other, Said(unit="cot:OURS"))


def test_who_holds_no_role_for_it_writes_and_reads_nothing(node: Node) -> None:
    clerk = colleague(node, "EX CLERK", 4, roles=("analyst",))
    for act in (lambda: check_in(clerk, Said(unit="cot:A")), lambda: safety.watched(clerk)):
        with pytest.raises(RoleNeeded):
            act()
    with pytest.raises(RoleNeeded):
        dead_zones.dead_zones(clerk)


# --- overdue --------------------------------------------------------------------------------


def test_who_fell_silent_is_overdue_and_who_reports_is_awaited(node: Node) -> None:
    reported(node, "SILENT", 40, 30)
    reported(node, "WELL", 40, 1)
    silent, well = of(node, "cot:SILENT"), of(node, "cot:WELL")
    assert (silent.state, well.state) == (safety.LATE, safety.AWAITED)
    assert silent.seconds_overdue == pytest.approx(20 * 60, abs=5)
    assert silent.step == 2
    assert silent.action is not None
    assert "supervisor" in silent.action["en"]
    assert (silent.battery, silent.crew, silent.radio) == (0.4, 2, "not-computable")
    assert silent.seconds_since_placed == pytest.approx(30 * 60, abs=5)
    assert (silent.lon, silent.lat) == pytest.approx(HERE, abs=1e-4)
    assert [each.unit for each in safety.watched(node)] == ["cot:SILENT", "cot:WELL"]


def test_a_check_in_by_radio_stands_it_down_and_its_place_counts_where_it_is_newer(
    node: Node,
) -> None:
    reported(node, "CAR", 40, 30)
    check_in(node, Said(unit="cot:CAR", lon=-97.5, lat=49.02, minutes=30))
    found = of(node, "cot:CAR")
    assert (found.state, found.how, found.lon) == (safety.AWAITED, "radio", -97.5)


def test_a_unit_that_is_only_on_a_list_is_not_awaited(node: Node) -> None:
    row = {"identity": "cot:LISTED", "mode": "vehicle", "lon": "-97.6", "lat": "49.0"}
    state_unit(node, {**row, "at": format_instant(ago(60))})
    assert not safety.watched(node)


def test_where_positions_do_not_count_only_check_ins_do(node: Node) -> None:
    params = SafetyParams(implicit=False)
    reported(node, "CAR", 40, 1)
    assert not safety.watched(node, params)
    check_in(node, Said(unit="cot:CAR", at=format_instant(ago(60)), minutes=10))
    found = of(node, "cot:CAR", params=params)
    assert (found.state, found.how) == (safety.LATE, "position")


def test_one_sees_of_units_what_their_markings_let_one_see(node: Node) -> None:
    reported(node, "CAR", 40)
    partner = colleague(node, "EX C", 3, agency="cbp", country="US")
    assert safety.watched(node)
    assert not safety.watched(partner)


def test_the_engine_and_the_list_tell_of_the_same_units(node: Node) -> None:
    reported(node, "SILENT", 60, 40)
    reported(node, "WELL", *[float(each) for each in range(40, 0, -2)])
    node.run()
    listed = {each.unit: each for each in safety.watched(node) if each.state == safety.LATE}
    found = [each.finding for each in node.findings(state="all", kind="overdue-unit")]
    assert {each.subject for each in found} == set(listed) == {"cot:SILENT"}
    assert listed["cot:SILENT"].finding == found[0].id.hex()
    assert listed["cot:SILENT"].track is not None
    check_in(node, Said(unit="cot:SILENT", minutes=60))
    reported(node, "WELL2", 0.2, 0.1, 0.05, 0.02)
    node.run()
    (ended,) = [e.finding for e in node.findings(state="all") if e.finding.subject == "cot:SILENT"]
    assert (ended.finding, ended.event_id) == ("unit-checked-in", found[0].event_id)
    assert node.replay(ended.id).same


def test_a_step_in_which_nothing_comes_lets_time_pass_and_is_replayed(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(node, "CAR", 0.3, 0.2, 0.1)
    node.run()
    runner = local.Runner(node, Safety(), 50_000)
    later = system_clock() + 20 * MINUTE
    monkeypatch.setattr(local, "system_clock", lambda: Micros(later))
    runner.once()
    assert not node.findings(kind="overdue-unit"), "nothing came, and no step was taken"
    runner._load()
    runner.step(None)
    (found,) = node.findings(kind="overdue-unit")
    assert found.finding.subject == "cot:CAR"
    assert node.replay(found.finding.id).same


def test_a_runner_that_follows_takes_a_step_when_all_is_silent_for_a_minute(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(node, "CAR", 0.3, 0.2, 0.1)
    node.run()
    node.run()  # what the engines after it wrote
    runner = local.Runner(node, Safety(), 50_000)
    runner.until = 1
    assert not runner.due(), "it was made just now"
    later = Micros(system_clock() + MINUTE)
    monkeypatch.setattr(local, "system_clock", lambda: later)
    assert runner.due()
    tracking = local.Runner(node, engine_named("tracking"), 50_000)
    tracking.until, tracking._told = 1, Micros(0)
    assert not tracking.due(), "of silence no track follows"
    stop = threading.Event()
    stepped = local.Runner.step

    def step(self: local.Runner, holder: str | None) -> None:
        stepped(self, holder)
        stop.set()

    monkeypatch.setattr(local.Runner, "step", step)
    later = Micros(system_clock() + 20 * MINUTE)
    follower = local.Runner(node, Safety(), 50_000)
    follower._told = Micros(0)
    follower.follow(stop)
    assert [each.finding.subject for each in node.findings(kind="overdue-unit")] == ["cot:CAR"]


def test_in_an_exercise_silence_is_not_taken_for_the_present(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger", exercise=True) as exercise:
        runner = local.Runner(exercise, Safety(), 50_000)
        runner.until, runner._told = 1, Micros(0)
        assert not runner.due()


def test_an_overdue_unit_stands_before_all_others_and_is_never_held_back(node: Node) -> None:
    node.most_an_hour = 1
    for name in ("A", "B", "C"):
        reported(node, name, 60)
    reported(node, "WELL", *[float(each) for each in range(50, 0, -2)])
    node.run()
    shown = [each.finding.subject for each in node.findings()]
    assert set(shown) == {"cot:A", "cot:B", "cot:C"}


def test_the_usual_engine_is_that_of_the_registry() -> None:
    assert isinstance(engine_named("safety"), Safety)


# --- radio ----------------------------------------------------------------------------------


def radio(node: Node, identity: str, lon: float, lat: float, **more: Any) -> None:
    given = {"identity": identity, "sort": "radio", "state": "working", "lon": lon, "lat": lat}
    state_sensor(node, {**given, "range": "12000", "height": "40", **more})


AROUND = Near(HERE[0], HERE[1], 20_000.0)


def test_without_a_site_that_works_nothing_is_computable(node: Node) -> None:
    told = dead_zones.told(dead_zones.dead_zones(node, around=AROUND))
    assert (told["computable"], told["zones"], told["stretches"]) == (False, [], [])
    assert "radio" in told["why"]
    radio(node, "radio:1", *HERE, state="down")
    assert not dead_zones.dead_zones(node, around=AROUND).computable


def test_radios_are_dead_where_no_site_reaches_and_nowhere_near_one(node: Node) -> None:
    radio(node, "radio:1", HERE[0], 49.0)
    radios = dead_zones.dead_zones(node, around=AROUND)
    told = dead_zones.told(radios)
    shares = {each["km"]: each["canada"] for each in told["stretches"]}
    assert len(shares) >= 38
    middle = sorted(shares)[len(shares) // 2]
    assert shares[middle] == 1.0
    assert min(shares.values()) < 0.1
    dead = {
        km
        for zone in told["zones"]
        if zone["side"] == "canada"
        for km in range(zone["km"], zone["until_km"])
    }
    assert dead == {km for km, share in shares.items() if share < dead_zones.ENOUGH}
    sorts = [each["properties"]["sort"] for each in told["map"]["features"]]
    assert sorts.count("dead-zone") == len(told["zones"]) > 0
    assert sorts.count("radio-site") == 1
    lines = [e["geometry"]["coordinates"] for e in told["map"]["features"][: len(told["zones"])]]
    assert all(len(each) >= 2 for each in lines)


def test_a_unit_is_told_of_as_in_reach_or_in_a_dead_zone(node: Node) -> None:
    radio(node, "radio:1", *HERE)
    reported(node, "NEAR", 40)
    reported(node, "FAR", 40, place=(-97.0, 49.02))
    assert of(node, "cot:NEAR").radio == "in-reach"
    assert of(node, "cot:FAR").radio == "dead-zone"


def test_a_radio_site_is_no_sensor_that_covers_anything(node: Node) -> None:
    from northline.app.coverage import coverage

    radio(node, "radio:1", *HERE)
    covered = coverage(node, hours=1, around=Near(*HERE, 3_000.0))
    assert not (covered.strips.chance > 0.0).any()


# --- drones ---------------------------------------------------------------------------------


def test_a_way_of_a_drone_is_asked_about_by_what_it_states(node: Node) -> None:
    row = {"identity": "cot:UAV", "mode": "drone", "lon": str(HERE[0]), "lat": str(HERE[1])}
    state_unit(node, {**row, "authority": "in-canada"})
    told = check_drone(node, "cot:UAV", "-97.6,49.01;-97.6,48.99")
    assert told.wrong == ("no-airspace-authority", "over-the-line")
    assert len(told.said) == 2
    state_unit(node, {**row, "authority": "in-canada;airspace", "callsign": "UAV"})
    assert check_drone(node, "cot:UAV", "-97.6,49.01;-97.5,49.02").may
    for unit, way in (("cot:NONE", "-97.6,49.01"), ("cot:UAV", "x"), ("cot:UAV", "999,49")):
        with pytest.raises(UsageError):
            check_drone(node, unit, way)


def test_what_is_told_is_plain_data(node: Node) -> None:
    reported(node, "CAR", 40)
    told = [safety.told(each) for each in safety.watched(node)]
    assert msgspec.json.decode(msgspec.json.encode(told)) == told
    assert told[0]["due"].endswith("Z")
