"""Documents: evidence of their own, for or against, beside the name.

A document is ``scheme:value``.  Only documents of the same scheme are compared.  The same number raises
the log odds; where both sides state that scheme and no number agrees, it lowers them (a contradiction);
where one side states none, it says nothing (an omission).  What is no document is refused.
"""

import re
from collections.abc import Mapping

from northline.engines.inputs import protected
from northline.engines.screening.params import MatchingParams
from northline.records.errors import UsageError

SAME, OTHER, SILENT = "same-document", "other-document", "no-document"
ALLOWED = frozenset({"passport"})
"""Words that scoring may not read as such, but that name a document here."""
_KEPT = re.compile(r"[^a-z0-9]")


def document(text: str) -> tuple[str, str]:
    """Scheme and value of a document, in normal form.

    Raises:
        UsageError: when it is not ``scheme:value``, or states what a matching may not read: sex,
            religion, birth, citizenship (LAW.md, rule 9).
    """
    scheme, colon, value = text.partition(":")
    scheme = re.sub(r"[^a-z0-9]+", "_", scheme.strip().lower()).strip("_")
    number = _KEPT.sub("", value.lower())
    if not colon or not scheme or not number:
        raise UsageError(f"{text!r} is not a document: it is written scheme:value")
    refused = [word for word in protected(scheme) if word not in ALLOWED]
    if refused:
        raise UsageError(
            f"{scheme} is refused: who a person is ({', '.join(refused)}) may not enter a match; "
            "it may only clear a person, when a possible match is adjudicated"
        )
    return scheme, number


def by_scheme(texts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The numbers stated under each scheme."""
    found: dict[str, set[str]] = {}
    for text in texts:
        scheme, number = document(text)
        found.setdefault(scheme, set()).add(number)
    return {scheme: frozenset(numbers) for scheme, numbers in found.items()}


def evidence(
    asked: Mapping[str, frozenset[str]],
    listed: Mapping[str, frozenset[str]],
    params: MatchingParams,
) -> tuple[str, str, float]:
    """What documents say: which of `SAME`, `OTHER`, `SILENT`; the scheme; log odds."""
    shared = sorted(asked.keys() & listed.keys())
    for scheme in shared:
        if asked[scheme] & listed[scheme]:
            return SAME, scheme, params.same_document
    return (OTHER, shared[0], -params.other_document) if shared else (SILENT, "", 0.0)
