"""Sharing over the API and as pages: partners, one record, groups, agreements, a marking changed."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.node import Node
from northline.app.sharing.declared import declared_of
from northline.app.sign_in import accounts_of
from northline.web.site import site
from tests.app.sharing.sorts import BOATS, HOST, ROLES, as_, crossed, filled, one_of
from tests.web.asking import Api
from tests.web.signing import PASSWORD

HOSTILE = "\"><script>alert(1)</script><b title='"
SEEN = sum(count for source, count in BOATS.items() if source != "money")
TOML = """
[agencies.cbp]
title = { en = "CBP", fr = "CBP" }
country = "US"
[[agreements]]
between = ["cbp", "cbsa"]
authority = "Memorandum 12"
from = 2020-01-10
until = 2020-06-30
kinds = ["position"]
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = filled(tmp_path_factory.mktemp("sorts"))
    yield made
    made.ledger.close()


@pytest.fixture(scope="module")
def api(node: Node) -> Api:
    return Api(site(node))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    """A ledger that may be changed."""
    made = filled(tmp_path)
    yield made
    made.ledger.close()


def text_of(answer: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer)))


# --- the API ------------------------------------------------------------------------------


def test_what_a_partner_would_see_is_answered_with_each_step_in_words(api: Api) -> None:
    told = api.document("/sharing?agency=cbp&role=law-enforcement&group=ibet&group=best")
    assert told["partner"]["groups"] == ["ibet", "best"]
    assert (told["records"], told["seen"]) == (SEEN, BOATS["ibet"] + BOATS["public"])
    for each in told["markings"]:
        assert each["seen"] == all(step["held"] for step in each["steps"])
        assert all(set(step["text"]) == {"en", "fr"} for step in each["steps"])
    (own,) = [
        e for e in told["markings"] if e["marking"]["owners"].get(HOST, {}).get("partners") == []
    ]
    assert [s["text"] for s in own["steps"] if not s["held"]] == [
        {
            "en": "cbsa has not released it to best, cbp, ibet",
            "fr": "cbsa ne l'a pas communiquée à best, cbp, ibet",
        }
    ]


def test_whoever_is_described_the_counts_are_of_ones_own_records(api: Api) -> None:
    plain = api.document("/sharing")
    for described in (
        "agency=fintrac&compartment=financial-report",
        "agency=fintrac&compartment=financial-report&clearance=Secret&role=analyst",
        "agency=cbsa&compartment=financial-report",
    ):
        told = api.document(f"/sharing?{described}")
        assert told["records"] == plain["records"] == SEEN
        assert [m["kinds"] for m in told["markings"]] == [m["kinds"] for m in plain["markings"]]
        assert not [m for m in told["markings"] if m["marking"]["compartments"]]


@pytest.mark.parametrize("wrong", ["country=US", "agency=nobody-known", "agency=cbp&role=king",
                                   "agency=cbp&clearance=Top+Secret", "agency=dea&group=joic"])  # fmt: skip
def test_what_describes_no_partner_is_a_wrong_request(api: Api, wrong: str) -> None:
    assert api.get(f"/sharing?{wrong}").status_code in {400, 422}
    answer = api.page(f"/sharing?{wrong}")
    assert answer.status_code == 400
    assert 'id="sharing-wrong"' in answer.text


def test_one_record_is_told_to_its_owner_or_keeper_and_to_nobody_else(node: Node, api: Api) -> None:
    ibet, money = one_of(node, "ibet").hex(), "ab" * 16
    told = api.document(f"/sharing/records/{ibet}?sworn=false")
    assert (told["kind"], told["assumed"]["sworn"]) == ("position", False)
    assert not [each for each in told["reached"] if each["seen"]]
    assert [each["code"] for each in told["to_release"]] == ["mark", "decide"]
    assert api.document(f"/sharing/disclosures/{ibet}")["complete"] is True
    for path in (
        f"/sharing/records/{money}",
        "/sharing/records/x",
        f"/sharing/disclosures/{money}",
    ):
        assert api.get(path).status_code == 404
    other = Api(site(as_(node, "Olga", agency="opp", roles=ROLES)))
    public = one_of(node, "public").hex()
    assert other.get(f"/records/position/{public}").status_code == 200
    assert other.get(f"/sharing/records/{public}").status_code == 404
    assert other.get(f"/sharing/records/{ibet}").status_code == 404
    assert other.get(f"/sharing/disclosures/{one_of(node, 'opp').hex()}").status_code == 404


