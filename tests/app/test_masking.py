"""Masks over dwellings at ingest: what lies in one is counted, and nothing else of it is kept."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.app.masking import Masks, masked
from northline.app.node import Node
from northline.records.ids import Origin
from northline.records.kinds import kind
from northline.records.marking import unclassified
from northline.records.mask import Mask
from northline.records.plot import Measure, Plot
from northline.records.position import Craft, Position
from northline.records.time import parse_instant
from tests.app.listening import ingesting, post
from tests.formats.sensing_sample import AT, collection, detection, feature

NOW = parse_instant(AT)
SAME: dict[str, Any] = {"source": "t", "received": NOW, "marking": unclassified("opp").id}
SQUARE = ((-82.61, -82.60, -82.60, -82.61), (42.03, 42.03, 42.04, 42.04))
INSIDE, OUTSIDE = (-82.605, 42.035), (-82.62, 42.035)


def mask(name: str = "d", **more: Any) -> Mask:
    said = {"lons": SQUARE[0], "lats": SQUARE[1], "at": NOW, **more}
    made = Origin("mask", "t").sequenced(f"{name}/{said}")
    return Mask(
        id=made, identity=name, reason="dwelling", authority="order", timed=True, **said, **SAME
    )


def plot(lon: Any = None, lat: Any = None, **more: Any) -> Plot:
    said: dict[str, Any] = {"at": NOW, "sensor": "camera:t4", "measure": Measure.PLACE, **more}
    made = Origin("plot", "t").sequenced(f"{lon}/{lat}/{said}")
    return Plot(id=made, lon=lon, lat=lat, craft=Craft.PERSON, timed=True, **said, **SAME)


def left(masks: list[Mask], *plots: Plot) -> list[Any]:
    kept = Masks(masks).keep([("plot", kind("plot").to_batch(plots))])
    rows = [row for _, batch in kept.batches for row in kind("plot").from_batch(batch)]
    assert kept.masked.total() == len(plots) - len(rows)
    return rows


def crosses(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies in a ring, by counting the edges that a ray to the east meets."""
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


corner = st.tuples(st.integers(0, 40), st.integers(1, 20))


@settings(max_examples=80)
@given(
    shapes=st.lists(st.lists(corner, min_size=3, max_size=7), min_size=1, max_size=4),
    points=st.lists(st.tuples(st.floats(-1, 21), st.floats(-1, 21)), min_size=1, max_size=20),
)
def test_no_plot_that_is_kept_lies_in_a_mask(
    shapes: list[list[tuple[int, int]]], points: list[tuple[float, float]]
) -> None:
    rings = []
    for shape in shapes:  # a star about a middle never crosses itself
        turns = sorted(dict(shape).items())
        rings.append(
            [
                (
                    10 + far / 2 * np.cos(turn * np.pi / 20.5),
                    10 + far / 2 * np.sin(turn * np.pi / 20.5),
                )
                for turn, far in turns
            ]
        )
    rings = [ring for ring in rings if len(ring) > 2 and shapely.is_valid(shapely.Polygon(ring))]
    masks = [
        mask(str(n), lons=tuple(x for x, _ in ring), lats=tuple(y for _, y in ring))
        for n, ring in enumerate(rings)
    ]
    kept = left(masks, *[plot(x, y) for x, y in points])
    wanted = [(x, y) for x, y in points if not any(crosses(ring, x, y) for ring in rings)]
    assert [(each.lon, each.lat) for each in kept] == wanted


def test_the_edge_of_a_mask_is_masked_and_what_has_no_place_is_kept() -> None:
    (kept,) = left([mask()], plot(-82.60, 42.035), plot(-82.61, 42.03), plot(measure="bearing"))
    assert kept.lon is None


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({"since": NOW}, False),
        ({"since": NOW + 1}, True),
        ({"until": NOW}, True),
        ({"until": NOW + 1}, False),
        ({"sensor": "camera:t4"}, False),
        ({"sensor": "camera:t5"}, True),
    ],
)
def test_a_mask_holds_in_its_time_and_for_its_sensor(more: dict[str, Any], seen: bool) -> None:
    assert bool(left([mask(**more)], plot(*INSIDE))) is seen


@pytest.mark.parametrize(
    ("azimuth", "seen"),
    [(350, False), (0, False), (10, False), (11, True), (349, True), (180, True)],
)
def test_a_masked_sector_is_of_its_sensor_and_wraps_at_north(azimuth: float, seen: bool) -> None:
    sector: dict[str, Any] = {"sensor": "camera:t4", "bearing_from": 350.0, "bearing_to": 10.0}
    looked: dict[str, Any] = {"measure": Measure.BEARING, "azimuth": float(azimuth)}
    only = mask(lons=(), lats=(), **sector)
    assert bool(left([only], plot(**looked))) is seen
    assert left([only], plot(**{**looked, "sensor": "camera:t5"}))
    placed = plot(*OUTSIDE, azimuth=float(azimuth), measure=Measure.POLAR)
    assert bool(left([only], placed)) is seen
    assert left([mask(**sector)], placed)
    assert bool(left([mask(**sector)], plot(**looked))) is seen


