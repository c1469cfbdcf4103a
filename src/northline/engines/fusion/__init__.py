"""Fusion: plots of many sensors joined into tracks of what does not report itself."""

from northline.engines.fusion.engine import Fusion
from northline.engines.fusion.params import FusionParams, Movement
from northline.engines.fusion.state import FusionState

__all__ = ["Fusion", "FusionParams", "FusionState", "Movement"]
