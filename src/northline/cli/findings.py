"""What the engines found, and one finding with its reasons and decisions."""

import os
from collections.abc import Mapping
from textwrap import wrap
from types import MappingProxyType
from typing import Any, Literal

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

COLUMNS = ("at", "state", "finding", "score", "subject", "km", "lon", "lat", "id")

WIDTH = 88
"""Characters of a line of prose."""

VARIABLE = "NORTHLINE_LANG"
"""The environment variable that names the language."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "finding": "constatation",
        "state": "état",
        "subject": "objet",
        "from": "début",
        "until": "fin",
        "km along the line": "km le long de la ligne",
        "place is sure to": "lieu sûr à",
        "time is sure to": "heure sûre à",
        "one sigma": "un sigma",
        "speed": "vitesse",
        "kn": "nd",
        "course": "route",
        "degrees true": "degrés vrais",
        "direction": "sens",
        "score": "cote",
        "engine": "moteur",
        "event": "événement",
        "revision": "révision",
        "Reasons": "Motifs",
        "evidence": "preuve",
        "Decisions": "Décisions",
        "Waits for a second person, who runs": "En attente d'une deuxième personne, qui exécute",
    }
)
"""Words around a finding, in English and French; all others are the same in both."""


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


def finding(
    id: str, /, *, language: Literal["en", "fr"] | None = None, options: Options = PLAIN
) -> int:
    """Show one finding: what, where, when, why, and what was decided about it.

    Args:
        id: Id of the finding, or of its event for the newest revision.
        language: Language of what people read; otherwise NORTHLINE_LANG, else en.
    """
    from northline.app.documents import document

    spoken = language or _language()
    with opened(options) as node:
        found = document(node.finding(id))
        return answer(options, found, _lines(found, spoken), exercise=node.exercise)


def _language() -> str:
    """The language that the environment asks for."""
    named = os.environ.get(VARIABLE) or "en"
    if named not in {"en", "fr"}:
        raise UsageError(f"{VARIABLE} is {named!r}; it must be en or fr")
    return named


def _crossed(stated: list[dict[str, Any]], language: str) -> dict[str, str]:
    """How it crossed, and how sure place and time are."""
    sigma = f"({_label('one sigma', language)})"
    shown: dict[str, str] = {}
    for each in stated:
        if each["sigma"] is not None:
            shown["place is sure to"] = f"{each['sigma']:.0f} m {sigma}"
        if each["at_sigma"] is not None:
            shown["time is sure to"] = f"{each['at_sigma']:.0f} s {sigma}"
        if each["speed_knots"] is not None:
            speed = f"{each['speed_knots']:.1f}"
            speed = speed.replace(".", ",") if language == "fr" else speed
            shown["speed"] = f"{speed} {_label('kn', language)}"
        if each["course"] is not None:
            shown["course"] = f"{each['course']:.0f} {_label('degrees true', language)}"
        shown["direction"] = each["direction"]
    return shown


def _lines(found: dict[str, Any], language: str) -> list[str]:
    revision = _label("revision", language)
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
        **_crossed(found["stated"], language),
        "score": found["score"],
        "engine": f"{found['engine']} {found['engine_version']}",
        "event": f"{found['event_id']} {revision} {found['revision']}",
    }
    named = {_label(name, language): value for name, value in shown.items()}
    title = wrap(found["title"].get(language, ""), WIDTH)
    lines = [*facts(named), "", *title, "", _label("Reasons", language)]
    for reason in found["reasons"]:
        said = wrap(reason[language], WIDTH, subsequent_indent="          ")
        lines += [f"  {reason['share']:+.3f}  {said[0]}", *said[1:]]
        proof = _label("evidence", language)
        lines += [f"          {proof} {each}" for each in reason["evidence"]]
    if found["decisions"]:
        lines += ["", _label("Decisions", language)]
        lines += [
            f"  {each}"
            for each in table(found["decisions"], ("at", "verb", "by", "agency", "reason", "id"))
        ]
    if found["state"] == "proposed":
        waits = _label("Waits for a second person, who runs", language)
        lines += ["", f"{waits}: northline decide {found['latest']['id']} approve"]
    return lines


def _label(english: str, language: str) -> str:
    return LABELS.get(english, english) if language == "fr" else english
