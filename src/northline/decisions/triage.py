"""The order in which findings are shown to whoever decides about them.

What waits for a person stands before what is settled; then what nobody has looked at yet
before what was acknowledged; then the score in steps of a tenth, so that a hair's difference
between two scores does not decide who is looked at first; then the newest event.  The event's
id settles the rest, so that the order is the same for everybody.
"""

import msgspec

from northline.decisions.rules import State
from northline.records.units import Micros, Probability


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What the order looks at; nothing of who a person is.

    Attributes:
        state: where it stands.
        waits: whether it waits for a person.
        score: how sure the engine is that the event took place.
        at: when it took place.
        event_id: of the finding.
    """

    state: State
    waits: bool
    score: Probability
    at: Micros
    event_id: bytes


def place(matter: Matter) -> tuple[bool, bool, int, int, bytes]:
    """Sorts findings: the smallest is shown first."""
    return (
        not matter.waits,
        matter.state is not State.OPEN,
        -int(matter.score * 10.0),
        -matter.at,
        matter.event_id,
    )
