"""Units in a terminal."""

from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table

COLUMNS = (
    *("identity", "callsign", "mode", "state", "crew", "range", "speeds", "authority"),
    *("lon", "lat", "placed_at", "marking"),
)


def units(
    *,
    at: str | None = None,
    near: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List units: who is out, where, with which crew, range and authority; free, or sent.

    Args:
        at: As it was stated at an instant such as 2026-07-01T14:00:00Z; otherwise now.
        near: Only within LON,LAT,KM, the nearest first, such as -82.6,42.03,25.
    """
    from northline.app.sensors import near as place
    from northline.app.units import told
    from northline.app.units import units as every
    from northline.app.words import instant

    with opened(options) as node:
        around = None if near is None else place(near)
        found = [told(each) for each in every(node, at=instant(at), around=around)]
        columns = (*COLUMNS, "distance") if near else COLUMNS
        lines = table([_row(each) for each in found], columns)
        return answer(options, {"units": found, "count": len(found)}, lines, exercise=node.exercise)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    """A unit as a line of a table; metres and metres per second as the columns have them."""
    speeds = {
        name.removeprefix("speed_"): told[name]
        for name in ("speed_road", "speed_off_road", "speed_water", "speed_air")
        if told[name] is not None
    }
    sent = told["sent"]
    state = "free" if sent is None else f"sent by {sent['by']}"
    return {**told, "state": state, "speeds": speeds or None}
