"""The build of the line: the same bytes each time, and a clear word when it cannot be built."""

import sys
from pathlib import Path

import numpy as np
import pytest

import build_line
import hatch_build
from northline.geo import line, line_data
from northline.records.errors import MissingDependency
from tests.geo.places import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("line") / "line.npz"
    assert build_line.build(target)
    return target


def test_a_fresh_build_is_what_the_package_holds(built: Path) -> None:
    assert built.read_bytes() == build_line.TARGET.read_bytes()
    assert built.stat().st_size < 2_000_000


def test_nothing_is_built_again_while_the_inputs_stay(built: Path) -> None:
    before = built.stat().st_mtime_ns
    assert not build_line.build(built)
    assert built.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", ["cut", "other key"])
def test_a_line_that_is_damaged_or_of_other_inputs_is_built_again(
    damage: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "line.npz"
    target.write_bytes(built.read_bytes()[: None if damage == "other key" else 5000])
    monkeypatch.setattr(build_line, "compute", lambda: {"lon": np.zeros(1)})
    if damage == "other key":
        monkeypatch.setattr(build_line, "key", lambda: "of another day")
    assert build_line.build(target)
    assert not (tmp_path / "line.draft.npz").exists()


def test_the_file_names_those_who_drew_it(built: Path) -> None:
    with np.load(built, allow_pickle=False) as stored:
        assert str(stored["attribution"]) == line.ATTRIBUTION
        assert tuple(stored["names"]) == line.SEGMENTS
    assert "OpenStreetMap" in line.ATTRIBUTION
    assert "ODbL" in line.ATTRIBUTION


def test_no_vertex_stands_twice_and_the_line_never_meets_itself(built: Path) -> None:
    shapely = pytest.importorskip("shapely")
    with np.load(built, allow_pickle=False) as stored:
        for begin, end in zip(stored["start"][:-1], stored["start"][1:], strict=True):
            part = np.column_stack([stored["lon"], stored["lat"]])[begin:end]
            assert len(np.unique(part, axis=0)) == len(part)
            assert shapely.is_simple(shapely.linestrings(part / 1e7))


def test_without_timezonefinder_the_build_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timezonefinder", None)
    with pytest.raises(build_line.LineNotBuilt, match=r"pip install timezonefinder==6\.5\.9"):
        build_line.compute()


def test_another_timezonefinder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_line, "TIMEZONEFINDER", "6.5.8")
    with pytest.raises(build_line.LineNotBuilt, match=r"6\.5\.9 is installed"):
        build_line.compute()


def test_edges_that_branch_are_refused() -> None:
    star = np.array([[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 1]], np.int32)
    with pytest.raises(build_line.LineNotBuilt, match="branch"):
        build_line.chains(star, star[:0])


def test_geodesic_points_lie_on_the_geodesic() -> None:
    pyproj = pytest.importorskip("pyproj")
    ends = np.array([[-86.65, 47.63], [-85.32, 47.08]])
    dense, agreed = build_line.densify(ends, np.array([True]))
    earth = pyproj.Geod(ellps="WGS84")
    course, _, whole = earth.inv(*ends[0], *ends[1])
    to, _, away = earth.inv(*np.broadcast_to(ends[0], dense.shape)[1:].T, *dense[1:].T)
    aside = np.sin(np.radians(np.asarray(to) - course)) * away
    assert len(agreed) == len(dense) - 1 >= whole / build_line.LONGEST_EDGE_M
    assert np.abs(aside).max() < 0.05


def test_the_build_hook_loads_the_same_module() -> None:
    module = hatch_build.load(ROOT / "build_line.py")
    assert module.key() == build_line.key()
    assert hatch_build.treaty_line(ROOT) == ["src/northline/geo/data/line.npz"]


@pytest.mark.parametrize("stored", [None, b"PK, but not to the end"])
def test_an_installation_without_a_whole_line_says_so(
    stored: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stored:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "line.npz").write_bytes(stored)
    monkeypatch.setattr(line_data, "files", lambda package: tmp_path)
    with pytest.raises(MissingDependency, match=r"python build_line\.py"):
        line_data.line_data.__wrapped__()
