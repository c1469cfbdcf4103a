"""What may be said of an account, and who may have which name."""

from pathlib import Path
from typing import Any

import pytest

from northline.app.accounts import Accounts, SignInRefused
from northline.app.home import change_operator
from northline.records.errors import NorthlineError, NotPermitted, SettingsError, UsageError
from tests.app.accounts.making import PASSWORD, Notes, enter


def test_a_fresh_account_may_nothing(accounts: Accounts) -> None:
    made = accounts.add("new", password=PASSWORD)
    assert (made.roles, made.groups, made.compartments, made.purposes) == ((), (), (), ())
    assert made.clearance == "Unclassified"
    assert made.must_change


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": ("emperor",)},
        {"roles": ("service",)},
        {"roles": "watch-officer"},
        {"clearance": "Top Secret"},
        {"clearance": "COSMIC TOP SECRET"},
        {"clearance": "Very high"},
        {"country": "Canada"},
        {"country": "ca"},
        {"agency": ""},
        {"agency": "*"},
        {"groups": ("*",)},
        {"groups": ("",)},
        {"compartments": ("a\nb",)},
        {"purposes": ("Border Watch",)},
        {"person": "service:tracking"},
        {"person": "x" * 101},
        {"person": "\x1b[2J"},
        {"colour": "blue"},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    accounts: Accounts, wrong: dict[str, Any], notes: Notes
) -> None:
    before = accounts.list()
    with pytest.raises(SettingsError):
        accounts.change("a.watch", **wrong)
    with pytest.raises(SettingsError):
        accounts.add("new", password=PASSWORD, **wrong)
    assert accounts.list() == before
    assert notes.told == []


@pytest.mark.parametrize("name", ["", "-x", "a b", "../x", "a/b", "é", "x" * 65, "*", "service:x"])
def test_a_name_that_cannot_be_one_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UsageError):
        accounts.add(name, password=PASSWORD)


def test_nobody_gets_a_name_that_stands_or_stood_for_somebody_else(accounts: Accounts) -> None:
    accounts.change("a.watch", person="B. Watch")
    for person in ("A. Watch", "b. WATCH", "a.watch", "chief"):
        with pytest.raises(UsageError):
            accounts.add("new", person=person)
        with pytest.raises(UsageError):
            accounts.change("chief", **({"person": person} if person != "chief" else {"person": "a.watch"}))  # fmt: skip
    with pytest.raises(UsageError):
        accounts.add("b.watch", person="A. Watch")
    accounts.disable("a.watch")
    with pytest.raises(UsageError):
        accounts.add("a.watch", password=PASSWORD)
    accounts.change("a.watch", person="A. Watch")  # one's own former name is one's own


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="last administrator"):
        accounts.disable("chief")
    with pytest.raises(UsageError, match="last administrator"):
        accounts.change("chief", roles=("reviewer",))
    accounts.change("a.watch", agency="local", roles=("administrator",))
    accounts.disable("chief")
    with pytest.raises(UsageError, match="last administrator"):
        accounts.disable("a.watch")


