"""Routes of sharing: what a partner would see and why, what has gone, and a marking changed.

None of them says 304: each answer is made of looks of its own, and a release runs out by itself.
"""

import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.sharing.access import check_asking
from northline.app.sharing.declared import agreements, at_node, known_agencies
from northline.app.sharing.documents import (
    agency_document,
    agreement_document,
    decided_document,
    disclosed_document,
    group_document,
    overview_document,
    preview_document,
    sent_document,
    shared_document,
)
from northline.app.sharing.groups import joint_groups
from northline.app.sharing.lately import lately
from northline.app.sharing.overview import overview
from northline.app.sharing.partner import USUAL, Assumed, Partner, level_of, partner_of
from northline.app.sharing.record import shared
from northline.app.sharing.remarking import preview, remark
from northline.app.sharing.sent import disclosed, relayed
from northline.app.words import record_id
from northline.records.errors import UsageError
from northline.records.marking import ANYONE, Viewer
from northline.web.desk import Desk
from northline.web.parameters import Key
from northline.web.problems import Missing, kind_in_path

Agency = Annotated[
    str, QueryParameter(max_length=100, description="The partner's agency, such as cbp.")
]
Country = Annotated[
    str, QueryParameter(max_length=2, description="Its country, where it is not a known agency.")
]
Clearance = Annotated[
    str, QueryParameter(max_length=40, description="Level that they are cleared for; Secret.")
]
Roles = Annotated[
    list[str] | None, QueryParameter(name="role", description="Role held; may be repeated.")
]
Groups = Annotated[
    list[str] | None, QueryParameter(name="group", description="Group sat in; may be repeated.")
]
Compartments = Annotated[
    list[str] | None,
    QueryParameter(name="compartment", description="Compartment read into; may be repeated."),
]
Purpose = Annotated[
    str, QueryParameter(max_length=100, description="Declared purpose; one that is allowed.")
]
Sworn = Annotated[
    bool, QueryParameter(description="Whether they are sworn officers or support them.")
]


class Remarking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A marking that is put in the place of another.

    Attributes:
        marking: the marking in one line, such as ``Protected B; partners=cbp``.
        reason: why; not needed for a preview.
        preview: only tell what it would change.
    """

    marking: Annotated[str, msgspec.Meta(max_length=2000)]
    reason: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    preview: bool = False


@get("/sharing", sync_to_thread=True, opt={"answer": "sharing"})
def sharing(
    desk: NamedDependency[Desk],
    agency: Agency = "",
    country: Country = "",
    clearance: Clearance = "",
    roles: Roles = None,
    groups: Groups = None,
    compartments: Compartments = None,
    purpose: Purpose = "",
) -> Response[bytes]:
    """What a partner would see of the records that you may see, by marking, and why not."""
    check_asking(desk.node)
    given = (agency, country, clearance, roles, groups, compartments, purpose)
    told = overview_document(overview(desk.node, described(desk, *given)))
    decided = [decided_document(each) for each in lately(desk.node)]
    return desk.tell({**told, "decisions": decided})


@get("/sharing/records/{id:str}", sync_to_thread=True, opt={"answer": "sharing-record"})
def sharing_record(
    desk: NamedDependency[Desk],
    id: FromPath[str],
    clearance: Clearance = "",
    sworn: Sworn = True,
    compartments: Compartments = None,
    purpose: Purpose = "",
) -> Response[bytes]:
    """One record: who may see it and why, how it was marked, and how to release or recall it."""
    found = in_path(id)
    who = assumed(clearance, sworn, compartments, purpose)
    try:
        told = shared_document(shared(desk.node, found, who, declared=desk.declared))
        told["sent"] = [sent_document(each) for each in relayed(desk.node, found)]
    except UsageError as error:
        raise Missing from error
    return desk.tell(told)


@get("/sharing/disclosures/{id:str}", sync_to_thread=True, opt={"answer": "sharing-disclosures"})
def sharing_disclosures(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """To whom a record went: by a relay, or to another agency that looked at it here."""
    check_asking(desk.node)
    try:
        told = disclosed_document(disclosed(desk.node, in_path(id)))
    except UsageError as error:
        raise Missing from error
    return desk.tell(told)


@get("/groups", sync_to_thread=True, opt={"answer": "groups"})
def groups(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The joint groups as they are, and how many accounts of this node sit in each."""
    return desk.tell({"groups": [group_document(each) for each in joint_groups(desk.node)]})


