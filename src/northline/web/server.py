"""The process of the API: opens the node, listens on this machine only, and says where."""

import asyncio
import contextlib
import socket
import sys
from pathlib import Path

import uvicorn

from northline.app.node import Node
from northline.records.errors import UsageError
from northline.web.api import api
from northline.web.guard import bindable

PATIENCE = 5
"""Seconds that answers under way have to end when the server is asked to end."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        UsageError: when the address is not this machine's own, or somebody listens there.
    """
    bindable(host)
    if not 0 <= port <= 65_535:
        raise UsageError(f"port {port} is none; it must be 0 to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        bindable(str(address[0]))
        with contextlib.ExitStack() as kept:
            made = kept.enter_context(socket.socket(family, kind, protocol))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(128)
            kept.pop_all()
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host} port {port}: {error.strerror or error}; "
            "name another with --port, or 0 for a free one"
        ) from error
    return made


def address_of(listener: socket.socket) -> str:
    """Its address as a URL without a path."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(folder: Path, host: str, port: int) -> None:
    """Serve a ledger until the process is asked to end; first prints the address.

    Args:
        folder: the ledger's folder, made where there is none.
        host: where to listen; this machine only.
        port: its port; 0 takes a free one.

    Raises:
        UsageError: when it cannot listen there.
    """
    with listening(host, port) as listener, Node.open(folder) as node:
        config = uvicorn.Config(
            api(node),
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=PATIENCE,
            limit_concurrency=200,
        )
        print_address(address_of(listener))
        asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def print_address(address: str) -> None:
    """Tell whoever started this process where it listens."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
