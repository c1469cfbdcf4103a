"""What the pages Sign in, Account and Accounts say of roles, levels, agencies and purposes."""

import msgspec

from northline.app.accounts.account import OWN
from northline.app.powers import GROUPS, agency, power
from northline.records.marking import ANYONE, Level
from northline.web.language import Language
from northline.web.pages.findings_words import verbs


class RoleWords(msgspec.Struct, frozen=True, kw_only=True):
    """A role in words.

    Attributes:
        slug: its name in accounts and on decisions.
        name: what it is called.
        means: what it is for.
        decides: the verbs by which who holds it may decide.
        may: what else they may do with the node.
    """

    slug: str
    name: str
    means: str
    decides: tuple[str, ...]
    may: tuple[str, ...]


def role_words(language: Language, slug: str) -> RoleWords:
    """A role in words; one of another release by its own name."""
    known = power(slug)
    if known is None:
        return RoleWords(slug=slug, name=slug, means="", decides=(), may=())
    named, done = verbs(language), operation_words(language)
    return RoleWords(
        slug=slug,
        name=known.role.name_fr if language.code == "fr" else known.role.name,
        means=role_means(language)[slug],
        decides=tuple(named[verb.value]["name"] for verb in known.verbs),
        may=tuple(done.get(each, each) for each in known.operations),
    )


def role_means(language: Language) -> dict[str, str]:
    """What each role is for: the English is that of `northline.decisions.roles`."""
    say = language.say
    return {
        "watch-officer": say("Watches the picture and decides about findings as they come."),
        "watch-supervisor": say(
            "Answers for the watch: approves plans, dispatches, and may retract what others "
            "decided."
        ),
        "dispatcher": say("Sends units, with a second person's signature."),
        "adjudicator": say(
            "Says whether two records are of the same person or thing, a match with a second "
            "person's signature."
        ),
        "release-officer": say(
            "Decides what may go to a partner and under which authority, a release with a second "
            "person's signature."
        ),
        "analyst": say("Works on cases and figures, and takes what they may see out into files."),
        "chemist": say("Says what a sample is and how sure that is."),
        "port-superintendent": say("Plans lanes, staff and hours of a port of entry."),
        "patrol-supervisor": say("Plans patrols and answers for who is out."),
        "privacy-officer": say(
            "Answers requests for access and correction, and reads the audit for them."
        ),
        "reviewer": say("Reads the audit and checks the chain; changes nothing."),
        "administrator": say(
            "Keeps accounts, settings and backups; sees no record by being administrator."
        ),
        "law-enforcement": say(
            "Is a sworn officer, or employed to support them, and so may see what is law "
            "enforcement sensitive."
        ),
        "source-operator": say("Brings feeds and files in, under a marking."),
        "records-officer": say(
            "Marks records anew, holds them for a court, and erases them under a rule."
        ),
        "service": say("A program of the node: feeds, engines, schedules."),
    }


def operation_words(language: Language) -> dict[str, str]:
    """What each operation of the node does; deciding is told verb by verb instead."""
    say = language.say
    return {
        "ingest": say("read feeds and files in"),
        "retry-rejected": say("read again what could not be read"),
        "sensors": say("state what a sensor is and whether it works"),
        "units": say("state what a unit is and who is in it"),
        "check-in": say("write down that a unit is well"),
        "patrol-safety": say("see which units are overdue and where radios are dead"),
        "joint-operations": say("plan, approve, hand over and close operations"),
        "resources": say("ask partners for resources and answer them"),
        "patrol-planning": say("state shifts, plan patrols and see how a plan was drawn"),
        "patrol-log": say("log what patrols did and set targets of their hours"),
        "patrol-orders": say("take orders of patrol out as sheets, routes and calendars"),
        "coverage": say("see how well the line is watched"),
        "patrol-risk": say("see where and when crossings are expected"),
        "screening": say("ask lists about somebody, and see what came of it"),
        "lookouts": say("place lookouts and end them"),
        "referrals": say("refer somebody's admissibility, and reply"),
        "run": say("run engines"),
        "mark": say("mark records of the own agency anew"),
        "erase": say("erase records under a rule"),
        "hold": say("put records under a legal hold"),
        "audit": say("read the audit"),
        "audit-export": say("take the audit out"),
        "verify": say("verify the ledger"),
        "compact": say("compact the ledger"),
        "backup": say("back up and restore"),
        "accounts": say("keep accounts"),
        "settings": say("change settings"),
        "basemap": say("add and remove maps"),
        "export": say("take records out into files"),
        "exchange": say("exchange with partners what was released"),
        "sharing": say("see what partners may see, and what has gone to them"),
        "exercise": say("see how an exercise goes, and its score"),
        "commitments": say("state what is known of public commitments"),
        "subject-requests": say("answer requests of persons"),
    }


