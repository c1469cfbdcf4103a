"""The log of patrols in a terminal: bringing tracks and forms, legs, hours, targets, what nobody visits."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import InputError, UsageError

LEGS = (
    *("from", "until", "unit", "callsign", "mode", "hours", "km", "along", "reported", "flags"),
    *("officers", "under_way"),
)
LINES = ("mode", "along", "week", "hours", "form_hours", "units")
HELD = ("week", "mode", "stretches", "wanted", "done", "share", "whole_week", "set_by", "why")
TARGETS = ("mode", "stretches", "hours_a_week", "from", "until", "set_by", "set_at", "why")
UNVISITED = ("along", "stretch", "last")
DIFFERENCES = ("unit", "from", "until", "form_hours", "track_hours", "difference_hours")

Named = Annotated[str | None, Parameter(show_default=False)]


def log(
    track: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    unit: str,
    mode: str,
    form: Flag = False,
    since: Annotated[str | None, Parameter(name="--from")] = None,
    until: Named = None,
    stretches: Named = None,
    segment: Named = None,
    callsign: Named = None,
    officers: int | None = None,
    order: Named = None,
    note_text: Annotated[str | None, Parameter(name="--note")] = None,
    marking: Named = None,
    options: Options = PLAIN,
) -> int:
    """Log what a unit did: a recorded track (GPX), or with --form a person's word.

    Args:
        track: A GPX file, or - for standard input; none with --form.
        unit: The unit, as scheme:name, such as cot:ON-BOAT-1.
        mode: How it went: foot, vehicle, off-road, boat, drone, helicopter, aeroplane, dog-team.
        form: Without a track: --from, --until and --stretches say what was done.
        since: When it began, such as 2026-07-01T14:00:00Z; with --form.
        until: When it ended; with --form.
        stretches: Which stretches of 5 km, in order, such as 455-457,460; with --form.
        segment: Segment of the line: atlantic-pacific or alaska; with --form.
        callsign: What the unit is called.
        officers: How many were out.
        order: The patrol order that it followed: its id.
        note_text: Anything else, in a sentence.
        marking: Marking, such as "Protected A; owner=opp"; unclassified and one's own otherwise.
    """
    from northline.app.patrol.forms import log_form
    from northline.app.patrol.log import receipt
    from northline.app.patrol.tracks import log_track

    given: dict[str, object] = {
        "unit": unit, "mode": mode, "callsign": callsign, "officers": officers, "order": order,
        "note": note_text,
    }  # fmt: skip
    told: dict[str, object] = {
        "from": since, "until": until, "stretches": stretches, "segment": segment,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    told = {name: value for name, value in told.items() if value is not None}
    if form == (track is not None):
        raise UsageError("name a GPX file, or - for standard input; or say --form and name none")
    if not form and told:
        raise UsageError(f"--{next(iter(told))} is of a form; a track says that itself")
    with opened(options, create=True) as node:
        if form:
            done = receipt([log_form(node, {**given, **told}, marking)], {})
            return answer(options, done, table(done["legs"], LEGS), exercise=node.exercise)
        logged = log_track(node, _bytes(str(track)), given, marking)
        more = {
            "points": logged.points,
            "span_hours": logged.span / 3600.0,
            "positions": {
                "new": logged.ingest.new.get("position", 0),
                "known": logged.ingest.known,
                "rejected": logged.ingest.rejected,
                "masked": logged.ingest.masked.get("position", 0),
            },
        }
        done = receipt(logged.legs, more)
        if not logged.legs:
            note(
                "northline: nothing of this track counts as patrol of the line: it is too far from "
                "it, its points lie too far apart, or it is faster than its mode can go"
            )
        lines = table(done["legs"], LEGS)
        return answer(options, done, lines, exercise=node.exercise, code=0 if logged.legs else 1)


def legs(
    *,
    since: str | None = None,
    until: str | None = None,
    unit: str | None = None,
    mode: str | None = None,
    limit: int = 200,
    options: Options = PLAIN,
) -> int:
    """List legs: who did what along the line, how that is known, and those under way.

    Args:
        since: From this instant on, such as 2026-07-01T00:00:00Z.
        until: Before this instant.
        unit: Only of this unit: its identity or callsign.
        mode: Only in this mode.
        limit: At most so many, the newest; the answer tells how many there are.
    """
    from northline.app.patrol.log import legs as every
    from northline.app.patrol.log import told
    from northline.app.words import instant

    with opened(options) as node:
        found = every(node, since=instant(since), until=instant(until), unit=unit, mode=mode)
        shown = [told(each) for each in found[max(0, len(found) - max(limit, 0)) :]]
        if len(shown) < len(found):
            note(f"the newest {len(shown):,} of {len(found):,} are shown; --limit N shows more")
        done = {"legs": shown, "count": len(found)}
        return answer(options, done, table(shown, LEGS), exercise=node.exercise)


def hours(
    *,
    by: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    unvisited: float | None = None,
    from_km: float | None = None,
    to_km: float | None = None,
    options: Options = PLAIN,
) -> int:
    """Count hours of patrol, each moment of a unit once, against targets; or what nobody visits.

    Args:
        by: Split by mode, stretch or week; give it again for several.
        since: From this instant on, such as 2026-07-01T00:00:00Z; otherwise from the first leg.
        until: Before this instant; otherwise now.
        unvisited: List the stretches where nobody was for so many days instead.
        from_km: From this kilometre of the line; with --unvisited.
        to_km: To this kilometre; with --unvisited.
    """
    from northline.app.patrol import hours as measured
    from northline.app.words import instant

    if unvisited is None and (from_km is not None or to_km is not None):
        raise UsageError("--from-km and --to-km are of --unvisited")
    if unvisited is not None and (by or since):
        raise UsageError("--unvisited takes --until, --from-km and --to-km")
    with opened(options) as node:
        if unvisited is not None:
            missed = measured.unvisited(
                node, days=unvisited, from_km=from_km, to_km=to_km, at=instant(until)
            )
            lines = table(missed["unvisited"], UNVISITED)
            return answer(options, missed, lines, exercise=node.exercise)
        done = measured.hours(node, by=_by(by or ()), since=instant(since), until=instant(until))
        return answer(options, done, _told(done), exercise=node.exercise)


def targets(
    *,
    set: Annotated[float | None, Parameter(name="--set")] = None,
    why: str | None = None,
    mode: str | None = None,
    stretches: str | None = None,
    segment: str | None = None,
    since: Annotated[str | None, Parameter(name="--from")] = None,
    until: str | None = None,
    marking: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List the targets of patrol hours that stand; with --set, set one.

    Args:
        set: So many hours a week; 0 takes a target of the same mode and range back.
        why: Why that many; needed with --set.
        mode: By this mode; any otherwise.
        stretches: On these stretches, such as 450-460; all otherwise.
        segment: Segment of the line: atlantic-pacific or alaska.
        since: From when; now otherwise.
        until: Until when; without an end otherwise.
        marking: Marking of the target; unclassified and one's own otherwise.
    """
    from northline.app.patrol.targets import set_target, told
    from northline.app.patrol.targets import targets as standing

    given = {
        "hours": set, "why": why, "mode": mode, "stretches": stretches, "segment": segment,
        "from": since, "until": until,
    }  # fmt: skip
    stated: dict[str, object] = {n: value for n, value in given.items() if value is not None}
    if set is None and (stated or marking is not None):
        raise UsageError("--set says how many hours a week; without it targets are listed")
    with opened(options) as node:
        if set is not None:
            set_target(node, stated, marking)
        found = [told(each) for each in standing(node)]
        lines = table([_ranged(each) for each in found], TARGETS)
        done = {"targets": found, "count": len(found)}
        return answer(options, done, lines, exercise=node.exercise)


