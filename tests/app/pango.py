"""Pango for the tests that print sheets: whether it is here, and how it is had where it is not.

``python -m tests.app.pango`` (``make pango``) asks whether WeasyPrint finds it, then apt where it may.
It says in one line what came of it, and never fails: the tests that print do, with the command that
would help.
"""

import contextlib
import os
import shutil
import subprocess
import sys

from northline.app.patrol.sheets import REMEDY

LONGEST = 300
"""Seconds that fetching it may take."""


def found() -> bool:
    """Whether a sheet can be printed, asked of a process of its own: a library that is missing once
    stays missing in this one.
    """
    asked = [sys.executable, "-c", "import weasyprint"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def get() -> bool:
    """Find it, or get it by apt where root."""
    if found():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "-q", "update"], [*REMEDY.split(), "-q", "-y"]):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(
                    command, env=quiet, capture_output=True, check=False, timeout=LONGEST
                )
    return found()


def main() -> None:
    """Say in one line whether sheets can be printed."""
    if get():
        print("Tests that print sheets find Pango")
    else:
        print(
            f"No Pango could be had: tests that print sheets will fail. What would help: {REMEDY}"
        )


if __name__ == "__main__":
    main()
