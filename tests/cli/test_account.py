"""Who works here, and changing it; and the accounts of a node, from a terminal."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from northline.app.accounts import Accounts, Policy, Scope
from tests.cli.running import Command


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "home"))


def test_an_operator_has_a_key_and_trusts_it(call: Command, tmp_path: Path) -> None:
    told = call("account", "--json").document
    assert told["key"] in told["trusted"]
    assert told["home"] == str(tmp_path / "home")
    assert call("account", "--json").document == told
    secret = (tmp_path / "home" / "operator.key").read_bytes()
    assert secret.hex() not in call("account").out


def test_the_agency_is_changed_and_the_key_stays(call: Command, tmp_path: Path) -> None:
    before = call("account", "--json").document
    after = call("account", "--agency", "opp", "--name", "A. Watch", "--json").document
    assert (after["agency"], after["name"]) == ("opp", "A. Watch")
    assert after["key"] == before["key"]
    assert call("account", "--json").document == after
    assert (tmp_path / "home" / "operator.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", ["--country Canada", "--agency=", "--name service:x"])
def test_a_wrong_change_changes_nothing(call: Command, words: str) -> None:
    before = call("account", "--json").document
    assert call("account", *words.split()).code == 2
    assert call("account", "--json").document == before


# --- accounts -------------------------------------------------------------------------------

PASSWORD = "four words do not match"
DOCS = Path(__file__).parents[2] / "docs"
SUBCOMMANDS = (
    "setup list show add change disable enable password rotate-key sessions revoke token"
).split()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NORTHLINE_LEDGER", str(tmp_path / "ledger"))
    return tmp_path / "ledger"


@pytest.fixture
def begun(call: Command, typed: Callable[[str], None], ledger: Path) -> Path:
    """A node whose first account is made."""
    typed(f"{PASSWORD}\n")
    assert call("account", "setup", "chief", "--password-stdin", "--json").code == 0
    return ledger


def noted(call: Command) -> list[str]:
    """What the chain tells of accounts, the oldest first, each with who did it."""
    told = call("audit", "--what", "account", "--json").document["entries"]
    return [f"{each['who']}: {each['facts']['what']}" for each in reversed(told)]


def test_the_first_account_is_an_administrators_and_is_made_once(
    call: Command, typed: Callable[[str], None], ledger: Path
) -> None:
    assert call("account", "list", "--json").document == {"accounts": [], "count": 0}
    typed(f"{PASSWORD}\nmore lines are not read\n")
    ended = call("account", "setup", "Chief", "--role", "reviewer", "--password-stdin", "--json")
    assert ended.code == 0, ended.err
    assert ended.document["name"] == "chief"
    assert ended.document["roles"] == ["administrator", "reviewer"]
    assert not ended.document["must_change"]
    assert "ask who one is" in ended.err
    typed(PASSWORD)
    again = call("account", "setup", "second", "--password-stdin")
    assert again.code == 3
    assert "account add" in again.err
    assert noted(call) == [f"{call('account', '--json').document['name']}: account-made"]
    with Accounts.open(Path(home_of(call))) as accounts:
        _, person = accounts.sign_in(
            "chief", PASSWORD, "administration", address="127.0.0.1", agent="test"
        )
        assert not person.must_change


def home_of(call: Command) -> str:
    return str(call("account", "--json").document["home"])


def test_what_the_local_operator_is_told_stays_as_it_was(call: Command, begun: Path) -> None:
    told = call("account", "--json").document
    assert set(told) == {
        "name", "agency", "country", "clearance", "roles", "groups", "compartments", "purpose",
        "key", "trusted", "home",
    }  # fmt: skip
    assert told["purpose"] == "*"


def test_an_account_lives_from_the_terminal(
    call: Command, typed: Callable[[str], None], begun: Path
) -> None:
    typed(f"{PASSWORD}\n")
    made = call(
        "account", "add", "a.watch", "--person", "A. Watch", "--agency", "opp", "--clearance",
        "protected b", "--role", "watch-officer", "--role", "analyst", "--group", "IBET",
        "--compartment", "customs", "--purpose", "border-watch", "--password-stdin", "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert made.document["clearance"] == "Protected B"
    assert made.document["must_change"]
    assert len(made.document["keys"]) == 1
    changed = call(
        "account", "change", "a.watch", "--role", "privacy-officer", "--group=", "--json"
    )
    assert changed.document["roles"] == ["privacy-officer"]
    assert changed.document["groups"] == []
    assert changed.document["compartments"] == ["customs"], "what is not given stays"
    typed("another one of four words\n")
    assert call("account", "password", "a.watch", "--password-stdin").code == 0
    assert len(call("account", "rotate-key", "a.watch", "--json").document["keys"]) == 2
    assert call("account", "disable", "a.watch", "--json").document["disabled"]
    assert call("account", "enable", "a.watch", "--json").document["disabled"] is None
    assert [a["name"] for a in call("account", "list", "--json").document["accounts"]] == [
        "a.watch",
        "chief",
    ]
    assert call("account", "show", "a.watch").out.startswith("name")
    operator = call("account", "--json").document["name"]
    assert noted(call)[1:] == [
        f"{operator}: {what}"
        for what in (
            "account-made",
            "account-changed",
            "password-set",
            "key-rotated",
            "account-disabled",
            "account-enabled",
        )
    ]
    assert call("verify").code == 0


def test_a_token_is_shown_once_and_revoked(call: Command, begun: Path) -> None:
    made = call(
        "account", "token", "add", "chief", "--label", "probe", "--scope", "read", "--scope",
        "metrics", "--purpose", "administration", "--days", "7", "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    secret, token = made.document["secret"], made.document["id"]
    listed = call("account", "token", "list", "chief", "--json")
    assert secret not in listed.out
    assert listed.document["tokens"][0]["scopes"] == ["metrics", "read"]
    with Accounts.open(Path(home_of(call))) as accounts:
        assert accounts.person_of_token(secret) is not None
        assert call("account", "token", "revoke", token).code == 0
        assert accounts.person_of_token(secret) is None
    assert call("account", "token", "list", "--json").document["tokens"][0]["ended"]


def test_sessions_are_listed_and_revoked(call: Command, begun: Path) -> None:
    with Accounts.open(Path(home_of(call))) as accounts:
        secret, person = accounts.sign_in(
            "chief", PASSWORD, "administration", address="192.0.2.7", agent="test"
        )
        (listed,) = call("account", "sessions", "--json").document["sessions"]
        assert (listed["id"], listed["address"]) == (person.session, "192.0.2.7")
        assert secret not in call("account", "sessions", "chief").out
        assert call("account", "revoke", person.session).code == 0
        assert accounts.person_of_session(secret) is None
    assert call("account", "revoke", person.session).code == 2


@pytest.mark.parametrize(
    "words",
    [
        "account add x --role emperor --no-password",
        "account add x --clearance Secret+ --no-password",
        "account add x --password-stdin",
        "account add x",
        "account add x --no-password --password-stdin",
        "account add x --issuer https://identity.example",
        "account change nobody --role reviewer",
        "account disable chief",
        "account token add chief --label x --scope all --purpose administration",
        "account nosuch",
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    call: Command, begun: Path, words: str, typed: Callable[[str], None]
) -> None:
    typed("short\n")
    before, told = call("account", "list", "--json").document, noted(call)
    ended = call(*words.split())
    assert ended.code == 2, ended.err
    assert "Traceback" not in ended.err
    assert call("account", "list", "--json").document == before
    assert noted(call) == told


def test_no_command_takes_a_password_from_its_line(call: Command) -> None:
    for name in ("setup", "add", "password"):
        told = call("account", name, "--help").out
        assert re.findall(r"--[a-z-]*password[a-z-]*", told)
        assert set(re.findall(r"--[a-z-]*password[a-z-]*", told)) <= {
            "--password-stdin",
            "--no-password",
        }
        assert not re.search(r"--password-stdin [A-Z]", told), "it is a flag"


def test_a_password_typed_at_a_terminal_is_typed_twice_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, call: Command, ledger: Path
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []
    answers = iter([PASSWORD, f"{PASSWORD}!", PASSWORD, PASSWORD])

    def unseen(prompt: str) -> str:
        asked.append(prompt)
        return next(answers)

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", unseen)
    differing = call("account", "setup", "chief")
    assert differing.code == 2
    assert call("account", "list", "--json").document["count"] == 0
    ended = call("account", "setup", "chief")
    assert ended.code == 0, ended.err
    assert len(asked) == 4
    assert PASSWORD not in ended.out + ended.err


def test_a_damaged_database_is_one_sentence_and_exit_code_2(call: Command, begun: Path) -> None:
    home = Path(home_of(call))
    (home / "accounts.db").write_bytes(b"no database" * 500)
    for words in ("list", "show chief", "disable chief", "sessions"):
        ended = call("account", *words.split(), "--json")
        assert ended.code == 2
        assert ended.document["error"]["code"] == "settings-error"
        assert "nobody is let in" in ended.document["error"]["message"]
        assert len(ended.err.strip().splitlines()) == 1


def test_each_command_of_accounts_is_documented_with_its_options(call: Command) -> None:
    text = (DOCS / "cli.md").read_text()
    section = text.split("\n### account\n")[1].split("\n### ")[0]
    calls = [(each,) for each in SUBCOMMANDS] + [
        ("token", each) for each in ("add", "list", "revoke")
    ]
    for words in calls:
        assert f"account {' '.join(words)}" in section, f"docs/cli.md lacks account {words}"
        told = call("account", *words, "--help").out
        for option in set(re.findall(r"^│ +(?:[*] +)?(--[a-z-]+)", told, re.M)):
            if option not in {"--json", "--ledger"}:
                assert option in section, f"{option} of account {words} is not in docs/cli.md"
    listed = re.findall(r"^│ ([a-z][a-z-]*) +\S", call("account", "--help").out, re.M)
    assert sorted(listed) == sorted(SUBCOMMANDS)


def test_every_line_of_the_policy_is_documented() -> None:
    text = (DOCS / "accounts.md").read_text()
    for name in Policy.__struct_fields__:
        assert f"`{name}`" in text, f"docs/accounts.md does not explain {name}"
    for scope in Scope:
        assert f"`{scope.value}`" in text
