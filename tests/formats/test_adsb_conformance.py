"""ADS-B against real recordings beside the project: ../shared/data/sensors/adsb."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from northline.geo.distance import distance
from northline.records.time import parse_instant
from tests.formats import squitters as sq
from tests.formats.reading import Read, read_resumed, read_whole

RECORDINGS = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "adsb"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not RECORDINGS.is_dir(),
        reason=f"the ADS-B recordings are not beside the project: no {RECORDINGS}",
    ),
]
CSV, AVR = "sample_data_adsb_first1000.csv", "dump1090_modes1_frames_avr.txt"


def bytes_of(name: str) -> bytes:
    return (RECORDINGS / name).read_bytes()


def seen(name: str) -> Read:
    return read_whole("adsb", bytes_of(name))


def frames_of(name: str) -> list[bytes]:
    lines = bytes_of(name).decode().split()
    texts = [line.split(",")[1].strip('"') if "," in line else line[1:-1] for line in lines]
    return [bytes.fromhex(text) for text in texts]


# Units, positions, particulars, refused.
EXPECTED = {CSV: (1001, 464, 49, 0), AVR: (217, 57, 7, 0)}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_unit_of_a_recording_is_a_record_or_counted(name: str) -> None:
    read = seen(name)
    found = (read.units, len(read.of("position")), len(read.of("particulars")), len(read.refused))
    assert found == EXPECTED[name]
    assert read.units == sum(found[1:]) + read.other.total()


@pytest.mark.parametrize("name", EXPECTED)
def test_downlink_formats_and_types_are_counted_as_their_bits_say(name: str) -> None:
    """By bits and long division here; by the decoder and rs1090 there."""
    read = seen(name)
    told: Counter[str] = Counter()
    for frame in frames_of(name):
        number = frame[0] >> 3
        if number in (11, 17, 18):
            assert sq.rest_of(frame) < (80 if number == 11 else 1)
        told[f"df{number}:{frame[4] >> 3}" if number in (17, 18) else f"df{number}"] += 1
    ours = Counter({what.partition(" ")[0]: 0 for what in read.other})
    for what, count in read.other.items():
        ours[what.partition(" ")[0]] += count
    for row in read.of("position") + read.of("particulars"):
        ours[f"df17:{row['message']}"] += 1
    assert ours == told


@pytest.mark.parametrize(
    ("name", "identity", "west", "south", "east", "north"),
    [
        (CSV, "icao:406b90", 5.99, 51.14, 7.25, 51.40),
        (AVR, "icao:4d2023", 13.78, 36.99, 13.84, 37.11),
    ],
)
def test_places_lie_in_one_box_and_are_of_one_flight(
    name: str, identity: str, west: float, south: float, east: float, north: float
) -> None:
    rows = seen(name).of("position")
    assert {row["identity"] for row in rows} == {identity}
    assert all(west < row["lon"] < east and south < row["lat"] < north for row in rows)
    assert not any(row["on_ground"] for row in rows)


def test_from_one_place_to_the_next_it_goes_no_faster_than_stated() -> None:
    """Times are in whole seconds, and frames of one second in no order: a second at either end."""
    rows = seen(CSV).of("position")
    steps = _between(rows)
    for step, (before, after) in zip(steps.tolist(), pairwise(rows), strict=True):
        seconds = (parse_instant(after["at"]) - parse_instant(before["at"])) / 1e6
        stated = (after["speed_knots"] or before["speed_knots"]) * 1852.0 / 3600.0
        assert 0.0 < step < 1.03 * stated * (seconds + 2.0)


def test_frames_in_the_order_of_their_flight_make_a_straight_one() -> None:
    rows = seen(AVR).of("position")
    assert _between(rows).sum() == pytest.approx(_between([rows[0], rows[-1]])[0], rel=0.02)
    assert _between(rows).max() < 2500.0


def test_the_speed_between_places_is_the_speed_stated() -> None:
    rows = seen(CSV).of("position")
    at = np.array([parse_instant(row["at"]) for row in rows]) / 1e6
    for width in (60.0, 200.0):
        for start in range(0, len(rows), 40):
            later = np.flatnonzero(at > at[start] + width)
            if not len(later):
                break
            stop = int(later[0])
            metres = _between([rows[start], rows[stop]])[0]
            stated = np.mean([row["speed_knots"] for row in rows[start:stop]]) * 1852.0 / 3600.0
            # A second more or less at either end: times are stated in whole seconds.
            assert metres / (at[stop] - at[start]) == pytest.approx(stated, rel=2.5 / width)


def test_altitude_and_climb_are_those_of_the_flight() -> None:
    level = seen(CSV).of("position")
    assert {round(row["altitude"] / 0.3048) for row in level} == {35_975, 36_000, 36_025}
    assert {row["altitude_reference"] for row in level} == {"pressure"}
    descending = seen(AVR).of("position")
    heights = [row["altitude"] for row in descending]
    assert heights[0] - heights[-1] > 500.0
    assert max(later - earlier for earlier, later in pairwise(heights)) < 50.0
    assert all(row["vertical_rate"] < 0.0 for row in descending if row["vertical_rate"])


def test_times_are_those_of_the_lines_or_of_receipt() -> None:
    stated = {line.split(",")[0] for line in bytes_of(CSV).decode().split()}
    rows = seen(CSV).of("position") + seen(CSV).of("particulars")
    assert all(row["timed"] for row in rows)
    assert {str(parse_instant(row["at"]) // 1_000_000) for row in rows} <= stated
    assert not any(row["timed"] for row in seen(AVR).of("position"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recording_may_be_resumed_in_its_middle(name: str) -> None:
    data = bytes_of(name)
    whole = read_whole("adsb", data)
    for place in range(3, len(data), len(data) // 7):
        assert read_resumed("adsb", data, [place, place + 1]) == whole


def test_the_same_frames_as_binary_give_the_same_places() -> None:
    binary = b"".join(map(sq.beast, frames_of(AVR)))
    rows = read_whole("adsb", binary).of("position")
    apart = ("id",)
    assert [{k: v for k, v in row.items() if k not in apart} for row in rows] == [
        {k: v for k, v in row.items() if k not in apart} for row in seen(AVR).of("position")
    ]


def _between(rows: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    lon, lat = ([row[name] for row in rows] for name in ("lon", "lat"))
    return np.asarray(distance(lon[:-1], lat[:-1], lon[1:], lat[1:]))
