"""The audit over the API and as a page: search, who saw a record, one entry, the export."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from northline.app.audit_check import check
from northline.app.node import Node
from northline.web.site import site
from tests.web.asking import Api, crossing

HOSTILE = "\"><script>alert(1)</script><b title='"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Api]]:
    """A ledger with a finding that somebody has looked at and decided about."""
    folder = tmp_path_factory.mktemp("seen")
    feed = folder / "river.nmea"
    feed.write_bytes(crossing())
    with Node.open(folder / "ledger", home=folder / "home") as node:
        node.ingest("ais", feed)
        node.run()
        api = Api(site(node))
        finding = node.findings()[0].finding
        assert api.page(f"/findings/{finding.id.hex()}").status_code == 200
        node.decide(finding.id, "refuse", reason=HOSTILE, authority="Privacy Act, s. 8")
        yield node, api


def rows_of(text: str) -> list[int]:
    return [int(each) for each in re.findall(r'<td role="cell"[^>]*><a href="/audit/(\d+)">', text)]


# --- the API ------------------------------------------------------------------------------


def test_the_audit_is_paged_newest_first(seen: tuple[Node, Api]) -> None:
    _, api = seen
    first = api.document("/audit?limit=4")
    second = api.document(f"/audit?limit=4&before={first['next']}")
    numbers = [each["seq"] for each in (*first["entries"], *second["entries"])]
    assert len(numbers) == 8
    assert numbers == sorted(set(numbers), reverse=True)
    assert set(first["entries"][0]["text"]) == {"en", "fr"}


def test_who_saw_a_record_is_answered_with_how(seen: tuple[Node, Api]) -> None:
    node, api = seen
    finding = node.findings(state="all")[0].finding
    told = api.document(f"/audit?record={finding.id.hex()}&limit=1000")
    assert told["record"]["kind"] == "finding"
    assert {each["seen"]["how"] for each in told["entries"]} >= {"id", "among", "audit"}
    assert all(each["seen"]["shown"] == "could" for each in told["entries"])
    unknown = api.document(f"/audit?record={'ab' * 16}")
    assert unknown["record"] is None


def test_asking_for_the_audit_is_on_it_and_never_answered_with_not_modified(
    seen: tuple[Node, Api],
) -> None:
    node, api = seen
    before = node.head()[0]
    answer = api.get("/audit?person=nobody-of-that-name")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"
    assert node.head()[0] == before + 1
    newest = api.document("/audit?what=audit&limit=1")["entries"][0]
    assert newest["asked"][0]["other"] == {"person": "nobody-of-that-name"}


def test_one_entry_is_there_with_its_proof_or_not_found(seen: tuple[Node, Api]) -> None:
    _, api = seen
    told = api.document("/audit/2")
    assert (told["seq"], told["whole"], told["signed"]) == (2, True, True)
    assert json.loads(told["body"])
    assert api.get("/audit/999999").status_code == 404


@pytest.mark.parametrize("query", ["what=nothing", "since=yesterday", "record=xyz", "limit=0"])
def test_what_cannot_be_searched_for_is_a_wrong_request(seen: tuple[Node, Api], query: str) -> None:
    assert seen[1].get(f"/audit?{query}").status_code == 400


def test_the_export_is_a_file_that_checks(seen: tuple[Node, Api], tmp_path: Path) -> None:
    node, api = seen
    answer = api.get("/audit/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in answer.headers["content-disposition"]
    path = tmp_path / "audit.jsonl"
    path.write_bytes(answer.content)
    checked = check(path, keys=[node.key.public])
    assert checked.ok, checked.faults
    assert HOSTILE not in answer.text
    assert api.get("/audit/export?until=1990-01-01").status_code == 400


# --- the page -----------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "word"), [("en", "look at the audit"), ("fr", "consultation")])
def test_the_page_lists_entries_in_both_languages(
    seen: tuple[Node, Api], code: str, word: str
) -> None:
    _, api = seen
    api.page("/audit")
    answer = api.page(f"/audit?lang={code}")
    assert answer.status_code == 200
    numbers = rows_of(answer.text)
    assert numbers == sorted(numbers, reverse=True)
    assert 1 < len(numbers) <= 50
    assert word in html.unescape(answer.text)


def test_a_decision_shows_verb_reason_and_authority_escaped(seen: tuple[Node, Api]) -> None:
    _, api = seen
    text = api.page("/audit?what=decision").text
    assert len(rows_of(text)) == 1
    assert "<script>alert" not in text
    assert HOSTILE in html.unescape(text)
    assert "Privacy Act, s. 8" in text


def test_a_finding_links_to_who_saw_it_and_its_evidence_does_too(seen: tuple[Node, Api]) -> None:
    node, api = seen
    finding = node.findings(state="all")[0].finding
    text = api.page(f"/findings/{finding.id.hex()}").text
    links = set(re.findall(r'href="/audit\?record=([0-9a-f]{32})"', text))
    assert finding.id.hex() in links
    assert links & {each.hex() for each in finding.evidence}
    page = html.unescape(api.page(f"/audit?record={finding.id.hex()}").text)
    assert "asked for by id" in page
    assert "could be shown" in page
    assert "Whether a person looked at the screen, nobody can know." in page


def test_the_search_keeps_what_was_asked_and_pages_on(seen: tuple[Node, Api]) -> None:
    node, api = seen
    for _ in range(51):
        node.ledger.look(node.viewer, "unit", {"as_of": 1})
    asked = urlencode({"kind": "unit", "what": "look", "person": node.operator.name})
    text = html.unescape(api.page(f"/audit?{asked}").text)
    (further,) = re.findall(r'rel="next" href="([^"]+)"', text)
    assert asked.split("&")[0] in further
    assert len(rows_of(text)) == 50
    rest = html.unescape(api.page(further).text)
    assert len(rows_of(rest)) == 1
    assert 'rel="next"' not in rest
    assert '<option value="unit" selected>' in rest


def test_a_date_field_is_taken_as_utc_and_the_export_has_the_same_period(
    seen: tuple[Node, Api],
) -> None:
    _, api = seen
    text = html.unescape(api.page("/audit?since=2000-01-01T00:00&until=2100-01-01T00:00").text)
    assert rows_of(text)
    assert 'value="2000-01-01T00:00"' in text
    export = re.findall(r'id="audit-export" href="([^"]+)"', text)[0]
    assert api.ask("GET", export, root="").status_code == 200
    assert not rows_of(api.page("/audit?until=1990-01-01T00:00").text)


def test_what_cannot_be_read_is_said_beside_the_form(seen: tuple[Node, Api]) -> None:
    answer = seen[1].page(f"/audit?{urlencode({'record': HOSTILE[:40]})}")
    assert answer.status_code == 400
    assert 'id="audit-wrong"' in answer.text
    assert "<script>alert" not in answer.text


def test_the_page_of_one_entry_shows_proof_and_neighbours(seen: tuple[Node, Api]) -> None:
    _, api = seen
    text = api.page("/audit/3").text
    assert rows_of(text) == [1, 2, 3, 4, 5, 6]
    assert "✓" in text
    assert len(re.findall(r'aria-current="true"', text)) == 1
    assert api.page("/audit/999999").status_code == 404
