"""Planning patrols: the shifts of a day and the risk of some stretches, made into a plan and its orders.

A plan is asked for by a person and made at once; it is kept as a finding of the engine ``patrol`` with
one drawn order for each unit, in one append.  What it was asked for with, the seed too, is kept as the
parameters of that step (`northline.engines.patrol.asking`): the finding names their digest only.
"""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.findings import find, newest, read_findings
from northline.app.patrol.drafting import drafts
from northline.app.patrol.orders import duty_of, orders
from northline.app.patrol.shifts import (
    OPERATION,
    all_breaches,
    duty,
    duty_key,
    shifts,
)
from northline.app.patrol.wishes import Wish, bars, day_of, least, weather
from northline.app.permitting import require
from northline.app.settings_patrol import PatrolSettings
from northline.decisions.rest import Breach, Rest
from northline.engines.patrol.asking import Asked, Bar, Changed
from northline.engines.patrol.making import KIND, NAME, VERSION, Made, made_of
from northline.engines.patrol.territories import Territories
from northline.geo.stretches import stretches
from northline.ledger import EngineAdvance
from northline.ledger.parameters import digest_of
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, join
from northline.records.patrol_order import PatrolOrder
from northline.records.record import Digest, Id
from northline.records.shift import Shift
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

HOUR = 3_600_000_000
"""Us."""

MOST_HOURS = 48
"""Watch hours of one plan."""

STATELESS = b"\x80"
"""The state of an engine that remembers nothing, encoded."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that was kept.

    Attributes:
        finding: the plan.
        orders: one for each unit.
    """

    finding: Finding
    orders: tuple[PatrolOrder, ...]


