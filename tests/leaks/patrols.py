"""Plans of patrol under a marking, for whoever asks what is told of them."""

from northline.app.node import Node
from northline.app.patrol.planning import plan
from northline.app.patrol.shifts import state_roster
from northline.app.patrol.wishes import Wish
from northline.decisions.rest import Rest
from tests.app.rostered import roster

DAYS = {"hidden": "2026-07-02", "open": "2026-07-06", "later": "2026-07-10"}
"""A day of its own for each, so that a plan is of these shifts alone."""


def planned(node: Node, marking: str, word: str) -> tuple[str, str]:
    """Shifts under a marking, and a plan of them: the ids of the plan and of an order of it."""
    day = DAYS[word]
    rows = (
        f"cot:{word}-{n},{word} {n},boat,in-canada,{word} officer {n},"
        f"{day}T10:00:00Z,{day}T14:00:00Z,-82.93,42.34,,"
        for n in range(2)
    )
    taken = state_roster(node, roster(*rows), marking, rest=Rest())
    assert not taken.wrong
    made = plan(node, Wish(from_km=2300.0, to_km=2320.0, day=day, seed=3))
    return made.finding.id.hex(), made.orders[0].id.hex()
