"""What a relay passes on, and to whom: its clients' messages, and new crossings.

Nothing goes out before it is in the ledger, nothing that the relay's viewer may not see, and
nothing before the chain says to whom (`northline.app.relay_disclosure`).  The viewer is of the
node's country, and has the agency, level and purpose of the relay's address (by default the
node's agency, Unclassified, and the operator's purpose).
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from northline.app.feeds import Feed
from northline.records.marking import Viewer
from northline.transports.relay import Relay

if TYPE_CHECKING:
    from northline.app.opened import Opened


def relayed(
    feed: Feed, transport: object, say: Callable[[str], None] | None
) -> tuple[Feed, "asyncio.Future[None] | None"]:
    """The feed to read a transport with, and what must go on beside it where it is a relay."""
    if not isinstance(transport, Relay):
        return feed, None
    # What it takes is slow to load, and most feeds are no relay.
    from northline.app.relay_passing import Relaying

    relaying = Relaying(feed, transport, viewer_of(feed.node, transport), say)
    return relaying.feed, asyncio.ensure_future(relaying.follow())


def viewer_of(node: "Opened", relay: Relay) -> Viewer:
    """Whom a relay stands for: whoever connects is shown what this viewer may see."""
    operator = node.operator
    return Viewer(
        name="service:relay",
        agency=relay.agency or operator.agency,
        country=operator.country,
        clearance=relay.level,
        roles=("service",),
        purpose=relay.purpose or operator.purpose,
    )
