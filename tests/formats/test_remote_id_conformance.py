"""Remote ID against real captures beside the project: ../shared/data/sensors/remoteid."""

from collections import Counter
from pathlib import Path

import pytest

from tests.formats.reading import Read, read_cut, read_whole

CAPTURES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "remoteid"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not CAPTURES.is_dir(), reason=f"the captures are not beside the project: no {CAPTURES}"
    ),
]
NAMES = ["odid_wifi_sample.pcap", "odid_bt5_lr_sample.pcapng", "mavic_multiple_spoofed.pcapng"]


def bytes_of(name: str) -> bytes:
    return (CAPTURES / name).read_bytes()


def read(name: str) -> Read:
    return read_whole("remote-id", bytes_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_capture_read_in_pieces_is_the_same(name: str) -> None:
    data = bytes_of(name)
    assert read_cut("remote-id", data, list(range(0, len(data), 777))) == read(name)


def test_beacons_and_aware_frames_of_one_drone_are_told_once() -> None:
    found = read("odid_wifi_sample.pcap")
    assert not found.refused
    assert found.units == 64
    assert {row["identity"] for row in found.of("position")} == {"remote-id-mac:84:cc:a8:60:43:24"}
    # 31 locations in two kinds of frames, of which 14 say what the one before said.
    assert len(found.of("position")) == 17
    assert found.other["remote-id:location again"] == 14
    first = found.of("position")[0]
    assert (first["lon"], first["lat"]) == (-122.9722906, 45.5450519)
    assert (first["course"], first["altitude"]) == (288.0, 237.0)
    assert first["speed_knots"] == pytest.approx(20.5 * 3600 / 1852)
    assert first["vertical_rate"] is None
    assert [row["callsign"] or row["name"] for row in found.of("particulars")] == [
        "GBR-OP-123ABCD",
        "Recreational",
    ]
    (plot,) = found.of("plot")
    assert plot["identity"] == "remote-id-operator:GBR-OP-123ABCD"
    assert (plot["lon"], plot["lat"]) == (-122.9726866, 45.5443876)
    # Its time stands at the beginning of the hour, and it was heard three minutes past.
    assert found.other["suspect: time"] == 17
    assert all(row["at"].startswith("2021-05-12T20:03:") for row in found.of("position"))


def test_a_drone_without_a_fix_says_who_it_is_and_not_where() -> None:
    found = read("odid_bt5_lr_sample.pcapng")
    assert not found.of("position")
    assert not found.of("plot")
    assert {row["identity"] for row in found.of("particulars")} == {"remote-id:SSEVTFG93700070"}
    assert found.other["remote-id:location not known"] == 222
    assert found.other["remote-id:empty pack"] == 19
    assert found.other["suspect: serial number"] == 1
    reasons = Counter(each.reason for each in found.refused)
    assert reasons == {"the checksum of this packet is wrong": 28}


def test_spoofed_telemetry_of_dji_is_recorded_frame_by_frame_and_partly_suspect() -> None:
    found = read("mavic_multiple_spoofed.pcapng")
    assert not found.refused
    assert len(found.of("position")) == 77
    assert len({row["identity"] for row in found.of("position")}) == 15
    # What the forger made up for the places of operators is no place for a third of them.
    assert len(found.of("plot")) == 52
    assert found.other["suspect: operator's place"] == 25
    assert found.other["wi-fi"] == 162
    assert all(46.0 < row["lat"] < 47.0 and 7.0 < row["lon"] < 8.0 for row in found.of("position"))
