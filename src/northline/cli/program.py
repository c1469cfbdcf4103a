"""The program: which commands there are, and what becomes of their errors.

Exit codes: 0 done; 1 done but something needs a look, or an error of the ledger; 2 input or
usage wrong; 3 not permitted; 4 a dependency is missing (`northline.records.errors`); 130
interrupted from the keyboard.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from cyclopts import App, CycloptsError, Parameter

from northline.cli.answer import CutShort, encode, error_document, note
from northline.cli.version import release
from northline.records.errors import NorthlineError, UsageError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

COMMANDS: tuple[tuple[str, str], ...] = (
    ("exercise", "exercise:exercise"),
    ("up", "up:up"),
    ("health", "health:health"),
    ("ingest", "ingest:ingest"),
    ("records", "records:records"),
    ("formats", "catalogue:formats"),
    ("engines", "catalogue:engines"),
    ("run", "run:run"),
    ("findings", "findings:findings"),
    ("finding", "findings:finding"),
    ("decide", "decisions:decide"),
    ("decisions", "decisions:decisions"),
    ("replay", "run:replay"),
    ("claims", "outcomes:claims"),
    ("measures", "outcomes:measures"),
    ("commitments", "outcomes:commitments"),
    ("sensors", "sensors:sensors"),
    ("coverage", "coverage:coverage"),
    ("units", "units:units"),
    ("dispatch", "dispatch:dispatch"),
    ("patrol", "patrol:patrol"),
    ("operations", "operations:operations"),
    ("lists", "screening_lists:lists"),
    ("screen", "screening:screen"),
    ("screenings", "screening:screenings"),
    ("lookouts", "screening_referrals:lookouts"),
    ("referrals", "screening_referrals:referrals"),
    ("rejected", "ingest:rejected"),
    ("verify", "proof:verify"),
    ("head", "proof:head"),
    ("audit", "audit:audit"),
    ("rights", "rights:rights"),
    ("sharing", "sharing:sharing"),
    ("backup", "backup:backup"),
    ("restore", "backup:restore"),
    ("compact", "keeping:compact"),
    ("erase", "keeping:erase"),
    ("hold", "keeping:hold"),
    ("mark", "keeping:mark"),
    ("export", "export:export"),
    ("ports", "places:ports"),
    ("line", "places:line"),
    ("basemap", "basemap:basemap"),
    ("account", "account:account"),
    ("openapi", "openapi:openapi"),
)
"""Each command and where it stands, in the order of a working day."""


def program(*, whole: bool = False) -> App:
    """The commands.

    Args:
        whole: import all of them now, for a help that says what each does; otherwise each is
            imported when it is called for.
    """
    app = App(
        name="northline",
        help="Open software for a shared border: what was seen, what follows, who decided.",
        version=release,
        help_format="plaintext",
        default_parameter=Parameter(negative=""),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for order, (name, place) in enumerate(COMMANDS):
        module, _, function = place.partition(":")
        if whole:
            called = getattr(import_module(f"northline.cli.{module}"), function)
            if isinstance(called, App):  # a command with commands of its own
                called.sort_key = order
                app.command(called)
            else:
                app.command(called, name=name, sort_key=order)
        else:
            app.command(f"northline.cli.{place}", name=name)
    return app


def run(words: Sequence[str]) -> int:
    """Run one command and turn what happens into an exit code.

    Args:
        words: the words after ``northline``.
    """
    words = list(words)
    as_json = "--json" in words
    helping = not words or words[0] in {"-h", "--help"}
    try:
        code = program(whole=helping)(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except KeyboardInterrupt:
        note("interrupted")
        return INTERRUPTED
    except CutShort as cut:
        return _tell(cut.cause, as_json=False)
    except CycloptsError as error:
        return _tell(_usage(error), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        return _tell(error, as_json=as_json)
    return code if isinstance(code, int) else 0


def _usage(error: CycloptsError) -> UsageError:
    command = " ".join(["northline", *(error.command_chain or ())])
    return UsageError(f"{error} See '{command} --help'.")


def _tell(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong, once for people and once for scripts; return the exit code."""
    try:
        if os.environ.get("NORTHLINE_DEBUG"):
            import traceback

            traceback.print_exception(error)
        if isinstance(error, NorthlineError):
            note(f"northline: {error}")
        else:
            note(
                f"northline: this should not have happened: {type(error).__name__}: {error}. "
                "Set NORTHLINE_DEBUG=1 for the traceback, and please report it."
            )
        if as_json:
            sys.stdout.write(encode(error_document(error)).decode() + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        _reader_left()
    return error.exit_code if isinstance(error, NorthlineError) else 1


def _reader_left() -> int:
    """Whoever read standard output (``head``, ``less``) has had enough: that is no error."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)
    return 0
