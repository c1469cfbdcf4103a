"""Standard input: what another program pipes in, as soon as it does."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import CancelledError

from northline.records.errors import InputError
from northline.records.protocols import Chunk
from northline.transports.connections import now
from northline.transports.files import CHUNK_BYTES

CONNECTION = "-"
"""The name of its only connection: what is piped in twice has the same place twice."""


class StandardInput:
    """Hands over standard input (or another descriptor) from an offset to its end.

    It is read by a thread of its own that nobody waits for: a read from a silent pipe cannot
    be broken off, and must not hold up a program that wants to stop.
    """

    def __init__(self, *, offset: int = 0, descriptor: int = 0) -> None:
        self._offset = offset
        self._descriptor = descriptor

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over what comes in; the last chunk is empty and says that it is the end.

        Raises:
            InputError: when it cannot be read.
        """
        queue: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=1)
        stopped = threading.Event()
        reader = threading.Thread(
            target=self._read, args=(queue, asyncio.get_running_loop(), stopped), daemon=True
        )
        reader.start()
        skip = self._offset
        try:
            while data := await queue.get():
                if isinstance(data, OSError):
                    raise InputError(f"standard input cannot be read: {data.strerror}") from data
                kept, skip = data[skip:], max(0, skip - len(data))
                if kept:
                    yield Chunk(connection=CONNECTION, data=kept, received=now())
        finally:
            stopped.set()
            while not queue.empty():
                queue.get_nowait()  # lets a reader that waits for room see that it is over
        yield Chunk(connection=CONNECTION, data=b"", received=now(), end=True)

    def _read(
        self,
        queue: asyncio.Queue[bytes | OSError],
        loop: asyncio.AbstractEventLoop,
        stopped: threading.Event,
    ) -> None:
        data: bytes | OSError = b"\n"
        while data and not isinstance(data, OSError) and not stopped.is_set():
            try:
                data = os.read(self._descriptor, CHUNK_BYTES)
            except OSError as error:
                data = error
            putting = queue.put(data)
            try:
                asyncio.run_coroutine_threadsafe(putting, loop).result()
            except (RuntimeError, CancelledError):  # the loop has ended before us
                putting.close()
                return
