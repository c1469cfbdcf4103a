"""An account: who somebody is on this node, and what they may do here.

Default deny: a fresh account has no role, group, compartment or purpose and is cleared for
nothing above Unclassified.  It may sign in and see itself, and no more.
"""

import enum
import re
import unicodedata
from typing import Any

import msgspec

from northline.app.home import Operator
from northline.decisions.groups import check_seats
from northline.decisions.roles import ADMINISTRATOR, roles_of_people
from northline.decisions.standing import plain
from northline.records.compartments import check_read_in
from northline.records.errors import MarkingRefused, SettingsError, UnknownName, UsageError
from northline.records.marking import Level
from northline.records.units import Micros

OWN = "own-account"
"""The purpose that everybody may declare: to see and keep one's own account, and nothing else."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 100
"""Characters of the name of a person, an agency, a group or a compartment."""


class Scope(enum.StrEnum):
    """What a token may be issued for."""

    READ = "read"
    DECIDE = "decide"
    INGEST = "ingest"
    ADMINISTER = "administer"
    METRICS = "metrics"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account, as it is now.

    Attributes:
        name: with which one signs in: lower-case letters, digits, ``. _ @ -``.
        person: the person's name, as it stands on decisions and in the chain.
        agency: the agency acted for.
        country: ISO 3166-1 alpha-2 code of the agency's country.
        clearance: highest level that may be seen, as written on paper; Secret at most.
        roles: roles held; none means that nothing but the own account may be seen.
        groups: joint groups sat in.
        compartments: compartments read into.
        purposes: purposes that may be declared at sign-in, one for each session.
        issuer: of an account that an identity provider answers for, which; or empty.
        subject: that provider's own name for the person; or empty.
        has_password: whether one can sign in with a password at all.
        password_at: when the password was set, or None.
        must_change: whether the password must be changed before anything else.
        disabled: since when nobody can sign in or use a token, or None.
        created: when it was made.
        rights: counts the changes after which one has to sign in anew.
    """

    name: str
    person: str
    agency: str
    country: str
    clearance: str = Level.UNCLASSIFIED.label
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    issuer: str = ""
    subject: str = ""
    has_password: bool = False
    password_at: Micros | None = None
    must_change: bool = False
    disabled: Micros | None = None
    created: Micros
    rights: int = 1


GIVEN = ("person", "agency", "country", "clearance", "roles", "groups", "compartments", "purposes")
"""What an administrator, or the identity provider, says of an account."""

LISTS = ("roles", "groups", "compartments", "purposes")
"""Those of it that are lists."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as it may be shown.

    Attributes:
        id: its public id; no secret.
        account: whose it is.
        purpose: the purpose declared.
        created: when it began.
        seen: when it was last used, to the minute.
        until: when it ends whatever happens.
        address: where it came from.
        agent: what the browser said of itself.
    """

    id: str
    account: str
    purpose: str
    created: Micros
    seen: Micros
    until: Micros
    address: str
    agent: str


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    """A token of the API, as it may be shown.

    Attributes:
        id: its public id; no secret.
        account: whose rights it has, as they are when it is used.
        label: what it is for.
        scopes: what may be done with it, of `Scope`.
        purpose: the purpose that stands on what is done with it.
        created: when it was issued.
        until: when it expires.
        used: when it was last used, to the minute, or None.
        ended: when it was revoked or found expired, or None.
    """

    id: str
    account: str
    label: str
    scopes: tuple[str, ...]
    purpose: str
    created: Micros
    until: Micros
    used: Micros | None = None
    ended: Micros | None = None


def sign_in_name(text: str) -> str:
    """A name to sign in with, in the one form it is kept in.

    Raises:
        UsageError: when it cannot be one.
    """
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{text!r} cannot be the name of an account: take 1 to 64 lower-case letters, digits "
            "or . _ @ - and begin with a letter or digit"
        )
    return name


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """What is said of an account, in the one form it is kept in.

    Args:
        given: some of `GIVEN`.

    Raises:
        SettingsError: naming what cannot be.
    """
    for field in given.keys() - set(GIVEN):
        raise SettingsError(f"an account has no {field}; it has {', '.join(GIVEN)}")
    return {field: _checked(field, value) for field, value in given.items()}


def check_rights(account: Account, host: Operator) -> None:
    """Whether somebody of this agency may keep accounts, sit in these groups, and be read in.

    Args:
        account: the account.
        host: the local operator: only people of that agency let others in, or may be called so.

    Raises:
        SettingsError: saying what cannot be.
    """
    own, theirs = host.agency, account.agency
    if ADMINISTRATOR in account.roles and theirs != own:
        raise SettingsError(
            f"{account.name}: {ADMINISTRATOR} is for people of {own}, which runs this node; where "
            f"{theirs} runs it, say so first: 'northline account --agency {theirs}'"
        )
    if plain(account.person) == plain(host.name) and theirs != own:
        raise SettingsError(
            f"{account.name}: the local operator of this node is called {host.name!r}; what somebody "
            f"of {theirs} does here must not seem to be theirs: write the name otherwise"
        )
    try:
        check_read_in(account.compartments, account.roles)
        check_seats(account.groups, account.agency)
    except (UnknownName, UsageError) as error:
        raise SettingsError(f"{account.name}: {error}") from error


def is_wider(after: Account, before: Account) -> bool:
    """Whether somebody may do or see more by one of these than by the other, or something else."""
    more = any(set(getattr(after, each)) - set(getattr(before, each)) for each in LISTS)
    higher = Level.parse(after.clearance) > Level.parse(before.clearance)
    return more or higher or (after.agency, after.country) != (before.agency, before.country)


def _checked(field: str, value: Any) -> Any:
    if field in LISTS:
        if isinstance(value, str):
            raise SettingsError(f"{field} must be a list of names, and is {value!r}")
        return tuple(sorted({_each(field, _text(field, one)) for one in value}))
    text = _text(field, value)
    if field == "country" and not re.fullmatch("[A-Z]{2}", text):
        raise SettingsError(f"country is {text!r}; write two capitals, such as CA or US")
    if field == "clearance":
        try:
            return Level.parse(text).label
        except (MarkingRefused, UsageError) as error:
            raise SettingsError(f"clearance: {error}") from error
    if field == "person" and plain(text).startswith("service:"):
        raise SettingsError("person begins with service:, which only services of the node do")
    return text


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{field} must be text, and is {value!r}")
    text = unicodedata.normalize("NFC", value).strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise SettingsError(
            f"{field} is {value!r}; it must be 1 to {_LONGEST} characters that can be printed"
        )
    if text == "*":
        raise SettingsError(f"{field} cannot be *: an account names what it may, one by one")
    return text


def _each(field: str, text: str) -> str:
    if field == "purposes" and not _SLUG.fullmatch(text):
        raise SettingsError(f"the purpose {text!r} must be a slug, such as border-watch")
    if field == "roles":
        try:
            roles_of_people([text])
        except UnknownName as error:
            raise SettingsError(str(error)) from error
    return text
