"""Replay of a plan of patrol: made again from its shifts and from what it was asked for with.

A plan is no step of an engine that reads on: a person asked for it.  What it was asked for with is kept
whole, rates and seed among it; its shifts are its evidence.  So it is made again from these, and its
reasons, its score and every way point that it drew are compared.  A solver may answer otherwise on
another machine or release where two plans are equally good: then that is what the replay says.
"""

from typing import TYPE_CHECKING

from northline.app.patrol.drafting import drafts
from northline.app.patrol.planning import asked_from, finding_of, revisions_before
from northline.app.patrol.shifts import shifts
from northline.app.reading import Ask, read_table
from northline.app.results import Replay
from northline.engines.patrol.making import VERSION, made_of
from northline.records.errors import NorthlineError
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named
from northline.records.patrol_order import PatrolOrder
from northline.records.shift import Shift

if TYPE_CHECKING:
    from northline.app.opened import Opened

DRAWN = (
    "state",
    "point_after",
    "point_lon",
    "point_lat",
    "point_stretch",
    "check_in_after",
    "control",
)
"""What of an order is drawn, and must come out the same."""


def replay_plan(node: "Opened", found: Finding) -> Replay:
    """Make a plan again and compare."""
    gone = node.ledger.erased((*found.evidence, *found.about))
    if gone:
        return Replay(same=False, why=f"evidence erased under rule {min(gone.values())}")
    if found.engine_version != VERSION:
        return Replay(
            same=False,
            why=f"not computable with this release: patrol {found.engine_version} made it, this is "
            f"{VERSION}",
        )
    own = _shifts(node, found)
    if own is None:
        return Replay(same=False, why="a shift that it was made from cannot be read")
    before = revisions_before(node, found)
    try:
        asked = asked_from(node, found)
        made = made_of(asked, own)
    except NorthlineError as error:
        return Replay(same=False, why=str(error))
    again = finding_of(made, asked, own, before, found.params)
    for name in ("id", "event_id", "revision", "score", "reasons", "since", "until"):
        if getattr(again, name) != getattr(found, name):
            return Replay(same=False, steps=1, why=f"made again, the plan has another {name}")
    held = _orders(node, found)
    drawn = {
        each.shift: tuple(getattr(each, name) for name in DRAWN)
        for each in drafts(made, asked, own, found.event_id, ())
    }
    for each in held:
        if (
            each.shift in drawn
            and tuple(getattr(each, name) for name in DRAWN) != drawn[each.shift]
        ):
            return Replay(
                same=False, steps=1, why=f"made again, the order of {each.name} is another"
            )
    return Replay(same=True, steps=1)


def _shifts(node: "Opened", found: Finding) -> list[Shift] | None:
    held = {each.id: each for each in shifts(node, ids=found.evidence)}
    if any(each not in held for each in found.evidence):
        return None
    return [held[each] for each in found.evidence]


def _orders(node: "Opened", found: Finding) -> list[PatrolOrder]:
    rows = read_table(node, Ask(PatrolOrder.kind, ids=list(found.about)))
    return [e for e in kind_named(PatrolOrder.kind).from_batch(rows) if isinstance(e, PatrolOrder)]
