"""The screening desk of an exercise, whole: lists read, people asked about, an update, and the score of it."""

from pathlib import Path

import msgspec
import pytest

from northline.app.exercise_screening import NAME, bars
from northline.app.exercise_told import score_of, truth_of
from northline.app.exercises import Stage, run_exercise
from northline.app.node import Node
from northline.app.screening.lists import lists
from northline.app.screening.recorded import all_screenings
from northline.exercise import load, rehearse
from northline.exercise.applicants import ScreeningDesk
from northline.exercise.screened import screened
from northline.web.site import site
from tests.web.asking import Api

DESK = ScreeningDesk(entities=150, asked=120, listed=0.4, update=300.0)


def test_a_desk_screens_everybody_and_who_is_whom_is_told_at_the_end_alone(tmp_path: Path) -> None:
    scenario = msgspec.structs.replace(load("screening-desk"), duration=720, screening=DESK)
    folder, told_early = tmp_path / "play", []

    def watched(stage: Stage) -> None:
        if stage.stage in {"ready", "playing", "settling"}:
            told_early.append({each.name for each in (folder / "exercise").glob("*.json")})

    told = run_exercise(
        speed=None, ledger=folder, home=tmp_path / "home", day=rehearse(scenario, 2),
        on_progress=watched,
    )  # fmt: skip
    assert len(told_early) >= 2
    assert {name for names in told_early for name in names} == {"state.json"}
    desk = told.screening
    assert desk is not None
    assert (desk.asked, desk.screened, desk.coverage, desk.reasons) == (120, 120, 1.0, {})
    assert (desk.recall_at_1 or 0.0) >= 0.894
    assert desk.delta.removed == desk.delta.removed_found > 0
    assert desk.delta.added_found > 0
    assert told.passed, told.bars
    with Node.open(folder, home=tmp_path / "home") as node:
        kept = all_screenings(node)
        assert {each.by for each in kept} == {NAME}
        assert len({each.batch for each in kept}) == 4, "three files, and all of them again"
        assert {len(each.versions) for each in lists(node)} == {2}
        score, truth = score_of(node), truth_of(node)
        assert score is not None
        assert score["screening"]["recall"] == desk.recall
        assert truth is not None
        assert len(truth["applicants"]) == 120
        assert node.verify().ok
        api = Api(site(node))
        assert api.document("/exercise/truth")["applicants"] == truth["applicants"]
        shown = api.page("/exercise").text
        assert "Listed people who stand first" in shown
        assert "recall_at_1" not in shown
        (state := folder / "exercise" / "state.json").write_text(
            state.read_text().replace('"stage":"over"', '"stage":"playing"')
        )
        assert api.get("/exercise/truth").status_code == 404


@pytest.mark.parametrize("removed", [0, 3])
def test_a_desk_that_answers_nothing_misses_its_bars(removed: int) -> None:
    told = screened([], [], [], 0.0)
    assert all(bar.met for bar in bars(told).values()), "nothing was asked of it"
    delta = msgspec.structs.replace(told.delta, removed=removed)
    bad = msgspec.structs.replace(told, coverage=0.99, recall=0.5, recall_at_1=0.5, delta=delta)
    missed = {name for name, bar in bars(bad).items() if not bar.met}
    gone = {"screening_removed"} if removed else set()
    assert missed == {
        "screening_coverage", "screening_recall", "screening_recall_at_1", *gone,
    }  # fmt: skip
