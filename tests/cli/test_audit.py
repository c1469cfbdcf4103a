"""The audit in a terminal: search, export and check, heads in a file."""

import json
from pathlib import Path

from northline.cli.audit import audit
from northline.ledger.review import WHAT
from tests.cli.running import Command, Kept


def test_who_saw_a_record_says_how_in_the_language_asked_for(call: Command, kept: Kept) -> None:
    ledger = ("--ledger", kept.folder)
    call("records", "position", "--id", kept.ids["position"], *ledger)
    told = call("audit", "--record", kept.ids["position"], *ledger, "--json").document
    hows = {each["seen"]["how"] for each in told["entries"]}
    assert "id" in hows
    assert told["record"]["kind"] == "position"
    said = call("audit", "--record", kept.ids["position"], "--language", "fr", *ledger)
    assert "demandé par son identifiant; pouvait être montré" in said.out
    nothing = call("audit", "--record", "ab" * 16, *ledger)
    assert nothing.code == 0
    assert "not there, or not for you" in nothing.out


def test_pages_go_on_where_the_one_before_ended(call: Command, kept: Kept) -> None:
    first = call("audit", "--limit", 3, "--ledger", kept.folder, "--json").document
    second = call(
        "audit", "--limit", 3, "--before", first["next"], "--ledger", kept.folder, "--json"
    ).document
    assert len(first["entries"]) == len(second["entries"]) == 3
    assert first["entries"][-1]["seq"] > second["entries"][0]["seq"]
    shown = call("audit", "--limit", 3, "--ledger", kept.folder)
    assert "--before" in shown.out


def test_one_entry_is_shown_with_what_proves_it(call: Command, kept: Kept) -> None:
    told = call("audit", "--entry", 2, "--ledger", kept.folder, "--json").document
    assert (told["seq"], told["whole"], told["signed"]) == (2, True, True)
    assert [each["seq"] for each in told["around"]] == [1, 2, 3, 4, 5]
    assert call("audit", "--entry", 10**9, "--ledger", kept.folder).code == 2


def test_an_export_is_checked_without_the_ledger(call: Command, kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    made = call("audit", "--export", path, "--ledger", kept.folder, "--json").document
    assert made["first"] == 1
    key = json.loads(path.read_text().splitlines()[0])["keys"].popitem()[1]
    nowhere = ("--ledger", tmp_path / "nowhere")
    good = call("audit", "--check", path, "--key", key, *nowhere, "--json")
    assert (good.code, good.document["ok"], good.document["trusted"]) == (0, True, True)
    assert not (tmp_path / "nowhere").exists()
    other = call("audit", "--check", path, "--key", "00" * 32, *nowhere)
    assert other.code == 1
    assert "not trusted" in other.out
    path.write_text(path.read_text().replace('"actor":"northline"', '"actor":"nobody"'))
    bad = call("audit", "--check", path, *nowhere, "--json")
    assert (bad.code, bad.document["faults"][0]) == (1, "entry 1 was altered")


def test_what_does_not_go_together_is_refused(call: Command, kept: Kept, tmp_path: Path) -> None:
    ledger = ("--ledger", kept.folder)
    assert call("audit", "--key", "00" * 32, *ledger).code == 2
    assert call("audit", "--what", "nonsense", *ledger).code == 2
    assert call("audit", "--check", tmp_path / "none", "--key", "xyz").code == 2
    both = call("verify", "--anchor", "1:00", "--anchor-file", tmp_path / "none", *ledger)
    assert both.code == 2


def test_heads_go_into_a_file_and_the_ledger_is_held_to_all_of_them(
    call: Command, kept: Kept, tmp_path: Path
) -> None:
    ledger = ("--ledger", kept.folder)
    path = tmp_path / "anchors.txt"
    first = call("head", "--anchor-file", path, *ledger, "--json").document
    assert path.read_text().startswith(f"{first['anchor']} {first['at']} ")
    call("findings", *ledger)
    call("head", "--anchor-file", path, *ledger)
    good = call("verify", "--anchor-file", path, *ledger, "--json")
    assert (good.code, good.document["anchors"], good.document["anchors_fit"]) == (0, 2, 2)
    assert good.document["anchored"] is True
    path.write_text(path.read_text().replace(first["hash"], "00" * 32))
    bad = call("verify", "--anchor-file", path, *ledger, "--json")
    assert bad.code == 1
    assert bad.document["first_misfit"].startswith(f"line 1: {first['seq']}:{'00' * 32}")
    assert "does not contain the anchored head" in bad.document["faults"][0]["where"]
    inside = call("head", "--anchor-file", kept.folder / "anchors.txt", *ledger)
    assert inside.code == 2
    assert "inside the ledger" in inside.err


def test_the_help_names_everything_that_can_be_asked_for() -> None:
    said = " ".join((audit.__doc__ or "").partition("what:")[2].partition("since:")[0].split())
    assert set(said.rstrip(".").replace(" or ", ", ").split(", ")) == WHAT.keys()
