"""What a new version of a list changes: who came and went, and what is said otherwise of whom."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from northline.engines.screening import delta_words
from northline.engines.screening.delta import FIELDS, NAMES, Moved, delta, entities_of
from northline.records.listing import Dated, Listing, NameSort, Schema
from northline.records.marking import unclassified
from northline.records.record import Id
from northline.records.units import Micros


def listing(entity: str, *names: str, sort: str = "alias-good", **said: Any) -> Listing:
    """A listing; its first name is the primary one, unless it holds aliases alone."""
    sorts = ("primary", *(sort for _ in names[1:]))
    given: dict[str, Any] = {
        "id": Id(f"{entity:>16}"[:16].encode()),
        "source": "tests",
        "at": Micros(0),
        "received": Micros(0),
        "marking": unclassified("opp").id,
        "list": "made-up",
        "dated": Dated.STATED,
        "edition": "2026-01-01",
        "entity": entity,
        "schema": Schema.PERSON,
        "name": names[0],
        "names": names,
        "name_sorts": sorts,
        "scripts": tuple("Latn" for _ in names),
    }
    return Listing(**{**given, **said})


def test_who_came_went_and_stayed_is_told_apart_by_id_alone() -> None:
    found = delta(
        [listing("1", "Qan"), listing("2", "Kan"), listing("3", "Zan")],
        [listing("1", "Qan"), listing("2", "Khan"), listing("4", "Zan")],
    )
    assert [e.entity for e in found.added] == ["4"]
    assert [e.entity for e in found.removed] == ["3"]
    assert [a.entity.entity for a in found.amended] == ["2"]
    assert found.unchanged == 1


def test_an_amendment_says_which_names_and_papers_came_and_went() -> None:
    before = listing("1", "Qan", "Kan", identifiers=("passport:X1",), born=("1971",))
    after = listing("1", "Qan", "Khan", identifiers=("passport:X1", "passport:X2"), born=())
    (change,) = delta([before], [after]).amended
    assert change.moved == (
        Moved(field=NAMES, came=("Khan [alias-good]",), went=("Kan [alias-good]",)),
        Moved(field="identifiers", came=("passport:X2",), went=()),
        Moved(field="born", came=(), went=("1971",)),
    )


def test_a_name_that_is_another_sort_of_name_now_is_amended() -> None:
    before, after = listing("1", "Qan", "Kan"), listing("1", "Qan", "Kan", sort="alias-low")
    (change,) = delta([before], [after]).amended
    assert change.moved == (
        Moved(field=NAMES, came=("Kan [alias-low]",), went=("Kan [alias-good]",)),
    )


def test_neither_the_order_nor_the_place_in_the_document_is_a_fact() -> None:
    before = listing("1", "Qan", "Kan", "Zan", born=("1971", "1972"), item="12")
    after = listing("1", "Qan", "Zan", "Kan", born=("1972", "1971"), item="11")
    assert delta([before], [after]).unchanged == 1


def test_aliases_in_a_file_of_their_own_belong_to_their_entity() -> None:
    alias = listing("1", "Kan", schema=Schema.UNKNOWN, name_sorts=("alias-good",))
    (entity,) = entities_of([alias, listing("1", "Qan")]).values()
    assert entity.name == "Qan"
    assert entity.names == (("Qan", "primary"), ("Kan", "alias-good"))
    assert entity.facts["schema"] == ("Person",)


def test_one_alias_of_two_entities_stays_with_both() -> None:
    found = delta([], [listing("1", "Qan", "Zed"), listing("2", "Kan", "Zed")])
    assert [each.aliases for each in found.added] == [("Zed",), ("Zed",)]


@given(st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from("abc")), max_size=12))
def test_the_same_version_changes_nothing_and_back_is_the_reverse(
    rows: list[tuple[str, str]],
) -> None:
    old = [listing(entity, name) for entity, name in rows]
    new = [listing(entity, name) for entity, name in rows[::2]]
    assert not delta(old, old).amended
    there, back = delta(old, new), delta(new, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert len(there.amended) == len(back.amended)


def test_everything_that_can_change_has_words_in_both_languages() -> None:
    assert set(delta_words.FIELDS) == {NAMES, *FIELDS}
    assert set(delta_words.SORTS) == {each.value for each in NameSort}
    before = listing("1", "Qan", "Kan", remarks="old", programme="A")
    after = listing("1", "Qan", "Khan", remarks="new", programme="B")
    found = delta([before, listing("2", "Zan")], [after, listing("3", "Q", *map(str, range(20)))])
    assert delta_words.amended(found.amended[0]) == {
        "en": "Amended: Qan. Names: Khan (alias) came, Kan (alias) went. Programme: B came, A went. "
        "The remarks differ.",
        "fr": "Modification : Qan. Noms : ajout de Khan (pseudonyme), retrait de Kan (pseudonyme). "
        "Programme : ajout de B, retrait de A. Les remarques diffèrent.",
    }
    assert delta_words.removed(found.removed[0]) == {"en": "Removed: Zan.", "fr": "Retrait : Zan."}
    assert "; and 8 more)" in delta_words.added(found.added[0])["en"]
    assert "; et 8 autres)" in delta_words.added(found.added[0])["fr"]
    assert delta_words.summary(found)["en"] == "1 added, 1 amended, 1 removed, 0 unchanged."
