"""The pages of screening without a browser: what each tells, to whom, in either language."""

import re

import pytest

from northline.app.node import Node
from northline.app.screening.adjudicating import Said, adjudicate
from northline.app.screening.asking import ask
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import question
from northline.ledger.reading import system_clock
from northline.records.decision import Verb
from northline.records.time import format_instant
from northline.records.units import Micros
from northline.web.pages.screening_sides import papers, pieces
from northline.web.site import site
from tests.app.people import colleague
from tests.web.asking import Api
from tests.web.test_patrol_page import shown

DAY = 86_400_000_000
HEAD = "name,list,as_of,schema,entity,aliases,identifiers,born,citizenships\n"
VELMORA = "Velmora Quenstadt,made-up,{day},Person,e1,Velmora Ostrander,passport:X123,1953-02-01,Borduria\n"
OTHERS = "".join(
    f"Bram{n}or Kelund{n},made-up,{{day}},Person,f{n},,,,\n" for n in ("va", "li", "to", "ser", "ud", "om")
)  # fmt: skip
EVERY, NONE = ScreeningParams(second_share=1.0), ScreeningParams(second_share=0.0)


def publish(node: Node, day: str, *rows: str) -> None:
    path = node.folder.parent / f"{day}-{len(rows)}.csv"
    path.write_text(HEAD + "".join(each.format(day=day) for each in (*rows, OTHERS)))
    node.ingest("names-csv", path)


def stand(node: Node, params: ScreeningParams = NONE, **more: str) -> tuple[str, str]:
    """Somebody who stands: ids of the screening and of its pair."""
    given = {"name": "Velmora Quenstat", "birthDate": "1980", "passportNumber": "Y9", **more}
    (made,) = ask(node, [question("F-1", "Person", given, lasting=True)], params=params)
    return made.screening.id.hex(), made.screening.candidates[0].hex()


@pytest.fixture
def listed(node: Node) -> Node:
    publish(node, "2026-07-01", VELMORA)
    return node


def test_a_pair_waits_in_the_queue_and_what_may_clear_does_not_stand_there(
    listed: Node, asked: Api
) -> None:
    assert "No pair waits here" in shown(asked, "/screening")
    _, pair = stand(listed)
    text = shown(asked, "/screening")
    assert f"/screening/pairs/{pair}" in text
    for apart in ("1953", "1980", "Borduria", "may clear"):
        assert apart not in text
    assert "Paires ouvertes" in shown(asked, "/screening", "fr")
    assert "No pair waits here" in shown(asked, "/screening?state=match")


def test_both_sides_stand_beside_each_other_with_words_that_differ_and_reasons(
    listed: Node, asked: Api
) -> None:
    _, pair = stand(listed)
    text = shown(asked, f"/screening/pairs/{pair}")
    assert re.search(r'<mark class="differs"><span aria-hidden="true">≠</span>Quenstat<', text)
    assert ">Velmora<" not in text, "a word of both sides is not marked"
    assert "weigh" in text or "found" in text
    assert re.search(r'<td class="number">[+\u2212]\d', text), "each reason has its share"
    sides, clearing = text.split('id="pair-clears"')
    assert "≠ another number" in sides
    for apart in ("1953-02-01", "1980", "Borduria"):
        assert apart not in sides
        assert apart in clearing
    assert clearing.count("differs: may clear") == 1, "only the date differs; one side is silent"
    assert "diffère : peut disculper" in shown(asked, f"/screening/pairs/{pair}", "fr")
    assert [each for each in ("match", "no-match", "cannot-tell") if f'value="{each}"' in text]
    assert asked.page(f"/screening/pairs/{'0' * 32}").status_code == 404


def test_dates_that_agree_are_never_said_to(listed: Node, asked: Api) -> None:
    _, pair = stand(listed, birthDate="1953-02-01", nationality="Borduria")
    clearing = shown(asked, f"/screening/pairs/{pair}").split('id="pair-clears"')[1]
    assert "may clear</strong>" not in clearing
    assert clearing.count("\u2013 nothing") == 3
    assert 'id="cites"' not in clearing


