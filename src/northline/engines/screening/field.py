"""The names of one schema, packed for the search: forms, their units, and whose they are."""

from typing import Any

import msgspec
import numpy as np

from northline.engines.screening.align_kernel import COUNT, PAIRS, aligned, features, search
from northline.engines.screening.tokens import (
    MOST_TOKENS,
    Form,
    bearers_at_least,
    kind_weight,
    rarity,
)
from northline.engines.screening.vocabulary import KNOWN, Vocabulary


class Found(msgspec.Struct, frozen=True):
    """The best form of one entity and its log odds; the form asked is `asked`."""

    form: int
    rank: float
    asked: Form


class Field:
    """All names that one schema may be compared with.

    Args:
        forms: each form, the number of the name it reads, and the number of the entity.
        entities: how many entities there are on the whole list.
        bearers: of each token, how many of them bear it.
    """

    def __init__(
        self, forms: list[tuple[Form, int, int]], entities: int, bearers: dict[str, int]
    ) -> None:
        """Pack the names."""
        self.forms = forms
        self.names = len({name for _, name, _ in forms})
        self.entities, self.bearers = entities, bearers
        tokens: dict[str, bool] = {}
        every = [form.units() for form, _, _ in forms]
        for (form, _, _), units in zip(forms, every, strict=True):
            for n, (letters, _) in enumerate(units):
                tokens[letters] = tokens.get(letters, True) and n >= len(form.tokens)
        self.vocabulary = Vocabulary(tokens)
        number = self.vocabulary.number
        counts = [len(units) for units in every]
        self._at = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        flat = [unit for units in every for unit in units]
        self._ids = np.array([number[letters] for letters, _ in flat], np.int32)
        self._covers = np.array([cover for _, cover in flat], np.int64)
        self._weights = np.array(
            [w for form, _, _ in forms for w in self._weights_of(form, None)], np.float64
        )
        self._sizes = np.array([len(form.tokens) for form, _, _ in forms], np.int64)
        self._owner = np.array([owner for _, _, owner in forms], np.int32)
        width = max(1, len(self.vocabulary.tokens))
        self._alike = np.zeros((3 * MOST_TOKENS, width), np.float32)
        self._touched = np.zeros(width, np.uint8)

    def weight(self, token: str, seen: Any = None) -> float:
        """What a token tells; one that is not listed is as common as those it is alike to."""
        bearers = float(self.bearers.get(token, 0))
        if not bearers and seen is not None:
            near = seen.ids[seen.how >= KNOWN]
            listed = self.vocabulary.tokens
            bearers = float(sum(self.bearers.get(listed[n], 0) for n in near))
        bearers = max(bearers, bearers_at_least(token))
        return kind_weight(token) * rarity(self.entities, bearers)

    def _weights_of(self, form: Form, seen: Any) -> list[float]:
        units = form.units()
        own = [self.weight(t, seen[n] if seen else None) for n, t in enumerate(form.tokens)]
        for _, cover in units[len(own) :]:
            own.append(sum(w for n, w in enumerate(own[: len(form.tokens)]) if cover >> n & 1))
        return own

    def search(self, asked: Form, extra: Any, beta: Any, limit: int) -> tuple[list[Found], int]:
        """The best entities for one form asked, and how many names were aligned in full."""
        units = asked.units()
        size = len(asked.tokens)
        seen = [self.vocabulary.alike(t, n >= size) for n, (t, _) in enumerate(units)]
        for n, each in enumerate(seen):
            self._alike[n, each.ids] = each.how
            self._touched[each.ids] = 1
        weights = np.array(self._weights_of(asked, seen), np.float64)
        forms, ranks = np.zeros(limit, np.int64), np.zeros(limit)
        held, done = search(
            self._alike, self._touched, np.array([m for _, m in units], np.int64), len(units),
            weights, weights[:size], size, self._at, self._ids, self._covers, self._weights,
            self._sizes, self._owner, extra, beta, limit, forms, ranks,
        )  # fmt: skip
        for n, each in enumerate(seen):
            self._alike[n, each.ids] = 0.0
            self._touched[each.ids] = 0
        best = zip(forms[:held].tolist(), ranks[:held].tolist(), strict=True)
        return [Found(form, rank, asked) for form, rank in best], done

    def touches(self, asked: Form, form: int) -> bool:
        """Whether any unit of a form is alike to any asked: if not, it is never told."""
        ids = self._ids[int(self._at[form]) : int(self._at[form + 1])]
        size = len(asked.tokens)
        return any(
            self.vocabulary.alike(t, n >= size).to(ids).any()
            for n, (t, _) in enumerate(asked.units())
        )

    def closely(self, asked: Form, form: int) -> "Closely":
        """The alignment of one form with what is asked, to explain it."""
        units, size = asked.units(), len(asked.tokens)
        seen = [self.vocabulary.alike(t, n >= size) for n, (t, _) in enumerate(units)]
        a, b = int(self._at[form]), int(self._at[form + 1])
        ids, covers, weights = self._ids[a:b], self._covers[a:b], self._weights[a:b]
        alike = np.array([each.to(ids) for each in seen], np.float32)
        own = np.array(self._weights_of(asked, seen), np.float64)
        got, gn, x = np.zeros(MOST_TOKENS), np.zeros(MOST_TOKENS), np.zeros(COUNT)
        to, scratch = np.zeros(MOST_TOKENS, np.int64), np.zeros((PAIRS, 4))
        kept = aligned(
            alike, np.array([m for _, m in units], np.int64), len(units), own,
            np.arange(b - a, dtype=np.int32), covers, weights, b - a, got, gn, to, scratch,
        )  # fmt: skip
        features(got, own[:size], size, gn, weights, int(self._sizes[form]), kept, x)
        listed = self.vocabulary.tokens
        pairs = tuple(
            (token, listed[ids[to[n]]] if to[n] >= 0 else "", float(got[n]))
            for n, token in enumerate(asked.tokens)
        )
        return Closely(tuple(x.tolist()), pairs)


class Closely(msgspec.Struct, frozen=True):
    """The features of one alignment, and each token asked with what it was found as and how alike."""

    features: tuple[float, ...]
    pairs: tuple[tuple[str, str, float], ...]
