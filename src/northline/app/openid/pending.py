"""Sign-ins under way, kept on the server under a ticket that only one browser has.

In memory, each until it expires or is taken, and each taken once: an answer that is replayed
finds nothing.  There is room for `MOST`; the oldest goes where another one needs its place, so
that nobody fills the memory by beginning.  A server that is started again knows none of them,
and those who were under way begin again.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict

import msgspec

from northline.app.openid.flow import MINUTES, Begun
from northline.records.errors import SignInRefused
from northline.records.units import Micros

MOST = 1_000
"""Sign-ins under way at a time."""

_LONGEST = 100


class Kept(msgspec.Struct, frozen=True):
    """A sign-in under way, and what it is for.

    Attributes:
        begun: the sign-in.
        purpose: the purpose declared with it.
        onward: the page that was wanted, to be shown then.
    """

    begun: Begun
    purpose: str
    onward: str = "/"


class Pending:
    """The sign-ins under way of one server.  Several threads may use it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()

    def __len__(self) -> int:
        """How many there are, those that ran out included until another begins."""
        return len(self._kept)

    def keep(self, kept: Kept) -> str:
        """Keep one; its ticket, which goes to the browser and is kept nowhere."""
        ticket = secrets.token_urlsafe(32)
        with self._guard:
            over = [
                key for key, each in self._kept.items() if each.begun.expires <= kept.begun.began
            ]
            for key in over:
                del self._kept[key]
            while len(self._kept) >= self._most:
                self._kept.popitem(last=False)
            self._kept[_key(ticket)] = kept
        return ticket

    def take(self, ticket: str, provider: str, now: Micros) -> Kept:
        """The one of a ticket, which is there no more afterwards.

        Raises:
            SignInRefused: when there is none, or none of this provider's.
        """
        with self._guard:
            kept = self._kept.pop(_key(ticket), None) if len(ticket) <= _LONGEST else None
        if kept is None or kept.begun.provider != provider or now >= kept.begun.expires:
            raise SignInRefused(
                f"no sign-in by provider {provider} is under way in this browser: it was finished "
                f"before, or took longer than {MINUTES} minutes; begin again"
            )
        return kept


def _key(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode("utf-8", "replace")).digest()
