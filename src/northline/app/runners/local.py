"""The local runner: engines in this process, each over what it has not read yet.

Derived records, findings and the engine's new position commit in one append, which the ledger
refuses to whoever lost the lease or did not stand where the engine stands.  So each finding is
made once, whatever is killed and however many runners there are.

**Where a step ends** is recorded, so any rule would do; this one is simple: whole appends,
until one of the kinds read has ``step_rows`` rows.  **Which states are kept** as starting
points for replay needs no memory either: one whenever a step passes a multiple of `KEEP_EVERY`
entries of the chain, which live is about every 64 steps.
"""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from northline.app.permitting import require_here
from northline.app.results import EngineRun
from northline.app.runners.leases import SECONDS, Lease
from northline.app.runners.steps import (
    Joins,
    decode_state,
    encode_state,
    params_digest,
    params_text,
    read_batch,
    take,
)
from northline.engines.registry import ENGINES
from northline.ledger import EngineAdvance
from northline.ledger.reading import POLL_SECONDS, system_clock
from northline.records.errors import Conflict, UsageError
from northline.records.protocols import Engine, by_name

if TYPE_CHECKING:
    from northline.app.opened import Opened

KEEP_EVERY = 256
"""Entries of the chain between two states kept for replay, about."""


def run(
    node: "Opened",
    engine: str | None,
    *,
    follow: bool,
    step_rows: int,
    stop: threading.Event | None = None,
    engines: Sequence[Engine] = ENGINES,
    holder: str | None = None,
) -> list[EngineRun]:
    """Run engines; see `northline.app.node.Node.run`.

    Args:
        node: the node.
        engine: only this one.
        follow: go on as records come.
        step_rows: rows of one kind in one step, about.
        stop: ends the run after the step under way.
        engines: the engines there are, with the parameters they are to have.
        holder: who holds their leases; see `northline.app.runners.leases.Lease`.
    """
    require_here(node, "run")
    if step_rows < 1:
        raise UsageError(f"step_rows is {step_rows}; it must be 1 or more")
    wanted = engines if engine is None else (by_name(tuple(engines), engine, "engine"),)
    runners = [Runner(node, each, step_rows, holder=holder) for each in wanted]
    if not follow:
        return [runner.once(stop) for runner in runners]
    return _follow(runners, stop or threading.Event())


def _follow(runners: list["Runner"], stop: threading.Event) -> list[EngineRun]:
    """Each engine in a thread of its own, until told to stop or interrupted."""
    errors: list[BaseException] = []

    def work(runner: Runner) -> None:
        try:
            runner.follow(stop)
        except BaseException as error:  # noqa: BLE001 - raised in the main thread
            errors.append(error)
            stop.set()

    threads = [threading.Thread(target=work, args=(runner,)) for runner in runners]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        stop.set()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return [runner.report() for runner in runners]


class Runner:
    """Takes the steps of one engine.

    Attributes:
        engine: the engine.
        until: entry of the chain up to which it has read.
    """

    def __init__(
        self, node: "Opened", engine: Engine, step_rows: int, *, holder: str | None = None
    ) -> None:
        self.engine = engine
        self._holder = holder
        self.until = 0
        self._node = node
        self._step_rows = step_rows
        self._state: object = None
        self._joins = Joins(node.ledger)
        self._params, self._parameters = params_digest(engine), params_text(engine)
        self._steps = self._rows = self._findings = 0
        self._records: Counter[str] = Counter()
        self._seconds = 0.0
        self._told = system_clock()
        self._stopped: str | None = None

    def report(self) -> EngineRun:
        """What was done so far."""
        return EngineRun(
            engine=self.engine.name,
            steps=self._steps,
            rows=self._rows,
            records=dict(sorted(self._records.items())),
            findings=self._findings,
            until=self.until,
            seconds=round(self._seconds, 6),
            stopped=self._stopped,
        )

    def once(self, stop: threading.Event | None = None) -> EngineRun:
        """Read what is there.  A runner that was killed just now is waited for."""
        with Lease(self._node.ledger, self.engine.name, self._holder) as lease:
            self._load()
            if not self.behind():
                return self.report()
            if not lease.take(wait=SECONDS + 1.0, stop=stop):
                self._stopped = "another process runs it"
                return self.report()
            try:
                self._load()
                while self.behind():
                    if stop is not None and stop.is_set():
                        self._stopped = "told to stop"
                        break
                    self.step(lease.holder)
            except Conflict as conflict:
                self._stopped = str(conflict)
        return self.report()

    def follow(self, stop: threading.Event) -> None:
        """Go on as records come; where another process takes over, wait for its end."""
        while not stop.is_set():
            with Lease(self._node.ledger, self.engine.name, self._holder) as lease:
                if not lease.take(wait=None, stop=stop):
                    break
                try:
                    self._load()
                    while not stop.is_set():
                        if self.behind() or self.due():
                            self.step(lease.holder)
                            stop.wait(self.engine.pause)
                        else:
                            stop.wait(POLL_SECONDS)
                except Conflict:
                    continue
        self._stopped = "told to stop" if self.behind() else None

    def behind(self) -> bool:
        """Whether there is something that it has not read."""
        return bool(self._node.ledger.changes(self.engine.reads, self.until, limit=1))

    def due(self) -> bool:
        """Whether it is to look at what follows from silence.

        Never over an exercise ledger: there it is another day, and the messages say how late.
        """
        every = self.engine.every
        quiet = every > 0.0 and not self._node.exercise and self.until > 0
        return quiet and system_clock() - self._told >= every * 1e6

    def _load(self) -> None:
        saved = self._node.ledger.checkpoint(self.engine.name)
        self.until = saved.until if saved else 0
        self._state = decode_state(self.engine, saved.state) if saved else self.engine.state()

    def step(self, holder: str | None) -> None:
        """Take one step, and commit what came of it.

        Args:
            holder: who must hold the engine's lease at the commit; None for anybody.

        Raises:
            Conflict: when another process has moved this engine on.
        """
        began = time.monotonic()
        engine, since = self.engine, self.until
        now = self._told = system_clock()
        batch = read_batch(self._node, engine, since, step_rows=self._step_rows)
        step = take(engine, self._state, batch, now, self._joins, self._params)
        batches = [(kind, rows) for kind, rows in step.records.items() if rows.num_rows]
        if step.findings is not None and step.findings.num_rows:
            batches.append(("finding", step.findings))
        self._node.ledger.append_all(
            batches,
            by=f"service:{engine.name}",
            markings=tuple(self._joins.made.values()),
            engine=EngineAdvance(
                engine=engine.name,
                version=engine.version,
                params=self._params,
                parameters=self._parameters,
                since=since,
                until=batch.until,
                now=now,
                state=encode_state(step.state),
                holder=holder,
                keep=batch.until // KEEP_EVERY > since // KEEP_EVERY,
            ),
        )
        self._joins.made.clear()
        self.until, self._state = batch.until, step.state
        self._steps += 1
        self._rows += batch.rows
        for kind, rows in batches:
            if kind == "finding":
                self._findings += rows.num_rows
            else:
                self._records[kind] += rows.num_rows
        self._seconds += time.monotonic() - began
