"""MQTT: messages as bodies, acknowledged when they are settled and not before."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from northline.records.errors import UsageError
from northline.records.protocols import Acknowledging, Chunk, Settled, Troubled
from northline.transports import mqtt
from northline.transports.addresses import shown, transport_at
from northline.transports.mqtt import MqttClient
from northline.transports.mqtt_address import PASSWORD
from northline.transports.tls import client_context
from tests.transports.brokers import broker, passwords, publishing
from tests.transports.certificates import Authority
from tests.transports.scripted_broker import ScriptedBroker, packet, scripted

KEPT = Settled(units=1, records=1)
TOPIC = "v1.1/Datastreams(7)/Observations"


def run(test: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await test

    asyncio.run(bounded())


def client(port: int, topic: str = "v1.1/#", **more: Any) -> MqttClient:
    more = {"client": "reader", "first_pause": 0.02, "longest_pause": 0.1, **more}
    return MqttClient("127.0.0.1", port, topic, **more)


@contextlib.asynccontextmanager
async def reading(made: MqttClient) -> AsyncIterator[Callable[[], Coroutine[Any, Any, Chunk]]]:
    """Gives the next chunk."""
    chunks = made.chunks()
    waiting: list[asyncio.Future[Chunk]] = []

    async def following() -> Chunk:
        task = waiting.pop() if waiting else asyncio.ensure_future(anext(chunks))
        try:
            async with asyncio.timeout(5):
                return await asyncio.shield(task)
        except TimeoutError:
            waiting.append(task)
            raise

    waiting.append(asyncio.ensure_future(anext(chunks)))
    try:
        yield following
    finally:
        for each in waiting:
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                await each
        await chunks.aclose()


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110  what is waited for happens in other threads, too
        await asyncio.sleep(0.01)


def test_a_message_of_a_real_broker_is_a_body_with_its_topic() -> None:
    async def test(port: int) -> None:
        made = client(port, "v1.1/+/Observations")
        assert isinstance(made, Acknowledging)
        assert isinstance(made, Troubled)
        async with reading(made) as following:
            await until(lambda: not made.last_error and made.attempts and made.let_in)
            await asyncio.sleep(0.1)
            before = time.time_ns() // 1000

            def send() -> None:
                with publishing(port) as publish:
                    publish("v1.1/other", b"not asked for")
                    publish(TOPIC, b'{"result": true}')
                    publish(TOPIC, b"", qos=0)

            await asyncio.to_thread(send)
            one, two = await following(), await following()
            assert (one.data, one.topic, one.end, one.again) == (
                b'{"result": true}',
                TOPIC,
                True,
                False,
            )
            assert before <= one.received <= time.time_ns() // 1000
            assert (two.data, two.topic) == (b"", TOPIC)
            assert one.connection != two.connection
            for each in (one, two):
                made.settle(each.connection, KEPT)
            assert made.held == 0

    with broker() as port:
        run(test(port))


def test_what_came_while_nobody_was_there_is_handed_over_later(tmp_path: Path) -> None:
    users = passwords(tmp_path / "users", reader="hush", publisher="hum")

    async def test(port: int) -> None:
        def made() -> MqttClient:
            return client(port, user="reader", password="hush")

        first = made()
        async with reading(first):
            await until(lambda: first.let_in)
            await asyncio.sleep(0.1)

        def send() -> None:
            with publishing(port, "publisher", "hum") as publish:
                publish(TOPIC, b"while away")

        await asyncio.sleep(0.1)
        await asyncio.to_thread(send)
        later = made()
        async with reading(later) as following:
            assert (await following()).data == b"while away"

    with broker(users) as port:
        run(test(port))


def test_a_broker_that_does_not_let_us_in_is_asked_again_and_says_why(tmp_path: Path) -> None:
    users = passwords(tmp_path / "users", reader="hush")

    async def test(port: int) -> None:
        made = client(port, user="reader", password="wrong")
        async with reading(made):
            await until(lambda: made.attempts > 2 and made.last_error)
            assert made.last_error.startswith("the broker does not let us in: ")

    with broker(users) as port:
        run(test(port))


def test_under_tls_the_broker_is_checked(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    cert, key = authority.issue("server")

    async def test(port: int) -> None:
        good = client(port, tls=client_context(authority.file))
        stranger = client(port, client="stranger", tls=client_context())
        async with reading(good), reading(stranger):
            await until(lambda: good.let_in and stranger.attempts > 1)
            assert "certificate is not accepted" in stranger.last_error

    with broker(ssl=True, certfile=cert, keyfile=key) as port:
        run(test(port))


# --- acknowledgements ---------------------------------------------------------------------


def test_a_message_is_acknowledged_when_it_is_settled_and_not_before() -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            await there.subscribed()
            mids = [there.publish(TOPIC, b"%d" % n) for n in range(3)]
            chunks = [await following() for _ in mids]
            await asyncio.sleep(0.1)
            assert there.heard == []
            for chunk in chunks[:2]:
                made.settle(chunk.connection, KEPT)
            made.settle(chunks[0].connection, KEPT)
            await until(lambda: len(there.heard) >= 2)
            assert there.heard == mids[:2]
            assert list(there.unheard) == mids[2:]

    run(test())


def test_what_was_not_acknowledged_comes_again_to_the_next_process() -> None:
    async def test() -> None:
        async with scripted() as there:
            async with reading(client(there.port)) as following:
                await there.subscribed()
                there.publish(TOPIC, b"one")
                assert not (await following()).again
            async with reading(made := client(there.port)) as following:
                chunk = await following()
                assert (chunk.data, chunk.again) == (b"one", True)
                made.settle(chunk.connection, KEPT)
                await until(lambda: there.heard)

    run(test())


def test_a_message_that_comes_again_while_it_is_held_is_not_handed_over_twice() -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            await there.subscribed()
            mid = there.publish(TOPIC, b"one")
            chunk = await following()
            there.cut()
            await there.subscribed()
            await asyncio.sleep(0.1)
            assert made.held == 1
            made.settle(chunk.connection, KEPT)
            await until(lambda: there.heard)
            assert there.heard == [mid]

    run(test())


def test_one_that_was_kept_while_the_broker_was_away_is_only_acknowledged() -> None:
    async def test() -> None:
        async with scripted() as there:
            made = client(there.port, first_pause=0.3)
            async with reading(made) as following:
                await there.subscribed()
                mid = there.publish(TOPIC, b"one")
                chunk = await following()
                there.cut()
                await until(lambda: made.last_error)
                made.settle(chunk.connection, KEPT)  # nobody hears it
                await until(lambda: there.heard == [mid])
                assert made.held == 0
                there.publish(TOPIC, b"two", mid)  # the identifier is free again
                assert (await following()).data == b"two"

    run(test())


def test_a_broker_that_lost_the_session_numbers_anew() -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            await there.subscribed()
            there.publish(TOPIC, b"one")
            chunk = await following()
            there.remembers = False
            there.cut()
            await there.subscribed()
            there.publish(TOPIC, b"one", 1)
            again = await following()
            made.settle(chunk.connection, KEPT)
            made.settle(again.connection, KEPT)
            await until(lambda: there.heard == [1])
            assert made.held == 0

    run(test())


def test_what_the_ledger_has_no_room_for_is_handed_over_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mqtt, "AGAIN_SECONDS", 0.05)

    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            await there.subscribed()
            mid = there.publish(TOPIC, b"one")
            chunk = await following()
            made.settle(chunk.connection, Settled(failed="no space", again=True))
            again = await following()
            assert (again.connection, there.heard) == (chunk.connection, [])
            made.settle(again.connection, KEPT)
            await until(lambda: there.heard == [mid])

    run(test())


def test_a_message_of_which_nothing_could_be_kept_is_told_of() -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            await there.subscribed()
            there.publish(TOPIC, b"rubbish")
            chunk = await following()
            made.settle(chunk.connection, Settled(failed="2 of 2 units could not be read"))
            assert made.last_error == (
                f"a message of {TOPIC} was not kept: 2 of 2 units could not be read"
            )
            await until(lambda: there.heard)
            there.publish(TOPIC, b"good")
            made.settle((await following()).connection, KEPT)
            assert made.last_error == ""

    run(test())


def test_no_more_is_held_than_there_is_room_for() -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port, waiting=8)) as following:
            await there.subscribed()
            for n in range(60):
                there.publish(TOPIC, b"%d" % n)
            got = []
            for n in range(60):
                chunk = await following()
                got.append(int(chunk.data))
                if n == 0:
                    await asyncio.sleep(0.2)
                assert made.held <= 8
                made.settle(chunk.connection, KEPT)
            assert got == list(range(60))
            await until(lambda: len(there.heard) == 60)

    run(test())


# --- what goes wrong ----------------------------------------------------------------------


def test_it_tries_again_until_the_broker_is_there_and_says_why_not() -> None:
    async def test() -> None:
        there = ScriptedBroker()
        server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        made = client(port)
        async with reading(made) as following:
            await until(lambda: made.attempts > 2)
            assert "refused" in made.last_error.lower()
            server = await asyncio.start_server(there.serve, "127.0.0.1", port)
            await there.subscribed()
            there.publish(TOPIC, b"at last")
            assert (await following()).data == b"at last"
            assert made.last_error == ""
            there.cut()
            server.close()

    run(test())


def test_a_refused_topic_is_told_of() -> None:
    async def test() -> None:
        async with scripted() as there:
            there.refuses = True
            made = client(there.port)
            async with reading(made):
                await until(lambda: made.last_error)
                assert made.last_error == "the broker refuses the topic v1.1/#"

    run(test())


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(noise=st.binary(min_size=1, max_size=80), sound=st.booleans())
def test_nothing_that_a_broker_sends_ends_the_reading(noise: bytes, sound: bool) -> None:
    async def test() -> None:
        async with scripted() as there, reading(made := client(there.port)) as following:
            there.strange = (packet(0x20, b"\x01\x00") if sound else b"") + noise
            await until(lambda: made.attempts > 0 and there.comers)
            await asyncio.sleep(0.01)
            there.strange = b""
            there.cut()
            while True:
                await there.subscribed()
                there.publish(TOPIC, b"one")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        while (chunk := await following()).data != b"one":
                            made.settle(chunk.connection, KEPT)
                        return
                there.cut()

    run(test())


# --- addresses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "mqtt://broker.example.org:1883/a/b",
        "mqtt://broker.example.org:1883/a/+/c/#",
        "mqtt://reader@127.0.0.1:1883/%23?client=one",
        "mqtts://reader@broker.example.org:8883/a",
        "mqtt://[::1]:1883/v1.1/Datastreams(7)/Observations",
    ],
)
def test_an_address_is_a_client(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "hush")
    assert isinstance(transport_at(address), MqttClient)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mqtt://h/a", "is no address; write mqtt://USER@HOST:PORT/TOPIC"),
        ("mqtt://h:0/a", "is no address"),
        ("mqtt://h:70000/a", "is no address"),
        ("mqtt://:1/a", "is no address"),
        ("mqtt://h:1", "names no topic"),
        ("mqtt://h:1/", "names no topic"),
        ("mqtt://h:1/a/#/b", "names no topic"),
        ("mqtt://h:1/a+/b", "names no topic"),
        ("mqtt://h:1/a%00b", "names no topic"),
        ("mqtt://me:hush@h:1/a", "a password does not stand in an address"),
        ("mqtt://me@h:1/a?password-file=missing", "cannot be read as a password"),
        ("mqtt://h:1/a?ca=x", "certificates are for mqtts"),
        ("mqtt://h:1/a?qos=2", "there is no option 'qos'"),
        ("mqtt://me@h:1/a", "use mqtts://, or write"),
    ],
)
def test_what_is_no_address_says_why(
    address: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "hush")
    with pytest.raises(UsageError) as told:
        transport_at(address)
    assert says in str(told.value)
    assert "hush" not in str(told.value)


def test_a_password_is_read_from_its_file_and_shown_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("hush\n")
    (tmp_path / "empty").write_text("\n")
    at = f"mqtts://me@h:1/a?password-file={tmp_path}"
    assert isinstance(transport_at(f"{at}/word"), MqttClient)
    with pytest.raises(UsageError, match="holds no password"):
        transport_at(f"{at}/empty")
    assert shown("mqtt://me@h:1/a/#?password=x") == "mqtt://...@h:1/a/#?password=..."
