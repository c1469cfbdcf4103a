"""A process that backs up or restores until it is killed.  It says what it begins and what is done."""

import importlib
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from northline.ledger import blake2b, encoding
from northline.ledger.backup import back_up
from northline.ledger.backup_manifest import generations, get
from northline.ledger.restoring import later_in, restore
from northline.records.errors import LedgerFull
from tests.ledger.making import KEYS, SIGNER, Clock, many, opened


def say(*words: object) -> None:
    print(*words, flush=True)


def once(ledger: str, folder: str) -> str:
    """One backup; name of its generation."""
    made = back_up(
        Path(ledger),
        Path(folder),
        signer=SIGNER,
        keys=KEYS,
        by="worker",
        keep=4,
        prune=True,
        clock=Clock(),
    )
    return made.generation.name


def back(ledger: str, folder: str, start: str) -> None:
    """Append, erase and back up until killed."""
    number = int(start)
    with opened(Path(ledger), clock=Clock()) as work:
        say("ready")
        while True:
            number += 1
            batch = many(2_500, number)
            work.append("position", batch, by="worker")
            if number % 4 == 0:
                work.erase(batch.column("id").to_pylist()[:50], rule="rule 7", by="worker")
            say("begin")
            say("done", once(ledger, folder))


def again(ledger: str, folder: str, target: str) -> None:
    """Restore the oldest generation to new places, until killed."""
    generation = generations(Path(folder))[0]
    later = later_in(Path(ledger), get(generation, KEYS), KEYS, since=get(generation, KEYS).head)
    number = 0
    say("ready")
    while True:
        number += 1
        place = Path(target) / f"{number}"
        say("begin", number)
        restore(generation, place, signer=SIGNER, keys=KEYS, by="w", later=later, clock=Clock())
        say("done", number)


def die_at(ledger: str, folder: str, module: str, name: str, moment: str, count: str) -> None:
    """Back up once, and die before or after a function is called for the so-manieth time."""
    place = importlib.import_module(f"northline.ledger.{module}")
    real, calls = getattr(place, name), 0

    def dying(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if moment == "before" and calls == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        if calls == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, dying)
    once(ledger, folder)
    say("survived")


def full(ledger: str, folder: str, target: str, most: str) -> None:
    """Back up and restore while no file may grow beyond so many bytes; then once it may."""
    generation = generations(Path(folder))[0]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), hard))
    try:
        once(ledger, folder)
    except LedgerFull as error:
        say("backup full", str(error).replace("\n", " "))
    try:
        restore(generation, Path(target), signer=SIGNER, keys=KEYS, by="w", clock=Clock())
    except LedgerFull as error:
        say("restore full", str(error).replace("\n", " "))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    say("done", once(ledger, folder))
    generation = generations(Path(folder))[-1]
    restore(generation, Path(target), signer=SIGNER, keys=KEYS, by="w", clock=Clock())
    say("restored")


if __name__ == "__main__":
    # Loading the compiled loops takes longer than doing without them here.
    encoding._FEW = blake2b.FEW = 10**6
    globals()[sys.argv[1]](*sys.argv[2:])
