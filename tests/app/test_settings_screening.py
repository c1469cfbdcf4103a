"""``[screening]`` of the settings: with what names are screened."""

from pathlib import Path

import pytest

from northline.app.screening.params import ScreeningParams
from northline.app.settings import load
from northline.app.settings_screening import screening_of
from northline.records.errors import SettingsError


def settings(folder: Path, text: str) -> Path:
    path = folder / "northline.toml"
    path.write_text(text)
    return path


def test_what_the_file_says_is_taken_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    path = settings(tmp_path, '[screening]\nthreshold = 0.8\nseed = "2026-11"\n')
    assert screening_of(path) == ScreeningParams(threshold=0.8, seed="2026-11")
    assert load(path, agency="local").screening == screening_of(path)
    assert screening_of(None) == ScreeningParams()
    low = settings(tmp_path, "[screening]\nthreshold = 0.4\n")
    assert screening_of(low).cutoff == 0.4, "a cutoff that nobody named follows the threshold"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[screening]\n\nthreshold = 1.5\n", 3, "threshold"),
        ("[screening]\nsecond_share = -0.1\n", 2, "second_share"),
        ("[screening]\nlimit = 0\n", 2, "limit"),
        ("[screening]\ntreshold = 0.5\n", 2, "threshold"),
        ("[screening]\nthreshold = 0.5\ncutoff = 0.6\n", 1, "cutoff"),
        ("screening = 3\n", 1, "table"),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    with pytest.raises(SettingsError, match=what) as found:
        screening_of(settings(tmp_path, text))
    assert f":{line}" in str(found.value) or f"line {line}" in str(found.value)


def test_a_question_may_ask_otherwise_and_the_seed_and_share_stay() -> None:
    own = ScreeningParams(threshold=0.8, cutoff=0.6, second_share=0.3, seed="s")
    asked = own.with_asked(threshold=0.4, limit=9)
    assert (asked.threshold, asked.cutoff, asked.limit) == (0.4, 0.4, 9)
    assert (asked.second_share, asked.seed) == (0.3, "s")
    assert own.with_asked() == own
