"""Routes of people's rights: requests, their steps, what they are about, notations, notices.

None of them says 304: looks change the audit, and a clock runs while nothing changes.
"""

import datetime
import tempfile
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.documents import document
from northline.app.rights.correcting import correct
from northline.app.rights.giving import Choice
from northline.app.rights.locating import locate, located_document
from northline.app.rights.notations import notations
from northline.app.rights.notices import notice, notice_document
from northline.app.rights.opening import Asked, open_request
from northline.app.rights.package import package
from northline.app.rights.queue import RequestView, one, requests, view_document
from northline.app.rights.rules import StepWish
from northline.app.rights.steps import add_step
from northline.app.words import record_id, record_ids
from northline.records.errors import UsageError
from northline.records.rights_request import Answer, Regime, StepSort
from northline.records.time import format_instant
from northline.web.audit_routes import PIECE
from northline.web.desk import Desk
from northline.web.parameters import Key
from northline.web.problems import Missing

ZIP = "application/zip"
"""Media type of a package."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that is written down.

    Attributes:
        step: what was done.
        reason: why or how.
        until: of an extension: its last day.
        answer: what was answered.
        ground: of a refusal the provision relied on; of an extension why.
        to: who was told, or to whom it went.
        cites: ids of the records that it is about.
        text: what a notation says.
    """

    step: StepSort
    reason: str
    until: datetime.date | None = None
    answer: Answer | None = None
    ground: str = ""
    to: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    text: str = ""

    def wish(self) -> StepWish:
        """The same with ids read.

        Raises:
            UsageError: for an id that is none.
        """
        return StepWish(
            step=self.step,
            reason=self.reason,
            until=self.until,
            answer=self.answer,
            ground=self.ground,
            to=self.to,
            cites=tuple(record_id(each) for each in self.cites),
            text=self.text,
        )


class Corrected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A correction.

    Attributes:
        record: id of the record that is wrong.
        changes: field -> what it says now.
        reason: why.
    """

    record: str
    changes: dict[str, str]
    reason: str


@get("/rights", sync_to_thread=True, opt={"answer": "rights"})
def rights(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str, QueryParameter(name="state", description="open, overdue, answered, closed or all.")
    ] = "open",
) -> Response[bytes]:
    """Requests with their steps and clocks, those first that are overdue longest."""
    told = [view_document(each) for each in requests(desk.node, state=in_state)]
    return desk.tell({"requests": told})


@post(
    "/rights",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "rights-one", "scope": "decide"},
)
def open_one(
    desk: NamedDependency[Desk], data: JSONBody[Asked], key: Key = None
) -> Response[bytes]:
    """Take a person's request in; it is given its redress number."""

    def act() -> Any:
        return view_document(one(desk.node, open_request(desk.node, data).id))

    return _once(desk, key, ["open", data], act)


@get("/rights/{number:str}", sync_to_thread=True, opt={"answer": "rights-one"})
def one_request(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[bytes]:
    """One request, by its redress number or id."""
    return desk.tell({"request": view_document(_one(desk, number))})


@post(
    "/rights/{number:str}/steps",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "rights-one", "scope": "decide"},
)
def add_one(
    desk: NamedDependency[Desk], number: FromPath[str], data: JSONBody[Step], key: Key = None
) -> Response[bytes]:
    """Write a step down, signed; the answer is the request as it stands then."""
    found = _one(desk, number).request.id

    def act() -> Any:
        add_step(desk.node, found, data.wish())
        return view_document(one(desk.node, found))

    return _once(desk, key, ["step", number, data], act)


@post(
    "/rights/{number:str}/locate",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "rights-located", "scope": "decide"},
)
def locate_records(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[bytes]:
    """Find the records that a request is about; each look stands on the audit with its number."""
    found = _one(desk, number).request.id
    return desk.tell(located_document(locate(desk.node, found)))


@post(
    "/rights/{number:str}/export",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "openapi", "media": ZIP, "scope": "decide"},
)
def export_package(
    desk: NamedDependency[Desk], number: FromPath[str], data: JSONBody[Choice]
) -> Stream:
    """The package that the person is given, as a zip (docs/a-persons-rights.md)."""
    view = _one(desk, number)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    try:
        package(desk.node, view.request.id, file, data)
    except BaseException:
        file.close()
        raise

    def pieces() -> Any:
        with file:
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{view.request.number}.zip"',
    }
    return Stream(pieces(), media_type=ZIP, headers=headers)


@post(
    "/rights/{number:str}/corrections",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "rights-corrected", "scope": "decide"},
)
def correct_record(
    desk: NamedDependency[Desk], number: FromPath[str], data: JSONBody[Corrected], key: Key = None
) -> Response[bytes]:
    """Put a corrected record in the place of a wrong one that one's own agency owns."""
    found = _one(desk, number).request.id

    def act() -> Any:
        made, step = correct(desk.node, found, data.record, data.changes, data.reason)
        return {"record": document(made), "step": document(step)}

    told, again = desk.once.do(key, msgspec.json.encode(["correct", number, data]), act)
    return desk.tell(told, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/notations", sync_to_thread=True, opt={"answer": "notations"})
def notations_on(
    desk: NamedDependency[Desk],
    record: Annotated[
        list[str], QueryParameter(description="Id of a record; may be given again for more.")
    ],
) -> Response[bytes]:
    """Notations on records that one may see: somebody disagrees with what they say."""
    found = notations(desk.node, record_ids(record))
    return desk.tell(
        {"notations": [{**document(each), "at": format_instant(each.at)} for each in found]}
    )


@get("/notices/{decision:str}", sync_to_thread=True, opt={"answer": "notice"})
def notice_of(
    desk: NamedDependency[Desk],
    decision: FromPath[str],
    language: Annotated[Literal["en", "fr"], QueryParameter(description="en or fr.")] = "en",
    regime: Annotated[Regime | None, QueryParameter(description="The law of the office.")] = None,
    contact: Annotated[
        str, QueryParameter(max_length=200, description="How the privacy officer is reached.")
    ] = "",
) -> Response[bytes]:
    """The notice of a decision that affects a person, with its redress number."""
    try:
        told = notice(desk.node, decision, language=language, regime=regime, contact=contact)
    except UsageError as error:
        raise Missing from error
    return desk.tell({"notice": notice_document(told)})


def _one(desk: Desk, number: str) -> RequestView:
    """The request of a number or id.

    Raises:
        Missing: when there is none, or it may not be seen.
    """
    try:
        return one(desk.node, number)
    except UsageError as error:
        raise Missing from error


def _once(desk: Desk, key: str | None, asked: list[Any], act: Any) -> Response[bytes]:
    """Do it once for each Idempotency-Key, and answer with the request."""
    told, again = desk.once.do(key, msgspec.json.encode(asked), act)
    return desk.tell({"request": told}, status=HTTP_200_OK if again else HTTP_201_CREATED)


ROUTES = (
    rights,
    open_one,
    one_request,
    add_one,
    locate_records,
    export_package,
    correct_record,
    notations_on,
    notice_of,
)
