r"""Hours of patrol: by mode, stretch and week, against the targets that people set.

.. math:: h = \tfrac{1}{3600} \sum_{\text{units}} \Bigl|\bigcup_{\text{legs}} [\text{begin}, \text{end})\Bigr|

A unit counts once, whatever its crew: hours are unit-hours, not officer-hours.  Weeks are those of
ISO 8601, Monday to Sunday of UTC.
"""

import datetime
import enum
from collections.abc import Iterable, Sequence

import msgspec

from northline.measures.claim import Claim, declared
from northline.measures.patrol_time import MICROS, Stay, cut, within
from northline.measures.text import Text
from northline.measures.verdict import Verdict
from northline.records.patrol_leg import Reported
from northline.records.patrol_target import PatrolTarget

MEASURE = "patrol-hours"


def _french(text: str) -> str:
    """With the typographic apostrophe."""
    return text.replace("'", "\u2019")


DEFINITION = Text(
    en="Unit-hours along the line: of each unit the union of the time that its legs count, every moment "
    "once, whatever the crew. Counted time is between two positions no more than the gap apart, at a "
    "speed that the mode can go, within the strip of the line, and not at a depot; or what a form says, "
    "where no track of that unit touches its span.",
    fr=_french(
        "Heures-unités le long de la ligne\u00a0: pour chaque unité, l'union du temps que comptent ses "
        "parcours, chaque instant une seule fois, quel que soit l'équipage. Le temps compté se situe entre "
        "deux positions séparées d'au plus l'intervalle admis, à une vitesse possible pour le mode, dans la "
        "bande le long de la ligne et hors d'un dépôt; ou ce que dit un formulaire, là où aucune trace de "
        "l'unité ne touche sa période."
    ),
)

BESIDE = "patrol-hours"
"""Said in the data of what Ontario states of its own patrols: an outcome, and no target."""

CLAIM_SINCE = datetime.datetime(2024, 12, 6, 5, tzinfo=datetime.UTC)
"""6 December 2024, midnight in Ontario (Eastern Standard Time, five hours behind UTC)."""

QUALIFIERS = {
    Verdict.NOT_COMPUTABLE: Text(
        en="No leg on this ledger since then that you may see; nothing public counts patrol hours.",
        fr="Aucun parcours depuis lors dans ce registre que vous puissiez voir; rien de public ne compte "
        "les heures de patrouille.",
    ),
    Verdict.OTHER_SCOPE: Text(
        en="Ours are the legs on this ledger that you may see, not all patrols of the province, so "
        "neither is judged by the other.",
        fr=_french(
            "Les nôtres sont les parcours de ce registre que vous pouvez voir, et non toutes les "
            "patrouilles de la province; aucun des deux chiffres ne juge l'autre."
        ),
    ),
}

DAY = 86_400 * MICROS
WEEK = 7 * DAY
MONDAY = 4 * DAY
"""1970-01-05, a Monday, us."""


class By(enum.StrEnum):
    """What hours are split by."""

    MODE = "mode"
    STRETCH = "stretch"
    WEEK = "week"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of one mode, stretch or week.

    Attributes:
        mode: the mode, or None where it is not split by mode.
        segment: segment of the line, of a stretch.
        stretch: its number, or None.
        week: the week, such as ``2026-W33``, or None.
        hours: unit-hours.
        form_hours: of these, by a form alone.
        units: how many units.
    """

    mode: str | None = None
    segment: str | None = None
    stretch: int | None = None
    week: str | None = None
    hours: float
    form_hours: float
    units: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A target in one week.

    Attributes:
        target: place of the target among those given.
        week: the week.
        wanted: hours of the target in the part of the week that it holds for and was asked about.
        done: hours counted in that part.
        share: done of wanted, or None where none are wanted.
        whole: whether that part is the whole week.
    """

    target: int
    week: str
    wanted: float
    done: float
    share: float | None
    whole: bool


