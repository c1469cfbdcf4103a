"""The API by which administrators keep accounts, and that by which everybody keeps their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.app.accounts import Accounts
from northline.app.home import change_operator
from northline.app.node import Node
from northline.decisions.roles import ROLES
from northline.web.account_routes import temporary
from northline.web.site import Site, site
from tests.web.asking import CLIENT, Api
from tests.web.signing import PASSWORD, WATCH, Signed, administered, sign_in

OTHERS = [
    ("GET", "/accounts"),
    ("POST", "/accounts"),
    ("GET", "/accounts/wanda"),
    ("PATCH", "/accounts/wanda"),
    ("POST", "/accounts/wanda/password"),
    ("POST", "/accounts/wanda/disable"),
    ("POST", "/accounts/wanda/enable"),
    ("POST", "/accounts/wanda/sessions/end"),
    ("POST", "/accounts/wanda/key"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Accounts]]:
    """A site with an administrator and a watch officer; each test makes who else it needs."""
    folder = tmp_path_factory.mktemp("accounts")
    change_operator(folder / "home", agency="rcmp", country="CA")
    with Node.open(folder / "ledger", home=folder / "home") as node:
        accounts = administered(node)
        accounts.add("wanda", password=PASSWORD, must_change=False, **WATCH)
        yield site(node, accounts), accounts


@pytest.fixture(scope="module")
def root(place: tuple[Site, Accounts]) -> Signed:
    return sign_in(place[0], "root", purpose="administration")


def made(root: Signed, name: str, **more: Any) -> tuple[Any, str]:
    answer = root.post("/accounts", json={"name": name, "person": f"{name} of the watch", **more})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    return told["account"], told["password"]


# --- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_without_accounts_nobody_keeps_any_by_the_web(
    tmp_path: Path, method: str, path: str
) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        asked = Api(site(node)).ask(method, path, headers=CLIENT, json=_body(method, path))
        assert asked.status_code == 401
        assert "account setup" in asked.json()["detail"]


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_who_is_no_administrator_finds_nothing(
    place: tuple[Site, Accounts], method: str, path: str
) -> None:
    watch = sign_in(place[0], "wanda", purpose="border-watch")
    before = place[1].get("wanda")
    answer = watch.ask(method, path, json=_body(method, path))
    assert answer.status_code == (404 if method == "GET" else 403)
    assert "wanda" not in answer.text
    assert place[1].get("wanda") == before
    assert Api(place[0]).ask(method, path, headers=CLIENT).status_code == 401


@pytest.mark.parametrize(("method", "path"), [each for each in OTHERS if each[0] != "GET"])
def test_a_forged_form_of_an_administrators_browser_changes_nothing(
    place: tuple[Site, Accounts], root: Signed, method: str, path: str
) -> None:
    forged = Signed(place[0], root.cookie, "")
    answer = forged.ask(method, path, json=_body(method, path))
    assert (answer.status_code, answer.json()["title"]) == (403, "csrf missing")
    assert place[1].get("wanda").disabled is None


def test_an_administrators_token_needs_the_scope(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    for scopes, status in ((["read", "ingest"], 403), (["administer"], 200)):
        wish = {"label": "t", "scopes": scopes, "days": 1, "purpose": "administration"}
        secret = root.post("/tokens", json=wish).json()["secret"]
        asked = Api(place[0]).get("/accounts", headers={"Authorization": f"Bearer {secret}"})
        assert asked.status_code == status


def _body(method: str, path: str) -> dict[str, Any] | None:
    if path == "/accounts" and method == "POST":
        return {"name": "mallory", "roles": ["administrator"]}
    return {"roles": ["administrator"]} if method == "PATCH" else None


# --- what an administrator does ---------------------------------------------------------------


def test_a_new_account_has_a_temporary_password_that_must_be_changed_first(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    account, password = made(root, "nadia", roles=["watch-officer"], purposes=["border-watch"])
    assert account["must_change"]
    assert account["roles"] == ["watch-officer"]
    assert account["agency"] == place[1].get("nadia").agency
    fresh = sign_in(place[0], "nadia", password=password, purpose="border-watch")
    refused = fresh.get("/findings")
    assert (refused.status_code, refused.json()["title"]) == (403, "password due")
    assert fresh.page("/picture").headers["location"] == "/account"
    new = {"old": password, "new": "another one of four words"}
    assert fresh.post("/session/password", json=new).status_code == 200
    assert fresh.get("/findings").status_code == 200


def test_what_is_answered_of_accounts_holds_no_secret(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    _, password = made(root, "secrets")
    text = root.get("/accounts").text + root.get("/accounts/secrets").text
    assert password not in text
    assert "argon2" not in text
    assert "csrf" not in text
    listed = {each["name"]: each for each in root.get("/accounts").json()["accounts"]}
    assert listed["root"]["sessions"] >= 1
    assert listed["root"]["seen"]
    assert listed["secrets"]["seen"] is None
    assert len(listed["secrets"]["key"]) == 32


def test_rights_that_change_end_the_sessions_and_stay_where_nothing_is_said(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    _, password = made(root, "carla", roles=["watch-officer"], clearance="Protected B")
    carla = sign_in(place[0], "carla", password=password)
    answer = root.ask("PATCH", "/accounts/carla", json={"roles": ["analyst"]})
    assert answer.status_code == 200
    assert answer.json()["account"]["roles"] == ["analyst"]
    assert answer.json()["account"]["clearance"] == "Protected B"
    assert carla.get("/sessions").status_code == 401


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"roles": ["king"]}, "king"),
        ({"clearance": "Top Secret"}, "Top Secret"),
        ({"country": "Canada"}, "country"),
        ({"purposes": ["*"]}, "purposes"),
        ({"person": "service:engine"}, "service:"),
        ({"rights": 7}, "rights"),
        ({"password": "chosen by somebody"}, "password"),
    ],
)
def test_what_cannot_be_is_refused_and_said(
    place: tuple[Site, Accounts], root: Signed, body: dict[str, Any], word: str
) -> None:
    before = place[1].get("wanda")
    answer = root.ask("PATCH", "/accounts/wanda", json=body)
    assert answer.status_code == 400
    assert word in answer.json()["detail"]
    assert place[1].get("wanda") == before


def test_a_name_is_given_once(root: Signed) -> None:
    made(root, "olga")
    again = root.post("/accounts", json={"name": "olga", "person": "somebody else"})
    assert again.status_code == 400
    assert "olga" in again.json()["detail"]


def test_a_disabled_account_is_out_at_once_and_back_with_a_new_key(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    account, password = made(root, "dora")
    dora = sign_in(place[0], "dora", password=password)
    gone = root.post("/accounts/dora/disable").json()["account"]
    assert gone["disabled"]
    assert gone["key"] is None
    assert dora.get("/sessions").status_code == 401
    told = {"name": "dora", "password": password, "purpose": "own-account"}
    assert Api(place[0]).post("/session", json=told).status_code == 401
    back = root.post("/accounts/dora/enable").json()["account"]
    assert back["disabled"] is None
    assert back["key"] not in {None, account["key"]}
    sign_in(place[0], "dora", password=password)


def test_a_new_temporary_password_ends_what_the_old_one_opened(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    _, password = made(root, "petra")
    petra = sign_in(place[0], "petra", password=password)
    fresh = root.post("/accounts/petra/password").json()["password"]
    assert fresh != password
    assert petra.get("/sessions").status_code == 401
    sign_in(place[0], "petra", password=fresh)
    own = root.post("/accounts/root/password")
    assert own.status_code == 400
    assert "old one" in own.json()["detail"]


def test_sessions_of_somebody_are_ended_all_at_once(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    _, password = made(root, "sonia")
    open_ones = [sign_in(place[0], "sonia", password=password) for _ in range(3)]
    told = root.post("/accounts/sonia/sessions/end").json()
    assert (told["ended"], told["account"]["sessions"]) == (3, 0)
    assert {each.get("/sessions").status_code for each in open_ones} == {401}


def test_a_key_is_replaced_and_the_old_one_stays_known(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    account, _ = made(root, "kira")
    fresh = root.post("/accounts/kira/key").json()["account"]["key"]
    assert fresh != account["key"]
    assert [each.id for each in place[1].keys("kira")] == [fresh, account["key"]]


def test_an_account_that_is_not_there_is_not_found(root: Signed) -> None:
    for method, path in OTHERS[2:]:
        asked = root.ask(method, path.replace("wanda", "nobody"), json=_body(method, path))
        assert asked.status_code == 404, path


def test_the_last_administrator_stays(root: Signed) -> None:
    for method, path, body in (
        ("POST", "/accounts/root/disable", None),
        ("PATCH", "/accounts/root", {"roles": []}),
    ):
        answer = root.ask(method, path, json=body)
        assert answer.status_code == 400
        assert "last administrator" in answer.json()["detail"]


def test_an_administrator_gives_themselves_no_further_right(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    before = place[1].get("root")
    for more in ({"roles": ["administrator", "analyst"]}, {"clearance": "Secret"}):
        answer = root.ask("PATCH", "/accounts/root", json=more)
        assert answer.status_code == 403
        assert "another administrator" in answer.json()["detail"]
    assert place[1].get("root") == before


def test_nobody_of_a_partner_is_let_keep_accounts(root: Signed) -> None:
    told = {"name": "paul", "person": "Paul Partner", "agency": "cbp", "country": "US"}
    answer = root.post("/accounts", json={**told, "roles": ["administrator"]})
    assert answer.status_code == 400
    assert "people of rcmp" in answer.json()["detail"]


def test_every_role_of_people_can_be_given(root: Signed) -> None:
    roles = [role.slug for role in ROLES if role.people]
    account, _ = made(root, "everything", roles=roles)
    assert sorted(account["roles"]) == sorted(roles)


@pytest.mark.parametrize("least", [12, 19, 20, 64])
def test_temporary_passwords_are_long_enough_and_never_the_same(least: int) -> None:
    made_ones = {temporary(least) for _ in range(50)}
    assert len(made_ones) == 50
    assert all(len(each) >= max(least, 19) for each in made_ones)
    assert not set("".join(made_ones)) & set("01ilo")


# --- one's own ---------------------------------------------------------------------------------


def test_sessions_of_ones_own_are_listed_and_ended_one_by_one(
    place: tuple[Site, Accounts],
) -> None:
    here = sign_in(place[0], "wanda")
    sign_in(place[0], "wanda", purpose="border-watch")
    found = here.get("/sessions").json()["sessions"]
    assert len([each for each in found if each["this"]]) == 1
    other = next(each for each in found if not each["this"])
    left = here.ask("DELETE", f"/sessions/{other['id']}").json()["sessions"]
    assert other["id"] not in {each["id"] for each in left}
    assert here.get("/sessions").status_code == 200


def test_sessions_and_tokens_of_others_are_not_there_to_be_ended(
    place: tuple[Site, Accounts], root: Signed
) -> None:
    watch = sign_in(place[0], "wanda", purpose="border-watch")
    theirs = next(each for each in root.get("/sessions").json()["sessions"] if each["this"])
    assert watch.ask("DELETE", f"/sessions/{theirs['id']}").status_code == 404
    wish = {"label": "t", "scopes": ["read"], "days": 1, "purpose": "administration"}
    token = root.post("/tokens", json=wish).json()["token"]
    assert watch.ask("DELETE", f"/tokens/{token['id']}").status_code == 404
    assert root.get("/sessions").status_code == 200


def test_a_token_is_shown_once_and_opens_nothing_when_it_is_revoked(
    place: tuple[Site, Accounts],
) -> None:
    watch = sign_in(place[0], "wanda", purpose="border-watch")
    wish = {"label": "plots", "scopes": ["read"], "days": 3, "purpose": "border-watch"}
    issued = watch.post("/tokens", json=wish)
    assert issued.status_code == 201
    secret = issued.json()["secret"]
    asked = Api(place[0])
    bearer = {"Authorization": f"Bearer {secret}"}
    assert asked.get("/findings", headers=bearer).status_code == 200
    assert secret not in watch.get("/tokens").text
    shown = watch.ask("DELETE", f"/tokens/{issued.json()['token']['id']}").json()["tokens"]
    assert shown[0]["ended"]
    assert asked.get("/findings", headers=bearer).status_code == 401
    for wrong in ({"scopes": ["administer"]}, {"purpose": "administration"}, {"scopes": ["all"]}):
        assert watch.post("/tokens", json={**wish, **wrong}).status_code == 400


def test_who_signs_out_is_out_and_the_cookie_is_gone(place: tuple[Site, Accounts]) -> None:
    watch = sign_in(place[0], "wanda")
    out = watch.ask("DELETE", "/session")
    assert out.json()["signed_in"] is False
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert watch.get("/sessions").status_code == 401
