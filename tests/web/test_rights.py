"""People's requests over the API and as pages."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.rights.steps import add_step
from northline.decisions.rights_steps import StepWish
from northline.records.redress_number import redress_number
from northline.records.rights_request import Right, StepSort
from northline.web.site import site
from tests.app.rights.asked import HERS, arrived, asks, crossed, verified
from tests.web.asking import Api

HOSTILE = "\"><script>alert(1)</script><b title='"
OPENING = {
    "right": "access",
    "requester": "Test Person",
    "contact": "1 Example Street",
    "asks": "what is held",
    "identifiers": [HERS],
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Api]]:
    folder = tmp_path_factory.mktemp("lake")
    with Node.open(folder / "ledger", home=folder / "home") as node:
        crossed(node, folder)
        yield node, Api(site(node))


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[tuple[Node, Api]]:
    """A node of somebody who answers no requests, with one in its ledger."""
    home = tmp_path / "home"
    with Node.open(tmp_path / "ledger", home=home) as node:
        asks(node, asks=HOSTILE)
    profile = home / "operator.json"
    told = json.loads(profile.read_text())
    profile.write_text(json.dumps({**told, "roles": ["watch-officer"]}))
    with Node.open(tmp_path / "ledger", home=home) as node:
        yield node, Api(site(node))


def text_of(answer: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer))


# --- the API ------------------------------------------------------------------------------


def test_a_request_goes_its_way_over_the_api(lake: tuple[Node, Api]) -> None:
    _, api = lake
    opened = api.post("/rights", json=OPENING)
    assert opened.status_code == 201, opened.text
    number = opened.json()["request"]["number"]
    assert number in {each["number"] for each in api.document("/rights")["requests"]}
    steps = f"/rights/{number}/steps"
    verify = {"step": "identity-verified", "reason": "passport shown"}
    assert api.post(steps, json=verify).status_code == 201
    found = api.post(f"/rights/{number}/locate").json()
    assert found["number"] == number
    assert {"position", "finding"} <= {each["kind"] for each in found["kinds"]}
    package = api.post(f"/rights/{number}/export", json={"withhold": {"crossing": "safety"}})
    assert package.headers["content-type"] == "application/zip"
    assert f'filename="{number}.zip"' in package.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        summary = json.loads(archive.read("summary.json"))
    assert summary["withheld"][0]["ground"] == "safety"
    answer = {
        "step": "answered",
        "answer": "in-part",
        "ground": "Privacy Act, s. 25",
        "reason": "a",
    }
    told = api.post(steps, json=answer).json()["request"]
    assert (told["state"], told["clock"]["late"]) == ("answered", False)
    assert api.post(steps, json={"step": "closed", "reason": "sent"}).status_code == 201
    (kept,) = [e for e in api.document("/rights?state=closed")["requests"] if e["number"] == number]
    assert [each["step"] for each in kept["steps"]] == ["identity-verified", "answered", "closed"]
    assert kept == api.document(f"/rights/{kept['id']}")["request"]


def test_what_is_sent_twice_under_one_key_is_done_once(lake: tuple[Node, Api]) -> None:
    node, api = lake
    key = {"Idempotency-Key": "one"}
    first, again = (api.post("/rights", json=OPENING, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    number = first.json()["request"]["number"]
    step = {"step": "acknowledged", "reason": "letter sent"}
    for _ in range(2):
        api.post(f"/rights/{number}/steps", json=step, headers={"Idempotency-Key": "two"})
    assert len(api.document(f"/rights/{number}")["request"]["steps"]) == 1
    assert node.verify().ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"right": "everything"},
        {"requester": ""},
        {"regime": "gdpr"},
        {"zone": "Nowhere"},
        {"colour": "blue"},
    ],
)
def test_what_cannot_be_taken_in_is_a_wrong_request(
    lake: tuple[Node, Api], wrong: dict[str, str]
) -> None:
    assert lake[1].post("/rights", json={**OPENING, **wrong}).status_code == 400


def test_what_nobody_has_is_not_found(lake: tuple[Node, Api]) -> None:
    _, api = lake
    none = redress_number(b"x" * 16)
    assert api.get(f"/rights/{none}").status_code == 404
    assert api.get("/rights/NL-7").status_code == 404
    assert api.post(f"/rights/{none}/locate").status_code == 404
    assert api.get(f"/notices/{'ab' * 16}").status_code == 404
    assert api.get("/rights?state=late").status_code == 400


def test_readers_of_a_record_are_told_of_its_notation(lake: tuple[Node, Api]) -> None:
    node, api = lake
    id = arrived(node, "mmsi:316000777", "N-1")
    made = verified(node, asks(node, Right.NOTATION))
    wish = StepWish(
        step=StepSort.NOTATION_ATTACHED, reason="not corrected", cites=(id,), text="Not so."
    )
    add_step(node, made.number, wish)
    (told,) = api.document(f"/notations?record={id.hex()}&record={'ab' * 16}")["notations"]
    assert (told["text"], told["record"], told["number"]) == ("Not so.", id.hex(), made.number)


def test_a_record_is_corrected_over_the_api(lake: tuple[Node, Api]) -> None:
    node, api = lake
    id = arrived(node, "mmsi:316000778", "N-2")
    made = verified(node, asks(node, Right.CORRECTION))
    body = {"record": id.hex(), "changes": {"craft_name": "SEA BREEZE"}, "reason": "spelling"}
    answer = api.post(f"/rights/{made.number}/corrections", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["record"]["supersedes"] == id.hex()
    assert answer.json()["step"]["step"] == "corrected"


def test_a_notice_is_told_in_the_language_that_is_asked_for(lake: tuple[Node, Api]) -> None:
    node, api = lake
    made = node.decide(node.findings()[0].finding.id, "acknowledge", reason="seen")
    told = api.document(f"/notices/{made.id.hex()}?language=fr&contact=x@example.test")["notice"]
    assert told["number"] == redress_number(made.id)
    assert any("Numéro de recours" in line for line in told["text"])


def test_to_whoever_answers_no_requests_there_are_none(closed: tuple[Node, Api]) -> None:
    _, api = closed
    for answer in (api.get("/rights"), api.post("/rights", json=OPENING)):
        assert answer.status_code in {403, 404}
        assert "NL-" not in answer.text
    assert api.document("/records/rights-request")["records"] == []
    page = api.page("/rights")
    assert page.status_code == 403
    assert "privacy officers" in page.text
    assert "Test Person" not in page.text


# --- the pages ----------------------------------------------------------------------------


def test_the_queue_shows_what_is_overdue_first_in_both_languages(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        api = Api(site(node))
        assert "No request here." in api.page("/rights").text
        young, old = asks(node), asks(node, received="2025-01-05T15:00:00Z")
        for code, words in (("en", ("overdue", "refused by law")), ("fr", ("retard", "réputée"))):
            answer = api.page(f"/rights?lang={code}")
            assert answer.status_code == 200
            assert answer.text.index(old.number) < answer.text.index(young.number)
            assert all(each in text_of(answer.text) for each in words)
        assert api.page("/rights?state=closed").status_code == 200
        assert api.page("/rights?state=late").status_code == 404


def test_one_request_shows_its_steps_and_nothing_runs_that_somebody_wrote(
    lake: tuple[Node, Api],
) -> None:
    node, api = lake
    made = asks(node, asks=HOSTILE, requester=HOSTILE, identifiers=(HOSTILE,))
    wish = StepWish(step=StepSort.ACKNOWLEDGED, reason=HOSTILE)
    add_step(node, made.number, wish)
    for code in ("en", "fr"):
        answer = api.page(f"/rights/{made.number}?lang={code}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert made.number in answer.text
        assert "Privacy Act (R.S.C. 1985, c. P-21), ss. 14, 15 and 16(3)" in answer.text
    assert api.page(f"/rights/{redress_number(b'x' * 16)}").status_code == 404


def test_a_reviewer_sees_no_form(lake: tuple[Node, Api], tmp_path: Path) -> None:
    node, _ = lake
    made = asks(node)
    who = msgspec.structs.replace(node.operator, roles=("reviewer",))
    api = Api(site(node.acting_as(who, node.key)))
    for path in ("/rights", f"/rights/{made.number}"):
        answer = api.page(path)
        assert answer.status_code == 200
        assert made.number in answer.text
        assert 'class="post"' not in answer.text
