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

from northline.exercise.applicants import ScreeningDesk
from northline.exercise.instruments import (
    Ally,
    Camera,
    Channel,
    Drone,
    GroundSensors,
    Registry,
    Tower,
)
from northline.exercise.parts import (
    Lat,
    Length,
    Lon,
    Part,
    Span,
)
from northline.exercise.scenes import Patrols, Reporters, Skies, Streets, UnheardCast, once
from northline.exercise.ships import Cast, Clutter, Noise, Radio, Reporting
from northline.exercise.territories import Territory, check
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
        light: whether it is day or night, for what sensors see.
        noise, radio, clutter, reporting, cast: who sails, and what AIS says of them.
        river: cross-sections, upstream; Canada lies to the right.
        land: the same of a strip along the line, where it runs on land, westward.
        aircraft: who flies, or None.
        patrols: which friendly units are out, or None.
        unheard: who transmits nothing.
        towers: radar towers.
        cameras: cameras with image software.
        ground_sensors: strings of ground sensors.
        drone: a drone with a camera, or None.
        registry: what is told of towers and cameras, or None.
        arrivals: who reports an arrival, or None.
        roads: made-up streets on either side, or None.
        screening: a desk that screens people against made-up lists, or None.
        channels: how feeds are marked that are not the node's own and unclassified.
        allies: partners who read along.
        territories: of First Nations, where nothing stands and into which nothing looks.
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
    light: Literal["day", "night"] = "day"
    noise: Noise | None = None
    radio: Radio | None = None
    clutter: Clutter | None = None
    reporting: tuple[Reporting, ...] = ()
    cast: tuple[Cast, ...] = ()
    river: tuple[Reach, ...] = ()
    land: tuple[Reach, ...] = ()
    aircraft: Skies | None = None
    patrols: Patrols | None = None
    unheard: tuple[UnheardCast, ...] = ()
    towers: tuple[Tower, ...] = ()
    cameras: tuple[Camera, ...] = ()
    ground_sensors: tuple[GroundSensors, ...] = ()
    drone: Drone | None = None
    registry: Registry | None = None
    arrivals: Reporters | None = None
    roads: Streets | None = None
    screening: ScreeningDesk | None = None
    channels: tuple[Channel, ...] = ()
    allies: tuple[Ally, ...] = ()
    territories: tuple[Territory, ...] = ()

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
        if self.cast and None in (self.noise, self.radio, self.clutter):
            raise ValueError("cast: who sails is heard by AIS, and needs noise, radio and clutter")
        for cast in (self.cast, self.unheard):
            once(cast)
        if min(len(self.reaches), 3) < 3 or (self.river and self.land):
            raise ValueError("river: three reaches or more of a river, or else of land")
        reaches = {reach.name for reach in self.reaches}
        between: list[tuple[str, tuple[str, ...]]] = [
            ("patrols", each.between) for each in (self.patrols.cast if self.patrols else ())
        ]
        between += [("ground_sensors", each.between) for each in self.ground_sensors]
        between += [("drone", self.drone.between)] if self.drone else []
        between += [("roads", (self.roads.bridge,))] if self.roads and self.roads.bridge else []
        for part, names in between:
            for name in names:
                if name not in reaches:
                    raise ValueError(f"{part}: the river has no reach {name!r}")
        self._check_feeds()
        check(self)

    def _check_feeds(self) -> None:
        """Refuse a feed that is spoken twice, and one that is named and not spoken."""
        spoken = self.feeds
        if len(set(spoken)) != len(spoken):
            raise ValueError("towers: each has a feed of its own")
        if len({tower.identity for tower in self.towers}) != len(self.towers):
            raise ValueError("towers: each has an area and number of its own")
        named = {"channels": [each.feed for each in self.channels]}
        named["allies"] = [feed for ally in self.allies for feed in ally.sees]
        for part, feeds in named.items():
            for feed in feeds:
                if feed not in spoken:
                    raise ValueError(f"{part}: no feed {feed!r} is spoken; {', '.join(spoken)} are")

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """The cross-sections of the river, or of the land along the line."""
        return self.river or self.land

    @property
    def feeds(self) -> tuple[str, ...]:
        """Names of the feeds that are spoken."""
        parts = {
            "ais": self.cast, "adsb": self.aircraft, "cot": self.patrols,
            "arrivals": self.arrivals, "cameras": self.cameras, "drone": self.drone,
            "ground-sensors": self.ground_sensors, "sensors": self.registry, "roads": self.roads,
        }  # fmt: skip
        own = tuple(tower.feed for tower in self.towers)
        return tuple(feed for feed, part in parts.items() if part) + own

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
