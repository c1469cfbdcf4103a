"""What the pages of findings say, in the reader's language: states, verbs, kinds, how likely."""

import datetime

from babel.dates import format_timedelta

from northline.records.decision import Verb
from northline.web.language import TONGUES, Language

LETTERS: dict[str, str] = {
    Verb.ACKNOWLEDGE: "a",
    Verb.DISMISS: "d",
    Verb.CONFIRM: "c",
    Verb.APPROVE: "p",
    Verb.RETRACT: "r",
}
"""The key of each verb that has one; what is rare or grave is pressed as a button."""


def states(language: Language) -> dict[str, str]:
    """Where one finding stands."""
    say = language.say
    return {
        "open": say("new"),
        "proposed": say("waits for a second person"),
        "acknowledged": say("acknowledged"),
        "dismissed": say("dismissed"),
        "confirmed": say("confirmed"),
        "dispatched": say("dispatched"),
        "approved": say("approved"),
        "amended": say("amended"),
        "handed-over": say("handed over"),
        "withdrawn": say("withdrawn"),
        "matched": say("matched"),
        "not-matched": say("not matched"),
        "undecided": say("undecided"),
        "released": say("released"),
        "refused": say("release refused"),
    }


def lists(language: Language) -> dict[str, str]:
    """The lists that one can look at, in their order; the first five always stand there."""
    say = language.say
    return {
        "open": say("Waiting"),
        "acknowledged": say("Acknowledged"),
        "dismissed": say("Dismissed"),
        "confirmed": say("Confirmed"),
        "all": say("All"),
        "proposed": say("For a second person"),
        "dispatched": say("Dispatched"),
        "approved": say("Approved"),
        "amended": say("Amended"),
        "handed-over": say("Handed over"),
        "withdrawn": say("Withdrawn"),
        "matched": say("Matched"),
        "not-matched": say("Not matched"),
        "undecided": say("Undecided"),
        "released": say("Released"),
        "refused": say("Release refused"),
        "held-back": say("Held back"),
    }


ALWAYS = ("open", "acknowledged", "dismissed", "confirmed", "all")
"""Lists that are offered even where they are empty."""


def kind_name(language: Language, kind: str) -> str:
    """What a kind of finding is called; one of another release by its own name."""
    say = language.say
    return {
        "line-crossing": say("Line crossing"),
        "dark-crossing": say("Crossing without transponder"),
        "land-crossing": say("Crossing on land"),
        "line-touched": say("Touched the line"),
        "failure-to-report": say("No report of arrival"),
        "reported-crossing": say("Reported crossing"),
        "crossed-back": say("Crossed and went back"),
        "loitering": say("Loitering at the line"),
        "turned-back": say("Turned back at the line"),
        "meeting": say("Meeting near the line"),
        "low-slow-aircraft": say("Low and slow aircraft"),
        "overdue-unit": say("Unit overdue"),
        "unit-checked-in": say("Overdue unit heard of"),
        "drone-over-line": say("Drone over the line"),
        "dispatch-plan": say("Dispatch plan"),
        "patrol-plan": say("Patrol plan"),
    }.get(kind, kind)


def held_back(language: Language, why: str | None) -> str:
    """Why a finding is held back; empty where it is not."""
    return language.say("held back: rank") if why else ""


def not_meant(language: Language, kind: str) -> list[str]:
    """What a finding of that kind does not mean: said wherever one is shown in full."""
    say = language.say
    said = [
        say("It says what an engine concludes from records. It says nothing about any person."),
        say("Nothing follows from it by itself: a named person decides, with a reason."),
    ]
    first = {
        "line-crossing": say(
            "A line crossing is no failure to report: boats may lawfully cross without "
            "landing, and arrival may be reported by telephone or app."
        ),
        "dark-crossing": say(
            "Small boats need not carry a transponder: to cross without one is no offence."
        ),
        "failure-to-report": say(
            "No report is on record here. One may have been made that has not reached this node, "
            "and it may not have landed: how far the shore is, is not known to the engine."
        ),
        "loitering": say("To stay at the line is lawful: anglers and boats at anchor do."),
        "turned-back": say("To turn back before the line is lawful."),
        "meeting": say("To meet on the water is lawful."),
        "low-slow-aircraft": say("To fly low and slowly is lawful in many places."),
        "patrol-plan": say(
            "The score of a plan is the share of the worst case that it prevents: nothing has taken "
            "place by it."
        ),
    }.get(kind)
    return [first, *said] if first else said


def likely(language: Language, score: float) -> str:
    """A score in words: how sure the engine is that the event took place."""
    say = language.say
    steps = (
        (0.95, say("almost certain")),
        (0.8, say("very likely")),
        (0.6, say("likely")),
        (0.4, say("about as likely as not")),
    )
    return next((word for least, word in steps if score >= least), say("unlikely"))


def ago(language: Language, at: int, now: int) -> str:
    """How long before ``now`` an instant was (us)."""
    delta = datetime.timedelta(microseconds=at - now)
    return format_timedelta(delta, add_direction=True, locale=TONGUES[language.code])


def place(language: Language, lon: float | None, lat: float | None) -> str:
    """A position as people read it, such as ``42.3145 N 83.0412 W``; empty without one."""
    if lon is None or lat is None:
        return ""
    north = language.say("S") if lat < 0 else language.say("N")
    east = language.say("W") if lon < 0 else language.say("E")
    return f"{language.number(abs(lat), 4)} {north} {language.number(abs(lon), 4)} {east}"


