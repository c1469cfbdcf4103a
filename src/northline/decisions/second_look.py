"""Blind second looks: for a share of pairs, another officer decides without what the first one said.

Whether a pair is drawn follows from its id and a seed alone, so that nobody draws twice until it suits
and a reviewer can draw again::

    drawn <=> BLAKE2b-64(seed, pair) / 2^64 < share
"""

import hashlib
from collections.abc import Iterable

from northline.decisions.screening_states import opinion
from northline.decisions.standing import same_person
from northline.records.decision import Decision
from northline.records.errors import NotPermitted
from northline.records.screening import Candidate


def is_drawn(pair: bytes, share: float, seed: str) -> bool:
    """Whether a pair gets a blind second look.

    Args:
        pair: id of the pair.
        share: share of pairs that do, in [0, 1].
        seed: the node's.
    """
    digest = hashlib.blake2b(pair, digest_size=8, key=seed.encode()[:64]).digest()
    return int.from_bytes(digest, "big") < share * 2**64


def check_other_person(
    candidate: Candidate, twins: Iterable[bytes], mine: Decision, decisions: list[Decision]
) -> None:
    """Refuse a second look by whoever had the first one.

    Args:
        candidate: the pair, or second look, that is decided about.
        twins: the pair that it is a second look of, or the second looks there are of it.
        mine: the decision as it would be.
        decisions: every decision that can be seen.

    Raises:
        NotPermitted: when the same person decided about the twin.
    """
    for twin in twins:
        first = opinion(twin, decisions)
        if first is not None and same_person(first, mine):
            raise NotPermitted(
                f"you have decided about this pair already; a second look at {candidate.id.hex()} "
                "is for somebody else"
            )
