"""Alerts on the picture: what waits for a person, in both languages, in a window of time."""

from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.picture import alerts, alerts_and_held
from northline.records.errors import UnknownName, UsageError
from northline.records.marking import Grant, Level, marking
from tests.app.lake import log, write
from tests.ledger.making import batch_of, finding

SHIPS = 3


@pytest.fixture
def watched(node: Node, tmp_path: Path) -> Node:
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=SHIPS)))
    node.run()
    return node


def test_an_alert_says_what_where_and_when_in_both_languages(watched: Node) -> None:
    found = alerts(watched)
    assert len(found) == SHIPS
    for each in found:
        assert each.finding == "line-crossing"
        assert set(each.title) == {"en", "fr"}
        assert each.title["en"] != each.title["fr"]
        assert each.lat == pytest.approx(42.1, abs=0.1)
        assert each.km is not None
        assert len(each.id) == 32
        assert each.state == "open"
        assert each.tracks


def test_its_tracks_are_tracks_of_the_picture(watched: Node) -> None:
    known = {track.hex() for track in watched.records("track").column("track").to_pylist()}
    assert {track for each in alerts(watched) for track in each.tracks} <= known


def test_what_was_decided_waits_no_longer(watched: Node) -> None:
    first, *rest = alerts(watched)
    watched.decide(first.id, "dismiss", reason="a club race")
    assert [each.id for each in alerts(watched)] == [each.id for each in rest]
    assert len(alerts(watched, state="all")) == SHIPS
    (dismissed,) = alerts(watched, state="dismissed")
    assert (dismissed.id, dismissed.state) == (first.id, "dismissed")


def test_a_window_holds_events_from_its_beginning_to_before_its_end(watched: Node) -> None:
    times = sorted(each.at for each in alerts(watched))
    early, late = times[0] * 1000, times[-1] * 1000
    assert len(alerts(watched, since=early)) == SHIPS
    assert len(alerts(watched, until=late)) < SHIPS
    assert len(alerts(watched, since=late + 1000)) == 0
    # The limit counts what lies in the window, not what was read on the way.
    assert len(alerts(watched, until=late, limit=1)) == 1


def test_at_most_so_many_are_given(watched: Node) -> None:
    assert [each.id for each in alerts(watched, limit=2)] == [
        each.id for each in alerts(watched)[:2]
    ]


def test_an_alert_of_another_agency_is_none(watched: Node) -> None:
    others = marking(Level.UNCLASSIFIED, {"opp": Grant()})
    row = finding(1, [bytes(16)], marking=others)
    watched.ledger.append("finding", batch_of([row], "finding"), by="tests", markings=(others,))
    assert len(alerts(watched, state="all")) == SHIPS


def test_what_its_hour_has_no_room_for_is_held_back_and_counted(watched: Node) -> None:
    watched.most_an_hour = 1
    (shown,), held = alerts_and_held(watched)
    assert (held, shown.held_back) == (SHIPS - 1, False)
    waiting, _ = alerts_and_held(watched, state="held-back")
    assert len(waiting) == held
    assert all(each.held_back and each.state == "open" for each in waiting)
    assert sum(each.held_back for each in alerts(watched, state="all")) == held
    assert alerts_and_held(watched, limit=1)[1] == held, "all are counted, whatever is listed"


def test_what_is_no_state_or_instant_is_refused(watched: Node) -> None:
    with pytest.raises(UnknownName):
        alerts(watched, state="urgent")
    with pytest.raises(UsageError):
        alerts(watched, since="yesterday")
    with pytest.raises(UsageError):
        alerts(watched, until="tomorrow")
