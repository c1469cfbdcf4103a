"""The figures of a score: what is in the JSON, in the names that other people's scripts rely on."""

import msgspec

from northline.exercise.coverage import Agreement
from northline.exercise.interception import Interception
from northline.exercise.overdue import Overdue
from northline.exercise.patrol_hours import PatrolHours
from northline.exercise.screened import Screened


class ToAlert(msgspec.Struct, frozen=True, kw_only=True):
    """Exercise seconds from true crossings to their findings; None without any."""

    median: float | None
    p95: float | None


class ByClass(msgspec.Struct, frozen=True, kw_only=True):
    """The share of one role, or of one sort of craft, in the score.

    Attributes:
        craft: what they go about in.
        count: how many there are.
        crossings: their true crossings.
        eligible: those with three or more detections.
        found: those found.
        found_eligible: those found among the eligible.
        missed: those not found.
        detection_rate: of the eligible, or None without any.
        false: false findings that name one of them.
        observable: whether any of them could be seen at all; None when none crossed.
    """

    craft: str
    count: int
    crossings: int
    eligible: int
    found: int
    found_eligible: int
    missed: int
    detection_rate: float | None
    false: int
    observable: bool | None


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """How well those who transmit nothing were followed.

    Attributes:
        quiet: how many there are, groups counted once.
        detected: of these, with three or more detections that arrived.
        found: of these, followed for half of the time or more.
        asked: how often it was asked where a detected one was.
        followed: share of these with a track there, or None without any.
        tracks: tracks that each of those had who had any, on average.
        by_class: the share by role.
        nobodys: tracks without an identity that follow nobody at all.
        all_tracks: tracks without an identity.
    """

    quiet: int
    detected: int
    found: int
    asked: int
    followed: float | None
    tracks: float | None
    by_class: dict[str, float]
    nobodys: int
    all_tracks: int


class BySensor(msgspec.Struct, frozen=True, kw_only=True):
    """One sensor, or string of sensors.

    Attributes:
        feed: by which it tells.
        detections: of somebody who was there, sent.
        arrived: of these, reached the feed whole.
        false: detections of nothing, sent.
        recorded: plots of it on record, copies included.
        outages: how often it was silent.
        silent: for how many seconds, all together.
        clock: seconds by which its clock was off, at the worst.
    """

    feed: str
    detections: int
    arrived: int
    false: int
    recorded: int
    outages: int
    silent: float
    clock: float


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What one partner read: rows they may see, saw, saw and may not, may see and did not."""

    expected: int
    seen: int
    leaked: int
    withheld: int


class Sharing(msgspec.Struct, frozen=True, kw_only=True):
    """What all partners read, together and one by one; nothing may be leaked."""

    viewers: int
    expected: int
    seen: int
    leaked: int
    withheld: int
    by_viewer: dict[str, Seen]


class Crossings(msgspec.Struct, frozen=True, kw_only=True):
    """How many true crossings there were, and of which sort."""

    true: int
    eligible: int
    observable: int
    found: int
    excluded_near_ports: int
    excluded_high: int
    excluded_units: int
    wobbles: int


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings there were, and what became of them."""

    all: int
    matched: int
    excused: int
    false: int
    withdrawn: int = 0


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """Messages sent to the feeds and read from them."""

    sent: int
    lines: int
    read: int
    rejected: int
    expected_rejected: int


class ByFeed(msgspec.Struct, frozen=True, kw_only=True):
    """One feed.

    Attributes:
        sent: messages that reach it, damaged ones and copies included.
        lines: they make.
        lost: messages that never reach it.
        duplicated: messages that reach it twice.
        late: messages that reach it late.
        read: units that the reader took, rejected ones included.
        rejected: units that it refused.
        expected_rejected: messages damaged on purpose.
    """

    sent: int
    lines: int
    lost: int
    duplicated: int
    late: int
    read: int
    rejected: int
    expected_rejected: int


class Following(msgspec.Struct, frozen=True, kw_only=True):
    """How well those who report where they are were followed.

    Attributes:
        reporting: how many there are, of whom at least one report came through.
        found: of these, followed for half of their reported seconds or more.
        reported_seconds: reports that came through, all together.
        followed: share of these with a track where they truly were, or None without any.
        least: the share of the one that was followed worst, or None.
        tracks: tracks that each of those has who has any, on average; 1 where nobody was lost.
        by_class: the share by role.
        crossings: their crossings that ask for no alert.
        recorded: of these, on record as a crossing.
    """

    reporting: int
    found: int
    reported_seconds: int
    followed: float | None
    least: float | None
    tracks: float | None
    by_class: dict[str, float]
    crossings: int
    recorded: int


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """Reports of arrival.

    Attributes:
        made: how many were made.
        arrived: of these, reached the feed so that they can be read.
        read: of these, on record as they were made.
        share: read of arrived, or None without any.
        misspelt: of those arrived, with the name misspelt.
        anonymous: of those arrived, without a number of the craft.
        strangers: of those arrived, by somebody who did not cross.
    """

    made: int
    arrived: int
    read: int
    share: float | None
    misspelt: int
    anonymous: int
    strangers: int


class Reporting(msgspec.Struct, frozen=True, kw_only=True):
    """Crossings and the reports of arrival that are of them.

    Attributes:
        reported: crossings found of which a report arrived.
        closed: of these, whose finding says that it was reported.
        failures: findings that say that an arrival was not reported.
        wrongly: of these, of which a report did arrive, or of whom none is owed.
    """

    reported: int
    closed: int
    failures: int
    wrongly: int


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that must be reached: in words what is asked, what came, whether it is met."""

    asked: str
    got: float | None
    met: bool


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """A true crossing that was not found."""

    role: str
    identity: str | None
    at: str
    km: float
    direction: str
    detections: int
    before: int
    after: int
    observable: bool


class FalseFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that nothing true stands behind."""

    event_id: str
    identity: str | None
    role: str | None
    at: str
    direction: str
    why: str


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The score; `northline.exercise.scoring` says what each figure means."""

    scenario: str
    seed: int
    exercise: bool = True
    detection_rate: float | None
    observable_detection_rate: float | None
    overall_detection_rate: float | None
    missed: int
    false_per_100km_hour: float
    seconds_to_alert: ToAlert
    seconds_to_reports: ToAlert
    by_class: dict[str, ByClass]
    by_craft: dict[str, ByClass]
    by_sensing: dict[str, ByClass]
    by_feed: dict[str, ByFeed]
    by_sensor: dict[str, BySensor]
    aircraft: Following
    units: Following
    unheard: Sighted
    arrivals: Arrivals
    reporting: Reporting
    sharing: Sharing
    rejected: int
    interception_rate: float | None
    interception_rate_reason: str
    interception: Interception | None = None
    coverage: Agreement | None = None
    overdue: Overdue | None = None
    patrol_hours: PatrolHours | None = None
    screening: Screened | None = None
    line_km: float
    hours: float
    crossings: Crossings
    findings: Findings
    messages: Messages
    bars: dict[str, Bar]
    misses: tuple[Miss, ...]
    false_findings: tuple[FalseFinding, ...]

    @property
    def passed(self) -> bool:
        """Whether every bar is met."""
        return all(bar.met for bar in self.bars.values())
