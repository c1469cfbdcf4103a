"""Which addresses of a provider are asked: https, and plain http to this machine alone."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

LONGEST = 2_000
"""Characters of an address."""


def why_no_issuer(text: str) -> str:
    """Why this can be no issuer identifier, or empty.

    OpenID Connect Discovery 1.0, 3: https, without query and fragment.  Plain http is for a
    provider on this machine, such as one under test.
    """
    parts = _split(text)
    if parts is None or not parts.hostname:
        return "is no address"
    if "@" in parts.netloc:
        return "holds a user's name or a password"
    if parts.query or parts.fragment or "?" in text or "#" in text:
        return "an issuer has no query and no fragment"
    if "{" in text or "}" in text:
        return "holds a part in braces: write the issuer of your own tenant"
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return "is plain http, which anybody on the way can change"
    return "" if parts.scheme in {"https", "http"} else "is no https address"


def is_endpoint(text: object, issuer: str) -> bool:
    """Whether an address that a provider names may be asked.

    It is no plainer than the issuer: what is found over https leads nowhere else, and to this
    machine only where the provider itself is here.
    """
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        return False
    parts, of = _split(text), _split(issuer)
    if parts is None or of is None or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return False
    if not text.isprintable() or " " in text:
        return False
    if is_loopback(parts.hostname) and not is_loopback(of.hostname or ""):
        return False
    return parts.scheme == "https" or (
        parts.scheme == of.scheme == "http" and is_loopback(parts.hostname)
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and no other."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts
