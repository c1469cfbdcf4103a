"""What this release can read, and which engines it has."""

from pathlib import Path

from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table


def formats(*, options: Options = PLAIN) -> int:
    """List the formats that can be read or written, each with its kinds and standard."""
    from northline.app.catalogue import described_format, format_list

    found = [described_format(each) for each in format_list()]
    columns = ("format", "direction", "kinds", "standard", "title")
    return answer(options, {"formats": found}, table(found, columns))


def engines(*, settings: Path | None = None, options: Options = PLAIN) -> int:
    """List the engines: what each reads and makes, its parameters, and who answers for it.

    People are shown the parameters that are not the usual ones, scripts all of both.

    Args:
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.catalogue import described_engine, differing
    from northline.app.settings import engines_of, find

    found = [described_engine(each) for each in engines_of(find(settings))]
    rows = [{**each, "set": differing(each["params"], each["defaults"])} for each in found]
    columns = ("engine", "version", "reads", "writes", "split", "accountable", "set")
    return answer(options, {"engines": found}, table(rows, columns))
