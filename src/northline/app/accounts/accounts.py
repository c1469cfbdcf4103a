"""The accounts of a node: made, changed, disabled; passwords, tokens and keys given out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from northline.app.accounts import keys, lockout, passwords, sessions, stored, tokens
from northline.app.accounts.account import (
    Account,
    SessionView,
    TokenView,
    check_rights,
    checked,
    is_wider,
    sign_in_name,
)
from northline.app.accounts.provided import Provided
from northline.app.accounts.signing_in import SigningIn
from northline.decisions.roles import ADMINISTRATOR
from northline.records.errors import NotPermitted, UnknownName, UsageError
from northline.records.time import format_instant

Listed = list[Account]
Sessions = list[SessionView]
Tokens = list[TokenView]
Keys = list[keys.KeyView]

FIRST_PURPOSES = ("administration",)
"""What the first administrator may declare, where nothing else is said."""


class Accounts(SigningIn, Provided):
    """The accounts of a node, open in this process.

    ``by`` is who does it: the name of an account, or of a person; empty for the local operator.
    """

    def set_up(self, name: str, password: str, *, by: str = "", **given: Any) -> Account:
        """Make the first administrator; from then on the node asks who one is.

        Args:
            name: name of the account.
            password: its password.
            by: who does it.
            given: what else is said of it; roles and purposes of an administrator if not.

        Raises:
            NotPermitted: when there is an account already.
            UsageError: when the password or the name cannot be taken.
            SettingsError: when something else that is said cannot be.
        """
        if self.exist():
            raise NotPermitted(
                "there are accounts already; 'northline account add' makes another one"
            )
        said = {"roles": (ADMINISTRATOR,), "purposes": FIRST_PURPOSES, **given}
        if ADMINISTRATOR not in said["roles"]:
            raise UsageError(f"the first account must have the role {ADMINISTRATOR}")
        return self._make(name, password, must_change=False, by=by, first=True, given=said)

    def add(
        self,
        name: str,
        *,
        password: str | None = None,
        must_change: bool = True,
        issuer: str = "",
        subject: str = "",
        by: str = "",
        **given: Any,
    ) -> Account:
        """Make an account.

        Args:
            name: with which one signs in; it is never given to anybody else.
            password: to begin with, or None for an account that programs use with tokens, or that
                an identity provider answers for.
            must_change: whether it must be changed at the first sign-in.
            issuer: the identity provider that answers for it, with ``subject``; or empty.
            subject: that provider's own name for the person.
            by: who does it.
            given: what else is said of it (`GIVEN`); agency and country are those of the local
                operator if not, and there is no other right.

        Raises:
            UsageError: when the password or a name cannot be taken.
            SettingsError: when something else that is said cannot be.
        """
        if bool(issuer) != bool(subject):
            raise UsageError("an identity provider is named by issuer and subject together")
        if issuer and password is not None:
            raise UsageError(
                "an identity provider answers for this account: leave the password out"
            )
        given = {**given, "issuer": issuer, "subject": subject}
        return self._make(name, password, must_change=must_change, by=by, first=False, given=given)

    def change(
        self,
        name: str,
        *,
        issuer: str | None = None,
        subject: str | None = None,
        by: str = "",
        **given: Any,
    ) -> Account:
        """Change what is said of an account; its sessions end, and what is not given stays.

        With ``issuer`` and ``subject`` an identity provider answers for it from now on, and its
        password is gone; with both empty no provider does any more.

        Raises:
            UnknownName: when there is no such account.
            NotPermitted: when somebody would widen their own rights.
            UsageError: when its new name stands for somebody else, or it is the last administrator.
            SettingsError: when something that is said cannot be.
        """
        if (issuer is None) != (subject is None) or bool(issuer) != bool(subject):
            raise UsageError("an identity provider is named by issuer and subject together")
        said = checked(given)
        with self._made().writing() as rows:
            account = stored.get(rows, name)
            after = msgspec.structs.replace(account, **said)
            if issuer is not None and subject is not None:
                other = stored.linked(rows, issuer, subject) if issuer else None
                if other is not None and other.name != name:
                    raise UsageError(f"the identity provider's {subject!r} is {other.name} here")
                after = msgspec.structs.replace(
                    after, issuer=issuer, subject=subject, must_change=False, password_at=None
                )
            if after == account:
                return account
            if by == name and is_wider(after, account):
                raise NotPermitted(
                    "nobody widens their own rights: another administrator does, or whoever runs "
                    "the node, in a terminal"
                )
            check_rights(after, self._local()[0])
            changed = msgspec.structs.replace(after, rights=account.rights + 1)
            stored.update(rows, changed)
            if changed.issuer:
                stored.keep_password(rows, name, None)
            sessions.end_all(rows, name)
            facts = {"account": name, **stored.differences(account, changed)}
            self._tell("account-changed", {**facts, **self._by(rows, by)})
            return stored.get(rows, name)

    def disable(self, name: str, *, by: str = "") -> Account:
        """Let nobody in with it any more: sessions end, tokens open nothing, its key is retired."""
        now = self._clock()
        with self._made().writing() as rows:
            account = stored.get(rows, name)
            if account.disabled is not None:
                return account
            changed = msgspec.structs.replace(account, disabled=now, rights=account.rights + 1)
            stored.update(rows, changed)
            sessions.end_all(rows, name)
            keys.retire(rows, name, now)
            self._tell("account-disabled", {"account": name, **self._by(rows, by)})
        keys.sweep(self._folder, name, None)
        return changed

    def enable(self, name: str, *, by: str = "") -> Account:
        """Let somebody in again, with a new key."""
        self._known(name)
        with self._new_key(name) as key, self._made().writing() as rows:
            account = stored.get(rows, name)
            if account.disabled is None:
                raise UsageError(f"the account {name} is not disabled")
            changed = msgspec.structs.replace(account, disabled=None, rights=account.rights + 1)
            stored.update(rows, changed)
            keys.enter(rows, name, key, self._clock())
            facts = {"account": name, "key-id": key.key.hex()}
            self._tell("account-enabled", {**facts, **self._by(rows, by)})
        return changed

    def set_password(
        self, name: str, password: str, *, must_change: bool = True, by: str = ""
    ) -> Account:
        """Set somebody's password, as an administrator: their sessions end, and no wait is left.

        Args:
            name: name of the account.
            password: the new password.
            must_change: whether they must change it at the next sign-in.
            by: who does it.

        Raises:
            UsageError: when it cannot be taken, or an identity provider answers for the account.
        """
        account = self._known(name)
        if account.issuer:
            raise UsageError(f"{account.issuer} answers for {name}; there is no password here")
        passwords.check(password, self.policy, account.name, account.person)
        fresh, database = passwords.hashed(password), self._made()
        with database.writing() as rows:
            lockout.forget(rows, database.pepper, name)
            changed = self._with_password(
                rows, stored.get(rows, name), fresh, must_change=must_change
            )
            sessions.end_all(rows, name)
            facts = {"account": name, "must-change": "yes" if must_change else "no"}
            self._tell("password-set", {**facts, **self._by(rows, by)})
        return changed

    def get(self, name: str) -> Account:
        """The account of that name.

        Raises:
            UnknownName: when there is none.
        """
        return self._known(name)

    # --- sessions ---------------------------------------------------------------------------

    def sessions(self, account: str | None = None) -> Sessions:
        """The sessions that are live, all or those of one account, the newest first."""
        database, now = self._there(), self._clock()
        if database is None:
            return []
        with database.reading() as rows:
            found = sessions.every(rows, account)
        return [each.view(self.policy) for each in found if each.is_live(self.policy, now)]

    def revoke_session(self, id: str, *, by: str = "") -> None:
        """End a session.

        Raises:
            UnknownName: when there is none of that id.
        """
        with self._made().writing() as rows:
            session = sessions.named(rows, id)
            if session is None:
                raise UnknownName(f"there is no session {id!r}; it may have ended by itself")
            facts = {"account": session.account, "session": id, **self._by(rows, by)}
            self._tell("session-revoked", facts)
            sessions.end(rows, session.digest)

    # --- tokens -----------------------------------------------------------------------------

    def issue_token(
        self,
        account: str,
        label: str,
        scopes: Iterable[str],
        days: int,
        purpose: str,
        *,
        by: str = "",
    ) -> tuple[str, TokenView]:
        """Issue a token of the API.

        Args:
            account: whose rights it has, as they are whenever it is used.
            label: what it is for.
            scopes: what may be done with it, of `Scope`.
            days: days until it expires, 1 to 365.
            purpose: one of the account's purposes; stands on all that is done with it.
            by: who does it.

        Returns:
            Its secret, which is told this once, and what is kept of it.

        Raises:
            UsageError: when the account has not what is asked for, or it would live too long.
        """
        with self._made().writing() as rows:
            owner = stored.get(rows, account)
            secret, view = tokens.issue(
                rows,
                owner,
                label=label,
                scopes=tuple(scopes),
                days=days,
                purpose=purpose,
                now=self._clock(),
            )
            facts = {
                "account": account,
                "token": view.id,
                "label": view.label,
                "scopes": ", ".join(view.scopes),
                "token-purpose": purpose,
                "until": format_instant(view.until),
            }
            self._tell("token-issued", {**facts, **self._by(rows, by)})
        return secret, view

    def tokens(self, account: str | None = None) -> Tokens:
        """All tokens, or those of one account, the newest first."""
        database = self._there()
        if database is None:
            return []
        with database.reading() as rows:
            return tokens.every(rows, account)

    def revoke_token(self, id: str, *, by: str = "") -> None:
        """End a token for good.

        Raises:
            UnknownName: when there is none of that id.
        """
        with self._made().writing() as rows:
            token = tokens.named(rows, id)
            if token is None:
                raise UnknownName(f"there is no token {id!r}; 'northline account token list'")
            if token.ended is None:
                facts = {"account": token.account, "token": id, **self._by(rows, by)}
                self._tell("token-revoked", facts)
                tokens.end(rows, id, self._clock())

    # --- keys -------------------------------------------------------------------------------

    def rotate_key(self, name: str, *, by: str = "") -> Account:
        """Give an account a new key; what the old one signed until now can still be checked.

        Raises:
            UsageError: when it is disabled: it has no key then.
        """
        self._known(name)
        with self._new_key(name) as key, self._made().writing() as rows:
            account = stored.get(rows, name)
            if account.disabled is not None:
                raise UsageError(f"the account {name} is disabled, and has no key")
            old = keys.of(rows, name)
            keys.enter(rows, name, key, self._clock())
            facts = {"account": name, "key-id": key.key.hex()}
            if old is not None:
                facts["old-key-id"] = old.hex()
            self._tell("key-rotated", {**facts, **self._by(rows, by)})
        return account

    def keys(self, name: str) -> Keys:
        """The keys that an account has and had, the newest first."""
        self._known(name)
        with self._made().reading() as rows:
            return keys.every(rows, name)

    def list(self) -> Listed:
        """All accounts, by name."""
        database = self._there()
        if database is None:
            return []
        with database.reading() as rows:
            return stored.every(rows)

    # --- the steps of it --------------------------------------------------------------------

    def _make(
        self,
        name: str,
        password: str | None,
        *,
        must_change: bool,
        by: str,
        first: bool,
        given: dict[str, Any],
    ) -> Account:
        name, now, local = sign_in_name(name), self._clock(), self._local()[0]
        link = {each: given.pop(each) for each in ("issuer", "subject") if each in given}
        said = checked({"person": name, "agency": local.agency, "country": local.country, **given})
        kept = None
        if password is not None:
            passwords.check(password, self.policy, name, said["person"])
            kept = passwords.hashed(password)
        account = Account(
            name=name,
            **said,
            **link,
            has_password=kept is not None,
            password_at=None if kept is None else now,
            must_change=kept is not None and must_change,
            created=now,
        )
        check_rights(account, self._local()[0])
        database = self._made()
        with self._new_key(name) as key, database.writing() as rows:
            if first and rows.run("select 1 from accounts limit 1"):
                raise NotPermitted("somebody else made the first account a moment ago")
            if stored.find(rows, name) is not None:
                raise UsageError(f"there is an account {name} already")
            self._keep_new(rows, account, kept, key, self._by(rows, by))
        database.declare()
        return account

    def _known(self, name: str) -> Account:
        database = self._there()
        if database is None:
            raise UnknownName(
                f"there is no account {name!r}, and no other; 'northline account setup' makes one"
            )
        with database.reading() as rows:
            return stored.get(rows, name)
