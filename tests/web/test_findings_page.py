"""The pages of findings: what they say, in both languages, to whom, and what they offer."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.findings import first_sentence
from northline.app.node import Node
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, unclassified
from northline.records.notation import parse_marking
from northline.records.record import Digest, Id
from northline.records.units import Degrees, Kilometres, Micros, Probability
from northline.web import freshness
from northline.web.language import language
from northline.web.pages.findings_words import LETTERS, browser_words, likely, lists, states
from northline.web.pages.marking_words import marking_words
from northline.web.site import site
from tests.app.people import colleague
from tests.web.asking import Api, crossing, feed

BROWSER = Path(__file__).parents[2] / "web" / "src" / "findings"
NOW = Micros(1_790_000_000_000_000)
HOSTILE = "\"><script>alert(1)</script><b title='"
SECRET = "Secret; owner=another-agency"


def made(number: int, **fields: Any) -> Finding:
    """Finding number so-and-so, a second after the one before it."""
    reason = Reason(
        code="crossed-no-port-known",
        args={"km": 2308.0, "segment": "atlantic-pacific", "direction": "to-canada"},
        share=0.9,
    )
    given: dict[str, Any] = {
        "id": Id(number.to_bytes(16, "big")),
        "source": "crossing",
        "at": Micros(NOW + number * 1_000_000),
        "received": NOW,
        "marking": unclassified("local").id,
        "lon": Degrees(-82.93),
        "lat": Degrees(42.35),
        "event_id": Id(b"e" * 12 + number.to_bytes(4, "big")),
        "revision": 1,
        "finding": "line-crossing",
        "subject": "mmsi:316009999",
        "since": NOW,
        "until": NOW,
        "score": Probability(0.9),
        "km": Kilometres(2308.0),
        "reasons": (encode_reason(reason),),
        "evidence": (),
        "engine": "crossing",
        "engine_version": "1",
        "params": Digest(bytes(32)),
    }
    return Finding(**{**given, **fields})


def keep(node: Node, *findings: Finding, marking: Marking | None = None) -> None:
    marked = marking or node.default_marking()
    rows = [msgspec.structs.replace(each, marking=marked.id) for each in findings]
    batch = kind_named("finding").to_batch(rows)
    node.ledger.append("finding", batch, by="tests", markings=(marked,))


def rows_of(text: str) -> list[str]:
    return re.findall(r'<tr role="row" id="finding-([0-9a-f]{32})"', text)


def offers_of(text: str, id: str) -> list[dict[str, Any]]:
    found = re.search(rf'data-id="{id}".*?data-offers="([^"]*)"', text, re.DOTALL)
    assert found is not None
    offers: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
    return offers


def counts_of(text: str) -> dict[str, int]:
    named = re.findall(
        r"<li><a href=\"[^\"]*\"[^>]*>(.*?) <span class=\"count\">(\d+)</span>", text
    )
    return {name: int(count) for name, count in named}


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Api]]:
    """Three real findings of real engines; nobody decides about them."""
    folder = tmp_path_factory.mktemp("crossed")
    feeds = folder / "river.nmea"
    feeds.write_bytes(b"".join(crossing(mmsi=316_000_001 + n) for n in range(3)))
    with Node.open(folder / "ledger", home=folder / "home") as node:
        node.ingest("ais", feeds, source="tower-4")
        node.run()
        yield node, Api(site(node))


# --- the queue ----------------------------------------------------------------------------


def test_the_queue_says_what_when_where_and_how_sure(crossed: tuple[Node, Api]) -> None:
    node, api = crossed
    answer = api.page("/findings")
    assert answer.status_code == 200
    text = html.unescape(answer.text)
    views = node.findings()
    assert rows_of(text) == [view.finding.id.hex() for view in views]
    assert counts_of(text) == {
        "Waiting": 3, "Acknowledged": 0, "Dismissed": 0, "Confirmed": 0, "All": 3,
    }  # fmt: skip
    first = views[0].finding
    assert first_sentence(views[0].title["en"]) in text
    assert "A line crossing is not a failure to report" not in text  # it stands in the detail
    assert language("en").instant(first.at) in text
    assert "MMSI 316000001" in text
    assert f"km {language('en').number(first.km or 0, 1)}" in text
    assert "ago</span>" in text
    assert f"{first.score:.2f}" in text
    assert likely(language("en"), first.score) in text


def test_the_queue_speaks_french(crossed: tuple[Node, Api]) -> None:
    node, api = crossed
    answer = api.page("/findings?lang=fr")
    assert answer.headers["content-language"] == "fr"
    text = html.unescape(answer.text)
    assert first_sentence(node.findings()[0].title["fr"]) in text
    assert counts_of(text)["En attente"] == 3
    assert "il y a" in text
    for english in ("Waiting", "Filter", "Subject", "most urgent"):
        assert english not in re.sub(r"<(script|head).*?</\1>", "", text, flags=re.DOTALL)


def test_the_language_switch_keeps_the_filter(crossed: tuple[Node, Api]) -> None:
    _, api = crossed
    path = "/findings?state=all&kind=line-crossing&since=2026-01-01T00%3A00"
    text = html.unescape(api.page(path).text)
    (switch,) = re.findall(r'href="([^"]*)"[^>]*id="language"', text)
    for kept in ("state=all", "kind=line-crossing", "since=2026-01-01T00%3A00", "lang=fr"):
        assert kept in switch
    assert rows_of(api.page(switch).text) == rows_of(text)


def test_nothing_on_the_pages_is_an_inline_script_or_style(crossed: tuple[Node, Api]) -> None:
    node, api = crossed
    for path in ("/findings", f"/findings/{node.findings()[0].finding.id.hex()}"):
        text = api.page(path).text
        assert not re.search(r"\s(style|on\w+)=", text)
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes or 'type="application/json"' in attributes


def test_filters_by_state_kind_and_time(node: Node, asked: Api) -> None:
    keep(node, *(made(n) for n in range(1, 5)), made(5, finding="made-up-kind"))
    ids = {n: n.to_bytes(16, "big").hex() for n in range(1, 6)}
    node.decide(ids[1], "dismiss", reason="a club race")
    node.decide(ids[2], "acknowledge", reason="looked at")
    assert rows_of(asked.page("/findings").text) == [ids[5], ids[4], ids[3], ids[2]]
    assert rows_of(asked.page("/findings?state=dismissed").text) == [ids[1]]
    assert rows_of(asked.page("/findings?state=acknowledged").text) == [ids[2]]
    assert rows_of(asked.page("/findings?kind=made-up-kind").text) == [ids[5]]
    since = language("en").instant(made(4).at).replace(" ", "T")
    late = asked.page(f"/findings?state=all&since={since}")
    assert rows_of(late.text) == [ids[5], ids[4]]
    assert counts_of(late.text)["All"] == 2
    assert rows_of(asked.page(f"/findings?state=all&since={since}Z").text) == [ids[5], ids[4]]
    assert "No finding matches the filter." in asked.page("/findings?kind=no-such-kind").text
    assert "There is no finding in this list." in asked.page("/findings?state=confirmed").text


def test_an_instant_that_is_none_is_said_at_its_field(node: Node, asked: Api) -> None:
    keep(node, made(1))
    answer = asked.page("/findings?since=yesterday%3Cb%3E")
    assert answer.status_code == 400
    assert "yesterday&lt;b&gt; is not an instant" in answer.text
    assert len(rows_of(answer.text)) == 1
    assert "since=" not in re.findall(r'data-news="([^"]*)"', answer.text)[0]


def test_a_state_that_there_is_not_is_an_error_and_not_everything(asked: Api) -> None:
    assert asked.page("/findings?state=opne").status_code == 400


def test_an_empty_queue_says_so_in_both_languages(asked: Api) -> None:
    assert "Nothing waits for a decision." in asked.page("/findings").text
    assert "Rien n\u2019attend de décision." in asked.page("/findings?lang=fr").text


def test_pages_of_fifty_give_each_finding_once(node: Node, asked: Api) -> None:
    keep(node, *(made(n) for n in range(1, 121)))
    found, path = [], "/findings"
    sizes = []
    while path:
        text = asked.page(path).text
        sizes.append(len(rows_of(text)))
        found += rows_of(text)
        following = re.findall(r'rel="next" href="([^"]*)"', text)
        path = html.unescape(following[0]) if following else ""
    assert sizes == [50, 50, 20]
    assert len(set(found)) == 120
    beyond = asked.page("/findings?page=9").text
    assert "There is nothing on this page any more." in beyond


def test_what_another_agency_keeps_is_in_no_row_and_no_number(node: Node, asked: Api) -> None:
    hidden = made(2, subject="mmsi:316111111", finding="hidden-kind")
    keep(node, made(1))
    keep(node, hidden, marking=parse_marking(SECRET, owner="local"))
    for path in ("/findings", "/findings?state=all", "/findings?lang=fr"):
        text = asked.page(path).text
        assert rows_of(text) == [made(1).id.hex()]
        assert hidden.id.hex() not in text
        assert "316111111" not in text
        assert "hidden-kind" not in text
    assert counts_of(asked.page("/findings?state=all&lang=en").text)["All"] == 1
    told = asked.page(f"/findings/news?after=0&events={hidden.event_id.hex()}").text
    assert rows_of(told) == []
    assert 'data-new="1"' in told
    for id in (hidden.id.hex(), hidden.event_id.hex()):
        assert asked.page(f"/findings/{id}").status_code == 404


@pytest.mark.parametrize("id", ["0" * 32, "not-an-id", "%3Cscript%3E"])
def test_what_is_not_there_is_not_found(asked: Api, id: str) -> None:
    answer = asked.page(f"/findings/{id}")
    assert answer.status_code == 404
    assert "it may not be seen" in answer.text


def test_hostile_names_are_only_text(node: Node, asked: Api) -> None:
    reason = Reason(code=HOSTILE, args={"port": HOSTILE}, share=0.9)
    hostile = made(1, subject=HOSTILE, finding=HOSTILE, engine=HOSTILE, source=HOSTILE,
                   reasons=(encode_reason(reason),))  # fmt: skip
    keep(node, hostile)
    node.decide(hostile.id, "acknowledge", reason=HOSTILE)
    for path in ("/findings", f"/findings/{hostile.id.hex()}", "/findings/news?after=0"):
        text = asked.page(path).text
        assert "<script>alert" not in text
        assert "<b title" not in text
    shown = asked.page(f"/findings/{hostile.id.hex()}").text
    assert html.unescape(shown).count(HOSTILE) >= 4


# --- what is new --------------------------------------------------------------------------


def test_whoever_has_the_queue_open_is_told_only_what_matters(node: Node, asked: Api) -> None:
    keep(node, made(1))
    path = f"/findings/news?after={node.content_head()}&events={made(1).event_id.hex()}"
    first = asked.page(path)
    assert 'data-new="0"' in first.text
    asked.post("/ingest/ais", content=feed(3), headers={"Content-Type": "application/octet-stream"})
    looks = node.head()[0]
    same = asked.page(path, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert node.head()[0] == looks, "being told that nothing changed is no look at a record"
    keep(node, made(2), made(3))
    told = asked.page(path, headers={"If-None-Match": same.headers["etag"]})
    assert told.status_code == 200
    assert 'data-new="2"' in told.text
    assert "2 new findings" in told.text
    assert rows_of(told.text) == [made(1).id.hex()]
    node.decide(made(1).id, "dismiss", reason="a club race")
    gone = asked.page(path, headers={"If-None-Match": told.headers["etag"]}).text
    assert 'data-standing="dismissed"' in gone
    assert counts_of(gone)["Waiting"] == 2


def test_whoever_has_a_finding_open_is_told_when_what_they_hold_may_be_void(
    node: Node, asked: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.post("/ingest/ais", content=feed(1), headers={"Content-Type": "application/octet-stream"})
    (row,) = asked.document("/records/position")["records"]
    keep(node, made(1, evidence=(Id(bytes.fromhex(row["id"])),)))

    def news() -> str:
        text = asked.page(f"/findings/{made(1).id.hex()}").text
        (path,) = re.findall(r'data-news="([^"]*)"', text)
        return html.unescape(path)

    path = news()
    assert "data-void" not in asked.page(path).text
    node.decide(made(1).id, "acknowledge", reason="looked at")
    assert "data-void" not in asked.page(path).text, "a decision takes nothing away"
    node.erase([row["id"]], "Privacy Act s. 6(3)")
    assert "data-void" in asked.page(path).text
    assert "data-void" not in asked.page(news()).text, "whoever read it since holds what is right"
    path = news()
    monkeypatch.setattr(freshness, "RENEW", 1e-6)
    assert "data-void" in asked.page(path).text, "a marking runs out though nothing is written"


def test_news_in_one_language_is_no_news_in_the_other(node: Node, asked: Api) -> None:
    keep(node, made(1))
    held = asked.page("/findings/news?after=0").headers["etag"]
    french = {"If-None-Match": held, "Accept-Language": "fr-CA"}
    answer = asked.page("/findings/news?after=0", headers=french)
    assert answer.status_code == 200
    assert "1 nouveau constat" in answer.text


# --- what is offered ----------------------------------------------------------------------


def test_only_what_the_rules_allow_is_offered(node: Node, asked: Api) -> None:
    keep(node, made(1))
    id = made(1).id.hex()
    fresh = offers_of(asked.page("/findings").text, id)
    assert [each["verb"] for each in fresh] == [
        "acknowledge", "dismiss", "confirm", "dispatch", "release", "refuse",
    ]  # fmt: skip
    assert [each["verb"] for each in fresh if each["second"]] == ["dispatch", "release"]
    assert [each["verb"] for each in fresh if each["authority"]] == ["release", "refuse"]
    taken = node.decide(id, "dismiss", reason="a club race")
    after = offers_of(asked.page("/findings?state=all").text, id)
    assert {each["verb"]: each["about"] for each in after if not each["second"]} == {
        "refuse": id,
        "retract": taken.id.hex(),
    }


def test_what_is_offered_can_be_done_and_nothing_else(node: Node, asked: Api) -> None:
    keep(node, made(1))
    id = made(1).id.hex()
    verbs = ["acknowledge", "dismiss", "confirm", "dispatch", "approve", "match", "no-match",
             "cannot-tell", "release", "refuse"]  # fmt: skip
    offered = {each["verb"]: each for each in offers_of(asked.page("/findings").text, id)}
    for verb in verbs:
        said = {"verb": verb, "reason": "because", "authority": "an act"}
        answer = asked.post(f"/findings/{id}/decisions", json=said)
        able = verb in offered
        assert (answer.status_code == 201) == able, (verb, answer.text)
        if able:
            made_it = answer.json()["decision"]["id"]
            undo = {"verb": "retract", "reason": "to try the next"}
            path = f"/records/decision/{made_it}/decisions"
            assert asked.post(path, json=undo).status_code == 201


def test_a_second_person_is_offered_the_second_signature_and_nobody_else_is(
    node: Node, asked: Api
) -> None:
    keep(node, made(1))
    id = made(1).id.hex()
    said = {"verb": "dispatch", "reason": "send the boat"}
    first = asked.post(f"/findings/{id}/decisions", json=said).json()["decision"]["id"]
    assert [each["verb"] for each in offers_of(asked.page("/findings").text, id)] == ["retract"]
    path, yes = f"/records/decision/{first}/decisions", {"verb": "approve", "reason": "agreed"}
    assert asked.post(path, json=yes).status_code == 403
    page = asked.page(f"/findings/{id}").text
    assert "Proposed: Dispatch" in page
    assert page.count('state-proposed">waits for a second person<') == 2
    assert asked.document(f"/findings/{id}")["state"] == "proposed"
    assert [each["id"] for each in asked.document("/findings?state=proposed")["findings"]] == [id]

    second = Api(site(colleague(node, "B. Tremblay", 2)))
    offered = offers_of(second.page("/findings").text, id)
    assert [(each["verb"], each["about"], each["of"]) for each in offered] == [
        ("approve", first, "dispatch"),
        ("refuse", first, "dispatch"),
    ]
    french = second.page("/findings", headers={"Accept-Language": "fr-CA"}).text
    assert "une deuxième personne</span>" in french
    assert second.post(path, json=yes).status_code == 201
    after = asked.page(f"/findings/{id}").text
    assert "Dispatched" in after
    assert "approved by B. Tremblay" in after
    assert "Approved as second person" in after
    assert 'state-proposed">' not in after


def test_a_refusal_by_a_second_person_is_said_and_leaves_the_finding_as_it_was(
    node: Node, asked: Api
) -> None:
    keep(node, made(1))
    id = made(1).id.hex()
    first = node.decide(id, "dispatch", reason="send the boat")
    second = Api(site(colleague(node, "B. Tremblay", 2)))
    no = {"verb": "refuse", "reason": "the ice is too thin"}
    assert second.post(f"/records/decision/{first.id.hex()}/decisions", json=no).status_code == 201
    page = asked.page(f"/findings/{id}").text
    assert "Proposed: Dispatch" in page
    assert "refused by B. Tremblay" in page
    assert "the ice is too thin" in page
    assert asked.document(f"/findings/{id}")["state"] == "open"


def test_one_without_a_role_is_offered_nothing(node: Node, asked: Api) -> None:
    keep(node, made(1))
    node.viewer = msgspec.structs.replace(node.viewer, roles=("analyst",))
    assert offers_of(asked.page("/findings").text, made(1).id.hex()) == []


def test_what_somebody_else_decided_is_retracted_by_a_supervisor_only(
    node: Node, asked: Api
) -> None:
    keep(node, made(1))
    node.decide(made(1).id, "dismiss", reason="a club race")
    path = f"/findings/{made(1).id.hex()}"
    node.viewer = msgspec.structs.replace(node.viewer, name="B. Tremblay")
    assert 'class="retract"' in asked.page(path).text
    assert "retract" not in {
        each["verb"] for each in offers_of(asked.page(path).text, made(1).id.hex())
    }
    node.viewer = msgspec.structs.replace(node.viewer, roles=("watch-officer",))
    assert 'class="retract"' not in asked.page(path).text


# --- one finding --------------------------------------------------------------------------


def test_a_finding_stands_with_its_facts_reasons_and_evidence(crossed: tuple[Node, Api]) -> None:
    node, api = crossed
    view = node.findings()[0]
    found, (stated,) = view.finding, view.stated
    text = html.unescape(api.page(f"/findings/{found.id.hex()}").text)
    for reason in view.reasons:
        assert reason.en in text
        for each in reason.evidence:
            assert f"/api/v1/records/track/{each}" in text
    assert "tower-4" in text  # the positions behind the points of the track
    assert "Unclassified; of local, for nobody else" in text
    assert "A line crossing is no failure to report" in text
    assert "never about a person" in text
    assert f"{stated.speed_knots:.1f} kn" in text
    assert f"± {found.sigma:,.0f} m" in text
    assert "into the United States" in text
    assert f"<dd>{found.engine_version}</dd>" in text
    assert found.params.hex() in text
    assert f"share of the score: {found.score:.2f}" in text
    (to_map,) = re.findall(r'id="to-map" href="([^"]*)"', text)
    assert f"alert={found.id.hex()}" in to_map
    assert re.search(
        r"lon=-82\.9\d+&lat=42\.3\d+&until=2026-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ$", to_map
    )


def test_a_finding_speaks_french_and_is_found_by_its_event(crossed: tuple[Node, Api]) -> None:
    node, api = crossed
    view = node.findings()[0]
    text = html.unescape(api.page(f"/findings/{view.finding.event_id.hex()}?lang=fr").text)
    assert view.reasons[0].fr in text
    assert "Franchir la ligne n\u2019est pas omettre de se déclarer" in text
    assert "vers les États-Unis" in text
    assert "Non classifié; appartient à local, pour personne d\u2019autre" in text
    body = text.partition("<main")[2]
    for english in ("Evidence", "Decisions", "Engine", "Marking", "Between", "What", " ago"):
        assert english not in body


def test_decisions_stand_with_who_why_and_their_signature(node: Node, asked: Api) -> None:
    keep(node, made(1))
    node.decide(made(1).id, "refuse", reason="no agreement covers it", authority="Privacy Act s. 8")
    last = node.decisions()[-1]
    node.decide(last.id, "retract", reason="the wrong finding")
    text = html.unescape(asked.page(f"/findings/{made(1).id.hex()}").text)
    for said in ("no agreement covers it", "Authority: Privacy Act s. 8", "release officer",
                 "the wrong finding", node.operator.name, "retracted</span>"):  # fmt: skip
        assert said in text
    assert text.count("signature checked") == 2
    assert text.index("the wrong finding") < text.index("no agreement covers it")
    node.operator = node.host = msgspec.structs.replace(node.operator, trusted={})
    distrusted = asked.page(f"/findings/{made(1).id.hex()}").text
    assert distrusted.count("not signed by a key that is trusted here") == 2


def test_an_earlier_revision_says_so_and_offers_nothing(node: Node, asked: Api) -> None:
    keep(node, made(1), made(2, event_id=made(1).event_id, revision=2))
    old = asked.page(f"/findings/{made(1).id.hex()}").text
    assert "The engine has revised this finding. This is revision 1." in old
    assert f"/findings/{made(2).id.hex()}" in old
    assert offers_of(old, made(1).id.hex()) == []
    new = asked.page(f"/findings/{made(1).event_id.hex()}").text
    assert f'data-id="{made(2).id.hex()}"' in new
    assert 'id="finding-older"' not in new
    assert offers_of(new, made(2).id.hex())


def test_of_erased_evidence_the_rule_is_told_and_nothing_else(node: Node, asked: Api) -> None:
    asked.post("/ingest/ais", content=feed(2), headers={"Content-Type": "application/octet-stream"})
    gone, left = (row["id"] for row in asked.document("/records/position")["records"])
    reason = Reason(code="made-up", evidence=(gone, left), share=0.9)
    evidence = tuple(Id(bytes.fromhex(each)) for each in (gone, left))
    keep(node, made(1, reasons=(encode_reason(reason),), evidence=evidence))
    path = f"/findings/{made(1).id.hex()}"
    assert "erased" not in asked.page(path).text.partition("<main")[2]
    node.erase([gone], "Privacy Act s. 6(3)")
    text = asked.page(path).text
    assert text.count("Evidence erased under rule Privacy Act s. 6(3).") == 1
    assert left in text
    assert gone not in text
    french = html.unescape(asked.page(f"{path}?lang=fr").text)
    assert "Preuve effacée en vertu de la règle Privacy Act s. 6(3)." in french


def test_evidence_that_may_not_be_seen_is_left_out_without_a_count(node: Node, asked: Api) -> None:
    secret = f"/ingest/ais?marking={SECRET}"
    asked.post(secret, content=feed(1), headers={"Content-Type": "application/octet-stream"})
    other = node.service_viewer("x")
    hidden = msgspec.structs.replace(other, agency="another-agency")
    plan = node.ledger.plan("position", hidden, columns=["id"])
    (row,) = node.ledger.read(plan).read_all().column("id").to_pylist()
    keep(node, made(1, evidence=(Id(row),)))
    text = asked.page(f"/findings/{made(1).id.hex()}").text
    assert row.hex() not in text
    assert "<table" not in text
    assert "Further records" not in text


def test_the_marking_shown_is_that_of_today(node: Node, asked: Api) -> None:
    asked.post("/ingest/ais", content=feed(1), headers={"Content-Type": "application/octet-stream"})
    (row,) = asked.document("/records/position")["records"]
    keep(node, made(1, evidence=(Id(bytes.fromhex(row["id"])),)))
    path = f"/findings/{made(1).id.hex()}"
    assert "Unclassified; of local" in asked.page(path).text
    node.mark([row["id"]], "Protected B; owner=local; partners=cbp; caveats=CAN/US ONLY", "a case")
    text = asked.page(path).text
    assert "Protected B, CAN/US ONLY; of local, may go to cbp for any purpose" in text
    assert "Unclassified" not in text


def test_pages_of_an_exercise_say_so_and_count_from_its_own_present(tmp_path: Path) -> None:
    feeds = tmp_path / "river.nmea"
    feeds.write_bytes(crossing())
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        node.ingest("ais", feeds)
        node.run()
        api = Api(site(node))
        text = api.page("/findings").text
        assert "EXERCISE" in text
        assert re.search(r">\d+ minutes ago<", text)
        assert "EXERCICE" in api.page(f"/findings/{rows_of(text)[0]}?lang=fr").text


# --- words --------------------------------------------------------------------------------


def test_every_text_that_the_browser_code_asks_for_is_given() -> None:
    words = browser_words(language("en"))
    assert words.keys() == browser_words(language("fr")).keys()
    asked_for = {
        name
        for path in BROWSER.glob("*.ts")
        for name in re.findall(r'say\((?:[^()"]*\? )?"([a-z-]+)"', path.read_text())
    }
    assert asked_for
    assert asked_for <= words.keys()
    for name, text in words.items():
        said = set(re.findall(r"%\w+", text))
        assert said == set(re.findall(r"%\w+", browser_words(language("fr"))[name])), name


def test_every_state_has_a_name_and_a_list() -> None:
    from northline.decisions.rules import State

    for code in ("en", "fr"):
        assert states(language(code)).keys() == {each.value for each in State}
        assert lists(language(code)).keys() == {*(each.value for each in State), "all", "held-back"}


def test_a_title_is_one_sentence_whatever_stands_in_brackets() -> None:
    text = "Crossed 3 km from a port (Ste. Anne. St. Clair). It says nothing about any person."
    assert first_sentence(text) == "Crossed 3 km from a port (Ste. Anne. St. Clair)."
    assert first_sentence("") == ""


def test_a_marking_is_said_in_words_and_caveats_verbatim() -> None:
    given = parse_marking(
        "Secret; owner=opp; partners=rcmp,cbp; purposes=border-security; caveats=REL TO USA, CAN; "
        "compartments=trace; expires=2027-01-01T00:00:00Z; authority=MOU 7",
        owner="local",
    )
    assert marking_words(language("en"), given) == (
        "Secret, REL TO USA, CAN; compartment: trace; of opp, may go to cbp, rcmp for "
        "border-security until 2027-01-01 00:00 UTC, under MOU 7"
    )
    assert marking_words(language("fr"), None) == "marquage inconnu"


def test_every_key_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "findings-page.md").read_text()
    for letter in (*LETTERS.values(), "j", "k", "n", "/", "?"):
        assert f"`{letter.upper()}`" in text


def test_a_replay_is_offered_to_the_agency_that_keeps_the_ledger_and_to_nobody_else(
    node: Node, asked: Api
) -> None:
    shared = parse_marking("Unclassified; partners=cbp", owner=node.operator.agency)
    keep(node, made(1, marking=shared.id), marking=shared)
    id = made(1).id.hex()
    partner = Api(site(colleague(node, "Pat", 7, agency="cbp", country="US")))
    assert 'id="replay"' in asked.page(f"/findings/{id}").text
    theirs = partner.page(f"/findings/{id}")
    assert theirs.status_code == 200
    assert 'id="replay' not in theirs.text
    assert partner.post(f"/findings/{id}/replay").status_code == 403
