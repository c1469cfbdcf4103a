"""The clock of arrivals, and names of connections that never come twice.

A name is peer, instant and a counter::

    127.0.0.1:50312/20261122T081500.123456Z/4

The instant is when the connection began; the counter tells apart those of one process, so that
neither a peer that comes back nor a clock that is set back makes two connections one.
"""

import datetime
import itertools
import time

from northline.records.units import Micros

_counter = itertools.count(1)


def now() -> Micros:
    """Read the clock: when bytes arrived."""
    return Micros(time.time_ns() // 1000)


def connection_name(peer: str) -> str:
    """Name a connection that begins now."""
    began = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{peer}/{began}/{next(_counter)}"


def peer_name(address: tuple[str, int] | tuple[str, int, int, int] | None) -> str:
    """Write a socket's address as host and port, IPv6 in brackets."""
    if not address:
        return "unknown"
    host, port = address[0], address[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
