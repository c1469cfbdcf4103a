"""Records over the API: pages that give each row once, filters, Arrow, and what is not there."""

import json
from typing import Any

import pyarrow as pa
import pytest

from northline.app.node import Node
from northline.records.kinds import kind as kind_named
from northline.web.site import site
from tests.web.asking import Api, feed
from tests.web.conftest import BOATS

ARROW = {"Accept": "application/vnd.apache.arrow.stream"}
BYTES = {"Content-Type": "application/octet-stream"}


def pages(river: Api, path: str) -> list[list[dict[str, Any]]]:
    found, cursor = [], ""
    while True:
        page = river.document(f"{path}{cursor}")
        found.append(page["records"])
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("limit", [1, 3, 7, BOATS - 1, BOATS, BOATS + 1])
def test_pages_give_each_row_once_and_newest_first(river: Api, limit: int) -> None:
    found = pages(river, f"/records/position?limit={limit}&columns=id,at")
    rows = [row for page in found for row in page]
    assert all(len(page) == limit for page in found[:-1])
    assert len(rows) == len({row["id"] for row in rows}) == BOATS
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)


def test_what_is_appended_meanwhile_neither_shifts_nor_repeats_a_page(
    node: Node, asked: Api
) -> None:
    asked.post("/ingest/ais", content=feed(9), headers=BYTES)
    first = asked.document("/records/position?limit=4")
    later = feed(9, second=1_790_000_000)
    asked.post("/ingest/ais", content=later, headers=BYTES)
    second = asked.document(f"/records/position?limit=9&cursor={first['next']}")
    rows = [row["id"] for row in first["records"] + second["records"]]
    assert len(rows) == len(set(rows)) == 9
    assert second["next"] is None
    assert node.count("position") == 18


def test_a_row_is_what_its_schema_says(river: Api) -> None:
    (row,) = river.document("/records/position?limit=1")["records"]
    schema = river.document("/kinds/position")["schema"]
    assert set(row) == set(schema["properties"])
    assert isinstance(row["lon"], float)
    assert row["at"].endswith("Z")


def test_filters_narrow_the_answer(river: Api) -> None:
    rows = river.document("/records/position")["records"]
    row = rows[-1]
    until = river.document(f"/records/position/count?since={row['at']}&until={rows[0]['at']}")
    assert 0 < until["count"] < BOATS
    here = river.document(f"/records/position?cell={row['cell']}&cell={rows[0]['cell']}")
    assert {row["id"], rows[0]["id"]} <= {each["id"] for each in here["records"]}
    assert len(here["records"]) < BOATS
    assert river.document("/records/position?as_of=1")["records"] == []
    for path in ("/records/position", "/records/position/count"):
        assert river.get(f"{path}?as_of=999999").status_code == 400


def test_a_misspelt_filter_is_refused_and_does_not_give_everything(river: Api) -> None:
    answer = river.get("/records/position?sinse=2026-01-01")
    assert answer.status_code == 400
    assert "since" in answer.json()["detail"]


def test_an_arrow_stream_has_all_rows_and_the_declared_types(river: Api) -> None:
    answer = river.get("/records/position", headers=ARROW)
    assert answer.headers["content-type"] == ARROW["Accept"]
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.num_rows == BOATS
    assert table.schema.equals(kind_named("position").schema)
    assert table.schema.metadata[b"exercise"] == b"false"


def test_an_arrow_page_names_the_next_one_in_a_header(river: Api) -> None:
    first = river.get("/records/position?limit=30", headers=ARROW)
    second = river.get(
        f"/records/position?limit=30&cursor={first.headers['northline-next']}", headers=ARROW
    )
    ids = [
        each
        for answer in (first, second)
        for each in pa.ipc.open_stream(answer.content).read_all().column("id").to_pylist()
    ]
    assert len(ids) == len(set(ids)) == BOATS
    assert "northline-next" not in second.headers


def test_one_record_is_had_by_its_id(river: Api) -> None:
    (row,) = river.document("/records/position?limit=1")["records"]
    assert river.document(f"/records/position/{row['id']}")["record"] == row


@pytest.mark.parametrize(
    "path",
    [
        f"/records/position/{'0' * 32}",
        "/records/position/not-an-id",
        f"/findings/{'0' * 32}",
        "/findings/not-an-id",
        "/nowhere",
    ],
)
def test_what_may_not_be_seen_is_answered_like_what_is_not_there(river: Api, path: str) -> None:
    answer = river.get(path)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is nothing here by that name"


def test_a_record_of_another_agency_does_not_exist(node: Node, asked: Api) -> None:
    secret = "Secret; owner=another-agency"
    sent = asked.post(f"/ingest/ais?marking={secret}", content=feed(1), headers=BYTES)
    assert sent.json()["new"] == {"position": 1}
    assert asked.document("/records/position")["records"] == []
    assert asked.document("/records/position/count")["count"] == 0
    hidden = node.ledger.plan("position", node.service_viewer("x"), limit=1)
    assert hidden.markings == ()
    gone = asked.get(f"/records/position/{'0' * 32}")
    assert (gone.status_code, json.loads(gone.content)["title"]) == (404, "not found")


def test_every_answer_of_an_exercise_says_so(tmp_path: Any) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        asked = Api(site(node))
        asked.post("/ingest/ais", content=feed(2), headers=BYTES)
        for path in ("/health", "/records/position", "/nowhere", "/findings"):
            assert asked.get(path).headers["northline-exercise"] == "true"
        assert asked.document("/records/position")["exercise"] is True
        stream = asked.get("/records/position", headers=ARROW)
        schema = pa.ipc.open_stream(stream.content).schema
        assert schema.metadata[b"exercise"] == b"true"
