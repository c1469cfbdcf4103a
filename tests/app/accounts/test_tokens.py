"""Tokens of the API: what they may, until when, and for which purpose."""

import pytest

from northline.app.accounts import Accounts
from northline.records.errors import UnknownName, UsageError
from tests.app.accounts.making import DAY, Clock, Notes


def test_a_token_has_its_scopes_and_the_rights_of_its_account(
    accounts: Accounts, notes: Notes
) -> None:
    secret, view = accounts.issue_token("a.watch", "a probe", ("read", "metrics"), 30, "training")
    assert secret.startswith("nlt_")
    person = accounts.person_of_token(secret)
    assert person is not None
    assert (person.token, person.session, person.csrf) == (view.id, "", "")
    assert person.scopes == ("metrics", "read")
    assert (person.operator.purpose, person.operator.roles) == ("training", ("watch-officer",))
    assert person.may("read")
    assert not person.may("decide")
    what, facts = notes.told[-1]
    assert (what, facts["account"], facts["scopes"]) == ("token-issued", "a.watch", "metrics, read")


def test_a_token_follows_the_rights_of_its_account_down(accounts: Accounts) -> None:
    accounts.change("a.watch", agency="local", roles=("watch-officer", "administrator"))
    secret, _ = accounts.issue_token("a.watch", "x", ("read", "administer"), 30, "training")
    person = accounts.person_of_token(secret)
    assert person is not None
    assert person.may("administer")
    accounts.change("a.watch", roles=("watch-officer",), clearance="Unclassified")
    person = accounts.person_of_token(secret)
    assert person is not None
    assert person.scopes == ("read",)
    assert person.operator.clearance == "Unclassified"
    accounts.change("a.watch", roles=())
    person = accounts.person_of_token(secret)
    assert person is not None
    assert person.scopes == ()
    accounts.change("a.watch", purposes=("border-watch",))
    assert accounts.person_of_token(secret) is None, "its purpose is not the account's any more"


def test_an_expired_token_opens_nothing_even_when_the_clock_goes_back(
    accounts: Accounts, clock: Clock
) -> None:
    secret, view = accounts.issue_token("a.watch", "x", ("read",), 2, "training")
    clock.now = view.until - 1
    assert accounts.person_of_token(secret) is not None
    clock.now = view.until
    assert accounts.person_of_token(secret) is None
    clock.now = view.created
    assert accounts.person_of_token(secret) is None


def test_a_revoked_token_opens_nothing_and_stays_listed(accounts: Accounts, notes: Notes) -> None:
    secret, view = accounts.issue_token("a.watch", "x", ("read",), 2, "training")
    accounts.person_of_token(secret)
    accounts.revoke_token(view.id, by="chief")
    accounts.revoke_token(view.id, by="chief")
    assert accounts.person_of_token(secret) is None
    (left,) = accounts.tokens("a.watch")
    assert left.ended is not None
    assert left.used is not None
    assert notes.what.count("token-revoked") == 1
    with pytest.raises(UnknownName):
        accounts.revoke_token("nobody's")


@pytest.mark.parametrize(
    ("scopes", "days", "purpose"),
    [
        ((), 1, "training"),
        (("*",), 1, "training"),
        (("read", "write"), 1, "training"),
        (("administer",), 1, "training"),
        (("read",), 0, "training"),
        (("read",), 366, "training"),
        (("read",), 1, "*"),
        (("read",), 1, "administration"),
    ],
)
def test_no_token_is_issued_for_more_than_the_account_has(
    accounts: Accounts, scopes: tuple[str, ...], days: int, purpose: str
) -> None:
    with pytest.raises(UsageError):
        accounts.issue_token("a.watch", "x", scopes, days, purpose)
    assert accounts.tokens() == []


def test_a_token_is_no_session_and_a_session_no_token(accounts: Accounts) -> None:
    from tests.app.accounts.making import enter

    token, _ = accounts.issue_token("a.watch", "x", ("read",), 2, "training")
    session, _ = enter(accounts)
    assert accounts.person_of_session(token) is None
    assert accounts.person_of_token(session) is None


def test_a_token_that_a_changed_clock_revives_is_held_to_its_last_use(
    accounts: Accounts, clock: Clock
) -> None:
    secret, view = accounts.issue_token("a.watch", "x", ("read",), 30, "training")
    clock.now = view.until - DAY
    assert accounts.person_of_token(secret) is not None
    clock.now -= 20 * DAY
    assert accounts.person_of_token(secret) is not None
    assert accounts.tokens()[0].used == view.until - DAY, "it is not forgotten that it was later"
