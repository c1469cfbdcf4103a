"""Connections that keep somebody waiting are closed: a head half sent, an answer not read.

uvicorn closes an idle connection between two requests, and no other.  A client that sends a
byte of its request now and then, or takes none of its answer, would hold one of the places that
there are for as long as it likes ("slow loris", "slow read"; OWASP, denial of service).  How
slowly a body may come is minded by `northline.web.limits`.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""Within which the whole head of a request must come."""

UNREAD_SECONDS = 120.0
"""After which a client that takes nothing of what it was sent is closed; a page asks again."""

HEAD_BYTES = 32 * 1024
"""Bytes of a head at most; `northline.web.limits` says in words what is too long before that."""


class Punctual(H11Protocol):
    """A connection as uvicorn has it, with a time for what it leaves without one."""

    _head: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for a head from the first moment on."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        self._took()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Wait for a head while none is being answered; not anew because some more of it came."""
        super().handle_events()
        cycle: Any = self.cycle  # None before the first request, whatever its annotation says
        if cycle is not None and not cycle.response_complete:
            self._stop_waiting()
        elif self._head is None:
            self._await_head()

    def pause_writing(self) -> None:
        """The client takes nothing for now."""
        super().pause_writing()
        self._took()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken most of what it was sent."""
        self._took()
        super().resume_writing()

    def _await_head(self) -> None:
        if not self.transport.is_closing():
            self._head = self.loop.call_later(HEAD_SECONDS, self._late)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _took(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _late(self) -> None:
        self._head = None
        if self.transport.is_closing():
            return
        if self.conn.our_state is h11.IDLE:
            self.conn.send(h11.ConnectionClosed())
        self.transport.close()
