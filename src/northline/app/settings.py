"""Settings: ``northline.toml``, the one file that says what a node is made of.

::

    [node]
    ledger = "northline-data"
    port = 8420

    [[feeds]]
    name = "tower-4"
    format = "ais"
    address = "tcp://receiver.example.org:10110"
    marking = "Protected A; owner=rcmp; partners=cbp"

docs/settings.md names every key.  A path is meant from the folder of the file.  The file is
read once, when a command starts; no secret ever stands in it.
"""

import datetime
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.screening.params import ScreeningParams
from northline.app.settings_lines import lines_of
from northline.app.settings_mistakes import Check, Mistake, Report
from northline.app.settings_safety import SafetySettings
from northline.app.settings_sign_in import SignInSettings, sign_in_check
from northline.app.settings_terrain import TerrainSettings
from northline.decisions.triage import MOST_AN_HOUR
from northline.records.errors import SettingsError
from northline.records.record import Days, Keep

if TYPE_CHECKING:
    from northline.records.protocols import Engine

FILE = "northline.toml"
"""The file that is read where none is named and one of that name is here."""

VARIABLE = "NORTHLINE_SETTINGS"
"""The environment variable that names it."""

LARGEST = 1024 * 1024
"""Bytes of a settings file; a larger one is some other file."""

PORT = 8420
"""Where the API listens unless told otherwise."""


class NodeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The node itself.

    Attributes:
        ledger: folder of the ledger, or None where the file does not say.
        host: where the pages and the API listen; another address than this machine's own needs
            accounts, names, certificate and key.
        port: its port; 0 takes a free one.
        names: names under which other machines reach it, as they stand in its certificate.
        certificate: file of the certificate and those above it (PEM), or None.
        key: file of the certificate's key (PEM), or None.
    """

    ledger: Path | None = None
    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


def shown_address(text: str) -> str:
    """An address, or words that end with one, as it may be shown to anyone: without secrets."""
    from northline.transports.addresses import shown  # loads every transport

    return shown(text)


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One feed: a format, read from an address, on somebody's word, under a marking.

    Attributes:
        name: what its process is called.
        format: how it is read.
        address: where from (`northline.transports.addresses`); a path is absolute.
        source: who says it, as every record and id has it; None leaves it to the format's name.
        marking: marking of every record, as text; None is unclassified, the agency's own.
        max_rejected: units that may be rejected; None leaves it to their share.
    """

    name: str
    format: str
    address: str
    source: str | None = None
    marking: str | None = None
    max_rejected: int | None = None

    @property
    def live(self) -> bool:
        """Whether it comes by a connection, so that somebody waits for it."""
        return "://" in self.address

    @property
    def shown(self) -> str:
        """The address as it may be shown to anyone: without its secrets."""
        return shown_address(self.address)


class AgencySettings(msgspec.Struct, frozen=True, kw_only=True):
    """An agency that markings and agreements may name.

    Attributes:
        title: its full name by language, ``en`` and ``fr``.
        country: ISO 3166-1 alpha-2 code.
    """

    title: dict[str, str]
    country: str


