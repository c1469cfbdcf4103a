"""Shifts as they stand, and stating them: by hand, or a whole roster at once.

Of one unit with one beginning the newest statement counts.  A row that cannot be read, that books an
officer or a unit twice, or that breaks a rule of rest is not taken in, and told why; the others are.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow.compute as pc

from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.settings_safety import SafetySettings
from northline.app.stating import row_given
from northline.decisions.booking import booked_twice, units_twice
from northline.decisions.lone_officer import Crew, check_crew
from northline.decisions.rest import Breach, Duty, Rest, breaches
from northline.decisions.standing import plain
from northline.formats.shifts_roster import read_roster
from northline.formats.shifts_rows import COLUMNS, NEEDED, row_of
from northline.geo.cells import cell_of
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.record import Id
from northline.records.shift import Shift

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-planning"
"""What whoever states shifts or plans patrols must be allowed to."""

WEEK = 7 * 24 * 3_600_000_000
"""How far around a shift others count for rest, us."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a roster.

    Attributes:
        stated: place in the roster -> id of the shift that was added.
        known: places of those that were stated so before.
        wrong: place -> why it was not taken in.
        breaches: what does not hold and was taken in all the same, because that was asked for.
    """

    stated: dict[str, Id]
    known: tuple[str, ...]
    wrong: dict[str, str]
    breaches: tuple[Breach, ...] = ()


def bounds(least: float, longest: float, week: float) -> Rest:
    """The bounds of rest that an agency sets, hours.

    Raises:
        UsageError: when one is out of its range.
    """
    return Rest(least=least, longest=longest, week=week)


def shifts(
    node: "Opened",
    *,
    since: int | None = None,
    until: int | None = None,
    ids: Iterable[bytes] | None = None,
    called_off: bool = False,
) -> list[Shift]:
    """Shifts as the operator may see them, by their beginning; the read stands in the audit.

    Args:
        node: an open node.
        since: only those that end after this instant, us.
        until: only those that begin before it.
        ids: only these very statements, whether or not a newer one replaced them.
        called_off: those that were called off, too.
    """
    rows = read_table(node, Ask(Shift.kind, ids=None if ids is None else list(ids)))
    if since is not None:
        rows = rows.filter(pc.greater(rows.column("ends").cast("int64"), since))
    if until is not None:
        rows = rows.filter(pc.less(rows.column("begins").cast("int64"), until))
    found = [each for each in kind_named(Shift.kind).from_batch(rows) if isinstance(each, Shift)]
    if ids is not None:
        return found
    newest: dict[tuple[str, int], Shift] = {}
    for each in sorted(found, key=lambda shift: (shift.at, shift.received, shift.id)):
        newest[each.identity, each.begins] = each
    standing = [each for each in newest.values() if called_off or not each.called_off]
    return sorted(standing, key=lambda shift: (shift.begins, shift.identity))


def duty(shift: Shift) -> Duty:
    """A shift as the rules of rest and booking count it."""
    return Duty(
        name=shift.callsign or shift.identity,
        officers=shift.officers,
        begins=shift.begins,
        ends=shift.ends,
        key=duty_key(shift),
    )


def duty_key(shift: Shift) -> bytes:
    """What one shift is over all its statements: its unit and its beginning."""
    return f"{shift.identity}@{shift.begins}".encode()


def all_breaches(duties: Iterable[Duty], rest: Rest) -> tuple[Breach, ...]:
    """Everything that does not hold: who is booked twice first, then rest."""
    every = list(duties)
    return (*units_twice(every), *booked_twice(every), *breaches(every, rest))


def new_breaches(before: Iterable[Duty], fresh: Iterable[Duty], rest: Rest) -> tuple[Breach, ...]:
    """What does not hold once some duties come to others, and held before."""
    fresh = list(fresh)
    units = {each.name for each in fresh}
    people = {plain(name) for each in fresh for name in each.officers}
    kept = [
        each
        for each in before
        if each.name in units or not people.isdisjoint(map(plain, each.officers))
    ]
    old = {(each.what, each.officer, each.one, each.other) for each in all_breaches(kept, rest)}
    return tuple(
        each
        for each in all_breaches([*kept, *fresh], rest)
        if (each.what, each.officer, each.one, each.other) not in old
    )


def state_shift(
    node: "Opened",
    given: Mapping[str, object],
    marking: Marking | str | None = None,
    *,
    rest: Rest,
    crews: SafetySettings | None = None,
    anyway: bool = False,
) -> tuple[Shift, tuple[Breach, ...]]:
    """Add one shift, or a newer statement of it.

    Args:
        node: an open node.
        given: column -> value (`northline.formats.shifts_rows`); ``at`` is now where it is left out.
        marking: its marking, or the text of one; unclassified and the agency's own otherwise.
        rest: the bounds that are kept.
        crews: how many officers a unit has at least, and which exceptions the agency has stated.
        anyway: whether it is taken in although rest is too short or officers are too few; nobody is booked twice all the same.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for a wrong value, a unit of another agency's, or with every breach in a sentence.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    row = row_given(given, COLUMNS, NEEDED, row_of)
    taken = _take(node, {"shift": dict(row.values)}, marking, rest=rest, crews=crews, anyway=anyway)
    if taken.wrong:
        raise UsageError(taken.wrong["shift"])
    stands = [
        each
        for each in shifts(node, called_off=True)
        if (each.identity, each.begins) == (row.values["identity"], row.values["begins"])
    ]
    return stands[-1], taken.breaches


