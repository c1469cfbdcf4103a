"""Routes of screening: as yente has them, by the file, again, pairs, coverage, lookouts, referrals.

None of them says 304: replies fall due and lookouts end while nothing changes.
"""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.permitting import require
from northline.app.screening import adjudicating, bulk, matched, recorded, rescreening
from northline.app.screening.adjudicating import PairView, Said
from northline.app.screening.coverage import coverage, officers_agree
from northline.app.screening.held import DEFAULT, held
from northline.app.screening.matched import MatchRequest
from northline.records.errors import UsageError
from northline.web.desk import Asked, Desk
from northline.web.ledger_routes import BINARY
from northline.web.parameters import Key
from northline.web.problems import Missing

Limit = Annotated[
    int | None,
    QueryParameter(ge=1, le=100, description="Results of a query, at most; as the settings say."),
]
Threshold = Annotated[
    float | None,
    QueryParameter(
        gt=0, le=1, description="Score from which somebody is a candidate; as the settings say."
    ),
]
Cutoff = Annotated[
    float | None,
    QueryParameter(
        ge=0, le=1, description="Score from which something is told at all; as the settings say."
    ),
]
Batch = Annotated[str | None, QueryParameter(max_length=60, description="Only of this batch.")]
Dataset = Annotated[
    str, QueryParameter(max_length=100, description="One list; default for all that one may see.")
]


BULK_BYTES = 16 * 1024 * 1024
"""Of one file of queries: 200,000 rows of 80 bytes."""


@post(
    "/match/{dataset:str}",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "matched", "scope": "ingest"},
)
def match_names(
    desk: NamedDependency[Desk],
    dataset: FromPath[str],
    data: JSONBody[MatchRequest],
    limit: Limit = None,
    threshold: Threshold = None,
    cutoff: Cutoff = None,
    key: Key = None,
) -> Response[bytes]:
    """Ask the lists about several at once, as yente is asked; every answer is on record."""
    params = desk.screening.with_asked(threshold=threshold, cutoff=cutoff, limit=limit)
    _list(desk, dataset)

    def act() -> Any:
        return matched.match(desk.node, data, dataset=dataset, params=params)

    asked = msgspec.json.encode(["match", dataset, data, params])
    made, _ = desk.once.do(key, asked, act)
    return desk.tell(made)


