"""The patrol log on real recordings beside the project, laid at the line as they were walked and driven."""

import re
from itertools import pairwise
from pathlib import Path

import gpxpy
import pytest

from northline.app.node import Node
from northline.app.patrol.hours import hours
from northline.app.patrol.tracks import log_track

FILES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "gpx"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not FILES.is_dir(), reason=f"the GPX files are not beside the project: no {FILES}"
    ),
]

LINE = (-83.05, 42.315)
"""On the Detroit River."""

GAP = 300.0


def laid(name: str) -> bytes:
    """A recording moved so that its first timed point lies at the line; degrees are kept as they are."""
    text = (FILES / name).read_text(encoding="utf-8")
    first = next(
        p for t in gpxpy.parse(text).tracks for s in t.segments for p in s.points if p.time
    )
    east, north = LINE[0] - first.longitude, LINE[1] - first.latitude

    def moved(found: re.Match[str]) -> str:
        value = float(found[2]) + (north if found[1] == "lat" else east)
        return f'{found[1]}="{value:.9f}"'

    return re.sub(r'\b(lat|lon)="([-0-9.]+)"', moved, text).encode()


def walked(name: str) -> float:
    """Seconds between timed points no more than the gap apart, whatever their place."""
    points = gpxpy.parse((FILES / name).read_text(encoding="utf-8")).tracks
    times = sorted(p.time for t in points for s in t.segments for p in s.points if p.time)
    spans = [(b - a).total_seconds() for a, b in pairwise(times)]
    return sum(each for each in spans if each <= GAP)


@pytest.mark.parametrize(
    ("name", "mode"), [("korita-zbevnica.gpx", "foot"), ("around-visnjan-with-car.gpx", "vehicle")]
)
def test_a_recorded_track_counts_the_time_that_it_was_recorded_once(
    node: Node, name: str, mode: str
) -> None:
    given = {"unit": "cot:EX-1", "mode": mode}
    logged = log_track(node, laid(name), given)
    counted = sum(each.counted for each in logged.legs)
    assert counted == pytest.approx(walked(name), rel=0.02)
    assert sum(each.metres for each in logged.legs) > 1_000
    log_track(node, laid(name), given)
    document = hours(node)
    assert document["hours"] == pytest.approx(counted / 3_600)
    assert document["denominators"]["flagged"]["impossible-speed"] == 0


def test_a_drive_is_no_foot_patrol(node: Node) -> None:
    recording = laid("around-visnjan-with-car.gpx")
    driven = log_track(node, recording, {"unit": "cot:EX-1", "mode": "vehicle"})
    as_walked = log_track(node, recording, {"unit": "cot:EX-2", "mode": "foot"})
    metres = [sum(leg.metres for leg in each.legs) for each in (driven, as_walked)]
    assert metres[1] < 0.2 * metres[0], "what is left is the car standing still"
    assert any("impossible-speed" in each.flags for each in as_walked.legs)


def test_a_recording_far_from_the_line_is_no_patrol_of_it(node: Node) -> None:
    raw = (FILES / "korita-zbevnica.gpx").read_bytes()
    logged = log_track(node, raw, {"unit": "cot:EX-1", "mode": "foot"})
    assert logged.legs == []
    assert logged.points > 500


def test_a_recording_without_times_says_nothing_of_hours(node: Node) -> None:
    logged = log_track(
        node, laid("cerknicko-without-times.gpx"), {"unit": "cot:EX-1", "mode": "foot"}
    )
    assert logged.points == 5