class Unvisited(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch where nobody was for so long: when somebody was last there (us), or None for never."""

    stretch: int
    last: int | None


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What was claimed, beside what the ledger holds.

    Attributes:
        claim: the claim.
        verdict: *not computable* without legs, else *other scope*: it is never judged by our legs.
        ours: hours on this ledger since then, or None without any.
        qualifier: why.
    """

    claim: Claim
    verdict: Verdict
    ours: float | None
    qualifier: Text


def week_of(at: int) -> str:
    """The ISO week of an instant, us: ``2026-W33``."""
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=at // DAY)
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def hours(stays: Iterable[Stay], by: Sequence[By] = ()) -> tuple[Line, ...]:
    """Hours of stays of which no two tell the same time of a unit, split as is asked.

    Args:
        stays: `northline.measures.patrol_time.counted`.
        by: what to split by, in any combination; nothing gives one line, also of no stays.
    """
    chosen = set(by)
    parts: dict[tuple[str, str, int, str], list[Stay]] = {}
    pieces = cut(stays, MONDAY, WEEK) if By.WEEK in chosen else stays
    for stay in pieces:
        key = (
            stay.mode.value if By.MODE in chosen else "",
            stay.segment if By.STRETCH in chosen else "",
            stay.stretch if By.STRETCH in chosen else -1,
            week_of(stay.begin) if By.WEEK in chosen else "",
        )
        parts.setdefault(key, []).append(stay)
    if not chosen:
        parts.setdefault(("", "", -1, ""), [])
    return tuple(
        Line(
            mode=mode or None,
            segment=segment or None,
            stretch=None if stretch < 0 else stretch,
            week=week or None,
            hours=_hours(of),
            form_hours=_hours(s for s in of if s.reported is Reported.FORM),
            units=len({s.unit for s in of}),
        )
        for (mode, segment, stretch, week), of in sorted(parts.items())
    )


def held(
    targets: Sequence[PatrolTarget], stays: Sequence[Stay], since: int, until: int
) -> tuple[Held, ...]:
    """Each target in each week that it holds for, from ``since`` until ``until`` (us)."""
    out = []
    for place, target in enumerate(targets):
        first = max(since, target.since)
        last = min(until, until if target.until is None else target.until)
        mine = [stay for stay in stays if _meant(target, stay)]
        monday = MONDAY + (first - MONDAY) // WEEK * WEEK
        while monday < last:
            low, high = max(monday, first), min(monday + WEEK, last)
            if high > low:
                wanted = target.hours * (high - low) / WEEK
                done = _hours(within(mine, low, high))
                out.append(
                    Held(
                        target=place,
                        week=week_of(low),
                        wanted=round(wanted, 6),
                        done=done,
                        share=None if wanted <= 0 else done / wanted,
                        whole=high - low == WEEK,
                    )
                )
            monday += WEEK
    return tuple(out)


def standing(targets: Iterable[PatrolTarget]) -> list[PatrolTarget]:
    """Targets that stand: the newest of each mode and range; none of those taken back."""
    newest: dict[tuple[object, ...], PatrolTarget] = {}
    for target in sorted(targets, key=lambda each: (each.at, each.received, each.id)):
        newest[target.mode, target.segment, target.from_stretch, target.to_stretch] = target
    found = [each for each in newest.values() if each.hours > 0]
    return sorted(found, key=lambda t: (t.mode or "", t.segment, t.from_stretch or 0, t.since))


def unvisited(
    stays: Iterable[Stay], segment: str, stretches: range, now: int, days: float
) -> tuple[Unvisited, ...]:
    """Stretches of a segment where nobody was in the last so many days before ``now`` (us)."""
    last: dict[int, int] = {}
    for stay in stays:
        if stay.segment == segment and stay.begin <= now:
            last[stay.stretch] = max(last.get(stay.stretch, 0), min(stay.end, now))
    oldest = now - round(days * DAY)
    return tuple(
        Unvisited(stretch=stretch, last=last.get(stretch))
        for stretch in stretches
        if last.get(stretch, -1) < oldest or stretch not in last
    )


def share_of(stays: Sequence[Stay], legs: frozenset[int]) -> float | None:
    """Which share of the time is of these legs; None without any time."""
    whole = sum(stay.end - stay.begin for stay in stays)
    return sum(s.end - s.begin for s in stays if s.leg in legs) / whole if whole else None


def beside_claim(stays: Iterable[Stay], *, invented: bool = False) -> Beside:
    """What Ontario states of its patrols, beside what this ledger holds of the same time.

    Args:
        stays: all that count.
        invented: whether they are of an exercise: then nothing real can be said by them.
    """
    claim = next(each for each in declared().claims if each.beside == BESIDE)
    since = round(CLAIM_SINCE.timestamp()) * MICROS
    mine = () if invented else within(stays, since, 1 << 62)
    verdict = Verdict.OTHER_SCOPE if mine else Verdict.NOT_COMPUTABLE
    return Beside(
        claim=claim,
        verdict=verdict,
        ours=_hours(mine) if mine else None,
        qualifier=QUALIFIERS[verdict],
    )


def _meant(target: PatrolTarget, stay: Stay) -> bool:
    if target.segment != stay.segment or target.mode not in {None, stay.mode}:
        return False
    low = stay.stretch if target.from_stretch is None else target.from_stretch
    high = stay.stretch if target.to_stretch is None else target.to_stretch
    return low <= stay.stretch <= high


def _hours(stays: Iterable[Stay]) -> float:
    return sum(stay.end - stay.begin for stay in stays) / MICROS / 3600.0
