"""A program that ends when the one that started it does, however that one ended.

``python -m northline.cli.tied MODULE WORDS...`` runs a module as a program.  It is handed the
reading end of a pipe whose other end the starter alone holds, and never writes to.  When the
starter is gone, whatever killed it, the system closes that end: this program is then asked to
end as by ``kill``, so that it keeps what it has, and ends at the latest after `GRACE` seconds.
A pipe does this on every system; Linux's ``PR_SET_PDEATHSIG`` would only repeat it.
"""

import os
import runpy
import signal
import sys
import threading
import time

VARIABLE = "NORTHLINE_TIED_TO"
"""Number of the pipe's reading end, in the environment."""

GRACE = 15.0
"""Seconds from the end of the starter until this ends without being asked."""


class Tie:
    """The starter's side: a pipe that stays open for as long as this process lives."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of what is started."""
        return {**os.environ, VARIABLE: str(self._reading)}

    @property
    def handed_on(self) -> tuple[int]:
        """What is started is handed this file."""
        return (self._reading,)


def watch(descriptor: int) -> None:
    """Wait for the end of the starter; then end this process."""
    try:
        while os.read(descriptor, 1):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def main() -> None:
    """Run the module that is named, tied to its starter."""
    told = os.environ.pop(VARIABLE, "")
    if told:
        threading.Thread(target=watch, args=(int(told),), daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
