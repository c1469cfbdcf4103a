"""A feed brings nothing more sensitive than its marking: refused, and kept as strictly as it says."""

from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.formats.cot_decoder import CotDecoder
from northline.formats.klv_said import Security
from northline.formats.tak_frames import framed
from northline.formats.tak_messages import message_of
from northline.records.marking import Level, MarkingId, unclassified
from northline.records.notation import parse_marking
from northline.records.protocols import Context
from northline.records.units import Micros
from tests.formats.cot_sample import event
from tests.formats.klv_sample import said

FEED = Context(
    source="s", marking=MarkingId(unclassified("opp").id), stream="x", feed=unclassified("opp")
)


def cleared(node: Node, clearance: str) -> Node:
    who = msgspec.structs.replace(node.operator, clearance=clearance)
    return node.acting_as(who, node.key)


def brought(node: Node, folder: Path, form: str, data: bytes, marking: str | None = None) -> int:
    path = folder / f"{len(list(folder.iterdir()))}.{form}"
    path.write_bytes(data)
    return node.ingest(form, path, source="tower-4", marking=marking).rejected


SECRET = {
    "cot": event("boat-1", more=' access="SECRET"'),
    "tak": framed(message_of(event("boat-1", more=' access="Secret"')).SerializeToString()),
    "klv": said(security=Security("SECRET")),
}


@pytest.mark.parametrize("form", SECRET)
def test_what_says_that_it_is_more_is_refused_and_seen_by_nobody_below(
    node: Node, tmp_path: Path, form: str
) -> None:
    assert brought(node, tmp_path, form, SECRET[form])
    (row, *_) = node.records("rejected").to_pylist()
    assert "it says that it is Secret, and its feed is marked Unclassified" in row["reason"]
    assert node.ledger.blob(row["blob"]), "it is kept"
    marked = node.ledger.marking(row["marking"])
    assert marked is not None
    assert (marked.level, marked.owners) == (Level.SECRET, (node.operator.agency,))
    low = cleared(node, "Protected B")
    assert not low.count("rejected")
    for kind in ("message", "position", "footprint", "sensor"):
        assert not node.count(kind)
    assert node.verify().ok


@pytest.mark.parametrize("form", SECRET)
def test_a_feed_that_is_marked_so_brings_it(node: Node, tmp_path: Path, form: str) -> None:
    assert not brought(node, tmp_path, form, SECRET[form], "Secret")
    assert node.count("position")
    assert not cleared(node, "Protected B").count("position")


@pytest.mark.parametrize("form", SECRET)
def test_read_again_it_is_as_strict_as_it_says(node: Node, tmp_path: Path, form: str) -> None:
    brought(node, tmp_path, form, SECRET[form])
    assert node.retry_rejected().read
    assert node.count("position")
    assert not cleared(node, "Protected B").count("position")


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("cot", event("boat-1", more=' caveat="LES"')),
        ("cot", event("boat-1", more=' access="U//LES"')),
        ("klv", said(security=Security("UNCLASSIFIED", "LES"))),
    ],
)
def test_a_caveat_that_the_feed_has_not_is_not_dropped(
    node: Node, tmp_path: Path, form: str, data: bytes
) -> None:
    assert brought(node, tmp_path, form, data)
    assert not node.count("position")
    (marked,) = (node.ledger.marking(each) for each in {r["marking"] for r in _every(node)})
    assert marked is not None
    assert marked.caveats == ("LES",)
    assert not brought(node, tmp_path, form, data, "Unclassified; caveats=LES")


def _every(node: Node) -> list[dict[str, MarkingId]]:
    rows: list[dict[str, MarkingId]] = node.ledger.review.whole("rejected").to_pylist()
    return rows


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("cot", event("boat-1", more=' access="TOP SECRET"')),
        ("cot", event("boat-1", more=' access="&#84;S//SCI"')),
        ("tak", framed(message_of(event("b", more=' access="TS"')).SerializeToString())),
    ],
)
def test_above_secret_nothing_is_kept_whatever_the_feed(
    node: Node, tmp_path: Path, form: str, data: bytes
) -> None:
    assert brought(node, tmp_path, form, data, "Secret")
    (row,) = node.records("rejected").to_pylist()
    assert "none of it is kept" in row["reason"]
    assert (row["length"], node.ledger.blob(row["blob"])) == (0, b"")


def test_in_a_long_stream_only_what_says_so_is_refused() -> None:
    plain, open_ = event(), event(more=' access="Undefined" caveat=""')
    for bad in (event(more=' access="SECRET"'), event(more=" caveat = 'LES'")):
        stream = b"\n".join([plain, open_] * 300 + [bad] + [plain, open_] * 300)
        decoded = CotDecoder(FEED).decode(stream, Micros(1), end=True)
        assert [each.raw.strip() for each in decoded.refused] == [bad]
        assert decoded.batches["message"].num_rows == 1200


def test_of_a_stream_that_is_more_all_is_kept_as_strictly_damaged_or_not(
    node: Node, tmp_path: Path
) -> None:
    damaged = bytearray(said(security=Security("SECRET")))
    damaged[24] ^= 1
    brought(node, tmp_path, "klv", said(security=Security("SECRET")) + b"strange")
    brought(node, tmp_path, "klv", bytes(damaged))
    assert len(_every(node)) >= 3
    owner = node.operator.agency
    strict = parse_marking("Secret", owner=owner).id
    assert {row["marking"] for row in _every(node)} == {strict}
