"""Who asks, and what they are answered for it."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from northline.app.accounts import Accounts
from northline.app.node import Node
from northline.app.settings_sign_in import SignInSettings
from northline.app.sign_in import accounts_of
from northline.records.errors import SignInRefused
from northline.web.aside import EACH
from northline.web.site import Site, site
from tests.leaks.routes import routes
from tests.web.asking import CLIENT, Api, crossing

PASSWORD = "a boat upon the lake"
PURPOSE = "border-watch"


@pytest.fixture
def accounts(node: Node) -> Iterator[Accounts]:
    made = accounts_of(node)
    made.set_up("root", "the first of all passwords", purposes=("administration",))
    made.add(
        "ada",
        password=PASSWORD,
        must_change=False,
        agency=node.operator.agency,
        country="CA",
        clearance="Secret",
        roles=("watch-officer", "watch-supervisor"),
        purposes=(PURPOSE,),
    )
    made.add("newcomer", password=PASSWORD, purposes=(PURPOSE,), roles=("watch-officer",))
    made.add("nobody", password=PASSWORD, must_change=False, purposes=(PURPOSE,))
    yield made
    made.close()


@pytest.fixture
def served(node: Node, accounts: Accounts) -> Iterator[Site]:
    made = site(node, accounts)
    yield made
    made.close()


class Browser:
    """Somebody with cookies."""

    def __init__(self, served: Site) -> None:
        self.api = Api(served)
        self.cookie = self.csrf = ""

    def sign_in(self, name: str, password: str = PASSWORD, purpose: str = PURPOSE) -> Any:
        told = {"name": name, "password": password, "purpose": purpose}
        answer = self.api.post("/session", json=told)
        if answer.status_code == 201:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
            self.csrf = answer.json()["csrf"]
        return answer

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Cookie": self.cookie, **CLIENT, **more.pop("headers", {})}
        return self.api.ask(method, path, headers=headers, **more)

    def do(self, method: str, path: str, **more: Any) -> Any:
        return self.ask(method, path, headers={"Northline-Csrf": self.csrf}, **more)


def test_without_accounts_the_local_operator_is_answered_and_with_one_nobody_is(
    node: Node, tmp_path: Path
) -> None:
    served = site(node)
    api = Api(served)
    assert api.get("/records/position").status_code == 200
    assert api.document("/session") | {"exercise": False} == {
        "exercise": False, "signed_in": False, "accounts": False, "person": None, "csrf": "",
    }  # fmt: skip
    with_one = accounts_of(node)
    with_one.set_up("root", "the first of all passwords")
    with_one.close()
    assert api.get("/records/position").status_code == 401
    served.close()


def test_nothing_is_answered_to_nobody_but_what_says_so(served: Site) -> None:
    api = Api(served)
    for route in routes(served):
        path = re.sub(r"{[^}]*}", "1", route.path)
        answer = api.ask(route.method, path, root="", headers=CLIENT, json={})
        if route.handler.opt.get("open"):
            assert answer.status_code != 401 or route.path == "/api/v1/session", route
        else:
            assert answer.status_code == 401, route
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_page_sends_whoever_is_not_signed_in_to_sign_in_and_back(served: Site) -> None:
    answer = Api(served).page("/findings?state=all")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Ffindings%3Fstate%3Dall"


def test_a_session_is_a_cookie_that_no_script_reads(served: Site) -> None:
    answer = Browser(served).sign_in("ada")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("northline-8420=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie


def test_a_sign_in_ends_the_session_that_the_browser_had(served: Site) -> None:
    browser, beside = Browser(served), Browser(served)
    assert beside.sign_in("ada").status_code == 201
    for purpose in (PURPOSE, "own-account"):
        before = browser.cookie
        told = {"name": "ada", "password": PASSWORD, "purpose": purpose}
        answer = browser.ask("POST", "/session", json=told)
        assert answer.status_code == 201
        browser.cookie = answer.headers["set-cookie"].partition(";")[0]
        assert browser.cookie != before
        known = Api(served).get("/session", headers={"Cookie": before}).json()
        assert not known["signed_in"]
    assert browser.ask("GET", "/session").json()["signed_in"]
    assert beside.ask("GET", "/session").json()["signed_in"], "another browser's goes on"
    wrong = {"name": "ada", "password": "not this one", "purpose": PURPOSE}
    assert browser.ask("POST", "/session", json=wrong).status_code == 401
    assert browser.ask("GET", "/session").json()["signed_in"], "who failed has changed nothing"


def test_many_sign_ins_at_once_leave_room_for_everybody_else(
    served: Site, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def slow(*_: object, **__: object) -> Any:
        ended.wait(30)
        raise SignInRefused("no")

    monkeypatch.setattr(accounts, "sign_in", slow)
    told = {"name": "ada", "password": "x", "purpose": PURPOSE}

    async def asked() -> list[int]:
        def client(address: str) -> httpx.AsyncClient:
            passed: Any = served
            transport = httpx.ASGITransport(app=passed, client=(address, 1))
            base = "http://127.0.0.1:8420/api/v1"
            return httpx.AsyncClient(transport=transport, base_url=base, headers=CLIENT, timeout=20)

        many = [
            asyncio.create_task(client(f"192.0.2.{n % 8}").post("/session", json=told))
            for n in range(120)
        ]
        try:
            async with asyncio.timeout(20):
                assert (await client("192.0.2.99").get("/session")).status_code == 200
        finally:
            ended.set()
        return [each.status_code for each in await asyncio.gather(*many)]

    found = Counter(asyncio.run(asked()))
    assert found == {401: 8 * EACH, 429: 120 - 8 * EACH}


def test_what_was_done_once_stays_so_when_another_account_is_made(
    served: Site, accounts: Accounts
) -> None:
    accounts.change("ada", roles=("privacy-officer",), clearance="Protected B")
    asked = {"right": "access", "requester": "J. Doe", "contact": "by post", "asks": "all of it"}
    numbers = set()
    for number in range(3):
        browser = Browser(served)  # and so in another session
        browser.sign_in("ada")
        answer = browser.ask(
            "POST",
            "/rights",
            json=asked,
            headers={"Idempotency-Key": "k", "Northline-Csrf": browser.csrf},
        )
        assert answer.status_code == (200 if number else 201), answer.text
        numbers.add(answer.json()["request"]["number"])
        accounts.add(f"another-{number}")
    assert len(numbers) == 1


def test_over_tls_only_tls_carries_it(served: Site) -> None:
    api = Api(served, base="https://127.0.0.1:8420")
    told = {"name": "ada", "password": PASSWORD, "purpose": PURPOSE}
    cookie = api.post("/session", json=told).headers["set-cookie"]
    assert cookie.startswith("__Host-northline-8420=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_what_changes_something_needs_the_token_of_the_session(node: Node, served: Site) -> None:
    browser = Browser(served)
    browser.sign_in("ada")
    wish = {"label": "x", "scopes": ["read"], "days": 1, "purpose": PURPOSE}
    assert browser.ask("POST", "/tokens", json=wish).status_code == 403
    wrong = {"Northline-Csrf": "0" * len(browser.csrf)}
    assert browser.ask("POST", "/tokens", json=wish, headers=wrong).status_code == 403
    assert browser.do("POST", "/tokens", json=wish).status_code == 201


def test_what_is_done_stands_under_the_name_purpose_and_key_of_who_did_it(
    node: Node, served: Site, accounts: Accounts, tmp_path: Path
) -> None:
    feed = tmp_path / "river.nmea"
    feed.write_bytes(crossing())
    node.ingest("ais", feed)
    node.run()
    id = node.findings()[0].finding.id.hex()
    browser = Browser(served)
    browser.sign_in("ada")
    made = browser.do(
        "POST", f"/findings/{id}/decisions", json={"verb": "acknowledge", "reason": "seen"}
    )
    assert made.status_code == 201, made.text
    decided = node.decisions()[-1]
    assert decided.by == accounts.get("ada").person
    assert decided.key != node.key.key
    assert node.check_signature(decided)
    looks = [e for e in node.ledger.entries() if e.operation == "look" and e.actor == decided.by]
    assert {each.facts["purpose"] for each in looks} == {PURPOSE}
    assert node.verify().ok


def test_a_session_that_was_revoked_ends_everywhere_within_a_second(
    served: Site, accounts: Accounts
) -> None:
    browser = Browser(served)
    browser.sign_in("ada")
    (session,) = accounts.sessions("ada")
    other = Browser(served)
    other.sign_in("ada")
    assert other.do("DELETE", f"/sessions/{session.id}").status_code == 200
    assert browser.ask("GET", "/findings").status_code == 401
    assert other.ask("GET", "/findings").status_code == 200


def test_signing_out_ends_the_session_and_not_only_the_cookie(served: Site) -> None:
    browser = Browser(served)
    browser.sign_in("ada")
    answer = browser.do("DELETE", "/session")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert browser.ask("GET", "/findings").status_code == 401


def test_rights_that_are_taken_away_are_gone_at_the_next_question(
    served: Site, accounts: Accounts
) -> None:
    browser = Browser(served)
    browser.sign_in("ada")
    assert browser.ask("GET", "/findings").status_code == 200
    accounts.disable("ada")
    served.forget()
    assert browser.ask("GET", "/findings").status_code == 401


def test_a_password_that_somebody_else_set_must_be_changed_first(served: Site) -> None:
    browser = Browser(served)
    assert browser.sign_in("newcomer").json()["person"]["must_change"]
    assert browser.ask("GET", "/findings").status_code == 403
    assert browser.api.page("/findings", headers={"Cookie": browser.cookie}).headers[
        "location"
    ] == ("/account")
    told = {"old": PASSWORD, "new": "another boat upon the lake"}
    assert browser.do("POST", "/session/password", json=told).status_code == 200
    assert browser.ask("GET", "/findings").status_code == 200


def test_an_account_without_a_role_sees_nothing_but_itself(served: Site) -> None:
    browser = Browser(served)
    browser.sign_in("nobody")
    assert browser.ask("GET", "/session").json()["person"]["roles"] == []
    assert browser.ask("GET", "/sessions").status_code == 200
    for path in ("/findings", "/records/position", "/records/position/count", "/picture/alerts"):
        assert browser.ask("GET", path).status_code == 404


def test_a_token_does_what_it_was_issued_for_and_no_more(served: Site, accounts: Accounts) -> None:
    secret, view = accounts.issue_token("ada", "a script", ("read",), 1, PURPOSE)
    api = Api(served)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert api.get("/findings", headers=bearer).status_code == 200
    refused = api.post("/records/position/" + "0" * 32 + "/decisions", headers=bearer,
                       json={"verb": "refuse", "reason": "x"})  # fmt: skip
    assert refused.status_code == 403
    assert "decide" in refused.json()["detail"]
    assert secret not in refused.text
    accounts.revoke_token(view.id)
    served.forget()
    assert api.get("/findings", headers=bearer).status_code == 401


@pytest.mark.parametrize("said", ["Bearer", "Bearer nlt_x", "Basic YWRhOnBhc3N3b3Jk", "x"])
def test_a_token_that_is_none_opens_nothing_even_beside_a_session(served: Site, said: str) -> None:
    browser = Browser(served)
    browser.sign_in("ada")
    answer = browser.ask("GET", "/findings", headers={"Authorization": said})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("name", "password", "purpose"),
    [("ada", "a boat upon the sea", PURPOSE), ("eve", PASSWORD, PURPOSE), ("eve", PASSWORD, "x")],
)
def test_no_answer_tells_which_accounts_there_are(
    served: Site, name: str, password: str, purpose: str
) -> None:
    browser = Browser(served)
    answer = browser.sign_in(name, password, purpose)
    assert answer.status_code == 401
    assert answer.json()["detail"] == browser.sign_in("zoe", "whatever it may be").json()["detail"]


def test_too_many_wrong_passwords_lock_the_door_for_a_while(served: Site) -> None:
    browser = Browser(served)
    answer = browser.sign_in("ada", "a boat upon the sea")
    while answer.status_code == 401:
        answer = browser.sign_in("ada", "a boat upon the sea")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert browser.sign_in("ada").status_code == 429


def test_what_a_page_asks_by_itself_is_no_use_of_a_session(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[bool] = []
    accounts = accounts_of(node)
    monkeypatch.setattr(accounts, "person_of_session", lambda _, *, used: seen(used), raising=True)

    def seen(use: bool) -> None:
        used.append(use)

    served = site(node, accounts)
    browser = Browser(served)
    browser.cookie = "northline-8420=x"
    for path in ("/picture/alerts", "/findings", "/session"):
        served.forget()
        browser.ask("GET", path)
    browser.ask("POST", "/session/use")
    assert used == [False, True, False, True]
    served.close()


def test_where_people_sign_in_at_a_provider_no_password_opens_anything(
    node: Node, accounts: Accounts
) -> None:
    served = site(node, accounts, sign_in=SignInSettings(methods=("openid",)))
    answer = Browser(served).sign_in("ada")
    assert answer.status_code == 401
    assert "provider" in answer.json()["detail"]
    served.close()
