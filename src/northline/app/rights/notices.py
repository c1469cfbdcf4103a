"""The notice of a decision that affects a person: what was decided, on what, by which office.

The notice is written for one decision, in English or French, and goes out by whatever way the
agency writes to people; Northline sends nothing.  It names the decision's redress number and no
person: neither who decided (the audit knows) nor who it is about (the letter does).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.rights.access import reader
from northline.app.rights.looking import kinds_of
from northline.app.rights.opening import usual_regime
from northline.app.rights.words import COMPLAIN, EXERCISE, LANGUAGES, Pair, kind_words, said
from northline.app.words import record_id
from northline.decisions.roles import role
from northline.records.decision import Decision, Verb
from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named
from northline.records.redress_number import redress_number
from northline.records.rights_request import Regime
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

VERBS: Mapping[Verb, Pair] = {
    Verb.ACKNOWLEDGE: ("to look into the matter", "d'examiner la question"),
    Verb.DISMISS: ("to dismiss the matter", "de classer la question"),
    Verb.CONFIRM: (
        "that what the software found did take place",
        "de retenir que ce que le logiciel a constaté a bien eu lieu",
    ),
    Verb.DISPATCH: ("to send a crew", "d'envoyer une équipe"),
    Verb.APPROVE: ("to approve a plan", "d'approuver un plan"),
    Verb.AMEND: ("to change an order of patrol", "de modifier un ordre de patrouille"),
    Verb.HAND_OVER: (
        "to hand an order of patrol over to somebody else",
        "de transmettre un ordre de patrouille à quelqu'un d'autre",
    ),
    Verb.WITHDRAW: ("to withdraw an order of patrol", "de retirer un ordre de patrouille"),
    Verb.MATCH: (
        "that two records are about the same person or thing",
        "de tenir deux documents pour relatifs à la même personne ou chose",
    ),
    Verb.NO_MATCH: (
        "that two records are not about the same person or thing",
        "de ne pas tenir deux documents pour relatifs à la même personne ou chose",
    ),
    Verb.CANNOT_TELL: (
        "that it cannot be told whether two records are about the same person or thing",
        "de constater qu'on ne peut dire si deux documents concernent la même personne ou chose",
    ),
    Verb.RELEASE: (
        "to release a record to another agency",
        "de communiquer un document à un autre organisme",
    ),
    Verb.REFUSE: (
        "not to release a record to another agency",
        "de ne pas communiquer un document à un autre organisme",
    ),
    Verb.RETRACT: ("to take an earlier decision back", "de retirer une décision antérieure"),
}
"""What each verb decides, after "It was decided" and « Il a été décidé »."""

_LINES: tuple[Pair, ...] = (
    ("NOTICE OF A DECISION", "AVIS DE DÉCISION"),
    ("Redress number: {number}", "Numéro de recours : {number}"),
    (
        "On {day} it was decided {verb}.",
        "Le {day}, il a été décidé {verb}.",
    ),
    (
        "Kind of information that it rests on: {kinds}.",
        "Nature des renseignements sur lesquels elle repose : {kinds}.",
    ),
    (
        "Decided by: {agency}, in the office of {role}.",
        "Décision prise par : {agency}, fonction : {role}.",
    ),
    ("Authority relied on: {authority}.", "Autorité invoquée : {authority}."),
    (
        "A person took this decision and gave a reason. No software decided it.",
        "Cette décision a été prise et motivée par une personne. Aucun logiciel ne l'a prise.",
    ),
    (
        "You may ask for the information held about you, for its correction, for a notation where "
        "it is not corrected, and for this decision to be looked at again. Write to the privacy "
        "officer of {agency}{contact} and name the redress number above. You need not say anything "
        "else about the matter.",
        "Vous pouvez demander à consulter les renseignements qui vous concernent, à les faire "
        "corriger, à faire mention d'une correction refusée et à faire réexaminer cette décision. "
        "Écrivez au responsable de la protection de la vie privée de {agency}{contact} en indiquant "
        "le numéro de recours ci-dessus. Vous n'avez rien d'autre à préciser.",
    ),
)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The notice of one decision.

    Attributes:
        number: the decision's redress number.
        decision: its id, in hexadecimal.
        at: when it was decided.
        language: language of the text.
        text: the notice, line by line.
    """

    number: str
    decision: str
    at: Micros
    language: str
    text: tuple[str, ...]


def notice(
    node: "Opened",
    decision: str | bytes,
    *,
    language: str = "en",
    regime: Regime | None = None,
    contact: str = "",
) -> Notice:
    """The notice of a decision that this person may see.

    Args:
        node: the node.
        decision: its id.
        language: ``en`` or ``fr``.
        regime: the law of the office; None takes the federal one of the agency's country.
        contact: how the privacy officer is reached, as one line.

    Raises:
        UnknownName: for a language there is not.
        RoleNeeded: when this person is neither privacy officer nor reviewer.
        UsageError: when there is no such decision.
    """
    if language not in LANGUAGES:
        raise UnknownName(f"there is no language {language!r}; there are {', '.join(LANGUAGES)}")
    reader(node)
    made = _decision(node, record_id(decision))
    number = redress_number(made.id)
    given = {
        "number": number,
        "day": format_instant(made.at)[:10],
        "verb": said(VERBS[made.verb], language),
        "kinds": ", ".join(_kinds(node, made, language)),
        "agency": made.agency,
        "role": _role(made.role, language),
        "authority": made.authority or "",
        "contact": f" ({contact.strip()})" if contact.strip() else "",
    }
    lines = [
        said(pair, language).format(**given)
        for pair in _LINES
        if "{authority}" not in pair[0] or made.authority
    ]
    lines.append(said(COMPLAIN[regime or usual_regime(node)], language))
    if node.exercise:
        lines.insert(0, said(EXERCISE, language))
    return Notice(
        number=number, decision=made.id.hex(), at=made.at, language=language, text=tuple(lines)
    )


def notice_document(told: Notice) -> dict[str, Any]:
    """A notice ready for JSON."""
    return {**msgspec.structs.asdict(told), "at": format_instant(told.at)}


def _decision(node: "Opened", id: bytes) -> Decision:
    found = _read(node, Decision.kind, id)
    if not isinstance(found, Decision):
        raise UsageError(f"there is no decision {id.hex()}")
    return found


def _read(node: "Opened", kind: str, id: bytes) -> object | None:
    plan = node.ledger.plan(kind, node.viewer, ids=[id])
    found = kind_named(kind).from_batch(node.ledger.read(plan).read_all())
    return found[0] if found else None


def _kinds(node: "Opened", made: Decision, language: str) -> list[str]:
    """What the decision is about, and of a finding what that rests on."""
    finding = _read(node, Finding.kind, made.about)
    if not isinstance(finding, Finding):
        about = kinds_of(node, [made.about])
        return [kind_words(kind, language) for kind in about] or ["-"]
    rests_on = kinds_of(node, [*finding.evidence, *finding.about])
    return [
        kind_words(Finding.kind, language),
        *sorted(kind_words(each, language) for each in rests_on),
    ]


def _role(slug: str, language: str) -> str:
    try:
        found = role(slug)
    except UnknownName:
        return slug
    return said((found.name, found.name_fr), language)
