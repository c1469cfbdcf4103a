"""Notes: what happened to an account stands in the chain, beside the looks it made.

::

    operation  account
    body       {"account": {"what": "sign-in", "account": "a.watch", "purpose": "border-watch"}}

What happened lies one level down, so that no word of it is ever taken for a part, a row or a
position that an append tells of.  Nothing else in the ledger comes of it.
"""

import re
from collections.abc import Mapping

from northline.ledger import chain
from northline.ledger.store import Store
from northline.records.errors import UsageError

ACCOUNT = "account"
"""The operation, and the one word of its body."""

MOST = 40
"""So many facts an entry may say."""

LONGEST = 2_000
"""Characters of one fact."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def note(store: Store, what: str, facts: Mapping[str, str], *, by: str) -> chain.Entry:
    """Put one entry on the chain.  See `Ledger.note`."""
    told = {**facts, "what": what}
    _check(told)
    if not by.strip():
        raise UsageError("a note must say who did it")
    with store.log.writing() as rows:
        return chain.add(
            rows,
            at=store.clock(),
            actor=by,
            operation=ACCOUNT,
            facts={ACCOUNT: told},
            signer=store.signer,
        )


def noted(entry: chain.Entry) -> dict[str, str]:
    """What a note says; empty for any other entry."""
    if entry.operation != ACCOUNT:
        return {}
    told: dict[str, str] = entry.facts[ACCOUNT]
    return told


def check(entry: chain.Entry) -> None:
    """Check that a note is one: nothing but what it says hangs on its entry.

    Raises:
        ValueError: when it is not.
    """
    facts = entry.facts
    if set(facts) != {ACCOUNT} or entry.rows or entry.kind or entry.digest:
        raise ValueError("a note says more than a note may")
    try:
        _check(facts[ACCOUNT])
    except UsageError as error:
        raise ValueError(str(error)) from error


def _check(told: Mapping[str, object]) -> None:
    if len(told) > MOST:
        raise UsageError(f"a note says at most {MOST} things, and this one {len(told)}")
    for name, value in told.items():
        if not _SLUG.fullmatch(name):
            raise UsageError(f"a note names what it says by slugs, and {name!r} is none")
        if not isinstance(value, str) or len(value) > LONGEST:
            raise UsageError(f"{name} of a note must be text of at most {LONGEST} characters")
    if not _SLUG.fullmatch(str(told["what"])):
        raise UsageError(f"what happened must be a slug, and {told['what']!r} is none")
