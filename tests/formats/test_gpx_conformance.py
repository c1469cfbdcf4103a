"""GPX against real files beside the project: ../shared/data/sensors/gpx."""

from pathlib import Path

import gpxpy
import pytest

from tests.formats.reading import read_whole

FILES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "gpx"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not FILES.is_dir(), reason=f"the GPX files are not beside the project: no {FILES}"
    ),
]

# Positions, points without a time, points of routes, way points.
EXPECTED = {
    "around-visnjan-with-car.gpx": (104, 0, 0, 0),
    "cerknicko-without-times.gpx": (5, 291, 0, 7),
    "gpx1.1_with_all_fields.gpx": (1, 0, 5, 2),
    "korita-zbevnica.gpx": (513, 358, 0, 2),
    "track_with_speed.gpx": (3, 0, 0, 0),
}
files = pytest.mark.parametrize("name", EXPECTED)


@files
def test_each_point_of_a_file_is_a_position_or_counted(name: str) -> None:
    read = read_whole("gpx", (FILES / name).read_bytes())
    counted = ("gpx:trkpt without time", "gpx:rtept", "gpx:wpt")
    assert (len(read.of("position")), *(read.other[each] for each in counted)) == EXPECTED[name]
    assert not read.refused
    assert read.units == sum(EXPECTED[name])


@files
def test_positions_are_what_the_model_reads_from_the_whole_file(name: str) -> None:
    data = (FILES / name).read_bytes()
    model = gpxpy.parse(data.decode())
    points = [
        (point.longitude, point.latitude, point.elevation)
        for a_track in model.tracks
        for segment in a_track.segments
        for point in segment.points
        if point.time is not None
    ]
    rows = read_whole("gpx", data).of("position")
    assert [(row["lon"], row["lat"], row["altitude"]) for row in rows] == points


def test_all_files_in_one_stream_give_what_each_gives_alone() -> None:
    data = [(FILES / name).read_bytes() for name in EXPECTED]
    alone = [row["identity"] for each in data for row in read_whole("gpx", each).of("position")]
    together = read_whole("gpx", b"\n".join(data))
    assert [row["identity"] for row in together.of("position")] == alone
    assert not together.refused


@files
def test_a_file_that_breaks_off_is_refused_and_says_so(name: str) -> None:
    data = (FILES / name).read_bytes()
    read = read_whole("gpx", data[: len(data) * 2 // 3])
    assert [each.raw for each in read.refused] == [data[: len(data) * 2 // 3]]
    assert "the stream ends in this document" in read.refused[0].reason
