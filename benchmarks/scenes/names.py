"""Names to screen: a list, and what is asked of it, with who is meant; made of a seed.

The list is invented (Faker, many languages) or read from the OFAC and UN files of the data beside the
project.  Half of those asked bear a listed name, altered as clerks and keyboards do, or an alias that was
taken off the list (``heldout``, where there are real aliases); half are on no list: invented applicants,
and, harder, given names and surnames of different listed persons put together.
"""

import csv
import gzip
import io
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anyascii import anyascii
from faker import Faker
from rapidfuzz.distance import JaroWinkler

LOCALES = (
    "en_CA fr_CA en_US en_IN es_MX pt_BR de_DE fr_FR tr_TR vi_VN id_ID pl_PL ru_RU uk_UA ar_SA fa_IR "
    "zh_CN ko_KR ja_JP hi_IN he_IL el_GR"
).split()
SPELLINGS = tuple(
    tuple(pair.split(">"))
    for pair in "mohammed>muhammad mohammad>mohamed muhammad>mohammed ahmed>ahmad ahmad>ahmed "
    "hussein>husayn husayn>hossein yusuf>youssef al->el- ou>u oo>u kh>h sh>ch dzh>j zh>j ii>iy iy>y yy>y "
    "ev>yev v>w w>v q>k k>q ph>f ee>i i>y y>i ks>x x>ks ts>c aa>a ss>s ll>l e>a ch>tch j>y c>k".split()
)
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEAR = {c: row[max(0, n - 1) : n + 2].replace(c, "") for row in ROWS for n, c in enumerate(row)}
HELD_OUT = "heldout"


@dataclass
class Entity:
    """One entity of the list."""

    schema: str
    names: list[str]


@dataclass(frozen=True)
class Asked:
    """One question; ``truth`` is the entity meant, None for somebody on no list."""

    name: str
    schema: str
    truth: str | None
    noise: str


def key(name: str) -> str:
    """Words in Latin letters, sorted: two names of one key are the same name."""
    return " ".join(
        sorted(re.sub(r"[^a-z0-9 ]", " ", anyascii(name).lower().replace("'", "")).split())
    )


def invented(count: int, seed: int) -> dict[str, Entity]:
    """A list of nobody: three in four a person, each with an alias or two spelled otherwise."""
    chance, makers = random.Random(seed), _makers(seed)
    listed = {}
    for n in range(count):
        maker = chance.choice(makers)
        person = chance.random() < 0.75
        name = maker.name() if person else maker.company()
        names = [name, *(respelled(name, chance, 2) for _ in range(chance.randrange(3)))]
        schema = "Person" if person else "Organization"
        listed[f"made-{n:06d}"] = Entity(schema, list(dict.fromkeys(names)))
    return {number: each for number, each in listed.items() if key(each.names[0])}


def read(folder: Path) -> dict[str, Entity]:
    """OFAC's list of 2022 with aliases and the UN list, from a folder ``intel/sanctions``."""

    def rows(name: str) -> list[list[str]]:
        with gzip.open(folder / "us" / name, "rt", encoding="utf-8", errors="replace") as text:
            return list(csv.reader(text))

    listed: dict[str, Entity] = {}
    schemas = {"individual": "Person", "vessel": "Vessel", "aircraft": "Aircraft"}
    for row in rows("ofac_2022_sdn.csv.gz"):
        if len(row) > 11:
            schema = schemas.get(row[2].strip(), "Organization")
            listed[f"ofac-{row[0]}"] = Entity(schema, [_turned(row[1], schema)])
    for row in rows("ofac_2022_alt.csv.gz"):
        if len(row) > 3 and (known := listed.get(f"ofac-{row[0]}")):
            known.names.append(_turned(row[3], known.schema))
    packed = gzip.decompress((folder / "un" / "un_consolidated_2026-02-27.xml.gz").read_bytes())
    tree = ET.parse(io.BytesIO(packed)).getroot()
    for tag, schema in (("INDIVIDUAL", "Person"), ("ENTITY", "Organization")):
        for each in tree.iter(tag):
            given = [(each.findtext(f"{nth}_NAME") or "").strip() for nth in
                     ("FIRST", "SECOND", "THIRD", "FOURTH")]  # fmt: skip
            names = [" ".join(filter(None, given))]
            names += [(a.findtext("ALIAS_NAME") or "").strip() for a in each.iter(f"{tag}_ALIAS")]
            names.append((each.findtext("NAME_ORIGINAL_SCRIPT") or "").strip())
            listed[f"un-{each.findtext('DATAID')}"] = Entity(schema, names)
    for one in listed.values():
        one.names = list(dict.fromkeys(filter(None, one.names)))
    return {n: one for n, one in listed.items() if one.names and key(one.names[0])}


def _turned(name: str, schema: str) -> str:
    if schema != "Person" or "," not in name:
        return name
    return " ".join(part.strip() for part in reversed(name.split(",", 1)))


