"""What is damaged or gone lets nobody in; several processes agree."""

import contextlib
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.app.accounts import Accounts
from northline.app.accounts.database import FILE, MADE
from northline.records.errors import NorthlineError, NotPermitted, SettingsError
from tests.app.accounts.making import PASSWORD, Clock, enter


def overwritten(path: Path) -> None:
    path.write_bytes(b"no database" * 1_000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def zeroed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4_096:20_480] = bytes(16_384)
    path.write_bytes(data)


def another_programs(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("create table things (x)")
    other.close()
    path.chmod(0o600)


def without_rows(path: Path) -> None:
    with sqlite3.connect(path) as ours:
        ours.execute("delete from accounts")
    ours.close()


def of_a_later_release(path: Path) -> None:
    with sqlite3.connect(path) as ours:
        ours.execute("update meta set value = '2' where name = 'version'")
    ours.close()


DAMAGES: list[Callable[[Path], object]] = [
    overwritten,
    cut,
    zeroed,
    lambda path: path.write_bytes(b""),
    Path.unlink,
    another_programs,
    without_rows,
    of_a_later_release,
]


@pytest.fixture
def kept(home: Path, clock: Clock) -> Path:
    """The path of a database with an account, closed."""
    with Accounts.open(home, clock=clock) as accounts:
        accounts.set_up("chief", PASSWORD)
    return home / FILE


@pytest.mark.parametrize(
    "damage",
    DAMAGES,
    ids="overwritten cut zeroed empty gone other without-rows later".split(),
)
def test_a_damaged_database_is_one_sentence_and_never_a_node_without_accounts(
    kept: Path, damage: Callable[[Path], object]
) -> None:
    damage(kept)
    before = kept.stat().st_size if kept.exists() else None
    with pytest.raises(SettingsError) as told:
        Accounts.open(kept.parent)
    assert "nobody is let in" in str(told.value)
    assert "\n" not in str(told.value)
    assert (kept.stat().st_size if kept.exists() else None) == before, "nothing was made anew"


@pytest.mark.parametrize("damage", [*DAMAGES[:4], without_rows])
def test_damage_under_a_running_node_lets_nobody_in(
    kept: Path, damage: Callable[[Path], object], clock: Clock
) -> None:
    with Accounts.open(kept.parent, clock=clock) as accounts:
        secret, _ = enter(accounts, "chief", purpose="administration")
        assert accounts.exist()
        accounts.close()
        damage(kept)
        assert accounts.exist(), "it is not forgotten that there were some"
        with contextlib.suppress(SettingsError):
            assert accounts.person_of_session(secret) is None
        with pytest.raises(NorthlineError):
            enter(accounts, "chief", purpose="administration")


def test_a_database_put_in_place_of_none_is_seen(home: Path) -> None:
    with Accounts.open(home) as running:
        assert not running.exist()
        with Accounts.open(home) as other:
            other.set_up("chief", PASSWORD)
        assert running.exist()


def test_a_database_that_was_swapped_while_it_was_empty_is_seen(home: Path) -> None:
    with Accounts.open(home) as running:
        running._made()
        assert not running.exist()
        for path in home.glob(f"{FILE}*"):
            path.unlink()
        with Accounts.open(home) as other:
            other.set_up("chief", PASSWORD)
        assert running.exist()


def test_a_crash_between_the_account_and_its_marker_is_healed(kept: Path) -> None:
    (kept.parent / MADE).unlink()
    with Accounts.open(kept.parent) as accounts:
        assert accounts.exist()
    assert (kept.parent / MADE).exists()


def test_a_crash_while_the_database_is_made_is_healed(home: Path) -> None:
    home.mkdir()
    (home / FILE).touch(mode=0o600)
    with Accounts.open(home) as accounts:
        assert not accounts.exist()
        accounts.set_up("chief", PASSWORD)
        assert accounts.exist()


def test_the_database_is_for_its_owner_only(kept: Path) -> None:
    with Accounts.open(kept.parent) as accounts:
        accounts.list()
        for path in kept.parent.glob(f"{FILE}*"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    kept.chmod(0o644)
    with pytest.raises(NotPermitted, match="chmod 600"):
        Accounts.open(kept.parent)


def test_a_locked_database_lets_nobody_in(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("northline.app.accounts.database.BUSY_MS", 50)
    with Accounts.open(kept.parent) as accounts:
        other = sqlite3.connect(kept, isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(SettingsError, match="nobody is let in"):
            enter(accounts, "chief", purpose="administration")
        other.execute("rollback")
        other.close()
        assert enter(accounts, "chief", purpose="administration")


def test_only_one_of_many_at_once_is_the_first(home: Path) -> None:
    made: list[str] = []

    def begin(name: str) -> None:
        with Accounts.open(home) as accounts, contextlib.suppress(NotPermitted):
            made.append(accounts.set_up(name, PASSWORD).name)

    threads = [threading.Thread(target=begin, args=(f"chief-{n}",)) for n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with Accounts.open(home) as accounts:
        assert [each.name for each in accounts.list()] == made
    assert len(made) == 1
    assert len(list((home / "keys").iterdir())) == 1


WORK = """
import sys
from pathlib import Path
from northline.app.accounts import Accounts
with Accounts.open(Path(sys.argv[1])) as accounts:
    for number in range(15):
        accounts.add(f"{sys.argv[2]}-{number}", purposes=("training",), roles=("analyst",))
        accounts.issue_token(f"{sys.argv[2]}-{number}", "x", ("read",), 1, "training")
        accounts.rotate_key("chief")
"""


def test_two_processes_at_once_lose_nothing(kept: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WORK, kept.parent, name], stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    for each in running:
        _, said = each.communicate(timeout=120)
        assert each.returncode == 0, said.decode()
    with Accounts.open(kept.parent) as accounts:
        assert len(accounts.list()) == 31
        assert len(accounts.tokens()) == 30
        keys = accounts.keys("chief")
        assert len(keys) == 31
        assert sum(each.until is None for each in keys) == 1
        enter(accounts, "chief", purpose="administration")
    assert len(list((kept.parent / "keys").glob("chief-*"))) == 1
