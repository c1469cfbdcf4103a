"""The process of the site: opens the node, listens on this machine only, and says where."""

import asyncio
import contextlib
import socket
import sys
from pathlib import Path
from types import FrameType

import uvicorn

from northline.app.node import Node
from northline.app.settings import engines_of, find
from northline.records.errors import UsageError
from northline.web.guard import bindable
from northline.web.punctual import HEAD_BYTES, Punctual
from northline.web.site import Site, site

PATIENCE = 5
"""Seconds that answers under way have to end when the server is asked to end."""

MOST_CONNECTIONS = 4_000
"""Connections at a time, one for each open page among them; more are answered 503."""


class Server(uvicorn.Server):
    """A server that ends the open streams when it is asked to end, so that it can."""

    def __init__(self, config: uvicorn.Config, served: Site) -> None:
        super().__init__(config)
        self._served = served

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams, then do as any server."""
        self._served.desk.live.close()
        super().handle_exit(sig, frame)


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


def serve(folder: Path, host: str, port: int, settings: Path | None = None) -> None:
    """Serve a ledger until the process is asked to end; first prints the address.

    Args:
        folder: the ledger's folder, made where there is none.
        host: where to listen; this machine only.
        port: its port; 0 takes a free one.
        settings: the settings file of the node; None looks for the usual one, but not for an
            exercise.

    Raises:
        UsageError: when it cannot listen there.
        SettingsError: when the settings of the engines are wrong.
    """
    with listening(host, port) as listener, Node.open(folder) as node:
        served = site(node)
        # An exercise that nobody configured is played with the usual parameters.
        path = None if settings is None and node.exercise else find(settings)
        served.desk.engines = engines_of(path)
        print_address(address_of(listener))
        try:
            asyncio.run(Server(configured(served), served).serve(sockets=[listener]))
        finally:
            served.close()


def configured(served: Site) -> uvicorn.Config:
    """How the site is served: by h11 and nothing faster, whose connections keep time."""
    return uvicorn.Config(
        served,
        http=Punctual,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


def print_address(address: str) -> None:
    """Tell whoever started this process where it listens."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
