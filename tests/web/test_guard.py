"""Who may ask: this machine, no page of another site, and nobody by a forged form."""

import pytest

from northline.app.node import Node
from northline.app.sign_in import accounts_of
from northline.records.errors import UsageError
from northline.web.guard import Front, bindable, plain_path, refusal
from northline.web.server import listening
from northline.web.site import site
from tests.web.asking import CLIENT, Api

HERE = "http://127.0.0.1:8420"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", "", "10.0.0.1"])
def test_only_this_machine_is_bound(host: str) -> None:
    with pytest.raises(UsageError, match="this machine only"):
        listening(host, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.4.5.6"])
def test_loopback_may_be_bound(host: str) -> None:
    assert bindable(host) == host


def test_a_port_in_use_is_said_plainly() -> None:
    with listening("127.0.0.1", 0) as first, pytest.raises(UsageError, match="cannot listen"):
        listening("127.0.0.1", first.getsockname()[1])


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8420", "localhost@evil.example"],
)
def test_a_name_that_was_pointed_here_is_refused(river: Api, host: str) -> None:
    answer = river.get("/health", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8420", "[::1]:8420", "LOCALHOST:1"])
def test_this_machine_by_any_name_is_let_in(river: Api, host: str) -> None:
    assert river.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_may_neither_read_nor_write(
    river: Api, headers: dict[str, str]
) -> None:
    assert river.get("/findings", headers=headers).status_code == 403
    assert river.post("/verify", json={}, headers=headers).status_code == 403


def test_a_page_of_this_server_may_ask(river: Api) -> None:
    own = {"Origin": "http://127.0.0.1:8420", "Sec-Fetch-Site": "same-origin"}
    assert river.get("/health", headers=own).status_code == 200


def test_what_changes_something_needs_a_header_that_a_form_cannot_send(river: Api) -> None:
    bare = river.ask("POST", "/verify", json={})
    assert bare.status_code == 403
    assert "Northline-Client" in bare.json()["detail"]
    assert river.ask("POST", "/verify", json={}, headers=CLIENT).status_code == 200


def test_a_simple_request_cannot_change_anything(river: Api) -> None:
    for media in ("text/plain", "application/x-www-form-urlencoded"):
        sent = river.post("/ingest/ais", content=b"x", headers={"Content-Type": media})
        assert sent.status_code == 400


def test_no_cors_header_is_ever_sent(river: Api) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for answer in (river.ask("OPTIONS", "/verify", headers=asked), river.get("/health")):
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_refusal_needs_no_ledger() -> None:
    told = refusal("GET", {"host": "evil.example"})
    assert told is not None
    assert told.status == 421


def test_a_body_that_is_too_long_is_refused(river: Api) -> None:
    sent = river.post("/verify", json={"anchor": "x" * 100_000})
    assert sent.status_code == 413


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/api/v1/picture/stream/", "/api/v1/picture/stream"),
        ("//api//v1/head", "/api/v1/head"),
        ("http://evil.example/api", "/http:/evil.example/api"),
        ("/static/../x", "/static/../x"),
    ],
)
def test_a_path_is_taken_as_the_router_takes_it(path: str, plain: str) -> None:
    assert plain_path(path) == plain


@pytest.mark.parametrize("path", ["/api/v1/head", "//api/v1/head", "/api/v1/head/"])
def test_no_link_of_another_site_opens_the_api_however_it_is_written(river: Api, path: str) -> None:
    followed = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-User": "?1",
    }
    assert river.ask("GET", path, root=HERE, headers=followed).status_code == 403
    assert river.ask("GET", "/health/", root=HERE, headers=followed).status_code == 200


def test_a_name_of_the_settings_is_let_in_where_people_sign_in_and_nowhere_else(
    node: Node,
) -> None:
    accounts = accounts_of(node)
    asked = Api(site(node, accounts, Front(names=("node.opp.example",))))
    named = {"Host": "node.opp.example"}
    assert asked.get("/session", headers=named).status_code == 421, "a proxy would be the operator"
    accounts.set_up("root", "four words no one joins")
    assert asked.get("/session", headers=named).status_code == 200
    assert asked.get("/session", headers={"Host": "other.opp.example"}).status_code == 421


def test_a_browser_that_came_by_tls_to_a_name_of_the_node_comes_by_nothing_else(
    node: Node,
) -> None:
    accounts = accounts_of(node)
    accounts.set_up("root", "four words no one joins")
    front = Front(names=("node.opp.example",), certificate="node.pem", key="node.key")
    served = site(node, accounts, front)
    name = "strict-transport-security"
    for base, told in (
        ("https://node.opp.example:8420", "max-age=31536000"),
        ("http://node.opp.example:8420", None),
        ("https://127.0.0.1:8420", None),
        ("https://localhost:8420", None),
    ):
        assert Api(served, base).get("/session").headers.get(name) == told, base
    plain = Api(site(node, accounts, Front(names=front.names)), "https://node.opp.example")
    assert name not in plain.get("/session").headers, "no TLS of its own"
