"""People sign in, see what is theirs to see, keep their account, and are gone when they sign out."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import watchhouse
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, opener, tracks, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.e2e.test_keyboard import press_until
from tests.e2e.test_language import TEXTS, catalogue, names
from tests.e2e.watchhouse import PASSWORD, TEMPORARY, sign_in

NOBODY = "status of 401"
"""What the console says of an answer that nobody is signed in, or was refused."""


ANSWERED = """() => document.getElementById('error').textContent
  && !document.getElementById('password').value"""
"""Whether the page has said why nobody is signed in."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("house")
    aside(watchhouse.make, folder / "ledger", folder / "home")
    with Served(folder / "ledger", folder / "home") as served:
        yield served


@pytest.fixture(scope="module")
def administrator(house: Served, browser: Browser) -> str:
    """Where the browser of an administrator who is signed in keeps its session."""
    kept = str(house.log.with_name("administrator.json"))
    with opener(browser) as opens:
        page = opens(house, "/sign-in?next=/account").page
        sign_in(page, "root", purpose="administration")
        page.context.storage_state(path=kept)
    return kept


def test_the_way_to_a_page_leads_over_signing_in_by_keyboard_alone(
    house: Served, open_page: Opener
) -> None:
    page = open_page(house, "/findings?state=all", expects=NOBODY).page
    assert page.url.startswith(f"{house.address}/sign-in?next=%2Ffindings")
    assert page.locator("header nav, header .who").count() == 0, "nobody sees who works here"
    until(page, "() => document.activeElement.id === 'name'")
    page.keyboard.type("wanda")
    press_until(page, "Tab", "password")
    page.keyboard.type("not my password at all")
    press_until(page, "Tab", "purpose")
    page.keyboard.type("border")
    press_until(page, "Tab", "send")
    page.keyboard.press("Enter")
    until(page, "() => document.getElementById('error').textContent.includes('do not open')")
    until(page, "() => document.activeElement.id === 'password'")
    assert page.input_value("#password") == ""
    assert page.input_value("#purpose") == "border-watch"
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}/findings?state=all")
    said = page.inner_text(".who")
    assert all(each in said for each in ("Wanda Watch", "rcmp", "border-watch"))


def test_what_is_refused_is_refused_in_the_same_words_and_after_many_times_for_a_while(
    house: Served, open_page: Opener
) -> None:
    page = open_page(house, "/sign-in", expects="status of 4").page
    ways = (("wanda", PASSWORD, "administration"), *([("nobody", "wrong", "border-watch")] * 6))
    said = []
    for name, password, purpose in ways:
        page.fill("#name", name)
        page.fill("#password", password)
        page.select_option("#purpose", purpose)
        page.click("#send")
        until(page, ANSWERED)
        said.append(page.inner_text("#error"))
    assert len(set(said[:-1])) == 1, "nobody can tell what was wrong"
    assert re.search(r"counts from \d\d:\d\d UTC", said[-1])


