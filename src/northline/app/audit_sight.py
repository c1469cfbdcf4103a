"""What the viewer of a look could see at that moment, by the rights that its entry tells.

Looks of before rights were kept tell agency and purpose only.  Of them it is certain that an
owner's own unmarked record could be seen, and that what its owner releases to nobody could not;
for the rest the answer is that it cannot be known.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from northline.ledger.chain import Entry
from northline.ledger.plan import GOOD_FOR
from northline.ledger.review import Marked
from northline.records.marking import Level, Marking, Viewer, may_see
from northline.records.units import Micros


class Sight:
    """What the viewer of one look could see."""

    def __init__(self, entry: Entry, facts: Mapping[str, Any]) -> None:
        """Take the look's entry and what it says."""
        self._at = entry.at
        self._agency, self._purpose = str(facts["agency"]), str(facts["purpose"])
        rights = facts.get("rights")
        self._viewer: Viewer | None = None
        if rights is not None:
            self._viewer = Viewer(
                name=entry.actor,
                agency=self._agency,
                country=rights["country"],
                clearance=Level(rights["clearance"]),
                roles=tuple(rights.get("roles", ())),
                groups=tuple(rights.get("groups", ())),
                compartments=tuple(rights.get("compartments", ())),
                purpose=self._purpose,
            )

    def of(
        self,
        stored: Marking,
        marked: Sequence[Marked],
        *,
        until: Micros | None = None,
        watching: bool = False,
    ) -> tuple[bool | None, tuple[str, ...]]:
        """Whether a record so marked could be seen, and why that is not certain.

        Rights are judged when a read is planned, at most `GOOD_FOR` before its entry; a watch
        of the picture goes on until it ends.
        """
        last = (Micros(2**62) if until is None else until) if watching else self._at
        counted = list(_in_force(stored, marked, Micros(self._at - GOOD_FOR), last))
        answers = {self._sees(each) for each in counted}
        if answers == {False}:
            return False, ()
        if answers == {True}:
            return True, ()
        return None, ("rights-not-told",) if None in answers else ("rights-moved",)

    def _sees(self, marking: Marking) -> bool | None:
        """By the whole rule; without the viewer's rights, by what owner and release alone say."""
        if self._viewer is not None:
            return may_see(self._viewer, marking, self._at)
        certain = not (marking.level or marking.caveats or marking.compartments)
        for owner, grant in marking.grants.items():
            if owner == self._agency:
                continue
            alone = Marking(level=Level.UNCLASSIFIED, grants={owner: grant})
            viewer = Viewer(name="", agency=self._agency, country="", purpose=self._purpose)
            if may_see(viewer, alone, self._at):
                continue
            group = Viewer(
                name="",
                agency=self._agency,
                country="",
                groups=grant.partners,
                purpose=self._purpose,
            )
            if not may_see(group, alone, self._at):
                return False
            certain = False
        return True if certain else None


def _in_force(
    stored: Marking, marked: Sequence[Marked], since: Micros, until: Micros
) -> Iterable[Marking]:
    """The markings that counted at some moment of a time."""
    before = [each.marking for each in marked if each.at <= since]
    yield before[-1] if before else stored
    yield from (each.marking for each in marked if since < each.at <= until)
