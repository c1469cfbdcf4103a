"""A dark boat over the line: plots and positions through tracking, fusion and crossing."""

from typing import Any

import numpy as np
import pyarrow as pa

from northline.engines.crossing import Crossings
from northline.engines.fusion import Fusion
from northline.engines.tracking import Tracking
from northline.geo.distance import destination
from northline.records.finding import Finding
from northline.records.schema import kind_of
from northline.records.track import Direction
from tests.engines.running import run
from tests.engines.sightings import after, by_time, clutter, radar
from tests.engines.traffic import EPOCH, positions, spot

KM = 2296.0
"""Detroit River, away from its ports."""


def over(seconds: Any, speed: float = 8.0) -> tuple[Any, Any]:
    """A boat that goes from 400 m off the line in the United States to 400 m off it in Canada."""
    off = np.clip(speed * np.asarray(seconds) - 400.0, -400.0, 400.0)
    return spot(np.full(len(off), KM), off)


def found_by(
    plot: pa.Table, position: pa.Table | None = None
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Crossings and findings of plots and positions through all three engines, as they stand.

    What a later one supersedes, and revisions before the last, do not count.
    """
    batch = {"plot": pa.concat_tables([plot, after(plot)])}
    if position is not None:
        batch["position"] = position
    dark, _ = run(Fusion(), [batch])
    parts = [dark["track"]] if "track" in dark else []
    if position is not None:
        named, _ = run(Tracking(), [{"position": position}])
        parts.insert(0, named["track"])
    track = pa.concat_tables(parts).sort_by("at")  # as both engines commit beside each other
    given, _ = run(Crossings(), [{"track": track}])
    crossings = given["crossing"].to_pylist() if "crossing" in given else []
    found = kind_of(Finding).from_batch(given[Finding.kind]) if Finding.kind in given else []
    gone = {each["supersedes"] for each in crossings}
    last = {each.event_id: each for each in found if isinstance(each, Finding)}
    return [each for each in crossings if each["id"] not in gone], list(last.values())


def two_radars(seconds_of: float = 120.0, seed: int = 1) -> pa.Table:
    """Two radars on the shore, out of step, and their clutter."""
    rng = np.random.default_rng(seed)
    lon, lat = spot(KM, 0.0)
    tables = []
    for name, course, every, begin in (
        ("asterix:25/1", 150.0, 3.0, 0.0),
        ("asterix:25/2", 30.0, 2.6, 0.9),
    ):
        x, y = destination(lon, lat, course, 2500.0)
        place = (float(x[0]), float(y[0]))
        seconds = np.arange(begin, seconds_of, every)
        tables.append(radar(rng, seconds, *over(seconds), name=name, place=place, range_sigma=10.0))
        tables.append(clutter(rng, seconds, 1.0, half=2500.0, name=name, around=place))
    return by_time(*tables)


def test_a_dark_boat_seen_by_two_radars_crosses_the_line() -> None:
    for seed in range(5):
        crossings, findings = found_by(two_radars(seed=seed))
        (crossing,) = crossings
        assert crossing["identity"] is None
        assert crossing["direction"] == Direction.TO_CANADA.value
        assert abs(crossing["km"] - KM) < 0.1
        assert abs(crossing["at"].timestamp() - EPOCH / 1e6 - 50.0) < 8.0
        (finding,) = findings
        assert finding.about == (crossing["id"],)
        assert 0.9 < finding.score <= 1.0


def test_a_boat_that_switches_its_transponder_off_before_the_line_is_found_by_name() -> None:
    seconds = np.arange(-290.0, 6.0, 10.0)
    near = np.maximum(seconds, 0.0)
    lon, lat = over(near)
    own = positions("mmsi:316000009", seconds + 300.0, lon, lat, sigma=8.0, delay=0.5)
    looks = np.arange(0.0, 460.0, 3.0)
    x, y = over(np.maximum(looks - 300.0, 0.0))
    place = spot(KM, -1500.0)
    rng = np.random.default_rng(2)
    plot = radar(rng, looks, x, y, place=(float(place[0][0]), float(place[1][0])), range_sigma=10.0)
    (crossing,), findings = found_by(plot, own)
    assert crossing["identity"] == "mmsi:316000009"
    assert crossing["direction"] == Direction.TO_CANADA.value
    assert len(findings) == 1


def test_a_boat_that_reports_itself_all_the_way_crosses_once() -> None:
    seconds = np.arange(0.0, 300.0, 5.0)
    lon, lat = over(np.maximum(seconds - 100.0, 0.0))
    own = positions("mmsi:316000009", seconds, lon, lat, sigma=8.0, delay=0.5)
    looks = np.arange(0.0, 300.0, 3.0)
    x, y = over(np.maximum(looks - 100.0, 0.0))
    place = spot(KM, -1500.0)
    plot = radar(
        np.random.default_rng(2), looks, x, y,
        place=(float(place[0][0]), float(place[1][0])), range_sigma=10.0,
    )  # fmt: skip
    crossings, findings = found_by(plot, own)
    assert len(crossings) == 1
    assert {finding.subject for finding in findings} == {"mmsi:316000009"}
