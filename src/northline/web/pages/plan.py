"""The plan for a finding as its page shows it: whom to send, who may look, and who was sent."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.dispatch_lines import Going, Looking
from northline.app.dispatch_plans import Sent, may_send, plan_of
from northline.records.units import Micros
from northline.web.language import Language
from northline.web.pages.findings_words import place
from northline.web.pages.plan_words import modes

if TYPE_CHECKING:
    from northline.app.results import FindingView
    from northline.web.desk import Desk


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a plan that a person may take up, in words.

    Attributes:
        names: identity of the unit or sensor.
        name: what it is called.
        mode: how a unit goes about.
        there: when it is there, us.
        minutes: the same after the beginning of the plan.
        km: how far it goes, or how far off it looks.
        meets: where and when it meets the thing, or empty.
        notes: what else the plan says of it.
        bearing: where a sensor looks, or empty.
        sent: who sent it, or empty.
        waits: whether that waits for a second person.
        offered: whether the viewer may send it now.
        authority: whether an authority must be named, and a second person approves.
    """

    names: str
    name: str
    mode: str = ""
    there: Micros
    minutes: str
    km: str
    meets: str = ""
    notes: tuple[str, ...] = ()
    bearing: str = ""
    sent: str = ""
    waits: bool = False
    offered: bool = False
    authority: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in words.

    Attributes:
        id: of its newest revision, in hexadecimal.
        revision: which it is.
        stands: whether it was not taken back.
        lead: what it is for, and what it supposes.
        units: whom it proposes to send.
        looks: what it proposes to look.
        left_out: why others near by are not proposed.
        said: what else it says.
    """

    id: str
    revision: int
    stands: bool
    lead: str
    units: list[Send]
    looks: list[Send]
    left_out: list[str]
    said: list[str]


ELSE = (
    *("dispatch-no-unit", "dispatch-no-roads", "dispatch-territory-closed"),
    *("dispatch-territory-protocol", "dispatch-stand-down"),
)
"""Reasons that stand below the tables."""


def shown(desk: "Desk", language: Language, view: "FindingView") -> Shown | None:
    """The plan for a finding in words, or None where there is none."""
    plan = plan_of(desk.node, view.finding.id)
    if plan is None:
        return None
    french = language.code == "fr"
    texts = [(each.code, each.fr if french else each.en) for each in plan.said]
    sent = {each.names: each for each in plan.sent}
    may = may_send(desk.node, plan)
    return Shown(
        id=plan.id,
        revision=plan.revision,
        stands=plan.stands,
        lead=texts[0][1] if texts else "",
        units=[_going(language, each, sent.get(each.identity), may) for each in plan.units],
        looks=[_looking(language, each, sent.get(each.identity), may) for each in plan.looks],
        left_out=[each.fr if french else each.en for each in plan.left_out],
        said=[text for code, text in texts if code in ELSE],
    )


def _going(language: Language, line: Going, sent: Sent | None, may: bool) -> Send:
    say, number = language.say, language.number
    notes = []
    if line.over:
        notes.append(say("a joint crew, over the line on shared waters"))
    if line.short:
        notes.append(say("stops %(metres)s m short of it", metres=number(line.short)))
    if line.range_left_km is None:
        notes.append(say("states no range: ask"))
    else:
        notes.append(say("%(km)s km of range left", km=number(line.range_left_km)))
    if not line.crew_stated:
        notes.append(say("states no crew: ask"))
    meets = ""
    if line.meeting is not None:
        met = line.meeting
        meets = say(
            "in %(minutes)s min, %(place)s, %(percent)s %% likely",
            minutes=number(met.minutes),
            place=place(language, met.lon, met.lat),
            percent=number(met.percent),
        )
    return Send(
        names=line.identity,
        name=line.unit,
        mode=modes(language).get(line.mode, line.mode),
        there=Micros(line.at),
        minutes=number(line.minutes),
        km=number(line.km, 1),
        meets=meets,
        notes=tuple(notes),
        sent="" if sent is None else sent.by,
        waits=sent is not None and sent.waits,
        offered=may and sent is None,
        authority=line.over,
    )


def _looking(language: Language, line: Looking, sent: Sent | None, may: bool) -> Send:
    number = language.number
    return Send(
        names=line.identity,
        name=line.sensor,
        there=Micros(line.at),
        minutes=f"{number(line.from_minutes)} - {number(line.until_minutes)}",
        km=number(line.km, 1),
        bearing=f"{number(line.bearing)}°",
        sent="" if sent is None else sent.by,
        waits=sent is not None and sent.waits,
        offered=may and sent is None,
    )
