"""Crossing: tracks that pass the line between Canada and the United States."""

from northline.engines.crossing.engine import Crossings
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.reporting import TEXTS as REPORTING_TEXTS
from northline.engines.crossing.reporting import WORDS as REPORTING_WORDS
from northline.engines.crossing.reporting import ReportingParams
from northline.engines.crossing.state import CrossingState
from northline.engines.crossing.words import TEXTS as CROSSING_TEXTS
from northline.engines.crossing.words import WORDS as CROSSING_WORDS

TEXTS = {**CROSSING_TEXTS, **REPORTING_TEXTS}
"""Text of each reason code by language."""

WORDS = {**CROSSING_WORDS, **REPORTING_WORDS}
"""Arguments that are words, by language."""

__all__ = ["TEXTS", "WORDS", "CrossingParams", "CrossingState", "Crossings", "ReportingParams"]
