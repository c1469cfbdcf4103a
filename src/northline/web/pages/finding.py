"""One finding: what, where and when, why, what it rests on, and what people decided about it."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from northline.app.evidence import Evidence, Shown, evidence
from northline.app.findings import revisions
from northline.app.offered import retractable, seconded
from northline.app.results import FindingView, ReasonView
from northline.app.rights.notations import notations
from northline.app.waiting import present
from northline.geo.ports import ports
from northline.records.decision import Decision, Verb
from northline.records.errors import UsageError
from northline.records.finding import Finding
from northline.records.redress_number import redress_number
from northline.records.time import format_instant
from northline.records.track import Crossing
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.finding_words import (
    crafts,
    directions,
    record_kinds,
    roles,
    segments,
)
from northline.web.pages.findings import offered, row, title
from northline.web.pages.findings_words import (
    ago,
    browser_words,
    not_meant,
    place,
    subject_name,
    verbs,
)
from northline.web.pages.marking_words import marking_words
from northline.web.pages.plan import shown as plan_shown
from northline.web.pages.plan_words import browser_words as plan_words
from northline.web.problems import Missing
from northline.web.rendering import page
from northline.web.seal import seal_number

AROUND = 10 * 60 * 1_000_000
"""How long after the event the hour ends that the map replays, us."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a finding rests on, as a row, in words.

    Attributes:
        id: its id, in hexadecimal.
        kind: its kind.
        called: its kind in words.
        at: when, us.
        source: who said it.
        place: its position, or empty.
        says: what it says of itself: identity, name.
        marking: its marking in words.
    """

    id: str
    kind: str
    called: str
    at: Micros
    source: str
    place: str
    says: str
    marking: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A reason in words, with what of its evidence may be seen."""

    text: str
    share: float
    lines: list[Line]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as a row, in words.

    Attributes:
        id: its id, in hexadecimal.
        number: its redress number: whoever it concerns may name it.
        verb: what was decided, in words.
        by: the person.
        agency: the agency acted for.
        role: the role acted in.
        at: when, us.
        reason: why.
        authority: under which authority, or empty.
        revision: which revision it was about, or None.
        signed: whether a key that the operator trusts signed it.
        retracted: whether it was retracted.
        second: what a second person said of it, or that it waits for one, in words; empty where
            it needs none.
        waits: whether it waits for a second person.
        of: id of the decision that it is about, or empty.
        may_retract: whether the operator may retract it now.
    """

    id: str
    number: str
    verb: str
    by: str
    agency: str
    role: str
    at: Micros
    reason: str
    authority: str
    revision: int | None
    signed: bool
    retracted: bool
    second: str
    waits: bool
    of: str
    may_retract: bool


@get("/findings/{id:str}", sync_to_thread=True, include_in_schema=False)
def finding(
    desk: NamedDependency[Desk], request: Request[Any, Any, Any], id: FromPath[str]
) -> Response[bytes]:
    """One finding in full, by its id or that of its event."""
    language = wanted(request)
    head = desk.node.content_head()
    try:
        view = desk.node.finding(id)
    except UsageError as error:
        raise Missing from error
    now, held = present(desk.node), evidence(desk.node, view)
    found = view.finding
    every = revisions(desk.node, found.event_id)
    said = [_told(language, reason, held) for reason in view.reasons]
    cited = {line.id for reason in said for line in reason.lines} | {
        each.hex() for each in found.about
    }
    newest = every[0] if every else found
    shown = row(desk, language, view, now)
    if newest.id != found.id:  # what is decided about is the newest revision
        shown = msgspec.structs.replace(shown, offers=offered(()))
    return page(
        desk,
        request,
        "finding.html",
        here="findings",
        texts={**browser_words(language), **plan_words(language)},
        plan=plan_shown(desk, language, view),
        row=shown,
        title=title(language, view),
        facts=_facts(language, view, now),
        not_meant=not_meant(language, found.finding),
        marking=marking_words(language, held.marking),
        reasons=said,
        others=[
            _line(language, key, each) for key, each in held.records.items() if key not in cited
        ],
        erased=held.erased,
        notations=notations(desk.node, [found.id, *found.evidence]),
        decisions=_decisions(desk, language, view),
        finding=found,
        revisions=every,
        newest=newest,
        may_replay=desk.node.at_home,
        map_address=_map_address(found),
        news=f"/findings/news?{urlencode(_news(desk, head, found))}",
        now=now,
    )


def _news(desk: Desk, head: int, found: Finding) -> dict[str, str | int]:
    """What the page asks with for what has changed since it was made."""
    return {
        "after": seal_number(desk.seal, head),
        "events": found.event_id.hex(),
        "read": desk.freshness.stretch(),
    }


def _told(language: Language, reason: ReasonView, held: Evidence) -> Told:
    return Told(
        text=reason.fr if language.code == "fr" else reason.en,
        share=reason.share,
        lines=[
            _line(language, each, held.records[each])
            for each in dict.fromkeys(reason.evidence)
            if each in held.records
        ],
    )


def _line(language: Language, id: str, shown: Shown) -> Line:
    record = shown.record
    said = [getattr(record, name, None) for name in ("name", "callsign", "text")]
    said.insert(0, subject_name(language, getattr(record, "identity", None)))
    return Line(
        id=id,
        kind=shown.kind,
        called=record_kinds(language).get(shown.kind, shown.kind),
        at=record.at,
        source=record.source,
        place=place(language, record.lon, record.lat),
        says=", ".join(dict.fromkeys(str(each) for each in said if each)),
        marking=marking_words(language, shown.marking),
    )


def _decisions(desk: Desk, language: Language, view: FindingView) -> list[Made]:
    """Every decision about the event, the newest first; a retraction is one of them."""
    names, called = verbs(language), roles(language)
    gone = {each.about for each in view.decisions if each.verb is Verb.RETRACT}
    may = {each.id for each in retractable(desk.node, view)}
    all_of = {each.id for each in view.decisions}
    seconds = seconded(view)

    def made(each: Decision) -> Made:
        about = each.about.hex() if each.about in all_of else ""
        word = f"second-{each.verb}" if about and each.verb is not Verb.RETRACT else each.verb.value
        grave = each.id in seconds
        second = seconds.get(each.id)
        in_force = not grave or (second is not None and second.verb is Verb.APPROVE)
        return Made(
            id=each.id.hex(),
            number=redress_number(each.id),
            verb=names[word]["past" if in_force else "proposed"],
            by=each.by,
            agency=each.agency,
            role=called.get(each.role, each.role),
            at=each.at,
            reason=each.reason,
            authority=each.authority or "",
            revision=each.revision,
            signed=desk.node.check_signature(each),
            retracted=each.id in gone,
            second=_second(language, second) if grave else "",
            waits=grave and second is None and each.id not in gone,
            of=about,
            may_retract=each.id in may,
        )

    return [made(each) for each in reversed(view.decisions)]


def _second(language: Language, said: Decision | None) -> str:
    """What a second person said of a grave decision, in words."""
    if said is None:
        return language.say("waits for a second person")
    if said.verb is Verb.APPROVE:
        return language.say("approved by %(name)s", name=said.by)
    return language.say("refused by %(name)s", name=said.by)


def _facts(language: Language, view: FindingView, now: int) -> list[tuple[str, str]]:
    """What, where and when, as pairs of a name and a value."""
    say, number, found = language.say, language.number, view.finding
    stated = view.stated[0] if view.stated else None
    when = f"{language.instant(found.at)} UTC"
    if stated is not None and stated.at_sigma is not None:
        when += f" ± {number(stated.at_sigma)} s"
    facts = [(say("When"), f"{when} ({ago(language, found.at, now)})")]
    if found.until > found.since:
        ends = say("%(since)s to %(until)s UTC")
        values = {"since": language.instant(found.since), "until": language.instant(found.until)}
        facts.append((say("Between"), ends % values))
    where = place(language, found.lon, found.lat)
    if where and found.sigma is not None:
        where += f" ± {number(found.sigma)} m"
    facts.append((say("Where"), where or say("no place")))
    facts += _on_the_line(language, found, stated)
    return facts + ([] if stated is None else _motion(language, stated))


def _on_the_line(
    language: Language, found: Finding, stated: Crossing | None
) -> list[tuple[str, str]]:
    say = language.say
    facts = []
    if found.km is not None:
        along = language.number(found.km, 1)
        if stated is not None:
            along += f" ({segments(language).get(stated.segment, stated.segment)})"
        facts.append((say("Kilometre of the line"), along))
    if stated is not None:
        direction = directions(language)[stated.direction.value]
        facts.append((say("Direction"), direction))
    return facts


def _motion(language: Language, stated: Crossing) -> list[tuple[str, str]]:
    """How it moved, what it was, and the port that was nearest."""
    say, number = language.say, language.number
    facts = [(say("Sort of thing"), crafts(language).get(stated.craft.value, stated.craft.value))]
    if stated.speed_knots is not None:
        facts.append((say("Speed"), say("%(speed)s kn", speed=number(stated.speed_knots, 1))))
    if stated.course is not None:
        facts.append((say("Course"), f"{number(stated.course)}°"))
    if stated.altitude is not None:
        facts.append((say("Altitude"), f"{number(stated.altitude)} m"))
    if stated.port is not None:
        name = _port(language, stated.port)
        if stated.port_distance is not None:
            name += f", {number(stated.port_distance / 1000.0, 1)} km"
        facts.append((say("Nearest open port of entry"), name))
    facts.append((say("Between the two points around the line"), f"{number(stated.gap)} s"))
    return facts


def _port(language: Language, id: str) -> str:
    found = next((each for each in ports() if each.id == id), None)
    if found is None:
        return id
    return (found.name_fr if language.code == "fr" else None) or found.name


def _map_address(found: Finding) -> str:
    """The picture of that hour, with the finding chosen."""
    asked: dict[str, str] = {"alert": found.id.hex()}
    if found.lon is not None and found.lat is not None:
        asked |= {"lon": f"{found.lon:.5f}", "lat": f"{found.lat:.5f}"}
    until = Micros((found.at + AROUND) // 1_000_000 * 1_000_000)
    return f"/picture?{urlencode({**asked, 'until': format_instant(until)})}"


ROUTES = (finding,)
