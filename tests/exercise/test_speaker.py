"""The speaker: every byte, in time, over a real socket."""

import asyncio
import contextlib
import time

import pytest

from northline.exercise import Day, Pace, Truth, serve, speak
from northline.exercise.radio import Message
from northline.exercise.speaker import UNLIMITED
from northline.records.errors import MissingDependency, UsageError
from northline.records.units import Micros
from northline.transports.tcp import TcpClient, TcpListener
from tests.exercise.days import day, detroit, truth


def short(*seconds: float) -> Day:
    told: Truth = truth()
    messages = tuple(Message(s, f"message at {s}\r\n".encode()) for s in seconds)
    return Day(scenario=detroit(), seed=0, messages=messages, truth=told)


def ais(port: int) -> dict[str, tuple[str, int]]:
    return {"ais": ("127.0.0.1", port)}


class Ear:
    """A plain TCP server that keeps what it hears, and when."""

    def __init__(self, pause: float = 0.0) -> None:
        self.heard = b""
        self.times: list[float] = []
        self.pause = pause
        self.ended = asyncio.Event()

    async def __aenter__(self) -> "Ear":
        self.server = await asyncio.start_server(self.listen, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            self.heard += data
            self.times.append(time.monotonic())
            await asyncio.sleep(self.pause)
        writer.close()
        self.ended.set()

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        await self.server.wait_closed()


def test_a_whole_day_goes_over_the_socket_as_fast_as_taken() -> None:
    async def play() -> tuple[bytes, Pace]:
        async with Ear() as ear:
            pace = await speak(day(1), ais(ear.port), UNLIMITED)
            await asyncio.wait_for(ear.ended.wait(), 10.0)
            return ear.heard, pace

    heard, pace = asyncio.run(play())
    assert heard == day(1).data()
    assert pace.spoken == [m.second for m in day(1).messages if m.feed == "ais"][-1]


def test_a_whole_day_goes_over_the_socket_at_a_thousand_times_the_speed() -> None:
    async def play() -> tuple[bytes, float]:
        began = time.monotonic()
        async with Ear() as ear:
            await speak(day(1), ais(ear.port), 1000.0)
            await asyncio.wait_for(ear.ended.wait(), 10.0)
            return ear.heard, time.monotonic() - began

    heard, took = asyncio.run(play())
    assert heard == day(1).data()
    assert 3.5 < took < 10.0


def test_every_feed_hears_its_own_bytes_on_its_own_socket_by_one_clock() -> None:
    async def play() -> tuple[dict[str, bytes], Pace]:
        async with contextlib.AsyncExitStack() as stack:
            ears = {feed: await stack.enter_async_context(Ear()) for feed in day(1).feeds}
            where = {feed: ("127.0.0.1", ear.port) for feed, ear in ears.items()}
            pace = await speak(day(1), where, UNLIMITED)
            for ear in ears.values():
                await asyncio.wait_for(ear.ended.wait(), 10.0)
            return {feed: ear.heard for feed, ear in ears.items()}, pace

    heard, pace = asyncio.run(play())
    assert set(heard) == {"ais", "adsb", "cot", "arrivals"}
    assert all(data == day(1).data(feed) for feed, data in heard.items())
    assert pace.spoken == day(1).messages[-1].second


def test_one_feed_that_reads_slowly_costs_no_feed_a_byte() -> None:
    async def play() -> list[bytes]:
        async with Ear() as quick, Ear(pause=0.01) as slow:
            where = {"ais": ("127.0.0.1", quick.port), "cot": ("127.0.0.1", slow.port)}
            await speak(day(1), where, UNLIMITED)
            await asyncio.wait_for(quick.ended.wait(), 20.0)
            await asyncio.wait_for(slow.ended.wait(), 20.0)
            return [quick.heard, slow.heard]

    assert asyncio.run(play()) == [day(1).data("ais"), day(1).data("cot")]


def test_a_slow_reader_holds_the_speaker_back_and_loses_nothing() -> None:
    async def play() -> bytes:
        async with Ear(pause=0.02) as ear:
            await speak(day(1), ais(ear.port), UNLIMITED)
            await asyncio.wait_for(ear.ended.wait(), 20.0)
            return ear.heard

    assert asyncio.run(play()) == day(1).data()


def test_messages_are_spoken_when_they_are_due() -> None:
    async def play() -> list[float]:
        async with Ear() as ear:
            began = time.monotonic()
            await speak(short(0.0, 5.0, 10.0), ais(ear.port), 20.0)
            await asyncio.wait_for(ear.ended.wait(), 10.0)
            return [at - began for at in ear.times]

    times = asyncio.run(play())
    assert len(times) == 3
    assert times[1] >= 0.24
    assert times[2] >= 0.49


def test_our_own_feed_hears_the_day_when_it_listens() -> None:
    async def play() -> bytes:
        listener = TcpListener("127.0.0.1", 0)
        host, port = await listener.start()
        speaking = asyncio.create_task(speak(day(2), {"ais": (host, port)}, UNLIMITED))
        heard = b""
        async with contextlib.aclosing(listener.chunks()) as chunks:
            async for chunk in chunks:
                heard += chunk.data
                if chunk.end:
                    break
        await speaking
        return heard

    assert asyncio.run(play()) == day(2).data()


def test_our_own_feed_hears_the_day_once_when_it_calls() -> None:
    async def play() -> bytes:
        async with await serve(day(2), UNLIMITED) as serving:
            client = TcpClient(serving.host, serving.port, first_pause=0.05)
            heard, ends = b"", 0
            async with contextlib.aclosing(client.chunks()) as chunks:
                async for chunk in chunks:
                    heard += chunk.data
                    ends += chunk.end
                    if ends == 2:  # it called again, and there was nothing left
                        break
            await asyncio.wait_for(serving.played(), 5.0)
            return heard

    assert asyncio.run(play()) == day(2).data()


def test_a_caller_who_was_cut_off_hears_what_is_left() -> None:
    async def play() -> tuple[bytes, bytes]:
        async with await serve(short(0.0, 2.0, 4.0, 6.0), 10.0) as serving:
            reader, writer = await asyncio.open_connection(serving.host, serving.port)
            first = await reader.readline()
            writer.close()
            await asyncio.sleep(0.1)
            reader, writer = await asyncio.open_connection(serving.host, serving.port)
            rest = await asyncio.wait_for(reader.read(), 5.0)
            writer.close()
            return first, rest

    first, rest = asyncio.run(play())
    assert first == b"message at 0.0\r\n"
    assert rest.endswith(b"message at 6.0\r\n")
    assert first not in rest


def test_closing_hangs_up_in_the_middle_of_the_day() -> None:
    async def play() -> bytes:
        serving = await serve(short(0.0, 3000.0), 1.0)
        reader, writer = await asyncio.open_connection(serving.host, serving.port)
        await reader.readline()
        await asyncio.wait_for(serving.close(), 2.0)
        rest = await asyncio.wait_for(reader.read(), 2.0)
        writer.close()
        return rest

    assert asyncio.run(play()) == b""


def test_nobody_listening_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("northline.exercise.callers.ATTEMPTS", 2)

    async def play() -> None:
        async with Ear() as ear:
            port = ear.port
        await speak(short(0.0), ais(port), 1.0)

    with pytest.raises(MissingDependency, match="no feed listens"):
        asyncio.run(play())


@pytest.mark.parametrize("speed", [0.0, -1.0, 20_000.0, float("nan")])
def test_a_speed_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(UsageError, match="speed"):
        Pace(speed)


def test_a_taken_port_is_said_plainly() -> None:
    async def play() -> None:
        async with Ear() as ear:
            await serve(short(0.0), 1.0, port=ear.port)

    with pytest.raises(UsageError, match="cannot listen"):
        asyncio.run(play())


def test_an_instant_belongs_to_the_second_that_was_spoken_then() -> None:
    pace = Pace(60.0)
    with pytest.raises(UsageError):
        pace.second_at(Micros(0))
    pace.begin()
    began = time.time_ns() // 1000
    assert pace.second_at(Micros(began + 2_000_000)) == pytest.approx(120.0, abs=3.0)
    assert pace.second_at(Micros(0)) == 0.0
    fast = Pace(UNLIMITED)
    fast.begin()
    fast.mark(1800.0)
    assert fast.second_at(Micros(time.time_ns() // 1000 + 1000)) == 1800.0
    assert fast.second_at(Micros(began - 1000)) == 0.0
