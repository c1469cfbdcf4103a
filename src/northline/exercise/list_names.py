"""Names that nobody bears: syllables of no language, each written in several scripts.

One name is the same row of syllables whatever it is written in, so what is written otherwise is still
the same name, and a truth says so.  Spellings differ as transliterations do: one letter for another
that sounds like it.
"""

import numpy as np

LATIN, CYRILLIC, ARABIC = "Latn", "Cyrl", "Arab"
SCRIPTS = (LATIN, CYRILLIC, ARABIC)

SYLLABLES: tuple[tuple[str, str, str], ...] = (
    ("zu", "\u0437\u0443", "\u0632\u0648"),
    ("vor", "\u0432\u043e\u0440", "\u0641\u0648\u0631"),
    ("qan", "\u043a\u0430\u043d", "\u0642\u0627\u0646"),
    ("mesh", "\u043c\u0435\u0448", "\u0645\u0634"),
    ("tik", "\u0442\u0438\u043a", "\u062a\u064a\u0643"),
    ("dra", "\u0434\u0440\u0430", "\u062f\u0631\u0627"),
    ("lum", "\u043b\u0443\u043c", "\u0644\u0648\u0645"),
    ("geb", "\u0433\u0435\u0431", "\u063a\u0628"),
    ("xi", "\u043a\u0441\u0438", "\u0643\u0633\u064a"),
    ("sof", "\u0441\u043e\u0444", "\u0633\u0648\u0641"),
    ("bren", "\u0431\u0440\u0435\u043d", "\u0628\u0631\u0646"),
    ("kul", "\u043a\u0443\u043b", "\u0643\u0648\u0644"),
    ("nad", "\u043d\u0430\u0434", "\u0646\u0627\u062f"),
    ("ri", "\u0440\u0438", "\u0631\u064a"),
    ("tov", "\u0442\u043e\u0432", "\u062a\u0648\u0641"),
    ("ham", "\u0445\u0430\u043c", "\u0647\u0627\u0645"),
)
"""Latin, Cyrillic, Arabic."""

_ALIKE = (("z", "s"), ("q", "k"), ("v", "w"), ("sh", "ch"), ("x", "ks"), ("u", "ou"), ("f", "ph"))
"""Letters that one who writes down what they hear takes for one another."""

Word = tuple[int, ...]
"""Syllables of one word, by their places in `SYLLABLES`."""

Name = tuple[Word, ...]
"""Words of one name."""


def drawn(chance: np.random.Generator, words: int) -> Name:
    """A name of so many words."""
    return tuple(
        tuple(int(each) for each in chance.integers(len(SYLLABLES), size=chance.integers(2, 4)))
        for _ in range(words)
    )


def written(name: Name, script: str = LATIN) -> str:
    """The name in a script; in capitals at the beginning of a word, where the script has them."""
    place = SCRIPTS.index(script)
    return " ".join("".join(SYLLABLES[each][place] for each in word).capitalize() for word in name)


def misheard(name: str, chance: np.random.Generator) -> str:
    """The name as another would spell it: one sound written otherwise, where one can be."""
    lower = name.lower()
    fit = [(one, other) for one, other in _ALIKE if one in lower]
    if not fit:
        return name + "e"
    one, other = fit[int(chance.integers(len(fit)))]
    return " ".join(word.capitalize() for word in lower.replace(one, other, 1).split())


def turned(name: str) -> str:
    """The last word first, with a comma, as lists write it."""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first else last
