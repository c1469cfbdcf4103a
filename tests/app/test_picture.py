"""The live picture: what changed since a version, for one viewer, and nothing that is not theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.picture import Picture, live
from northline.records.marking import Grant, Level, Marking, marking
from northline.records.units import Micros
from tests.app.lake import log, write
from tests.e2e.traffic import SECOND, Traffic
from tests.ledger.making import batch_of, finding

BEGIN = 1_800_000_000 * SECOND
HALF_AN_HOUR = 1800 * SECOND
MAYBE = {"name": None, "identity": None, "mode": None}
"""Of a label; left out where it is not known."""
OTHERS = marking(Level.UNCLASSIFIED, {"opp": Grant()})
"""What another agency keeps to itself."""


class Now:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = BEGIN

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
    """A frame as it is read: numbers that are not known are null in JSON, so it has no type."""
    given = picture.frame(epoch, version).data
    return json.loads(given, object_hook=lambda each: SimpleNamespace(**{**MAYBE, **each}))


def since(picture: Picture, before: Any) -> Any:
    """What changed after a frame."""
    return frame(picture, before.epoch, before.version)


def found(number: int, given: Marking) -> dict[str, Any]:
    return finding(number, [bytes([number]) * 16], marking=given)


class Reader:
    """Takes frames as the page does: see ``web/src/picture/live.ts``."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._epoch, self._version = "", 0
        self.shown: dict[int, tuple[float, float]] = {}
        self.labels: dict[int, str] = {}

    def read(self) -> None:
        new = frame(self._picture, self._epoch, self._version)
        if new.full or new.epoch != self._epoch:
            self.shown, self.labels = {}, {}
        self.labels.update({each.n: each.track for each in new.labels})
        places = zip(new.moves.n, new.moves.lon, new.moves.lat, strict=True)
        self.shown.update({n: (lon, lat) for n, lon, lat in places if n in self.labels})
        for each in new.gone:
            self.shown.pop(each, None)
            self.labels.pop(each, None)
        self._epoch, self._version = new.epoch, new.version

    @property
    def places(self) -> dict[str, tuple[float, float]]:
        return {self.labels[n]: place for n, place in self.shown.items()}


def test_a_first_frame_is_whole_and_later_ones_are_what_changed(
    node: Node, picture: Picture
) -> None:
    traffic = Traffic(10)
    traffic.tell(node, at(0))
    assert picture.catch_up()
    first = frame(picture)
    assert first.full
    assert sorted(each.track for each in first.labels) == sorted(traffic.tracks)
    assert first.moves.n == list(range(10))
    traffic.tell(node, at(1), share=0.5)
    assert picture.catch_up()
    second = since(picture, first)
    assert not second.full
    assert (second.labels, second.gone, len(second.moves.n)) == ([], [], 5)
    assert second.version > first.version
    nothing = since(picture, second)
    assert (nothing.moves.n, nothing.version) == ([], second.version)


def test_positions_are_rounded_to_a_metre_and_unknown_ones_are_null(
    node: Node, picture: Picture
) -> None:
    Traffic(3).tell(node, at(0))
    picture.catch_up()
    moves = frame(picture).moves
    assert all(value == round(value, 5) for value in moves.lon + moves.lat)
    assert b'"altitude":[null,null,null]' in picture.frame().data


def test_readers_of_one_version_share_one_frame(node: Node, picture: Picture) -> None:
    Traffic(3).tell(node, at(0))
    picture.catch_up()
    assert picture.frame().data is picture.frame().data


def test_a_late_report_does_not_take_a_track_back(node: Node, picture: Picture) -> None:
    traffic = Traffic(1)
    traffic.tell(node, at(100))
    picture.catch_up()
    before = frame(picture)
    traffic.tell(node, at(50), seconds=600)
    picture.catch_up()
    assert since(picture, before).moves.n == []
    assert frame(picture).moves.lon == before.moves.lon


def test_nothing_new_changes_nothing(node: Node, picture: Picture) -> None:
    assert picture.catch_up(), "an empty picture is one"
    stands = picture.standing()
    node.records("track")
    picture.opened("stream")
    assert not picture.catch_up(), "a look moves nothing"
    assert picture.standing() == stands


