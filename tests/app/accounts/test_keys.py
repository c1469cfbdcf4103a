"""Personal keys: one for each account, and what an old one is still good for."""

import stat
from pathlib import Path

import pytest

from northline.app.accounts import Accounts
from northline.app.home import operator_of
from northline.records.errors import NotPermitted, SettingsError, UsageError
from northline.records.signing import is_signed
from northline.records.units import Micros
from tests.app.accounts.making import MINUTE, Clock, Notes, enter


def key_files(home: Path, account: str) -> list[Path]:
    return sorted((home / "keys").glob(f"{account}-????????????????.key"))


def test_each_account_has_a_key_that_only_its_owner_can_read(
    accounts: Accounts, home: Path
) -> None:
    _, person = enter(accounts)
    (path,) = key_files(home, "a.watch")
    assert path.read_bytes() == person.key.secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert accounts.trusted_keys()[person.key.key] == person.key.public
    assert len(set(accounts.trusted_keys())) == 3, "the chief's and the local operator's too"


def test_a_key_that_was_replaced_is_believed_for_what_it_signed_before(
    accounts: Accounts, home: Path, clock: Clock, notes: Notes
) -> None:
    _, before = enter(accounts)
    made = accounts.get("a.watch").created
    signature = before.key.sign(b"a decision")
    clock.now += MINUTE
    accounts.rotate_key("a.watch")
    _, after = enter(accounts)
    old, new = before.key, after.key
    assert old.key != new.key
    assert len(key_files(home, "a.watch")) == 1, "the old one is gone"
    assert is_signed(b"a decision", signature, accounts.trusted_keys()[old.key])
    now = clock()
    assert accounts.trusted_at(old.key, made) == old.public
    assert accounts.trusted_at(old.key, Micros(now - 1)) == old.public
    assert accounts.trusted_at(old.key, now) is None
    assert accounts.trusted_at(old.key, Micros(made - 1)) is None
    assert accounts.trusted_at(new.key, now) == new.public
    assert accounts.trusted_at(new.key, Micros(now - 1)) is None
    assert accounts.trusted_at(bytes(16), now) is None
    what, facts = notes.told[-2]
    assert what == "key-rotated"
    assert (facts["old-key-id"], facts["key-id"]) == (old.key.hex(), new.key.hex())
    assert [each.until for each in accounts.keys("a.watch")] == [None, now]


def test_the_local_operators_key_is_always_believed(accounts: Accounts, home: Path) -> None:
    key = operator_of(home)[1]
    assert accounts.trusted_at(key.key, Micros(0)) == key.public


def test_a_disabled_account_has_no_key_and_another_when_it_comes_back(
    accounts: Accounts, home: Path, clock: Clock
) -> None:
    _, person = enter(accounts)
    clock.now += MINUTE
    accounts.disable("a.watch")
    assert key_files(home, "a.watch") == []
    assert accounts.trusted_at(person.key.key, clock()) is None
    with pytest.raises(UsageError):
        accounts.rotate_key("a.watch")
    accounts.enable("a.watch")
    assert enter(accounts)[1].key.key != person.key.key


def test_a_key_that_others_can_read_is_not_used(accounts: Accounts, home: Path) -> None:
    (path,) = key_files(home, "a.watch")
    path.chmod(0o640)
    with pytest.raises(NotPermitted, match="chmod 600"):
        enter(accounts)


@pytest.mark.parametrize("content", [None, b"", bytes(32)], ids=["gone", "empty", "another"])
def test_a_lost_key_is_told_with_what_to_do(
    accounts: Accounts, home: Path, content: bytes | None
) -> None:
    (path,) = key_files(home, "a.watch")
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"rotate-key a\.watch"):
        enter(accounts)
    accounts.rotate_key("a.watch")
    assert enter(accounts)[1].account == "a.watch"


def test_an_account_that_could_not_be_made_leaves_no_key(accounts: Accounts, home: Path) -> None:
    with pytest.raises(UsageError):
        accounts.add("a.watch")
    with pytest.raises(UsageError):
        accounts.add("new", person="A. Watch")
    assert len(key_files(home, "a.watch")) == 1
    assert key_files(home, "new") == []
    enter(accounts)
