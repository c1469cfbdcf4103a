"""Who may decide what, when; and what is said when they may not."""

from typing import Any

import pytest

from northline.decisions.permission import Wish, role_for, role_to_retract
from northline.decisions.rules import RULES, About, State
from northline.records.decision import Verb
from northline.records.errors import NotPermitted, UsageError
from tests.decisions.making import decision, viewer


def wish(verb: Verb, about: About = About.FINDING, **given: Any) -> Wish:
    told: dict[str, Any] = {"reason": "seen on camera 4", **given}
    return Wish(verb=verb, about=about, **told)


def test_the_role_acted_in_is_the_first_one_held_that_may() -> None:
    both = viewer("watch-supervisor", "watch-officer")
    assert role_for(wish(Verb.DISMISS), both, State.OPEN, None) == "watch-officer"
    assert (
        role_for(wish(Verb.DISMISS), viewer("watch-supervisor"), State.OPEN, None)
        == "watch-supervisor"
    )


def test_without_a_role_nothing_is_decided() -> None:
    for rule in RULES:
        asked = wish(rule.verb, rule.about[0], second="B. Tran", authority="s. 1")
        with pytest.raises(NotPermitted, match=r"A\. Roy holds analyst"):
            role_for(asked, viewer("analyst"), State.OPEN, None)


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_decision_needs_a_reason(reason: str) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        role_for(wish(Verb.DISMISS, reason=reason), viewer("watch-officer"), State.OPEN, None)


@pytest.mark.parametrize("second", [None, "", "  ", "A. Roy", " a. roy "])
def test_a_grave_decision_needs_a_second_person_who_is_another(second: str | None) -> None:
    officer = viewer("watch-supervisor")
    with pytest.raises(UsageError, match="second person"):
        role_for(wish(Verb.DISPATCH, second=second), officer, State.OPEN, None)
    asked = wish(Verb.DISPATCH, second="B. Tran")
    assert role_for(asked, officer, State.OPEN, None) == "watch-supervisor"


def test_a_release_names_its_authority() -> None:
    asked = wish(Verb.RELEASE, About.RECORD, second="B. Tran")
    with pytest.raises(UsageError, match="lawful authority"):
        role_for(asked, viewer("release-officer"), State.OPEN, None)


def test_a_match_is_not_decided_by_verbs_for_other_findings() -> None:
    with pytest.raises(UsageError, match="confirm is about a finding; this is a match"):
        role_for(wish(Verb.CONFIRM, About.MATCH), viewer("watch-officer"), State.OPEN, None)


def test_what_is_settled_is_not_decided_again() -> None:
    earlier = decision(Verb.DISMISS, 1, by="B. Tran")
    with pytest.raises(UsageError, match=r"dismissed by B. Tran since 2027.*retract decision 0"):
        role_for(wish(Verb.CONFIRM), viewer("watch-officer"), State.DISMISSED, earlier)


def test_one_retracts_what_one_decided_and_a_supervisor_what_anybody_did() -> None:
    own = decision(Verb.DISMISS, 1)
    asked = wish(Verb.RETRACT, About.DECISION)
    assert role_to_retract(asked, viewer("watch-officer"), own, [own]) == "watch-officer"
    other = viewer("watch-officer", name="B. Tran")
    with pytest.raises(NotPermitted, match=r"only A\. Roy or a watch-supervisor"):
        role_to_retract(asked, other, own, [own])
    namesake = viewer("watch-officer", agency="cbp")
    with pytest.raises(NotPermitted, match=r"only A\. Roy"):
        role_to_retract(asked, namesake, own, [own])
    supervisor = viewer("watch-supervisor", name="B. Tran")
    assert role_to_retract(asked, supervisor, own, [own]) == "watch-supervisor"


def test_a_decision_is_retracted_once_and_a_retraction_never() -> None:
    own = decision(Verb.DISMISS, 1)
    gone = decision(Verb.RETRACT, 2, about=own.id)
    asked = wish(Verb.RETRACT, About.DECISION)
    with pytest.raises(UsageError, match="retracted already"):
        role_to_retract(asked, viewer("watch-officer"), own, [own, gone])
    with pytest.raises(UsageError, match="a retraction is not retracted"):
        role_to_retract(asked, viewer("watch-officer"), gone, [own, gone])
    with pytest.raises(UsageError, match="needs a reason"):
        role_to_retract(
            wish(Verb.RETRACT, About.DECISION, reason=" "), viewer("watch-officer"), own, [own]
        )


def test_retract_is_about_decisions_only() -> None:
    with pytest.raises(UsageError, match="retract is about a decision"):
        role_for(wish(Verb.RETRACT), viewer("watch-officer"), State.OPEN, None)