def test_a_picture_that_began_late_holds_what_one_that_followed_holds(
    node: Node, picture: Picture, now: Now
) -> None:
    traffic = Traffic(8)
    for second in range(5):
        traffic.tell(node, at(second), share=0.5)
        picture.catch_up()
    late = Picture(node, clock=now)
    late.catch_up()
    followed, began = frame(picture), frame(late)
    pairs = [
        {
            each.track: (lon, lat)
            for each, lon, lat in zip(f.labels, f.moves.lon, f.moves.lat, strict=True)
        }
        for f in (followed, began)
    ]
    assert pairs[0] == pairs[1]


def test_what_was_not_seen_for_half_an_hour_is_gone(node: Node, picture: Picture, now: Now) -> None:
    old, new = Traffic(4, name="old"), Traffic(2, name="new")
    old.tell(node, at(0))
    picture.catch_up()
    first = frame(picture)
    now.now = BEGIN + HALF_AN_HOUR
    assert not picture.catch_up()
    now.now += SECOND
    assert picture.catch_up(), "though nothing is new"
    new.tell(node, at(1801))
    picture.catch_up()
    second = since(picture, first)
    assert second.gone == [0, 1, 2, 3]
    assert sorted(each.track for each in second.labels) == sorted(new.tracks)
    assert [each.track for each in frame(picture).labels] == [each.track for each in second.labels]


def test_a_track_that_comes_back_is_shown_again(node: Node, picture: Picture, now: Now) -> None:
    traffic = Traffic(1)
    traffic.tell(node, at(0))
    picture.catch_up()
    reader = Reader(picture)
    reader.read()
    now.now = BEGIN + HALF_AN_HOUR + SECOND
    picture.catch_up()
    reader.read()
    assert reader.places == {}
    traffic.tell(node, at(1801))
    picture.catch_up()
    reader.read()
    assert list(reader.places) == traffic.tracks


def test_in_an_exercise_the_present_is_its_newest_report(tmp_path: Path, now: Now) -> None:
    with Node.open(tmp_path / "drill", exercise=True) as node:
        picture = Picture(node, clock=now)
        old, new = Traffic(1, name="old"), Traffic(1, name="new")
        old.tell(node, at(-86_400))
        picture.catch_up()
        assert frame(picture).time == at(-86_400) // 1000
        now.now += 10 * HALF_AN_HOUR
        picture.catch_up()
        assert len(frame(picture).labels) == 1, "the clock of the day is not its clock"
        new.tell(node, at(-86_400 + 1801))
        picture.catch_up()
        assert [each.track for each in frame(picture).labels] == new.tracks


