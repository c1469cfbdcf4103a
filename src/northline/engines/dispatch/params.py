"""Parameters of the dispatch engine: who goes how fast, how far, and where nobody is sent."""

import msgspec

from northline.records.errors import SettingsError
from northline.records.units import Degrees, Metres, MetresPerSecond, Probability, Seconds


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SettingsError(f"dispatch: {name} is {value}; it must lie in [{least:g}, {most:g}]")


class Speeds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that units make which state no speed of their own, m/s, each in [0.2, 300].

    Attributes:
        foot: on foot, on roads and off them; so goes who leaves a vehicle.
        vehicle: a vehicle on a road, which itself may allow less.
        off_road: an off-road vehicle on a road.
        off_road_land: an off-road vehicle on land off the roads.
        dog_team: a dog and its handler.
        boat: on water.
        drone: in the air.
        helicopter: in the air.
        aeroplane: in the air.
    """

    foot: MetresPerSecond = MetresPerSecond(1.4)
    vehicle: MetresPerSecond = MetresPerSecond(30.0)
    off_road: MetresPerSecond = MetresPerSecond(18.0)
    off_road_land: MetresPerSecond = MetresPerSecond(5.0)
    dog_team: MetresPerSecond = MetresPerSecond(1.4)
    boat: MetresPerSecond = MetresPerSecond(13.0)
    drone: MetresPerSecond = MetresPerSecond(15.0)
    helicopter: MetresPerSecond = MetresPerSecond(60.0)
    aeroplane: MetresPerSecond = MetresPerSecond(75.0)

    def __post_init__(self) -> None:
        """Check the ranges."""
        for name in self.__struct_fields__:
            _within(f"speeds.{name}", getattr(self, name), 0.2, 300.0)


class Territory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The territory of a First Nation, as the node that has it drawn tells (LAW.md rule 6).

    Attributes:
        name: what its people call it.
        lons: corners of its polygon in their order, WGS 84, three or more.
        lats: their latitudes.
        protocol: the recorded protocol by which its council and police approve sensing and patrol
            there; without one nobody is sent there and nothing looks there.
    """

    name: str
    lons: tuple[Degrees, ...]
    lats: tuple[Degrees, ...]
    protocol: str | None = None

    def __post_init__(self) -> None:
        """Check that it is a polygon."""
        if len(self.lons) != len(self.lats) or len(self.lons) < 3:
            raise SettingsError(
                f"dispatch: territory {self.name!r} has {len(self.lons)} longitudes and "
                f"{len(self.lats)} latitudes; a polygon has three corners or more"
            )
        for lon, lat in zip(self.lons, self.lats, strict=True):
            _within(f"territory {self.name!r}: a longitude", lon, -180.0, 180.0)
            _within(f"territory {self.name!r}: a latitude", lat, -90.0, 90.0)


class DispatchParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        plans_for: kinds of finding for which a plan is made; a ``line-crossing`` is lawful as far as
            anybody knows yet, so it is none of them unless it is named.
        stands_down: kinds of finding that take back what was found, and so the plan.
        units: how many units a plan proposes, in [1, 10].
        looks: how many sensors it proposes to look, in [0, 10].
        least_crew: officers that a unit which is sent has at least, in [1, 6].
        turnout: how long it takes until a unit moves, s, in [0, 3600]: a person decides, and a
            crew turns out.
        fresh: how old the place of a unit may be, s, in [10, 86400].
        grace: how long after what it says of itself is stale a unit still counts as there, s, in
            [0, 86400]: radios have shadows, and what they say may come late.
        reserve: share of its range that a unit keeps, in [0, 0.9].
        speeds: what units make that do not say.
        speed_unstated: speed of a road that states none, m/s, in [1, 50].
        snap: how far from a road a unit may begin that goes by road, m, in [10, 5000].
        walk: how far off the roads a land unit goes, m, in [0, 10000].
        beside: how far from the place a unit may have to stop that may not go all the way, m,
            in [50, 10000].
        cell: breadth of the cells in which land and water are told apart, m, in [30, 1000].
        window: half the breadth of the grid of cells, m, in [1000, 30000].
        shared_waters: how far beyond the line a joint crew may go, m, in [0, 100000].
        longest: longest way that is proposed, s, in [60, 86400].
        horizon: how far ahead the way of a thing is foretold, s, in [60, 7200].
        interval: between two places on it at which it may be met, s, in [10, 600].
        meet: how near a unit must come to meet it, m, in [10, 5000].
        still: speed below which a thing stands, m/s, in [0.05, 10].
        sigma_unstated: error of a place that states none, m, in [1, 10000].
        velocity_sigma: 1-sigma error of each component of its velocity, m/s, in [0.05, 50].
        wander: spectral density of its acceleration, m2/s3, in [0, 1000].
        look_range: how far a sensor sees that does not say, m, in [10, 100000].
        territories: of First Nations, with or without a recorded protocol.
        latest: findings received so long before now get no plan, s, in [60, 2592000].
        forget: received time after which units and tracks that say nothing are forgotten, s,
            in [600, 604800].
        most_units: units that are remembered, those heard last, in [10, 20000].
        most_tracks: tracks that are remembered, those heard last, in [10, 100000].
        most_roads: roads that are remembered, in [0, 1000000].
        road_reach: roads farther from the line than this are not remembered, m, in [1000, 200000].
    """

    plans_for: tuple[str, ...] = ("dark-crossing", "land-crossing", "failure-to-report")
    stands_down: tuple[str, ...] = ("line-touched", "reported-crossing", "crossed-back")
    units: int = 3
    looks: int = 3
    least_crew: int = 2
    turnout: Seconds = Seconds(120.0)
    fresh: Seconds = Seconds(900.0)
    grace: Seconds = Seconds(300.0)
    reserve: Probability = Probability(0.2)
    speeds: Speeds = Speeds()
    speed_unstated: MetresPerSecond = MetresPerSecond(11.0)
    snap: Metres = Metres(500.0)
    walk: Metres = Metres(2_000.0)
    beside: Metres = Metres(2_000.0)
    cell: Metres = Metres(100.0)
    window: Metres = Metres(12_000.0)
    shared_waters: Metres = Metres(10_000.0)
    longest: Seconds = Seconds(7_200.0)
    horizon: Seconds = Seconds(1_800.0)
    interval: Seconds = Seconds(60.0)
    meet: Metres = Metres(300.0)
    still: MetresPerSecond = MetresPerSecond(0.5)
    sigma_unstated: Metres = Metres(50.0)
    velocity_sigma: MetresPerSecond = MetresPerSecond(0.5)
    wander: float = 0.01
    look_range: Metres = Metres(3_000.0)
    territories: tuple[Territory, ...] = ()
    latest: Seconds = Seconds(3_600.0)
    forget: Seconds = Seconds(7_200.0)
    most_units: int = 2_000
    most_tracks: int = 5_000
    most_roads: int = 200_000
    road_reach: Metres = Metres(60_000.0)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            _within(name, getattr(self, name), least, most)


_RANGES: dict[str, tuple[float, float]] = {
    "units": (1, 10),
    "looks": (0, 10),
    "least_crew": (1, 6),
    "turnout": (0.0, 3_600.0),
    "fresh": (10.0, 86_400.0),
    "grace": (0.0, 86_400.0),
    "reserve": (0.0, 0.9),
    "speed_unstated": (1.0, 50.0),
    "snap": (10.0, 5_000.0),
    "walk": (0.0, 10_000.0),
    "beside": (50.0, 10_000.0),
    "cell": (30.0, 1_000.0),
    "window": (1_000.0, 30_000.0),
    "shared_waters": (0.0, 100_000.0),
    "longest": (60.0, 86_400.0),
    "horizon": (60.0, 7_200.0),
    "interval": (10.0, 600.0),
    "meet": (10.0, 5_000.0),
    "still": (0.05, 10.0),
    "sigma_unstated": (1.0, 1e4),
    "velocity_sigma": (0.05, 50.0),
    "wander": (0.0, 1e3),
    "look_range": (10.0, 1e5),
    "latest": (60.0, 2_592_000.0),
    "forget": (600.0, 604_800.0),
    "most_units": (10, 20_000),
    "most_tracks": (10, 100_000),
    "most_roads": (0, 1_000_000),
    "road_reach": (1_000.0, 200_000.0),
}
