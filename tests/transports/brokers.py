"""A real broker of MQTT (amqtt) in a thread of its own, and somebody who publishes there."""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from amqtt.broker import Broker  # type: ignore[import-untyped]
from amqtt.contexts import BrokerConfig  # type: ignore[import-untyped]
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

HOST = "127.0.0.1"
_PLUGINS = "amqtt.plugins.authentication"
PATIENCE = 20.0


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        left = asyncio.all_tasks(self.loop)
        for each in left:
            each.cancel()

        async def ended() -> None:
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.sleep(0)  # what they closed is closed in the next turn

        self.loop.run_until_complete(ended())
        self.loop.close()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


def passwords(path: Path, **users: str) -> Path:
    """A file of passwords for `broker`."""
    digest = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),))
    path.write_text("".join(f"{name}:{digest.hash(word)}\n" for name, word in users.items()))
    return path


@contextlib.contextmanager
def broker(users: Path | None = None, **more: Any) -> Iterator[int]:
    """A broker; its port.

    Args:
        users: its file of passwords; None lets anybody in.
        more: what its listener is told besides, such as ``ssl``.
    """
    logging.getLogger("amqtt").setLevel(logging.CRITICAL)
    logging.getLogger("transitions").setLevel(logging.CRITICAL)
    port, loop = free_port(), Loop()
    letting: dict[str, Any] = {f"{_PLUGINS}.AnonymousAuthPlugin": {"allow_anonymous": True}}
    if users is not None:
        letting = {f"{_PLUGINS}.FileAuthPlugin": {"password_file": str(users)}}
    listener = {"type": "tcp", "bind": f"{HOST}:{port}", **more}
    config = BrokerConfig.from_dict({"listeners": {"default": listener}, "plugins": letting})

    async def begin() -> Broker:
        made = Broker(config)
        await made.start()
        return made

    made = loop.run(begin())
    try:
        yield port
    finally:
        with contextlib.suppress(Exception):
            loop.run(made.shutdown())
        loop.stop()


@contextlib.contextmanager
def publishing(port: int, user: str = "", word: str = "") -> Iterator[Callable[..., None]]:
    """A function that publishes ``(topic, data)`` at QoS 1 and hears that the broker has it."""
    client = Client(CallbackAPIVersion.VERSION2, client_id="publisher")
    if user:
        client.username_pw_set(user, word)
    client.connect(HOST, port)
    client.loop_start()

    def send(topic: str, data: bytes, qos: int = 1) -> None:
        client.publish(topic, data, qos=qos).wait_for_publish(PATIENCE)

    try:
        yield send
    finally:
        client.disconnect()
        client.loop_stop()
