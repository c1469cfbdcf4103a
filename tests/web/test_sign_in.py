"""The pages Sign in, Account and Accounts, without a browser: who is shown what, and led where."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from northline.app.accounts import Accounts
from northline.app.home import change_operator
from northline.app.node import Node
from northline.app.settings_openid import ProviderSettings
from northline.app.settings_sign_in import SignInSettings
from northline.decisions.operations import OPERATIONS
from northline.decisions.roles import ROLES
from northline.web.language import language
from northline.web.pages.account_words import (
    operation_words,
    role_means,
    role_words,
    scope_words,
)
from northline.web.pages.sign_in import own_path
from northline.web.site import Site, site
from tests.web.asking import Api
from tests.web.signing import PASSWORD, WATCH, administered, sign_in

PROVIDER = ProviderSettings(
    name="agency",
    title={"en": "Agency account", "fr": "Compte de l'organisme"},
    issuer="https://login.example.org",
    client_id="northline",
    agency="rcmp",
    country="CA",
    clearance="Protected B",
    purposes=("border-watch", "drug-cases"),
    roles={},
)

PLACES = [
    "/picture",
    "/findings?state=all",
    "/account",
    "/accounts",
    "/audit/2",
    "/nowhere?a=b&c=d",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Accounts]]:
    """A site on which an administrator, two watch officers and somebody without a role sign in."""
    folder = tmp_path_factory.mktemp("pages")
    change_operator(folder / "home", agency="rcmp", country="CA")
    with Node.open(folder / "ledger", home=folder / "home") as node:
        accounts = administered(node)
        accounts.add("wanda", password=PASSWORD, must_change=False, **WATCH)
        accounts.add("petra", password=PASSWORD, **WATCH | {"person": "Petra Patrol"})
        accounts.add("nora", password=PASSWORD, must_change=False, person="<b>Nora</b> & Co")
        accounts.add("gone", password=PASSWORD, person="Gone", purposes=("secret-purpose",))
        accounts.disable("gone")
        yield site(node, accounts), accounts


# --- the way there, and on ----------------------------------------------------------------------


@pytest.mark.parametrize("path", PLACES)
def test_every_page_leads_to_signing_in_and_back_again(
    place: tuple[Site, Accounts], path: str
) -> None:
    answer = Api(place[0]).page(path)
    if path.startswith("/nowhere"):
        assert answer.status_code == 404
        return
    assert answer.status_code == 303
    onward = urlsplit(answer.headers["location"])
    assert (onward.netloc, onward.path) == ("", "/sign-in")
    assert parse_qs(onward.query) == {"next": [path]}
    shown = Api(place[0]).page(answer.headers["location"]).text
    assert f'data-next="{path}"' in shown
    led = sign_in(place[0], "root", purpose="administration").page(answer.headers["location"])
    assert (led.status_code, led.headers["location"]) == (303, path)


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ /evil.example",
        "evil.example",
        "@evil.example",
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-in/openid/agency",
        "/api/v1/head",
        "/static/bundle/main.js",
        "/\u2215evil.example",
        "/" + "x" * 3_000,
        "",
    ],
)
def test_nobody_is_led_off_this_server(place: tuple[Site, Accounts], wanted: str) -> None:
    assert own_path(wanted) == ""
    asked = Api(place[0]).ask(
        "GET", "/sign-in", root="", headers={"Accept": "text/html"}, params={"next": wanted}
    )
    assert asked.status_code == 200
    assert 'data-next=""' in asked.text
    assert "evil" not in asked.text.replace("lang=fr&amp;", "").split("<main", 1)[1]
    led = sign_in(place[0], "wanda", purpose="border-watch").ask(
        "GET", "/sign-in", root="", headers={"Accept": "text/html"}, params={"next": wanted}
    )
    assert led.headers["location"] == "/picture"


def test_an_own_path_keeps_what_it_asks_for() -> None:
    for path in ("/picture", "/findings?state=all&kind=x#y", "/a//b", "/records/a%20b"):
        assert own_path(path) == path


def test_who_has_no_role_goes_to_their_own_account(place: tuple[Site, Accounts]) -> None:
    assert sign_in(place[0], "nora").page("/sign-in").headers["location"] == "/account"


# --- what the page says -------------------------------------------------------------------------


def test_nothing_of_the_node_is_said_before_somebody_signs_in(
    place: tuple[Site, Accounts], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Api(place[0]).page("/sign-in").text
    for name in ("root", "wanda", "Wanda", "Rosa", "watch-officer", "/findings", "/audit"):
        assert name not in text
    assert place[0].desk.node.operator.name not in re.sub(r"<script.*?</script>", "", text)
    options = re.findall(r'<option value="([^"]*)"', text)
    assert options == ["", "administration", "border-watch", "own-account"]
    assert "secret-purpose" not in text, "of an account that is disabled"


def test_the_page_says_why_one_is_asked_again(place: tuple[Site, Accounts]) -> None:
    asked = Api(place[0])
    assert 'id="why"' not in asked.page("/sign-in").text
    assert "You have signed out." in asked.page("/sign-in?why=out").text
    assert "Votre session a pris fin" in asked.page("/sign-in?why=ended&lang=fr").text
    assert 'id="why"' not in asked.page("/sign-in?why=%3Cscript%3E").text
    old = sign_in(place[0], "wanda")
    old.ask("DELETE", "/session")
    assert "Your session has ended" in old.page("/sign-in").text


def test_the_form_suits_password_managers_and_says_so_where_no_script_runs(
    place: tuple[Site, Accounts],
) -> None:
    text = Api(place[0]).page("/sign-in").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    assert 'method="post"' in text, "a password never stands in an address"
    assert "<noscript>" in text


def test_a_node_without_accounts_says_what_that_means(node: Node) -> None:
    asked = Api(site(node))
    text = asked.page("/sign-in?next=/findings").text
    assert 'id="no-accounts"' in text
    assert "northline account setup" in text
    assert "<form" not in text
    assert 'href="/findings"' in text
    own = asked.page("/account").text
    assert 'id="no-accounts"' in own
    assert node.operator.name in own
    for part in ("change-password", "new-token", "rotate-key", 'href="/accounts"', "sign-out"):
        assert part not in own
    assert asked.page("/accounts").headers["location"] == "/account"


def test_providers_are_offered_with_the_purposes_of_their_people(
    place: tuple[Site, Accounts],
) -> None:
    node = place[0].desk.node
    both = SignInSettings(methods=("local", "openid"), openid=(PROVIDER,))
    text = Api(site(node, place[1], sign_in=both)).page("/sign-in?next=/findings&lang=fr").text
    assert "Compte de l&#39;organisme" in text
    assert 'href="/sign-in/openid/agency?next=%2Ffindings"' in text
    assert '<option value="drug-cases"' in text
    assert 'id="password"' in text
    alone = SignInSettings(methods=("openid",), openid=(PROVIDER,))
    text = Api(site(node, place[1], sign_in=alone)).page("/sign-in").text
    assert 'id="password"' not in text
    assert 'href="/sign-in/openid/agency?next=%2Fpicture"' in text
    none = SignInSettings(methods=("local",), openid=(PROVIDER,))
    assert "/sign-in/openid" not in Api(site(node, place[1], sign_in=none)).page("/sign-in").text


# --- one's own account --------------------------------------------------------------------------


def test_the_page_shows_what_one_is_and_may_do(place: tuple[Site, Accounts]) -> None:
    page = sign_in(place[0], "wanda", purpose="border-watch").page("/account")
    assert page.headers["cache-control"] == "private, no-store"
    for said in ("Wanda Watch", "Royal Canadian Mounted Police", "Protected B", "watch officer",
                 "border-watch", "Acknowledge", "run engines"):  # fmt: skip
        assert said in page.text
    assert place[1].keys("wanda")[0].id in page.text
    assert 'href="/accounts"' not in page.text
    assert 'value="administer"' not in page.text
    assert "Joint groups" not in page.text, "what one has not is not said"


def test_who_must_change_the_password_sees_the_form_for_it_and_nothing_else(
    place: tuple[Site, Accounts],
) -> None:
    petra = sign_in(place[0], "petra", purpose="border-watch")
    text = petra.page("/account").text
    assert 'id="change-password"' in text
    for part in ("roles-title", "new-token", "rotate-key", "<nav", "rcmp"):
        assert part not in text
    for path in ("/picture", "/accounts", "/findings", "/accounts/wanda"):
        assert petra.page(path).headers["location"] == "/account"


def test_who_has_no_role_sees_their_account_and_no_page_else(
    place: tuple[Site, Accounts],
) -> None:
    nora = sign_in(place[0], "nora")
    text = nora.page("/account").text
    assert "&lt;b&gt;Nora&lt;/b&gt; &amp; Co" in text
    assert "<b>Nora" not in text
    assert "You hold no role" in text
    assert "<nav" not in text
    assert nora.page("/picture").status_code == 404


def test_tokens_of_an_account_stand_there_without_their_secret(
    place: tuple[Site, Accounts],
) -> None:
    secret, made = place[1].issue_token("wanda", "<i>plots", ("read",), 3, "border-watch")
    text = sign_in(place[0], "wanda").page("/account").text
    assert made.id in text
    assert "&lt;i&gt;plots" in text
    assert secret not in text
    assert secret.removeprefix("nlt_") not in text


# --- the accounts of others ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/accounts", "/accounts/root", "/accounts/nobody"])
def test_the_accounts_of_others_are_not_there_for_who_keeps_none(
    place: tuple[Site, Accounts], path: str
) -> None:
    answer = sign_in(place[0], "wanda", purpose="border-watch").page(path)
    assert answer.status_code == 404
    assert "Rosa" not in answer.text


def test_an_administrator_sees_every_account_and_its_state(place: tuple[Site, Accounts]) -> None:
    root = sign_in(place[0], "root", purpose="administration")
    text = root.page("/accounts").text
    rows = {
        re.findall(r'href="/accounts/([^"]+)"', row)[0]: row
        for row in text.split("<tbody>", 1)[1].split("</tbody>", 1)[0].split("<tr>")[1:]
    }
    assert rows.keys() == {"gone", "nora", "petra", "root", "wanda"}
    assert "disabled" in rows["gone"]
    assert "must change the password" in rows["petra"]
    assert "administrator" in rows["root"]
    assert root.page("/accounts/nobody").status_code == 404


def test_an_administrator_can_do_nothing_to_their_own_access(
    place: tuple[Site, Accounts],
) -> None:
    root = sign_in(place[0], "root", purpose="administration")
    assert 'id="disable"' in root.page("/accounts/wanda").text
    assert 'id="enable"' in root.page("/accounts/gone").text
    own = root.page("/accounts/root").text
    assert 'id="disable"' not in own
    assert 'id="set-password"' not in own


# --- words --------------------------------------------------------------------------------------


def test_every_role_and_operation_has_its_words() -> None:
    assert role_means(language("en")) == {role.slug: role.means for role in ROLES}
    assert {*operation_words(language("en")), "decide"} == {each.name for each in OPERATIONS}
    for role in ROLES:
        english, french = (role_words(language(code), role.slug) for code in ("en", "fr"))
        assert (english.name, french.name) == (role.name, role.name_fr)
        assert len(english.may) == len(french.may)
    assert role_words(language("en"), "watch-officer").decides[:2] == ("Acknowledge", "Dismiss")


def test_every_scope_of_a_token_has_its_words() -> None:
    from northline.app.accounts import Scope

    said = {scope for scope, _ in scope_words(language("en"))}
    assert said == {each.value for each in Scope}
