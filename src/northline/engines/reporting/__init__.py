"""Reporting: what crossed the line, whether it landed, and whether its arrival was reported."""

from northline.engines.reporting.engine import Reporting
from northline.engines.reporting.params import ReportingParams
from northline.engines.reporting.state import ReportingState
from northline.engines.reporting.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "Reporting", "ReportingParams", "ReportingState"]
