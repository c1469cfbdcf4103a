"""Made-up people who are asked about in an exercise of screening, and the hidden truth of each.

Some are listed, and asked about as people come: under an alias, in another spelling or script, with a
typing error, with their names the other way round, with a new passport.  Most are not: strangers, people
of a listed family name, of whom one name is a listed one-word name, and namesakes, who bear a listed name
to the letter and hold another passport.  Who is asked about before the update of the list may be put on
it or taken off it by that.  All of it follows from a seed; nobody bears these names.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from northline.exercise.list_files import files
from northline.exercise.list_names import (
    LATIN,
    SCRIPTS,
    SYLLABLES,
    Name,
    drawn,
    misheard,
    turned,
    written,
)
from northline.exercise.lists import MadeUp, Turn, Versions, made_up
from northline.exercise.parts import Part, Portion, Span
from northline.records.listing import Schema

NAMED, ALIAS, SPELLING, SCRIPT = "as-listed", "alias", "spelling", "script"
TYPING, SWAPPED, RENEWED = "typing-error", "swapped", "new-passport"
STRANGER, FAMILY, ONE_WORD, NAMESAKE = "stranger", "family-name", "one-word", "namesake"

LISTED_SORTS = (NAMED, ALIAS, SPELLING, SCRIPT, TYPING, SWAPPED, RENEWED)
"""How those who are listed are asked about, one as often as another."""

UNLISTED = {STRANGER: 0.64, FAMILY: 0.18, ONE_WORD: 0.12, NAMESAKE: 0.06}
"""How many of a hundred who are not listed are what."""

TURNED = 0.2
"""How many of the listed who come before the update it adds, amends and removes, each."""

LATIN_SHARE = 0.6
"""How many of the strangers write Latin letters; the others one of the other scripts each."""

WEEK = datetime.timedelta(days=7)
"""How old the earlier version of the list is on the day."""


class ScreeningDesk(Part, frozen=True, kw_only=True):
    """A desk that screens, in a scenario.

    Attributes:
        entities: on the list, 100 or more.
        asked: people who are asked about.
        listed: how many of them are listed.
        update: exercise second at which the later version of the list comes.
    """

    entities: int
    asked: int
    listed: Portion
    update: Span

    def __post_init__(self) -> None:
        """Refuse a list too short to draw from, and nobody to ask about."""
        if not 100 <= self.entities <= 20_000:
            raise ValueError("entities: it must lie in 100 to 20000")
        if not 2 <= self.asked <= 20_000:
            raise ValueError("asked: it must lie in 2 to 20000")


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is asked about.

    Attributes:
        id: file number.
        second: exercise second at which they are asked about.
        name: as it is asked.
        script: that it is written in.
        sort: how they are asked about, or what makes them like somebody listed.
        passport: number that they hold, or None where none is told.
        number: of the entity that they truly are, or None.
        turn: what the update does to that entity, or None; None too for those who come after it.
        early: whether they are asked about before the update.
    """

    id: str
    second: float
    name: str
    script: str
    sort: str
    passport: str | None = None
    number: int | None = None
    turn: Turn | None = None
    early: bool

    @property
    def listed(self) -> bool:
        """Whether they are on the list when they are asked about."""
        return self.number is not None and self.turn is not Turn.ADDED


class DeskDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a desk that screens: what is read and asked, and the truth.

    Attributes:
        lists: name of a file -> what is in it, of the earlier version.
        update: the same of the later one.
        applicants: who is asked about, in order: hidden but for file number, name and passport.
    """

    lists: dict[str, bytes]
    update: dict[str, bytes]
    applicants: tuple[Applicant, ...]

    def file(self, since: float, until: float) -> bytes | None:
        """The questions from one second until before another, as a file that is screened; None of nobody."""
        people = [each for each in self.applicants if since <= each.second < until]
        return questions(people) if people else None


def desk_day(desk: ScreeningDesk, day: datetime.date, duration: int, seed: int) -> DeskDay:
    """The day of a desk.

    Args:
        desk: of the scenario.
        day: of the later version of the list; the earlier one is a week older.
        duration: exercise seconds.
        seed: of all chance; the same seed gives the same day.
    """
    versions = made_up(seed, desk.entities)
    told = files(versions, day - WEEK, day)
    return DeskDay(
        lists={name: data for name, data in told.items() if str(day) not in name},
        update={name: data for name, data in told.items() if str(day) in name},
        applicants=applicants(versions, desk, duration, seed),
    )


def applicants(
    versions: Versions, desk: ScreeningDesk, duration: int, seed: int
) -> tuple[Applicant, ...]:
    """Who is asked about, in the order of the day."""
    chance = np.random.default_rng([seed, desk.entities, desk.asked])
    seconds = sorted(round(float(each), 1) for each in chance.uniform(0, duration, desk.asked))
    cast = _Cast(versions, chance)
    found = []
    for place, second in enumerate(seconds, start=1):
        early = second < desk.update
        drawn_one = cast.listed(early) if chance.random() < desk.listed else cast.unlisted(early)
        found.append(msgspec.structs.replace(drawn_one, id=f"EX-F-{place:05d}", second=second))
    return tuple(found)


def questions(people: Iterable[Applicant]) -> bytes:
    """What is asked of each, and no more: a file for the desk."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("id", "schema", "name", "passportNumber"))
    rows.writerows((each.id, "Person", each.name, each.passport or "") for each in people)
    return text.getvalue().encode()


