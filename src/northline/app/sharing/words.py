"""Why somebody may see a record or may not, and what to do about it, in English and French.

For pages, terminals and programs alike.  Caveats, compartments, agencies, groups and purposes stand
as they are written in the marking; what somebody wrote is never put into a text as a pattern.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.decisions.roles import ROLES
from northline.records.explaining import (
    CaveatStep,
    CompartmentStep,
    ExpiryStep,
    LevelStep,
    OwnerStep,
    OwnStep,
    PurposeStep,
    ReleasedStep,
    Step,
)
from northline.records.marking import ANYONE, Level
from northline.records.time import format_instant

LANGUAGES = ("en", "fr")
Pair = tuple[str, str]
"""English and French."""

LEVELS: Mapping[Level, Pair] = MappingProxyType(
    {
        Level.UNCLASSIFIED: ("Unclassified", "Non classifié"),
        Level.PROTECTED_A: ("Protected A", "Protégé A"),
        Level.PROTECTED_B: ("Protected B", "Protégé B"),
        Level.PROTECTED_C: ("Protected C", "Protégé C"),
        Level.CONFIDENTIAL: ("Confidential", "Confidentiel"),
        Level.SECRET: ("Secret", "Secret"),
    }
)

WAYS: Mapping[str, Pair] = MappingProxyType(
    {
        "mark": (
            "Your agency owns it: mark it anew, with the partner among its partners. From that "
            "moment the partner sees it here; what is derived from it is only ever tightened.",
            "Votre organisme en est propriétaire : marquez-la de nouveau en nommant le partenaire. "
            "Dès lors, celui-ci la voit ici; ce qui en a été tiré ne peut qu'être restreint.",
        ),
        "mark-by-role": (
            "Your agency owns it: somebody of your agency who is records officer or release "
            "officer marks it anew.",
            "Votre organisme en est propriétaire : un responsable des documents ou un agent de "
            "communication de votre organisme la marque de nouveau.",
        ),
        "decide": (
            "State the authority: a release officer decides to release it, and a second person "
            "approves with a signature of their own. The decision by itself shows it to nobody; "
            "the marking does.",
            "Indiquez l'autorité : un agent de communication décide de la communiquer, et une "
            "deuxième personne approuve en signant elle-même. La décision seule ne la montre à "
            "personne; c'est le marquage qui le fait.",
        ),
        "joint": (
            "It has several owners, and each of them must release it: your marking changes your "
            "agency's part alone.",
            "Elle a plusieurs propriétaires, et chacun doit la communiquer : votre marquage ne "
            "change que la part de votre organisme.",
        ),
        "originator": (
            "It is under originator control and has several owners, so that nobody loosens it. Ask "
            "the originator for a tear-line version of their own.",
            "Elle est sous le contrôle de l'auteur et a plusieurs propriétaires : personne ne peut "
            "l'assouplir. Demandez à l'auteur une version expurgée de sa main.",
        ),
        "ask-owner": (
            "It is another agency's: only its owners release it. Ask them.",
            "Elle appartient à un autre organisme : seuls ses propriétaires la communiquent. "
            "Adressez-vous à eux.",
        ),
        "tighten": (
            "Mark it anew without the partner, or with an end: from that moment nobody there sees "
            "it on this node, the past included. What was derived from it is tightened with it.",
            "Marquez-la de nouveau sans le partenaire, ou avec une échéance : dès lors, plus "
            "personne là-bas ne la voit sur ce nœud, passé compris. Ce qui en a été tiré est "
            "restreint avec elle.",
        ),
        "erase": (
            "Erase it under a rule, where its minimum has passed and no hold is on it: then nobody "
            "sees it.",
            "Effacez-la en vertu d'une règle, si sa durée minimale est passée et qu'aucune "
            "conservation ne la vise : plus personne ne la voit alors.",
        ),
        "sent": (
            "A copy that was sent or taken out cannot be called back by this software. Ask whoever "
            "received it, in writing, to delete it.",
            "Une copie qui a été envoyée ou emportée ne peut pas être rappelée par ce logiciel. "
            "Demandez par écrit à quiconque l'a reçue de la détruire.",
        ),
    }
)
"""What to do to release a record, or to recall it."""

_FIXED: Mapping[str, Pair] = MappingProxyType(
    {
        "unknown": (
            "the rule asks something that is not understood here, and is denied",
            "la règle demande une chose qui n'est pas comprise ici; elle est refusée",
        ),
    }
)


def said(pair: Pair, language: str) -> str:
    """The text in a language."""
    return pair[LANGUAGES.index(language)]


def level_words(level: Level, language: str) -> str:
    """A level as it is read."""
    return said(LEVELS[level], language)


def way_words(way: str, language: str) -> str:
    """One of `WAYS`."""
    return said(WAYS[way], language)


def step_words(step: Step, language: str) -> str:
    """One step, as a sentence without a stop."""
    match step:
        case OwnerStep():
            return said(_owner(step), language)
        case LevelStep():
            return said(_level(step), language)
        case CaveatStep():
            return said(_caveat(step), language)
        case CompartmentStep():
            return said(_compartment(step), language)
        case OwnStep(owner=owner):
            return said(
                (f"{owner} is the agency itself", f"{owner} est l'organisme lui-même"), language
            )
        case ReleasedStep():
            return said(_released(step), language)
        case PurposeStep():
            return said(_purpose(step), language)
        case ExpiryStep():
            return said(_expiry(step), language)
    return said(_FIXED["unknown"], language)


def _owner(step: OwnerStep) -> Pair:
    if not step.held:
        return "it has no owner, and is denied to everybody", "sans propriétaire, refusée à tous"
    named = ", ".join(step.owners)
    return f"owned by {named}", f"appartient à {named}"


def _level(step: LevelStep) -> Pair:
    wanted, cleared = LEVELS[step.level], LEVELS[step.cleared]
    if step.held:
        return (
            f"level {wanted[0]}: cleared up to {cleared[0]}",
            f"niveau {wanted[1]} : habilitation jusqu'à {cleared[1]}",
        )
    return (
        f"level {wanted[0]}: cleared only up to {cleared[0]}",
        f"niveau {wanted[1]} : habilitation jusqu'à {cleared[1]} seulement",
    )


def _caveat(step: CaveatStep) -> Pair:
    begin = f"caveat {step.caveat}", f"restriction {step.caveat}"
    if step.sort == "unknown":
        return (
            f"{begin[0]} is not understood, and so denies everybody",
            f"{begin[1]} : non comprise, donc refusée à tous",
        )
    if step.sort == "only":
        return (
            f"{begin[0]}: only viewers of a country that it names, not of {step.country}"
            if not step.held
            else f"{begin[0]}: it names {step.country}",
            f"{begin[1]} : seulement les pays nommés, pas {step.country}"
            if not step.held
            else f"{begin[1]} : nomme {step.country}",
        )
    if step.sort == "never":
        return (
            f"{begin[0]}: never a viewer of {step.country or 'an unknown country'}, or it cannot "
            "be read"
            if not step.held
            else f"{begin[0]}: it does not name {step.country}",
            f"{begin[1]} : jamais {step.country or 'un pays inconnu'}, ou illisible"
            if not step.held
            else f"{begin[1]} : ne nomme pas {step.country}",
        )
    return _fixed_caveat(step, begin)


def _fixed_caveat(step: CaveatStep, begin: Pair) -> Pair:
    english, french = [], []
    if step.countries:
        countries = ", ".join(step.countries)
        english.append(f"viewers of {countries}")
        french.append(f"lecteurs de {countries}")
    if step.roles:
        named = [each for each in ROLES if each.slug in step.roles]
        english.append(", ".join(each.name for each in named))
        french.append(", ".join(each.name_fr for each in named))
    if not english:
        return (
            f"{begin[0]}: asks nothing more of a viewer",
            f"{begin[1]} : ne demande rien de plus au lecteur",
        )
    return (
        f"{begin[0]}: for {' and '.join(english)}{'' if step.held else ' alone'}",
        f"{begin[1]} : pour {' et '.join(french)}{'' if step.held else ' seulement'}",
    )


def _compartment(step: CompartmentStep) -> Pair:
    name = step.compartment
    if step.held:
        return f"compartment {name}: read into it", f"compartiment {name} : accès accordé"
    return f"compartment {name}: not read into it", f"compartiment {name} : accès non accordé"


def _released(step: ReleasedStep) -> Pair:
    if not step.held:
        to = ", ".join(step.to)
        return (
            f"{step.owner} has not released it to {to}",
            f"{step.owner} ne l'a pas communiquée à {to}",
        )
    if ANYONE in step.by:
        return (
            f"{step.owner} has released it to every partner",
            f"{step.owner} l'a communiquée à tous les partenaires",
        )
    by = ", ".join(step.by)
    return f"{step.owner} has released it to {by}", f"{step.owner} l'a communiquée à {by}"


def _purpose(step: PurposeStep) -> Pair:
    if ANYONE in step.purposes:
        return (
            f"{step.owner} allows every purpose",
            f"{step.owner} autorise toutes les fins",
        )
    allowed = ", ".join(step.purposes) or "-"
    if step.held:
        return f"{step.owner} allows it for {allowed}", f"{step.owner} l'autorise pour {allowed}"
    return (
        f"{step.owner} allows it for {allowed}, not for {step.purpose}",
        f"{step.owner} l'autorise pour {allowed}, pas pour {step.purpose}",
    )


def _expiry(step: ExpiryStep) -> Pair:
    if step.expiry is None:
        return (
            f"the release of {step.owner} has no end",
            f"l'autorisation de {step.owner} n'a pas d'échéance",
        )
    at = format_instant(step.expiry)
    if step.held:
        return (
            f"the release of {step.owner} ends on {at}",
            f"l'autorisation de {step.owner} prend fin le {at}",
        )
    return (
        f"the release of {step.owner} ran out on {at}",
        f"l'autorisation de {step.owner} a pris fin le {at}",
    )
