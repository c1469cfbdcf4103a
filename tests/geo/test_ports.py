"""Ports of entry: what is known, since when, and what nobody here knows."""

import csv
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.geo import distance, line
from northline.geo.port_hours import nth_weekday, read_hours
from northline.geo.ports import (
    VESSEL_MODES,
    Kind,
    Mode,
    Port,
    hours_at,
    is_open,
    nearest_port,
    open_ports,
    port,
    ports,
    sources,
)
from northline.records.errors import MissingDependency, UnknownName, UsageError
from northline.records.units import Micros
from tests.geo.places import treaty_data

ONTARIO = {
    "baudette-rainy-river-bridge", "fort-frances-bridge", "pigeon-river-bridge",
    "sault-ste-marie-bridge", "blue-water-bridge", "ambassador-bridge",
    "detroit-windsor-tunnel", "peace-bridge", "rainbow-bridge", "whirlpool-rapids-bridge",
    "queenston-lewiston-bridge", "thousand-islands-bridge", "ogdensburg-prescott-bridge",
    "seaway-international-bridge",
}  # fmt: skip


def at(zone: str, *clock: int) -> Micros:
    """The instant of a local time."""
    local = datetime(*clock, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type,misc]
    return Micros(int(local.timestamp() * 1_000_000))


def spots(of: list[Port]) -> tuple[np.ndarray, np.ndarray]:
    """Where ports stand, degrees."""
    return np.array([each.lon for each in of], float), np.array([each.lat for each in of], float)


def of_office(office: str) -> str:
    (found,) = [each.id for each in ports() if each.canada and each.canada.name == office]
    return found


def test_the_14_crossings_of_ontario_are_there_within_200_m_of_the_line() -> None:
    found = [each for each in ports() if each.canada and each.canada.region == "ON"]
    assert {each.id for each in found} == ONTARIO
    away = line.offsets(*spots(found)).distance
    assert np.abs(away).max() < 200.0
    assert {each.kind for each in found} == {Kind.BRIDGE, Kind.TUNNEL}
    assert all(each.name_fr and Mode.ROAD in each.modes for each in found)


def test_every_fact_names_a_source_that_is_described() -> None:
    known = sources()
    for each in ports():
        told = dict(each.sources)
        assert {"kind", "modes"} <= set(told)
        assert ("position" in told) == (each.lon is not None)
        assert set(told.values()) | {rule.source for rule in each.hours} <= set(known)
    assert {source.status for source in known.values()} == {"sourced", "compiled", "unsourced"}


def test_ids_are_unique_and_time_zones_exist() -> None:
    ids = [each.id for each in ports()]
    assert len(set(ids)) == len(ids) > 100
    for each in ports():
        for office in filter(None, (each.canada, each.united_states)):
            assert ZoneInfo(office.time_zone).key == office.time_zone
    with pytest.raises(UnknownName, match="atlantis"):
        port("atlantis")


def test_every_land_port_stands_near_the_line() -> None:
    land = [each for each in ports() if each.kind is not Kind.FERRY and each.lon is not None]
    away = line.offsets(*spots(land)).distance
    assert len(land) > 80
    assert np.nanmax(np.abs(away)) < 1000.0
    assert np.isfinite(away).all()


def test_canadian_hours_are_those_of_the_notice_and_unknown_before_it() -> None:
    lena = port(of_office("Lena"))
    zone = "America/Winnipeg"
    assert is_open(lena, at(zone, 2025, 1, 5, 12)) is None
    assert is_open(lena, at(zone, 2025, 1, 6, 7, 59)) is False
    assert is_open(lena, at(zone, 2025, 1, 6, 8)) is True
    assert is_open(lena, at(zone, 2025, 1, 6, 15, 59)) is True
    assert is_open(lena, at(zone, 2025, 1, 6, 16)) is False
    assert is_open(lena, at(zone, 2025, 1, 6, 12), side="united-states") is None


