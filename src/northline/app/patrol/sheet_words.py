"""What a patrol order's sheet says, in English and French."""

from collections.abc import Mapping

from northline.engines.wording import LANGUAGES
from northline.records.errors import UnknownName
from northline.records.marking import Level
from northline.records.patrol_order import OrderState
from northline.records.unit import Mode

Pair = tuple[str, str]
"""English, French."""

WORDS: Mapping[str, Pair] = {
    "title": ("Patrol order", "Ordre de patrouille"),
    "exercise": ("EXERCISE", "EXERCICE"),
    "unit": ("Unit", "Unité"),
    "mode": ("Mode", "Mode"),
    "officers": ("Officers", "Agents"),
    "nobody": ("no officers named", "aucun agent nommé"),
    "side": ("Side of the line", "Côté de la ligne"),
    "on-duty": ("On duty", "En service"),
    "state": ("State", "État"),
    "not-in-force": (
        "Not in force: nobody goes by this sheet.",
        "Pas en vigueur : personne ne part avec cette feuille.",
    ),
    "revision": ("Revision", "Révision"),
    "order": ("Order", "Ordre"),
    "changed": ("Changed by", "Modifié par"),
    "why": ("Why", "Motif"),
    "check-in": ("Check in", "Appels de contrôle"),
    "check-in-help": (
        "Say that all is well at each of these times. If you do not, help is sent.",
        "Signalez à chacune de ces heures que tout va bien. Sinon, des secours sont envoyés.",
    ),
    "points": ("Way points", "Points de cheminement"),
    "time": ("Time", "Heure"),
    "place": ("Place", "Lieu"),
    "km": ("Km", "Km"),
    "lon": ("Longitude", "Longitude"),
    "lat": ("Latitude", "Latitude"),
    "grid": ("Grid (MGRS)", "Carroyage (MGRS)"),
    "depot": ("depot", "dépôt"),
    "stretches": ("Stretches", "Tronçons"),
    "none": ("none: stand by at the depot", "aucun : en attente au dépôt"),
    "hours": ("Hours", "Heures"),
    "radio": ("Radio dead zones", "Zones sans couverture radio"),
    "not-computable": (
        "not computable: no radio coverage is known here",
        "non calculable : aucune couverture radio n\u2019est connue ici",
    ),
    "no-dead-zones": ("none on this way", "aucune sur ce parcours"),
    "line": (
        "Stay on your own side of the line. Way points lie there; the way between them is yours to choose.",
        "Restez de votre côté de la ligne. Les points de cheminement s\u2019y trouvent; le chemin entre "
        "eux est à votre choix.",
    ),
    "zone": ("Times in", "Heures de"),
    "page": ("Page", "Page"),
    "in-canada": ("Canada", "Canada"),
    "in-united-states": ("United States", "États-Unis"),
}

STATES: Mapping[OrderState, Pair] = {
    OrderState.DRAFTED: ("drafted", "ébauche"),
    OrderState.APPROVED: ("approved", "approuvé"),
    OrderState.AMENDED: ("amended", "modifié"),
    OrderState.HANDED_OVER: ("handed over", "transmis"),
    OrderState.WITHDRAWN: ("withdrawn", "retiré"),
}

MODES: Mapping[Mode, Pair] = {
    Mode.FOOT: ("on foot", "à pied"),
    Mode.VEHICLE: ("vehicle", "véhicule"),
    Mode.OFF_ROAD: ("off-road vehicle", "véhicule tout-terrain"),
    Mode.BOAT: ("boat", "bateau"),
    Mode.DRONE: ("drone", "drone"),
    Mode.HELICOPTER: ("helicopter", "hélicoptère"),
    Mode.AEROPLANE: ("aeroplane", "avion"),
    Mode.DOG_TEAM: ("dog team", "équipe cynophile"),
    Mode.UNKNOWN: ("not stated", "non précisé"),
}

LEVELS: Mapping[Level, Pair] = {
    Level.UNCLASSIFIED: ("Unclassified", "Non classifié"),
    Level.PROTECTED_A: ("Protected A", "Protégé A"),
    Level.PROTECTED_B: ("Protected B", "Protégé B"),
    Level.PROTECTED_C: ("Protected C", "Protégé C"),
    Level.CONFIDENTIAL: ("Confidential", "Confidentiel"),
    Level.SECRET: ("Secret", "Secret"),
}


def chosen(pair: Pair, language: str) -> str:
    """The one of a language.

    Raises:
        UnknownName: for a language there is not.
    """
    if language not in LANGUAGES:
        raise UnknownName(f"there is no language {language!r}; there are {', '.join(LANGUAGES)}")
    return pair[LANGUAGES.index(language)]


def words(language: str) -> dict[str, str]:
    """Every word of the sheet in a language."""
    return {name: chosen(pair, language) for name, pair in WORDS.items()}
