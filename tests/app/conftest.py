"""A home for the operator, made once, and a fresh node for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _only_this_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPERATOR", "AGENCY", "COUNTRY", "LEDGER"):
        monkeypatch.delenv(f"NORTHLINE_{name}", raising=False)
    monkeypatch.setenv("NORTHLINE_HOME", str(home))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger") as opened:
        yield opened
