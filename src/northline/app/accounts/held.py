"""The accounts as a process holds them open: their database, clock, notes, and who somebody is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from northline.app.accounts import keys, stored
from northline.app.accounts.account import OWN, Account
from northline.app.accounts.database import Database, Rows, is_there
from northline.app.accounts.noting import Note
from northline.app.accounts.person import EVERYTHING, Person
from northline.app.accounts.policy import Policy, policy_of
from northline.app.home import Operator, operator_of
from northline.decisions.roles import ADMINISTRATOR
from northline.records.errors import SettingsError
from northline.records.marking import Level
from northline.records.signing import PrivateKey
from northline.records.units import Micros
from northline.transports.connections import now as system_clock

NO_AGENCY = "no-agency"
"""The agency of who may see nothing but their own account: no record is its own."""


class Held:
    """The accounts of a home folder, open in this process; a context manager.

    Attributes:
        home: the folder.
        policy: how strict sign-in is.
    """

    def __init__(
        self,
        home: Path,
        policy: Policy,
        clock: Callable[[], Micros],
        note: Note | None,
    ) -> None:
        """Take what `open` found."""
        self.home = home
        self.policy = policy
        self._clock = clock
        self._tell = note or (lambda what, facts: None)
        self._folder = home / keys.FOLDER
        self._database: Database | None = None
        self._guard = threading.Lock()
        self._exist = False
        self._held_keys: dict[bytes, PrivateKey] = {}
        self._own: tuple[Operator, dict[bytes, bytes]] | None = None

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        clock: Callable[[], Micros] = system_clock,
        note: Note | None = None,
        policy: Policy | None = None,
    ) -> Self:
        """Open the accounts of a home folder; there may be none yet, and nothing is made then.

        Args:
            home: the folder; never inside a ledger's (`northline.app.home.keep_outside`).
            clock: the present.
            note: writes what happens to the chain of the ledger (`noting`), before it takes effect;
                None where nothing is changed.
            policy: how strict sign-in is; None takes what the home folder says.

        Raises:
            SettingsError: when they are damaged or gone.  Whoever catches it must let nobody in.
            NotPermitted: when others can read them, or this process cannot.
        """
        held = cls(home, policy_of(home) if policy is None else policy, clock, note)
        held._there()
        return held

    def close(self) -> None:
        """Let go of the files."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def exist(self) -> bool:
        """Whether there is any account: then nobody works here without signing in.

        Raises:
            SettingsError: when nobody can tell; never take it for a no.
        """
        if self._exist:
            return True
        database = self._there()
        if database is None:
            return False
        with database.reading() as rows:
            self._exist = bool(rows.run("select 1 from accounts limit 1"))
        if not self._exist and database.is_outdated():
            # Another process put a new file in place of ours.
            database.close()
            self._database = None
            return self.exist()
        return self._exist

    def trusted_keys(self) -> dict[bytes, bytes]:
        """Key id -> public key, of everybody who ever signed here, in whatever way trusted.

        Whether a key was in force when something was signed, `trusted_at` tells.
        """
        database = self._there()
        if database is None:
            return dict(self._local()[1])
        with database.reading() as rows:
            return {**self._local()[1], **keys.known(rows)}

    def trusted_at(self, key: bytes, at: Micros) -> bytes | None:
        """The public key of this id, if it was in force at that instant.

        Args:
            key: id of the key.
            at: when what it signed came: take the entry of the chain, not what the signer says.
        """
        own = self._local()[1].get(key)
        database = self._there()
        if own is not None or database is None:
            return own
        with database.reading() as rows:
            return keys.in_force(rows, key, at)

    # --- for the classes above --------------------------------------------------------------

    def _there(self) -> Database | None:
        """The database, or None where there is none yet."""
        with self._guard:
            if self._database is None and is_there(self.home):
                self._database = Database(self.home)
            return self._database

    def _made(self) -> Database:
        """The database, made where there is none yet."""
        self._local()  # makes the home folder
        with self._guard:
            if self._database is None:
                is_there(self.home)
                self._database = Database(self.home)
            return self._database

    def _local(self) -> tuple[Operator, dict[bytes, bytes]]:
        """The local operator, and the keys that operator trusts."""
        if self._own is None:
            operator, _ = operator_of(self.home)
            self._own = operator, operator.trusted_keys()
        return self._own

    def _person(
        self,
        rows: Rows,
        account: Account,
        purpose: str,
        now: Micros,
        *,
        session: str = "",
        token: str = "",
        scopes: tuple[str, ...] = (EVERYTHING,),
        csrf: str = "",
    ) -> Person:
        """Who somebody is, with the rights of this moment."""
        must_change = not token and self._must_change(account, now)
        key = self._key_of(rows, account)
        trusted = {**self._local()[1], **keys.known(rows)}
        # Whoever acts for another agency keeps no accounts here, whatever their account said once.
        at_home = account.agency == self._local()[0].agency
        roles = tuple(each for each in account.roles if at_home or each != ADMINISTRATOR)
        operator = Operator(
            name=account.person,
            agency=account.agency,
            country=account.country,
            clearance=account.clearance,
            roles=roles,
            groups=account.groups,
            compartments=account.compartments,
            purpose=purpose,
            key=key.key.hex(),
            trusted={each.hex(): public.hex() for each, public in trusted.items()},
        )
        if must_change or not roles or (purpose == OWN and not token):
            operator = _powerless(operator)
        return Person(
            operator=operator,
            key=key,
            account=account.name,
            session=session,
            token=token,
            scopes=scopes,
            csrf=csrf,
            must_change=must_change,
        )

    def _must_change(self, account: Account, now: Micros) -> bool:
        if account.must_change or account.password_at is None:
            return account.must_change
        return self.policy.is_stale(account.password_at, now)

    def _key_of(self, rows: Rows, account: Account) -> PrivateKey:
        """The key in force; the same object each time, so that equal persons are equal."""
        key = keys.of(rows, account.name)
        if key is None:
            raise SettingsError(
                f"{account.name} has no key in force; run: northline account rotate-key "
                f"{account.name}"
            )
        if key not in self._held_keys:
            self._held_keys[key] = keys.load(self._folder, account.name, key)
        return self._held_keys[key]

    def _by(self, rows: Rows, by: str) -> dict[str, str]:
        """Who did it, as the chain names people; nothing where that is the local operator."""
        account = stored.find(rows, by) if by else None
        name = by if account is None else account.person
        return {"by": name} if name else {}

    @contextmanager
    def _new_key(self, account: str) -> Iterator[PrivateKey]:
        """A key that is gone again when the account could not be kept; else the only one left."""
        key = keys.make(self._folder, account)
        try:
            yield key
        except BaseException:
            keys.file_of(self._folder, account, key.key).unlink(missing_ok=True)
            raise
        keys.sweep(self._folder, account, key.key)


def _powerless(operator: Operator) -> Operator:
    return msgspec.structs.replace(
        operator,
        agency=NO_AGENCY,
        clearance=Level.UNCLASSIFIED.label,
        roles=(),
        groups=(),
        compartments=(),
    )
