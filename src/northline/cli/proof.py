"""Whether the ledger is what was committed, and the head that one writes down elsewhere."""

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table


def verify(*, anchor: str | None = None, options: Options = PLAIN) -> int:
    """Compare every entry, part and row of the ledger with what was committed.

    Ends with exit code 1 when something is not as it was.

    Args:
        anchor: A head written down elsewhere, as SEQ:HASH; the chain must contain it.
    """
    from northline.app.documents import document

    with opened(options) as node:
        proof = node.verify(anchor)
        told = document(proof)
        shown = {name: value for name, value in told.items() if name != "faults"}
        lines = [*facts(shown)]
        if proof.faults:
            lines += ["", *table(told["faults"], list(told["faults"][0]))]
        return answer(options, told, lines, exercise=node.exercise, code=0 if proof.ok else 1)


def head(*, options: Options = PLAIN) -> int:
    """Print the newest entry of the chain as SEQ:HASH, to be written down elsewhere."""
    with opened(options) as node:
        seq, digest = node.head()
        written = f"{seq}:{digest.hex()}"
        told = {"seq": seq, "hash": digest.hex(), "anchor": written}
        return answer(options, told, [written], exercise=node.exercise)
