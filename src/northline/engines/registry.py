"""The built-in engines, as one explicit tuple; and what they say, in words.

Nothing registers itself.  To add an engine: ``docs/add-an-engine.md``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from northline.engines.behaviour import TEXTS as BEHAVIOUR_TEXTS
from northline.engines.behaviour import WORDS as BEHAVIOUR_WORDS
from northline.engines.behaviour import Behaviour
from northline.engines.crossing import TEXTS as CROSSING_TEXTS
from northline.engines.crossing import WORDS as CROSSING_WORDS
from northline.engines.crossing import Crossings
from northline.engines.dispatch import TEXTS as DISPATCH_TEXTS
from northline.engines.dispatch import WORDS as DISPATCH_WORDS
from northline.engines.dispatch import Dispatch
from northline.engines.fusion import Fusion
from northline.engines.patrol.plan_words import TEXTS as PATROL_TEXTS
from northline.engines.patrol.plan_words import WORDS as PATROL_WORDS
from northline.engines.patrol_log import PatrolLog
from northline.engines.safety import TEXTS as SAFETY_TEXTS
from northline.engines.safety import WORDS as SAFETY_WORDS
from northline.engines.safety import Safety
from northline.engines.screening.words import TEXTS as SCREENING_TEXTS
from northline.engines.tracking import Tracking
from northline.engines.wording import Wording, say
from northline.records.errors import SettingsError
from northline.records.finding import Reason
from northline.records.protocols import Engine, by_name

ENGINES: tuple[Engine, ...] = (
    Tracking(),
    Fusion(),
    Crossings(),
    Behaviour(),
    Dispatch(),
    Safety(),
    PatrolLog(),
)
"""Every built-in engine, with its default parameters, in the order data flows."""

ON_REQUEST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"patrol": ("patrol-risk", "patrol-plan"), "screening": ("screening",)}
)
"""Engines that follow no records: a person asks, and they answer.  Each with its pages."""

WORDINGS: tuple[Wording, ...] = (
    Wording("crossing", CROSSING_TEXTS, CROSSING_WORDS),
    Wording("behaviour", BEHAVIOUR_TEXTS, BEHAVIOUR_WORDS),
    Wording("dispatch", DISPATCH_TEXTS, DISPATCH_WORDS),
    Wording("safety", SAFETY_TEXTS, SAFETY_WORDS),
    Wording("patrol", PATROL_TEXTS, PATROL_WORDS),
    Wording("screening", SCREENING_TEXTS, {}),
)
"""What the engines that make findings say."""


def engine_named(name: str) -> Engine:
    """The built-in engine of that name, with its default parameters.

    Raises:
        UnknownName: naming those there are.
    """
    return by_name(ENGINES, name, "engine")


def configured(name: str, settings: Mapping[str, Any]) -> Engine:
    """The engine of that name with parameters from a table of ``northline.toml``.

    Raises:
        UnknownName: naming the engines there are.
        SettingsError: for a parameter that it does not have, of another type, or out of range.
    """
    engine = engine_named(name)
    make: Any = type(engine)
    try:
        made: Engine = make(msgspec.convert(settings, type(engine.params)))
    except msgspec.ValidationError as error:
        raise SettingsError(f"engines.{name}: {error}") from error
    return made


def describe(reason: Reason, language: str) -> str:
    """A reason as sentences in ``en`` or ``fr``.

    Raises:
        UnknownName: when no engine knows its code, or there is no such language.
        UsageError: when it lacks an argument that its text needs.
    """
    return say(reason, language, WORDINGS)
