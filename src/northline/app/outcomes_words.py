"""Outcomes in words, in English and French: numbers, verdicts' qualifiers, what is missing.

Both languages, for every face: the terminal, the API and the page say the same.
"""

from northline.app.outcomes_amounts import SMALL, amount, number
from northline.measures.claim import Claim
from northline.measures.formula import Computed
from northline.measures.selecting import Lack, Why
from northline.measures.tables import tables
from northline.measures.text import Text
from northline.measures.tolerance import Sense
from northline.measures.units import unit_words
from northline.measures.verdict import Judged, Past, Result, Verdict

VERDICTS: dict[Verdict, Text] = {
    Verdict.REPRODUCED: Text(en="reproduced", fr="reproduit"),
    Verdict.DIFFERS: Text(en="differs", fr="diffère"),
    Verdict.OTHER_SCOPE: Text(en="other scope", fr="autre portée"),
    Verdict.NOT_COMPUTABLE: Text(en="not computable", fr="non calculable"),
}

_SENSES: dict[Sense, Text] = {
    Sense.EXACT: Text(en="", fr=""),
    Sense.ABOUT: Text(en="about ", fr="environ "),
    Sense.BELOW: Text(en="below ", fr="moins de "),
    Sense.AT_LEAST: Text(en="at least ", fr="au moins "),
    Sense.AT_MOST: Text(en="at most ", fr="au plus "),
}

_STEPS = {
    0: ("whole numbers", "l\u2019unité"),
    -1: ("tens", "la dizaine"),
    -2: ("hundreds", "la centaine"),
    -3: ("thousands", "le millier"),
    -6: ("millions", "le million"),
    -8: ("hundred millions", "la centaine de millions"),
    -9: ("billions", "le milliard"),
}


def published_amount(claim: Claim, code: str) -> str:
    """The number of a claim, as it is meant; empty where it has none."""
    if claim.published is None:
        return ""
    sense = _SENSES[claim.sense].in_language(code)
    return sense + amount(claim.published, claim.unit, code, as_printed=True)


def result_amount(claim: Claim, result: Result | Past | None, code: str) -> str:
    """A figure of ours; empty where there is none."""
    if result is None:
        return ""
    value = result.computed.value if isinstance(result, Result) else result.ours
    unit = unit_words(claim.unit).in_language(code)
    return f"{SMALL} {unit}" if result.small else amount(value, claim.unit, code)


def made_of(result: Result | None, code: str) -> str:
    """What a share is made of, such as ``23,721 of 1,557,319``; empty for what is none."""
    parts = () if result is None or result.small else result.computed.parts
    if result is None or len(parts) != 2:
        return ""
    fell = result.way.formula.fall is not None
    digits = 0 if all(part.is_integer() for part in parts) else 2
    first, second = (number(part, digits, code) for part in parts)
    if code == "fr":
        return f"de {first} à {second}" if fell else f"{first} sur {second}"
    return f"{first} to {second}" if fell else f"{first} of {second}"


def interval(claim: Claim, computed: Computed, code: str) -> str:
    """The interval of a figure of ours that was made from rounded ones; else empty."""
    if computed.low == computed.high:
        return ""
    digits = unit_words(claim.unit).digits + 1
    low, high = (number(end, digits, code) for end in (computed.low, computed.high))
    return f"de {low} à {high}" if code == "fr" else f"{low} to {high}"


def qualifier(judged: Judged, code: str) -> str:
    """What a reader must know beside the verdict: scopes, and what other vintages say."""
    said = []
    ours = judged.ours
    if ours is not None and ours.way.scope is not None:
        said.append(ours.way.scope.in_language(code))
    for each in judged.others:
        scope = each.way.scope
        name = "" if scope is None else scope.in_language(code)
        said.append(_said(name, result_amount(judged.claim, each, code), code))
    if ours is not None and ours.way.scope is None:
        own = ours.computed.vintages
        for past in judged.history:
            if past.vintage not in dict(own).values() and past.ours != ours.computed.value:
                shown = result_amount(judged.claim, past, code)
                verdict = VERDICTS[past.verdict].in_language(code)
                name = f"édition {past.vintage}" if code == "fr" else f"vintage {past.vintage}"
                said.append(_said(name, f"{shown} ({verdict})", code))
    return "; ".join(said)


def _said(name: str, value: str, code: str) -> str:
    return f"{name} : {value}" if code == "fr" else f"{name}: {value}"


def tolerance(claim: Claim, code: str) -> str:
    """How far ours may differ, as it was declared beforehand."""
    french = code == "fr"
    allowed, said = claim.tolerance, []
    if allowed.within is not None:
        low, high = (amount(end, claim.unit, code, as_printed=True) for end in allowed.within)
        said.append(f"entre {low} et {high}" if french else f"between {low} and {high}")
    if allowed.digits is not None:
        said.append(_rounded(allowed.digits, french=french))
    if allowed.relative is not None:
        share = number(100.0 * allowed.relative, 1, code, least=0)
        said.append(f"à {share} % près" if french else f"within {share} %")
    if not said and claim.sense not in {Sense.EXACT, Sense.ABOUT}:
        said.append(published_amount(claim, code))
    return "; ".join(said)


def _rounded(digits: int, *, french: bool) -> str:
    if digits > 0:
        if french:
            return f"égaux une fois arrondis à {digits} décimale{'s' if digits > 1 else ''}"
        return f"equal when rounded to {digits} decimal{'s' if digits > 1 else ''}"
    english, rounded = _STEPS.get(digits, (f"10^{-digits}", f"10^{-digits}"))
    return (
        f"égaux une fois arrondis à {rounded}".replace("à le ", "au ")
        if french
        else (f"equal when rounded to {english}")
    )


def lack_words(lack: Lack, code: str) -> str:
    """What a figure of ours is not computable for, and what to do about it."""
    wanted = lack.selection
    table = next((each for each in tables() if each.series == wanted.series), None)
    title = f"{table.title.in_language(code)} ({wanted.series})" if table else wanted.series
    command = f"; {table.command()}" if table and lack.why is Why.NO_TABLE else ""
    english = {
        Why.NO_TABLE: f"the table is not in this ledger: {title}{command}",
        Why.NOT_COVERED: f"no vintage at hand covers {wanted.period}: {title}",
        Why.NOT_NAMED: f"nothing in the table is called {lack.name}: {title}",
        Why.OVERLAPPING: f"periods overlap, something would be counted twice: {title}",
        Why.DIVIDED_BY_NOTHING: f"it would be divided by nothing: {title}",
    }
    french = {
        Why.NO_TABLE: f"le tableau n\u2019est pas dans ce registre : {title}{command}",
        Why.NOT_COVERED: f"aucune édition disponible ne couvre {wanted.period} : {title}",
        Why.NOT_NAMED: f"rien dans le tableau ne s\u2019appelle {lack.name} : {title}",
        Why.OVERLAPPING: f"des périodes se chevauchent, on compterait deux fois : {title}",
        Why.DIVIDED_BY_NOTHING: f"on diviserait par rien : {title}",
    }
    return (french if code == "fr" else english)[lack.why]
