"""Who may decide what, when; and what is said when they may not."""

from typing import Any

import pytest

from northline.decisions.permission import Wish, role_for, role_to_retract, role_to_second
from northline.decisions.rules import RULES, About, State
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.signing import PrivateKey
from tests.decisions.making import KEY, OTHER_KEY, decision, viewer

DISPATCH = decision(Verb.DISPATCH, 1, role="watch-supervisor")


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
        asked = wish(rule.verb, rule.about[0], authority="s. 1")
        with pytest.raises(NotPermitted, match=r"A\. Roy holds analyst"):
            role_for(asked, viewer("analyst"), State.OPEN, None)


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_decision_needs_a_reason(reason: str) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        role_for(wish(Verb.DISMISS, reason=reason), viewer("watch-officer"), State.OPEN, None)


def second(
    verb: Verb = Verb.APPROVE,
    *,
    roles: tuple[str, ...] = ("dispatcher",),
    name: str = "B. Tran",
    agency: str = "rcmp",
    key: PrivateKey = OTHER_KEY,
    proposed: Decision = DISPATCH,
    others: tuple[Decision, ...] = (DISPATCH,),
) -> str:
    """The role in which somebody signs second."""
    asked = wish(verb, About.DECISION)
    return role_to_second(
        asked, viewer(*roles, name=name, agency=agency), key.key, proposed, others
    )


def test_a_grave_decision_is_for_one_person_to_propose_and_for_another_to_approve() -> None:
    officer = viewer("watch-supervisor")
    assert role_for(wish(Verb.DISPATCH), officer, State.OPEN, None) == "watch-supervisor"
    assert second(Verb.APPROVE) == second(Verb.REFUSE) == "dispatcher"
    assert second(roles=("release-officer", "watch-supervisor")) == "watch-supervisor"
    assert second(name="A. Roy", agency="cbp") == "dispatcher", "a namesake elsewhere is another"


@pytest.mark.parametrize("name", ["A. Roy", " a.  ROY ", "\uff21. Roy"])
def test_nobody_signs_second_to_what_they_decided_themselves(name: str) -> None:
    for key in (KEY, OTHER_KEY):
        with pytest.raises(NotPermitted, match="your own: somebody else who is watch-supervisor"):
            second(name=name, key=key)


def test_the_second_signature_is_by_another_key() -> None:
    with pytest.raises(NotPermitted, match="another key than the first"):
        second(key=KEY)


def test_who_may_not_decide_it_does_not_sign_second_to_it() -> None:
    with pytest.raises(RoleNeeded, match="approve is for watch-supervisor or dispatcher"):
        second(roles=("release-officer", "adjudicator", "watch-officer"))
    with pytest.raises(UsageError, match="needs a reason"):
        role_to_second(
            wish(Verb.APPROVE, About.DECISION, reason=" "),
            viewer("dispatcher", name="B. Tran"),
            OTHER_KEY.key,
            DISPATCH,
            [DISPATCH],
        )


def test_only_what_waits_for_a_second_person_is_approved() -> None:
    light = decision(Verb.CONFIRM, 1)
    with pytest.raises(UsageError, match="approve cannot be about a decision to confirm"):
        second(proposed=light, others=(light,))
    with pytest.raises(UsageError, match="dismiss cannot be about a decision to dispatch"):
        second(Verb.DISMISS)
    gone = decision(Verb.RETRACT, 2, about=DISPATCH.id)
    with pytest.raises(UsageError, match="retracted already"):
        second(others=(DISPATCH, gone))
    said = decision(
        Verb.REFUSE, 2, about=DISPATCH.id, by="C. Diaz", role="dispatcher", key=OTHER_KEY
    )
    with pytest.raises(UsageError, match=r"C\. Diaz has said refuse to it already, on 2027"):
        second(others=(DISPATCH, said))
    later = decision(Verb.CONFIRM, 4)
    back = decision(Verb.RETRACT, 5, about=said.id, by="C. Diaz")
    with pytest.raises(UsageError, match="no longer waits: another came after it"):
        second(others=(DISPATCH, said, later, back))


def test_while_it_waits_for_a_second_person_nothing_else_is_decided_about_it() -> None:
    able = viewer("watch-supervisor", "adjudicator", "release-officer")
    for rule in RULES:
        if rule.verb is Verb.RETRACT:
            continue
        assert State.PROPOSED not in rule.after
        with pytest.raises(UsageError, match=r"A\. Roy proposed to dispatch it on 2027.*second"):
            role_for(
                wish(rule.verb, rule.about[0], authority="s. 1"), able, State.PROPOSED, DISPATCH
            )


def test_a_decision_is_no_matter_of_its_own() -> None:
    with pytest.raises(UsageError, match="approved or refused by a second person, or retracted"):
        role_for(wish(Verb.APPROVE, About.DECISION), viewer("watch-supervisor"), State.OPEN, None)


def test_a_release_names_its_authority() -> None:
    asked = wish(Verb.RELEASE, About.RECORD)
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
