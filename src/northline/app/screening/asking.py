"""Asking the lists: every question is compared with every name, and each answer is on record.

What cannot be asked or answered is ``screening-failed`` with the reason, and where there is no list to
ask, ``not-screened``: neither is ever ``no-hit``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.permitting import require
from northline.app.screening.held import DEFAULT, Held, Listed, documents, held
from northline.app.screening.pairs import pair_id, second_id
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import Question
from northline.decisions.second_look import is_drawn
from northline.engines.screening.matching import Hit, Query
from northline.ledger.reading import system_clock
from northline.records.errors import NorthlineError, NotPermitted, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Level, Marking, join, marking, may_see
from northline.records.record import Id, Record
from northline.records.screening import Candidate, Screening, ScreeningState
from northline.records.units import Micros, Probability

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "screening"

AT_ONCE = 500
"""Answers that are kept together."""

NO_LIST = "no list that you may see is held here"

MOST = 100
"""Candidates of one question."""

CROWDED = (
    f"more than {MOST} entities come as near; the {MOST} nearest are candidates: say more of them"
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a question was answered.

    Attributes:
        question: it.
        screening: the record of it.
        hits: entities that come near, the best first, with what their list says.
    """

    question: Question
    screening: Screening
    hits: tuple[tuple[Hit, Listed], ...] = ()


def ask(
    node: "Opened",
    questions: Sequence[Question],
    *,
    dataset: str = DEFAULT,
    params: ScreeningParams | None = None,
    batch: str | None = None,
) -> list[Answer]:
    """Ask the lists, and keep every answer.

    Args:
        node: an open node.
        questions: what is asked; what cannot be asked among them.
        dataset: one list, or ``default`` for all that one may see.
        params: with what is screened.
        batch: what they belong to.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: when they could not see what came of it.
        UsageError: when there is no list of that name for them.
    """
    require(node.viewer, OPERATION)
    params = params or ScreeningParams()
    lists = held(node, dataset)
    known_dataset(lists, dataset)
    check_sight(node, lists)
    made: list[Answer] = []
    for first in range(0, len(questions), AT_ONCE):
        part = [
            answer(node, each, lists, dataset=dataset, params=params, batch=batch)
            for each in questions[first : first + AT_ONCE]
        ]
        keep(node, part, lists, params)
        made.extend(part)
    return made


def known_dataset(lists: Held, dataset: str) -> None:
    """Refuse a list that is not there for who asks.

    Raises:
        UsageError: for one.
    """
    if not lists.editions and dataset != DEFAULT:
        raise UsageError("there is no list of that name that you may see")


def check_sight(node: "Opened", lists: Held) -> None:
    """Refuse to screen to whoever could not see what came of it.

    Raises:
        NotPermitted: to them.
    """
    marked = own_marking(node.operator.agency, lists.marking)
    if not may_see(node.viewer, marked, system_clock()):
        raise NotPermitted(
            f"a screening is marked {marked.level.label}, as its lists are: you could not see your own "
            "with your clearance and purpose"
        )


def answer(
    node: "Opened",
    asked: Question,
    lists: Held,
    *,
    dataset: str,
    params: ScreeningParams,
    batch: str | None,
) -> Answer:
    """One question answered, and not kept yet."""
    state, reason, hits, scored = _answered(asked, lists, params)
    near: tuple[tuple[Hit, Listed], ...] = tuple(
        (hit, listed)
        for hit in hits
        if hit.score >= params.cutoff and (listed := lists.listed(hit.entity)) is not None
    )
    chosen = [(hit, listed) for hit, listed in near if hit.score >= params.threshold]
    if state is ScreeningState.NO_HIT and chosen:
        state = ScreeningState.POSSIBLE
    agency, now = node.operator.agency, system_clock()
    id = Origin(Screening.kind, agency).derived(
        asked.query_id.encode(), (batch or "").encode(), str(asked.row).encode(), _instant(now)
    )
    query = identity(agency, asked) if asked.lasting else id
    screening = Screening(
        id=id,
        source=agency,
        at=now,
        received=now,
        marking=own_marking(agency, lists.marking).id,
        query_id=asked.query_id,
        query=query,
        row=asked.row,
        standing=asked.lasting,
        dataset=dataset,
        schema=asked.schema,
        names=asked.names,
        identifiers=asked.identifiers,
        born=asked.born,
        birth_places=asked.birth_places,
        citizenships=asked.citizenships,
        state=state,
        reason=reason,
        lists=tuple(lists.editions),
        editions=tuple(lists.editions.values()),
        threshold=Probability(params.threshold),
        scored=scored,
        candidates=tuple(pair_id(agency, query, each.key, each.digest) for _, each in chosen),
        entities=tuple(each.key for _, each in chosen),
        scores=tuple(Probability(hit.score) for hit, _ in chosen),
        explanations=tuple(explanation(hit) for hit, _ in chosen),
        batch=batch,
        given=asked.given,
        by=node.operator.name,
    )
    return Answer(question=asked, screening=screening, hits=near)


