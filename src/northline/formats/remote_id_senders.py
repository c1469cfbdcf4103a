"""What is remembered of each sender of Remote ID: who it said it is, and what it said last.

A location does not say of whom it is: the basic ID does, in another message of the same transmitter
or in the same pack.  Whoever sends can send anything, so what does not fit together is told:

- one serial number of two transmitters at once, each heard in the last `AT_ONCE`;
- one transmitter with two serial numbers within it.
"""

import msgspec

from northline.formats.remote_id_messages import FILLED, LENGTH, SCHEMES, SESSION, BasicId, type_of
from northline.records.units import Micros

MICROS = 1_000_000
FORGET = 600 * MICROS
"""Time after which a sender that is not heard any more is another."""

AT_ONCE = 10 * MICROS
MOST = 2048
"""Senders remembered at a time; the one longest unheard is given up for the next."""

_CLAIMS = 4
"""Transmitters remembered for one identity."""


class Sender(msgspec.Struct, array_like=True):
    """One transmitter.

    Attributes:
        mac: its address; empty where it is not told, and then nothing is remembered.
        heard: when it was last heard.
        scheme: type of the identifier known; 0 for none.
        number: the identifier.
        identified: when it was last stated.
        operator: identifier of its operator, or empty.
        told: the last message of each type, by type and sort.
    """

    mac: str = ""
    heard: int = 0
    scheme: int = 0
    number: str = ""
    identified: int = 0
    operator: str = ""
    told: dict[int, bytes] = {}

    @property
    def identity(self) -> str:
        """Who it is: its serial number, else another identifier, else its address."""
        if self.number:
            return f"{SCHEMES[self.scheme]}:{self.number}"
        return f"remote-id-mac:{self.mac}"

    def again(self, key: int, message: bytes) -> bool:
        """Whether this is the very message that it sent last, of this type and sort."""
        filled = message[: FILLED.get(type_of(message), LENGTH)]
        if self.told.get(key) == filled:
            return True
        self.told[key] = filled
        return False


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """That a transmitter said that it is somebody."""

    mac: str
    at: int


class Senders:
    """The senders of one stream.

    Attributes:
        known: by address, the one longest unheard first.
        claims: who said that they are somebody, by identity and way.
    """

    def __init__(
        self,
        known: tuple[Sender, ...] = (),
        claims: tuple[tuple[str, tuple[Claim, ...]], ...] = (),
    ) -> None:
        self.known = {each.mac: each for each in known}
        self.claims = dict(claims)

    def of(self, mac: str, at: Micros) -> Sender:
        """The sender with this address, as of the one now heard."""
        sender = self.known.pop(mac, None) if mac else None
        if sender is None or abs(at - sender.heard) > FORGET:
            sender = Sender(mac)
        sender.heard = at
        if mac:
            self.known[mac] = sender
            if len(self.known) > MOST:
                del self.known[next(iter(self.known))]
        return sender

    def identify(self, sender: Sender, said: BasicId, way: str, at: Micros) -> list[str]:
        """Take who a sender says that it is; what about it does not fit together."""
        if said.scheme not in SCHEMES or not said.number:
            return []
        odd = ["serial number"] if said.odd else []
        other = said.scheme == sender.scheme and said.number != sender.number
        if other and at - sender.identified <= AT_ONCE:
            odd.append("several serial numbers")
        if _rank(said.scheme) >= _rank(sender.scheme):
            sender.scheme, sender.number, sender.identified = said.scheme, said.number, at
        if self._claimed(f"{way} {SCHEMES[said.scheme]}:{said.number}", sender.mac, at):
            odd.append("several senders")
        return odd

    def _claimed(self, who: str, mac: str, at: Micros) -> bool:
        """Whether others say the same at once; takes down that this one does."""
        if not mac:
            return False
        recent = [claim for claim in self.claims.pop(who, ()) if abs(at - claim.at) <= AT_ONCE]
        turns = bool(recent) and recent[-1].mac != mac and any(each.mac == mac for each in recent)
        others = [claim for claim in recent if claim.mac != mac]
        self.claims[who] = (*others[-_CLAIMS:], Claim(mac, at))
        if len(self.claims) > MOST:
            del self.claims[next(iter(self.claims))]
        return turns


def _rank(scheme: int) -> int:
    """Serial numbers stay with a drone; the others are for a flight, or for an owner."""
    return SESSION + 1 - scheme if scheme else 0
