"""Which addresses may be a provider's: https, and this machine only where it is itself here."""

import pytest

from northline.app.openid.addresses import is_endpoint, why_no_issuer


@pytest.mark.parametrize(
    ("issuer", "why"),
    [
        ("https://login.example.org/realms/rcmp", ""),
        ("https://login.example.org/", ""),
        ("http://127.0.0.1:9400", ""),
        ("http://localhost:9400", ""),
        ("http://[::1]:9400", ""),
        ("http://login.example.org", "plain http"),
        ("https://login.example.org/?a=b", "no query"),
        ("https://login.example.org/?", "no query"),
        ("https://login.example.org/#x", "no fragment"),
        ("https://me:pw@login.example.org/", "password"),
        ("https://login.example.org/{tenantid}/v2.0", "your own tenant"),
        ("ftp://login.example.org/", "no https"),
        ("login.example.org", "no address"),
        ("https://[::1", "no address"),
        ("https://a:b", "no address"),
    ],
)
def test_an_issuer_is_https_and_nothing_more(issuer: str, why: str) -> None:
    said = why_no_issuer(issuer)
    assert why in said
    assert bool(said) == bool(why)


@pytest.mark.parametrize(
    ("endpoint", "issuer", "may"),
    [
        ("https://login.example.org/token", "https://login.example.org", True),
        ("https://oauth2.example.com/token", "https://login.example.org", True),
        ("http://login.example.org/token", "https://login.example.org", False),
        ("http://127.0.0.1:1/token", "https://login.example.org", False),
        ("https://127.0.0.1:1/token", "https://login.example.org", False),
        ("https://localhost/token", "https://login.example.org", False),
        ("http://127.0.0.1:1/token", "http://127.0.0.1:2", True),
        ("http://login.example.org/token", "http://127.0.0.1:2", False),
        ("https://login.example.org/token#x", "https://login.example.org", False),
        ("https://login.example.org/\ntoken", "https://login.example.org", False),
        ("https://login.example.org/to ken", "https://login.example.org", False),
        ("https://login.example.org/" + "x" * 2_000, "https://login.example.org", False),
        ("https://l\u043egin.example.org/token", "https://login.example.org", False),
        ("/token", "https://login.example.org", False),
        (None, "https://login.example.org", False),
    ],
)
def test_an_endpoint_is_no_plainer_than_the_issuer(
    endpoint: object, issuer: str, may: bool
) -> None:
    assert is_endpoint(endpoint, issuer) is may
