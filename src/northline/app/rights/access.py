"""Who works on people's requests, and with which sight.

Requests lie in a compartment of their own, so that no list, search, count, stream or export shows
them to whoever else may see what their agency owns.  It is the one compartment that nobody is read
into by their account (`northline.records.compartments`): the roles that work on requests open it,
and only here; elsewhere a privacy officer sees no more than their account says.
"""

from typing import TYPE_CHECKING

import msgspec

from northline.app.permitting import require
from northline.decisions.operations import may
from northline.decisions.roles import REVIEWER
from northline.records.marking import Grant, Level, Marking, Viewer, marking

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "subject-requests"
"""The operation that answering people's requests is."""

COMPARTMENT = "rights-request"
"""The compartment that requests and their steps lie in."""


def role_of_officer(node: "Opened") -> str:
    """The role in which this person answers requests.

    Raises:
        RoleNeeded: when they hold none that does.
    """
    return require(node.viewer, OPERATION)


def may_read(node: "Opened") -> bool:
    """Whether this person may read requests: a privacy officer, or a reviewer, who only reads."""
    return REVIEWER in node.viewer.roles or may_write(node)


def may_write(node: "Opened") -> bool:
    """Whether this person may answer requests."""
    return may(node.viewer, OPERATION)


def reader(node: "Opened") -> Viewer:
    """This person as a reader of requests.

    Raises:
        RoleNeeded: when they are neither privacy officer nor reviewer.
    """
    if not may_read(node):
        require(node.viewer, OPERATION)
    held = {*node.viewer.compartments, COMPARTMENT}
    return msgspec.structs.replace(node.viewer, compartments=tuple(sorted(held)))


def marking_of_requests(node: "Opened") -> Marking:
    """How a request is marked: Protected B, its agency's own, for nobody else, in its compartment."""
    return marking(Level.PROTECTED_B, {node.operator.agency: Grant()}, compartments=(COMPARTMENT,))
