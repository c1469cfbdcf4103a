"""What every transport keeps to."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Coroutine
from pathlib import Path
from typing import Any, cast

import pytest

from northline.records.protocols import Acknowledging, Chunk, Listener
from tests.transports.rigs import HOST, LINES, RIGS, Rig

rigs = pytest.mark.parametrize("name", RIGS)


def run(test: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await test

    asyncio.run(bounded())


def chunks_of(rig: Rig) -> AsyncGenerator[Chunk, None]:
    return cast(AsyncGenerator[Chunk, None], rig.transport.chunks())


async def received_by(rig: Rig) -> list[Chunk]:
    """All chunks up to the end of the sender, or until all bytes have come."""
    got: list[Chunk] = []
    async with contextlib.aclosing(chunks_of(rig)) as chunks:
        first = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        await rig.send()
        got.append(await first)
        while not (rig.ends or sum(len(each.data) for each in got) >= len(LINES)):
            got.append(await anext(chunks))
        if rig.ends:
            got.extend([each async for each in chunks])
    return got


@rigs
def test_every_byte_arrives_once_and_in_order(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            got = await received_by(rig)
        assert b"".join(each.data for each in got) == LINES
        assert len({each.connection for each in got}) == 1
        assert {each.framing for each in got} == {rig.framing}

    run(test())


@rigs
def test_received_is_when_it_came(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        before = time.time_ns() // 1000
        async with RIGS[name](tmp_path) as rig:
            got = await received_by(rig)
        stamps = [each.received for each in got]
        assert before <= stamps[0]
        assert stamps == sorted(stamps)
        assert stamps[-1] <= time.time_ns() // 1000

    run(test())


@rigs
def test_only_the_last_chunk_says_that_it_is_the_end(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            got = await received_by(rig)
        assert not any(each.end for each in got[:-1])
        assert got[-1].end is (rig.ends or rig.whole)

    run(test())


@rigs
def test_it_stops_at_once_when_its_task_is_cancelled(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            arrived = asyncio.Event()

            async def follow() -> None:
                async for _ in rig.transport.chunks():
                    arrived.set()
                    await asyncio.sleep(30 if rig.ends else 0)

            task = asyncio.create_task(follow())
            await asyncio.sleep(0.02)
            await rig.send()
            await arrived.wait()
            task.cancel()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 15.0  # it does not wait out the pause of 30 s

    run(test())


@rigs
def test_it_stops_while_nothing_comes(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            if name in {"file", "gzip", "bzip2", "xz"}:
                return  # a file always comes
            task = asyncio.ensure_future(anext(chunks_of(rig)))
            await asyncio.sleep(0.02)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(test())


@rigs
def test_what_listens_says_where_before_anyone_comes(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            listens = isinstance(rig.transport, Listener)
            assert listens is (name.endswith("listen") or name == "udp")
            if isinstance(rig.transport, Listener):
                host, port = await rig.transport.start()
                assert host == HOST
                assert port > 0
                await rig.send()
                assert (await anext(chunks_of(rig))).data

    run(test())


@rigs
def test_who_waits_for_an_answer_sends_whole_bodies(name: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with RIGS[name](tmp_path) as rig:
            assert isinstance(rig.transport, Acknowledging) is rig.whole
            got = await received_by(rig)
            if rig.whole:
                assert [(each.data, each.end) for each in got] == [(LINES, True)]

    run(test())
