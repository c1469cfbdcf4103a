"""Scenarios: what an exercise is made of, read from TOML and checked, every field of it.

A scenario is a file under ``scenarios/``; its name is the file's.  Every wrong line is a
`SettingsError` that names the line, the field and what it may be.
"""

import re
import sys
import tomllib
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from northline.exercise.parts import (
    Count,
    Knots,
    Lat,
    Length,
    Lon,
    Part,
    Positive,
    Share,
    Span,
    Station,
    ordered,
)
from northline.exercise.scenes import Patrols, Reporters, Skies
from northline.records.errors import SettingsError, UnknownName
from northline.records.position import Craft
from northline.records.time import format_instant, parse_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    # It moved in 3.12; Python 3.14 has it only there.
    if sys.version_info >= (3, 12):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable

Role = Literal[
    "freighter",
    "tug",
    "pleasure",
    "loiterer",
    "anchored",
    "anchored-ship",
    "moored",
    "launch",
    "goes-dark",
    "dark",
]
"""What a vessel does in the exercise; ``by_class`` of a score speaks in these words."""


class Title(Part, frozen=True, kw_only=True):
    """What the scenario is called, in English and French."""

    en: Annotated[str, msgspec.Meta(min_length=1)]
    fr: Annotated[str, msgspec.Meta(min_length=1)]


class Window(Part, frozen=True, kw_only=True):
    """The box the exercise plays in, degrees."""

    west: Lon
    east: Lon
    south: Lat
    north: Lat

    def __post_init__(self) -> None:
        """Refuse a box without an inside."""
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("west: it must lie west of east, and south south of north")


class Wobble(Part, frozen=True, kw_only=True):
    """An excursion shallower than ``metres`` or shorter than ``seconds`` is no crossing."""

    metres: Length
    seconds: Span


class Ports(Part, frozen=True, kw_only=True):
    """Metres around an open port of entry in which a crossing is left out.

    Attributes:
        radius: for vessels, and for all that is not named here.
        aircraft: for aircraft.
    """

    radius: Length
    aircraft: Length = 10_000.0

    def around(self, craft: Craft) -> float:
        """The radius for such a craft."""
        return self.aircraft if craft is Craft.AIRCRAFT else self.radius


class Noise(Part, frozen=True, kw_only=True):
    """Errors of what is reported: metres (1 sigma per coordinate), seconds, knots."""

    class_a: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    class_b: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    correlation: Span
    speed: Annotated[float, msgspec.Meta(ge=0.0, le=5.0)]


class Radio(Part, frozen=True, kw_only=True):
    """What happens between a ship's transponder and the feed.

    Attributes:
        loss: share of messages that no station hears.
        damaged: share of single-line messages that arrive with a wrong checksum.
        duplicated: share heard by a second station as well.
        late: share that reach the feed late, by ``late_by`` seconds (from, to).
        delay: seconds from transmission to the feed (from, to).
        stations: names of the receiving stations, for the tag block.
    """

    loss: Share
    damaged: Share
    duplicated: Share
    late: Share
    late_by: tuple[Span, Span]
    delay: tuple[Span, Span]
    stations: Annotated[tuple[Station, ...], msgspec.Meta(min_length=2)]

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        ordered("late_by", self.late_by)
        ordered("delay", self.delay)


class Clutter(Part, frozen=True, kw_only=True):
    """What else is on the air: stations, aids to navigation, static data, and how often (s)."""

    base_stations: Annotated[int, msgspec.Meta(ge=0, le=9)]
    base_seconds: Span
    aids: Annotated[int, msgspec.Meta(ge=0, le=99)]
    aid_seconds: Span
    static_seconds: Span


class Reporting(Part, frozen=True, kw_only=True):
    """One row of the table of reporting intervals (ITU-R M.1371-5, annex 1, tables 1 and 2).

    Attributes:
        station: class of the transponder, A or B.
        at_anchor: whether the row is for ships at anchor or moored.
        up_to: the row holds up to this speed, knots.
        seconds: interval.
        turning: interval while the course changes, or None where that makes no difference.
    """

    station: Literal["A", "B"]
    at_anchor: bool = False
    up_to: Knots
    seconds: Span
    turning: Span | None = None


class Cast(Part, frozen=True, kw_only=True):
    """So many vessels of one role.

    Attributes:
        role: what they do.
        count: how many.
        station: class of their transponder, or ``none``.
        speed: cruising speed, knots (from, to).
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        length: bow to stern, metres (from, to).
        ship_type: AIS ship and cargo type.
        line: how near the line they lie or turn back, metres (from, to).
        passages: how often they cross, or come near (from, to).
        silence: transponder off so long before and after the line, seconds (from, to).
    """

    role: Role
    count: Count
    station: Literal["A", "B", "none"]
    speed: tuple[Knots, Knots]
    turn: Positive
    acceleration: Positive
    length: tuple[Positive, Positive]
    ship_type: Annotated[int, msgspec.Meta(ge=0, le=99)]
    line: tuple[Positive, Positive] = (50.0, 150.0)
    passages: tuple[int, int] = (0, 0)
    silence: tuple[Span, Span] = (60.0, 150.0)

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        for name in ("speed", "length", "line", "passages", "silence"):
            ordered(name, getattr(self, name))


