"""ASTERIX against captures of real radars beside the project: ../shared/data/sensors/asterix."""

import math
from collections import Counter
from pathlib import Path

import pytest

from northline.formats.asterix_items import READ, cut_block
from northline.formats.pcap import Capture, Frame
from northline.formats.pcap_udp import Datagram, datagram_of
from northline.geo.distance import bearing, distance
from tests.formats import asterix_peer as peer
from tests.formats.reading import read_resumed, read_whole

CAPTURES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "asterix"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not CAPTURES.is_dir(), reason=f"the captures are not beside the project: no {CAPTURES}"
    ),
]
RADARS, TRACKS = "ccl_cat_034_048.pcap", "ccl_cat_062_065.pcap"


def bytes_of(name: str) -> bytes:
    return (CAPTURES / name).read_bytes()


def datagrams(name: str) -> list[Datagram]:
    frames = [each for each in Capture().take(bytes_of(name), end=True) if isinstance(each, Frame)]
    found = [datagram_of(frame) for frame in frames]
    return [each for each in found if isinstance(each, Datagram)]


def blocks(name: str) -> list[bytes]:
    found = []
    for datagram in datagrams(name):
        data = datagram.data
        while data:
            length = int.from_bytes(data[1:3], "big")
            found.append(data[:length])
            data = data[length:]
    return found


def test_each_record_of_the_radars_is_a_plot_a_sensor_or_counted() -> None:
    read = read_whole("asterix", bytes_of(RADARS))
    assert not read.refused
    assert {kind: len(rows) for kind, rows in read.rows.items()} == {
        "plot": 126,
        "sensor": 8,
        "particulars": 60,
    }
    assert read.other == {
        "capture:pcap head": 1,
        "asterix:048 no detection": 2,
        "asterix:034 sector crossing": 25,
        "asterix:034 north marker": 1,
    }
    # 128 reports and 34 messages, as libasterix counts them, and the head of the capture.
    assert read.units == 163


def test_system_tracks_are_positions_and_what_is_of_the_service_is_counted() -> None:
    read = read_whole("asterix", bytes_of(TRACKS))
    assert not read.refused
    assert read.other == {"capture:pcap head": 1, "asterix:065 not read": 1}
    first, second = read.of("position")
    assert (first["identity"], second["identity"]) == ("icao:4ca7a8", "icao:4cac7f")
    assert first["station"] == "asterix:25/100"
    assert [row["callsign"] for row in read.of("particulars")] == ["RYR174C", "ISS2007"]


def test_libasterix_finds_the_same_records_in_every_block() -> None:
    compared: Counter[int] = Counter()
    for name in (RADARS, TRACKS):
        for block in blocks(name):
            if block[0] not in READ:
                continue
            spec = peer.editions(block[0])[-1]
            ours = [cut.items for cut in cut_block(READ[block[0]][0], block)]
            assert ours == [peer.raw_items(each) for each in peer.parsed(spec, block[3:])]
            compared[block[0]] += len(ours)
    assert compared == {48: 128, 34: 34, 62: 2}


def test_without_the_length_that_ip_states_padding_would_be_read() -> None:
    frames = [
        each for each in Capture().take(bytes_of(RADARS), end=True) if isinstance(each, Frame)
    ]
    padded = [
        frame
        for frame in frames
        if isinstance(datagram := datagram_of(frame), Datagram)
        and datagram.position + len(datagram.data) < frame.position + len(frame.data)
    ]
    assert len(padded) == 12
    assert all(len(frame.data) == 60 for frame in padded)


def test_times_of_day_are_of_the_moment_of_capture() -> None:
    rows = read_whole("asterix", bytes_of(RADARS)).of("plot")
    assert {row["at"][:16] for row in rows} == {"2016-05-05T07:35"}
    assert all(row["timed"] for row in rows)


def test_plots_lie_where_the_radar_sees_them_once_it_has_said_where_it_stands() -> None:
    rows = [row for row in read_whole("asterix", bytes_of(RADARS)).of("plot") if row["lon"]]
    assert len(rows) == 18
    for row in rows:
        sight = (row["sensor_lon"], row["sensor_lat"], row["lon"], row["lat"])
        rise = row["altitude"] - row["sensor_altitude"]
        flat = math.sqrt(row["range"] ** 2 - rise**2)
        # The ground is shorter than the chord at height by some 0.1 %.
        assert 0.998 * flat < distance(*sight)[0] < flat
        assert bearing(*sight)[0] == pytest.approx(row["azimuth"], abs=1e-3)


def test_a_report_over_two_channels_stays_two_with_ids_of_their_own() -> None:
    rows = read_whole("asterix", bytes_of(RADARS)).of("plot")
    assert len({row["id"] for row in rows}) == len(rows)
    said = Counter((row["sensor"], row["number"], row["at"]) for row in rows)
    assert Counter(said.values()) == {2: 63}


@pytest.mark.parametrize("name", [RADARS, TRACKS])
def test_a_capture_is_resumed_wherever_it_was_left(name: str) -> None:
    data = bytes_of(name)
    whole = read_whole("asterix", data)
    for place in range(0, len(data), 487 if name == RADARS else 11):
        assert read_resumed("asterix", data, [place]) == whole, f"resumed at {place}"
