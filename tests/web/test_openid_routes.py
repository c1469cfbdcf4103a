"""Signing in at a provider, as a browser does: there, back, and a session."""

import asyncio
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.di import Provide

from northline.app.accounts import Accounts
from northline.app.node import Node
from northline.app.settings_openid import ProviderSettings
from northline.app.settings_sign_in import SignInSettings
from northline.app.sign_in import accounts_of
from northline.web import session_routes
from northline.web.door import Door, Doorkeeper, admission
from northline.web.guard import Guard
from northline.web.openid_routes import OpenId
from tests.app.openid.right import Right, sent_to, started

BASE = "http://127.0.0.1:8420"
TICKET, SESSION = "northline-8420-openid", "northline-8420"
PASSWORD = "lantern ferry osprey quartz"


@pytest.fixture(scope="module")
def right() -> Iterator[Right]:
    with started() as running:
        yield running


@pytest.fixture
def provider(right: Right, tmp_path: Path) -> ProviderSettings:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(right.client_secret)
    return ProviderSettings(
        name="right",
        title={"en": "The <Right> Account", "fr": "Le compte juste"},
        issuer=right.issuer,
        client_id=right.client_id,
        client_secret_file=secret,
        agency="rcmp",
        country="CA",
        clearance="Protected B",
        purposes=("border-watch", "training"),
        roles={"northline-watch": ("watch-officer",)},
    )


