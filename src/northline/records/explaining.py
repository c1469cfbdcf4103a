"""Why somebody may see a record, or may not: the rule of `may_see`, node by node.

`explain` asks the same tree (`northline.records.marking.visibility`) and tells what each node, and
each caveat, compartment and owner under it, came to.  All steps hold exactly where `may_see` says
yes; a property test holds the two equal.  Words are made of the steps when they are shown
(`northline.app.sharing.words`).
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from northline.records.caveats import CAVEATS, DENIED, RELEASED, is_released, is_spared
from northline.records.marking import ANYONE, Grant, Level, Marking, Viewer, visibility
from northline.records.rule import (
    CaveatsWithin,
    CompartmentsWithin,
    EveryOwnerReleases,
    HasOwner,
    LevelAtMost,
)
from northline.records.units import Micros

CaveatSort = Literal["fixed", "only", "never", "unknown"]
"""A caveat with a fixed meaning; a list of countries that alone may see; one that never may; or one
that nobody here understands, which denies everybody."""


class OwnerStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="owner"):
    """Whether it has an owner at all."""

    held: bool
    owners: tuple[str, ...]


class LevelStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="level"):
    """Whether the viewer is cleared for its level."""

    held: bool
    level: Level
    cleared: Level


class CaveatStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="caveat"):
    """Whether the viewer satisfies one caveat.

    Attributes:
        held: whether.
        caveat: as it is written.
        sort: how it is understood.
        countries: of a fixed one: countries of one of which the viewer must be.
        roles: of a fixed one: roles of which the viewer must hold one.
        country: the viewer's country.
    """

    held: bool
    caveat: str
    sort: CaveatSort
    countries: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    country: str


class CompartmentStep(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="compartment"
):
    """Whether the viewer is read into one compartment."""

    held: bool
    compartment: str


class OwnStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="own"):
    """One owner is the viewer's own agency, which needs no release."""

    held: bool
    owner: str


class ReleasedStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="released"):
    """Whether one owner has released it to the viewer.

    Attributes:
        held: whether.
        owner: the owner.
        to: names that the viewer answers to: the agency, and groups sat in.
        by: those of them, or `ANYONE`, that the owner named.
    """

    held: bool
    owner: str
    to: tuple[str, ...]
    by: tuple[str, ...]


class PurposeStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="purpose"):
    """Whether one owner's release is for the declared purpose."""

    held: bool
    owner: str
    purpose: str
    purposes: tuple[str, ...]


class ExpiryStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="expiry"):
    """Whether one owner's release has not run out; ``expiry`` is None for one without an end."""

    held: bool
    owner: str
    expiry: Micros | None


class UnknownStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="code", tag="unknown"):
    """A node of the rule that nobody here understands; it is denied."""

    held: bool = False


Step = (
    OwnerStep
    | LevelStep
    | CaveatStep
    | CompartmentStep
    | OwnStep
    | ReleasedStep
    | PurposeStep
    | ExpiryStep
    | UnknownStep
)
"""One thing that was asked, and whether it held."""


def explain(viewer: Viewer, marking: Marking, now: Micros) -> tuple[Step, ...]:
    """Every step of the rule for this viewer, this marking and this instant, in the rule's order.

    Of an owner who has not released it to the viewer nothing more is asked: for which purposes and
    until when says nothing then.
    """
    return tuple(
        step for node in visibility(viewer, now).of for step in _steps(node, viewer, marking)
    )


def holds(steps: tuple[Step, ...]) -> bool:
    """Whether every step holds: then, and only then, the viewer may see."""
    return all(each.held for each in steps)


def failing(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that do not hold: why not."""
    return tuple(each for each in steps if not each.held)


def _steps(node: object, viewer: Viewer, marking: Marking) -> Iterator[Step]:
    match node:
        case HasOwner():
            yield OwnerStep(held=bool(marking.grants), owners=marking.owners)
        case LevelAtMost(level):
            held = int(marking.level) <= level
            yield LevelStep(held=held, level=marking.level, cleared=viewer.clearance)
        case CaveatsWithin():
            for caveat in marking.caveats:
                yield _of_caveat(node, viewer.country, caveat)
        case CompartmentsWithin(held_in):
            for each in marking.compartments:
                yield CompartmentStep(held=each in held_in, compartment=each)
        case EveryOwnerReleases():
            for owner, grant in sorted(marking.grants.items()):
                yield from _of_owner(node, owner, grant)
        case _:
            yield UnknownStep()


def _of_caveat(node: CaveatsWithin, country: str, caveat: str) -> CaveatStep:
    held = caveat in node.known or is_released(caveat, node.country) or is_spared(caveat, node.code)
    fixed = next((each for each in CAVEATS if each.text == caveat), None)
    if fixed is not None:
        return CaveatStep(
            held=held,
            caveat=caveat,
            sort="fixed",
            countries=fixed.countries,
            roles=fixed.roles,
            country=country,
        )
    sort: CaveatSort = "unknown"
    if caveat.startswith(RELEASED):
        sort = "only"
    elif caveat.startswith(DENIED):
        sort = "never"
    return CaveatStep(held=held, caveat=caveat, sort=sort, country=country)


def _of_owner(node: EveryOwnerReleases, owner: str, grant: Grant) -> Iterator[Step]:
    if owner == node.agency:
        yield OwnStep(held=True, owner=owner)
        return
    by = tuple(each for each in node.identities if each in grant.partners)
    to = tuple(each for each in node.identities if each and each != ANYONE)
    yield ReleasedStep(held=bool(by), owner=owner, to=to, by=by)
    if not by:
        return
    allowed = (
        bool(grant.purposes)
        if node.purpose == ANYONE
        else node.purpose in grant.purposes or ANYONE in grant.purposes
    )
    yield PurposeStep(held=allowed, owner=owner, purpose=node.purpose, purposes=grant.purposes)
    held = grant.expiry is None or node.now < grant.expiry
    yield ExpiryStep(held=held, owner=owner, expiry=grant.expiry)
