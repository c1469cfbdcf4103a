"""Exercises over HTTP and as pages: hidden until the end, whole then, and never a partner's."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from northline.app.exercise_told import BROKEN_OFF, score_of, state_of, truth_of
from northline.app.node import Node
from northline.exercise.scenario import names
from northline.records.errors import NotPermitted
from northline.web.site import site
from tests.app.drilled import drill, observed, tell
from tests.web.asking import Api


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as opened:
        yield opened


def text(api: Api, path: str) -> str:
    return html.unescape(api.page(path).text)


def test_a_real_ledger_has_no_exercise_and_says_how_one_is_played(node: Node, asked: Api) -> None:
    tell(node)  # even if somebody put such documents there
    told = asked.document("/exercise")
    assert (told["exercise"], told["played"], told["score"]) == (False, None, None)
    assert [each["name"] for each in told["scenarios"]] == list(names())
    assert asked.get("/exercise/truth").status_code == 404
    shown = text(asked, "/exercise")
    assert "There is no exercise here" in shown
    assert "make exercise" in shown
    assert all(f"northline exercise {name}" in shown for name in names())
    assert "No exercise was played" in text(asked, "/exercise/after")


@pytest.mark.parametrize("stage", ["ready", "playing", "settling", "scored", BROKEN_OFF])
def test_before_its_end_nothing_true_is_told(played: Node, stage: str) -> None:
    tell(played)  # score and truth are written, and the state says that it is not over
    tell(played, stage=stage)
    api = Api(site(played))
    told = api.document("/exercise")
    assert told["played"]["stage"] == stage
    assert told["score"] is None
    assert api.get("/exercise/truth").status_code == 404
    assert truth_of(played) is None
    pages = [text(api, path) for path in ("/exercise", "/exercise/now", "/exercise/after")]
    assert 'id="bars"' not in "".join(pages)
    assert "hidden" in pages[2]
    secret = next(each for each in drill().truth.crossings if each.identity is None)
    assert f"{secret.lon:.5f}" not in "".join(pages)


def test_when_it_is_over_the_score_and_the_truth_are_told(played: Node) -> None:
    tell(played, finding="ab" * 16)
    api = Api(site(played))
    told = api.document("/exercise")
    assert told["played"]["stage"] == "over"
    assert told["score"]["crossings"]["true"] == len(drill().truth.crossings)
    assert not told["score"]["passed"]
    truth = api.document("/exercise/truth")
    missed = [each for each in truth["crossings"] if each["found"] is None]
    assert {each["why"] for each in missed} <= {"unseen", "too-few", "one-sided", "seen"}
    assert len(truth["crossings"]) - len(missed) == len(observed().findings) - 1
    (alone,) = truth["alone"]
    assert alone["why"] == "its craft did not cross"
    found = next(each for each in truth["crossings"] if each["found"])["found"]
    assert (found["finding"], found["off"], found["late"]) == ("ab" * 16, 0.0, 5.0)
    assert truth["paths"]
    assert truth["line"]


def test_the_console_shows_what_was_spoken_and_every_part_of_the_score(played: Node) -> None:
    tell(played)
    api = Api(site(played))
    shown = text(api, "/exercise")
    assert "Detroit River, one summer hour" in shown
    assert all(f">{feed}</span></th>" in shown for feed in drill().truth.feeds)
    assert "A bar is missed." in shown
    for part in ("By what they did", "Feeds", "True crossings", "Messages"):
        assert part in shown
    french = text(api, "/exercise?lang=fr")
    assert "Un seuil n\u2019est pas atteint." in french
    assert "≥ 0,95" in french


def test_a_part_of_the_score_that_joins_later_is_shown_by_its_own_name(played: Node) -> None:
    tell(played)
    place = played.folder / "exercise" / "score.json"
    score = json.loads(place.read_bytes())
    score["kennels"] = {"sent": 3, "by_dog": {"Rex": {"sent": 2, "barked": 1}}}
    place.write_bytes(json.dumps(score).encode())
    shown = text(Api(site(played)), "/exercise")
    assert "kennels" in shown
    assert "barked" in shown
    assert "Rex" in shown


def test_the_day_again_names_each_crossing_and_leads_to_its_moment(played: Node) -> None:
    tell(played, finding="ab" * 16)
    shown = text(Api(site(played)), "/exercise/after")
    rows = re.findall(r'<tr data-second="([\d.]+)" data-sort="(\w+)">', shown)
    truth = drill().truth
    assert len(rows) == len(truth.crossings) + 1
    assert [float(second) for second, _ in rows] == sorted(float(second) for second, _ in rows)
    assert shown.count('class="mark mark-') == len(rows)
    assert f"/findings/{'ab' * 16}" in shown
    links = re.findall(r'"(/picture\?[^"]+)"', shown)
    assert len(links) == len(rows)
    assert sum("until=2026-08-15T19%3A00%3A00Z" in link for link in links) == len(rows)


def test_nobody_without_the_right_is_told_how_it_goes(played: Node) -> None:
    tell(played)
    watch = msgspec.structs.replace(played.operator, roles=("watch-officer",))
    partner = msgspec.structs.replace(played.operator, agency="cbp", country="US")
    for who in (watch, partner):
        other = played.acting_as(who, played.key)
        for asking in (state_of, score_of, truth_of):
            with pytest.raises(NotPermitted):
                asking(other)
        api = Api(site(other))
        for path in ("/exercise", "/exercise/truth"):
            answer = api.get(path)
            assert answer.status_code in {403, 404}
            assert "seed" not in answer.text
        for path in ("/exercise", "/exercise/now", "/exercise/after"):
            page = api.page(path)
            assert page.status_code == 403
            assert "Detroit" not in page.text


def test_documents_appear_whole_and_for_their_owner_alone(played: Node) -> None:
    tell(played)
    folder = played.folder / "exercise"
    assert sorted(each.name for each in folder.iterdir()) == [
        "score.json",
        "state.json",
        "truth.json",
    ]
    assert folder.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.iterdir())
