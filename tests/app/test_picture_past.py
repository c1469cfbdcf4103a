"""An hour gone by: its window, how it is thinned, what things are called, and what is no hour."""

import sys

import pyarrow as pa
import pytest

from northline.app.node import Node
from northline.app.picture import past
from northline.app.picture.past import _COLUMNS, Past, PastTrack
from northline.app.picture.thinning import Points
from northline.records.errors import UsageError
from northline.records.marking import Grant, Level, marking
from northline.records.units import Micros
from tests.e2e.traffic import SECOND, Traffic

BEGIN = Micros(1_800_000_000 * SECOND)
THINGS = 6


@pytest.fixture
def hour(node: Node) -> Node:
    """An hour of a few things that report every ten seconds."""
    traffic = Traffic(THINGS)
    traffic.introduce(node, BEGIN)
    traffic.tell_span(node, BEGIN, seconds=3600, every=10)
    return node


def instant(second: float) -> Micros:
    return Micros(int(BEGIN + second * SECOND))


def points(found: Past) -> int:
    return sum(len(each.at) for each in found.tracks)


def test_without_an_end_it_ends_with_the_newest_point(hour: Node) -> None:
    found = past(hour, minutes=60)
    assert found.until == instant(3590) // 1000
    assert len(found.tracks) == THINGS
    # The window is an hour back from there, so the first point lies before it.
    assert {len(each.at) for each in found.tracks} == {360}
    assert all(each.at == sorted(each.at) for each in found.tracks)


def test_a_window_holds_its_beginning_and_not_its_end(hour: Node) -> None:
    found = past(hour, until=instant(600), minutes=5, every=0)
    for each in found.tracks:
        assert (each.at[0], each.at[-1]) == (0.0, 290.0)
    assert found.until - found.since == 300_000


def test_an_instant_may_be_said_in_words(hour: Node) -> None:
    said = past(hour, until="2027-01-15T08:10:00Z", minutes=5, every=0)
    assert said == past(hour, until=instant(600), minutes=5, every=0)


@pytest.mark.parametrize("every", [0, 10, 60, 300])
def test_the_last_point_of_each_interval_is_kept(hour: Node, every: int) -> None:
    found = past(hour, until=instant(3600), minutes=60, every=every)
    assert found.every == every
    step = max(every, 10)
    for each in found.tracks:
        assert each.at == [float(at) for at in range(step - 10, 3600, step)]
        assert len({len(each.lon), len(each.lat), len(each.course), len(each.at)}) == 1


def test_thinned_points_are_points_of_the_whole(hour: Node) -> None:
    whole = {
        each.track: set(zip(each.at, each.lon, each.lat, strict=True))
        for each in past(hour, until=instant(3600), every=0).tracks
    }
    for each in past(hour, until=instant(3600), every=120).tracks:
        assert set(zip(each.at, each.lon, each.lat, strict=True)) <= whole[each.track]


def test_too_many_points_are_thinned_further_and_it_says_so(
    hour: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[Past.__module__], "MOST_POINTS", 500)
    found = past(hour, until=instant(3600), every=10)
    assert found.every == 80
    assert points(found) <= 500
    assert len(found.tracks) == THINGS


def test_one_track_may_be_asked_for(hour: Node) -> None:
    whole = past(hour)
    wanted = whole.tracks[2].track
    (only,) = past(hour, track=wanted).tracks
    assert only == whole.tracks[2]
    assert past(hour, track="00" * 16).tracks == ()


def test_things_are_called_what_they_were_last_called(hour: Node) -> None:
    units = [each for each in past(hour).tracks if each.craft == "unit"]
    assert units
    assert all(str(each.name).startswith("UNIT ") for each in units)
    Traffic(THINGS).introduce(hour, instant(1800), callsign="LATER")

    def names(found: Past) -> set[str]:
        return {str(each.name).split()[0] for each in found.tracks if each.craft == "unit"}

    assert names(past(hour)) == {"LATER"}
    assert names(past(hour, until=instant(1800))) == {"UNIT"}


