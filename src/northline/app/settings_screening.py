"""Screening in the settings: ``[screening]``.

::

    [screening]
    threshold = 0.8
    second_share = 0.2
    seed = "2026-11"
"""

from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.screening.params import ScreeningParams
from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Check, Report, sort_of, unknown
from northline.records.errors import SettingsError

TABLE = "screening"

_REMEDY = "docs/settings.md says what it means."


def screening_check(report: Report, path: Path, value: Any) -> ScreeningParams:
    """What is good in ``[screening]``; every mistake in it is written down.

    Each key is tried alone, and then all of them together: a cutoff may fit by itself and yet lie above
    the threshold.
    """
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "a table", f"Write [{TABLE}].")
        return ScreeningParams()
    usual = msgspec.to_builtins(ScreeningParams())
    good: dict[str, Any] = {}
    for key, each in value.items():
        here = (*path, key)
        if key not in usual:
            unknown(report, here, usual)
        elif _fits(report, here, _alone(key, each)):
            good[key] = each
    if "threshold" in good and "cutoff" not in good:
        good["cutoff"] = min(ScreeningParams().cutoff, good["threshold"])
    if good and not _fits(report, path, good):
        return ScreeningParams()
    return msgspec.convert(good, ScreeningParams)


def screening_of(path: Folder | None) -> ScreeningParams:
    """What a settings file says of it; the rest of the file is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[screening]``.
    """
    from northline.app.settings import part_of

    if path is None:
        return ScreeningParams()
    check: Check = screening_check
    told: ScreeningParams = part_of(path, TABLE, check)
    return told


def _alone(key: str, value: Any) -> dict[str, Any]:
    """One key with what leaves it the whole of its range."""
    return {"cutoff": 0.0, "threshold": 1.0} | {key: value}


def _fits(report: Report, path: Path, told: dict[str, Any]) -> bool:
    try:
        msgspec.convert(told, ScreeningParams)
    except (SettingsError, msgspec.ValidationError) as error:
        wrong, _, allowed = str(error).partition(" - at `")[0].partition("; it must lie in ")
        report.add(path, wrong[:1].lower() + wrong[1:], allowed, _REMEDY)
        return False
    return True