@post(
    "/screenings/bulk",
    status_code=HTTP_201_CREATED,
    request_max_body_size=BULK_BYTES,
    opt={"answer": "batch", "body": BINARY, "scope": "ingest"},
)
async def screen_file(
    desk: NamedDependency[Desk],
    request: Asked,
    dataset: Dataset = DEFAULT,
    threshold: Threshold = None,
    key: Key = None,
) -> Response[bytes]:
    """Screen every row of a CSV file or of JSON lines; a row that cannot be read is on record as that."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != BINARY:
        raise UsageError(f"Content-Type must be {BINARY}")
    body = await request.body()
    params = desk.screening.with_asked(threshold=threshold)
    asked = msgspec.json.encode(["bulk", dataset, threshold]) + body

    def act() -> Any:
        _list(desk, dataset)
        batch, _ = bulk.screen_file(desk.node, body, dataset=dataset, params=params)
        return _batch(desk, batch)

    made, again = await sync_to_thread(desk.once.do, key, asked, act)
    return desk.tell(made, status=HTTP_200_OK if again else HTTP_201_CREATED)


@post(
    "/screenings/again",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "again", "scope": "ingest"},
)
def screen_again(desk: NamedDependency[Desk], batch: Batch = None) -> Response[bytes]:
    """Ask again whatever failed or was not screened."""
    made = bulk.run_again(desk.node, batch, params=desk.screening)
    views = recorded.views([each.screening for each in made], [])
    return desk.tell({"screenings": [recorded.told(each) for each in views]})


@post(
    "/screenings/rescreen",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "rescreened", "scope": "ingest"},
)
def rescreen(
    desk: NamedDependency[Desk],
    everyone: Annotated[
        bool, QueryParameter(description="Those as well for whom no list is newer.")
    ] = False,
) -> Response[bytes]:
    """Ask everyone who stands again whose lists have changed since; only what is otherwise is told."""
    found = rescreening.rescreen(desk.node, params=desk.screening, everyone=everyone)
    return desk.tell(rescreening.told(found))


@get("/screenings", sync_to_thread=True, opt={"answer": "screenings"})
def list_screenings(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str,
        QueryParameter(
            name="state",
            description="not-screened, screening-failed, no-hit, possible, match, no-match, "
            "cannot-tell or all.",
        ),
    ] = "all",
    batch: Batch = None,
    query_id: Annotated[
        str | None,
        QueryParameter(max_length=200, description="All of this query, older ones too."),
    ] = None,
) -> Response[bytes]:
    """The newest screening of each query that one may see, the newest first."""
    found = recorded.screenings(desk.node, state=in_state, batch=batch, query_id=query_id)
    return desk.tell({"screenings": [recorded.told(each) for each in found]})


@get("/screenings/coverage", sync_to_thread=True, opt={"answer": "screening-coverage"})
def screening_coverage(desk: NamedDependency[Desk], batch: Batch = None) -> Response[bytes]:
    """How many of all who are to be screened are, why the others are not; how well officers agree."""
    measured = coverage(desk.node, batch=batch)
    agreed = officers_agree(desk.node)
    return desk.tell(
        {"coverage": msgspec.to_builtins(measured), "agreement": msgspec.to_builtins(agreed)}
    )


@get("/screenings/pairs", sync_to_thread=True, opt={"answer": "pairs"})
def list_pairs(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str,
        QueryParameter(name="state", description="open, match, no-match, cannot-tell or all."),
    ] = "open",
    batch: Batch = None,
) -> Response[bytes]:
    """Pairs that wait for an adjudicator, the most likely first, both sides beside each other."""
    found = adjudicating.pairs(desk.node, state=in_state, batch=batch)
    return desk.tell({"pairs": [adjudicating.told(each) for each in found]})


@get("/screenings/pairs/{id:str}", sync_to_thread=True, opt={"answer": "pair"})
def one_pair(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """One pair, with what may clear and what was decided."""
    return desk.tell({"pair": adjudicating.told(_pair(desk, id))})


@post(
    "/screenings/pairs/{id:str}/decisions",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "pair", "scope": "decide"},
)
def decide_pair(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Said], key: Key = None
) -> Response[bytes]:
    """Decide about a pair, signed; a match waits for a second person."""
    found = _pair(desk, id).candidate.id

    def act() -> Any:
        return {"pair": adjudicating.told(adjudicating.adjudicate(desk.node, found, data))}

    made, again = desk.once.do(key, msgspec.json.encode(["pair", id, data]), act)
    return desk.tell(made, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/screenings/{id:str}", sync_to_thread=True, opt={"answer": "screening"})
def one_screening(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """One screening, and where it stands now."""
    require(desk.node.viewer, recorded.OPERATION)
    try:
        view = recorded.one_screening(desk.node, id)
    except UsageError as error:
        raise Missing from error
    return desk.tell({"screening": recorded.told(view)})


def _batch(desk: Desk, batch: str) -> dict[str, Any]:
    views = recorded.screenings(desk.node, batch=batch)
    rows = sorted(views, key=lambda each: each.screening.row or 0)
    return {
        "batch": batch,
        "coverage": msgspec.to_builtins(coverage(desk.node, batch=batch)),
        "rows": [
            {
                "row": each.screening.row,
                "query_id": each.screening.query_id,
                "screening": each.screening.id.hex(),
                "state": each.state.value,
                "reason": each.screening.reason,
                "entities": list(each.screening.entities),
                "scores": list(each.screening.scores),
            }
            for each in rows
        ],
    }


def _list(desk: Desk, dataset: str) -> None:
    """Answer 404 for a list that is not there for this person.

    Raises:
        RoleNeeded: when they may not screen at all.
        Missing: otherwise.
    """
    require(desk.node.viewer, recorded.OPERATION)
    if dataset != DEFAULT and not held(desk.node, dataset).editions:
        raise Missing


def _pair(desk: Desk, id: str) -> PairView:
    """The pair of an id.

    Raises:
        RoleNeeded: when this person may not screen at all.
        Missing: when there is none, or it may not be seen.
    """
    require(desk.node.viewer, recorded.OPERATION)
    try:
        return adjudicating.one_pair(desk.node, id)
    except UsageError as error:
        raise Missing from error


ROUTES = (
    match_names,
    screen_file,
    screen_again,
    rescreen,
    list_screenings,
    screening_coverage,
    list_pairs,
    one_pair,
    decide_pair,
    one_screening,
)