class Reach(Part, frozen=True, kw_only=True):
    """One cross-section of the river: its middle, and metres of sure water to either side."""

    name: str
    lon: Lon
    lat: Lat
    american: Length
    canadian: Length


class Scenario(Part, frozen=True, kw_only=True, dict=True):
    """A scenario, whole.  ``name`` is its file's; the parts are documented with their types.

    Attributes:
        start: instant of exercise second 0, RFC 3339.
        duration: seconds.
        craft: what the ports are asked about for those who sail.
        detection_window: seconds either side of a crossing in which reports are detections.
        river: cross-sections, upstream; Canada lies to the right.
        aircraft: who flies, or None.
        patrols: which friendly units are out, or None.
        arrivals: who reports an arrival, or None.
    """

    name: str = ""
    title: Title
    start: str
    duration: Annotated[int, msgspec.Meta(ge=60, le=86_400)]
    craft: Craft
    detection_window: Span
    window: Window
    wobble: Wobble
    ports: Ports
    noise: Noise
    radio: Radio
    clutter: Clutter
    reporting: Annotated[tuple[Reporting, ...], msgspec.Meta(min_length=1)]
    cast: Annotated[tuple[Cast, ...], msgspec.Meta(min_length=1)]
    river: Annotated[tuple[Reach, ...], msgspec.Meta(min_length=3)]
    aircraft: Skies | None = None
    patrols: Patrols | None = None
    arrivals: Reporters | None = None

    def __post_init__(self) -> None:
        """Refuse a start that is no instant, and speeds without a reporting interval."""
        try:
            parse_instant(self.start)
        except ValueError as wrong:
            raise ValueError(f"start: {wrong}") from wrong
        for station in {cast.station for cast in self.cast} - {"none"}:
            rows = [r for r in self.reporting if r.station == station and not r.at_anchor]
            if not rows or max(r.up_to for r in rows) < 102.2:
                raise ValueError(f"reporting: station {station} must reach up to 102.2 knots")
        roles = [cast.role for cast in self.cast]
        if len(set(roles)) != len(roles):
            raise ValueError("cast: each role may be cast once")
        reaches = {reach.name for reach in self.river}
        for unit in self.patrols.cast if self.patrols else ():
            for name in unit.between:
                if name not in reaches:
                    raise ValueError(f"patrols: the river has no reach {name!r}")

    @cached_property
    def begins(self) -> Micros:
        """Exercise second 0 as an instant."""
        return parse_instant(self.start)

    def starting(self, at: Micros) -> "Scenario":
        """The same scenario at another hour: a whole second, so that tag blocks stay exact."""
        return msgspec.structs.replace(self, start=format_instant(Micros(at // 10**6 * 10**6)))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario as it is listed: its name and title in English and French."""

    name: str
    en: str
    fr: str


def names() -> tuple[str, ...]:
    """Names of the scenarios that the package holds, in order."""
    return tuple(sorted(f.name[:-5] for f in _folder().iterdir() if f.name.endswith(".toml")))


def scenarios() -> tuple[Entry, ...]:
    """The scenarios there are, with their titles."""
    loaded = [load(name) for name in names()]
    return tuple(Entry(name=s.name, en=s.title.en, fr=s.title.fr) for s in loaded)


def load(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        UnknownName: naming the scenarios there are.
        SettingsError: naming the wrong line and field.
    """
    if name not in names():
        raise UnknownName(f"there is no scenario {name!r}; there are {', '.join(names())}")
    return parse(_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Scenario:
    """Read a scenario from TOML text.

    Raises:
        SettingsError: naming the wrong line and field.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"{name}.toml is no TOML: {wrong}") from wrong
    try:
        return msgspec.convert({**tree, "name": name}, Scenario)
    except msgspec.ValidationError as wrong:
        message, _, path = str(wrong).rpartition(" - at `")
        message, path = (message, path.rstrip("`")) if message else (str(wrong), "$")
        field = path.removeprefix("$").removeprefix(".")
        named = re.match(r"(?:.*contains unknown field `|)(\w+)(?:`|: )", message)
        if named:  # of a part, whose path alone is told
            field = f"{field}.{named[1]}".lstrip(".")
        line = line_of(text, field)
        where = f"line {line}, {field}" if field else "the file as a whole"
        raise SettingsError(f"{name}.toml, {where}: {message}") from wrong


def line_of(text: str, field: str) -> int:
    """Number of the line on which ``field`` (such as ``river[3].lon``) stands, or of its table."""
    steps = re.findall(r"([A-Za-z_]+)(?:\[(\d+)\])?", field)
    wanted = [(name, int(index or 0)) for name, index in steps]
    lines = text.splitlines()
    start, best = 0, 1
    for depth, (name, index) in enumerate(wanted):
        pattern = rf"\s*(\[\[?{name}\]\]?|{name}\b.*?=|\w+\.{name}\s*=)" if depth else (
            rf"\s*(\[\[?{name}\]\]?|{name}\s*=|{name}\.\w+\s*=)"
        )  # fmt: skip
        found = [n for n in range(start, len(lines)) if re.match(pattern, lines[n])]
        if not found:
            break
        at = found[index] if lines[found[0]].startswith("[[") and index < len(found) else found[0]
        start, best = at, at + 1
    return best


def _folder() -> "Traversable":
    return files("northline.exercise").joinpath("scenarios")
