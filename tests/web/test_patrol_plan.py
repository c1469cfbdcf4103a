"""Shifts, plans and orders of patrol over the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.web.site import site
from tests.app.people import colleague
from tests.app.rostered import BOATS, CARS, DAY, staffed
from tests.web.asking import Api

SHIFT: dict[str, Any] = {
    "identity": "cot:ON-CAR-9",
    "callsign": "Car 9",
    "mode": "vehicle",
    "side": "in-canada",
    "officers": ["G. Example", "H. Example"],
    "begins": f"{DAY}T10:00:00Z",
    "ends": f"{DAY}T16:00:00Z",
    "lon": -83.04,
    "lat": 42.3,
}
WISH = {"from_km": 2280, "to_km": 2320, "day": DAY, "seed": "4611686018427387", "control": 0.0}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        staffed(opened, *BOATS, *CARS)
        yield opened


@pytest.fixture
def api(node: Node) -> Api:
    return Api(site(node))


@pytest.fixture
def plan(api: Api) -> Any:
    made = api.post("/patrol/plans", json=WISH)
    assert made.status_code == 201, made.text
    return made.json()["plan"]


def order(api: Api, unit: str) -> Any:
    (found,) = api.document(f"/patrol/orders?unit={unit}")["orders"]
    return found


def test_a_shift_is_stated_once_and_stands_in_the_list(api: Api) -> None:
    first, again = (
        api.post("/patrol/shifts", json=SHIFT, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.json()["breaches"] == []
    found = api.document(f"/patrol/shifts?day={DAY}")["shifts"]
    assert len(found) == 8
    assert first.json()["shift"] in found
    assert api.document("/patrol/shifts?day=2026-07-09")["shifts"] == []
    twice = api.post("/patrol/shifts", json={**SHIFT, "identity": "cot:ON-CAR-8"})
    assert (twice.status_code, "booked twice" in twice.text) == (400, True)
    assert api.post("/patrol/shifts", json={**SHIFT, "mode": "tank"}).status_code == 400


def test_a_plan_is_made_listed_and_shown_with_its_orders(api: Api, plan: Any) -> None:
    assert len(plan["orders"]) == 7
    assert plan["drawn"]["seed"] == WISH["seed"], "a seed is text: not every program counts so far"
    assert plan["drawn"]["control_orders"] == []
    assert {each["state"] for each in plan["orders"]} == {"drafted"}
    assert all(each["fr"] for each in plan["reasons"])
    (listed,) = api.document("/patrol/plans")["plans"]
    assert (listed["id"], listed["revision"]) == (plan["id"], 1)
    assert api.document(f"/patrol/plans/{plan['event_id']}")["plan"] == plan
    assert api.get(f"/patrol/plans/{'0' * 32}").status_code == 404
    assert api.document(f"/patrol/orders?plan={plan['event_id']}&state=drafted")["orders"]
    finding = api.document(f"/findings/{plan['id']}")
    assert finding["reasons"][0]["code"] == "patrol-plan-value"
    replayed = api.post(f"/findings/{plan['id']}/replay")
    assert replayed.json()["same"] is True


def test_the_page_of_the_finding_shows_the_plans_reasons_in_either_language(
    api: Api, plan: Any
) -> None:
    for language, words in (("en", "Who knows this plan"), ("fr", "Qui connaît ce plan")):
        page = api.page(f"/findings/{plan['id']}", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert words in page.text
        assert "Plan de patrouille" in page.text or "Patrol plan" in page.text
    listed = api.page("/findings?kind=patrol-plan", headers={"Accept-Language": "en"})
    assert plan["id"][:8] in listed.text


def test_an_order_is_approved_amended_and_withdrawn(api: Api, plan: Any) -> None:
    boat = order(api, "cot:BOAT-1")
    path = f"/patrol/orders/{boat['event_id']}"
    made = api.post(f"{path}/approve", json={"reason": "agreed"})
    assert (made.status_code, made.json()["order"]["state"]) == (201, "approved"), made.text
    moves = {"moves": [{"at": f"{DAY}T12:10:00Z", "km": None}]}
    tried = api.post(f"{path}/amend?try=yes", json=moves)
    assert tried.status_code == 200, tried.text
    assert tried.json()["order"] is None
    assert set(tried.json()["cost"]) == {"before", "after", "cost", "stretch", "at"}
    assert api.document(path)["order"]["revision"] == 2
    assert api.post(f"{path}/amend", json=moves).status_code == 400, "a decision needs a reason"
    amended = api.post(f"{path}/amend", json={**moves, "reason": "fog there"})
    assert amended.json()["order"]["state"] == "amended"
    assert amended.json()["order"]["points"] == tried.json()["points"]
    gone = api.post(f"{path}/withdraw", json={"reason": "storm"})
    assert (gone.json()["order"]["state"], gone.json()["order"]["in_force"]) == ("withdrawn", False)
    assert [each["verb"] for each in gone.json()["order"]["decisions"]] == [
        "approve", "amend", "withdraw",
    ]  # fmt: skip
    assert api.post(f"{path}/withdraw", json={"reason": "again"}).status_code == 400
    assert api.get(f"/patrol/orders/{'0' * 32}").status_code == 404


def test_an_order_is_handed_over_by_two_people(api: Api, node: Node, plan: Any) -> None:
    assert api.post("/patrol/shifts", json=SHIFT).status_code == 201
    car = order(api, "cot:CAR-0")
    path = f"/patrol/orders/{car['id']}"
    made = api.post(f"{path}/hand-over", json={"to": "cot:ON-CAR-9", "reason": "flat tyre"})
    assert made.json()["order"]["waits"]["to"] == "cot:ON-CAR-9", made.text
    assert api.post(f"{path}/approve", json={"reason": "me"}).status_code == 403
    other = Api(site(colleague(node, "B. Tran", 2)))
    taken = other.post(f"{path}/approve", json={"reason": "we take it"})
    assert taken.status_code == 201, taken.text
    assert taken.json()["order"]["identity"] == "cot:ON-CAR-9"
    assert taken.json()["order"]["handed_from"] == "cot:CAR-0"


def test_a_plan_is_approved_and_planned_again(api: Api, plan: Any) -> None:
    approved = api.post(f"/patrol/plans/{plan['id']}/approve", json={"reason": "agreed"})
    assert {each["state"] for each in approved.json()["plan"]["orders"]} == {"approved"}
    body = {"reason": "engine trouble", "out": ["cot:BOAT-2"], "closed": ["vehicle:06-08"]}
    again = api.post(f"/patrol/plans/{plan['id']}/replan", json=body)
    assert again.status_code == 201, again.text
    told = again.json()["plan"]
    assert (told["revision"], told["drawn"]["out"]) == (2, ["cot:BOAT-2"])
    states = {each["name"]: each["state"] for each in told["orders"]}
    assert states["Boat 2"] == "withdrawn"
    assert states["Boat 1"] == "drafted"


@pytest.mark.parametrize(
    ("form", "media", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("html", "text/html", b"<!DOCTYPE html>"),
        ("gpx", "application/gpx+xml", b"<?xml"),
        ("cot", "application/xml", b"<?xml"),
        ("ics", "text/calendar", b"BEGIN:VCALENDAR"),
    ],
)
def test_a_sheet_is_sent_in_every_form(
    api: Api, plan: Any, form: str, media: str, begins: bytes
) -> None:
    boat = order(api, "cot:BOAT-0")
    answer = api.get(f"/patrol/orders/{boat['id']}/sheet.{form}?language=fr")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(media)
    assert answer.content.startswith(begins)
    assert answer.headers["cache-control"] == "private, no-store"
    assert f"patrol-order-{boat['id']}.{form}" in answer.headers["content-disposition"]
    assert api.get(f"/patrol/orders/{'0' * 32}/sheet.{form}").status_code == 404


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": "tomorrow"}, "is no day"),
        ({"seed": "minus one"}, "is no seed"),
        ({"closed": ["tank:01-02"]}, "closes no mode"),
        ({"day": "2026-09-09"}, "no shift begins"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(
    api: Api, change: dict[str, Any], why: str
) -> None:
    refused = api.post("/patrol/plans", json={**WISH, **change})
    assert refused.status_code == 400
    assert why in refused.text
