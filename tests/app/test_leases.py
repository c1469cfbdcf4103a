"""Leases of engines: one holder at a time, and the same one again without waiting."""

from northline.app.node import Node
from northline.app.runners.leases import Lease


def test_a_holder_that_is_started_again_has_the_lease_at_once(node: Node) -> None:
    gone = Lease(node.ledger, "tracking", "up/1")
    assert gone.take(wait=0.0)
    gone._done.set()  # it was killed: nothing renews it, and nothing gives it back
    assert not Lease(node.ledger, "tracking").take(wait=0.0)
    assert not Lease(node.ledger, "tracking", "up/2").take(wait=0.0)
    with Lease(node.ledger, "tracking", "up/1") as again:
        assert again.take(wait=0.0)
    with Lease(node.ledger, "tracking") as other:
        assert other.take(wait=0.0), "it was given back"


def test_engines_with_one_holder_each_have_their_own_lease(node: Node) -> None:
    with Lease(node.ledger, "tracking", "up/1") as one, Lease(node.ledger, "crossing", "x") as two:
        assert one.take(wait=0.0)
        assert two.take(wait=0.0)
