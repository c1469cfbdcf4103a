"""Who is let in, with what, and who is not."""

import threading
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher

from northline.app.accounts import OWN, Accounts, LockedOut, SignInRefused, passwords
from northline.app.home import operator_of
from northline.records.errors import NotPermitted, SettingsError, UnknownName, UsageError
from tests.app.accounts.making import DAY, MINUTE, PASSWORD, WRONG, Clock, Notes, enter


def test_without_an_account_nobody_is_asked_and_nobody_signs_in(home: Path) -> None:
    with Accounts.open(home) as accounts:
        assert not accounts.exist()
        with pytest.raises(SignInRefused):
            enter(accounts)
        assert accounts.person_of_session("x") is None
        assert accounts.person_of_token("nlt_x") is None
    assert not (home / "accounts.db").exists(), "looking makes no database"


def test_the_first_account_switches_the_node_and_only_one_can_be_first(home: Path) -> None:
    with Accounts.open(home) as accounts, Accounts.open(home) as other:
        assert not other.exist()
        made = accounts.set_up("Chief", PASSWORD)
        assert (made.name, made.roles, made.must_change) == ("chief", ("administrator",), False)
        assert accounts.exist()
        assert other.exist(), "another process sees it too"
        with pytest.raises(NotPermitted):
            other.set_up("second", PASSWORD)
        assert [each.name for each in other.list()] == ["chief"]


def test_whoever_signs_in_has_the_rights_of_the_account_and_the_purpose_declared(
    accounts: Accounts, home: Path
) -> None:
    secret, person = enter(accounts, purpose="training")
    told = person.operator
    assert (told.name, told.agency, told.clearance) == ("A. Watch", "opp", "Protected B")
    assert (told.roles, told.groups, told.purpose) == (("watch-officer",), ("IBET",), "training")
    assert person.scopes == ("*",)
    assert person.operator.key == person.key.key.hex()
    assert operator_of(home)[0].key in told.trusted, "the local operator stays trusted"
    assert accounts.person_of_session(secret) == person
    assert person.may("decide")
    assert not person.may("administer"), "that takes the role"


@pytest.mark.parametrize("name", ["a.watch", "A.Watch ", "\uff41.watch"])
def test_a_name_is_found_however_it_is_written(accounts: Accounts, name: str) -> None:
    assert enter(accounts, name)[1].account == "a.watch"


