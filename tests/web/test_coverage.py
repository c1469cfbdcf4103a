"""Coverage over the API and as a page, in both languages."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from northline.app.node import Node
from northline.records.time import format_instant
from northline.web.site import site
from tests.app.people import colleague
from tests.app.sensed import at, sensor, tell
from tests.app.test_coverage import HOUR, KM, LAT, LON, RADAR, noon
from tests.geo.rasters import tiff
from tests.web.asking import Api

HOSTILE = "\"><script>alert(1)</script><b title='"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a radar that works, and falls silent an hour later."""
    tmp_path = tmp_path_factory.mktemp("coverage")
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        tell(
            node, "sensor",
            sensor("radar:1", 0, name=HOSTILE, **RADAR),
            sensor("radar:1", noon() + HOUR, state="down"),
            sensor("radar:2", 0, **{**RADAR, "range": None}),
        )  # fmt: skip
    return tmp_path


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[Api]:
    with Node.open(folder / "ledger", home=folder / "home") as node:
        yield Api(site(node))


def asked(path: str, **more: object) -> str:
    """A question of the two hours in which the radar works and does not."""

    query = {"at": format_instant(at(noon() + HOUR + 60)), "hours": 2, **more}
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def test_coverage_is_told_by_hour_class_and_stretch(api: Api) -> None:
    told = api.document(asked("/coverage"))
    assert len(told["hours"]) == 2
    assert [each["km"] for each in told["stretches"]] == list(range(KM - 9, KM + 10))
    assert set(told["chance"]) == {
        "walker", "vehicle", "snowmobile", "boat", "low-aircraft", "drone",
    }  # fmt: skip
    middle = len(told["stretches"]) // 2
    assert [hour[middle] for hour in told["chance"]["walker"]] == [1.0, 0.0]
    assert {each["identity"]: each["why"] for each in told["sensors"]} == {
        "radar:1": "down", "radar:2": "range",
    }  # fmt: skip
    assert "OpenStreetMap" in told["attribution"]
    (only,) = api.document(asked("/coverage", **{"class": "boat"}))["chance"]
    assert only == "boat"


def test_gaps_are_ranked(api: Api) -> None:
    found = api.document(asked("/coverage/gaps", **{"class": "walker", "side": "canada"}))["gaps"]
    assert [each["km_hours"] for each in found] == sorted(
        (each["km_hours"] for each in found), reverse=True
    )
    whole = found[0]
    assert (whole["length"], len(whole["hours"]), whole["least"]) == (19, 1, 0.0)
    every = api.document(asked("/coverage/gaps"))["gaps"]
    assert {each["class"] for each in every} > {"walker", "boat"}


def test_the_layer_of_the_map_is_geojson_of_one_hour(api: Api) -> None:
    told = api.document(asked("/picture/coverage", hours="").replace("&hours=", ""))
    assert (told["type"], told["class"]) == ("FeatureCollection", "walker")
    assert len(told["features"]) == 190
    assert {each["geometry"]["type"] for each in told["features"]} == {"MultiPolygon"}


def test_a_circle_may_be_asked_for_where_nothing_watches(api: Api) -> None:
    told = api.document(asked("/coverage/gaps", near="-100,49,10"))
    assert told["gaps"][0]["length"] > 15
    assert api.document(asked("/coverage", near="-100,45,10"))["stretches"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"class": "runner"}, {"side": "north"}, {"hours": 0}, {"hours": 99}, {"at": "yesterday"},
        {"near": "here"}, {"near": "-100,49,20000"}, {"colour": "red"},
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_a_wrong_request(api: Api, wrong: dict[str, object]) -> None:
    for path in ("/coverage", "/coverage/gaps"):
        assert api.get(asked(path, **wrong)).status_code == 400


def test_whoever_does_not_watch_is_told_of_no_gap(folder: Path) -> None:
    with Node.open(folder / "ledger", home=folder / "home") as node:
        other = Api(site(colleague(node, "chemist", 9, roles=("chemist",))))
        for path in ("/coverage", "/coverage/gaps", "/picture/coverage"):
            assert other.get(path).status_code == 403
        assert other.page("/coverage").status_code == 403


# --- the page -----------------------------------------------------------------------------


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_page_shows_strips_gaps_and_what_was_counted(api: Api) -> None:
    page = api.page(asked("/coverage", side="both"))
    assert page.status_code == 200
    text = words(page.text)
    assert "19 km of the line, on foot, both sides." in text
    assert "no raster of heights is set up on this node" in text
    assert f"km {KM:,}" in text.replace("\u00a0", " ")
    strips = page.text.split('id="coverage-strips"')[1].split("</table>")[0]
    assert strips.count('class="gap"') > 19
    assert 'class="level-3">100<' in strips
    assert "its range is not stated" in text
    assert "<script>alert(1)" not in page.text


def test_the_page_is_french_throughout(api: Api) -> None:
    page = api.page(asked("/coverage", lang="fr"))
    text = words(page.text)
    assert "Lacunes, classées par kilomètres-heures" in text
    assert "19 km de la ligne, à pied, les deux côtés." in text
    for english in ("Gap", "Coverage", "Hours", "stretch", "Counted"):
        assert not re.search(rf"\b{english}\b", text), english


def test_what_a_form_sends_is_taken_as_utc(api: Api) -> None:

    typed = format_instant(at(noon() + HOUR))[:16]
    page = api.page(f"/coverage?at={typed}&hours=6&class=boat&side=canada&near=")
    assert f'value="{typed}"' in page.text
    assert '<option value="boat" selected>' in page.text
    assert api.page("/coverage?near=nowhere").status_code == 400


def test_many_stretches_come_page_by_page(api: Api) -> None:
    first = api.page(asked("/coverage", near=f"{LON},{LAT},80"))
    after = html.unescape(re.search(r'href="([^"]+)" rel="next"', first.text)[1])  # type: ignore[index]
    second = api.page(after)
    assert second.text.count('<th scope="row"><a href="/picture') < 100
    assert 'rel="prev"' in second.text
    assert 'rel="prev"' not in first.text


def test_a_node_without_sensors_says_so(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        page = Api(site(node)).page("/coverage")
    assert "northline ingest sensors FILE" in words(page.text)


def test_ground_that_is_set_up_is_said(folder: Path) -> None:

    file = folder / "flat.tif"
    file.write_bytes(tiff(np.zeros((40, 40), np.int16), at=(LON, LAT)))
    with Node.open(folder / "ledger", home=folder / "home") as node:
        served = site(node)
        served.desks.set_terrain(file)
        api = Api(served)
        assert api.document(asked("/coverage"))["terrain"] is True
        assert "as the raster of this node has it" in words(api.page(asked("/coverage")).text)
