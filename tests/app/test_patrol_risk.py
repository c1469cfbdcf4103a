"""Risk as an operator may know of it: evidence, decisions, territories, rights, the past, control."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from northline.app.node import Node
from northline.app.patrol.risk import (
    Where,
    around,
    assess,
    calibrate,
    explain,
    shares,
    stretch_and_hour,
)
from northline.app.patrol.risk_patrols import hours_planned, what_control_taught
from northline.app.patrol.risk_told import told, told_explained, told_territories
from northline.app.settings_patrol import patrol_of
from northline.records.errors import RoleNeeded, SettingsError, UsageError
from northline.records.notation import parse_marking
from tests.app.people import colleague
from tests.app.risky import DAYS, FIRST, SCORE, end, event, found, middle, setting, square, watch
from tests.app.sensed import at, sensor, tell
from tests.ledger.making import record_id

HERE = Where(5.0 * (FIRST - 3), 5.0 * (FIRST + 8))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An exercise, whose present is its newest track."""
    with Node.open(tmp_path / "ledger", exercise=True) as opened:
        watch(opened)
        tell(
            opened,
            "finding",
            found("one", FIRST, 2.0),
            found("two", FIRST, 20.0),
            found("three", FIRST + 5, 25.0),
            found("lawful", FIRST + 2, 25.0, finding="line-crossing"),
        )
        yield opened


def rates(node: Node, where: Where = HERE, **more: object) -> np.ndarray:
    assessed = assess(node, where, **more)  # type: ignore[arg-type]
    return assessed.risk.rates(assessed.numbers, assessed.hours)[0]


def test_risk_is_higher_where_crossings_were_found(node: Node) -> None:
    assessed = assess(node, HERE)
    assert assessed.numbers == tuple(range(FIRST - 3, FIRST + 8))
    assert (len(assessed.hours), assessed.hours[0]) == (24, end() - 3_600_000_000)
    assert len(assessed.risk.events) == 3
    mean = assessed.risk.gamma.mean[[assessed.risk.place[n] for n in assessed.numbers]]
    assert np.argmax(mean) == 3
    assert mean[3] > mean[8] > mean[5]
    assert mean[2] > mean[0], "neighbours share"
    assert len(assessed.risk.watched) == DAYS * 24
    grid = assessed.grid()
    assert (grid.stretches, len(grid.rate[0])) == (assessed.numbers, 24)


def test_what_was_dismissed_counts_nothing_and_what_was_confirmed_counts_whole(node: Node) -> None:
    before = assess(node, HERE).risk
    assert {each.weight for each in before.events} == {SCORE}
    ids = {each.finding.event_id: each.finding.id for each in node.findings(kind="dark-crossing")}
    node.decide(ids[event("one")], "dismiss", reason="a moose")
    node.decide(ids[event("two")], "confirm", reason="seen on the camera")
    after = assess(node, HERE)
    weights = {each.id: each.weight for each in after.risk.events}
    assert weights == {event("two").hex(): 1.0, event("three").hex(): SCORE}
    assert after.evidence.dismissed == 1


def test_what_the_engine_took_back_counts_nothing(node: Node) -> None:
    tell(node, "finding", found("one", FIRST, 2.0, revision=2, finding="reported-crossing"))
    assert event("one").hex() not in {each.id for each in assess(node, HERE).risk.events}


def test_without_kilometres_it_is_told_of_where_anything_is_known(node: Node) -> None:
    assert assess(node).numbers == (FIRST, FIRST + 5)
    wide = rates(node, Where(5.0 * (FIRST - 40), 5.0 * (FIRST + 40)))[[40, 45]]
    assert np.array_equal(wide, rates(node, Where())), "it does not depend on what was asked"


def test_a_watched_stretch_is_told_by_what_its_sensors_see(node: Node) -> None:
    lon, lat = middle(FIRST + 2)
    before = rates(node)[5]
    radar = {
        "sort": "radar", "lon": lon, "lat": lat, "range": 8000.0, "revisit": 3.0,
        "detection": ["walker/day=0.6", "walker/night=0.3"],
    }  # fmt: skip
    tell(node, "sensor", sensor("radar:1", 0, **radar))
    assessed = assess(node, HERE)
    assert assessed.sight.known
    seen = assessed.risk.ground.seen[assessed.risk.place[FIRST + 2]]
    assert seen[0] > 0.5
    far = assessed.risk.ground.seen[assessed.risk.place[FIRST - 3]]
    assert far.tolist() == [0.02] * 3
    after = assessed.risk.rates(assessed.numbers, assessed.hours)[0]
    assert (after[5] < before).all(), "watched, and nothing found"


