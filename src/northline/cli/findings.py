"""What the engines found, and one finding with its reasons and decisions."""

from textwrap import wrap
from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table

COLUMNS = ("at", "state", "finding", "score", "subject", "km", "lon", "lat", "id")

WIDTH = 88
"""Characters of a line of prose."""


def findings(
    *,
    state: str = "open",
    limit: int | None = None,
    options: Options = PLAIN,
) -> int:
    """List findings, in the order in which they ask for attention.

    Args:
        state: What waits for a person (open), all, or one state such as dismissed.
        limit: At most so many.
    """
    from northline.app.documents import document

    with opened(options) as node:
        found = [document(view) for view in node.findings(state=state, limit=limit)]
        return answer(options, {"findings": found}, table(found, COLUMNS), exercise=node.exercise)


def finding(id: str, /, *, options: Options = PLAIN) -> int:
    """Show one finding: what, where, when, why, and what was decided about it.

    Args:
        id: Id of the finding, or of its event for the newest revision.
    """
    from northline.app.documents import document

    with opened(options) as node:
        found = document(node.finding(id))
        return answer(options, found, _lines(found), exercise=node.exercise)


def _crossed(stated: list[dict[str, Any]]) -> dict[str, str]:
    """How it crossed, and how sure place and time are."""
    shown: dict[str, str] = {}
    for each in stated:
        if each["sigma"] is not None:
            shown["place is sure to"] = f"{each['sigma']:.0f} m (one sigma)"
        if each["at_sigma"] is not None:
            shown["time is sure to"] = f"{each['at_sigma']:.0f} s (one sigma)"
        if each["speed_knots"] is not None:
            shown["speed"] = f"{each['speed_knots']:.1f} kn"
        if each["course"] is not None:
            shown["course"] = f"{each['course']:.0f} degrees true"
        shown["direction"] = each["direction"]
    return shown


def _lines(found: dict[str, Any]) -> list[str]:
    shown = {
        "finding": found["finding"],
        "id": found["id"],
        "state": found["state"],
        "subject": found["subject"],
        "from": found["since"],
        "until": found["until"],
        "lon": found["lon"],
        "lat": found["lat"],
        "km along the line": found["km"],
        **_crossed(found["stated"]),
        "score": found["score"],
        "engine": f"{found['engine']} {found['engine_version']}",
        "event": f"{found['event_id']} revision {found['revision']}",
    }
    lines = [*facts(shown), "", *wrap(found["title"].get("en", ""), WIDTH), "", "Reasons"]
    for reason in found["reasons"]:
        said = wrap(reason["en"], WIDTH, subsequent_indent="          ")
        lines += [f"  {reason['share']:+.3f}  {said[0]}", *said[1:]]
        lines += [f"          evidence {each}" for each in reason["evidence"]]
    if found["decisions"]:
        lines += ["", "Decisions"]
        lines += [
            f"  {each}"
            for each in table(found["decisions"], ("at", "verb", "by", "agency", "reason", "id"))
        ]
    return lines
