"""The operator: made once, whoever starts first; the key stays outside the ledger."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from northline.app.home import change_operator, home_folder, operator_of
from northline.app.node import Node
from northline.records.errors import NotPermitted, SettingsError, UsageError
from northline.records.signing import is_signed
from tests.app.processes import ended, start

OPEN = """
import sys
from pathlib import Path
from northline.app.home import operator_of
operator, key = operator_of(Path(sys.argv[1]))
print(operator.key, key.public.hex(), operator.name)
"""


def test_the_first_use_makes_an_operator_and_later_ones_find_it(tmp_path: Path) -> None:
    operator, key = operator_of(tmp_path / "home")
    again, same = operator_of(tmp_path / "home")
    assert again == operator
    assert same.public == key.public
    assert (operator.agency, operator.country, operator.purpose) == ("local", "CA", "*")
    assert operator.viewer().clearance.label == "Secret"
    assert operator.trusted_keys() == {key.key: key.public}


def test_several_processes_that_start_at_once_agree_on_one_operator(tmp_path: Path) -> None:
    started = [start(OPEN, tmp_path / "home") for _ in range(6)]
    assert len({ended(each) for each in started}) == 1
    assert sorted(each.name for each in (tmp_path / "home").iterdir()) == [
        "operator.json",
        "operator.key",
    ]


def test_only_the_owner_reads_the_key(tmp_path: Path) -> None:
    operator_of(tmp_path / "home")
    key = tmp_path / "home" / "operator.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    key.chmod(0o640)
    with pytest.raises(NotPermitted, match="chmod 600"):
        operator_of(tmp_path / "home")


@pytest.mark.parametrize("inside", [".", "home", "deep/home"])
def test_a_home_inside_the_ledger_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(UsageError, match="lies inside the ledger"):
        Node.open(tmp_path / "ledger", home=tmp_path / "ledger" / inside)
    assert not (tmp_path / "ledger").exists()


def test_the_home_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NORTHLINE_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert home_folder() == tmp_path / "config" / "northline"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_folder() == tmp_path / ".config" / "northline"


def test_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator_of(tmp_path / "home")
    monkeypatch.setenv("NORTHLINE_AGENCY", "cbp")
    monkeypatch.setenv("NORTHLINE_COUNTRY", "US")
    operator, _ = operator_of(tmp_path / "home")
    assert (operator.agency, operator.country) == ("cbp", "US")
    assert operator.service_viewer("tracking").name == "service:tracking"
    assert operator.service_viewer("tracking").agency == "cbp"


def test_the_operator_is_changed_whole_or_not_at_all(tmp_path: Path) -> None:
    first, key = operator_of(tmp_path / "home")
    changed = change_operator(tmp_path / "home", agency="cbp", country="US")
    assert (changed.name, changed.agency, changed.country) == (first.name, "cbp", "US")
    assert changed.trusted_keys() == {key.key: key.public}
    with pytest.raises(SettingsError, match="two capitals"):
        change_operator(tmp_path / "home", agency="opp", country="Canada")
    assert operator_of(tmp_path / "home")[0] == changed
    path = tmp_path / "home" / "operator.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list(path.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"country": "CA"', '"country": "Canada"'),
        ('"clearance": "Secret"', '"clearance": "Top Secret"'),
        ('"agency": "local"', '"agencies": "local"'),
        ('"purpose": "*"', '"purpose": ""'),
        ("{", "["),
    ],
)
def test_a_wrong_line_of_the_file_is_named(tmp_path: Path, was: str, now: str) -> None:
    operator_of(tmp_path / "home")
    path = tmp_path / "home" / "operator.json"
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now, 1))
    with pytest.raises(SettingsError, match=r"operator\.json"):
        operator_of(tmp_path / "home")


def test_the_chain_is_signed_by_the_operator_and_verified_with_trusted_keys(node: Node) -> None:
    (first,) = node.ledger.entries()
    assert first.signature is not None
    assert is_signed(first.hash, first.signature, node.trusted_keys()[bytes(node.key.key)])
    seq, head = node.head()
    proof = node.verify(f"{seq}:{head.hex()}")
    assert proof.ok
    assert proof.anchored
    with pytest.raises(UsageError, match="SEQ:HASH"):
        node.verify("12:zz")
    assert not node.verify((seq, bytes(32))).ok


def test_an_exercise_ledger_and_a_real_one_are_never_taken_for_each_other(tmp_path: Path) -> None:
    Node.open(tmp_path / "real").close()
    Node.open(tmp_path / "play", exercise=True).close()
    with pytest.raises(UsageError, match="is a real ledger"):
        Node.open(tmp_path / "real", exercise=True)
    with pytest.raises(UsageError, match="is an exercise ledger"):
        Node.open(tmp_path / "play", exercise=False)
    with Node.open(tmp_path / "play") as node:
        assert node.exercise


def test_opening_a_node_loads_nothing_heavy(tmp_path: Path) -> None:
    """Opening is quick because compilers, solvers and geometry wait until they are needed."""
    code = (
        "import sys, northline\n"
        "assert 'northline.app' not in sys.modules\n"
        "with northline.open(sys.argv[1]) as node: node.count('position')\n"
        "heavy = {'numba', 'shapely', 'pyproj', 'h3', 'litestar', 'pyais', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    process = start(code, tmp_path / "ledger")
    assert ended(process) == "[]\n"


def test_numba_keeps_its_kernels_in_the_cache_of_the_user(tmp_path: Path) -> None:
    code = "import os, northline.app; print(os.environ['NUMBA_CACHE_DIR'])"
    given = {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    told = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(tmp_path / "northline" / "numba")
