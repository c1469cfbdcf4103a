"""The audit: a search over who did what, who saw which record, and one entry with its proof."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from northline.app.audit import Page, Wish, audit, entry
from northline.app.audit_entries import Told
from northline.app.audit_seen import Seen
from northline.app.audit_words import HOW, SHOWN, WHAT, WHY, entry_words, word
from northline.records.errors import UsageError
from northline.records.kinds import KINDS
from northline.records.units import Micros
from northline.web.audit_routes import Before, Person, Record, Since, Text, Until, What
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.finding_words import record_kinds
from northline.web.problems import Missing
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as a row, in words.

    Attributes:
        seq: its number.
        at: when, us.
        who: the person or service.
        agency: agency, or empty.
        purpose: declared purpose in words, or empty.
        what: what was done.
        kinds: the record kinds concerned, in words.
        count: how many.
        rule: under which rule, in words.
        said: what it says, line by line.
        hash: its hash.
        how: of a search for a record: how the look had to do with it, or empty.
        shown: whether the record could be shown, in words.
        sure: ``could``, ``may`` or ``no``.
        why: why that is not certain, line by line.
    """

    seq: int
    at: Micros
    who: str
    agency: str
    purpose: str
    what: str
    kinds: str
    count: int
    rule: str
    said: list[str]
    hash: str
    how: str = ""
    shown: str = ""
    sure: str = ""
    why: list[str] = []


@get("/audit", sync_to_thread=True, include_in_schema=False)
def search(
    desk: NamedDependency[Desk],
    request: Asked,
    record: Record = "",
    person: Person = "",
    agency: Text = "",
    purpose: Text = "",
    kind: Text = "",
    what: What = "",
    since: Since = "",
    until: Until = "",
    before: Annotated[Before, QueryParameter(ge=1)] = None,
) -> Response[bytes]:
    """The search and what it found."""
    language = wanted(request)
    wish = Wish(
        record=record,
        person=person,
        agency=agency,
        purpose=purpose,
        kind=kind,
        what=what,
        since=since,
        until=until,
    )
    wrong, found = "", Page(entries=())
    try:
        found = audit(desk.node, wish_of(wish), before=before)
    except UsageError as error:
        wrong = str(error)
    rows = [row(language, each) for each in found.entries]
    if found.seen:
        rows = [_with_seen(language, *pair) for pair in zip(rows, found.seen, strict=True)]
    return page(
        desk,
        request,
        "audit.html",
        status=HTTP_400_BAD_REQUEST if wrong else HTTP_200_OK,
        here="audit",
        wish=wish,
        wrong=wrong,
        before=before,
        rows=rows,
        subject=found.subject,
        subject_kind=_kinds(language).get(found.subject.kind, found.subject.kind)
        if found.subject
        else "",
        following=_address(wish, before=found.following) if found.following else "",
        first=_address(wish),
        export=_export(wish_of(wish)) if not wrong else "/api/v1/audit/export",
        whats=[(code, word(WHAT, code, language.code)) for code in WHAT],
        kinds=sorted(
            ((each.kind, _kinds(language).get(each.kind, each.kind)) for each in KINDS),
            key=lambda pair: pair[1],
        ),
        filtered=bool(wish.said()),
    )


@get("/audit/{seq:int}", sync_to_thread=True, include_in_schema=False)
def one(desk: NamedDependency[Desk], request: Asked, seq: FromPath[int]) -> Response[bytes]:
    """One entry in full, with those around it."""
    language = wanted(request)
    detail = entry(desk.node, seq)
    if detail is None:
        raise Missing
    return page(
        desk,
        request,
        "audit_entry.html",
        here="audit",
        row=row(language, detail.told),
        detail=detail,
        ids=[each for asked in detail.told.asked for each in asked.ids or ()],
        around=[row(language, each) for each in detail.around],
    )


def row(language: Language, told: Told) -> Row:
    """An entry as a row, in words."""
    names = _kinds(language)
    kinds = [names.get(each, each) for each in told.kind.split(",") if each and each != "audit"]
    rule = told.rule
    if told.what in {"look", "audit"} and rule == "marking":
        rule = language.say("marking of the record, rights of that moment")
    return Row(
        seq=told.seq,
        at=told.at,
        who=told.who,
        agency=told.agency,
        purpose=language.say("any purpose") if told.purpose == "*" else told.purpose,
        what=word(WHAT, told.what, language.code),
        kinds=", ".join(kinds),
        count=told.count,
        rule=rule,
        said=entry_words(told, language.code),
        hash=told.hash,
    )


def wish_of(wish: Wish) -> Wish:
    """The same, with what a browser's date field gives (``2026-08-15T18:00``) taken as UTC."""
    return msgspec.structs.replace(wish, since=_utc(wish.since), until=_utc(wish.until))


def _utc(text: str) -> str:
    return f"{text}Z" if "T" in text and not text.endswith("Z") and "+" not in text else text


def _with_seen(language: Language, row: Row, seen: Seen) -> Row:
    how = word(HOW, seen.how, language.code)
    if seen.clients:
        how = f"{how} ({', '.join(map(str, seen.clients))})"
    return msgspec.structs.replace(
        row,
        how=how,
        shown=word(SHOWN, seen.shown, language.code),
        sure=seen.shown,
        why=[word(WHY, each, language.code) for each in seen.why],
    )


def _kinds(language: Language) -> dict[str, str]:
    """What records of each kind are called; those of published tables no finding rests on."""
    say = language.say
    return {
        **record_kinds(language),
        "commitment": say("public commitment"),
        "mask": say("mask over dwellings"),
        "figure": say("published figure"),
    }


def _address(wish: Wish, before: int | None = None) -> str:
    kept: dict[str, str | int] = {**wish.said(), **({"before": before} if before else {})}
    return f"/audit?{urlencode(kept)}" if kept else "/audit"


def _export(wish: Wish) -> str:
    kept = {name: text for name, text in wish.said().items() if name in {"since", "until"}}
    return f"/api/v1/audit/export?{urlencode(kept)}" if kept else "/api/v1/audit/export"


ROUTES = (search, one)
"""The pages."""
