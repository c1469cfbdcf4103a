"""Engines over the records, now or as they come, and the proof that they conclude the same."""

from pathlib import Path

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.signals import stopping
from northline.cli.tables import facts, table


def run(
    engine: str | None = None,
    /,
    *,
    follow: Flag = False,
    settings: Path | None = None,
    holder: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Run the engines over what is new in the ledger.

    Args:
        engine: Only this one; 'northline engines' lists them.
        follow: Go on as records come, until Ctrl-C.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
        holder: Who runs them; started again under the same name, they go on at once and do not
            wait until the one that was killed is known to be gone.
    """
    from northline.app.documents import document
    from northline.app.node import STEP_ROWS
    from northline.app.runners.local import run as run_engines
    from northline.app.settings import engines_of, find

    engines = engines_of(find(settings))
    with opened(options, settings=settings) as node, stopping() as stop:
        if follow:
            note("following the ledger; Ctrl-C stops")
        done = run_engines(
            node,
            engine,
            follow=follow,
            step_rows=STEP_ROWS,
            stop=stop,
            engines=engines,
            holder=holder,
        )
        runs = [document(each) for each in done]
        columns = ("engine", "steps", "rows", "records", "findings", "until", "seconds")
        return answer(options, {"runs": runs}, table(runs, columns), exercise=node.exercise)


def replay(finding: str, /, *, options: Options = PLAIN) -> int:
    """Run the steps that led to a finding again and compare, byte for byte.

    Ends with exit code 1 when they do not give what the ledger holds.

    Args:
        finding: Id of the finding.
    """
    from northline.app.documents import document

    with opened(options) as node:
        done = node.replay(finding)
        told = {"finding": finding, **document(done)}
        return answer(
            options, told, facts(told), exercise=node.exercise, code=0 if done.same else 1
        )
