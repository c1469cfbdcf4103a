"""Friendly units: on their own side, in events that any reader of Cursor on Target takes."""

from collections import defaultdict
from pathlib import Path

import msgspec
import numpy as np
import pytest
from lxml import etree

from northline.exercise import cot_writer
from northline.exercise.day import streams
from northline.exercise.motion import sail
from northline.exercise.patrols import Unit, muster
from northline.exercise.river import River
from northline.exercise.scenario import parse
from northline.geo import line
from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.time import parse_instant
from tests.exercise.days import EPOCH, SEEDS, day, detroit, unwatched
from tests.exercise.test_scenario import TEXT

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "cot"


def ways(seed: int) -> tuple[list[Unit], np.ndarray, np.ndarray]:
    """Units and their true paths in degrees, (n, t)."""
    cast, helm = streams(detroit(), seed)[8:10]
    river = River(detroit())
    units = muster(detroit(), river, cast)
    sailed = sail([unit.sailing for unit in units], detroit().duration, helm)
    return units, *river.frame.degrees(sailed.x, sailed.y)


def events(seed: int) -> list[etree._Element]:
    """All events of a day that can be read; the others are counted by the caller."""
    told = []
    for raw in day(seed).data("cot").splitlines():
        try:
            told.append(etree.fromstring(raw, etree.XMLParser(resolve_entities=False)))
        except etree.XMLSyntaxError:
            continue
    return told


@pytest.mark.parametrize("seed", range(12))
def test_no_unit_on_land_or_in_the_air_ever_comes_near_the_line(seed: int) -> None:
    """LAW.md rule 8."""
    units, lon, lat = ways(seed)
    assert {unit.side for unit in units} == {1, -1}
    for i, unit in enumerate(units):
        off = unit.side * line.offsets(lon[i], lat[i]).distance
        if unit.role != "patrol-boat":
            assert off.min() > 150.0, unit.callsign


@pytest.mark.parametrize("seed", SEEDS)
def test_boats_touch_the_line_and_ask_for_no_alert(seed: int) -> None:
    truth = day(seed).truth
    touched = [c for c in truth.excluded if c.craft is Craft.UNIT]
    assert touched
    assert {c.role for c in touched} == {"patrol-boat"}
    assert not [c for c in truth.crossings if c.craft is Craft.UNIT]


def test_a_scenario_that_sends_a_unit_on_land_over_the_line_is_refused() -> None:
    wrong = TEXT.replace("inland = [200, 350]", "inland = [200, 350]\ntouches = 0.1")
    with pytest.raises(SettingsError, match="shared waters"):
        parse(wrong, "detroit")
    wrong = TEXT.replace('between = ["Zug Island"', 'between = ["Atlantis"', 1)
    with pytest.raises(SettingsError, match="no reach 'Atlantis'"):
        parse(wrong, "detroit")


@pytest.mark.parametrize("seed", SEEDS)
def test_all_events_can_be_read_but_the_damaged_ones(seed: int) -> None:
    sent = day(seed).truth.feeds["cot"]
    assert len(events(seed)) == sent.messages - sent.damaged
    assert sent.damaged > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_event_says_that_it_is_exercise(seed: int) -> None:
    for event in events(seed):
        assert event.get("opex") == "e"
        assert (event.findtext("detail/remarks") or "").startswith("EXERCISE")
        contact = event.find("detail/contact")
        if contact is not None:
            assert contact.get("callsign", "").startswith("EX ")


@pytest.mark.parametrize("seed", SEEDS)
def test_units_report_every_few_seconds_from_where_they_are(seed: int) -> None:
    units, lon, lat = ways(seed)
    fixes: dict[str, set[int]] = defaultdict(set)
    place = {unit.uid: i for i, unit in enumerate(units)}
    for event in events(seed):
        if event.get("type") == "b-t-f":
            continue
        uid, point = event.get("uid"), event.find("point")
        assert uid is not None
        assert point is not None
        second = parse_instant(event.get("time", "")) // 10**6 - EPOCH
        fixes[uid].add(second)
        i = place[uid]
        off = np.hypot(
            (float(point.get("lon", "nan")) - lon[i, second]) * 82_400.0,
            (float(point.get("lat", "nan")) - lat[i, second]) * 111_100.0,
        )
        assert off < 40.0
    assert set(fixes) == set(place)
    for unit in units:
        gaps = np.diff(sorted(fixes[unit.uid]))
        assert np.median(gaps) == pytest.approx(unit.every, abs=1.0)


@pytest.mark.shared
@pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason=f"the CoT schemas are not beside the project: no {SCHEMAS}"
)
def test_events_are_valid_by_the_schema_of_the_base_event() -> None:
    (base,) = SCHEMAS.glob("*Base-Event*.xsd")
    schema = etree.XMLSchema(etree.parse(base))
    for event in events(1)[::50]:
        schema.assertValid(event)


def test_a_damaged_event_ends_where_it_should_and_cannot_be_read() -> None:
    raw = day(1).data("cot").splitlines()[0] + b"\n"
    hurt = cot_writer.damaged(raw)
    assert hurt.endswith(b"</event>\n")
    assert hurt.count(b"<event") == hurt.count(b"</event>") == 1
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(hurt)


def test_a_scenario_without_patrols_has_no_units() -> None:
    assert (
        muster(
            msgspec.structs.replace(unwatched(), patrols=None),
            River(detroit()),
            streams(detroit(), 1)[8],
        )
        == []
    )


def test_units_state_crew_range_and_side_and_one_boat_of_each_is_a_joint_crew() -> None:
    joint = []
    for unit in ways(1)[0]:
        words = unit.states["authority"].split()
        assert int(unit.states["crew"]) >= 2
        assert float(unit.states["range"]) > 0
        assert words[0] == ("in-canada" if unit.side == 1 else "in-united-states")
        if "cross-designated" in words:
            joint.append((unit.role, unit.side))
            assert "host-direction" in words
    assert joint == [("patrol-boat", 1), ("patrol-boat", -1)]
    said = [e for e in events(1) if e.get("uid") == "EX-CA-BOAT-1" and e.get("type") != "b-t-f"]
    own = said[0].find("detail/__northline")
    assert own is not None
    assert own.get("authority") == "in-canada cross-designated host-direction"


def test_a_joint_crew_on_land_is_refused() -> None:
    wrong = TEXT.replace("inland = [200, 350]", "inland = [200, 350]\njoint = 1")
    with pytest.raises(SettingsError, match="shared waters only"):
        parse(wrong, "detroit")
