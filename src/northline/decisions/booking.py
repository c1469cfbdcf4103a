"""Nobody is in two places: the same officer, or the same unit, on two duties that overlap; pure.

Two spans that only touch are no double booking.  A span that stands for the very same duty (`Duty.key`)
as another is that duty once, not two.
"""

from collections.abc import Iterable

from northline.decisions.rest import Breach, Duty, by_officer
from northline.decisions.standing import plain


def booked_twice(duties: Iterable[Duty]) -> tuple[Breach, ...]:
    """Every two duties of one officer that overlap, officer by officer, then in order of time."""
    found: list[Breach] = []
    for officer, own in sorted(by_officer(duties).items()):
        for place, one in enumerate(own):
            for other in own[place + 1 :]:
                if other.begins >= one.ends:
                    break
                if not one.key or one.key != other.key:
                    found.append(_twice(officer, one, other))
    return tuple(found)


def units_twice(duties: Iterable[Duty]) -> tuple[Breach, ...]:
    """The same of units: two duties of one name that overlap, in order of time."""
    found: list[Breach] = []
    own: dict[str, list[Duty]] = {}
    for each in sorted(duties, key=lambda duty: (duty.name, duty.begins, duty.ends)):
        own.setdefault(each.name, []).append(each)
    for name, spans in own.items():
        for place, one in enumerate(spans):
            for other in spans[place + 1 :]:
                if other.begins < one.ends and (not one.key or one.key != other.key):
                    found.append(_unit_twice(name, one, other))
    return tuple(found)


def _twice(officer: str, one: Duty, other: Duty) -> Breach:
    name = next((each for each in one.officers if plain(each) == officer), officer)
    return Breach(
        what="booked-twice",
        officer=name,
        one=one.said,
        other=other.said,
        en=f"{name} is booked twice: {one.said} and {other.said} overlap.",
        fr=f"{name} est affecté deux fois : {one.said} et {other.said} se chevauchent.",
    )


def _unit_twice(name: str, one: Duty, other: Duty) -> Breach:
    return Breach(
        what="booked-twice",
        officer=name,
        one=one.said,
        other=other.said,
        en=f"Unit {name} is booked twice: {one.said} and {other.said} overlap.",
        fr=f"L'unité {name} est affectée deux fois : {one.said} et {other.said} se chevauchent.",
    )
