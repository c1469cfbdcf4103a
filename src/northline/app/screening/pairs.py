"""Pairs of somebody who was screened and a listed entity: how they are named, and who decides them."""

from typing import TYPE_CHECKING

from northline.app.reading import Ask, read_table
from northline.decisions.screening_states import OPINIONS
from northline.decisions.second_look import check_other_person
from northline.records.decision import Decision
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.record import Digest, Id
from northline.records.screening import Candidate

if TYPE_CHECKING:
    from northline.app.opened import Opened


def pair_id(agency: str, query: bytes, key: str, listed: Digest) -> Id:
    """The id of a pair: of both sides as they are, for the agency that screens.

    Args:
        agency: the agency.
        query: identity of the query.
        key: list and entity, as ``list:entity``.
        listed: digest of what the list says of the entity.
    """
    return Origin(Candidate.kind, agency).derived(query, key.encode(), listed)


def second_id(pair: bytes) -> Id:
    """The id of the blind second look at a pair."""
    return Origin(Candidate.kind, "second look").derived(pair)


def candidates(node: "Opened") -> list[Candidate]:
    """Every pair that this person may see, second looks included; the oldest first."""
    found = kind_named(Candidate.kind).from_batch(read_table(node, Ask(Candidate.kind)))
    kept = (each for each in found if isinstance(each, Candidate))
    return sorted(kept, key=lambda each: (each.at, each.id))


def check_pair(subject: Candidate, made: Decision, decisions: list[Decision]) -> None:
    """Refuse a second look by whoever had the first one, and a first one by whoever had the second.

    Args:
        subject: the pair that is decided about.
        made: the decision as it would be.
        decisions: every decision that can be seen.

    Raises:
        NotPermitted: when it is the same person's.
    """
    if made.verb in OPINIONS:
        twin = second_id(subject.id) if subject.second_of is None else subject.second_of
        check_other_person(subject, [twin], made, decisions)
