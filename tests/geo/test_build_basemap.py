"""The built-in map and the line as tiles: what is where, how exact, how large, and built when."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import build_basemap
import build_tiles
from northline.geo import line
from tests.geo.vector_tiles import (
    LINE,
    POINT,
    POLYGON,
    Feature,
    Tile,
    archive,
    is_water,
    layers,
    tile_at,
)
from tests.geo.vector_tiles import metadata as told

LAYERS = {"sea", "land", "lake", "island", "river", "province", "place"}

WATER = {
    "Lake Erie": (-81.2, 42.2),
    "the Detroit River at Fighting Island": (-83.128, 42.23),
    "the Detroit River at Belle Isle": (-82.99, 42.352),
    "Lake St. Clair": (-82.7, 42.45),
    "Lake Huron": (-82.2, 44.5),
    "Lake Superior": (-88.0, 47.8),
    "Lake Ontario": (-77.8, 43.6),
    "the Niagara River above the falls": (-79.03, 43.07),
    "the St. Lawrence at Brockville": (-75.662, 44.591),
    "Lake Champlain": (-73.35, 44.5),
    "Lake of the Woods": (-94.9, 49.1),
    "Rainy Lake": (-93.1, 48.62),
    "Haro Strait": (-123.22, 48.53),
    "Passamaquoddy Bay": (-66.97, 45.07),
    "Lynn Canal": (-135.1, 58.75),
    "the Beaufort Sea": (-140.5, 69.9),
}
LAND = {
    "Toronto": (-79.40, 43.70),
    "Detroit": (-83.10, 42.38),
    "Windsor": (-82.99, 42.28),
    "Grosse Ile": (-83.152, 42.13),
    "Sault Ste. Marie": (-84.33, 46.54),
    "Montreal": (-73.60, 45.52),
    "International Falls": (-93.40, 48.58),
    "the prairie": (-105.0, 49.2),
    "Vancouver": (-123.10, 49.24),
    "Juneau": (-134.55, 58.38),
    "Beaver Creek": (-140.87, 62.38),
}


@pytest.fixture(scope="module")
def basemap() -> dict[Tile, bytes]:
    return archive(build_basemap.DATA / build_basemap.BASEMAP)


@pytest.fixture(scope="module")
def line_tiles() -> dict[Tile, bytes]:
    return archive(build_basemap.DATA / build_basemap.LINE_TILES)


@pytest.mark.parametrize("name", WATER)
def test_what_is_water_is_water(name: str, basemap: dict[Tile, bytes]) -> None:
    tile = tile_at(*WATER[name], 8)
    assert is_water(layers(basemap[tile], tile), *WATER[name])


@pytest.mark.parametrize("name", LAND)
def test_what_is_land_is_land(name: str, basemap: dict[Tile, bytes]) -> None:
    for zoom in (8, 5):
        tile = tile_at(*LAND[name], zoom)
        assert not is_water(layers(basemap[tile], tile), *LAND[name])


def test_every_tile_decodes_and_holds_only_known_layers(basemap: dict[Tile, bytes]) -> None:
    forms = {"river": LINE, "province": LINE, "place": POINT}
    for tile, data in basemap.items():
        found = layers(data, tile)
        assert set(found) <= LAYERS
        assert ("sea" in found) is (tile[0] > build_basemap.REGION_ZOOM)
        for name, features in found.items():
            assert {each.form for each in features} == {forms.get(name, POLYGON)}


def test_sea_covers_the_whole_tile_near_the_line(basemap: dict[Tile, bytes]) -> None:
    tile = tile_at(-83.0, 42.3, 8)
    (sea,) = layers(basemap[tile], tile)["sea"]
    west, south, east, north = build_tiles.bounds_of(tile)
    (ring,) = sea.parts
    assert shapely.Polygon(ring).contains(shapely.box(west, south, east, north))


def test_the_tiles_are_small() -> None:
    sizes: Counter[str] = Counter()
    for name in (build_basemap.BASEMAP, build_basemap.LINE_TILES):
        sizes[name] = (build_basemap.DATA / name).stat().st_size
    assert sizes[build_basemap.BASEMAP] < 3_000_000
    assert sizes[build_basemap.LINE_TILES] < 700_000


VIEWS = [
    (-95.0, 49.0, 3, 3, 2),
    (-83.0, 42.3, 8, 3, 2),
    (-67.0, 44.9, 8, 3, 2),
    (-123.2, 48.6, 7, 3, 2),
]


@pytest.mark.parametrize(("lon", "lat", "zoom", "wide", "high"), VIEWS)
def test_the_first_tiles_of_a_page_are_below_100_kb(
    lon: float, lat: float, zoom: int, wide: int, high: int
) -> None:
    from pmtiles.reader import MemorySource, Reader

    total = 0
    for name in (build_basemap.BASEMAP, build_basemap.LINE_TILES):
        data = (build_basemap.DATA / name).read_bytes()
        reader: Any = Reader(MemorySource(data))  # type: ignore[no-untyped-call]
        wanted = set()
        for z in (
            {zoom, min(zoom, build_basemap.REGION_ZOOM)} if name == "basemap.pmtiles" else {zoom}
        ):
            _, x, y = tile_at(lon, lat, z)
            shift = zoom - z
            wanted |= {
                (z, x + (i >> shift), y + (j >> shift)) for i in range(wide) for j in range(high)
            }
        total += sum(len(reader.get(*tile) or b"") for tile in wanted)
    assert 1_000 < total < 100_000


def lines(tiles: dict[Tile, bytes], zoom: int, layer: str) -> list[tuple[Tile, Feature]]:
    return [
        (tile, each)
        for tile, data in tiles.items()
        if tile[0] == zoom
        for each in layers(data, tile).get(layer, [])
    ]


@pytest.mark.parametrize(("zoom", "metres"), [(12, 1.5), (10, 6.0), (8, 25.0)])
def test_the_line_in_the_tiles_is_the_line(
    zoom: int, metres: float, line_tiles: dict[Tile, bytes]
) -> None:
    parts = [part for _, each in lines(line_tiles, zoom, "line") for part in each.parts]
    lon, lat = np.vstack(parts).T
    found = line.offsets(lon, lat)
    off = np.abs(np.nan_to_num(found.distance, nan=0.0))
    assert len(lon) > 1_000
    assert off.max() < metres


def test_no_kilometre_of_the_line_is_missing(line_tiles: dict[Tile, bytes]) -> None:
    drawn: dict[Tile, list[Any]] = {}
    for tile, each in lines(line_tiles, 12, "line"):
        drawn.setdefault(tile, []).extend(shapely.LineString(part) for part in each.parts)
    for segment in line.SEGMENTS:
        lon, lat = line.point_at(segment, np.arange(0.5, line.length(segment), 1.0))
        for x, y in zip(lon, lat, strict=True):
            near = shapely.union_all(drawn[tile_at(x, y, 12)])
            assert near.distance(shapely.Point(x, y)) < 4e-5


def test_what_only_one_government_draws_is_marked(line_tiles: dict[Tile, bytes]) -> None:
    claimed = [
        part
        for _, each in lines(line_tiles, 10, "line")
        if not each.tags["agreed"]
        for part in each.parts
    ]
    lon, lat = np.vstack(claimed).T
    assert lon.min() > -133.0
    assert lon.max() < -130.0
    assert lat.min() > 54.6
    assert lat.max() < 54.8


@pytest.mark.parametrize(
    "name", ["Detroit River", "St. Clair River", "Niagara River", "Rainy River"]
)
def test_rivers_that_the_line_follows_are_drawn_along_it(
    name: str, line_tiles: dict[Tile, bytes]
) -> None:
    found = [each for _, each in lines(line_tiles, 10, "reach") if each.tags["en"] == name]
    assert {each.tags["fr"] for each in found} - {name}
    lon, lat = np.vstack([part for each in found for part in each.parts]).T
    assert np.abs(line.offsets(lon, lat).distance).max() < 6.0


def test_names_of_waters_stand_in_water(basemap: dict[Tile, bytes]) -> None:
    facts = tomllib.loads((build_basemap.WEB / "basemap.toml").read_text("utf-8"))
    dry = []
    for each in facts["water"]:
        spot = each["lon"], each["lat"]
        tile = next(
            tile
            for tile in (tile_at(*spot, 8), tile_at(*spot, 5), tile_at(*spot, 2))
            if tile in basemap
        )
        if not is_water(layers(basemap[tile], tile), *spot):
            dry.append(each["en"])
    assert not dry


def test_every_name_is_there_in_both_languages(basemap: dict[Tile, bytes]) -> None:
    facts = tomllib.loads((build_basemap.WEB / "basemap.toml").read_text("utf-8"))
    wanted = {(e["en"], e["fr"]) for kind in ("region", "water", "river") for e in facts[kind]}
    shown = {
        (each.tags["en"], each.tags.get("fr", each.tags["en"]))
        for tile, data in basemap.items()
        if tile[0] in {2, 5, 8}
        for each in layers(data, tile).get("place", [])
    }
    assert not wanted - shown
    assert {("Montreal", "Montréal"), ("Detroit", "Détroit"), ("Whitehorse", "Whitehorse")} <= shown


def test_a_name_waits_for_its_zoom(basemap: dict[Tile, bytes]) -> None:
    tile = tile_at(-83.0, 42.3, 3)
    zooms = [each.tags["zoom"] for each in layers(basemap[tile], tile)["place"]]
    assert zooms
    assert max(zooms) <= 3


def test_the_archives_say_who_drew_them() -> None:
    drawn = told(build_basemap.DATA / build_basemap.BASEMAP)["attribution"]
    assert "GSHHG" in drawn
    assert "GeoNames" in drawn
    assert "OpenStreetMap" in told(build_basemap.DATA / build_basemap.LINE_TILES)["attribution"]


def test_nothing_of_openstreetmap_is_in_the_map_itself(basemap: dict[Tile, bytes]) -> None:
    assert not {"line", "reach"} & {name for t, data in basemap.items() for name in layers(data, t)}


def test_nothing_is_built_again_while_the_inputs_stay() -> None:
    assert not build_basemap.build()


@pytest.mark.parametrize("damage", ["cut", "other key", "missing"])
def test_what_is_damaged_or_of_other_inputs_is_built_again(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (build_basemap.BASEMAP, build_basemap.LINE_TILES):
        whole = (build_basemap.DATA / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:-5000] if damage == "cut" else whole)
    if damage == "other key":
        monkeypatch.setattr(build_basemap, "key", lambda: "of another day")
    if damage == "missing":
        (tmp_path / build_basemap.LINE_TILES).unlink()
    written = []
    monkeypatch.setattr(build_basemap, "cut", lambda sets: [])
    monkeypatch.setattr(build_basemap, "line_sets", lambda facts: [])
    monkeypatch.setattr(build_basemap, "basemap_sets", lambda facts: [])
    monkeypatch.setattr(build_basemap, "write", lambda target, *_: written.append(target.name))
    assert build_basemap.build(tmp_path)
    assert written == [build_basemap.LINE_TILES, build_basemap.BASEMAP]


def test_a_build_without_the_shores_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_basemap, "SHORES", ("no-such-shores", "2.0.0"))
    with pytest.raises(build_basemap.BasemapNotBuilt, match=r"pip install no-such-shores==2\.0\.0"):
        next(build_basemap.shores("gshhs_h"))


def test_the_line_is_cut_into_the_same_bytes_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_basemap, "basemap_sets", build_basemap.line_sets)
    assert build_basemap.build(tmp_path)
    again = (tmp_path / build_basemap.LINE_TILES).read_bytes()
    assert again == (build_basemap.DATA / build_basemap.LINE_TILES).read_bytes()


@pytest.mark.deep
def test_the_map_is_drawn_with_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert build_basemap.build(tmp_path)
    for name in (build_basemap.BASEMAP, build_basemap.LINE_TILES):
        assert (tmp_path / name).read_bytes() == (build_basemap.DATA / name).read_bytes()
