"""What a list is made of, what is asked of it, and what it answers."""

import msgspec


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One name of one entity on a list; ``sort`` is such as ``primary`` or ``alias-low``."""

    entity: str
    schema: str
    name: str
    sort: str


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked: names by which one bearer is known, its schema, its documents ``scheme:value``."""

    names: tuple[str, ...]
    schema: str
    identifiers: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason and its share; the shares of a hit add up to its ``rank``."""

    code: str
    args: dict[str, str | float]
    share: float


class Hit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entity that may bear the name.

    Attributes:
        entity: its id.
        name: the one of its names that fits best.
        query: the one of the names asked that it fits.
        score: calibrated probability, in (0, 1).
        rank: unsaturated log odds, by which hits are ordered.
        parts: why, with shares that add up to ``rank``.
    """

    entity: str
    name: str
    query: str
    score: float
    rank: float
    parts: tuple[Part, ...]
