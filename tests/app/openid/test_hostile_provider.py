"""Whatever a provider, or somebody between, answers: what is not right is refused, in a sentence."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from northline.app.openid.discovery import AGAIN_SECONDS, ALONE_SECONDS, KEPT_SECONDS, Provider
from northline.app.openid.flow import Begun, Claims, begin, finish
from northline.records.errors import InputError, MissingDependency, NorthlineError, SignInRefused
from northline.records.units import Micros
from tests.app.openid.hostile import (
    ACCESS,
    BACK,
    NOW,
    Hostile,
    drop_by_drop,
    rsa,
    send,
    without_end,
)

AT = NOW // 1_000_000
TOKENS = "/token"
METADATA = "/.well-known/openid-configuration"


def later(seconds: float) -> Micros:
    return Micros(NOW + int(seconds * 1_000_000))


def sign_in(hostile: Hostile, provider: Provider | None = None, at: Micros = NOW) -> Claims:
    provider = provider or hostile.provider()
    begun = begin(provider, BACK, at)
    return finish(provider, begun, hostile.signed_in(begun), at)


def refused(hostile: Hostile, why: str, kind: type[NorthlineError] = SignInRefused) -> None:
    """It is refused so, and neither a code nor a token is in the sentence."""
    with pytest.raises(kind, match=why) as caught:
        sign_in(hostile)
    text = str(caught.value)
    assert not [secret for secret in (ACCESS, "nobody-may-read", "eyJ") if secret in text]
    assert "\n" not in text


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _part(said: dict[str, Any]) -> str:
    return _text(json.dumps(said).encode())


def test_told_nothing_it_is_right(hostile: Hostile) -> None:
    assert sign_in(hostile).subject == "person-1"
    (form,) = hostile.sent
    assert form["redirect_uri"] == BACK
    assert len(form["code_verifier"]) >= 43
    assert form["client_id"] == "northline"


# --- tokens -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "of-another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, r"not for this node alone \(aud\)"),
        ({"aud": ["northline", "another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"azp": "another"}, "azp"),
        ({"iss": "https://other.example.org"}, r"another issuer issued it \(iss\)"),
        ({"exp": AT - 61}, r"expired \(exp\)"),
        ({"exp": None}, "exp"),
        ({"exp": "never"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 10**30}, "exp"),
        ({"iat": AT + 61}, r"from the future \(iat\)"),
        ({"iat": AT - 61}, r"older than this sign-in \(iat\)"),
        ({"nbf": AT + 61}, r"does not hold yet \(nbf\)"),
        ({"sub": None}, r"names nobody \(sub\)"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "a\nb"}, "sub"),
        ({"at_hash": "of-another"}, r"belongs to another answer \(at_hash\)"),
        ({"c_hash": "of-another"}, "c_hash"),
    ],
)
def test_a_token_that_says_what_is_not_so_is_refused(
    hostile: Hostile, claims: dict[str, Any], why: str
) -> None:
    hostile.claims = claims
    refused(hostile, why)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["northline"]},
        {"azp": "northline"},
        {"exp": AT - 59},
        {"iat": AT + 59, "nbf": AT + 59},
        {"iat": AT - 59},
        {"at_hash": _text(hashlib.sha256(ACCESS.encode()).digest()[:16])},
    ],
)
def test_clocks_may_differ_by_a_minute_and_what_is_right_is_taken(
    hostile: Hostile, claims: dict[str, Any]
) -> None:
    hostile.claims = claims
    assert sign_in(hostile).subject == "person-1"


def test_who_signed_in_there_too_long_ago_must_do_so_again(hostile: Hostile) -> None:
    provider = hostile.provider(max_age_minutes=5)
    assert "max_age=300" in begin(provider, BACK, NOW).url
    hostile.claims = {"auth_time": AT - 360}
    sign_in(hostile, provider)
    for auth_time in (AT - 361, None):
        hostile.claims = {"auth_time": auth_time}
        with pytest.raises(SignInRefused, match="auth_time"):
            sign_in(hostile, provider)


# --- signatures ---------------------------------------------------------------------------


def unsigned(claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    head, body = (_part(each) for each in ({"alg": "HS256", "kid": "one"}, claims))
    public = rsa("one").as_pem(private=False)
    return f"{head}.{body}." + _text(hmac.digest(public, f"{head}.{body}".encode(), "sha256"))


def signed_by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, rsa("two"))


def with_its_own_key(claims: dict[str, Any]) -> str:
    head = {"alg": "RS256", "jwk": rsa("two").as_dict(private=False)}
    return jwt.encode(head, claims, rsa("two"))


def with_other_claims(claims: dict[str, Any]) -> str:
    head, _, signature = jwt.encode({"alg": "RS256", "kid": "one"}, claims, rsa("one")).split(".")
    return f"{head}.{_part({**claims, 'sub': 'chief'})}.{signature}"


def critical(claims: dict[str, Any]) -> str:
    head = {"alg": "RS256", "kid": "one", "crit": ["b64"], "b64": True}
    return jws.serialize_compact(head, json.dumps(claims), rsa("one"))


def of_no_object(claims: dict[str, Any]) -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": "one"}, "[]", rsa("one"))


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (unsigned, "not signed by one of RS256"),
        (signed_with_the_public_key, "not signed by one of RS256"),
        (signed_by_another, "signature is not the provider's"),
        (with_its_own_key, "signature is not the provider's"),
        (with_other_claims, "signature is not the provider's"),
        (critical, "extension that nobody here knows"),
        (of_no_object, "says nothing"),
        (lambda _: "eyJ.eyJ", "no signed token of three parts"),
        (lambda _: "!.!.!", "no signed token of three parts"),
        (lambda _: "e30." * 30_000, "no signed token of three parts"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    hostile: Hostile, token: Callable[[dict[str, Any]], str], why: str
) -> None:
    hostile.token = token
    refused(hostile, why)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("PS256", rsa("one")),
        ("ES256", ECKey.generate_key("P-256", {"kid": "one"})),
        ("Ed25519", OKPKey.generate_key("Ed25519", {"kid": "one"})),
    ],
)
def test_the_algorithms_that_may_sign_do(hostile: Hostile, algorithm: str, key: Any) -> None:
    hostile.key, hostile.keys = key, [key.as_dict(private=False)]
    hostile.header = {"alg": algorithm, "kid": "one"}
    assert sign_in(hostile).subject == "person-1"
    hostile.keys = [{**hostile.keys[0], "use": "enc"}]
    refused(hostile, "no key of that name")


def test_eddsa_by_its_old_name_is_ed25519_and_hashes_by_sha_512(hostile: Hostile) -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "one"})
    hostile.keys = [key.as_dict(private=False)]
    hostile.claims = {"at_hash": _text(hashlib.sha512(ACCESS.encode()).digest()[:32])}

    def old(claims: dict[str, Any]) -> str:
        signed = f"{_part({'alg': 'EdDSA', 'kid': 'one'})}.{_part(claims)}"
        private: Any = key.private_key
        return f"{signed}.{_text(private.sign(signed.encode()))}"

    hostile.token = old
    assert sign_in(hostile).subject == "person-1"


def test_a_short_key_and_one_of_another_family_are_no_keys(hostile: Hostile) -> None:
    with pytest.warns(UserWarning, match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "one"})
    hostile.key, hostile.keys = short, [short.as_dict(private=False)]
    refused(hostile, "no key of that name")
    hostile.keys = [{"kty": "oct", "kid": "one", "k": "c2VjcmV0"}, {"kty": "RSA", "kid": "one"}, 3]
    refused(hostile, "no key of that name")


def test_without_a_name_there_must_be_one_key_only(hostile: Hostile) -> None:
    hostile.header = {"alg": "RS256"}
    sign_in(hostile)
    hostile.keys = [*hostile.keys, rsa("two").as_dict(private=False)]
    refused(hostile, "no key of that name")


def test_an_unknown_key_is_asked_for_once_a_minute_and_a_new_one_is_found(
    hostile: Hostile,
) -> None:
    provider = hostile.provider()
    sign_in(hostile, provider)
    hostile.header, hostile.key = {"alg": "RS256", "kid": "two"}, rsa("two")
    for _ in range(3):
        with pytest.raises(SignInRefused, match=r"no key of that name and algorithm \(kid\)"):
            sign_in(hostile, provider)
    assert hostile.asked.count("/keys") == 1
    hostile.keys = [rsa("two").as_dict(private=False)]
    hostile.claims = {"iat": AT + AGAIN_SECONDS}
    sign_in(hostile, provider, later(AGAIN_SECONDS))
    assert hostile.asked.count("/keys") == 2


# --- what the browser brings --------------------------------------------------------------


def altered(hostile: Hostile, change: Callable[[dict[str, str], Begun], list[Any]]) -> None:
    provider = hostile.provider()
    begun = begin(provider, BACK, NOW)
    finish(provider, begun, change(dict(hostile.signed_in(begun)), begun), NOW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda told, _: [*told.items(), ("state", "x")], "says something twice"),
        (lambda told, _: {**told, "state": "of-another"}.items(), r"another sign-in.*\(state\)"),
        (lambda told, _: {**told, "state": "\udcff\xe9"}.items(), "state"),
        (lambda told, _: [("code", told["code"])], "state"),
        (lambda told, _: {**told, "iss": "https://other.example.org"}.items(), r"another provider"),
        (lambda told, _: [("code", told["code"]), ("state", told["state"])], r"\(iss\)"),
        (lambda told, _: [("state", told["state"]), ("iss", told["iss"])], "holds no code"),
        (lambda told, _: {**told, "code": "a\nb"}.items(), "holds no code"),
        (lambda told, _: {**told, "code": "guessed"}.items(), "invalid_grant"),
        (lambda told, _: {**told, "error": "access_denied"}.items(), "access_denied"),
        (lambda told, _: {**told, "error": "<b>phone 555</b>"}.items(), "there is an error, and"),
    ],
)
def test_an_answer_that_is_not_to_this_sign_in_is_refused(
    hostile: Hostile, change: Callable[[dict[str, str], Begun], list[Any]], why: str
) -> None:
    with pytest.raises(SignInRefused, match=why) as caught:
        altered(hostile, change)
    assert "555" not in str(caught.value)
    assert "nobody-may-read" not in str(caught.value)


def test_who_does_not_name_itself_need_not_where_it_never_said_so(hostile: Hostile) -> None:
    hostile.metadata = {"authorization_response_iss_parameter_supported": False}
    altered(hostile, lambda told, _: [("code", told["code"]), ("state", told["state"])])


def test_a_code_of_another_sign_in_is_refused_by_whichever_of_us_looks(hostile: Hostile) -> None:
    provider = hostile.provider()
    for looks, why in ((True, "invalid_grant"), (False, "nonce")):
        hostile.checks_codes = looks
        one, two = begin(provider, BACK, NOW), begin(provider, BACK, NOW)
        told = {**dict(hostile.signed_in(one)), "state": two.state}
        with pytest.raises(SignInRefused, match=why):
            finish(provider, two, told.items(), NOW)


def test_who_takes_longer_than_ten_minutes_begins_again(hostile: Hostile) -> None:
    provider = hostile.provider()
    begun = begin(provider, BACK, NOW)
    for at in (begun.expires, Micros(NOW - 1)):
        with pytest.raises(SignInRefused, match="longer than 10 minutes"):
            finish(provider, begun, hostile.signed_in(begun), at)
    hostile.claims = {"iat": AT + 599, "exp": AT + 900}
    finish(provider, begun, hostile.signed_in(begun), later(599))


def test_no_other_provider_finishes_what_one_began(hostile: Hostile) -> None:
    with Hostile() as other:
        begun = begin(hostile.provider(), BACK, NOW)
        elsewhere = other.provider()
        answer = other.signed_in(begun)
        with pytest.raises(SignInRefused, match=r"another provider's \(iss\)"):
            finish(elsewhere, begun, [*answer[:2], ("iss", hostile.issuer)], NOW)


# --- what it answers us -------------------------------------------------------------------


def test_a_body_without_end_is_not_read_to_its_end(hostile: Hostile) -> None:
    for path in (TOKENS, "/keys", METADATA):
        hostile.at = {path: without_end}
        refused(hostile, "longer than 256 KiB", InputError)


def test_an_answer_that_leads_elsewhere_is_not_followed(hostile: Hostile) -> None:
    for path in (TOKENS, "/keys", METADATA):
        leads = f"{hostile.issuer}/elsewhere"
        hostile.at = {path: lambda asked: send(asked, 307, {}, location=leads)}  # noqa: B023
        refused(hostile, r"leads elsewhere \(307\)", InputError)
    assert "/elsewhere" not in hostile.asked


@pytest.mark.parametrize("head", [True, False])
def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(hostile: Hostile, head: bool) -> None:
    over = threading.Event()
    hostile.at = {TOKENS: drop_by_drop(over, head=head)}
    provider = hostile.provider(seconds=0.5)
    with pytest.raises(MissingDependency, match=r"no answer within 0\.5 seconds"):
        sign_in(hostile, provider)
    over.set()


@pytest.mark.parametrize(
    ("answer", "why", "kind"),
    [
        (lambda asked: send(asked, 500, {}), r"trouble of its own \(500\)", MissingDependency),
        (lambda asked: send(asked, 200, []), "no JSON object", InputError),
        (lambda asked: send(asked, 200, {}), "no ID token", InputError),
        (lambda asked: send(asked, 200, {"id_token": 3}), "no ID token", InputError),
        (
            lambda asked: send(asked, 200, {"id_token": "x", "access_token": 3}),
            "access token is no text",
            InputError,
        ),
        (lambda asked: send(asked, 200, {}, content_encoding="gzip"), "compressed", InputError),
        (
            lambda asked: send(asked, 401, {"error": "invalid_client"}),
            "client_id or",
            SignInRefused,
        ),
        (lambda asked: send(asked, 404, "<html>"), "there is an error", SignInRefused),
        (
            lambda asked: asked.wfile.write(b"nobody speaks so\r\n\r\n"),
            "no HTTP",
            MissingDependency,
        ),
        (lambda asked: asked.connection.close(), "no HTTP", MissingDependency),
    ],
)
def test_an_answer_that_is_none_is_said_to_be_so(
    hostile: Hostile, answer: Callable[[Any], None], why: str, kind: type[NorthlineError]
) -> None:
    hostile.at = {TOKENS: answer}
    refused(hostile, why, kind)


def test_json_nested_without_end_is_no_accident(hostile: Hostile) -> None:
    def deep(asked: Any) -> None:
        asked.send_response(200)
        asked.end_headers()
        asked.wfile.write(b"[" * 100_000)

    hostile.at = {TOKENS: deep}
    refused(hostile, "no JSON object", InputError)


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"issuer": "https://other.example.org"}, "another issuer"),
        ({"issuer": None}, "another issuer"),
        ({"token_endpoint": "http://login.example.org/token"}, "token_endpoint is missing, or no"),
        ({"jwks_uri": "file:///etc/passwd"}, "jwks_uri"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"jwks_uri": "https://me:pw@login.example.org/"}, "jwks_uri"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
        (
            {"authorization_endpoint": "https://login.example.org/\r\nx: y"},
            "authorization_endpoint",
        ),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE with S256"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs by none of RS256"),
    ],
)
def test_metadata_that_cannot_be_right_are_refused(
    hostile: Hostile, metadata: dict[str, Any], why: str
) -> None:
    hostile.metadata = metadata
    refused(hostile, why, InputError)
    assert hostile.asked == [METADATA]


def test_a_provider_that_is_not_there_is_left_alone_for_some_seconds(hostile: Hostile) -> None:
    hostile.at = {METADATA: lambda asked: send(asked, 503, {})}
    provider = hostile.provider()
    for _ in range(3):
        with pytest.raises(MissingDependency, match="trouble of its own"):
            begin(provider, BACK, NOW)
    assert hostile.asked == [METADATA]
    hostile.at = {}
    assert begin(provider, BACK, later(ALONE_SECONDS)).url.startswith(
        f"{hostile.issuer}/authorize?tenant=1&response_type=code&client_id=northline&"
    )
    hostile.at = {METADATA: lambda asked: send(asked, 404, {})}
    with pytest.raises(InputError, match="is the issuer right"):
        begin(hostile.provider(), BACK, NOW)


def test_what_it_says_of_itself_is_kept_for_an_hour(hostile: Hostile) -> None:
    provider = hostile.provider()
    for seconds in (0, KEPT_SECONDS - 1):
        begin(provider, BACK, later(seconds))
    assert hostile.asked == [METADATA]
    begin(provider, BACK, later(KEPT_SECONDS))
    assert hostile.asked == [METADATA] * 2


def test_nobody_there_is_said_in_words(hostile: Hostile) -> None:
    provider = hostile.provider()
    hostile.__exit__()
    with pytest.raises(MissingDependency, match="provider hostile, its metadata: no connection"):
        begin(provider, BACK, NOW)


def test_many_may_sign_in_at_once_and_one_question_is_enough(hostile: Hostile) -> None:
    provider = hostile.provider()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(sign_in(hostile, provider).subject))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["person-1"] * 8
    assert (hostile.asked.count(METADATA), hostile.asked.count("/keys")) == (1, 1)


def test_no_proxy_and_no_password_comes_from_the_environment(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert sign_in(hostile).subject == "person-1"
