"""Coverage as documents: what the API and the terminal answer."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from northline.app.coverage import SIDES, Covered
from northline.engines.coverage import BANDS, CLASSES, Gap, Stretch
from northline.engines.coverage.ground import STRIP
from northline.engines.coverage.params import NEEDS
from northline.geo.line import ATTRIBUTION, SEGMENTS, offsets
from northline.geo.ports import is_open, ports
from northline.records.sensor import Target
from northline.records.time import format_instant
from northline.records.units import Metres, Micros

DIGITS = 4
"""Of a probability; more would say more than the registry knows."""

HALF_HOUR = 1_800_000_000
NEAR = 2_000.0
"""Metres from the line at which a port still is one of the stretch beside it."""


def told(covered: Covered, targets: Sequence[Target], side: str) -> dict[str, Any]:
    """Hours, stretches, and probabilities by class: of a side by hour, of the bands in the last.

    Args:
        covered: what is known.
        targets: the classes that are asked for.
        side: ``both``, ``canada`` or ``united-states``.
    """
    chance = covered.strips.chance
    rows = [CLASSES.index(target) for target in targets]
    return {
        **_head(covered, side),
        "stretches": _stretches(covered),
        "chance": {
            CLASSES[row].value: [numbers(hour) for hour in chance[:, row, :, SIDES[side]]]
            for row in rows
        },
        "bands": {
            CLASSES[row].value: [numbers(each) for each in chance[-1, row, :, :BANDS]]
            if len(chance)
            else []
            for row in rows
        },
        "sensors": [
            {"identity": e.identity, "name": e.name, "counted": e.share, "why": e.why}
            for e in covered.counted
        ],
    }


def told_gaps(covered: Covered, targets: Sequence[Target], side: str) -> dict[str, Any]:
    """The gaps of these classes, ranked together: kilometres times hours, the largest first."""
    found = [(gap, target) for target in targets for gap in covered.gaps(target, side)]
    found.sort(key=lambda each: (-each[0].km_hours, each[0].first, CLASSES.index(each[1])))
    return {
        **_head(covered, side),
        "gaps": [told_gap(covered, gap, target) for gap, target in found],
    }


def told_gap(covered: Covered, gap: Gap, target: Target) -> dict[str, Any]:
    """One gap: where, of whom, in which hours, and which ports of entry are in it."""
    first, last = covered.ground.stretches[gap.first], covered.ground.stretches[gap.last]
    middle = (gap.first + gap.last) // 2
    return {
        "class": target.value,
        "segment": SEGMENTS[first.segment],
        "km": first.km,
        "until_km": last.km + 1,
        "length": gap.km,
        "hours": [format_instant(covered.hours[n]) for n in gap.hours],
        "km_hours": gap.km_hours,
        "least": round(gap.least, DIGITS),
        "mean": round(gap.mean, DIGITS),
        "lon": round(float(covered.ground.middle_lon[middle]), 6),
        "lat": round(float(covered.ground.middle_lat[middle]), 6),
        "ports": ports_in(
            covered.ground.stretches[gap.first : gap.last + 1],
            [covered.hours[n] for n in gap.hours],
        ),
    }


def ports_in(stretches: Sequence[Stretch], hours: Sequence[Micros]) -> list[dict[str, Any]]:
    """Ports of entry on these stretches: whether each is open in any of these hours, closed, or null.

    An open port is where one may lawfully cross: what passes there is seen by who works there.
    """
    found = []
    for each in stretches:
        for port in _ports().get(each, ()):
            states = [is_open(port, Micros(hour + HALF_HOUR)) for hour in hours]
            opened = True if True in states else None if None in states else False
            found.append({"id": port.id, "name": port.name, "open": opened})
    return found


def numbers(row: Any) -> list[float | None]:
    """Probabilities as they are told, null where there is no ground."""
    return [None if np.isnan(each) else round(float(each), DIGITS) for each in row]


def covered_share(covered: Covered, target: Target, side: str) -> float | None:
    """Share of stretches times hours that are no gap; None where there is none."""
    chance = covered.strips.chance[:, CLASSES.index(target), :, SIDES[side]]
    known = ~np.isnan(chance)
    if not known.any():
        return None
    return float((chance[known] >= covered.params.enough).mean())


def _head(covered: Covered, side: str) -> dict[str, Any]:
    dark = covered.strips.dark
    return {
        "hours": [
            {"at": format_instant(hour), "night": round(float(dark[n].mean()), DIGITS)}
            for n, hour in enumerate(covered.hours)
        ],
        "side": side,
        "strip": STRIP,
        "needs": NEEDS,
        "enough": covered.params.enough,
        "terrain": covered.terrain,
        "attribution": ATTRIBUTION,
    }


def _stretches(covered: Covered) -> list[Mapping[str, Any]]:
    ground = covered.ground
    return [
        {
            "segment": SEGMENTS[each.segment],
            "km": each.km,
            "lon": round(float(ground.middle_lon[n]), 6),
            "lat": round(float(ground.middle_lat[n]), 6),
            "ports": [port.id for port in _ports().get(each, ())],
        }
        for n, each in enumerate(ground.stretches)
    ]


@cache
def _ports() -> dict[Stretch, tuple[Any, ...]]:
    """Stretch -> the ports of entry beside it."""
    placed = [(p, p.lon, p.lat) for p in ports() if p.lon is not None and p.lat is not None]
    lon, lat = (np.array([each[n] for each in placed], np.float64) for n in (1, 2))
    where = offsets(lon, lat, limit=Metres(NEAR))
    found: dict[Stretch, tuple[Any, ...]] = {}
    rows = zip(placed, where.segment.tolist(), where.km.tolist(), strict=True)
    for (port, _, _), segment, km in rows:
        if segment >= 0:
            stretch = Stretch(segment, int(km))
            found[stretch] = (*found.get(stretch, ()), port)
    return found
