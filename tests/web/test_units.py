"""Units and plans over the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.records.finding import Finding
from northline.web.site import site
from tests.app.people import colleague
from tests.app.planned import keep, planned
from tests.engines.dispatching import RIVER, found
from tests.web.asking import Api

CAR = {"identity": "cot:EX-CAR-4", "callsign": "EX Car 4", "mode": "vehicle", "crew": 2}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        yield node


@pytest.fixture
def api(node: Node) -> Api:
    return Api(site(node))


def test_what_is_stated_of_a_unit_is_answered_once_and_stands_in_the_list(api: Api) -> None:
    first, again = (
        api.post("/units", json=CAR, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200), first.text
    (found,) = api.document("/units")["units"]
    assert found == first.json()["unit"]
    assert (found["crew"], found["mode"], found["sent"]) == (2, "vehicle", None)
    assert api.post("/units", json={**CAR, "crew": "two"}).status_code == 400
    assert api.document("/units?near=-83,42,5")["units"] == []


def test_a_plan_is_answered_with_its_ways_on_the_map(api: Api, node: Node) -> None:
    finding = planned(node)
    told = api.document(f"/findings/{finding.id.hex()}/plan")
    plan = told["plan"]
    assert plan["units"][0]["rank"] == 1
    ways = {each["id"]: each for each in told["map"]["features"]}
    assert ways["way-1"]["geometry"]["coordinates"] == plan["units"][0]["route"]
    assert {each["properties"]["is"] for each in ways.values()} == {"way", "meeting", "look"}
    assert plan["since"].endswith("Z")
    assert api.get(f"/findings/{'00' * 16}/plan").status_code == 404


def test_a_unit_of_a_plan_is_sent_over_the_api(api: Api, node: Node) -> None:
    finding = planned(node)
    path = f"/findings/{finding.id.hex()}/plan"
    plan = api.document(path)["plan"]
    names = plan["units"][0]["identity"]
    body = {"verb": "dispatch", "reason": "nearest", "names": names}
    made = api.post(f"/findings/{plan['id']}/decisions", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["decision"]["names"] == names
    (sent,) = api.document(path)["plan"]["sent"]
    assert (sent["names"], sent["waits"]) == (names, False)
    (out,) = [each for each in api.document("/units")["units"] if each["sent"]]
    assert out["identity"] == names


def test_a_finding_without_a_plan_has_none(api: Api, node: Node) -> None:
    keep(node, Finding, [found(*RIVER, finding="line-crossing", about=[])])
    (alert,) = node.findings(state="all")
    told = api.document(f"/findings/{alert.finding.id.hex()}/plan")
    assert (told["plan"], told["map"]["features"]) == (None, [])


def test_the_page_of_a_finding_shows_its_plan_in_both_languages(api: Api, node: Node) -> None:
    finding = planned(node)
    path = f"/findings/{finding.id.hex()}"
    page = api.page(path).text
    assert "Who can get there" in page
    assert 'data-names="cot:EX BOAT 1"' in page
    assert 'data-word="cue"' in page
    assert "EX CAR 2 is near and is not proposed" in page
    french = api.page(path, headers={"Accept-Language": "fr"}).text
    assert "EX CAR 2 est à proximité" in french
    plan = api.document(f"/findings/{finding.id.hex()}/plan")["plan"]
    node.decide(plan["id"], "dispatch", reason="nearest", names="cot:EX BOAT 1")
    after = api.page(path).text
    assert f"sent by {node.operator.name}" in after
    assert 'data-names="cot:EX BOAT 1"' not in after
    assert 'data-names="cot:EX CAR 1"' in after


def test_who_may_not_dispatch_is_offered_nobody(node: Node) -> None:
    finding = planned(node)
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    page = Api(site(officer)).page(f"/findings/{finding.id.hex()}").text
    assert "EX BOAT 1" in page
    assert "data-names" not in page


def test_the_page_of_units_shows_them_and_offers_the_form_to_who_may_state(node: Node) -> None:
    planned(node)
    page = Api(site(node)).page("/units").text
    assert "EX BOAT 1" in page
    assert 'id="unit-form"' in page
    assert "Units: 4" in page
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    seen = Api(site(officer)).page("/units").text
    assert "EX BOAT 1" in seen
    assert 'id="unit-form"' not in seen


def test_what_a_unit_says_of_itself_is_no_part_of_the_page(api: Api) -> None:
    hostile = "\"><script>alert(1)</script><b title='"
    assert api.post("/units", json={**CAR, "callsign": hostile}).status_code == 201
    page = api.page("/units").text
    assert "<script>alert" not in page
