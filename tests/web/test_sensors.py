"""The registry of sensors over the API and as a page."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.web.site import site
from tests.app.test_sensors import TOWER
from tests.web.asking import Api

AT = "2026-07-01T14:00:00Z"
HOSTILE = "\"><script>alert(1)</script><b title='"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        yield Api(site(node))


def stated(api: Api, **more: object) -> None:
    answer = api.post("/sensors", json={**TOWER, "at": AT, **more})
    assert answer.status_code == 201, answer.text


def test_what_is_stated_is_answered_and_stands_in_the_registry(api: Api) -> None:
    answer = api.post("/sensors", json={**TOWER, "at": AT, "range": "4000", "name": ""})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["sensor"]["state"] == "working"
    assert api.document(f"/records/sensor/{made['id']}")["record"]["identity"] == "camera:t4"
    (found,) = api.document("/sensors")["sensors"]
    assert found == made["sensor"]
    assert found["detection"][0] == {
        "target": "walker",
        "light": "night",
        "probability": 0.7,
        "measured": 210,
    }
    assert (found["marking"], found["state_at"], found["distance"]) == ("Unclassified", AT, None)


def test_it_is_asked_as_of_an_instant_and_about_a_place(api: Api) -> None:
    stated(api)
    stated(api, at="2026-07-01T15:00:00Z", state="down")
    (then,) = api.document("/sensors?at=2026-07-01T14:30:00Z")["sensors"]
    assert then["state"] == "working"
    (near,) = api.document("/sensors?near=-82.6,42.0,5")["sensors"]
    assert (near["state"], round(near["distance"])) == ("down", 3332)
    assert api.document("/sensors?near=-100,42.0,5")["sensors"] == []
    assert api.get("/sensors?near=here").status_code == 400
    assert api.get("/sensors?at=yesterday").status_code == 400


def test_what_they_cover_is_geojson(api: Api) -> None:
    stated(api)
    stated(api, identity="camera:t5", range=None)
    told = api.document("/sensors/footprints")
    assert (told["type"], told["left_out"]) == ("FeatureCollection", 1)
    (feature,) = told["features"]
    assert feature["id"] == "camera:t4"
    assert feature["geometry"]["type"] == "Polygon"
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert [-82.6, 42.03] in ring


def test_what_is_sent_twice_under_one_key_is_kept_once(api: Api) -> None:
    first, again = (
        api.post("/sensors", json=TOWER, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert api.document("/records/sensor/count")["count"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "broken"},
        {"identity": "a camera"},
        {"lat": None},
        {"range": "far"},
        {"colour": "red"},
        {"marking": "Unclassified; colour=red"},
        {"detection": ["walker"]},
        {"sort": "telescope"},
    ],
)
def test_what_cannot_be_stated_is_a_wrong_request(api: Api, wrong: dict[str, object]) -> None:
    assert api.post("/sensors", json={**TOWER, **wrong}).status_code == 400


def test_whoever_holds_no_such_role_may_look_and_not_state(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Node.open(tmp_path / "ledger", home=home) as node:
        stated(Api(site(node)))
    profile = home / "operator.json"
    told = json.loads(profile.read_text())
    profile.write_text(json.dumps({**told, "roles": ["watch-officer"]}))
    with Node.open(tmp_path / "ledger", home=home) as node:
        api = Api(site(node))
        assert len(api.document("/sensors")["sensors"]) == 1
        assert api.post("/sensors", json=TOWER).status_code == 403
        assert "sensor-form" not in api.page("/sensors").text


# --- the page -----------------------------------------------------------------------------


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_page_says_what_each_sees_and_on_whose_word(api: Api) -> None:
    stated(api, revisit=20, false_alarms=1.5, height=18)
    english = words(api.page("/sensors").text)
    assert "camera:t4" in english
    assert "on foot by night: 70 %, measured on 210 looks" in english
    assert "boat by day: 95 %, the maker's word" in english
    assert "1.5 false alarms an hour, the maker's word" in english
    assert "4.0 km 170° to 250° every 20 s" in english.replace("\u00a0", " ")
    french = words(api.page("/sensors?lang=fr").text)
    assert "à pied, de nuit : 70 %, mesurés sur 210 observations" in french
    assert "de 170° à 250°" in french
    assert "/picture?lon=-82.60000&amp;lat=42.03000&amp;zoom=12" in api.page("/sensors").text


def test_the_page_counts_what_does_not_work(api: Api) -> None:
    stated(api, state="down")
    assert "not working as they should: 1" in words(api.page("/sensors").text)
    then = words(api.page("/sensors?at=2026-06-01T00:00:00Z").text)
    assert "No sensor is known here." in then
    assert "As it was stated at 2026-06-01T00:00:00Z." in then


def test_what_a_feed_states_is_text_and_nothing_else(api: Api) -> None:
    stated(api, name=HOSTILE, type=HOSTILE, operator=HOSTILE)
    page = api.page("/sensors").text
    assert "<script>alert" not in page
    assert "alert(1)" in page
