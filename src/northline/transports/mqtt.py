"""MQTT 3.1.1: subscribe to topics of a broker; a message is acknowledged once it is committed.

OASIS MQTT 3.1.1: the subscription has QoS 1 (4.3.2), the session outlives the connection (clean
session off, 3.1.2.4).  So what was not acknowledged comes again, after whatever was killed or cut.
A message that comes again while it is still being kept, or after it was kept and before the
broker heard so, is known by its packet identifier and bytes and not handed over twice.

Each message is a body: a chunk of its own, with its topic.  At most `WAITING` messages and
`MOST_HELD` bytes of them are held; then nothing more is read, and TCP holds the broker back.  One
packet has at most 256 MiB (2.2.3); brokers are mostly told to take less.
"""

import asyncio
import contextlib
import hashlib
import ssl
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from northline.records.protocols import Chunk, Settled
from northline.transports.connections import connection_name, now
from northline.transports.tls import explain

WAITING = 256
"""Messages that may be held."""

MOST_HELD = 64 * 1024 * 1024
"""Bytes of them all; one that is larger is taken alone."""

CONNECT_SECONDS = 5.0
KEEP_ALIVE = 30
"""Seconds after which each end asks a silent other whether it is still there."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between attempts to connect: doubled each time, until the broker lets us in."""

AGAIN_SECONDS = 1.0
"""After how long a message is handed over again that the ledger had no room for."""

TICK_SECONDS = 0.05
READS = 32
"""Packets that are read before others have their turn."""


class _Held(msgspec.Struct):
    """A message that is not settled yet; ``mid`` is 0 where no acknowledgement is due."""

    chunk: Chunk
    mid: int
    digest: bytes
    epoch: int


class _Closing(ssl.SSLSocket):
    """A socket that is closed where its handshake fails; paho leaves that to whoever finds it."""

    def do_handshake(self, block: bool = False) -> None:
        """Perform the handshake."""
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


