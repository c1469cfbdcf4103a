"""Risk as documents: what the API and the terminal answer."""

from collections.abc import Sequence
from typing import Any

import msgspec

from northline.app.patrol.risk import TERRAINS, Assessed, Replayed
from northline.engines.patrol.control import TOO_FEW, Taught
from northline.engines.patrol.disparity import Disparity
from northline.engines.patrol.evidence import NO_FEED, closed
from northline.engines.patrol.explaining import Explained
from northline.engines.patrol.light import LIGHTS
from northline.engines.patrol.words import WORDING
from northline.engines.wording import LANGUAGES, say
from northline.geo.line import ATTRIBUTION
from northline.records.finding import Reason
from northline.records.time import format_instant
from northline.records.units import Micros

DIGITS = 4
"""Significant digits of a rate; more would say more than anybody knows."""

NO_RECORDS = "no feed"


def told(assessed: Assessed) -> dict[str, Any]:
    """Rates and bounds by stretch and hour, and what they were learned from."""
    mean, low, high = assessed.risk.rates(assessed.numbers, assessed.hours)
    ground = assessed.risk.ground
    rows = []
    for n, number in enumerate(assessed.numbers):
        spot = assessed.risk.place[number]
        each = ground.stretches[spot]
        rows.append(
            {
                "number": number,
                "name": each.name,
                "from_km": each.from_km,
                "to_km": each.to_km,
                "lon": round(each.lon, 6),
                "lat": round(each.lat, 6),
                "terrain": TERRAINS[int(ground.terrain[spot])].value,
                "territory": ground.closed[spot],
                "seen": _seen(ground.seen[spot]),
                "rate": _short(mean[n]),
                "low": _short(low[n]),
                "high": _short(high[n]),
                "total": _digits(float(mean[n].sum())),
                "total_low": _digits(float(low[n].sum())),
                "total_high": _digits(float(high[n].sum())),
            }
        )
    return {**_head(assessed), "stretches": rows}


def told_explained(assessed: Assessed, why: Explained) -> dict[str, Any]:
    """Why a stretch has its rate: parts that add up to it, in words, with what they rest on."""
    each = assessed.risk.ground.stretches[assessed.risk.place[why.stretch]]
    return {
        "stretch": why.stretch,
        "name": each.name,
        "segment": each.segment,
        "hour": format_instant(Micros(why.hour)),
        "rate": why.rate,
        "low": why.low,
        "high": why.high,
        "shape": why.shape,
        "hours": why.hours,
        "territory": why.territory,
        "parts": [_part(part) for part in why.parts],
        "events": [
            {**msgspec.to_builtins(event), "at": format_instant(Micros(event.at))}
            for event in why.events
        ],
        "inputs": list(closed()),
        "no_feed": list(NO_FEED),
    }


def told_territories(assessed: Assessed, found: Sequence[Disparity]) -> dict[str, Any]:
    """Each territory's share of risk, of what was found and of hours, beside its share of the line."""
    return {**_head(assessed), "territories": [msgspec.to_builtins(each) for each in found]}


def told_calibration(of: Replayed) -> dict[str, Any]:
    """How the forecast of a past period did."""
    judged = of.calibration
    return {
        "since": format_instant(of.since),
        "until": format_instant(of.until),
        "stretches": of.stretches,
        "elsewhere": of.elsewhere,
        "verdict": "nothing-watched" if judged is None else TOO_FEW if judged.few else "tells",
        "expected": None if judged is None else judged.expected,
        "observed": None if judged is None else judged.observed,
        "deviance": None if judged is None else judged.deviance,
        "flat": None if judged is None else judged.flat,
        "level": None if judged is None else judged.level,
        "groups": [] if judged is None else [msgspec.to_builtins(each) for each in judged.groups],
    }


def told_control(of: Taught, share: float) -> dict[str, Any]:
    """What patrols that were placed by lot taught."""
    return {**msgspec.to_builtins(of), "share": share}


def _head(assessed: Assessed) -> dict[str, Any]:
    risk, found = assessed.risk, assessed.evidence
    past = risk.watched[risk.watched < risk.now]
    return {
        "hours": [format_instant(hour) for hour in assessed.hours],
        "stretch_km": risk.ground.stretch_km,
        "prior": {
            "a_year": risk.params.crossings_a_year,
            "line_km": risk.params.line_km,
            "rate": risk.mean,
            "strength": risk.params.strength,
            "hours": risk.prior_hours,
        },
        "watched": {
            "since": format_instant(Micros(int(past[0]))) if len(past) else None,
            "until": format_instant(Micros(risk.now)),
            "hours": len(past),
            "coverage": "reckoned" if assessed.sight.known else "unknown",
        },
        "factors": {
            "light": dict(zip(LIGHTS, _short(risk.factors.light), strict=True)),
            "month": _short(risk.factors.month),
        },
        "evidence": {
            "counts": list(risk.params.counts),
            "events": len(risk.events),
            "dismissed": found.dismissed,
            "in_territories": len(found.inside),
            "placeless": found.placeless,
            "seizures": NO_RECORDS,
        },
        "attribution": ATTRIBUTION,
    }


def _part(part: Reason) -> dict[str, Any]:
    said = {language: say(part, language, (WORDING,)) for language in LANGUAGES}
    return {
        "code": part.code,
        "value": part.share,
        **said,
        "args": dict(part.args),
        "evidence": list(part.evidence),
    }


def _seen(row: Any) -> dict[str, float]:
    return {light: round(float(each), 4) for light, each in zip(LIGHTS, row, strict=True)}


def _short(row: Any) -> list[float]:
    return [_digits(float(each)) for each in row]


def _digits(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
