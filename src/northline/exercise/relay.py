"""The way from a sender to its feed: loss, damage, copies, delay.  Each feed has one."""

import msgspec
import numpy as np

from northline.exercise.parts import Wire
from northline.exercise.radio import Message, sent
from northline.exercise.truth import Sent


class Fate(msgspec.Struct, frozen=True):
    """What becomes of a message: when it arrives, and whether it does so whole.

    Attributes:
        second: exercise second at which it reaches the feed, or None when it never does.
        whole: whether it can be read.
    """

    second: float | None
    whole: bool


class Relay:
    """Takes what is sent to one feed, and keeps what arrives before the exercise ends.

    Attributes:
        feed: the format that is spoken.
    """

    def __init__(self, feed: str, wire: Wire, duration: int, random: np.random.Generator) -> None:
        self.feed = feed
        self._wire, self._duration, self._random = wire, duration, random
        self._messages: list[Message] = []
        self._lost = self._damaged = self._duplicated = self._late = 0

    def send(
        self, data: bytes, at: float, *, hurt: bytes, spare: bool = False, units: int = 1
    ) -> Fate:
        """Send one message at an exercise second.

        Args:
            data: the message.
            at: when it is sent.
            hurt: the message as it arrives when it is damaged.
            units: how many a reader must refuse of it then.
            spare: whether nothing may befall it on the way, such as the header of a table.
        """
        wire = self._wire
        lost, harmed, twice, late, delay, behind, echo = self._random.random(7).tolist()
        if spare:
            self._keep(data, at)
            return Fate(at, True)
        arrives = at + wire.delay[0] + delay * (wire.delay[1] - wire.delay[0])
        is_late = late < wire.late
        if is_late:
            arrives += wire.late_by[0] + behind * (wire.late_by[1] - wire.late_by[0])
        if lost < wire.loss or arrives >= self._duration:
            self._lost += 1
            return Fate(None, False)
        self._late += is_late
        if harmed < wire.damaged:
            self._damaged += units
            self._keep(hurt, arrives)
            return Fate(arrives, False)
        self._keep(data, arrives)
        if twice < wire.duplicated and arrives + echo < self._duration:
            self._duplicated += 1
            self._keep(data, arrives + echo)
        return Fate(arrives, True)

    def skip(self) -> None:
        """Nothing is sent where something might have been: what befalls the others stays the same."""
        self._random.random(7)

    def _keep(self, data: bytes, second: float) -> None:
        self._messages.append(Message(round(second, 3), data, self.feed))

    def arrived(self) -> tuple[Message, ...]:
        """All that reached the feed, in order of arrival."""
        return tuple(sorted(self._messages, key=lambda message: message.second))

    def sent(self) -> Sent:
        """What was sent, and what became of it."""
        return sent(
            self._messages,
            lost=self._lost,
            damaged=self._damaged,
            duplicated=self._duplicated,
            late=self._late,
        )
