"""Resources that partners may ask for: stated by the agency they are of, read by whom it lets."""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.documents import document
from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.words import instant
from northline.geo.cells import cell_of
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Level, marking
from northline.records.resource import Availability, Capability, Resource
from northline.records.units import Degrees

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "resources"

LONGEST = 500


class ResourceStated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is stated of a resource of one's own agency.

    Attributes:
        identity: its own name, such as ``canine-2``; the agency is put before it.
        name: what people call it.
        capability: what it is for.
        availability: whether it may be asked for.
        details: what it can do.
        base: where it is kept, in words.
        lon: where, degrees.
        lat: likewise.
        since: from when it may be had, an instant.
        until: until when.
        contact: how whoever answers for it is reached.
        partners: agencies and groups that may see it; ``*`` for all.  Not with ``marking``.
        marking: marking of the record; unclassified, for the partners, otherwise.
    """

    identity: str
    name: str
    capability: Capability
    availability: Availability = Availability.AVAILABLE
    details: str | None = None
    base: str | None = None
    lon: float | None = None
    lat: float | None = None
    since: str | None = None
    until: str | None = None
    contact: str | None = None
    partners: tuple[str, ...] = ()
    marking: str | None = None


def state_resource(node: "Opened", stated: ResourceStated) -> Resource:
    """Add a record of a resource of one's own agency.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for what it cannot be.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    agency = node.operator.agency
    _check(stated)
    own = stated.identity.strip().removeprefix(f"{agency}:")
    if stated.marking is None:
        meant = marking(Level.UNCLASSIFIED, {agency: Grant(partners=stated.partners)})
    else:
        meant = marking_given(node, stated.marking)
    if agency not in meant.owners:
        raise UsageError(f"what you state of a resource is owned by {agency}")
    now = system_clock()
    lon, lat = stated.lon, stated.lat
    made = Resource(
        id=Origin(Resource.kind, agency).derived(own.encode(), now.to_bytes(8, "big")),
        source=agency,
        at=now,
        received=now,
        marking=meant.id,
        lon=None if lon is None else Degrees(lon),
        lat=None if lat is None else Degrees(lat),
        cell=None if lon is None or lat is None else cell_of(Degrees(lon), Degrees(lat)),
        identity=f"{agency}:{own}",
        name=stated.name.strip(),
        capability=stated.capability,
        agency=agency,
        details=(stated.details or "").strip() or None,
        base=(stated.base or "").strip() or None,
        availability=stated.availability,
        since=instant(stated.since),
        until=instant(stated.until),
        contact=(stated.contact or "").strip() or None,
        by=node.operator.name,
    )
    node.ledger.append(
        Resource.kind,
        kind_named(Resource.kind).to_batch([made]),
        by=node.operator.name,
        markings=(meant,),
    )
    return made


def resources(
    node: "Opened", *, capability: str | None = None, agency: str | None = None
) -> list[Resource]:
    """Resources as their newest records that this person may see state them.

    Only what an agency says of its own counts.

    Args:
        node: an open node.
        capability: only of this one.
        agency: only of this one.

    Raises:
        UsageError: for a capability there is not.
    """
    if capability is not None and capability not in {each.value for each in Capability}:
        known = ", ".join(each.value for each in Capability)
        raise UsageError(f"there is no capability {capability!r}; there are {known}")
    newest: dict[str, Resource] = {}
    rows = read_table(node, Ask(Resource.kind))
    for each in kind_named(Resource.kind).from_batch(rows):
        if not isinstance(each, Resource) or not each.identity.startswith(f"{each.agency}:"):
            continue
        before = newest.get(each.identity)
        if before is None or (each.at, each.id) > (before.at, before.id):
            newest[each.identity] = each
    return sorted(
        (
            each
            for each in newest.values()
            if capability in {None, each.capability.value} and agency in {None, each.agency}
        ),
        key=lambda each: (each.capability.value, each.identity),
    )


def told(each: Resource) -> dict[str, Any]:
    """A resource ready for JSON."""
    made: dict[str, Any] = document(each)
    return made


def _check(stated: ResourceStated) -> None:
    for name in ("identity", "name"):
        if not getattr(stated, name).strip() or len(getattr(stated, name)) > 100:
            raise UsageError(f"{name} is missing, or longer than 100 characters")
    for name in ("details", "base", "contact"):
        if len(getattr(stated, name) or "") > LONGEST:
            raise UsageError(f"{name} is longer than {LONGEST} characters")
    if (stated.lon is None) != (stated.lat is None):
        raise UsageError("lon and lat go together")
    if not (-180.0 <= (stated.lon or 0.0) <= 180.0 and -90.0 <= (stated.lat or 0.0) <= 90.0):
        raise UsageError("lon and lat are degrees")
    if stated.marking is not None and stated.partners:
        raise UsageError("name the partners in the marking, or leave the marking out")
    since, until = instant(stated.since), instant(stated.until)
    if since is not None and until is not None and until <= since:
        raise UsageError("a resource may be had until after it may be had from")
