"""The process of the site: opens the node, listens on this machine only, and says where."""

import asyncio
import contextlib
import socket
import ssl
import sys
from pathlib import Path
from types import FrameType

import uvicorn

from northline.app.accounts import Accounts
from northline.app.home import home_folder
from northline.app.node import Node
from northline.app.settings import engines_of, find, findings_of, node_of, sign_in_of
from northline.app.settings_patrol import patrol_of
from northline.app.settings_safety import safety_of
from northline.app.settings_screening import screening_of
from northline.app.settings_terrain import terrain_of
from northline.app.sharing.declared import declared_of
from northline.app.sign_in import accounts_of
from northline.records.errors import SettingsError, UsageError
from northline.web.guard import LOCAL, Front, bindable, is_loopback
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
        self._served.desks.close_streams()
        super().handle_exit(sig, frame)


def listening(
    host: str, port: int, front: Front = LOCAL, *, accounts: bool = False
) -> socket.socket:
    """A socket that listens there.

    Args:
        host: name or address.
        port: its port; 0 takes a free one.
        front: how the node may be reached from other machines.
        accounts: whether anybody has an account on it.

    Raises:
        UsageError: when the address is not this machine's own, or somebody listens there.
    """
    bindable(host, front, accounts=accounts)
    check_certificate(front)
    if not 0 <= port <= 65_535:
        raise UsageError(f"port {port} is none; it must be 0 to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        bindable(str(address[0]), front, accounts=accounts)
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


def could_listen(host: str, port: int, settings: Path | None) -> None:
    """Only tell whether a node with these settings could listen there.

    Args:
        host: where.
        port: its port.
        settings: the settings file; None looks for the usual one.

    Raises:
        UsageError: when it cannot.
    """
    try:
        front = front_of(find(settings))
    except SettingsError:
        front = LOCAL  # what is wrong in it is told elsewhere
    with Accounts.open(home_folder()) as accounts:
        listening(host, port, front, accounts=accounts.exist()).close()


def check_certificate(front: Front) -> None:
    """Whether certificate and key can be read and belong together.

    Raises:
        UsageError: when they cannot, or do not.
    """
    if not front.is_open:
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # A key under a password would be asked for in a terminal that nobody watches.
        context.load_cert_chain(str(front.certificate), front.key, password=b"")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"certificate {front.certificate} with key {front.key} cannot be used: {why}. Both are "
            "PEM, the key without a password, and they belong together"
        ) from error


def address_of(listener: socket.socket, front: Front = LOCAL) -> str:
    """Its address as a URL without a path."""
    host, port = listener.getsockname()[:2]
    if not is_loopback(host) and front.names:
        host = front.names[0]
    scheme = "https" if front.is_open else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


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
    with Node.open(folder) as node:
        # An exercise that nobody configured is played with the usual parameters.
        path = None if settings is None and node.exercise else find(settings)
        front = front_of(path)
        accounts = accounts_of(node)
        sign_in = sign_in_of(path, agency=node.operator.agency)
        node.most_an_hour = findings_of(path).most_an_hour
        served = site(node, accounts, front, sign_in)
        served.desks.set_engines(engines_of(path))
        served.desks.set_terrain(terrain_of(path))
        served.desks.set_safety(safety_of(path))
        served.desks.set_patrol(patrol_of(path))
        served.desks.set_screening(screening_of(path))
        served.desks.set_declared(declared_of(path, agency=node.operator.agency))
        with listening(host, port, front, accounts=accounts.exist()) as listener:
            print_address(address_of(listener, front))
            try:
                server = Server(configured(served, front), served)
                asyncio.run(server.serve(sockets=[listener]))
            finally:
                served.close()


def front_of(path: Path | None) -> Front:
    """How the node may be reached, by its settings file."""
    if path is None:
        return LOCAL
    node = node_of(path)
    told = {"certificate": node.certificate, "key": node.key}
    files = {name: None if file is None else str(file) for name, file in told.items()}
    return Front(names=node.names, **files)


def configured(served: Site, front: Front = LOCAL) -> uvicorn.Config:
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
        ssl_certfile=front.certificate if front.is_open else None,
        ssl_keyfile=front.key if front.is_open else None,
    )


def print_address(address: str) -> None:
    """Tell whoever started this process where it listens."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
