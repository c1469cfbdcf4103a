"""The hidden truth: who crossed the line where and when, judged on the true path by the second.

The line is the real one (`northline.geo.line`), met exactly.  Between two meetings a vessel is
on one side; that stretch *counts* when it lasts `Wobble.seconds` and goes `Wobble.metres`
deep.  From a stretch that counts to the next that counts on the other side is **one crossing**,
at the last meeting between them; ``since`` is the first.  All other meetings are **wobbles**:
the craft was over the line, but too little or too shortly to ask an alert for it; a finding
on one is excused, neither found nor false.

An alert is asked for every crossing but those *left out*: near an open port of entry for such a
craft, of an aircraft above the ceiling, of a friendly unit.  A finding on one of these is false.

A **detection** of a crossing is a position report of its craft, or a sensor's detection of it,
made at most `Scenario.detection_window` before or after it, not beyond that craft's crossings next
to it, that reached its feed whole.
"""

import msgspec

from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Kilometres, Metres, Micros, Seconds

TRACE_SECONDS = 10
"""Between two places of a `Trace`."""

ENOUGH = 3
"""Detections from which on a crossing must be found (BENCH.md, crossing alerts)."""


class Reports(msgspec.Struct, frozen=True):
    """Exercise seconds at which a craft fixed the positions it sent, and those that arrived."""

    transmitted: tuple[float, ...] = ()
    delivered: tuple[float, ...] = ()


