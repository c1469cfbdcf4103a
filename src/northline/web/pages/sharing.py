"""Sharing: what a partner may see and why; one record, who may see it, and its marking changed."""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_403_FORBIDDEN

from northline.app.sharing.access import may_ask
from northline.app.sharing.declared import agreements, known_agencies
from northline.app.sharing.groups import Joint, joint_groups
from northline.app.sharing.lately import lately
from northline.app.sharing.overview import Sort, overview
from northline.app.sharing.reach import Reached
from northline.app.sharing.record import Shared, shared
from northline.app.sharing.remarking import Preview, preview, written
from northline.app.sharing.sent import Sent, connections, disclosed, relayed
from northline.app.sharing.words import level_words, way_words
from northline.app.widening import becoming
from northline.records.compartments import COMPARTMENTS
from northline.records.errors import MarkingRefused, NotPermitted, UsageError
from northline.records.finding import Finding
from northline.records.marking import Level, Viewer
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.finding_words import roles as role_names
from northline.web.pages.marking_words import marking_words
from northline.web.pages.sharing_words import (
    agreement_standing,
    countries,
    decided_states,
    decision_verbs,
    kind_name,
    purpose_words,
    ways_sent,
    why,
)
from northline.web.problems import Missing
from northline.web.rendering import page
from northline.web.sharing_routes import (
    Agency,
    Clearance,
    Compartments,
    Country,
    Groups,
    Purpose,
    Roles,
    Sworn,
    assumed,
    described,
    in_path,
    today,
)

Asked = Request[Any, Any, Any]
NewMarking = Annotated[str, QueryParameter(name="marking", max_length=2000)]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Records under one marking as a row, in words.

    Attributes:
        marking: the marking.
        kinds: how many of each kind.
        count: how many in all.
        seen: whether the partner would see them, or None.
        why: why, line by line.
        examples: kind and id of a record or two.
    """

    marking: str
    kinds: list[str]
    count: int
    seen: bool | None
    why: list[str]
    examples: list[tuple[str, str]]


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """An agency or group as a row, in words.

    Attributes:
        name: its name in markings.
        called: its full name.
        country: its country, or that of the member.
        seen: whether somebody there sees the record.
        why: why, line by line.
    """

    name: str
    called: str
    country: str
    seen: bool
    why: list[str]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to whom a record went, as a row, in words."""

    at: Micros
    how: str
    to: str
    who: str
    purpose: str
    authority: str
    sure: bool
    entry: int | None


@get("/sharing", sync_to_thread=True, include_in_schema=False)
def sharing(
    desk: NamedDependency[Desk],
    request: Asked,
    agency: Agency = "",
    country: Country = "",
    clearance: Clearance = "",
    roles: Roles = None,
    groups: Groups = None,
    compartments: Compartments = None,
    purpose: Purpose = "",
) -> Response[bytes]:
    """The chooser of a partner and what it would see; groups, agencies, agreements, decisions."""
    language, node = wanted(request), desk.node
    if not may_ask(node):
        return _not_for_you(desk, request)
    given = (agency, country, clearance, roles, groups, compartments, purpose)
    wrong, partner = "", None
    try:
        partner = described(desk, *given)
    except UsageError as error:
        wrong = str(error)
    told = overview(node, partner)
    known = known_agencies(desk.declared)
    states = decided_states(language)
    return page(
        desk,
        request,
        "sharing.html",
        status=HTTP_400_BAD_REQUEST if wrong else HTTP_200_OK,
        here="sharing",
        wrong=wrong,
        chosen=_chosen(*given),
        told=told,
        partner=partner,
        partner_words=_partner_words(language, partner),
        rows=[_line(language, each) for each in told.sorts],
        agencies=[(each.slug, each.name(language.code), each.country) for each in known],
        countries=countries(language),
        levels=_levels(language),
        joint=joint_groups(node),
        seats=_seats_told(joint_groups(node)),
        compartments=[
            (e.slug, e.name_fr if language.code == "fr" else e.name) for e in COMPARTMENTS
        ],
        agreements=[
            (each, agreement_standing(language, each))
            for each in agreements(desk.declared, today())
        ],
        decided=[(each, states[each.state]) for each in lately(node)],
        connections=connections(node) if node.at_home else None,
    )


