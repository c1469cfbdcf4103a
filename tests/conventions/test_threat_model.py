"""The threat model names what is there: every room, every letter, files and tests that exist."""

import ast
import re
from pathlib import Path

from tests.conventions.tree import ROOT, SOURCES

PAGE = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`((?:src|tests|web|docs)/[\w./-]+|[\w.-]+\.(?:txt|py))(?:::(\w+))?`")
ROW = re.compile(r"^\| ([STRIDE]) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)


def missing(text: str, root: Path = ROOT) -> list[str]:
    """Files and tests that a text names, and that there are not."""
    wrong = []
    for path, test in NAMED.findall(text):
        file = root / path
        if not file.is_file():
            wrong.append(path)
        elif test and test not in names_in(file):
            wrong.append(f"{path}::{test}")
    return wrong


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_file_and_test_that_is_named_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 100
    assert not missing(text)


def test_what_does_not_exist_is_found() -> None:
    planted = "`src/northline/web/moat.py` `tests/web/test_guard.py::test_of_a_moat` `moat.py`"
    assert missing(planted) == [
        "src/northline/web/moat.py",
        "tests/web/test_guard.py::test_of_a_moat",
        "moat.py",
    ]
    assert not missing("`tests/web/test_guard.py::test_only_this_machine_is_bound`")


def test_every_room_stands_in_a_section_and_is_looked_at_by_all_six_letters() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("northline/*/__init__.py")}
    told = {name: text for name, text in sections().items() if ROW.search(text)}
    named = {word for name in told for word in re.split(r" and |, ", name)}
    assert named == {*rooms, "build chain"}
    for name, text in told.items():
        assert {letter for letter, *_ in ROW.findall(text)} == set("STRIDE"), name


def test_every_threat_has_a_defence_and_a_test_or_says_that_there_is_none() -> None:
    for name, text in sections().items():
        for _, threat, defence, shown in ROW.findall(text):
            tested = NAMED.search(shown) or "nothing to show" in shown or "see [below]" in shown
            assert defence.strip(), f"{name}: {threat}"
            assert tested, f"{name}: {threat}"


def test_what_is_not_defended_is_said() -> None:
    text = sections()["Not defended today"].lower()
    for each in (
        "the operator's account",
        "without accounts",
        "off linux",
        "datagrams",
        "gshhg",
        "unencrypted",
        "hsm",
        "memory",
        "timing",
    ):
        assert each in text
