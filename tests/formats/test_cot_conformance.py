"""Cursor on Target against samples of its users beside the project: ../shared/data/sensors/cot."""

import io
import re
from pathlib import Path

import pytest
from lxml import etree

from northline.formats.cot_reading import UNKNOWN_METRES
from northline.formats.cot_writing import write_event
from northline.formats.tak_messages import event_of, message_of, parse_message
from northline.records.kinds import kind
from northline.records.message import Message
from tests.formats.reading import batches_of, read_whole

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "sensors" / "cot"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not SAMPLES.is_dir(), reason=f"the samples are not beside the project: no {SAMPLES}"
    ),
]

FILES = sorted(each.name for each in SAMPLES.glob("*") if each.suffix in {".cot", ".xml"})
files = pytest.mark.parametrize("name", FILES)


def bytes_of(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def event_in(data: bytes) -> bytes:
    return data[data.index(b"<event") : data.rindex(b"</event>") + len(b"</event>")]


def canonical(xml: bytes) -> bytes:
    """Canonical XML 1.0 (W3C): equal where all elements, attributes and text are."""
    out = io.BytesIO()
    etree.ElementTree(etree.fromstring(xml)).write_c14n(out)
    return out.getvalue()


def messages_of(data: bytes) -> list[Message]:
    found = kind("message").from_batch(batches_of("cot", data)["message"])
    return [each for each in found if isinstance(each, Message)]


def test_there_are_samples() -> None:
    assert len(FILES) == 19


@files
def test_a_sample_is_one_message_and_comes_back_byte_for_byte(name: str) -> None:
    data = bytes_of(name)
    (message,) = messages_of(data)
    written = write_event(message, exercise=False)
    assert written == event_in(data)
    assert canonical(written) == canonical(data)


@files
def test_a_sample_out_of_an_exercise_says_so_and_changes_in_nothing_else(name: str) -> None:
    (message,) = messages_of(bytes_of(name))
    drill = etree.fromstring(write_event(message, exercise=True))
    real = etree.fromstring(write_event(message, exercise=False))
    assert (drill.attrib.pop("opex"), real.attrib.pop("opex", "e")) == ("e", "e")
    for event in (drill, real):
        for remarks in event.findall("detail/remarks"):
            text = (remarks.text or "").removeprefix("EXERCISE").removeprefix(". ").lstrip()
            remarks.text = text or None
    if real.find("detail/remarks") is None:
        (detail,) = drill.findall("detail")
        (said,) = detail.findall("remarks")
        detail.remove(said)
    assert canonical(etree.tostring(drill)) == canonical(etree.tostring(real))


def test_all_samples_in_one_stream_come_back_in_order() -> None:
    stream = b"".join(bytes_of(name) for name in FILES)
    read = read_whole("cot", stream)
    assert not read.refused
    assert read.units == len(FILES)
    assert [row["raw"].encode() for row in read.of("message")] == [
        event_in(bytes_of(name)) for name in FILES
    ]


def test_of_the_samples_only_things_are_positions() -> None:
    read = read_whole("cot", b"".join(bytes_of(name) for name in FILES))
    assert {row["type"] for row in read.of("message")} == {
        *("a-u-G", "b-m-p-s-m", "b-m-r", "b-t-f", "u-d-c-c", "u-d-f", "u-d-f-m", "u-d-r"),
        *("u-r-b-bullseye", "u-r-b-c-c", "u-rb-a"),
    }
    assert [row["name"] for row in read.of("position")] == ["U.16.135057", "hiker 1"]
    assert not read.of("unit")
    places = [(row["lon"], row["sigma"]) for row in read.of("message") if row["type"] == "b-t-f"]
    assert places == [(None, None)] * 5 + [(20.0, 1.0), (0.0, 1.0)]


@files
def test_a_sample_carried_by_the_tak_protocol_keeps_what_that_carries(name: str) -> None:
    data = event_in(bytes_of(name))
    carried = event_of(parse_message(message_of(data).SerializeToString()))
    before, after = etree.fromstring(data), etree.fromstring(carried)
    for attribute in ("type", "access", "qos", "opex", "uid", "how"):
        assert after.get(attribute) == before.get(attribute)
    for attribute in ("time", "start", "stale"):
        assert _milliseconds(after.get(attribute)) == _milliseconds(before.get(attribute))
    assert _point(after) == _point(before)
    assert _elements(after) == _elements(before)
    assert message_of(carried) == message_of(data)


def _point(event: etree._Element) -> dict[str, float]:
    return {str(name): float(value) for name, value in event.find("point").items()}  # type: ignore[union-attr]


def _elements(event: etree._Element) -> list[bytes]:
    """Elements of the detail in canonical form, whatever their order."""
    found = []
    for child in event.find("detail"):  # type: ignore[union-attr]
        child.tail = None
        found.append(canonical(etree.tostring(child)))
    return sorted(found)


def _milliseconds(text: str | None) -> str:
    whole, fraction = re.fullmatch(r"(.*?)(?:\.(\d+))?Z", text or "").groups("0")  # type: ignore[union-attr]
    return f"{whole}.{fraction:0<3.3}"


def test_what_is_unknown_in_the_samples_is_null() -> None:
    for name in FILES:
        for row in read_whole("cot", bytes_of(name)).of("message"):
            assert row["sigma"] is None or row["sigma"] < UNKNOWN_METRES
