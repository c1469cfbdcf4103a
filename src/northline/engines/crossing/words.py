"""What each reason of a crossing says, in English and in French.

``{km:1}`` is the argument ``km`` with one decimal, as the language writes numbers; ``{port}``
is a word, said as `WORDS` has it where it has it, else as it stands.
"""

from collections.abc import Mapping
from types import MappingProxyType

_LAWFUL = {
    "en": (
        " A line crossing is not a failure to report: boats may lawfully cross without landing,"
        " and arrival may be reported by telephone or app. It says nothing about any person."
    ),
    "fr": (
        " Franchir la ligne n'est pas omettre de se déclarer : une embarcation peut légalement"
        " la franchir sans accoster, et une arrivée peut être déclarée par téléphone ou par"
        " application. Cela ne dit rien d'aucune personne."
    ),
}

_OVERFLIGHT = {
    "en": " An aircraft may lawfully fly over the line without landing.",
    "fr": " Un aéronef peut légalement survoler la ligne sans atterrir.",
}

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "crossed-away-from-port": {
            "en": (
                "Crossed the line {direction} at kilometre {km:1} of the {segment} segment,"
                " {port_km:1} km from the nearest open port of entry known for such a craft"
                " ({port_name})." + _LAWFUL["en"]
            ),
            "fr": (
                "A franchi la ligne {direction} au kilomètre {km:1} du segment {segment},"
                " à {port_km:1} km du point d'entrée ouvert connu le plus proche pour ce type"
                " d'engin ({port_name})." + _LAWFUL["fr"]
            ),
        },
        "crossed-no-port-known": {
            "en": (
                "Crossed the line {direction} at kilometre {km:1} of the {segment} segment;"
                " no open port of entry for such a craft is known." + _LAWFUL["en"]
            ),
            "fr": (
                "A franchi la ligne {direction} au kilomètre {km:1} du segment {segment};"
                " aucun point d'entrée ouvert n'est connu pour ce type d'engin." + _LAWFUL["fr"]
            ),
        },
        "port-closed": {
            "en": "The port of entry it crossed at, {port_name} ({port_km:1} km), was closed.",
            "fr": (
                "Le point d'entrée où la ligne a été franchie, {port_name} ({port_km:1} km),"
                " était fermé."
            ),
        },
        "port-hours-unknown": {
            "en": (
                "The hours of the port of entry it crossed at, {port_name} ({port_km:1} km),"
                " are not known: it may have been open."
            ),
            "fr": (
                "Les heures du point d'entrée où la ligne a été franchie, {port_name}"
                " ({port_km:1} km), ne sont pas connues : il était peut-être ouvert."
            ),
        },
        "below-aircraft-ceiling": {
            "en": (
                "Its altitude at the line was {altitude:0} m ({reference}), not above the"
                " {ceiling:0} m from which an overflight is only recorded." + _OVERFLIGHT["en"]
            ),
            "fr": (
                "Son altitude à la ligne était de {altitude:0} m ({reference}), sans dépasser les"
                " {ceiling:0} m au-delà desquels un survol est seulement consigné."
                + _OVERFLIGHT["fr"]
            ),
        },
        "altitude-not-known": {
            "en": (
                "Its altitude is not known; it counts as not above the {ceiling:0} m from which"
                " an overflight is only recorded." + _OVERFLIGHT["en"]
            ),
            "fr": (
                "Son altitude n'est pas connue; on le compte comme ne dépassant pas les"
                " {ceiling:0} m au-delà desquels un survol est seulement consigné."
                + _OVERFLIGHT["fr"]
            ),
        },
        "silent-over-the-line": {
            "en": (
                "No report for {minutes:0} minutes around the line; it usually reports every"
                " {usual_seconds:0} seconds. The place is interpolated."
            ),
            "fr": (
                "Aucun signal pendant {minutes:0} minutes autour de la ligne; l'intervalle"
                " habituel est de {usual_seconds:0} secondes. Le lieu est interpolé."
            ),
        },
        "on-land": {
            "en": (
                "On land, arriving is lawful only at a port of entry that is open."
                " It may be somebody who lives or works at the line."
            ),
            "fr": (
                "Par voie terrestre, l'arrivée n'est légale qu'à un point d'entrée ouvert."
                " Il peut s'agir de quelqu'un qui habite ou travaille près de la ligne."
            ),
        },
        "no-transponder": {
            "en": (
                "It carries no transponder, or has switched it off. Small boats need not carry one."
            ),
            "fr": (
                "L'engin n'a pas de transpondeur, ou l'a éteint. Les petites embarcations n'ont pas"
                " à en avoir un."
            ),
        },
        "seen-by-sensors": {
            "en": (
                "Seen by {sensors}. That it is a thing at all, and the one it is taken for, has a"
                " probability of {percent:0} %; the score is lowered by it."
            ),
            "fr": (
                "Vu par {sensors}. La probabilité qu'il s'agisse bien d'un objet, et de celui que"
                " l'on croit, est de {percent:0} %; l'indice en est abaissé d'autant."
            ),
        },
        "group": {
            "en": "A sensor counted {count:0} together.",
            "fr": "Un capteur en a compté {count:0} ensemble.",
        },
        "not-yet-certain": {
            "en": (
                "Told early: that it is over the line is {percent:0} % likely, and almost certain"
                " half a minute on if it keeps its course. The next report settles it."
            ),
            "fr": (
                "Annoncé tôt : la probabilité qu'il ait franchi la ligne est de {percent:0} %, et"
                " de presque 100 % une demi-minute plus tard s'il garde son cap. Le prochain"
                " signal tranchera."
            ),
        },
        "back-on-its-side": {
            "en": (
                "What was told early did not last: it is surely back on the side of {side},"
                " {metres:0} m from the line."
            ),
            "fr": (
                "Ce qui avait été annoncé tôt n'a pas duré : l'engin est certainement de retour"
                " du côté {side}, à {metres:0} m de la ligne."
            ),
        },
        "line-not-agreed": {
            "en": "The two governments draw the boundary differently here.",
            "fr": "Les deux gouvernements tracent ici la frontière différemment.",
        },
    }
)
"""Text of each reason code by language."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "to-canada": {"en": "into Canada", "fr": "vers le Canada"},
        "to-united-states": {"en": "into the United States", "fr": "vers les États-Unis"},
        "atlantic-pacific": {"en": "Atlantic-Pacific", "fr": "Atlantique-Pacifique"},
        "canada": {"en": "Canada", "fr": "du Canada"},
        "united-states": {"en": "the United States", "fr": "des États-Unis"},
        "alaska": {"en": "Alaska", "fr": "Alaska"},
        "pressure": {
            "en": "pressure altitude, standard atmosphere",
            "fr": "altitude-pression, atmosphère type",
        },
        "geometric": {"en": "geometric height", "fr": "hauteur géométrique"},
    }
)
"""Arguments that are words of ours, by language."""
