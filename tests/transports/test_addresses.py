"""Addresses as people type them."""

import asyncio
from pathlib import Path

import pytest

from northline.records.errors import UsageError
from northline.transports.addresses import transport_at
from northline.transports.connections import connection_name, peer_name
from northline.transports.files import FileTransport
from northline.transports.standard_input import StandardInput
from northline.transports.tcp import TcpClient, TcpListener
from northline.transports.udp import UdpListener


@pytest.mark.parametrize(
    ("address", "transport"),
    [
        ("-", StandardInput),
        ("feeds/ais.nmea", FileTransport),
        ("C:\\feeds\\ais.nmea", FileTransport),
        ("tcp://receiver.example.org:10110", TcpClient),
        ("tcp://[::1]:10110", TcpClient),
        ("tcp-listen://127.0.0.1:0", TcpListener),
        ("udp://127.0.0.1:10110", UdpListener),
        ("udp://0.0.0.0:10110", UdpListener),
    ],
)
def test_an_address_is_a_transport(address: str, transport: type) -> None:
    assert isinstance(transport_at(address), transport)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "an address is empty"),
        ("http://example.org:80", "there is no transport 'http'"),
        ("tcp://example.org", "names no port"),
        ("tcp://:10110", "names nothing to connect to"),
        ("tcp://example.org:0", "names nothing to connect to"),
        ("tcp://example.org:99999", "is no address"),
        ("tcp://example.org:ten", "is no address"),
        ("tcp://me@example.org:1", "is no address"),
        ("udp://127.0.0.1:1/path", "is no address"),
        ("udp://127.0.0.1:1?x=1", "is no address"),
        ("tcp://[::1:10110", "is no address"),
        ("udp://239.192.0.4:60004", "multicast groups are not joined"),
    ],
)
def test_what_is_no_address_is_a_usage_error_that_says_why(address: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        transport_at(address)


def test_an_offset_is_for_files_only() -> None:
    with pytest.raises(UsageError, match="only a file"):
        transport_at("udp://127.0.0.1:10110", offset=5)
    with pytest.raises(UsageError, match="0 or more"):
        transport_at("feeds/ais.nmea", offset=-1)


def test_an_offset_reaches_the_file(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b"0123456789")

    async def first() -> bytes:
        return (await anext(aiter(transport_at(str(tmp_path / "feed"), offset=4).chunks()))).data

    assert asyncio.run(first()) == b"456789"


@pytest.mark.parametrize("scheme", ["tcp-listen", "udp"])
@pytest.mark.parametrize(("named", "meant"), [("", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")])
def test_what_listens_does_so_on_this_machine_only_unless_told(
    scheme: str, named: str, meant: str
) -> None:
    async def bound(address: str) -> tuple[str, int]:
        listener = transport_at(address)
        assert isinstance(listener, TcpListener | UdpListener)
        try:
            return await listener.start()
        finally:
            await listener.stop()

    host, port = asyncio.run(bound(f"{scheme}://{named}:0"))
    assert host == meant
    assert port > 0


def test_names_of_connections_never_come_twice() -> None:
    names = {connection_name("127.0.0.1:5") for _ in range(1000)}
    assert len(names) == 1000
    assert all(name.startswith("127.0.0.1:5/2") for name in names)


def test_peers_are_written_as_addresses_are() -> None:
    assert peer_name(("127.0.0.1", 5)) == "127.0.0.1:5"
    assert peer_name(("::1", 5, 0, 0)) == "[::1]:5"
    assert peer_name(None) == "unknown"
