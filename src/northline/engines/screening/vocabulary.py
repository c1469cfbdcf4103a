"""Every token of a list, once, packed for the kernel; and what each asked token is alike to."""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from northline.engines.screening.alike_kernel import alike, codes
from northline.engines.screening.latin import ABJAD
from northline.engines.screening.nicknames import companions
from northline.engines.screening.phonetic import fold, skeleton

NICKNAME = 0.9
"""What a name that stands for the other is worth."""
KNOWN = 0.8
"""From here on, bearers of a token alike count when the rarity of one not listed is reckoned."""
REMEMBERED = 65_536
"""Tokens whose likeness to the list is kept, for names repeat; then all are forgotten."""

NONE, JOINED = 0, 2
MOST = 4
"""Edits that are ever allowed, see `alike_kernel.allowed`."""


class Alike(msgspec.Struct, frozen=True):
    """Tokens of the list that one asked is alike to, int32 (n,), ascending, and how much, float32 (n,)."""

    ids: Any
    how: Any

    def to(self, tokens: Any) -> Any:
        """How much it is alike to given tokens of the list, 0 where it is not; float32, their shape."""
        if not len(self.ids):
            return np.zeros(len(tokens), np.float32)
        place = np.minimum(np.searchsorted(self.ids, tokens), len(self.ids) - 1)
        return np.where(self.ids[place] == tokens, self.how[place], np.float32(0.0))


class Vocabulary:
    """Tokens of a list, shortest fold first.

    Args:
        tokens: each with whether it only ever stands as several written together.
    """

    def __init__(self, tokens: dict[str, bool]) -> None:
        """Pack the tokens."""
        self.tokens = sorted(
            tokens, key=lambda t: (t.startswith(ABJAD), tokens[t], len(fold(t)), t)
        )
        self.number = {token: n for n, token in enumerate(self.tokens)}
        self._words, self._word_at = _packed(t.lstrip(ABJAD) for t in self.tokens)
        self._folds, self._fold_at = _packed(fold(t) for t in self.tokens)
        self._bones, self._bones_at = _packed(
            skeleton(t) if not tokens[t] else "" for t in self.tokens
        )
        self._flags = np.array(
            [t.startswith(ABJAD) | (JOINED if tokens[t] else NONE) for t in self.tokens], np.uint8
        )
        vowelless = [t.startswith(ABJAD) for t in self.tokens]
        self._plain = vowelless.index(True) if True in vowelless else len(vowelless)
        singles = sum(not tokens[t] for t in self.tokens[: self._plain])
        self._runs = ((0, singles), (singles, self._plain))
        self._lengths = np.diff(self._fold_at)
        self._found = np.empty(max(1, len(self.tokens)), np.int32)
        self._how = np.empty(max(1, len(self.tokens)), np.float32)
        self._kept: dict[tuple[str, bool], Alike] = {}

    def alike(self, token: str, joined: bool) -> Alike:
        """What a token is alike to; all of the list's tokens are compared."""
        kept = self._kept.get((token, joined))
        if kept is not None:
            return kept
        count = alike(
            codes(token.lstrip(ABJAD)), codes(fold(token)), codes(skeleton(token)),
            token.startswith(ABJAD), joined, self._words, self._word_at, self._folds, self._fold_at,
            self._bones, self._bones_at, self._flags, self._spans(token, joined), self._found,
            self._how,
        )  # fmt: skip
        made = Alike(self._found[:count].copy(), self._how[:count].copy())
        more = [self.number[n] for n in companions(token) if n in self.number]
        if more and not joined:
            best = dict(zip(made.ids.tolist(), made.how.tolist(), strict=True))
            for number in more:
                best[number] = max(best.get(number, 0.0), NICKNAME)
            ids = sorted(best)
            made = Alike(np.array(ids, np.int32), np.array([best[n] for n in ids], np.float32))
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
        self._kept[token, joined] = made
        return made

    def _spans(self, token: str, joined: bool) -> Any:
        """Runs of tokens near enough in length to be alike: singles, those joined, those without vowels.

        An edit more or less changes a length by one, and no more than four are allowed; an initial may
        stand for a word of any length, and what has no vowels is compared by its consonants alone.
        The runs ascend, so that what is found does.
        """
        every = (0, self._plain), (self._plain, len(self.tokens))
        if token.startswith(ABJAD) or len(token) == 1:
            return np.array(every, np.int64)
        size, spans = len(fold(token)), []
        for first, end in self._runs[: 1 if joined else 2]:
            here = self._lengths[first:end]
            low, high = np.searchsorted(here, (size - MOST, size + MOST + 1)).tolist()
            if size > MOST + 1 and first == 0:  # initials stand first
                spans.append((0, int(np.searchsorted(here, 2))))
            spans.append((first + low, first + high))
        return np.array([*spans, every[1]], np.int64)


def _packed(texts: Iterable[str]) -> tuple[Any, Any]:
    """Letters one after another, uint8, and where each text begins, int64 (n + 1,)."""
    every = [codes(text[:64]) for text in texts]
    at = np.zeros(len(every) + 1, np.int64)
    np.cumsum([len(each) for each in every], out=at[1:])
    return (np.concatenate(every) if every else np.zeros(0, np.uint8)), at
