"""Signing in on the word of an identity provider, which answers for who somebody is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from northline.app.accounts import stored
from northline.app.accounts.account import Account, check_rights, checked, sign_in_name
from northline.app.accounts.attempt import Attempting
from northline.app.accounts.database import Database, Rows
from northline.app.accounts.noting import SERVICE
from northline.app.accounts.person import Person
from northline.records.errors import SettingsError, SignInRefused, UsageError


class Provided(Attempting):
    """Signing in on the word of an identity provider."""

    def sign_in_by(
        self,
        issuer: str,
        subject: str,
        claims: Mapping[str, Any],
        purpose: str,
        *,
        address: str,
        agent: str,
    ) -> tuple[str, Person]:
        """Sign in on the word of an identity provider, which was checked before.

        Args:
            issuer: the provider.
            subject: its own, lasting name for the person.
            claims: what it says of them, mapped to `GIVEN`, and ``name`` for a new account.  What
                stands in it is taken, also when it is empty; what does not stays as it is.
            purpose: one of the account's purposes, or `OWN`.
            address: where the request comes from.
            agent: what the browser says of itself.

        Raises:
            SignInRefused: when there is no account at all yet, this one is disabled, its name
                stands for somebody else, or what is said of it cannot be.
        """
        database = self._there()
        if database is None or not self.exist():
            raise SignInRefused(
                "there is no account on this node yet; make the first administrator with "
                "'northline account setup'"
            )
        if not issuer or not subject:
            raise SignInRefused("the identity provider does not say who this is")
        said = dict(claims)
        wished = str(said.pop("name", "")) or _name_for(issuer, subject)
        with database.reading() as rows:
            known = stored.linked(rows, issuer, subject)
        try:
            given = self._distinct(database, known.name if known else wished, checked(said))
            if known is None:
                known = self._welcome(database, sign_in_name(wished), issuer, subject, given)
        except (SettingsError, UsageError) as error:
            raise SignInRefused(
                f"what the identity provider says of {wished!r} opens no account: {error}"
            ) from error
        if known.disabled is not None:
            self._fail(database, known, address, (None, None))
        said_now = msgspec.structs.replace(known, **given)
        try:
            check_rights(said_now, self._local()[0])
        except SettingsError as error:
            raise SignInRefused(
                f"what the identity provider says of {known.name!r} opens no account: {error}"
            ) from error
        self._check_purpose(database, said_now, purpose, address)
        with database.writing() as rows:
            account = self._informed(rows, stored.get(rows, known.name), given)
            return self._begin(rows, account, purpose, address, agent)

    def _welcome(
        self, database: Database, name: str, issuer: str, subject: str, given: dict[str, Any]
    ) -> Account:
        """Make the account of somebody whom an identity provider sends for the first time."""
        local = self._local()[0]
        account = Account(
            name=name,
            issuer=issuer,
            subject=subject,
            created=self._clock(),
            **{"person": name, "agency": local.agency, "country": local.country, **given},
        )
        with self._new_key(name) as key, database.writing() as rows:
            known = stored.linked(rows, issuer, subject)
            if known is not None:
                raise UsageError("two sign-ins made this account at once; sign in again")
            if stored.find(rows, name) is not None:
                raise UsageError("there is an account of that name; an administrator may link it")
            self._keep_new(rows, account, None, key, {"by": SERVICE})
        return account

    def _distinct(self, database: Database, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """What is said of somebody, with a name that nobody else has: two people may share one."""
        if "person" not in given:
            return given
        with database.reading() as rows:
            owner = stored.owner_of(rows, given["person"])
        if owner in (None, sign_in_name(name)):
            return given
        return {**given, "person": f"{given['person']} ({name})"}

    def _informed(self, rows: Rows, account: Account, given: dict[str, Any]) -> Account:
        """The account with what its identity provider says of it now."""
        after = msgspec.structs.replace(account, **given)
        if after == account:
            return account
        changed = msgspec.structs.replace(after, rights=account.rights + 1)
        stored.update(rows, changed, last_may_go=True)
        facts = {"account": account.name, **stored.differences(account, changed), "by": SERVICE}
        self._tell("account-changed", facts)
        return changed


def _name_for(issuer: str, subject: str) -> str:
    """A name for the account of somebody of whom the provider tells none that can be one."""
    try:
        return sign_in_name(subject)
    except UsageError:
        told = hashlib.blake2b(f"{issuer}\n{subject}".encode(), digest_size=8).hexdigest()
        return f"person-{told}"
