"""Crossing: tracks that pass the line between Canada and the United States."""

from northline.engines.crossing.engine import Crossings
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.state import CrossingState
from northline.engines.crossing.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "CrossingParams", "CrossingState", "Crossings"]
