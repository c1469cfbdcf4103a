"""Files: offsets, compression, damage; standard input from an offset."""

import asyncio
import bz2
import gzip
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.records.errors import InputError, UsageError
from northline.records.protocols import Chunk, Transport
from northline.transports.files import FileTransport
from northline.transports.standard_input import StandardInput
from tests.transports.rigs import LINES

packed = pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])


def read(transport: Transport, got: list[Chunk] | None = None) -> list[Chunk]:
    kept: list[Chunk] = [] if got is None else got

    async def all_of_it() -> None:
        async with asyncio.timeout(20):
            async for chunk in transport.chunks():
                kept.append(chunk)

    asyncio.run(all_of_it())
    return kept


def content(chunks: list[Chunk]) -> bytes:
    return b"".join(chunk.data for chunk in chunks)


@packed
@pytest.mark.parametrize("offset", [0, 1, 5000, len(LINES), len(LINES) + 10])
def test_reading_begins_at_the_offset_of_the_content(
    pack: Callable[[bytes], bytes], offset: int, tmp_path: Path
) -> None:
    path = tmp_path / "feed"
    path.write_bytes(pack(LINES))
    got = read(FileTransport(path, offset=offset))
    assert content(got) == LINES[offset:]
    assert [chunk.end for chunk in got] == [False] * (len(got) - 1) + [True]


@packed
def test_chunks_are_as_long_as_asked_for(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(pack(LINES))
    lengths = [len(chunk.data) for chunk in read(FileTransport(path, chunk_bytes=10_000))]
    assert lengths == [10_000] * (len(LINES) // 10_000) + [len(LINES) % 10_000, 0]


def test_several_packed_files_in_one_are_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(gzip.compress(LINES) + gzip.compress(b"more"))
    assert content(read(FileTransport(path))) == LINES + b"more"


def test_a_short_file_that_begins_like_none_of_them_is_plain(tmp_path: Path) -> None:
    for data in (b"", b"\x1f", b"BZ", b"\xfd7zX"):
        (tmp_path / "feed").write_bytes(data)
        assert content(read(FileTransport(tmp_path / "feed"))) == data


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_damaged_file_gives_what_can_be_read_and_no_end(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    noise = os.urandom(1_000_000)
    path = tmp_path / "feed"
    whole = pack(noise)
    path.write_bytes(whole[: len(whole) - 10_000])
    got: list[Chunk] = []
    with pytest.raises(InputError, match="is damaged"):
        read(FileTransport(path), got)
    assert noise.startswith(content(got))
    assert len(content(got)) > 0 or pack is bz2.compress
    assert not any(chunk.end for chunk in got)


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read(FileTransport(tmp_path / "none"))
    with pytest.raises(UsageError, match="directory"):
        read(FileTransport(tmp_path))


@pytest.mark.parametrize("offset", [0, 3, 10, 20])
def test_standard_input_begins_at_an_offset(offset: int) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"0123456789")
    os.close(writing)
    got = read(StandardInput(offset=offset, descriptor=reading))
    os.close(reading)
    assert content(got) == b"0123456789"[offset:]
    assert got[-1].end
    assert {chunk.connection for chunk in got} == {"-"}


def test_standard_input_that_is_closed_is_an_input_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    with pytest.raises(InputError, match="cannot be read"):
        read(StandardInput(descriptor=reading))


IMPATIENT = """
import asyncio
from northline.transports.standard_input import StandardInput

async def impatient():
    async with asyncio.timeout(0.05):
        await anext(StandardInput().chunks())

try:
    asyncio.run(impatient())
except TimeoutError:
    print("stopped")
"""


def test_a_program_ends_while_its_standard_input_is_silent() -> None:
    program = [sys.executable, "-c", IMPATIENT]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.read() == b"stopped\n"  # ends only when the program has
            assert running.wait(timeout=10) == 0
        finally:
            running.kill()
