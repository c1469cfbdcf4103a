"""Exercises: a border day with hidden truth, spoken in the feeds' own formats, and its score.

::

    scenario = load("detroit")
    day = rehearse(scenario, seed=7)  # bytes and hidden truth, the same for the same seed
    where = {"ais": ("127.0.0.1", 10110), "adsb": ("127.0.0.1", 30003)}
    await speak(day, where, speed=60.0)
    score(day.truth, observed)

Importing this room is cheap: its parts are loaded when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from northline.exercise.day import Day, rehearse
    from northline.exercise.figures import Score
    from northline.exercise.observed import (
        Announced,
        Heard,
        Observation,
        Observed,
        Trail,
        observe,
        trails_of,
    )
    from northline.exercise.radio import Message
    from northline.exercise.scenario import Scenario, load, scenarios
    from northline.exercise.scoring import score
    from northline.exercise.speaker import Pace, serve, speak
    from northline.exercise.truth import Truth

__all__ = [
    "Announced",
    "Day",
    "Heard",
    "Message",
    "Observation",
    "Observed",
    "Pace",
    "Scenario",
    "Score",
    "Trail",
    "Truth",
    "load",
    "observe",
    "rehearse",
    "scenarios",
    "score",
    "serve",
    "speak",
    "trails_of",
]

_HOME = {
    "Day": "day",
    "rehearse": "day",
    "Message": "radio",
    "Scenario": "scenario",
    "load": "scenario",
    "scenarios": "scenario",
    "Announced": "observed",
    "Heard": "observed",
    "Observation": "observed",
    "Observed": "observed",
    "Score": "figures",
    "Trail": "observed",
    "observe": "observed",
    "trails_of": "observed",
    "score": "scoring",
    "Pace": "speaker",
    "serve": "speaker",
    "speak": "speaker",
    "Truth": "truth",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"northline.exercise.{_HOME[name]}"), name)
    raise AttributeError(f"module 'northline.exercise' has no attribute {name!r}")
