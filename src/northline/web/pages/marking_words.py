"""A marking in words, in the reader's language; caveats and authorities stand verbatim."""

from collections.abc import Iterable

from northline.records.marking import ANYONE, Grant, Level, Marking
from northline.web.language import Language


def marking_words(language: Language, marking: Marking | None) -> str:
    """How sensitive, whose, to whom it may go and for what; unknown is said to be so."""
    say = language.say
    if marking is None:
        return say("marking not known")
    parts = [", ".join([_level(language, marking.level), *marking.caveats])]
    if marking.compartments:
        parts.append(say("compartment: %(names)s", names=", ".join(marking.compartments)))
    parts += [_grant(language, owner, grant) for owner, grant in sorted(marking.grants.items())]
    return "; ".join(parts)


def _grant(language: Language, owner: str, grant: Grant) -> str:
    say = language.say
    whose = say("of %(owner)s", owner=owner)
    if not grant.partners or not grant.purposes:
        whose = say("%(whose)s, for nobody else", whose=whose)
    else:
        whose = say(
            "%(whose)s, may go to %(partners)s for %(purposes)s",
            whose=whose,
            partners=_names(grant.partners, say("every partner")),
            purposes=_names(grant.purposes, say("any purpose")),
        )
        if grant.expiry is not None:
            until = language.instant(grant.expiry, seconds=False)
            whose = say("%(whose)s until %(until)s UTC", whose=whose, until=until)
    if grant.authority:
        whose = say("%(whose)s, under %(law)s", whose=whose, law=", ".join(grant.authority))
    return whose


def _names(names: Iterable[str], all_of_them: str) -> str:
    return ", ".join(all_of_them if each == ANYONE else each for each in names)


def _level(language: Language, level: Level) -> str:
    say = language.say
    return {
        Level.UNCLASSIFIED: say("Unclassified"),
        Level.PROTECTED_A: say("Protected A"),
        Level.PROTECTED_B: say("Protected B"),
        Level.PROTECTED_C: say("Protected C"),
        Level.CONFIDENTIAL: say("Confidential"),
        Level.SECRET: say("Secret"),
    }[level]
