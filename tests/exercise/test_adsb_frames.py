"""ADS-B as the exercise says it: decoded by rs1090, which knows nothing of our encoder."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import rs1090
from hypothesis import given
from hypothesis import strategies as st

from northline.exercise import adsb_frames
from northline.geo.distance import distance
from northline.records.position import Craft
from tests.exercise.days import EPOCH, SEEDS, day, skies

FOOT = 0.3048


def decoded(*frames: bytes, apart: float = 0.5) -> list[dict[str, Any]]:
    told: Any = rs1090.decode(
        [frame.hex() for frame in frames], [1000.0 + apart * k for k in range(len(frames))]
    )
    return list(told)


@given(
    st.integers(1, 0xFFFFFF),
    st.floats(-179.9, 179.9),
    st.floats(-86.0, 86.0),
    st.floats(0.0, 15_000.0),
)
def test_a_pair_of_positions_is_where_it_was_said(
    address: int, lon: float, lat: float, metres: float
) -> None:
    frames = [adsb_frames.position(address, lon, lat, metres, odd=odd) for odd in (False, True)]
    even, odd = decoded(*frames)
    assert even["icao24"] == odd["icao24"] == f"{address:06x}"
    assert (even["parity"], odd["parity"]) == ("even", "odd")
    assert abs(even["altitude"] * FOOT - metres) <= 12.5 * FOOT + 1e-6
    if "latitude" in odd:  # zones may differ at their edges; then a receiver waits for another
        assert odd["latitude"] == pytest.approx(lat, abs=1e-4)
        assert math.remainder(odd["longitude"] - lon, 360.0) == pytest.approx(0.0, abs=2e-3)
    else:
        half = 2**-17 * 360.0 / 59
        assert adsb_frames.zones(lat - half) != adsb_frames.zones(lat + half)


def test_the_position_of_the_textbook_has_its_frame() -> None:
    """RTCA DO-260B's arithmetic, worked through in J. Sun, The 1090 Megahertz Riddle, 5.3."""
    frame = adsb_frames.position(
        0x40621D, 3.91937255859375, 52.2572021484375, 38_000 * FOOT, odd=False
    )
    assert frame.hex() == "8d40621d58c382d690c8ac2863a7"


@given(st.integers(0, 600), st.floats(0.0, 359.9), st.floats(-30.0, 30.0))
def test_velocities_are_as_said(knots: int, track: float, climb: float) -> None:
    (told,) = decoded(adsb_frames.velocity(0xC0A3E7, float(knots), track, climb))
    east = told["groundspeed"] * math.sin(math.radians(told["track"]))
    north = told["groundspeed"] * math.cos(math.radians(told["track"]))
    assert east == pytest.approx(knots * math.sin(math.radians(track)), abs=0.51)
    assert north == pytest.approx(knots * math.cos(math.radians(track)), abs=0.51)
    assert (told["vertical_rate"] or 0) * FOOT / 60.0 == pytest.approx(climb, abs=33 * FOOT / 60.0)


def test_a_callsign_is_as_said() -> None:
    (told,) = decoded(adsb_frames.identification(0xA1B2C3, "EX4711", "A3"))
    assert (told["icao24"], told["callsign"]) == ("a1b2c3", "EX4711")


@pytest.mark.parametrize("place", range(6))
def test_a_damaged_frame_is_read_by_nobody(place: int) -> None:
    frame = adsb_frames.position(0xC0A3E7, -83.05, 42.31, 640.0, odd=True)
    hurt = adsb_frames.damaged(frame, place)
    assert (hurt[:4], hurt[-3:]) == (frame[:4], frame[-3:])
    assert adsb_frames.parity(hurt[:-3]).to_bytes(3, "big") != hurt[-3:]
    assert rs1090.decode(hurt.hex()) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_whole_day_decodes_and_lies_where_the_aircraft_truly_were(seed: int) -> None:
    truth = day(seed).truth
    stamps, frames = [], []
    for line in day(seed).data("adsb").decode("ascii").splitlines():
        stamp, frame = line.split(",")
        stamps.append(float(stamp))
        frames.append(frame)
    order = np.argsort(stamps, kind="stable").tolist()
    told: Any = rs1090.decode([frames[k] for k in order], [stamps[k] for k in order])
    # What cannot be decoded is left out.
    assert len(frames) - len(told) == truth.feeds["adsb"].damaged > 0
    seen: dict[str, dict[float, tuple[float, float]]] = defaultdict(dict)
    for each in told:
        if each.get("latitude") is not None:
            place = (each["longitude"], each["latitude"])
            seen[each["icao24"]][round(each["timestamp"] - EPOCH, 3)] = place
    flown = [route for route in truth.routes if route.craft is Craft.AIRCRAFT]
    assert len(flown) == sum(c.count * c.transponder for c in skies().cast)
    for route in flown:
        mine = seen[route.identity.removeprefix("icao:")]
        places = [mine.get(round(second, 3)) for second in route.seconds]
        rows = [k for k, place in enumerate(places) if place is not None]
        assert len(rows) > 0.9 * len(places)
        lon, lat = np.array([places[k] for k in rows], np.float64).T
        off = distance(np.array(route.lon)[rows], np.array(route.lat)[rows], lon, lat)
        assert off.max() < 60.0
        assert np.median(off) < 20.0
