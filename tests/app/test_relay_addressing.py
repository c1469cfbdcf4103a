"""An event that is addressed goes to whom it is addressed, and to nobody else."""

import pytest

from northline.app.node import Node
from northline.app.relay_disclosure import recipients
from tests.app.relays import exactly, fresh, one_event, person, relay, settled, silent, until

CALLSIGNS = {"ONE": "ANDROID-1", "TWO": "ANDROID-2", "THREE": "ANDROID-3"}


def chat(uid: str, *to: str) -> bytes:
    dests = "".join(f"<dest {each}/>" for each in to)
    return fresh(uid, "b-t-f", detail=f"<remarks>to you</remarks><marti>{dests}</marti>")


def introduced(running, *clients) -> None:  # type: ignore[no-untyped-def]
    """Each says who it is, and all hear it."""
    settled(running, *clients)
    for client, (callsign, uid) in zip(clients, CALLSIGNS.items(), strict=False):
        said = person(callsign, uid)
        client.sendall(said)
        for other in clients:
            if other is not client:
                assert exactly(other, len(said)) == said


@pytest.mark.parametrize(
    "dest", ['callsign="TWO"', 'uid="ANDROID-2"', 'callsign="x" uid="ANDROID-2"']
)
def test_what_is_addressed_to_one_goes_to_it_alone(node: Node, dest: str) -> None:
    with (
        relay(node) as running,
        running.client() as one,
        running.client() as two,
        running.client() as three,
    ):
        introduced(running, one, two, three)
        said = chat("chat-1", dest)
        one.sendall(said)
        assert exactly(two, len(said)) == said
        assert silent(three)
        (row,) = [r for r in node.records("message").to_pylist() if r["uid"] == "chat-1"]
        (recipient,) = recipients(node.ledger, "message", row["id"], node.viewer)
        assert recipient.address == "{}:{}".format(*two.getsockname())
        with running.client() as late:
            for _ in CALLSIGNS:
                assert b"chat-1" not in one_event(late)
            assert silent(late)


def test_what_is_addressed_to_two_goes_to_both_and_the_rest_to_all(node: Node) -> None:
    with (
        relay(node) as running,
        running.client() as one,
        running.client() as two,
        running.client() as three,
    ):
        introduced(running, one, two, three)
        first, second = fresh("boat-1"), fresh("boat-2")
        said = chat("chat-1", 'callsign="TWO"', 'callsign="THREE"')
        one.sendall(first + said + second)
        for other in (two, three):
            got = {one_event(other) for _ in range(3)}
            assert got == {first, said, second}


def test_an_address_that_is_no_clients_is_recorded_counted_and_said(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        introduced(running, one, two)
        one.sendall(chat("chat-1", 'callsign="NOBODY"') + chat("chat-2", 'mission="M"'))
        until(lambda: len([s for s in running.told if "went to nobody" in s]) == 2)
        assert any("an event for NOBODY is kept" in said for said in running.told)
        assert silent(two)
        assert node.count("message") == 4


@pytest.mark.parametrize("marti", ["<marti/>", "<marti></marti>", '<remarks note="&lt;marti"/>'])
def test_without_an_address_an_event_is_for_everybody(node: Node, marti: str) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        introduced(running, one, two)
        said = fresh("boat-1", detail=marti)
        one.sendall(said)
        assert exactly(two, len(said)) == said


def test_a_client_that_changes_its_callsign_is_reached_by_the_new_one(node: Node) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        introduced(running, one, two)
        renamed = person("TWO BRAVO", "ANDROID-2")
        two.sendall(renamed + person("SOMEBODY ELSE", "ANDROID-9"))
        for _ in range(2):
            one_event(one)
        one.sendall(chat("lost", 'callsign="TWO"') + chat("lost", 'callsign="SOMEBODY ELSE"'))
        said = chat("chat-1", 'callsign="TWO BRAVO"')
        one.sendall(said)
        assert exactly(two, len(said)) == said
        assert silent(two)
