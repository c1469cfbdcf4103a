"""What is taken out holds nothing hidden, to the last byte: rows, their order, and what files say of
themselves (schemas, groups of rows, statistics)."""

import io
import random
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from northline.app.event_export import EVENT_WRITERS
from northline.app.exporting import WRITERS
from northline.records.errors import NotPermitted
from tests.leaks.agencies import HOST, OPERATOR, PEOPLE, Sort, may
from tests.leaks.going_on import canaries, go_on
from tests.leaks.node import Shared

UNSEEN = Sort("more70", f"Protected B; owner={HOST}; compartments={OPERATOR}")
FORMATS = (*WRITERS, *EVENT_WRITERS)
KINDS = ("position", "track", "finding", "rejected", "decision")
WRITTEN = {"cot": ("track", "finding"), "tak": ("track", "finding"), "gpx": ("position", "track")}
"""What the forms for maps can write; the others take every kind."""


def exports(lake: Shared) -> dict[tuple[str, str, str], bytes]:
    """Account, format and kind -> the file that this person is given."""
    found = {}
    for person in PEOPLE:
        node = lake.acting(person)
        for format, kind in lines():
            to = io.BytesIO()
            try:
                node.export(kind, to, format)
            except NotPermitted as refused:
                to.write(str(refused).encode())
            found[person.account, format, kind] = to.getvalue()
    return found


def lines() -> Iterator[tuple[str, str]]:
    """Each format with each kind that it can write."""
    for format in FORMATS:
        yield from ((format, kind) for kind in WRITTEN.get(format, KINDS))


@pytest.fixture(scope="module")
def pair(lake: Shared) -> tuple[dict[tuple[str, str, str], bytes], ...]:
    """Every file before and after."""
    before = exports(lake)
    go_on(lake, UNSEEN, random.Random(11))
    return before, exports(lake)


def test_nothing_hidden_changes_a_byte_of_any_file(
    pair: tuple[dict[tuple[str, str, str], bytes], ...],
) -> None:
    before, after = pair
    assert [place for place in before if before[place] != after[place]] == []


def test_nothing_hidden_is_in_any_file(
    pair: tuple[dict[tuple[str, str, str], bytes], ...], lake: Shared
) -> None:
    words = [each.encode() for each in canaries(lake, UNSEEN)]
    words += [bytes.fromhex(each.decode()) for each in words if len(each) == 32]
    found = [(place, word) for place, data in pair[1].items() for word in words if word in data]
    assert found == []


def test_whoever_may_see_it_is_given_it(lake: Shared) -> None:
    """Files that never hold anything would pass the tests above."""
    own = Sort("more71", f"Protected A; owner={HOST}")
    before = exports(lake)
    go_on(lake, own, random.Random(13))
    after = exports(lake)
    for person in PEOPLE:
        changed = {place[1] for place in before if place[0] == person.account and
                   before[place] != after[place]}  # fmt: skip
        assert changed == (set(FORMATS) if may(person, own) else set()), person


def test_a_partner_s_file_is_cut_into_groups_by_size_alone(lake: Shared) -> None:
    to = io.BytesIO()
    lake.acting(PEOPLE[-1]).export("position", to, "parquet")
    file = pq.ParquetFile(to)
    assert file.metadata.num_row_groups == 1
    assert file.read().column("at").to_pylist() == sorted(file.read().column("at").to_pylist())
