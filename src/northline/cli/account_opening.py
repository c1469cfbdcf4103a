"""Opening the accounts for a command, and asking for a password.

A password is never taken from the command line, where others on the machine can read it.
"""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from northline.cli.opening import opened
from northline.cli.options import Options
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.accounts import Accounts


@contextmanager
def reading() -> Iterator["Accounts"]:
    """The accounts, to be looked at; no ledger is needed for that."""
    from northline.app.accounts import Accounts
    from northline.app.home import home_folder

    with Accounts.open(home_folder()) as accounts:
        yield accounts


@contextmanager
def changing(options: Options) -> Iterator["Accounts"]:
    """The accounts, to be changed by the local operator; each change stands in the ledger."""
    from northline.app.accounts import Accounts, noting
    from northline.app.home import home_folder

    with opened(options, create=True) as node:
        note = noting(node.ledger, node.operator.name)
        with Accounts.open(home_folder(), note=note) as accounts:
            yield accounts


def password_asked_for(*, stdin: bool) -> str:
    """A new password: typed twice and not shown, or the first line of standard input.

    Raises:
        UsageError: when the two differ, none is given, or nobody is there to type it.
    """
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise UsageError("standard input holds no password in its first line")
        return password
    if not sys.stdin.isatty():
        raise UsageError("nobody is at a terminal; give the password with --password-stdin")
    password = getpass.getpass("Password (not shown): ")
    if getpass.getpass("The same again: ") != password:
        raise UsageError("the two are not the same; nothing was changed")
    return password
