"""How a word sounds, roughly: spellings of one sound in many orthographies fall together.

The fold is no claim about a language.  It brings together what clerks write for one name in English,
French, German, Spanish, Arabic and Slavic habit (``kh/h``, ``ou/u``, ``sch/sh/ch``, ``w/v``, ``q/c/k``),
and drops doubling.  Two words are first compared by their folds, then by what is written.
"""

import re
from functools import lru_cache

from northline.engines.screening.latin import ABJAD

GRAPHS = (
    ("dzh", "j"), ("tch", "c"), ("sch", "s"), ("shch", "s"), ("chr", "kr"), ("zh", "j"), ("kh", "h"),
    ("gh", "g"), ("ch", "s"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"), ("cz", "s"),
    ("sz", "s"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ea", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"),
    ("ey", "i"), ("iy", "i"), ("yy", "i"), ("yu", "u"), ("iu", "u"), ("ya", "a"), ("ia", "a"), ("yo", "o"),
    ("x", "ks"), ("qu", "k"), ("ts", "s"), ("tz", "s"), ("dj", "j"),
)  # fmt: skip
"""Graphs of more than one letter, longest first, and the letter they fold into."""

LETTERS = str.maketrans("yjwqcezo", "iivkkasu")
"""Single letters: y and j sound i, w sounds v, q and c sound k, z is s; e is a, o is u."""

_GRAPH = re.compile("|".join(graph for graph, _ in sorted(GRAPHS, key=lambda g: -len(g[0]))))
_INTO = dict(GRAPHS)
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouyvw]")


@lru_cache(maxsize=262_144)
def fold(word: str) -> str:
    """The fold of a word in Latin letters; never empty for a word that is not."""
    read = word.lstrip(ABJAD)
    folded = _GRAPH.sub(lambda found: _INTO[found.group()], read).translate(LETTERS)
    return _TWICE.sub(r"\1", folded)


@lru_cache(maxsize=262_144)
def skeleton(word: str) -> str:
    """Consonants of the fold, by which words of a script without vowels are compared.

    A ``j`` counts as g, as it is said in Egypt.  The sounds v, w and y go with the vowels, for those scripts write one letter for both.  An ``h`` at
    the end goes too: it is how some write the feminine ending that others leave out.
    """
    bones = _VOWELS.sub("", fold(word.replace("j", "g")))
    return _TWICE.sub(r"\1", bones[:-1] if bones.endswith("h") and len(bones) > 1 else bones)
