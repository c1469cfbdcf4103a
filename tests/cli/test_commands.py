"""Every command: one document for scripts, an exercise that says so, and documented."""

import re
import shutil
from pathlib import Path

import pytest

from northline.cli.answer import BANNER
from northline.cli.patrol import SUBCOMMANDS
from northline.cli.program import COMMANDS
from tests.cli.running import LINES, Command, Kept, place, words

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
NAMES = [name for name, _ in COMMANDS]
WITHOUT_LEDGER = {"formats", "engines", "ports", "line", "basemap", "account", "openapi"}


def test_every_command_is_tried_here() -> None:
    assert sorted(LINES) == sorted(NAMES)


@pytest.mark.usefixtures("_no_exercise")
@pytest.mark.parametrize("name", NAMES)
def test_with_json_standard_output_is_one_document(
    name: str, call: Command, kept: Kept, tmp_path: Path
) -> None:
    ledger = place(name, kept, tmp_path / "ledger")
    ended = call(*words(name, kept, tmp_path), "--ledger", ledger, "--json")
    assert ended.code == 0, ended.err
    assert isinstance(ended.document, dict)
    if name not in WITHOUT_LEDGER:
        assert ended.document["exercise"] is (name == "exercise")


@pytest.mark.usefixtures("_no_exercise")
@pytest.mark.parametrize("name", NAMES)
def test_people_get_lines_and_no_document(
    name: str, call: Command, kept: Kept, tmp_path: Path
) -> None:
    ledger = place(name, kept, tmp_path / "ledger")
    ended = call(*words(name, kept, tmp_path), "--ledger", ledger)
    assert ended.code == 0, ended.err
    assert ended.out.strip()
    assert ended.out.startswith(BANNER) is (name == "exercise")
    assert ended.out.startswith("{") is (name == "openapi")


@pytest.mark.parametrize("name", [n for n in NAMES if n not in {*WITHOUT_LEDGER, "exercise"}])
def test_what_comes_from_an_exercise_says_so(
    name: str, call: Command, drill: Kept, tmp_path: Path
) -> None:
    line = words(name, drill, tmp_path)
    seen = call(*line, "--ledger", place(name, drill, tmp_path / "a"))
    assert seen.code == 0, seen.err
    assert seen.out.startswith(BANNER)
    (tmp_path / "out.jsonl").unlink(missing_ok=True)
    shutil.rmtree(tmp_path / "backups", ignore_errors=True)  # of another copy: refused
    told = call(*line, "--ledger", place(name, drill, tmp_path / "b"), "--json")
    assert told.document["exercise"] is True


@pytest.mark.parametrize("name", NAMES)
def test_with_json_an_error_is_one_document_too(name: str, call: Command, tmp_path: Path) -> None:
    ended = call(name, "--no-such-option", "--ledger", tmp_path / "none", "--json")
    assert ended.code == 2
    assert set(ended.document["error"]) == {"code", "message"}
    assert "Traceback" not in ended.err


def test_every_command_and_option_is_documented(call: Command) -> None:
    text = DOCS.read_text()
    for name in NAMES:
        heading = f"\n### {name}\n"
        assert heading in text, f"docs/cli.md has no section '{name}'"
        section = text.split(heading)[1].split("\n### ")[0].split("\n## ")[0]
        for page in pages(name):
            for option in options(call(*page, "--help").out).keys() - {"--json", "--ledger"}:
                assert option in section, f"{option} of {' '.join(page)} is not in docs/cli.md"


def test_nothing_documented_is_missing() -> None:
    assert sorted(re.findall(r"^### (\S+)$", DOCS.read_text(), re.M)) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_each_of_its_options(name: str, call: Command) -> None:
    for page in pages(name):
        told = options(call(*page, "--help").out)
        assert {"--json", "--ledger"} <= set(told)
        for option, text in told.items():
            assert text, f"{option} of {' '.join(page)} has no help"


def test_the_list_of_commands_says_what_each_does(call: Command) -> None:
    text = call("--help").out
    for name in NAMES:
        assert re.search(rf"^│ {name} +\S", text, re.M), f"{name}: no help"


def pages(name: str) -> list[tuple[str, ...]]:
    """The words of each help page of a command: of patrol, which does nothing by itself, its commands'."""
    return [("patrol", each) for each, _ in SUBCOMMANDS] if name == "patrol" else [(name,)]


OPTION = re.compile(r"^│ +(?:[*] +)?(--[a-z-]+)(?: [A-Z.]+)? *(.*?) *│$", re.M)


def options(text: str) -> dict[str, str]:
    """Option -> the first line of its help, as a help page shows them."""
    return dict(OPTION.findall(text))


@pytest.mark.usefixtures("_no_exercise")
def test_an_exercise_that_missed_its_bar_needs_a_look(call: Command) -> None:
    ended = call("exercise", "somewhere-else", "--headless", "--json")
    assert ended.code == 1
    assert ended.document["passed"] is False
