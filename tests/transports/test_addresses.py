"""Addresses as people type them."""

import asyncio
from pathlib import Path

import pytest

from northline.records.errors import UsageError
from northline.transports.addresses import shown, transport_at
from northline.transports.connections import connection_name, peer_name
from northline.transports.files import FileTransport
from northline.transports.folder import FolderTransport
from northline.transports.http import HttpListener
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
        ("folder:///var/feeds?pattern=*.nmea", FolderTransport),
        ("folder://feeds/in", FolderTransport),
        ("tls://receiver.example.org:8089", TcpClient),
        ("http-listen://:0/ais", HttpListener),
        ("http-listen://localhost:0", HttpListener),
        ("http-listen://[::1]:0/", HttpListener),
        ("http-listen://0.0.0.0:0/ais?token=a%26b", HttpListener),
    ],
)
def test_an_address_is_a_transport(address: str, transport: type) -> None:
    assert isinstance(transport_at(address), transport)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "an address is empty"),
        ("http://example.org:80", "there is no transport 'http'"),
        ("folder://", "names no folder"),
        ("folder:///in?pattern=", "write pattern=VALUE, once"),
        ("folder:///in?patern=*", "there is no option 'patern', it may have pattern"),
        ("tls://example.org:1?ca=a&ca=b", "write ca=VALUE, once"),
        ("tls-listen://:1?token=x", "it may have ca, cert, key"),
        ("tcp-listen://:1?cert=x", "it has none"),
        ("http-listen://0.0.0.0:8081/ais", "whoever reaches 0.0.0.0 could send"),
        ("http-listen://192.0.2.7:8081/", "ask for a token"),
        ("http-listen://:1/?token=a&token-file=b", "not both"),
        ("http-listen://:1/?token-file=missing", "cannot be read as a token"),
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


@pytest.mark.parametrize("scheme", ["tcp-listen", "udp", "http-listen"])
@pytest.mark.parametrize(("named", "meant"), [("", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")])
def test_what_listens_does_so_on_this_machine_only_unless_told(
    scheme: str, named: str, meant: str
) -> None:
    async def bound(address: str) -> tuple[str, int]:
        listener = transport_at(address)
        assert isinstance(listener, TcpListener | UdpListener | HttpListener)
        try:
            return await listener.start()
        finally:
            await listener.stop()

    token = "?token=secret" if scheme == "http-listen" else ""
    host, port = asyncio.run(bound(f"{scheme}://{named}:0{token}"))
    assert host == meant
    assert port > 0


def test_a_token_is_read_from_its_file_and_shown_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hush\n")
    (tmp_path / "empty").write_text("\n")
    at = f"http-listen://0.0.0.0:0/?token-file={tmp_path}"
    assert isinstance(transport_at(f"{at}/token"), HttpListener)
    with pytest.raises(UsageError, match="holds no token"):
        transport_at(f"{at}/empty")
    assert shown("http-listen://h:1/p?token=hush&x=1") == "http-listen://h:1/p?token=...&x=1"
    assert shown("udp://:10110") == "udp://:10110"
    for wrong in ("http-listen://h/?token=hush", "http-listen://h:1/?token=hush&y=1"):
        with pytest.raises(UsageError) as told:
            transport_at(wrong)
        assert "hush" not in str(told.value)


def test_names_of_connections_never_come_twice() -> None:
    names = {connection_name("127.0.0.1:5") for _ in range(1000)}
    assert len(names) == 1000
    assert all(name.startswith("127.0.0.1:5/2") for name in names)


def test_peers_are_written_as_addresses_are() -> None:
    assert peer_name(("127.0.0.1", 5)) == "127.0.0.1:5"
    assert peer_name(("::1", 5, 0, 0)) == "[::1]:5"
    assert peer_name(None) == "unknown"
