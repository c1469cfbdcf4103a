"""What scenario files are made of: numbers with their ranges, and parts that refuse the rest."""

import math
from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0.0, le=0.5)]
Length = Annotated[float, msgspec.Meta(gt=0.0, le=100_000.0)]
Span = Annotated[float, msgspec.Meta(gt=0.0, le=86_400.0)]
Knots = Annotated[float, msgspec.Meta(ge=0.0, le=102.2)]
Airspeed = Annotated[float, msgspec.Meta(gt=0.0, le=600.0)]
Height = Annotated[float, msgspec.Meta(ge=0.0, le=15_000.0)]
Lon = Annotated[float, msgspec.Meta(ge=-180.0, le=180.0)]
Lat = Annotated[float, msgspec.Meta(ge=0.0, le=85.0)]
Positive = Annotated[float, msgspec.Meta(gt=0.0, le=1_000.0)]
Portion = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2_000)]
Station = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9-]{1,15}$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a scenario file."""


class Wire(Part, frozen=True, kw_only=True):
    """What happens between a sender and its feed.

    Attributes:
        loss: share of messages that never arrive.
        damaged: share that arrive so that nobody can read them.
        duplicated: share that arrive twice.
        late: share that reach the feed late, by ``late_by`` seconds (from, to).
        delay: seconds from the sender to the feed (from, to).
    """

    loss: Share
    damaged: Share
    duplicated: Share
    late: Share
    late_by: tuple[Span, Span]
    delay: tuple[Span, Span]

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        ordered("late_by", self.late_by)
        ordered("delay", self.delay)


def ordered(name: str, span: tuple[float, float]) -> None:
    """Refuse a range that ends before it begins.

    Raises:
        ValueError: naming it.
    """
    if not (math.isfinite(span[0]) and span[0] <= span[1]):
        raise ValueError(f"{name}: it must be [from, to] with from <= to, not {list(span)}")
