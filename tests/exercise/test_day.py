"""The day: the same for the same seed, said in sentences that any AIS reader takes."""

import hashlib
import subprocess
import sys
from collections import Counter
from typing import Any

import msgspec
import pytest
from pyais import decode
from pyais.exceptions import AISBaseException

from northline.exercise import Message, rehearse
from northline.exercise.speaking import checksum, damaged
from northline.formats.registry import format_named
from northline.records.marking import MarkingId
from northline.records.protocols import Context
from northline.records.units import Micros
from tests.exercise.days import EPOCH, SEEDS, day, detroit, lines, only, unwatched


def test_the_same_seed_gives_the_same_bytes_and_the_same_truth() -> None:
    again = rehearse(unwatched(), 1)
    assert again.data() == day(1).data()
    assert msgspec.json.encode(again.truth) == msgspec.json.encode(day(1).truth)
    assert [m.second for m in again.messages] == [m.second for m in day(1).messages]


def test_another_seed_gives_another_day() -> None:
    assert day(1).data() != day(2).data()


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from northline.exercise import load, rehearse;"
        "print(hashlib.sha256(rehearse(load('detroit'), 1).data()).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == hashlib.sha256(day(1).data()).hexdigest()


def test_importing_the_room_loads_nothing_heavy() -> None:
    program = (
        "import sys; import northline.exercise;"
        "print([m for m in ('numpy', 'pyais', 'numba', 'msgspec') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def said(seed: int) -> list[Message]:
    """The messages of the AIS feed."""
    return [message for message in day(seed).messages if message.feed == "ais"]


def test_messages_come_in_order_and_within_the_hour() -> None:
    seconds = [message.second for message in day(1).messages]
    assert seconds == sorted(seconds)
    assert seconds[0] >= 0.0
    assert seconds[-1] < detroit().duration


@pytest.mark.parametrize("seed", SEEDS)
def test_all_sentences_decode_but_the_damaged_ones(seed: int) -> None:
    bad, types = 0, Counter[int]()
    parts: dict[tuple[str, str], list[str]] = {}
    for match in lines(day(seed)):
        _, total, group, station, _, tag, sentence = match.groups()
        block = match[0][1:].split("*")[0]
        assert checksum(block) == int(tag, 16)
        if total is not None:
            parts.setdefault((group, station), []).append(sentence)
            if len(parts[group, station]) < int(total):
                continue
            whole = parts.pop((group, station))
        else:
            whole = [sentence]
        try:
            message: Any = decode(*whole, error_if_checksum_invalid=True)
        except AISBaseException:
            bad += 1
            continue
        types[message.msg_type] += 1
        if message.msg_type in (1, 18):
            box = detroit().window
            assert box.west - 0.001 < message.lon < box.east + 0.001
            assert box.south - 0.001 < message.lat < box.north + 0.001
    assert not parts
    assert bad == day(seed).truth.feeds["ais"].damaged > 0
    assert set(types) == {1, 4, 5, 18, 21, 24}


@pytest.mark.parametrize("seed", SEEDS)
def test_our_own_reader_refuses_the_damaged_lines_and_no_other(seed: int) -> None:
    context = Context(source="feed", marking=MarkingId(1), stream="exercise")
    decoder = format_named("ais").open(context, 0, b"")
    told = decoder.decode(day(seed).data(), Micros(EPOCH * 10**6), end=True)
    assert len(told.refused) == day(seed).truth.feeds["ais"].damaged
    assert all("checksum" in refused.reason for refused in told.refused)
    assert told.batches["position"].num_rows > 7000
    assert told.batches["particulars"].num_rows > 500


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("feed", ["adsb", "cot", "arrivals"])
def test_our_own_readers_refuse_what_is_damaged_and_nothing_else(feed: str, seed: int) -> None:
    sent = day(seed).truth.feeds[feed]
    context = Context(source="feed", marking=MarkingId(1), stream="exercise")
    decoder = format_named(feed).open(context, 0, b"")
    told = decoder.decode(day(seed).data(feed), Micros(EPOCH * 10**6), end=True)
    assert len(told.refused) == sent.damaged
    assert told.units == sent.messages
    assert told.consumed == sent.bytes


def test_the_tag_block_says_when_the_message_was_heard() -> None:
    late = 0
    for message in said(1):
        stated = int(message.data.split(b"c:")[1][:10])
        behind = message.second - (stated - EPOCH)
        assert 0.0 <= behind < 100.0
        late += behind > 5.0
    assert 0 < late < 0.02 * len(said(1))


def test_some_messages_are_heard_twice_by_two_stations() -> None:
    heard: dict[tuple[str, str], set[str]] = {}
    for match in lines(day(1)):
        heard.setdefault((match[7], match[5]), set()).add(match[4])
    twice = sum(len(stations) > 1 for stations in heard.values())
    assert 0.01 * len(heard) < twice < 0.03 * len(heard)


def test_a_damaged_sentence_has_one_character_changed_and_its_old_checksum() -> None:
    sentence = "!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5B"
    for place in range(40):
        hurt = damaged(sentence, place)
        assert hurt[-3:] == sentence[-3:]
        assert sum(a != b for a, b in zip(hurt, sentence, strict=True)) == 1
        assert checksum(hurt[1:-3]) != 0x5B


def test_names_say_that_they_are_exercise() -> None:
    names = set()
    for match in lines(day(1)):
        if match[2] is None:
            try:
                message: Any = decode(match[7], error_if_checksum_invalid=True)
            except AISBaseException:
                continue
            names |= {getattr(message, f, "") for f in ("shipname", "name")} - {""}
    assert len(names) > 30
    assert all(name.startswith("EX ") for name in names)


def test_a_day_may_begin_at_any_instant() -> None:
    later = detroit().starting(Micros((EPOCH + 86_400) * 10**6 + 17))
    moved = rehearse(only("anchored", start=later.start), 1)
    assert moved.truth.start == (EPOCH + 86_400) * 10**6
    assert all(f"c:{EPOCH + 86_400}"[:7].encode() in m.data for m in moved.messages)
