"""Outcomes over HTTP: claims, trends in three forms, commitments, what is missing."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from northline.app.node import Node
from northline.measures.claim import declared
from northline.measures.trend import trends
from northline.web.api import router
from northline.web.description import describe
from northline.web.desk import ARROW
from tests.measures.tables import by_sector, rates, rows, written
from tests.web.asking import Api

PEAK = next(
    each.claim
    for each in declared().claims
    if any(way.formula.fall for way in each.ways) and each.document == "outcomes"
)
SECTORS = next(each.trend for each in trends() if each.series == "cbp-encounters-by-sector")


@pytest.fixture
def told(asked: Api, node: Node, tmp_path: Path) -> Api:
    """An API over a table."""
    node.ingest("cbp-encounters", written(tmp_path, "sectors.csv", by_sector()))
    return asked


def test_claims_are_told_filtered_and_one_by_one(told: Api) -> None:
    every = told.document("/claims")["claims"]
    assert [each["claim"] for each in every] == [each.claim for each in declared().claims]
    some = told.document("/claims?verdict=reproduced&document=outcomes")["claims"]
    assert [each["claim"] for each in some] == [PEAK]
    one = told.document(f"/claims/{PEAK}")
    assert one.pop("exercise") is False
    assert one == some[0]


def test_a_name_in_the_path_that_there_is_not_is_not_found(told: Api) -> None:
    for path in ("/claims/nobody", "/trends/nobody", f"/trends/{SECTORS}?vintage=1999"):
        answer = told.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["title"] == "not found"
    assert told.get("/claims?verdict=true").status_code == 400
    assert told.get(f"/trends/{SECTORS}?format=xlsx").status_code == 400


def test_a_trend_comes_as_json_csv_and_arrow(told: Api) -> None:
    listed = told.document("/trends")["trends"]
    assert [each["trend"] for each in listed] == [each.trend for each in trends()]
    line = told.document(f"/trends/{SECTORS}")
    values = [each["value"] for each in line["points"]]
    assert values == [10.0, 90.0, 3.0, 8.0]
    table = told.get(f"/trends/{SECTORS}?format=csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == f'attachment; filename="{SECTORS}.csv"'
    assert len(table.text.splitlines()) == 5
    for answer in (
        told.get(f"/trends/{SECTORS}?format=arrow"),
        told.get(f"/trends/{SECTORS}", headers={"Accept": ARROW}),
    ):
        assert answer.headers["content-type"] == ARROW
        with pa.ipc.open_stream(answer.content) as reader:
            columns = reader.read_all()
        assert columns.column("value").to_pylist() == values
        assert columns.schema.metadata[b"exercise"] == b"false"


@pytest.mark.parametrize(
    "path", ["/claims", f"/claims/{PEAK}", "/trends", f"/trends/{SECTORS}?format=csv",
             f"/trends/{SECTORS}?format=arrow", "/commitments", "/missing"],
)  # fmt: skip
def test_who_has_the_answer_is_told_so_until_a_table_is_read(
    path: str, told: Api, node: Node, tmp_path: Path
) -> None:
    tag = told.get(path).headers["etag"]
    assert told.get(path, headers={"If-None-Match": tag}).status_code == 304
    node.ingest("opioid-rates", written(tmp_path, "rates_2024-12-24.csv", rates(21.3)))
    assert told.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_commitments_and_what_is_missing_are_told(told: Api) -> None:
    promised = told.document("/commitments")["commitments"]
    assert {each["delivery"] for each in promised} <= {"unknown", "delivered"}
    missing = told.document("/missing")
    assert PEAK not in {each["claim"] for each in missing["missing"]}
    here = {each["series"]: each["here"] for each in missing["tables"]}
    assert here["cbp-encounters-by-sector"]
    assert not here["bts"]


def test_a_table_that_is_sent_carries_its_vintage(asked: Api, node: Node) -> None:
    sent: dict[str, Any] = {
        "content": rates(21.3),
        "headers": {"Content-Type": "application/octet-stream"},
    }
    refused = asked.post("/ingest/opioid-rates", **sent)
    assert refused.json().get("new", {}) == {}
    kept = asked.post("/ingest/opioid-rates?vintage=2024-12-24&source=again", **sent)
    assert kept.status_code == 200, kept.text
    assert set(node.records("figure").column("vintage").to_pylist()) == {"2024-12-24"}


def test_a_small_count_leaves_by_no_route(asked: Api, node: Node, tmp_path: Path) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "rows.csv", rows()))
    assert '"value":3.0' not in asked.get("/trends").text + asked.get("/claims").text


def test_answers_are_what_the_description_says(told: Api) -> None:
    document = json.loads(json.dumps(describe(router())))
    for path in ("/claims", f"/claims/{PEAK}", "/trends", f"/trends/{SECTORS}", "/commitments",
                 "/missing"):  # fmt: skip
        template = path.replace(PEAK, "{claim}").replace(SECTORS, "{trend}")
        said = document["paths"][f"/api/v1{template}"]["get"]["responses"]["200"]["content"]
        _fits(told.document(path), said["application/json"]["schema"])
    forms = document["paths"]["/api/v1/trends/{trend}"]["get"]["responses"]["200"]["content"]
    assert forms.keys() == {"application/json", "text/csv", ARROW}


def _fits(value: Any, shape: dict[str, Any]) -> None:
    """As much of JSON Schema as the shapes of outcomes use, and no member that is not named."""
    if "allOf" in shape:
        known = {name for part in shape["allOf"] for name in part["properties"]}
        assert value.keys() == known
        for part in shape["allOf"]:
            _fits({name: value[name] for name in part["properties"]}, part)
        return
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    found = names.get(type(value), "number")
    assert found in kinds or (found == "number" and "integer" in kinds), (value, shape)
    assert value in shape.get("enum", [value])
    if found == "object":
        assert value.keys() == shape["properties"].keys()
        for name, each in value.items():
            _fits(each, shape["properties"][name])
    elif found == "array":
        for each in value:
            _fits(each, shape["items"])
