"""An attempt to sign in: counted, refused or let in, and noted either way."""

from __future__ import annotations

from typing import NoReturn

import msgspec

from northline.app.accounts import keys, lockout, noting, sessions, stored
from northline.app.accounts.account import OWN, Account
from northline.app.accounts.database import Database, Rows
from northline.app.accounts.held import Held
from northline.app.accounts.lockout import Counted
from northline.app.accounts.person import Person
from northline.app.accounts.secret import csrf_of
from northline.records.errors import LockedOut, SignInRefused
from northline.records.signing import PrivateKey
from northline.records.time import format_instant
from northline.records.units import Micros

REFUSED = "the name or the password is wrong"
"""The one answer to a wrong name, a wrong password and a disabled account."""


class Attempting(Held):
    """The steps that every way of signing in takes."""

    def _count(self, database: Database, counted: Counted) -> tuple[Micros | None, Micros | None]:
        """Count an attempt as failed, unless it must wait."""
        now = self._clock()
        with database.writing() as rows:
            until = lockout.waits_until(rows, self.policy, counted, now)
            waits = (None, None) if until else lockout.count(rows, self.policy, counted, now)
        if until is not None:
            raise LockedOut(
                f"too many sign-ins failed; try again after {format_instant(until)}", until=until
            )
        return waits

    def _fail(
        self,
        database: Database,
        account: Account | None,
        address: str,
        waits: tuple[Micros | None, Micros | None],
    ) -> NoReturn:
        """Note what failed, and refuse."""
        now, name = self._clock(), "" if account is None else account.name
        place = sessions.printable(address, 64)
        with database.writing() as rows:
            noting.settle(rows, self._tell, now)
            facts = {"account": name, "address": place}
            noting.refused(rows, self._tell, "sign-in-refused", facts, now)
            for who, until in ((name, waits[0] if name else None), ("", waits[1])):
                if until is not None:
                    told = {"account": who, "address": place, "until": format_instant(until)}
                    noting.refused(rows, self._tell, "locked-out", told, now)
        raise SignInRefused(REFUSED)

    def _check_purpose(
        self, database: Database, account: Account, purpose: str, address: str
    ) -> None:
        """Refuse a purpose that the account may not declare; who it is, is known by now."""
        if _may_declare(account, purpose):
            return
        now = self._clock()
        with database.writing() as rows:
            facts = {
                "account": account.name,
                "address": sessions.printable(address, 64),
                "purpose": sessions.printable(purpose, 64),
            }
            noting.refused(rows, self._tell, "sign-in-refused", facts, now)
        may = ", ".join((*account.purposes, OWN))
        raise SignInRefused(f"this account may not declare that purpose; it may: {may}")

    def _begin(
        self, rows: Rows, account: Account, purpose: str, address: str, agent: str
    ) -> tuple[str, Person]:
        """Begin a session, and note it."""
        now = self._clock()
        if account.disabled is not None or not _may_declare(account, purpose):
            raise SignInRefused(REFUSED)  # since a moment ago
        sessions.prune(rows, self.policy, now)
        secret, session = sessions.begin(
            rows, account, purpose, address=address, agent=agent, now=now
        )
        person = self._person(rows, account, purpose, now, session=session.id, csrf=csrf_of(secret))
        facts = {
            "account": account.name,
            "session": session.id,
            "purpose": purpose,
            "agency": account.agency,
            "address": session.address,
            "agent": session.agent,
            "issuer": account.issuer,
            "by": account.person,
        }
        noting.settle(rows, self._tell, now)
        self._tell("sign-in", {name: value for name, value in facts.items() if value})
        return secret, person

    def _with_password(
        self, rows: Rows, account: Account, fresh: str, *, must_change: bool
    ) -> Account:
        changed = msgspec.structs.replace(
            account,
            has_password=True,
            password_at=self._clock(),
            must_change=must_change,
            rights=account.rights + 1,
        )
        stored.update(rows, changed)
        stored.keep_password(rows, account.name, fresh)
        return changed

    def _keep_new(
        self,
        rows: Rows,
        account: Account,
        password: str | None,
        key: PrivateKey,
        by: dict[str, str],
    ) -> None:
        """Keep a new account with its key, and note it."""
        stored.insert(rows, account, password)
        keys.enter(rows, account.name, key, account.created)
        facts = {"account": account.name, **stored.told(account), "key-id": key.key.hex()}
        self._tell("account-made", {**facts, **by})


def _may_declare(account: Account, purpose: str) -> bool:
    return purpose == OWN or purpose in account.purposes
