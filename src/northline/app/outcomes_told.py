"""Claims as documents: what the command line, the API and the page say of them.

A count too small to be shown (`northline.measures.small`) never leaves this module: a document has
null and ``small`` for it.
"""

import shlex
from collections.abc import Iterable
from typing import Any

from northline.app.outcomes_amounts import finite
from northline.app.outcomes_trends import where_options
from northline.app.outcomes_words import lack_words, made_of, qualifier, tolerance
from northline.measures.claim import Document, declared
from northline.measures.organisations import organisations
from northline.measures.published import Published
from northline.measures.selection import Selection
from northline.measures.tables import tables
from northline.measures.verdict import Judged, Result, Verdict

OPEN = {Verdict.OTHER_SCOPE, Verdict.NOT_COMPUTABLE}
"""Verdicts that leave a claim open: what would settle it is said."""


def claim_document(judged: Judged) -> dict[str, Any]:
    """A claim with its verdict, ready for JSON; texts in English, French ones end in ``_fr``."""
    claim, ours = judged.claim, judged.ours
    document = document_of(claim.document)
    return {
        "claim": claim.claim,
        "title": claim.title.en,
        "title_fr": claim.title.fr,
        "pillar": claim.pillar,
        "nature": claim.nature.value,
        "document": claim.document,
        "speaker": document.publisher.en,
        "speaker_fr": document.publisher.fr,
        "date": claim.date,
        "words": claim.words,
        "published": claim.published,
        "sense": claim.sense.value,
        "unit": claim.unit,
        "ours": _shown(ours),
        "low": _shown(ours, "low"),
        "high": _shown(ours, "high"),
        "small": ours is not None and ours.small,
        "made_of": made_of(ours, "en"),
        "made_of_fr": made_of(ours, "fr"),
        "verdict": judged.verdict.value,
        "qualifier": qualifier(judged, "en"),
        "qualifier_fr": qualifier(judged, "fr"),
        "definition": claim.definition.en,
        "definition_fr": claim.definition.fr,
        "tolerance": tolerance(claim, "en"),
        "tolerance_fr": tolerance(claim, "fr"),
        "filter": filter_of(judged),
        "source": source_of(ours),
        "vintage": vintage_of(ours),
        "rows": None if ours is None else ours.computed.rows,
        "others": [
            {
                "scope": each.way.scope.en if each.way.scope else "",
                "scope_fr": each.way.scope.fr if each.way.scope else "",
                "ours": _shown(each),
                "small": each.small,
                "filter": each.way.formula.words(),
                "source": source_of(each),
                "vintage": vintage_of(each),
            }
            for each in judged.others
        ],
        "history": [
            {
                "vintage": past.vintage,
                "ours": None if past.small else finite(past.ours),
                "small": past.small,
                "verdict": past.verdict.value,
            }
            for past in judged.history
        ],
        "missing": missing_of(judged),
        "command": f"northline claims {claim.claim}",
        "recompute": commands_of(judged),
    }


def document_of(name: str) -> Document:
    """The document of that name; claims name none that there is not."""
    return next(each for each in declared().documents if each.document == name)


def filter_of(judged: Judged) -> str:
    """What our figure is made from, in one line; what it would be made from where there is none."""
    if judged.ours is not None:
        return judged.ours.way.formula.words()
    return judged.claim.ways[0].formula.words() if judged.claim.ways else ""


def source_of(result: Result | None, code: str = "en") -> str:
    """Who published what a figure of ours is made from, and in which table."""
    if result is None:
        return ""
    series = ", ".join(dict.fromkeys(name for name, _ in result.computed.vintages))
    return f"{organisations('; '.join(result.computed.publishers), code)} ({series})"


def vintage_of(result: Result | None) -> str:
    """The vintage; where there are several tables, of each."""
    if result is None:
        return ""
    used = result.computed.vintages
    if len({vintage for _, vintage in used}) == 1:
        return used[0][1]
    return "; ".join(f"{series} {vintage}" for series, vintage in used)


def missing_of(judged: Judged) -> list[dict[str, str]]:
    """What would settle a claim that is open: data that nobody has published, or tables."""
    if judged.verdict not in OPEN:
        return []
    found = [
        {
            "what": lack_words(lack, "en"),
            "what_fr": lack_words(lack, "fr"),
            **_holder(_publisher(lack.selection.series)),
        }
        for lack in judged.lacks
    ]
    found += [
        {"what": each.what.en, "what_fr": each.what.fr, **_holder(each.holder)}
        for each in judged.claim.missing
    ]
    return list({tuple(each.values()): each for each in found}.values())


def missing_document(judged: Iterable[Judged]) -> list[dict[str, str]]:
    """What is missing of each open claim, and from whom."""
    return [
        {
            "claim": each.claim.claim,
            "title": each.claim.title.en,
            "title_fr": each.claim.title.fr,
            "verdict": each.verdict.value,
            **missing,
        }
        for each in judged
        for missing in missing_of(each)
    ]


def table_documents(published: Published) -> list[dict[str, Any]]:
    """The tables that measures are computed from: where each is had, and whether it is here."""
    here = set(published.series())
    return [
        {
            "series": each.series,
            "format": each.format,
            "title": each.title.en,
            "title_fr": each.title.fr,
            "publisher": each.publisher,
            "publisher_fr": organisations(each.publisher, "fr"),
            "address": each.address,
            "here": each.series in here,
            "command": each.command(),
        }
        for each in tables()
    ]


def commands_of(judged: Judged) -> list[str]:
    """The commands that compute each part of our figure again, independent of the claim."""
    if judged.ours is None:
        return []
    result = judged.ours
    used = dict(result.computed.vintages)
    return list(
        dict.fromkeys(
            _sum_command(each, used[each.series]) for each in result.way.formula.selections()
        )
    )


def _sum_command(wanted: Selection, vintage: str) -> str:
    words = [
        "northline measures", f"--series {wanted.series}", f"--measure {wanted.measure}",
        *where_options(wanted.where), f"--period {shlex.quote(wanted.period)}", f"--vintage {vintage}",
    ]  # fmt: skip
    return " ".join(words)


def _shown(result: Result | None, end: str = "value") -> float | None:
    if result is None or result.small:
        return None
    return finite(getattr(result.computed, end))


def _publisher(series: str) -> str:
    return next((each.publisher for each in tables() if each.series == series), "")


def _holder(names: str) -> dict[str, str]:
    return {"holder": names, "holder_fr": organisations(names, "fr")}
