"""Every transport with somebody at its other end, for the one contract suite."""

import asyncio
import bz2
import contextlib
import gzip
import lzma
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from northline.records.protocols import Framing, Transport
from northline.transports.files import FileTransport
from northline.transports.folder import FolderTransport
from northline.transports.http import HttpListener
from northline.transports.mqtt import MqttClient
from northline.transports.relay import Relay
from northline.transports.standard_input import StandardInput
from northline.transports.tcp import TcpClient, TcpListener
from northline.transports.tls import client_context, server_context
from northline.transports.udp import UdpListener
from tests.transports.certificates import Authority
from tests.transports.scripted_broker import scripted

HOST = "127.0.0.1"
LINES = b"".join(b"!AIVDM,1,1,,A,line %05d,0*00\r\n" % number for number in range(2000))
"""What each rig sends: 64 000 bytes, several times what one packet or pipe takes."""


@dataclass
class Rig:
    """A transport and what happens at its other end.

    Attributes:
        transport: what is tested.
        framing: how it is to say that units stand.
        ends: whether it comes to an end of its own.
        send: sends `LINES`, in pieces that cut lines, and closes.
        whole: whether it hands over all of it as one chunk, the first and last of it.
    """

    transport: Transport
    framing: Framing
    ends: bool
    send: Callable[[], Awaitable[None]]
    whole: bool = False


async def _nothing() -> None:
    return


def _file(pack: Callable[[bytes], bytes]) -> Callable[[Path], "Rigged"]:
    @contextlib.asynccontextmanager
    async def rig(folder: Path) -> AsyncIterator[Rig]:
        path = folder / "feed.nmea"
        path.write_bytes(pack(LINES))
        yield Rig(FileTransport(path, chunk_bytes=4096), Framing.STREAM, True, _nothing)

    return rig


@contextlib.asynccontextmanager
async def piped(folder: Path) -> AsyncIterator[Rig]:
    reading, writing = os.pipe()

    async def send() -> None:
        def write() -> None:
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(LINES)

        await asyncio.to_thread(write)

    try:
        yield Rig(StandardInput(descriptor=reading), Framing.STREAM, True, send)
    finally:
        with contextlib.suppress(OSError):
            os.close(writing)  # not sent: lets the thread that reads come to its end
        await asyncio.sleep(0.05)
        os.close(reading)


@contextlib.asynccontextmanager
async def tcp_listening(folder: Path) -> AsyncIterator[Rig]:
    listener = TcpListener(HOST, 0)
    address = await listener.start()

    async def send() -> None:
        _, writer = await asyncio.open_connection(*address)
        for start in range(0, len(LINES), 1000):
            writer.write(LINES[start : start + 1000])
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    yield Rig(listener, Framing.STREAM, False, send)


@contextlib.asynccontextmanager
async def relay_listening(folder: Path) -> AsyncIterator[Rig]:
    relay = Relay(HOST, 0)
    address = await relay.start()

    async def send() -> None:
        _, writer = await asyncio.open_connection(*address)
        for start in range(0, len(LINES), 1000):
            writer.write(LINES[start : start + 1000])
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    yield Rig(relay, Framing.STREAM, False, send)


@contextlib.asynccontextmanager
async def tcp_connecting(folder: Path) -> AsyncIterator[Rig]:
    sending = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await sending.wait()
        with contextlib.suppress(OSError):
            writer.write(LINES)
            await writer.drain()
        writer.close()

    async def send() -> None:
        sending.set()

    server = await asyncio.start_server(serve, HOST, 0)
    client = TcpClient(HOST, server.sockets[0].getsockname()[1], longest_pause=0.01)
    try:
        yield Rig(client, Framing.STREAM, False, send)
    finally:
        sending.set()
        server.close()
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def tls_listening(folder: Path) -> AsyncIterator[Rig]:
    authority = Authority(folder)
    cert, key = authority.issue("server")
    shown = authority.issue("device")
    tls = server_context(cert, key, authority.file)
    listener = TcpListener(HOST, 0, tls=tls)
    host, port = await listener.start()

    async def send() -> None:
        context = client_context(authority.file, *shown)
        _, writer = await asyncio.open_connection(host, port, ssl=context)
        for start in range(0, len(LINES), 1000):
            writer.write(LINES[start : start + 1000])
            await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    yield Rig(listener, Framing.STREAM, False, send)


