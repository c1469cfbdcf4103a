"""The pictures of the documentation can be taken, are small, and show an exercise."""

import zlib
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as PageError

from tests.e2e import pictures
from tests.e2e.pages import SIZE
from tests.e2e.png import packed, size
from tests.e2e.serving import Served


def test_a_packed_picture_keeps_its_colours_or_near_ones() -> None:
    few = np.zeros((4, 6, 3), np.uint8)
    few[1:3, 2:5] = (200, 30, 10)
    data = packed(few)
    assert size(data) == (6, 4)
    begin = data.index(b"IDAT") + 4
    lines = np.frombuffer(zlib.decompress(data[begin:-16]), np.uint8).reshape(4, 7)
    palette = np.frombuffer(data[data.index(b"PLTE") + 4 :][:6], np.uint8).reshape(2, 3)
    assert (palette[lines[:, 1:]] == few).all()
    many = np.random.default_rng(1).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    assert size(packed(many)) == (64, 64)


@pytest.mark.deep
def test_every_picture_is_taken_and_small(drill: Served, browser: Browser, tmp_path: Path) -> None:
    made = pictures.take(browser, drill, tmp_path / "pictures")
    assert {path.stem for path in made} == set(pictures.SHOTS)
    for path in made:
        data = path.read_bytes()
        assert size(data) == (SIZE["width"], SIZE["height"])
        assert 5_000 < len(data) < pictures.MOST


@pytest.mark.deep
def test_what_is_no_exercise_is_not_taken(
    empty: Served, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SHOTS", {"health": pictures.Shot("/health")})
    monkeypatch.setattr("tests.e2e.pages.PATIENCE", 2_000)
    with pytest.raises(PageError, match="exercise"):
        pictures.take(browser, empty, tmp_path)
    assert not list(tmp_path.glob("*.png"))