@get("/sharing/{id:str}", sync_to_thread=True, include_in_schema=False)
def one(
    desk: NamedDependency[Desk],
    request: Asked,
    id: FromPath[str],
    clearance: Clearance = "",
    sworn: Sworn = True,
    compartments: Compartments = None,
    purpose: Purpose = "",
    new: NewMarking = "",
) -> Response[bytes]:
    """One record: who may see it, its history, what has gone, and what another marking would do."""
    language, node = wanted(request), desk.node
    if not may_ask(node):
        return _not_for_you(desk, request)
    found, wrong = in_path(id), ""
    try:
        who = assumed(clearance, sworn, compartments, purpose)
        told = shared(node, found, who, declared=desk.declared)
    except UsageError as error:
        raise Missing from error
    changed: Preview | None = None
    try:
        if new.strip():
            changed = preview(node, found, new, who, kind=told.kind, declared=desk.declared)
    except (UsageError, MarkingRefused, NotPermitted) as error:
        wrong = str(error)
    own = node.viewer.agency
    return page(
        desk,
        request,
        "sharing_one.html",
        status=HTTP_400_BAD_REQUEST if wrong else HTTP_200_OK,
        here="sharing",
        told=told,
        kind=kind_name(language, told.kind),
        is_finding=isinstance(told.record, Finding),
        marking=marking_words(language, told.marking),
        who=_who(language, desk, told.reached),
        count=sum(each.seen for each in told.reached),
        past=[(each, marking_words(language, each.marking)) for each in told.past],
        derived=[(kind_name(language, k), k, some) for k, some in told.derived.items()],
        decisions=_decisions(language, told),
        becomes={each.id: marking_words(language, m) for each, m in becoming(told.decisions)},
        sent=[_given(language, each) for each in relayed(node, found)],
        at_home=node.at_home,
        to_release=[way_words(each, language.code) for each in told.to_release],
        to_recall=[way_words(each, language.code) for each in told.to_recall],
        levels=_levels(language),
        new=new.strip() or (written(told.marking, own) if told.may_mark else ""),
        wrong=wrong,
        changed=changed,
        after=marking_words(language, changed.after) if changed else "",
        gains=_who(language, desk, changed.gains) if changed else [],
        loses=_who(language, desk, changed.loses) if changed else [],
        rests=[(kind_name(language, k), n) for k, n in changed.derived.items()] if changed else [],
    )


@get("/sharing/disclosures/{id:str}", sync_to_thread=True, include_in_schema=False)
def gone(desk: NamedDependency[Desk], request: Asked, id: FromPath[str]) -> Response[bytes]:
    """To whom one record went: by relays, or to other agencies that looked at it here."""
    language, node = wanted(request), desk.node
    if not may_ask(node) or not node.at_home:
        return _not_for_you(desk, request)
    found = in_path(id)
    try:
        told = disclosed(node, found)
    except UsageError as error:
        raise Missing from error
    return page(
        desk,
        request,
        "sharing_sent.html",
        here="sharing",
        id=found.hex(),
        sent=[_given(language, each) for each in reversed(told.sent)],
        complete=told.complete,
    )


def _not_for_you(desk: Desk, request: Asked) -> Response[bytes]:
    """To somebody who holds no role for it."""
    return page(desk, request, "sharing_closed.html", status=HTTP_403_FORBIDDEN, here="sharing")


def _chosen(
    agency: str,
    country: str,
    clearance: str,
    roles: list[str] | None,
    groups: list[str] | None,
    compartments: list[str] | None,
    purpose: str,
) -> dict[str, Any]:
    """What was chosen, for the form to show it again."""
    return {
        "agency": agency,
        "country": country,
        "clearance": clearance or Level.SECRET.label,
        "roles": roles or [],
        "groups": groups or [],
        "compartments": compartments or [],
        "purpose": purpose,
    }


def _partner_words(language: Language, partner: Viewer | None) -> str:
    """The partner that was described, in one line."""
    if partner is None:
        return ""
    names = role_names(language)
    parts = [f"{partner.agency} ({partner.country})", level_words(partner.clearance, language.code)]
    parts += [names.get(each, each) for each in partner.roles]
    parts += [*partner.groups, *partner.compartments]
    return ", ".join([*parts, purpose_words(language, partner.purpose)])


def _line(language: Language, each: Sort) -> Line:
    return Line(
        marking=marking_words(language, each.marking),
        kinds=[
            language.say(
                "%(kind)s: %(count)s",
                kind=kind_name(language, held.kind),
                count=language.number(held.count),
            )
            for held in each.held
        ],
        count=each.count,
        seen=each.seen,
        why=why(language, each.steps),
        examples=[(kind_name(language, h.kind), h.example.hex()) for h in each.examples],
    )


def _who(language: Language, desk: Desk, reached: Iterable[Reached]) -> list[Who]:
    """Agencies and groups, those first who see it."""
    called = {each.slug: each.name(language.code) for each in known_agencies(desk.declared)}
    called |= {each.slug: each.name(language.code) for each in joint_groups(desk.node)}
    rows = [
        Who(
            name=each.name,
            called="" if called.get(each.name) == each.name else called.get(each.name, ""),
            country=countries(language).get(each.country, each.country),
            seen=each.seen,
            why=why(language, each.steps),
        )
        for each in reached
    ]
    return sorted(rows, key=lambda each: not each.seen)


def _decisions(language: Language, told: Shared) -> list[tuple[Any, str, bool]]:
    verbs = decision_verbs(language)
    return [
        (each, verbs.get(each.verb.value, each.verb.value), each.id in told.in_force)
        for each in told.decisions
    ]


def _given(language: Language, each: Sent) -> Given:
    return Given(
        at=each.at,
        how=ways_sent(language)[each.how],
        to=each.to,
        who=each.who,
        purpose=purpose_words(language, each.purpose),
        authority=", ".join(each.authority),
        sure=each.sure,
        entry=each.entry,
    )


def _levels(language: Language) -> list[tuple[str, str]]:
    return [(each.label, level_words(each, language.code)) for each in Level]


def _seats_told(joint: Iterable[Joint]) -> bool:
    return any(each.seats is not None for each in joint)


ROUTES = (sharing, one, gone)
"""The pages."""
