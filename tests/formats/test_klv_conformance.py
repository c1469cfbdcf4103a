"""KLV against real recordings beside the project (../shared/data/sensors/klv) and against FFmpeg."""

import io
from pathlib import Path

import av
import pytest

from northline.formats.klv_packets import extent, value_of
from northline.formats.klv_universal_set import read_universal_set
from northline.formats.mpeg_ts_demux import Came, Demux, Kept
from northline.formats.mpeg_ts_packets import Cut, Packets
from northline.geo.distance import distance
from northline.records.protocols import Framing
from tests.formats.klv_sample import in_stream, said
from tests.formats.reading import read_cut, read_whole
from tests.formats.samples import RECEIVED
from tests.formats.test_klv import corners

RECORDINGS = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "klv"
shared = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not RECORDINGS.is_dir(),
        reason=f"the recordings are not beside the project: no {RECORDINGS}",
    ),
]
FLIGHT = "kwiver_aphill_klv_10s.ts"


def ours(stream: bytes) -> list[tuple[int | None, bytes]]:
    """Time and bytes of each payload of KLV, as we take the stream apart."""
    demux, found = Demux(Kept()), []
    for piece in Packets(0, Framing.STREAM).take(stream, end=True):
        assert piece.cut is Cut.PACKETS
        for each in demux.take(piece, RECEIVED):
            assert isinstance(each, Came)
            found.append((each.payload.time, each.payload.data))
    return found


def theirs(stream: bytes) -> list[tuple[int | None, bytes]]:
    """The same, as FFmpeg does."""
    with av.open(io.BytesIO(stream), "r", format="mpegts") as container:
        return [
            (each.pts, bytes(each))
            for each in container.demux()
            if each.stream.type == "data" and each.size
        ]


def test_ffmpeg_reads_what_we_write() -> None:
    klv = [said(heading=float(i)) for i in range(25)]
    found = theirs(in_stream(*klv))
    assert [data for _, data in found] == klv
    assert found == ours(in_stream(*klv))


class TestRecordings:
    pytestmark = shared

    def test_the_same_packets_come_out_as_of_ffmpeg(self) -> None:
        stream = (RECORDINGS / FLIGHT).read_bytes()
        found = ours(stream)
        assert len(found) == 300
        assert found == theirs(stream)
        assert all(extent(data, 0) == len(data) for _, data in found)

    def test_each_packet_of_a_flight_is_a_place_and_a_look(self) -> None:
        read = read_whole("klv", (RECORDINGS / FLIGHT).read_bytes())
        assert read.units == 2176
        assert not read.refused
        assert read.other == {"continued": 900, "mpeg-ts:table": 115, "mpeg-ts:video": 861}
        positions, looks = read.of("position"), read.of("footprint")
        assert len(positions) == len(looks) == 300
        assert len(read.of("sensor")) == 1
        assert positions[0]["identity"] == "klv:ABCD"
        assert positions[0]["at"] == "2008-09-17T15:23:32.027000Z"
        assert all(row["timed"] for row in positions)

    def test_slant_range_height_and_distance_make_a_triangle(self) -> None:
        """So altitude and range are metres and both places are read right: the ground is near 0."""
        for look in read_whole("klv", (RECORDINGS / FLIGHT).read_bytes()).of("footprint"):
            (across,) = distance(look["sensor_lon"], look["sensor_lat"], look["lon"], look["lat"])
            ground = look["sensor_altitude"] - (look["range"] ** 2 - across**2) ** 0.5
            assert abs(ground) < 20.0

    def test_the_centre_of_a_frame_lies_between_its_corners(self) -> None:
        for look in read_whole("klv", (RECORDINGS / FLIGHT).read_bytes()).of("footprint"):
            around = corners(look)
            assert min(around[:4]) < look["lon"] < max(around[:4])
            assert min(around[4:]) < look["lat"] < max(around[4:])

    def test_a_flight_read_in_datagrams_worth_of_bytes_is_the_same(self) -> None:
        stream = (RECORDINGS / FLIGHT).read_bytes()
        assert read_cut("klv", stream, list(range(0, len(stream), 1316))) == read_whole(
            "klv", stream
        )

    def test_a_flight_of_which_packets_are_lost_keeps_the_others(self) -> None:
        stream = (RECORDINGS / FLIGHT).read_bytes()
        packets = [stream[at : at + 188] for at in range(0, len(stream), 188)]
        read = read_whole("klv", b"".join(p for i, p in enumerate(packets) if i % 50))
        assert 270 < len(read.of("position")) < 300
        assert read.units == len(packets) - len(packets[::50])
        assert all(len(each.raw) == 188 for each in read.refused)

    def test_a_video_without_metadata_is_counted_to_its_last_packet(self) -> None:
        read = read_whole("klv", (RECORDINGS / "kwiver_h264_no_klv.ts").read_bytes())
        assert not read.rows
        assert not read.refused
        assert read.other == {"mpeg-ts:table": 22, "mpeg-ts:video": 149}
        assert read.units == 171

    def test_every_item_of_the_older_set_is_known(self) -> None:
        (_, data), *_ = ours((RECORDINGS / FLIGHT).read_bytes())
        found = read_universal_set(data)
        assert len(value_of(data)) == 535
        assert found.horizontal_view == pytest.approx(0.8)
        assert found.vertical_view == pytest.approx(0.6)
        assert found.azimuth == pytest.approx(-1.965, abs=1e-3)
        assert None not in found.corners
