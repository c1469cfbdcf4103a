"""Which ledger is meant where a settings file may name one."""

import dataclasses
import os
from pathlib import Path

from northline.cli.options import VARIABLE, Options


def settled(options: Options, settings: Path | None) -> Options:
    """The options with their ledger: as they or the environment name it, else the file.

    Args:
        options: as the command line gives them.
        settings: the settings file it names, or None for the usual one.

    Raises:
        SettingsError: when the file cannot be read.
    """
    from northline.app.settings import find, ledger_of

    path = find(settings)
    if options.ledger is not None or os.environ.get(VARIABLE) or path is None:
        return options
    return dataclasses.replace(options, ledger=ledger_of(path))
