"""What a patrol plan was asked for with, as plain data: all that it takes to make it again but the shifts.

It is kept as text under the digest that the plan names as its parameters, the seed with it; nobody who
reads the plan reads it (docs/patrol-orders.md).  The shifts are the evidence of the plan.
"""

import msgspec

from northline.geo.line import SEGMENTS
from northline.geo.stretches import STRETCH_KM
from northline.records.errors import SettingsError
from northline.records.unit import Mode
from northline.records.units import Micros

Triple = tuple[float, float, float]
"""By day, in twilight, at night."""


class Habits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is assumed of units where nobody measured it; an agency puts its own numbers in their place.

    Attributes:
        sees: chance that one unit which watches 5 km of the line all through an hour sees a crossing
            there, by how it goes about; each in [0, 1].
        speeds: how fast it goes along the line on patrol at most, km/h, in (0, 1000].
        sweeps: stretches to either side that it also watches, in [0, 10].
        farthest: how far from the line a depot may lie, km, in [0, 500].
        check_in: minutes between two check-ins, in [5, 720].
    """

    sees: dict[str, Triple] = msgspec.field(
        default_factory=lambda: {
            Mode.FOOT.value: (0.35, 0.30, 0.20),
            Mode.DOG_TEAM.value: (0.45, 0.42, 0.38),
            Mode.VEHICLE.value: (0.40, 0.32, 0.25),
            Mode.OFF_ROAD.value: (0.45, 0.35, 0.28),
            Mode.BOAT.value: (0.50, 0.40, 0.30),
            Mode.DRONE.value: (0.55, 0.55, 0.50),
            Mode.HELICOPTER.value: (0.60, 0.60, 0.55),
            Mode.AEROPLANE.value: (0.50, 0.50, 0.45),
        }
    )
    speeds: dict[str, float] = msgspec.field(
        default_factory=lambda: {
            Mode.FOOT.value: 4.0,
            Mode.DOG_TEAM.value: 4.0,
            Mode.VEHICLE.value: 50.0,
            Mode.OFF_ROAD.value: 20.0,
            Mode.BOAT.value: 30.0,
            Mode.DRONE.value: 40.0,
            Mode.HELICOPTER.value: 180.0,
            Mode.AEROPLANE.value: 220.0,
        }
    )
    sweeps: dict[str, int] = msgspec.field(
        default_factory=lambda: {Mode.HELICOPTER.value: 1, Mode.AEROPLANE.value: 2}
    )
    farthest: float = 100.0
    check_in: float = 60.0

    def __post_init__(self) -> None:
        """Check the ranges."""
        for mode, chances in self.sees.items():
            for chance in chances:
                _within(f"sees.{mode}", chance, 0.0, 1.0)
        for mode, speed in self.speeds.items():
            _within(f"speeds.{mode}", speed, 0.1, 1000.0)
        for mode, sweep in self.sweeps.items():
            _within(f"sweeps.{mode}", sweep, 0, 10)
        _within("farthest", self.farthest, 0.0, 500.0)
        _within("check_in", self.check_in, 5.0, 720.0)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """Stretches where nobody goes.

    Attributes:
        name: what people call it; it is said where it conflicts.
        from_km: where it begins.
        to_km: where it ends.
        territory: whether it is the territory of a First Nation without a recorded protocol.
    """

    name: str
    from_km: float
    to_km: float
    territory: bool = False


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """A mode that weather closes.

    Attributes:
        name: what people call it.
        mode: how units go about that stay in.
        begins: us.
        ends: us.
    """

    name: str
    mode: Mode
    begins: Micros
    ends: Micros


class Least(msgspec.Struct, frozen=True, kw_only=True):
    """The least presence: so many units in some stretches in every hour of a window.

    Attributes:
        name: what people call it.
        from_km: where the stretches begin.
        to_km: where they end.
        units: how many, in expectation over the draw.
        begins: us, or None: all day.
        ends: us, or None.
    """

    name: str
    from_km: float
    to_km: float
    units: float = 1.0
    begins: Micros | None = None
    ends: Micros | None = None


class Changed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became otherwise after a plan was made, so that it was planned again.

    Attributes:
        seed: of the new draw.
        why: in the words of who planned again.
        out: units that have dropped out.
        bars: where nobody goes now, besides.
        weather: what is closed now, besides.
    """

    seed: int
    why: str
    out: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    weather: tuple[Weather, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a plan is made from, but its shifts.

    Attributes:
        from_km: where the stretches begin, km of the line.
        to_km: where they end.
        stretch_km: length of one.
        segment: of the line.
        day: the day, in the time zone.
        zone: the time zone.
        seed: of the draw.
        control: share of unit-shifts that is placed evenly.
        begins: beginning of the first watch hour, us.
        rate: [S][T] expected crossings in a stretch and hour.
        habits: what is assumed of units.
        bars: where nobody goes.
        weather: what is closed.
        least: the least presence.
        changes: what became otherwise since, in order; each was planned for again.
        told: reasons that whoever asked adds, each a `Reason` as JSON: who is booked twice, whose
            territory is closed.
    """

    from_km: float
    to_km: float
    stretch_km: float = STRETCH_KM
    segment: str = SEGMENTS[0]
    day: str
    zone: str
    seed: int
    control: float
    begins: Micros
    rate: tuple[tuple[float, ...], ...]
    habits: Habits = msgspec.field(default_factory=Habits)
    bars: tuple[Bar, ...] = ()
    weather: tuple[Weather, ...] = ()
    least: tuple[Least, ...] = ()
    changes: tuple[Changed, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def out(self) -> tuple[str, ...]:
        """Units that have dropped out since the first plan."""
        return tuple(unit for change in self.changes for unit in change.out)

    @property
    def draws(self) -> int:
        """Seed of the draw that counts."""
        return self.changes[-1].seed if self.changes else self.seed


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SettingsError(f"patrol: {name} is {value}; it must lie in [{least:g}, {most:g}]")
