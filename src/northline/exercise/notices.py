"""Reports of arrival: some of those who cross call in afterwards, as people do.

::

    report,authority,channel,direction,craft,identity,registration,craft_name,place,port,landed,persons,outcome,at,lon,lat
    EX-CBSA-0007,cbsa,telephone,to-canada,vessel,,,EX HERNO 21,EX Marina Sandwich,,2026-08-15T18:20:00Z,3,cleared,2026-08-15T18:26:41Z,,

Late, by telephone or app, often without a number of the craft, with its name misspelt or not
given at all, the landing rounded to five minutes; and now and then somebody whom nobody saw
cross.  Which report is about whom stays in the truth.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from northline.exercise.relay import Relay
from northline.exercise.scenario import Scenario
from northline.exercise.scenes import Reporters
from northline.exercise.truth import Notice, Passage
from northline.records.position import Craft
from northline.records.time import format_instant
from northline.records.track import Direction
from northline.records.units import Micros

COLUMNS = (
    "report", "authority", "channel", "direction", "craft", "identity", "registration",
    "craft_name", "place", "port", "landed", "persons", "outcome", "at", "lon", "lat",
)  # fmt: skip

AUTHORITIES = {Direction.TO_CANADA: "cbsa", Direction.TO_UNITED_STATES: "cbp"}
CHANNELS, LIKELY = ("telephone", "app", "kiosk"), (0.55, 0.4, 0.05)
OUTCOMES, USUAL = ("cleared", "inspect", "pending"), (0.86, 0.1, 0.04)

STOPS = (30.0, 150.0)
"""Seconds from the line to a report at the port (from, to)."""

LANDED = 300
"""Seconds to which people round when they landed."""

REPORTS = frozenset({"pleasure", "tug", "launch", "light-crosser"})
"""Roles whose people may report; the others hide, or never land."""

AT_PORT = frozenset({"lawful-vehicle", "evacuee", "treated-traveller"})
"""Roles whose people report at the port through which they come, all of them and at once."""

Place = Callable[[int, float], tuple[float, float]]
"""Degrees of a craft, by its number and the exercise second."""


class Named(msgspec.Struct, frozen=True):
    """What a craft is called, and its registration where it has one."""

    name: str | None
    registration: str | None


def notify(
    crossings: Sequence[Passage],
    names: Mapping[int, Named],
    place: Place,
    scenario: Scenario,
    relay: Relay,
    random: np.random.Generator,
) -> list[Notice]:
    """Make the reports and send them to the relay; who made them, in the order of making."""
    asked = scenario.arrivals
    if asked is None:
        return []
    calls: list[tuple[float, Passage | None]] = []
    for crossing in crossings:
        if crossing.role in AT_PORT and crossing.port is not None:
            second = crossing.second + float(random.uniform(*STOPS))
            if second < scenario.duration:
                calls.append((second, crossing))
        if not crossing.asked:
            continue
        calls_in = random.random() < asked.share
        after = float(random.uniform(*asked.after))
        if calls_in and crossing.role in REPORTS and crossing.second + after < scenario.duration:
            calls.append((crossing.second + after, crossing))
    for _ in range(asked.strangers):
        calls.append((float(random.uniform(0.0, scenario.duration)), None))
    relay.send(row(dict(zip(COLUMNS, COLUMNS, strict=True))), 0.0, hurt=b"", spare=True)
    told = []
    for number, (second, about) in enumerate(sorted(calls, key=lambda call: call[0]), 1):
        told.append(_notice(number, second, about, names, place, scenario, relay, random))
    return told


def _notice(
    number: int,
    second: float,
    about: Passage | None,
    names: Mapping[int, Named],
    place: Place,
    scenario: Scenario,
    relay: Relay,
    random: np.random.Generator,
) -> Notice:
    asked = scenario.arrivals
    assert asked is not None
    if about is None:
        direction = (Direction.TO_CANADA, Direction.TO_UNITED_STATES)[int(random.integers(2))]
        craft, named = Craft.VESSEL, Named(f"EX VISITOR {number}", None)
    else:
        direction, craft, named = about.direction, about.craft, names[about.number]
    nameless, anonymous, wrong = (random.random() < p for p in _likely(asked))
    misspelt = bool(wrong and not nameless and named.name)
    name = None if nameless else named.name
    channel = str(random.choice(CHANNELS, p=LIKELY))
    at_port = about is not None and about.role in AT_PORT
    channel = "kiosk" if at_port else channel
    at = Micros(scenario.begins + int(second) * 10**6)
    landed = int(second - float(random.uniform(60.0, 240.0))) // LANDED * LANDED
    places = asked.canadian if direction is Direction.TO_CANADA else asked.american
    identity = None if anonymous or about is None else about.identity
    authority = AUTHORITIES[direction]
    report = f"EX-{authority.upper()}-{number:04d}"
    values = {
        "report": report,
        "authority": authority,
        "channel": channel,
        "direction": direction.value,
        "craft": craft.value,
        "identity": identity,
        "registration": named.registration if random.random() < 0.3 else None,
        "craft_name": misspell(name, random) if misspelt and name else name,
        "place": str(random.choice(places)),
        "port": about.port if at_port and about is not None else None,
        "landed": format_instant(Micros(scenario.begins + landed * 10**6)),
        "persons": str(int(random.integers(1, 7))),
        "outcome": str(random.choice(OUTCOMES, p=USUAL)),
        "at": format_instant(at),
    }
    if channel == "app" and about is not None:
        lon, lat = place(about.number, second)
        values |= {"lon": f"{lon:.5f}", "lat": f"{lat:.5f}"}
    line = row(values)
    fate = relay.send(line, second, hurt=damaged(line))
    return Notice(
        report=report,
        by=None if about is None else about.number,
        role=None if about is None else about.role,
        crossed=None if about is None else about.second,
        second=second,
        at=at,
        direction=direction,
        craft=craft,
        identity=identity,
        misspelt=misspelt,
        arrived=fate.whole,
    )


def _likely(asked: Reporters) -> tuple[float, float, float]:
    return asked.nameless, asked.anonymous, asked.misspelt


def row(values: Mapping[str, str | None]) -> bytes:
    """One line of the table, in the order of `COLUMNS` (RFC 4180, but with a plain line feed)."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([values.get(name) or "" for name in COLUMNS])
    return line.getvalue().encode()


def damaged(line: bytes) -> bytes:
    """The line as it is when a half of it was lost: its last columns are missing."""
    return b",".join(line.split(b",")[:7]) + b"\n"


def misspell(name: str, random: np.random.Generator) -> str:
    """The name with two neighbouring letters of its longest word exchanged, or one left out."""
    word = max(name.split(), key=len)
    at = int(random.integers(1, max(len(word) - 1, 2)))
    if random.random() < 0.5 and at + 1 < len(word):
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        wrong = word[:at] + word[at + 1 :]
    return name.replace(word, wrong, 1)
