"""What may stand in each table of ``northline.toml``."""

import re
from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from northline.app.catalogue import check_feed, engine_list, format_list
from northline.app.settings import (
    AgencySettings,
    AgreementSettings,
    FeedSettings,
    FindingsSettings,
    NodeSettings,
    Settings,
)
from northline.app.settings_lines import Path
from northline.app.settings_mistakes import (
    SECRETS,
    Report,
    date,
    nearest,
    one_of,
    several,
    sort_of,
    table,
    text,
    unknown,
    whole,
)
from northline.app.settings_patrol import TABLE as PATROL
from northline.app.settings_patrol import patrol_table
from northline.app.settings_retention import retention
from northline.app.settings_safety import safety_check
from northline.app.settings_screening import screening_check
from northline.app.settings_sign_in import sign_in_check
from northline.app.settings_terrain import terrain_check
from northline.app.words import marking as marking_of
from northline.engines.registry import configured, engine_named
from northline.records.errors import NorthlineError, SettingsError
from northline.records.kinds import KINDS
from northline.records.protocols import Direction
from northline.transports.addresses import transport_at
from northline.transports.files import FileTransport

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
"""Names of feeds and agencies, as they stand in metrics, markings and command lines."""

MOST_REJECTED = 10**9

MOST_AN_HOUR = 10_000
"""Findings in an hour; nobody looks at more."""


def checked(
    report: Report, document: Mapping[str, Any], *, folder: Folder, agency: str
) -> Settings:
    """What is good in a document; every mistake in it is written down.

    Args:
        report: takes the mistakes.
        document: as `tomllib` read it.
        folder: of the file; paths are meant from there.
        agency: the operator's own.
    """
    declared = document.get("agencies")
    known = {agency, *(declared if isinstance(declared, dict) else ())}

    def feeds(report: Report, path: Path, value: Any) -> Any:
        return _feeds(report, path, value, folder, known if declared else None, agency)

    def agreements(report: Report, path: Path, value: Any) -> Any:
        return _agreements(report, path, value, known)

    def node(report: Report, path: Path, value: Any) -> Any:
        return node_table(report, path, value, folder)

    def kept(report: Report, path: Path, value: Any) -> Any:
        return retention(report, path, value, known)

    tables = {
        "node": node,
        "feeds": feeds,
        "agencies": _agencies,
        "agreements": agreements,
        "engines": engines,
        "retention": kept,
        "findings": findings_table,
        "sign-in": sign_in_check(document, folder, agency),
        "terrain": terrain_check(folder),
        "safety": safety_check,
        "screening": screening_check,
    }
    good = table(report, (), dict(document), tables)
    return Settings(**{key.replace("-", "_"): value for key, value in good.items()})


def node_table(report: Report, path: Path, value: Any, folder: Folder) -> NodeSettings:
    """What is good in ``[node]``; every mistake in it is written down."""

    def place(report: Report, path: Path, value: Any) -> Folder | None:
        given = text(report, path, value)
        return None if given is None else folder / Folder(given).expanduser()

    keys = {
        "ledger": place,
        "host": text,
        "port": whole(0, 65_535),
        "names": several(text),
        "certificate": place,
        "key": place,
    }
    good = table(report, path, value, keys)
    shown = [name for name in ("names", "certificate", "key") if name in good]
    if shown and len(shown) < 3:
        report.add(
            path,
            f"has {' and '.join(shown)} alone",
            "names, certificate and key together, or none of them",
            "Other machines reach a node by a name, over TLS.",
        )
    return NodeSettings(**good)


def findings_table(report: Report, path: Path, value: Any) -> FindingsSettings:
    """What is good in ``[findings]``; every mistake in it is written down."""
    good = table(report, path, value, {"most_an_hour": whole(1, MOST_AN_HOUR)})
    return FindingsSettings(**good)


# --- feeds --------------------------------------------------------------------------------