def subject_name(language: Language, subject: str | None) -> str:
    """What a finding is about: its number with the scheme in capitals, or its track."""
    if not subject:
        return ""
    scheme, colon, number = subject.partition(":")
    if scheme == "track":
        return language.say("track %(id)s, no transponder", id=number[:8])
    return f"{scheme.upper()} {number}" if colon and scheme.isalpha() else subject


def verbs(language: Language) -> dict[str, dict[str, str]]:
    """Each verb: its name, what it means, its past, and its key.

    What a second person says of a grave decision stands under names of its own, and each verb has
    a word for what is proposed only.
    """
    say, made = language.say, states(language)
    texts: dict[str, tuple[str, str, str]] = {
        Verb.ACKNOWLEDGE: (
            say("Acknowledge"),
            say("You have seen it and look into it. It stays in the queue."),
            made["acknowledged"],
        ),
        Verb.DISMISS: (
            say("Dismiss"),
            say("Nothing need be done about it. It leaves the queue and stays on record."),
            made["dismissed"],
        ),
        Verb.CONFIRM: (
            say("Confirm"),
            say("The event took place as it was found. It says nothing about any person."),
            made["confirmed"],
        ),
        Verb.DISPATCH: (say("Dispatch"), say("A unit is sent."), made["dispatched"]),
        Verb.APPROVE: (say("Approve"), say("The plan may be carried out."), made["approved"]),
        Verb.AMEND: (
            say("Amend"),
            say("A person changes where a unit goes."),
            made["amended"],
        ),
        Verb.HAND_OVER: (
            say("Hand over"),
            say("Another unit or hub takes the order; both sign."),
            made["handed-over"],
        ),
        Verb.WITHDRAW: (
            say("Withdraw"),
            say("Nobody goes by it any more. It stays on record."),
            made["withdrawn"],
        ),
        Verb.MATCH: (
            say("Match"),
            say("Both records are of the same person or thing."),
            made["matched"],
        ),
        Verb.NO_MATCH: (
            say("No match"),
            say("The records are of different persons or things."),
            made["not-matched"],
        ),
        Verb.CANNOT_TELL: (
            say("Cannot tell"),
            say("The records do not say enough. It stays in the queue."),
            made["undecided"],
        ),
        Verb.RELEASE: (
            say("Release"),
            say("It may go to partners, under the authority named."),
            made["released"],
        ),
        Verb.REFUSE: (
            say("Refuse release"),
            say("It does not go to partners, under the authority named."),
            made["refused"],
        ),
        Verb.RETRACT: (
            say("Retract"),
            say("It stands again as it stood before that decision, which stays on record."),
            say("decision retracted"),
        ),
        f"second-{Verb.APPROVE}": (
            say("Approve as second person"),
            say("With your signature the decision of the first person comes into force."),
            say("approved as second person"),
        ),
        f"second-{Verb.REFUSE}": (
            say("Refuse as second person"),
            say("The decision of the first person does not come into force. Both stay on record."),
            say("refused as second person"),
        ),
    }
    return {
        str(verb): {
            "name": name,
            "means": means,
            "past": past[:1].upper() + past[1:],
            "proposed": say("Proposed: %(verb)s", verb=name),
            "key": LETTERS.get(verb, ""),
        }
        for verb, (name, means, past) in texts.items()
    }


def browser_words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code of these pages knows them by."""
    say = language.say
    flat = {
        f"{verb}-{part}": text
        for verb, parts in verbs(language).items()
        for part, text in parts.items()
    }
    return {
        **flat,
        "done": say("%what: %title"),
        "second": say("%verbs: proposed only, until a second person approves it."),
        "proposes": say(
            "You propose it: it comes into force when a second person approves it with a signature "
            "of their own."
        ),
        "needs-reason": say("Say why, in your own words."),
        "needs-authority": say("Name the lawful authority relied on."),
        "sending": say("Sending…"),
        "conflict": say(
            "Somebody decided about this meanwhile: it now stands as %state. What you wrote is "
            "kept."
        ),
        "not-now": say(
            "The rules do not allow this as it stands now: %state. What you wrote is kept."
        ),
        "not-permitted": say("None of your roles may decide this. What you wrote is kept."),
        "gone": say(
            "It is not here any more, or may not be seen any more. What you wrote is kept."
        ),
        "unreachable": say(
            "The node could not be reached. What you wrote is kept; send it again, it will not be "
            "done twice."
        ),
        "failed": say(
            "The node could not do it (answer %why); its log says more. What you wrote is kept."
        ),
        "full": say("The ledger is full: nothing was decided. What you wrote is kept."),
        "not-offered": say("%verb is not possible: it stands as %state."),
        "nothing-chosen": say("There is no finding to decide about."),
        "stale": say("The queue could not be brought up to date (answer %why)."),
        "changed": say("This finding has changed: it now stands as %state."),
        "revised": say("The engine has revised this finding."),
        "loading": say("Loading…"),
        "replaying": say("Taking the steps again…"),
        "replay-same": say(
            "The same: the steps were taken again and gave this finding, byte for byte."
        ),
        "replay-erased": say("Evidence erased under rule %rule."),
        "replay-release": say(
            "Cannot be told with this release: it was found by another version of the engine, or "
            "with other parameters."
        ),
        "replay-elsewhere": say("Cannot be told here: no engine of this node made it."),
        "replay-differs": say(
            "Not the same: the steps give something else than the ledger holds. Run northline "
            "verify."
        ),
        "replay-failed": say(
            "It could not be replayed (answer %why); the log of the node says more."
        ),
        "replay-unreachable": say("The node could not be reached. Try again."),
    }
