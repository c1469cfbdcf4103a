"""Findings over the API: listed, explained, decided about and replayed."""

from collections.abc import Iterator
from typing import Any

import pytest

from northline.app.node import Node
from northline.web.site import site
from tests.web.asking import Api, crossing


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("watched")
    feeds = folder / "river.nmea"
    feeds.write_bytes(b"".join(crossing(mmsi=316_000_001 + n) for n in range(3)))
    with Node.open(folder / "ledger", home=folder / "home") as node:
        node.ingest("ais", feeds)
        node.run()
        yield Api(site(node))


def found(api: Api, query: str = "") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = api.document(f"/findings{query}")["findings"]
    return listed


def test_pages_of_findings_give_each_once(watched: Api) -> None:
    ids, cursor = [], ""
    while True:
        page = watched.document(f"/findings?state=all&limit=1{cursor}")
        ids += [each["id"] for each in page["findings"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(ids) == len(set(ids)) == 3


def test_a_finding_says_why(watched: Api) -> None:
    each = found(watched, "?state=all")[0]
    one = watched.document(f"/findings/{each['id']}")
    assert one["finding"] == "line-crossing"
    assert one["reasons"]
    assert all(reason["en"] and reason["fr"] for reason in one["reasons"])
    assert one["score"] == pytest.approx(sum(reason["share"] for reason in one["reasons"]))
    by_event = watched.document(f"/findings/{one['event_id']}")
    assert by_event["id"] == one["id"]


def test_a_decision_moves_a_finding_and_frees_the_answer(watched: Api) -> None:
    before = watched.get("/findings")
    first = found(watched)[0]
    path = f"/findings/{first['id']}/decisions"
    made = watched.post(path, json={"verb": "dismiss", "reason": "a club race"})
    assert made.status_code == 201, made.text
    after = watched.get("/findings", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert first["id"] not in {each["id"] for each in after.json()["findings"]}
    one = watched.document(f"/findings/{first['id']}")
    assert one["state"] == "dismissed"
    assert [each["reason"] for each in one["decisions"]] == ["a club race"]


def test_a_replay_gives_the_same(watched: Api) -> None:
    first = found(watched, "?state=all")[0]
    replayed = watched.post(f"/findings/{first['id']}/replay").json()
    assert replayed["same"] is True, replayed
