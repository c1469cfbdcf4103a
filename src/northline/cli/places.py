"""Where things are: the ports of entry, and where a position stands to the line."""

from typing import Any

import msgspec

from northline.cli.answer import answer
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError
from northline.records.time import parse_instant
from northline.records.units import Micros

_OPEN = {True: "open", False: "closed", None: "not known"}


def ports(
    *,
    open_at: str | None = None,
    mode: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List the ports of entry along the line, and whether each is open at an instant.

    Args:
        open_at: An instant such as 2026-07-01T14:00Z; unknown hours give "not known".
        mode: Only ports for road, rail, ferry, marine, air or pedestrian traffic.
    """
    from northline.geo import ports as geo

    modes = {each.value for each in geo.Mode}
    if mode is not None and mode not in modes:
        raise UsageError(f"--mode is {mode!r}; there are {', '.join(sorted(modes))}")
    at = None if open_at is None else _instant(open_at)
    found: list[dict[str, Any]] = []
    for port in geo.ports():
        if mode is None or mode in port.modes:
            document = msgspec.to_builtins(port, order="deterministic")
            if at is not None:
                document["open"] = geo.is_open(port, at)
            found.append(document)
    rows = [
        {
            **each,
            "canada": (each["canada"] or {}).get("name"),
            "united_states": each["united_states"]["name"],
            "open": _OPEN[each.get("open")],
        }
        for each in found
    ]
    columns = ["id", "name", "modes", "canada", "united_states", "lon", "lat"]
    columns += ["open"] if at is not None else []
    head = {} if open_at is None else {"open_at": open_at}
    return answer(options, {**head, "ports": found}, table(rows, columns))


def line(
    lon: float,
    lat: float,
    *,
    options: Options = PLAIN,
) -> int:
    """Tell on which side of the line a position is, how far from it, and where along it.

    Args:
        lon: Longitude in degrees, west negative.
        lat: Latitude in degrees.
    """
    from northline.app.catalogue import where
    from northline.geo.ports import port

    document = where(lon, lat)
    near = document["km"] is not None
    name = port(document["port"]).name if document["port"] else None
    shown = {
        "side": document["side"],
        "distance": _metres(document["distance"]),
        "along the line": f"{document['segment']} km {document['km']:.3f}" if near else None,
        "agreed there": document["agreed"],
        "nearest port": f"{name}, {_metres(document['port_distance'])}" if name else None,
        "line": document["attribution"],
    }
    return answer(options, document, facts(shown))


def _metres(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.0f} m" if value < 10_000 else f"{value / 1000:.1f} km"


def _instant(text: str) -> Micros:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise UsageError(
            f"--open-at is {text!r}; write an instant such as 2026-07-01T14:00Z, or a date"
        ) from error
