"""Why a name came near, in English and French: the shares of a score never travel without words."""

from typing import Any

import msgspec

from northline.engines.screening.matching import Part
from northline.engines.screening.words import WORDING
from northline.engines.wording import LANGUAGES, say
from northline.records.errors import NorthlineError
from northline.records.finding import Reason


def explained(recorded: str) -> list[dict[str, Any]]:
    """The reasons that a record carries as JSON, each with its share and its words."""
    parts = msgspec.json.decode(recorded, type=tuple[Part, ...])
    return [
        {"code": each.code, "share": each.share, "args": each.args, "text": sentences(each)}
        for each in parts
    ]


def sentences(part: Part) -> dict[str, str]:
    """A reason as a sentence in each language; of one that no engine knows any more, its code."""
    reason = Reason(code=part.code, args=dict(part.args), share=part.share)
    try:
        return {language: say(reason, language, (WORDING,)) for language in LANGUAGES}
    except NorthlineError:
        return dict.fromkeys(LANGUAGES, part.code)
