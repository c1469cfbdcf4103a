"""A node that is up: feeds, engines and the API as processes beside each other."""

import dataclasses
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from northline.app.settings import PORT
from northline.cli.answer import answer, error_document, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, VARIABLE, Flag, Options
from northline.cli.processes import Process, Server, ask_api, keep_up, northline, program
from northline.cli.signals import stopping
from northline.cli.tables import facts
from northline.records.errors import NorthlineError, SettingsError, UsageError

if TYPE_CHECKING:
    from northline.app.health_status import Board, FeedState
    from northline.app.node import Node
    from northline.app.settings import FeedSettings, Settings
    from northline.app.settings_mistakes import Mistake

__all__ = ["PORT", "up"]

Feeds = list[str] | None


def up(
    *,
    feed: Feeds = None,
    settings: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    check: Flag = False,
    options: Options = PLAIN,
) -> int:
    """Start feeds, engines and the API, and keep them up until Ctrl-C.

    Args:
        feed: A feed as FORMAT=ADDRESS, such as ais=udp://:10110; may be given again for more.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
        host: Where the API listens; this machine only.
        port: Its port; 0 takes a free one.
        check: Only tell every mistake in the above, and start nothing.
    """
    from northline.app.settings import summary

    told, mistakes = _wanted(settings, feed or [], host, port)
    options = dataclasses.replace(options, ledger=_folder(options, told))
    if check:
        return _check(options, told, mistakes)
    if mistakes:
        raise SettingsError(summary(told.path, mistakes))
    return _up(options, told)


def _up(options: Options, settings: "Settings") -> int:
    from northline.app.health_status import Board

    with opened(options, create=True) as node:
        exercise, who = node.exercise, _who(node)
    with Board(options.folder) as board, stopping() as stop:
        board.keep(b"" if settings.path is None else settings.path.read_bytes())
        server = Server(
            ledger=options.folder,
            host=settings.node.host,
            port=settings.node.port,
            settings=board.settings,
        )
        feeds, processes = _processes(options.folder, settings, board)
        server.start()
        said = {"address": server.address, **_document(options, settings)}
        shown = {"pages": f"{server.address}/", **_document(options, settings), "accounts": who}
        answer(options, said, facts(shown), exercise=exercise)
        note("Ctrl-C stops")
        since = server.since

        def tell(states: Any) -> None:
            board.tell(_status(options.folder, since, server.address, states, feeds))

        keep_up([server, *processes], stop, tell)
    return 0


def _who(node: "Node") -> str:
    """Who may work on it, and what that means."""
    from northline.app.sign_in import accounts_of

    with accounts_of(node) as accounts:
        many = len(accounts.list())
    if many:
        return f"{many}; everybody signs in"
    host = node.host
    return (
        f"none: whoever works as this user of this machine is {host.name} of {host.agency} and may do "
        "all that a person may; 'northline account setup' makes the first, and then everybody signs in"
    )


# --- what is wanted -----------------------------------------------------------------------


def _wanted(
    named: Path | None, feeds: Sequence[str], host: str | None, port: int | None
) -> tuple["Settings", tuple["Mistake", ...]]:
    """The settings, what the command line says among them, and every mistake in both."""
    import msgspec

    from northline.app.home import home_folder, operator_of
    from northline.app.settings import Settings, examine, find

    path = find(named)
    settings = Settings()
    mistakes: tuple[Mistake, ...] = ()
    if path is not None:
        settings, mistakes = examine(path, agency=operator_of(home_folder())[0].agency)
    more, wrong = _named_feeds(feeds, settings)
    asked = {"host": host, "port": port}
    node = msgspec.structs.replace(
        settings.node, **{name: value for name, value in asked.items() if value is not None}
    )
    return (
        msgspec.structs.replace(settings, node=node, feeds=(*settings.feeds, *more)),
        (*mistakes, *wrong),
    )


def _named_feeds(
    given: Sequence[str], settings: "Settings"
) -> tuple[list["FeedSettings"], list["Mistake"]]:
    """The feeds of the command line; each is called by its address."""
    from northline.app.catalogue import check_feed
    from northline.app.settings import FeedSettings, shown_address
    from northline.app.settings_mistakes import Mistake

    found: list[FeedSettings] = []
    wrong: list[Mistake] = []
    taken = {feed.address for feed in settings.feeds}
    for text in given:
        form, equals, address = text.partition("=")
        try:
            if not equals or not address:
                raise UsageError("write FORMAT=ADDRESS, such as ais=udp://:10110")
            check_feed(form, address)
            if address == "-":
                raise UsageError("a node that is up has no standard input; use northline ingest")
            if address in taken:
                raise UsageError("this address is read already; one address, one feed")
        except NorthlineError as error:
            wrong.append(
                Mistake(line=None, where="--feed", wrong=f"{shown_address(text)!r}: {error}")
            )
        else:
            taken.add(address)
            name = shown_address(address)
            found.append(FeedSettings(name=name, format=form, address=address))
    return found, wrong


