"""The command basemap: what is added is whole and can be drawn, and what is not is refused."""

from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType

from northline.app.basemap import add
from northline.app.tile_archive import TileArchive
from northline.records.errors import InputError
from tests.app.archives import PNG, archive, images
from tests.cli.running import Command


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of this test alone."""
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "own"))
    return tmp_path / "own"


def test_the_built_in_map_is_always_listed(call: Command, own: Path) -> None:
    (listed,) = call("basemap", "list", "--json").document["basemaps"]
    assert listed["name"] == "northline"
    assert listed["built_in"] is True
    assert listed["map"]["kind"] == "vector"
    assert listed["map"]["maxzoom"] == 8
    assert "GSHHG" in listed["map"]["attribution"]


def test_an_archive_is_added_listed_and_removed(call: Command, own: Path, tmp_path: Path) -> None:
    file = archive(tmp_path / "Detroit Ávila (2026).pmtiles")
    added = call("basemap", "add", file, "--json")
    assert added.code == 0, added.err
    assert added.document["added"]["name"] == "detroit-vila-2026"
    assert added.document["added"]["map"] == {
        "kind": "vector", "media": "application/vnd.mapbox-vector-tile", "minzoom": 0, "maxzoom": 1,
        "bounds": [-100.0, 40.0, -60.0, 60.0], "attribution": "Somebody", "layers": ["earth"],
    }  # fmt: skip
    kept = own / "basemaps" / "detroit-vila-2026.pmtiles"
    assert kept.read_bytes() == file.read_bytes()
    file.unlink()
    names = [each["name"] for each in call("basemap", "--json").document["basemaps"]]
    assert names == ["northline", "detroit-vila-2026"]
    assert "Somebody" in call("basemap", "list").out
    assert call("basemap", "remove", "detroit-vila-2026").code == 0
    assert not kept.exists()
    assert call("basemap", "remove", "detroit-vila-2026").code == 2


def test_images_are_added_under_the_name_given(call: Command, own: Path, tmp_path: Path) -> None:
    added = call("basemap", "add", images(tmp_path / "a.pmtiles"), "--name", "photos", "--json")
    assert added.document["added"]["name"] == "photos"
    assert added.document["added"]["map"]["kind"] == "raster"
    assert added.document["added"]["map"]["media"] == "image/png"


@pytest.mark.parametrize("name", ["northline", "line", "taken"])
def test_a_name_that_is_taken_is_refused(
    name: str, call: Command, own: Path, tmp_path: Path
) -> None:
    file = archive(tmp_path / "taken.pmtiles")
    assert call("basemap", "add", file).code == 0
    again = call("basemap", "add", file, "--name", name)
    assert again.code == 2
    assert "there is a map" in again.err


@pytest.mark.parametrize("name", ["../out", "a/b", "", "UPPER", "x" * 41, ".hidden", "a\x00b"])
def test_a_name_that_is_none_is_refused_and_nothing_is_written(
    name: str, call: Command, own: Path, tmp_path: Path
) -> None:
    file = archive(tmp_path / "a.pmtiles")
    assert call("basemap", "add", file, f"--name={name}").code == 2
    assert call("basemap", "remove", name).code == 2
    assert not list(tmp_path.rglob("*.pmtiles"))[1:]


@pytest.mark.parametrize("name", ["northline", "line"])
def test_what_ships_with_the_package_stays(name: str, call: Command, own: Path) -> None:
    refused = call("basemap", "remove", name)
    assert refused.code == 2
    assert "ships with the package" in refused.err


WRONG = {
    "empty": b"",
    "text": b"this is no map",
    "mbtiles": b"SQLite format 3\x00" + b"\x00" * 200,
    "version 2": b"PM\x02\x00" + b"\x00" * 600,
    "version 4": b"PMTiles\x04" + b"\x00" * 200,
    "header alone": b"PMTiles\x03",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_archive_is_refused_in_one_sentence(
    name: str, call: Command, own: Path, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.pmtiles"
    file.write_bytes(WRONG[name])
    refused = call("basemap", "add", file)
    assert refused.code == 2
    assert str(file) in refused.err
    assert "should not have happened" not in refused.err
    assert not (own / "basemaps").exists()


def test_a_file_that_is_not_there_is_refused(call: Command, own: Path, tmp_path: Path) -> None:
    refused = call("basemap", "add", tmp_path / "none.pmtiles")
    assert refused.code == 2
    assert "cannot be read" in refused.err
    assert call("basemap", "add", tmp_path).code == 2


def test_half_a_file_is_refused_wherever_it_breaks_off(tmp_path: Path, own: Path) -> None:
    whole = archive(tmp_path / "whole.pmtiles").read_bytes()
    half = tmp_path / "half.pmtiles"
    for length in range(len(whole)):
        half.write_bytes(whole[:length])
        with pytest.raises(InputError):
            add(half)
    assert not list(own.rglob("*"))


def test_no_damage_is_a_surprise(tmp_path: Path) -> None:
    whole = archive(tmp_path / "whole.pmtiles").read_bytes()
    file = tmp_path / "damaged.pmtiles"
    refused = 0
    for place in range(len(whole)):
        for flip in (0x01, 0x80, 0xFF):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            try:
                with TileArchive(file) as opened:
                    opened.check()
                    opened.tile(1, 0, 0)
            except InputError:
                refused += 1
    assert refused > 1.5 * len(whole)


@pytest.mark.parametrize(
    ("kind", "packed", "words"),
    [
        (TileType.MLT, Compression.GZIP, "the type MLT"),
        (TileType.UNKNOWN, Compression.GZIP, "the type UNKNOWN"),
        (TileType.MVT, Compression.ZSTD, "packs its tiles by zstd"),
        (TileType.JPEG, Compression.NONE, "a tile is no image/jpeg"),
    ],
)
def test_what_no_page_can_draw_is_refused(
    kind: TileType, packed: Compression, words: str, call: Command, own: Path, tmp_path: Path
) -> None:
    file = archive(tmp_path / "a.pmtiles", tiles={(0, 0, 0): PNG}, kind=kind, packed=packed)
    refused = call("basemap", "add", file)
    assert refused.code == 2
    assert words in refused.err


def test_a_vector_map_that_names_no_layers_is_refused(
    call: Command, own: Path, tmp_path: Path
) -> None:
    refused = call("basemap", "add", archive(tmp_path / "a.pmtiles", metadata={"name": "A map"}))
    assert refused.code == 2
    assert "vector_layers" in refused.err


def test_a_map_that_was_damaged_later_is_listed_with_its_trouble(
    call: Command, own: Path, tmp_path: Path
) -> None:
    call("basemap", "add", archive(tmp_path / "good.pmtiles"))
    kept = own / "basemaps" / "good.pmtiles"
    kept.write_bytes(kept.read_bytes()[:-3])
    listed = call("basemap", "--json").document["basemaps"][1]
    assert listed["map"] is None
    assert "not whole" in listed["trouble"]


@pytest.mark.parametrize(
    "line", ["basemap add", "basemap remove", "basemap list x", "basemap x", "basemap --name y"]
)
def test_a_line_that_makes_no_sense_is_refused(line: str, call: Command, own: Path) -> None:
    assert call(*line.split()).code == 2


def test_an_archive_of_many_directories_is_read(tmp_path: Path) -> None:
    tiles = {(7, x, y): bytes([x, y]) * 3 for x in range(128) for y in range(128)}
    file = archive(tmp_path / "many.pmtiles", tiles=tiles, packed=Compression.NONE)
    with TileArchive(file) as opened:
        opened.check()
        assert opened.tile(7, 99, 3) == bytes([99, 3]) * 3
        assert opened.tile(8, 0, 0) is None
        assert opened.tile(7, 128, 0) is None
        assert opened.tile(-1, 0, 0) is None
        assert opened.tile(10**9, 0, 0) is None