class MqttClient:
    """Connects to a broker, and again whenever the connection ends, with the same session.

    Attributes:
        attempts: how often it tried to connect.
        last_error: why the last attempt or connection failed, or a message was not kept; empty
            when all is well again.
        let_in: whether the broker has let us in, in this connection or the last.
    """

    def __init__(
        self,
        host: str,
        port: int,
        topic: str,
        *,
        client: str,
        user: str = "",
        password: str = "",
        tls: ssl.SSLContext | None = None,
        waiting: int = WAITING,
        first_pause: float = FIRST_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        """Prepare to connect; `chunks` does.

        Args:
            host: of the broker.
            port: of the broker.
            topic: topic or filter of topics, with ``+`` and ``#``.
            client: client identifier: the broker keeps the session by it.
            user: name to sign in with, or empty.
            password: password, or empty.
            tls: settings of TLS, or None for plain TCP.
            waiting: messages that may be held.
            first_pause: seconds before the second attempt to connect.
            longest_pause: seconds between attempts at most.
        """
        self.attempts = 0
        self.last_error = ""
        self._host, self._port, self._topic = host, port, topic
        self._most = waiting
        self._first_pause, self._longest_pause = first_pause, longest_pause
        made = Client(
            CallbackAPIVersion.VERSION2, client_id=client, clean_session=False, manual_ack=True
        )
        made.connect_timeout = CONNECT_SECONDS
        if user:
            made.username_pw_set(user, password or None)
        if tls is not None:
            tls.sslsocket_class = _Closing
            made.tls_set_context(tls)
        made.on_connect, made.on_disconnect = self._connected, self._disconnected
        made.on_subscribe, made.on_message = self._subscribed, self._message
        made.on_socket_close = self._closes
        self._client = made
        self._queue: deque[str] = deque()
        self._held: dict[str, _Held] = {}
        self._bytes = 0
        self._names: dict[int, str] = {}
        self._settled: dict[int, bytes] = {}
        self._epoch = 0
        self.let_in = self._open = self._reading = False
        self._arrived = asyncio.Event()
        self._again: set[asyncio.TimerHandle] = set()

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over each message, until closed or cancelled."""
        keeping = asyncio.ensure_future(self._keep_connected())
        try:
            while True:
                while self._queue:
                    yield self._held[self._queue.popleft()].chunk
                self._arrived.clear()
                await self._arrived.wait()
        finally:
            keeping.cancel()
            self._leave()

    def settle(self, connection: str, settled: Settled) -> None:
        """Acknowledge this message, unless it is to be kept later."""
        held = self._held.get(connection)
        if held is None:
            return
        if settled.again:
            loop = asyncio.get_running_loop()
            self._again = {each for each in self._again if each.when() > loop.time()}
            self._again.add(loop.call_later(AGAIN_SECONDS, self._offer, connection))
            return
        del self._held[connection]
        self._bytes -= len(held.chunk.data)
        if settled.failed:
            self.last_error = f"a message of {held.chunk.topic} was not kept: {settled.failed}"
        elif self.let_in:
            self.last_error = ""
        if held.mid:
            self._names.pop(held.mid, None)
            if held.epoch == self._epoch and self._open:
                self._client.ack(held.mid, 1)
            else:  # the broker sends it again, and hears then that it was kept
                self._settled[held.mid] = held.digest
        self._read_on()

    # --- the connection -------------------------------------------------------------------

    async def _keep_connected(self) -> None:
        pause = self._first_pause
        while True:
            self.attempts += 1
            self.let_in = False
            try:
                await asyncio.to_thread(self._client.connect, self._host, self._port, KEEP_ALIVE)
            except (OSError, ValueError) as error:  # a timeout is one as well, and so is one of TLS
                self.last_error = explain(error)
            else:
                self._open = True
                self._epoch += 1
                self._read_on()
                while self._open:
                    await asyncio.sleep(TICK_SECONDS)
                    self._client.loop_misc()
                    if self._client.want_write():
                        self._client.loop_write()
            if self.let_in:
                pause = self._first_pause
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._longest_pause)

    def _leave(self) -> None:
        """End the connection; the broker keeps the session."""
        for each in self._again:
            each.cancel()
        self._stop_reading()
        self._open = False
        with contextlib.suppress(OSError, ValueError):
            self._client.disconnect()
            self._client.loop_write()
        plain = self._client.socket()
        if plain is not None:
            plain.close()

    def _connected(
        self, client: Client, _: object, flags: ConnectFlags, code: ReasonCode, __: object
    ) -> None:
        if code.is_failure:
            self.last_error = f"the broker does not let us in: {str(code).lower()}"
            return
        self.let_in, self.last_error = True, ""
        if not flags.session_present:  # identifiers of packets begin anew
            self._settled.clear()
            self._names.clear()
            for held in self._held.values():
                held.mid = 0
        client.subscribe(self._topic, qos=1)

    def _subscribed(
        self, _: Client, __: object, ___: int, codes: list[ReasonCode], ____: object
    ) -> None:
        if any(code.is_failure for code in codes):
            self.last_error = f"the broker refuses the topic {self._topic}"

    def _disconnected(
        self, _: Client, __: object, ___: DisconnectFlags, code: ReasonCode, ____: Properties | None
    ) -> None:
        self._open = False
        if self.let_in:
            self.last_error = f"the connection to the broker ended: {str(code).lower()}"

    def _closes(self, _: Client, __: object, plain: Any) -> None:
        self._stop_reading(plain)
        self._open = False

    # --- messages -------------------------------------------------------------------------

    def _message(self, client: Client, _: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""  # no topic of MQTT (1.5.3); its bytes are looked at all the same
        data, mid = bytes(message.payload), message.mid if message.qos else 0
        digest = hashlib.blake2b(topic.encode() + b"\0" + data, digest_size=16).digest()
        if mid:
            known = self._held.get(self._names.get(mid, ""))
            if known is not None and known.digest == digest and message.dup:
                known.epoch = self._epoch
                return
            if self._settled.pop(mid, b"") == digest and message.dup:
                client.ack(mid, 1)
                return
        name = connection_name(f"{self._host}:{self._port}/{topic}")
        chunk = Chunk(
            connection=name,
            data=data,
            received=now(),
            end=True,
            topic=topic or "?",
            again=message.dup,
        )
        self._held[name] = _Held(chunk, mid, digest, self._epoch)
        self._bytes += len(data)
        if mid:
            self._names[mid] = name
        self._offer(name)

    def _offer(self, name: str) -> None:
        self._queue.append(name)
        self._arrived.set()

    @property
    def held(self) -> int:
        """Messages that are not settled yet."""
        return len(self._held)

    def _full(self) -> bool:
        return len(self._held) >= self._most or self._bytes >= MOST_HELD

    def _read_on(self) -> None:
        """Read from the socket while there is room."""
        plain = self._client.socket()
        if self._open and not self._reading and plain is not None and not self._full():
            self._reading = True
            loop = asyncio.get_running_loop()
            loop.add_reader(plain, self._readable)
            loop.call_soon(self._readable)  # TLS may hold bytes that the socket has handed over

    def _stop_reading(self, plain: Any = None) -> None:
        plain = plain or self._client.socket()
        if self._reading and plain is not None:
            self._reading = False
            with contextlib.suppress(RuntimeError, ValueError, OSError):
                asyncio.get_running_loop().remove_reader(plain)

    def _readable(self) -> None:
        for _ in range(READS):
            if not self._open or not self._reading:
                return
            if self._client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._open = False
                return
            if self._full():
                self._stop_reading()
                return
        plain = self._client.socket()
        if isinstance(plain, ssl.SSLSocket) and plain.pending():
            asyncio.get_running_loop().call_soon(self._readable)
