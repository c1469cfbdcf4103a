"""Redress numbers: what a person is given to ask about a request or decision by telephone.

::

    NL-7K3Q-92XD        NL, seven symbols of the id's digest, one check symbol

The number is derived from the id of a record (BLAKE2b, so nothing can be read back out of it) and
holds nothing about anybody.  Its 31 symbols leave out 0, I, L, O and U, which are misheard and
misread; what is typed in their place is understood.  31 is a prime, so the check symbol

::

    c = -(1 a1 + 2 a2 + ... + 7 a7) / 8   mod 31,   so that the sum of k a_k over all eight is 0

finds every single wrong symbol and every two that changed places (weights 1 to 8 differ).

31^7 is 2.75e10: of 10,000 numbers two are the same with probability 0.002.  So a number leads to
a record among those of one ledger and never proves anything; who asks is identified all the same.
"""

import hashlib

from northline.records.errors import UsageError

SYMBOLS = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The symbols, each with its place as its value."""

PREFIX = "NL"
_PAYLOAD = 7
_BASE = len(SYMBOLS)
_MEANT = str.maketrans({"I": "1", "L": "1", "U": "V"})


def redress_number(id: bytes) -> str:
    """The redress number of a record of this id.

    >>> redress_number(bytes(16))
    'NL-Q5F6-T36Y'
    """
    digest = hashlib.blake2b(id, digest_size=16, person=b"northline.redrs").digest()
    rest = int.from_bytes(digest, "big")
    values = []
    for _ in range(_PAYLOAD):
        rest, value = divmod(rest, _BASE)
        values.append(value)
    values.append(_check(values))
    text = "".join(SYMBOLS[each] for each in values)
    return f"{PREFIX}-{text[:4]}-{text[4:]}"


def parse_redress_number(text: str) -> str:
    """A redress number as it is written, from what somebody typed or was told.

    Raises:
        UsageError: when it is none, or a symbol of it is wrong.
    """
    typed = "".join(filter(str.isalnum, text.upper()))
    symbols = typed.removeprefix(PREFIX).translate(_MEANT)
    if len(symbols) != _PAYLOAD + 1 or any(each not in SYMBOLS for each in symbols):
        raise UsageError(f"{text!r} is no redress number; it is written like NL-7K3Q-92XD")
    values = [SYMBOLS.index(each) for each in symbols]
    if sum(weight * value for weight, value in enumerate(values, 1)) % _BASE:
        raise UsageError(f"{text!r} is no redress number: a symbol of it is wrong; read it again")
    return f"{PREFIX}-{symbols[:4]}-{symbols[4:]}"


def _check(values: list[int]) -> int:
    """The check symbol's value."""
    total = sum(weight * value for weight, value in enumerate(values, 1))
    return -total * pow(_PAYLOAD + 1, -1, _BASE) % _BASE
