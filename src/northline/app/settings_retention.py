"""How long records are kept: ``[retention]``, within what the law of each kind says.

::

    [retention.position]
    maximum_days = 365  # of any agency
    [retention.position.opp]
    maximum_days = 180  # of this one

A record whose maximum is over is erased by the node while it is up
(`northline.app.runners.retention`).  A maximum never goes below the minimum of the kind's own
declaration, nor beyond its maximum.  The minimum is the declaration's: the ledger refuses to
erase below it, and no setting changes that; what must be kept longer is put under a hold.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from northline.app.settings_lines import Path
from northline.app.settings_mistakes import Report, nearest, sort_of, table, unknown, whole
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.record import Days, Keep

ANY = "*"
"""Stands for every agency that is not named."""

LONGEST = 36_525
"""Days of a hundred years."""


def retention(
    report: Report, path: Path, value: Any, agencies: Iterable[str]
) -> dict[str, dict[str, Days]]:
    """Kind -> agency -> bounds; `ANY` for the agencies that are not named."""
    found: dict[str, dict[str, Days]] = {}
    if not isinstance(value, dict):
        report.add(path, f"is {sort_of(value)}", "tables", "Write [retention.KIND].")
        return found
    kinds = [each.kind for each in KINDS]
    for name, rows in value.items():
        here = (*path, name)
        if name not in kinds:
            remedy = nearest(name, kinds)
            report.add(here, f"there is no record kind {name!r}", ", ".join(kinds), remedy)
        elif not isinstance(rows, dict):
            report.add(here, f"is {sort_of(rows)}", "a table", f"Write [retention.{name}].")
        else:
            found[name] = _of_kind(report, here, name, rows, set(agencies))
    return found


def _of_kind(
    report: Report, path: Path, kind: str, rows: Mapping[str, Any], agencies: set[str]
) -> dict[str, Days]:
    found: dict[str, Days] = {}
    plain = {key: each for key, each in rows.items() if not isinstance(each, dict)}
    for agency, told in {ANY: plain, **{k: v for k, v in rows.items() if k not in plain}}.items():
        here = path if agency == ANY else (*path, agency)
        if agency not in {ANY, *agencies}:
            unknown(report, here, [*_KEYS, *sorted(agencies)])
            continue
        good = table(report, here, told, _KEYS)
        law = kind_named(kind).keep.of(() if agency == ANY else (agency,))
        _minimum(report, here, kind, law, good.get("minimum_days"))
        maximum = good.get("maximum_days")
        if maximum is not None and _within(report, here, kind, law, maximum):
            found[agency] = Days(law.minimum, maximum)
    return found


def _minimum(report: Report, path: Path, kind: str, law: Days, given: int | None) -> None:
    if given is None or given == law.minimum:
        return
    below = given < law.minimum
    report.add(
        (*path, "minimum_days"),
        f"is {given}"
        + (", below what the law of the kind says" if below else "; nothing would hold to it"),
        f"{law.minimum}, the minimum of {kind}",
        "Take it out." if below else "Put what must be kept longer under a hold: northline hold.",
    )


def _within(report: Report, path: Path, kind: str, law: Days, maximum: int) -> bool:
    most = LONGEST if law.maximum is None else law.maximum
    if law.minimum <= maximum <= most:
        return True
    report.add(
        (*path, "maximum_days"),
        f"is {maximum}",
        f"{law.minimum:,} to {most:,} days, by the declaration of {kind}",
        "docs/records.md says how long each kind is kept.",
    )
    return False


_KEYS = {"minimum_days": whole(0, LONGEST), "maximum_days": whole(0, LONGEST)}


def keeps(retention: Mapping[str, Mapping[str, Days]]) -> dict[str, Keep]:
    """Kind -> how long it is kept, the settings over the law of the declaration."""
    made: dict[str, Keep] = {}
    for name, told in retention.items():
        law = kind_named(name).keep
        default = told.get(ANY, law.default)
        named = {**dict(law.by_agency), **{k: v for k, v in told.items() if k != ANY}}
        made[name] = Keep(default, tuple(sorted(named.items())))
    return made
