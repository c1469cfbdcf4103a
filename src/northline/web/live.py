"""Server-sent events: one stream for each open page (WHATWG HTML, 9.2).

A stream holds no queue.  It knows which version its reader was given; when the picture has
changed and the reader has taken what it was sent, it is sent what changed since.  A reader that
is slow is sent fewer frames, each with all that it missed, and holds nobody back.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Callable

import msgspec

from northline.app.picture import Picture
from northline.records.marking import Viewer

MEDIA = "text/event-stream"

BREATH = 0.2
"""Seconds between two frames of a stream, at least: within the budget of a page."""

HEARTBEAT = 5.0
"""Seconds after which a frame is sent though nothing changed: the reader sees that all is well."""


class Bell:
    """Wakes every stream of this process when the picture has changed."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = self._loop.create_future()

    def ring(self) -> None:
        """Wake whoever waits; from any thread.  Once the loop has ended, nobody does."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        if not self._rung.done():
            self._rung.set_result(None)
        self._rung = self._loop.create_future()

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or so long."""
        await asyncio.wait([self._rung], timeout=seconds)


class Live:
    """The streams of one picture.

    Attributes:
        picture: what they show.
        listeners: how many streams are open.
    """

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.listeners = 0
        self._bell: Bell | None = None
        self._closing = False

    def close(self) -> None:
        """End every stream, so that the server can end: from any thread."""
        self._closing = True
        if self._bell is not None:
            self._bell.ring()

    async def events(
        self, viewer: Viewer | None = None, welcome: Callable[[], bool] = lambda: True
    ) -> AsyncGenerator[bytes, None]:
        """One reader's stream, from the whole picture on, until it leaves or the server ends.

        Args:
            viewer: who reads, of those with the rights of the picture's viewer; None is that one.
            welcome: whether they may still; asked before every frame.
        """
        if self._bell is None:
            self._bell = Bell()
            self.picture.on_change(self._bell.ring)
            self.picture.start()
        watch = secrets.token_hex(4)
        self.listeners += 1
        try:
            await asyncio.to_thread(self.picture.opened, "stream", watch, viewer)
            held, sent = ("", 0), 0.0
            loop = asyncio.get_running_loop()
            while not self._closing and welcome():
                stands = self.picture.standing()
                idle = loop.time() - sent >= HEARTBEAT
                trouble = self.picture.trouble if stands == held or not stands[1] else ""
                if trouble and idle:
                    sent = loop.time()
                    yield event("trouble", msgspec.json.encode(trouble))
                elif stands[1] and not trouble and (stands != held or idle):
                    given = self.picture.frame(*held)
                    held, sent = (given.epoch, given.version), loop.time()
                    yield event("frame", given.data)
                await asyncio.sleep(BREATH)
                if self.picture.standing() == held and not self._closing:
                    await self._bell.wait(HEARTBEAT - BREATH)
        finally:
            self.listeners -= 1
            # Cancelled or not, and however early, the end of a look stands in the chain.
            await asyncio.shield(asyncio.to_thread(self.picture.closed, "stream", watch, viewer))


def event(name: str, data: bytes) -> bytes:
    """One event; JSON holds no line breaks, so its data is one line."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
