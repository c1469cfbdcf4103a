"""The pictures of the pages that the documentation shows: ``make pictures``.

They are taken of an exercise and of nothing else; the banner that says so is on each.  Without
``--ledger`` a border day is played first, a minute of it each second.
"""

import argparse
import base64
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from northline.app.exercises import run_exercise
from tests.conventions.tree import ROOT
from tests.e2e.browser import ARGS, HELP, WEBGL, get
from tests.e2e.pages import SIZE, opener, tracks, until
from tests.e2e.png import packed
from tests.e2e.serving import Served

FOLDER = ROOT / "docs" / "pictures"

MOST = 150_000
"""Bytes of one picture."""

PIXELS = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const read = pen.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let i = 0; i < read.length; i += 8192)
    text += String.fromCharCode(...read.subarray(i, i + 8192));
  return [image.width, image.height, btoa(text)];
}"""
"""The pixels of a PNG, red, green, blue and opacity, by the browser that made it."""


class Shot(NamedTuple):
    """One picture: where, in which colours, and what to do before.

    Attributes:
        path: of the page; ``{finding}`` stands for a finding.
        scheme: ``light`` or ``dark``.
        ready: makes the page ready.
    """

    path: str
    scheme: str = "light"
    ready: Callable[[Page], None] | None = None


def live(page: Page) -> None:
    """The live picture with its alerts, once the map is drawn."""
    tracks(page)
    until(page, "() => document.getElementById('count-alerts').textContent !== ''")
    drawn(page)


def replayed(page: Page) -> None:
    """The middle of the last hour, with the first alert chosen."""
    live(page)
    page.click("#load-hour")
    until(page, "() => !document.getElementById('slider').disabled")
    page.locator("#slider").fill("1800")
    page.click("#tab-tracks")
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the map has drawn all that it has."""
    until(page, "() => northline.map?.map.loaded() && !northline.map.map.isMoving()")
    page.wait_for_timeout(1500)


SHOTS: Mapping[str, Shot] = {
    "picture-day": Shot("/picture?lang=en", ready=live),
    "picture-night": Shot("/picture?lang=en", "dark", live),
    "picture-french": Shot("/picture?lang=fr", ready=live),
    "replay": Shot("/picture?lang=en", ready=replayed),
    "findings": Shot("/findings?lang=en"),
    "finding": Shot("/findings/{finding}?lang=en"),
    "health": Shot("/health?lang=en"),
}


def take(browser: Browser, served: Served, folder: Path) -> list[Path]:
    """Take every picture; a page that does not say that it is an exercise is not taken."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = browser.new_page()
    made = []
    with opener(browser) as opens:
        for name, shot in SHOTS.items():
            page = opens(served, shot.path, color_scheme=shot.scheme).page
            if shot.ready:
                shot.ready(page)
            page.wait_for_selector(".exercise", state="visible")
            data = _small(desk, page.screenshot())
            if len(data) > MOST:
                raise ValueError(f"{name} takes {len(data)} bytes; {MOST} are the most")
            made.append(folder / f"{name}.png")
            made[-1].write_bytes(data)
    desk.close()
    return made


def _small(desk: Page, taken: bytes) -> bytes:
    width, height, text = desk.evaluate(PIXELS, base64.b64encode(taken).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)
    return packed(np.ascontiguousarray(pixels[:, :, :3]))


def _played(folder: Path, scenario: str) -> Path:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(
            run_exercise, scenario, speed=60.0, ledger=folder / "ledger", home=folder / "home"
        ).result()
    return folder / "ledger"


def _finding(served: Served) -> str:
    answer: Any = httpx.get(f"{served.address}/api/v1/findings?state=all&limit=1").json()
    found: str = answer["findings"][0]["id"]
    return found


def main() -> None:
    """Take the pictures and say how large each is."""
    asked = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    asked.add_argument("--ledger", type=Path, help="an exercise that was played already")
    asked.add_argument("--scenario", default="detroit")
    asked.add_argument("--out", type=Path, default=FOLDER)
    words = asked.parse_args()
    chromium = get()
    if chromium is None:
        raise SystemExit(f"There is no Chromium; what would help: {HELP}")
    with tempfile.TemporaryDirectory(prefix="northline-pictures-") as place:
        folder = Path(place)
        ledger = words.ledger or _played(folder, words.scenario)
        with Served(ledger, folder / "home") as served, sync_playwright() as playwright:
            served.ids["finding"] = _finding(served)
            browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGS, *WEBGL])
            for path in take(browser, served, words.out):
                print(f"{path.name:20} {path.stat().st_size / 1000:6.1f} kB")
            browser.close()
    print(f"{SIZE['width']} x {SIZE['height']} pixels, in {words.out}")


if __name__ == "__main__":
    main()
