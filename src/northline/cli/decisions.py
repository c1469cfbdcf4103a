"""What people decide about findings and records."""

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.decision import Verb


def decide(
    id: str,
    verb: Verb,
    /,
    *,
    reason: str,
    authority: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Decide about a finding or record, with a reason; signed with your key.

    Args:
        id: Id of the finding or record; for retract, of the decision.
        verb: What is decided.
        reason: Why, in your own words.
        authority: The lawful authority relied on, where one is needed.
    """
    from northline.app.documents import document

    with opened(options) as node:
        made = document(node.decide(id, verb, reason=reason, authority=authority))
        shown = {name: made[name] for name in ("id", "verb", "about", "by", "agency", "reason")}
        return answer(options, {"decision": made}, facts(shown), exercise=node.exercise)


def decisions(about: str | None = None, /, *, options: Options = PLAIN) -> int:
    """List decisions, the oldest first.

    Args:
        about: Only those about this finding (all its revisions) or record.
    """
    from northline.app.documents import document

    with opened(options) as node:
        made = [document(each) for each in node.decisions(about)]
        columns = ("id", "at", "verb", "about", "by", "agency", "reason")
        return answer(options, {"decisions": made}, table(made, columns), exercise=node.exercise)
