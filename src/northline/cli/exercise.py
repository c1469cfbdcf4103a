"""An exercise: a border day with hidden truth, played through the real system and scored."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from northline.cli.answer import answer, note
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.processes import Server, keep_up
from northline.cli.signals import stopping
from northline.cli.tables import facts, table
from northline.cli.up import PORT

if TYPE_CHECKING:
    from northline.app.exercises import Stage


def exercise(
    scenario: str = "detroit",
    /,
    *,
    seed: int = 1,
    speed: float = 60.0,
    headless: Flag = False,
    port: int = PORT,
    options: Options = PLAIN,
) -> int:
    """Play a border day to an exercise ledger of its own, and score what was found.

    Ends with exit code 1 when the scenario sets a bar that was missed.

    Args:
        scenario: Name of the scenario.
        seed: Which day of it; the same seed is the same day.
        speed: Exercise seconds per second; 0 plays as fast as it is taken.
        headless: End with the score; otherwise the API over the exercise stays up until Ctrl-C.
        port: Where the API listens then; 0 takes a free port.
    """
    from northline.app.documents import document
    from northline.app.exercises import run_exercise

    told = _Told()
    score = run_exercise(
        scenario,
        seed=seed,
        speed=speed or None,
        ledger=options.ledger,
        on_progress=told,
    )
    told.end()
    shown = {**document(score), "passed": score.passed, "ledger": told.ledger}
    code = 0 if score.passed else 1
    if headless:
        return answer(options, shown, _lines(shown), exercise=True, code=code)
    with stopping() as stop:
        server = Server(ledger=Path(told.ledger), host="127.0.0.1", port=port)
        server.start()
        shown["address"] = server.address
        answer(options, shown, _lines(shown), exercise=True)
        note(f"The exercise is at {server.address}/api/v1/ until Ctrl-C.")
        keep_up([server], stop)
    return code


def _lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """The score for people: figures, then what was asked, then each class of vessel."""
    figures = {
        name: value
        for name, value in shown.items()
        if name not in {"by_class", "bars", "misses", "false_findings", "exercise"}
    }
    yield from facts(figures)
    for name, title in (("bars", "figure"), ("by_class", "class")):
        rows = [{title: key, **each} for key, each in shown.get(name, {}).items()]
        if rows:
            yield ""
            yield from table(rows, list(dict.fromkeys(key for row in rows for key in row)))
    for name, title in (("misses", "Missed"), ("false_findings", "False findings")):
        rows = list(shown.get(name, ()))
        if rows:
            yield ""
            yield title
            yield from table(rows, list(rows[0]))


class _Told:
    """Shows how far the exercise is, and remembers which ledger it is played to."""

    def __init__(self) -> None:
        self.ledger = ""
        self._stage = ""

    def __call__(self, stage: "Stage") -> None:
        """Take how far it is."""
        self.ledger = stage.ledger
        if sys.stderr.isatty():
            sys.stderr.write(
                f"\r{stage.stage}: {stage.second:.0f} of {stage.duration:.0f} s, "
                f"{stage.read:,} read, {stage.findings} findings "
            )
            sys.stderr.flush()
        elif stage.stage != self._stage:
            note(stage.stage)
        self._stage = stage.stage

    def end(self) -> None:
        """End the line."""
        if sys.stderr.isatty():
            sys.stderr.write("\n")
