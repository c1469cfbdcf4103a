"""A page is small: everything it takes, compressed (gzip) as it comes, or as it could come."""

import gzip
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.pages import PAGES, Opener, tracks
from tests.e2e.serving import Served
from tests.e2e.watching import DRAWN

MOST = 500_000
"""Bytes of a page with all that it loads; the data it shows apart."""

DATA = ("/api/", "/map/tiles/")
"""Where data is asked for: what the picture holds, and the map of where one looks."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_less_than_half_a_megabyte(
    drill: Served, open_page: Opener, path: str
) -> None:
    watched = open_page(drill, path)
    if path == "/picture":
        tracks(watched.page, 60)
    watched.page.wait_for_timeout(500)
    taken: dict[str, int] = {}
    with httpx.Client(headers={"Accept-Encoding": "gzip", "Accept": "text/html,*/*"}) as client:
        for url in dict.fromkeys(watched.asked):
            if url.startswith(DRAWN) or urlsplit(url).path.startswith(DATA):
                continue
            with client.stream("GET", url) as answer:
                assert answer.is_success, url
                body = b"".join(answer.iter_raw())
            packed = "content-encoding" in answer.headers
            taken[url] = len(body if packed else gzip.compress(body))
    assert len(taken) > 2, "it takes more than itself"
    assert sum(taken.values()) < MOST, taken


def test_a_file_that_was_taken_once_is_not_taken_again(drill: Served, open_page: Opener) -> None:
    watched = open_page(drill, "/picture")
    tracks(watched.page, 60)
    watched.page.goto(f"{drill.address}/findings")
    watched.page.goto(f"{drill.address}/picture")
    tracks(watched.page, 60)
    again = watched.page.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((each) => each.name.includes('/static/bundle/') && each.transferSize > 0)"
        ".map((each) => each.name)"
    )
    assert not again
