"""Exercises: a border day with hidden truth, spoken in the feeds' own formats, and its score.

::

    scenario = load("detroit")
    day = rehearse(scenario, seed=7)  # bytes and hidden truth, the same for the same seed
    await speak(day, "127.0.0.1", 10110, speed=60.0)
    score(day.truth, observed)

Importing this room is cheap: its parts are loaded when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from northline.exercise.day import Day, rehearse
    from northline.exercise.observed import Observation, Observed, observe
    from northline.exercise.radio import Message
    from northline.exercise.scenario import Scenario, load, scenarios
    from northline.exercise.scoring import Score, score
    from northline.exercise.speaker import Pace, serve, speak
    from northline.exercise.truth import Truth

__all__ = [
    "Day",
    "Message",
    "Observation",
    "Observed",
    "Pace",
    "Scenario",
    "Score",
    "Truth",
    "load",
    "observe",
    "rehearse",
    "scenarios",
    "score",
    "serve",
    "speak",
]

_HOME = {
    "Day": "day",
    "rehearse": "day",
    "Message": "radio",
    "Scenario": "scenario",
    "load": "scenario",
    "scenarios": "scenario",
    "Observation": "observed",
    "Observed": "observed",
    "Score": "scoring",
    "observe": "observed",
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
