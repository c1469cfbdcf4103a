"""How long a session lives, what ends it, and that nothing brings it to life again."""

import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.app.accounts import Accounts, Policy
from northline.records.errors import UnknownName
from tests.app.accounts.making import HOUR, MINUTE, PASSWORD, SECOND, Clock, Notes, enter


def test_a_session_ends_when_it_is_not_used(accounts: Accounts, clock: Clock) -> None:
    secret, _ = enter(accounts)
    for _ in range(4):
        clock.now += 29 * MINUTE
        assert accounts.person_of_session(secret) is not None
    clock.now += 30 * MINUTE
    assert accounts.sessions() == []
    assert accounts.person_of_session(secret) is None


def test_a_session_ends_after_its_longest_time_however_it_is_used(
    accounts: Accounts, clock: Clock
) -> None:
    secret, _ = enter(accounts)
    end = clock.now + 12 * HOUR
    while clock.now < end:
        assert accounts.person_of_session(secret) is not None
        clock.now += 20 * MINUTE
    assert accounts.person_of_session(secret) is None


def test_both_times_are_the_nodes_to_say(home: Path, clock: Clock, accounts: Accounts) -> None:
    (home / "accounts.toml").write_text("idle_minutes = 5\nlongest_hours = 1\n")
    secret, _ = enter(accounts)
    with Accounts.open(home, clock=clock) as strict:
        clock.now += 5 * MINUTE
        assert strict.person_of_session(secret) is None


def test_a_session_that_ended_stays_so_when_the_clock_goes_back(
    accounts: Accounts, clock: Clock
) -> None:
    secret, _ = enter(accounts)
    began = clock.now
    clock.now += 13 * HOUR
    assert accounts.person_of_session(secret) is None
    clock.now = began + MINUTE
    assert accounts.person_of_session(secret) is None


def test_a_clock_that_goes_far_back_ends_it_and_a_little_does_not(
    accounts: Accounts, clock: Clock
) -> None:
    secret, _ = enter(accounts)
    clock.now -= 2 * MINUTE
    assert accounts.person_of_session(secret) is not None
    clock.now -= HOUR
    assert accounts.person_of_session(secret) is None


@pytest.mark.parametrize(
    "change",
    [
        {"roles": ()},
        {"clearance": "Protected A"},
        {"agency": "cbp"},
        {"groups": ()},
        {"purposes": ("training",)},
        {"person": "B. Watch"},
    ],
    ids=str,
)
def test_whose_rights_change_signs_in_anew(accounts: Accounts, change: dict[str, Any]) -> None:
    secret, _ = enter(accounts)
    other, _ = enter(accounts, "chief", purpose="administration")
    accounts.change("a.watch", **change)
    assert accounts.person_of_session(secret) is None
    assert accounts.person_of_session(other) is not None


def test_a_change_that_changes_nothing_ends_nothing(accounts: Accounts, notes: Notes) -> None:
    secret, _ = enter(accounts)
    notes.told.clear()
    accounts.change("a.watch", agency="opp", roles=("watch-officer",))
    assert accounts.person_of_session(secret) is not None
    assert notes.told == []


def test_a_disabled_account_is_out_at_once_and_enabling_revives_nothing(
    accounts: Accounts, notes: Notes
) -> None:
    secret, _ = enter(accounts)
    token, _ = accounts.issue_token("a.watch", "probe", ("read",), 9, "training")
    accounts.disable("a.watch", by="chief")
    assert accounts.person_of_session(secret) is None
    assert accounts.person_of_token(token) is None
    assert notes.told[-1] == ("account-disabled", {"account": "a.watch", "by": "chief"})
    accounts.enable("a.watch")
    assert accounts.person_of_session(secret) is None
    assert accounts.person_of_token(token) is not None, "it was not revoked"


def test_sessions_are_listed_and_revoked_by_an_id_that_opens_nothing(
    accounts: Accounts, notes: Notes
) -> None:
    secret, person = enter(accounts)
    enter(accounts, "chief", purpose="administration", address="2001:db8::1")
    (view,) = accounts.sessions("a.watch")
    assert (view.id, view.address, view.agent) == (person.session, "192.0.2.7", "a browser")
    assert len(accounts.sessions()) == 2
    assert accounts.person_of_session(view.id) is None
    accounts.revoke_session(view.id, by="chief")
    assert accounts.person_of_session(secret) is None
    assert notes.told[-1][0] == "session-revoked"
    assert notes.told[-1][1]["by"] == "chief"
    with pytest.raises(UnknownName):
        accounts.revoke_session(view.id)


def test_no_secret_stands_in_the_database_or_in_a_note(
    accounts: Accounts, notes: Notes, home: Path
) -> None:
    secret, person = enter(accounts)
    token, _ = accounts.issue_token("a.watch", "probe", ("read",), 9, "training")
    accounts.person_of_token(token)
    for path in home.glob("accounts.db*"):
        kept = path.read_bytes()
        for each in (secret, token, token.removeprefix("nlt_"), PASSWORD, person.csrf):
            assert each.encode() not in kept
    for each in (secret, token, PASSWORD, "argon2", person.csrf):
        assert each not in str(notes.told)
    assert math.log2(64) * len(secret) >= 256


