"""What takes long, beside everything else: in threads of its own, few at a time.

Routes answer in threads that all of them share.  To compare a password takes a tenth of a second
and 64 MiB, and a provider may take ten seconds to answer; whoever asks for many of either at once,
without being anybody yet, would leave no thread to show a page.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from northline.app.accounts.lockout import network_of
from northline.web.limits import TooMany

T = TypeVar("T")

EACH, MOST = 10, 100
"""Of one address, and of all, that are under way or wait their turn."""


class Aside:
    """Threads for one sort of work.  To be used in one event loop at a time."""

    def __init__(self, threads: int, name: str, *, each: int = EACH, most: int = MOST) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._each, self._most = each, most
        self._under_way: Counter[str] = Counter()

    async def do(self, address: str, act: Callable[[], T]) -> T:
        """Do it, when its turn has come.

        Args:
            address: where the request came from.
            act: what is to be done, in a thread.

        Raises:
            TooMany: where too much waits already, of this address or of all.
        """
        of = network_of(address)
        if self._under_way[of] >= self._each or self._under_way.total() >= self._most:
            raise TooMany(
                detail="too many sign-ins are under way; ask again in 2 s",
                headers={"Retry-After": "2"},
            )
        self._under_way[of] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, act)
        finally:
            self._under_way[of] -= 1
            if not self._under_way[of]:
                del self._under_way[of]


PASSWORDS = Aside(4, "passwords")
"""For sign-ins with a password: as many as are compared at once (`app.accounts.passwords`)."""

PROVIDERS = Aside(8, "providers")
"""For sign-ins at a provider, which may not answer."""
