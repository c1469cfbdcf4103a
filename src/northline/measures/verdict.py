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

from northline.measures.claim import Claim, Way
from northline.measures.formula import Computed, compute
from northline.measures.published import Published, vintages
from northline.measures.selecting import Lack
from northline.measures.small import small_sum


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
        small: whether it counts so few persons that it is not shown (`measures.small`).
    """

    way: Way
    computed: Computed
    small: bool = False


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A claim held against one vintage.

    Attributes:
        vintage: the vintage.
        ours: our figure from it.
        verdict: what that makes of the claim.
        small: as `Result.small`.
    """

    vintage: str
    ours: float
    verdict: Verdict
    small: bool = False


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its verdict.

    Attributes:
        claim: the claim.
        verdict: the verdict.
        ours: our figure, of the claim's own scope where there is one.
        others: our figures of other scopes, as they are declared.
        history: our figure from each vintage of the tables, the oldest first.
        lacks: for what our figure is not computable, where no way gives one.
    """

    claim: Claim
    verdict: Verdict
    ours: Result | None = None
    others: tuple[Result, ...] = ()
    history: tuple[Past, ...] = ()
    lacks: tuple[Lack, ...] = ()


def judge(claim: Claim, published: Published) -> Judged:
    """Hold a claim against published figures.

    Args:
        claim: the claim.
        published: the figures at hand.
    """
    results: list[Result] = []
    lacks: list[Lack] = []
    for way in claim.ways:
        computed = compute(way.formula, published, made=claim.date)
        if isinstance(computed, Lack):
            lacks.append(computed)
        else:
            small = small_sum(way.formula.sum, computed.value, claim.unit)
            results.append(Result(way=way, computed=computed, small=small))
    own = [each for each in results if each.way.scope is None]
    ours = own[0] if own else (results[0] if results else None)
    if ours is None:
        return Judged(claim=claim, verdict=Verdict.NOT_COMPUTABLE, lacks=tuple(lacks))
    verdict = _verdict_of(claim, ours.way, ours.computed.value)
    return Judged(
        claim=claim,
        verdict=verdict,
        ours=ours,
        others=tuple(each for each in results if each is not ours),
        history=_history(claim, ours.way, published),
        lacks=tuple(lacks),
    )


def judge_all(claims: Sequence[Claim], published: Published) -> tuple[Judged, ...]:
    """Hold claims against published figures, in their order."""
    return tuple(judge(each, published) for each in claims)


def _verdict_of(claim: Claim, way: Way, ours: float) -> Verdict:
    if way.scope is not None:
        return Verdict.OTHER_SCOPE
    return Verdict.REPRODUCED if claim.holds(ours) else Verdict.DIFFERS


def _history(claim: Claim, way: Way, published: Published) -> tuple[Past, ...]:
    """The claim against each vintage of the tables that its figure is made from.

    Where the figure is made from several tables, each vintage of any one of them is tried with
    the others as they are; one that does not cover the period gives nothing.
    """
    known: set[str] = set()
    for each in way.formula.selections():
        known.update(vintages(published.alike(each.series, each.measure, each.where)))
    past = []
    for vintage in sorted(known):
        found = compute(way.formula, published, made=claim.date, vintage=vintage)
        if not isinstance(found, Lack) and vintage in dict(found.vintages).values():
            past.append(
                Past(
                    vintage=vintage,
                    ours=found.value,
                    verdict=_verdict_of(claim, way, found.value),
                    small=small_sum(way.formula.sum, found.value, claim.unit),
                )
            )
    return tuple(past)
