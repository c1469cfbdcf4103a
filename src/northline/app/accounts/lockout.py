"""Lock-out: who fails again and again must wait, longer each time; kept in the database.

Counted per name from one address, per name, and per address, whether an account has the name or
not.  From one address few failures make the next wait; of a name many do, wherever they come from:
else anybody who knows a name could keep its owner out from elsewhere.  An attempt counts as failed
before the password is compared, so that many at once gain nothing; success takes it back.  Names
and addresses are kept as keyed digests: some people type their password where the name belongs.
"""

import hashlib
import ipaddress

from northline.app.accounts.database import Rows
from northline.app.accounts.policy import DAY, HOUR, Policy
from northline.records.units import Micros

_FORGET = {"here": DAY, "name": DAY, "address": HOUR}
"""Failures are forgotten when there was none for so long, microseconds."""


class Counted:
    """The three counts that one attempt concerns.

    Attributes:
        name: digest of the name.
        address: digest of the address; of IPv6, of the network of 64 bits that one host has.
        here: both: the name from this address.
    """

    def __init__(self, pepper: bytes, name: str, address: str) -> None:
        self.name = _digest(pepper, "name", name)
        self.address = _digest(pepper, "address", network_of(address))
        self.here = f"{self.name}:{self.address}"

    def each(self, policy: Policy) -> tuple[tuple[str, str, int], ...]:
        """What is counted: its sort, its digest, and how many failures are let pass."""
        return (
            ("here", self.here, policy.failures),
            ("name", self.name, policy.failures_of_name),
            ("address", self.address, policy.failures_of_address),
        )


def network_of(address: str) -> str:
    """The part of an address that one person cannot change at will."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def waits_until(rows: Rows, policy: Policy, counted: Counted, now: Micros) -> Micros | None:
    """Until when nothing is tried, or None."""
    # A clock that went back must not make a wait longer than it was.
    rows.run("update failures set at = ? where at > ?", now, now)
    latest = max(_until(rows, policy, who, free) for _, who, free in counted.each(policy))
    return Micros(latest) if latest > now else None


def count(
    rows: Rows, policy: Policy, counted: Counted, now: Micros
) -> tuple[Micros | None, Micros | None]:
    """Count an attempt as failed: until when name and address must wait then, or None each."""
    rows.run("delete from failures where at < ?", now - DAY)
    found: dict[str, Micros | None] = {}
    for sort, who, free in counted.each(policy):
        known = rows.run("select count, at from failures where who = ?", who)
        before = known[0][0] if known and now - known[0][1] < _FORGET[sort] else 0
        rows.run(
            "insert into failures values (?,?,?) on conflict (who) do update "
            "set count = excluded.count, at = excluded.at",
            who,
            before + 1,
            now,
        )
        wait = policy.delay(before + 1, free)
        found[sort] = Micros(now + wait) if wait else None
    waits = [each for each in (found["here"], found["name"]) if each is not None]
    return max(waits, default=None), found["address"]


def forgive(rows: Rows, counted: Counted) -> None:
    """After a success: nothing failed with this name here, and one less from this address.

    The address keeps its other failures, or whoever has one account could guess at the others; so
    do other addresses, or whoever guesses there would profit from each success of the owner.
    """
    rows.run("delete from failures where who in (?, ?)", counted.name, counted.here)
    rows.run("update failures set count = max(count - 1, 0) where who = ?", counted.address)


def forget(rows: Rows, pepper: bytes, name: str) -> None:
    """Let a name wait no longer, wherever it was tried: it was given another password."""
    who = _digest(pepper, "name", name)
    rows.run("delete from failures where who = ? or who like ? || ':%'", who, who)


def _until(rows: Rows, policy: Policy, who: str, free: int) -> int:
    known = rows.run("select count, at from failures where who = ?", who)
    return int(known[0][1] + policy.delay(known[0][0], free)) if known else 0


def _digest(pepper: bytes, sort: str, text: str) -> str:
    data = f"{sort}:{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, key=pepper, digest_size=16, person=b"northline.fail").hexdigest()
