"""Screening over the API: as yente is asked, by the file, pairs, coverage, lookouts, referrals."""

from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.screening.asking import ask
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import question
from northline.ledger.reading import system_clock
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.web.asking import Api

LIST = "name,list,as_of,schema,entity,aliases,born\n" + "".join(
    f"{name},made-up,2026-07-01,Person,{entity},,{born}\n"
    for name, entity, born in (
        ("Velmora Quenstadt", "e1", "1953-02-01"),
        *((f"Bram{n}or Kelund{n}", f"f{n}", "") for n in ("va", "li", "to", "ser", "ud", "om")),
    )
)
BINARY = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def listed(node: Node, tmp_path: Path, asked: Api) -> Api:
    path = tmp_path / "made-up.csv"
    path.write_text(LIST)
    node.ingest("names-csv", path)
    return asked


def query(**properties: Any) -> dict[str, Any]:
    return {"queries": {"q1": {"schema": "Person", "properties": properties}}}


def pair_of(node: Node) -> str:
    asked = question(
        "F-1", "Person", {"name": "Velmora Quenstadt", "birthDate": "1980"}, lasting=True
    )
    (made,) = ask(node, [asked], params=ScreeningParams(second_share=0.0))
    return made.screening.candidates[0].hex()


def test_it_answers_as_yente_does_and_says_what_is_on_record(listed: Api) -> None:
    answer = listed.post(
        "/match/default", json=query(name=["Velmora Quenstadt"], birthDate=["1980"], note=["x"])
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    (response,) = told["responses"].values()
    (result,) = response["results"]
    assert told["limit"] == 5
    assert response["status"] == 200
    assert response["total"] == {"value": 1, "relation": "eq"}
    assert response["query"]["properties"]["name"] == ["Velmora Quenstadt"]
    assert (result["id"], result["caption"], result["schema"], result["datasets"], result["match"]) == (
        "made-up:e1", "Velmora Quenstadt", "Person", ["made-up"], True,
    )  # fmt: skip
    assert result["properties"]["name"] == ["Velmora Quenstadt"]
    assert all(set(each["text"]) == {"en", "fr"} for each in result["explanations"].values())
    assert result["explanations"].keys() == result["features"].keys()
    assert sum(result["features"].values()) == pytest.approx(result["rank"])
    assert response["kept_apart"]["properties"] == ["birthDate"]
    assert "no score" in response["kept_apart"]["text"]["en"]
    assert response["ignored"] == ["note"]
    kept = listed.document(f"/screenings/{response['screening']}")["screening"]
    assert (kept["state"], kept["lists"], kept["editions"]) == (
        "possible",
        ["made-up"],
        ["2026-07-01"],
    )


def test_a_birth_date_changes_nothing_of_the_result(listed: Api) -> None:
    bodies = (
        query(name=["Velmora Quenstadt"]),
        query(name=["Velmora Quenstadt"], birthDate=["1953-02-01"]),
    )
    one, two = (
        listed.post("/match/default", json=each).json()["responses"]["q1"] for each in bodies
    )
    assert one["results"] == two["results"]


def test_threshold_cutoff_and_limit_are_heeded(listed: Api) -> None:
    wanted = query(name=["Velmora Quenstadt"])
    high = listed.post("/match/made-up?threshold=1&cutoff=0.1", json=wanted).json()["responses"][
        "q1"
    ]
    assert (high["state"], high["results"][0]["match"]) == ("no-hit", False)
    none = listed.post("/match/made-up?threshold=1&cutoff=1", json=wanted).json()["responses"]["q1"]
    assert none["results"] == []
    assert listed.post("/match/made-up?limit=0", json=wanted).status_code == 400


@pytest.mark.parametrize("name", ["gender", "religion", "ethnicity"])
def test_what_somebody_is_is_refused_and_nothing_is_kept(listed: Api, name: str) -> None:
    answer = listed.post("/match/default", json=query(name=["Velmora Quenstadt"], **{name: ["x"]}))
    assert answer.status_code == 400
    assert f"{name} is refused" in answer.json()["detail"]
    assert listed.document("/screenings")["screenings"] == []


def test_a_list_that_is_not_there_is_not_found(listed: Api) -> None:
    assert listed.post("/match/nowhere", json=query(name=["A B"])).status_code == 404
    assert listed.post("/match/default", json={"queries": {}}).status_code == 400


def test_a_file_is_screened_once_for_each_key_with_its_coverage(listed: Api) -> None:
    body = b"id,name\nF-1,Velmora Quenstadt\nF-2,Somebody Otherwise\nF-3,\n"
    key = {**BINARY, "Idempotency-Key": "one"}
    first, again = (listed.post("/screenings/bulk", content=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    told = first.json()
    assert [each["state"] for each in told["rows"]] == ["possible", "no-hit", "screening-failed"]
    assert (told["coverage"]["asked"], told["coverage"]["screened"]) == (3, 2)
    measured = listed.document(f"/screenings/coverage?batch={told['batch']}")
    assert measured["coverage"] == told["coverage"]
    (failed,) = listed.post(f"/screenings/again?batch={told['batch']}").json()["screenings"]
    assert failed["state"] == "screening-failed"
    assert listed.post("/screenings/rescreen?everyone=true").json()["asked"] == 2


def test_a_pair_is_shown_from_both_sides_and_decided(listed: Api, node: Node) -> None:
    id = pair_of(node)
    (found,) = listed.document("/screenings/pairs")["pairs"]
    assert found["id"] == id
    assert found["listed_side"]["born"] == ["1953-02-01"]
    assert found["query_side"]["born"] == ["1980"]
    assert [each["what"] for each in found["may_clear"]] == ["born"]
    path = f"/screenings/pairs/{id}/decisions"
    wrong = listed.post(path, json={"verb": "match", "reason": "C", "cites": ["born"]})
    assert wrong.status_code == 400
    made = listed.post(path, json={"verb": "no-match", "reason": "older", "cites": ["born"]})
    assert made.status_code == 201, made.text
    assert made.json()["pair"]["state"] == "no-match"
    assert listed.document("/screenings")["screenings"][0]["state"] == "no-match"
    assert (
        listed.post(
            f"/screenings/pairs/{'ab' * 16}/decisions", json={"verb": "match", "reason": "C"}
        ).status_code
        == 404
    )


def test_lookouts_and_referrals_have_their_ends(listed: Api, node: Node) -> None:
    soon = format_instant(Micros(system_clock() + 86_400_000_000))
    placed = {"names": ["Orla Fennimay"], "why": "w", "authority": "a", "expires": soon}
    lookout = listed.post("/lookouts", json=placed).json()["lookout"]
    assert (lookout["expired"], lookout["begun"]) == (False, True)
    ended = listed.post(f"/lookouts/{lookout['identity']}/end", json={"reason": "found"})
    assert ended.json()["lookout"]["expired"] is True
    assert (
        listed.document("/lookouts?state=expired")["lookouts"][0]["identity"] == lookout["identity"]
    )
    assert listed.post("/lookouts/local:nobody/end", json={"reason": "found"}).status_code == 404
    pair_of(node)
    screening = listed.document("/screenings")["screenings"][0]["id"]
    made = {
        "screening": screening, "to_agency": "csis", "ground": "g", "authority": "a", "reason": "r",
    }  # fmt: skip
    answer = listed.post("/referrals", json={**made, "reply_by": soon})
    assert answer.status_code == 201, answer.text
    referral = answer.json()["referral"]
    assert (referral["state"], referral["overdue"]) == ("awaiting", False)
    assert listed.document(f"/referrals/{referral['id']}")["referral"]["id"] == referral["id"]
    path = f"/referrals/{referral['id']}/replies"
    assert listed.post(path, json={"reply": "concern", "reason": "C"}).status_code == 403
    gone = listed.post(path, json={"reply": "withdrawn", "reason": "C"})
    assert gone.json()["referral"]["state"] == "withdrawn"
    assert listed.document("/referrals?state=overdue")["referrals"] == []
