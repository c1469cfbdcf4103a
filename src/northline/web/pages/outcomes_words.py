"""What the page of outcomes says, in the reader's language."""

from northline.app.outcomes import Verdict
from northline.web.language import Language

SIGNS = {
    Verdict.REPRODUCED: ("✔", "reproduced"),
    Verdict.DIFFERS: ("≠", "differs"),
    Verdict.OTHER_SCOPE: ("◐", "other-scope"),
    Verdict.NOT_COMPUTABLE: ("?", "not-computable"),
}
"""Sign of each verdict, so that its colour says nothing alone, and its name in the style sheet."""


def verdicts(language: Language) -> dict[Verdict, str]:
    """The verdicts."""
    say = language.say
    return {
        Verdict.REPRODUCED: say("reproduced"),
        Verdict.DIFFERS: say("differs"),
        Verdict.OTHER_SCOPE: say("other scope"),
        Verdict.NOT_COMPUTABLE: say("not computable"),
    }


def meanings(language: Language) -> dict[Verdict, str]:
    """What each verdict means."""
    say = language.say
    return {
        Verdict.REPRODUCED: say(
            "The figure computed again is the one claimed, within the tolerance declared beforehand."
        ),
        Verdict.DIFFERS: say("The figure computed again is not the one claimed."),
        Verdict.OTHER_SCOPE: say(
            "Open data gives it for another scope only; both are shown, and neither is judged."
        ),
        Verdict.NOT_COMPUTABLE: say("No open data at hand gives it; what would is said."),
    }


def natures(language: Language) -> dict[str, str]:
    """What a claim speaks of."""
    say = language.say
    return {
        "outcome": say("outcome"),
        "action": say("action"),
        "target": say("target"),
        "context": say("context"),
    }


def deliveries(language: Language) -> dict[str, tuple[str, str]]:
    """What is known of a commitment: a sign, and words."""
    say = language.say
    return {
        "delivered": ("✔", say("delivered")),
        "under-way": ("◐", say("under way")),
        "not-delivered": ("✖", say("not delivered")),
        "unknown": ("?", say("unknown")),
    }


def browser_words(language: Language) -> dict[str, str]:
    """Texts for the browser code."""
    say = language.say
    return {
        "copy": say("Copy"),
        "copied": say("Copied"),
        "chart": say("Chart of %(title)s; the table below it holds the same", title="%title"),
        "time": say("Time"),
    }
