"""Made-up units, roads, sensors and findings for dispatch, on the Detroit River or on the prairie."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa

from northline.engines.dispatch import Dispatch, DispatchParams, DispatchState
from northline.geo.distance import near_distance
from northline.records.finding import Finding, Reason
from northline.records.record import Record
from northline.records.road import Road
from northline.records.schema import kind_of
from northline.records.sensor import Sensor
from northline.records.track import Track
from northline.records.unit import Unit
from tests.engines.traffic import EPOCH, MARKING, moment

Row = Mapping[str, Any]
RIVER = (-83.118, 42.237)
"""On the Detroit River, in Canada, 800 m from the line."""

WINDSOR = (-83.05, 42.20)
"""On land in Canada."""


def table(record: type[Record], rows: Sequence[Row], *, delay: float = 1.0) -> pa.Table:
    """Rows of a kind; ``second`` is when each was so, after the beginning."""
    schema, made = kind_of(record).schema, []
    for k, row in enumerate(rows):
        said = dict(row)
        at = EPOCH + int(said.pop("second", 0.0) * 1e6)
        digest = hashlib.blake2b(f"{record.kind} {k} {row}".encode(), digest_size=16).digest()
        made.append(
            {
                "id": digest, "source": "made-up", "at": at, "marking": MARKING,
                "received": at + int(delay * 1e6), **said,
            }
        )  # fmt: skip
    columns = []
    for field in schema:
        values = [each.get(field.name) for each in made]
        if pa.types.is_timestamp(field.type):
            columns.append(pa.array(values, pa.int64()).cast(field.type))
        else:
            columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def unit(name: str, mode: str, lon: float | None, lat: float | None, **more: Any) -> Row:
    return {
        "identity": f"cot:{name}", "callsign": name, "mode": mode, "lon": lon, "lat": lat,
        "type": "a-f-G", "timed": True, "second": 590.0, "crew": 2, **more,
    }  # fmt: skip


def street(name: str, places: Sequence[tuple[float, float]], **more: Any) -> list[Row]:
    """Roads from place to place; a node is named by where it is."""
    rows: list[Row] = []
    for (lon, lat), (to_lon, to_lat) in pairwise(places):
        ends = f"{lon:.5f},{lat:.5f}", f"{to_lon:.5f},{to_lat:.5f}"
        rows.append(
            {
                "network": "test", "edge": f"{name} {ends[0]}>{ends[1]}", "from_node": ends[0],
                "to_node": ends[1], "lon": lon, "lat": lat, "to_lon": to_lon, "to_lat": to_lat,
                "length": float(near_distance(lon, lat, to_lon, to_lat)[0]), "speed": 14.0,
                "surface": "paved", "one_way": False, "closed": False, "timed": True, **more,
            }
        )  # fmt: skip
    return rows


def town(lon: float, lat: float, count: int = 30, step: float = 0.004, **more: Any) -> list[Row]:
    """Streets east and north from a corner, every ``step`` degrees."""
    xs = [round(lon + step * i, 6) for i in range(count)]
    ys = [round(lat + step * i, 6) for i in range(count)]
    rows = []
    for y in ys:
        rows += street("east", [(x, y) for x in xs], **more)
    for x in xs:
        rows += street("north", [(x, y) for y in ys], **more)
    return rows


def sailing(
    identity: str, lon: float, lat: float, *, knots: float | None = 8.0, course: float = 70.0,
    craft: str = "vessel", until: float = 600.0, sigma: float = 10.0,
) -> list[Row]:  # fmt: skip
    """The last points of a track that ends at a place, and a later one of another thing."""
    said = {"craft": craft, "sigma": sigma, "evidence": [], "points": 9}
    own = {"track": identity.encode().ljust(16, b"T")[:16], "identity": identity}
    return [
        {**said, **own, "lon": lon, "lat": lat, "second": until, "speed_knots": knots,
         "course": course},
        {**said, "track": b"another" + bytes(9), "identity": None, "lon": -60.0, "lat": 44.0,
         "second": until + 5.0},
    ]  # fmt: skip


def found(
    lon: float, lat: float, *, subject: str = "mmsi:316000001", finding: str = "dark-crossing",
    second: float = 600.0, event: bytes = b"event", **more: Any,
) -> Row:  # fmt: skip
    return {
        "event_id": event.ljust(16, b"."), "revision": 1, "finding": finding, "subject": subject,
        "since": EPOCH, "until": EPOCH + int(second * 1e6), "score": 0.97, "reasons": [],
        "evidence": [], "engine": "crossing", "engine_version": "3", "params": bytes(32),
        "lon": lon, "lat": lat, "sigma": 10.0, "km": 2300.0, "second": second, **more,
    }  # fmt: skip


def tables(
    *, units: Sequence[Row] = (), roads: Sequence[Row] = (), sensors: Sequence[Row] = (),
    tracks: Sequence[Row] = (), findings: Sequence[Row] = (),
) -> dict[str, pa.Table]:  # fmt: skip
    given: dict[str, tuple[type[Record], Sequence[Row]]] = {
        "unit": (Unit, units), "road": (Road, roads), "sensor": (Sensor, sensors),
        "track": (Track, tracks), "finding": (Finding, findings),
    }  # fmt: skip
    return {kind: table(record, rows) for kind, (record, rows) in given.items() if rows}


def planned(
    params: DispatchParams | None = None, state: DispatchState | None = None, **rows: Any
) -> list[Finding]:
    """The plans that one step makes of these rows."""
    step = Dispatch(params).step(state or DispatchState(), tables(**rows), moment())
    if step.findings is None:
        return []
    made = kind_of(Finding).from_batch(step.findings)
    return [each for each in made if isinstance(each, Finding)]


def plan(params: DispatchParams | None = None, **rows: Any) -> Finding:
    """The one plan of these rows."""
    (made,) = planned(params, **rows)
    return made


def lines(made: Finding, code: str) -> list[Reason]:
    """The lines of a plan with a code, such as ``send`` for ``dispatch-send``."""
    return [each for each in made.explained() if each.code == f"dispatch-{code}"]


def sent(made: Finding) -> list[str]:
    """Who is proposed, in order."""
    return [str(each.args["unit"]) for each in lines(made, "send")]


def left_out(made: Finding) -> dict[str, str]:
    """Who is not proposed, and why."""
    return {str(each.args["unit"]): str(each.args["why"]) for each in lines(made, "left-out")}


def route(line: Reason) -> list[tuple[float, float]]:
    """The way of a line."""
    places = [each.split(",") for each in str(line.args["route"]).split()]
    return [(float(lon), float(lat)) for lon, lat in places]


def sampled(kind: str) -> pa.Table:
    """Units and roads for the suite that every engine keeps to."""
    if kind == "road":
        return table(Road, town(-83.10, 42.24, count=6) + town(-83.16, 42.26, count=4))
    return table(
        Unit,
        [
            unit("CAR", "vehicle", -83.085, 42.25, second=0.0, range=200_000.0),
            unit("BOAT", "boat", -83.115, 42.25, second=0.0, crew=None,
                 authority=["cross-designated", "host-direction"], marking=8),
            unit("HELO", "helicopter", -83.0, 42.27, second=0.0, crew=1),
            unit("DRONE", "drone", -83.08, 42.27, second=0.0, authority=["airspace"]),
        ],
    )  # fmt: skip