def test_why_is_told_in_parts_that_add_up_with_what_they_rest_on(node: Node) -> None:
    assessed = assess(node, around(HERE, FIRST + 1), since=end(), hours=1)
    why = explain(assessed, FIRST + 1, end())
    document = told_explained(assessed, why)
    assert sum(part["value"] for part in document["parts"]) == pytest.approx(document["rate"])
    by_code = {part["code"]: part for part in document["parts"]}
    near = {event("one").hex(), event("two").hex()}
    assert set(by_code["risk-neighbours"]["evidence"]) == near
    assert by_code["risk-own"]["evidence"] == []
    assert "voisins" in by_code["risk-neighbours"]["fr"]
    assert document["no_feed"] == ["seizure"]
    assert told(assessed)["evidence"]["seizures"] == "no feed"


def test_territories_are_not_learned_from_and_their_shares_are_told(node: Node) -> None:
    drawn = setting(square("Drawn", FIRST))
    assessed = assess(node, HERE, setting=drawn)
    assert {each.id for each in assessed.risk.events} == {event("three").hex()}
    assert len(assessed.evidence.inside) == 2
    inside = assessed.risk.rates([FIRST], assessed.hours)
    assert inside[0] == pytest.approx(assessed.risk.mean)
    before = rates(node, setting=drawn)
    tell(node, "finding", *(found(f"raid-{n}", FIRST, 28.0) for n in range(20)))
    assert np.array_equal(before, rates(node, setting=drawn)), "whatever is found there"
    (one,) = shares(assess(node, HERE, setting=drawn), {FIRST: 1.0, FIRST + 5: 3.0})
    assert (one.territory, one.events, one.patrolled) == ("Drawn", 22, 0.25)
    assert one.line == pytest.approx(1 / 11)
    assert one.found == pytest.approx(22 / 23)
    document = told_territories(assessed, [one])
    assert document["territories"][0]["factor"] == one.factor
    why = explain(assessed, FIRST, assessed.hours[0])
    assert "First Nation" in told_explained(assessed, why)["parts"][1]["en"]


def test_who_may_not_see_a_finding_is_told_of_risk_without_it(node: Node) -> None:
    ours = parse_marking("Protected B", owner="local")
    before = colleague(node, "guest", 7, agency="cbp", country="US", roles=("watch-officer",))
    theirs = rates(before)
    tell(node, "finding", found("hidden", FIRST + 1, 26.0), marking=ours)
    assert np.array_equal(theirs, rates(before))
    assert event("hidden").hex() in {each.id for each in assess(node, HERE).risk.events}


def test_risk_is_for_those_who_watch_and_plan_and_each_look_stands_in_the_chain(node: Node) -> None:
    before = node.head()[0]
    assess(node, HERE)
    assert node.head()[0] > before
    for role in ("watch-officer", "patrol-supervisor", "analyst"):
        assert assess(colleague(node, "someone", 5, roles=(role,)), HERE).numbers
    chemist = colleague(node, "chemist", 6, roles=("chemist",))
    for ask in (assess, calibrate):
        with pytest.raises(RoleNeeded, match="patrol-risk"):
            ask(chemist, HERE)


def test_what_is_asked_wrongly_is_said(node: Node) -> None:
    for hours in (0, 169):
        with pytest.raises(UsageError, match="168"):
            assess(node, HERE, hours=hours)
    with pytest.raises(UsageError, match="400"):
        assess(node, Where(0.0, 3_000.0))
    for wrong in ("456", "@2026-07-01T02:00:00Z", "x@2026-07-01T02:00:00Z"):
        with pytest.raises(UsageError, match="STRETCH@HOUR"):
            stretch_and_hour(wrong)
    with pytest.raises(UsageError, match="no stretch 9999"):
        around(HERE, 9999)
    assert stretch_and_hour("456@2026-07-01T02:00:00Z") == (456, 1_782_871_200_000_000)
    assert around(HERE, 1283).from_km == 6415.0


def test_a_past_forecast_is_made_of_what_was_known_then(node: Node) -> None:
    told_of = calibrate(node, HERE, hours=24 * 7)
    assert told_of.calibration is not None
    assert (told_of.stretches, told_of.elsewhere) == (11, 0)
    assert told_of.calibration.observed == pytest.approx(SCORE), "three came in these days"
    assert told_of.calibration.few
    ahead = calibrate(node, hours=24 * 7)
    assert (ahead.stretches, ahead.elsewhere) == (1, 1), "of three nobody knew yet"
    ids = {each.finding.event_id: each.finding.id for each in node.findings(kind="dark-crossing")}
    node.decide(ids[event("three")], "dismiss", reason="a moose")
    after = calibrate(node, HERE, hours=24 * 7).calibration
    assert after is not None
    assert after.observed == 0.0
    assert after.expected == told_of.calibration.expected, "the past did not know that"


