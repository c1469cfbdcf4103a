"""What each reason of this engine says, in English and in French."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "no-report-of-arrival": {
            "en": (
                "It crossed the line and shows signs of having landed in {country}, and"
                " {minutes:0} minutes later no report of arrival of it is on record; {within:0}"
                " minutes are allowed for here. A report may have been made that has not reached"
                " this node. It says nothing about any person."
            ),
            "fr": (
                "L'engin a franchi la ligne et montre des signes d'arrivée {country}; {minutes:0}"
                " minutes plus tard, aucune déclaration d'arrivée n'est consignée à son sujet. On"
                " accorde ici {within:0} minutes. Il se peut qu'une déclaration ait été faite sans"
                " parvenir à ce nœud. Cela ne dit rien d'aucune personne."
            ),
        },
        "stopped-beyond-the-line": {
            "en": (
                "It has stood still beyond the line for {minutes:0} minutes: at anchor, moored or"
                " ashore. How far the shore is, is not known here."
            ),
            "fr": (
                "Il est immobile au-delà de la ligne depuis {minutes:0} minutes : à l'ancre, amarré"
                " ou à terre. La distance au rivage n'est pas connue ici."
            ),
        },
        "silent-beyond-the-line": {
            "en": (
                "Nothing has been heard of it for {minutes:0} minutes, beyond the line: it may have"
                " landed, or be where no receiver hears it."
            ),
            "fr": (
                "On n'en a plus rien reçu depuis {minutes:0} minutes, au-delà de la ligne : il a"
                " peut-être accosté, ou se trouve hors de portée des récepteurs."
            ),
        },
        "reports-without-identity": {
            "en": (
                "Reports of arrival that name no craft: {count:0}. The probability that one of"
                " them is of this crossing is put at {percent:0} %; the score is lowered by it."
            ),
            "fr": (
                "Déclarations d'arrivée qui ne nomment aucun engin : {count:0}. La probabilité que"
                " l'une d'elles concerne ce franchissement est estimée à {percent:0} %; l'indice en"
                " est abaissé d'autant."
            ),
        },
        "arrival-reported": {
            "en": (
                "Its arrival was reported, {minutes:0} minutes after it crossed the line ({by})."
                " Nothing need be done."
            ),
            "fr": (
                "Son arrivée a été déclarée {minutes:0} minutes après le franchissement de la ligne"
                " ({by}). Il n'y a rien à faire."
            ),
        },
        "arrival-reported-late": {
            "en": (
                "Its arrival was reported after all, {minutes:0} minutes after it crossed the line"
                " ({by})."
            ),
            "fr": (
                "Son arrivée a finalement été déclarée, {minutes:0} minutes après le franchissement"
                " de la ligne ({by})."
            ),
        },
        "went-back": {
            "en": (
                "It went back over the line after {minutes:0} minutes, without any sign of having"
                " landed in {country}. Who does not land need not report."
            ),
            "fr": (
                "Il a refranchi la ligne après {minutes:0} minutes, sans aucun signe d'arrivée"
                " {country}. Qui n'accoste pas n'a rien à déclarer."
            ),
        },
        "came-home": {
            "en": (
                "It came back over the line and showed no sign of having landed in {country}. Who"
                " has not landed there need not report coming home."
            ),
            "fr": (
                "Il est revenu de l'autre côté de la ligne, sans aucun signe d'arrivée {country}."
                " Qui n'y a pas accosté n'a pas à déclarer son retour."
            ),
        },
    }
)
"""Text of each reason code by language."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "in-canada": {"en": "Canada", "fr": "au Canada"},
        "in-united-states": {"en": "the United States", "fr": "aux États-Unis"},
        "by-identity": {"en": "by its identity", "fr": "selon son identité"},
        "by-place": {
            "en": "by the place it was made at",
            "fr": "selon le lieu de la déclaration",
        },
    }
)
"""Arguments that are words of ours, by language."""
