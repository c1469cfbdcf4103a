"""To whom an event is addressed: ``<marti><dest callsign="..."/></marti>`` in its detail.

An event without a ``dest`` is for everybody.  A ``dest`` names a client by the callsign or by
the uid under which it told of itself; what names neither (a mission, a path to publish to)
names nobody whom a relay knows.  The callsign ``All Streaming`` is everybody, as TAK servers
take it.
"""

from typing import NamedTuple

from northline.formats.cot_reading import parsed
from northline.records.errors import RejectedUnit

MARK = "<marti"
"""What stands in every event that is addressed; it may stand elsewhere in others."""

EVERYBODY = "All Streaming"
"""The callsign by which applications address all clients of a server."""

DELETED = "t-x-d-d"
"""Type of an event that takes back what its links name."""


class Destination(NamedTuple):
    """Whom a ``dest`` names; at least one of the two where it is anybody."""

    callsign: str
    uid: str

    def names(self, callsign: str | None, uid: str | None) -> bool:
        """Whether this is the client with that callsign and uid."""
        return bool(self.uid and self.uid == uid) or bool(
            self.callsign and self.callsign == callsign
        )

    def __str__(self) -> str:
        return self.callsign or self.uid or "whom its address does not name"


def destinations(event: bytes) -> tuple[Destination, ...]:
    """To whom an event is addressed; nobody in particular where that is empty."""
    try:
        found = parsed(b"", event).iterfind("detail/marti/dest")
    except RejectedUnit:
        return ()
    to = tuple(Destination(each.get("callsign", ""), each.get("uid", "")) for each in found)
    return () if any(each.callsign == EVERYBODY for each in to) else to


def taken_back(event: bytes) -> tuple[str, ...]:
    """The uids that an event of type `DELETED` takes back."""
    try:
        found = parsed(b"", event).iterfind("detail/link")
    except RejectedUnit:
        return ()
    return tuple(uid for each in found if (uid := each.get("uid")))