@contextlib.asynccontextmanager
async def tls_connecting(folder: Path) -> AsyncIterator[Rig]:
    authority = Authority(folder)
    cert, key = authority.issue("server")
    sending = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await sending.wait()
        with contextlib.suppress(OSError):
            writer.write(LINES)
            await writer.drain()
        writer.close()

    async def send() -> None:
        sending.set()

    server = await asyncio.start_server(serve, HOST, 0, ssl=server_context(cert, key))
    port = server.sockets[0].getsockname()[1]
    client = TcpClient(HOST, port, tls=client_context(authority.file), longest_pause=0.01)
    try:
        yield Rig(client, Framing.STREAM, False, send)
    finally:
        sending.set()
        server.close()
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def folder_watched(folder: Path) -> AsyncIterator[Rig]:
    watched = folder / "in"
    watched.mkdir()
    (watched / "notes.txt").write_bytes(b"not asked for")
    transport = FolderTransport(watched, pattern="*.nmea", quiet_seconds=0.05, look_seconds=0.01)

    async def send() -> None:
        await asyncio.to_thread((watched / ".feed.nmea.part").write_bytes, LINES)
        (watched / ".feed.nmea.part").rename(watched / "feed.nmea")

    yield Rig(transport, Framing.STREAM, False, send)


@contextlib.asynccontextmanager
async def http_listening(folder: Path) -> AsyncIterator[Rig]:
    listener = HttpListener(HOST, 0, path="/ais", token="a secret")
    host, port = await listener.start()
    writers: list[asyncio.StreamWriter] = []

    async def send() -> None:
        _, writer = await asyncio.open_connection(host, port)
        writers.append(writer)
        head = (
            f"POST /ais HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer a secret\r\n"
            f"Content-Length: {len(LINES)}\r\n\r\n"
        )
        writer.write(head.encode())
        for start in range(0, len(LINES), 1000):
            writer.write(LINES[start : start + 1000])
            await writer.drain()

    try:
        yield Rig(listener, Framing.STREAM, False, send, whole=True)
    finally:
        for writer in writers:
            writer.close()


@contextlib.asynccontextmanager
async def udp_listening(folder: Path) -> AsyncIterator[Rig]:
    listener = UdpListener(HOST, 0)
    address = await listener.start()

    async def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for start in range(0, len(LINES), 1000):
                sender.sendto(LINES[start : start + 1000], address)
                await asyncio.sleep(0)

    yield Rig(listener, Framing.DATAGRAM, False, send)


Rigged = contextlib.AbstractAsyncContextManager[Rig]


@contextlib.asynccontextmanager
async def mqtt_subscribed(folder: Path) -> AsyncIterator[Rig]:
    async with scripted() as there:
        client = MqttClient(HOST, there.port, "feeds/#", client="reader", longest_pause=0.01)

        async def send() -> None:
            await there.subscribed()
            there.publish("feeds/ais", LINES)

        yield Rig(client, Framing.STREAM, False, send, whole=True)


RIGS: dict[str, Callable[[Path], Rigged]] = {
    "file": _file(bytes),
    "gzip": _file(gzip.compress),
    "bzip2": _file(bz2.compress),
    "xz": _file(lzma.compress),
    "standard input": piped,
    "tcp-listen": tcp_listening,
    "relay-listen": relay_listening,
    "tcp": tcp_connecting,
    "tls-listen": tls_listening,
    "tls": tls_connecting,
    "folder": folder_watched,
    "http-listen": http_listening,
    "udp": udp_listening,
    "mqtt": mqtt_subscribed,
}
"""Each opens in a fresh folder."""
