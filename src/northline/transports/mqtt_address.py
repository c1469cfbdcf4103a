"""Addresses of topics of a broker: ``mqtt://USER@HOST:PORT/TOPIC``, and where its password is."""

import hashlib
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from northline.records.errors import UsageError
from northline.transports.mqtt import MqttClient
from northline.transports.tls import client_context

PASSWORD = "NORTHLINE_MQTT_PASSWORD"  # noqa: S105  the name of a variable
"""The environment variable with the password, where no file is named."""

_LONGEST_TOPIC = 65_535


def mqtt_at(
    shown: str, scheme: str, place: str, options: Mapping[str, str], form: str
) -> MqttClient:
    """The client of an address.

    Args:
        shown: the address as it may be shown.
        scheme: ``mqtt``, or ``mqtts`` for TLS.
        place: ``USER@HOST:PORT/TOPIC``.
        options: ``password-file``; ``client`` for the client identifier; ``ca``, ``cert`` and
            ``key`` for TLS; ``open=yes`` where a password may go over plain TCP to another host.
        form: how such an address is written.

    Raises:
        UsageError: for an address that cannot be, or a secret that others could read.
    """
    server, _, topic = place.partition("/")
    user, _, where = server.rpartition("@")
    host, colon, port = where.rpartition(":")
    host, topic, user = host.strip("[]"), unquote(topic), unquote(user)
    if ":" in user:
        raise UsageError(
            f"{shown!r}: a password does not stand in an address; write ?password-file=FILE, or "
            f"put it into {PASSWORD}"
        )
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= len("65535") else 0
    if not colon or not host or not 0 < number <= 65_535:
        raise UsageError(f"{shown!r} is no address; write {form}")
    _check_topic(shown, topic, form)
    tls = None
    if scheme == "mqtts":
        tls = client_context(*(options.get(name, "") for name in ("ca", "cert", "key")))
    elif options.keys() & {"ca", "cert", "key"}:
        raise UsageError(f"{shown!r}: certificates are for mqtts://")
    password = _password(options) if user else ""
    own = host in {"localhost", "127.0.0.1", "::1"}
    if password and tls is None and not own and options.get("open") != "yes":
        raise UsageError(
            f"{shown!r}: the password would go to {host} for anybody on the way to read; use "
            "mqtts://, or write ?open=yes"
        )
    said = "\0".join((platform.node(), host, port, topic, user))
    usual = "northline-" + hashlib.blake2b(said.encode(), digest_size=6).hexdigest()
    return MqttClient(
        host,
        number,
        topic,
        client=options.get("client", usual),
        user=user,
        password=password,
        tls=tls,
    )


def _check_topic(shown: str, topic: str, form: str) -> None:
    """Raise `UsageError` where it is no filter of topics (MQTT 3.1.1, 4.7)."""
    levels = topic.split("/")
    good = (
        0 < len(topic.encode()) <= _LONGEST_TOPIC
        and "\0" not in topic
        and all(level in {"+", "#"} or not set(level) & {"+", "#"} for level in levels)
        and "#" not in levels[:-1]
    )
    if not good:
        raise UsageError(
            f"{shown!r} names no topic; write {form}: + stands for one level, # for all that follow"
        )


def _password(options: Mapping[str, str]) -> str:
    file = options.get("password-file")
    if file is None:
        return os.environ.get(PASSWORD, "")
    try:
        password = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as a password: {error}") from error
    if not password:
        raise UsageError(f"{file} holds no password")
    return password
