"""What risk learns from, as the operator may see it: crossings found, and when anybody watched.

Only the columns of the model's closed list are read (`northline.engines.patrol.evidence`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.app.deciding import all_decisions
from northline.app.reading import Ask, read, read_table
from northline.decisions.standing import of_event, standing
from northline.engines.patrol.evidence import DISMISSED, Event, columns, weight
from northline.engines.patrol.grid import HOUR
from northline.engines.patrol.territories import Territories
from northline.geo.line import SEGMENTS, offsets
from northline.geo.stretches import stretch_of
from northline.ledger.reading import system_clock
from northline.records.decision import Decision, Verb
from northline.records.units import Degrees, Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Evidence(NamedTuple):
    """What was found.

    Attributes:
        events: that may be learned from, by time.
        inside: those in a territory, which are not, and its name.
        dismissed: how many were dismissed.
        placeless: how many have no place on this segment of the line.
    """

    events: tuple[Event, ...]
    inside: tuple[tuple[Event, str], ...]
    dismissed: int
    placeless: int


class Watched(NamedTuple):
    """When anything was watched.

    Attributes:
        hours: beginnings of the hours in which there is a track of anything, ascending, us.
        now: end of the present hour; in an exercise, of the hour of its newest track.
    """

    hours: NDArray[np.int64]
    now: Micros


def watched(node: "Opened") -> Watched:
    """When anything was watched: an hour in which nothing moved anywhere counts as unwatched."""
    found: set[int] = set()
    for batch in read(node, Ask("track", columns=columns("track"))):
        at = batch.column("at").cast("int64").to_numpy(zero_copy_only=False)
        found.update(np.unique(at // HOUR * HOUR).tolist())
    hours = np.array(sorted(found), np.int64)
    now = int(hours[-1]) if node.exercise and len(hours) else system_clock()
    return Watched(hours, Micros((now // HOUR + 1) * HOUR))


def evidence(
    node: "Opened",
    counts: Sequence[str],
    territories: Territories,
    stretch_km: float,
    segment: str,
    known_by: Micros | None = None,
) -> Evidence:
    """What was found of the kinds that count.

    Args:
        node: an open node.
        counts: kinds of finding.
        territories: of First Nations.
        stretch_km: length of a stretch, km.
        segment: of the line.
        known_by: only what was known at this instant; a decision that was retracted since counts
            nothing, for the past is read with the rights and retractions of today.
    """
    rows = _newest(read_table(node, Ask("finding", columns=columns("finding"))), known_by)
    rows = [each for each in rows if each["finding"] in counts]
    stood = _states(all_decisions(node), rows, known_by)
    placed = [each for each in rows if each["lon"] is not None and each["lat"] is not None]
    lon, lat = (np.array([each[name] for each in placed], np.float64) for name in ("lon", "lat"))
    told = offsets(lon, lat)
    here = told.segment == SEGMENTS.index(segment)
    names = territories.at(lon.tolist(), lat.tolist())
    events: list[Event] = []
    inside: list[tuple[Event, str]] = []
    for n, row in enumerate(placed):
        if not here[n]:
            continue
        event = _event(row, stood[row["event_id"]], stretch_of(float(told.km[n]), stretch_km))
        name = names[n]
        if name is not None and event.weight > 0.0:
            inside.append((event, name))
        elif event.weight > 0.0:
            events.append(event)
    return Evidence(
        events=tuple(sorted(events, key=lambda each: (each.at, each.id))),
        inside=tuple(inside),
        dismissed=sum(stood[each["event_id"]] == DISMISSED for each in rows),
        placeless=len(rows) - int(here.sum()),
    )


def _newest(table: Any, known_by: Micros | None) -> list[dict[str, Any]]:
    """Of each event the newest revision that was known."""
    for name in ("received", "since", "until"):
        table = table.set_column(
            table.schema.get_field_index(name), name, table.column(name).cast("int64")
        )
    last: dict[bytes, dict[str, Any]] = {}
    for row in table.to_pylist():
        event = row["event_id"]
        if known_by is not None and row["received"] > known_by:
            continue
        if event not in last or row["revision"] > last[event]["revision"]:
            last[event] = row
    return list(last.values())


def _states(
    decisions: Sequence[Decision], rows: Sequence[dict[str, Any]], known_by: Micros | None
) -> dict[bytes, str]:
    """Where each event stands."""
    known = [
        each
        for each in decisions
        if known_by is None or each.at <= known_by or each.verb is Verb.RETRACT
    ]
    by_event: dict[bytes, list[Decision]] = {}
    for each in known:
        by_event.setdefault(each.event_id or each.about, []).append(each)
    found = {}
    for row in rows:
        about = of_event(row["event_id"], [row["id"]], by_event.get(row["event_id"], ()))
        found[row["event_id"]] = standing(row["id"], about)[0].value
    return found


def _event(row: dict[str, Any], state: str, stretch: int) -> Event:
    return Event(
        id=row["event_id"].hex(),
        at=Micros((row["since"] + row["until"]) // 2),
        lon=Degrees(row["lon"]),
        lat=Degrees(row["lat"]),
        stretch=stretch,
        weight=weight(state, float(row["score"])),
        state=state,
    )
