"""Passwords: which may be taken, how they are kept, and how one is compared.

Kept as argon2id with the second recommended parameters (RFC 9106, section 4: 3 passes, 64 MiB,
4 lanes); what was hashed with others is hashed anew when its owner signs in.  Length is asked
for, and nothing of what sort the characters are; the commonest are refused (NIST SP 800-63B-4,
3.1.1.2).
"""

import functools
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from northline.app.accounts.policy import Policy
from northline.records.errors import SettingsError, UsageError

MOST = 1_024
"""Characters; whatever is longer is refused, so that nobody keeps the hash busy with megabytes."""

_HASHER = PasswordHasher()

_AT_ONCE = threading.BoundedSemaphore(4)
"""So many are compared at once in a process: each takes 64 MiB."""

_COMMON = frozenset(
    "password passwort passw0rd p@ssw0rd p@ssword motdepasse letmein welcome bienvenue admin "
    "administrator administrateur changeme changezmoi default secret azerty qwerty qwertyuiop "
    "azertyuiop asdfghjkl zxcvbnm iloveyou jetaime sunshine soleil princess princesse dragon "
    "football hockey baseball monkey master shadow superman batman trustno michael jordan summer "
    "winter autumn spring hiver printemps automne canada quebec ontario america toronto montreal "
    "canadiens leafs border frontiere customs douane police northline correcthorsebatterystaple "
    "qazwsx qazwsxedc zaq12wsx onetwothree abc test testing guest login user utilisateur internet "
    "computer ordinateur whatever starwars pokemon freedom liberte bonjour chocolat hello".split()
)
"""Words that the commonest passwords are made of; digits and signs around them add nothing."""

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_WRITTEN = str.maketrans("013457$@!", "oieastsai")
"""Digits and signs that people write for letters."""

_LEAST_LEFT = 8
"""Characters that must be left when the account's own name is taken out."""


def prepared(password: str) -> str:
    """A password in the one form it is compared in: however a keyboard composes its accents."""
    return unicodedata.normalize("NFC", password)


def check(password: str, policy: Policy, *names: str) -> None:
    """Refuse a password that is too short, or that would be tried first.

    Args:
        password: the password.
        policy: says how long it must be.
        names: names of the account, which are no secret.

    Raises:
        UsageError: saying what is wrong with it, never repeating it.
    """
    text = prepared(password)
    if len(text) < policy.minimum_length:
        raise UsageError(
            f"the password is too short: take {policy.minimum_length} characters or more, such "
            "as four words that do not belong together; spaces count"
        )
    if len(text) > MOST:
        raise UsageError(f"the password is too long: take at most {MOST:,} characters")
    folded = text.casefold()
    for name in names:
        if len(name) >= 3 and len(folded.replace(name.casefold(), "")) < _LEAST_LEFT:
            raise UsageError("the password is little more than the name of the account")
    if _is_common(folded):
        raise UsageError("the password is one of the commonest, which are tried first")


def _is_common(folded: str) -> bool:
    core = folded.strip("".join(c for c in folded if not c.isalpha()))
    letters = "".join(c for c in core.translate(_WRITTEN) if c.isalpha())
    plain = "".join(c for c in folded if not c.isspace())
    if len(set(plain)) <= 3 or any(_is_repeated(text) for text in (plain, letters) if text):
        return True
    return any(plain in run * 2 or plain in run[::-1] * 2 for run in _RUNS)


def _is_repeated(text: str) -> bool:
    """Whether it is a common word, or something short, again and again."""
    for length in range(1, len(text) + 1):
        if len(text) % length == 0 and text[:length] * (len(text) // length) == text:
            return text[:length] in _COMMON or (length <= 4 and length < len(text))
    return False


def hashed(password: str) -> str:
    """The hash under which a password is kept."""
    with _AT_ONCE:
        return _HASHER.hash(prepared(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none to compare it with.

    Raises:
        SettingsError: when what is kept is no hash.
    """
    if len(password) > MOST:
        password, kept = "", None
    with _AT_ONCE:
        try:
            _HASHER.verify(_dummy() if kept is None else kept, prepared(password))
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError) as error:
            raise SettingsError(
                "the password kept for this account is no argon2 hash; set it anew with "
                "'northline account password'"
            ) from error
    return kept is not None


def is_old(kept: str) -> bool:
    """Whether it was hashed with other parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


@functools.cache
def _dummy() -> str:
    """The hash of something that nobody knows, with the parameters used now."""
    return _HASHER.hash(secrets.token_hex(32))
