"""What is worked out once for all who have the same rights, and never for those with others."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from northline.app.node import Node

T = TypeVar("T")

MOST = 32
"""Sets of rights for which something is kept; the one asked for longest ago is forgotten."""


def rights_of(node: Node) -> bytes:
    """All that decides what a node's viewer may see: everything but their name."""
    return msgspec.json.encode(msgspec.structs.replace(node.viewer, name=""))


class ByRights(Generic[T]):
    """One thing for each set of rights; from any thread."""

    def __init__(self, make: Callable[[Node], T], most: int = MOST) -> None:
        self._make = make
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[bytes, T] = OrderedDict()

    def of(self, node: Node) -> T:
        """The one for those who may see what this node's viewer may see."""
        rights = rights_of(node)
        with self._guard:
            if rights not in self._kept:
                self._kept[rights] = self._make(node)
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(rights)
            return self._kept[rights]
