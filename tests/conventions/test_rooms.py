"""The import contracts of pyproject.toml name every room, and each of them can be broken."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT, SOURCES, project

RECORDS_AND_GEO = {
    "records/__init__.py": "",
    "records/units.py": "",
    "geo/__init__.py": "from northline.records import units\n",
}
ALLOWED = RECORDS_AND_GEO | {
    "formats/__init__.py": "import json\nfrom northline import geo\n",
    "transports/__init__.py": "import socket\n",
    "ledger/__init__.py": "import sqlite3\nfrom northline.records import units\n",
    "engines/__init__.py": "",
    "engines/tracking/__init__.py": "from northline import geo\n",
    "engines/crossing/__init__.py": "",
    "engines/registry.py": "from northline.engines import crossing, tracking\n",
    "exercise/__init__.py": "from northline import formats, transports\n",
    "app/__init__.py": "from northline import engines, exercise, formats, ledger\n",
    "cli/__init__.py": "from northline import app\nfrom northline.records import units\n",
    "web/__init__.py": "import litestar\nfrom northline import app\n",
}
BREACHES = [
    ("storeys", "records/marking.py", "from northline import geo\n"),
    ("storeys", "geo/ports.py", "from northline import ledger\n"),
    ("storeys", "formats/ais.py", "from northline import ledger\n"),
    ("storeys", "web/live.py", "from northline import cli\n"),
    ("storeys", "app/up.py", "from northline import web\n"),
    ("storeys", "unnamed/__init__.py", ""),
    ("side-by-side", "exercise/day.py", "from northline import ledger\n"),
    ("side-by-side", "web/find.py", "from northline.engines import crossing\n"),
    ("side-by-side", "cli/up.py", "from northline import ledger\n"),
    ("engines-apart", "engines/tracking/model.py", "from northline.engines import crossing\n"),
    ("pure", "engines/tracking/model.py", "import time\n"),
    ("pure", "geo/line.py", "from urllib import parse\n"),
    ("pure", "exchange/__init__.py", "import random\n"),
    ("framework-at-the-edge", "app/up.py", "import uvicorn\n"),
]


def outcome(folder: Path, planted: dict[str, str]) -> dict[str, str]:
    """Run import-linter over a planted package; "KEPT" or "BROKEN" by the contract's name."""
    for name, text in planted.items():
        path = folder / "northline" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "northline" / "__init__.py").touch()
    code = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command;"
        "lint_imports_command()"
    )
    config = str(ROOT / "pyproject.toml")
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", config],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE))
    assert len(found) == len(contracts()), done.stdout + done.stderr
    return {name: found[title] for name, title in contracts().items()}


def contracts() -> dict[str, str]:
    """Title of each contract by its id."""
    return {one["id"]: one["name"] for one in project()["tool"]["importlinter"]["contracts"]}


def test_what_the_design_allows_is_kept(tmp_path: Path) -> None:
    assert set(outcome(tmp_path, ALLOWED).values()) == {"KEPT"}


def test_rooms_may_be_missing(tmp_path: Path) -> None:
    assert set(outcome(tmp_path, RECORDS_AND_GEO).values()) == {"KEPT"}


@pytest.mark.parametrize(("contract", "name", "text"), BREACHES)
def test_a_breach_is_found(tmp_path: Path, contract: str, name: str, text: str) -> None:
    assert outcome(tmp_path, {**ALLOWED, name: text})[contract] == "BROKEN"


def test_every_room_is_named_by_a_contract() -> None:
    layers = project()["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {room for layer in layers for room in re.findall(r"\w+", layer)}
    rooms = {path.parent.name for path in (SOURCES / "northline").glob("*/*.py")}
    assert rooms <= named
