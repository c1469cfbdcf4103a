"""Sessions: begun at sign-in, found by the digest of their secret, ended for good.

A session ends when it was not used for a while, after a longest time, when it is revoked, and
when its account is disabled or its rights change.  One that has ended is removed at once, so no
clock that goes back brings it to life again.
"""

import msgspec

from northline.app.accounts.account import Account, SessionView
from northline.app.accounts.database import Rows
from northline.app.accounts.policy import MINUTE, Policy
from northline.app.accounts.secret import digest_of, new_id, new_secret
from northline.records.units import Micros

SKEW = 5 * MINUTE
"""A clock may go back by so much, microseconds; by more, and the session ends."""

_COLUMNS = "digest, id, account, purpose, created, seen, address, agent, rights"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it is kept.

    Attributes:
        digest: of its secret.
        id: its public id.
        account: whose it is.
        purpose: the purpose declared.
        created: when it began.
        seen: when it was last used, to the minute.
        address: where it came from.
        agent: what the browser said of itself.
        rights: the count of the account's rights when it began.
    """

    digest: bytes
    id: str
    account: str
    purpose: str
    created: Micros
    seen: Micros
    address: str
    agent: str
    rights: int

    def is_live(self, policy: Policy, now: Micros) -> bool:
        """Whether it has not run out; a clock that went far back proves nothing, so no."""
        return (
            now < self.created + policy.longest
            and now < self.seen + policy.idle
            and now > self.seen - SKEW
        )

    def view(self, policy: Policy) -> SessionView:
        """As it may be shown."""
        return SessionView(
            id=self.id,
            account=self.account,
            purpose=self.purpose,
            created=self.created,
            seen=self.seen,
            until=Micros(self.created + policy.longest),
            address=self.address,
            agent=self.agent,
        )


def begin(
    rows: Rows, account: Account, purpose: str, *, address: str, agent: str, now: Micros
) -> tuple[str, Session]:
    """Begin a session; its secret, and what is kept."""
    secret = new_secret()
    session = Session(
        digest=digest_of(secret),
        id=new_id(),
        account=account.name,
        purpose=purpose,
        created=now,
        seen=now,
        address=printable(address, 64),
        agent=printable(agent, 200),
        rights=account.rights,
    )
    rows.run(
        f"insert into sessions ({_COLUMNS}) values (?,?,?,?,?,?,?,?,?)",  # noqa: S608 - constants; values are bound
        *msgspec.structs.astuple(session),
    )
    return secret, session


def find(rows: Rows, digest: bytes) -> Session | None:
    """The session of a digest, or None."""
    return next(iter(_select(rows, "where digest = ?", digest)), None)


def named(rows: Rows, id: str) -> Session | None:
    """The session of a public id, or None."""
    return next(iter(_select(rows, "where id = ?", id)), None)


def every(rows: Rows, account: str | None) -> list[Session]:
    """All of them, or those of an account; the newest first."""
    if account is None:
        return _select(rows, "order by created desc, id")
    return _select(rows, "where account = ? order by created desc, id", account)


def touch(rows: Rows, digest: bytes, now: Micros) -> None:
    """Write down that it was used."""
    rows.run("update sessions set seen = max(seen, ?) where digest = ?", now, digest)


def end(rows: Rows, digest: bytes) -> None:
    """End a session."""
    rows.run("delete from sessions where digest = ?", digest)


def end_all(rows: Rows, account: str, *, but: str = "") -> None:
    """End every session of an account, but one."""
    rows.run("delete from sessions where account = ? and id <> ?", account, but)


def go_on(rows: Rows, id: str, rights: int) -> None:
    """Let a session go on although something changed that ends the others."""
    rows.run("update sessions set rights = ? where id = ?", rights, id)


def prune(rows: Rows, policy: Policy, now: Micros) -> None:
    """Remove what has run out."""
    for each in every(rows, None):
        if not each.is_live(policy, now):
            end(rows, each.digest)


def printable(text: str, longest: int) -> str:
    """What a stranger said, cut, and without what commands a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:longest])


def _select(rows: Rows, rest: str, *values: object) -> list[Session]:
    return [
        Session(**dict(zip(Session.__struct_fields__, each, strict=True)))
        for each in rows.run(f"select {_COLUMNS} from sessions {rest}", *values)  # noqa: S608 - constants; values are bound
    ]
