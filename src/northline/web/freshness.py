"""Whether an answer has changed: entity tags from the ledger's own chain (RFC 9110, 8.8.3).

A read is an entry of the chain too, so the tag is made from the newest entry that is not a
look, with what was asked, by whom, and in which form.
"""

import hashlib
from typing import Any

from litestar import Request

from northline.app.node import Node


class Freshness:
    """Entity tags of one node's answers."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def tag(self, request: Request[Any, Any, Any]) -> str:
        """The entity tag of what a request would be answered."""
        viewer = self._node.viewer
        parts = (
            self._node.ledger.id,
            str(self._node.content_head()),
            request.url.path,
            str(request.url.query),
            request.headers.get("accept", ""),
            viewer.name,
            viewer.agency,
            viewer.purpose,
        )
        digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=16)
        return f'"{digest.hexdigest()}"'


def is_known(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether the asker holds the answer with this tag already (``If-None-Match``)."""
    held = request.headers.get("if-none-match", "")
    tags = [each.strip().removeprefix("W/") for each in held.split(",")]
    return "*" in tags or tag in tags
