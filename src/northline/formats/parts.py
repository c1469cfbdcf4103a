"""Messages of several sentences: their parts are held until the last has come.

IEC 61162-1, 8.3.67 (VDM): parts follow one another in order, with the same total, sequential
message identifier and channel.  The identifier has one digit and is soon used again, so parts
are never joined across a gap: a part counts only when the one before it is held, from the same
station and group where both say, and within `LONGEST_WAIT` lines and `LONGEST_SPAN`.  Joining
what does not belong together would make a ship that is not there.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from northline.formats.nmea import Sentence
from northline.records.units import Micros

LONGEST_WAIT = 256
"""Lines after which a message is given up when parts of it are missing."""

LONGEST_SPAN = Micros(60_000_000)
"""Stated times of parts of one message differ by less."""

MOST_HELD = 64
"""Messages held at a time; the eldest is given up for the next."""


class Part(NamedTuple):
    """One part, with the line it came in."""

    sentence: Sentence
    offset: int
    raw: bytes
    received: Micros
    line: int


class Held(msgspec.Struct, frozen=True, array_like=True):
    """One held part as it is carried from one process to the next; ``age`` is in lines."""

    offset: int
    raw: bytes
    received: int
    age: int


class Parts:
    """The messages of one stream of which parts are missing.

    Attributes:
        line: number of lines seen; only differences count.
    """

    def __init__(self) -> None:
        self.line = 0
        self._held: list[list[Part]] = []

    def expired(self) -> list[Part]:
        """Count a line; return the parts of messages that have now waited too long."""
        self.line += 1
        gone: list[Part] = []
        while self._held and self.line - self._held[0][0].line > LONGEST_WAIT:
            gone += self._held.pop(0)
        return gone

    def add(self, part: Part) -> tuple[list[Part], list[tuple[Part, str]]]:
        """Take the next part.

        Returns:
            All parts of its message if this was the last, else nothing; and the parts that
            belong to no message now, each with the reason.
        """
        sentence = part.sentence
        same = [parts for parts in self._held if _alike(parts[0], part)]
        for parts in same:
            for held in parts:
                if held.sentence.number == sentence.number and held.raw == part.raw:
                    return [], [(part, f"part {sentence.number} has come already")]
        if sentence.number == 1:
            return [], self._begin(part, same)
        for parts in same:
            if parts[-1].sentence.number == sentence.number - 1:
                parts.append(part)
                if sentence.number < sentence.total:
                    return [], []
                self._held.remove(parts)
                return parts, []
        before = sentence.number - 1
        return [], [(part, f"part {sentence.number} of {sentence.total} without part {before}")]

    def _begin(self, part: Part, same: list[list[Part]]) -> list[tuple[Part, str]]:
        refused: list[tuple[Part, str]] = []
        for parts in same:
            self._held.remove(parts)
            refused += ((held, "another message began before its last part") for held in parts)
        if len(self._held) == MOST_HELD:
            reason = f"more than {MOST_HELD} messages lack parts"
            refused += ((held, reason) for held in self._held.pop(0))
        self._held.append([part])
        return refused

    def all(self) -> Iterator[Part]:
        """Every part held, the eldest message first."""
        for parts in self._held:
            yield from parts

    def clear(self) -> None:
        """Hold nothing any more."""
        self._held.clear()

    def carried(self) -> tuple[Held, ...]:
        """What is held, as plain data."""
        return tuple(
            Held(part.offset, part.raw, part.received, self.line - part.line) for part in self.all()
        )

    def hold_again(self, part: Part) -> None:
        """Take back a part that was carried, in the order of `all`."""
        if part.sentence.number == 1:
            self._held.append([part])
        else:
            self._held[-1].append(part)


def _alike(one: Part, other: Part) -> bool:
    """Whether two parts may belong to one message."""
    a, b = one.sentence, other.sentence
    return (
        a.total == b.total
        and a.sequence == b.sequence
        and a.channel == b.channel
        and (not a.group or not b.group or a.group == b.group)
        and (bool(a.group and b.group) or None in (a.station, b.station) or a.station == b.station)
        and (a.at is None or b.at is None or abs(a.at - b.at) < LONGEST_SPAN)
    )
