"""Transports by their address, as a command line or a settings file writes it.

==============================================  ============================================
``feeds/ais.nmea``, ``feeds/ais.gz``            a file, plain or compressed
``-``                                           standard input
``folder://feeds/in?pattern=*.nmea``            a watched folder (``folder:///`` from the root)
``tcp://receiver.example.org:10110``            connect, and connect again when it breaks
``tcp-listen://127.0.0.1:10110``                listen for clients
``tls://receiver.example.org:8089?ca=FILE``     connect under TLS; ``cert`` and ``key`` to show
``tls-listen://0.0.0.0:8089?cert=F&key=F``      listen under TLS; ``ca`` asks for certificates
``http-listen://127.0.0.1:8081/path``           listen for POST; ``token`` or ``token-file``
``https-listen://0.0.0.0:8443/?cert=F&key=F``   the same under TLS, with its options besides
``mqtt://USER@broker.example.org:1883/a/#``     subscribe to topics; ``mqtts`` under TLS
``relay://127.0.0.1:8087?level=protected-a``    listen as TAK servers do, and pass on what comes
``udp://127.0.0.1:10110``                       listen for datagrams, from this machine only
``udp://0.0.0.0:10110``                         the same, from whoever reaches this machine
==============================================  ============================================

What listens does so on 127.0.0.1 where no host is named (``udp://:10110``): another machine
gets in only where somebody wrote that it may.  Port 0 asks the system for a free one.  Options
follow ``?`` as NAME=VALUE, joined by ``&``; ``%26`` writes an ``&`` in a value.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from northline.records.errors import UsageError
from northline.records.protocols import Transport
from northline.transports.files import FileTransport
from northline.transports.folder import FolderTransport
from northline.transports.standard_input import StandardInput
from northline.transports.tcp import TcpClient, TcpListener
from northline.transports.udp import UdpListener

LOOPBACK = "127.0.0.1"
"""Where listening transports listen unless told otherwise."""

_SECRET = re.compile(
    r"((?:^|[?&#;])[\w.%-]*(?:pass|pwd|secret|token|api_?key)(?![\w-]*-file=)[\w.-]*=)[^&]*", re.I
)
"""An option that nobody but the two ends may read, whether there is one of that name or not."""

_USER = re.compile(r"(?<!folder)(://).*@")
"""A user's name and password before the host: no transport takes them, and nobody reads them."""


class Address(NamedTuple):
    """An address, taken apart.

    Attributes:
        text: as it was written.
        host: host, or empty.
        port: port.
        path: what follows the port, up to the options.
        options: the options.
    """

    text: str
    host: str
    port: int
    path: str
    options: Mapping[str, str]


class _Scheme(NamedTuple):
    """How addresses of one scheme are written, and what makes a transport of one."""

    form: str
    make: Callable[[Address], Transport]
    options: tuple[str, ...] = ()
    connects: bool = False
    path: bool = False


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
    scheme, separator, rest = address.partition("://")
    if not separator:
        if not address:
            raise UsageError("an address is empty; write a path, -, or one like udp://:10110")
        return FileTransport(address, offset=offset)
    if scheme not in {"folder", *_MQTT} and scheme not in _SCHEMES:
        raise UsageError(
            f"{shown(address)!r}: there is no transport {scheme!r}; there are "
            + ", ".join(each.form for each in _SCHEMES.values())
            + ", folder://PATH, mqtt://HOST:PORT/TOPIC, mqtts://HOST:PORT/TOPIC, a path, or -"
        )
    if offset:
        raise UsageError(f"{shown(address)!r} cannot begin at an offset; only a file can")
    if scheme == "folder":
        return _folder(address, rest)
    if scheme in _MQTT:
        return _mqtt(address, scheme, rest)
    return _SCHEMES[scheme].make(_read(address, _SCHEMES[scheme]))


def shown(address: str) -> str:
    """The address as it may be shown to anyone: without its secrets."""
    return _USER.sub(r"\1...@", _SECRET.sub(r"\1...", address))


def _read(address: str, scheme: _Scheme) -> Address:
    """Take an address apart; raises `UsageError`."""
    place, _, query = address.partition("?")
    wrong = UsageError(f"{shown(address)!r} is no address; write {scheme.form}")
    try:
        parts = urlsplit(place)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    if (parts.path and not scheme.path) or parts.fragment or "@" in parts.netloc:
        raise wrong
    options = _options(address, query, scheme.options, scheme.form)
    if port is None:
        raise UsageError(f"{shown(address)!r} names no port; write {scheme.form}")
    if scheme.connects and not (host and port):
        raise UsageError(f"{shown(address)!r} names nothing to connect to; write {scheme.form}")
    if not scheme.connects:
        if host and _is(host, "is_multicast"):
            raise UsageError(
                f"{shown(address)!r}: multicast groups are not joined; name an own address"
            )
        host = host or LOOPBACK
    return Address(address, host, port, parts.path, options)


