"""Engines over the records, now or as they come, and the proof that they conclude the same."""

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
    options: Options = PLAIN,
) -> int:
    """Run the engines over what is new in the ledger.

    Args:
        engine: Only this one; 'northline engines' lists them.
        follow: Go on as records come, until Ctrl-C.
    """
    from northline.app.documents import document

    with opened(options) as node, stopping() as stop:
        if follow:
            note("following the ledger; Ctrl-C stops")
        runs = [document(each) for each in node.run(engine, follow=follow, stop=stop)]
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
