"""A score as tables of words and numbers, and the truth of an exercise drawn over time and place.

A score is shown as it is: whatever part of it there is becomes a table, so that a figure that joins
later stands on the page without this module being told.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from northline.records.time import format_instant, parse_instant
from northline.records.units import Micros
from northline.web.language import Language
from northline.web.pages.exercise_words import (
    applicants,
    crafts,
    directions,
    figures,
    roles,
    titles,
    why_false,
    why_missed,
)
from northline.web.pages.findings_words import kind_name

APART = frozenset(
    {"scenario", "seed", "exercise", "passed", "bars", "misses", "false_findings", "scored"}
)
"""Parts of a score that are shown elsewhere on the page."""

SHARES = frozenset({"share", "followed", "least", "rate", "coverage", "recall", "recall_at_1"})
"""Figures that are shares, besides those whose name ends in ``_rate``."""

HOUR = 3600

NOTHING = "\u2013"
"""Stands where there is nothing to say."""


class Said(msgspec.Struct, frozen=True):
    """A text, and its language where that is not the page's: ``zxx`` for a name, which has none."""

    text: str
    lang: str | None = None


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a score.

    Attributes:
        name: of the part, unique on the page.
        title: in words.
        facts: figures by themselves: label and value.
        columns: labels of a table, or none.
        rows: its rows, the first cell their head.
    """

    name: str
    title: Said
    facts: tuple[tuple[Said, Said], ...] = ()
    columns: tuple[Said, ...] = ()
    rows: tuple[tuple[Said, ...], ...] = ()


class BarRow(msgspec.Struct, frozen=True, kw_only=True):
    """A bar in words."""

    label: Said
    asked: str
    got: str
    met: bool


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stands on the strip of time and line: where on it, of which sort, in words."""

    x: float
    y: float
    sort: str
    title: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing or finding in words.

    Attributes:
        sort: found, missed, false or excused.
        second: of the exercise.
        clock: time of day, UTC.
        who: what they did.
        identity: or None.
        km: kilometre along the line.
        direction: in words.
        detections: on either side, or None where it is no true crossing.
        why: in words, or None.
        finding: id of the finding, or None.
        kind: of the finding, in words.
        late: seconds until it stood in the ledger, in words.
        off: seconds by which it is off, in words.
        map: address of the picture at that moment, or None.
    """

    sort: str
    second: float
    clock: str
    who: str
    identity: str | None
    km: str
    direction: str
    detections: str | None = None
    why: str | None = None
    finding: str | None = None
    kind: str | None = None
    late: str = NOTHING
    off: str = NOTHING
    map: str | None = None


def blocks(language: Language, score: Mapping[str, Any]) -> list[Block]:
    """Every part of a score that is not shown elsewhere, in its order."""
    plain = {
        name: value
        for name, value in score.items()
        if name not in APART
        and not isinstance(value, (Mapping, list))
        and (value is not None or name in figures(language))  # a part that was not played
    }
    parts = {name: value for name, value in score.items() if isinstance(value, Mapping)}
    told = [_block(language, "", plain)]
    for name, value in parts.items():
        if name not in APART and value:
            told += _blocks(language, name, value)
    return told


def bar_rows(language: Language, score: Mapping[str, Any]) -> list[BarRow]:
    """What was asked, what came, and whether it was reached."""
    rows = []
    for name, bar in score.get("bars", {}).items():
        asked = (
            str(bar["asked"]).replace(">=", "≥").replace("<=", "≤").replace(".", _point(language))
        )
        got = _value(language, "", bar["got"]).text
        rows.append(BarRow(label=_label(language, name), asked=asked, got=got, met=bar["met"]))
    return rows


def _blocks(language: Language, name: str, value: Mapping[str, Any]) -> Iterator[Block]:
    inner = {key: each for key, each in value.items() if isinstance(each, Mapping)}
    if inner and len(inner) == len(value):
        yield _table(language, name, _title(language, name), value)
        return
    yield _block(language, name, {k: v for k, v in value.items() if k not in inner})
    for key, each in inner.items():
        whole, part = _title(language, name), _title(language, key)
        title = Said(f"{whole.text} · {part.text}", whole.lang or part.lang)
        rows = each if all(isinstance(v, Mapping) for v in each.values()) else None
        if rows:
            yield _table(language, f"{name}-{key}", title, rows)
        elif each:
            share = "share" if key == "by_class" else ""
            facts = tuple((_fact(language, k), _value(language, share, v)) for k, v in each.items())
            yield Block(name=f"{name}-{key}", title=title, facts=facts)


def _block(language: Language, name: str, value: Mapping[str, Any]) -> Block:
    facts = tuple((_label(language, key), _value(language, key, v)) for key, v in value.items())
    return Block(name=name or "figures", title=_title(language, name), facts=facts)


def _table(language: Language, name: str, title: Said, rows: Mapping[str, Any]) -> Block:
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    return Block(
        name=name,
        title=title,
        columns=tuple(_label(language, key) for key in columns),
        rows=tuple(
            (_name(language, key), *(_value(language, c, row.get(c)) for c in columns))
            for key, row in rows.items()
        ),
    )


def _title(language: Language, name: str) -> Said:
    return _word(titles(language), name)


def _word(words: Mapping[str, str], name: str) -> Said:
    """Its word, or where there is none itself, which is of no language."""
    return Said(words[name]) if name in words else Said(name, "zxx")


def _name(language: Language, key: str) -> Said:
    """What a role, craft, feed, sensor, partner or sort of those asked about is called."""
    return _word({**applicants(language), **crafts(language), **roles(language)}, key)


def _fact(language: Language, key: str) -> Said:
    """What a figure, role, craft or sensor is called, whichever it is."""
    return _word({**figures(language), **crafts(language), **roles(language)}, key)


def _label(language: Language, key: str) -> Said:
    """What a figure is called; of one craft or feed, with that behind it."""
    words = figures(language)
    for known in ("detection_rate", "rejected"):
        if key.startswith(f"{known}_"):
            return Said(f"{words[known]} · {_name(language, key.removeprefix(f'{known}_')).text}")
    return _word(words, key)


def _value(language: Language, key: str, value: Any) -> Said:
    if value is None or value == []:
        return Said(NOTHING)
    if isinstance(value, bool):
        return Said(language.say("yes") if value else language.say("no"))
    if isinstance(value, (int, float)):
        if key in SHARES or key.endswith("_rate"):
            return Said(f"{language.number(100 * value, 1)} %")
        whole = float(value).is_integer() or abs(value) >= 1000
        return Said(language.number(value, 0 if whole else 2))
    if isinstance(value, list):
        return Said(", ".join(str(each) for each in value), "zxx")
    if key == "how" or key.endswith("_reason"):  # a sentence that the score says in English
        return Said(str(value), "en")
    return _word(crafts(language), str(value))


def _point(language: Language) -> str:
    return "," if language.code == "fr" else "."


def rows(language: Language, truth: Mapping[str, Any]) -> list[Row]:
    """Every true crossing that an alert was asked for, and every finding without one, by time."""
    told = [_crossed(language, truth, each) for each in truth["crossings"]]
    told += [_alone(language, truth, each) for each in truth["alone"]]
    return sorted(told, key=lambda row: row.second)


def _crossed(language: Language, truth: Mapping[str, Any], each: Mapping[str, Any]) -> Row:
    found = each["found"]
    row = Row(
        sort="found" if found else "missed",
        second=each["second"],
        clock=_clock(each["at"]),
        who=_name(language, each["role"]).text,
        identity=each["identity"],
        km=language.number(each["km"], 1),
        direction=directions(language).get(each["direction"], each["direction"]),
        detections=f"{language.number(each['before'])} / {language.number(each['after'])}",
        why=None if found else why_missed(language).get(each["why"], each["why"]),
        map=on_the_map(truth, each["second"], each["lon"], each["lat"]),
    )
    if not found:
        return row
    late = found["late"]
    return msgspec.structs.replace(
        row,
        finding=found["finding"],
        kind=kind_name(language, found["kind"]),
        late=NOTHING if late is None else f"{language.number(late, 0)} s",
        off=f"{language.number(round(found['off']))} s",
    )


def _alone(language: Language, truth: Mapping[str, Any], each: Mapping[str, Any]) -> Row:
    why = each["why"]
    role = each["role"]
    return Row(
        sort="false" if why else "excused",
        second=each["second"],
        clock=_clock(each["at"]),
        who=_name(language, role).text if role else language.say("nobody known"),
        identity=each["identity"],
        km=NOTHING if each["km"] is None else language.number(each["km"], 1),
        direction=directions(language).get(each["direction"], each["direction"]),
        why=why_false(language).get(why, why)
        if why
        else language.say("it was over the line, too little or too shortly to count"),
        finding=each["finding"],
        map=None
        if each["lon"] is None
        else on_the_map(truth, each["second"], each["lon"], each["lat"]),
    )


def on_the_map(truth: Mapping[str, Any], second: float, lon: float, lat: float) -> str:
    """Address of the picture as it was a minute after a second of the exercise."""
    shown = second + 60.0
    hours = max(math.ceil(shown / HOUR), 1)
    until = Micros(parse_instant(truth["start"]) + hours * HOUR * 10**6)
    asked = {
        "lon": f"{lon:.5f}",
        "lat": f"{lat:.5f}",
        "zoom": "13",
        "until": format_instant(until),
        "second": str(round(shown - (hours - 1) * HOUR)),
    }
    return f"/picture?{urlencode(asked)}"


def _clock(at: str) -> str:
    return at[11:19]


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """Crossings and findings over time (across) and along the line (upward), in units of the drawing.

    Attributes:
        width: of the drawing.
        height: of it, the lanes of silent sensors included.
        floor: where the lanes begin.
        left: where second 0 stands.
        right: where the last second stands.
        hours: where a time of day stands, and which.
        kms: where a kilometre stands, and which.
        marks: what is drawn.
        lanes: of each sensor that was silent: its name, where its lane is, and from where to where.
    """

    width: float
    height: float
    floor: float
    left: float
    right: float
    hours: tuple[tuple[float, str], ...]
    kms: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    lanes: tuple[tuple[str, float, tuple[tuple[float, float], ...]], ...]


LEFT, RIGHT, TOP, FLOOR, WIDTH, LANE = 170.0, 985.0, 12.0, 250.0, 1000.0, 16.0


def strip(language: Language, truth: Mapping[str, Any]) -> Strip:
    """Draw the crossings and findings of a day."""
    told = [*truth["crossings"], *(each for each in truth["alone"] if each["km"] is not None)]
    kms = [each["km"] for each in told] or [0.0]
    low, high = math.floor(min(kms)), max(math.ceil(max(kms)), math.floor(min(kms)) + 1)
    duration = max(float(truth["duration"]), 1.0)

    def x(second: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(max(second / duration, 0.0), 1.0), 1)

    def y(km: float) -> float:
        share: float = (km - low) / (high - low)
        return round(FLOOR - 14.0 - (FLOOR - 14.0 - TOP) * share, 1)

    marks = []
    for row, each in _drawn(language, truth):
        if each["km"] is not None:
            title = ", ".join(part for part in (row.clock, row.who, row.why) if part)
            marks.append(Mark(x=x(each["second"]), y=y(each["km"]), sort=row.sort, title=title))
    step = max(round(duration / 6.0 / 300.0), 1) * 300
    begin = parse_instant(truth["start"])
    ticks = range(0, int(duration) + 1, step)
    spread = max((high - low) // 5, 1)
    sensors: dict[str, list[tuple[float, float]]] = {}
    for each in truth["silences"]:
        span = (x(each["since"]), x(each["until"]) - x(each["since"]))
        sensors.setdefault(each["sensor"], []).append(span)
    lanes = tuple(
        (name, FLOOR + LANE * (n + 1), tuple(spans))
        for n, (name, spans) in enumerate(sensors.items())
    )
    return Strip(
        width=WIDTH,
        height=FLOOR + LANE * (len(lanes) + 1) + 8.0,
        floor=FLOOR,
        left=LEFT,
        right=RIGHT,
        hours=tuple((x(s), _clock(format_instant(Micros(begin + s * 10**6)))[:5]) for s in ticks),
        kms=tuple((y(km), language.number(km)) for km in range(low, high + 1, spread)),
        marks=tuple(marks),
        lanes=lanes,
    )


def _drawn(language: Language, truth: Mapping[str, Any]) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    for each in truth["crossings"]:
        yield _crossed(language, truth, each), each
    for each in truth["alone"]:
        yield _alone(language, truth, each), each
