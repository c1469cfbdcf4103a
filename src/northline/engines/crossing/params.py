"""Parameters of the crossing engine."""

import msgspec

from northline.engines.crossing.reporting.params import ReportingParams
from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Metres, MetresPerSecond, Probability, Seconds

NEVER: frozenset[Craft] = frozenset({Craft.STATION, Craft.AID})
"""What stands still: its track, if somebody makes one, never crosses anything."""


class CrossingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        certainty: probability of its side from which a point counts as on it, in [0.8, 0.999999].
        likely: probability of the new side from which a crossing is told before it is certain, in
            [0.5, 0.999999]; at ``certainty`` or above nothing is told early.
        ahead: such a crossing is told if, at its velocity, it is certain so many seconds later,
            s, in [1, 300].
        soon: and told so many seconds before it is likely at its velocity, s, in [0, 60], where it is
            possible already: what reports itself every half a minute is not waited for once more.
        possible: probability of the new side from which it is possible, in [0.05, 0.5].
        progress: how much nearer to the new side than at its last sure point it must be for that, in
            sigmas of both, in [0, 10].
        swift: speed over the line from which that is not asked: it neither drifts nor runs along the
            line, m/s, in [0, 1000].
        line_sigma: 1-sigma error of the line as drawn here, m, in [0, 1000].
        sigma_unstated: error of a track point that states none, m, in [1, 10000].
        wander: spectral density of acceleration between two points, m2/s3, in [0, 1000].
        silent_least: shortest silence over the line worth a word, s, in [1, 86400].
        silent_factor: how many usual intervals such a silence lasts at least, in [1, 100].
        port_radius_vessel: how near a port a vessel crosses "at" it, m, in [0, 50000].
        port_radius_aircraft: the same for aircraft, m, in [0, 200000].
        port_radius_land: the same for all else, m, in [0, 50000].
        aircraft_ceiling: altitude above which an aircraft's crossing is an overflight: recorded,
            no finding, m, in [0, 30000].  One whose altitude is not known counts as below.
        finds: sorts of craft a crossing of which is a finding; the others' are only recorded.
            Friendly units are none of them.
        velocity_sigma: 1-sigma error of each component of a velocity, m/s, in [0.1, 50].
        reported_sigma: the same of what a craft reports of itself, and keeps for the next half minute,
            m/s, in [0.1, 50].
        quality_least: quality that a track made by sensors must have for its place to count, in
            [0, 1].
        points_least: points that it must have for that, in [2, 100].
        settle_points: sure points in a row beyond the line by which it has crossed: by then a track
            that leapt from one thing to another has slowed down again, in [1, 20].
        leap_factor: how much faster than at either end such a track may have gone between two
            points for them to be of one thing, in [1, 10].
        leap_wander: spectral density of the acceleration that such a thing has at most, m2/s3,
            in [0.01, 1000].
        unheard_seconds: so long after the first point of all a track of sensors on water that is no
            faster than what reports itself that seldom has not crossed: it may lie at anchor, and
            not have been heard yet, s, in [0, 3600].
        unseen_seconds: silence on its way over from which a track of sensors has crossed only
            if it moved at both ends as that way says, s, in [0, 600].
        unseen_share: share of its speed by which its velocity there may differ, in [0.05, 1].
        twin_metres: how near to one another a track without identity and one with it cross at most
            for both to be of one thing, m, in [0, 2000], besides what they go in three seconds; 0
            takes none for another; see `northline.engines.crossing.twin`.
        twin_seconds: and within how long of each other at most, s, in [0, 600].
        link_seconds: how long after the end of a track without identity a new one may be the
            same thing, s, in [0, 600]; 0 links none.
        link_sigmas: how far from where the old one would be by then, in sigmas, in [1, 10].
        reporting: how crossings are followed until they are reported.
        forget: seconds of received time after which a silent track is forgotten,
            in [600, 2592000].
    """

    certainty: Probability = Probability(0.95)
    likely: Probability = Probability(0.55)
    ahead: Seconds = Seconds(30.0)
    soon: Seconds = Seconds(5.0)
    possible: Probability = Probability(0.2)
    progress: float = 3.2
    swift: MetresPerSecond = MetresPerSecond(2.5)
    line_sigma: Metres = Metres(10.0)
    sigma_unstated: Metres = Metres(50.0)
    wander: float = 0.1
    silent_least: Seconds = Seconds(300.0)
    silent_factor: float = 5.0
    port_radius_vessel: Metres = Metres(2_000.0)
    port_radius_aircraft: Metres = Metres(10_000.0)
    port_radius_land: Metres = Metres(500.0)
    aircraft_ceiling: Metres = Metres(3_000.0)
    finds: tuple[Craft, ...] = (
        Craft.VESSEL,
        Craft.AIRCRAFT,
        Craft.VEHICLE,
        Craft.PERSON,
        Craft.DRONE,
        Craft.UNKNOWN,
    )
    velocity_sigma: MetresPerSecond = MetresPerSecond(1.5)
    reported_sigma: MetresPerSecond = MetresPerSecond(0.5)
    quality_least: Probability = Probability(0.85)
    points_least: int = 4
    settle_points: int = 4
    leap_factor: float = 1.5
    leap_wander: float = 1.0
    unheard_seconds: Seconds = Seconds(180.0)
    unseen_seconds: Seconds = Seconds(30.0)
    unseen_share: float = 0.5
    twin_metres: Metres = Metres(150.0)
    twin_seconds: Seconds = Seconds(45.0)
    link_seconds: Seconds = Seconds(300.0)
    link_sigmas: float = 3.0
    reporting: ReportingParams = ReportingParams()
    forget: Seconds = Seconds(86_400.0)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"crossing: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        for craft in self.finds:
            if craft in NEVER:
                raise SettingsError(f"crossing: finds names {craft.value}, which never moves")
            if craft is Craft.UNIT:
                raise SettingsError("crossing: finds names unit; friendly units are never findings")

    def port_radius(self, craft: Craft) -> Metres:
        """How near to a port such a craft crosses "at" it."""
        if craft is Craft.VESSEL:
            return self.port_radius_vessel
        return self.port_radius_aircraft if craft is Craft.AIRCRAFT else self.port_radius_land


_RANGES: dict[str, tuple[float, float]] = {
    "certainty": (0.8, 0.999999),
    "likely": (0.5, 0.999999),
    "ahead": (1.0, 300.0),
    "soon": (0.0, 60.0),
    "possible": (0.05, 0.5),
    "progress": (0.0, 10.0),
    "swift": (0.0, 1e3),
    "line_sigma": (0.0, 1e3),
    "sigma_unstated": (1.0, 1e4),
    "wander": (0.0, 1e3),
    "silent_least": (1.0, 86_400.0),
    "silent_factor": (1.0, 100.0),
    "port_radius_vessel": (0.0, 5e4),
    "port_radius_aircraft": (0.0, 2e5),
    "port_radius_land": (0.0, 5e4),
    "aircraft_ceiling": (0.0, 3e4),
    "quality_least": (0.0, 1.0),
    "points_least": (2.0, 100.0),
    "settle_points": (1.0, 20.0),
    "leap_factor": (1.0, 10.0),
    "leap_wander": (0.01, 1e3),
    "unheard_seconds": (0.0, 3600.0),
    "unseen_seconds": (0.0, 600.0),
    "unseen_share": (0.05, 1.0),
    "twin_metres": (0.0, 2_000.0),
    "twin_seconds": (0.0, 600.0),
    "link_seconds": (0.0, 600.0),
    "link_sigmas": (1.0, 10.0),
    "velocity_sigma": (0.1, 50.0),
    "reported_sigma": (0.1, 50.0),
    "forget": (600.0, 2_592_000.0),
}
