"""What happens to accounts stands in the chain, is found by the audit, and is guarded by it."""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.accounts import Accounts, SignInRefused, noting
from northline.app.accounts.noting import HAPPENED
from northline.app.audit import Wish, audit
from northline.app.audit_words import HAPPENED as WORDS
from northline.app.audit_words import entry_words
from northline.app.home import change_operator
from northline.app.node import Node
from northline.ledger import chain, notes
from northline.records.errors import UsageError
from tests.app.accounts.making import PASSWORD, WRONG, enter


@pytest.fixture
def node(tmp_path: Path) -> Any:
    change_operator(tmp_path / "home", agency="opp", country="CA")
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def noted(node: Node, tmp_path: Path) -> Any:
    """Accounts whose whole life stands in the chain."""
    note = noting(node.ledger, node.operator.name)
    with Accounts.open(tmp_path / "home", note=note) as accounts:
        accounts.set_up("chief", PASSWORD, agency="opp")
        accounts.add(
            "a.watch", password=PASSWORD, person="A. Watch", agency="local", purposes=("training",)
        )
        accounts.change("a.watch", roles=("analyst",), by="chief")
        secret, person = enter(accounts, purpose="training")
        accounts.change_password(person, PASSWORD, "another one of four words")
        _, view = accounts.issue_token("a.watch", "probe", ("read",), 9, "training", by="a.watch")
        accounts.revoke_token(view.id)
        accounts.rotate_key("a.watch", by="a.watch")
        accounts.sign_out(secret)
        _, person = enter(accounts, "chief", purpose="administration")
        accounts.revoke_session(person.session)
        for _ in range(5):
            with pytest.raises(SignInRefused):
                enter(accounts, password=WRONG)
        accounts.disable("a.watch")
        accounts.enable("a.watch")
        yield accounts


def entries(node: Node) -> list[chain.Entry]:
    with node.ledger._store.log.reading() as rows:
        return [each for each in chain.entries(rows) if each.operation == "account"]


@pytest.mark.usefixtures("noted")
def test_everything_that_can_happen_is_noted_signed_and_verified(node: Node) -> None:
    told = entries(node)
    assert {notes.noted(each)["what"] for each in told} == set(HAPPENED)
    assert all(each.signature for each in told)
    proof = node.ledger.verify(keys=node.trusted_keys(), anchor=node.head())
    assert proof.ok, proof.faults
    assert WORDS.keys() == set(HAPPENED)


@pytest.mark.usefixtures("noted")
def test_no_password_secret_or_hash_stands_in_the_ledger(node: Node, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "home" / "accounts.db") as kept:
        digests = [row[0] for row in kept.execute("select digest from tokens")]
        hashes = [row[0] for row in kept.execute("select password from accounts")]
    kept.close()
    assert digests
    said = "\n".join(each.body for each in entries(node))
    for secret in (PASSWORD, WRONG, "another one", "argon2", "nlt_", *hashes):
        assert secret not in said
    for digest in digests:
        assert digest.hex() not in said


@pytest.mark.usefixtures("noted")
def test_the_audit_shows_it_in_both_languages_and_finds_it(node: Node) -> None:
    page = audit(node, Wish(what="account"), limit=100)
    assert len(page.entries) == len(entries(node))
    for each in page.entries:
        english, french = entry_words(each, "en"), entry_words(each, "fr")
        assert english != french
        for line in (*english, *french):
            assert "set-" not in line
            assert "-id " not in line
    (signed,) = audit(node, Wish(purpose="training", what="account"), limit=100).entries
    assert (signed.who, signed.agency, signed.purpose) == ("A. Watch", "local", "training")
    assert entry_words(signed, "en")[0].startswith("signed in: ")
    assert entry_words(signed, "fr")[0].startswith("ouverture d'une session : ")
    by_agency = audit(node, Wish(agency="opp", what="account"), limit=100).entries
    assert [each.facts["what"] for each in by_agency] == ["sign-in"]
    refused = audit(node, Wish(person="service:sign-in"), limit=100).entries
    assert {each.facts["what"] for each in refused} == {"sign-in-refused", "locked-out"}


def alter(folder: Path, change: str) -> None:
    with sqlite3.connect(folder / "ledger.db") as log:
        assert log.execute(change).rowcount == 1
    log.close()


FIRST = "seq = (select min(seq) from chain where operation = 'account')"


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    "change",
    [
        f"update chain set body = replace(body, 'chief', 'thief') where {FIRST}",
        f"update chain set actor = 'somebody else' where {FIRST}",
        f"update chain set operation = 'look' where {FIRST}",
        f"delete from chain where {FIRST}",
        f"update chain set at = at - 1 where {FIRST}",
    ],
)
def test_a_note_that_is_altered_or_removed_is_found(node: Node, change: str) -> None:
    alter(node.folder, change)
    assert not node.ledger.verify(keys=node.trusted_keys()).ok


def test_a_note_that_says_more_than_a_note_may_is_found_though_it_is_signed(node: Node) -> None:
    store = node.ledger._store
    with store.log.writing() as rows:
        body = {"account": {"what": "sign-in"}, "made": [[9, "00", 1, "x"]]}
        chain.add(
            rows, at=store.clock(), actor="x", operation="account", facts=body, signer=store.signer
        )
    assert not node.ledger.verify(keys=node.trusted_keys()).ok


@pytest.mark.parametrize(
    ("what", "facts", "by"),
    [
        ("Sign in", {}, "x"),
        ("sign-in", {"Two Words": "x"}, "x"),
        ("sign-in", {"x": "y" * 2_001}, "x"),
        ("sign-in", {"x": 3}, "x"),
        ("sign-in", {f"x{n}": "y" for n in range(41)}, "x"),
        ("sign-in", {}, " "),
    ],
)
def test_what_is_no_note_is_refused(node: Node, what: str, facts: dict[str, Any], by: str) -> None:
    before = node.head()
    with pytest.raises(UsageError):
        node.ledger.note(what, facts, by=by)
    assert node.head() == before


def test_words_of_a_note_are_never_taken_for_what_an_append_tells(node: Node) -> None:
    words = ("key", "stream", "engine", "made", "retired", "looks", "marks", "holds")
    node.ledger.note("sign-in", dict.fromkeys(words, "x"), by="x")
    assert node.ledger.verify(keys=node.trusted_keys()).ok
    assert audit(node, Wish(what="account"), limit=5).entries[0].facts["key"] == "x"


def test_signing_in_is_nothing_new_for_who_watches_records(node: Node) -> None:
    before = node.content_head()
    node.ledger.note("sign-in", {}, by="x")
    assert node.content_head() == before


def test_a_note_holds_its_facts_one_level_down(node: Node) -> None:
    entry = node.ledger.note("sign-in", {"account": "x"}, by="x")
    assert msgspec.json.decode(entry.body) == {"account": {"account": "x", "what": "sign-in"}}
