# ruff: noqa: PLR1714  numba would build a set each time
r"""How alike two tokens are, compiled: every token of the list is compared with the one asked.

Two tokens are alike when the edit distance of their folds (Levenshtein; bit-parallel, Myers 1999, *A fast
bit-vector algorithm for approximate string matching*) is at most ``1 + (longer fold - 2) // 3``, at most 4,
and none for folds of two letters or fewer; words of
two letters are alike only when they are the same.  How much, in (0, 1], is then

.. math:: s = 1 - \frac{D}{\max(|a|, |b|)}

of what is written, with D the restricted edit distance in which a vowel for a vowel, or a letter for one of
the same sound, costs `NEAR`, a vowel more or less `SOFT`, a doubled letter or an h `DOUBLED`, neighbours
exchanged `SWAPPED`, and all else 1; or `SOUND` less a little when the folds are nearer.  Below `LEAST` it is 0.
Words of scripts without vowels are compared by skeleton.  No token is skipped: what differs in length by
more than the bound is at a greater distance than it.

Importing this module imports numba, so it is imported when an index is made.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np

NEAR, SOFT, DOUBLED, SWAPPED = 0.4, 0.6, 0.35, 0.7
SOUND = 0.95
LEAST = 0.55
TOGETHER = 0.84
"""The same for several tokens written together: they must be nearly the word, not only hold it."""
BONES = 0.93
"""What equal skeletons are worth: vowels were not there to be compared."""
FIRST_LETTER = 0.75
"""What an initial is worth beside a token that begins with it."""
LETTERS = 37
"""a to z, 0 to 9, and anything else."""

_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F) -> _F:
    """Machine code of a function, kept between runs; without fastmath."""
    compile_it: Any = numba.njit(nogil=True, cache=True)
    done: _F = compile_it(function)
    return done


def codes(word: str) -> Any:
    """Letters as numbers, uint8 (n,)."""
    raw = np.frombuffer(word.encode("ascii", "replace"), np.uint8)
    letter, digit = (raw >= 97) & (raw <= 122), (raw >= 48) & (raw <= 57)
    return np.where(letter, raw - 97, np.where(digit, raw - 22, LETTERS - 1)).astype(np.uint8)


@compiled
def masks_of(a: Any, masks: Any) -> None:
    """Where each letter stands in ``a``, as bits; ``masks`` is uint64 (LETTERS,), written."""
    masks[:] = np.uint64(0)
    for i in range(len(a)):
        masks[a[i]] |= np.uint64(1) << np.uint64(i)


@compiled
def distance(masks: Any, m: int, text: Any, start: int, end: int, most: int) -> int:
    """Levenshtein distance of the word of ``masks`` (m letters) and a text; ``most + 1`` if over."""
    one = np.uint64(1)
    last = one << np.uint64(m - 1)
    up, down, score = ~np.uint64(0), np.uint64(0), m
    left = end - start
    for n in range(start, end):
        here = masks[text[n]]
        vertical = here | down
        diagonal = (((here & up) + up) ^ up) | here
        plus, minus = down | ~(diagonal | up), up & diagonal
        left -= 1
        if plus & last:
            score += 1
        if minus & last:
            score -= 1
        if score - left > most:
            return most + 1
        plus, minus = (plus << one) | one, minus << one
        up, down = minus | ~(vertical | plus), plus & vertical
    return score


@compiled
def _vowel(letter: int) -> bool:
    return letter == 0 or letter == 4 or letter == 8 or letter == 14 or letter == 20 or letter == 24


@compiled
def _sound(letter: int) -> int:
    """Number of the sound of a letter; those of one sound are near."""
    if letter == 2 or letter == 16 or letter == 10:  # c q k
        return 100
    if letter == 22 or letter == 21 or letter == 5:  # w v f
        return 101
    if letter == 25 or letter == 18:  # z s
        return 102
    if letter == 9 or letter == 6:  # j g
        return 103
    if letter == 3 or letter == 19:  # d t
        return 104
    if letter == 1 or letter == 15:  # b p
        return 105
    return letter


@compiled
def _alone(word: Any, start: int, i: int) -> float:
    """What it costs to leave out the letter ``i`` of a word."""
    letter = word[start + i]
    if letter == 7 or (i > 0 and word[start + i - 1] == letter):
        return DOUBLED
    return SOFT if _vowel(letter) else 1.0


@compiled
def written(a: Any, a0: int, n: int, b: Any, b0: int, m: int, rows: Any) -> float:
    """The weighted distance D; ``rows`` is float64 (3, more than m), scratch."""
    before, last, here = rows[0], rows[1], rows[2]
    last[0] = 0.0
    for j in range(m):
        last[j + 1] = last[j] + _alone(b, b0, j)
    for i in range(n):
        x = a[a0 + i]
        gone = _alone(a, a0, i)
        here[0] = last[0] + gone
        for j in range(m):
            y = b[b0 + j]
            if x == y:
                cost = 0.0
            elif (
                (_vowel(x) and _vowel(y))
                or _sound(x) == _sound(y)
                or (x == 24 and y == 9)
                or (x == 9 and y == 24)
            ):
                cost = NEAR
            else:
                cost = 1.0
            best = min(last[j] + cost, last[j + 1] + gone, here[j] + _alone(b, b0, j))
            if i > 0 and j > 0 and x == b[b0 + j - 1] and y == a[a0 + i - 1]:
                best = min(best, before[j - 1] + SWAPPED)
            here[j + 1] = best
        before, last, here = last, here, before
    return float(last[m])


@compiled
def allowed(longer: int) -> int:
    """Edits of the folds within which tokens may be alike."""
    return 0 if longer <= 2 else min(4, 1 + (longer - 2) // 3)


@compiled
def alike(
    word: Any, fold: Any, bones: Any, abjad: bool, joined: bool,
    words: Any, word_at: Any, folds: Any, fold_at: Any, skeletons: Any, bones_at: Any, flags: Any,
    spans: Any, found: Any, how: Any,
) -> int:  # fmt: skip
    """Compare a token with all of a list's, by length of fold; how many are alike.

    Args:
        word: letters, uint8; ``fold`` and ``bones`` are its fold and skeleton.
        abjad: whether it was read from a script without vowels; ``joined`` whether it is several.
        words: letters of the list's tokens, one after another; ``word_at`` (v + 1,) where each begins.
        folds, fold_at, skeletons, bones_at: the same of folds and skeletons.
        flags: uint8 (v,): 1 read without vowels, 2 never a token by itself, only several.
        spans: int64 (r, 2), runs of the list's tokens that may be alike; the rest are of another length.
        found: int32 (v,), written: the tokens alike; ``how``: float32 (v,), written: how much.
    """
    masks, spare = np.zeros(LETTERS, np.uint64), np.zeros(LETTERS, np.uint64)
    rows = np.zeros((3, 66))
    masks_of(fold, masks)
    masks_of(bones, spare)
    n, size, few, count = len(fold), len(word), len(bones), 0
    for r in range(len(spans)):
        for v in range(spans[r, 0], spans[r, 1]):
            s = 0.0
            w0, w1 = word_at[v], word_at[v + 1]
            if size == 1 or w1 - w0 == 1:
                if size > 0 and w1 > w0 and word[0] == words[w0]:
                    s = 1.0 if size == w1 - w0 else FIRST_LETTER
            elif abjad or flags[v] & 1:
                b0, b1 = bones_at[v], bones_at[v + 1]
                longer = max(few, b1 - b0)
                if few == 0 or b1 == b0:
                    continue
                most = longer // 4
                if abs(few - (b1 - b0)) > most:
                    continue
                d = distance(spare, few, skeletons, b0, b1, most)
                if d <= most:
                    s = BONES * (1.0 - 0.8 * d / longer) * (0.8 if longer < 3 else 1.0)
            else:
                f0, f1 = fold_at[v], fold_at[v + 1]
                most = allowed(max(n, f1 - f0))
                if abs(n - (f1 - f0)) > most:
                    continue
                if size <= 2 and w1 - w0 <= 2:
                    if size == w1 - w0 and word[0] == words[w0] and word[1] == words[w0 + 1]:
                        found[count], how[count] = v, 1.0
                        count += 1
                    continue
                d = distance(masks, n, folds, f0, f1, most)
                if d > most:
                    continue
                longer = max(size, w1 - w0)
                s = 1.0 - written(word, 0, size, words, w0, w1 - w0, rows) / longer
                s = max(s, SOUND * (1.0 - d / max(n, f1 - f0)))
            if s >= (TOGETHER if joined or flags[v] & 2 else LEAST):
                found[count], how[count] = v, s
                count += 1
    return count
