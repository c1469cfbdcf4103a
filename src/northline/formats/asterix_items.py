r"""Cuts ASTERIX records into data items, by the user application profiles of the categories read.

EUROCONTROL-SPEC-0149 (Part 1, edition 3.1, chapter 4).  A record begins with a field
specification: seven bits a byte, each for an item of the profile in order (FRN 1, 2, ...), and a
last bit (FX) that says whether another such byte follows.  The items stand behind it, one after
the other.  A profile is written here as one line an item, ``number:length``, where the length is

==========  =============================================================================
``3``       three bytes
``+``       bytes until one whose last bit (FX) is not set; ``+3``: the same by three bytes
``*2``      a count in one byte, then that often two bytes
``&``       a length in one byte, itself included (reserved expansion, special purpose)
``(...)``   a field specification of its own, then these parts
``-``       not used
==========  =============================================================================

These lengths have not changed between the editions named at each profile; newer ones added parts
behind the last and bits that were spare, which are passed over.  A test compares each with
libasterix, edition by edition.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from northline.records.errors import RejectedUnit

PROFILES: Mapping[str, str] = MappingProxyType(
    {
        "021": """010:2 040:+ 161:2 015:1 071:3 130:6 131:8 072:3 150:2 151:2 080:3 073:3 074:4
            075:3 076:4 140:2 090:+ 210:1 070:2 230:2 145:2 152:2 200:1 155:2 157:2 160:4 165:2
            077:3 170:6 020:1 220:(WS:2 WD:2 TMP:2 TRB:1) 146:2 148:2 110:(TIS:+ TID:*15) 016:1
            008:1 271:+ 132:1 250:*8 260:7 400:1 295:(AOS:1 TRD:1 M3A:1 QI:1 TI1:1 MAM:1 GH:1 FL:1
            SAL:1 FSA:1 AS:1 TAS:1 MH:1 BVR:1 GVR:1 GV:1 TAR:1 TI2:1 TS:1 MET:1 ROA:1 ARA:1 SCC:1)
            - - - - - RE:& SP:&""",
        "021/0": """010:2 040:2 030:3 130:8 080:3 140:2 090:2 210:1 230:2 145:2 150:2 151:2 152:2
            155:2 157:2 160:4 165:+ 170:6 095:1 032:1 200:1 020:1 220:(WS:2 WD:2 TMP:2 TRB:1)
            146:2 148:2 110:(TIS:+ TID:*15) 070:2 131:1 - - - - - RE:& SP:&""",
        "034": """010:2 000:1 030:3 020:1 041:2 050:(COM:1 - - PSR:1 SSR:1 MDS:2)
            060:(COM:1 - - PSR:1 SSR:1 MDS:1) 070:*2 100:8 110:1 120:8 090:2 RE:& SP:&""",
        "048": """010:2 140:3 020:+ 040:4 070:2 090:2
            130:(SRL:1 SRR:1 SAM:1 PRL:1 PAM:1 RPD:1 APD:1) 220:3 240:6 250:*8 161:2 042:4 200:4
            170:+ 210:4 030:+ 080:2 100:4 110:2 120:(CAL:2 RDS:*6) 230:2 260:7 055:1 050:2 065:1
            060:2 SP:& RE:&""",
        "062": """010:2 - 015:1 070:3 105:8 100:6 185:4 210:2 060:2 245:7
            380:(ADR:3 ID:6 MHG:2 IAS:2 TAS:2 SAL:2 FSS:2 TIS:+ TID:*15 COM:2 SAB:2 ACS:7 BVR:2
            GVR:2 RAN:2 TAR:2 TAN:2 GS:2 VUN:1 MET:8 EMC:1 POS:6 GAL:2 PUN:1 MB:*8 IAR:2 MAC:2
            BPS:2) 040:2 080:+
            290:(TRK:1 PSR:1 SSR:1 MDS:1 ADS:2 ES:1 VDL:1 UAT:1 LOP:1 MLT:1) 200:1
            295:(MFL:1 MD1:1 MD2:1 MDA:1 MD4:1 MD5:1 MHG:1 IAS:1 TAS:1 SAL:1 FSS:1 TID:1 COM:1
            SAB:1 ACS:1 BVR:1 GVR:1 RAN:1 TAR:1 TAN:1 GSP:1 VUN:1 MET:1 EMC:1 POS:1 GAL:1 PUN:1
            MB:1 IAR:1 MAC:1 BPS:1) 136:2 130:2 135:2 220:2
            390:(TAG:2 CS:7 IFI:4 FCT:1 TAC:4 WTC:1 DEP:4 DST:4 RDS:3 CFL:2 CTL:2 TOD:*4 AST:6
            STS:1 STD:7 STA:7 PEM:2 PEC:7) 270:+ 300:1
            110:(SUM:1 PMN:4 POS:6 GA:2 EM1:2 TOS:1 XP:1) 120:2 510:+3
            500:(APC:4 COV:2 APW:4 AGA:1 ABA:1 ATV:2 AA:2 ARC:1)
            340:(SID:2 POS:4 HEIGHT:2 MDC:2 MDA:2 TYP:1) - - - - - RE:& SP:&""",
    }
)
"""Profiles: CAT021 editions 2.1 to 2.7, and 0.24 to 0.26 (``021/0``), whose profile is another;
CAT034 1.27 to 1.29; CAT048 1.27 to 1.32; CAT062 1.16 to 1.21."""


class Item(NamedTuple):
    """One item of a profile, or part of one: its length as above, and its parts."""

    name: str
    how: str
    size: int
    parts: "tuple[Item | None, ...]" = ()


Items = Mapping[str, bytes]
"""Items of a record by number, or parts of an item by name, byte for byte."""


HEAD = 3
"""Bytes of a data block before its records."""

READ: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {21: ("021", "021/0"), 34: ("034",), 48: ("048",), 62: ("062",)}
)
"""Profiles of each category that is read, in the order in which they are tried."""


class Cut(NamedTuple):
    """One record of a block: where it begins and ends in it, and its items."""

    begins: int
    stop: int
    items: Items


def profile(name: str) -> tuple[Item | None, ...]:
    """The items of a profile, in order."""
    return _PROFILES[name]


def cut_record(name: str, data: bytes, place: int) -> tuple[Items, int]:
    """The items of the record that begins at a place, and where it ends.

    Args:
        name: the profile.
        data: the records of a data block.
        place: where one begins.

    Raises:
        RejectedUnit: when it does not end within ``data``, or has an item that is not defined.
    """
    try:
        return _cut(_PROFILES[name], name, data, place)
    except IndexError:
        raise RejectedUnit("the data block ends in a record") from None


@lru_cache(maxsize=8)
def cut_block(name: str, raw: bytes) -> tuple[Cut, ...]:
    """The records of a data block, by a profile.

    Raises:
        RejectedUnit: when they do not fill it exactly.
    """
    place, records = HEAD, []
    while place < len(raw):
        items, stop = cut_record(name, raw, place)
        records.append(Cut(place, stop, items))
        place = stop
    return tuple(records)


def is_whole(raw: bytes) -> bool:
    """Whether a block is of a category that is read, and records fill it exactly."""
    for name in READ.get(raw[0], ()):
        try:
            cut_block(name, raw)
        except RejectedUnit:
            continue
        return True
    return False


def parts_of(name: str, item: str, raw: bytes) -> Items:
    """The parts of a compound item, which `cut_record` has found to be whole."""
    found = _PARTS[name, item]
    return _cut(found.parts, f"{name} {item}", raw, 0)[0]


def _cut(
    items: tuple[Item | None, ...], name: str, data: bytes, place: int
) -> tuple[dict[str, bytes], int]:
    begins = place
    while data[place] & 1:
        place += 1
    place += 1
    cut: dict[str, bytes] = {}
    for item in _present(items, name, data[begins:place]):
        stop = place + item.size if not item.how else _end(item, data, place)
        cut[item.name] = data[place:stop]
        place = stop
    if place > len(data):
        raise IndexError
    return cut, place


@lru_cache(maxsize=4096)
def _present(items: tuple[Item | None, ...], name: str, specified: bytes) -> tuple[Item, ...]:
    """The items that a field specification names; a radar uses a few dozen of them."""
    found = []
    for number, byte in enumerate(specified):
        for bit in range(7):
            if byte & 0x80 >> bit:
                place = number * 7 + bit
                item = items[place] if place < len(items) else None
                if item is None:
                    raise RejectedUnit(f"a record has item {place + 1} of {name}; there is none")
                found.append(item)
    return tuple(found)


def _end(item: Item, data: bytes, place: int) -> int:
    """Where an item of variable length ends; raises `IndexError` where the data do before."""
    if item.how == "+":
        place += item.size
        while data[place - 1] & 1:
            place += item.size
        return place
    if item.how == "*":
        return place + 1 + data[place] * item.size
    if item.how == "&":
        if not data[place]:
            raise RejectedUnit(f"item {item.name} has length 0")
        return place + data[place]
    begins = place
    while data[place] & 1:
        place += 1
    place += 1
    for part in _present(item.parts, item.name, data[begins:place]):
        place = place + part.size if not part.how else _end(part, data, place)
    return place


def _read(words: list[str]) -> tuple[Item | None, ...]:
    """The items of a profile as it is written above, up to the end of a parenthesis."""
    items: list[Item | None] = []
    while words:
        word = words.pop(0)
        last = word.endswith(")")
        if word == "-":
            items.append(None)
            continue
        number, _, length = word.rstrip(")").partition(":")
        if length.startswith("("):
            words.insert(0, length[1:] + (")" if last else ""))
            items.append(Item(number, "(", 0, _read(words)))
            continue
        how = length[0] if length[0] in "+*&" else ""
        items.append(Item(number, how, int(length.removeprefix(how) or "1")))
        if last:
            break
    return tuple(items)


_PROFILES = MappingProxyType({name: _read(text.split()) for name, text in PROFILES.items()})
_PARTS = MappingProxyType(
    {
        (name, item.name): item
        for name, items in _PROFILES.items()
        for item in items
        if item is not None and item.parts
    }
)
