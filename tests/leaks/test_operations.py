"""Operations of others: no list, count, search, record, error or head tells of them, but the warning."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from northline.app.node import Node
from northline.app.patrol.check_ins import Said, check_in
from northline.app.patrol.operation_steps import add_operation_step
from northline.app.patrol.operations import Plan, plan_operation
from northline.app.patrol.requests import RequestAsked, ask_for
from northline.app.patrol.resources import ResourceStated, state_resource
from northline.app.units_stating import state_unit
from northline.decisions.joint_operations import OperationWish
from northline.ledger.reading import system_clock
from northline.records.operation import OperationStepSort
from northline.records.resource import Capability
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.leaks.agencies import HOST, PEOPLE, PURPOSE, Person
from tests.leaks.asking import Answer, Question, ask, differences
from tests.leaks.node import PASSWORD, Shared, shared

HOUR = 3_600_000_000

KINDS = (
    *("operation", "operation-step", "deconfliction", "resource", "request", "request-step"),
    "check-in",
)
SECRET = "EXSECRETNAME"

OPP = next(each for each in PEOPLE if each.agency == "opp")
CUSTOMS = next(each for each in PEOPLE if each.agency == "cbp")
HOSTED = next(each for each in PEOPLE if each.agency == HOST)


class House(NamedTuple):
    """A node of several agencies, and a second person of each of three."""

    lake: Shared
    second: dict[str, Node]

    def two(self, person: Person) -> tuple[Node, Node]:
        return self.lake.acting(person), self.second[person.agency]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with shared(tmp_path_factory.mktemp("operations"), 4) as lake:
        second = {}
        accounts = lake.served.accounts
        for each in (OPP, CUSTOMS, HOSTED):
            name = f"{each.account}2"
            accounts.add(
                name,
                person=f"another at {each.agency}",
                agency=each.agency,
                country=each.country,
                clearance=each.clearance.label,
                roles=each.roles,
                purposes=(PURPOSE,),
                password=PASSWORD.format(name=name),
                must_change=False,
            )
            token, _ = accounts.issue_token(name, "tests", ("read", "decide"), 1, PURPOSE)
            known = accounts.person_of_token(token)
            assert known is not None
            second[each.agency] = lake.node.acting_as(known.operator, known.key)
        yield House(lake, second)


def at(hours: float) -> str:
    return format_instant(Micros(system_clock() // 10**6 * 10**6 + int(hours * HOUR)))


def approved(house: House, person: Person, name: str, km: float) -> str:
    """Plan an operation and have two of the agency approve it; its id."""
    one, two = house.two(person)
    made = plan_operation(
        one,
        Plan(
            name=name, since=at(1), until=at(9), hub=f"desk of {name}", contact=f"tel {name}",
            from_km=km, to_km=km + 5.0, targets=("subject:mmsi:316999999",),
        ),
    )  # fmt: skip
    wish = OperationWish(step=OperationStepSort.APPROVED, reason=name)
    add_operation_step(one, made.id, wish)
    view = add_operation_step(two, made.id, wish)
    assert view.deconfliction in {"clear", "warned"}
    return made.id.hex()


def questions(*more: str) -> list[Question]:
    """All that might tell of an operation, and of what hangs on it."""
    paths = [
        *("/api/v1/operations", "/api/v1/operations?state=all", "/api/v1/operations/warnings"),
        *("/api/v1/operations/resources", "/api/v1/operations/requests?state=all"),
        *("/api/v1/patrol/check-ins", "/api/v1/patrol/overdue", "/api/v1/patrol/dead-zones"),
        *(f"/api/v1/records/{kind}" for kind in KINDS),
        *(f"/api/v1/records/{kind}/count" for kind in KINDS),
        *("/api/v1/findings?state=all", "/api/v1/decisions", "/api/v1/sharing", "/api/v1/audit"),
        *("/api/v1/head", "/api/v1/health", "/findings?state=all", "/sharing", "/audit"),
        *more,
    ]
    return [
        Question("GET", path, "application/json" if path.startswith("/api") else "text/html")
        for path in paths
    ]


def about(id: str) -> list[Question]:
    """An operation asked about by its id."""
    step = {"step": "approved", "reason": "C"}
    close, over = (
        {"step": "closed", "reason": "C"},
        {"step": "handed-over", "reason": "C", "hub": "d"},
    )
    path = f"/api/v1/operations/{id}"
    asked = {
        "capability": "canine", "to_agency": "sq", "purpose": "C", "since": "2027-01-02T00:00:00Z",
        "until": "2027-01-03T00:00:00Z", "reply_by": "2027-01-01T00:00:00Z", "operation": id,
    }  # fmt: skip
    return [
        Question("GET", path),
        Question("GET", f"/api/v1/records/operation/{id}"),
        Question("GET", f"/api/v1/operations/requests/{id}"),
        *(Question("POST", f"{path}/steps", body=each) for each in (step, close, over)),
        Question("POST", "/api/v1/operations/requests", body=asked),
        Question(
            "POST",
            f"/api/v1/operations/requests/{id}/steps",
            body={"step": "offered", "reason": "C"},
        ),
    ]


def same(one: Answer, other: Answer, ids: tuple[str, str]) -> bool:
    bodies = [each.body for each in (one, other)]
    for id in ids:
        bodies = [each.replace(id.encode(), b"ID") for each in bodies]
    return (one.status, bodies[0]) == (other.status, bodies[1])


def test_what_is_hidden_tells_nobody_anything_while_nothing_is_near(house: House) -> None:
    """Planned, approved, checked and closed: whoever may not see it is answered as before."""
    asked = questions()
    before = {each.account: ask(house.lake, each, asked) for each in (OPP, HOSTED)}
    hidden = approved(house, CUSTOMS, SECRET, 3_000.0)
    state_resource(
        house.lake.acting(CUSTOMS),
        ResourceStated(identity="x", name=SECRET, capability=Capability.AIR),
    )
    wanted = RequestAsked(
        capability=Capability.CANINE, to_agency="sq", purpose=SECRET, since=at(20), until=at(30),
        reply_by=at(10),
    )  # fmt: skip
    ask_for(house.lake.acting(CUSTOMS), wanted)
    for person in (OPP, HOSTED):
        after = ask(house.lake, person, asked)
        told = differences(asked, before[person.account], after)
        if person is HOSTED:  # who keeps the chain is told of its head, size and actors
            told = [each for each in told if not _of_the_chain(each)]
        assert not told, "\n".join(told)
        shown = b"".join(each.body for each in after)
        assert SECRET.encode() not in shown
        assert hidden.encode() not in shown


def _of_the_chain(difference: str) -> bool:
    return any(
        f" {path}" in difference
        for path in ("/api/v1/head", "/api/v1/health", "/api/v1/audit", "/audit")
    )


def test_one_that_is_hidden_is_answered_like_one_that_is_not_there(house: House) -> None:
    hidden, absent = approved(house, CUSTOMS, SECRET, 3_200.0), "ab" * 16
    for person in (OPP, HOSTED):
        pairs = zip(about(hidden), about(absent), strict=True)
        for one, other in pairs:
            first, second = ask(house.lake, person, [one, other], session=True)
            assert same(first, second, (hidden, absent)), (one, first, second)
            assert first.status in {400, 404}


def test_a_warning_tells_its_own_agency_what_it_says_and_nothing_else(house: House) -> None:
    mine = approved(house, OPP, "EXOPEN", 2_280.0)
    asked = questions(f"/api/v1/operations/{mine}", f"/api/v1/records/operation/{mine}")
    before = ask(house.lake, OPP, asked)
    hidden = approved(house, CUSTOMS, SECRET, 2_288.0)
    after = ask(house.lake, OPP, asked)
    told = differences(asked, before, after)
    # The warning is a record of their own, and counted among these.
    may = ("/api/v1/operations", "/api/v1/records/deconfliction", "/api/v1/sharing", "/sharing")
    assert told
    assert all(each.partition(" ")[2].startswith(may) for each in told), told
    shown = b"".join(each.body for each in after)
    for word in (
        SECRET,
        hidden,
        "customs at cbp",
        "another at cbp",
        f"desk of {SECRET}",
        '"from_km":2288',
    ):
        assert word.encode() not in shown, word
    (warned,) = warnings(house, OPP)
    assert warned["operation"] == mine
    assert set(warned) == {
        *("id", "operation", "at", "reference", "contact", "west", "south", "east", "north"),
        *("en", "fr"),
    }
    # And the other side the same, with the same reference.
    theirs = [each for each in warnings(house, CUSTOMS) if each["operation"] == hidden]
    assert [each["reference"] for each in theirs] == [warned["reference"]]
    # A second that comes near tells the first no more: not how many there are.
    approved(house, CUSTOMS, SECRET, 2_289.0)
    assert not differences(asked, after, ask(house.lake, OPP, asked))
    # Nor does a bystander learn of any of it.
    others = [each for each in PEOPLE if each.agency not in {"opp", "cbp", HOST}]
    for person in others:
        shown = b"".join(each.body for each in ask(house.lake, person, questions()))
        assert warned["reference"].encode() not in shown
        assert SECRET.encode() not in shown


def warnings(house: House, person: Person) -> list[dict[str, Any]]:
    import msgspec

    (answer,) = ask(house.lake, person, [Question("GET", "/api/v1/operations/warnings")])
    told: list[dict[str, Any]] = msgspec.json.decode(answer.body)["warnings"]
    return told


def test_units_of_others_are_told_of_to_nobody_by_their_check_ins_or_their_drones(
    house: House,
) -> None:
    """A drone that one may not see is answered like one that is not there; so is who is out."""
    customs = house.lake.acting(CUSTOMS)
    row = {"identity": "cot:HIDDENUAV", "mode": "drone", "lon": "-82.9", "lat": "42.4"}
    state_unit(customs, {**row, "authority": "in-united-states;airspace"})
    check_in(customs, Said(unit="cot:HIDDENUAV", officers=(SECRET,), minutes=30))
    way = "/api/v1/patrol/drone-way?unit={}&way=-82.9,42.4"
    ids = ("cot:HIDDENUAV", "cot:ABSENTUAV")
    first, second = ask(house.lake, OPP, [Question("GET", way.format(each)) for each in ids])
    assert same(first, second, ids)
    (own,) = ask(house.lake, CUSTOMS, [Question("GET", way.format(ids[0]))])
    assert own.status == 200
    for person in (OPP, HOSTED):
        shown = b"".join(each.body for each in ask(house.lake, person, questions()))
        assert b"HIDDENUAV" not in shown
        assert SECRET.encode() not in shown
