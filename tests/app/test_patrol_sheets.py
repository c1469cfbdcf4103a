"""Sheets of orders: in either language, on paper and on phones; marked, and only for whoever may."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from lxml import etree

from northline.app.node import Node
from northline.app.patrol.acting import approve, withdraw
from northline.app.patrol.orders import orders
from northline.app.patrol.sheet_words import MODES, STATES, WORDS
from northline.app.patrol.sheets import REMEDY, banner_of, calendar_of, rendered, sheet_of, written
from northline.app.patrol.shifts import state_roster
from northline.app.sensors_stating import state_sensor
from northline.decisions.rest import Rest
from northline.records.errors import MissingDependency, RoleNeeded, UnknownName, UsageError
from northline.records.patrol_order import OrderState
from northline.records.unit import Mode
from tests.app.people import colleague
from tests.app.rostered import BOATS, CARS, of, planned, roster


@pytest.fixture(params=[False, True], ids=["real", "exercise"])
def node(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Node]:
    exercise: bool = request.param
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=exercise) as opened:
        marking = f"Protected A; owner={opened.operator.agency}"
        state_roster(opened, roster(*BOATS, *CARS), marking, rest=Rest())
        planned(opened, control=0.0)
        approve(opened, of(opened, "Car 0").order.id, why="agreed")
        yield opened


def test_a_sheet_holds_what_a_crew_must_know_in_either_language(node: Node) -> None:
    order = of(node, "Car 0").order
    for language, words in (
        ("en", ("Patrol order: Car 0", "vehicle", "Check in", "07:00", "not computable", "Protected A")),
        ("fr", ("Ordre de patrouille\u00a0: Car 0", "véhicule", "Appels de contrôle", "non calculable", "Protégé A")),
    ):  # fmt: skip
        page = written(node, order.id, "html", language=language).decode()
        for word in (*words, "cot:CAR-0", "A. Example 0", "B. Example 0", order.id.hex()):
            assert word in page, word
        assert ("EXERCI" in page) == node.exercise
        assert "06:00" in page, "in the zone of Toronto"
        assert page.count("<tr>") > len(set(order.point_stretch))
        assert "Not in force" not in page
        assert "Pas en vigueur" not in page
    draft = written(node, of(node, "Car 1").order.id, "html").decode()
    assert "Not in force: nobody goes by this sheet." in draft


def test_a_print_begins_as_a_pdf_and_every_page_of_it_is_marked(node: Node) -> None:
    order = of(node, "Car 0").order
    assert written(node, order.id, "pdf", language="fr").startswith(b"%PDF")
    page = written(node, order.id, "html", language="fr").decode()
    (top,) = re.findall(r'@top-center { content: "(.*?)"', page)
    (bottom,) = re.findall(r'@bottom-left { content: "(.*?)"', page)
    assert top == bottom
    assert "Protégé A" in top
    assert ("EXERCICE" in top) == node.exercise


def test_routes_and_calendar_say_what_they_are_of(node: Node) -> None:
    order = of(node, "Boat 0").order
    gpx = gpxpy.parse(written(node, order.id, "gpx").decode())
    (route,) = gpx.routes
    assert ("EXERCISE" in (route.name or "")) == node.exercise
    assert "Protected A" in (route.description or "")
    assert route.points[0].longitude == order.lon
    event: Any = etree.fromstring(written(node, order.id, "cot"))
    assert (event.get("opex") == "e") == node.exercise
    assert event.find("detail/link_attr").get("method") == "Watercraft"
    calendar = written(node, order.id, "ics")
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"STATUS:TENTATIVE" in calendar
    withdraw(node, order.id, why="storm")
    assert b"STATUS:CANCELLED" in written(node, order.event_id, "ics")
    both = calendar_of(node, orders(node))
    assert both.count(b"BEGIN:VEVENT") == 7


def test_names_are_shown_and_never_taken_for_markup(node: Node) -> None:
    import msgspec

    found = of(node, "Car 0")
    odd = msgspec.structs.replace(found.order, callsign="<script>x</script>", officers=("A & B",))
    sheet = sheet_of(msgspec.structs.replace(found, order=odd), "en")
    page = rendered(sheet, banner_of(node, None, "en"), "en")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "A &amp; B" in page


def test_radio_dead_zones_are_shown_where_somebody_can_tell(node: Node) -> None:
    order = of(node, "Car 0").order

    def told(language: str) -> str:
        return written(node, order.id, "html", language=language).decode()

    assert "not computable" in told("en")
    weak = {"identity": "radio:1", "sort": "radio", "state": "working", "lon": -83.6, "lat": 42.6}
    state_sensor(node, {**weak, "range": 5_000.0})
    assert "radio reaches 0 % of the ground" in told("en")
    assert "la radio atteint 0 % du terrain" in told("fr")
    near = {**weak, "identity": "radio:2", "lon": -83.05, "lat": 42.27, "range": 90_000.0}
    state_sensor(node, {**near, "height": 300.0})
    assert "none on this way" in told("en")


def test_where_nothing_prints_the_one_command_that_helps_is_named(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingDependency, match="libpango") as refused:
        written(node, of(node, "Car 0").order.id, "pdf")
    assert REMEDY in str(refused.value)
    assert refused.value.exit_code == 4
    assert written(node, of(node, "Car 0").order.id, "html")


def test_who_may_not_take_it_out_is_refused_and_what_is_not_there_is_named(node: Node) -> None:
    order = of(node, "Car 0").order
    analyst = colleague(node, "C. Roy", 3, roles=("analyst",))
    with pytest.raises(RoleNeeded, match="patrol-orders is for"):
        written(analyst, order.id, "pdf")
    partner = colleague(node, "D. Roy", 4, agency="opp")
    for form in ("html", "gpx", "cot", "ics"):
        with pytest.raises(UsageError, match="no order of patrol"):
            written(partner, order.id, form)
    with pytest.raises(UnknownName, match="no sheet as 'doc'"):
        written(node, order.id, "doc")
    with pytest.raises(UnknownName, match="no language 'de'"):
        written(node, order.id, "html", language="de")
    with pytest.raises(UsageError, match="no time zone"):
        written(node, order.id, "html", zone="Mars/Olympus")


def test_taking_a_sheet_out_stands_in_the_audit(node: Node) -> None:
    order = of(node, "Car 0").order
    head = node.head()[0]
    written(node, order.id, "gpx")
    looks = [each for each in node.ledger.entries(head) if each.operation == "look"]
    assert any(each.kind == "patrol-order" for each in looks)


def test_every_state_mode_and_word_has_both_languages() -> None:
    assert set(STATES) == set(OrderState)
    assert set(MODES) == set(Mode)
    for pair in (*WORDS.values(), *STATES.values(), *MODES.values()):
        assert all(pair)
