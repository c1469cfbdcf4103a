"""Verdicts: what a claim is worth beside the figure recomputed from open data.

* *reproduced*: a figure of the claim's own scope is what the claim says, by the tolerance that was
  declared beforehand.
* *differs*: it is not.
* *other scope*: open data gives the figure only for another scope; both are shown, and neither is
  judged.
* *not computable*: no open data at hand gives it; what would is said.
"""

import enum
from collections.abc import Sequence

import msgspec
import pyarrow as pa

from northline.measures.claim import Claim, Way
from northline.measures.formula import Computed, compute
from northline.measures.selection import Selection, matching, vintages


class Verdict(enum.StrEnum):
    """What became of a claim."""

    REPRODUCED = "reproduced"
    DIFFERS = "differs"
    OTHER_SCOPE = "other scope"
    NOT_COMPUTABLE = "not computable"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One way of a claim, computed.

    Attributes:
        way: the way.
        computed: what it gave.
    """

    way: Way
    computed: Computed


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A claim held against one vintage.

    Attributes:
        vintage: the vintage.
        ours: our figure from it.
        verdict: what that makes of the claim.
    """

    vintage: str
    ours: float
    verdict: Verdict


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its verdict.

    Attributes:
        claim: the claim.
        verdict: what became of it.
        ours: the figure that the verdict rests on, or None.
        others: the other figures that open data gives, each of its scope.
        history: the same for every vintage at hand.
        wanting: selections that no table at hand covers.
    """

    claim: Claim
    verdict: Verdict
    ours: Result | None = None
    others: tuple[Result, ...] = ()
    history: tuple[Past, ...] = ()
    wanting: tuple[Selection, ...] = ()


def judge(claim: Claim, figures: pa.Table) -> Judged:
    """Hold a claim against published figures.

    Args:
        claim: the claim.
        figures: rows of kind ``figure``.
    """
    results: list[Result] = []
    wanting: list[Selection] = []
    for way in claim.ways:
        computed = compute(way.formula, figures, made=claim.date)
        if computed is None:
            wanting += way.formula.selections()
        else:
            results.append(Result(way=way, computed=computed))
    own = [each for each in results if each.way.scope is None]
    ours = own[0] if own else (results[0] if results else None)
    if ours is None:
        verdict = Verdict.NOT_COMPUTABLE
    elif not own:
        verdict = Verdict.OTHER_SCOPE
    else:
        verdict = verdict_of(claim, ours.computed.value)
    return Judged(
        claim=claim,
        verdict=verdict,
        ours=ours,
        others=tuple(each for each in results if each is not ours),
        history=_history(claim, ours, figures) if own else (),
        wanting=tuple({each.words(): each for each in wanting}.values()) if ours is None else (),
    )


def judge_all(claims: Sequence[Claim], figures: pa.Table) -> tuple[Judged, ...]:
    """Hold claims against published figures, in their order."""
    return tuple(judge(each, figures) for each in claims)


def verdict_of(claim: Claim, ours: float) -> Verdict:
    """Reproduced or differs, for a figure of the claim's own scope."""
    return Verdict.REPRODUCED if claim.holds(ours) else Verdict.DIFFERS


def _history(claim: Claim, ours: Result | None, figures: pa.Table) -> tuple[Past, ...]:
    """The claim against each vintage of the table that its figure is made from.

    Where the figure is made from several tables, each vintage of any one of them is tried with
    the others as they are; one that does not cover the period gives nothing.
    """
    assert ours is not None
    formula = ours.way.formula
    known: dict[str, None] = {}
    for selection in formula.selections():
        known.update(dict.fromkeys(vintages(matching(figures, selection))))
    past = []
    for vintage in sorted(known):
        found = compute(formula, figures, made=claim.date, vintage=vintage)
        if found is not None:
            past.append(
                Past(vintage=vintage, ours=found.value, verdict=verdict_of(claim, found.value))
            )
    return tuple(past)
