"""The same over ledgers and markings that chance makes: five seeds more, in the long run."""

import random
from pathlib import Path

import pytest

from tests.leaks.agencies import PEOPLE, generated, may
from tests.leaks.conftest import node_of, told_of
from tests.leaks.test_routes import named, told_more

SORTS = 2
"""Sorts of marking that come and go on, for each seed."""


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, 6))
def test_nothing_hidden_changes_any_answer_whatever_the_markings(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    sorts = tuple(generated(chance, f"more{100 + 10 * seed + n}") for n in range(SORTS))
    with node_of(tmp_path, seed) as lake:
        told = told_of(lake, sorts, chance)
        for sort in sorts:
            for person in PEOPLE:
                found = told_more(told, person, sort)
                names = named(told, lake, person, sort)
                if may(person, sort):
                    assert found, (person.account, sort.text)
                    continue
                assert not found, (person.account, sort.text, found[:10])
                assert not names, (person.account, sort.text, names[:10])
