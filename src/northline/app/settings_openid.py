"""OpenID Connect providers: ``[[sign-in.openid]]``.

::

    [[sign-in.openid]]
    name = "rcmp"
    title = { en = "RCMP account", fr = "Compte de la GRC" }
    issuer = "https://login.example.org/realms/rcmp"
    client_id = "northline"
    client_secret_file = "secrets/rcmp"
    agency = "rcmp"
    country = "CA"
    clearance = "Protected B"
    purposes = ["border-watch"]
    [sign-in.openid.roles]
    "northline-watch" = ["watch-officer"]

A provider speaks for one agency, which stands here and is never taken from what it says.  What it
may give is listed here, value by value; what is not listed gives nothing (`app.openid.mapping`).
docs/openid-connect.md is for the person who sets one up.
"""

import re
from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.openid.addresses import why_no_issuer
from northline.app.openid.client_secret import client_secret
from northline.app.settings_lines import Path
from northline.app.settings_mistakes import (
    Check,
    Report,
    named,
    one_of,
    several,
    sort_of,
    table,
    text,
    whole,
)
from northline.records.errors import NorthlineError, SettingsError
from northline.records.marking import Level

LONGEST_SIGN_IN = 24 * 60
"""Minutes of the longest ``max_age_minutes``."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")  # RFC 6749, 3.3


class ClaimNames(msgspec.Struct, frozen=True, kw_only=True):
    """Where the provider says what; a name with dots leads into what lies inside.

    Attributes:
        name: what the person is called.
        account: what a new account is to be called, before ``@`` and the provider's name.
        roles: values that may give roles.
        groups: values that may give groups.
        clearance: values that may give a clearance.
    """

    name: str = "name"
    account: str = "preferred_username"
    roles: str = "roles"
    groups: str = "groups"
    clearance: str = "clearance"


class ProviderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One OpenID Connect provider.

    Attributes:
        name: what it is called in addresses of pages and on the audit.
        title: what people read, by language, ``en`` and ``fr``.
        issuer: its issuer identifier (OpenID Connect Discovery 1.0, 3).
        client_id: as what this node is registered with it.
        client_secret_file: file of the secret shared with it; None is a public client.
        ca_file: authorities that may vouch for its certificate; None: those of the system.
        scopes: what is asked for; ``openid`` is among them.
        agency: the one agency it speaks for.
        country: of that agency, ISO 3166-1 alpha-2.
        clearance: the highest it may give.
        purposes: what its people may declare as their purpose.
        max_age_minutes: how long ago somebody may have signed in there; None asks nothing.
        claims: where it says what.
        roles: value -> the roles it gives.
        groups: value -> the groups it gives.
        clearances: value -> level, where the value is no level's own name.
    """

    name: str
    title: dict[str, str]
    issuer: str
    client_id: str
    client_secret_file: Folder | None = None
    ca_file: Folder | None = None
    scopes: tuple[str, ...] = ("openid", "profile")
    agency: str
    country: str
    clearance: str
    purposes: tuple[str, ...]
    max_age_minutes: int | None = None
    claims: ClaimNames = ClaimNames()
    roles: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]] = {}
    clearances: dict[str, str] = {}


def providers(
    report: Report,
    path: Path,
    value: Any,
    agencies: Mapping[str, Any],
    folder: Folder,
    ledger: Folder | None,
) -> tuple[ProviderSettings, ...]:
    """The good ones of the rows; every mistake in them is written down.

    Args:
        report: takes the mistakes.
        path: of the rows.
        value: the rows.
        agencies: name -> what the file declares of an agency.
        folder: of the file; paths are meant from there.
        ledger: folder that the file names, in which no secret may lie.
    """
    if not isinstance(value, list):
        remedy = f"Write [[{named(path)}]], in two pairs of brackets."
        report.add(path, f"is {sort_of(value)}", "rows", remedy)
        return ()
    keys: dict[str, Check] = {
        "name": _matching(_NAME, "small letters, digits, and - between them"),
        "title": _title,
        "issuer": _issuer,
        "client_id": text,
        "client_secret_file": _secret_file(folder, ledger),
        "ca_file": _file(folder),
        "scopes": _scopes,
        "agency": one_of("agency declared here", lambda: sorted(agencies)),
        "country": _matching(re.compile("[A-Z]{2}"), "two capitals, such as CA or US"),
        "clearance": _level,
        "purposes": several(_of_account("purposes")),
        "max_age_minutes": whole(0, LONGEST_SIGN_IN),
        "claims": _claims,
        "roles": _values(several(_of_account("roles"))),
        "groups": _values(several(_of_account("groups"))),
        "clearances": _values(_level),
    }
    found: list[ProviderSettings] = []
    for place, row in enumerate(value):
        here = (*path, place)
        good = table(report, here, row, keys, needed=_NEEDED)
        if set(_NEEDED) <= good.keys():
            provider = ProviderSettings(**good)
            _beside(report, here, provider, found, agencies)
            found.append(provider)
    return tuple(found)


