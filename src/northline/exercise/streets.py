"""The roads of an exercise: made-up streets along either bank, told once as a list of edges.

::

    at,network,edge,from,to,from_lon,from_lat,to_lon,to_lat,length,speed_kmh,surface,one_way,carried
    2026-08-15T18:00:00.000Z,ex-roads,ca-0-1-along,ca-0-1,ca-1-1,-83.1,42.2,-83.09,42.21,,50,paved,no,

Northline's own format ``edge-list``.  Streets lead along the bank, so many metres inland, and from
one to the next, every so often; a bridge joins the two countries, so that it can be seen that no
unit is sent over it (LAW.md rule 8).  Nothing is drawn by chance, and no street is a real one.
"""

import csv
import io

from northline.exercise.radio import Message
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Sent
from northline.records.time import format_instant

ROADS = "roads"
"""The feed."""

COLUMNS = (
    *("at", "network", "edge", "from", "to", "from_lon", "from_lat", "to_lon", "to_lat"),
    *("length", "speed_kmh", "surface", "one_way", "carried"),
)
NETWORK = "ex-roads"
AT_ONCE = 40
"""Rows of one message."""

COUNTRIES = {1: "ca", -1: "us"}


def tell(scenario: Scenario, river: River) -> tuple[tuple[Message, ...], Sent]:
    """What is said of the roads, and how much that is; nothing is lost on the way."""
    assert scenario.roads is not None
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *edges(scenario, river)]
    said: list[Message] = []
    for first in range(0, len(rows), AT_ONCE):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in rows[first : first + AT_ONCE]:
            writer.writerow([row.get(name, "") for name in COLUMNS])
        said.append(Message(1.0 + 0.01 * len(said), text.getvalue().encode(), ROADS))
    size = sum(len(each.data) for each in said)
    return tuple(said), Sent(messages=len(said), lines=len(rows), bytes=size)


def edges(scenario: Scenario, river: River) -> list[dict[str, str]]:
    """Every street, piece by piece."""
    streets = scenario.roads
    assert streets is not None
    at = format_instant(scenario.begins)
    count = int(river.length // streets.every) + 1
    places: dict[str, tuple[float, float]] = {}
    for side, country in COUNTRIES.items():
        for column in range(count):
            s = column * streets.every
            for row, inland in enumerate(streets.rows):
                shore = 0.0 if scenario.land else float(river.across(s, float(side)))
                across = shore + side * inland
                lon, lat = river.degrees(s, across)
                places[f"{country}-{column}-{row}"] = float(lon), float(lat)
    told: list[dict[str, str]] = []

    def lead(edge: str, begin: str, end: str, kmh: float, carried: str = "") -> None:
        (lon, lat), (to_lon, to_lat) = places[begin], places[end]
        told.append(
            {
                "at": at, "network": NETWORK, "edge": edge, "from": begin, "to": end,
                "from_lon": f"{lon:.6f}", "from_lat": f"{lat:.6f}",
                "to_lon": f"{to_lon:.6f}", "to_lat": f"{to_lat:.6f}",
                "speed_kmh": f"{kmh:g}", "surface": "paved", "one_way": "no", "carried": carried,
            }
        )  # fmt: skip

    outer = len(streets.rows) - 1
    for country in COUNTRIES.values():
        for column in range(count):
            for row in range(len(streets.rows)):
                here = f"{country}-{column}-{row}"
                if column + 1 < count:
                    kmh = streets.outer_speed if row == outer else streets.speed
                    lead(f"{here}-along", here, f"{country}-{column + 1}-{row}", kmh)
                if row < outer:
                    lead(f"{here}-inland", here, f"{country}-{column}-{row + 1}", streets.speed)
    if streets.bridge is not None:
        column = min(round(river.reaches[streets.bridge] / streets.every), count - 1)
        lead("bridge", f"ca-{column}-0", f"us-{column}-0", streets.speed, "bridge")
    return told
