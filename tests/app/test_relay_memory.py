"""What a relay remembers: the newest of each uid, so many of them, as long as it holds."""

import pyarrow as pa

from northline.app.relay_groups import group_of
from northline.app.relay_memory import Held, Memory
from northline.app.relay_presence import Presence
from northline.formats.cot_addressing import Destination
from northline.records.units import Micros
from tests.app.relays import fresh, person
from tests.formats.cot_sample import BOAT, event
from tests.formats.reading import batches_of

NOW, LATER = Micros(1_000), Micros(2_000)


def held(name: str, stale: Micros = LATER) -> Held:
    return Held("message", name.encode(), NOW, stale)


def messages(*events: bytes) -> pa.RecordBatch:
    return batches_of("cot", b"".join(events))["message"]


def test_the_newest_of_a_uid_counts_and_stale_ones_are_forgotten() -> None:
    memory = Memory()
    memory.note("a", held("1"))
    memory.note("b", held("2", stale=NOW))
    memory.note("a", held("3"))
    assert memory.fresh(NOW) == [held("3")]
    assert memory.fresh(LATER) == []


def test_of_too_many_uids_the_ones_heard_of_longest_ago_are_forgotten() -> None:
    memory = Memory(most=2)
    for uid in ("a", "b", "a", "c"):
        memory.note(uid, held(uid))
    assert [each.id for each in memory.fresh(NOW)] == [b"a", b"c"]


def test_what_is_taken_back_is_forgotten_unless_it_comes_again_behind_that() -> None:
    memory = Memory()
    for uid in ("a", "b", "c"):
        memory.note(uid, held(uid))
    newest = {"a": (1, held("a2")), "b": (5, held("b2"))}
    memory.take(newest, {"a": 3, "b": 3, "c": 3})
    assert memory.fresh(NOW) == [held("b2")]


def test_a_group_tells_the_newest_of_each_uid_and_which_are_addressed() -> None:
    to = '<marti><dest callsign="TWO"/></marti>'
    first, second = fresh("boat-1"), fresh("boat-1", detail="<remarks>later</remarks>")
    some = messages(
        first,
        person("ONE", "ANDROID-1"),
        fresh("chat", "b-t-f", detail=to),
        event("task", "t-x-m-n").replace(b'stale="2026', b'stale="2090'),
        second,
        fresh("gone", "t-x-d-d", detail='<link uid="boat-9"/>'),
        event("no stale", "a-u-S").replace(b" stale=", b" stole="),
    )
    group = group_of("connection", 7, some)
    assert {uid: row for uid, (row, _) in group.newest.items()} == {"ANDROID-1": 1, "boat-1": 4}
    assert group.newest["boat-1"][1].id == some.column("id")[4].as_py()
    assert group.addressed == {2: (Destination("TWO", ""),)}
    assert group.gone == {"boat-9": 5}
    assert [tuple(each) for each in group.friends.values()] == [("ANDROID-1", "ONE")]


def test_many_events_at_once_give_the_same_as_one_by_one() -> None:
    events = [
        fresh(f"boat-{number % 7}", detail=f"<remarks>{number}</remarks>") for number in range(100)
    ]
    group = group_of("connection", 7, messages(*events))
    assert {uid: row for uid, (row, _) in group.newest.items()} == {
        f"boat-{number % 7}": number for number in range(93, 100)
    }


def test_unknown_addresses_are_all_counted_and_each_told_of_once() -> None:
    presence = Presence()
    presence.come("a")
    presence.hear("a", group_of("a", 1, messages(BOAT, person("ONE", "u"))).friends)
    nobody = Destination("NOBODY", "")
    named, tell = presence.named([Destination("ONE", ""), nobody])
    assert (named, len(tell)) == (["a"], 1)
    assert presence.named([nobody]) == ([], [])
    assert presence.unknown == 2
    assert presence.leave("a") == 1
    assert presence.leave("a") is None
