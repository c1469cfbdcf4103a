"""Patrol's risk in the settings: ``[engines.patrol]``, and the territories of ``[engines.dispatch]``.

::

    [engines.patrol]
    half_life = 90.0
    kernel = 5.0

Territories of First Nations are drawn once, for dispatch; the model of risk does not learn in them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Report, sort_of, unknown
from northline.engines.patrol.params import RiskParams
from northline.engines.patrol.territories import Territory
from northline.records.errors import SettingsError

TABLE = "patrol"
"""The table below ``[engines]``."""


class PatrolSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What risk is reckoned with.

    Attributes:
        params: parameters of the model.
        territories: of First Nations, as the node has drawn them.
    """

    params: RiskParams = RiskParams()
    territories: tuple[Territory, ...] = ()


def patrol_table(report: Report, path: Path, value: Any) -> dict[str, Any] | None:
    """The usual parameters with those told among them, each tried alone; None where one is wrong."""
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "a table", f"Write [engines.{TABLE}].")
        return None
    usual = msgspec.to_builtins(RiskParams())
    before = len(report.mistakes)
    for key, each in value.items():
        if key not in usual:
            unknown(report, (*path, key), usual)
            continue
        try:
            msgspec.convert({key: each}, RiskParams)
        except (SettingsError, msgspec.ValidationError) as error:
            said = str(error).removeprefix(f"{TABLE}: ").partition(" - at `")[0]
            wrong, _, allowed = said.partition("; it must lie in ")
            remedy = "docs/engines/patrol-risk.md says what each parameter means."
            report.add((*path, key), wrong[:1].lower() + wrong[1:], allowed, remedy)
    return {**usual, **value} if len(report.mistakes) == before else None


def patrol_of(path: Folder | None) -> PatrolSettings:
    """What a settings file says of it; the rest of the file is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[engines]``.
    """
    from northline.app.settings import part_of
    from northline.app.settings_tables import engines

    if path is None:
        return PatrolSettings()
    told: Mapping[str, Any] = part_of(path, "engines", engines)
    return PatrolSettings(
        params=msgspec.convert(told.get(TABLE, {}), RiskParams),
        territories=territories_of(told.get("dispatch", {}).get("territories", ())),
    )


def territories_of(told: Iterable[Any]) -> tuple[Territory, ...]:
    """Territories of dispatch as patrol takes them."""
    return tuple(
        msgspec.convert(msgspec.to_builtins(each), Territory, strict=False) for each in told
    )
