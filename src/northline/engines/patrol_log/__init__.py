"""What units did on patrol, from the positions that they report: an engine, and what it is made of."""

from northline.engines.patrol_log.engine import PatrolLog
from northline.engines.patrol_log.params import PatrolLogParams

__all__ = ["PatrolLog", "PatrolLogParams"]