def test_units_say_how_they_go_about(hour: Node) -> None:
    found = past(hour).tracks
    assert {bool(each.mode) for each in found if each.craft == "unit"} == {True}
    assert {each.mode for each in found if each.craft != "unit"} <= {None}


def test_an_altitude_is_told_where_there_is_one(node: Node) -> None:
    given = node.default_marking()
    batch = Traffic(2).batch(given, BEGIN)
    high = pa.array([1200.4, None], batch.schema.field("altitude").type)
    batch = batch.set_column(batch.schema.get_field_index("altitude"), "altitude", high)
    node.ledger.append("track", batch, by="tests", markings=(given,))
    assert sorted(str(each.altitude) for each in past(node).tracks) == ["None", "[1200.0]"]


@pytest.mark.parametrize("every", [0, 10])
def test_thinned_while_it_is_read_it_is_the_same_as_thinned_at_the_end(
    hour: Node, monkeypatch: pytest.MonkeyPatch, every: float
) -> None:
    monkeypatch.setattr(sys.modules[Past.__module__], "MOST_POINTS", 200)
    whole = hour.records("track").select(list(_COLUMNS))
    once = Points(whole.schema.empty_table(), BEGIN, every, 200)
    bit_by_bit = Points(whole.schema.empty_table(), BEGIN, every, 200)
    once.take(whole.combine_chunks().to_batches()[0])
    most = 0
    for batch in whole.to_batches(max_chunksize=50):
        bit_by_bit.take(batch)
        most = max(most, bit_by_bit.held)
    assert bit_by_bit.kept() == once.kept()
    assert bit_by_bit.every == once.every
    assert most <= 4 * 200 + 50 < whole.num_rows


def test_nothing_of_another_agency_is_in_it(hour: Node) -> None:
    before = past(hour)
    others = marking(Level.UNCLASSIFIED, {"opp": Grant()})
    Traffic(3, name="hidden").tell(hour, instant(5000), marking=others)
    assert past(hour) == before


def test_nothing_at_all_is_no_error(node: Node) -> None:
    assert past(node).tracks == ()
    assert past(node, until="2020-01-01T00:00:00Z").tracks == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"minutes": float("nan")}, "minutes"),
        ({"every": -1}, "every"),
        ({"every": 3601}, "every"),
        ({"every": float("nan")}, "every"),
        ({"until": "yesterday"}, "instant"),
        ({"track": "ship"}, "id"),
        ({"track": "00"}, "id"),
    ],
)
def test_what_cannot_be_a_window_is_refused(
    node: Node, asked: dict[str, float | str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        past(node, **asked)  # type: ignore[arg-type]


def test_a_look_into_the_past_stands_in_the_chain(hour: Node) -> None:
    before = hour.head()[0]
    past(hour, minutes=10)
    kinds = {
        look["kind"]
        for entry in hour.ledger.entries(before)
        if entry.operation == "look"
        for look in entry.facts["looks"]
    }
    assert "track" in kinds


def test_whoever_asks_for_one_track_looks_at_no_other(hour: Node) -> None:
    whole = past(hour, minutes=10)
    (unit, *_) = [each for each in whole.tracks if each.craft == "unit"]
    before = hour.head()[0]
    past(hour, until=instant(600), minutes=10, track=unit.track)
    looks = [
        look
        for entry in hour.ledger.entries(before)
        if entry.operation == "look"
        for look in entry.facts["looks"]
    ]
    assert [look.get("track", look.get("identity")) for look in looks] == [
        unit.track, unit.identity, unit.identity
    ]  # fmt: skip
    assert {look["kind"] for look in looks} == {"track", "particulars", "unit"}
    assert looks[0]["window"] == [instant(0), instant(600)]
    assert all(look["as_of"] >= before for look in looks), "and says of which state of the ledger"


def test_a_track_says_what_sort_of_thing_it_is(hour: Node) -> None:
    each: PastTrack
    for each in past(hour).tracks:
        assert each.craft
        assert str(each.identity).startswith("made-up:")
