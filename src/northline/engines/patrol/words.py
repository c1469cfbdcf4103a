"""What the model says, in English and French."""

from northline.engines.wording import Texts, Wording

TEXTS: Texts = {
    "risk-prior": {
        "en": "Before anything was seen: {a_year:0} crossings a year, spread evenly over the whole "
        "line. That is worth {hours:0} watched hours.",
        "fr": "Avant toute observation : {a_year:0} passages par an, répartis également sur toute la "
        "ligne. Cela vaut {hours:0} heures surveillées.",
    },
    "risk-exposure": {
        "en": "Watched here and near by for {hours:0} hours, each by the probability that who crosses "
        "is seen ({day:0} % by day, {night:0} % by night). Hours unwatched say nothing.",
        "fr": "Surveillé ici et à proximité pendant {hours:0} heures, chacune selon la probabilité "
        "qu'un passage soit vu ({day:0} % de jour, {night:0} % de nuit). Les heures sans surveillance "
        "ne disent rien.",
    },
    "risk-own": {
        "en": "Crossings found on this stretch: {count:0}.",
        "fr": "Passages constatés sur ce tronçon : {count:0}.",
    },
    "risk-neighbours": {
        "en": "Crossings found on neighbouring stretches of the same terrain, shared over some "
        "{km:1} km: {count:0}.",
        "fr": "Passages constatés sur les tronçons voisins de même terrain, partagés sur environ "
        "{km:1} km : {count:0}.",
    },
    "risk-decay": {
        "en": "Their age: what was found counts half after {days:0} days.",
        "fr": "Leur ancienneté : un constat compte pour moitié après {days:0} jours.",
    },
    "risk-light": {
        "en": "The light in this hour: {light}, a factor of {factor:2}.",
        "fr": "La lumière à cette heure : {light}, un facteur de {factor:2}.",
    },
    "risk-season": {
        "en": "The season: month {month:0}, a factor of {factor:2}.",
        "fr": "La saison : mois {month:0}, un facteur de {factor:2}.",
    },
    "risk-territory": {
        "en": "This stretch touches the territory of a First Nation, {territory}. Nothing is learned "
        "from what was found there, and nothing learned elsewhere is applied: the rate is the prior's.",
        "fr": "Ce tronçon touche le territoire d'une Première Nation, {territory}. Rien n'est tiré de "
        "ce qui y a été constaté, et rien de ce qui est appris ailleurs n'y est appliqué : le taux est "
        "celui de départ.",
    },
}

WORDS: Texts = {
    "day": {"en": "day", "fr": "jour"},
    "twilight": {"en": "twilight", "fr": "pénombre"},
    "night": {"en": "night", "fr": "nuit"},
}

WORDING = Wording("patrol", TEXTS, WORDS)
