"""Every text of the pages stands in English and French, and every one is used."""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from northline.decisions.rules import State
from northline.geo.ports import Mode as Arrives
from northline.records.position import Craft
from northline.records.sensor import SensorSort, SensorState, Target
from northline.records.unit import Mode
from northline.web.language import DOMAIN, FOLDER, TONGUES, USUAL, Language
from northline.web.pages.account_words import browser_words as account_words
from northline.web.pages.account_words import sign_in_words
from northline.web.pages.exercise_words import browser_words as exercise_words
from northline.web.pages.findings_words import browser_words, verbs
from northline.web.pages.outcomes_words import browser_words as outcomes_words
from northline.web.pages.patrol_words import browser_words as patrol_words
from northline.web.pages.picture_words import words
from northline.web.pages.screening_words import browser_words as screening_words
from tests.conventions.tree import ROOT, SOURCES

WEB = SOURCES / "northline" / "web"
CODE = ROOT / "web" / "src"

OTHERS = sorted(set(TONGUES) - {USUAL})

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%\w+|%%")

WORDS: Mapping[str, Callable[[Language], dict[str, str]]] = {
    "account.ts": account_words,
    "exercise.ts": exercise_words,
    "findings.ts": browser_words,
    "outcomes.ts": outcomes_words,
    "patrol.ts": patrol_words,
    "picture.ts": words,
    "screening.ts": screening_words,
    "sign_in.ts": sign_in_words,
}
"""What each page's browser code is given to say, by its file in ``web/src/pages``."""

CRAFTS = {each.value for each in Craft}
MODES = {each.value for each in Mode}
SAID: Mapping[str, set[str]] = {
    "track.craft": CRAFTS,
    "t.craft": CRAFTS,
    "track.mode": MODES,
    "t.mode": MODES,
    "sort": {f"sort-{each.value}" for each in SensorSort},
    "works": {f"works-{each.value}" for each in SensorState},
    "aim": {f"target-{each.value}" for each in Target},
}
"""Names that browser code says by an expression, each of which must be there."""

PERHAPS: Mapping[str, set[str]] = {
    "name": {f"state-{each.value}" for each in State},  # falls back on state-other: chosen.ts
}
"""Names that it says where they are there, and has another word for where not."""

CALL = re.compile(r"(?<![\w.])say\(")
DECLARED = re.compile(r"\w+: ")
"""How the argument of a method begins that is only declared."""

TEXT = re.compile(r'"([\w-]+)"')
MADE = re.compile(r"`\$\{([\w.]+)\}(-\w+)`")
"""A name made of a value and an ending."""

VERBS = frozenset(verbs(Language(USUAL)))
VALUES: Mapping[str, Set[str]] = {
    "verb": VERBS,
    "offer.verb": VERBS,
    "this.at.offer.verb": VERBS,
    "offer.word": VERBS,
    "this.at.offer.word": VERBS,
    "mode": {each.value for each in Arrives},
}
"""What a value in a made name may be."""
IMPORT = re.compile(r'from "(\.{1,2}/[\w./-]+)"')


@cache
def extracted() -> frozenset[str]:
    """Every text that templates and pages say, as ``make texts`` finds them."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        str(WEB),
        method_map=methods,
        options_map=options,
        keywords={**DEFAULT_KEYWORDS, "say": None},
    )
    return frozenset(str(text) for _, _, text, _, _ in found)


@cache
def catalogue(code: str) -> Catalog:
    with (FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=code)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def closure(entry: Path) -> Iterator[Path]:
    """A file of browser code and all that it imports of ours."""
    waiting, seen = [entry], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        yield path
        waiting += [
            (path.parent / f"{name}.ts").resolve() for name in IMPORT.findall(path.read_text())
        ]


def arguments(text: str) -> Iterator[str]:
    """First argument of each call of ``say``, as it is written."""
    for call in CALL.finditer(text):
        depth, begin = 0, call.end()
        for place in range(begin, len(text)):
            depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(text[place], 0)
            if depth < 0 or (depth == 0 and text[place] == ","):
                if not DECLARED.match(text, begin):
                    yield text[begin:place].strip()
                break


def said_by(entry: Path) -> tuple[set[str], set[str]]:
    """Names that a page's browser code says, and those that it says perhaps."""
    surely: set[str] = set()
    perhaps: set[str] = set()
    for path in closure(entry):
        if path == CODE / "words.ts":
            continue
        for argument in arguments(path.read_text()):
            made = MADE.findall(argument)
            names = {f"{each}{end}" for value, end in made for each in VALUES.get(value, ())}
            names |= set(TEXT.findall(MADE.sub("", argument)))
            if not names and argument not in {*SAID, *PERHAPS}:
                raise AssertionError(
                    f"{path.name} says {argument!r}: name in SAID what that may be"
                )
            surely |= names | SAID.get(argument, set())
            perhaps |= PERHAPS.get(argument, set())
    return surely, perhaps


def test_the_search_for_texts_finds_them() -> None:
    assert {"Picture", "Skip to the content", "No port matches."} <= extracted()
    assert list(arguments('say("a", { n: f(1, 2) }) + say(on ? "b" : "c"); essay("d")')) == [
        '"a"',
        'on ? "b" : "c"',
    ]
    assert placeholders("%n of %(all)s, 5 %% and %name") == ["%%", "%(all)s", "%n", "%name"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_its_translation(code: str) -> None:
    held = {str(each.id): each for each in catalogue(code) if each.id}
    assert not sorted(extracted() - held.keys()), "run `make texts` and translate"
    assert not sorted(text for text, each in held.items() if not each.string)
    assert not sorted(text for text, each in held.items() if each.fuzzy)


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_left_over(code: str) -> None:
    held = {str(each.id) for each in catalogue(code) if each.id}
    assert not sorted(held - extracted())
    assert not list(catalogue(code).obsolete)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_for_values_that_the_text_has(code: str) -> None:
    wrong = [
        str(each.id)
        for each in catalogue(code)
        if each.id and placeholders(str(each.id)) != placeholders(str(each.string))
    ]
    assert not wrong


@pytest.mark.parametrize("name", sorted(path.name for path in (CODE / "pages").glob("*.ts")))
def test_browser_code_says_what_its_page_gives_it_and_all_of_that(name: str) -> None:
    surely, perhaps = said_by(CODE / "pages" / name)
    given = set(WORDS[name](Language(USUAL))) if name in WORDS else set()
    assert not sorted(surely - given), "said, but not given"
    assert not sorted(given - surely - perhaps), "given, but never said"


def test_every_page_that_is_given_words_is_there() -> None:
    assert WORDS.keys() <= {path.name for path in (CODE / "pages").glob("*.ts")}
