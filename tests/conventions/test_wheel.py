"""What is built is what people install: the wheel carries its data, its licence and no more."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT, SOURCES

BUILT = (
    "northline/py.typed",
    "northline/geo/data/line.npz",
    "northline/geo/data/basemap.pmtiles",
    "northline/geo/data/line.pmtiles",
    "northline/web/static/manifest.json",
    "northline/web/locale/fr/LC_MESSAGES/northline.mo",
)


@pytest.mark.deep
def test_the_wheel_holds_the_sources_what_is_built_and_the_licences(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)],
        check=True,
        timeout=600,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.py")}
    assert sources <= names
    assert set(BUILT) <= names
    static = {name for name in names if name.startswith("northline/web/static/bundle/")}
    assert any(name.endswith(".js") for name in static)
    assert any(name.endswith(".css.gz") for name in static)
    templates = {path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.html")}
    assert templates
    assert templates <= names
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.endswith((".pyc", ".nbi", ".nbc", ".ts"))]
