"""Who flies: everyone does what its role is there for, and the river knows nothing of it."""

from collections import Counter
from typing import Any

import msgspec
import numpy as np
import pytest
import rs1090

from northline.exercise import rehearse
from northline.exercise.day import streams
from northline.exercise.motion import sail
from northline.exercise.river import River
from northline.exercise.skies import Aircraft, heights, take_off
from northline.geo import line
from northline.records.position import Craft
from tests.exercise.days import SEEDS, day, detroit, only, skies, unwatched


def flights(seed: int) -> tuple[list[Aircraft], np.ndarray, np.ndarray, np.ndarray]:
    """Aircraft and their true paths: degrees, and whether they are there, (n, t)."""
    cast, helm = streams(detroit(), seed)[4:6]
    river = River(detroit())
    fleet = take_off(detroit(), river, cast)
    sailed = sail([each.sailing for each in fleet], detroit().duration, helm)
    return fleet, *river.frame.degrees(sailed.x, sailed.y), sailed.here


def test_who_sails_says_the_same_bytes_whoever_else_is_out() -> None:
    alone = msgspec.structs.replace(unwatched(), aircraft=None, patrols=None, arrivals=None)
    quiet = rehearse(alone, 1)
    assert quiet.data("ais") == day(1).data("ais")
    assert quiet.feeds == ("ais",)
    assert [c for c in day(1).truth.crossings if c.craft is Craft.VESSEL] == list(
        quiet.truth.crossings
    )


def test_aircraft_say_the_same_bytes_without_patrols() -> None:
    without = rehearse(only("moored", aircraft=detroit().aircraft), 1)
    assert without.data("adsb") == day(1).data("adsb")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_roles_of_the_sky_do_what_they_are_there_for(seed: int) -> None:
    truth = day(seed).truth
    asked = Counter(c.role for c in truth.crossings if c.craft is Craft.AIRCRAFT)
    high = Counter(c.role for c in truth.excluded if c.high)
    casts = {cast.role: cast.count for cast in skies().cast}
    assert set(asked) == {"light-crosser", "dark-aircraft"}
    assert asked["light-crosser"] >= casts["light-crosser"]
    assert set(high) == {"airliner"}
    assert high["airliner"] >= casts["airliner"]
    ceiling = skies().ceiling
    for each in truth.crossings + truth.excluded:
        if each.craft is Craft.AIRCRAFT:
            assert each.height is not None
            assert each.high is (each.height > ceiling)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_to_stay_in_its_country_never_comes_near_the_line(seed: int) -> None:
    fleet, lon, lat, here = flights(seed)
    for i, aircraft in enumerate(fleet):
        if aircraft.role in {"light", "sightseer", "helicopter"}:
            off = line.offsets(lon[i][here[i]], lat[i][here[i]]).distance
            assert len(set(np.sign(off).tolist())) == 1, aircraft.role
            assert np.abs(off).min() > 250.0, aircraft.role


@pytest.mark.parametrize("seed", SEEDS)
def test_an_aircraft_without_a_transponder_is_heard_by_nobody(seed: int) -> None:
    truth = day(seed).truth
    (dark,) = [c for c in truth.crossings if c.role == "dark-aircraft"]
    assert dark.identity is None
    assert (dark.transmitted, dark.detections, dark.observable) == (0, 0, False)
    frames: Any = [row.split(",")[1] for row in day(seed).data("adsb").decode().splitlines()]
    messages: Any = rs1090.decode(frames)
    addresses = {each["icao24"] for each in messages if each is not None}
    assert addresses == {i.removeprefix("icao:") for i in truth.cast if i.startswith("icao:")}


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_leaves_the_heights_of_its_role(seed: int) -> None:
    fleet, *_ = flights(seed)
    bands: dict[str, tuple[float, float]] = {cast.role: cast.height for cast in skies().cast}
    told = heights(fleet, detroit())
    for aircraft, height in zip(fleet, told, strict=True):
        low, high = bands[aircraft.role]
        assert low <= height.min() <= height.max() <= high
        if aircraft.climb:
            assert np.abs(np.diff(height)).max() <= abs(aircraft.climb) + 1e-9


def test_call_signs_say_that_they_are_exercise() -> None:
    fleet, *_ = flights(1)
    assert all(aircraft.callsign.startswith("EX") for aircraft in fleet)
