"""Several people on one open ledger, each with a key of their own."""

from typing import Any

import msgspec

from northline.app.node import Node
from northline.records.signing import PrivateKey


def colleague(node: Node, name: str, number: int, *, trusted: bool = True, **given: Any) -> Node:
    """The node for another person of the agency, unless another one is given.

    Args:
        node: the node of the local operator.
        name: the person's name.
        number: which key they have; numbers tell keys apart.
        trusted: whether the local operator trusts that key, and so everybody does.
        given: other fields of the operator.
    """
    key = PrivateKey(bytes([number]) * 32)
    own = {key.key.hex(): key.public.hex()}
    if trusted:
        everybody = {**node.host.trusted, **own}
        node.host = msgspec.structs.replace(node.host, trusted=everybody)
        node.operator = msgspec.structs.replace(node.operator, trusted=everybody)
    told = msgspec.structs.replace(
        node.operator, name=name, key=key.key.hex(), trusted=own, **given
    )
    return node.acting_as(told, key)
