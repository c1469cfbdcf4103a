"""The live picture through what goes wrong: rights that change meanwhile, clocks, errors, silence."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from northline.app.node import Node
from northline.app.picture import Picture, live
from northline.app.picture.tracks import Tracks
from northline.records.marking import Grant, Level, Viewer, marking
from northline.records.units import Micros
from tests.e2e.traffic import SECOND, Traffic

BEGIN = 1_800_000_000 * SECOND
OTHERS = marking(Level.UNCLASSIFIED, {"opp": Grant()})
PATIENCE = 20.0


class Now:
    """A clock that stands still until it is set."""

    now = BEGIN

    def __call__(self) -> Micros:
        return Micros(self.now)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger") as opened:
        yield opened


@pytest.fixture
def picture(node: Node, now: Now) -> Picture:
    return Picture(node, clock=now)


def at(second: float) -> Micros:
    return Micros(int(BEGIN + second * SECOND))


def frame(picture: Picture, epoch: str = "", version: int = 0) -> Any:
    return json.loads(picture.frame(epoch, version).data)


def shown(picture: Picture) -> set[str]:
    return {each["track"] for each in frame(picture)["labels"]}


def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.01)


def test_what_is_erased_just_before_something_new_comes_is_gone(
    node: Node, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, goes, comes = (Traffic(1, name=name) for name in ("stays", "goes", "comes"))
    stays.tell(node, at(0))
    goes.tell(node, at(0))
    picture.catch_up()
    rows = node.records("track", columns=["id", "source"]).to_pylist()
    ask = node.ledger.rights_changed

    def meanwhile(after: int, viewer: Viewer) -> bool:
        """Nothing has changed when it is asked; an erasure and a report come right after."""
        monkeypatch.setattr(node.ledger, "rights_changed", ask)
        told = ask(after, viewer)
        node.ledger.erase(
            [row["id"] for row in rows if row["source"] == "goes"], rule="tests", by="tests"
        )
        comes.tell(node, at(1))
        return told

    monkeypatch.setattr(node.ledger, "rights_changed", meanwhile)
    picture.catch_up()
    picture.catch_up()
    assert shown(picture) == {*stays.tracks, *comes.tracks}


def test_a_report_from_the_future_hides_nothing(
    node: Node, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    traffic, wrong = Traffic(3), Traffic(1, name="wrong clock")
    traffic.tell(node, at(-60))
    wrong.tell(node, at(86_400))
    picture.catch_up()
    assert set(traffic.tracks) <= shown(picture)
    monkeypatch.setattr(live, "RENEW", -1.0)
    picture.catch_up()
    assert set(traffic.tracks) <= shown(picture), "nor when the picture is made anew"


def test_the_clock_goes_on_while_nothing_comes(node: Node, picture: Picture, now: Now) -> None:
    Traffic(1).tell(node, at(0))
    picture.catch_up()
    first = frame(picture)
    held = (first["epoch"], first["version"])
    assert frame(picture, *held)["time"] == BEGIN // 1000
    now.now += 60 * SECOND
    assert not picture.catch_up()
    assert frame(picture, *held)["time"] == now.now // 1000
    assert frame(picture)["time"] == now.now // 1000
    now.now -= 3600 * SECOND
    assert frame(picture)["time"] == now.now // 1000, "also where the clock was set back"


def test_when_it_was_committed_is_of_what_may_be_seen(node: Node, picture: Picture) -> None:
    seen, hidden = Traffic(1, name="seen"), Traffic(1, name="hidden")
    picture.catch_up()
    seen.tell(node, at(0))
    time.sleep(0.01)
    hidden.tell(node, at(0), marking=OTHERS)
    picture.catch_up()
    committed = [entry.at // 1000 for entry in node.ledger.entries() if entry.operation == "append"]
    assert committed[-2] != committed[-1]
    assert frame(picture)["committed"] == committed[-2]


def test_what_is_nothing_to_it_is_passed_over_once(
    node: Node, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture.catch_up()
    for _ in range(5):
        node.records("track")
    picture.catch_up()
    head, asked = node.head()[0], []

    def changes(_: object, after: int) -> list[object]:
        asked.append(after)
        return []

    monkeypatch.setattr(node.ledger, "changes", changes)
    picture.catch_up()
    assert asked == [head]


def test_an_error_that_nobody_expected_is_told_and_it_goes_on(
    node: Node,
    picture: Picture,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.01)
    traffic = Traffic(2)
    traffic.tell(node, at(0))
    assert picture.ready(PATIENCE)

    def broken(*_: object, **__: object) -> Any:
        raise pa.ArrowInvalid("a secret stands in here")

    with monkeypatch.context() as patch:
        patch.setattr(node.ledger, "head", broken)
        until(lambda: picture.trouble)
        time.sleep(0.1)
    assert picture.trouble in {"", live.UNEXPECTED}
    traffic.tell(node, at(5))
    until(lambda: frame(picture)["moves"]["at"] == [at(5) // 1000] * 2)
    assert picture.trouble == ""
    picture.stop()
    logged = [each for each in caplog.records if each.name == "northline.picture"]
    assert len(logged) == 1, "said once, with its traceback"
    assert logged[0].exc_info


def test_a_name_that_comes_late_does_not_undo_a_newer_one(node: Node, picture: Picture) -> None:
    traffic = Traffic(20)
    traffic.tell(node, at(0))
    traffic.introduce(node, at(10), callsign="NEW")
    picture.catch_up()
    traffic.introduce(node, at(5), callsign="OLD")
    picture.catch_up()
    named = {str(each["name"]).split()[0] for each in frame(picture)["labels"] if "name" in each}
    assert named == {"NEW"}


def test_it_is_made_anew_without_holding_up_those_who_ask(
    node: Node, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Traffic(2).tell(node, at(0))
    picture.catch_up()
    stands, asked = picture.standing(), []
    take = Tracks.take

    def while_it_is_made(self: Any, rows: Any) -> None:
        free = picture._guard.acquire(timeout=1)
        asked.append(free)
        if free:
            picture._guard.release()
        take(self, rows)

    monkeypatch.setattr(Tracks, "take", while_it_is_made)
    monkeypatch.setattr(live, "RENEW", -1.0)
    picture.catch_up()
    assert asked == [True]
    assert picture.standing() != stands


def test_of_several_who_watch_each_end_is_told_from_the_others(
    node: Node, picture: Picture
) -> None:
    for watch in ("a", "b"):
        picture.opened("stream", watch)
    picture.closed("stream", "a")
    looks = [
        (each["watch"], each["begins"])
        for entry in node.ledger.entries()
        if entry.operation == "look"
        for each in entry.facts["looks"]
    ]
    assert looks == [("a", True), ("b", True), ("a", False)]
