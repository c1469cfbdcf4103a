"""What the pages of patrol call states, signs and answers, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from northline.records.units import Micros
from northline.web.language import Language

THOUSAND = 1000.0
"""Rates are shown for so many such hours: of one hour they begin with three noughts."""

HOUR = 3_600_000_000
"""Us."""


def tabs(language: Language) -> list[tuple[str, str]]:
    """The pages of patrol: path and title."""
    say = language.say
    return [
        ("/patrol", say("Plan and orders")),
        ("/patrol/risk", say("Risk")),
        ("/patrol/hours", say("Patrol hours")),
        ("/patrol/safety", say("Officer safety")),
        ("/operations", say("Joint operations")),
    ]


def order_states(language: Language) -> dict[str, str]:
    """What an order is."""
    say = language.say
    return {
        "drafted": say("drafted"),
        "approved": say("approved"),
        "amended": say("amended"),
        "handed-over": say("handed over"),
        "withdrawn": say("withdrawn"),
    }


STATE_SIGNS = {
    "drafted": "\u25cb",
    "approved": "\u2714",
    "amended": "\u270e",
    "handed-over": "\u21c4",
    "withdrawn": "\u2716",
}
"""State of an order -> a sign that says it without its colour."""


def order_verbs(language: Language) -> dict[str, str]:
    """What was decided about an order."""
    say = language.say
    return {
        "approve": say("approved"),
        "amend": say("amended"),
        "hand-over": say("handed over"),
        "withdraw": say("withdrawn"),
        "retract": say("earlier decision retracted"),
        "refuse": say("hand-over refused"),
    }


def order_sides(language: Language) -> dict[str, str]:
    """On which side a unit stays."""
    say = language.say
    return {"in-canada": say("in Canada"), "in-united-states": say("in the United States")}


def levels(language: Language) -> list[str]:
    """How much risk a stretch has, of the most there is: quarter by quarter, least first."""
    say = language.say
    return [
        say("lowest quarter"),
        say("second quarter"),
        say("third quarter"),
        say("highest quarter"),
    ]


def terrains(language: Language) -> dict[str, str]:
    """What a stretch is made of."""
    say = language.say
    return {"land": say("land"), "shore": say("shore"), "water": say("water")}


def safety_states(language: Language) -> dict[str, str]:
    """What a unit that is out is."""
    say = language.say
    return {"overdue": say("overdue"), "awaited": say("awaited"), "back": say("back")}


def ways_of_word(language: Language) -> dict[str, str]:
    """How a unit was heard of."""
    say = language.say
    return {
        "position": say("its own position"),
        "radio": say("radio"),
        "app": say("application"),
        "cot": say("Cursor on Target"),
    }


def radios(language: Language) -> dict[str, str]:
    """Whether a radio is heard there."""
    say = language.say
    return {
        "in-reach": say("in reach"),
        "dead-zone": say("dead zone"),
        "not-computable": say("not computable"),
    }


def operation_states(language: Language) -> dict[str, str]:
    """Where an operation stands."""
    say = language.say
    return {
        "planned": say("planned, waits for two persons"),
        "approved": say("approved by two persons"),
        "closed": say("ended"),
    }


def operation_steps(language: Language) -> dict[str, str]:
    """What can be done about an operation."""
    say = language.say
    return {
        "approved": say("Approve, as one of two"),
        "handed-over": say("Hand over"),
        "received": say("Take over"),
        "closed": say("Close"),
    }


def deconflictions(language: Language) -> dict[str, str]:
    """What deconfliction says of an operation."""
    say = language.say
    return {
        "not-yet": say("not yet looked at: it is approved by nobody or one only"),
        "not-checked": say("not checked"),
        "clear": say("clear"),
        "warned": say("another agency asks to be called before you act"),
    }


def capabilities(language: Language) -> dict[str, str]:
    """What a resource is for."""
    say = language.say
    return {
        "canine": say("dogs"),
        "commercial-vehicle-inspection": say("inspection of commercial vehicles"),
        "investigation": say("investigation"),
        "marine": say("boats and divers"),
        "air": say("aircraft"),
        "military-support": say("support by armed forces"),
        "other": say("other"),
    }


def availabilities(language: Language) -> dict[str, str]:
    """Whether it can be had."""
    say = language.say
    return {
        "available": say("available"),
        "committed": say("committed elsewhere"),
        "unavailable": say("not available"),
    }


def request_states(language: Language) -> dict[str, str]:
    """Where a request stands."""
    say = language.say
    return {
        "asked": say("asked"),
        "offered": say("offered"),
        "accepted": say("accepted"),
        "refused": say("refused"),
        "returned": say("returned"),
    }


def answers(language: Language) -> dict[str, str]:
    """What can be said about a request."""
    say = language.say
    return {
        "offered": say("Offer it"),
        "accepted": say("Accept the offer"),
        "refused": say("Refuse"),
        "returned": say("It is back"),
    }


def supports(language: Language) -> dict[str, str]:
    """What armed forces may be asked for."""
    say = language.say
    return {
        "lift": say("transport"),
        "logistics": say("logistics"),
        "medical": say("medical"),
        "engineering": say("engineering"),
        "communications": say("communications"),
        "observation": say("observation"),
    }


def browser_words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code knows them by."""
    say = language.say
    return {
        "chart": say("Chart: %title. The table below holds the same figures."),
        "time": say("Period"),
        "unreachable": say("The node cannot be reached. Nothing was kept; try again."),
        "not-kept": say("It was not kept."),
        "forbidden": say("Your role does not allow this."),
        "needs-reason": say("Say why, in your own words."),
        "trying": say("Working out what it costs…"),
        "nothing-moved": say("Nothing is moved."),
        "cannot": say("It cannot go there."),
        "cost-more": say(
            "The worst case rises by %cost per 1,000 hours, from %before to %after; it is then at "
            "%where in the hour from %at UTC."
        ),
        "cost-less": say(
            "The worst case does not rise: %before before, %after after, per 1,000 hours; it is at "
            "%where in the hour from %at UTC."
        ),
        "cost-none": say(
            "This unit was placed by lot: no plan was led by it, so no cost is reckoned."
        ),
        "moved": say("%hour UTC: to %where."),
    }


def hour_heads(language: Language, hours: Sequence[int]) -> list[dict[str, str]]:
    """What each hour is called; the day where it is a new one."""
    told = []
    for number, hour in enumerate(hours):
        text = language.instant(hour, seconds=False)
        new = number == 0 or text[11:] == "00:00"
        told.append({"day": text[5:10] if new else "", "hour": text[11:16], "at": text})
    return told


def rate(language: Language, value: float) -> str:
    """A rate, for a thousand such hours."""
    return language.number(THOUSAND * value, 2)


def km_range(from_km: float, to_km: float) -> str:
    """Kilometres of a stretch, such as ``2280-2285``."""
    digits = 0 if from_km == round(from_km) and to_km == round(to_km) else 1
    return "\u2013".join(f"{each:.{digits}f}" for each in (from_km, to_km))


def level_of(value: float, most: float) -> int:
    """Which quarter of the most a rate is in, 0 to 3."""
    return min(3, int(4.0 * value / most)) if most > 0.0 else 0


def clock(language: Language, at: Micros | int | None) -> str:
    """An instant in UTC to the minute, or empty."""
    return "" if at is None else language.instant(int(at), seconds=False)


def said(language: Language, told: Any) -> str:
    """Of a text in both languages, the reader's."""
    return str(told["fr" if language.code == "fr" else "en"])
