"""Aircraft from their squitters to the line: the reader, tracking and crossing together."""

import numpy as np
import pyarrow as pa
import pytest

from northline.engines.registry import describe
from northline.geo.distance import bearing, destination, distance
from northline.records.schema import kind_of
from northline.records.track import Direction, Track
from tests.engines.running import crossed, tracked
from tests.engines.traffic import spot
from tests.formats import squitters as sq
from tests.formats.samples import RECEIVED, started

T = 1_790_000_000


def heard(
    feet: int | None, *, address: int = 0xC07A4B, knots: float = 110.0, every: float = 0.5,
    climb: int = 0,
) -> pa.Table:  # fmt: skip
    """Positions of an aircraft from Michigan into Ontario, as it would be received."""
    (west, east) = (tuple(float(v[0]) for v in spot(2296.0, off)) for off in (-6000.0, 6000.0))
    whole = float(distance([west[0]], [west[1]], [east[0]], [east[1]])[0])
    course = float(bearing([west[0]], [west[1]], [east[0]], [east[1]])[0])
    along = np.arange(0.0, whole, knots * 0.514444 * every)
    lons, lats = destination(
        [west[0]] * len(along), [west[1]] * len(along), [course] * len(along), along
    )
    speed = [round(knots * f(np.radians(course))) for f in (np.sin, np.cos)]
    said = b""
    for i, (lon, lat) in enumerate(zip(lons.tolist(), lats.tolist(), strict=True)):
        at = T + i * every
        if i % 3 == 0:
            said += sq.stamped(sq.velocity(speed[0], speed[1], climb, address=address), at)
        if i % 10 == 0:
            said += sq.stamped(sq.identification("CFABC", address=address), at)
            said += sq.stamped(sq.status(9, address=address), at)
        frame = sq.airborne(lon, lat, odd=bool(i % 2), feet=feet, address=address)
        said += sq.stamped(frame, at)
    return pa.Table.from_batches(
        [started("adsb").decode(said, RECEIVED, end=True).batches["position"]]
    )


def test_a_low_aircraft_is_one_track_one_crossing_and_one_finding() -> None:
    table = heard(1200, climb=-5)
    track = tracked(table)
    assert len(set(track.column("track").to_pylist())) == 1
    points = [each for each in kind_of(Track).from_batch(track) if isinstance(each, Track)]
    assert {point.altitude for point in points} == {365.76}
    assert {point.altitude_reference for point in points} == {"pressure"}
    assert {point.on_ground for point in points} == {False}
    assert {point.vertical_rate for point in points} == {round(-5 * 64 * 0.3048 / 60.0, 3)}
    (record,), (finding,) = crossed(table)
    assert record["direction"] == Direction.TO_CANADA.value
    assert record["km"] == pytest.approx(2296.0, abs=0.2)
    assert record["speed_knots"] == pytest.approx(110.0, abs=2.0)
    assert record["altitude"] == 365.8
    assert finding.subject == "icao:c07a4b"
    said = [describe(reason, "en") for reason in finding.explained()]
    assert "366 m (pressure altitude" in said[1]


def test_an_airliner_over_the_same_place_is_recorded_only() -> None:
    crossings, findings = crossed(heard(36_000, knots=450.0))
    assert [each["altitude"] for each in crossings] == [10_972.8]
    assert not findings


def test_one_that_states_no_altitude_is_found_and_that_is_said() -> None:
    _, (finding,) = crossed(heard(None))
    assert [reason.code for reason in finding.explained()][-1] == "altitude-not-known"
