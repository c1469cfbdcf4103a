"""What the pages of sharing call things."""

from northline.app.sharing.declared import Agreement
from northline.app.sharing.words import step_words
from northline.records.explaining import OwnStep, ReleasedStep, Step, failing
from northline.records.marking import ANYONE
from northline.web.language import Language
from northline.web.pages.finding_words import record_kinds


def kind_name(language: Language, kind: str) -> str:
    """What a record of a kind is called."""
    say = language.say
    own = {"commitment": say("public commitment"), "figure": say("published figure")}
    return {**record_kinds(language), **own}.get(kind, kind)


def why(language: Language, steps: tuple[Step, ...]) -> list[str]:
    """Why not, line by line; where it is seen, by which release or ownership."""
    told = failing(steps) or tuple(
        each for each in steps if isinstance(each, OwnStep | ReleasedStep)
    )
    return [step_words(each, language.code) for each in told]


def agreement_standing(language: Language, told: Agreement) -> str:
    """Where an agreement stands, and for how long."""
    say, days = language.say, language.number(told.days or 0)
    if told.state == "coming":
        if told.days == 1:
            return say("begins tomorrow")
        return say("begins in %(days)s days", days=days)
    if told.state == "expired":
        if told.days == 1:
            return say("ended yesterday")
        return say("ended %(days)s days ago", days=days)
    if told.days is None:
        return say("in force, without an end")
    if told.days == 0:
        return say("in force, ends today")
    if told.days == 1:
        return say("in force, ends tomorrow")
    return say("in force, ends in %(days)s days", days=days)


def decided_states(language: Language) -> dict[str, str]:
    """Where a decision to release or refuse stands."""
    say = language.say
    return {
        "proposed": say("release proposed, waits for a second person"),
        "released": say("released"),
        "refused": say("release refused"),
        "turned-down": say("release turned down by the second person"),
        "retracted": say("retracted"),
    }


def decision_verbs(language: Language) -> dict[str, str]:
    """What was done by a decision about sharing."""
    say = language.say
    return {
        "release": say("released"),
        "refuse": say("release refused"),
        "approve": say("approved as the second person"),
        "retract": say("retracted"),
    }


def ways_sent(language: Language) -> dict[str, str]:
    """How a record went to somebody."""
    say = language.say
    return {
        "relay": say("sent by a relay of this node, as Cursor on Target"),
        "look": say("shown on this node to another agency"),
    }


def purpose_words(language: Language, purpose: str) -> str:
    """A purpose, as it stands; any of them."""
    return language.say("any purpose") if purpose == ANYONE else purpose


def countries(language: Language) -> dict[str, str]:
    """What the two countries are called; others stand as their code."""
    say = language.say
    return {"CA": say("Canada"), "US": say("United States")}