class AgreementSettings(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement under which agencies may exchange records.

    Attributes:
        between: the agencies.
        authority: the statute, treaty or memorandum it rests on.
        since: first day of it (``from`` in the file).
        until: last day of it, or None where it has no end.
        kinds: record kinds that may be exchanged.
    """

    between: tuple[str, ...]
    authority: str
    since: datetime.date
    until: datetime.date | None = None
    kinds: tuple[str, ...]


class FindingsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How findings are shown.

    Attributes:
        most_an_hour: findings of an hour that are shown; the rest are held back, and counted.
    """

    most_an_hour: int = MOST_AN_HOUR


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All of a settings file.

    Attributes:
        path: the file, or None where there is none.
        node: the node itself.
        feeds: its feeds.
        agencies: agencies by name.
        agreements: agreements between them.
        engines: engine -> its parameters where they are not the usual ones.
        retention: kind -> agency -> how long records are kept; agency ``*`` is any other.
        findings: how findings are shown.
        sign_in: by what people sign in (``sign-in`` in the file).
        terrain: how high the ground stands.
        safety: what the agency says of its officers' safety.
        screening: with what the node screens.
    """

    path: Path | None = None
    node: NodeSettings = NodeSettings()
    feeds: tuple[FeedSettings, ...] = ()
    agencies: dict[str, AgencySettings] = {}
    agreements: tuple[AgreementSettings, ...] = ()
    engines: dict[str, dict[str, Any]] = {}
    retention: dict[str, dict[str, Days]] = {}
    findings: FindingsSettings = FindingsSettings()
    sign_in: SignInSettings = SignInSettings()
    terrain: TerrainSettings = TerrainSettings()
    safety: SafetySettings = SafetySettings()
    screening: ScreeningParams = ScreeningParams()


def find(named: Path | None = None) -> Path | None:
    """The settings file: the one named, else by the environment, else the one that is here.

    Args:
        named: as the command line names it.
    """
    if named is not None:
        return named
    told = os.environ.get(VARIABLE)
    if told:
        return Path(told)
    return Path(FILE) if Path(FILE).is_file() else None


def examine(path: Path, *, agency: str) -> tuple[Settings, tuple[Mistake, ...]]:
    """Read a settings file and find every mistake in it.

    Args:
        path: the file.
        agency: the operator's own, which markings may name without declaring it.

    Returns:
        What of it is good, and the mistakes in the order of the file.
    """
    from northline.app.settings_tables import checked

    read = _read(path)
    if isinstance(read, Mistake):
        return Settings(path=path), (read,)
    text, document = read
    report = Report(lines_of(text))
    good = checked(report, document, folder=path.resolve().parent, agency=agency)
    return msgspec.structs.replace(good, path=path), report.in_order()


def load(path: Path | None, *, agency: str) -> Settings:
    """The settings of a file in which nothing is wrong; the usual ones without a file.

    Raises:
        SettingsError: naming every mistake.
    """
    if path is None:
        return Settings()
    settings, mistakes = examine(path, agency=agency)
    if mistakes:
        raise SettingsError(summary(path, mistakes))
    return settings


def engines_of(path: Path | None) -> "tuple[Engine, ...]":
    """Every built-in engine, with the parameters of the file; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[engines]``.
    """
    from northline.app.settings_tables import engines
    from northline.engines.registry import ENGINES, configured

    if path is None:
        return ENGINES
    read = _read(path)
    if isinstance(read, Mistake):
        raise SettingsError(summary(path, (read,)))
    text, document = read
    report = Report(lines_of(text))
    told = engines(report, ("engines",), document.get("engines", {}))
    if report.mistakes:
        raise SettingsError(summary(path, report.in_order()))
    return tuple(
        configured(each.name, told[each.name]) if each.name in told else each for each in ENGINES
    )


def part_of(path: Path, name: str, check: Check) -> Any:
    """What is good in one table of a file; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in it.
    """
    return _part(path, name, lambda _: check)


def ledger_of(path: Path) -> Path | None:
    """The ledger that a file names, or None; the rest of it is not looked at.

    Raises:
        SettingsError: naming what is wrong with it.
    """
    read = _read(path)
    if isinstance(read, Mistake):
        raise SettingsError(summary(path, (read,)))
    text, document = read
    node = document.get("node")
    named = node.get("ledger") if isinstance(node, dict) else None
    if named is not None and not isinstance(named, str):
        line = lines_of(text).get(("node", "ledger"))
        wrong = Mistake(line=line, where="node.ledger", wrong="is no text", allowed="a folder")
        raise SettingsError(summary(path, (wrong,)))
    return path.resolve().parent / Path(named).expanduser() if named else None


def node_of(path: Path) -> NodeSettings:
    """How a file says that the node is reached; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[node]``.
    """
    from northline.app.settings_tables import node_table

    folder = path.resolve().parent
    told: NodeSettings = part_of(
        path, "node", lambda report, here, value: node_table(report, here, value, folder)
    )
    return told


def findings_of(path: Path | None) -> FindingsSettings:
    """How findings are shown, as a file says; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[findings]``.
    """
    from northline.app.settings_tables import findings_table

    if path is None:
        return FindingsSettings()
    told: FindingsSettings = part_of(path, "findings", findings_table)
    return told


def sign_in_of(path: Path | None, *, agency: str) -> SignInSettings:
    """By what people sign in, as a file says; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[sign-in]``.
    """
    if path is None:
        return SignInSettings()
    folder = path.resolve().parent
    told: SignInSettings = _part(path, "sign-in", lambda d: sign_in_check(d, folder, agency))
    return told


def retention_of(path: Path, *, agency: str) -> dict[str, Keep]:
    """Kind -> how long it is kept by the file; the rest of it is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[retention]``.
    """
    from northline.app.settings_retention import keeps, retention

    def by(document: Mapping[str, Any]) -> Check:
        declared = document.get("agencies")
        agencies = {agency, *(declared if isinstance(declared, dict) else ())}
        return lambda report, place, value: retention(report, place, value, agencies)

    return keeps(_part(path, "retention", by))


def summary(path: Path | None, mistakes: tuple[Mistake, ...]) -> str:
    """All mistakes as one message, each in a line of its own."""
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    place = "the command line" if path is None else path
    return "\n  ".join([f"{count} in {place}:", *map(str, mistakes)])


def _part(path: Path, name: str, check_by: Callable[[Mapping[str, Any]], Check]) -> Any:
    """What is good in one table, by a check that may look at the document too."""
    read = _read(path)
    if isinstance(read, Mistake):
        raise SettingsError(summary(path, (read,)))
    text, document = read
    report = Report(lines_of(text))
    told = check_by(document)(report, (name,), document.get(name, {}))
    if report.mistakes:
        raise SettingsError(summary(path, report.in_order()))
    return told


_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def _read(path: Path) -> tuple[str, Mapping[str, Any]] | Mistake:
    """The text and what `tomllib` reads in it, or the mistake that keeps it from being read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return Mistake(
            line=None,
            where=str(path),
            wrong=f"cannot be read: {error.strerror or error}",
            remedy=f"Name another with --settings or {VARIABLE}.",
        )
    if len(data) > LARGEST:
        return Mistake(line=None, where=str(path), wrong="is longer than 1 MiB")
    try:
        text = data.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Mistake(line=line, where=str(path), wrong="is not in UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = str(error)
        found = _PLACE.search(said)
        line = int(found[1]) if found and found[1] else data.count(b"\n") + 1
        return Mistake(
            line=line,
            where=str(path),
            wrong=f"is no TOML: {_PLACE.sub('', said)}",
            remedy="Correct this first; what stands behind it has not been looked at.",
        )
