"""The patrol log over the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.patrol.tracks import log_track
from northline.web.site import site
from tests.app.patrolled import at, gpx, steady
from tests.app.people import colleague
from tests.web.asking import Api

FORM: dict[str, Any] = {
    "unit": "cot:EX-CAR-4", "mode": "vehicle", "from": at(0), "until": at(7_200),
    "stretches": [455, 456], "officers": 2,
}  # fmt: skip


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        yield node


@pytest.fixture
def api(node: Node) -> Api:
    return Api(site(node))


def test_a_form_is_logged_once_and_stands_among_the_legs(api: Api) -> None:
    first, again = (
        api.post("/patrol/legs", json=FORM, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200), first.text
    (leg,) = api.document("/patrol/legs")["legs"]
    assert leg == first.json()["leg"]
    assert (leg["hours"], leg["along"], leg["reported"]) == (2.0, "km 2275-2285", "form")
    assert api.document("/patrol/legs?mode=boat")["count"] == 0
    assert api.document("/patrol/legs?unit=cot:EX-CAR-4&since=2026-08-01T17:00:00Z")["count"] == 1
    assert api.document("/patrol/legs?until=2026-08-01T16:00:00Z")["count"] == 0


def test_a_wrong_form_is_refused_with_what_is_allowed(api: Api) -> None:
    refused = api.post("/patrol/legs", json={**FORM, "stretches": "99999"})
    assert refused.status_code == 400
    assert "there is no stretch 99999" in refused.text
    assert api.post("/patrol/legs", json={**FORM, "weather": "fine"}).status_code == 400
    assert api.post("/patrol/legs", json={**FORM, "mode": "horse"}).status_code == 400
    assert api.document("/patrol/legs")["count"] == 0


def test_hours_are_split_as_asked_and_add_up(api: Api, node: Node) -> None:
    api.post("/patrol/legs", json=FORM)
    log_track(node, gpx(steady(1_800)), {"unit": "cot:EX-BOAT-1", "mode": "boat"})
    document = api.document("/patrol/hours?by=mode&by=stretch")
    assert document["hours"] == 2.5
    assert sum(each["hours"] for each in document["lines"]) == pytest.approx(2.5)
    assert {each["mode"] for each in document["lines"]} == {"boat", "vehicle"}
    assert api.document("/patrol/hours?since=2026-08-01T17:00:00Z")["hours"] == 1.0
    assert api.get("/patrol/hours?by=crew").status_code == 400
    wrong = "/patrol/hours?since=2026-08-01T17:00:00Z&until=2026-08-01T16:00:00Z"
    assert api.get(wrong).status_code == 400


def test_a_target_is_set_and_what_nobody_visits_is_told(api: Api) -> None:
    made = api.post("/patrol/targets", json={"hours": 10, "why": "two nights", "mode": "foot"})
    assert made.status_code == 201, made.text
    (target,) = api.document("/patrol/targets")["targets"]
    assert (target["hours_a_week"], target["why"], target["mode"]) == (10.0, "two nights", "foot")
    assert api.post("/patrol/targets", json={"hours": 10}).status_code == 400
    found = api.document("/patrol/unvisited?from_km=2250&to_km=2300&days=7")
    assert (found["stretches"], found["count"]) == (10, 10)


def test_who_may_not_log_is_told_which_roles_may(node: Node) -> None:
    analyst = Api(site(colleague(node, "analyst", 2, roles=("analyst",))))
    for path, body in (
        ("/patrol/legs", FORM), ("/patrol/targets", {"hours": 1, "why": "because"}),
    ):  # fmt: skip
        refused = analyst.post(path, json=body)
        assert refused.status_code == 403
        assert "patrol-supervisor" in refused.text
    assert analyst.get("/patrol/hours").status_code == 200


def test_who_logged_a_leg_and_who_saw_it_stands_in_the_audit(api: Api) -> None:
    leg = api.post("/patrol/legs", json=FORM).json()["id"]
    before = len(api.document(f"/audit?record={leg}")["entries"])
    api.document("/patrol/hours")
    after = api.document(f"/audit?record={leg}")["entries"]
    assert len(after) > before >= 1
