"""Waiting for chunks without missing the time to commit, to tell of trouble or to stop."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from northline.records.protocols import Chunk
from northline.transports.connections import now

QUEUE_CHUNKS = 4
"""Chunks that may wait between a transport and its reader; then the sender is held back."""

TURN_SECONDS = 0.05
"""How often a silent feed is looked after: is there something to commit, should it stop?"""


async def end(tasks: Iterable["asyncio.Future[None]"]) -> None:
    """Cancel these, and wait until each has kept what it has."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def pump(chunks: AsyncIterator[Chunk], queue: "asyncio.Queue[Chunk]") -> None:
    """Put the chunks into a queue; wait where it is full."""
    async for chunk in chunks:
        await queue.put(chunk)


async def next_chunk(queue: "asyncio.Queue[Chunk]") -> Chunk | None:
    """The next chunk, or None when none came for a while."""
    try:
        async with asyncio.timeout(TURN_SECONDS):
            return await queue.get()
    except TimeoutError:
        return None


async def ticking(chunks: AsyncIterator[Chunk], connection: str) -> AsyncIterator[Chunk]:
    """The chunks, and an empty one whenever none came for a while."""
    queue: asyncio.Queue[Chunk] = asyncio.Queue(QUEUE_CHUNKS)
    pumping = asyncio.ensure_future(pump(chunks, queue))
    try:
        while not (pumping.done() and queue.empty()):
            chunk = await next_chunk(queue)
            yield chunk or Chunk(connection=connection, data=b"", received=now())
        await pumping
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)
