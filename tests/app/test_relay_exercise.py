"""What leaves an exercise ledger says that it is of an exercise; a real one changes nothing."""

from pathlib import Path

import pytest
from lxml import etree

from northline.app.node import Node
from northline.formats.tak_frames import framed
from tests.app.relays import fresh, one_event, relay, settled
from tests.app.test_relay_protocol import changed, one_message
from tests.formats.cot_sample import BOAT, CHAT, FRIEND
from tests.formats.tak_sample import payload


@pytest.mark.parametrize("exercise", [False, True])
def test_each_event_of_an_exercise_says_so_live_again_and_in_either_wire(
    tmp_path: Path, exercise: bool
) -> None:
    with (
        Node.open(tmp_path / "ledger", exercise=exercise) as node,
        relay(node) as running,
        running.client() as one,
        running.client() as two,
        changed(running) as binary,
    ):
        settled(running, one, two)
        one.sendall(fresh("boat-1"))
        binary.sendall(framed(payload(fresh("boat-2", detail="<remarks>Half way</remarks>"))))
        texts = [one_event(two), one_event(two)]
        with running.client() as late:
            texts += [one_event(late), one_event(late)]
        for text in texts:
            event = etree.fromstring(text)
            assert (event.get("opex") == "e") is exercise
            remarks = event.findtext("detail/remarks") or ""
            assert remarks.startswith("EXERCISE") is exercise
        assert (b"EXERCISE" in one_message(binary)) is exercise


@pytest.mark.parametrize("format", ["cot", "tak"])
@pytest.mark.parametrize("exercise", [False, True])
def test_messages_exported_from_an_exercise_say_so_each(
    tmp_path: Path, format: str, exercise: bool
) -> None:
    (tmp_path / "in.tak").write_bytes(FRIEND + framed(payload(CHAT)) + BOAT)
    with Node.open(tmp_path / "ledger", exercise=exercise) as node:
        node.ingest("tak", tmp_path / "in.tak")
        assert node.export("message", tmp_path / "out", format) == 3
    with Node.open(tmp_path / "second", exercise=exercise) as second:
        second.ingest(format, tmp_path / "out")
        rows = second.records("message").to_pylist()
    texts = {row["uid"]: row["text"] or "" for row in rows}
    assert len(texts) == 3
    for text in texts.values():
        assert text.startswith("EXERCISE") is exercise
    assert texts["ANDROID-5f3a"].endswith("Half way")
