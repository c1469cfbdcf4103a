"""What a person is told, in English and French: kinds of records, grounds, where to complain.

These texts leave the node in packages and notices, so they stand here and not with the pages.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.records.rights_request import Regime

LANGUAGES = ("en", "fr")
Pair = tuple[str, str]
"""English and French."""


def said(pair: Pair, language: str) -> str:
    """The text in a language."""
    return pair[LANGUAGES.index(language)]


KINDS: Mapping[str, Pair] = MappingProxyType(
    {
        "position": ("reports of a position", "comptes rendus de position"),
        "particulars": ("particulars of a craft", "caractéristiques d'un moyen de transport"),
        "plot": ("sensor detections", "détections d'un capteur"),
        "unit": ("own units", "unités en service"),
        "arrival": ("reports of arrival", "déclarations d'arrivée"),
        "listing": ("entries of lists", "inscriptions sur des listes"),
        "message": ("messages", "messages"),
        "track": ("tracks", "pistes"),
        "crossing": ("crossings of the line", "franchissements de la ligne"),
        "finding": ("findings of the software", "constats du logiciel"),
        "decision": ("decisions by people", "décisions prises par des personnes"),
    }
)
"""What records of a kind are, to whoever they are about; other kinds are told by their name."""


def kind_words(kind: str, language: str) -> str:
    """What records of a kind are."""
    return said(KINDS.get(kind, (kind, kind)), language)


COMPLAIN: Mapping[Regime, Pair] = MappingProxyType(
    {
        Regime.PRIVACY_ACT_CA: (
            "You have the right to complain to the Privacy Commissioner of Canada "
            "(Privacy Act, ss. 16(1) and 29).",
            "Vous avez le droit de déposer une plainte auprès du Commissaire à la protection de la "
            "vie privée du Canada (Loi sur la protection des renseignements personnels, "
            "par. 16(1) et art. 29).",
        ),
        Regime.FIPPA_ON: (
            "You have the right to appeal to the Information and Privacy Commissioner of Ontario.",
            "Vous avez le droit d'interjeter appel devant le Commissaire à l'information et à la "
            "protection de la vie privée de l'Ontario.",
        ),
        Regime.MFIPPA_ON: (
            "You have the right to appeal to the Information and Privacy Commissioner of Ontario.",
            "Vous avez le droit d'interjeter appel devant le Commissaire à l'information et à la "
            "protection de la vie privée de l'Ontario.",
        ),
        Regime.PRIVACY_ACT_US: (
            "You may ask the head of the agency to review a refusal to amend, and file a statement "
            "of disagreement (5 U.S.C. 552a(d)(3)).",
            "Vous pouvez demander au responsable de l'organisme de réexaminer un refus de "
            "modification et déposer une déclaration de désaccord (5 U.S.C. 552a(d)(3)).",
        ),
        Regime.REDRESS: (
            "You may ask for a review, and complain to the commissioner who oversees this agency.",
            "Vous pouvez demander un réexamen et déposer une plainte auprès du commissaire dont "
            "relève cet organisme.",
        ),
    }
)
"""Where somebody may complain, by regime."""

EXERCISE: Pair = ("EXERCISE: nothing in here took place.", "EXERCICE : rien de ceci n'a eu lieu.")