def _by(words: "list[str] | tuple[()]") -> list[Any]:
    from northline.app.patrol.hours import By

    known = {each.value: each for each in By}
    wrong = [word for word in words if word not in known]
    if wrong:
        raise UsageError(f"--by is {wrong[0]!r}; it may be {', '.join(known)}")
    return [known[word] for word in words]


def _bytes(track: str) -> bytes:
    if track == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(track).read_bytes()
    except OSError as error:
        raise InputError(f"{track} cannot be read: {error.strerror}") from error


def _ranged(told: Mapping[str, Any]) -> dict[str, Any]:
    low, high = told["from_stretch"], told["to_stretch"]
    said = "all" if low is None else f"{low}" if low == high else f"{low}-{high}"
    return {**told, "mode": told["mode"] or "any", "stretches": said}


def _told(done: Mapping[str, Any]) -> Iterator[str]:
    """The measure for people: the figure, its parts, targets, differences, and what was claimed."""
    of = done["denominators"]
    yield from facts(
        {
            "hours": round(done["hours"], 2),
            "from": done["period"]["from"],
            "until": done["period"]["until"],
            "units": of["units"],
            "legs": of["legs"],
            "under way": of["under_way"],
            "told twice": f"{of['repeated_hours']:.2f} h, counted once",
            "flagged": {name: count for name, count in of["flagged"].items() if count},
            "ordered": done["planned"]["hours"],
            "control": done["control_share"],
        }
    )
    for name, columns in (("lines", LINES), ("targets", HELD), ("differences", DIFFERENCES)):
        rows = done[name]
        if rows:
            yield ""
            yield from table([_ranged(r) for r in rows] if name == "targets" else rows, columns)
    claim = done["claim"]
    yield ""
    yield f"Claimed: {claim['words']!r} ({claim['document']}, {claim['date']}): {claim['verdict']}"
    yield claim["qualifier"]