def keep(node: "Opened", answers: Sequence[Answer], lists: Held, params: ScreeningParams) -> None:
    """Keep answers, the pairs that came up, and of a share of these a blind second look."""
    pairs: dict[bytes, Candidate] = {}
    for each in answers:
        said = each.screening
        listed = {entity.key: (hit, entity) for hit, entity in each.hits}
        for id, key, text in zip(said.candidates, said.entities, said.explanations, strict=True):
            hit, entity = listed[key]
            pair = Candidate(
                id=id,
                source=said.source,
                at=said.at,
                received=said.received,
                marking=said.marking,
                query_id=said.query_id,
                query=said.query,
                list=entity.list,
                entity=entity.entity,
                listed=entity.digest,
                caption=entity.caption,
                name=hit.name,
                asked=hit.query,
                score=Probability(hit.score),
                explanation=text,
                screening=said.id,
            )
            pairs.setdefault(id, pair)
            if is_drawn(id, params.second_share, params.seed):
                twin = second_id(id)
                pairs.setdefault(twin, msgspec.structs.replace(pair, id=twin, second_of=id))
    records: list[tuple[str, Sequence[Record]]] = [
        (Screening.kind, [each.screening for each in answers])
    ]
    if pairs:
        records.append((Candidate.kind, list(pairs.values())))
    node.ledger.append_all(
        [(kind, kind_named(kind).to_batch(several)) for kind, several in records],
        by=node.operator.name,
        markings=(own_marking(node.operator.agency, lists.marking),),
    )


def identity(agency: str, asked: Question) -> Id:
    """The identity of a lasting query: its name, and all that is said of who is asked about."""
    said = [
        asked.schema.value,
        *(
            sorted(each)
            for each in (
                asked.names,
                asked.identifiers,
                asked.born,
                asked.birth_places,
                asked.citizenships,
            )
        ),
    ]
    return Origin("query", agency).derived(asked.query_id.encode(), msgspec.json.encode(said))


def own_marking(agency: str, of_lists: Marking | None) -> Marking:
    """Protected B, of the agency that asks, and as tight as every list that was asked."""
    own = marking(Level.PROTECTED_B, {agency: Grant()})
    return own if of_lists is None else join((own, of_lists))


def explanation(hit: Hit) -> str:
    """The reasons of a hit as the JSON that a record carries."""
    return msgspec.json.encode(hit.parts, order="sorted").decode()


def _answered(
    asked: Question, lists: Held, params: ScreeningParams
) -> tuple[ScreeningState, str | None, tuple[Hit, ...], int]:
    if asked.wrong is not None:
        return ScreeningState.SCREENING_FAILED, asked.wrong, (), 0
    if not lists.editions:
        return ScreeningState.NOT_SCREENED, NO_LIST, (), 0
    query = Query(
        names=asked.names, schema=asked.schema.value, identifiers=documents(asked.identifiers)
    )
    try:
        hits, scored = lists.match(query, MOST + 1, params.cutoff)
    except NorthlineError as error:
        return ScreeningState.SCREENING_FAILED, str(error), (), 0
    except Exception as error:  # noqa: BLE001 - a person whom the engine trips over is not cleared by it
        reason = f"the comparison broke off ({type(error).__name__}); run it again"
        return ScreeningState.SCREENING_FAILED, reason, (), 0
    crowded = len(hits) > MOST and hits[MOST].score >= params.threshold
    return ScreeningState.NO_HIT, CROWDED if crowded else None, hits[:MOST], scored


def _instant(at: Micros) -> bytes:
    return at.to_bytes(8, "big")
