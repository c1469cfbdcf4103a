"""Which entities of a list bear a name: every name of the list is scored, and the best are told.

For each reading of each name asked, each token is compared with every token of the list
(`alike_kernel`), and every name of the schema gets an upper bound of its log odds; those whose bound
lets them be among the answer are aligned in full (`align_kernel`).  The answer is that of aligning every
name.  A name that shares no token, not even one alike, has nothing in common and is never told.

What may enter is closed: names, a schema, documents.  `Query` and `Entry` have no other field.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from northline.engines.screening.answers import Entry, Hit, Part, Query
from northline.engines.screening.calibration import CONSTANT, FEATURES, prior_shift, probability
from northline.engines.screening.explaining import parts
from northline.engines.screening.identifiers import SILENT, by_scheme, evidence
from northline.engines.screening.params import MatchingParams
from northline.engines.screening.tokens import Form, forms
from northline.records.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from northline.engines.screening.field import Field, Found

__all__ = ["SCHEMAS", "Entry", "Hit", "Index", "Part", "Query"]

NO_DOCUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})

ANY = "Unknown"
SCHEMAS = ("Person", "Organization", "Vessel", "Aircraft", ANY)
"""What a bearer of a name may be; `ANY` is compared with all, and all with it."""


class Index:
    """Every name of a list, ready to be asked.

    Args:
        entries: the names.
        identifiers: documents of an entity, ``scheme:value``.
        params: the parameters; the built-in ones when None.

    Raises:
        UnknownName: for a schema that there is not.
        UsageError: for what is no document, or may not be read (see `identifiers`).
    """

    scored: int
    """Names that the last query was compared with: all of its schema."""
    aligned: int
    """Of these, how many forms were aligned in full; the rest could not be among the answer."""

    def __init__(
        self,
        entries: Iterable[Entry],
        identifiers: Mapping[str, tuple[str, ...]] = NO_DOCUMENTS,
        params: MatchingParams | None = None,
    ) -> None:
        """Prepare the names."""
        self._entries = tuple(entries)
        self._params = params or MatchingParams()
        self.scored = self.aligned = 0
        for entry in self._entries:
            _known(entry.schema)
        self._ids = sorted({entry.entity for entry in self._entries})
        number = {entity: n for n, entity in enumerate(self._ids)}
        self._documents = {
            number[entity]: by_scheme(texts)
            for entity, texts in sorted(identifiers.items())
            if entity in number
        }
        self._forms = [
            (form, n, number[entry.entity])
            for n, entry in enumerate(self._entries)
            for form in forms(entry.name, entry.schema)
        ]
        bears = {(owner, token) for form, _, owner in self._forms for token in form.tokens}
        self._bearers = dict(Counter(token for _, token in bears))
        self._fields: dict[str, Field] = {}
        shift = prior_shift(self._params.prior)
        self._shift = shift
        self._beta = np.array([CONSTANT + shift, *(f.beta for f in FEATURES)], np.float64)

    def match(self, query: Query, limit: int = 5) -> tuple[Hit, ...]:
        """The best entities, best first; entities of one rank in order of their ids.

        Raises:
            UnknownName: for a schema that there is not.
            UsageError: without a name, for a limit below 1, or for what is no document.
        """
        _known(query.schema)
        if limit < 1 or not query.names:
            raise UsageError("a query has one name or more, and a limit of 1 or more")
        field = self._field(query.schema)
        documents = self._said(query)
        extra = np.zeros(max(1, len(self._ids)))
        for owner, (_, _, share) in documents.items():
            extra[owner] = share
        best: dict[int, tuple[float, Found, str]] = {}
        self.scored, self.aligned = field.names, 0
        for name in query.names:
            for asked in forms(name, query.schema):
                for found in self._searched(field, asked, extra, limit):
                    owner = field.forms[found.form][2]
                    if owner not in best or found.rank > best[owner][0]:
                        best[owner] = (found.rank, found, name)
        order = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))[:limit]
        return tuple(
            self._hit(field, owner, found, name, documents.get(owner, (SILENT, "", 0.0)))
            for owner, (_, found, name) in order
        )

    def _searched(self, field: "Field", asked: Form, extra: Any, limit: int) -> "list[Found]":
        found, done = field.search(asked, extra, self._beta, limit)
        self.aligned += done
        return found

    def _field(self, schema: str) -> "Field":
        if schema not in self._fields:
            from northline.engines.screening.field import Field  # imports numba

            chosen = [
                each
                for each in self._forms
                if ANY in (schema, self._entries[each[1]].schema)
                or self._entries[each[1]].schema == schema
            ]
            self._fields[schema] = Field(chosen, len(self._ids), self._bearers)
        return self._fields[schema]

    def _said(self, query: Query) -> dict[int, tuple[str, str, float]]:
        asked = by_scheme(query.identifiers)
        if not asked:
            return {}
        return {
            owner: evidence(asked, listed, self._params)
            for owner, listed in self._documents.items()
        }

    def _hit(
        self,
        field: "Field",
        owner: int,
        found: "Found",
        name: str,
        document: tuple[str, str, float],
    ) -> Hit:
        near = field.closely(found.asked, found.form)
        told = parts(near.features, near.pairs, document, self._shift)
        entry = self._entries[field.forms[found.form][1]]
        return Hit(
            entity=self._ids[owner],
            name=entry.name,
            query=name,
            score=probability(found.rank),
            rank=found.rank,
            parts=told,
        )


def _known(schema: str) -> None:
    if schema not in SCHEMAS:
        raise UnknownName(f"there is no schema {schema!r}; there are {', '.join(SCHEMAS)}")
