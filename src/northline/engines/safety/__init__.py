"""Officer safety: units that are overdue, and drones that are over the line."""

from northline.engines.safety.engine import Safety
from northline.engines.safety.params import SafetyParams
from northline.engines.safety.state import SafetyState
from northline.engines.safety.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "Safety", "SafetyParams", "SafetyState"]
