"""Lists of others: no list, count, version, entity or change tells of a listing that is hidden."""

from collections.abc import Iterator

import pytest

from northline.app.screening.lists import lists
from tests.leaks.agencies import HOST, OPERATOR, PEOPLE
from tests.leaks.asking import Question, ask, differences
from tests.leaks.node import Shared, shared

OPEN = f"Unclassified; owner={HOST}; partners=*"
HIDDEN = f"Protected B; owner={HOST}; compartments={OPERATOR}"


def read(lake: Shared, text: str, marking: str, source: str) -> None:
    """Read a plain list."""
    path = lake.folder / f"{source}.csv"
    path.write_text(text)
    lake.node.ingest("names-csv", path, source=source, marking=marking)


HEAD = "name,list,as_of,entity,aliases\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with shared(tmp_path_factory.mktemp("lists"), 7) as made:
        read(made, f"{HEAD}Qan Vobrek,open,2026-01-01,q-1,\n", OPEN, "open-1")
        read(made, f"{HEAD}Qan Vobrek,open,2026-02-01,q-1,Kan\n", OPEN, "open-2")
        yield made


QUESTIONS = [
    Question("GET", path)
    for path in (
        *("/api/v1/lists", "/api/v1/lists/open", "/api/v1/lists/open/changes"),
        "/api/v1/lists/open/changes?from=2026-01-01&to=2026-02-01",
        "/api/v1/lists/open/changes?from=2026-02-01&to=2026-03-01",
        *("/api/v1/lists/open?edition=2026-03-01", "/api/v1/lists/open?limit=1"),
        *("/api/v1/lists/secret", "/api/v1/lists/secret/changes", "/api/v1/records/listing"),
        "/api/v1/records/listing/count",
    )
]


def test_everybody_is_answered_about_an_open_list(lake: Shared) -> None:
    """A suite in which nobody is answered would find nothing."""
    for person in PEOPLE:
        assert {each.status for each in ask(lake, person, QUESTIONS[:4])} == {200}


def test_what_is_hidden_changes_no_list_and_is_named_nowhere(lake: Shared) -> None:
    before = {person.account: ask(lake, person, QUESTIONS) for person in PEOPLE}
    hidden = "Zuvorn Hidden,{},2026-03-01,{},Zuv\n"
    read(lake, HEAD + hidden.format("open", "q-2"), HIDDEN, "hidden-1")
    read(lake, HEAD + hidden.format("secret", "q-3"), HIDDEN, "hidden-2")
    for person in PEOPLE:
        after = ask(lake, person, QUESTIONS)
        assert not differences(QUESTIONS, before[person.account], after), person.account
        assert not any(b"Zuvorn" in each.body or b"2026-03-01" in each.body for each in after)
    assert [each.name for each in lists(lake.node)] == ["open", "secret"]  # to who is read in
