"""Transports by their address, as a command line or a settings file writes it.

======================================  ====================================================
``feeds/ais.nmea``, ``feeds/ais.gz``    a file, plain or compressed
``-``                                   standard input
``tcp://receiver.example.org:10110``    connect, and connect again when it breaks
``tcp-listen://127.0.0.1:10110``        listen for clients
``udp://127.0.0.1:10110``               listen for datagrams, from this machine only
``udp://0.0.0.0:10110``                 listen for datagrams, from whoever reaches this machine
======================================  ====================================================

What listens does so on 127.0.0.1 where no host is named (``udp://:10110``): another machine
gets in only where somebody wrote that it may.  Port 0 asks the system for a free one.
"""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from northline.records.errors import UsageError
from northline.records.protocols import Transport
from northline.transports.files import FileTransport
from northline.transports.standard_input import StandardInput
from northline.transports.tcp import TcpClient, TcpListener
from northline.transports.udp import UdpListener

LOOPBACK = "127.0.0.1"
"""Where listening transports listen unless told otherwise."""

_BY_SCHEME: dict[str, Callable[[str, int], Transport]] = {
    "tcp": TcpClient,
    "tcp-listen": TcpListener,
    "udp": UdpListener,
}


def transport_at(address: str, *, offset: int = 0) -> Transport:
    """Return the transport of an address.

    Args:
        address: as shown above.
        offset: where to begin in a file or in standard input; the others have no beginning.

    Raises:
        UsageError: saying what is wrong with it and how it should look.
    """
    if offset < 0:
        raise UsageError(f"offset is {offset}; it must be 0 or more")
    if address == "-":
        return StandardInput(offset=offset)
    scheme, separator, _ = address.partition("://")
    if not separator:
        if not address:
            raise UsageError("an address is empty; write a path, -, or one like udp://:10110")
        return FileTransport(address, offset=offset)
    if scheme not in _BY_SCHEME:
        raise UsageError(
            f"{address!r}: there is no transport {scheme!r}; there are "
            + ", ".join(f"{known}://HOST:PORT" for known in _BY_SCHEME)
            + ", a path, or -"
        )
    if offset:
        raise UsageError(f"{address!r} cannot begin at an offset; only a file can")
    host, port = _host_and_port(address, scheme)
    return _BY_SCHEME[scheme](host, port)


def _host_and_port(address: str, scheme: str) -> tuple[str, int]:
    wrong = UsageError(f"{address!r} is no address; write {scheme}://HOST:PORT")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong
    if port is None:
        raise UsageError(f"{address!r} names no port; write {scheme}://HOST:PORT")
    if scheme == "tcp":
        if not host or not port:
            raise UsageError(f"{address!r} names nothing to connect to; write tcp://HOST:PORT")
        return host, port
    if host and _is_multicast(host):
        raise UsageError(f"{address!r}: multicast groups are not joined; name an own address")
    return host or LOOPBACK, port


def _is_multicast(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_multicast
    except ValueError:
        return False
