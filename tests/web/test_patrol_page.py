"""The pages of patrol without a browser: what each tells, to whom, in either language."""

import re
from collections.abc import Iterator

import pytest

from northline.app.node import Node
from northline.app.patrol.orders import orders
from northline.app.patrol.planning import Planned
from northline.records.patrol_order import AT_DEPOT
from northline.web.pages.patrol_map import place_in
from northline.web.site import site
from tests.app.people import colleague
from tests.app.rostered import BOATS, CARS, DRONES, planned, staffed
from tests.web.asking import Api
from tests.web.test_patrol_safety import at
from tests.web.test_patrol_safety import plan as operation

HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("patrol")
    with Node.open(folder / "ledger", home=folder / "home") as opened:
        staffed(opened, *BOATS, *CARS, *DRONES)
        yield opened


@pytest.fixture(scope="module")
def plan(node: Node) -> Planned:
    return planned(node, control=0.2)


@pytest.fixture(scope="module")
def api(node: Node, plan: Planned) -> Api:
    assert plan.orders
    return Api(site(node))


def shown(api: Api, path: str, language: str = "en", status: int = 200) -> str:
    answer = api.page(path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def test_a_plan_stands_there_with_its_map_its_orders_and_what_it_is_worth(
    api: Api, plan: Planned
) -> None:
    text = shown(api, "/patrol")
    assert text.count('data-number="') == 8, "each stretch is drawn"
    for order in plan.orders:
        assert f"/patrol/orders/{order.event_id.hex()}" in text
    for policy in ("Nobody out", "Units spread evenly", "as it is truly drawn", "no plan beats"):
        assert policy in text
    assert "Duality gap: 0." in text
    assert text.count('class="control"') == sum(each.control for each in plan.orders) == 1
    assert "on duty, without an order" in text, "the drone that was left out is on duty"
    assert "Saut de dualité" in shown(api, "/patrol", "fr")
    assert api.page(f"/patrol?plan={'0' * 32}").status_code == 404
    assert api.page(f"/patrol/orders/{'0' * 32}").status_code == 404


def test_the_table_says_of_each_hour_where_the_order_has_the_unit(plan: Planned) -> None:
    for order in plan.orders:
        hours = range(order.since // HOUR * HOUR, order.until, HOUR)
        told = [place_in(order, hour) for hour in hours]
        assert set(told) <= {*order.point_stretch, AT_DEPOT}
        assert {each for each in order.point_stretch if each != AT_DEPOT} <= set(told)
        assert place_in(order, order.since // HOUR * HOUR - HOUR) is None
        assert place_in(order, order.until + HOUR) is None


def test_who_may_not_plan_sees_no_risk_no_control_and_no_form(node: Node, plan: Planned) -> None:
    other = Api(site(colleague(node, "C. Watch", 3, roles=("watch-officer",))))
    text = shown(other, "/patrol")
    assert "patrol-not-planner" in text
    assert "placed by lot</span>" not in text
    assert "truly drawn" not in text
    assert "level--1" in text, "the line is drawn without its risk"
    order = plan.orders[0].event_id.hex()
    mine = shown(other, f"/patrol/orders/{order}")
    assert "<select" not in mine
    assert 'id="withdraw"' not in mine
    assert "sheet.pdf" in mine, "a watch officer may take an order along"


def test_who_lacks_the_role_is_told_so_and_nothing_else(node: Node) -> None:
    other = Api(site(colleague(node, "D. Reviewer", 4, roles=("reviewer",))))
    for path in ("/patrol/risk", "/patrol/safety", "/patrol/safety/now"):
        text = shown(other, path, status=403)
        assert 'id="patrol-closed"' in text
        assert "<table" not in text
    assert 'id="operation-form"' not in shown(other, "/operations")
    assert 'id="target-form"' not in shown(other, "/patrol/hours")


def test_risk_is_shown_with_bounds_and_each_cell_leads_to_why(api: Api) -> None:
    text = shown(api, "/patrol/risk?from_km=2280&to_km=2320&at=2026-07-02T10:00&hours=6")
    assert text.count("hour=2026-07-02T") == 8 * 6
    (why, *_) = re.findall(r'href="(/patrol/risk[^"]*)#why"', text)
    why = why.replace("&amp;", "&")
    told = shown(api, why)
    assert 'id="why"' in told
    assert "Before anything was seen" in told
    assert "pourquoi" in shown(api, why, "fr").casefold()
    assert "Nothing is watched" in shown(api, "/patrol/risk?from_km=x")
    assert api.page("/patrol/risk?from_km=9&to_km=2").status_code == 400


def test_hours_stand_by_mode_and_week_beside_targets_and_orders(api: Api) -> None:
    form = {"unit": "cot:CAR-1", "mode": "vehicle", "from": "2026-07-01T10:00:00Z",
            "until": "2026-07-01T13:00:00Z", "stretches": "457"}  # fmt: skip
    assert api.post("/patrol/legs", json=form).status_code == 201
    target = {"hours": 7, "mode": "vehicle", "why": "EX nights", "from": "2026-06-29T00:00:00Z"}
    assert api.post("/patrol/targets", json=target).status_code == 201
    text = shown(api, "/patrol/hours?days=3")
    assert "2026-W27" in text
    assert 'data-value="3"' in text
    assert "EX nights" in text
    assert "2285\u20132290" in text, "nobody was there for longer than three days"
    assert "24.0" in text, "four cars of six hours are planned"


def test_who_is_overdue_stands_first_with_what_is_to_be_done(api: Api) -> None:
    for unit, minutes in (("cot:CAR-1", -60), ("cot:CAR-2", -5)):
        said = {"unit": unit, "at": at(minutes), "minutes": 20, "officers": ["EX A"]}
        assert api.post("/patrol/check-ins", json=said).status_code == 201
    text = shown(api, "/patrol/safety")
    assert "Overdue units: 1" in text
    assert text.index("cot:CAR-1</code>") < text.index("cot:CAR-2</code>")
    assert "40 min late" in text
    assert "Unités en retard" in shown(api, "/patrol/safety/now", "fr")
    api.post("/patrol/check-ins", json={"unit": "cot:CAR-1", "minutes": 30})
    assert "Nobody is overdue" in shown(api, "/patrol/safety/now")


def test_operations_requests_and_resources_stand_with_what_may_follow(api: Api) -> None:
    made = api.post("/operations", json=operation(agencies=["opp"]))
    assert made.status_code == 201, made.text
    id = made.json()["operation"]["id"]
    asked = {"capability": "canine", "to_agency": "opp", "purpose": "EX search",
             "since": at(60), "until": at(600), "reply_by": at(30)}  # fmt: skip
    assert api.post("/operations/requests", json=asked).status_code == 201
    text = shown(api, "/operations")
    assert f"/api/v1/operations/{id}/steps" in text
    assert "EX NIGHT" in text
    assert "planned, waits for two persons" in text
    assert "0.5 h left" in text
    assert "Offer it" not in text, "that is for the agency that is asked"
    assert "planifiée, attend deux personnes" in shown(api, "/operations", "fr")


def test_an_order_that_is_withdrawn_says_so_and_is_not_amended(node: Node, api: Api) -> None:
    (found,) = orders(node, unit="cot:BOAT-1")
    id = found.order.event_id.hex()
    assert "data-hour=" in shown(api, f"/patrol/orders/{id}")
    assert api.post(f"/patrol/orders/{id}/withdraw", json={"reason": "EX storm"}).status_code == 201
    text = shown(api, f"/patrol/orders/{id}")
    assert "It is not in force" in text
    assert "EX storm" in text
    assert "data-hour=" not in text
