"""What people decide about findings and records."""

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.decision import Verb
from northline.records.redress_number import redress_number


def decide(
    id: str,
    verb: Verb,
    /,
    *,
    reason: str,
    authority: str | None = None,
    names: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Decide about a finding or record, with a reason; signed with your key.

    Dispatch, match and release are proposed: somebody else approves that decision, or refuses it.

    Args:
        id: Id of the finding or record; of the decision, to retract it, or for a second person to
            approve or refuse it.
        verb: What is decided.
        reason: Why, in your own words.
        authority: The lawful authority relied on, where one is needed.
        names: For dispatch about a plan: which unit of it is sent, or which sensor is to look. A
            unit that stays on its own side needs no second person then.
    """
    from northline.app.deciding import is_grave
    from northline.app.documents import document

    with opened(options) as node:
        decision = node.decide(id, verb, reason=reason, authority=authority, names=names)
        made = document(decision)
        shown = {name: made[name] for name in ("id", "verb", "about", "by", "agency", "reason")}
        if is_grave(decision):
            shown["proposed"] = f"until somebody else runs: northline decide {made['id']} approve"
        return answer(options, {"decision": made}, facts(shown), exercise=node.exercise)


def decisions(about: str | None = None, /, *, options: Options = PLAIN) -> int:
    """List decisions, the oldest first.

    Args:
        about: Only those about this finding (all its revisions) or record.
    """
    from northline.app.documents import document

    with opened(options) as node:
        found = node.decisions(about)
        made = [{**document(each), "redress_number": redress_number(each.id)} for each in found]
        columns = ("id", "redress_number", "at", "verb", "about", "by", "agency", "reason")
        return answer(options, {"decisions": made}, table(made, columns), exercise=node.exercise)
