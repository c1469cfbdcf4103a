"""Lists, screenings, lookouts and referrals of others: no score, list, count, record or error tells of them."""

from collections.abc import Iterator

import pytest

from northline.app.node import Node
from northline.app.screening.asking import ask as screen
from northline.app.screening.lookouts import LookoutPlaced, place_lookout
from northline.app.screening.queries import question
from northline.app.screening.referrals import ReferralMade, refer
from northline.ledger.reading import system_clock
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.people import colleague
from tests.leaks.agencies import HOST, PEOPLE
from tests.leaks.asking import Answer, Question, ask, differences
from tests.leaks.node import Shared, shared
from tests.leaks.test_writes import plain

OPP = next(each for each in PEOPLE if each.agency == "opp")
HOSTED = next(each for each in PEOPLE if each.agency == HOST)
SECRET = "Exsecretname"
KINDS = ("listing", "screening", "candidate", "lookout", "referral", "referral-reply")
QUERY = {"queries": {"q1": {"schema": "Person", "properties": {"name": [f"{SECRET} Quenstadt"]}}}}
ABSENT = "ab" * 16


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with shared(tmp_path_factory.mktemp("screening"), 8) as made:
        publish(made, "open", "Velmora Quenstadt", f"Unclassified; owner={HOST}; partners=*")
        yield made


def publish(lake: Shared, name: str, entity: str, marking: str) -> None:
    path = lake.folder / f"{name}.csv"
    filler = "".join(f"Bram{n} Kelund{n},{name},2026-07-01,Person\n" for n in ("va", "li", "to"))
    path.write_text(f"name,list,as_of,schema\n{entity},{name},2026-07-01,Person\n{filler}")
    lake.node.ingest("names-csv", path, marking=marking)


def elsewhere(lake: Shared) -> Node:
    """Somebody of an agency that none of the six is of."""
    return colleague(
        lake.node, "an officer elsewhere", 9, agency="fintrac", trusted=False,
        roles=("analyst", "adjudicator"), compartments=(),
    )  # fmt: skip


def questions() -> list[Question]:
    paths = [
        *(
            "/api/v1/screenings",
            "/api/v1/screenings/coverage",
            "/api/v1/screenings/pairs?state=all",
        ),
        *("/api/v1/lookouts", "/api/v1/referrals", "/api/v1/lists", "/api/v1/decisions"),
        *(f"/api/v1/records/{kind}" for kind in KINDS),
        *(f"/api/v1/records/{kind}/count" for kind in KINDS),
    ]
    return [Question("GET", path) for path in paths]


def matched(answer: Answer) -> bytes:
    return plain(answer)[2]


def test_what_others_screen_look_out_for_and_refer_tells_nobody_anything(lake: Shared) -> None:
    asked, match = questions(), Question("POST", "/api/v1/match/default", body=QUERY)
    people = (OPP, HOSTED)
    scored = {each.account: matched(ask(lake, each, [match], session=True)[0]) for each in people}
    before = {each.account: ask(lake, each, asked) for each in people}
    hidden = f"{SECRET} Quenstadt"
    other = elsewhere(lake)
    publish(lake, "closed", hidden, "Protected B; owner=fintrac")
    soon = format_instant(Micros(system_clock() + 86_400_000_000))
    place_lookout(other, LookoutPlaced(names=(hidden,), why=SECRET, authority="a", expires=soon))
    (made,) = screen(other, [question("F-1", "Person", {"name": hidden}, lasting=True)])
    assert made.screening.candidates, "or nothing would be hidden"
    refer(
        other,
        ReferralMade(
            screening=made.screening.id.hex(), to_agency="csis", ground=SECRET, authority="a",
            reply_by=soon, reason=SECRET,
        ),
    )  # fmt: skip
    for person in people:
        after = ask(lake, person, asked)
        told = differences(asked, before[person.account], after)
        assert not told, "\n".join(told)
        again = matched(ask(lake, person, [match], session=True)[0])
        assert again == scored[person.account], "no score, list or count is otherwise"


def test_what_is_hidden_is_answered_like_what_is_not_there(lake: Shared) -> None:
    other = elsewhere(lake)
    publish(lake, "closed2", f"{SECRET} Tosk", "Protected B; owner=fintrac")
    (made,) = screen(other, [question("F-2", "Person", {"name": f"{SECRET} Tosk"}, lasting=True)])
    soon = format_instant(Micros(system_clock() + 86_400_000_000))
    referral = refer(
        other,
        ReferralMade(
            screening=made.screening.id.hex(), to_agency="csis", ground="g", authority="a",
            reply_by=soon, reason="r",
        ),
    ).referral.id.hex()  # fmt: skip
    lookout = place_lookout(
        other, LookoutPlaced(names=("A B",), why="w", authority="a", expires=soon)
    ).identity
    said, pair = {"verb": "no-match", "reason": "C"}, made.screening.candidates[0].hex()
    pairs = [
        (f"/api/v1/screenings/{made.screening.id.hex()}", f"/api/v1/screenings/{ABSENT}", None),
        (f"/api/v1/screenings/pairs/{pair}", f"/api/v1/screenings/pairs/{ABSENT}", None),
        (f"/api/v1/screenings/pairs/{pair}/decisions", f"/api/v1/screenings/pairs/{ABSENT}/decisions", said),
        (f"/api/v1/records/candidate/{pair}", f"/api/v1/records/candidate/{ABSENT}", None),
        (f"/api/v1/referrals/{referral}", f"/api/v1/referrals/{ABSENT}", None),
        (f"/api/v1/referrals/{referral}/replies", f"/api/v1/referrals/{ABSENT}/replies",
         {"reply": "concern", "reason": "C"}),
        (f"/api/v1/lookouts/{lookout}/end", "/api/v1/lookouts/fintrac:nobody/end", {"reason": "C"}),
        ("/api/v1/match/closed2", "/api/v1/match/nowhere", QUERY),
    ]  # fmt: skip
    things = (
        made.screening.id.hex(),
        pair,
        referral,
        lookout,
        "fintrac:nobody",
        "closed2",
        "nowhere",
    )
    for person in (OPP, HOSTED):
        for one, absent, body in pairs:
            method = "GET" if body is None else "POST"
            put = [Question(method, each, body=body) for each in (one, absent)]
            first, second = ask(lake, person, put, session=True)
            assert plain(first, *things, ABSENT) == plain(second, *things, ABSENT), (
                one,
                first,
                second,
            )
            assert first.status in {400, 403, 404}


def test_whoever_may_see_it_is_answered(lake: Shared) -> None:
    """Routes that refused everybody everything would pass the tests above."""
    own = lake.acting(HOSTED)
    (made,) = screen(own, [question("F-3", "Person", {"name": "Velmora Quenstadt"}, lasting=True)])
    soon = format_instant(Micros(system_clock() + 86_400_000_000))
    referral = refer(
        own,
        ReferralMade(
            screening=made.screening.id.hex(), to_agency="csis", ground="g", authority="a",
            reply_by=soon, reason="r",
        ),
    ).referral.id.hex()  # fmt: skip
    put = [
        Question("GET", f"/api/v1/screenings/{made.screening.id.hex()}"),
        Question("GET", f"/api/v1/screenings/pairs/{made.screening.candidates[0].hex()}"),
        Question("GET", f"/api/v1/referrals/{referral}"),
    ]
    assert [each.status for each in ask(lake, HOSTED, put)] == [200, 200, 200]
    assert [each.status for each in ask(lake, OPP, put)] == [404, 404, 404]