def test_an_unknown_name_a_wrong_password_and_a_disabled_account_are_told_alike(
    accounts: Accounts,
) -> None:
    accounts.add("gone", password=PASSWORD)
    accounts.disable("gone")
    said = set()
    for name, password in (("nobody", PASSWORD), ("a.watch", WRONG), ("gone", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            enter(accounts, name, password)
        said.add(str(refused.value))
    assert len(said) == 1


def test_an_unknown_name_takes_the_same_work(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            compared.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    passwords._dummy.cache_clear()
    accounts.add("program", roles=("watch-officer",), purposes=("border-watch",))
    for name in ("a.watch", "nobody", "program"):
        with pytest.raises(SignInRefused):
            enter(accounts, name, WRONG)
    assert len(compared) == 3
    assert len(set(compared)) == 1, "the parameters are the same too"


@pytest.mark.parametrize("purpose", ["*", "", "administration", "border watch"])
def test_a_purpose_that_is_not_the_accounts_is_refused(accounts: Accounts, purpose: str) -> None:
    with pytest.raises(SignInRefused, match="purpose"):
        enter(accounts, purpose=purpose)
    assert accounts.sessions() == []


def test_no_account_can_be_given_every_purpose(accounts: Accounts) -> None:
    with pytest.raises(SettingsError):
        accounts.change("a.watch", purposes=("*",))


def test_an_account_with_no_role_sees_itself_and_nothing_else(accounts: Accounts) -> None:
    accounts.add("new", password=PASSWORD, must_change=False, agency="opp", clearance="Secret")
    _, person = enter(accounts, "new", purpose=OWN)
    assert not any(person.may(scope) for scope in ("read", "decide", "ingest", "metrics"))
    viewer = person.operator.viewer()
    assert viewer.agency != "opp", "no record of the agency is its own"
    assert (viewer.clearance, viewer.groups, viewer.compartments) == (0, (), ())


# --- lock-out -------------------------------------------------------------------------------


def fail(accounts: Accounts, name: str = "a.watch", address: str = "192.0.2.7") -> int | None:
    """Fail once; until when one is locked out, if one is."""
    try:
        enter(accounts, name, WRONG, address=address)
    except LockedOut as locked:
        return locked.until
    except SignInRefused:
        return None
    raise AssertionError("a wrong password opened an account")


def test_after_some_failures_the_right_password_has_to_wait_too(
    accounts: Accounts, clock: Clock
) -> None:
    assert [fail(accounts) for _ in range(5)] == [None] * 5
    with pytest.raises(LockedOut) as locked:
        enter(accounts)
    clock.now = locked.value.until - 1
    with pytest.raises(LockedOut):
        enter(accounts)
    clock.now = locked.value.until
    assert enter(accounts)[1].account == "a.watch"
    assert [fail(accounts) for _ in range(4)] == [None] * 4, "success forgets what failed"


def test_who_fails_elsewhere_keeps_nobody_out(accounts: Accounts, clock: Clock) -> None:
    for _ in range(40):
        clock.now = fail(accounts, address="198.51.100.1") or clock.now
    assert enter(accounts)[1].account == "a.watch"
    for _ in range(2):
        fail(accounts, address="198.51.100.1")
    assert fail(accounts, address="198.51.100.1") is not None, "the owner's success is not theirs"


def test_a_name_waits_too_when_many_addresses_try_it(accounts: Accounts) -> None:
    for number in range(100):
        assert fail(accounts, address=f"198.51.100.{number}") is None
    with pytest.raises(LockedOut):
        enter(accounts)


def test_a_new_password_of_an_administrator_lets_its_owner_in_at_once(accounts: Accounts) -> None:
    for number in range(100):
        fail(accounts, address=f"198.51.100.{number // 4}")
    for _ in range(6):
        fail(accounts)
    accounts.set_password("a.watch", "another one of four words")
    assert enter(accounts, password="another one of four words")[1].account == "a.watch"


def test_each_failure_doubles_the_wait_up_to_a_longest(accounts: Accounts, clock: Clock) -> None:
    waits = []
    for _ in range(5):
        fail(accounts)
    for _ in range(8):
        until = fail(accounts)
        assert until is not None
        waits.append((until - clock.now) // 1_000_000)
        clock.now = until
        assert fail(accounts) is None
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_name_that_no_account_has_is_locked_out_alike(accounts: Accounts) -> None:
    assert [fail(accounts, "nobody") for _ in range(5)] == [None] * 5
    assert fail(accounts, "nobody") is not None


def test_one_address_that_tries_many_names_is_locked_out(accounts: Accounts) -> None:
    for number in range(20):
        assert fail(accounts, f"name-{number}", f"2001:db8::{number:x}") is None
    with pytest.raises(LockedOut):
        enter(accounts, address="2001:db8::ffff")
    assert enter(accounts, address="2001:db8:0:1::1")[1].account == "a.watch", (
        "the next network is another one"
    )


def test_an_account_of_ones_own_does_not_buy_guesses_at_others(accounts: Accounts) -> None:
    for number in range(19):
        fail(accounts, f"name-{number}")
        enter(accounts)
    fail(accounts, "name-19")
    with pytest.raises(LockedOut):
        enter(accounts)


def test_many_guesses_at_once_are_no_more_than_one_by_one(accounts: Accounts) -> None:
    ended: list[bool] = []

    def guess() -> None:
        ended.append(fail(accounts) is None)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(ended) == 5, "five were compared, the others had to wait"


def test_a_clock_that_goes_back_makes_no_wait_longer(accounts: Accounts, clock: Clock) -> None:
    for _ in range(5):
        fail(accounts)
    clock.now -= 30 * DAY
    until = fail(accounts)
    assert until is not None
    assert until <= clock.now + 15 * MINUTE
    clock.now = until
    assert enter(accounts)[1].account == "a.watch"


# --- what is noted --------------------------------------------------------------------------


def test_what_happens_is_noted_with_who_and_why(accounts: Accounts, notes: Notes) -> None:
    secret, person = enter(accounts)
    accounts.sign_out(secret)
    accounts.sign_out(secret)
    assert notes.what == ["sign-in", "sign-out"]
    facts = notes.told[0][1]
    assert facts["by"] == "A. Watch"
    assert (facts["account"], facts["purpose"], facts["agency"]) == (
        "a.watch",
        "border-watch",
        "opp",
    )
    assert (facts["address"], facts["agent"]) == ("192.0.2.7", "a browser")
    assert facts["session"] == person.session
    assert accounts.person_of_session(secret) is None


def test_refusals_of_an_account_are_one_entry_a_minute_and_all_are_counted(
    accounts: Accounts, notes: Notes, clock: Clock
) -> None:
    for number in range(4):
        fail(accounts, address=f"192.0.2.{number}")
    assert notes.what == ["sign-in-refused"]
    clock.now += MINUTE
    enter(accounts)
    counts = [int(f["count"]) for what, f in notes.told if what == "sign-in-refused"]
    assert sum(counts) == 4
    assert len(counts) == 2


def test_a_lock_out_is_noted(accounts: Accounts, notes: Notes) -> None:
    for _ in range(7):
        fail(accounts)
    assert notes.what == ["sign-in-refused", "locked-out"]
    assert notes.told[1][1]["account"] == "a.watch"


def test_a_name_that_nobody_has_is_never_written_down(
    accounts: Accounts, notes: Notes, home: Path
) -> None:
    typed = "my secret typed in the wrong field"
    with pytest.raises(SignInRefused):
        enter(accounts, typed, WRONG)
    assert typed not in str(notes.told)
    assert notes.told[0][1]["unknown"] == "yes"
    for path in home.glob("accounts.db*"):
        assert typed.encode() not in path.read_bytes()


def test_what_cannot_be_noted_does_not_take_place(home: Path, clock: Clock) -> None:
    def broken(what: str, facts: dict[str, str]) -> None:
        if what in {"sign-in", "account-disabled", "token-issued"}:
            raise UsageError("the ledger is full")

    with Accounts.open(home, clock=clock, note=broken) as accounts:
        accounts.set_up("chief", PASSWORD, purposes=("border-watch",))
        with pytest.raises(UsageError):
            enter(accounts, "chief")
        assert accounts.sessions() == []
        accounts.add("other", roles=("administrator",))
        with pytest.raises(UsageError):
            accounts.disable("other")
        assert accounts.get("other").disabled is None
        with pytest.raises(UsageError):
            accounts.issue_token("chief", "probe", ("read",), 1, "border-watch")
        assert accounts.tokens() == []


# --- passwords ------------------------------------------------------------------------------


def test_a_password_somebody_else_set_must_be_changed_first(accounts: Accounts) -> None:
    accounts.set_password("a.watch", PASSWORD, by="chief")
    secret, person = enter(accounts)
    assert person.must_change
    assert not person.may("read")
    assert person.operator.roles == ()
    accounts.change_password(person, PASSWORD, "another one of four words")
    changed = accounts.person_of_session(secret)
    assert changed is not None, "the session in which it was changed goes on"
    assert changed.may("read")
    assert changed.operator.agency == "opp"


def test_changing_it_takes_the_old_one_and_ends_the_other_sessions(accounts: Accounts) -> None:
    one, person = enter(accounts)
    two, _ = enter(accounts)
    with pytest.raises(SignInRefused):
        accounts.change_password(person, WRONG, "another one of four words")
    assert accounts.person_of_session(two) is not None
    accounts.change_password(person, PASSWORD, "another one of four words")
    assert accounts.person_of_session(one) is not None
    assert accounts.person_of_session(two) is None
    with pytest.raises(SignInRefused):
        enter(accounts)
    assert enter(accounts, password="another one of four words")[1].account == "a.watch"


def test_guessing_the_old_password_in_a_session_is_locked_out_too(accounts: Accounts) -> None:
    _, person = enter(accounts)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            accounts.change_password(person, WRONG, "another one of four words")
    with pytest.raises(LockedOut):
        accounts.change_password(person, PASSWORD, "another one of four words")


def test_a_token_changes_no_password(accounts: Accounts) -> None:
    secret, _ = accounts.issue_token("a.watch", "probe", ("read",), 1, "training")
    person = accounts.person_of_token(secret)
    assert person is not None
    with pytest.raises(NotPermitted):
        accounts.change_password(person, PASSWORD, "another one of four words")


def test_passwords_grow_old_only_where_the_node_says_so(
    accounts: Accounts, home: Path, clock: Clock
) -> None:
    clock.now += 400 * DAY
    assert not enter(accounts)[1].must_change
    (home / "accounts.toml").write_text("password_days = 365\n")
    with Accounts.open(home, clock=clock) as strict:
        assert enter(strict)[1].must_change


def test_a_wrong_line_of_the_policy_lets_nobody_in(home: Path) -> None:
    home.mkdir()
    for text in ("idle_minuts = 3", "idle_minutes = 0", "minimum_length = 8", "= "):
        (home / "accounts.toml").write_text(text)
        with pytest.raises(SettingsError, match=r"accounts\.toml"):
            Accounts.open(home)


@pytest.mark.parametrize(
    "password",
    [
        "short enough",
        "password1234",
        "P@ssw0rd2026!!",
        "passwordpassword",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "qwertyuiopas",
        "Motdepasse2026",
        "correct horse battery staple",
        "a.watch a.watch",
        "A. Watch 2026",
        "x" * 1_025,
    ],
)
def test_what_is_tried_first_is_refused_and_never_repeated(
    accounts: Accounts, password: str
) -> None:
    if password == "short enough":
        password = password[:11]
    with pytest.raises(UsageError) as refused:
        accounts.set_password("a.watch", password)
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["four words do not match", "éclair gris étang", "a" * 8 + "bcdefgh", "ж" * 3 + "дляпограничников"]
)  # fmt: skip
def test_length_is_asked_for_and_nothing_of_what_sort_the_characters_are(
    accounts: Accounts, password: str
) -> None:
    accounts.set_password("a.watch", password, must_change=False)
    assert enter(accounts, password=password)[1].account == "a.watch"


def test_accents_are_the_same_however_a_keyboard_makes_them(accounts: Accounts) -> None:
    accounts.set_password("a.watch", "e\u0301clair gris e\u0301tang")
    assert enter(accounts, password="\u00e9clair gris \u00e9tang")[1].account == "a.watch"


def test_what_was_hashed_with_other_parameters_is_hashed_anew(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", stronger)
    one, _ = enter(accounts)
    with Accounts.open(home) as other:
        database = other._there()
        assert database is not None
        with database.reading() as rows:
            kept = rows.run("select password from accounts where name = 'a.watch'")[0][0]
    assert "m=16,t=2,p=1" in kept
    assert accounts.person_of_session(one) is not None


def test_a_password_is_kept_as_the_standard_recommends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    kept = passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_right(kept, PASSWORD)
    assert not passwords.is_right(kept, WRONG)


def test_an_account_without_a_password_has_no_empty_one(accounts: Accounts) -> None:
    accounts.add("program", roles=("watch-officer",), purposes=("border-watch",))
    for password in ("", PASSWORD):
        with pytest.raises(SignInRefused):
            enter(accounts, "program", password)


def test_an_account_that_is_not_there_is_said_so_to_administrators(accounts: Accounts) -> None:
    for call in (accounts.get, accounts.disable, accounts.enable, accounts.rotate_key):
        with pytest.raises(UnknownName):
            call("nobody")