_NEEDED = (
    *("name", "title", "issuer", "client_id", "agency", "country", "clearance", "purposes"),
    "roles",
)


def _beside(
    report: Report,
    path: Path,
    provider: ProviderSettings,
    before: list[ProviderSettings],
    agencies: Mapping[str, Any],
) -> None:
    """Check a provider beside its agency, and beside those before it."""
    declared = agencies.get(provider.agency)
    country = declared.get("country") if isinstance(declared, dict) else None
    if country is not None and country != provider.country:
        report.add(
            (*path, "country"),
            f"is {provider.country}, and [agencies.{provider.agency}] says {country}",
            remedy="An agency has one country.",
        )
    for other in before:
        if other.name == provider.name:
            wrong = f"{provider.name!r} is another provider's name"
            report.add((*path, "name"), wrong, remedy="Rename it.")
        if other.issuer.rstrip("/") == provider.issuer.rstrip("/"):
            report.add(
                (*path, "issuer"),
                f"provider {other.name} has this issuer already",
                remedy="One issuer, one provider: nobody may choose for which agency they come.",
            )


# --- the keys of a provider ---------------------------------------------------------------


def _matching(pattern: re.Pattern[str], allowed: str) -> Check:
    def check(report: Report, path: Path, value: Any) -> str | None:
        given = text(report, path, value)
        if given is None or pattern.fullmatch(given):
            return given
        report.add(path, f"is {given!r}", allowed)
        return None

    return check


def _title(report: Report, path: Path, value: Any) -> dict[str, str] | None:
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", 'a table such as { en = "...", fr = "..." }')
        return None
    good = table(report, path, value, {"en": text, "fr": text}, needed=("en", "fr"))
    return good if good.keys() == {"en", "fr"} else None


def _issuer(report: Report, path: Path, value: Any) -> str | None:
    given = text(report, path, value)
    if given is None:
        return None
    wrong = why_no_issuer(given)
    if wrong:
        report.add(path, wrong, "such as https://login.example.org/realms/agency")
        return None
    return given


def _file(folder: Folder) -> Check:
    def check(report: Report, path: Path, value: Any) -> Folder | None:
        given = text(report, path, value)
        if given is None:
            return None
        file = folder / Folder(given).expanduser()
        if not file.is_file():
            remedy = "A path is meant from the folder of this file."
            report.add(path, f"there is no file {file}", remedy=remedy)
            return None
        return file

    return check


def _secret_file(folder: Folder, ledger: Folder | None) -> Check:
    there = _file(folder)

    def check(report: Report, path: Path, value: Any) -> Folder | None:
        file: Folder | None = there(report, path, value)
        try:
            if file is not None:
                client_secret(file, ledger)
        except NorthlineError as error:
            report.add(path, str(error))
            return None
        return file

    return check


def _scopes(report: Report, path: Path, value: Any) -> tuple[str, ...] | None:
    good: tuple[str, ...] | None = several(_matching(_SCOPE, "no spaces or quotes in a scope"))(
        report, path, value
    )
    if good is not None and "openid" not in good:
        report.add(path, "does not name openid", remedy="Without it the provider signs nobody in.")
        return None
    if good is not None and "offline_access" in good:
        report.add(
            path,
            "names offline_access",
            remedy="Take it out: nothing is asked of the provider once somebody is signed in.",
        )
        return None
    return good


def _level(report: Report, path: Path, value: Any) -> str | None:
    given = text(report, path, value)
    if given is None:
        return None
    try:
        return Level.parse(given).label
    except NorthlineError as error:
        report.add(path, str(error))
        return None


def _of_account(field: str) -> Check:
    """A value as accounts take it in one of their lists."""

    def check(report: Report, path: Path, value: Any) -> str | None:
        from northline.app.accounts.account import checked  # settings without sign-in need none

        given = text(report, path, value)
        try:
            if given == "service" and field == "roles":
                raise SettingsError("service is the role of this node's own programs")
            return None if given is None else str(checked({field: [given]})[field][0])
        except NorthlineError as error:
            report.add(path, str(error), remedy="docs/accounts.md says what an account can have.")
            return None

    return check


def _values(each: Check) -> Check:
    """A table from the provider's values to what each gives."""

    def check(report: Report, path: Path, value: Any) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            report.add(path, f"is {sort_of(value)}", "a table", f"Write [{named(path)}].")
            return None
        good = {key: each(report, (*path, key), one) for key, one in value.items()}
        return None if None in good.values() else good

    return check


def _claims(report: Report, path: Path, value: Any) -> ClaimNames:
    keys = dict.fromkeys(ClaimNames.__struct_fields__, text)
    return ClaimNames(**table(report, path, value, keys))
