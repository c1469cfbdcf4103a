"""Signing in and out, and who shows the secret of a session or a token."""

from __future__ import annotations

from northline.app.accounts import lockout, noting, passwords, sessions, stored, tokens
from northline.app.accounts.account import Account, sign_in_name
from northline.app.accounts.attempt import REFUSED, Attempting
from northline.app.accounts.lockout import Counted
from northline.app.accounts.person import Person
from northline.app.accounts.policy import MINUTE
from northline.app.accounts.secret import csrf_of, digest_of
from northline.records.errors import (
    NotPermitted,
    SignInRefused,
    UsageError,
)


class SigningIn(Attempting):
    """Signing in and out."""

    def sign_in(
        self, name: str, password: str, purpose: str, *, address: str, agent: str
    ) -> tuple[str, Person]:
        """Sign in with a password.

        Args:
            name: name of the account.
            password: its password.
            purpose: one of the account's purposes, or `OWN`.
            address: where the request comes from.
            agent: what the browser says of itself.

        Returns:
            The secret for the cookie, and who it is.

        Raises:
            SignInRefused: the same sentence for an unknown name, a wrong password and a disabled
                account, after the same work; another where only the purpose is not the account's.
            LockedOut: after too many failures with this name or from this address.
        """
        database = self._there()
        if database is None:
            passwords.is_right(None, password)
            raise SignInRefused(REFUSED)
        typed = _typed(name)
        counted = Counted(database.pepper, typed, address)
        waits = self._count(database, counted)
        with database.reading() as rows:
            account = stored.find(rows, typed)
            kept = stored.password_of(rows, typed)
        right = passwords.is_right(kept, password)
        if not right or account is None or kept is None or account.disabled is not None:
            self._fail(database, account, address, waits)
        again = passwords.hashed(password) if passwords.is_old(kept) else None
        with database.writing() as rows:
            lockout.forgive(rows, counted)
        self._check_purpose(database, account, purpose, address)
        with database.writing() as rows:
            account = stored.get(rows, typed)
            if account.disabled is None and stored.password_of(rows, typed) == kept:
                if again is not None:
                    stored.keep_password(rows, typed, again)
                return self._begin(rows, account, purpose, address, agent)
        raise SignInRefused(REFUSED)  # disabled, or given another password, a moment ago

    def sign_out(self, secret: str) -> None:
        """End the session of this secret, if there is one."""
        database = self._there()
        if database is None:
            return
        with database.writing() as rows:
            session = sessions.find(rows, digest_of(secret))
            if session is not None:
                account = stored.get(rows, session.account)
                facts = {"account": account.name, "session": session.id, "by": account.person}
                self._tell("sign-out", {**facts, "agency": account.agency})
                sessions.end(rows, session.digest)

    def person_of_session(self, secret: str, *, used: bool = True) -> Person | None:
        """Who shows the secret of a session.

        Args:
            secret: the secret.
            used: whether this is a use, from which the idle time counts anew; a page that is open
                and asks by itself is none.

        Returns:
            None when it is unknown, has run out or was revoked, and when its account is disabled
            or its rights have changed since: then one signs in anew.
        """
        database, now = self._there(), self._clock()
        if database is None:
            return None
        with database.reading() as rows:
            session = sessions.find(rows, digest_of(secret))
            if session is None:
                return None
            account = stored.find(rows, session.account)
            person = None
            if (
                account is not None
                and account.disabled is None
                and account.rights == session.rights
                and session.is_live(self.policy, now)
            ):
                person = self._person(
                    rows, account, session.purpose, now, session=session.id, csrf=csrf_of(secret)
                )
        if person is None:
            with database.writing() as rows:
                sessions.end(rows, session.digest)
        elif used and now - session.seen >= MINUTE:
            with database.writing() as rows:
                sessions.touch(rows, session.digest, now)
                noting.settle(rows, self._tell, now)
        return person

    def person_of_token(self, secret: str) -> Person | None:
        """Who shows the secret of a token, with the rights that its account has now.

        Returns:
            None when it is unknown, expired or revoked, its account is disabled, or may not
            declare its purpose any more.
        """
        database, now = self._there(), self._clock()
        if database is None:
            return None
        with database.reading() as rows:
            token = tokens.find(rows, digest_of(secret))
            if token is None or token.ended is not None:
                return None
            account = stored.find(rows, token.account)
            person = None
            if (
                account is not None
                and account.disabled is None
                and token.purpose in account.purposes
                and tokens.is_live(token, now)
            ):
                scopes = tokens.scopes_now(token, account)
                person = self._person(
                    rows, account, token.purpose, now, token=token.id, scopes=scopes
                )
        if not tokens.is_live(token, now):
            with database.writing() as rows:
                tokens.end(rows, token.id, now)  # for good, wherever the clock goes
        elif person is not None and tokens.is_due(token, now):
            with database.writing() as rows:
                tokens.touch(rows, token.id, now)
        return person

    def change_password(self, person: Person, old: str, new: str) -> Account:
        """Change one's own password: it takes the old one, and ends one's other sessions.

        Raises:
            SignInRefused: when the old one is wrong.
            LockedOut: after too many failures.
            UsageError: when the new one cannot be taken.
            NotPermitted: with a token, or where an identity provider answers for the account.
        """
        database = self._there()
        if database is None or not person.session:
            raise NotPermitted("a password is changed in a session of its owner, not with a token")
        counted = Counted(database.pepper, person.account, f"session {person.session}")
        waits = self._count(database, counted)
        with database.reading() as rows:
            account = stored.get(rows, person.account)
            kept = stored.password_of(rows, account.name)
        if not passwords.is_right(kept, old):
            self._fail(database, account, "", waits)
        with database.writing() as rows:
            lockout.forgive(rows, counted)
        if passwords.prepared(old) == passwords.prepared(new):
            raise UsageError("the new password is the old one")
        passwords.check(new, self.policy, account.name, account.person)
        fresh = passwords.hashed(new)
        with database.writing() as rows:
            account = stored.get(rows, account.name)
            if stored.password_of(rows, account.name) != kept:
                raise SignInRefused("the password was changed by somebody else meanwhile")
            changed = self._with_password(rows, account, fresh, must_change=False)
            facts = {"account": account.name, "must-change": "no", "by": account.person}
            self._tell("password-set", facts)
            sessions.end_all(rows, account.name, but=person.session)
            sessions.go_on(rows, person.session, changed.rights)
            return changed


def _typed(name: str) -> str:
    """What was typed as a name, in the form that names have; or as it is, when it is none."""
    try:
        return sign_in_name(name)
    except UsageError:
        return name[:200]
