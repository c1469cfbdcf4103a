"""What every command takes: which ledger, and whether to answer in JSON."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

DEFAULT_FOLDER = "northline-data"
"""The ledger where none is named."""

VARIABLE = "NORTHLINE_LEDGER"
"""The environment variable that names it."""


Flag = Annotated[bool, Parameter(show_default=False)]
"""An option that is given or not."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Options:
    """Options that every command has.

    Attributes:
        ledger: folder of the ledger, or None where the command line names none.
        json: one JSON document on standard output, and nothing else there.
    """

    ledger: Annotated[
        Path | None,
        Parameter(
            help=f"Folder of the ledger; otherwise {VARIABLE}, else as the settings file names "
            f"it, else ./{DEFAULT_FOLDER}.",
        ),
    ] = None
    json: Annotated[
        bool,
        Parameter(show_default=False, help="Answer with one JSON document on standard output."),
    ] = False

    @property
    def folder(self) -> Path:
        """The ledger's folder: as named, else by the environment, else the usual one.

        A settings file may name another (`northline.cli.opening`).
        """
        return self.ledger or Path(os.environ.get(VARIABLE) or DEFAULT_FOLDER)


PLAIN = Options()
"""The options where none is given."""