def syllables(name: str) -> Name:
    """The syllables of a name in Latin letters; no syllable begins another, so there is one reading.

    Raises:
        ValueError: for a name of other syllables.
    """
    return tuple(_word(each) for each in name.lower().split())


def _word(text: str) -> tuple[int, ...]:
    places: list[int] = []
    left = text
    while left:
        place = next((n for n, each in enumerate(SYLLABLES) if left.startswith(each[0])), None)
        if place is None:
            raise ValueError(f"{text!r} is not made of the syllables of made-up names")
        places.append(place)
        left = left.removeprefix(SYLLABLES[place][0])
    return tuple(places)


class _Cast:
    """Draws people from two versions of a list."""

    def __init__(self, versions: Versions, chance: np.random.Generator) -> None:
        self._turns, self._chance = versions.turns, chance
        self._first, self._later = _persons(versions.first), _persons(versions.later)
        # Whoever comes before the update is asked about as the earlier version has them.
        every = {each.number: each for each in (*self._later, *self._first)}
        self._by_turn = {
            turn: [each for n, each in every.items() if versions.turns.get(n) is turn]
            for turn in Turn
        }
        self._same = [each for n, each in every.items() if n not in versions.turns]
        bearers: dict[str, set[int]] = {}
        for each in (*versions.first, *versions.later):
            for name in (each.name, *each.aliases, *each.former, *each.weak):
                bearers.setdefault(name, set()).add(each.number)
        self._bearers = bearers

    def listed(self, early: bool) -> Applicant:
        """Somebody who is listed, or will be."""
        entity, turn = self._pick(self._later), None
        if early:
            place = int(self._chance.random() / TURNED)
            turned_to = tuple(Turn)[place] if place < len(Turn) else None
            pool = self._same if turned_to is None else self._by_turn[turned_to]
            if pool:
                entity, turn = self._pick(pool), turned_to
        sort = LISTED_SORTS[int(self._chance.integers(len(LISTED_SORTS)))]
        name, script, passport = entity.name, LATIN, None
        # An alias that two bear tells nobody which of them is meant, and no truth either.
        own = [each for each in (*entity.aliases, *entity.former) if len(self._bearers[each]) == 1]
        if sort == ALIAS and not own:
            sort = SPELLING
        if sort == ALIAS:
            name = own[int(self._chance.integers(len(own)))]
        elif sort == SPELLING:
            name = misheard(entity.name, self._chance)
        elif sort == SCRIPT:
            script = self._script()
            name = written(syllables(entity.name), script)
        elif sort == TYPING:
            name = _slip(entity.name, self._chance)
        elif sort == SWAPPED:
            name = turned(entity.name)
        elif sort == RENEWED:
            passport = self._passport()
        return _applicant(name, script, sort, early, passport, entity.number, turn)

    def unlisted(self, early: bool) -> Applicant:
        """Somebody who is not listed and will not be."""
        sort = str(self._chance.choice(tuple(UNLISTED), p=tuple(UNLISTED.values())))
        if sort == NAMESAKE:
            name = self._pick(self._same).name
            return _applicant(name, LATIN, sort, early, self._passport())
        while True:
            latin = self._chance.random() < LATIN_SHARE
            script = LATIN if sort != STRANGER or latin else self._script()
            words = drawn(self._chance, int(self._chance.integers(2, 4)))
            name = written(words)
            if sort == FAMILY:
                family = self._pick(self._first).name.split()[-1]
                name = f"{name.rpartition(' ')[0]} {family}"
            elif sort == ONE_WORD:
                weak = [word for each in self._first for word in each.weak]
                name = f"{weak[int(self._chance.integers(len(weak)))]} {name.split()[-1]}"
            if name not in self._bearers:
                said = name if script == LATIN else written(words, script)
                return _applicant(said, script, sort, early, None)

    def _pick(self, people: Sequence[MadeUp]) -> MadeUp:
        return people[int(self._chance.integers(len(people)))]

    def _script(self) -> str:
        return str(self._chance.choice([each for each in SCRIPTS if each != LATIN]))

    def _passport(self) -> str:
        return f"EX{self._chance.integers(10**6, 10**7)}"


def _persons(entities: Iterable[MadeUp]) -> list[MadeUp]:
    return [each for each in entities if each.schema is Schema.PERSON]


def _applicant(
    name: str,
    script: str,
    sort: str,
    early: bool,
    passport: str | None,
    number: int | None = None,
    turn: Turn | None = None,
) -> Applicant:
    return Applicant(
        id="", second=0.0, name=name, script=script, sort=sort, passport=passport,
        number=number, turn=turn, early=early,
    )  # fmt: skip


def _slip(name: str, chance: np.random.Generator) -> str:
    """The name with one slip of the fingers: a letter left out, doubled, or before its neighbour."""
    places = [n for n in range(1, len(name) - 1) if " " not in name[n - 1 : n + 2]]
    at = places[int(chance.integers(len(places)))]
    slip = int(chance.integers(3))
    if slip == 0:
        return name[:at] + name[at + 1 :]
    if slip == 1:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