def test_a_second_look_is_blind_wherever_the_officer_looks(listed: Node) -> None:
    first = colleague(listed, "C. First", 3, roles=("adjudicator",))
    second = colleague(listed, "D. Second", 4, roles=("adjudicator",))
    screening, pair = stand(listed, EVERY)
    adjudicate(first, pair, Said(verb=Verb.NO_MATCH, reason="EX a generation apart"))
    one, two = Api(site(first)), Api(site(second))
    assert "EX a generation apart" in shown(one, f"/screening/pairs/{pair}")
    queue = shown(two, "/screening")
    assert "second look, blind" in queue
    (mine,) = set(re.findall(r"/screening/pairs/([0-9a-f]{32})", queue))
    assert mine != pair
    led = two.page(f"/screening/pairs/{pair}")
    assert (led.status_code, led.headers["location"]) == (302, f"/screening/pairs/{mine}")
    for path in (f"/screening/pairs/{mine}", f"/screening/asked/{screening}"):
        text = shown(two, path)
        assert "EX a generation apart" not in text
        assert "C. First" not in text
        assert "screened-no-match" not in text
    assert pair not in shown(two, "/screening?state=no-match")
    adjudicate(second, mine, Said(verb=Verb.NO_MATCH, reason="EX older"))
    assert pair in shown(two, "/screening?state=no-match")
    assert "Pairs looked at twice: 1; the same was said of 1." in shown(two, "/screening/coverage")


def test_a_match_waits_for_another_person_and_nobody_approves_their_own(listed: Node) -> None:
    first = colleague(listed, "C. First", 3, roles=("adjudicator",))
    second = colleague(listed, "D. Second", 4, roles=("adjudicator",))
    _, pair = stand(listed)
    adjudicate(first, pair, Said(verb=Verb.MATCH, reason="EX same paper"))
    own = shown(Api(site(first)), f"/screening/pairs/{pair}")
    assert 'id="pair-closed"' in own
    assert 'value="approve"' not in own
    text = shown(Api(site(second)), f"/screening/pairs/{pair}")
    assert 'value="approve"' in text
    assert 'value="match"' not in text


def test_each_state_of_an_answer_is_told_apart_with_its_lists(listed: Node, asked: Api) -> None:
    screening, pair = stand(listed)
    text = shown(asked, f"/screening/asked/{screening}")
    assert 'data-state="possible"' in text
    assert f"/screening/pairs/{pair}" in text
    assert "made-up (2026-07-01)" in text
    assert "Date of birth" in text
    assert "1980" not in text, "what may clear is shown with the pair alone"
    (miss,) = ask(listed, [question("F-2", "Person", {"name": "Somebody Else"}, lasting=True)])
    none = shown(asked, f"/screening/asked/{miss.screening.id.hex()}", "fr")
    assert 'data-state="no-hit"' in none
    assert "pour rien d\u2019autre" in none
    assert 'id="refer-form"' not in none
    assert asked.page(f"/screening/asked/{'0' * 32}").status_code == 404
    form = shown(asked, "/screening/ask")
    for word in ("not screened", "screening failed", "no hit", "possible match", "cannot tell"):
        assert word in form


def test_where_no_list_is_held_nobody_is_cleared(node: Node, asked: Api) -> None:
    (made,) = ask(node, [question("F-1", "Person", {"name": "Somebody"}, lasting=True)])
    text = shown(asked, f"/screening/asked/{made.screening.id.hex()}")
    assert 'data-state="not-screened"' in text
    assert "This is no answer." in text
    assert 'id="no-list"' in shown(asked, "/screening/lists")
    covered = shown(asked, "/screening/coverage")
    assert "0 of 1 are screened" in covered
    assert "No list that you may see is held here." in covered


