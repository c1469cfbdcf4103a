"""What a browser may keep of an answer, how long it is taken to be the same, and for whom."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.node import Node
from northline.records.marking import Level
from northline.web import freshness
from northline.web.site import site
from tests.web.asking import Api, feed

SHOWN = (
    "/records/position",
    "/records/position/count",
    "/findings",
    "/decisions",
    "/picture",
    "/picture/past",
    "/picture/alerts",
)
"""Answers that hold what records say."""


@pytest.fixture
def boats(node: Node, asked: Api, tmp_path: Path) -> Api:
    log = tmp_path / "river.nmea"
    log.write_bytes(feed(3))
    node.ingest("ais", log)
    return asked


@pytest.mark.parametrize("path", SHOWN)
def test_no_browser_keeps_what_records_say_on_its_disk(boats: Api, path: str) -> None:
    answer = boats.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"


def again(asked: Api, path: str, tag: str) -> int:
    return asked.get(path, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("path", ["/records/position", "/picture/alerts", "/picture/past"])
def test_an_answer_is_not_taken_to_be_the_same_for_ever(
    boats: Api, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = boats.get(path).headers["etag"]
    assert again(boats, path, tag) == 304
    monkeypatch.setattr(freshness, "RENEW", 1e-6)  # a marking runs out though nothing is written
    assert again(boats, path, tag) == 200


@pytest.mark.parametrize(
    "other",
    [
        {"clearance": Level.PROTECTED_B},
        {"compartments": ("trace",)},
        {"groups": ("IBET",)},
        {"roles": ("law-enforcement",)},
        {"purpose": "customs"},
        {"name": "somebody else"},
    ],
)
def test_whoever_has_other_rights_is_not_told_that_nothing_has_changed(
    node: Node, boats: Api, other: dict[str, Any]
) -> None:
    path = "/records/position"
    tag = boats.get(path).headers["etag"]
    assert again(boats, path, tag) == 304
    node.viewer = msgspec.structs.replace(node.viewer, **other)
    assert again(Api(site(node)), path, tag) == 200
