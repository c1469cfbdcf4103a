"""A provider on loopback that answers as a test tells it to; told nothing, it is right."""

import json
import threading
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from northline.app.openid.discovery import Provider
from northline.app.openid.flow import Begun, challenge
from northline.app.settings_openid import ProviderSettings
from northline.records.units import Micros

NOW = Micros(1_790_000_000_000_000)
BACK = "http://127.0.0.1:8420/sign-in/openid/hostile/back"
ACCESS = "access-token-nobody-may-read"
PIECE = b" " * 65_536

Handler = Callable[[BaseHTTPRequestHandler], None]
Key = RSAKey | ECKey | OKPKey | OctKey


@cache
def rsa(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name})


class Hostile:
    """The provider.

    Attributes:
        metadata: what differs in what it says of itself.
        keys: what it publishes as its keys.
        claims: what differs in its tokens; None leaves a claim out.
        header: what differs in their heads.
        key: what it signs with.
        token: makes the whole token of the right claims, instead of it.
        answer: what differs in its answer to a code.
        at: path -> what answers there instead.
        checks_codes: whether it looks who exchanges a code.
        asked: paths asked for, in their order.
        sent: the forms it was posted.
    """

    def __init__(self) -> None:
        self.metadata: dict[str, Any] = {}
        self.keys: list[Any] = [_public(rsa("one"))]
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.key: Key = rsa("one")
        self.token: Callable[[dict[str, Any]], str] | None = None
        self.answer: dict[str, Any] = {}
        self.at: dict[str, Handler] = {}
        self.checks_codes = True
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.serve(self)

            do_POST = do_GET  # noqa: N815 - the name that http.server asks for

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def provider(self, seconds: float = 20.0, **more: Any) -> Provider:
        """Ours of it, as the settings would have it."""
        return Provider(
            ProviderSettings(
                name="hostile",
                title={"en": "Hostile", "fr": "Hostile"},
                issuer=self.issuer,
                client_id="northline",
                agency="rcmp",
                country="CA",
                clearance="Protected B",
                purposes=("border-watch",),
                roles={},
                **more,
            ),
            seconds=seconds,
        )

    def signed_in(self, begun: Begun) -> list[tuple[str, str]]:
        """What a browser comes back with, once somebody signed in here."""
        asked = dict(parse_qsl(urlsplit(begun.url).query))
        code = f"code-{len(self._codes)}-nobody-may-read"
        self._codes[code] = asked
        return [("code", code), ("state", asked["state"]), ("iss", self.issuer)]

    def right_claims(self, nonce: str) -> dict[str, Any]:
        at = NOW // 1_000_000
        return {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": "northline",
            "nonce": nonce,
            "iat": at,
            "exp": at + 300,
            "name": "Person One",
        }

    def serve(self, asked: BaseHTTPRequestHandler) -> None:
        """Answer one question."""
        path = urlsplit(asked.path).path
        self.asked.append(path)
        if path in self.at:
            self.at[path](asked)
        elif path == "/.well-known/openid-configuration":
            send(asked, 200, self._told())
        elif path == "/keys":
            send(asked, 200, {"keys": self.keys})
        else:
            length = int(asked.headers.get("content-length", "0"))
            form = dict(parse_qsl(asked.rfile.read(length).decode()))
            self.sent.append(form)
            send(asked, *self._exchanged(form))

    def _told(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _exchanged(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self._codes.pop(form["code"], None)
        if asked is None or (
            self.checks_codes and challenge(form["code_verifier"]) != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant", "error_description": form["code"]}
        claims = {**self.right_claims(asked["nonce"]), **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.token is not None:
            token = self.token(claims)
        else:
            algorithms = [self.header["alg"]]
            token = jwt.encode(self.header, claims, self.key, algorithms=algorithms)
        return 200, {
            "token_type": "Bearer",
            "access_token": ACCESS,
            "id_token": token,
            **self.answer,
        }


def _public(key: Key) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "sig"}


def send(asked: BaseHTTPRequestHandler, status: int, said: object, **headers: str) -> None:
    body = json.dumps(said).encode()
    asked.send_response(status)
    for name, value in {"content-type": "application/json", **headers}.items():
        asked.send_header(name.replace("_", "-"), value)
    asked.send_header("content-length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)


def without_end(asked: BaseHTTPRequestHandler) -> None:
    """A body that never ends."""
    asked.send_response(200)
    asked.end_headers()
    try:
        while True:
            asked.wfile.write(PIECE)
    except OSError:
        return  # nobody reads on


def drop_by_drop(pause: threading.Event, *, head: bool = False) -> Handler:
    """An answer of which a byte comes now and then: of its head, or of its body."""

    def handler(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        if not head:
            asked.end_headers()
        else:
            asked.flush_headers()
            asked.wfile.write(b"x-slow: ")
        try:
            while not pause.wait(0.05):
                asked.wfile.write(b"1")
                asked.wfile.flush()
        except OSError:
            return  # nobody reads on

    return handler
