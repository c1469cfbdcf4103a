"""Risk by stretch and hour in a terminal: rates with their bounds, why, territories, how good it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import table
from northline.records.errors import UsageError

STRETCHES = ("name", "terrain", "territory", "total", "total_low", "total_high", "worst", "at")
TERRITORIES = ("territory", "protocol", "line", "risk", "found", "patrolled", "factor", "events")
GROUPS = ("tenth", "cells", "expected", "observed")


def risk(
    *,
    from_km: float | None = None,
    to_km: float | None = None,
    segment: str = "atlantic-pacific",
    since: str | None = None,
    hours: int | None = None,
    explain: str | None = None,
    territories: Flag = False,
    calibration: Flag = False,
    control: Flag = False,
    terrain: Path | None = None,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Tell how many crossings away from ports are expected by stretch and hour, and how sure that is.

    Args:
        from_km: From this kilometre of the line; otherwise all that is watched or where anything was found.
        to_km: To this kilometre.
        segment: Segment of the line: atlantic-pacific or alaska.
        since: From the hour that holds this instant, such as 2026-07-01T14:00:00Z; otherwise now.
        hours: So many hours, 1 to 168; otherwise 24, and the last 168 with --calibration.
        explain: Why: number of a stretch @ an instant in the hour, such as 456@2026-07-01T02:00:00Z.
        territories: Each First Nation's territory: its share of risk and patrol beside its share of the line.
        calibration: How the forecast of the last hours did that could be made before them.
        control: What patrols placed by lot found in an hour, against those led by risk.
        terrain: A GeoTIFF of heights; otherwise as the settings name it, else the round earth alone.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.elevation import raised
    from northline.app.patrol import risk as of
    from northline.app.patrol import risk_patrols, risk_told
    from northline.app.settings import find
    from northline.app.settings_patrol import patrol_of
    from northline.app.settings_terrain import terrain_of
    from northline.app.words import instant

    if sum((explain is not None, territories, calibration, control)) > 1:
        raise UsageError("--explain, --territories, --calibration and --control: one at a time")
    path = find(settings)
    setting, ground = patrol_of(path), raised(terrain or terrain_of(path))
    asked = of.Where(from_km, to_km, segment)
    with opened(options, settings=settings) as node:
        if calibration:
            replayed = of.calibrate(
                node, asked, hours=hours or of.WEEK, setting=setting, raised=ground
            )
            document = risk_told.told_calibration(replayed)
            return answer(options, document, _calibration(document), exercise=node.exercise)
        stretch, at = (None, instant(since)) if explain is None else of.stretch_and_hour(explain)
        if stretch is not None:
            asked = of.around(asked, stretch)
        assessed = of.assess(
            node,
            asked,
            since=at,
            hours=1 if stretch is not None else (hours or 24),
            setting=setting,
            raised=ground,
        )
        if stretch is not None:
            why = of.explain(assessed, stretch, assessed.hours[0])
            document = risk_told.told_explained(assessed, why)
            return answer(options, document, _why(document), exercise=node.exercise)
        if control:
            taught = risk_patrols.what_control_taught(node, assessed)
            document = risk_told.told_control(taught, setting.params.control_share)
            return answer(options, document, _taught(document), exercise=node.exercise)
        if territories:
            planned = risk_patrols.hours_planned(node, assessed)
            document = risk_told.told_territories(assessed, of.shares(assessed, planned))
            lines = table(document["territories"], TERRITORIES)
            return answer(options, document, lines, exercise=node.exercise)
        document = risk_told.told(assessed)
        return answer(options, document, _lines(document), exercise=node.exercise)


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    evidence, watched = document["evidence"], document["watched"]
    yield (
        f"Learned from {evidence['events']} crossings found, {evidence['dismissed']} dismissed and "
        f"{evidence['in_territories']} in territories left out; seizures: {evidence['seizures']}; "
        f"coverage {watched['coverage']}; hours watched: {watched['hours']}."
    )
    hours = document["hours"]
    rows = []
    for each in document["stretches"]:
        worst = max(range(len(hours)), key=lambda n: each["rate"][n])
        rows.append({**each, "worst": each["rate"][worst], "at": hours[worst]})
    yield from table(sorted(rows, key=lambda each: -each["total"]), STRETCHES)


def _why(document: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{document['name']}, {document['hour']}: {document['rate']:.3g} crossings expected in the hour, "
        f"with 90 % between {document['low']:.3g} and {document['high']:.3g}."
    )
    for part in document["parts"]:
        yield f"{part['value']:+.3g}  {part['en']}"
        for each in part["evidence"]:
            yield f"          event {each}"


def _calibration(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"Forecast as of {document['since']} of the hours to {document['until']}."
    if document["verdict"] == "nothing-watched":
        yield "Nothing was watched before: there is nothing to judge."
        return
    if document["verdict"] == "too-few":
        yield "Too few crossings were found in it to tell anything."
    yield (
        f"Expected to be seen {document['expected']:.3g}, found {document['observed']:.3g}; deviance "
        f"{document['deviance']:.4g}, of the flat forecast {document['flat']:.4g}, of a flat one with "
        f"the same total {document['level']:.4g}."
    )
    rows = [{"tenth": n + 1, **each} for n, each in enumerate(document["groups"])]
    yield from table(rows, GROUPS)


def _taught(document: Mapping[str, Any]) -> Iterator[str]:
    for name in ("control", "led"):
        each = document[name]
        yield f"{name}: {each['found']} crossings found in {each['hours']:.4g} hours on patrol"
    if document["verdict"] == "too-few":
        yield "Too few to tell whether patrols led by risk find more."
        return
    ratio, high = document["ratio"], document["high"]
    yield (
        f"Led by risk, an hour finds {'-' if ratio is None else f'{ratio:.3g}'} times as many; with 90 % "
        f"between {document['low']:.3g} and {'any number' if high is None else f'{high:.3g}'}."
    )