def test_the_newest_record_of_a_mask_counts() -> None:
    ended = mask(at=NOW + 1, until=NOW - 5)
    assert left([mask(), ended], plot(*INSIDE))
    assert not left([ended, mask(at=NOW + 2)], plot(*INSIDE))
    assert not left([mask("other"), mask(), ended], plot(*INSIDE))


def test_positions_of_persons_are_masked_and_those_of_boats_are_not() -> None:
    def position(craft: Craft) -> Position:
        made = Origin("position", "t").sequenced(craft.value)
        place: dict[str, Any] = dict(zip(("lon", "lat"), INSIDE, strict=True))
        return Position(id=made, at=NOW, **place, identity="cot:x", craft=craft, timed=True, **SAME)

    rows = kind("position").to_batch([position(craft) for craft in Craft])
    kept = Masks([mask()]).keep([("position", rows)])
    assert Craft.PERSON.value not in kept.batches[0][1].column("craft").to_pylist()
    assert kept.batches[0][1].num_rows == len(Craft) - 1
    assert dict(kept.masked) == {"position": 1}


# --- through a ledger ---------------------------------------------------------------------

HERE = {"lon": -82.6002, "lat": 42.0302, "bearing": None}
"""In `feature`'s triangle."""


def lines(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def read(node: Node, folder: Path, name: str, format: str, data: bytes) -> Any:
    path = folder / name
    path.write_bytes(data)
    return node.ingest(format, path)


def test_what_is_masked_is_counted_in_the_receipt_and_nothing_of_it_is_kept(
    node: Node, tmp_path: Path
) -> None:
    seen = lines(detection(**HERE, number=4711), detection(lon=-82.7, lat=42.03, number=12))
    assert read(node, tmp_path, "before", "detections", seen).masked == {}
    read(node, tmp_path, "masks", "masks", collection(feature()))
    again = lines(detection(**HERE, number=9, at="2026-07-01T15:00:00Z")) + seen
    receipt = read(node, tmp_path, "after", "detections", again)
    assert receipt.masked == {"plot": 2}
    assert receipt.new == {"plot": 1}
    assert sorted(node.records("plot").column("number").to_pylist()) == [12, 12, 4711]
    assert not node.rejected()
    assert node.verify().ok


def test_masks_that_another_process_reads_in_hold_from_the_next_commit_on(
    node: Node, tmp_path: Path
) -> None:
    with ingesting(node, "detections", "http-listen://127.0.0.1:0/t4") as running:
        assert post(running.where, lines(detection(**HERE)), "/t4")[0] == 200
        with Node.open(tmp_path / "ledger") as other:
            read(other, tmp_path, "masks", "masks", collection(feature()))
        assert post(running.where, lines(detection(**HERE, number=2)), "/t4")[0] == 200
        ended = feature(properties={"until": "2026-01-01T00:00:00Z"})
        with Node.open(tmp_path / "ledger") as other:
            read(other, tmp_path, "ended", "masks", collection(ended))
        assert post(running.where, lines(detection(**HERE, number=3)), "/t4")[0] == 200
    assert running.receipt.masked == {"plot": 1}
    assert node.records("plot").column("number").to_pylist() == [None, 3]


def test_what_is_read_again_after_a_fix_passes_the_masks_too(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.formats import detections_rows

    with monkeypatch.context() as patched:
        columns = dict(detections_rows.COLUMNS)
        patched.setitem(detections_rows.COLUMNS, "number", columns["group"])
        read(node, tmp_path, "seen", "detections", lines(detection(**HERE, number=0)))
    assert len(node.rejected()) == 1
    read(node, tmp_path, "masks", "masks", collection(feature()))
    assert node.retry_rejected().new == {}
    assert not node.rejected()
    assert node.count("plot") == 0


def test_a_feed_without_detections_asks_for_no_masks(node: Node) -> None:
    before = node.head()[0]
    rows = kind("position").to_batch([])
    assert masked(node, [("position", rows)]).batches == [("position", rows)]
    assert masked(node, [("plot", kind("plot").to_batch([plot(*INSIDE)]))]).masked.total() == 0
    assert node.head()[0] == before
    assert isinstance(rows, pa.RecordBatch)
