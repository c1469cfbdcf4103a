"""Officer safety in a terminal: check-ins, who is overdue, and where radios are dead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.check_in import How

CHECKED = ("at", "unit", "how", "next_due", "officers", "lon", "lat", "by", "note")
WATCHED = (
    *("unit", "callsign", "state", "minutes", "word_at", "how", "due", "step", "action", "radio"),
    *("lon", "lat", "placed_at", "battery"),
)
ZONES = ("side", "segment", "km", "until_km", "length", "least", "mean")

Several = Annotated[list[str] | None, Parameter(negative="")]


def check_in(
    unit: str | None = None,
    /,
    *,
    how: How = How.RADIO,
    officer: Several = None,
    at: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
    minutes: float | None = None,
    last: Flag = False,
    note: str | None = None,
    marking: str | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Write down that a unit is well, and when it will be heard of again; without a unit, list.

    Args:
        unit: The unit, as its positions name it, such as cot:ON-CAR-4; otherwise the check-ins of
            the last day are listed.
        how: By which way it was said: radio, app or cot.
        officer: Name of an officer with it, as said. May be given again for more.
        at: When it was said, such as 2026-07-01T14:00:00Z; otherwise now.
        lon: Where, in degrees, with --lat.
        lat: Where, in degrees, with --lon.
        minutes: The next is awaited within so many; otherwise as the agency has it.
        last: The unit is back, and nobody waits for it.
        note: What else was said.
        marking: Marking of the record; otherwise unclassified, the agency's own.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.patrol import check_ins as of
    from northline.app.patrol.parameters import params_at
    from northline.app.settings import find

    with opened(options, settings=settings) as node:
        if unit is None:
            told = of.told(of.check_ins(node))
            document: dict[str, Any] = {"check_ins": told}
            return answer(options, document, table(told, CHECKED), exercise=node.exercise)
        said = of.Said(
            unit=unit,
            how=how,
            officers=tuple(officer or ()),
            at=at,
            lon=lon,
            lat=lat,
            minutes=minutes,
            last=last,
            note=note,
            marking=marking,
        )
        (made,) = of.told([of.check_in(node, said, params_at(find(settings)))])
        shown = {name: made[name] for name in ("id", *CHECKED)}
        return answer(options, {"check_in": made}, facts(shown), exercise=node.exercise)


def overdue(
    *,
    every: Flag = False,
    at: str | None = None,
    terrain: Path | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Tell who is overdue, since when, where they were last, and whom to call.

    Ends with exit code 1 where anybody is overdue.

    Args:
        every: Those who are awaited, and those who are back, too.
        at: As it was at an instant such as 2026-07-01T14:00:00Z; otherwise now.
        terrain: A GeoTIFF of heights; otherwise as the settings name it, else the round earth alone.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.elevation import raised
    from northline.app.patrol import safety
    from northline.app.patrol.parameters import params_at
    from northline.app.settings import find
    from northline.app.settings_terrain import terrain_of
    from northline.app.words import instant

    path = find(settings)
    ground = raised(terrain or terrain_of(path))
    with opened(options, settings=settings) as node:
        found = safety.watched(node, params_at(path), at=instant(at), ground=ground)
        late = sum(each.state == safety.LATE for each in found)
        told = [safety.told(each) for each in found if every or each.state == safety.LATE]
        lines = table([_row(each) for each in told], WATCHED)
        document = {"overdue": late, "units": told}
        return answer(options, document, lines, exercise=node.exercise, code=1 if late else 0)


def dead_zones(
    *,
    near: str | None = None,
    at: str | None = None,
    terrain: Path | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """List where radios are dead along the line: less of the ground is reached by a site than enough.

    Args:
        near: Only kilometres within LON,LAT,KM, such as -97.6,49.0,25; otherwise what a site may reach.
        at: As it was stated at an instant such as 2026-07-01T14:00:00Z; otherwise now.
        terrain: A GeoTIFF of heights; otherwise as the settings name it, else the round earth alone.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.elevation import raised
    from northline.app.patrol import dead_zones as of
    from northline.app.patrol.parameters import params_at
    from northline.app.sensors import near as place
    from northline.app.settings import find
    from northline.app.settings_terrain import terrain_of
    from northline.app.words import instant

    path = find(settings)
    ground = raised(terrain or terrain_of(path))
    with opened(options, settings=settings) as node:
        radios = of.dead_zones(
            node,
            params_at(path),
            at=instant(at),
            around=None if near is None else place(near),
            ground=ground,
        )
        told = of.told(radios)
        lines = (
            table(told["zones"], ZONES)
            if told["computable"]
            else [f"not computable: {told['why']}"]
        )
        return answer(options, told, lines, exercise=node.exercise)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    """What a line of a table has room for."""
    late = told["seconds_overdue"]
    action = told["action"]
    return {
        **told,
        "minutes": None if late is None else round(late / 60.0, 1),
        "step": f"{told['step']} of {told['steps']}",
        "action": None if action is None else action["en"],
    }
