"""The accounts of a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from northline.app.accounts.account import Account, SessionView, TokenView
from northline.app.accounts.person import Person
from northline.records.units import Micros
from northline.transports.connections import now as system_clock

Note = Callable[[str, dict[str, str]], None]


class Accounts:
    """The accounts of a node, open in this process."""

    @classmethod
    def open(
        cls, home: Path, *, clock: Callable[[], Micros] = system_clock, note: Note | None = None
    ) -> Accounts:
        """Open the accounts of a home folder."""
        raise NotImplementedError

    def close(self) -> None: ...

    def exist(self) -> bool:
        raise NotImplementedError

    def sign_in(
        self, name: str, password: str, purpose: str, *, address: str, agent: str
    ) -> tuple[str, Person]:
        raise NotImplementedError

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
        raise NotImplementedError

    def person_of_session(self, secret: str) -> Person | None:
        raise NotImplementedError

    def person_of_token(self, secret: str) -> Person | None:
        raise NotImplementedError

    def sign_out(self, secret: str) -> None:
        raise NotImplementedError

    def sessions(self, account: str | None = None) -> Sessions:
        raise NotImplementedError

    def revoke_session(self, id: str, *, by: str = "") -> None:
        raise NotImplementedError

    def issue_token(
        self,
        account: str,
        label: str,
        scopes: tuple[str, ...],
        days: int,
        purpose: str,
        *,
        by: str = "",
    ) -> tuple[str, TokenView]:
        raise NotImplementedError

    def tokens(self, account: str | None = None) -> Tokens:
        raise NotImplementedError

    def revoke_token(self, id: str, *, by: str = "") -> None:
        raise NotImplementedError

    def add(self, name: str, *, password: str | None = None, by: str = "", **given: Any) -> Account:
        raise NotImplementedError

    def change(self, name: str, *, by: str = "", **given: Any) -> Account:
        raise NotImplementedError

    def disable(self, name: str, *, by: str = "") -> Account:
        raise NotImplementedError

    def enable(self, name: str, *, by: str = "") -> Account:
        raise NotImplementedError

    def set_password(self, name: str, password: str, *, by: str = "") -> Account:
        """An administrator sets it: it must be changed at the next sign-in."""
        raise NotImplementedError

    def change_password(self, person: Person, old: str, new: str) -> Account:
        """Somebody changes their own: the other sessions end."""
        raise NotImplementedError

    def get(self, name: str) -> Account:
        raise NotImplementedError

    def rotate_key(self, name: str, *, by: str = "") -> Account:
        raise NotImplementedError

    def trusted_keys(self) -> dict[bytes, bytes]:
        raise NotImplementedError

    def trusted_at(self, key: bytes, at: Micros) -> bytes | None:
        """The public key of this id, if it was in force at that instant."""
        raise NotImplementedError

    def list(self) -> Listed:
        raise NotImplementedError


Sessions = list[SessionView]
Tokens = list[TokenView]
Listed = list[Account]