def test_to_whoever_holds_no_role_for_it_nothing_is_told(node: Node) -> None:
    watch = Api(site(as_(node, "Wanda", roles=("watch-officer",))))
    ibet = one_of(node, "ibet").hex()
    for path in ("/sharing", f"/sharing/records/{ibet}", f"/sharing/disclosures/{ibet}",
                 "/agreements"):  # fmt: skip
        assert watch.get(path).status_code == 403, path
    assert watch.document("/agencies")["agencies"]
    assert all(each["seats"] is None for each in watch.document("/groups")["groups"])
    for path in ("/sharing", f"/sharing/{ibet}", f"/sharing/disclosures/{ibet}"):
        answer = watch.page(path)
        assert answer.status_code == 403
        assert 'id="sharing-closed"' in answer.text
    assert watch.get(f"/records/position/{ibet}").status_code in {200, 404}


def test_groups_tell_release_officers_and_administrators_who_sits_in_them(own: Node) -> None:
    accounts = accounts_of(own)
    accounts.set_up("root", PASSWORD, agency=HOST, country="CA")
    for name, agency, country, group in (
        ("anna", "rcmp", "CA", "ibet"), ("ben", "cbp", "US", "ibet"), ("cy", "rcmp", "CA", "ours"),
    ):  # fmt: skip
        accounts.add(name, agency=agency, country=country, groups=(group,), purposes=("x",))
    told, _ = _groups(own)
    assert told["ibet"]["seats"] == {"rcmp": 1, "cbp": 1}
    assert told["best"]["seats"] == {}
    assert (told["ours"]["seats"], told["ours"]["bilateral"]) == ({"rcmp": 1}, None)
    accounts.disable("ben")
    told, _ = _groups(own)
    assert told["ibet"]["seats"] == {"rcmp": 1}
    for other in ({"agency": "opp", "roles": ROLES}, {"roles": ("reviewer",)}):
        told, _ = _groups(as_(own, "Other", **other))
        assert told["ibet"]["seats"] is None
        assert "ours" not in told
    accounts.close()


def _groups(node: Node) -> tuple[dict[str, Any], None]:
    from northline.app.sharing.documents import group_document
    from northline.app.sharing.groups import joint_groups

    return {each.slug: group_document(each) for each in joint_groups(node)}, None


def test_agreements_of_the_settings_are_told_with_where_they_stand(
    node: Node, tmp_path: Path
) -> None:
    settings = tmp_path / "northline.toml"
    settings.write_text(TOML)
    served = site(node)
    served.desks.set_declared(declared_of(settings, agency=HOST))
    api = Api(served)
    (told,) = api.document("/agreements")["agreements"]
    assert (told["state"], told["until"], told["authority"]) == (
        "expired",
        "2020-06-30",
        "Memorandum 12",
    )
    assert "Memorandum 12" in api.page("/sharing").text
    assert "ended" in text_of(api.page("/sharing?lang=en").text)
    declared = [e["agency"] for e in api.document("/agencies")["agencies"] if e["declared"]]
    assert declared == ["cbp"]