def test_each_session_has_a_csrf_token_of_its_own_that_stays(accounts: Accounts) -> None:
    one, first = enter(accounts)
    _, second = enter(accounts)
    again = accounts.person_of_session(one)
    assert again is not None
    assert again.csrf == first.csrf != second.csrf
    assert first.csrf not in one


def test_a_use_is_written_down_once_a_minute(accounts: Accounts, clock: Clock) -> None:
    secret, _ = enter(accounts)
    began = clock.now
    clock.now += 59 * SECOND
    accounts.person_of_session(secret)
    assert accounts.sessions()[0].seen == began
    clock.now += SECOND
    accounts.person_of_session(secret)
    assert accounts.sessions()[0].seen == clock.now


@pytest.mark.parametrize("secret", ["", "x", "x" * 100_000, "\ud800", "nlt_", "' or 1=1 --"])
def test_what_is_no_secret_opens_nothing(accounts: Accounts, secret: str) -> None:
    assert accounts.person_of_session(secret) is None
    assert accounts.person_of_token(secret) is None
    accounts.sign_out(secret)


def test_what_a_browser_says_of_itself_cannot_command_a_terminal(accounts: Accounts) -> None:
    accounts.sign_in(
        "a.watch", PASSWORD, "training", address="\x1b[2J", agent="\x1b]0;x\x07" + "y" * 900
    )
    (view,) = accounts.sessions()
    assert "\x1b" not in view.address + view.agent
    assert len(view.agent) <= 200


# --- properties -----------------------------------------------------------------------------

ROLES = ("watch-officer", "analyst", "administrator", "reviewer")
rights = st.fixed_dictionaries(
    {
        "roles": st.sets(st.sampled_from(ROLES)).map(tuple),
        "groups": st.sets(st.sampled_from(("IBET", "BEST"))).map(tuple),
        "compartments": st.sets(st.sampled_from(("alpha", "beta"))).map(tuple),
        "purposes": st.sets(st.sampled_from(("border-watch", "training"))).map(tuple),
        "clearance": st.sampled_from(("Unclassified", "Protected B", "Secret")),
    }
)
LEVELS = ("Unclassified", "Protected A", "Protected B", "Protected C", "Confidential", "Secret")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(-40 * MINUTE, 14 * HOUR)),
        st.tuples(st.just("change"), rights),
        st.tuples(st.just("sign in"), st.sampled_from(("border-watch", "training"))),
        st.tuples(st.just("token"), st.sets(st.sampled_from(("read", "administer")), min_size=1)),
        st.tuples(st.just("disable"), st.none()),
        st.tuples(st.just("enable"), st.none()),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(steps=steps)
def test_no_session_or_token_ever_gives_more_than_the_account_has(
    steps: list[tuple[str, Any]],
) -> None:
    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Accounts.open(Path(folder), clock=clock, policy=Policy()) as accounts,
    ):
        accounts.set_up("chief", PASSWORD)
        accounts.add("a.watch", password=PASSWORD, must_change=False, purposes=("training",))
        shown: list[tuple[str, str, int]] = []
        over: set[str] = set()
        for what, value in steps:
            act(accounts, clock, what, value, shown)
            account = accounts.get("a.watch")
            for sort, secret, until in shown:
                ask = accounts.person_of_token if sort == "token" else accounts.person_of_session
                person = ask(secret)
                if person is None:
                    continue
                assert account.disabled is None
                assert clock.now < until
                assert secret not in over, "what has ended has ended for good"
                told = person.operator
                assert set(told.roles) <= set(account.roles)
                assert set(told.groups) <= set(account.groups)
                assert set(told.compartments) <= set(account.compartments)
                assert LEVELS.index(told.clearance) <= LEVELS.index(account.clearance)
                assert told.purpose in account.purposes
                assert not person.may("administer") or "administrator" in account.roles
                if sort == "token":
                    assert "*" not in person.scopes
            over |= {secret for _, secret, until in shown if clock.now >= until}


def act(
    accounts: Accounts, clock: Clock, what: str, value: Any, shown: list[tuple[str, str, int]]
) -> None:
    """Do one thing, if it can be done; write down the secrets that were given out."""
    from northline.records.errors import NorthlineError

    try:
        match what:
            case "wait":
                clock.now += value
            case "change":
                accounts.change("a.watch", **value)
            case "sign in":
                secret, _ = enter(accounts, purpose=value)
                shown.append(("session", secret, clock.now + 12 * HOUR))
            case "token":
                secret, view = accounts.issue_token("a.watch", "x", value, 1, "training")
                shown.append(("token", secret, view.until))
            case "disable":
                accounts.disable("a.watch")
            case "enable":
                accounts.enable("a.watch")
    except NorthlineError:
        pass
