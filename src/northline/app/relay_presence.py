"""Who is connected to a relay: each client's number on the chain, and who it says that it is.

A client is the first friend with a callsign that it tells of (TAK clients begin with
themselves); a later event of that uid may give another callsign.  Nobody checks that: whoever
may connect may call himself as he likes, and is known on the chain by address and certificate.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from northline.app.relay_groups import Own
from northline.formats.cot_addressing import Destination

TOLD_MOST = 1000
"""Unknown destinations that are told of, each once; the rest is only counted."""


class _Client(msgspec.Struct):
    number: int
    own: Own | None = None


class Presence:
    """The clients that may be sent things, by connection.

    Attributes:
        unknown: addresses of messages that were no client's here.
    """

    def __init__(self) -> None:
        self.unknown = 0
        self._clients: dict[str, _Client] = {}
        self._numbers = itertools.count(1)
        self._told: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._clients)

    def come(self, name: str) -> int:
        """A client comes; its number."""
        self._clients[name] = _Client(next(self._numbers))
        return self._clients[name].number

    def leave(self, name: str) -> int | None:
        """A client leaves; its number, or None where it was not let in."""
        client = self._clients.pop(name, None)
        return None if client is None else client.number

    def numbers(self, names: Iterable[str] | None = None) -> list[int]:
        """The numbers of some clients, or of all."""
        return [self._clients[name].number for name in (self._clients if names is None else names)]

    def hear(self, name: str, friends: Mapping[str, Own]) -> None:
        """Learn who a client is from the friends that it tells of."""
        client = self._clients.get(name)
        if client is None:
            return
        if client.own is None:
            client.own = next(iter(friends.values()), None)
        else:
            client.own = friends.get(client.own.uid, client.own)

    def named(self, destinations: Iterable[Destination]) -> tuple[list[str], list[str]]:
        """The clients that are addressed, and what to tell of those that nobody here is."""
        found: dict[str, None] = {}
        tell = []
        for each in destinations:
            named = [
                name
                for name, client in self._clients.items()
                if client.own and each.names(client.own.callsign, client.own.uid)
            ]
            found |= dict.fromkeys(named)
            if not named:
                self.unknown += 1
                if str(each) not in self._told and len(self._told) < TOLD_MOST:
                    self._told.add(str(each))
                    tell.append(
                        f"an event for {each} is kept and went to nobody: no client here is that "
                        f"({self.unknown:,} such addresses so far)"
                    )
        return list(found), tell
