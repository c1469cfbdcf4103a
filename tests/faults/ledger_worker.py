"""A process that works on a ledger until it is killed.  It says what it begins and what is done.

Each line goes out at once: ``begin append 3``, ``done append 3``.  What was said to be done must
be there afterwards; what was only begun may be there, whole, or not at all.
"""

import functools
import importlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from northline.ledger import Ledger, blake2b, encoding
from northline.records.errors import LedgerFull
from tests.ledger.making import MARKINGS, T0, Clock, many, opened

SMALL, LARGE = 40, 2_500


def say(*words: object) -> None:
    print(*words, flush=True)


@functools.cache
def batch(number: int) -> Any:
    """Batch ``number``: every third is large enough for a segment."""
    return many(LARGE if number % 3 == 0 else SMALL, number, start=T0 + number * 10**9)


@functools.cache
def ids_of(number: int) -> list[bytes]:
    """The ids of batch ``number``."""
    ids: list[bytes] = batch(number).column("id").to_pylist()
    return ids


def erased_of(number: int) -> list[bytes]:
    """The ids of batch ``number`` that its erasure erases."""
    return ids_of(number)[::2]


def append(ledger: Ledger, number: int) -> None:
    say("begin append", number)
    ledger.append("position", batch(number), by="worker", key=f"n{number}", markings=MARKINGS)
    say("done append", number)


def erase(ledger: Ledger, number: int) -> None:
    say("begin erase", number)
    ledger.erase(erased_of(number), rule="rule 7", by="worker")
    say("done erase", number)


def compact(ledger: Ledger) -> None:
    say("begin compact", 0)
    ledger.compact(by="worker")
    say("done compact", 0)


def work(folder: str, start: str) -> None:
    """Append, compact and erase, in an order that the start gives, until killed."""
    generator = np.random.default_rng(int(start))
    number = int(start)
    with opened(Path(folder), clock=Clock()) as ledger:
        say("ready")
        while True:
            append(ledger, number)
            if generator.random() < 0.3:
                compact(ledger)
            if generator.random() < 0.4:
                erase(ledger, number - int(generator.integers(0, min(3, number - int(start) + 1))))
            number += 1


def die_at(folder: str, module: str, name: str, moment: str) -> None:
    """Do one of each thing, and die before or after a function is called for the third time on.

    The first append and the first compaction pass.
    """
    with opened(Path(folder), clock=Clock()) as ledger:
        for number in (0, 1, 2, 3):
            append(ledger, number)
        compact(ledger)
        _plant(importlib.import_module(f"northline.ledger.{module}"), name, moment)
        append(ledger, 6)
        append(ledger, 7)
        erase(ledger, 3)
        compact(ledger)
    say("survived")


def _plant(module: Any, name: str, moment: str) -> None:
    owner, _, last = name.rpartition(".")
    place = getattr(module, owner) if owner else module
    real: Callable[..., Any] = getattr(place, last)

    def dying(*given: Any, **named: Any) -> Any:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, last, dying)


def write(folder: str, start: str, count: str) -> None:
    """Append so many batches."""
    with opened(Path(folder)) as ledger:
        say("ready")
        sys.stdin.readline()
        for number in range(int(start), int(start) + int(count)):
            append(ledger, number)


def keep_compacting(folder: str) -> None:
    """Compact until the standard input ends."""
    with opened(Path(folder)) as ledger:
        say("ready")
        os.set_blocking(sys.stdin.fileno(), False)
        while sys.stdin.readline() != "stop\n":
            ledger.compact(by="keeper")
    say("stopped")


def fill(folder: str, spare: str, large: str) -> None:
    """Append until no file may grow any more; then make room, and go on."""
    start = 0
    with opened(Path(folder)) as ledger:
        append(ledger, 1)
        grown = max(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (grown + int(spare), hard))
        number = start = 10_000
        try:
            while number < start + 3_000:
                step = number * 3 if large == "large" else number * 3 + 1
                append(ledger, step)
                number += 1
        except LedgerFull as full:
            say("full", str(full).replace("\n", " "))
        before = len(list((Path(folder) / "segments").iterdir()))
        for _ in range(2):
            try:
                append(ledger, 90_000)
            except LedgerFull:
                say("full still")
        say("files", before, len(list((Path(folder) / "segments").iterdir())))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        append(ledger, 90_001)
        append(ledger, 90_002)


if __name__ == "__main__":
    # Loading the compiled loops takes longer than doing without them here.
    encoding._FEW = blake2b.FEW = 10**6
    globals()[sys.argv[1]](*sys.argv[2:])