def test_only_people_of_the_agency_that_runs_the_node_keep_accounts(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in (
        lambda: accounts.change("a.watch", roles=("administrator",)),
        lambda: accounts.change("chief", agency="opp"),
        lambda: accounts.add("b.admin", agency="opp", roles=("administrator", "analyst")),
        lambda: arrive(accounts, roles=("administrator",)),
    ):
        with pytest.raises((SettingsError, SignInRefused), match="administrator is for people of"):
            wrong()
    # One that has the role from an earlier release, or from before its agency was another.
    monkeypatch.setattr("northline.app.accounts.accounts.check_rights", lambda *_: None)
    accounts.change("a.watch", roles=("administrator", "watch-officer"))
    secret, _ = accounts.issue_token("a.watch", "x", ("administer", "read"), 30, "training")
    for person in (enter(accounts)[1], accounts.person_of_token(secret)):
        assert person is not None
        assert person.operator.roles == ("watch-officer",)
        assert person.may("read")
        assert not person.may("administer")


def test_a_name_is_one_however_it_is_written(accounts: Accounts) -> None:
    accounts.add("b.watch", person="Wanda One")
    for same in ("WANDA ONE", "Wanda  One", "\uff37anda One", "a.WATCH"):
        with pytest.raises(UsageError, match="take another"):
            accounts.add("c.watch", person=same)
    for service in ("Service:tracking", "\uff53ervice\uff1atracking"):
        with pytest.raises(SettingsError, match="service:"):
            accounts.add("c.watch", person=service)


def test_nobody_of_a_partner_is_called_as_the_local_operator_is(home: Path) -> None:
    change_operator(home, name="L. Ocal", agency="opp", country="CA")
    with Accounts.open(home) as accounts:
        accounts.set_up("chief", PASSWORD)
        for same in ("L. Ocal", "l.  OCAL"):
            with pytest.raises(SettingsError, match="local operator"):
                accounts.add("pat", person=same, agency="cbp", country="US")
        accounts.add("own", person="L. Ocal")  # who runs the node may have an account on it


def test_nobody_widens_their_own_rights(accounts: Accounts) -> None:
    accounts.add("second", roles=("administrator",))
    for more in (
        {"roles": ("administrator", "watch-officer")},
        {"clearance": "Secret"},
        {"groups": ("joic",)},
        {"purposes": ("administration", "border-watch")},
        {"country": "US"},
    ):
        with pytest.raises(NotPermitted, match="nobody widens their own rights"):
            accounts.change("second", by="second", **more)
        accounts.change("second", by="chief", **more)
        accounts.change("second", country="CA", roles=("administrator",))
    accounts.change("second", by="second", clearance="Unclassified", roles=())
    assert accounts.get("second").roles == (), "to give something up is no harm"


def test_a_change_is_noted_with_what_was_and_what_is(accounts: Accounts, notes: Notes) -> None:
    accounts.change("a.watch", roles=("analyst", "watch-officer"), clearance="secret", by="chief")
    assert notes.told == [
        (
            "account-changed",
            {
                "account": "a.watch",
                "by": "chief",
                "set-clearance": "Protected B -> Secret",
                "set-roles": "watch-officer -> analyst, watch-officer",
            },
        )
    ]


def test_the_name_of_a_person_stands_where_an_account_did_it(
    accounts: Accounts, notes: Notes
) -> None:
    accounts.set_password("chief", PASSWORD, by="a.watch")
    assert notes.told[-1][1]["by"] == "A. Watch"


# --- identity providers ---------------------------------------------------------------------

ISSUER = "https://identity.example"
SAID: dict[str, Any] = {
    "person": "C. Watch",
    "agency": "rcmp",
    "country": "CA",
    "clearance": "Protected A",
    "roles": ("watch-officer",),
    "groups": (),
    "purposes": ("border-watch",),
}


def arrive(accounts: Accounts, subject: str = "0001", **said: Any) -> Any:
    return accounts.sign_in_by(
        ISSUER, subject, {**SAID, **said}, "border-watch", address="192.0.2.9", agent="b"
    )


def test_whom_a_provider_sends_gets_an_account_and_keeps_it(
    accounts: Accounts, notes: Notes
) -> None:
    secret, person = arrive(accounts, name="c.watch")
    assert person.account == "c.watch"
    assert (person.operator.name, person.operator.agency) == ("C. Watch", "rcmp")
    assert not person.must_change
    assert notes.what == ["account-made", "sign-in"]
    _, again = arrive(accounts, name="another name")
    assert again.account == "c.watch"
    assert accounts.person_of_session(secret) is not None, "nothing changed, nothing ends"
    _, less = arrive(accounts, roles=("reviewer",), clearance="Unclassified")
    assert less.operator.roles == ("reviewer",)
    assert accounts.person_of_session(secret) is None
    assert "account-changed" in notes.what


def test_a_disabled_account_stays_so_whatever_its_provider_says(accounts: Accounts) -> None:
    _, person = arrive(accounts)
    accounts.disable(person.account)
    with pytest.raises(SignInRefused):
        arrive(accounts, roles=("administrator",))
    assert accounts.get(person.account).roles == ("watch-officer",)


def test_a_provider_takes_over_no_account_by_naming_it(accounts: Accounts) -> None:
    for said in ({"name": "a.watch"}, {"name": "A. WATCH"}):
        with pytest.raises(SignInRefused, match=r"may link it|cannot be the name"):
            arrive(accounts, **said)
    _, person = arrive(accounts, person="A. Watch")
    assert person.account != "a.watch"
    assert person.operator.name != "A. Watch", "a decision must not seem to be another's"
    _, again = arrive(accounts, person="A. Watch")
    assert again.operator.name == person.operator.name


def test_an_administrator_links_an_account_and_its_password_goes(accounts: Accounts) -> None:
    accounts.change("a.watch", issuer=ISSUER, subject="0001")
    assert not accounts.get("a.watch").has_password
    with pytest.raises(SignInRefused):
        enter(accounts)
    with pytest.raises(UsageError):
        accounts.set_password("a.watch", PASSWORD)
    _, person = arrive(accounts)
    assert person.account == "a.watch"
    with pytest.raises(UsageError):
        accounts.change("chief", issuer=ISSUER, subject="0001")


@pytest.mark.parametrize(
    "said", [{"roles": ("emperor",)}, {"clearance": "Top Secret"}, {"purposes": ("*",)}], ids=str
)
def test_what_a_provider_cannot_say_opens_nothing(accounts: Accounts, said: dict[str, Any]) -> None:
    before = accounts.list()
    with pytest.raises(SignInRefused):
        arrive(accounts, **said)
    assert accounts.list() == before


def test_a_subject_that_is_no_name_gets_one_made_of_it(accounts: Accounts) -> None:
    _, person = arrive(accounts, subject="auth|Zoë 1")
    assert person.account.startswith("person-")
    assert arrive(accounts, subject="auth|Zoë 1")[1].account == person.account


def test_a_provider_makes_no_first_account(tmp_path: Any) -> None:
    with Accounts.open(tmp_path / "home") as accounts:
        with pytest.raises(SignInRefused, match="account setup"):
            arrive(accounts)
        assert not accounts.exist()


def test_every_refusal_is_an_error_of_ours(accounts: Accounts) -> None:
    with pytest.raises(NorthlineError):
        accounts.add("x", issuer=ISSUER)
    with pytest.raises(NorthlineError):
        accounts.change("a.watch", subject="1")
