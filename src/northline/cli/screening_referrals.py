"""Lookouts and referrals in a terminal, with their ends and their clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.listing import Schema
from northline.records.referral import ReplySort

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.app.screening.referrals import ReferralView

Several = Annotated[list[str] | None, Parameter(negative="")]

LOOKOUTS = ("identity", "names", "owner", "why", "since", "expires", "expired")
REFERRALS = ("id", "query_id", "to_agency", "ground", "reply_by", "state", "overdue", "reply")

lookouts = App(name="lookouts", help="Whom an agency asks to be told of, why, and until when.")


@lookouts.default
def list_lookouts(*, state: str = "all", options: Options = PLAIN) -> int:
    """List lookouts that one may see, those first that end soonest.

    Args:
        state: standing, expired or all.
    """
    from northline.app.screening.lookouts import lookouts as every
    from northline.app.screening.lookouts import told
    from northline.app.waiting import present

    with opened(options) as node:
        now = present(node)
        found = [told(each, now) for each in every(node, state=state)]
        lines = table(found, LOOKOUTS)
        return answer(options, {"lookouts": found}, lines, exercise=node.exercise)


lookouts.command(list_lookouts, name="list")


@lookouts.command(name="place")
def place(
    *name: str,
    why: str,
    authority: str,
    expires: str,
    alias: Several = None,
    schema: Schema = Schema.PERSON,
    identity: str | None = None,
    identifier: Several = None,
    born: Several = None,
    contact: str | None = None,
    marking: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Place a lookout of your own agency.

    Args:
        name: The name it stands under.
        why: Why, in your own words.
        authority: The lawful authority.
        expires: When it ends, such as 2026-12-31T00:00:00Z: within 366 days.
        alias: Another name. May be given again.
        schema: What is looked out for.
        identity: Its own name, to place one anew.
        identifier: A number as SCHEME:VALUE, such as passport:X123. May be given again.
        born: Date of birth: read by the adjudicator, in no score. May be given again.
        contact: Whom to tell.
        marking: Marking of the record; otherwise Protected B, your agency's own.
    """
    from northline.app.screening.lookouts import LookoutPlaced, place_lookout, told
    from northline.app.waiting import present

    placed = LookoutPlaced(
        names=(" ".join(name), *(alias or ())),
        why=why,
        authority=authority,
        expires=expires,
        schema=schema,
        identity=identity,
        identifiers=tuple(identifier or ()),
        born=tuple(born or ()),
        contact=contact,
        marking=marking,
    )
    with opened(options) as node:
        return _tell_lookout(node, told(place_lookout(node, placed), present(node)), options)


@lookouts.command(name="end")
def end(identity: str, /, *, reason: str, options: Options = PLAIN) -> int:
    """End a lookout of your own agency now: it matches nobody from then on.

    Args:
        identity: Its name.
        reason: Why, in your own words.
    """
    from northline.app.screening.lookouts import end_lookout, told
    from northline.app.waiting import present

    with opened(options) as node:
        return _tell_lookout(
            node, told(end_lookout(node, identity, reason), present(node)), options
        )


referrals = App(name="referrals", help="Admissibility that was referred, who replies, and by when.")


@referrals.default
def list_referrals(*, state: str = "all", options: Options = PLAIN) -> int:
    """List referrals that one may see, those first whose reply is overdue.

    Args:
        state: overdue, awaiting, answered, withdrawn or all.
    """
    from northline.app.screening.referrals import referrals as every
    from northline.app.screening.referrals import told

    with opened(options) as node:
        found = [told(each) for each in every(node, state=state)]
        lines = table(found, REFERRALS)
        return answer(options, {"referrals": found}, lines, exercise=node.exercise)


referrals.command(list_referrals, name="list")


@referrals.command(name="show")
def show(referral: str, /, *, options: Options = PLAIN) -> int:
    """Show a referral, with what was said of it and its clock.

    Args:
        referral: Id of the referral.
    """
    from northline.app.screening.referrals import one_referral

    with opened(options) as node:
        return _tell_referral(node, one_referral(node, referral), options)


@referrals.command(name="make")
def make(
    screening: str,
    /,
    *,
    to: str,
    ground: str,
    authority: str,
    reply_by: str,
    reason: str,
    options: Options = PLAIN,
) -> int:
    """Refer somebody's admissibility on a screening, signed.

    Args:
        screening: Id of the screening that it rests on.
        to: The agency that looks into it.
        ground: The ground of inadmissibility, in words.
        authority: The provision that it is referred under.
        reply_by: Until when a reply is awaited, such as 2026-12-31T00:00:00Z.
        reason: Why, in your own words.
    """
    from northline.app.screening.referrals import ReferralMade, refer

    made = ReferralMade(
        screening=screening,
        to_agency=to,
        ground=ground,
        authority=authority,
        reply_by=reply_by,
        reason=reason,
    )
    with opened(options) as node:
        return _tell_referral(node, refer(node, made), options)


@referrals.command(name="reply")
def reply(referral: str, said: ReplySort, /, *, reason: str, options: Options = PLAIN) -> int:
    """Reply to a referral, or withdraw your own, signed.

    Args:
        referral: Id of the referral.
        said: no-concern, concern, information-needed, or withdrawn.
        reason: Why, in your own words.
    """
    from northline.app.screening.referrals import reply_to

    with opened(options) as node:
        return _tell_referral(node, reply_to(node, referral, said, reason), options)


def _tell_lookout(node: Node, made: dict[str, Any], options: Options) -> int:
    names = ("identity", "names", "owner", "why", "authority", "since", "expires", "expired", "id")
    lines = facts({name: made[name] for name in names})
    return answer(options, {"lookout": made}, lines, exercise=node.exercise)


def _tell_referral(node: Node, view: ReferralView, options: Options) -> int:
    from northline.app.screening.referrals import told

    made = told(view)
    names = (
        *("id", "query_id", "names", "from_agency", "to_agency", "ground", "authority", "reason"),
        *("by", "reply_by", "state", "overdue", "reply"),
    )
    lines = [
        *facts({name: made[name] for name in names}),
        "",
        *table(made["replies"], ("at", "reply", "by", "agency", "reason")),
    ]
    return answer(options, {"referral": made}, lines, exercise=node.exercise)
