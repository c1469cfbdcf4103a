"""The node: one ledger, its operator, and every verb that the command line and the web offer.

A node is light to open: what a verb needs is loaded by the verb.  `northline.app.opened` holds
who works on it, `northline.app.archive` records in and out.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from northline.app.archive import Archive, Instant, RecordId
from northline.app.opened import DEFAULT_LEDGER
from northline.app.results import EngineRun, Erasure, FindingView, Replay
from northline.app.tally import MAX_REJECTED
from northline.records.decision import Decision, Verb
from northline.records.marking import Marking
from northline.records.record import Keep

if TYPE_CHECKING:
    from northline.ledger import Compacted, Proof

__all__ = ["DEFAULT_LEDGER", "MAX_REJECTED", "STEP_ROWS", "Instant", "Node", "RecordId"]

STEP_ROWS = 50_000
"""Rows of one kind that an engine is handed in one step, about."""


class Node(Archive):
    """A ledger open for its operator; a context manager.  See `Opened` for its attributes."""

    # --- engines --------------------------------------------------------------------------

    def run(
        self,
        engine: str | None = None,
        *,
        follow: bool = False,
        once: bool = True,
        step_rows: int = STEP_ROWS,
        stop: threading.Event | None = None,
    ) -> list[EngineRun]:
        """Run engines over what is new; see `northline.app.runners.local`.

        Args:
            engine: only this one; None runs all, in the order of the registry.
            follow: go on as records come, until ``stop`` is set or the program is interrupted.
            once: read what is there and return; ``follow`` overrides it.
            step_rows: rows of one kind in one step, about.
            stop: ends the run after the step under way.

        Raises:
            UnknownName: for an engine there is not.
        """
        from northline.app.runners.local import run

        return run(self, engine, follow=follow or not once, step_rows=step_rows, stop=stop)

    def replay(self, finding: RecordId) -> Replay:
        """Run the steps that led to a finding again, and compare; docs/replay.md.

        Raises:
            UsageError: when there is no such finding for the operator.
        """
        from northline.app.replaying import replay

        return replay(self, finding)

    # --- findings and decisions -----------------------------------------------------------

    def findings(
        self,
        *,
        state: str = "open",
        kind: str | None = None,
        since: Instant | None = None,
        limit: int | None = None,
    ) -> list[FindingView]:
        """Findings that the operator may see, in triage order.

        Args:
            state: ``open`` for what waits for a person and is not held back, ``held-back`` for
                what has no place in its hour yet, ``all``, or one state of `FindingView`.
            kind: only this kind of finding, such as ``line-crossing``.
            since: only of events from this instant on.
            limit: at most so many.
        """
        from northline.app.findings import findings

        return findings(self, state=state, kind=kind, since=since, limit=limit)

    def finding(self, id: RecordId) -> FindingView:
        """One finding, by its id or the id of its event (then the newest revision).

        Raises:
            UsageError: when there is no such finding for the operator.
        """
        from northline.app.findings import finding

        return finding(self, id)

    def decide(
        self,
        about: RecordId,
        verb: Verb | str,
        *,
        reason: str,
        authority: str | None = None,
        names: str | None = None,
    ) -> Decision:
        """Decide something about a finding, record or decision; docs/decisions-by-people.md.

        A grave verb (``dispatch``, ``match``, ``release``) is proposed by it: it comes into force
        when somebody else says ``approve`` about that decision.

        Args:
            about: id of the finding (this very revision) or the record; for ``retract``, and for
                a second person's ``approve`` or ``refuse``, of the decision.
            verb: what is decided.
            reason: why, in the operator's own words.
            authority: the lawful authority relied on, where one is needed.
            names: for ``dispatch`` about a plan, which of its lines is taken up: the identity of
                the unit that is sent, or of the sensor that is to look.

        Raises:
            UnknownName: for a verb there is not.
            UsageError: without a reason, or an authority where one is needed; when there is
                nothing of that id; when the state does not allow it.
            NotPermitted: when none of the operator's roles may do this; when they would be the
                second person to their own decision; when it is another's to release.
            Conflict: when somebody decided about it meanwhile.
        """
        from northline.app.deciding import decide

        return decide(self, about, verb, reason=reason, authority=authority, names=names)

    def decisions(self, about: RecordId | None = None) -> list[Decision]:
        """Decisions, the oldest first; about one finding (all its revisions) or record, or all."""
        from northline.app.deciding import decisions

        return decisions(self, about)

    def check_signature(self, decision: Decision) -> bool:
        """Whether a key that was trusted when this very decision came signed it."""
        from northline.app.signatures import is_believed

        return is_believed(self, decision)

    # --- the ledger's own -----------------------------------------------------------------

    def verify(self, anchor: str | tuple[int, bytes] | None = None) -> "Proof":
        """Compare everything with what was committed; signatures must be by trusted keys.

        Args:
            anchor: a head written down elsewhere, as ``SEQ:HASH`` or a pair.

        Raises:
            UsageError: for an anchor that cannot be read.
        """
        from northline.app.keeping import verify

        return verify(self, anchor)

    def compact(self, kind: str | None = None) -> "Compacted":
        """Merge small parts into large ones, and sweep files."""
        from northline.app.keeping import compact

        return compact(self, kind)

    def mark(self, ids: Iterable[RecordId], marking: Marking | str, reason: str) -> dict[str, int]:
        """Mark records anew, and what was derived from them; kind -> how many.

        To widen who may see what is in a compartment or above Protected A is proposed by it, and
        counted under ``proposed release``: it is done when somebody else says ``approve`` about
        that decision.

        Raises:
            NotPermitted: unless the operator's agency owns each of them.
            MarkingRefused: for a marking that no record here may carry.
            UsageError: without a reason, or for a marking that cannot be read.
        """
        from northline.app.keeping import mark

        return mark(self, ids, marking, reason)

    def erase(
        self,
        ids: Iterable[RecordId],
        rule: str,
        *,
        derived: bool = False,
        dry_run: bool = False,
    ) -> Erasure:
        """Erase records under a rule; the chain stays whole and names it.

        Args:
            ids: the records.
            rule: the rule they are erased under.
            derived: erase what was derived from them as well; otherwise it is counted.
            dry_run: only tell what would be erased.

        Raises:
            BelowMinimum: when one must still be kept: nothing is erased then.
            UsageError: without a rule.
        """
        from northline.app.keeping import erase

        return erase(self, ids, rule, derived=derived, dry_run=dry_run)

    def erase_due(
        self, *, dry_run: bool = False, schedule: Mapping[str, Keep] | None = None
    ) -> Erasure:
        """Erase what is past its maximum and under no hold (LAW.md rule 2).

        Args:
            dry_run: only tell what would be erased.
            schedule: kind -> how long it is kept, where that is not as it declares: within the
                declared minimum and maximum all the same.
        """
        from northline.app.keeping import erase_due

        return erase_due(self, dry_run=dry_run, schedule=schedule)

    def hold(self, name: str, ids: Iterable[RecordId], reason: str) -> int:
        """Put records under a legal hold; how many.

        Raises:
            UsageError: without a name or a reason, or when one of the records is not there for
                the operator: nothing is held then.
        """
        from northline.app.keeping import hold

        return hold(self, name, ids, reason)

    def lift(self, name: str, reason: str) -> int:
        """Lift a legal hold; how many records it held."""
        from northline.app.keeping import lift

        return lift(self, name, reason)

    def status(self) -> dict[str, Any]:
        """What this node is and where it stands, ready for JSON: ledger, operator, engines."""
        from northline.app.keeping import status

        return status(self)
