"""What changes the ledger over the API, asked for once and asked for twice; and freshness."""

import pytest

from northline.app.node import Node
from tests.web.asking import Api, feed
from tests.web.conftest import BOATS

BYTES = {"Content-Type": "application/octet-stream"}


def test_bytes_become_records_and_the_same_bytes_add_nothing(node: Node, asked: Api) -> None:
    first = asked.post("/ingest/ais?source=tower-4", content=feed(5), headers=BYTES)
    assert first.status_code == 200
    assert first.json()["new"] == {"position": 5}
    second = asked.post("/ingest/ais?source=tower-4", content=feed(5), headers=BYTES)
    assert sum(second.json()["new"].values()) == 0
    assert node.count("position") == 5


def test_a_key_is_answered_again_and_not_for_another_request(asked: Api) -> None:
    key = {**BYTES, "Idempotency-Key": "watch-1"}
    first = asked.post("/ingest/ais", content=feed(2), headers=key)
    assert asked.post("/ingest/ais", content=feed(2), headers=key).json() == first.json()
    other = asked.post("/ingest/ais", content=feed(3), headers=key)
    assert other.status_code == 400
    assert "Idempotency-Key" in other.json()["detail"]


def test_a_record_is_decided_about_once_under_one_key(node: Node, asked: Api) -> None:
    asked.post("/ingest/ais", content=feed(1), headers=BYTES)
    (row,) = asked.document("/records/position")["records"]
    path = f"/records/position/{row['id']}/decisions"
    said = {"verb": "refuse", "reason": "asked without a case", "authority": "DOPA s. 5"}
    key = {"Idempotency-Key": "watch-2"}
    first = asked.post(path, json=said, headers=key)
    assert first.status_code == 201, first.text
    again = asked.post(path, json=said, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert [each.reason for each in node.decisions(row["id"])] == [said["reason"]]
    made = asked.document(f"/decisions?about={row['id']}")["decisions"]
    assert [each["id"] for each in made] == [first.json()["decision"]["id"]]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"verb": "refuse"}, 400),
        ({"verb": "applaud", "reason": "x"}, 400),
        ({"verb": "refuse", "reason": " ", "authority": "x"}, 400),
        ({"verb": "refuse", "reason": "x"}, 400),
        ({"verb": "refuse", "reason": "x", "authority": "x", "by": "somebody else"}, 400),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(
    node: Node, asked: Api, said: dict[str, str], status: int
) -> None:
    asked.post("/ingest/ais", content=feed(1), headers=BYTES)
    (row,) = asked.document("/records/position")["records"]
    sent = asked.post(f"/records/position/{row['id']}/decisions", json=said)
    assert sent.status_code == status, sent.text
    assert node.decisions() == []


def test_nobody_decides_about_what_is_not_there(asked: Api) -> None:
    said = {"verb": "acknowledge", "reason": "x"}
    for path in (f"/findings/{'0' * 32}", f"/records/position/{'0' * 32}"):
        assert asked.post(f"{path}/decisions", json=said).status_code == 404


def test_verify_says_whether_all_is_as_committed(river: Api) -> None:
    proof = river.post("/verify", json={}).json()
    assert proof["ok"] is True
    assert proof["rows"] > BOATS
    head = river.document("/head")
    assert river.post("/verify", json={"anchor": head["anchor"]}).json()["anchored"] is True
    wrong = f"{head['seq']}:{'0' * 64}"
    assert river.post("/verify", json={"anchor": wrong}).json()["ok"] is False
    assert river.post("/verify", json={"anchor": "nonsense"}).status_code == 400


def test_what_was_refused_is_listed(river: Api) -> None:
    (unit,) = river.document("/rejected")["rejected"]
    assert bytes.fromhex(unit["raw"]).rstrip() == b"this is no sentence"
    assert unit["received"].endswith("Z")


def test_an_answer_is_sent_once_while_nothing_changes(asked: Api) -> None:
    asked.post("/ingest/ais", content=feed(2), headers=BYTES)
    first = asked.get("/records/position?limit=1")
    tag = first.headers["etag"]
    known = asked.get("/records/position?limit=1", headers={"If-None-Match": f'W/"x", {tag}'})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == tag
    assert known.headers["northline-exercise"] == "false"
    other = asked.get("/records/position?limit=2", headers={"If-None-Match": tag})
    assert other.status_code == 200
    asked.post("/ingest/ais", content=feed(3, second=1_790_000_000), headers=BYTES)
    changed = asked.get("/records/position?limit=1", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_wrong_cursor_is_no_server_error(river: Api) -> None:
    for path in ("/records/position", "/findings", "/decisions", "/rejected"):
        assert river.get(f"{path}?cursor=AAAA").status_code == 400