def _feeds(
    report: Report,
    path: Path,
    value: Any,
    folder: Folder,
    known: set[str] | None,
    agency: str,
) -> tuple[FeedSettings, ...]:
    def marking(report: Report, path: Path, value: Any) -> str | None:
        return _marking(report, path, value, known, agency)

    found: list[FeedSettings] = []
    for each, row in _rows(report, path, value):
        keys = {
            "name": _name,
            "format": one_of("format", _readable),
            "address": _address(folder),
            "source": text,
            "marking": marking,
            "max_rejected": whole(0, MOST_REJECTED),
        }
        good = table(report, each, row, keys, needed=("name", "format", "address"))
        if {"name", "format", "address"} <= good.keys():
            feed = FeedSettings(**{"source": good["name"], **good})
            _feed(report, each, feed, found)
            found.append(feed)
    return tuple(found)


def _feed(report: Report, path: Path, feed: FeedSettings, before: list[FeedSettings]) -> None:
    """Check a feed as a whole, and beside those before it."""
    try:
        check_feed(feed.format, feed.address)
        transport = transport_at(feed.address)
        if isinstance(transport, FileTransport) and not transport.path.is_file():
            report.add(
                (*path, "address"),
                f"there is no file {transport.path}",
                remedy="A path is meant from the folder of this file.",
            )
    except NorthlineError as error:
        report.add((*path, "address"), str(error))
    for other in before:
        if other.name == feed.name:
            report.add(
                (*path, "name"), f"{feed.name!r} is another feed's name", remedy="Rename it."
            )
        if other.address == feed.address:
            report.add(
                (*path, "address"),
                f"feed {other.name} reads this address already",
                remedy="One address, one feed.",
            )


def _address(folder: Folder) -> Any:
    def check(report: Report, path: Path, value: Any) -> str | None:
        given = text(report, path, value)
        if given is None:
            return None
        if given == "-":
            report.add(path, "a node that is up has no standard input", "a path or an address")
            return None
        if "://" not in given:
            return str(folder / Folder(given).expanduser())
        if _holds_secret(given):
            report.add(
                path,
                "the address holds a user's name, a password or a token",
                remedy="A secret never stands in this file: take it out, and change it.",
            )
            return None
        return given

    return check


def _holds_secret(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False  # no address at all: the transports say so
    asked = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return "@" in parts.netloc or any(word in name for name in asked for word in SECRETS)


def _marking(
    report: Report, path: Path, value: Any, known: set[str] | None, agency: str
) -> str | None:
    given = text(report, path, value)
    if given is None:
        return None
    try:
        meant = marking_of(given, agency)
    except NorthlineError as error:
        report.add(path, str(error), "such as Protected B; owner=opp; partners=rcmp,cbp")
        return None
    strangers = [owner for owner in meant.owners if known is not None and owner not in known]
    for owner in strangers:
        report.add(
            path,
            f"owner {owner!r} is no agency declared here",
            ", ".join(sorted(known or ())),
            nearest(owner, known or ()) or f"Declare [agencies.{owner}].",
        )
    return None if strangers else given


def _readable() -> list[str]:
    return [each.name for each in format_list() if each.direction is not Direction.OUT]


# --- agencies and agreements --------------------------------------------------------------


def _agencies(report: Report, path: Path, value: Any) -> dict[str, AgencySettings]:
    found: dict[str, AgencySettings] = {}
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "tables", "Write [agencies.NAME].")
        return found
    for name, row in value.items():
        here = (*path, name)
        _name(report, here, name)
        keys = {"title": _title, "country": _country}
        good = table(report, here, row, keys, needed=("title", "country"))
        if keys.keys() == good.keys():
            found[name] = AgencySettings(**good)
    return found


def _title(report: Report, path: Path, value: Any) -> dict[str, str] | None:
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", 'a table such as { en = "...", fr = "..." }')
        return None
    good = table(report, path, value, {"en": text, "fr": text}, needed=("en", "fr"))
    return good if good.keys() == {"en", "fr"} else None


def _country(report: Report, path: Path, value: Any) -> str | None:
    given = text(report, path, value)
    if given is None or re.fullmatch("[A-Z]{2}", given):
        return given
    report.add(path, f"is {given!r}", "two capitals, such as CA or US")
    return None


