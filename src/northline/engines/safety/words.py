"""What each reason of this engine says, in English and in French."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "unit-overdue": {
            "en": (
                "{unit} is overdue by {minutes:0} minutes: it was last heard of, by {how}, {silent:0}"
                " minutes ago."
            ),
            "fr": (
                "{unit} a {minutes:0} minutes de retard: son dernier signe de vie, par {how},"
                " remonte à {silent:0} minutes."
            ),
        },
        "unit-step": {
            "en": "Step {step:0} of {steps:0}: {action}. Whom to call: {supervisor}.",
            "fr": "Étape {step:0} sur {steps:0}: {action}. À appeler: {supervisor}.",
        },
        "unit-last-place": {
            "en": "It was last at {lat:4}, {lon:4}, {minutes:0} minutes ago.",
            "fr": "Sa dernière position connue est {lat:4}, {lon:4}, il y a {minutes:0} minutes.",
        },
        "unit-last-track": {
            "en": (
                "Its last track point, at {lat:4}, {lon:4} {minutes:0} minutes ago, has it at"
                " {knots:0} knots."
            ),
            "fr": (
                "Au dernier point de sa piste, à {lat:4}, {lon:4} il y a {minutes:0} minutes, elle"
                " allait à {knots:0} nœuds."
            ),
        },
        "unit-no-place": {
            "en": "Where it is has never been said.",
            "fr": "On ignore où elle se trouve: elle ne l'a jamais dit.",
        },
        "unit-battery": {
            "en": "The charge of its device was {percent:0}% when it last said so.",
            "fr": "La charge de son appareil était de {percent:0} % la dernière fois qu'elle l'a dit.",
        },
        "unit-radio": {
            "en": "Where it was last, {zone}.",
            "fr": "À sa dernière position, {zone}.",
        },
        "unit-heard": {
            "en": "{unit} was heard of again, by {how}, {minutes:0} minutes after it was due.",
            "fr": "{unit} a redonné signe de vie, par {how}, {minutes:0} minutes après l'échéance.",
        },
        "unit-off-duty": {
            "en": "{unit} is back, by {how}, {minutes:0} minutes after it was due. Nobody waits for it now.",
            "fr": (
                "{unit} est rentrée, par {how}, {minutes:0} minutes après l'échéance. Plus personne"
                " ne l'attend."
            ),
        },
        "drone-past-line": {
            "en": (
                "The drone {unit} is {metres:0} m past the line, on the side of {side}. Our drones are"
                " never past the line. It has {airspace}."
            ),
            "fr": (
                "Le drone {unit} se trouve à {metres:0} m au-delà de la ligne, du côté {side}. Nos"
                " drones ne franchissent jamais la ligne. Il a {airspace}."
            ),
        },
    }
)
"""Text of each reason code by language."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "radio": {"en": "radio", "fr": "radio"},
        "app": {"en": "its app", "fr": "son application"},
        "cot": {"en": "Cursor on Target", "fr": "Cursor on Target"},
        "position": {"en": "its own position", "fr": "sa propre position"},
        "duty-supervisor": {"en": "the duty supervisor", "fr": "le superviseur de service"},
        "call-the-unit": {
            "en": "call the unit by every way there is",
            "fr": "appeler l'unité par tous les moyens",
        },
        "call-the-supervisor": {
            "en": "call the duty supervisor",
            "fr": "appeler le superviseur de service",
        },
        "send-the-nearest": {
            "en": "send the nearest unit to where it was last",
            "fr": "envoyer l'unité la plus proche à sa dernière position",
        },
        "begin-a-search": {"en": "begin a search", "fr": "lancer des recherches"},
        "dead-zone": {
            "en": "no radio site reaches: it may be well and unheard",
            "fr": "aucun site radio ne porte: elle peut aller bien sans qu'on l'entende",
        },
        "in-reach": {"en": "a radio site reaches", "fr": "un site radio porte"},
        "not-computable": {
            "en": "it is not computable whether a radio is heard, as no radio site is known",
            "fr": "on ne peut calculer si une radio s'entend, faute de site radio connu",
        },
        "canada": {"en": "Canada", "fr": "du Canada"},
        "united-states": {"en": "the United States", "fr": "des États-Unis"},
        "airspace": {
            "en": "authority over the airspace",
            "fr": "l'autorisation d'espace aérien",
        },
        "no-airspace": {
            "en": "no authority over the airspace on record",
            "fr": "aucune autorisation d'espace aérien au dossier",
        },
    }
)
"""Arguments that are words of ours, by language."""
