"""What the pages of screening call states, decisions and sorts, in the reader's language."""

from northline.records.units import Micros
from northline.web.language import Language

HOUR = 3_600.0
"""Seconds."""

DAYS_FROM = 48.0
"""Hours from which a clock is told in days."""

STATE_SIGNS = {
    "not-screened": "\u25cb",
    "screening-failed": "\u2716",
    "no-hit": "\u2013",
    "possible": "\u25b2",
    "match": "\u25a0",
    "no-match": "\u2714",
    "cannot-tell": "?",
}
"""State -> a sign that says it without its colour."""


def tabs(language: Language) -> list[tuple[str, str]]:
    """The pages of screening: path and title."""
    say = language.say
    return [
        ("/screening", say("Open pairs")),
        ("/screening/ask", say("Ask the lists")),
        ("/screening/lists", say("Lists")),
        ("/screening/referrals", say("Lookouts and referrals")),
        ("/screening/coverage", say("Coverage of screening")),
    ]


def states(language: Language) -> dict[str, str]:
    """Where a screening or a pair stands."""
    say = language.say
    return {
        "not-screened": say("not screened"),
        "screening-failed": say("screening failed"),
        "no-hit": say("no hit"),
        "possible": say("possible match"),
        "match": say("match"),
        "no-match": say("no match"),
        "cannot-tell": say("cannot tell"),
    }


def state_means(language: Language) -> dict[str, str]:
    """What each state says, and what it does not."""
    say = language.say
    return {
        "not-screened": say("Nobody was compared with any list yet. This is no answer."),
        "screening-failed": say("It was tried and could not be answered. This is no answer."),
        "no-hit": say(
            "Every name of every list asked was compared, and none reached the threshold. It is said "
            "of these lists as they stood, and of nothing else."
        ),
        "possible": say("Somebody listed may be meant. A person decides; no score does."),
        "match": say("Two persons decided that they are the same."),
        "no-match": say("A person decided of every candidate that they are not the same."),
        "cannot-tell": say("A person decided that it cannot be told from what is known."),
    }


def queues(language: Language) -> list[tuple[str, str]]:
    """Lists of pairs by where they stand."""
    called = states(language)
    return [
        ("open", language.say("Open")),
        *((each, called[each]) for each in ("match", "no-match", "cannot-tell")),
        ("all", language.say("All")),
    ]


def verbs(language: Language) -> dict[str, str]:
    """What may be said of a pair."""
    say = language.say
    return {
        "match": say("Match: the same"),
        "no-match": say("No match: not the same"),
        "cannot-tell": say("Cannot tell from what is known"),
        "approve": say("Approve, as the second person"),
        "refuse": say("Refuse, as the second person"),
        "retract": say("Retract"),
    }


KEYS = {"match": "M", "no-match": "N", "cannot-tell": "T", "approve": "A", "refuse": "R"}
"""Verb -> the single key that chooses it."""


def schemas(language: Language) -> dict[str, str]:
    """What is asked about, or listed."""
    say = language.say
    return {
        "Person": say("Person"),
        "Organization": say("Organization"),
        "Vessel": say("Vessel"),
        "Aircraft": say("Aircraft"),
        "Unknown": say("Not known"),
    }


def sorts(language: Language) -> dict[str, str]:
    """What a name is to the entity."""
    say = language.say
    return {
        "primary": say("primary name"),
        "alias-good": say("alias"),
        "alias-low": say("weak alias"),
        "former": say("former name"),
        "original-script": say("in its own script"),
        "translation": say("translation"),
    }


def numbers(language: Language) -> list[tuple[str, str]]:
    """Papers and numbers that one may ask with: the property and what it is called."""
    say = language.say
    return [
        ("passportNumber", say("Passport number")),
        ("idNumber", say("Number of an identity card")),
        ("registrationNumber", say("Registration number")),
        ("imoNumber", say("IMO number")),
        ("mmsi", say("MMSI")),
        ("callSign", say("Call sign")),
    ]


def schemes(language: Language) -> dict[str, str]:
    """Sorts of papers and numbers."""
    say = language.say
    return {
        "passport": say("Passport number"),
        "national-id": say("Number of an identity card"),
        "tax": say("Tax number"),
        "registration": say("Registration number"),
        "imo": say("IMO number"),
        "mmsi": say("MMSI"),
        "callsign": say("Call sign"),
    }


def clears(language: Language) -> list[tuple[str, str, str]]:
    """What may clear: its code, its field on both sides, and what it is called."""
    say = language.say
    return [
        ("born", "born", say("Date of birth")),
        ("birth-place", "birth_places", say("Place of birth")),
        ("citizenship", "citizenships", say("Citizenship")),
    ]


def replies(language: Language) -> dict[str, str]:
    """What can be said of a referral."""
    say = language.say
    return {
        "no-concern": say("No concern"),
        "concern": say("A concern"),
        "information-needed": say("More information is needed; the clock goes on"),
        "withdrawn": say("Withdraw it"),
    }


def referral_states(language: Language) -> dict[str, str]:
    """Where a referral stands."""
    say = language.say
    return {
        "awaiting": say("awaits a reply"),
        "answered": say("answered"),
        "withdrawn": say("withdrawn"),
    }


def reasons_not(language: Language, reason: str) -> str:
    """Why somebody was not screened: in the reader's language where it is one of the usual reasons."""
    say = language.say
    usual = {
        "no list that you may see is held here": say("No list that you may see is held here."),
        "it waits for its turn": say("It waits for its turn."),
        "no reason on record": say("No reason is on record."),
        "there is no name in it; give one as the property name": say("There is no name in it."),
    }
    return usual.get(reason, "")


def left(language: Language, seconds: float | None) -> str:
    """A clock: how long is left, or by how much it is late."""
    if seconds is None:
        return ""
    hours, say = abs(seconds) / HOUR, language.say
    if hours < DAYS_FROM:
        count = language.number(hours, 1)
        late, due = say("%(count)s h late", count=count), say("%(count)s h left", count=count)
    else:
        count = language.number(hours / 24.0)
        late, due = say("%(count)s days late", count=count), say("%(count)s days left", count=count)
    return late if seconds < 0.0 else due


def clock(language: Language, at: Micros | int | None) -> str:
    """An instant in UTC to the minute, or empty."""
    return "" if at is None else language.instant(int(at), seconds=False)


def percent(language: Language, share: float, digits: int = 0) -> str:
    """A share in hundredths."""
    return f"{language.number(100.0 * share, digits)}\u00a0%"


def signed(language: Language, value: float) -> str:
    """A share of log odds with its sign."""
    sign = "+" if value >= 0.0 else "\u2212"
    return f"{sign}{language.number(abs(value), 2)}"


def browser_words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code knows them by."""
    say = language.say
    return {
        "unreachable": say("The node cannot be reached. Nothing was kept; try again."),
        "not-kept": say("It was not kept."),
        "forbidden": say("Your role does not allow this."),
        "needs-reason": say("Say why, in your own words."),
        "needs-verb": say("Choose a decision first."),
    }