class Who(msgspec.Struct, frozen=True):
    """One of those who move.

    Attributes:
        number: in the exercise, over all sorts of craft.
        identity: such as ``mmsi:316900123``, or None when it never transmits.
        role: its class.
        craft: what it is.
    """

    number: int
    identity: str | None
    role: str
    craft: Craft


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One true crossing.

    Attributes:
        number: of the craft in the exercise.
        identity: of the craft, or None when it never transmits.
        role: its class.
        craft: what it is.
        second: exercise second of the last meeting with the line.
        since: exercise second of the first meeting, where wobbles are merged into it.
        at: `second` as an instant.
        lon: where, degrees.
        lat: where, degrees.
        segment: segment of the line.
        km: kilometre along it.
        direction: which way.
        transmitted: position reports sent in the window around it.
        detections: those of them that reached the feed, undamaged.
        before: detections before it.
        after: detections after it.
        port: open port of entry so near that it is left out, or None.
        height: of an aircraft, metres of pressure altitude; else None.
        high: whether it is an aircraft above the ceiling, which is left out.
    """

    number: int
    identity: str | None
    role: str
    craft: Craft = Craft.VESSEL
    second: Seconds
    since: Seconds
    at: Micros
    lon: Degrees
    lat: Degrees
    segment: str
    km: Kilometres
    direction: Direction
    transmitted: int = 0
    detections: int = 0
    before: int = 0
    after: int = 0
    port: str | None = None
    height: Metres | None = None
    high: bool = False

    @property
    def asked(self) -> bool:
        """Whether an alert is asked for."""
        return self.port is None and not self.high and self.craft is not Craft.UNIT

    @property
    def eligible(self) -> bool:
        """Whether it has detections enough to be asked for."""
        return self.detections >= ENOUGH

    @property
    def observable(self) -> bool:
        """Whether it has enough of them, and at least one on either side."""
        return self.eligible and self.before > 0 and self.after > 0


class Excursion(msgspec.Struct, frozen=True, kw_only=True):
    """A wobble over the line that is no crossing: who, from when to when, where."""

    number: int
    identity: str | None
    role: str
    since: Seconds
    until: Seconds
    segment: str
    km: Kilometres


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was said to one feed.

    Attributes:
        messages: that reach it, damaged ones and copies included.
        lines: they make.
        bytes: they have.
        lost: messages that never reached it.
        damaged: units of those that reach it that a reader must reject.
        duplicated: how many reach it twice.
        late: how many reach it late.
    """

    messages: int = 0
    lines: int = 0
    bytes: int = 0
    lost: int = 0
    damaged: int = 0
    duplicated: int = 0
    late: int = 0


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where one that reports truly was whenever a report of it came through.

    Attributes:
        identity: as its records carry it.
        role: its class.
        craft: what it is.
        seconds: exercise seconds of the reports.
        lon: degrees, at these.
        lat: degrees, at these.
    """

    identity: str
    role: str
    craft: Craft
    seconds: tuple[float, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One report of arrival: who made it about what, and what it said.

    Attributes:
        report: its number.
        by: number of the craft it is about, or None where nobody crossed.
        role: class of that craft, or None.
        crossed: exercise second of the crossing it is about, or None.
        second: exercise second at which it was made.
        at: `second` as an instant, as it says.
        direction: into which country.
        craft: what they say they came by.
        identity: as stated, or None.
        misspelt: whether the name is misspelt.
        arrived: whether it reached the feed so that it can be read.
    """

    report: str
    by: int | None
    role: str | None
    crossed: float | None
    second: float
    at: Micros
    direction: Direction
    craft: Craft
    identity: str | None
    misspelt: bool
    arrived: bool


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What one sensor truly saw, and what was wrong with it.

    Attributes:
        sensor: its identity, as its plots name it.
        name: what people call it.
        feed: by which it tells.
        detections: of somebody who was there, sent.
        arrived: of these, reached the feed whole.
        false: detections of nothing, sent.
        outages: exercise seconds from which to which it was silent.
        count: how many sensors it is, if a string of them, numbered on from `sensor`.
        clock: seconds by which its clock was ahead at the beginning.
        clock_at_end: the same at the end.
    """

    sensor: str
    name: str
    feed: str
    detections: int
    arrived: int
    false: int
    count: int = 1
    outages: tuple[tuple[Seconds, Seconds], ...] = ()
    clock: float = 0.0
    clock_at_end: float = 0.0

    @property
    def sensors(self) -> tuple[str, ...]:
        """The identity of each."""
        if self.count == 1:
            return (self.sensor,)
        feed, _, first = self.sensor.rpartition("/")
        return tuple(f"{feed}/{int(first) + k}" for k in range(self.count))


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Where one of those who move truly was, every `TRACE_SECONDS`, whether anybody heard it or not.

    Attributes:
        number: in the exercise.
        identity: as its own records carry it, or None.
        role: its class.
        craft: what it is.
        group: how many it stands for.
        since: exercise second of the first place.
        lon: degrees.
        lat: degrees.
        detected: exercise seconds of the detections of it by sensors that arrived.
    """

    number: int
    identity: str | None
    role: str
    craft: Craft
    group: int = 1
    since: int
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    detected: tuple[float, ...] = ()


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """A unit whose radio died: who, and the exercise second of its last report that came through."""

    identity: str
    role: str
    second: Seconds


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """A partner who reads along, and the feeds from which alone what they see may come."""

    name: str
    agency: str
    sees: tuple[str, ...]


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What really happened in an exercise, and what was said of it.

    Attributes:
        scenario: name of the scenario.
        seed: its seed.
        start: instant of exercise second 0.
        duration: seconds.
        line_km: length of the line in the window.
        crossings: the true crossings that an alert is asked for, in order of time.
        excluded: those that are left out; an alert on one is false.
        wobbles: excursions that are no crossing; an alert is excused.
        roles: how many there are of each role.
        crafts: what each role goes about in.
        cast: identity of everyone who transmits -> its role.
        routes: of aircraft and friendly units, where they truly were when they reported.
        notices: the reports of arrival that were made.
        feeds: what was said to each feed.
        watches: what each sensor truly saw.
        traces: where everybody truly was.
        allies: partners who read along.
        silent: units whose radio died.
    """

    scenario: str
    seed: int
    start: Micros
    duration: int
    line_km: Kilometres
    crossings: tuple[Passage, ...]
    excluded: tuple[Passage, ...] = ()
    wobbles: tuple[Excursion, ...] = ()
    roles: dict[str, int] = {}
    crafts: dict[str, Craft] = {}
    cast: dict[str, str] = {}
    routes: tuple[Route, ...] = ()
    notices: tuple[Notice, ...] = ()
    feeds: dict[str, Sent] = {}
    watches: tuple[Watching, ...] = ()
    traces: tuple[Trace, ...] = ()
    allies: tuple[Allowed, ...] = ()
    silent: tuple[Silent, ...] = ()

    @property
    def messages(self) -> int:
        """Messages that reach all feeds together."""
        return sum(sent.messages for sent in self.feeds.values())

    @property
    def lines(self) -> int:
        """Lines that reach all feeds together."""
        return sum(sent.lines for sent in self.feeds.values())

    @property
    def damaged(self) -> int:
        """Messages that readers must reject."""
        return sum(sent.damaged for sent in self.feeds.values())
