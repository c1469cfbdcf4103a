"""What a conflict says, in English and in French."""

from collections.abc import Mapping
from types import MappingProxyType

from northline.engines.patrol.plan import Conflict
from northline.engines.wording import Wording, say
from northline.records.finding import Reason

_MOST = 6
"""Limits that a sentence names; the others are counted."""

CONFLICT_TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "patrol-shift-without-unit": {
            "en": "Shift {shift} has no unit: nobody patrols on it.",
            "fr": "Le quart {shift} n'a pas d'unité : personne n'y patrouille.",
        },
        "patrol-cannot-go-out": {
            "en": (
                "The unit of shift {shift} ({mode}) cannot go out from its depot at {stretch} and"
                " come back. What stands in its way, taken together: {limits}."
            ),
            "fr": (
                "L'unité du quart {shift} ({mode}) ne peut pas sortir de sa base, à {stretch}, et y"
                " revenir. Ce qui l'en empêche, pris ensemble : {limits}."
            ),
        },
        "patrol-presence": {
            "en": (
                "{presence} asks for {units:1} units in each hour; in hour {period:0} of the plan at"
                " most {able:0} can be there at all. What conflicts, taken together: {limits}."
            ),
            "fr": (
                "{presence} demande {units:1} unités à chaque heure; à l'heure {period:0} du plan,"
                " {able:0} au plus peuvent s'y trouver. Ce qui est en conflit, pris ensemble :"
                " {limits}."
            ),
        },
        "patrol-presences": {
            "en": "These cannot hold together, though each can without the others: {limits}.",
            "fr": (
                "Ces exigences ne peuvent être respectées ensemble, bien que chacune le puisse sans"
                " les autres : {limits}."
            ),
        },
    }
)
"""What conflicts say, by code.  ``limits`` is made of the names of the limits by `said`."""

_KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "presence": {"en": "the presence {}", "fr": "la présence {}"},
        "no-go": {"en": "the bar {}", "fr": "l'interdiction {}"},
        "weather": {"en": "the weather closure {}", "fr": "la fermeture météo {}"},
        "terrain": {"en": "land and water {}", "fr": "la terre et l'eau {}"},
        "authority": {
            "en": "no airspace authority on shift {}",
            "fr": "l'absence d'autorisation d'espace aérien au quart {}",
        },
        "shift": {
            "en": "the hours and the range of shift {}",
            "fr": "les heures et l'autonomie du quart {}",
        },
    }
)

CONFLICT_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "foot": {"en": "on foot", "fr": "à pied"},
        "vehicle": {"en": "vehicle", "fr": "véhicule"},
        "off-road": {"en": "off-road vehicle", "fr": "véhicule tout-terrain"},
        "boat": {"en": "boat", "fr": "embarcation"},
        "drone": {"en": "drone", "fr": "drone"},
        "helicopter": {"en": "helicopter", "fr": "hélicoptère"},
        "aeroplane": {"en": "aeroplane", "fr": "avion"},
        "dog-team": {"en": "dog team", "fr": "équipe cynophile"},
        "in-canada": {"en": "in Canada", "fr": "au Canada"},
        "in-united-states": {"en": "in the United States", "fr": "aux États-Unis"},
    }
)
"""Words that conflicts use."""


def said(conflict: Conflict, language: str) -> str:
    """A conflict as a sentence, in ``en`` or ``fr``.

    Raises:
        UnknownName: where there is no such language.
    """
    named = [_limit(name, language) for name in conflict.limits[:_MOST]]
    more = len(conflict.limits) - len(named)
    if more:
        named.append(f"and {more} more" if language == "en" else f"et {more} autres")
    reason = Reason(code=conflict.code, args={**conflict.args, "limits": "; ".join(named)})
    return say(reason, language, (Wording("patrol", CONFLICT_TEXTS, CONFLICT_WORDS),))


def _limit(name: str, language: str) -> str:
    kind, _, own = name.partition(":")
    words = _KINDS[kind].get(language, "{}").format(CONFLICT_WORDS.get(own, {}).get(language, own))
    return words.replace("'", "\u2019") if language == "fr" else words
