"""TLS for connections: 1.2 or newer (RFC 5246, RFC 8446), certificates in PEM files.

A client always checks the server's certificate and that it names the host.  A server asks
clients for certificates where it is told whose it believes, and then serves no one without.
"""

import asyncio
import ssl
from pathlib import Path

from northline.records.errors import UsageError

HANDSHAKE_SECONDS = 10.0
"""How long a handshake may take; then that connection is closed."""


def client_context(ca: str = "", cert: str = "", key: str = "") -> ssl.SSLContext:
    """Settings of a client.

    Args:
        ca: file of the authorities that may vouch for the server; empty: those of the system.
        cert: file of the certificate to show where the server asks for one.
        key: file of its key.

    Raises:
        UsageError: for a file that cannot be used, saying which and what to do.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca:
        _believe(context, ca)
    else:
        context.load_default_certs()
    if cert or key:
        _show(context, cert, key)
    return context


def server_context(cert: str, key: str, ca: str = "") -> ssl.SSLContext:
    """Settings of a server.

    Args:
        cert: file of its certificate, followed by those between it and its authority.
        key: file of its key.
        ca: file of the authorities that may vouch for clients; empty: none is asked for.

    Raises:
        UsageError: for a file that cannot be used, saying which and what to do.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _show(context, cert, key)
    if ca:
        _believe(context, ca)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


async def begin(
    writer: asyncio.StreamWriter, tls: ssl.SSLContext, seconds: float = HANDSHAKE_SECONDS
) -> str:
    """Begin TLS with a client that has just connected; why it could not, or empty.

    Nothing may be awaited between the connection and this: what the client sends first must
    not be read as plain bytes.
    """
    try:
        await writer.start_tls(tls, ssl_handshake_timeout=seconds)
    except OSError as error:  # of TLS as well, and a timeout
        return explain(error)
    return ""


def explain(error: BaseException) -> str:
    """Why a handshake or connection failed, in words, with the remedy where there is one."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        remedy = _BY_VERIFICATION.get(error.verify_code, "")
        return f"the other side's certificate is not accepted: {why}{remedy}"
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or str(error)).replace("_", " ").lower()
        return f"no TLS connection: {reason}{_REMEDIES.get(reason, '')}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) or type(error).__name__


_UNKNOWN = "; ?ca=FILE names the authority that vouches for it"
_ANOTHER = "; connect by a name that stands in it"
_BY_VERIFICATION = {
    2: _UNKNOWN,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
    18: _UNKNOWN,  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
    19: _UNKNOWN,  # X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN
    20: _UNKNOWN,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    21: _UNKNOWN,  # X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
    62: _ANOTHER,  # X509_V_ERR_HOSTNAME_MISMATCH
    64: _ANOTHER,  # X509_V_ERR_IP_ADDRESS_MISMATCH
}
_REMEDIES = {
    "peer did not return a certificate": "; it must show one that ?ca= vouches for",
    "tlsv13 alert certificate required": "; ?cert=FILE&key=FILE show a certificate",
    "unknown ca": "; the other side does not know the authority of our certificate",
    "tlsv1 alert unknown ca": "; the other side does not know the authority of our certificate",
    "wrong version number": "; the other side does not speak TLS",
    "http request": "; the other side speaks plain HTTP",
    "unsupported protocol": "; the other side speaks only what is older than TLS 1.2",
}


def _show(context: ssl.SSLContext, cert: str, key: str) -> None:
    if not cert or not key:
        raise UsageError("a certificate needs its key: write cert=FILE&key=FILE")
    _readable(cert)
    _readable(key)
    try:
        # Without a password function, a locked key would ask on the terminal.
        context.load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError as error:
        raise UsageError(
            f"{cert} and {key} are no certificate and its key in PEM form, without a "
            f"passphrase: {(error.reason or str(error)).replace('_', ' ').lower()}"
        ) from error
    except ValueError as error:
        raise UsageError(f"{key} is locked by a passphrase; unlock a copy of it") from error


def _believe(context: ssl.SSLContext, ca: str) -> None:
    _readable(ca)
    try:
        context.load_verify_locations(ca)
    except ssl.SSLError as error:
        raise UsageError(f"{ca} holds no certificates in PEM form") from error


def _readable(path: str) -> None:
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
