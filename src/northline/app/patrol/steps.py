"""Steps of operations and requests as faces fill them in; the rules stand in `northline.decisions`."""

from northline.decisions.joint_operations import OperationState, OperationWish
from northline.decisions.joint_requests import RequestState

__all__ = ["OperationState", "OperationWish", "RequestState"]
