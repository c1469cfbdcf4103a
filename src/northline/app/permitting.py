"""May this viewer do this here?  Asked at the beginning of every verb that is no plain read."""

from northline.decisions.operations import role_to
from northline.records.marking import Viewer


def require(viewer: Viewer, operation: str) -> str:
    """The role in which a viewer does this; see `northline.decisions.operations`.

    Raises:
        RoleNeeded: when they hold no role that may (a `NotPermitted`: exit code 3, HTTP 403).
        UnknownName: for an operation there is not.
    """
    return role_to(viewer, operation)
