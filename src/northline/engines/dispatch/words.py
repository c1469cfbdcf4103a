"""What each line of a plan says, in English and in French."""

from collections.abc import Mapping
from types import MappingProxyType

_PROPOSED = {
    "en": " It is a proposal: a person dispatches. It says nothing about any person.",
    "fr": (
        " C'est une proposition : une personne décide de l'envoi. Cela ne dit rien d'aucune"
        " personne."
    ),
}

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "dispatch-plan": {
            "en": "Plan for: {finding}. It goes on at {knots:1} kn, as far as is known."
            + _PROPOSED["en"],
            "fr": (
                "Plan pour : {finding}. L'objet poursuit à {knots:1} nœuds, pour autant qu'on le"
                " sache." + _PROPOSED["fr"]
            ),
        },
        "dispatch-plan-standing": {
            "en": "Plan for: {finding}. It stands, or its velocity is not known." + _PROPOSED["en"],
            "fr": (
                "Plan pour : {finding}. L'objet est immobile, ou sa vitesse n'est pas connue."
                + _PROPOSED["fr"]
            ),
        },
        "dispatch-send": {
            "en": (
                "{rank}. {unit} ({mode}): there in {minutes:0} min, {km:1} km, at {lat:5}, {lon:5}."
            ),
            "fr": (
                "{rank}. {unit} ({mode}) : sur place dans {minutes:0} min, {km:1} km, à {lat:5},"
                " {lon:5}."
            ),
        },
        "dispatch-meet": {
            "en": (
                "{unit} can meet it in {minutes:0} min near {lat:5}, {lon:5}: {percent:1} % likely,"
                " if it goes on as it does; {slack_minutes:0} min to spare."
            ),
            "fr": (
                "{unit} peut l'intercepter dans {minutes:0} min près de {lat:5}, {lon:5} :"
                " probabilité de {percent:1} % si l'objet garde son cap et sa vitesse; marge de"
                " {slack_minutes:0} min."
            ),
        },
        "dispatch-stops-short": {
            "en": "{unit} stops {metres:0} m short of it: farther it may not or cannot go.",
            "fr": (
                "{unit} s'arrête à {metres:0} m de là : aller plus loin ne lui est pas permis ou"
                " possible."
            ),
        },
        "dispatch-joint-crew": {
            "en": (
                "The way of {unit} goes over the line: a joint crew of cross-designated officers, under"
                " the direction of the host country's officer, on shared waters only."
            ),
            "fr": (
                "Le trajet de {unit} franchit la ligne : équipage conjoint d'agents désignés par les"
                " deux pays, sous la direction de l'agent du pays hôte, en eaux communes seulement."
            ),
        },
        "dispatch-fuel-left": {
            "en": "{unit} has range for {km:0} km more after that.",
            "fr": "Il reste ensuite à {unit} une autonomie de {km:0} km.",
        },
        "dispatch-fuel-not-stated": {
            "en": "{unit} does not state its range: ask before it goes.",
            "fr": "{unit} n'indique pas son autonomie : à demander avant le départ.",
        },
        "dispatch-crew-not-stated": {
            "en": "{unit} does not state its crew: two officers at least, ask before it goes.",
            "fr": (
                "{unit} n'indique pas son effectif : deux agents au moins, à demander avant le départ."
            ),
        },
        "dispatch-look": {
            "en": (
                "{sensor} can look from minute {from_minutes:0} to {until_minutes:0}, at first towards"
                " {bearing:0}°, {km:1} km off. A person steers it, and each steer stands on the audit;"
                " to follow a named person needs another authority."
            ),
            "fr": (
                "{sensor} peut regarder de la minute {from_minutes:0} à la minute {until_minutes:0},"
                " d'abord vers {bearing:0}°, à {km:1} km. Une personne l'oriente, et chaque orientation"
                " est consignée; suivre une personne nommée exige une autre autorisation."
            ),
        },
        "dispatch-look-from-the-air": {
            "en": (
                "{sensor} can fly there and look from minute {from_minutes:0} on: {km:1} km towards"
                " {bearing:0}°, on its own side of the line. A person steers it, and each steer stands"
                " on the audit; to follow a named person needs another authority."
            ),
            "fr": (
                "{sensor} peut s'y rendre et regarder dès la minute {from_minutes:0} : {km:1} km vers"
                " {bearing:0}°, de son côté de la ligne. Une personne l'oriente, et chaque orientation"
                " est consignée; suivre une personne nommée exige une autre autorisation."
            ),
        },
        "dispatch-left-out": {
            "en": "{unit} is near and is not proposed: {why}.",
            "fr": "L'unité {unit} est à proximité et n'est pas proposée : {why}.",
        },
        "dispatch-no-unit": {
            "en": "No unit is known that can get there.",
            "fr": "Aucune unité connue ne peut s'y rendre.",
        },
        "dispatch-no-roads": {
            "en": "No roads are known here: vehicles are proposed only where they can go without.",
            "fr": (
                "Aucune route n'est connue ici : les véhicules ne sont proposés que là où ils peuvent"
                " s'en passer."
            ),
        },
        "dispatch-territory-closed": {
            "en": (
                "This is in {territory}, and no protocol with its council and police is recorded: nobody"
                " is sent and nothing looks there. Ask them."
            ),
            "fr": (
                "C'est à {territory}, et aucun protocole avec son conseil et sa police n'est consigné :"
                " personne n'y est envoyé et rien n'y regarde. Adressez-vous à eux."
            ),
        },
        "dispatch-territory-protocol": {
            "en": "This is in {territory}: what is proposed is under the protocol {protocol}.",
            "fr": "C'est à {territory} : ce qui est proposé relève du protocole {protocol}.",
        },
        "dispatch-stand-down": {
            "en": "The plan is taken back: what it was for is now {finding}.",
            "fr": "Le plan est retiré : ce qui l'avait motivé est maintenant : {finding}.",
        },
    }
)
"""Text of each reason code by language."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "line-crossing": {"en": "line crossing", "fr": "franchissement de la ligne"},
        "dark-crossing": {
            "en": "crossing without a transponder",
            "fr": "franchissement sans transpondeur",
        },
        "land-crossing": {"en": "crossing on land", "fr": "franchissement par voie terrestre"},
        "failure-to-report": {"en": "failure to report", "fr": "omission de se déclarer"},
        "line-touched": {
            "en": "back on its own side of the line",
            "fr": "de retour de son côté de la ligne",
        },
        "reported-crossing": {
            "en": "a crossing that was reported",
            "fr": "un franchissement déclaré",
        },
        "crossed-back": {
            "en": "a crossing that went back",
            "fr": "un franchissement suivi d'un retour",
        },
        "foot": {"en": "on foot", "fr": "à pied"},
        "vehicle": {"en": "vehicle", "fr": "véhicule"},
        "off-road": {"en": "off-road vehicle", "fr": "véhicule tout-terrain"},
        "boat": {"en": "boat", "fr": "embarcation"},
        "drone": {"en": "drone", "fr": "drone"},
        "helicopter": {"en": "helicopter", "fr": "hélicoptère"},
        "aeroplane": {"en": "aeroplane", "fr": "avion"},
        "dog-team": {"en": "dog team", "fr": "équipe cynophile"},
        "mode-unknown": {
            "en": "it does not say how it goes about",
            "fr": "elle n'indique pas son moyen de déplacement",
        },
        "side-unknown": {
            "en": "it is not known of which side of the line it is",
            "fr": "on ne sait pas de quel côté de la ligne elle relève",
        },
        "place-not-known": {
            "en": "it is not known where it is",
            "fr": "on ne sait pas où elle se trouve",
        },
        "place-too-old": {
            "en": "it has not said lately where it is",
            "fr": "elle n'a pas indiqué sa position récemment",
        },
        "too-few-officers": {
            "en": "it has fewer officers than a unit must have",
            "fr": "elle compte moins d'agents que le minimum exigé",
        },
        "no-airspace-authority": {
            "en": "it has no authority over the airspace",
            "fr": "elle n'a pas d'autorisation d'espace aérien",
        },
        "territory-closed": {
            "en": "it is in a territory without a recorded protocol",
            "fr": "elle se trouve dans un territoire sans protocole consigné",
        },
        "fuel": {"en": "its range would not do", "fr": "son autonomie ne suffirait pas"},
        "no-host-direction": {
            "en": "it is cross-designated, and not under the host's direction now",
            "fr": "elle est désignée par les deux pays, mais n'est pas sous la direction de l'hôte",
        },
        "no-way": {
            "en": "no way leads there on its own side of the line",
            "fr": "aucun trajet n'y mène de son côté de la ligne",
        },
    }
)
"""Arguments that are words of ours, by language."""
