"""HTTP: devices POST what they have, and hear whether it was kept.

::

    POST /path HTTP/1.1                        HTTP/1.1 200
    Authorization: Bearer TOKEN                {"kept": true, "records": 12, ...}
    Content-Length: 1032

The answer is 200 only once all of the body is committed.  Else it is 4xx, where sending the
same again is of no use, or 503, where it is to be sent again later; ``error`` says why in a
sentence.  A body that is sent again adds nothing, so a device that heard no answer sends again.
A body is held in memory until it is whole: at most `MOST_BYTES` of one, `MOST_HELD` of all.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator

from northline.records.errors import UsageError
from northline.records.protocols import Chunk, Settled
from northline.transports.connections import connection_name, now, peer_name
from northline.transports.http_conversation import Answer, Asked, Conversation
from northline.transports.tcp import MOST_CLIENTS, close
from northline.transports.tls import begin

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of the longest body taken."""

MOST_HELD = 64 * 1024 * 1024
"""Bytes of all bodies that are under way or wait; a device is asked to come again beyond that."""

WAITING = 64
"""Bodies that may wait for the reader; then a device waits until there is room."""


class HttpListener:
    """Listens; each body is a connection of its own, and one chunk.

    Attributes:
        turned_away: clients closed at once because there were too many.
        last_error: who could not begin TLS last, and why, or empty.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        path: str = "/",
        token: str = "",
        tls: ssl.SSLContext | None = None,
        most_bytes: int = MOST_BYTES,
        most_held: int = MOST_HELD,
        most_clients: int = MOST_CLIENTS,
    ) -> None:
        self.turned_away = 0
        self.last_error = ""
        self._host = host
        self._port = port
        self._asked = Asked(path=path, token=token, most_bytes=most_bytes)
        self._tls = tls
        self._room = most_held
        self._most_clients = most_clients
        self._server: asyncio.Server | None = None
        self._queue: asyncio.Queue[Chunk] = asyncio.Queue(WAITING)
        self._clients: set[asyncio.Task[None]] = set()
        self._answers: dict[str, asyncio.Future[Answer]] = {}

    async def start(self) -> tuple[str, int]:
        """Begin to listen, if not yet done, and return the address: for port 0, the real one.

        Raises:
            UsageError: when the address cannot be had.
        """
        if self._server is None:
            try:
                self._server = await asyncio.start_server(self._serve, self._host, self._port)
            except OSError as error:
                raise UsageError(
                    f"cannot listen on {self._host}:{self._port}: {error.strerror or error}"
                ) from error
        host, port, *_ = self._server.sockets[0].getsockname()
        return host, port

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over each body when it is whole, until closed or cancelled."""
        await self.start()
        try:
            while True:
                yield await self._queue.get()
        finally:
            await self.stop()

    def settle(self, connection: str, settled: Settled) -> None:
        """Answer whoever sent this body."""
        answer = self._answers.get(connection)
        if answer is not None and not answer.done():
            answer.set_result(_answer(settled))

    async def stop(self) -> None:
        """Stop listening; who waits for an answer is told to send again."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_result(STOPPING)
        if self._clients:
            await asyncio.wait(self._clients, timeout=STOP_SECONDS if self._answers else 0)
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._clients) >= self._most_clients:
            self.turned_away += 1
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            peer = peer_name(writer.get_extra_info("peername"))
            failed = "" if self._tls is None else await begin(writer, self._tls)
            if failed:
                self.last_error = f"{peer}: {failed}"
            else:
                await self._converse(Conversation(reader, writer, self._asked), peer)
                writer.close()
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await writer.wait_closed()
        except OSError:
            pass  # it has left, or does not take its answer
        except asyncio.CancelledError:
            pass  # the listener stops; asyncio would print the cancelled task of a client
        finally:
            self._clients.discard(task)
            close(writer)

    async def _converse(self, conversation: Conversation, peer: str) -> None:
        """One request after the other, until this client is done or too slow."""
        going = True
        while going and self._server is not None and await conversation.next():
            held = 0
            try:
                while (piece := await conversation.more()) is not None:
                    if len(piece) > self._room:
                        going = await conversation.answer(FULL)
                        break
                    held += len(piece)
                    self._room -= len(piece)
                    conversation.keep(piece)
                else:
                    going = await self._settled(conversation, peer)
            finally:
                self._room += held

    async def _settled(self, conversation: Conversation, peer: str) -> bool:
        """Have a whole body read, and answer; whether the client may go on."""
        body = conversation.body()
        if isinstance(body, Answer):
            return await conversation.answer(body)
        name = connection_name(peer)
        answer = self._answers[name] = asyncio.get_running_loop().create_future()
        try:
            await self._queue.put(Chunk(connection=name, data=body, received=now(), end=True))
            return await conversation.answer(await answer)
        finally:
            del self._answers[name]


GOODBYE_SECONDS = 1.0
"""How long the end of a connection may take: an answer may still be on its way."""

STOP_SECONDS = 1.0
"""How long those who wait for an answer may take to hear that we stop."""

STOPPING = Answer(503, "this listener stops; nothing was kept: send the same again later")
FULL = Answer(503, "too much is waiting here; nothing was kept: send the same again later")


def _answer(settled: Settled) -> Answer:
    if settled.failed:
        return Answer(503 if settled.again else 422, settled.failed)
    if not settled.units:
        return Answer(422, "there is nothing in this body")
    if settled.rejected and not settled.records:
        return Answer(
            422,
            f"nothing of this body could be read: {settled.reason}. "
            "Its bytes are kept for a person to look at; send nothing again",
        )
    return Answer(200, settled.reason, settled.units, settled.records, settled.rejected)
