"""One client of the HTTP listener: HTTP/1.1 as RFC 9112 has it, read by h11.

Who is slow is closed: a request head must come within `HEAD_SECONDS`, some of a body within
each `PIECE_SECONDS` and all of it within `BODY_SECONDS`; a connection without a request is kept
for `IDLE_SECONDS`.
"""

import asyncio
import hmac

import h11
import msgspec

HEAD_SECONDS = 10.0
PIECE_SECONDS = 15.0
BODY_SECONDS = 120.0
IDLE_SECONDS = 75.0
WRITE_SECONDS = 10.0

READ_BYTES = 64 * 1024
HEAD_BYTES = 16 * 1024


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a request must be like.

    Attributes:
        path: where it must go.
        token: what it must know (RFC 6750), or empty where nothing is asked.
        most_bytes: bytes of the longest body.
    """

    path: str
    token: str
    most_bytes: int


class Answer(msgspec.Struct, frozen=True):
    """What is answered.

    Attributes:
        status: of HTTP (RFC 9110, 15); 200 says that all is committed.
        said: why it is none, in a sentence; of 200 why some of it was rejected, or empty.
        units: units read, rejected ones included.
        records: records kept, those known already included.
        rejected: units rejected.
        headers: more headers.
    """

    status: int
    said: str = ""
    units: int = 0
    records: int = 0
    rejected: int = 0
    headers: tuple[tuple[str, str], ...] = ()

    def content(self) -> bytes:
        """The answer as JSON."""
        if self.status != 200:
            return msgspec.json.encode({"kept": False, "error": self.said})
        counts = {"units": self.units, "records": self.records, "rejected": self.rejected}
        done = {"kept": True, **counts}
        return msgspec.json.encode({**done, **({"reason": self.said} if self.rejected else {})})


class Conversation:
    """Requests and answers of one connection.

    Use: `next`, then `more` until it is None, handing each piece to `keep`, then `body`, then
    `answer`.  An answer may be given earlier: what of the body has not come is then not read.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Asked
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._asked = asked
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        self._body = bytearray()
        self._wrong: Answer | None = None
        self._until = 0.0
        self._without_content = False

    async def next(self) -> bool:
        """Wait for the head of a request; False where none comes."""
        self._body = bytearray()
        self._wrong = None
        try:
            # Silence before a request is fine for a while; a head that began must go on.
            if not self._http.trailing_data[0]:
                async with asyncio.timeout(IDLE_SECONDS):
                    if not await self._read():
                        return False
            async with asyncio.timeout(HEAD_SECONDS):
                event = await self._event()
            if not isinstance(event, h11.Request):
                return False
        except TimeoutError:
            return False
        except h11.RemoteProtocolError as error:
            await self.answer(Answer(error.error_status_hint, f"this is no HTTP request: {error}"))
            return False
        self._until = asyncio.get_running_loop().time() + BODY_SECONDS
        self._without_content = event.method == b"HEAD"
        self._wrong = _wrong(event, self._asked)
        return True

    async def more(self) -> bytes | None:
        """The next piece of the body, or None at its end or where the request is answered so.

        Raises:
            ConnectionError: when the client leaves before its body is whole.
        """
        if self._wrong is not None:
            return None
        try:
            if self._http.they_are_waiting_for_100_continue:
                await self._write(
                    self._http.send(h11.InformationalResponse(status_code=100, headers=[]))
                )
            left = self._until - asyncio.get_running_loop().time()
            async with asyncio.timeout(min(PIECE_SECONDS, left)):
                event = await self._event()
        except TimeoutError:
            self._wrong = Answer(408, "the body did not come in time; nothing was kept: send again")
            return None
        except h11.RemoteProtocolError as error:
            if self._reader.at_eof():
                raise ConnectionError("it left in the middle of its body") from error
            self._wrong = Answer(400, f"the body is not what its head says: {error}")
            return None
        if isinstance(event, h11.Data):
            return bytes(event.data)
        if isinstance(event, h11.EndOfMessage):
            return None
        raise ConnectionError("it left in the middle of its body")

    def keep(self, piece: bytes) -> None:
        """Take a piece of the body."""
        self._body += piece
        if len(self._body) > self._asked.most_bytes:
            self._wrong = _too_large(self._asked)

    def body(self) -> bytes | Answer:
        """The whole body, or what to answer instead."""
        if self._wrong is not None:
            return self._wrong
        if not self._body:
            return Answer(400, "there is nothing in this body")
        return bytes(self._body)

    async def answer(self, answer: Answer) -> bool:
        """Send it; whether another request may follow on this connection."""
        content = answer.content()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            *answer.headers,
        ]
        if answer.status == 503:
            headers.append(("Retry-After", "5"))
        self._pass_over()
        whole = self._http.their_state is h11.DONE
        if not whole:
            headers.append(("Connection", "close"))
        if self._http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return False
        response = h11.Response(status_code=answer.status, headers=headers)
        data = h11.Data(data=b"" if self._without_content else content)
        parts = (response, data, h11.EndOfMessage())
        await self._write(b"".join(self._http.send(part) or b"" for part in parts))
        if not whole:
            await self._drain()
        if set(self._http.states.values()) != {h11.DONE}:
            return False
        self._http.start_next_cycle()
        return True

    def _pass_over(self) -> None:
        """Leave out what has come of a body that is not wanted: it may be all of it."""
        try:
            while self._http.their_state is h11.SEND_BODY:
                if not isinstance(self._http.next_event(), h11.Data):
                    return
        except h11.RemoteProtocolError:
            return

    async def _event(self) -> object:
        """The next event of h11, reading as long as it needs more."""
        while (event := self._http.next_event()) is h11.NEED_DATA:
            await self._read()
        return event

    async def _read(self) -> bytes:
        data = await self._reader.read(READ_BYTES)
        self._http.receive_data(data)
        return data

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            async with asyncio.timeout(WRITE_SECONDS):
                await self._writer.drain()

    async def _drain(self) -> None:
        """Read a little on: closing over unread bytes would take the answer from the client."""
        left = 16 * READ_BYTES
        try:
            if self._writer.can_write_eof():
                self._writer.write_eof()
            async with asyncio.timeout(1.0):
                while left > 0 and (data := await self._reader.read(READ_BYTES)):
                    left -= len(data)
        except OSError:
            return


def _wrong(request: h11.Request, asked: Asked) -> Answer | None:
    """What is wrong with a request, before its body is read."""
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in request.headers}
    if asked.token and not _knows(headers.get("authorization", ""), asked.token):
        return Answer(
            401,
            "this listener asks for its token: send 'Authorization: Bearer TOKEN'",
            headers=(("WWW-Authenticate", "Bearer"),),
        )
    if request.target.partition(b"?")[0].decode("latin-1") != asked.path:
        return Answer(404, f"there is nothing here; POST to {asked.path}")
    if request.method != b"POST":
        return Answer(405, "only POST is taken here", headers=(("Allow", "POST"),))
    if headers.get("content-encoding", "identity") != "identity":
        return Answer(415, "a compressed body is not taken: send it plain")
    length = headers.get("content-length", "0")
    if int(length) > asked.most_bytes:
        return _too_large(asked)
    return None


def _knows(authorization: str, token: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and same


def _too_large(asked: Asked) -> Answer:
    return Answer(
        413,
        f"a body may have {asked.most_bytes:,} bytes at most; nothing was kept: send it in parts, "
        "cut between units",
    )
