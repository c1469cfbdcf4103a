"""Which entities of a list bear a name: every name of the list is scored, and the best are told."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from northline.engines.screening.params import MatchingParams

NO_DOCUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


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


class Index:
    """Every name of a list, ready to be asked.

    Args:
        entries: the names.
        identifiers: documents of an entity, ``scheme:value``.
        params: the parameters; the built-in ones when None.
    """

    scored: int
    """Names that the last query was compared with: all of its schema."""

    def __init__(
        self,
        entries: Iterable[Entry],
        identifiers: Mapping[str, tuple[str, ...]] = NO_DOCUMENTS,
        params: MatchingParams | None = None,
    ) -> None:
        """Prepare the names."""
        raise NotImplementedError

    def match(self, query: Query, limit: int = 5) -> tuple[Hit, ...]:
        """The best entities, best first.

        Raises:
            UsageError: for a schema that there is not, no name, or a limit below 1.
        """
        raise NotImplementedError
