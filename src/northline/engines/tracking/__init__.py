"""Tracking: positions that things report of themselves, joined into tracks."""

from northline.engines.tracking.engine import Tracking
from northline.engines.tracking.params import Motion, TrackingParams
from northline.engines.tracking.state import TrackingState

__all__ = ["Motion", "Tracking", "TrackingParams", "TrackingState"]
