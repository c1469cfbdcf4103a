"""Lists over the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.web.site import site
from tests.web.asking import Api

HEAD = "name,list,as_of,entity,aliases\n"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        for day, name in (("2026-01-01", "Zan"), ("2026-02-01", "Qan")):
            path = tmp_path / f"{day}.csv"
            path.write_text(f"{HEAD}Kan,made-up,{day},1,K\n{name},made-up,{day},{name},\n")
            node.ingest("names-csv", path)
        yield Api(site(node))


def test_a_list_is_told_with_its_versions_and_who_stands_there(api: Api) -> None:
    (found,) = api.document("/lists")["lists"]
    assert [each["edition"] for each in found["versions"]] == ["2026-02-01", "2026-01-01"]
    told = api.document("/lists/made-up?limit=1&offset=1")
    assert (told["count"], [each["name"] for each in told["entities"]]) == (2, ["Qan"])
    older = api.document("/lists/made-up?edition=2026-01-01")
    assert [each["name"] for each in older["entities"]] == ["Kan", "Zan"]


def test_changes_are_told_between_any_two_versions(api: Api) -> None:
    told = api.document("/lists/made-up/changes")
    assert [each["said"]["en"] for each in told["added"]] == ["Added: Qan."]
    back = api.document("/lists/made-up/changes?from=2026-02-01&to=2026-01-01")
    assert [each["said"]["fr"] for each in back["removed"]] == ["Retrait : Qan."]
    assert told["unchanged"] == back["unchanged"] == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lists/other", 404),
        ("/lists/other/changes", 404),
        ("/lists/made-up?edition=2026-03-01", 404),
        ("/lists/made-up/changes?to=2026-03-01", 404),
        ("/lists/made-up/changes?to=2026-01-01", 400),
        ("/lists/made-up/changes?until=2026-01-01", 400),
    ],
)
def test_what_is_not_there_or_cannot_be_asked_is_refused(api: Api, path: str, status: int) -> None:
    assert api.get(path).status_code == status
