"""Claims and commitments as the page of outcomes shows them, in words."""

from collections.abc import Iterable
from typing import Any

import msgspec

from northline.app.commitments import Standing, commitment_document, document_title
from northline.app.outcomes import Judged, Verdict, declared
from northline.app.outcomes_amounts import amount
from northline.app.outcomes_told import claim_document, source_of, vintage_of
from northline.app.outcomes_words import (
    interval,
    made_of,
    published_amount,
    qualifier,
    result_amount,
    tolerance,
)
from northline.web.language import Language
from northline.web.pages.outcomes_words import SIGNS, deliveries, meanings, natures, verdicts


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Our figure for another scope."""

    name: str
    ours: str
    vintage: str
    filter: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """Our figure from one vintage."""

    vintage: str
    ours: str
    sign: str
    verdict: str


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in words."""

    name: str
    title: str
    nature: str
    words: str
    document: str
    date: str
    published: str
    ours: str
    made_of: str
    interval: str
    sign: str
    style: str
    verdict: str
    reason: str
    qualifier: str
    definition: str
    tolerance: str
    filter: str
    source: str
    vintage: str
    rows: str
    scopes: tuple[Scope, ...]
    history: tuple[Past, ...]
    missing: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]


class CommitmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment in words; an empty text is what nobody said."""

    name: str
    title: str
    owner: str
    words: str
    document: str
    announced: str
    due: str
    target: str
    done: str
    money: str
    spent: str
    sign: str
    delivery: str
    evidence: str
    by: str
    claim: str


def claim_row(language: Language, judged: Judged) -> ClaimRow:
    """A claim in words."""
    code, claim, ours = language.code, judged.claim, judged.ours
    told = claim_document(judged)
    sign, style = SIGNS[judged.verdict]
    return ClaimRow(
        name=claim.claim,
        title=claim.title.in_language(code),
        nature=natures(language)[claim.nature.value],
        words=claim.words,
        document=document_title(claim.document, code),
        date=claim.date,
        published=published_amount(claim, code),
        ours=result_amount(claim, ours, code),
        made_of=made_of(ours, code),
        interval=interval(claim, ours.computed, code) if ours and not ours.small else "",
        sign=sign,
        style=style,
        verdict=verdicts(language)[judged.verdict],
        reason=_reason(language, judged, told),
        qualifier=qualifier(judged, code),
        definition=claim.definition.in_language(code),
        tolerance=tolerance(claim, code) if claim.ways else "",
        filter=told["filter"],
        source=source_of(ours, code),
        vintage=vintage_of(ours),
        rows=language.number(told["rows"]) if told["rows"] is not None else "",
        scopes=tuple(
            Scope(
                name=each.way.scope.in_language(code) if each.way.scope else "",
                ours=result_amount(claim, each, code),
                vintage=vintage_of(each),
                filter=each.way.formula.words(),
            )
            for each in judged.others
        ),
        history=tuple(
            Past(
                vintage=each.vintage,
                ours=result_amount(claim, each, code),
                sign=SIGNS[each.verdict][0],
                verdict=verdicts(language)[each.verdict],
            )
            for each in judged.history
        ),
        missing=tuple(
            (_in(each, "what", code), _in(each, "holder", code)) for each in told["missing"]
        ),
        commands=(told["command"], *told["recompute"]),
    )


def commitment_row(language: Language, standing: Standing) -> CommitmentRow:
    """A commitment in words."""
    code, told = language.code, commitment_document(standing)
    sign, delivery = deliveries(language)[told["delivery"]]
    currency = f"{{{told['currency']}}}"
    return CommitmentRow(
        name=told["commitment"],
        title=_in(told, "title", code),
        owner=_in(told, "owner", code),
        words=told["words"],
        document=document_title(told["document"], code),
        announced=told["announced"] or "",
        due=told["due"] or "",
        target=_amount(told["target"], told["unit"], code),
        done=_amount(told["done"], told["unit"], code),
        money=_amount(told["amount"], currency, code),
        spent=_amount(told["spent"], currency, code),
        sign=sign,
        delivery=delivery,
        evidence=_in(told, "evidence", code),
        by=told["by"] or "",
        claim=told["claim"] or "",
    )


def missing_by_holder(
    language: Language, judged: Iterable[Judged]
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """From whom -> claim, its title, and what of it is missing; those first who could settle most."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for each in judged:
        title = each.claim.title.in_language(language.code)
        for missing in claim_document(each)["missing"]:
            row = each.claim.claim, title, _in(missing, "what", language.code)
            for holder in _in(missing, "holder", language.code).split("; "):
                found.setdefault(holder, []).append(row)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def counts(language: Language, judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Each verdict, with how many claims have it."""
    every = list(judged)
    words, means = verdicts(language), meanings(language)
    return [
        {
            "verdict": verdict.value,
            "sign": SIGNS[verdict][0],
            "style": SIGNS[verdict][1],
            "words": words[verdict],
            "meaning": means[verdict],
            "count": sum(each.verdict is verdict for each in every),
        }
        for verdict in Verdict
    ]


def pillars(language: Language) -> list[tuple[str, str]]:
    """The pillars: name and title."""
    return [(each.pillar, each.title.in_language(language.code)) for each in declared().pillars]


def claim_documents(language: Language) -> list[tuple[str, str]]:
    """The documents that claims stand in: name, and publisher and title."""
    return [
        (each.document, document_title(each.document, language.code))
        for each in declared().documents
    ]


def _reason(language: Language, judged: Judged, told: dict[str, Any]) -> str:
    """Why the verdict is what it is: what it means, by which tolerance, and what is missing."""
    code = language.code
    said = [meanings(language)[judged.verdict]]
    said += [tolerance(judged.claim, code) if judged.claim.ways else "", qualifier(judged, code)]
    said += [_in(each, "what", code) for each in told["missing"]]
    return " \u2013 ".join(each.rstrip(".") for each in said if each)


def _in(told: dict[str, Any], name: str, code: str) -> str:
    """A text of a document in a language."""
    return str(told[f"{name}_fr"] if code == "fr" else told[name])


def _amount(value: float | None, unit: str | None, code: str) -> str:
    return "" if value is None else amount(value, unit or "", code, as_printed=True)
