"""How long things are kept: compaction, erasure by a rule, legal holds, markings."""

from pathlib import Path

from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts
from northline.records.errors import UsageError

Ids = list[str] | None


def compact(kind: str | None = None, /, *, options: Options = PLAIN) -> int:
    """Merge small parts of the ledger into large ones; no record changes.

    Args:
        kind: Only this kind of record.
    """
    from northline.app.documents import document

    with opened(options) as node:
        done = document(node.compact(kind))
        return answer(options, done, facts(done), exercise=node.exercise)


def erase(
    *,
    id: Ids = None,
    due: Flag = False,
    rule: str | None = None,
    derived: Flag = False,
    dry_run: Flag = False,
    settings: Path | None = None,
    options: Options = PLAIN,
) -> int:
    """Erase records under a rule; the chain stays whole and names the rule.

    Refused for what must still be kept and for what is under a legal hold.

    Args:
        id: Id of a record; may be given again for more.
        due: Instead, everything past its maximum: as the settings file has it, else as its kind
            declares.
        rule: The rule it is erased under, such as a statute and section; needed with --id.
        derived: With --id, erase the tracks, crossings and findings that rest on it as well.
        dry_run: Only tell what would be erased.
        settings: The settings file; otherwise NORTHLINE_SETTINGS, else ./northline.toml if there.
    """
    from northline.app.documents import document
    from northline.app.settings import find, retention_of

    if due == bool(id):
        raise UsageError(
            "name the records with --id, or say --due for all that is past its maximum"
        )
    if id and rule is None:
        raise UsageError("--rule is missing: nothing is erased without a rule")
    if due and derived:
        raise UsageError("--due erases each kind under its own schedule; leave --derived out")
    if due and rule is not None:
        raise UsageError("--due erases under the schedule of each kind; leave --rule out")
    with opened(options, settings=settings) as node:
        if id:
            made = node.erase(id, rule or "", derived=derived, dry_run=dry_run)
        else:
            path = find(settings)
            told = None if path is None else retention_of(path, agency=node.operator.agency)
            made = node.erase_due(dry_run=dry_run, schedule=told)
        if made.derived:
            left = ", ".join(f"{count:,} of kind {kind}" for kind, count in made.derived.items())
            note(f"records derived from these stay: {left}; --derived erases them as well")
        done = document(made)
        return answer(options, done, facts(done), exercise=node.exercise)


def hold(
    name: str,
    /,
    *,
    reason: str,
    id: Ids = None,
    lift: Flag = False,
    options: Options = PLAIN,
) -> int:
    """Put records under a legal hold, or lift one: nothing under a hold is ever erased.

    Args:
        name: Name of the hold, such as a case number.
        reason: Why.
        id: Id of a record; may be given again for more.
        lift: Lift the hold instead.
    """
    if lift == bool(id):
        raise UsageError("name the records to hold with --id, or say --lift to lift the hold")
    with opened(options) as node:
        count = node.lift(name, reason) if lift else node.hold(name, id or [], reason)
        told = {"hold": name, "lifted" if lift else "held": count}
        return answer(options, told, facts(told), exercise=node.exercise)


def mark(
    marking: str,
    /,
    *,
    id: Ids = None,
    reason: str,
    options: Options = PLAIN,
) -> int:
    """Mark records anew, and with them what was derived from them.

    Args:
        marking: The marking, such as "Protected B; owner=opp; partners=rcmp,cbp".
        id: Id of a record; may be given again for more.
        reason: Why.
    """
    if not id:
        raise UsageError("name the records with --id")
    with opened(options) as node:
        marked = node.mark(id, marking, reason)
        return answer(options, {"marked": marked}, facts(marked), exercise=node.exercise)