def test_a_reader_that_was_away_is_given_the_newest_state_once(
    node: Node, picture: Picture, now: Now
) -> None:
    crowd = [Traffic(6, name=str(i), seed=i) for i in range(3)]
    readers = [Reader(picture) for _ in range(2)]
    for second in range(0, 4000, 100):
        now.now = BEGIN + second * SECOND
        crowd[second // 100 % 3].tell(node, at(second), share=0.5, seconds=100)
        picture.catch_up()
        readers[0].read()
    readers[1].read()
    whole = Reader(picture)
    whole.read()
    assert readers[0].places == readers[1].places == whole.places
    assert whole.places


def test_names_come_with_labels_and_change_them(node: Node, picture: Picture) -> None:
    traffic = Traffic(20)
    traffic.tell(node, at(0))
    picture.catch_up()
    first = frame(picture)
    assert {each.name for each in first.labels} == {None}
    traffic.introduce(node, at(1))
    picture.catch_up()
    named = since(picture, first)
    assert named.moves.n == []
    assert {each.craft for each in named.labels} == {"unit"}
    assert all(str(each.name).startswith("UNIT ") and each.mode for each in named.labels)
    traffic.introduce(node, at(2), callsign="CHANGED")
    picture.catch_up()
    assert {str(each.name).split()[0] for each in since(picture, named).labels} == {"CHANGED"}


def test_names_said_long_ago_are_known_to_a_new_picture(
    node: Node, picture: Picture, now: Now
) -> None:
    traffic = Traffic(20)
    traffic.introduce(node, at(-24 * 3600))
    traffic.tell(node, at(0))
    picture.catch_up()
    assert {bool(each.name) for each in frame(picture).labels if each.craft == "unit"} == {True}


def test_the_name_of_a_ship_is_read_from_what_it_says(node: Node, tmp_path: Path) -> None:
    node.ingest("ais", write(tmp_path / "a", log(ships=2, reports=60)))
    node.run()
    picture = Picture(node, clock=lambda: at(600))
    picture.catch_up()
    assert {each.name for each in frame(picture).labels} == {"SHIP 0", "SHIP 1"}


def test_what_may_not_be_seen_leaves_no_trace(node: Node, picture: Picture) -> None:
    seen, hidden = Traffic(2, name="seen"), Traffic(3, name="hidden")
    seen.tell(node, at(0))
    picture.catch_up()
    stands, before = picture.standing(), frame(picture)
    hidden.tell(node, at(700), marking=OTHERS)
    row = found(1, OTHERS)
    node.ledger.append("finding", batch_of([row], "finding"), by="tests", markings=(OTHERS,))
    assert not picture.catch_up()
    assert picture.standing() == stands
    assert frame(picture) == before
    late = Picture(node, clock=lambda: at(0))
    late.catch_up()
    told = frame(late)
    assert sorted(each.track for each in told.labels) == sorted(seen.tracks)
    assert told.matters == before.matters
    assert len(told.moves.n) == 2


def test_a_finding_or_decision_is_told_as_one_that_matters(node: Node, picture: Picture) -> None:
    picture.catch_up()
    before = frame(picture)
    given = node.default_marking()
    row = found(1, given)
    node.ledger.append("finding", batch_of([row], "finding"), by="tests", markings=(given,))
    picture.catch_up()
    first = since(picture, before)
    assert first.matters > before.matters
    assert first.version > before.version
    node.decide(row["id"], "dismiss", reason="a club race")
    picture.catch_up()
    assert since(picture, first).matters > first.matters


def test_what_is_marked_anew_or_erased_makes_another_picture(node: Node, picture: Picture) -> None:
    stay, hide, erase = (Traffic(2, name=name) for name in ("stay", "hide", "erase"))
    for each in (stay, hide, erase):
        each.tell(node, at(0))
    picture.catch_up()
    reader = Reader(picture)
    reader.read()
    assert len(reader.places) == 6
    rows = node.records("track", columns=["id", "source"]).to_pylist()

    def of(name: str) -> list[bytes]:
        return [row["id"] for row in rows if row["source"] == name]

    epoch = picture.standing()[0]
    node.mark(of("hide"), "Protected B; owner=local; compartments=trace", "new rules")
    picture.catch_up()
    assert picture.standing()[0] != epoch
    reader.read()
    assert set(reader.places) == {*stay.tracks, *erase.tracks}
    epoch = picture.standing()[0]
    node.ledger.erase(of("erase"), rule="tests", by="tests")
    picture.catch_up()
    assert picture.standing()[0] != epoch
    reader.read()
    assert set(reader.places) == set(stay.tracks)


def test_a_picture_is_made_anew_now_and_then_whatever_happens(
    node: Node, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Traffic(2).tell(node, at(0))
    picture.catch_up()
    epoch = picture.standing()[0]
    assert not picture.catch_up()
    monkeypatch.setattr(live, "RENEW", -1.0)
    assert picture.catch_up()
    assert picture.standing()[0] != epoch
    assert len(frame(picture).labels) == 2


def test_whoever_watches_stands_in_the_chain(node: Node, picture: Picture) -> None:
    picture.opened("stream")
    picture.closed("stream")
    looks = [
        (entry.actor, each["begins"])
        for entry in node.ledger.entries()
        if entry.operation == "look"
        for each in entry.facts["looks"]
        if each.get("picture") == "stream"
    ]
    assert looks == [(node.viewer.name, True), (node.viewer.name, False)]


def test_memory_does_not_grow_while_the_same_move_on(node: Node, picture: Picture) -> None:
    traffic = Traffic(50)
    reader = Reader(picture)
    sizes = []
    for second in range(30):
        traffic.tell(node, at(second))
        picture.catch_up()
        reader.read()
        sizes.append((len(picture._tracks), picture._tracks.gone, len(picture._frames)))
    assert set(sizes) == {(50, 0, 1)}
