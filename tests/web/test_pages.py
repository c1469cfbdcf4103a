"""Pages without a browser: status, headers, language, escaping, files, errors, other sites."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from northline.app.node import Node
from northline.web.language import COOKIE, language
from northline.web.rendering import environment
from northline.web.site import site
from northline.web.static_files import FOLDER, asset
from tests.e2e.pages import PAGES
from tests.web.asking import Api, crossing

HTML = {"Accept": "text/html"}
LINKS = [f"/{name}" for name, _ in environment(language("en")).globals["pages"]()]  # type: ignore[operator]
FOLLOWED = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
"""What a browser says when somebody follows a link on another site."""


class Site(Api):
    """A site that is asked for anything it has, by the whole path."""

    def ask(self, method: str, path: str, *, root: str = "", **more: Any) -> httpx.Response:
        return super().ask(method, path, root=root, **more)


class Tags(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages over a ledger with a finding in it."""
    folder = tmp_path_factory.mktemp("pages")
    feed = folder / "river.nmea"
    feed.write_bytes(crossing())
    with Node.open(folder / "ledger", home=folder / "home") as node:
        node.ingest("ais", feed)
        node.run()
        yield Site(site(node))


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("drill")
    with Node.open(folder / "ledger", home=folder / "home", exercise=True) as node:
        yield Site(site(node))


def get(pages: Site, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return pages.get(path, headers={**HTML, **named})


def test_the_first_page_is_the_picture(pages: Site) -> None:
    answer = get(pages, "/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/picture")


def test_every_page_of_the_bar_is_also_tested_in_a_browser() -> None:
    assert set(LINKS) <= set(PAGES)


@pytest.mark.parametrize("path", LINKS)
def test_a_page_of_the_bar_is_there_and_may_do_nothing_but_what_it_needs(
    pages: Site, path: str
) -> None:
    answer = get(pages, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, no-store"
    policy = dict(
        each.strip().partition(" ")[::2]
        for each in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", LINKS)
def test_a_page_holds_no_script_or_style_of_its_own_and_loads_nothing_from_elsewhere(
    pages: Site, path: str
) -> None:
    tags = Tags(get(pages, path).text)
    for script in tags.of("script"):
        assert script.get("src", "").startswith("/static/") or script["type"] == "application/json"
    assert not tags.of("style")
    for tag, attributes in tags.found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "action"):
            address = attributes.get(name, "/")
            assert address.startswith(("/", "#", "?", "data:,")), (tag, address)
            assert not address.startswith("//")


@pytest.mark.parametrize("path", LINKS)
def test_a_page_marks_in_the_bar_where_one_is(pages: Site, path: str) -> None:
    tags = Tags(get(pages, path).text)
    current = {each["href"] for each in tags.of("a") if each.get("aria-current") == "page"}
    assert current & set(LINKS) == {path}
    assert len(tags.of("h1")) == 1
    assert len(tags.of("title")) == 1


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/picture", {}, "en"),
        ("/picture", {"Accept_Language": "fr-CA,fr;q=0.9,en;q=0.5"}, "fr"),
        ("/picture", {"Accept_Language": "de, fr;q=0.5"}, "fr"),
        ("/picture", {"Accept_Language": "de"}, "en"),
        ("/picture", {"Accept_Language": ";;,*"}, "en"),
        ("/picture", {"Cookie": f"{COOKIE}=fr", "Accept_Language": "en"}, "fr"),
        ("/picture", {"Cookie": f"{COOKIE}=xx", "Accept_Language": "fr"}, "fr"),
        ("/picture?lang=fr", {"Cookie": f"{COOKIE}=en"}, "fr"),
        ("/picture?lang=en", {"Cookie": f"{COOKIE}=fr", "Accept_Language": "fr"}, "en"),
        ("/picture?lang=tlh", {"Cookie": f"{COOKIE}=fr"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_address_then_of_the_choice_then_of_the_browser(
    pages: Site, path: str, headers: dict[str, str], code: str
) -> None:
    answer = get(pages, path, **headers)
    assert answer.headers["content-language"] == code
    assert f'<html lang="{code}"' in answer.text
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))


def test_a_choice_of_language_is_kept_and_nothing_else_is(pages: Site) -> None:
    kept = get(pages, "/picture?lang=fr").headers["set-cookie"]
    assert kept.startswith(f"{COOKIE}=fr;")
    assert {"HttpOnly", "SameSite=lax"} <= {each.strip() for each in kept.split(";")}
    for path in ("/picture", "/picture?lang=tlh"):
        assert "set-cookie" not in get(pages, path).headers


def test_the_link_to_the_other_language_keeps_the_rest_of_the_address(pages: Site) -> None:
    text = get(pages, "/picture?lon=-82.5&lang=en&track=%22%3E%3Cscript%3E").text
    (link,) = [each["href"] for each in Tags(text).of("a") if each.get("id") == "language"]
    parts = urlsplit(link)
    assert parts.path == "/picture"
    assert sorted(parse_qsl(parts.query)) == [
        ("lang", "fr"),
        ("lon", "-82.5"),
        ("track", '"><script>'),
    ]


@pytest.mark.parametrize("path", LINKS)
def test_an_exercise_says_so_on_every_page_and_nothing_else_does(
    pages: Site, drill: Site, path: str
) -> None:
    for code, word in (("en", "EXERCISE"), ("fr", "EXERCICE")):
        played = get(drill, f"{path}?lang={code}")
        assert played.headers["northline-exercise"] == "true"
        assert f"<strong>{word}</strong>" in played.text
        assert re.search(rf"<title>{word}\b", played.text)
    real = get(pages, path)
    assert real.headers["northline-exercise"] == "false"
    assert "EXERCISE" not in real.text


def test_what_people_are_called_is_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORTHLINE_OPERATOR", "<script>alert(1)</script>&co")
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        text = get(Site(site(node)), "/picture").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;co" in text


def test_texts_for_browser_code_cannot_end_their_element() -> None:
    told = environment(language("en")).from_string("{{ texts | words | safe }}")
    said = told.render(texts={"a": "</script><script>alert(1)</script>"})
    assert "<" not in said
    assert "\\u003c/script>" in said


def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(pages: Site) -> None:
    path = asset("picture.js")
    answer = pages.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in answer.headers
    again = pages.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 200, "compressed it is another representation"
    known = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": "identity"}
    assert (pages.get(path, headers=known).status_code, pages.get(path, headers=known).content) == (
        304,
        b"",
    )


def test_a_file_is_sent_compressed_to_whoever_takes_that(pages: Site) -> None:
    path = asset("site.css")
    plain = pages.get(path, headers={"Accept-Encoding": "identity"})
    packed = pages.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content, "httpx unpacks it"
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]
    stored = (FOLDER / path.removeprefix("/static/")).with_suffix(".css.gz").read_bytes()
    assert gzip.decompress(stored) == plain.content


def test_a_file_without_a_hash_is_asked_for_again(pages: Site) -> None:
    answer = pages.get("/static/manifest.json")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static",
        "/static/bundle",
        "/static/nowhere.js",
        "/static/../site.py",
        "/static/%2e%2e/site.py",
        "/static/..%2fsite.py",
        "/static/bundle/../../site.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\site.py",
        "/static/%00",
        "/static/" + "x" * 3000,
    ],
)
def test_nothing_but_files_of_the_pages_is_served(pages: Site, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code in {400, 404}
    assert b"def " not in answer.content
    assert b"root:" not in answer.content


@pytest.mark.parametrize("code", ["en", "fr"])
def test_people_are_told_of_errors_in_a_page(pages: Site, code: str) -> None:
    answer = get(pages, f"/nowhere?lang={code}")
    assert answer.status_code == 404
    assert answer.headers["content-language"] == code
    tags = Tags(answer.text)
    assert "/picture" in {each.get("href") for each in tags.of("a")}
    assert not [each for each in tags.of("a") if "aria-current" in each]


def test_programs_are_told_of_errors_in_problem_details(pages: Site) -> None:
    for path, headers in (("/nowhere", {}), ("/api/v1/nowhere", HTML), ("/static/x", {})):
        answer = pages.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404


def test_what_was_asked_for_is_escaped_where_it_stands_on_the_page(pages: Site) -> None:
    text = get(pages, "/<b>secret</b>?x=<i>").text
    assert "<b>" not in text
    assert "<i>" not in text


def test_a_link_on_another_site_shows_a_page(pages: Site) -> None:
    for path in LINKS:
        answer = pages.get(path, headers={**HTML, **FOLLOWED})
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {**FOLLOWED, "Sec-Fetch-Dest": "iframe"},
        {**FOLLOWED, "Origin": "https://evil.example"},
    ],
)
def test_another_site_reads_neither_pages_nor_the_api(pages: Site, headers: dict[str, str]) -> None:
    for path in ("/picture", "/api/v1/picture/alerts", asset("picture.js")):
        assert pages.get(path, headers={**HTML, **headers}).status_code == 403


