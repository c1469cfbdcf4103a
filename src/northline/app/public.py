"""What is computed to be made public reads nothing of what the law keeps from the public.

Outcomes, trends and commitments are made to be handed out, in a brief or a file, by people of whom
some are read into compartments.  Whoever computes them, they are computed as if nobody were: no
figure of firearm trace data, say, and no count of one, goes into them (LAW.md, rule 4).
"""

from typing import TYPE_CHECKING

import msgspec

from northline.records.compartments import never_public

if TYPE_CHECKING:
    from northline.app.opened import Opened


def in_public(node: "Opened") -> "Opened":
    """The node for the same person, read into no compartment that is never public."""
    kept = tuple(each for each in node.viewer.compartments if not never_public((each,)))
    if kept == node.viewer.compartments:
        return node
    other = node.acting_as(node.operator, node.key)
    other.viewer = msgspec.structs.replace(node.viewer, compartments=kept)
    return other
