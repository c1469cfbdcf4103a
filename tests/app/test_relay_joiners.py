"""Who comes late is shown what still holds, by the rights of today."""

import time
from pathlib import Path

import pytest
from lxml import etree

from northline.app.node import Node
from northline.app.relay_disclosure import recipients
from northline.records.marking import Level, marking
from tests.app import lake
from tests.app.relays import Running, exactly, fresh, one_event, relay, settled, silent, until
from tests.formats.cot_sample import BOAT, event


def shown(running: Running, count: int) -> list[bytes]:
    """So many events that a client is sent when it comes, and no more."""
    with running.client() as late:
        events = [one_event(late) for _ in range(count)]
        assert silent(late, 0.4)
    return events


def test_a_late_joiner_is_shown_the_newest_of_each_uid_that_is_not_stale(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        older, newer = fresh("boat-1"), fresh("boat-1", detail="<remarks>later</remarks>")
        other = fresh("boat-2")
        one.sendall(older + BOAT + fresh("boat-3", seconds=-5) + other + newer)
        until(lambda: node.count("message") == 5)
        assert sorted(shown(running, 2)) == sorted([newer, other])


def test_what_came_before_stands_before_what_comes_and_nothing_comes_twice(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        first = fresh("boat-0")
        one.sendall(first)
        until(lambda: node.count("message") == 1)
        with running.client() as late:
            settled_at = one_event(late)
            one.sendall(fresh("boat-1"))
            assert settled_at == first
            assert etree.fromstring(one_event(late)).get("uid") == "boat-1"
            assert silent(late)


def test_a_relay_that_begins_shows_what_its_ledger_had(node: Node) -> None:
    boat = fresh("boat-1")
    old = event("boat-2", "a-u-S").replace(b'stale="2026', b'stale="2090')
    with relay(node) as running, running.client() as one:
        one.sendall(boat + old)
        until(lambda: node.count("message") == 2)
    with relay(node) as running:
        assert shown(running, 1) == [boat]  # the other is of more than an hour ago


def test_what_was_erased_or_marked_anew_is_not_shown(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        stays = fresh("boat-3")
        one.sendall(fresh("boat-1") + fresh("boat-2") + stays)
        until(lambda: node.count("message") == 3)
        rows = {row["uid"]: row["id"] for row in node.records("message").to_pylist()}
        node.ledger.erase([rows["boat-1"]], rule="retention", by="test")
        secret = marking(Level.SECRET, dict(node.default_marking().grants))
        node.ledger.mark([rows["boat-2"]], secret, viewer=node.viewer, reason="a source")
        assert shown(running, 1) == [stays]
        assert recipients(node.ledger, "message", rows["boat-2"], node.viewer) == []
        assert len(recipients(node.ledger, "message", rows["boat-3"], node.viewer)) == 1


def test_what_was_taken_back_is_not_shown(node: Node) -> None:
    with relay(node) as running, running.client() as one:
        settled(running, one)
        stays = fresh("boat-2")
        one.sendall(fresh("boat-1") + stays)
        one.sendall(fresh("gone", "t-x-d-d", detail='<link uid="boat-1" relation="none"/>'))
        until(lambda: node.count("message") == 3)
        assert shown(running, 1) == [stays]


def test_alerts_of_before_are_shown_by_this_relay_and_the_next(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "BEGIN", int(time.time()) - 1500)
    with relay(node) as running, running.client() as one:
        settled(running, one)
        node.ingest("ais", lake.write(tmp_path / "lake.nmea", lake.log(ships=1)), source="lake")
        node.run()
        alerts = sorted(one_event(one) for _ in range(2))
        assert sorted(shown(running, 2)) == alerts
    with relay(node) as running:
        assert sorted(shown(running, 2)) == alerts
    (crossing,) = node.records("crossing").to_pylist()
    assert len(recipients(node.ledger, "crossing", crossing["id"], node.viewer)) == 3


def test_each_client_hears_of_what_is_for_all_once_it_is_there(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        boat = fresh("boat-1")
        one.sendall(boat)
        assert exactly(two, len(boat)) == boat
        assert silent(two)
