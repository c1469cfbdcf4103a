"""Chromium for the tests: where it is, how one is had where there is none, how it is started.

``python -m tests.e2e.browser`` (``make browser``) looks on the PATH, then for one that Playwright
fetched earlier, then has Playwright fetch one, then asks apt where it may.  It says in one line
what came of it, and never fails: the tests that need a browser do, with `HELP`.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""What it is called on one system or another."""

HELP = f"{os.path.relpath(sys.executable)} -m playwright install --with-deps chromium"
"""The one command that would help; it asks for more rights itself where it needs them."""

LONGEST = 300
"""Seconds that fetching a browser may take."""

_ROOT = os.geteuid() == 0

ARGS = (
    *(["--no-sandbox"] if _ROOT else []),  # Chromium has no sandbox for root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)

WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""WebGL without a graphics card."""

NO_WEBGL = ("--disable-3d-apis",)


def find() -> Path | None:
    """A Chromium that starts, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path and version(Path(path)):
            return Path(path)
    return _fetched()


def get() -> Path | None:
    """Find one, or get one: by Playwright's own download, or by apt where root."""
    playwright = [sys.executable, "-m", "playwright"]
    ways = [[[*playwright, "install", "chromium"]]]
    if _ROOT and shutil.which("apt-get"):
        apt = ["apt-get", "-q", "-y"]
        ways += [
            [[*playwright, "install-deps", "chromium"]],
            [[*apt, "update"], [*apt, "install", "chromium"]],
        ]
    found = find()
    for commands in ways:
        if found:
            break
        for command in commands:
            _run(command)
        found = find()
    return found


def version(path: Path) -> str:
    """What it says it is; empty where it does not start, for want of a library say."""
    said = _run([os.fspath(path), "--version"], seconds=30).strip()
    return said if "Chrom" in said else ""


def _fetched() -> Path | None:
    """One that Playwright fetched, if it starts."""
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() and version(path) else None


def _run(command: list[str], *, seconds: float = LONGEST) -> str:
    """Standard output; empty where the command fails, is missing, or takes too long."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command, env=quiet, capture_output=True, text=True, check=False, timeout=seconds
        )
        return done.stdout if done.returncode == 0 else ""
    return ""


def main() -> None:
    """Say in one line which browser the tests have."""
    found = get()
    if found is None:
        print(f"No Chromium could be had: tests in a browser will fail. What would help: {HELP}")
    else:
        print(f"Tests in a browser use {version(found)} ({found})")


if __name__ == "__main__":
    main()