@get("/agencies", sync_to_thread=True, opt={"answer": "agencies"})
def agencies(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The agencies that markings may name, those of the settings among them."""
    return desk.tell(
        {"agencies": [agency_document(each) for each in known_agencies(desk.declared)]}
    )


@get("/agreements", sync_to_thread=True, opt={"answer": "agreements"})
def agreements_of(desk: NamedDependency[Desk]) -> Response[bytes]:
    """The agreements that the settings declare, and where each stands today."""
    check_asking(desk.node)
    found = agreements(desk.declared, today())
    return desk.tell({"agreements": [agreement_document(each) for each in found]})


@post(
    "/records/{kind:str}/{id:str}/marking",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "marking-change", "scope": "decide"},
)
def mark_record(
    desk: NamedDependency[Desk],
    kind: FromPath[str],
    id: FromPath[str],
    data: JSONBody[Remarking],
    key: Key = None,
) -> Response[bytes]:
    """Mark a record of one's own agency anew, or tell who would gain and who would lose sight."""
    kind_in_path(kind)
    found = in_path(id)
    if not desk.node.count(kind, ids=[found]):
        raise Missing
    if data.preview:
        told = preview(desk.node, found, data.marking, kind=kind, declared=desk.declared)
        return desk.tell(preview_document(told, done=False))

    def act() -> Any:
        made = remark(
            desk.node, found, data.marking, data.reason, kind=kind, declared=desk.declared
        )
        return preview_document(made, done=True)

    asked = msgspec.json.encode(["marking", kind, id, data])
    done, again = desk.once.do(key, asked, act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


def described(
    desk: Desk,
    agency: str,
    country: str,
    clearance: str,
    roles: list[str] | None,
    groups: list[str] | None,
    compartments: list[str] | None,
    purpose: str,
) -> Viewer | None:
    """The partner that somebody describes, or None where nobody does.

    Raises:
        UsageError: when it is none, or only the rest of it is described.
    """
    one = {"country": country, "clearance": clearance, "purpose": purpose}
    several = {"roles": roles, "groups": groups, "compartments": compartments}
    lists = {name: tuple(filter(None, some or ())) for name, some in several.items()}
    if not agency and not any((*one.values(), *lists.values())):
        return None
    told: Partner = partner_of({"agency": agency, **one}, lists)
    return told.viewer(at_node(desk.node, desk.declared))


def assumed(clearance: str, sworn: bool, compartments: list[str] | None, purpose: str) -> Assumed:
    """What is assumed of somebody of each agency.

    Raises:
        UsageError: for a level there is not, or one above Secret.
    """
    return Assumed(
        clearance=level_of(clearance) if clearance else USUAL.clearance,
        sworn=sworn,
        compartments=tuple(filter(None, compartments or ())),
        purpose=purpose or ANYONE,
    )


def in_path(id: str) -> bytes:
    """The id in a path.

    Raises:
        Missing: when it is none: then nothing can be there.
    """
    try:
        return record_id(id)
    except UsageError as error:
        raise Missing from error


def today() -> datetime.date:
    """The day it is, UTC."""
    return datetime.datetime.now(datetime.UTC).date()


ROUTES = (
    sharing,
    sharing_record,
    sharing_disclosures,
    groups,
    agencies,
    agreements_of,
    mark_record,
)
