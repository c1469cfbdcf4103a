"""The page of a package: the same as its files, to be read by the person they are about.

Plain HTML without scripts, styles from elsewhere or links out; it opens from a disk.  A table
shows the first `ROWS` records of a kind; the file of records holds all.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from northline.app.rights.words import COMPLAIN, EXERCISE, Pair, kind_words, said
from northline.decisions.rights_grounds import ground_of
from northline.records.rights_request import Regime

ROWS = 1_000
"""Records of a kind that the page shows."""

_LEFT_OUT = frozenset({"kind", "marking", "cell", "params", "signature", "key", "exercise"})

_SAID: Mapping[str, Pair] = {
    "title": ("Your information", "Vos renseignements"),
    "number": ("Redress number", "Numéro de recours"),
    "agency": ("Agency", "Organisme"),
    "made": ("Put together (UTC)", "Préparé le (UTC)"),
    "given": ("What you are given", "Ce qui vous est communiqué"),
    "none": (
        "No record that could be given was found.",
        "Aucun document pouvant être communiqué n'a été trouvé.",
    ),
    "withheld": ("What was withheld", "Ce qui a été refusé"),
    "nothing-withheld": ("Nothing was withheld.", "Rien n'a été refusé."),
    "ground": ("Ground", "Motif"),
    "provision": ("Provision", "Disposition"),
    "not-named": (
        "named in the letter that comes with this",
        "indiquée dans la lettre qui accompagne ceci",
    ),
    "count": ("Records", "Documents"),
    "disclosed": ("Who received these records", "Qui a reçu ces documents"),
    "not-disclosed": (
        "The ledger holds no disclosure of these records.",
        "Le registre ne contient aucune communication de ces documents.",
    ),
    "when": ("When (UTC)", "Quand (UTC)"),
    "to": ("To whom", "À qui"),
    "for": ("For what", "À quelles fins"),
    "kind": ("Kind", "Nature"),
    "unsearched": (
        "Of {count} records it was not searched which agencies asked for them.",
        "Pour {count} documents, on n'a pas cherché quels organismes les ont demandés.",
    ),
    "more": (
        "The first {shown} of {count}; the file records.jsonl holds all.",
        "Les {shown} premiers sur {count}; le fichier records.jsonl les contient tous.",
    ),
    "rights": ("Your rights", "Vos droits"),
    "correct": (
        "If you believe that something is wrong, you may ask for its correction, and that a "
        "notation be attached where it is not made. Name the redress number.",
        "Si vous croyez que des renseignements sont inexacts, vous pouvez en demander la correction "
        "et exiger qu'il soit fait mention des corrections non effectuées. Indiquez le numéro de "
        "recours.",
    ),
}


def page_of(
    summary: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    disclosures: Sequence[Mapping[str, Any]],
) -> str:
    """The page of a package.

    Args:
        summary: what it holds, counted; ``language`` says in which one it is written.
        rows: the records that are given, each with its kind.
        disclosures: who received them.
    """
    language = str(summary["language"])

    def say(name: str, **values: object) -> str:
        return escape(said(_SAID[name], language).format(**values))

    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{say('title')}: {escape(summary['number'])}</title><style>{_STYLE}</style></head>"
        "<body><main>"
    ]
    if summary["exercise"]:
        parts.append(f"<p><strong>{escape(said(EXERCISE, language))}</strong></p>")
    parts.append(f"<h1>{say('title')}</h1><dl>")
    for name in ("number", "agency", "made"):
        parts.append(f"<dt>{say(name)}</dt><dd>{escape(str(summary[name]))}</dd>")
    parts.append(f"</dl><h2>{say('given')}</h2>")
    if not rows:
        parts.append(f"<p>{say('none')}</p>")
    for kind, count in summary["given"].items():
        own = [row for row in rows if row["kind"] == kind]
        parts.append(f"<h3>{escape(kind_words(kind, language))} ({count})</h3>")
        if count > ROWS:
            parts.append(f"<p>{say('more', shown=ROWS, count=count)}</p>")
        parts.append(_records(own[:ROWS]))
    parts.append(f"<h2>{say('withheld')}</h2>")
    parts.append(
        _table(
            [say("ground"), say("provision"), say("count")],
            (
                [
                    _ground(each["ground"], language),
                    each["provision"] or said(_SAID["not-named"], language),
                    each["count"],
                ]
                for each in summary["withheld"]
            ),
        )
        if summary["withheld"]
        else f"<p>{say('nothing-withheld')}</p>"
    )
    parts.append(f"<h2>{say('disclosed')}</h2>")
    parts.append(
        _table(
            [say("when"), say("to"), say("for"), say("kind")],
            (
                [each["at"], each["to"], each["purpose"], kind_words(each["kind"], language)]
                for each in disclosures
            ),
        )
        if disclosures
        else f"<p>{say('not-disclosed')}</p>"
    )
    if summary["disclosures_unsearched"]:
        parts.append(f"<p>{say('unsearched', count=summary['disclosures_unsearched'])}</p>")
    complain = escape(said(COMPLAIN[Regime(summary["regime"])], language))
    parts.append(f"<h2>{say('rights')}</h2><p>{say('correct')}</p><p>{complain}</p>")
    parts.append("</main></body></html>\n")
    return "\n".join(parts)


_STYLE = (
    "body{font:1rem/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #888;padding:.2rem .5rem;text-align:left;vertical-align:top}"
    "dt{font-weight:bold}"
)


def _ground(code: str, language: str) -> str:
    ground = ground_of(code)
    return said((ground.english, ground.french), language)


def _records(rows: Sequence[Mapping[str, Any]]) -> str:
    """Records of one kind: the columns in which any of them says something."""
    names = [
        name
        for name in rows[0]
        if name not in _LEFT_OUT and any(row[name] not in (None, [], "") for row in rows)
    ]
    return _table(names, ([_cell(row[name]) for name in names] for row in rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["<table><thead><tr>"]
    lines += [f'<th scope="col">{escape(each)}</th>' for each in heads]
    lines.append("</tr></thead><tbody>")
    for row in rows:
        lines.append("<tr>" + "".join(f"<td>{escape(str(each))}</td>" for each in row) + "</tr>")
    lines.append("</tbody></table>")
    return "".join(lines)
