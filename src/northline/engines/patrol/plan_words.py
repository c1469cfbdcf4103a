"""What a patrol plan says, in English and French."""

from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "patrol-plan-value": {
        "en": "Who knows this plan but not its draw gets at most {value:5} expected crossings through "
        "unseen in one stretch and hour; with nobody out it would be {unpatrolled:5}. The plan prevents "
        "{percent:0} % of the worst case.",
        "fr": "Qui connaît ce plan mais non son tirage fait passer sans être vu au plus {value:5} "
        "passage attendu sur un tronçon en une heure; sans personne dehors, ce serait {unpatrolled:5}. "
        "Le plan prévient {percent:0} % du pire cas.",
    },
    "patrol-plan-policies": {
        "en": "With the same units spread evenly it would be {uniform:5}, and with each sent where risk "
        "is highest {greedy:5}, against {value:5} by this plan.",
        "fr": "Avec les mêmes unités réparties également, ce serait {uniform:5}, et en envoyant chacune "
        "là où le risque est le plus élevé, {greedy:5}, contre {value:5} selon ce plan.",
    },
    "patrol-plan-gap": {
        "en": "No plan of these units can bring that below {bound:5}: a proof is kept with it (gap "
        "{gap:7}).",
        "fr": "Aucun plan avec ces unités ne peut descendre sous {bound:5} : une preuve l'accompagne "
        "(écart de {gap:7}).",
    },
    "patrol-plan-reach": {
        "en": "Counted by stretch and hour, {blind:0} of {cells:0} are watched by none of these units: by "
        "side, ground, distance or choice. Where they do watch, the worst case falls by {percent:0} %. Of all "
        "crossings that are expected, {seen:0} % are seen.",
        "fr": "Par tronçon et par heure, {blind:0} cases sur {cells:0} ne sont surveillées par aucune de "
        "ces unités : à cause du côté, du terrain, de la distance ou par choix. Là où elles surveillent, "
        "le pire cas baisse de {percent:0} %. De tous les passages attendus, {seen:0} % sont vus.",
    },
    "patrol-plan-nobody": {
        "en": "Every unit was placed by lot: none was left to be led by risk.",
        "fr": "Toutes les unités ont été placées au hasard : aucune n'est guidée par le risque.",
    },
    "patrol-plan-size": {
        "en": "It has orders for {units:0} units, on {stretches:0} stretches, over {hours:0} hours.",
        "fr": "Il contient des ordres pour {units:0} unités, sur {stretches:0} tronçons, pendant "
        "{hours:0} heures.",
    },
    "patrol-plan-control": {
        "en": "Placed by lot and blind to risk, so that risk can be measured by them: {count:0} of "
        "{of:0} units ({percent:0} % was asked for). Which ones is not said here.",
        "fr": "Placées au hasard, sans égard au risque, afin de pouvoir mesurer celui-ci : {count:0} "
        "unités sur {of:0} ({percent:0} % demandés). Lesquelles n'est pas dit ici.",
    },
    "patrol-plan-no-control": {
        "en": "No unit was placed by lot ({percent:0} % of {of:0} units was asked for): this day teaches "
        "nothing about whether risk is where the model says.",
        "fr": "Aucune unité n'a été placée au hasard ({percent:0} % de {of:0} unités demandés) : cette "
        "journée n'apprend rien sur l'exactitude du modèle de risque.",
    },
    "patrol-plan-left-out": {
        "en": "{unit} is left out: {why}.",
        "fr": "{unit} est laissée de côté : {why}.",
    },
    "patrol-plan-without-unit": {
        "en": "{unit}: its shift has no unit, so nobody patrols on it.",
        "fr": "{unit} : son quart n'a pas d'unité, donc personne n'y patrouille.",
    },
    "patrol-plan-cannot-go-out": {
        "en": "{unit} ({mode}) cannot go out from {stretch} and come back. What stands in its way, "
        "taken together, follows.",
        "fr": "{unit} ({mode}) ne peut pas sortir de {stretch} et y revenir. Ce qui l'en empêche, pris "
        "ensemble, suit.",
    },
    "patrol-plan-presence": {
        "en": "The least presence {presence} asks for {units:1} units in each hour; in hour {period:0} "
        "of the plan at most {able:0} can be there at all. What conflicts, taken together, follows.",
        "fr": "La présence minimale {presence} demande {units:1} unités à chaque heure; à l'heure "
        "{period:0} du plan, {able:0} au plus peuvent s'y trouver. Ce qui est en conflit, pris ensemble, "
        "suit.",
    },
    "patrol-plan-presences": {
        "en": "What follows cannot hold together, though each can without the others.",
        "fr": "Ce qui suit ne peut être respecté ensemble, bien que chaque élément puisse l'être sans "
        "les autres.",
    },
    "patrol-plan-limit-presence": {
        "en": "In conflict: the least presence {name}.",
        "fr": "En conflit : la présence minimale {name}.",
    },
    "patrol-plan-limit-no-go": {
        "en": "In conflict: nobody goes to {name}.",
        "fr": "En conflit : personne ne va à {name}.",
    },
    "patrol-plan-limit-weather": {
        "en": "In conflict: weather closes {name}.",
        "fr": "En conflit : la météo ferme {name}.",
    },
    "patrol-plan-limit-terrain": {
        "en": "In conflict: land and water {name}.",
        "fr": "En conflit : la terre et l'eau {name}.",
    },
    "patrol-plan-limit-authority": {
        "en": "In conflict: {name} has no authority over the airspace.",
        "fr": "En conflit : {name} n'a pas d'autorisation d'espace aérien.",
    },
    "patrol-plan-limit-shift": {
        "en": "In conflict: the hours and the range of {name}.",
        "fr": "En conflit : les heures et l'autonomie de {name}.",
    },
    "patrol-plan-limits-more": {
        "en": "And {count:0} more that are in conflict.",
        "fr": "Et {count:0} autres éléments en conflit.",
    },
    "patrol-plan-without": {
        "en": "So it is planned without the least presence {limit}.",
        "fr": "Le plan est donc fait sans la présence minimale {limit}.",
    },
    "patrol-plan-again": {
        "en": "Planned again (revision {number:0}): {why}.",
        "fr": "Replanifié (révision {number:0}) : {why}.",
    },
    "patrol-plan-territory": {
        "en": "Nobody is sent to {name}: its council and police have recorded no protocol here.",
        "fr": "Personne n'est envoyé à {name} : son conseil et sa police n'ont consigné aucun protocole "
        "ici.",
    },
    "patrol-plan-booked-twice": {
        "en": "{officer} is booked twice: {one} and {other} overlap.",
        "fr": "{officer} est affecté deux fois : {one} et {other} se chevauchent.",
    },
    "patrol-plan-rest": {
        "en": "{officer} has {hours:1} hours off between {one} and {other}; the least is {bound:1} (set "
        "by the agency).",
        "fr": "{officer} a {hours:1} heures de repos entre {one} et {other}; le minimum est de {bound:1} "
        "(fixé par l'organisme).",
    },
    "patrol-plan-longest": {
        "en": "{officer} is on duty {hours:1} hours on end, from {one} to {other}; the longest is "
        "{bound:1} (set by the agency).",
        "fr": "{officer} est de service {hours:1} heures d'affilée, de {one} à {other}; le maximum est "
        "de {bound:1} (fixé par l'organisme).",
    },
    "patrol-plan-week": {
        "en": "{officer} is on duty {hours:1} hours in 7 days, from {one} to {other}; the most is "
        "{bound:1} (set by the agency).",
        "fr": "{officer} est de service {hours:1} heures en 7 jours, de {one} à {other}; le maximum est "
        "de {bound:1} (fixé par l'organisme).",
    },
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "dropped-out": {"en": "it has dropped out", "fr": "elle n'est plus disponible"},
    "no-airspace": {
        "en": "a drone without authority over the airspace does not fly",
        "fr": "un drone sans autorisation d'espace aérien ne vole pas",
    },
    "too-far": {
        "en": "its depot is too far from these stretches",
        "fr": "son dépôt est trop loin de ces tronçons",
    },
    "no-hours": {
        "en": "no whole hour of its shift is left for patrol",
        "fr": "il ne reste aucune heure entière de son quart pour patrouiller",
    },
    "no-ground": {
        "en": "on its side of these stretches there is no ground that it can go on",
        "fr": "de son côté de ces tronçons, il n'y a aucun terrain où elle puisse aller",
    },
    "in-canada": {"en": "in Canada", "fr": "au Canada"},
    "in-united-states": {"en": "in the United States", "fr": "aux États-Unis"},
    "foot": {"en": "on foot", "fr": "à pied"},
    "vehicle": {"en": "vehicle", "fr": "véhicule"},
    "off-road": {"en": "off-road vehicle", "fr": "véhicule tout-terrain"},
    "boat": {"en": "boat", "fr": "bateau"},
    "drone": {"en": "drone", "fr": "drone"},
    "helicopter": {"en": "helicopter", "fr": "hélicoptère"},
    "aeroplane": {"en": "aeroplane", "fr": "avion"},
    "dog-team": {"en": "dog team", "fr": "équipe cynophile"},
}
