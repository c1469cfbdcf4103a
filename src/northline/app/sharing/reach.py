"""Who may see what is marked so: each known agency and each joint group, and why."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from northline.app.sharing.declared import NOTHING, Declared, country_of, known_agencies
from northline.app.sharing.partner import Assumed
from northline.decisions.agencies import agency
from northline.decisions.groups import GROUPS, Group, group
from northline.records.explaining import Step, explain, failing, holds
from northline.records.marking import ANYONE, Marking
from northline.records.units import Micros

HOME = "CA"
"""Country of a group of which no agency is known, and that is of one country alone."""


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of an agency, or in a group, and whether they see it.

    Attributes:
        sort: whether ``name`` is an agency or a group.
        name: its name in markings.
        country: the country of the agency, or of that member of the group.
        seen: whether they see it, in the best case (`northline.app.sharing.partner.Assumed`).
        steps: why, each step of the rule.
    """

    sort: Literal["agency", "group"]
    name: str
    country: str
    seen: bool
    steps: tuple[Step, ...]

    @property
    def why_not(self) -> tuple[Step, ...]:
        """The steps that do not hold."""
        return failing(self.steps)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart from others."""
        return self.sort, self.name, self.country


def reach(
    marking: Marking, assumed: Assumed, now: Micros, *, declared: Declared = NOTHING,
    also: Iterable[Marking] = (),
) -> tuple[Reached, ...]:  # fmt: skip
    """Every agency and group that is known here, or that the marking names, and why each may see.

    Args:
        marking: how it is marked.
        assumed: what is assumed of somebody of each.
        now: the instant.
        declared: what the settings say of agencies.
        also: markings whose names are asked about, too.
    """
    named = _named((marking, *also))
    lines = [("agency", slug, country) for slug, country in _agencies(named, declared)]
    lines += [("group", slug, country) for slug, country in _groups(named, declared)]
    return tuple(_reached(marking, assumed, now, *line) for line in lines)


def _reached(
    marking: Marking, assumed: Assumed, now: Micros, sort: str, name: str, country: str
) -> Reached:
    if sort == "agency":
        steps = explain(assumed.of(name, country), marking, now)
        return Reached(sort="agency", name=name, country=country, seen=holds(steps), steps=steps)
    steps = explain(assumed.of("", country, (name,)), marking, now)
    return Reached(sort="group", name=name, country=country, seen=holds(steps), steps=steps)


def _named(markings: Iterable[Marking]) -> list[str]:
    """The owners and partners that these name."""
    found: dict[str, None] = {}
    for marking in markings:
        for owner, grant in sorted(marking.grants.items()):
            found.update(dict.fromkeys((owner, *grant.partners)))
    return [each for each in found if each != ANYONE]


def _agencies(named: Iterable[str], declared: Declared) -> Iterator[tuple[str, str]]:
    """Agencies and their countries: those known, then owners and partners of whom nothing is."""
    known = {each.slug: each.country for each in known_agencies(declared)}
    yield from known.items()
    for name in named:
        if name not in known and group(name) is None:
            # Its country is not known, so that whatever asks for one denies.
            yield name, country_of(name, declared)


def _groups(named: Iterable[str], declared: Declared) -> Iterator[tuple[str, str]]:
    """Groups, each once for every country from which somebody sits in it."""
    for each in GROUPS:
        for country in sorted(_countries(each)):
            yield each.slug, country
    known = {each.slug for each in known_agencies(declared)}
    for name in named:
        if group(name) is None and name not in known:
            for country in ("CA", "US"):
                yield name, country


def _countries(of: Group) -> set[str]:
    members = [agency(each) for each in of.members]
    found = {each.country for each in members if each is not None} or {HOME}
    return found | ({"CA", "US"} if of.bilateral else set())
