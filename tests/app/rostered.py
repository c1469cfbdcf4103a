"""A day of shifts on the Detroit River, on an open node, and plans of it."""

from typing import Any

from northline.app.node import Node
from northline.app.patrol.orders import OrderNow, orders
from northline.app.patrol.planning import Planned, plan
from northline.app.patrol.shifts import Taken, state_roster
from northline.app.patrol.wishes import Wish
from northline.decisions.rest import Rest

DAY = "2026-07-02"
HEADER = "identity,callsign,mode,side,officers,begins,ends,lon,lat,range,authority"
BOATS = tuple(
    f"cot:BOAT-{n},Boat {n},boat,in-canada,C. Example {n};D. Example {n},"
    f"{DAY}T10:00:00Z,{DAY}T16:00:00Z,-82.93,42.34,,"
    for n in range(3)
)
CARS = tuple(
    f"cot:CAR-{n},Car {n},vehicle,in-canada,A. Example {n};B. Example {n},"
    f"{DAY}T10:00:00Z,{DAY}T16:00:00Z,-83.04,42.3,,"
    for n in range(4)
)
DRONES = (
    f"cot:DRONE-1,,drone,in-canada,E. Example,{DAY}T10:30:00Z,{DAY}T16:00:00Z,-82.93,42.34,60000,airspace",
    f"cot:DRONE-2,,drone,in-canada,F. Example,{DAY}T10:30:00Z,{DAY}T16:00:00Z,-82.93,42.34,60000,",
)


def roster(*rows: str) -> bytes:
    """A roster with these rows."""
    return "\n".join((HEADER, *rows, "")).encode()


def staffed(node: Node, *rows: str) -> Taken:
    """The node, told the shifts of the day, or these."""
    return state_roster(node, roster(*(rows or (*BOATS, *CARS, *DRONES))), rest=Rest())


def planned(node: Node, **more: Any) -> Planned:
    """A plan of the day, of the waters off Windsor."""
    wish = {"from_km": 2280.0, "to_km": 2320.0, "day": DAY, "seed": 7, **more}
    return plan(node, Wish(**wish))


def of(node: Node, unit: str) -> OrderNow:
    """The order of a unit."""
    (found,) = orders(node, unit=unit)
    return found
