"""Officer safety and joint operations over the API."""

from typing import Any

import pytest

from northline.app.node import Node
from northline.app.patrol.operation_steps import add_operation_step
from northline.app.patrol.steps import OperationWish
from northline.ledger.reading import system_clock
from northline.records.operation import OperationStepSort
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.people import colleague
from tests.web.asking import Api


def at(minutes: float) -> str:
    return format_instant(Micros(system_clock() + int(minutes * 60e6)))


def plan(**more: Any) -> dict[str, Any]:
    return {
        "name": "EX NIGHT", "since": at(60), "until": at(600), "hub": "desk 1",
        "contact": "+1 555", "from_km": 2280, "to_km": 2290, **more,
    }  # fmt: skip


def test_a_check_in_is_written_once_for_each_key_and_ends_that_a_unit_is_overdue(
    asked: Api,
) -> None:
    late = {"unit": "cot:CAR", "at": at(-60), "minutes": 5, "officers": ["EX A"]}
    key = {"Idempotency-Key": "one"}
    first = asked.post("/patrol/check-ins", json=late, headers=key)
    again = asked.post("/patrol/check-ins", json=late, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(asked.document("/patrol/check-ins?unit=cot:CAR")["check_ins"]) == 1
    told = asked.document("/patrol/overdue")
    assert (told["overdue"], told["units"][0]["state"]) == (1, "overdue")
    assert set(told["units"][0]["action"]) == {"en", "fr"}
    asked.post("/patrol/check-ins", json={"unit": "cot:CAR", "minutes": 30})
    assert asked.document("/patrol/overdue")["overdue"] == 0
    assert not asked.document("/patrol/overdue?state=overdue")["units"]


@pytest.mark.parametrize(
    "wrong", [{}, {"unit": "cot:A", "how": "smoke"}, {"unit": "cot:A", "name": "x"}]
)
def test_what_is_no_check_in_is_refused_with_the_reason(asked: Api, wrong: dict[str, Any]) -> None:
    answer = asked.post("/patrol/check-ins", json=wrong)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_dead_zones_and_ways_of_drones(asked: Api) -> None:
    told = asked.document("/patrol/dead-zones?near=-97.6,49.0,10")
    assert (told["computable"], told["map"]["features"]) == (False, [])
    site = {"identity": "radio:1", "state": "working", "sort": "radio", "lon": -97.6, "lat": 49.0}
    assert asked.post("/sensors", json={**site, "range": 3000, "height": 30}).status_code == 201
    told = asked.document("/patrol/dead-zones?near=-97.6,49.0,10")
    assert told["computable"]
    assert told["zones"]
    assert asked.get("/patrol/drone-way?unit=cot:UAV&way=-97.6,49.01").status_code == 400
    uav = {
        "identity": "cot:UAV",
        "mode": "drone",
        "lon": -97.6,
        "lat": 49.01,
        "authority": "in-canada",
    }
    assert asked.post("/units", json=uav).status_code == 201
    told = asked.document("/patrol/drone-way?unit=cot:UAV&way=-97.6,49.01;-97.6,48.99")
    assert told["wrong"] == ["no-airspace-authority", "over-the-line"]


def test_an_operation_over_the_api(asked: Api, node: Node) -> None:
    made = asked.post("/operations", json=plan(targets=["stretch:2280-2285"]))
    assert made.status_code == 201, made.text
    id = made.json()["operation"]["id"]
    listed = asked.document("/operations")
    assert [each["id"] for each in listed["operations"]] == [id]
    assert listed["map"]["features"][0]["geometry"]["type"] == "LineString"
    step = {"step": "approved", "reason": "agreed"}
    assert asked.post(f"/operations/{id}/steps", json=step).status_code == 201
    assert asked.post(f"/operations/{id}/steps", json=step).status_code == 403
    wish = OperationWish(step=OperationStepSort.APPROVED, reason="agreed")
    add_operation_step(colleague(node, "EX B", 9), id, wish)
    told = asked.document(f"/operations/{id}")["operation"]
    assert (told["state"], told["deconfliction"], len(told["approved_by"])) == (
        "approved",
        "clear",
        2,
    )
    assert asked.document("/operations/warnings")["warnings"] == []
    closed = asked.post(f"/operations/{id}/steps", json={"step": "closed", "reason": "done"})
    assert closed.json()["operation"]["state"] == "closed"
    for path in (f"/operations/{'0' * 32}", f"/operations/requests/{'0' * 32}"):
        assert asked.get(path).status_code == 404
    assert asked.get("/operations?state=none").status_code in {400, 404}
    assert asked.post("/operations", json=plan(targets=["he is tall"])).status_code == 400


def test_an_area_may_be_corners(asked: Api) -> None:
    ring = [[-97.0, 49.0], [-96.9, 49.0], [-96.9, 49.1]]
    made = asked.post("/operations", json=plan(ring=ring, from_km=None, to_km=None))
    assert made.status_code == 201, made.text
    (feature,) = asked.document("/operations")["map"]["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert feature["geometry"]["coordinates"][0][0] == feature["geometry"]["coordinates"][0][-1]


def test_resources_and_requests_over_the_api(asked: Api) -> None:
    dog = {"identity": "canine-2", "name": "EX DOG", "capability": "canine", "partners": ["cbp"]}
    assert asked.post("/operations/resources", json=dog).status_code == 201
    assert len(asked.document("/operations/resources?capability=canine")["resources"]) == 1
    assert asked.get("/operations/resources?capability=tanks").status_code == 400
    wanted = {
        "capability": "air", "to_agency": "cbp", "purpose": "a search", "since": at(120),
        "until": at(240), "reply_by": at(60),
    }  # fmt: skip
    made = asked.post("/operations/requests", json=wanted)
    assert made.status_code == 201, made.text
    id = made.json()["request"]["id"]
    offered = asked.post(
        f"/operations/requests/{id}/steps", json={"step": "offered", "reason": "C"}
    )
    assert offered.status_code == 403, "it is for the other to say"
    assert asked.document(f"/operations/requests/{id}")["request"]["state"] == "asked"
    forces = {**wanted, "to_agency": "caf"}
    assert asked.post("/operations/requests", json=forces).status_code == 400
