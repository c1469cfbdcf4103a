"""Whether an answer has changed: entity tags from the ledger's own chain (RFC 9110, 8.8.3).

A read is an entry of the chain too, so the tag is made from the newest entry that is not a
look, with what was asked, by whom, with which rights, and in which form.  Nothing is taken to
be the same for longer than `RENEW`: a marking runs out though nothing is written.
"""

import hashlib
import time
from typing import Any

import msgspec
from litestar import Request

from northline.app.node import Node

RENEW = 300.0
"""Seconds after which what is shown is read anew whatever happens."""


class Freshness:
    """Entity tags of one node's answers."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def tag(self, request: Request[Any, Any, Any]) -> str:
        """The entity tag of what a request would be answered."""
        head, accepted = str(self._node.content_head()), request.headers.get("accept", "")
        return f'"{self.digest(request.url.path, str(request.url.query), head, accepted)}"'

    def digest(self, *parts: str) -> str:
        """Digest of what an answer depends on: these parts, the ledger, the viewer, and how long."""
        viewer = msgspec.json.encode(self._node.viewer).decode()
        every = (self._node.ledger.id, viewer, str(self.stretch()), *parts)
        return hashlib.blake2b("\x00".join(every).encode(), digest_size=16).hexdigest()

    def stretch(self) -> int:
        """Number of the stretch of time, `RENEW` long, for which what was read now is good."""
        return int(time.monotonic() // RENEW)

    def is_void(self, head: int, stretch: int) -> bool:
        """Whether what somebody holds may hold what may not be seen any more.

        Args:
            head: entry of the chain at which they read it.
            stretch: stretch of time in which they did.
        """
        return stretch != self.stretch() or self._node.ledger.rights_changed(
            head, self._node.viewer
        )


def is_known(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether the asker holds the answer with this tag already (``If-None-Match``)."""
    held = request.headers.get("if-none-match", "")
    tags = [each.strip().removeprefix("W/") for each in held.split(",")]
    return "*" in tags or tag in tags