class Browser:
    """A browser with its cookies, and the site in the same process."""

    def __init__(self, node: Node, accounts: Accounts, *providers: ProviderSettings) -> None:
        settings = SignInSettings(methods=("local", "openid"), openid=providers)
        self.openid = OpenId(settings, node.folder)
        keeper = Doorkeeper(accounts, exercise=False)
        served = Litestar(
            [self.openid.router(), session_routes.session],
            dependencies={"keeper": Provide(lambda: keeper, sync_to_thread=False)},
            guards=[admission(accounts)],
            openapi_config=None,
            logging_config=None,
        )
        self._app: Any = Guard(Door(served, keeper), exercise=False, asks_who=accounts.exist)
        self.cookies = httpx.Cookies()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=BASE, cookies=self.cookies
            ) as client:
                answer = await client.get(path, headers=dict(headers or {}))
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())

    def sign_in(self, person: str, query: str = "") -> httpx.Response:
        """There and back."""
        return self.get(self.came_back(person, query))

    def came_back(self, person: str, query: str = "") -> str:
        """Where the provider sends the browser, once this person has signed in there."""
        return sent_to(onward(self.get(f"/sign-in/openid/right{query}")), person)

    def session(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/session").json()
        return found


def onward(answer: httpx.Response) -> str:
    """Where a page leads by itself; its link says the same."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found is not None
    assert f'<a href="{found[1]}">' in answer.text
    return html.unescape(found[1])


@pytest.fixture
def accounts(node: Node) -> Iterator[Accounts]:
    opened = accounts_of(node)
    opened.set_up("chief", PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def browser(node: Node, accounts: Accounts, provider: ProviderSettings) -> Browser:
    return Browser(node, accounts, provider)


def test_who_signs_in_there_has_a_session_here_and_what_the_provider_may_give(
    browser: Browser, accounts: Accounts
) -> None:
    answer = browser.sign_in("watch-1", "?purpose=training&next=/findings")
    assert onward(answer) == "/findings"
    person = browser.session()["person"]
    assert person == {
        **person,
        "account": "watch-1@right",
        "name": "Watch One",
        "agency": "rcmp",
        "country": "CA",
        "clearance": "Protected B",
        "roles": ["watch-officer"],
        "purpose": "training",
    }
    assert accounts.get("watch-1@right").subject == "watch-1"
    browser.sign_in("watch-1")
    assert browser.session()["person"]["purpose"] == "border-watch"
    assert len(accounts.list()) == 2


def test_the_cookies_are_for_no_script_and_the_ticket_goes_once_it_is_used(
    browser: Browser,
) -> None:
    out = browser.get("/sign-in/openid/right")
    (ticket,) = out.headers.get_list("set-cookie")
    assert ticket.startswith(f"{TICKET}=")
    for word in ("HttpOnly", "SameSite=lax", "Path=/sign-in/openid/right", "Max-Age=600"):
        assert word in ticket
    back = browser.get(sent_to(onward(out), "watch-1"))
    session, gone = sorted(back.headers.get_list("set-cookie"), key=lambda each: TICKET in each)
    assert session.startswith(f"{SESSION}=")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert gone.startswith(f'{TICKET}="";')
    assert "Max-Age=0" in gone
    assert TICKET not in browser.cookies


def test_what_is_asked_of_the_provider_names_this_server_and_proves_itself(
    browser: Browser,
) -> None:
    asked = parse_qs(urlsplit(onward(browser.get("/sign-in/openid/right"))).query)
    assert asked["redirect_uri"] == [f"{BASE}/sign-in/openid/right/back"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile"]


def test_an_answer_in_another_browser_or_a_second_time_opens_nothing(
    browser: Browser, node: Node, accounts: Accounts, provider: ProviderSettings
) -> None:
    back = browser.came_back("watch-1")
    other = Browser(node, accounts, provider)
    other.openid = browser.openid
    answer = other.get(back)
    assert answer.status_code == 403
    assert "no sign-in by provider right is under way in this browser" in answer.text
    assert not other.session()["signed_in"]
    browser.get(back)
    assert browser.session()["signed_in"]
    assert browser.get(back).status_code == 403


def test_an_answer_with_another_state_opens_nothing_and_ends_what_was_begun(
    browser: Browser,
) -> None:
    back = browser.came_back("watch-1")
    answer = browser.get(re.sub(r"state=[^&]+", "state=of-another", back))
    assert answer.status_code == 403
    assert "(state)" in answer.text
    assert browser.get(back).status_code == 403
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert code not in answer.text
    assert not browser.session()["signed_in"]


def test_a_purpose_that_the_provider_does_not_give_opens_nothing(browser: Browser) -> None:
    answer = browser.sign_in("watch-1", "?purpose=curiosity")
    assert answer.status_code == 403
    assert "may not declare that purpose" in answer.text
    assert not browser.session()["signed_in"]


def test_who_is_disabled_here_is_not_let_in_by_the_provider(
    browser: Browser, accounts: Accounts
) -> None:
    browser.sign_in("watch-1")
    accounts.disable("watch-1@right")
    answer = browser.sign_in("watch-1")
    assert answer.status_code == 403
    assert SESSION not in "".join(
        each for each in answer.headers.get_list("set-cookie") if TICKET not in each
    )


def test_before_the_first_account_nobody_signs_in_by_a_provider(
    node: Node, provider: ProviderSettings
) -> None:
    browser = Browser(node, accounts_of(node), provider)
    answer = browser.get("/sign-in/openid/right")
    assert answer.status_code == 403
    assert "northline account setup" in answer.text


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/findings?state=open", "/findings?state=open"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("https://evil.example/", "/"),
        ("/sign-in/openid/right", "/"),
        ("/%22%3E%3Cscript%3E", "/"),
        ("/a%0Ab", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_nobody_is_led_elsewhere_afterwards(browser: Browser, wanted: str, shown: str) -> None:
    assert onward(browser.sign_in("watch-1", f"?next={wanted}")) == shown


def test_a_provider_that_is_down_leaves_the_way_by_an_account_of_the_node(
    node: Node, accounts: Accounts, provider: ProviderSettings
) -> None:
    down = msgspec.structs.replace(provider, issuer="http://127.0.0.1:9")
    answer = Browser(node, accounts, down).get("/sign-in/openid/right")
    assert answer.status_code == 502
    assert "no connection" in answer.text
    assert '<a href="/sign-in">' in answer.text
    assert "set-cookie" not in answer.headers
    assert "The &lt;Right&gt; Account" in answer.text


def test_what_is_wrong_in_the_settings_names_no_file_to_who_is_not_signed_in(
    browser: Browser, provider: ProviderSettings
) -> None:
    assert provider.client_secret_file is not None
    provider.client_secret_file.chmod(0o644)
    answer = browser.sign_in("watch-1")
    assert answer.status_code == 403
    assert "northline up --check" in answer.text
    assert str(provider.client_secret_file.parent) not in answer.text


def test_there_is_no_provider_that_is_not_set_up(browser: Browser) -> None:
    for path in ("/sign-in/openid/other", "/sign-in/openid/other/back"):
        assert browser.get(path).status_code == 404
    local = SignInSettings(methods=("local",), openid=())
    assert OpenId(local, None).providers == {}


def test_the_page_speaks_the_readers_language_and_is_kept_nowhere(browser: Browser) -> None:
    answer = browser.get("/sign-in/openid/right", {"Accept-Language": "fr-CA"})
    assert answer.headers["content-language"] == "fr"
    assert "Le compte juste" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_signing_out_there_leads_to_the_provider_and_back_to_the_sign_in(
    browser: Browser, provider: ProviderSettings
) -> None:
    url = onward(browser.get("/sign-in/openid/right/leave"))
    assert url.startswith(f"{provider.issuer}/oauth2/end_session?")
    assert parse_qs(urlsplit(url).query)["post_logout_redirect_uri"] == [f"{BASE}/sign-in"]
