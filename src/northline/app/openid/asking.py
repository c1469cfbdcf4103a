"""Asking a provider over HTTP: in time, in bounds, and going nowhere it was not sent.

No redirect is followed: whoever could set one would choose where codes and secrets go.  All of
an answer must come within `SECONDS`, counted from the first step of the connection, and within
`MOST_BYTES`; it comes as it is (no compression, which small answers unfold from without end).
Neither proxies nor passwords are taken from the environment.
"""

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec

from northline.records.errors import InputError, MissingDependency
from northline.transports.tls import client_context

SECONDS = 10.0
"""From the first step of a connection to the end of its answer."""

MOST_BYTES = 256 * 1024
"""Bytes of an answer; the largest in use, keys with their certificates, have about 30 KiB."""

_ASKS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Northline"}


class Answer(msgspec.Struct, frozen=True):
    """What a provider answered.

    Attributes:
        status: of HTTP (RFC 9110, 15): 200, or one of 400 to 499.
        said: the JSON object it sent; empty where it sent none beside an error.
    """

    status: int
    said: dict[str, Any]

    def __repr__(self) -> str:
        """Without what was said, which may be tokens."""
        return f"Answer(status={self.status})"


def ask(
    what: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    basic: tuple[str, str] | None = None,
    ca_file: Path | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Ask for a JSON object.  Not to be called where an event loop runs.

    Args:
        what: who is asked for what, for messages; the address is not shown.
        address: where, checked by whoever names it (`northline.app.openid.addresses`).
        form: what is posted, or None for a plain question.
        basic: name and secret, as RFC 6749, 2.3.1 has them.
        ca_file: authorities that may vouch for the certificate; None: those of the system.
        seconds: how long all of it may take.

    Raises:
        MissingDependency: when it does not answer, not in time, or has trouble of its own.
        InputError: for an answer that leads elsewhere, is too long or is no JSON object.
        UsageError: for a `ca_file` that cannot be used.
    """
    tls = client_context(ca="" if ca_file is None else str(ca_file))
    try:
        return asyncio.run(_within(seconds, what, address, form, basic, tls))
    except TimeoutError:
        raise MissingDependency(f"{what}: no answer within {seconds:g} seconds") from None
    except httpx.HTTPError as error:
        raise MissingDependency(f"{what}: {_why(error)}") from None


async def _within(
    seconds: float,
    what: str,
    address: str,
    form: Mapping[str, str] | None,
    basic: tuple[str, str] | None,
    tls: ssl.SSLContext,
) -> Answer:
    method = "GET" if form is None else "POST"
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(
            verify=tls, trust_env=False, follow_redirects=False, timeout=seconds, headers=_ASKS
        ) as client,
        client.stream(method, address, data=form, auth=basic) as response,
    ):
        status = response.status_code
        if 300 <= status < 400:
            raise InputError(
                f"{what}: the answer leads elsewhere ({status}), which is not followed"
            )
        if status >= 500:
            raise MissingDependency(f"{what}: the provider has trouble of its own ({status})")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise InputError(f"{what}: the answer is compressed, which was not asked for")
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                raise InputError(f"{what}: the answer is longer than {MOST_BYTES // 1024} KiB")
    return Answer(status, _object(what, bytes(body), status))


def _object(what: str, body: bytes, status: int) -> dict[str, Any]:
    """The JSON object of a body; of an error without one, nothing."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        said = None
    if isinstance(said, dict):
        return said
    if status != 200:
        return {}
    raise InputError(f"{what}: the answer is no JSON object")


def _why(error: httpx.HTTPError) -> str:
    """Why there is no answer, in words that hold nothing of what was sent."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not accepted: {cause.verify_message.rstrip('.')}"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke, or what came is no HTTP"
