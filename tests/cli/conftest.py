from pathlib import Path

import msgspec
import pytest

from tests.cli.running import Command, Kept, command, fill

HOME = "NORTHLINE_HOME"


class Played(msgspec.Struct, frozen=True):
    """As much of a score as the command looks at."""

    detection_rate: float
    passed: bool


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _nobody_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, str(home))
    for name in (
        "NORTHLINE_LEDGER",
        "NORTHLINE_SETTINGS",
        "NORTHLINE_DEBUG",
        "NORTHLINE_AGENCY",
        "NORTHLINE_OPERATOR",
        "NORTHLINE_LANG",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Kept:
    return fill(tmp_path_factory.mktemp("kept") / "ledger", home)


@pytest.fixture(scope="session")
def drill(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Kept:
    return fill(tmp_path_factory.mktemp("drill") / "ledger", home, exercise=True)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Command:
    return command(capfd)


@pytest.fixture
def _no_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exercise is long; here only what the command makes of its score counts."""
    from northline.app import exercises

    def played(scenario: str, *, on_progress: object, **_: object) -> Played:
        assert callable(on_progress)
        on_progress(exercises.Stage(stage="scored", ledger=f"somewhere/{scenario}"))
        return Played(detection_rate=1.0, passed=scenario == "detroit")

    monkeypatch.setattr(exercises, "run_exercise", played)
