"""The score of a desk that screens: what it answered, held against who is truly whom.

======================  =====================================================================
figure                  definition
======================  =====================================================================
coverage                screened / asked: without an answer is never "no hit"
recall_at_1             of the listed, whose entity stands first of all that are told
recall                  of the listed, whose entity reached the threshold: a person will look
false_by_script         of those not listed, by script: for whom anybody reached the threshold
namesakes               who bear a listed name to the letter: a hit is right there, and counted apart
delta                   of the update: whom it adds, amends and removes, and whether that was told
======================  =====================================================================
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from northline.exercise.applicants import NAMESAKE, Applicant
from northline.exercise.lists import Turn

ASKED_FIRST = 0.894
"""Recall at 1 that is asked: what the strongest open matcher reaches on real aliases (BENCH.md)."""

ASKED_RECALL = 0.93
"""Share of the listed of whom a person is to be told: the worst of
eighteen days reached 0.95, and their mean is 0.97."""

ASKED_ADDED = 0.85
"""Share of those whom the update adds: they are about twenty, and of eighteen days the worst reached 0.857."""

UNSCREENED = frozenset({"not-screened", "screening-failed"})


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk was answered about somebody.

    Attributes:
        id: file number.
        state: of the screening.
        reason: why nobody was compared, or None.
        told: entities that come near (``list:entity``), the best first.
        candidates: of these, that reached the threshold.
    """

    id: str
    state: str
    reason: str | None = None
    told: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk was told of the update about somebody: entities that came, went, differ."""

    id: str
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Listed people of one sort: asked, whose entity stood first, whose entity was a candidate."""

    asked: int
    first: int
    candidate: int


class FalseHits(msgspec.Struct, frozen=True, kw_only=True):
    """People who are not listed: asked, with a candidate, and that per 1,000; None of nobody."""

    asked: int
    hits: int
    per_1000: float | None


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """The update.

    Attributes:
        added: people asked about before whom it puts on the list.
        added_found: of these, whose entity appeared.
        amended: people of whom it says something else, and who were found before.
        amended_found: of these, for whom that was told.
        removed: people whom it takes off the list, and who were found before.
        removed_found: of these, whose entity is gone.
        mistaken: people of whom it says nothing, and for whom somebody else's entity appeared.
    """

    added: int
    added_found: int
    amended: int
    amended_found: int
    removed: int
    removed_found: int
    mistaken: int


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """The score of the desk; the head of this module says what each figure means.

    Attributes:
        asked: people who were asked about.
        screened: of these, compared with every name.
        coverage: the share of these.
        reasons: why the others were not, and how many.
        listed: of those asked about, on the list at that moment.
        recall_at_1: see above; None without anybody listed, as the next.
        recall: see above.
        listed_by_sort: the listed, by how they were asked about.
        false_by_script: those not listed, without namesakes, by the script they were asked in.
        false_by_sort: the same by what makes them like somebody listed.
        namesakes: see above.
        delta: of the update.
        seconds: of the machine that asking took.
        not_told: file numbers of the listed of whom nobody was told.
    """

    asked: int
    screened: int
    coverage: float | None
    reasons: dict[str, int]
    listed: int
    recall_at_1: float | None
    recall: float | None
    listed_by_sort: dict[str, Listed]
    false_by_script: dict[str, FalseHits]
    false_by_sort: dict[str, FalseHits]
    namesakes: FalseHits
    delta: Delta
    seconds: float
    not_told: tuple[str, ...]


def screened(
    people: Sequence[Applicant],
    answers: Iterable[Answered],
    moved: Iterable[Moved],
    seconds: float,
) -> Screened:
    """Hold the answers of a desk against the truth.

    Args:
        people: everybody who was asked about.
        answers: first answers; who has none counts as asked and not screened.
        moved: what was told of the update.
        seconds: that asking took, of the machine.
    """
    by_id = {each.id: each for each in answers}
    got = {each.id: by_id.get(each.id, _silence(each.id)) for each in people}
    done = [each for each in got.values() if each.state not in UNSCREENED]
    listed = [each for each in people if each.listed]
    others = [each for each in people if not each.listed]
    strange = [each for each in others if each.sort != NAMESAKE]
    first = {each.id for each in listed if _is(each, got[each.id].told[:1])}
    candidate = {each.id for each in listed if _is(each, got[each.id].candidates)}
    return Screened(
        asked=len(people),
        screened=len(done),
        coverage=_share(len(done), len(people)),
        reasons=dict(Counter(e.reason or e.state for e in got.values() if e.state in UNSCREENED)),
        listed=len(listed),
        recall_at_1=_share(len(first), len(listed)),
        recall=_share(len(candidate), len(listed)),
        listed_by_sort={
            sort: Listed(
                asked=len(own := [each.id for each in listed if each.sort == sort]),
                first=len(first.intersection(own)),
                candidate=len(candidate.intersection(own)),
            )
            for sort in sorted({each.sort for each in listed})
        },
        false_by_script=_false_by("script", strange, got),
        false_by_sort=_false_by("sort", [e for e in strange if e.number is None], got),
        namesakes=_false([each for each in others if each.sort == NAMESAKE], got),
        delta=_delta(people, got, {each.id: each for each in moved}),
        seconds=seconds,
        not_told=tuple(each.id for each in listed if each.id not in candidate),
    )


def number_of(key: str) -> int:
    """The number of a made-up entity that stands on a list as ``un-list:EXi.007`` or ``ofac:7``."""
    return int(key.rpartition(":")[2].rpartition(".")[2])


def _delta(
    people: Sequence[Applicant], got: Mapping[str, Answered], moved: Mapping[str, Moved]
) -> Delta:
    early = [each for each in people if each.early]
    told = {each.id: moved.get(each.id, Moved(id=each.id)) for each in early}
    before = {each.id for each in early if _is(each, got[each.id].candidates)}
    added = [each for each in early if each.turn is Turn.ADDED]
    amended = [each for each in early if each.turn is Turn.AMENDED and each.id in before]
    removed = [each for each in early if each.turn is Turn.REMOVED and each.id in before]
    return Delta(
        added=len(added),
        added_found=sum(_is(each, told[each.id].appeared) for each in added),
        amended=len(amended),
        amended_found=sum(
            _is(each, told[each.id].altered + told[each.id].gone) for each in amended
        ),
        removed=len(removed),
        removed_found=sum(_is(each, told[each.id].gone) for each in removed),
        mistaken=sum(
            any(number_of(key) != each.number for key in told[each.id].appeared)
            for each in early
            if each.turn is None and each.sort != NAMESAKE
        ),
    )


def _false_by(
    field: str, people: Sequence[Applicant], got: Mapping[str, Answered]
) -> dict[str, FalseHits]:
    values = sorted({str(getattr(each, field)) for each in people})
    return {
        value: _false([each for each in people if getattr(each, field) == value], got)
        for value in values
    }


def _false(people: Sequence[Applicant], got: Mapping[str, Answered]) -> FalseHits:
    hits = sum(bool(got[each.id].candidates) for each in people)
    per = _share(1000 * hits, len(people))
    return FalseHits(asked=len(people), hits=hits, per_1000=None if per is None else round(per, 1))


def _is(person: Applicant, keys: Iterable[str]) -> bool:
    return any(number_of(key) == person.number for key in keys)


def _silence(id: str) -> Answered:
    return Answered(id=id, state="not-screened", reason="nobody asked")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
