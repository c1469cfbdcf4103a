"""How the node is: what runs, how fast, and what needs a look."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import NotPermitted

ASK_SECONDS = 5.0
"""How long the API has to answer."""

NO_FIGURE = "no figure"


def health(*, settings: Path | None = None, options: Options = PLAIN) -> int:
    """Tell how the node is: processes, feeds, engines, how long things take, space.

    Ends with exit code 1 when something needs a look.

    Args:
        settings: The settings file, for the ledger it names; otherwise NORTHLINE_SETTINGS, else
            ./northline.toml if there.
    """
    from northline.app.health import Watch, document, present
    from northline.app.health_words import trouble

    with opened(options, settings=settings) as node:
        if not node.at_home:
            raise NotPermitted("the health of a node is shown to the agency that keeps its ledger")
        watch = Watch(node, present())
        found = watch.health(present())
        told = document(found)
        if found.address:
            # How old data is when it is drawn, only the process of the pages knows.
            asked = _ask(found.address)
            if asked is None:
                told["troubles"].append(document_of(trouble("api-silent")))
                told["ok"] = False
            else:
                _take_page(told, asked)
        code = 0 if told["ok"] else 1
        said = {"ledger": str(node.folder), **told}
        return answer(options, said, _lines(said), exercise=node.exercise, code=code)


def document_of(trouble: Any) -> dict[str, Any]:
    """A trouble as plain data."""
    return {name: getattr(trouble, name) for name in trouble.__struct_fields__}


def _ask(address: str) -> dict[str, Any] | None:
    """What the API says of the health, or None where it does not answer."""
    try:
        with urllib.request.urlopen(  # noqa: S310 - the address is our own, on this machine
            f"{address}/api/v1/health", timeout=ASK_SECONDS
        ) as said:
            found: dict[str, Any] = json.load(said)
    except (OSError, ValueError):
        return None
    return found


def _take_page(told: dict[str, Any], asked: Mapping[str, Any]) -> None:
    pages = [each for each in asked.get("stages", ()) if each["stage"] == "page"]
    told["stages"] = [each for each in told["stages"] if each["stage"] != "page"] + pages
    slow = [
        each
        for each in asked.get("troubles", ())
        if (each["code"], each["subject"]) == ("stage-slow", "page")
    ]
    told["troubles"] += slow
    told["ok"] = not told["troubles"]


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    disk = told["disk"]
    yield from facts(
        {
            "ledger": told["ledger"],
            "up": f"since {told['since']}" if told["up"] else "no",
            "ledger size": _bytes(disk["log"] + disk["segments"]),
            "free space": _bytes(disk["free"]),
        }
    )
    for name, columns in (
        ("processes", ("name", "condition", "since", "restarts", "pid", "exit_code")),
        ("feeds", ("name", "newest", "silence", "records", "rejected", "delay", "lateness")),
        ("engines", ("name", "behind", "behind_seconds", "steps", "delay", "late")),
        ("stages", ("stage", "median", "p95", "budget", "count", "over")),
    ):
        rows = [_row(name, row) for row in told[name]]
        if rows:
            yield ""
            yield from table(rows, columns)
    yield ""
    for trouble in told["troubles"]:
        yield f"needs a look: {trouble['en']}"
    if not told["troubles"]:
        yield "nothing needs a look"


def _row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if name == "stages":
        timing = row["timing"]
        figures = {each: _seconds(timing[each]) for each in ("median", "p95")}
        budget = _seconds(timing["budget"])
        return {**row, **figures, "budget": budget, "count": timing["count"]}
    shown = dict(row)
    for timed in ("delay", "lateness"):
        if timed in shown:
            timing = shown[timed]
            few = f"{_seconds(timing['median'])} / {_seconds(timing['p95'])}"
            shown[timed] = few if timing["count"] else NO_FIGURE
    return shown


def _seconds(value: float | None) -> str:
    return NO_FIGURE if value is None else f"{value:.3g} s"


def _bytes(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"
