"""Officer safety and deconfliction in the settings: ``[safety]``.

::

    [safety]
    least_officers = 2
    near_km = 10.0
    near_hours = 6.0
    contact = "Deconfliction desk, +1 555 010 0142"

    [[safety.exempt]]
    mode = "vehicle"
    reason = "One officer may drive between two detachments by day."
"""

from pathlib import Path as Folder
from typing import Any

import msgspec

from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Check, Report, sort_of, unknown
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.decisions.lone_officer import LEAST, Exempt
from northline.records.errors import SettingsError

TABLE = "safety"

MOST_OFFICERS = 20


class SafetySettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the agency that keeps a node says of its officers' safety.

    Attributes:
        deconfliction: what is near, and how much may be checked.
        least_officers: how many a unit has.
        exempt: units of which modes may go out with fewer, and why.
    """

    deconfliction: DeconflictionParams = DeconflictionParams()
    least_officers: int = LEAST
    exempt: tuple[Exempt, ...] = ()


def safety_check(report: Report, path: Path, value: Any) -> SafetySettings:
    """What is good in ``[safety]``; every mistake in it is written down."""
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "a table", f"Write [{TABLE}].")
        return SafetySettings()
    names = msgspec.structs.asdict(DeconflictionParams())
    near: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for key, each in value.items():
        here = (*path, key)
        if key in names:
            if _fits(
                report,
                here,
                lambda key=key, each=each: msgspec.convert({key: each}, DeconflictionParams),
            ):
                near[key] = each
        elif key == "least_officers":
            if isinstance(each, int) and not isinstance(each, bool) and 1 <= each <= MOST_OFFICERS:
                more[key] = each
            else:
                report.add(here, f"is {each!r}", f"a whole number from 1 to {MOST_OFFICERS}")
        elif key == "exempt":
            more[key] = _exempt(report, here, each)
        else:
            unknown(report, here, (*names, "least_officers", "exempt"))
    return SafetySettings(deconfliction=DeconflictionParams(**near), **more)


def _exempt(report: Report, path: Path, value: Any) -> tuple[Exempt, ...]:
    if not isinstance(value, list):
        report.add(path, f"is {sort_of(value)}", "rows", "Write [[safety.exempt]].")
        return ()
    found = []
    for place, each in enumerate(value):
        here = (*path, place)
        if _fits(report, here, lambda each=each: _one(each)):
            found.append(_one(each))
    return tuple(found)


def _one(value: Any) -> Exempt:
    made = msgspec.convert(value, Exempt)
    if not made.reason.strip() or not 1 <= made.least <= MOST_OFFICERS:
        raise SettingsError(
            "an exception says why (reason), and how many officers at least (1 or more)"
        )
    return made


def _fits(report: Report, path: Path, make: Any) -> bool:
    try:
        make()
    except (SettingsError, msgspec.ValidationError) as error:
        wrong, _, allowed = str(error).partition(" - at `")[0].partition("; it must lie in ")
        report.add(
            path, wrong[:1].lower() + wrong[1:], allowed, "docs/settings.md says what it means."
        )
        return False
    return True


def safety_of(path: Folder | None) -> SafetySettings:
    """What a settings file says of it; the rest of the file is not looked at.

    Raises:
        SettingsError: naming every mistake in its ``[safety]``.
    """
    from northline.app.settings import part_of

    if path is None:
        return SafetySettings()
    check: Check = safety_check
    told: SafetySettings = part_of(path, TABLE, check)
    return told
