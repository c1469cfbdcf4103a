# ruff: noqa: RUF001 - letters of many scripts are what this is about.
"""Screening names: what it keeps to whatever the names, every script, and the ranking by brute force."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.screening.calibration import FEATURES, prior_shift, probability
from northline.engines.screening.identifiers import document
from northline.engines.screening.latin import readings, script_of
from northline.engines.screening.matching import Entry, Index, Query
from northline.engines.screening.normal import FORMS, PARTICLES, words
from northline.engines.screening.params import MatchingParams
from northline.engines.screening.phonetic import fold, skeleton
from northline.engines.screening.tokens import forms
from northline.engines.screening.words import TEXTS, WORDING
from northline.engines.wording import LANGUAGES, arguments, say
from northline.records.errors import SettingsError, UnknownName, UsageError
from northline.records.finding import Reason
from tests.engines.screening_names import (
    FIRST,
    LAST,
    best,
    by_brute_force,
    entry,
    found,
    only,
    town,
)

TOWN = Index(town())

names = st.tuples(
    st.lists(st.sampled_from(FIRST), min_size=1, max_size=2, unique=True), st.sampled_from(LAST)
).map(lambda each: " ".join([*each[0], each[1]]))
slips = st.tuples(names, st.integers(0, 11), st.sampled_from(["", "a", "k", "  "])).map(
    lambda s: s[0][: s[1] + 1] + s[2] + s[0][s[1] + 2 :]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(names, slips), st.integers(1, 8))
def test_the_answer_is_that_of_aligning_every_name(name: str, limit: int) -> None:
    hits = TOWN.match(Query((name,), "Person"), limit)
    force = by_brute_force(TOWN, name)[:limit]
    assert [hit.rank for hit in hits] == pytest.approx([rank for _, rank in force], abs=1e-6)
    assert [hit.entity for hit in hits] == [entity for entity, _ in force]
    assert TOWN.scored == 60


@settings(max_examples=60, deadline=None)
@given(st.one_of(names, slips))
def test_shares_add_up_to_the_rank_and_the_score_is_its_probability(name: str) -> None:
    for hit in TOWN.match(Query((name,), "Person")):
        assert sum(part.share for part in hit.parts) == pytest.approx(hit.rank, abs=1e-6)
        assert hit.score == pytest.approx(probability(hit.rank))
        assert 0.0 < hit.score < 1.0


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(town()))
def test_a_name_finds_itself_first(listed: Entry) -> None:
    hits = TOWN.match(Query((listed.name,), "Person"))
    assert listed.name in [hit.name for hit in hits if hit.rank == hits[0].rank]


@settings(max_examples=40, deadline=None)
@given(st.permutations(["Torvin", "Nadir", "Quensel"]))
def test_what_words_agree_does_not_depend_on_their_order(order: list[str]) -> None:
    straight, turned = best(TOWN, "Torvin Nadir Quensel"), best(TOWN, " ".join(order))
    orderly = next(f.beta for f in FEATURES if f.name == "in-order")
    assert turned.entity == straight.entity
    assert straight.rank - orderly - 1e-9 <= turned.rank <= straight.rank + 1e-9


@settings(max_examples=30, deadline=None)
@given(slips, names)
def test_one_name_more_of_an_entity_or_of_who_is_asked_never_lowers_it(
    one: str, other: str
) -> None:
    asked = Query((one,), "Person")
    before = {hit.entity: hit.rank for hit in TOWN.match(asked, 100)}
    for hit in TOWN.match(Query((one, other), "Person"), 100):
        assert hit.rank >= before.get(hit.entity, -99.0) - 1e-9


def test_a_document_that_agrees_raises_one_that_differs_lowers_and_one_unstated_says_nothing() -> (
    None
):
    listed = {"p": ("passport:AB 1234", "tax_number:9")}
    index = Index([entry("p", "Torvin Quensel")], listed)
    plain = best(index, "Torvin Quensel")
    same = best(index, "Torvin Quensel", identifiers=("Passport:ab-1234",))
    other = best(index, "Torvin Quensel", identifiers=("passport:XY9",))
    unstated = best(index, "Torvin Quensel", identifiers=("seaman_book:77",))
    params = MatchingParams()
    assert same.rank == pytest.approx(plain.rank + params.same_document)
    assert other.rank == pytest.approx(plain.rank - params.other_document)
    assert unstated.rank == plain.rank
    assert same.parts[-1].code == "screen-same-document"
    assert other.parts[-1].code == "screen-other-document"


def test_a_document_finds_who_gives_another_name() -> None:
    index = Index([*town(), entry("zz", "Pello Kobashi")], {"zz": ("passport:AB1234",)})
    assert best(index, "Grizelda Womble", identifiers=("passport:AB1234",)).entity == "zz"


@pytest.mark.parametrize(
    "said", ["sex:f", "religion:any", "birth_date:1970", "birthplace:x", "citizenship:ca",
             "Nationality:ca", "date of birth:1", "gender:m", "passport", ":4", "passport:--"],
)  # fmt: skip
def test_who_a_person_is_and_what_is_no_document_are_refused(said: str) -> None:
    with pytest.raises(UsageError):
        document(said)
    with pytest.raises(UsageError):
        TOWN.match(Query(("Torvin",), "Person", (said,)))
    with pytest.raises(UsageError):
        Index([entry("p", "Torvin")], {"p": (said,)})


@pytest.mark.parametrize(
    "field",
    ["sex", "gender", "religion", "birth_date", "born", "birthplace", "citizenship", "race"],
)
def test_the_schema_has_no_place_for_who_a_person_is(field: str) -> None:
    asked = {"names": ["Torvin"], "schema": "Person"}
    assert msgspec.convert(asked, Query).names == ("Torvin",)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**asked, field: "x"}, Query)
    listed = {"entity": "p", "schema": "Person", "name": "Torvin", "sort": "primary"}
    assert msgspec.convert(listed, Entry).name == "Torvin"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**listed, field: "x"}, Entry)


@pytest.mark.parametrize(
    ("listed", "asked", "script"),
    [
        ("Одальрик Желобин", "Odalrik Zhelobin", "cyrillic"),
        ("Олег Гнатозуб", "Oleh Hnatozub", "cyrillic"),
        ("كريم الطمرازي", "Karim al-Tamrazi", "arabic"),
        ("جميلة زريفان", "Djamila Zarifan", "arabic"),
        ("אברהם טלזרון", "Avraham Talzaron", "hebrew"),
        ("陳鯤鵬", "Chan Kunpeng", "han"),
        ("欧阳鯤", "Ouyang Kun", "han"),
        ("이보랑", "Lee Borang", "hangul"),
        ("박두련", "Duryeon Park", "hangul"),
        ("コバシ ザロウ", "Zaro Kobashi", "kana"),
        ("Θράσος Ξυλάκος", "Thrasos Xylakos", "greek"),
        ("Łudwisz Żółtoryż", "Ludwisz Zoltoryz", "latin"),
        ("Đặng Ôn Trầm", "Dang On Tram", "latin"),
        ("ओडल वर्मिक", "Odal Varmik", "other"),
    ],
)
def test_every_script_is_found_from_latin_letters_and_latin_from_it(
    listed: str, asked: str, script: str
) -> None:
    assert script_of(listed) == script
    for one, other in ((listed, asked), (asked, listed)):
        index = Index([*town(), entry("it", one)])
        assert found(index, other)[0] == "it"
    assert only(listed, listed) == pytest.approx(only(asked, asked), abs=3.0)


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Muhammad Zarifan", "Mohamed Zarifan"),
        ("Abd al-Rahman Zarifan", "Abdalrahman Zarifan"),
        ("Djamila Ferwerda", "Jamila Fervverda"),
        ("William Strandqvist", "Bill Strandqvist"),
        ("Odalric Ravndal", "O. Ravndal"),
        ("Odalric Ravndal", "Ravndal, Odalric"),
        ("Odalric Ravndal", "Mr. Odalric RAVNDAL"),
        ("Odalric Ravndal", "OdalricRavndal"),
        ("Yusra O'Quensel", "yusra oquensel"),
    ],
)
def test_what_clerks_do_to_a_name_leaves_it_first(listed: str, asked: str) -> None:
    index = Index([*town(), entry("it", listed)])
    assert found(index, asked)[0] == "it"


def test_a_word_that_differs_weighs_more_than_one_left_out() -> None:
    assert only("Torvin Nadir Quensel", "Torvin Quensel") > only(
        "Torvin Nadir Quensel", "Torvin Bram Quensel"
    )


def test_a_rare_word_that_agrees_tells_more_than_a_common_one() -> None:
    index = Index([*(entry(f"c{n}", f"Karim {last}") for n, last in enumerate(LAST * 4)),
                   entry("rare", "Xylander Quensel"), entry("common", "Karim Quensel")])  # fmt: skip
    ranks = {hit.entity: hit.rank for hit in index.match(Query(("Karim Xylander",), "Person"), 60)}
    assert max(ranks, key=lambda entity: ranks[entity]) == "rare"


def test_short_names_are_not_taken_for_each_other() -> None:
    assert only("Li Na", "Li Na") > 0.0
    assert only("Li Na", "Lu No") < -3.0
    assert only("Wu", "Wo") == -99.0


def test_one_word_alone_is_found_and_ranks_below_the_whole() -> None:
    index = Index([*town(), entry("one", "Zarathene"), entry("two", "Zarathene Ravndal")])
    assert found(index, "Zarathene")[0] == "one"
    ranks = {hit.entity: hit.rank for hit in index.match(Query(("Zarathene",), "Person"))}
    assert ranks["one"] > 0.0 > ranks["two"] - 5.0
    assert ranks["one"] > ranks["two"]


def test_forms_of_company_are_one_and_weigh_little() -> None:
    index = Index([entry("a", "Ravndal Shipping Limited", "Organization"),
                   entry("b", "Quensel Shipping Ltd.", "Organization"),
                   entry("c", "Ferwerda Trading Company", "Organization")])  # fmt: skip
    assert found(index, "RAVNDAL SHIPPING LTD", "Organization")[0] == "a"
    whole = best(index, "Ravndal Shipping Ltd", "Organization")
    assert whole.rank > best(index, "Ravndal Mining Ltd", "Organization").rank + 2.0
    assert forms("OOO Ravndal", "Organization") == forms("LLC Ravndal", "Organization")
    assert best(index, "Ravndal Shipping", "Organization").rank > 0.0


def test_schemas_are_kept_apart_and_the_unknown_is_compared_with_all() -> None:
    index = Index([entry("p", "Ravndal Star"), entry("v", "Ravndal Star", "Vessel"),
                   entry("u", "Ravndal Star", "Unknown")])  # fmt: skip
    assert set(found(index, "Ravndal Star", "Vessel")) == {"v", "u"}
    assert index.scored == 2
    assert set(found(index, "Ravndal Star", "Unknown")) == {"p", "v", "u"}
    assert index.scored == 3


def test_what_cannot_be_asked_is_refused() -> None:
    for wrong in (Query((), "Person"), Query(("Torvin",), "Person")):
        with pytest.raises(UsageError):
            TOWN.match(wrong, limit=1 if not wrong.names else 0)
    with pytest.raises(UnknownName):
        TOWN.match(Query(("Torvin",), "Dragon"))
    with pytest.raises(UnknownName):
        Index([entry("p", "Torvin", "Dragon")])
    for wrong_params in ({"prior": 0.0}, {"same_document": -1.0}, {"other_document": 21.0}):
        with pytest.raises(SettingsError):
            MatchingParams(**wrong_params)


def test_a_name_without_letters_and_an_empty_list_find_nothing() -> None:
    assert TOWN.match(Query(("---",), "Person")) == ()
    empty = Index([])
    assert empty.match(Query(("Torvin",), "Person")) == ()
    assert empty.scored == 0


def test_the_prior_moves_every_rank_alike() -> None:
    rare = Index(town(), params=MatchingParams(prior=0.001))
    asked = Query(("Torvin Quensel",), "Person")
    usual, moved = TOWN.match(asked), rare.match(asked)
    assert [hit.entity for hit in moved] == [hit.entity for hit in usual]
    for one, other in zip(usual, moved, strict=True):
        assert other.rank == pytest.approx(one.rank + prior_shift(0.001))


def test_coefficients_have_the_signs_that_the_bound_rests_on() -> None:
    for feature in FEATURES:
        assert feature.beta * feature.sign >= 0.0, feature.name
    assert {f.name for f in FEATURES if f.sign == 0} == {"longer", "one-word-asked"}


def test_every_part_is_said_in_both_languages_with_the_same_arguments() -> None:
    codes = {f"screen-{feature.name}" for feature in FEATURES}
    assert set(TEXTS) == codes | {"screen-start", "screen-same-document", "screen-other-document"}
    for text in TEXTS.values():
        assert set(text) == set(LANGUAGES)
        assert arguments(text["en"]) == arguments(text["fr"])
    index = Index([entry("p", "Torvin Nadir Quensel")], {"p": ("passport:1",)})
    for asked in (("passport:1",), ("passport:2",)):
        for part in best(index, "Quensell", identifiers=asked).parts:
            for language in LANGUAGES:
                assert say(Reason(code=part.code, args={**part.args}), language, (WORDING,))


def test_normal_forms_are_stable() -> None:
    for name in ("Torvin  QUENSEL", "ＴＯＲＶＩＮ", "Yusra O’Quensel", "كَرِيم"):
        assert words(" ".join(words(name))) == words(name)
    assert words("O’Quensel-Ravndal") == ["oquensel", "ravndal"]
    assert not PARTICLES & set(FORMS)


def test_spellings_of_one_sound_fold_together() -> None:
    for one, other in (("khaled", "haled"), ("shukri", "choukri"), ("yevgeny", "evgeny"),
                       ("philippe", "filipe"), ("quensel", "kwensel")):  # fmt: skip
        assert fold(one)[-4:] == fold(other)[-4:]
    assert skeleton("mohammed") == skeleton("~mhmd") == "mhmt".replace("t", "d")
    assert readings("김", True) == ("gim",)
    assert readings("김보랑", True)[1] == "kim bolang"
