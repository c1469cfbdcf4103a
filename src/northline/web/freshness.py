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
        every = (self._node.ledger.id, viewer, str(time.monotonic() // RENEW), *parts)
        return hashlib.blake2b("\x00".join(every).encode(), digest_size=16).hexdigest()


def is_known(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether the asker holds the answer with this tag already (``If-None-Match``)."""
    held = request.headers.get("if-none-match", "")
    tags = [each.strip().removeprefix("W/") for each in held.split(",")]
    return "*" in tags or tag in tags