@pytest.mark.shared
def test_the_35_offices_of_the_notice_are_all_there() -> None:
    with treaty_data("poe_cbsa_hours_2025-01-06.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    noon = at("America/Toronto", 2025, 6, 3, 14)  # a Tuesday
    for row in rows:
        told = is_open(port(of_office(row["cbsa_office"])), noon, side="canada")
        assert told is (
            True if row["traveller_hours"] and "holidays" not in row["traveller_hours"] else None
        )
    assert len(rows) == 35


def test_summer_time_moves_the_instant_not_the_clock() -> None:
    roads = port(of_office("Tolstoi"))  # 08:00 to 18:00 daily, Manitoba
    winter, summer = at("UTC", 2025, 3, 8, 13, 30), at("UTC", 2025, 3, 9, 13, 30)
    assert is_open(roads, winter, side="canada") is False  # 07:30 CST
    assert is_open(roads, summer, side="canada") is True  # 08:30 CDT
    assert is_open(roads, at("UTC", 2025, 11, 1, 13, 30), side="canada") is True
    assert is_open(roads, at("UTC", 2025, 11, 2, 13, 30), side="canada") is False


def test_saskatchewan_keeps_its_clock_and_changes_its_hours() -> None:
    estevan = port(of_office("Estevan Highway"))
    zone = "America/Regina"
    assert is_open(estevan, at(zone, 2025, 3, 8, 8, 30)) is False  # 09:00 to 19:00
    assert is_open(estevan, at(zone, 2025, 3, 9, 8, 30)) is True  # from the second Sunday
    assert is_open(estevan, at(zone, 2025, 11, 1, 8, 30)) is True  # to the first Saturday
    assert is_open(estevan, at(zone, 2025, 11, 2, 8, 30)) is False
    assert is_open(estevan, at(zone, 2025, 11, 2, 18, 30)) is True


def test_an_hour_more_in_summer_and_commercial_hours_of_their_own() -> None:
    fosterville, coulter = port(of_office("Fosterville")), port(of_office("Coulter"))
    zone = "America/Moncton"
    assert is_open(fosterville, at(zone, 2025, 5, 25, 19)) is False
    assert is_open(fosterville, at(zone, 2025, 5, 26, 19)) is True
    assert is_open(fosterville, at(zone, 2025, 9, 1, 19)) is True
    assert is_open(fosterville, at(zone, 2025, 9, 2, 19)) is False
    saturday, monday = (
        at("America/Winnipeg", 2025, 6, 7, 12),
        at("America/Winnipeg", 2025, 6, 9, 12),
    )
    assert is_open(coulter, saturday) is True
    assert is_open(coulter, saturday, traffic="commercial") is False
    assert is_open(coulter, monday, traffic="commercial") is None  # unless it is a holiday


def test_hours_cut_off_in_the_source_are_unknown_and_so_said() -> None:
    for office in ("Northgate", "Oungre", "West Poplar River"):
        each = port(of_office(office))
        assert is_open(each, at("America/Regina", 2025, 6, 3, 12)) is None
        assert each.note
        assert "cut off" in each.note


def test_a_port_open_day_and_night_is_so_on_the_days_of_the_change() -> None:
    tunnel = port("detroit-windsor-tunnel")
    for day in ((2025, 3, 9), (2025, 11, 2), (2024, 2, 29)):
        for hour in range(24):
            assert is_open(tunnel, at("UTC", *day, hour, 30)) is True
    assert is_open(tunnel, at("UTC", 2022, 1, 1)) is None
    assert is_open(tunnel, at("UTC", 2025, 1, 1), side="canada") is None


def test_the_whirlpool_bridge_closes_at_night() -> None:
    bridge = port("whirlpool-rapids-bridge")
    zone = "America/Toronto"
    assert is_open(bridge, at(zone, 2025, 7, 1, 6, 59)) is False
    assert is_open(bridge, at(zone, 2025, 7, 1, 7)) is True
    assert is_open(bridge, at(zone, 2025, 7, 1, 23)) is False


def test_hours_that_nobody_published_say_so() -> None:
    rules = hours_at(port("pigeon-river-bridge"), at("UTC", 2025, 1, 1))
    assert {rule.source for rule in rules} == {"unsourced"}


def test_only_ports_known_to_be_open_are_listed() -> None:
    noon, night = at("America/Toronto", 2025, 6, 3, 14), at("America/Toronto", 2025, 6, 3, 2)
    by_day, by_night = open_ports(noon, Mode.ROAD), open_ports(night, Mode.ROAD)
    assert set(by_night) < set(by_day)
    assert port("ambassador-bridge") in by_night
    assert port(of_office("Lena")) not in by_night
    assert all(Mode.ROAD in each.modes and is_open(each, noon) for each in by_day)


def test_a_bridge_is_no_port_for_a_vessel() -> None:
    bridge = port("ambassador-bridge")
    assert not bridge.modes & VESSEL_MODES
    found = nearest_port(*spots([bridge]), Mode.FERRY)
    assert Mode.FERRY in port(found.ids[0]).modes
    assert found.metres[0] > 10_000.0
    assert nearest_port(*spots([bridge]), Mode.ROAD).ids[0] == bridge.id
    assert nearest_port([-83.0], [42.3], Mode.MARINE).ids.tolist() == [None]


@given(st.floats(-141, -60), st.floats(41, 70))
def test_the_nearest_port_is_the_nearest_of_all(lon: float, lat: float) -> None:
    found = nearest_port([lon, float("nan"), 181.0], [lat, lat, 91.0])
    placed = [each for each in ports() if each.lon is not None]
    all_metres = distance.distance(lon, lat, *spots(placed))
    assert found.metres[0] <= all_metres.min() * 1.004
    assert found.ids[1:].tolist() == [None, None]
    assert np.isnan(found.metres[1:]).all()


def test_a_wrong_side_or_traffic_is_refused() -> None:
    with pytest.raises(UsageError, match="side"):
        is_open(port("peace-bridge"), Micros(0), side="mexico")
    with pytest.raises(UsageError, match="traffic"):
        is_open(port("peace-bridge"), Micros(0), traffic="rail")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ((2025, 2, 6, 3), date(2025, 3, 9)),
        ((2025, 1, 5, 11), date(2025, 11, 1)),
        ((2025, -1, 0, 5), date(2025, 5, 26)),
        ((2025, -1, 2, 12), date(2025, 12, 31)),
    ],
)
def test_weekdays_of_a_month_are_counted_as_people_count_them(
    rule: tuple[int, int, int, int], expected: date
) -> None:
    assert nth_weekday(*rule) == expected


def test_a_season_may_run_over_the_new_year_and_a_rule_may_end() -> None:
    rule = read_hours(
        {
            "side": "canada", "traffic": "traveller", "source": "unsourced",
            "until": date(2026, 1, 31),
            "periods": [
                {"open": "10:00", "close": "12:00", "first": "1 mon dec", "last": "1 mon feb"},
                {"open": "06:00", "close": "24:00", "days": "sat-sun"},
            ],
        }
    )  # fmt: skip
    assert rule.is_open(datetime(2026, 1, 5, 11, tzinfo=UTC)) is True
    assert rule.is_open(datetime(2026, 1, 5, 13, tzinfo=UTC)) is False
    assert rule.is_open(datetime(2025, 7, 5, 23, 59, tzinfo=UTC)) is True
    assert rule.is_open(datetime(2025, 7, 7, 12, tzinfo=UTC)) is False
    assert rule.in_force(date(2026, 1, 31))
    assert not rule.in_force(date(2026, 2, 1))


def test_a_zone_that_the_system_lacks_names_the_package_to_install() -> None:
    from northline.geo.port_hours import local_time

    with pytest.raises(MissingDependency, match="tzdata"):
        local_time(Micros(0), "America/Atlantis")
