"""What a stream says of its own sensitivity: MISB ST 0102, local set and universal items.

A local set, tag 48 of ST 0601 (tags 1 classification, 4 compartments, 5 caveats, 6 releasing
instructions); 01 is Unclassified, 05 Top Secret::

    01 01 01 | 02 01 0e | 03 05 2f 2f 43 41 4e | 06 07 43 41 4e 20 55 53 41 | 16 02 00 0c

Above Secret nothing enters (LAW.md, rule 5), and what is not known is taken for that.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.formats.klv_packets import tags
from northline.formats.klv_said import Security
from northline.records.errors import MarkingRefused, UsageError
from northline.records.marking import Level
from northline.records.stated import Stated, Withheld
from northline.records.stated import stated as read_words

UNIVERSAL: Mapping[bytes, str] = MappingProxyType(
    {
        bytes.fromhex("060e2b34010101030208020100000000"): "classification",
        bytes.fromhex("060e2b34010101010e01020302000000"): "compartments",
        bytes.fromhex("060e2b34010101030208020200000000"): "caveats",
        bytes.fromhex("060e2b34010101030701200102090000"): "releasing",
    }
)
"""Items of a universal set that say it (ST 0102, 6.1)."""

SETS = frozenset(
    {
        bytes.fromhex("060e2b34020101010208020000000000"),  # a universal set
        bytes.fromhex("060e2b34020301010e01030302000000"),  # the local set, one-byte lengths
        bytes.fromhex("060e2b34020b01010e01030302000000"),  # the local set
    }
)
"""Keys of security sets that stand by themselves or in another universal set."""

_LEVELS: Mapping[int, str] = MappingProxyType(
    {1: "UNCLASSIFIED", 2: "RESTRICTED", 3: "CONFIDENTIAL", 4: "SECRET", 5: "TOP SECRET"}
)
_TEXTS: Mapping[int, str] = MappingProxyType({4: "compartments", 5: "caveats", 6: "releasing"})
_RESTRICTED = "RESTRICTED"
"""A level of NATO and others that no member of `Level` is; it is below Confidential."""


def local_security(value: bytes) -> Security:
    """Read a security local set.

    Raises:
        RejectedUnit: where it is damaged.
    """
    said: dict[str, str] = {}
    for tag, item in tags(value):
        if tag == 1:
            number = int.from_bytes(item, "big")
            said["classification"] = _LEVELS.get(number, f"level {number}")
        elif tag in _TEXTS:
            said[_TEXTS[tag]] = text_of(item)
    return stated(said)


def stated(said: Mapping[str, str]) -> Security:
    """What these words say, and whether it may enter."""
    classification = said.get("classification", "")
    caveats, compartments = said.get("caveats", ""), said.get("compartments", "")
    return Security(
        classification,
        caveats,
        said.get("releasing", ""),
        _above(classification, f"{caveats}/{compartments}", compartments),
    )


def sensitivity(security: Security) -> Stated:
    """What it says, to be held against the marking of its feed; of what may not enter nothing."""
    return Stated() if security.above else read_words(security.classification, security.caveats)


def text_of(item: bytes) -> str:
    """The text of an item, without what fills it."""
    return item.decode("utf-8", "replace").replace("\0", "").strip()


def _above(classification: str, words: str, compartments: str) -> str:
    level = classification.strip("/ ").upper()
    if compartments.strip("/ "):
        return "it says that it is in a compartment"
    if any(
        word.strip().startswith(("TOP SECRET", "TS", "SCI")) for word in words.upper().split("/")
    ):
        return "its caveats say that it is above Secret"
    try:
        read_words("", words)
    except Withheld:
        return "its caveats say that it is above Secret, or of an informer"
    if level in {"", _RESTRICTED}:
        return ""
    try:
        Level.parse(level)
    except MarkingRefused:
        return "it says that it is above Secret"
    except UsageError:
        return f"it says that it is of {classification!a}, which is not known here"
    return ""


def refusal(above: str) -> str:
    """Why a unit is refused whose stream says this; none of its bytes may be kept."""
    return f"{above}: refused at the door, and none of it is kept"
