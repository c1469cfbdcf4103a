"""What each reason of this engine says, in English and in French."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "stays-at-the-line": {
            "en": (
                "It has stayed at the line for {minutes:0} minutes, {metres:0} m from it on"
                " average. Anglers and boats at anchor do so lawfully. It says nothing about any"
                " person."
            ),
            "fr": (
                "L'engin reste près de la ligne depuis {minutes:0} minutes, à {metres:0} m en"
                " moyenne. Des pêcheurs et des bateaux à l'ancre le font légalement. Cela ne dit"
                " rien d'aucune personne."
            ),
        },
        "came-and-turned-back": {
            "en": (
                "It came to within {metres:0} m of the line from the side of {side} and went back,"
                " within {minutes:0} minutes. Turning back is lawful. It says nothing about any"
                " person."
            ),
            "fr": (
                "L'engin s'est approché à {metres:0} m de la ligne, du côté {side}, puis a"
                " rebroussé chemin, le tout en {minutes:0} minutes. Rebrousser chemin est légal."
                " Cela ne dit rien d'aucune personne."
            ),
        },
        "side-by-side": {
            "en": (
                "{one} and {other} came from apart and have been side by side for {minutes:0}"
                " minutes, {metres:0} m apart on average, {km_off:1} km from the line. People meet"
                " on the water for many reasons. It says nothing about any person."
            ),
            "fr": (
                "{one} et {other}, venus de lieux différents, sont côte à côte depuis {minutes:0}"
                " minutes, à {metres:0} m l'un de l'autre en moyenne et à {km_off:1} km de la"
                " ligne. On se retrouve sur l'eau pour bien des raisons. Cela ne dit rien d'aucune"
                " personne."
            ),
        },
        "low-and-slow": {
            "en": (
                "An aircraft {km_off:1} km from the line flies at {metres:0} m and {knots:0} knots;"
                " up to {most:0} m counts as low here. Helicopters, crop dusters and sightseers fly"
                " so lawfully. It says nothing about any person."
            ),
            "fr": (
                "Un aéronef à {km_off:1} km de la ligne vole à {metres:0} m et à {knots:0} nœuds;"
                " on compte ici comme bas ce qui ne dépasse pas {most:0} m. Hélicoptères, avions"
                " d'épandage et vols touristiques le font légalement. Cela ne dit rien d'aucune"
                " personne."
            ),
        },
        "slow-height-not-known": {
            "en": (
                "Something in the air without a transponder flies at {knots:0} knots, {km_off:1} km"
                " from the line; its height is not known. It says nothing about any person."
            ),
            "fr": (
                "Un engin volant sans transpondeur se déplace à {knots:0} nœuds, à {km_off:1} km de"
                " la ligne; sa hauteur n'est pas connue. Cela ne dit rien d'aucune personne."
            ),
        },
    }
)
"""Text of each reason code by language."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "canada": {"en": "Canada", "fr": "du Canada"},
        "united-states": {"en": "the United States", "fr": "des États-Unis"},
    }
)
"""Arguments that are words of ours, by language."""
