"""The registry of sensors in a terminal."""

from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table

COLUMNS = (
    *("identity", "name", "sort", "state", "since", "operator", "lon", "lat", "range"),
    *("sector", "revisit", "detection"),
)


def sensors(
    *,
    at: str | None = None,
    near: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List sensors: where each is, what it sees and how well, and whether it works.

    Args:
        at: As it was stated at an instant such as 2026-07-01T14:00:00Z; otherwise now.
        near: Only within LON,LAT,KM, the nearest first, such as -82.6,42.03,25.
    """
    from northline.app.sensors import near as place
    from northline.app.sensors import sensors as registry
    from northline.app.sensors_told import told
    from northline.app.words import instant

    with opened(options) as node:
        around = None if near is None else place(near)
        found = [told(each) for each in registry(node, at=instant(at), around=around)]
        columns = (*COLUMNS, "distance") if near else COLUMNS
        lines = table([_row(each) for each in found], columns)
        document = {"sensors": found, "count": len(found)}
        return answer(options, document, lines, exercise=node.exercise)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    """A sensor as a line of a table; metres and seconds as the columns have them."""
    begin, end = told["bearing_from"], told["bearing_to"]
    chances = [
        f"{each['target']}/{each['light']} {each['probability']:g}"
        + (f" ({each['measured']} looks)" if each["measured"] else " (maker)")
        for each in told["detection"]
    ]
    sector = None if begin is None else f"{begin:.0f}-{end:.0f}"
    return {**told, "since": told["state_at"], "sector": sector, "detection": ", ".join(chances)}