def levels(language: Language) -> list[tuple[str, str]]:
    """The levels that somebody can be cleared for: as they are written, and as they are read."""
    say = language.say
    read = {
        Level.UNCLASSIFIED: say("Unclassified"),
        Level.PROTECTED_A: say("Protected A"),
        Level.PROTECTED_B: say("Protected B"),
        Level.PROTECTED_C: say("Protected C"),
        Level.CONFIDENTIAL: say("Confidential"),
        Level.SECRET: say("Secret"),
    }
    return [(level.label, read[level]) for level in Level]


def level_name(language: Language, label: str) -> str:
    """A level as it is read."""
    return dict(levels(language)).get(label, label)


def agency_name(language: Language, slug: str) -> str:
    """What an agency is called; one of which nothing is known by its own name."""
    known = agency(slug)
    if known is None:
        return slug
    return known.name_fr if language.code == "fr" else known.name


def group_name(language: Language, slug: str) -> str:
    """What a joint group is called; one that is not known by its own name."""
    for each in GROUPS:
        if each.slug == slug:
            return each.name_fr if language.code == "fr" else each.name
    return slug


def purpose_name(language: Language, purpose: str) -> str:
    """A purpose as it is read: most are the node's own words, and stand as they are."""
    say = language.say
    return {
        OWN: say("see and keep my own account"),
        ANYONE: say("any purpose"),
    }.get(purpose, purpose)


def scope_words(language: Language) -> list[tuple[str, str]]:
    """What a token may be issued for."""
    say = language.say
    return [
        ("read", say("ask for what you may see")),
        ("decide", say("decide what you may decide")),
        ("ingest", say("read feeds and files in")),
        ("metrics", say("ask for figures of the node's health")),
        ("administer", say("keep accounts and change the node")),
    ]


def browser_words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code of Account and Accounts knows them by."""
    say = language.say
    return {
        "needed": say("This must be filled in: %what"),
        "short": say("A password must have %n characters or more."),
        "not-alike": say("The new password was not written the same way twice."),
        "old-wrong": say("The present password is wrong."),
        "locked": say("Too many attempts have failed. The next one counts from %t UTC on."),
        "password-refused": say(
            "This password is not taken: it is the old one, one of the commonest, or little more "
            "than your name."
        ),
        "forbidden": say("You may not do this."),
        "gone": say("It is not there any more. Load the page anew."),
        "refused": say("This was not taken:"),
        "failed": say("That did not work: answer %n."),
        "unreachable": say(
            "The node does not answer. Load the page anew before you try again: it may have been "
            "done."
        ),
        "copied": say("Copied"),
        "copy": say("Copy"),
    }


def sign_in_words(language: Language) -> dict[str, str]:
    """Texts by the name that the browser code of Sign in knows them by."""
    say = language.say
    return {
        "needed": say("This must be filled in: %what"),
        "wrong": say(
            "Name, password and purpose do not open an account here. An administrator can help."
        ),
        "locked": say("Too many attempts have failed. The next one counts from %t UTC on."),
        "too-many": say("The node is asked too much at the moment. Try again in a minute."),
        "failed": say("Nobody can sign in at the moment: answer %n. Tell whoever keeps this node."),
        "unreachable": say("The node does not answer. Nobody is signed in."),
        "sending": say("Signing in…"),
        "send": say("Sign in"),
    }
