"""What a partner would see: of one's own records alone, counted after one's own filter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.sharing.overview import Overview, overview
from northline.app.sharing.partner import parse_partner
from northline.records.errors import RoleNeeded, UnknownName, UsageError
from northline.records.explaining import holds
from northline.records.kinds import KINDS
from northline.records.marking import may_see
from tests.app.sharing.sorts import BOATS, ROLES, SORTS, as_, filled, one_of


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = filled(tmp_path_factory.mktemp("sorts"))
    yield made
    made.ledger.close()


def counts(told: Overview) -> dict[str, tuple[int, bool | None]]:
    """Partners or owner of a marking -> how many records of that sort, and whether seen."""
    return {
        f"{','.join(each.marking.owners)}>"
        + ",".join(p for grant in each.marking.grants.values() for p in grant.partners): (
            each.count,
            each.seen,
        )
        for each in told.sorts
    }


SEEN_BY_HOST = sum(n for source, n in BOATS.items() if source != "money")


def test_records_are_counted_by_marking_and_the_partner_is_asked_about_each(node: Node) -> None:
    told = overview(node, parse_partner("agency=rcmp,role=law-enforcement").viewer())
    assert counts(told) == {
        "cbsa>": (BOATS["own"], False),
        "cbsa>ibet,rcmp": (BOATS["ibet"], True),
        "cbsa>*": (BOATS["public"], True),
        "opp>cbsa": (BOATS["opp"], False),
    }
    assert (told.records, told.seen) == (SEEN_BY_HOST, BOATS["ibet"] + BOATS["public"])
    for each in told.sorts:
        assert each.seen == holds(each.steps) == (not each.why_not)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("agency=cbp", {"cbsa>*"}),
        ("agency=cbp,role=law-enforcement,group=ibet", {"cbsa>*", "cbsa>ibet,rcmp"}),
        ("agency=cbp,group=ibet", {"cbsa>*"}),
        ("agency=cbp,role=law-enforcement,group=ibet,clearance=Protected A", {"cbsa>*"}),
        ("agency=cbp,purpose=tourism", set()),
        ("agency=opp", {"opp>cbsa", "cbsa>*"}),
        ("agency=cbsa,role=law-enforcement", {"cbsa>", "cbsa>ibet,rcmp", "cbsa>*", "opp>cbsa"}),
    ],
)
def test_what_is_said_of_the_partner_decides(node: Node, text: str, seen: set[str]) -> None:
    told = overview(node, parse_partner(text).viewer())
    assert {name for name, (_, sees) in counts(told).items() if sees} == seen


def test_whoever_is_described_nothing_is_counted_that_who_asks_may_not_see(node: Node) -> None:
    described = "agency=fintrac,country=CA,clearance=Secret,compartment=financial-report"
    told = overview(node, parse_partner(described).viewer())
    assert told.records == SEEN_BY_HOST
    assert not [each for each in told.sorts if each.marking.compartments]
    alone = overview(node)
    assert [(s.marking, s.held) for s in alone.sorts] == [(s.marking, s.held) for s in told.sorts]
    reader = as_(node, "Fiona", agency="fintrac", roles=ROLES, compartments=("financial-report",))
    assert counts(overview(reader))["fintrac>"][0] == BOATS["money"], "there was something to hide"


def test_another_agency_is_told_of_what_it_owns_and_of_nothing_that_it_only_sees(
    node: Node,
) -> None:
    other = as_(node, "Olga", agency="opp", roles=ROLES)
    assert other.count("position") > BOATS["opp"]
    assert counts(overview(other)) == {"opp>cbsa": (BOATS["opp"], None)}


def test_the_counts_are_those_of_the_records_themselves(node: Node) -> None:
    told = overview(node)
    by_kind = {each.kind: 0 for each in KINDS}
    for each in told.sorts:
        for held in each.held:
            by_kind[held.kind] += held.count
    assert by_kind == {each.kind: node.count(each.kind) for each in KINDS}
    for each in told.sorts:
        for held in each.examples:
            (row,) = node.records(held.kind, ids=[held.example]).to_pylist()
            assert may_see(node.viewer, each.marking, row["received"])


def test_what_was_marked_anew_counts_under_its_new_marking(tmp_path: Path) -> None:
    node = filled(tmp_path)
    try:
        node.mark([one_of(node, "own")], "Unclassified; partners=cbp", "for the drill")
        told = counts(overview(node, parse_partner("agency=cbp").viewer()))
        assert told["cbsa>"] == (BOATS["own"] - 1, False)
        assert told["cbsa>cbp"] == (1, True)
        node.mark([one_of(node, "own")], SORTS["public"], "it is public")
        assert counts(overview(node))["cbsa>*"][0] == BOATS["public"] + 1
        node.mark([one_of(node, "public")], "Secret; caveats=BURN BEFORE READING", "hidden")
        assert overview(node).records == SEEN_BY_HOST - 1
    finally:
        node.ledger.close()


def test_whoever_holds_no_role_for_it_is_told_which_do(node: Node) -> None:
    with pytest.raises(RoleNeeded, match="sharing is for release-officer or records-officer"):
        overview(as_(node, "Wanda", roles=("watch-officer",)))


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("country=US", UsageError, "name the partner's agency"),
        ("agency=unheard-of", UsageError, "country ''"),
        ("agency=cbp,country=usa", UsageError, "two capitals"),
        ("agency=cbp,colour=blue", UsageError, "describes no partner"),
        ("agency=cbp,agency=hsi", UsageError, "said twice"),
        ("agency=cbp,role=king", UnknownName, "no role 'king'"),
        ("agency=cbp,clearance=Top Secret", UsageError, "above Secret"),
        ("agency=dea,group=joic", UsageError, "does not sit in joic"),
    ],
)
def test_what_describes_no_partner_is_said_to(text: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        parse_partner(text).viewer()
