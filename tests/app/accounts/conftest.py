from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type

from northline.app.accounts import Accounts, passwords
from tests.app.accounts.making import PASSWORD, Clock, Notes


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashing that takes no time; what it is in earnest has a test of its own."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)
    monkeypatch.setattr(passwords, "_HASHER", quick)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def accounts(home: Path, clock: Clock, notes: Notes) -> Iterator[Accounts]:
    """An administrator and a watch officer, and nothing noted yet."""
    with Accounts.open(home, clock=clock, note=notes) as opened:
        opened.set_up("chief", PASSWORD)
        opened.add(
            "a.watch",
            password=PASSWORD,
            must_change=False,
            person="A. Watch",
            agency="opp",
            clearance="Protected B",
            roles=("watch-officer",),
            groups=("IBET",),
            purposes=("border-watch", "training"),
        )
        notes.told.clear()
        yield opened
