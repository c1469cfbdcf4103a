"""Decisions and people, made for tests."""

from northline.records.decision import Decision, Verb
from northline.records.marking import Viewer
from northline.records.record import Id, KeyId
from northline.records.signed_record import UNSIGNED, signed
from northline.records.signing import PrivateKey
from northline.records.units import Micros

KEY = PrivateKey(bytes(range(32)))
OTHER_KEY = PrivateKey(bytes(range(1, 33)))
FINDING, EVENT = Id(b"f" * 16), Id(b"e" * 16)


def viewer(*roles: str, name: str = "A. Roy", agency: str = "rcmp") -> Viewer:
    return Viewer(name=name, agency=agency, country="CA", roles=roles, purpose="border-security")


def decision(
    verb: Verb,
    number: int,
    *,
    about: Id = FINDING,
    by: str = "A. Roy",
    agency: str = "rcmp",
    event: Id | None = EVENT,
    role: str = "watch-officer",
    key: PrivateKey = KEY,
) -> Decision:
    """The decision number so-and-so, a second after the one before it."""
    made = Decision(
        id=Id(number.to_bytes(16, "big")),
        source=agency,
        at=Micros(1_800_000_000_000_000 + 1_000_000 * number),
        received=Micros(1_800_000_000_000_000),
        marking=1,  # type: ignore[arg-type]
        verb=verb,
        about=about,
        event_id=event,
        revision=1,
        by=by,
        agency=agency,
        role=role,
        reason="seen on camera 4",
        key=KeyId(bytes(16)),
        signature=UNSIGNED,
    )
    return signed(made, key)
