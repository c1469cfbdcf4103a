"""Hours on patrol by stretch, planned and done, and what control taught, as the operator may see it."""

from typing import TYPE_CHECKING, Any

from northline.app.patrol.risk import Assessed
from northline.app.reading import Ask, read_table
from northline.engines.patrol.control import Patrolled, Taught, taught
from northline.engines.patrol.evidence import Event
from northline.geo.stretches import STRETCH_KM, stretch_of
from northline.records.patrol_order import AT_DEPOT

if TYPE_CHECKING:
    from northline.app.opened import Opened

HOUR_SECONDS = 3_600.0
WITHDRAWN = "withdrawn"

ORDER = (
    *("id", "event_id", "revision", "state", "point_after", "point_stretch", "stretch_km"),
    "control",
)
LEG = ("id", "since", "segment", "stretches", "begins", "seconds", "order")


def hours_planned(node: "Opened", assessed: Assessed) -> dict[int, float]:
    """Hours that orders put units on each stretch: from way point to way point, the newest revision."""
    newest: dict[bytes, dict[str, Any]] = {}
    for row in _rows(node, "patrol-order", ORDER):
        last = newest.get(row["event_id"])
        if last is None or row["revision"] > last["revision"]:
            newest[row["event_id"]] = row
    found: dict[int, float] = {}
    length = assessed.risk.ground.stretch_km
    for row in newest.values():
        if str(row["state"]) == WITHDRAWN:
            continue
        after = row["point_after"]
        for n, number in enumerate(row["point_stretch"][:-1]):
            if number == AT_DEPOT:
                continue
            there = stretch_of((number + 0.5) * row["stretch_km"], length)
            hours = (after[n + 1] - after[n]) / HOUR_SECONDS
            found[there] = found.get(there, 0.0) + hours
    return found


def what_control_taught(node: "Opened", assessed: Assessed) -> Taught:
    """Crossings found an hour on patrol, of those placed by lot against those led by risk.

    A crossing is found on patrol when it took place on the stretch where a unit was, while it was
    there.  Legs that follow no order are in neither.  Nothing of a territory is in it.
    """
    by_lot = {row["id"]: bool(row["control"]) for row in _rows(node, "patrol-order", ORDER)}
    events: dict[int, list[Event]] = {}
    for each in assessed.risk.events:
        middle = (each.stretch + 0.5) * assessed.risk.ground.stretch_km
        events.setdefault(stretch_of(middle, STRETCH_KM), []).append(each)
    closed = {
        stretch_of((n + 0.5) * assessed.risk.ground.stretch_km, STRETCH_KM)
        for n, spot in assessed.risk.place.items()
        if assessed.risk.ground.closed[spot] is not None
    }
    segment = assessed.risk.ground.stretches[0].segment if assessed.risk.place else ""
    hours, found = {True: 0.0, False: 0.0}, {True: set[str](), False: set[str]()}
    for row in _rows(node, "patrol-leg", LEG):
        lot = by_lot.get(row["order"])
        if lot is None or row["segment"] != segment:
            continue
        since = _micros(row["since"])
        for number, begin, lasts in zip(
            row["stretches"], row["begins"], row["seconds"], strict=True
        ):
            if number in closed:
                continue
            hours[lot] += lasts / HOUR_SECONDS
            start = since + round(begin * 1e6)
            end = start + round(lasts * 1e6)
            there = events.get(number, ())
            found[lot].update(each.id for each in there if start <= each.at <= end)
    return taught(
        Patrolled(hours=hours[True], found=len(found[True])),
        Patrolled(hours=hours[False], found=len(found[False])),
        assessed.risk.params.few,
    )


def _rows(node: "Opened", kind: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_table(node, Ask(kind, columns=columns)).to_pylist()
    return rows


def _micros(value: Any) -> int:
    """An instant as a table gives it, us."""
    return value if isinstance(value, int) else round(value.timestamp() * 1e6)