def _folder(options: Options, settings: "Settings") -> Path:
    """The ledger: as the command line or environment names it, else as the settings do."""
    if options.ledger is None and not os.environ.get(VARIABLE):
        return settings.node.ledger or options.folder
    return options.folder


def _check(options: Options, settings: "Settings", mistakes: tuple["Mistake", ...]) -> int:
    """Tell what is wrong, all of it; nothing is started or made."""
    from northline.app.documents import document
    from northline.app.settings import summary
    from northline.app.settings_mistakes import Mistake

    found, exercise = list(mistakes), None
    node = settings.node
    looks: tuple[tuple[str, Callable[[], bool | None]], ...] = (
        ("host and port", lambda: _listens(node.host, node.port, settings.path)),
        ("ledger", lambda: _opens(options)),
    )
    for where, look in looks:
        try:
            exercise = look()
        except NorthlineError as error:
            if type(error) is NorthlineError:
                raise  # the API itself is broken, which is no mistake of the settings
            found.append(Mistake(line=None, where=where, wrong=str(error)))
    told = {"ok": not found, **_document(options, settings)}
    if not found:
        return answer(options, told, ["nothing is wrong"], exercise=exercise)
    said = summary(settings.path, tuple(found))
    note(f"northline: {said}")
    wrong = SettingsError(said)
    done = {**told, **error_document(wrong), "mistakes": document(found)}
    return answer(options, done, (), exercise=exercise, code=wrong.exit_code)


def _listens(host: str, port: int, settings: Path | None) -> None:
    named = [] if settings is None else ["--settings", str(settings)]
    ask_api("check", "--host", host, "--port", str(port), *named)


def _opens(options: Options) -> bool | None:
    """Whether the ledger holds an exercise, or None where it is not there yet."""
    if not (options.folder / "ledger.db").exists():
        return None
    with opened(options) as node:
        return node.exercise


def _document(options: Options, settings: "Settings") -> dict[str, Any]:
    names = ("name", "format", "source", "marking")
    feeds = [
        {"address": feed.shown, **{name: getattr(feed, name) for name in names}}
        for feed in settings.feeds
    ]
    path = None if settings.path is None else str(settings.path)
    return {"ledger": str(options.folder), "settings": path, "feeds": feeds}


# --- its processes ------------------------------------------------------------------------


def _processes(
    ledger: Path, settings: "Settings", board: "Board"
) -> tuple[tuple["FeedState", ...], list[Process]]:
    """Each feed as the health of the node has it, and every process but the API."""
    from northline.app.health_status import FeedState, Role

    feeds: list[FeedState] = []
    processes: list[Process] = []
    for feed in settings.feeds:
        words = ["ingest", feed.format, feed.address]
        for option, value in (
            ("--source", feed.source),
            ("--marking", feed.marking),
            ("--max-rejected", feed.max_rejected),
        ):
            words += [] if value is None else [f"{option}={value}"]
        process = Process(
            f"feed {feed.name}",
            northline(*words, ledger=ledger),
            role=Role.FEED,
            may_end=True,
            needed=False,
        )
        processes.append(process)
        feeds.append(
            FeedState(
                name=feed.name,
                process=process.name,
                format=feed.format,
                address=feed.shown,
                source=feed.source or feed.format,
                marking=feed.marking,
                live=feed.live,
            )
        )
    copy = str(board.settings)
    holder = f"up/{secrets.token_hex(4)}"
    follow = ["run", "--follow", "--settings", copy, "--holder", holder]
    processes.append(Process("engines", northline(*follow, ledger=ledger), role=Role.ENGINES))
    if settings.retention:
        words = ["--ledger", str(ledger), "--settings", copy]
        command = program("northline.app.runners.retention", *words)
        processes.append(Process("retention", command, role=Role.RETENTION, needed=False))
    return tuple(feeds), processes


def _status(
    ledger: Path, since: Any, address: str, states: Any, feeds: tuple["FeedState", ...]
) -> Any:
    from northline.app.health_status import Status

    return Status(
        pid=os.getpid(),
        since=since,
        ledger=str(ledger),
        address=address,
        processes=states,
        feeds=feeds,
    )
