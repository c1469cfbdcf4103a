"""What is kept in git: no machine's paths, nothing built or fetched, the licence in its place."""

import hashlib
import re

import pytest

from tests.conventions.tree import ROOT, files, project, texts

# Folders of the machines this is written on, and of people's homes.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:work|root|(?:home|Users)/\w+)/\w")
BUILT = re.compile(
    r"(^|/)(uv\.lock|node_modules/|__pycache__/|dist/|web/static/)"
    r"|\.(pyc|so|mo|npz|pmtiles|parquet|whl|nbi|nbc|db|pcap|min\.js)$"
)
LICENSE_SHA256 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def machine_paths(name: str, text: str) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]


def built(name: str) -> bool:
    return BUILT.search(name) is not None


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not [line for name, text in texts() for line in machine_paths(name, text)]


@pytest.mark.parametrize("folder", ["work", "root", "home/someone", "Users/someone"])
def test_a_path_of_one_machine_is_found(folder: str) -> None:
    assert machine_paths("a.py", f"open('/{folder}/data.csv')")
    assert not machine_paths("a.md", f"https://example.org/{folder}/data.csv")


def test_nothing_built_or_fetched_is_kept() -> None:
    assert not [path for path in files() if built(path.relative_to(ROOT).as_posix())]
    assert built("src/northline/web/static/app.js")
    assert built("uv.lock")
    assert not built("web/src/app.ts")


def test_no_file_is_large() -> None:
    assert not [path for path in files() if path.stat().st_size > 1_000_000]


def test_the_licence_is_apache_word_for_word() -> None:
    assert project()["project"]["license"] == "Apache-2.0"
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == LICENSE_SHA256


def test_the_notice_names_the_line_and_its_licence() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for word in (
        "OpenStreetMap",
        "ODbL",
        "line.npz",
        "opendatacommons.org/licenses/odbl/1-0",
        "GSHHG",
        "GeoNames",
    ):
        assert word in notice
