"""Pictures shared by those who may see the same: one is kept up for each set of rights in use."""

import threading
import time
from collections.abc import Callable

from northline.app.node import Node
from northline.app.picture import Picture
from northline.web.by_rights import rights_of
from northline.web.live import Live

REST_SECONDS = 600.0
"""After which a picture that nobody asked for is not kept up any more."""

MOST = 64
"""Pictures at a time; the one that was asked for longest ago, and has no listener, makes room."""


class Pictures:
    """The live pictures of a node, by rights.

    Two people of one agency with the same roles, groups, compartments, clearance and purpose see
    the same, and share one picture; each one's looks stand under their own name.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._kept: dict[bytes, tuple[Live, float]] = {}
        self._closed = False

    def of(self, node: Node) -> Live:
        """The streams of the picture that this node's viewer may see."""
        rights = rights_of(node)
        with self._guard:
            now = self._clock()
            kept = self._kept.get(rights)
            live = Live(Picture(node)) if kept is None else kept[0]
            self._kept[rights] = live, now
            resting = self._resting(now)
        for each in resting:
            each.picture.stop()
        return live

    def _resting(self, now: float) -> list[Live]:
        """Take out what nobody asks for."""
        free = [
            (asked, rights)
            for rights, (live, asked) in self._kept.items()
            if not live.listeners and asked < now
        ]
        surplus = len(self._kept) - MOST
        gone = [
            rights
            for place, (asked, rights) in enumerate(sorted(free))
            if now - asked > REST_SECONDS or place < surplus
        ]
        return [self._kept.pop(rights)[0] for rights in gone]

    def close_streams(self) -> None:
        """End every stream: from any thread."""
        for live, _ in list(self._kept.values()):
            live.close()

    def close(self) -> None:
        """End every stream and keep nothing up any longer."""
        self.close_streams()
        for live, _ in list(self._kept.values()):
            live.picture.stop()