def _agreements(
    report: Report, path: Path, value: Any, known: set[str]
) -> tuple[AgreementSettings, ...]:
    keys = {
        "between": several(one_of("agency", lambda: sorted(known)), least=2),
        "authority": text,
        "from": date,
        "until": date,
        "kinds": several(one_of("record kind", lambda: [each.kind for each in KINDS])),
    }
    found: list[AgreementSettings] = []
    needed = ("between", "authority", "from", "kinds")
    for each, row in _rows(report, path, value):
        good = table(report, each, row, keys, needed=needed)
        since, until = good.pop("from", None), good.get("until")
        if since is not None and until is not None and until < since:
            report.add((*each, "until"), f"{until} is before from, {since}", "a later date")
        elif since is not None and set(needed) <= {*good, "from"}:
            found.append(AgreementSettings(since=since, **good))
    return tuple(found)


# --- engines ------------------------------------------------------------------------------


def engines(report: Report, path: Path, value: Any) -> dict[str, dict[str, Any]]:
    """Engine -> all of its parameters, those of the file among the usual ones."""
    found: dict[str, dict[str, Any]] = {}
    names = [*(each.name for each in engine_list()), PATROL]
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "tables", "Write [engines.NAME].")
        return found
    for name, told in value.items():
        here = (*path, name)
        if name == PATROL:
            good = patrol_table(report, here, told)
            found |= {} if good is None else {PATROL: good}
        elif name not in names:
            report.add(here, f"there is no engine {name!r}", ", ".join(names), nearest(name, names))
        elif not isinstance(told, dict):
            report.add(here, f"is {sort_of(told)}", "a table", f"Write [engines.{name}].")
        else:
            before = len(report.mistakes)
            usual = msgspec.to_builtins(engine_named(name).params)
            merged = _parameters(report, here, name, usual, told, ())
            if len(report.mistakes) == before and _fits(report, here, name, merged):
                found[name] = merged
    return found


def _parameters(
    report: Report,
    path: Path,
    engine: str,
    usual: Mapping[str, Any],
    told: Mapping[str, Any],
    within: tuple[str, ...],
) -> dict[str, Any]:
    """The usual parameters with those told among them, each tried alone."""
    whole_of = msgspec.to_builtins(engine_named(engine).params)
    merged = dict(usual)
    for key, value in told.items():
        here = (*path, key)
        if key not in usual:
            unknown(report, here, usual)
        elif isinstance(usual[key], dict) and isinstance(value, dict):
            inner = (*within, key)
            merged[key] = _parameters(report, here, engine, usual[key], value, inner)
        elif _fits(report, here, engine, _put(whole_of, (*within, key), value)):
            merged[key] = value
    return merged


def _put(document: Mapping[str, Any], keys: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The document with one value changed."""
    inner = value if len(keys) == 1 else _put(document[keys[0]], keys[1:], value)
    return {**document, keys[0]: inner}


def _fits(report: Report, path: Path, engine: str, parameters: Mapping[str, Any]) -> bool:
    try:
        configured(engine, parameters)
    except SettingsError as error:
        said = str(error).removeprefix(f"engines.{engine}: ").removeprefix(f"{engine}: ")
        wrong, _, allowed = said.partition(" - at `")[0].partition("; it must lie in ")
        remedy = f"docs/engines/{engine}.md says what each parameter means."
        report.add(path, wrong[:1].lower() + wrong[1:], allowed, remedy)
        return False
    return True


# --- names and rows -----------------------------------------------------------------------


def _name(report: Report, path: Path, value: Any) -> str | None:
    given = text(report, path, value)
    if given is None or NAME.fullmatch(given):
        return given
    report.add(path, f"{given!r} is no name", "small letters, digits, and . _ - between them")
    return None


def _rows(report: Report, path: Path, value: Any) -> list[tuple[Path, Any]]:
    """The rows of an array of tables, each with its path."""
    if isinstance(value, list):
        return [((*path, place), row) for place, row in enumerate(value)]
    name = ".".join(str(key) for key in path)
    report.add(path, f"is {sort_of(value)}", "rows", f"Write [[{name}]], in two pairs of brackets.")
    return []
