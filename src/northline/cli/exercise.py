"""An exercise: a border day with hidden truth, played through the real system and scored."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from northline.app.settings import PORT
from northline.cli.answer import answer, note
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.processes import Server, keep_up
from northline.cli.signals import stopping
from northline.cli.tables import facts, table

if TYPE_CHECKING:
    from northline.app.exercises import Stage

TABLES = {
    "bars": "figure",
    "by_class": "class",
    "by_craft": "craft",
    "by_sensing": "who",
    "by_feed": "feed",
    "by_sensor": "sensor",
}
"""Parts of the score that are shown as tables, and what stands in their first column."""

Listed = Annotated[bool, Parameter(name="--list", negative=(), show_default=False)]
"""Whether the scenarios are to be listed."""


def exercise(
    scenario: str = "detroit",
    /,
    *,
    seed: int = 1,
    speed: float = 60.0,
    headless: Flag = False,
    port: int = PORT,
    listed: Listed = False,
    options: Options = PLAIN,
) -> int:
    """Play a border day to an exercise ledger of its own, and score what was found.

    Its pages can be looked at while it is played, and afterwards until Ctrl-C.  Ends with exit code 1 when the scenario sets a bar that was missed.

    Args:
        scenario: Name of the scenario.
        seed: Which day of it; the same seed is the same day.
        speed: Exercise seconds per second; 0 plays as fast as it is taken.
        headless: End with the score, and serve no pages; a scripted duty officer sends the units.
        port: Where its pages and API are served otherwise; 0 takes a free port.
        listed: List the scenarios there are, and play none.
    """
    if listed:
        return _list(options)
    from northline.app.documents import document
    from northline.app.exercises import run_exercise

    told = _Told(None if headless else port)
    try:
        score = run_exercise(
            scenario,
            seed=seed,
            speed=speed or None,
            ledger=options.ledger,
            on_progress=told,
            officer=headless,
        )
        told.end()
        shown = {**document(score), "passed": score.passed, "ledger": told.ledger}
        code = 0 if score.passed else 1
        if headless:
            return answer(options, shown, _lines(shown), exercise=True, code=code)
        with stopping() as stop:
            server = told.served()
            shown["address"] = server.address
            answer(options, shown, _lines(shown), exercise=True)
            note(f"The exercise stays open at {server.address}/ until Ctrl-C.")
            keep_up([server], stop)
        return code
    finally:
        told.close()


def _list(options: Options) -> int:
    """The scenarios there are."""
    from northline.app.documents import document
    from northline.app.exercise_told import known

    told = [document(each) for each in known()]
    return answer(options, {"scenarios": told}, table(told, ["name", "en", "fr"]))


def _lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """The score for people: figures, then what was asked, then each class, craft and feed."""
    figures = {
        name: value
        for name, value in shown.items()
        if name not in {*TABLES, "misses", "false_findings", "exercise"}
    }
    yield from facts(figures)
    for name, title in TABLES.items():
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
    """Shows how far the exercise is, remembers which ledger it is played to, and serves it."""

    def __init__(self, port: int | None) -> None:
        """Serve its pages on this port as soon as its ledger stands; None serves none."""
        self.ledger = ""
        self._stage = ""
        self._port = port
        self._server: Server | None = None

    def served(self) -> Server:
        """The server of its pages; started here where it was not yet."""
        if self._server is None:
            self._server = Server(
                ledger=Path(self.ledger),
                host="127.0.0.1",
                port=PORT if self._port is None else self._port,
            )
            self._server.start()
        return self._server

    def close(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.ask_to_end()
            self._server.end()

    def __call__(self, stage: "Stage") -> None:
        """Take how far it is."""
        self.ledger = stage.ledger
        if stage.stage == "ready":
            if self._port is not None:
                note(f"The exercise can be watched at {self.served().address}/")
            return
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
