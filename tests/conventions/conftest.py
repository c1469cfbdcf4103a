"""Order of a full run: conventions first, whole systems last, so that a failure shows early."""

from pathlib import Path

import pytest

from tests.conventions.tree import ROOT

SLOWEST = ("faults", "e2e")


def place(path: Path, tests: Path = ROOT / "tests") -> int:
    """Where a test file's folder stands in the order; unknown folders stand in the middle."""
    folder = path.relative_to(tests).parts[0] if path.is_relative_to(tests) else ""
    if folder == "conventions":
        return -1
    return SLOWEST.index(folder) + 1 if folder in SLOWEST else 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by folder, keeping the order within each."""
    items.sort(key=lambda item: place(item.path))
