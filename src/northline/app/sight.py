"""Who of this node will see a feed: asked before it is read, so that nothing goes unseen."""

from typing import TYPE_CHECKING

from northline.app.words import marking as marking_of
from northline.records.marking import Marking, may_see
from northline.transports.connections import now

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATOR, ENGINES = "operator", "engines"


def unseen_by(node: "Opened", marking: Marking | str | None) -> list[str]:
    """Which of ``operator`` and ``engines`` will not see records with this marking.

    Engines act for the operator's agency, so what they do not see gives no tracks.

    Raises:
        UsageError: for text that cannot be read.
        MarkingRefused: for a marking that no record here may carry.
    """
    meant = node.default_marking() if marking is None else marking_of(marking, node.operator.agency)
    instant = now()
    blind = [] if may_see(node.viewer, meant, instant) else [OPERATOR]
    if not may_see(node.service_viewer(ENGINES), meant, instant):
        blind.append(ENGINES)
    return blind