def plan(
    node: "Opened",
    wish: Wish,
    *,
    setting: PatrolSettings | None = None,
    rest: Rest | None = None,
) -> Planned:
    """Plan a day.

    Args:
        node: an open node.
        wish: what is asked for.
        setting: parameters of risk, and territories; the usual ones otherwise.
        rest: the bounds of rest that are looked at.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when no shift begins that day, or what is asked for cannot be read.
    """
    from northline.app.patrol.risk import Where, assess

    require(node.viewer, OPERATION)
    told = setting or PatrolSettings()
    midnight, end = day_of(wish.day, wish.zone)
    own = [
        each for each in shifts(node, since=midnight, until=end) if midnight <= each.begins < end
    ]
    if not own:
        raise UsageError(
            f"no shift begins on {wish.day} ({wish.zone}); state shifts first: "
            "northline patrol shifts FILE"
        )
    begins = min(each.begins for each in own) // HOUR * HOUR
    hours = min(MOST_HOURS, -(-(max(each.ends for each in own) - begins) // HOUR))
    where = Where(wish.from_km, wish.to_km, wish.segment, wish.stretch_km)
    grid = assess(node, where, since=Micros(begins), hours=hours, setting=told).grid()
    closed, reasons = _territories(wish, told)
    asked = Asked(
        from_km=wish.from_km,
        to_km=wish.to_km,
        stretch_km=wish.stretch_km,
        segment=wish.segment,
        day=wish.day,
        zone=wish.zone,
        seed=secrets.randbits(62) if wish.seed is None else wish.seed,
        control=wish.control,
        begins=Micros(begins),
        rate=grid.rate,
        bars=(*closed, *bars(wish.no_go)),
        weather=weather(wish.closed, midnight),
        least=least(wish.minimum, midnight),
        told=(*reasons, *map(encode_reason, _breaches(node, own, rest or Rest()))),
    )
    return keep(node, asked, own, None, ())


def replanned(
    node: "Opened",
    given: bytes | str,
    *,
    why: str,
    out: Sequence[str] = (),
    closed: Sequence[str] = (),
    no_go: Sequence[str] = (),
    seed: int | None = None,
) -> Planned:
    """Plan again what became otherwise: units that are out, modes that weather closes, new bars.

    Every order is drawn anew as a new revision, and waits for approval; that of a unit that is out is
    withdrawn by it.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when nothing became otherwise, a unit is not of the plan, or why is not said.
        Conflict: when the plan was planned again meanwhile.
    """
    require(node.viewer, OPERATION)
    before = find_plan(node, given)
    asked = asked_of(node, before)
    midnight, _ = day_of(asked.day, asked.zone)
    if not why.strip():
        raise UsageError("say why it is planned again, in your own words")
    if not (out or closed or no_go):
        raise UsageError(
            "say what became otherwise: a unit out, a mode closed, or a stretch barred"
        )
    own = shifts_of(node, before)
    units = {each.identity for each in own} | {each.callsign for each in own if each.callsign}
    for name in out:
        if name not in units:
            raise UsageError(
                f"{name} is no unit of this plan; there are {', '.join(sorted(units))}"
            )
    taken = len(asked.changes) + 1
    changed = Changed(
        seed=secrets.randbits(62) if seed is None else seed,
        why=why.strip(),
        out=tuple(e.identity for e in own if e.identity in out or e.callsign in out),
        bars=tuple(
            msgspec.structs.replace(e, name=f"{e.name} ({taken + 1})") for e in bars(tuple(no_go))
        ),
        weather=tuple(
            msgspec.structs.replace(e, name=f"{e.name} ({taken + 1})")
            for e in weather(tuple(closed), midnight)
        ),
    )
    now = msgspec.structs.replace(asked, changes=(*asked.changes, changed))
    held = tuple(each.order for each in orders(node, plan=before.event_id))
    return keep(node, now, own, before, held)


def keep(
    node: "Opened",
    asked: Asked,
    own: Sequence[Shift],
    before: Finding | None,
    held: Sequence[PatrolOrder],
) -> Planned:
    """Make a plan and keep it with its orders, all or nothing.

    Raises:
        Conflict: when somebody planned at the same moment.
    """
    made = made_of(asked, own)
    text = msgspec.json.encode(asked, order="sorted")
    params = Digest(digest_of(text))
    now = system_clock()
    marking = _marking(node, own)
    event = event_of(params) if before is None else before.event_id
    named = tuple(
        msgspec.structs.replace(
            each, source=node.operator.agency, at=now, received=now, marking=marking.id
        )
        for each in drafts(made, asked, own, event, held)
    )
    finding = finding_of(made, asked, own, before, params)
    finding = msgspec.structs.replace(
        finding, at=now, received=now, marking=marking.id, about=tuple(each.id for each in named)
    )
    checkpoint = node.ledger.checkpoint(NAME)
    node.ledger.append_all(
        [
            (Finding.kind, kind_named(Finding.kind).to_batch([finding])),
            (PatrolOrder.kind, kind_named(PatrolOrder.kind).to_batch(list(named))),
        ],
        by=node.operator.name,
        markings=(marking,),
        engine=EngineAdvance(
            engine=NAME,
            version=VERSION,
            params=params,
            parameters=text,
            since=checkpoint.until if checkpoint else 0,
            until=node.head()[0],
            now=now,
            state=STATELESS,
        ),
    )
    return Planned(finding=finding, orders=named)


def event_of(params: bytes) -> Id:
    """The event of a plan: its first parameters, the seed among them."""
    return Origin("event", NAME).derived(params)


def finding_of(
    made: Made, asked: Asked, own: Sequence[Shift], before: Finding | None, params: Digest
) -> Finding:
    """The finding, all but when it was made, its marking, and the orders that it is about."""
    event = event_of(params) if before is None else before.event_id
    revision = 1 if before is None else before.revision + 1
    return Finding(
        id=Origin(Finding.kind, NAME).derived(event, params, ordinal=revision),
        source=NAME,
        at=Micros(0),
        received=Micros(0),
        marking=own[0].marking,
        event_id=event,
        revision=revision,
        finding=KIND,
        subject=f"{asked.day}: km {asked.from_km:g}-{asked.to_km:g}",
        since=made.made.hours[0],
        until=Micros(made.made.hours[-1] + HOUR),
        score=made.score,
        reasons=tuple(encode_reason(each) for each in made.reasons),
        evidence=tuple(each.id for each in own),
        engine=NAME,
        engine_version=VERSION,
        params=params,
    )


def plans(node: "Opened") -> list[Finding]:
    """The newest revision of every plan of patrol that the operator may see, the newest day first."""
    found = newest(each for each in read_findings(node) if each.finding == KIND)
    return sorted(found, key=lambda each: (-each.since, each.event_id))


def find_plan(node: "Opened", given: bytes | str) -> Finding:
    """The newest revision of a plan, by the id of any of its revisions or of its event.

    Raises:
        UsageError: when there is none for the operator.
    """
    found = find(node, given)
    if found.finding != KIND:
        raise UsageError(f"{found.id.hex()} is no plan of patrol; it is a {found.finding}")
    return next(each for each in plans(node) if each.event_id == found.event_id)


def asked_of(node: "Opened", found: Finding) -> Asked:
    """What a plan was asked for with; only for whoever may plan.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when it is not in this ledger, or of another release.
    """
    require(node.viewer, OPERATION)
    return asked_from(node, found)


def asked_from(node: "Opened", found: Finding) -> Asked:
    """The same, for what has looked already whether it may: the seed is in it.

    Raises:
        UsageError: when it is not in this ledger, or of another release.
    """
    text = node.ledger.parameters(NAME, found.params)
    if text is None:
        raise UsageError("what this plan was asked for with is not in this ledger")
    try:
        return msgspec.json.decode(text, type=Asked)
    except msgspec.DecodeError as error:
        raise UsageError(f"this plan was made by another release: {error}") from error


def revisions_before(node: "Opened", found: Finding) -> Finding | None:
    """The revision of a plan before this one, or None of a first."""
    return next(
        (
            each
            for each in read_findings(node)
            if each.event_id == found.event_id and each.revision == found.revision - 1
        ),
        None,
    )


def shifts_of(node: "Opened", found: Finding) -> list[Shift]:
    """The shifts that a plan was made from, in the order of its evidence.

    Raises:
        UsageError: when one of them was erased, or is not this person's to see.
    """
    held = {each.id: each for each in shifts(node, ids=found.evidence)}
    gone = node.ledger.erased(found.evidence)
    if gone:
        raise UsageError(f"a shift of this plan was erased under {sorted(set(gone.values()))[0]}")
    if any(each not in held for each in found.evidence):
        raise UsageError("a shift of this plan cannot be read: ask who owns it")
    return [held[each] for each in found.evidence]


def _territories(wish: Wish, told: PatrolSettings) -> tuple[tuple[Bar, ...], tuple[str, ...]]:
    """Territories without a recorded protocol, as bars; and the reasons that say so (LAW.md rule 6)."""
    ground = stretches(wish.from_km, wish.to_km, wish.stretch_km, wish.segment)
    shut = [each for each in told.territories if not (each.protocol or "").strip()]
    touched = Territories(shut).along(ground)
    found: list[Bar] = []
    for place, name in enumerate(touched):
        if name is None:
            continue
        stretch = ground[place]
        found.append(
            Bar(
                name=f"{name}, {stretch.name}",
                from_km=stretch.from_km,
                to_km=stretch.to_km,
                territory=True,
            )
        )
    names = dict.fromkeys(name for name in touched if name is not None)
    said = [Reason(code="patrol-plan-territory", args={"name": name}) for name in names]
    return tuple(found), tuple(encode_reason(each) for each in said)


def _breaches(node: "Opened", own: Sequence[Shift], rest: Rest) -> list[Reason]:
    """Who of these is booked twice or has too little rest, among all shifts and orders around."""
    week = 7 * 24 * HOUR
    begin, end = min(e.begins for e in own) - week, max(e.ends for e in own) + week
    every = shifts(node, since=begin, until=end)
    keys = {each.id: duty_key(each) for each in every}
    planned = [
        duty_of(each.order, keys.get(each.order.shift, each.order.event_id))
        for each in orders(node, since=begin, until=end)
        if each.in_force
    ]
    mine = {name for each in own for name in each.officers}
    found = all_breaches([*map(duty, every), *planned], rest)
    return [reason_of(each) for each in found if each.officer in mine]


def reason_of(breach: Breach) -> Reason:
    """What does not hold, as a reason of a plan."""
    args: dict[str, float | int | str | None] = {
        "officer": breach.officer,
        "one": breach.one,
        "other": breach.other,
    }
    if breach.bound:
        args |= {"hours": breach.hours, "bound": breach.bound}
    return Reason(code=f"patrol-plan-{breach.what}", args=args)


def _marking(node: "Opened", own: Sequence[Shift]) -> Marking:
    """A plan is marked as tightly as its shifts together, and owned by whoever plans too."""
    now = node.ledger.markings_now({each.id: each.marking for each in own})
    return join([*(now[each.id] for each in own), node.default_marking()])