@pytest.mark.parametrize("path", LINKS)
def test_another_site_opens_no_page_by_itself(pages: Site, path: str) -> None:
    opened = {name: value for name, value in FOLLOWED.items() if name != "Sec-Fetch-User"}
    assert pages.get(path, headers={**HTML, **opened}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/records/position?limit=10000",
        "/api/v1/picture/past?minutes=1440",
        "/api/v1/picture/stream",
        "/metrics",
        "/map/basemaps",
        "/static/manifest.json",
    ],
)
def test_a_link_on_another_site_asks_no_api(pages: Site, path: str) -> None:
    answer = pages.get(path, headers={**HTML, **FOLLOWED})
    assert answer.status_code == 403
    own = {**FOLLOWED, "Sec-Fetch-Site": "same-origin"}
    if "stream" not in path:
        assert pages.get(path, headers={**HTML, **own}).status_code == 200


def test_another_site_keeps_no_hold_of_a_window_that_it_opened(pages: Site) -> None:
    for path in (*LINKS, "/nowhere"):
        assert get(pages, path).headers["cross-origin-opener-policy"] == "same-origin"


def test_a_link_on_another_site_changes_nothing(pages: Site) -> None:
    sent = pages.ask("POST", "/api/v1/verify", json={}, headers=FOLLOWED)
    assert sent.status_code == 403
