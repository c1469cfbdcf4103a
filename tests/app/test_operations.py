"""Joint operations on a ledger: planned, approved by two, compared, handed over; resources, requests."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from northline.app.audit_seen import find_subject, who_saw
from northline.app.node import Node
from northline.app.patrol.deconflicting import deconflict, service
from northline.app.patrol.operation_steps import add_operation_step
from northline.app.patrol.operations import (
    SERVICE,
    OperationView,
    Plan,
    one_operation,
    operations,
    plan_operation,
)
from northline.app.patrol.operations_told import told
from northline.app.patrol.requests import (
    RequestAsked,
    answer_request,
    ask_for,
    one_request,
    requests,
)
from northline.app.patrol.resources import ResourceStated, resources, state_resource
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.decisions.groups import check_seats
from northline.decisions.joint_operations import OperationState, OperationWish
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict, NotPermitted, RoleNeeded, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.operation import Deconfliction, OperationStep, OperationStepSort
from northline.records.request import RequestStepSort
from northline.records.resource import Availability, Capability
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.people import colleague

HOUR = 3_600_000_000
APPROVED, HANDED = OperationStepSort.APPROVED, OperationStepSort.HANDED_OVER
RECEIVED, CLOSED = OperationStepSort.RECEIVED, OperationStepSort.CLOSED


def in_hours(hours: float) -> str:
    return format_instant(Micros(system_clock() // 10**6 * 10**6 + int(hours * HOUR)))


def plan(name: str = "EX NIGHT", km: float = 2_280.0, hours: float = 1.0, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "name": name, "since": in_hours(hours), "until": in_hours(hours + 8), "hub": "desk 1",
        "contact": "+1 555 010 0101", "from_km": km, "to_km": km + 10.0, **more,
    }  # fmt: skip
    return Plan(**given)


Two = tuple[Node, Node]


@pytest.fixture
def everybody(node: Node) -> dict[str, Two]:
    """Two persons of each of three agencies, all of whose keys are believed by all."""
    made: dict[str, Two] = {}
    for place, (agency, country) in enumerate((("opp", "CA"), ("cbp", "US"), ("sq", "CA"))):
        one, two = (
            colleague(
                node,
                f"EX {agency.upper()} {n}",
                10 * place + 10 + n,
                agency=agency,
                country=country,
            )
            for n in (1, 2)
        )
        made[agency] = one, two
    for each in (person for two in made.values() for person in two):
        each.host = node.host
    return made


@pytest.fixture
def opp(everybody: dict[str, Two]) -> Two:
    return everybody["opp"]


@pytest.fixture
def cbp(everybody: dict[str, Two]) -> Two:
    return everybody["cbp"]


def approved(two: Two, wanted: Plan, params: DeconflictionParams | None = None) -> OperationView:
    made = plan_operation(two[0], wanted, params)
    add_operation_step(two[0], made.id, OperationWish(step=APPROVED, reason="C"), params)
    return add_operation_step(two[1], made.id, OperationWish(step=APPROVED, reason="C"), params)


def checks(node: Node) -> list[Deconfliction]:
    """What deconfliction has said to anybody, as the service itself sees it."""
    plan_ = node.ledger.plan(Deconfliction.kind, service(node))
    rows = node.ledger.read(plan_, audited=False).read_all()
    return [
        e for e in kind_named(Deconfliction.kind).from_batch(rows) if isinstance(e, Deconfliction)
    ]


# --- operations -----------------------------------------------------------------------------


def test_an_operation_is_planned_signed_and_seen_by_those_who_take_part(
    node: Node, opp: Two, cbp: Two
) -> None:
    made = plan_operation(opp[0], plan(agencies=("cbp",), targets=("stretch:2280-2285",)))
    for reader in (opp[1], cbp[0]):
        (view,) = operations(reader)
        assert view.operation == made
        assert (view.standing.state, view.unsigned) == (OperationState.PLANNED, ())
    assert not operations(node), "whoever keeps the node is no partner by that"


def test_nothing_follows_until_two_persons_have_approved(node: Node, opp: Two) -> None:
    made = plan_operation(opp[0], plan())
    wish = OperationWish(step=APPROVED, reason="C")
    once = add_operation_step(opp[0], made.id, wish)
    assert (once.standing.state, once.deconfliction) == (OperationState.PLANNED, "not-yet")
    assert not checks(node)
    with pytest.raises(NotPermitted):
        add_operation_step(opp[0], made.id, wish)
    twice = add_operation_step(opp[1], made.id, wish)
    assert (twice.standing.state, twice.deconfliction) == (OperationState.APPROVED, "clear")
    assert [each.warned for each in checks(node)] == [False]


def test_it_is_handed_over_by_one_and_led_from_where_another_received_it(
    opp: Two, cbp: Two
) -> None:
    made = plan_operation(opp[0], plan(agencies=("cbp",)))
    wish = OperationWish(step=HANDED, reason="shift", hub="desk 9", to_agency="cbp")
    given = add_operation_step(opp[0], made.id, wish)
    assert (given.standing.lead, given.standing.pending is not None) == ("opp", True)
    with pytest.raises(NotPermitted):
        add_operation_step(opp[1], made.id, OperationWish(step=RECEIVED, reason="C"))
    taken = add_operation_step(cbp[0], made.id, OperationWish(step=RECEIVED, reason="all well"))
    assert (taken.standing.lead, taken.standing.hub) == ("cbp", "desk 9")
    seen = one_operation(opp[1], made.id)
    assert [each.by for each in seen.steps] == ["EX OPP 1", "EX CBP 1"], "the owner sees both"
    closed = add_operation_step(cbp[0], made.id, OperationWish(step=CLOSED, reason="done"))
    assert closed.standing.state is OperationState.CLOSED
    assert not operations(opp[0])
    assert len(operations(opp[0], state="all")) == 1


def test_a_step_that_no_believed_key_signed_counts_for_nothing_and_is_told_of(
    node: Node, opp: Two
) -> None:
    made = plan_operation(opp[0], plan())
    view = add_operation_step(opp[0], made.id, OperationWish(step=APPROVED, reason="C"))
    forged = msgspec.structs.replace(
        view.steps[0], id=bytes(16), by="EX OPP 2", key=opp[1].key.key
    )  # with the name and key of another, and the signature of the first
    node.ledger.append(
        OperationStep.kind, kind_named(OperationStep.kind).to_batch([forged]), by="EX FORGER"
    )
    after = one_operation(opp[0], made.id)
    assert after.standing.state is OperationState.PLANNED
    assert after.unsigned == (bytes(16).hex(),)
    deconflict(node)
    assert not checks(node)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
        {"until": "2999-01-01T00:00:00Z"},
        {"lead": "cbp"},
        {"lead": "caf", "agencies": ("caf",)},
        {"targets": ("male, 30 to 40",)},
        {"targets": ("person:somebody",)},
        {"targets": ("subject:he is tall",)},
        {"to_km": None},
        {"ring": ((-97.0, 49.0), (-96.9, 49.0), (-96.9, 49.1))},
        {"marking": "Protected A; owner=cbp"},
    ],
)
def test_what_is_no_operation_is_refused(opp: Two, wrong: dict[str, Any]) -> None:
    with pytest.raises((UsageError, NotPermitted)):
        plan_operation(opp[0], plan(**wrong))
    assert not operations(opp[0], state="all")


def test_who_holds_no_role_for_it_plans_and_approves_nothing(node: Node, opp: Two) -> None:
    made = plan_operation(opp[0], plan())
    watch = colleague(node, "EX W", 40, agency="opp", roles=("watch-officer",))
    with pytest.raises(RoleNeeded):
        plan_operation(watch, plan())
    with pytest.raises(RoleNeeded):
        add_operation_step(watch, made.id, OperationWish(step=APPROVED, reason="C"))
    assert operations(watch), "reading follows from the marking alone"


def test_of_two_who_saw_the_same_only_one_step_is_taken(
    opp: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app.patrol import operation_steps

    made = plan_operation(opp[0], plan())
    before = one_operation(opp[0], made.id)
    add_operation_step(opp[0], made.id, OperationWish(step=APPROVED, reason="C"))
    monkeypatch.setattr(operation_steps, "one_operation", lambda *_: before)
    with pytest.raises(Conflict):
        add_operation_step(opp[1], made.id, OperationWish(step=APPROVED, reason="C"))


# --- deconfliction --------------------------------------------------------------------------


def test_two_that_are_near_are_both_warned_with_one_reference_and_nothing_of_the_other(
    opp: Two, cbp: Two
) -> None:
    first = approved(opp, plan("EX OPP", 2_280.0))
    second = approved(cbp, plan("EX CBP", 2_295.0))
    mine, theirs = one_operation(opp[1], first.operation.id), second
    assert (mine.deconfliction, theirs.deconfliction) == ("warned", "warned")
    (said,) = told(mine)["warnings"]
    (other,) = told(theirs)["warnings"]
    assert said["reference"] == other["reference"]
    assert (said["operation"], other["operation"]) == (
        first.operation.id.hex(),
        second.operation.id.hex(),
    )
    assert not mine.near
    assert not theirs.near
    # Whatever one of them is shown in all, there is nothing of the other in it.
    shown = msgspec.json.encode([told(each) for each in operations(opp[1], state="all")])
    for hidden in ("cbp", "EX CBP", second.operation.id.hex(), "2295"):
        assert hidden.encode() not in shown, hidden


def test_who_may_see_the_other_is_shown_it_and_who_may_not_is_not(opp: Two, cbp: Two) -> None:
    first = approved(opp, plan("EX OPP", marking="Protected A; owner=opp; partners=cbp"))
    second = approved(cbp, plan("EX CBP", 2_292.0))
    assert [each.name for each in second.near] == ["EX OPP"]
    assert second.near[0].km == pytest.approx(2.0, abs=0.7)
    assert not one_operation(opp[0], first.operation.id).near


@pytest.mark.parametrize(("km", "hours"), [(2_320.0, 1.0), (2_280.0, 20.0)])
def test_what_is_far_in_space_or_time_warns_nobody(
    node: Node, opp: Two, cbp: Two, km: float, hours: float
) -> None:
    approved(opp, plan())
    second = approved(cbp, plan("EX CBP", km, hours))
    assert second.deconfliction == "clear"
    assert not any(each.warned for each in checks(node))


def test_a_check_that_found_nothing_leaves_as_many_entries_as_one_that_did(
    node: Node, opp: Two, cbp: Two
) -> None:
    """Whoever reads the chain cannot tell by it whether a check found anything."""

    def entries(act: Callable[[], object]) -> list[tuple[str, str]]:
        before = node.head()[0]
        act()
        every = (node.ledger.review.entry(n) for n in range(before + 1, node.head()[0] + 1))
        return [(e.operation, e.actor) for e in every if e and e.actor == SERVICE]

    approved(opp, plan())
    lonely = entries(lambda: approved(cbp, plan("EX FAR", 3_000.0)))
    met = entries(lambda: approved(cbp, plan("EX NEAR", 2_285.0)))
    assert lonely == met
    assert ("append", SERVICE) in met


def test_a_third_shares_the_reference_and_the_first_is_not_told_how_many_there_are(
    everybody: dict[str, Two], opp: Two, cbp: Two
) -> None:
    first = approved(opp, plan())
    approved(cbp, plan("EX CBP", 2_285.0))
    before = told(one_operation(opp[0], first.operation.id))
    third = approved(everybody["sq"], plan("EX SQ", 2_288.0))
    assert told(one_operation(opp[0], first.operation.id)) == before
    assert told(third)["warnings"][0]["reference"] == before["warnings"][0]["reference"]


def test_an_agency_has_so_many_checks_a_day_and_those_of_others_do_not_count(
    node: Node, opp: Two, cbp: Two
) -> None:
    params = DeconflictionParams(most_a_day=2)
    approved(opp, plan("EX 1"), params)
    approved(opp, plan("EX 2", 3_000.0), params)
    third = plan_operation(opp[0], plan("EX 3"), params)
    with pytest.raises(UsageError, match="24 hours"):
        add_operation_step(opp[0], third.id, OperationWish(step=APPROVED, reason="C"), params)
    assert approved(cbp, plan("EX CBP"), params).deconfliction == "warned"
    (first, *_) = operations(opp[0], state="approved")
    add_operation_step(opp[0], first.operation.id, OperationWish(step=CLOSED, reason="C"), params)
    with pytest.raises(UsageError, match="24 hours"):
        add_operation_step(opp[0], third.id, OperationWish(step=APPROVED, reason="C"), params)


def test_what_the_service_may_not_see_is_not_compared_and_its_owner_is_told(
    node: Node, cbp: Two
) -> None:
    view = approved(cbp, plan("EX CBP", marking="Protected A; owner=cbp; caveats=NOFORN"))
    assert view.standing.state is OperationState.APPROVED
    assert view.deconfliction == "not-checked"
    assert not checks(node)


def test_what_a_crash_left_unchecked_is_checked_with_the_next(
    node: Node, opp: Two, cbp: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app.patrol import operation_steps

    with monkeypatch.context() as broken:
        broken.setattr(operation_steps, "deconflict", lambda *_: 0)
        left = approved(opp, plan())
    assert left.deconfliction == "not-checked"
    approved(cbp, plan("EX CBP"))
    assert one_operation(opp[0], left.operation.id).deconfliction == "warned"
    assert deconflict(node) == 0, "nothing is checked twice"


def test_both_see_in_the_audit_that_the_service_read_their_operation(opp: Two, cbp: Two) -> None:
    first, second = approved(opp, plan()), approved(cbp, plan("EX FAR", 3_000.0))
    for reader, view in ((opp[0], first), (cbp[0], second)):
        subject = find_subject(reader, view.operation.id, "operation")
        some, _, _ = who_saw(reader, view.operation.id, subject, before=None)
        assert SERVICE in {each.who for each in some.entries}


def test_nobody_sits_in_the_service() -> None:
    with pytest.raises(UsageError, match="service"):
        check_seats([SERVICE], "opp")


def test_a_warning_follows_the_marking_that_its_operation_has_today(
    node: Node, opp: Two, cbp: Two
) -> None:
    first = approved(opp, plan(agencies=("cbp",)))
    approved(cbp, plan("EX CBP"))
    assert operations(cbp[0], state="all")
    marking = f"Protected B; owner=opp; partners={SERVICE}"
    officer = colleague(node, "EX R", 41, agency="opp", roles=("records-officer",))
    officer.mark([first.operation.id], marking, "for us alone")
    approved(cbp, plan("EX CBP 2", 2_286.0))
    assert all(e.operation.agency == "cbp" for e in operations(cbp[0], state="all"))


# --- resources and requests -----------------------------------------------------------------


def test_a_resource_is_seen_by_whom_its_agency_shows_it_and_the_newest_statement_counts(
    opp: Two, cbp: Two, node: Node
) -> None:
    given: dict[str, Any] = {
        "identity": "canine-2", "name": "EX DOG", "capability": Capability.CANINE,
    }  # fmt: skip
    state_resource(opp[0], ResourceStated(**given, partners=("cbp",)))
    assert [each.identity for each in resources(cbp[0])] == ["opp:canine-2"]
    assert not resources(node)
    state_resource(
        opp[0], ResourceStated(**given, availability=Availability.COMMITTED, partners=("cbp",))
    )
    (found,) = resources(cbp[0], capability="canine")
    assert found.availability == "committed"
    assert not resources(cbp[0], agency="sq")
    # Another agency cannot say anything of it: its own would be another resource.
    state_resource(cbp[0], ResourceStated(**{**given, "identity": "opp:canine-2"}))
    assert {each.agency for each in resources(cbp[0])} == {"opp", "cbp"}
    assert next(e for e in resources(cbp[0]) if e.agency == "opp").availability == "committed"
    with pytest.raises(UsageError):
        resources(cbp[0], capability="tanks")


def asked(**more: Any) -> RequestAsked:
    given: dict[str, Any] = {
        "capability": Capability.CANINE, "to_agency": "cbp", "purpose": "a search",
        "since": in_hours(20), "until": in_hours(30), "reply_by": in_hours(10), **more,
    }  # fmt: skip
    return RequestAsked(**given)


def test_a_request_goes_from_one_to_the_other_and_back_each_signed(
    node: Node, opp: Two, cbp: Two
) -> None:
    made = ask_for(opp[0], asked())
    assert not requests(node)
    view = answer_request(cbp[0], made.id, RequestStepSort.OFFERED, "can do", "cbp:canine-1")
    assert (view.standing.state.value, view.standing.resource) == ("offered", "cbp:canine-1")
    with pytest.raises(NotPermitted):
        answer_request(cbp[0], made.id, RequestStepSort.ACCEPTED, "C")
    answer_request(opp[1], made.id, RequestStepSort.ACCEPTED, "thanks")
    done = answer_request(cbp[1], made.id, RequestStepSort.RETURNED, "back")
    assert done.standing.state.value == "returned"
    assert [each.by for each in one_request(opp[0], made.id).steps] == [
        "EX CBP 1",
        "EX OPP 2",
        "EX CBP 2",
    ]
    assert done.unsigned == ()
    assert not requests(opp[0])


def test_an_answer_that_is_overdue_stands_first(opp: Two, cbp: Two) -> None:
    ask_for(opp[0], asked(purpose="first", reply_by=in_hours(5)))
    late = ask_for(opp[0], asked(purpose="late", reply_by=in_hours(10)))
    every = [each.request.id for each in requests(cbp[0])]
    assert every[-1] == late.id
    assert not any(each.standing.overdue for each in requests(cbp[0]))


def test_a_request_by_a_marking_that_the_other_cannot_see_is_refused(opp: Two) -> None:
    with pytest.raises(UsageError, match="could not see"):
        ask_for(opp[0], asked(marking="Protected A; owner=opp"))
    with pytest.raises(UsageError, match="no operation"):
        ask_for(opp[0], asked(operation="0" * 32))


def test_the_forces_are_asked_for_support_under_an_authority(opp: Two) -> None:
    with pytest.raises(UsageError, match="armed forces"):
        ask_for(opp[0], asked(to_agency="caf"))
    forces = {"to_agency": "caf", "capability": Capability.MILITARY_SUPPORT, "support": "lift"}
    with pytest.raises(UsageError, match="authority"):
        ask_for(opp[0], asked(**forces))
    made = ask_for(opp[0], asked(**forces, authority="EX Act, s. 1"))
    assert made.support == "lift"


def test_verify_tells_of_a_step_that_its_key_did_not_sign(node: Node, opp: Two) -> None:
    made = plan_operation(opp[0], plan())
    view = add_operation_step(opp[0], made.id, OperationWish(step=APPROVED, reason="C"))
    assert node.verify().ok
    forged = msgspec.structs.replace(view.steps[0], id=bytes(16), reason="another")
    rows = kind_named(OperationStep.kind).to_batch([forged])
    node.ledger.append(OperationStep.kind, rows, by="EX FORGER")
    proof = node.verify()
    assert not proof.ok
    assert [each.id for each in proof.faults] == [bytes(16).hex()]
