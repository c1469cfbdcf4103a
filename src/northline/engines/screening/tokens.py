r"""A name as the engine sees it: forms of tokens, what each weighs, and tokens written together.

A name has a *form* for each of its readings (see `latin`).  A form has tokens in the order written; a
*unit* of it is one token, or two or three neighbours written together (``abd al rahman`` as
``abdalrahman``), so that a name split otherwise is found again.  A token weighs what it tells:

.. math:: w(t) = c(t)\, \ln\Bigl(1 + \frac{N}{1 + n_t}\Bigr)

nats, with N entities on the list (`REFERENCE` at the least) and n_t those that bear the token; c is `PARTICLE` for particles
and forms of company, `INITIAL` for a single letter, 1 otherwise.
"""

import math
from itertools import product

import msgspec

from northline.engines.screening.latin import ABJAD, readings, script_of
from northline.engines.screening.nicknames import groups_of
from northline.engines.screening.normal import (
    LEGAL,
    PARTICLES,
    with_short_forms,
    without_titles,
    words,
)

PARTICLE = 0.35
INITIAL = 0.4
REFERENCE = 10_000
"""Entities that a list is reckoned to have at the least: a short one knows little of what is rare."""
FREQUENT = 30.0
"""Bearers among them that a name of `nicknames` has at the least."""
MOST_TOKENS = 16
"""Tokens of a form that count; a longer name (an institution's, mostly) is cut here."""
MOST_FORMS = 4
LONGEST = 60
"""Letters of a unit that count, so that one machine word holds a column of the edit matrix."""

ORGANISED = frozenset({"Organization", "Unknown"})
"""Schemas whose names hold forms of company."""


class Form(msgspec.Struct, frozen=True):
    """One reading of a name: its tokens, in the order written."""

    tokens: tuple[str, ...]

    def units(self) -> list[tuple[str, int]]:
        """Each unit's letters and the set of tokens it covers, as bits; single tokens first."""
        every = [(token[:LONGEST], 1 << n) for n, token in enumerate(self.tokens)]
        for n in range(len(self.tokens) - 1):
            pair = self.tokens[n] + self.tokens[n + 1].lstrip(ABJAD)
            every.append((pair[:LONGEST], 3 << n))
            if n + 2 < len(self.tokens) and self.tokens[n + 1] in PARTICLES:
                every.append(((pair + self.tokens[n + 2].lstrip(ABJAD))[:LONGEST], 7 << n))
        return every


def forms(name: str, schema: str) -> tuple[Form, ...]:
    """The forms of a name, each once, the usual reading first; none for a name without letters."""
    tokens = words(name)
    if not tokens:
        return ()
    if name.isascii():
        return (_form(tokens, schema),)
    whole = sum(script_of(word) in ("han", "hangul") for word in tokens) == 1
    choices = [readings(word, whole) for word in tokens]
    made: dict[tuple[str, ...], Form] = {}
    for choice in product(*(c[:2] for c in choices[:MOST_TOKENS])):
        form = _form(" ".join(choice).split(), schema)
        if form.tokens:
            made.setdefault(form.tokens, form)
        if len(made) == MOST_FORMS:
            break
    return tuple(made.values())


def _form(tokens: list[str], schema: str) -> Form:
    kept = with_short_forms(tokens) if schema in ORGANISED else without_titles(tokens)
    return Form(tuple(kept[:MOST_TOKENS]))


def kind_weight(token: str) -> float:
    """What a token of its kind is worth, from 0 to 1."""
    if token in PARTICLES or token in LEGAL:
        return PARTICLE
    return INITIAL if len(token) == 1 else 1.0


def rarity(entities: int, bearers: float) -> float:
    """Nats that a token tells, which so many of the entities bear; `REFERENCE` of them at the least."""
    return math.log(1.0 + max(entities, REFERENCE) / (1.0 + bearers))


def bearers_at_least(token: str) -> float:
    """Bearers that a token has whatever the list: a short list does not make a frequent name rare."""
    return FREQUENT if groups_of(token) else 0.0
