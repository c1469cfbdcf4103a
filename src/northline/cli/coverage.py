"""Coverage of the strip along the line in a terminal: stretches by hour, and the gaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import table

if TYPE_CHECKING:
    from northline.app.coverage import Covered
    from northline.app.node import Node

coverage = App(
    name="coverage",
    help="Tell how probably one who crosses the line is seen three times, and where the gaps are.",
)

Class = Annotated[str | None, Parameter(name="--class")]

GAPS = (
    *("class", "segment", "km", "until_km", "length", "hours", "km_hours", "least", "mean"),
    "ports",
)


@coverage.default
def show_coverage(
    *,
    at: str | None = None,
    hours: int = 24,
    target: Class = None,
    side: str | None = None,
    near: str | None = None,
    terrain: Path | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Tell how probably one who crosses the strip of 5 km on each side is seen at least three times.

    Args:
        at: Up to the hour that holds this instant, such as 2026-07-01T14:00:00Z; otherwise now.
        hours: So many hours up to that one, 1 to 48.
        target: Only one class: walker, vehicle, snowmobile, boat, low-aircraft or drone.
        side: Only one side: canada or united-states; otherwise both together.
        near: Only stretches within LON,LAT,KM, such as -82.6,42.03,25; otherwise what is reached.
        terrain: A GeoTIFF of heights; otherwise as the settings name it, else the round earth alone.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.coverage import CLASSES, class_of, side_of
    from northline.app.coverage_told import told

    chosen, on = class_of(target), side_of(side)
    classes = CLASSES if chosen is None else (chosen,)
    with opened(options, settings=settings) as node:
        covered = _covered(node, at, hours, near, terrain, settings)
        document = told(covered, classes, on)
        columns = ("segment", "km", *document["chance"], "ports")
        return answer(options, document, table(_rows(document), columns), exercise=node.exercise)


@coverage.command(name="gaps")
def show_gaps(
    *,
    at: str | None = None,
    hours: int = 24,
    target: Class = None,
    side: str | None = None,
    near: str | None = None,
    terrain: Path | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """List the gaps, ranked: runs of stretches that are not covered, by kilometres times hours.

    Args:
        at: Up to the hour that holds this instant, such as 2026-07-01T14:00:00Z; otherwise now.
        hours: So many hours up to that one, 1 to 48.
        target: Only one class: walker, vehicle, snowmobile, boat, low-aircraft or drone.
        side: Only one side: canada or united-states; otherwise both together.
        near: Only stretches within LON,LAT,KM, such as -82.6,42.03,25; otherwise what is reached.
        terrain: A GeoTIFF of heights; otherwise as the settings name it, else the round earth alone.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.coverage import CLASSES, class_of, side_of
    from northline.app.coverage_told import told_gaps

    chosen, on = class_of(target), side_of(side)
    classes = CLASSES if chosen is None else (chosen,)
    with opened(options, settings=settings) as node:
        covered = _covered(node, at, hours, near, terrain, settings)
        document = told_gaps(covered, classes, on)
        rows = ({**gap, **_short(gap)} for gap in document["gaps"])
        return answer(options, document, table(rows, GAPS), exercise=node.exercise)


def _covered(
    node: Node,
    at: str | None,
    hours: int,
    near: str | None,
    terrain: Path | None,
    settings: Path | None,
) -> Covered:
    from northline.app import coverage as of
    from northline.app.elevation import raised
    from northline.app.sensors import near as place
    from northline.app.settings import find
    from northline.app.settings_terrain import terrain_of
    from northline.app.words import instant

    ground = raised(terrain or terrain_of(find(settings)))
    circle = None if near is None else place(near)
    return of.coverage(node, at=instant(at), hours=hours, around=circle, ground=ground)


def _rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for each stretch: of each class, the least and the mean of its hours, in percent."""
    for number, stretch in enumerate(document["stretches"]):
        row = dict(stretch)
        for name, hours in document["chance"].items():
            known = [hour[number] for hour in hours if hour[number] is not None]
            if known:
                least, mean = 100.0 * min(known), 100.0 * sum(known) / len(known)
                row[name] = (
                    f"{int(least)}-{int(mean)} %" if int(least) < int(mean) else f"{int(least)} %"
                )
        yield row


def _short(gap: dict[str, Any]) -> dict[str, Any]:
    """What a line of a table has room for."""
    words = {True: "open", False: "closed", None: "hours not known"}
    return {
        "hours": len(gap["hours"]),
        "ports": [f"{each['name']} ({words[each['open']]})" for each in gap["ports"]],
    }