def _options(address: str, query: str, known: tuple[str, ...], form: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for each in filter(None, query.split("&")):
        name, equals, value = each.partition("=")
        if name not in known:
            may = f"it may have {', '.join(known)}" if known else "it has none"
            raise UsageError(
                f"{shown(address)!r} is no address: there is no option {name!r}, {may}; "
                f"write {form}"
            )
        if not equals or not value or name in options:
            raise UsageError(f"{shown(address)!r} is no address: write {name}=VALUE, once")
        options[name] = unquote(value)
    return options


def _folder(address: str, rest: str) -> Transport:
    path, _, query = rest.partition("?")
    form = "folder://PATH?pattern=*.nmea"
    if not path:
        raise UsageError(f"{address!r} names no folder; write {form}")
    options = _options(address, query, ("pattern",), form)
    return FolderTransport(unquote(path), pattern=options.get("pattern", "*"))


def _mqtt(address: str, scheme: str, rest: str) -> Transport:
    from northline.transports.mqtt_address import mqtt_at

    place, _, query = rest.partition("?")
    form = f"{scheme}://USER@HOST:PORT/TOPIC?password-file=FILE"
    options = _options(address, query, ("password-file", "client", "open", *_TLS), form)
    return mqtt_at(shown(address), scheme, place, options, form)


_MQTT = ("mqtt", "mqtts")


def _tls_client(address: Address) -> Transport:
    from northline.transports.tls import client_context

    options = address.options
    tls = client_context(options.get("ca", ""), options.get("cert", ""), options.get("key", ""))
    return TcpClient(address.host, address.port, tls=tls)


def _tls_listener(address: Address) -> Transport:
    from northline.transports.tls import server_context

    options = address.options
    tls = server_context(options.get("cert", ""), options.get("key", ""), options.get("ca", ""))
    return TcpListener(address.host, address.port, tls=tls)


def _http_listener(address: Address) -> Transport:
    from northline.transports.http import HttpListener

    token = _token(address)
    if not token and not (address.host == "localhost" or _is(address.host, "is_loopback")):
        raise UsageError(
            f"{address.text!r}: whoever reaches {address.host} could send here; ask for a token "
            "(?token-file=FILE), or listen on 127.0.0.1"
        )
    return HttpListener(address.host, address.port, path=address.path or "/", token=token)


def _https_listener(address: Address) -> Transport:
    from northline.transports.http import HttpListener
    from northline.transports.tls import server_context

    options = address.options
    tls = server_context(options.get("cert", ""), options.get("key", ""), options.get("ca", ""))
    return HttpListener(
        address.host, address.port, path=address.path or "/", token=_token(address), tls=tls
    )


def _relay(address: Address) -> Transport:
    from northline.transports.relay import relay_at

    return relay_at(address.host, address.port, address.options)


def _token(address: Address) -> str:
    """The token asked for, or empty; raises `UsageError`."""
    file = address.options.get("token-file")
    if file is None:
        return address.options.get("token", "")
    if "token" in address.options:
        raise UsageError(f"{shown(address.text)!r}: name token or token-file, not both")
    try:
        token = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as a token: {error}") from error
    if not token:
        raise UsageError(f"{file} holds no token")
    return token


def _is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False


_TLS = ("ca", "cert", "key")
_RELAY = ("level", "agency", "purpose", "buffer", "patience", "open", *_TLS)
_TOKEN = ("token", "token-file")

_SCHEMES: dict[str, _Scheme] = {
    "tcp": _Scheme("tcp://HOST:PORT", lambda at: TcpClient(at.host, at.port), connects=True),
    "tcp-listen": _Scheme("tcp-listen://HOST:PORT", lambda at: TcpListener(at.host, at.port)),
    "tls": _Scheme("tls://HOST:PORT?ca=FILE", _tls_client, _TLS, connects=True),
    "tls-listen": _Scheme("tls-listen://HOST:PORT?cert=FILE&key=FILE", _tls_listener, _TLS),
    "http-listen": _Scheme("http-listen://HOST:PORT/PATH", _http_listener, _TOKEN, path=True),
    "https-listen": _Scheme(
        "https-listen://HOST:PORT/PATH?cert=FILE&key=FILE",
        _https_listener,
        (*_TLS, *_TOKEN),
        path=True,
    ),
    "relay": _Scheme("relay://HOST:PORT", _relay, _RELAY),
    "udp": _Scheme("udp://HOST:PORT", lambda at: UdpListener(at.host, at.port)),
}