def test_a_temporary_password_opens_nothing_until_it_is_changed(
    house: Served, open_page: Opener
) -> None:
    page = open_page(house, "/sign-in?next=/picture", expects=NOBODY).page
    sign_in(page, "petra", password=TEMPORARY)
    assert page.url == f"{house.address}/account"
    assert page.locator("header nav a").count() == 0
    page.goto(f"{house.address}/picture")
    assert page.url == f"{house.address}/account"
    page.fill("#old", "wrong")
    page.fill("#new", "short")
    page.fill("#again", "short")
    page.click("#change-password button")
    until(page, "() => document.querySelector('.error').textContent.includes('12')")
    page.fill("#new", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("#change-password button")
    until(page, "() => document.querySelector('.error').textContent.includes('wrong')")
    page.fill("#old", TEMPORARY)
    page.click("#change-password button")
    page.wait_for_selector("#who")
    assert "Petra Patrol" in page.inner_text("#who")
    until(page, "() => document.getElementById('said').textContent.includes('changed')")


@pytest.mark.parametrize(("name", "seen"), [("wanda", 2), ("carl", 1)])
def test_a_partner_sees_what_was_released_to_it_and_no_more(
    house: Served, open_page: Opener, name: str, seen: int
) -> None:
    page = open_page(house, "/picture").page
    sign_in(page, name)
    tracks(page, seen)
    until(page, "n => document.querySelectorAll('#alerts tbody tr').length === n", seen)
    assert page.evaluate("() => northline.shown().length") == seen
    boats = page.evaluate("() => JSON.stringify(northline.shown())")
    assert ("316000001" in boats) == (name == "wanda")
    assert "316000002" in boats
    page.goto(f"{house.address}/findings?state=all")
    assert page.locator("#rows > tr").count() == seen
    assert ("316000001" in page.content()) == (name == "wanda")


def test_signing_out_ends_every_page_of_the_session_and_the_way_back_shows_nothing(
    house: Served, open_page: Opener
) -> None:
    here = open_page(house, "/findings", expects=NOBODY).page
    sign_in(here, "wanda")
    here.goto(f"{house.address}/account")
    kept = here.context.storage_state()
    beside = here.context.new_page()
    beside.goto(f"{house.address}/outcomes")
    # Another browser with the same session hears of it from the node alone.
    apart = [
        open_page(house, path, expects=NOBODY, storage_state=kept).page
        for path in ("/picture", "/findings", "/health")
    ]
    tracks(apart[0], 2)
    here.click("#sign-out")
    here.wait_for_selector("#why")
    assert here.inner_text("#why") == "You have signed out."
    for page in (beside, *apart):
        page.wait_for_url(f"{house.address}/sign-in?why=ended&next=*")
    here.go_back()
    until(here, "() => location.pathname === '/sign-in'")
    assert "Wanda" not in here.content()


def test_a_second_person_in_the_same_browser_never_has_the_pages_of_the_first(
    house: Served, open_page: Opener
) -> None:
    first = open_page(house, "/account", expects=NOBODY).page
    sign_in(first, "wanda")
    first.wait_for_selector("#who")
    first.context.clear_cookies()
    second = first.context.new_page()
    second.goto(f"{house.address}/account")
    sign_in(second, "carl")
    until(first, "() => document.getElementById('who')?.textContent.includes('Carl Crew')")


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("path", ["/sign-in", "/account", "/accounts", "/accounts/wanda"])
def test_each_page_is_accessible_and_speaks_one_language(
    house: Served, open_page: Opener, administrator: str, path: str, code: str
) -> None:
    kept = {} if path == "/sign-in" else {"storage_state": administrator}
    page = open_page(house, f"{path}?lang={code}", **kept).page
    assert page.url.startswith(f"{house.address}{path}?"), "it is shown, and no other"
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => each.open = true)")
    assert not violations(page)
    page.emulate_media(color_scheme="dark")
    assert not violations(page)
    known = catalogue()
    translated = {each for each, french in known.items() if each != french} - set(known.values())
    said = set(page.evaluate(TEXTS)) & translated - names()
    assert said if code == "en" else not said


def test_an_administrator_makes_an_account_and_closes_it(
    house: Served, open_page: Opener, administrator: str
) -> None:
    page = open_page(house, "/accounts", expects="status of 400", storage_state=administrator).page
    page.click("#new-account summary")
    page.fill("#name", "nadia")
    page.fill("#person", "Wanda Watch")
    page.check("input[name=roles][value=analyst]")
    page.fill("#purposes", "border-watch, drug-cases")
    page.click("#new-account button[type=submit]")
    until(
        page, "() => document.querySelector('.error:not([hidden])')?.textContent.includes('wanda')"
    )
    page.fill("#person", "Nadia Night")
    page.click("#new-account button[type=submit]")
    until(page, "() => !document.getElementById('once').hidden")
    password = page.inner_text("#once-secret")
    page.click("#once-done")
    page.click("a[href='/accounts/nadia']")
    assert password not in page.content()
    assert page.input_value("#purposes") == "border-watch, drug-cases"
    other = open_page(house, "/account", expects=NOBODY).page
    sign_in(other, "nadia", password=password, purpose="drug-cases")
    other.wait_for_selector("#change-password")
    page.click("#disable")
    page.wait_for_selector("#sure[open]")
    page.click("#sure-yes")
    until(page, "() => document.getElementById('said')?.textContent.includes('disabled')")
    other.reload()
    assert other.url.startswith(f"{house.address}/sign-in")


def test_a_token_is_shown_once_and_revoked(
    house: Served, open_page: Opener, administrator: str
) -> None:
    page = open_page(house, "/account", storage_state=administrator).page
    page.click("#new-token summary")
    page.fill("#label", "plots at night")
    page.click("#new-token button[type=submit]")
    until(page, "() => !document.getElementById('once').hidden")
    secret = page.inner_text("#once-secret")
    assert secret.startswith("nlt_")
    page.click("#once-done")
    page.wait_for_selector("#tokens")
    assert secret not in page.content()
    page.click("#tokens button")
    page.wait_for_selector("#sure[open]")
    page.keyboard.press("Escape")
    assert page.locator("#tokens button").count() == 1, "nobody was sure"
    page.click("#tokens button")
    page.click("#sure-yes")
    until(page, "() => document.querySelectorAll('#tokens button').length === 0")


def test_a_new_key_is_taken_once_somebody_is_sure(
    house: Served, open_page: Opener, administrator: str
) -> None:
    page = open_page(house, "/account", storage_state=administrator).page
    before = _key(page)
    page.click("#rotate-key")
    page.click("#sure-yes")
    until(page, "() => document.getElementById('said')?.textContent.includes('new key')")
    assert _key(page) != before


def _key(page: Page) -> str:
    return page.locator("section[aria-labelledby=key-title] dd .mono").first.inner_text()
