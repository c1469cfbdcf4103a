"""Coverage: how probably one who crosses the strip along the line is seen, and where the gaps are.

Pure functions of the sensors as they stood, the ground and the hour; docs/coverage.md has the model.
"""

from northline.engines.coverage.gaps import Gap, gaps
from northline.engines.coverage.ground import (
    BANDS,
    BOTH,
    CANADA,
    SCOPES,
    UNITED_STATES,
    Ground,
    Stretch,
    ground_of,
    stretches_near,
)
from northline.engines.coverage.params import CLASSES, CoverageParams, Passer
from northline.engines.coverage.strips import Instant, Strips, chances
from northline.engines.coverage.watching import Area, Frame, Masked, Place, Watcher

__all__ = [
    "BANDS",
    "BOTH",
    "CANADA",
    "CLASSES",
    "SCOPES",
    "UNITED_STATES",
    "Area",
    "CoverageParams",
    "Frame",
    "Gap",
    "Ground",
    "Instant",
    "Masked",
    "Passer",
    "Place",
    "Stretch",
    "Strips",
    "Watcher",
    "chances",
    "gaps",
    "ground_of",
    "stretches_near",
]
