"""What this release can read, and which engines it has."""

from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table


def formats(*, options: Options = PLAIN) -> int:
    """List the formats that can be read or written, each with its kinds and standard."""
    from northline.app.catalogue import described_format, format_list

    found = [described_format(each) for each in format_list()]
    columns = ("format", "direction", "kinds", "standard", "title")
    return answer(options, {"formats": found}, table(found, columns))


def engines(*, options: Options = PLAIN) -> int:
    """List the engines: what each reads and makes, and who answers for it."""
    from northline.app.catalogue import described_engine, engine_list

    found = [described_engine(each) for each in engine_list()]
    columns = ("engine", "version", "reads", "writes", "split", "accountable")
    return answer(options, {"engines": found}, table(found, columns))