def _makers(seed: int) -> list[Faker]:
    made = [Faker(locale) for locale in LOCALES]
    for maker in made:
        maker.seed_instance(seed)
    return made


def mistyped(name: str, chance: random.Random) -> str:
    """One slip of the keyboard: a neighbour, one left out, one too many, two exchanged."""
    letters = [n for n, c in enumerate(name) if c.isalpha()]
    if len(letters) < 3:
        return name
    at, sort = chance.choice(letters), chance.random()
    c = name[at]
    if sort < 0.3:
        return name[:at] + chance.choice(NEAR.get(c.lower(), "e")) + name[at + 1 :]
    if sort < 0.55:
        return name[:at] + name[at + 1 :]
    if sort < 0.75:
        return name[:at] + chance.choice("aeiounrst") + name[at:]
    return name[:at] + name[at + 1 : at + 2] + c + name[at + 2 :]


def respelled(name: str, chance: random.Random, times: int) -> str:
    """The same sounds in the habit of another clerk."""
    text = f" {anyascii(name).lower()} "
    usable = [pair for pair in SPELLINGS if pair[0] in text]
    chance.shuffle(usable)
    for old, new in usable[:times]:
        places = [m.start() for m in re.finditer(re.escape(old), text)]
        if places:
            at = chance.choice(places)
            text = text[:at] + new + text[at + len(old) :]
    return text.strip().title()


def _swapped(name: str, chance: random.Random) -> str:
    words = name.split()
    chance.shuffle(words)
    return " ".join(words)


def _missing(name: str, chance: random.Random) -> str:
    words = name.split()
    if len(words) > 2:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _initial(name: str, _: random.Random) -> str:
    first, *rest = name.split()
    return " ".join([first[0] + ".", *rest]) if rest else name


def _joined(name: str, chance: random.Random) -> str:
    words = name.split()
    if len(words) > 1:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1].lower()]
    return " ".join(words)


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "typo1": mistyped,
    "typo2": lambda name, chance: mistyped(mistyped(name, chance), chance),
    "swap": _swapped,
    "missing": _missing,
    "initial": _initial,
    "translit": lambda name, chance: respelled(name, chance, 2),
    "translit_typo": lambda name, chance: mistyped(respelled(name, chance, 1), chance),
    "concat": _joined,
    "exact": lambda name, _: name,
}


def related(alias: str, name: str) -> bool:
    """Whether an alias is another spelling of a name, and neither the same nor another name."""
    a, b = sorted((key(alias).split(), key(name).split()), key=len)
    if not a or a == b or len(b) - len(a) > 2:
        return False
    return sum(max(JaroWinkler.similarity(x, y) for y in b) for x in a) / len(a) >= 0.78


def questions(
    listed: dict[str, Entity], count: int, seed: int, held_out_only: bool = False
) -> list[Asked]:
    """So many who are listed and as many who are not, shuffled; held-out aliases leave the list."""
    chance = random.Random(seed)
    order = sorted(listed)
    chance.shuffle(order)
    kinds = (HELD_OUT,) if held_out_only else (*NOISES, HELD_OUT, HELD_OUT)
    asked: list[Asked] = []
    for number in order:
        if len(asked) == count:
            break
        one, kind = listed[number], chance.choice(kinds)
        if kind == HELD_OUT:
            aliases = [name for name in one.names[1:] if related(name, one.names[0])]
            if not aliases:
                continue
            name = chance.choice(aliases)
            one.names = [each for each in one.names if key(each) != key(name)]
        else:
            base = chance.choice(one.names) if chance.random() < 0.3 else one.names[0]
            name = NOISES[kind](base, chance)
            if (name == base and kind not in ("exact", "swap")) or len(key(base).split()) < 2:
                continue
        asked.append(Asked(name, one.schema, number, kind))
    return _shuffled(asked + strangers(listed, len(asked), seed), chance)


def strangers(listed: dict[str, Entity], count: int, seed: int) -> list[Asked]:
    """People on no list: half invented, half put together from two listed persons."""
    chance, makers = random.Random(seed + 1), _makers(seed + 1)
    known = {key(name) for one in listed.values() for name in one.names}
    people = [one.names[0].split() for one in listed.values()
              if one.schema == "Person" and 2 <= len(one.names[0].split()) <= 4]  # fmt: skip
    made: list[Asked] = []
    while len(made) < count:
        if chance.random() < 0.5 or not people:
            name, kind = chance.choice(makers).name(), "applicant"
        else:
            name = " ".join(chance.choice(people)[:-1] + chance.choice(people)[-1:])
            kind = "recombined"
        if key(name) not in known and len(key(name).split()) > 1:
            made.append(Asked(name, "Person", None, kind))
    return made


def _shuffled(asked: list[Asked], chance: random.Random) -> list[Asked]:
    chance.shuffle(asked)
    return asked
