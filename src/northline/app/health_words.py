"""What needs a look, in words, in English and French."""

from collections.abc import Mapping

import msgspec

from northline.engines.wording import number

TEXTS: Mapping[str, tuple[str, str]] = {
    "up-killed": (
        "northline up was killed and has not been started again.",
        "northline up a été tué et n'a pas été relancé.",
    ),
    "api-silent": (
        "The API does not answer.",
        "L'interface de programmation ne répond pas.",
    ),
    "process-restarting": (
        "{subject} ended by itself and is being started again.",
        "{subject} s'est arrêté de lui-même; il est en cours de relance.",
    ),
    "process-restarted": (
        "{subject} ended by itself in the last minutes and was started again.",
        "{subject} s'est arrêté de lui-même ces dernières minutes et a été relancé.",
    ),
    "process-ended": (
        "{subject} has ended and is not started again.",
        "{subject} s'est arrêté et n'est pas relancé.",
    ),
    "feed-silent": (
        "Nothing has come from feed {subject} for {value} s.",
        "Rien n'est venu du flux {subject} depuis {value} s.",
    ),
    "feed-rejects": (
        "{value} % of what feed {subject} sent in the last minute could not be read.",
        "{value} % de ce que le flux {subject} a envoyé dans la dernière minute est illisible.",
    ),
    "engine-behind": (
        "Engine {subject} is {value} s behind.",
        "Le moteur {subject} a {value} s de retard.",
    ),
    "stage-slow": (
        "Stage {subject} is over its budget: 95 % within {value} s.",
        "L'étape {subject} dépasse son budget : 95 % en {value} s ou moins.",
    ),
    "disk-low": (
        "Little space is left for the ledger: {value} GB.",
        "Il reste peu d'espace pour le registre : {value} Go.",
    ),
}
"""Code -> English and French; ``{subject}`` is what it is about, ``{value}`` a number."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a look.

    Attributes:
        code: its stable word.
        subject: which process, feed, engine or stage; empty where it is the node.
        value: the figure that shows it, or None.
        en: in English.
        fr: in French.
    """

    code: str
    subject: str = ""
    value: float | None = None
    en: str
    fr: str


def trouble(code: str, subject: str = "", value: float | None = None) -> Trouble:
    """Something that needs a look, with its words."""
    said = [
        text.format(subject=subject, value="" if value is None else _written(value, language))
        for text, language in zip(TEXTS[code], ("en", "fr"), strict=True)
    ]
    return Trouble(code=code, subject=subject, value=value, en=said[0], fr=said[1])


def _written(value: float, language: str) -> str:
    return number(value, 0 if value >= 10 else 1 if value >= 1 else 2, language)