def test_lists_tell_their_age_their_versions_and_what_changed(listed: Node, asked: Api) -> None:
    assert "There is one version only" in shown(asked, "/screening/lists/made-up")
    publish(
        listed,
        "2026-08-01",
        VELMORA.replace("Ostrander", "Osterling"),
        "Ilbrand Tosk,made-up,{day},Person,e2,,,,\n",
    )
    assert "as of 2026-08-01" in shown(asked, "/screening/lists")
    text = shown(asked, "/screening/lists/made-up")
    assert "Added: Ilbrand Tosk." in text
    assert "Osterling" in text
    assert "Ajout : Ilbrand Tosk" in shown(asked, "/screening/lists/made-up", "fr")
    same = "/screening/lists/made-up?from=2026-08-01&to=2026-08-01"
    assert "no two versions" in shown(asked, same, status=400)
    assert asked.page("/screening/lists/nowhere").status_code == 404


def test_coverage_is_of_everybody_and_old_answers_are_counted(listed: Node, asked: Api) -> None:
    assert 'id="coverage-none"' in shown(asked, "/screening/coverage")
    stand(listed)
    assert "Nobody is missing." in shown(asked, "/screening/coverage")
    publish(listed, "2026-08-01", VELMORA)
    assert "1 of them were screened against an older version" in shown(asked, "/screening/coverage")


def test_lookouts_and_referrals_show_their_clocks_and_what_may_be_replied(
    listed: Node, asked: Api
) -> None:
    soon = format_instant(Micros(system_clock() + DAY))
    placed = {"names": ["Orla Fennimay"], "why": "EX", "authority": "EX", "expires": soon}
    assert asked.post("/lookouts", json=placed).status_code == 201
    screening, _ = stand(listed)
    made = {"screening": screening, "to_agency": "csis", "ground": "EX ground", "authority": "EX",
            "reason": "EX", "reply_by": soon}  # fmt: skip
    assert asked.post("/referrals", json=made).status_code == 201
    text = shown(asked, "/screening/referrals")
    assert "Orla Fennimay" in text
    assert text.count("24.0 h left") == 2 or text.count("h left") == 2
    assert 'value="withdrawn"' in text
    assert 'value="no-concern"' not in text, "that is for the agency that is asked"
    assert "h restantes" in shown(asked, "/screening/referrals", "fr")


def test_who_lacks_the_role_is_told_so_and_nothing_else(listed: Node) -> None:
    screening, pair = stand(listed)
    other = Api(site(colleague(listed, "E. Reviewer", 5, roles=("reviewer",))))
    for path in (
        "/screening",
        f"/screening/pairs/{pair}",
        "/screening/ask",
        f"/screening/asked/{screening}",
        "/screening/referrals",
        "/screening/coverage",
    ):
        text = shown(other, path, status=403)
        assert 'id="screening-closed"' in text
        assert "Velmora" not in text


def test_an_analyst_sees_pairs_and_decides_none(listed: Node) -> None:
    _, pair = stand(listed)
    text = shown(
        Api(site(colleague(listed, "F. Analyst", 6, roles=("analyst",)))),
        f"/screening/pairs/{pair}",
    )
    assert 'id="pair-closed"' in text
    assert '<form id="decide"' not in text


def test_words_are_told_apart_without_case_accents_and_marks() -> None:
    told = pieces("Élan O'Brien-Tosk  Vard", ["ELAN obrien tosk"])
    assert [each.text for each in told if each.differs] == ["Vard"]
    assert "".join(each.text for each in told) == "Élan O'Brien-Tosk  Vard"
    assert not any(each.differs for each in pieces("--", ["x"]))


def test_papers_say_something_only_where_both_sides_state_them() -> None:
    found = {e.scheme: e.says for e in papers(
        ["passport:AB 1", "imo:1", "tax:9"], ["passport:ab-1", "imo:2", "lei:7"]
    )}  # fmt: skip
    assert found == {"passport": "same", "imo": "other", "tax": "nothing", "lei": "nothing"}


def test_the_settings_are_what_the_pages_screen_with(listed: Node) -> None:
    served = site(listed)
    served.desks.set_screening(ScreeningParams(threshold=1.0, seed="s"))
    api = Api(served)
    assert "threshold of 1.00" in shown(api, "/screening")
    query = {"queries": {"q1": {"schema": "Person", "properties": {"name": ["Velmora Quenstat"]}}}}
    answer = api.post("/match/default", json=query).json()["responses"]["q1"]
    assert answer["state"] == "no-hit"