def test_nothing_watched_is_nothing_to_judge(tmp_path: Path) -> None:
    with Node.open(tmp_path / "empty") as empty:
        assert calibrate(empty, HERE).calibration is None
        assert assess(empty).numbers == ()
        assert told(assess(empty))["watched"]["since"] is None
        mean = rates(empty)
        assert mean == pytest.approx(np.full((11, 24), 24_000 / 8_891 * 5 / 8_766))


def order(name: str, *, control: bool, **more: object) -> dict[str, object]:
    told_of = {
        "id": record_id("order", name), "source": "plan", "at": at(0), "received": at(0),
        "event_id": record_id("order-event", name), "revision": 1, "state": "drafted",
        "plan": record_id("plan"), "shift": record_id("shift"), "identity": f"cot:{name}",
        "mode": "vehicle", "officers": [], "side": "in-canada", "since": at(0), "until": at(7200),
        "point_after": [0.0, 3600.0, 7200.0], "point_lon": [0.0] * 3, "point_lat": [0.0] * 3,
        "point_stretch": [FIRST, FIRST + 1, FIRST], "stretch_km": 5.0, "check_in_after": [],
        "control": control,
    }  # fmt: skip
    return {**told_of, **more}


def leg(name: str, stretch: int, day: float, hours: float) -> dict[str, object]:
    since = day * 86_400.0 - 600.0
    return {
        "id": record_id("leg", name, day), "source": "log", "at": at(since), "received": at(since),
        "unit": f"cot:{name}", "mode": "vehicle", "since": at(since),
        "until": at(since + 3600.0 * hours), "segment": "atlantic-pacific",
        "stretches": [stretch], "begins": [0.0], "seconds": [3600.0 * hours], "metres": 0.0,
        "counted": 3600.0 * hours, "reported": "form", "flags": [], "evidence": [],
        "order": record_id("order", name),
    }  # fmt: skip


def test_hours_planned_and_what_control_taught(node: Node) -> None:
    tell(node, "patrol-order", order("LED", control=False), order("LOT", control=True))
    tell(node, "patrol-leg", leg("LED", FIRST, 2.0, 5.0), leg("LOT", FIRST + 5, 25.0, 20.0))
    tell(node, "patrol-leg", leg("NOBODY", FIRST, 20.0, 9.0))
    assessed = assess(node)
    assert hours_planned(node, assessed) == {FIRST: 2.0, FIRST + 1: 2.0}
    taught = what_control_taught(node, assessed)
    assert (taught.verdict, taught.led.hours, taught.led.found) == ("too-few", 5.0, 1)
    assert (taught.control.hours, taught.control.found) == (20.0, 1)
    few = what_control_taught(node, assess(node, setting=setting(few=2)))
    assert few.verdict == "tells"
    assert few.ratio == pytest.approx(4.0)
    closed = what_control_taught(node, assess(node, HERE, setting=setting(square("Drawn", FIRST))))
    assert (closed.led.hours, closed.led.found) == (0.0, 0)


def test_the_settings_say_with_what_it_is_reckoned(tmp_path: Path) -> None:
    file = tmp_path / "northline.toml"
    file.write_text(
        "[engines.patrol]\nhalf_life = 60.0\n\n[[engines.dispatch.territories]]\n"
        'name = "Drawn"\nlons = [0.0, 1.0, 1.0]\nlats = [45.0, 45.0, 46.0]\n'
    )
    made = patrol_of(file)
    assert (made.params.half_life, made.territories[0].name) == (60.0, "Drawn")
    assert patrol_of(None).params.half_life == 120.0
    for line, said in (
        ("half_life = 1.0", r"patrol.half_life.*\[7, 3650\]"),
        ("halflife = 60.0", "halflife.*Did you mean half_life"),
        ("kernel = 'wide'", "patrol.kernel"),
    ):
        file.write_text(f"[engines.patrol]\n{line}\n")
        with pytest.raises(SettingsError, match=f"(?s){said}"):
            patrol_of(file)
    file.write_text("[engines]\npatrol = 3\n")
    with pytest.raises(SettingsError, match=r"engines\.patrol"):
        patrol_of(file)
