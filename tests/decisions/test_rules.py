"""The table of rules: complete, and as the documentation shows it."""

import re
from pathlib import Path

import pytest

from northline.decisions.rules import RULES, SECONDS, About, State, rule_of, sort_of
from northline.records.decision import Verb
from northline.records.errors import UnknownName

DOC = Path(__file__).parents[2] / "docs" / "decisions-by-people.md"


def test_every_verb_has_one_rule() -> None:
    assert sorted(rule.verb for rule in RULES) == sorted(Verb)


WAITING = {State.OPEN, State.PROPOSED}
"""States that no verb makes by itself."""


def test_every_state_but_those_that_wait_comes_of_exactly_one_verb() -> None:
    made = [rule.state for rule in RULES if rule.state is not None]
    assert sorted(made) == sorted(state for state in State if state not in WAITING)


def test_what_sends_somebody_out_or_gives_something_away_needs_a_second_person() -> None:
    grave = {rule.verb for rule in RULES if rule.second}
    assert grave == {Verb.DISPATCH, Verb.MATCH, Verb.RELEASE, Verb.HAND_OVER}


def test_what_needs_a_second_person_is_approved_or_refused_by_one() -> None:
    for rule in RULES:
        assert (About.DECISION in rule.about) == (rule.verb in {*SECONDS, Verb.RETRACT})


def test_every_state_can_be_reached_from_open() -> None:
    reached = {State.OPEN}
    for _ in State:
        reached |= {r.state for r in RULES if r.state and reached & set(r.after)}
    assert reached == set(State) - {State.PROPOSED}


def test_the_documentation_shows_this_table() -> None:
    rows = {
        verb: cells
        for verb, *cells in (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in DOC.read_text(encoding="utf-8").splitlines()
            if re.match(r"\| `[a-z-]+` \|", line)
        )
    }
    assert rows == {
        f"`{rule.verb.value}`": [
            ", ".join(each.value for each in rule.about),
            ", ".join(rule.roles),
            ", ".join(state.value for state in rule.after) or "-",
            rule.state.value if rule.state else "-",
            "yes" if rule.second else "no",
            "yes" if rule.authority else "no",
        ]
        for rule in RULES
    }


def test_an_unknown_verb_is_named() -> None:
    with pytest.raises(UnknownName, match="no verb 'arrest'; there are acknowledge"):
        rule_of("arrest")


@pytest.mark.parametrize(
    ("finding", "sort"),
    [
        ("line-crossing", About.FINDING),
        ("port-plan", About.PLAN),
        ("patrol-plan", About.PATROL_PLAN),
        ("name-match", About.MATCH),
        ("mismatch", About.FINDING),
    ],
)
def test_the_name_of_a_finding_tells_what_sort_of_matter_it_is(finding: str, sort: About) -> None:
    assert sort_of(finding) is sort