def test_a_marking_is_previewed_then_changed_once(own: Node) -> None:
    api, id = Api(site(own)), one_of(own, "own").hex()
    path = f"/records/position/{id}/marking"
    body = {"marking": "Protected A; partners=cbp", "preview": True}
    told = api.post(path, json=body)
    assert (told.status_code, told.json()["done"]) == (200, False)
    assert [each["name"] for each in told.json()["gains"]] == ["cbp"]
    assert api.document(f"/sharing/records/{id}")["marking"]["owners"][HOST]["partners"] == []
    body = {"marking": "Protected A; partners=cbp", "reason": "for the drill"}
    answers = [api.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["done"] is True
    told = api.document(f"/sharing/records/{id}")
    assert told["marking"]["owners"][HOST]["partners"] == ["cbp"]
    assert [each["reason"] for each in told["past"]] == ["", "for the drill"]


def test_a_marking_is_changed_by_its_owner_with_a_reason_and_by_nobody_else(own: Node) -> None:
    api, id = Api(site(own)), one_of(own, "own").hex()
    path, good = f"/records/position/{id}/marking", {"marking": "Unclassified", "reason": "x"}
    assert api.post(path, json={"marking": "Unclassified"}).status_code == 400
    assert api.post(path, json={**good, "marking": "Whatever"}).status_code == 400
    assert api.post(path, json={**good, "colour": "blue"}).status_code == 400
    assert api.post(f"/records/track/{id}/marking", json=good).status_code == 404
    assert api.post(f"/records/position/{'ab' * 16}/marking", json=good).status_code == 404
    theirs = one_of(own, "opp").hex()
    assert api.post(f"/records/position/{theirs}/marking", json=good).status_code == 403
    reader = Api(site(as_(own, "R", roles=("reviewer",))))
    assert reader.post(path, json=good).status_code == 403
    hidden = Api(site(as_(own, "O", agency="opp", roles=ROLES)))
    assert hidden.post(path, json=good).status_code == 404


def test_what_is_grave_is_only_proposed_and_done_by_a_second_person(own: Node) -> None:
    api, id = Api(site(own)), one_of(own, "ibet").hex()
    path, wider = f"/records/position/{id}/marking", "Protected B; partners=cbp; authority=s. 107"
    told = api.post(path, json={"marking": wider, "preview": True}).json()
    assert (told["done"], told["second"]) == (False, True)
    for code, words in (("en", "You propose it"), ("fr", "Vous le proposez")):
        page = api.page(f"/sharing/{id}?lang={code}&marking={wider.replace('; ', '%3B+')}")
        assert words in text_of(page.text)
    told = api.post(path, json={"marking": wider, "reason": "for the drill"}).json()
    assert (told["done"], told["second"], told["yourself"]) == (False, True, True)
    before = api.document(f"/sharing/records/{id}")["marking"]["owners"][HOST]["partners"]
    assert before == ["ibet", "rcmp"]
    (first,) = own.decisions(id)
    said = text_of(api.page(f"/sharing/{id}?lang=en").text)
    assert "may go to cbp for any purpose, under s. 107" in said
    assert f"northline decide {first.id.hex()} approve" in said
    second = Api(site(as_(own, "Sam Second", 8, roles=ROLES)))
    yes = {"verb": "approve", "reason": "agreed"}
    path = f"/records/decision/{first.id.hex()}/decisions"
    assert api.post(path, json=yes).status_code == 403
    assert second.post(path, json=yes).status_code == 201
    after = api.document(f"/sharing/records/{id}")["marking"]["owners"][HOST]["partners"]
    assert after == ["cbp"]


# --- the pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ("would see 6 of your 10 records", "cbsa has not released it to cbp, ibet", "position report: 3")),
        ("fr", ("verrait 6 de vos 10 données", "cbsa ne l'a pas communiquée à cbp, ibet", "compte rendu de position : 3")),
    ],
)  # fmt: skip
def test_the_page_says_in_both_languages_what_a_partner_would_see(
    api: Api, code: str, words: tuple[str, ...]
) -> None:
    answer = api.page(f"/sharing?lang={code}&agency=cbp&role=law-enforcement&group=ibet")
    assert answer.status_code == 200
    shown = text_of(answer.text)
    for each in words:
        assert each in shown
    for each in ("ibet", "strike-force", "northline.toml"):
        assert each in shown
    assert 'id="sharing-none-decided"' in answer.text


def test_the_page_of_a_record_shows_why_and_what_another_marking_would_change(
    own: Node, tmp_path: Path
) -> None:
    finding = crossed(own, tmp_path).hex()
    api = Api(site(own))
    own.decide(finding, "release", reason=HOSTILE, authority=HOSTILE)
    own.mark([finding], f"Protected A; authority={HOSTILE}", HOSTILE)
    for code in ("en", "fr"):
        answer = api.page(f"/sharing/{finding}?lang={code}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert f"/findings/{finding}" in answer.text
        for id in ("sharing-who", "sharing-past", "sharing-decisions", "sharing-unsent"):
            assert f'id="{id}"' in answer.text
        assert 'id="sharing-changes"' not in answer.text
        shown = api.page(f"/sharing/{finding}?lang={code}&marking=Protected+A;+partners=rcmp,best")
        assert 'id="sharing-gains"' in shown.text
        assert 'id="sharing-no-loses"' in shown.text
    wrong = api.page(f"/sharing/{finding}?marking=Whatever")
    assert wrong.status_code == 400
    assert "is not known" in text_of(wrong.text)
    lately = api.page("/sharing").text
    assert 'id="sharing-decided"' in lately
    assert "<script>alert" not in lately
    assert api.page(f"/sharing/{'ab' * 16}").status_code == 404
    assert api.page("/sharing/x").status_code == 404


def test_a_record_of_another_agency_offers_no_form_to_mark_it(node: Node, api: Api) -> None:
    theirs = one_of(node, "opp").hex()
    answer = api.page(f"/sharing/{theirs}?lang=en")
    assert answer.status_code == 200
    assert 'id="sharing-preview"' not in answer.text
    assert "another agency's" in text_of(answer.text)
    tried = api.page(f"/sharing/{theirs}?marking=Unclassified")
    assert tried.status_code == 400
    assert 'id="sharing-mark"' not in tried.text


def test_to_whom_it_went_is_a_page_of_its_own(node: Node, api: Api) -> None:
    id = one_of(node, "ibet").hex()
    mountie = as_(node, "Moe <b>", agency="rcmp", roles=ROLES, purpose="border-security")
    mountie.records("position", ids=[id])
    for code in ("en", "fr"):
        answer = api.page(f"/sharing/disclosures/{id}?lang={code}")
        assert answer.status_code == 200
        assert "Moe <b>" in html.unescape(answer.text)
        assert "Moe <b>" not in answer.text
        assert "Customs Act s. 107" in answer.text
    assert msgspec.json.decode(api.get(f"/sharing/disclosures/{id}").content)["sent"]
