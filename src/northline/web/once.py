"""Doing a thing once although it is asked for twice: the header ``Idempotency-Key``.

A key is kept with a digest of its request and the answer, for as long as this process runs
and at most `MOST` keys; asked again, the first answer is given again.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from northline.records.errors import Conflict, UsageError

MOST = 10_000
"""Keys remembered; the eldest is forgotten for the next."""

LONGEST = 200
"""Characters of a key."""


class Once:
    """The keys that were used, each with its answer."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answers: OrderedDict[str, tuple[bytes, Any]] = OrderedDict()
        self._under_way: set[str] = set()

    def do(self, key: str | None, request: bytes, act: Callable[[], Any]) -> tuple[Any, bool]:
        """Do a thing, or give the answer that it gave under this key before.

        Args:
            key: the key; None just does it.
            request: what identifies the request: the same key may not stand for another.
            act: does it; what it raises is not remembered.

        Returns:
            The answer, and whether it was given before.

        Raises:
            UsageError: when the key is too long or was used for another request.
            Conflict: when the same is being done at this moment.
        """
        if key is None:
            return act(), False
        if not 0 < len(key) <= LONGEST:
            raise UsageError(f"Idempotency-Key must have 1 to {LONGEST} characters")
        digest = hashlib.blake2b(request, digest_size=32).digest()
        with self._guard:
            known = self._answers.get(key)
            if known is not None and known[0] != digest:
                raise UsageError("this Idempotency-Key was used for another request")
            if known is not None:
                return known[1], True
            if key in self._under_way:
                raise Conflict("a request with this Idempotency-Key is under way; ask again")
            self._under_way.add(key)
        try:
            made = act()
            with self._guard:
                self._answers[key] = digest, made
                if len(self._answers) > MOST:
                    self._answers.popitem(last=False)
            return made, False
        finally:
            with self._guard:
                self._under_way.discard(key)
