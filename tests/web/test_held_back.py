"""What has no room in its hour: counted, listed, opened, decided about, and never lost."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.findings import listing
from northline.app.node import Node
from northline.app.picture.alerts import alerts
from northline.app.settings import FindingsSettings, examine, findings_of
from northline.records.errors import SettingsError
from northline.records.units import Micros
from northline.web.site import site
from tests.web.asking import Api
from tests.web.test_findings_page import NOW, counts_of, keep, made, rows_of

HOUR = 3_600_000_000


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[Node, Api]]:
    """An hour of seven crossings and two failures to report, with room for four."""
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        found = [made(n) for n in range(7)]
        found += [made(20 + n, finding="failure-to-report") for n in range(2)]
        keep(node, *found)
        node.most_an_hour = 4
        yield node, Api(site(node))


def test_the_queue_shows_what_presses_and_counts_what_it_holds_back(busy: tuple[Node, Api]) -> None:
    _, api = busy
    text = api.page("/findings").text
    assert len(rows_of(text)) == 4
    assert counts_of(text)["Waiting"] == 4
    assert counts_of(text)["Held back"] == 5
    assert counts_of(text)["All"] == 9
    assert "No report of arrival" in html.unescape(text)
    held = api.page("/findings?state=held-back").text
    assert len(rows_of(held)) == 5
    assert held.count("held back: rank") == 5
    assert not set(rows_of(held)) & set(rows_of(text))
    french = html.unescape(api.page("/findings?state=held-back&lang=fr").text)
    assert "retenu : rang" in french
    assert "Retenus" in french


def test_the_api_counts_and_lists_it_and_says_why(busy: tuple[Node, Api]) -> None:
    node, api = busy
    shown = api.document("/findings")
    assert shown["held_back"] == 5
    assert {each["held_back"] for each in shown["findings"]} == {None}
    kinds = [each["finding"] for each in shown["findings"]]
    assert kinds == ["failure-to-report"] * 2 + ["line-crossing"] * 2
    held = api.document("/findings?state=held-back")["findings"]
    assert {each["held_back"] for each in held} == {"rank"}
    everything = api.document("/findings?state=all")["findings"]
    assert {each["id"] for each in everything} > {each["id"] for each in held}
    assert listing(node, state="all", kind="failure-to-report", since=None)[1] == 0
    assert len(alerts(node)) == 4


def test_what_is_held_back_can_be_opened_and_decided_about(busy: tuple[Node, Api]) -> None:
    _, api = busy
    first = api.document("/findings?state=held-back")["findings"][0]
    assert api.page(f"/findings/{first['id']}").status_code == 200
    path = f"/findings/{first['id']}/decisions"
    answer = api.post(path, json={"verb": "dismiss", "reason": "a club race"})
    assert answer.status_code == 201
    after = api.document("/findings?state=held-back")
    assert first["id"] not in {each["id"] for each in after["findings"]}
    assert after["held_back"] == 5  # whoever decides looked at it: one less has room in that hour


def test_it_comes_up_in_the_next_hour(busy: tuple[Node, Api]) -> None:
    node, api = busy
    later = made(90, until=Micros(NOW + 2 * HOUR), at=Micros(NOW + 2 * HOUR))
    keep(node, later)
    text = api.page("/findings").text
    assert len(rows_of(text)) == 10
    assert "Held back" not in counts_of(text)


def test_what_may_not_be_seen_takes_nobodys_place(busy: tuple[Node, Api]) -> None:
    node, api = busy
    from northline.records.notation import parse_marking
    from tests.web.test_findings_page import SECRET

    hidden = [made(50 + n, finding="failure-to-report") for n in range(6)]
    keep(node, *hidden, marking=parse_marking(SECRET, owner="another-agency"))
    assert api.document("/findings")["held_back"] == 5


def test_the_settings_say_how_many(tmp_path: Path) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[findings]\nmost_an_hour = 12\n", encoding="utf-8")
    assert findings_of(path) == FindingsSettings(most_an_hour=12)
    assert findings_of(None).most_an_hour == 30
    good, mistakes = examine(path, agency="local")
    assert (good.findings.most_an_hour, mistakes) == (12, ())
    path.write_text("[findings]\nmost_an_hour = 0\nleast = 3\n", encoding="utf-8")
    assert len(examine(path, agency="local")[1]) == 2
    with pytest.raises(SettingsError, match=re.compile("most_an_hour")):
        findings_of(path)
