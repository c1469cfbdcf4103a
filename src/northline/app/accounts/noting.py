"""What happened to accounts is noted in the chain of the ledger, before it takes effect.

Refused sign-ins are grouped: of one account at most one entry a minute, which says how many there
were since the last; those with names that no account has share one.  The name that was typed does
not stand in it, for it may be a password.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from northline.app.accounts.database import Rows
from northline.app.accounts.policy import MINUTE
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.ledger import Ledger

Note = Callable[[str, dict[str, str]], None]
"""Writes one entry: what happened, and what is to be known of it, ``by`` among that."""

SERVICE = "service:sign-in"
"""Who notes what nobody did who is known."""

HAPPENED = (
    "sign-in",
    "sign-in-refused",
    "locked-out",
    "sign-out",
    "session-revoked",
    "account-made",
    "account-changed",
    "account-disabled",
    "account-enabled",
    "password-set",
    "token-issued",
    "token-revoked",
    "key-rotated",
)
"""What can happen; `northline.app.audit_words.HAPPENED` has the words for it."""


def noting(ledger: "Ledger", otherwise: str) -> Note:
    """Notes that go to the chain of a ledger.

    Args:
        ledger: the ledger.
        otherwise: who did it, where the note does not say; the local operator.
    """

    def note(what: str, facts: dict[str, str]) -> None:
        told = dict(facts)
        by = told.pop("by", "") or otherwise
        ledger.note(what, told, by=by)

    return note


def refused(rows: Rows, note: Note, what: str, facts: dict[str, str], now: Micros) -> None:
    """Note a refusal, or leave it for the next entry of its account.

    Args:
        rows: inside a transaction.
        note: writes the entry.
        what: what happened.
        facts: what is to be known of it; ``account`` is empty where no account has the name, or
            an address is concerned whatever the names.
        now: the present.
    """
    who = f"{what} {facts['account']}"
    known = rows.run("select noted, waiting from refusals where account = ?", who)
    noted, waiting = known[0] if known else (None, 0)
    if noted is not None and 0 <= now - noted < MINUTE:
        rows.run("update refusals set waiting = waiting + 1 where account = ?", who)
        return
    _put(note, what, {**facts, "count": str(waiting + 1)})
    rows.run(
        "insert into refusals values (?,?,0) on conflict (account) do update "
        "set noted = excluded.noted, waiting = 0",
        who,
        now,
    )


def settle(rows: Rows, note: Note, now: Micros) -> None:
    """Note the refusals that have waited for a minute."""
    due = rows.run(
        "select account, waiting from refusals where noted <= ? or noted > ?", now - MINUTE, now
    )
    for who, waiting in due:
        if waiting:
            what, _, account = who.partition(" ")
            _put(note, what, {"account": account, "count": str(waiting)})
        rows.run("delete from refusals where account = ?", who)


def _put(note: Note, what: str, facts: dict[str, str]) -> None:
    told = {name: value for name, value in facts.items() if value}
    if what == "sign-in-refused" and not facts["account"]:
        told["unknown"] = "yes"
    note(what, {**told, "by": SERVICE})
