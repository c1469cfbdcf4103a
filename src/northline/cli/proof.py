"""Whether the ledger is what was committed, and the head that one writes down elsewhere."""

from pathlib import Path
from typing import Any

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import NotPermitted, UsageError


def verify(
    *, anchor: str | None = None, anchor_file: Path | None = None, options: Options = PLAIN
) -> int:
    """Compare every entry, part and row of the ledger with what was committed.

    Ends with exit code 1 when something is not as it was.

    Args:
        anchor: A head written down elsewhere, as SEQ:HASH; the chain must contain it.
        anchor_file: A file of heads written down elsewhere; the chain must contain each.
    """
    from northline.app.audit_anchors import verify as held_to
    from northline.app.documents import document

    if anchor is not None and anchor_file is not None:
        raise UsageError("name --anchor or --anchor-file, not both")
    with opened(options) as node:
        anchors: dict[str, Any] = {}
        if anchor_file is None:
            proof = node.verify(anchor)
        else:
            held = held_to(node, anchor_file)
            proof = held.proof
            misfit = held.misfit
            anchors = {
                "anchors": held.count,
                "anchors_fit": held.fit,
                "first_misfit": None
                if misfit is None
                else f"line {misfit.line}: {misfit.written} {misfit.at}".rstrip(),
            }
        told = {**document(proof), **anchors}
        shown = {name: value for name, value in told.items() if name != "faults"}
        lines = [*facts(shown)]
        if proof.faults:
            lines += ["", *table(told["faults"], list(told["faults"][0]))]
        return answer(options, told, lines, exercise=node.exercise, code=0 if proof.ok else 1)


def head(*, anchor_file: Path | None = None, options: Options = PLAIN) -> int:
    """Print the newest entry of the chain as SEQ:HASH, to be written down elsewhere.

    Args:
        anchor_file: Append it, with the time, to this file outside the ledger.
    """
    from northline.app.audit_anchors import write_down

    with opened(options) as node:
        if not node.at_home:
            raise NotPermitted("where the chain ends is told to the agency that keeps the ledger")
        told: dict[str, Any] = {}
        if anchor_file is None:
            seq, digest = node.head()
        else:
            anchor = write_down(node, anchor_file)
            seq, digest = anchor.seq, anchor.hash
            told = {"file": str(anchor_file), "line": anchor.line, "at": anchor.at}
        written = f"{seq}:{digest.hex()}"
        told = {"seq": seq, "hash": digest.hex(), "anchor": written, **told}
        return answer(options, told, [written], exercise=node.exercise)
