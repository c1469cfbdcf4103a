"""No unit is sent over the line, but a joint crew on shared waters (LAW.md rule 8)."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.dispatch import DispatchParams
from northline.geo.line import CANADA, UNITED_STATES, crossings, offsets, side
from northline.geo.terrain import Grid, water
from northline.records.units import Metres
from tests.engines.dispatching import (
    found,
    left_out,
    lines,
    plan,
    route,
    sailing,
    sent,
    street,
    town,
    unit,
)
from tests.engines.traffic import spot

PRAIRIE = (-100.0, 49.0)
DETROIT = (-83.075, 42.315)
RAINBOW = (-79.065, 43.09)
MODES = ("foot", "vehicle", "off-road", "dog-team", "boat", "helicopter", "drone", "aeroplane")


def place(one: Any) -> tuple[float, float]:
    """Longitude and latitude of a spot."""
    return float(one[0][0]), float(one[1][0])


def over_the_line(places: list[tuple[float, float]]) -> bool:
    lon, lat = np.array(places).T
    return bool(len(crossings(lon[:-1], lat[:-1], lon[1:], lat[1:]).leg))


def ways(made: Any) -> list[Any]:
    return [*lines(made, "send"), *lines(made, "look-from-the-air")]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    place=st.sampled_from([PRAIRIE, DETROIT, RAINBOW]),
    flag=st.sampled_from([[], ["cross-designated"], ["host-direction"]]),
    craft=st.sampled_from(["vessel", "person", "unknown"]),
    knots=st.sampled_from([None, 3.0, 20.0]),
)
def test_no_way_that_is_proposed_meets_the_line(
    seed: int, place: tuple[float, float], flag: list[str], craft: str, knots: float | None
) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = place
    # Streets on both sides, with bridges: every street over the line is one.
    roads = town(lon - 0.04, lat - 0.03, count=16, step=0.005)
    met = crossings(*(np.array([r[k] for r in roads]) for k in ("lon", "lat", "to_lon", "to_lat")))
    assert len(met.leg) > 3
    units = [
        unit(
            f"U{k}", str(rng.choice(MODES)), lon + rng.normal(0, 0.03), lat + rng.normal(0, 0.03),
            crew=2, authority=[*flag, "airspace"],
        )
        for k in range(12)
    ]  # fmt: skip
    there = lon + rng.normal(0, 0.01), lat + rng.normal(0, 0.01)
    track = sailing("mmsi:316000001", *there, knots=knots, course=float(rng.uniform(0, 360)),
                    craft=craft)  # fmt: skip
    made = plan(DispatchParams(units=10, looks=10), units=units, roads=roads, tracks=track,
                findings=[found(*there)])  # fmt: skip
    assert not lines(made, "joint-crew")
    of = {each["callsign"]: each for each in units}
    for line in ways(made):
        way = route(line)
        own = of[str(line.args.get("unit") or line.args["sensor"])]
        assert not over_the_line(way), line
        home = int(offsets([own["lon"]], [own["lat"]]).side[0])
        x, y = np.array(way).T
        assert set(side(x, y).tolist()) == {home}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), place=st.sampled_from([PRAIRIE, DETROIT, RAINBOW]))
def test_a_side_that_is_stated_takes_nobody_over_the_line_but_a_boat_home(
    seed: int, place: tuple[float, float]
) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = place
    units = [
        unit(
            f"U{k}", str(rng.choice(MODES)), lon + rng.normal(0, 0.01), lat + rng.normal(0, 0.01),
            crew=2, authority=[str(rng.choice(["in-canada", "in-united-states"])), "airspace"],
        )
        for k in range(12)
    ]  # fmt: skip
    there = lon + rng.normal(0, 0.01), lat + rng.normal(0, 0.01)
    made = plan(
        DispatchParams(units=10, looks=10), units=units, findings=[found(*there)],
        roads=town(lon - 0.04, lat - 0.03, count=16, step=0.005),
        tracks=sailing("mmsi:316000001", *there, knots=3.0, craft="unknown"),
    )  # fmt: skip
    of = {each["callsign"]: each for each in units}
    for line in ways(made):
        way = route(line)
        own = of[str(line.args.get("unit") or line.args["sensor"])]
        home = CANADA if "in-canada" in own["authority"] else UNITED_STATES
        rest = way[1:] if own["mode"] == "boat" else way
        assert not over_the_line(rest), line
        assert set(side(*np.array(rest).T).tolist()) <= {home}


def test_a_boat_that_patrols_at_the_line_is_of_the_side_that_it_states() -> None:
    at_the_line = {"lon": OWN[0][0], "lat": OWN[1][0]}
    near = {**boat("in-canada"), **at_the_line}
    assert sent(plan(**LAKE, units=[near])) == [near["callsign"]]
    both = {**boat("in-canada", "in-united-states"), "lon": BEYOND[0][0], "lat": BEYOND[1][0]}
    for line in lines(plan(**LAKE, units=[both]), "send"):
        assert set(side(*np.array(route(line)).T).tolist()) == {UNITED_STATES}


def test_who_is_near_but_beyond_the_line_is_not_sent_over_the_bridge() -> None:
    lon = PRAIRIE[0]
    roads = street(
        "highway", [(lon, 48.90), (lon, 48.97), (lon, 49.03), (lon, 49.10)], carried="bridge"
    )
    near = unit("US", "vehicle", lon, 48.975)
    far = unit("CA", "vehicle", lon, 49.10)
    there = (lon, 49.02)
    made = plan(
        units=[near, far], roads=roads, findings=[found(*there, finding="land-crossing")],
        tracks=sailing("mmsi:316000001", *there, knots=None, craft="person"),
    )  # fmt: skip
    assert sent(made) == ["CA"]
    assert left_out(made) == {"US": "no-way"}


BEYOND, OWN, ASTRAY = (spot(2325.0, off) for off in (-1500.0, 1500.0, -60.0))
"""On Lake St. Clair: in the United States, in Canada, and just over the line."""

LAKE: dict[str, Any] = {
    "tracks": sailing("mmsi:316000001", *place(BEYOND), knots=None),
    "findings": [found(*place(BEYOND))],
}


def boat(*authority: str) -> Any:
    """Of Canada, with the scene on the other side."""
    return unit("BOAT", "boat", *place(OWN), authority=list(authority))


def test_the_scene_and_the_boat_lie_on_either_side() -> None:
    assert side(*BEYOND).tolist() == [UNITED_STATES]
    assert side(*OWN).tolist() == [CANADA]


@pytest.mark.parametrize("authority", [(), ("cross-designated",), ("host-direction",)])
def test_a_boat_without_both_stops_on_its_own_side(authority: tuple[str, ...]) -> None:
    made = plan(**LAKE, units=[boat(*authority)])
    for line in lines(made, "send"):
        assert not over_the_line(route(line))
        assert set(side(*np.array(route(line)).T).tolist()) == {CANADA}
    assert not lines(made, "joint-crew")


def test_a_joint_crew_under_the_host_s_direction_goes_over_on_water() -> None:
    made = plan(**LAKE, units=[boat("cross-designated", "host-direction")])
    (line,) = lines(made, "send")
    way = route(line)
    assert over_the_line(way)
    assert lines(made, "joint-crew")
    beside = np.array([-0.0009, 0.0, 0.0009])
    for lon, lat in way[1:]:
        assert water(Grid(lon + beside, lat + beside)).any()


def test_a_joint_crew_goes_only_so_far_as_waters_are_shared() -> None:
    narrow = DispatchParams(shared_waters=Metres(300.0))
    made = plan(narrow, **LAKE, units=[boat("cross-designated", "host-direction")])
    (line,) = lines(made, "send")
    off = offsets(*np.array(route(line)).T).distance
    assert -301.0 < off.min() < 0.0


def test_the_authority_of_a_joint_crew_is_none_on_land() -> None:
    lon = PRAIRIE[0]
    roads = street("highway", [(lon, 48.97), (lon, 49.03)])
    there = (lon, 49.02)
    car = unit("US", "vehicle", lon, 48.975, authority=["cross-designated", "host-direction"])
    made = plan(
        units=[car], roads=roads, findings=[found(*there, finding="land-crossing")],
        tracks=sailing("mmsi:316000001", *there, knots=None, craft="person"),
    )  # fmt: skip
    assert sent(made) == []


def test_a_unit_is_of_the_side_on_which_it_last_surely_was() -> None:
    assert side(*ASTRAY).tolist() == [UNITED_STATES]
    lon, lat = place(ASTRAY)
    strayed = {**boat(), "lon": lon, "lat": lat, "second": 595.0, "authority": None}
    made = plan(**LAKE, units=[boat(), strayed])
    (line,) = lines(made, "send")
    assert set(side(*np.array(route(line)[1:]).T).tolist()) == {CANADA}