def state_roster(
    node: "Opened",
    data: bytes,
    marking: Marking | str | None = None,
    *,
    rest: Rest,
    crews: SafetySettings | None = None,
    anyway: bool = False,
) -> Taken:
    """Add every shift of a roster (`northline.formats.shifts_roster`) that can be taken in.

    Raises:
        RoleNeeded: when this person may not.
        InputError: when it is no roster at all.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    roster = read_roster(data)
    taken = _take(node, roster.rows, marking, rest=rest, crews=crews, anyway=anyway)
    return msgspec.structs.replace(taken, wrong={**roster.wrong, **taken.wrong})


def _take(
    node: "Opened",
    rows: Mapping[str, dict[str, Any]],
    marking: Marking | str | None,
    *,
    rest: Rest,
    crews: SafetySettings | None,
    anyway: bool,
) -> Taken:
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    made = {place: _made(node, values, meant) for place, values in rows.items()}
    if not made:
        return Taken(stated={}, known=(), wrong={})
    begin = min(each.begins for each in made.values()) - WEEK
    end = max(each.ends for each in made.values()) + WEEK
    standing = {
        (each.identity, each.begins): each
        for each in shifts(node, since=begin, until=end, called_off=True)
    }
    owners = _owners(node, standing.values())
    wrong: dict[str, str] = {}
    known: list[str] = []
    held: list[Breach] = []
    stated: dict[str, Shift] = {}
    for place, shift in made.items():
        before = standing.get((shift.identity, shift.begins))
        other = owners.get(shift.identity, ())
        if other and node.operator.agency not in other:
            wrong[place] = (
                f"{shift.identity} is a unit of {', '.join(other)}: its shifts, they state"
            )
            continue
        if before is not None and _says(before) == _says(shift):
            known.append(place)
            continue
        others = [duty(e) for key, e in standing.items() if e is not before and not e.called_off]
        found = () if shift.called_off else new_breaches(others, [duty(shift)], rest)
        if crews is not None and not shift.called_off:
            found = (*found, *_alone(shift, crews))
        grave = [each for each in found if each.what == "booked-twice" or not anyway]
        if grave:
            wrong[place] = " ".join(each.en for each in grave)
            continue
        held += found
        standing[shift.identity, shift.begins] = stated[place] = shift
    if stated:
        node.ledger.append(
            Shift.kind,
            kind_named(Shift.kind).to_batch(list(stated.values())),
            by=node.operator.name,
            markings=(meant,),
        )
    return Taken(
        stated={place: each.id for place, each in stated.items()},
        known=tuple(known),
        wrong=wrong,
        breaches=tuple(held),
    )


def _alone(shift: Shift, crews: SafetySettings) -> tuple[Breach, ...]:
    """That too few officers are named for it; where none is named yet, nothing is to be said."""
    named = len(shift.officers) or None
    checked = check_crew(named, shift.mode, crews.exempt, crews.least_officers)
    if checked.crew is not Crew.TOO_FEW:
        return ()
    said = duty(shift).said
    return (
        Breach(
            what="too-few-officers",
            officer="; ".join(shift.officers),
            one=said,
            other=said,
            bound=float(crews.least_officers),
            en=f"{said} has {named} officer, and a unit has at least {crews.least_officers}: name "
            "another, or state the exception of its mode in [[safety.exempt]].",
            fr=f"{said} compte {named} agent, et une unité en compte au moins "
            f"{crews.least_officers} : en nommer un autre, ou déclarer une exception pour son mode dans "
            "[[safety.exempt]].",
        ),
    )


def _made(node: "Opened", values: Mapping[str, Any], marking: Marking) -> Shift:
    now = system_clock()
    at = values.get("at", now)
    named = f"{values['identity']}/{values['begins']}/{at}"
    return msgspec.convert(
        {
            **values,
            "id": Origin(Shift.kind, node.operator.name).sequenced(named),
            "source": node.operator.name,
            "at": at,
            "received": now,
            "marking": marking.id,
            "cell": cell_of(values["lon"], values["lat"]),
        },
        Shift,
        builtin_types=(bytes,),
    )


def _says(shift: Shift) -> tuple[Any, ...]:
    """What a statement says, whoever made it and when."""
    beside = {"id", "source", "at", "received", "marking", "supersedes", "cell"}
    return tuple(getattr(shift, n) for n in shift.__struct_fields__ if n not in beside)


def _owners(node: "Opened", known: Iterable[Shift]) -> dict[str, tuple[str, ...]]:
    """Unit -> the agencies that own its newest shift here."""
    every = sorted(known, key=lambda shift: shift.at)
    now = node.ledger.markings_now({each.id: each.marking for each in every})
    found: dict[str, tuple[str, ...]] = {}
    for each in every:
        marking = now.get(each.id)
        if marking is not None:
            found[each.identity] = marking.owners
    return found
