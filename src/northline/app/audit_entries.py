"""Entries of the chain as a person reads them: who, what, of which kind, what was asked, on which rule.

It holds no content of records; that of a decision (verb, about, reason, authority) is read as any
record is, for who asks.  What it says of records that they may not see is withheld
(`northline.app.audit_withheld`).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.audit_withheld import Withheld, reader
from northline.ledger.chain import Entry, signed_by
from northline.ledger.notes import noted
from northline.ledger.review import AUDIT
from northline.records.decision import Decision
from northline.records.kinds import kind as kind_named
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

_KNOWN = frozenset(
    "kind as_of after window cells cells_count ids ids_count columns limit picture begins watch "
    "audit relay told".split()
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One look: what was asked.

    Attributes:
        how: ``read``, ``picture``, ``audit`` or ``relay``.
        kind: record kind, or ``audit``.
        window: from (inclusive) until (exclusive), or None.
        cells: ranges of cells, the first hundred, or None for all.
        cells_count: how many ranges there were.
        ids: the ids asked for, the first hundred, or None for all.
        ids_count: how many ids there were.
        columns: the columns asked for, or None for all.
        limit: at most so many rows, or None.
        as_of: the ledger as it stood at this entry, or None.
        after: only what was appended after this entry.
        picture: ``stream`` or ``once``, of a look at the picture.
        begins: whether the picture was opened, or closed; None for other looks.
        watch: name of that watch of the picture.
        ended: entry and instant at which the watch ended, where it is known.
        told: of a relay: how many things it tells of.
        other: whatever else was asked, as it stands.
        withheld: whether it named something that who reads may not see: ids and names are left out.
    """

    how: str
    kind: str
    window: tuple[int, int] | None = None
    cells: tuple[str, ...] | None = None
    cells_count: int = 0
    ids: tuple[str, ...] | None = None
    ids_count: int = 0
    columns: tuple[str, ...] | None = None
    limit: int | None = None
    as_of: int | None = None
    after: int = 0
    picture: str = ""
    begins: bool | None = None
    watch: str = ""
    ended: tuple[int, Micros] | None = None
    told: int = 0
    other: dict[str, str] = {}
    withheld: bool = False

    @property
    def open(self) -> bool:
        """Whether this begins a watch that has no end in the chain."""
        return self.begins is True and self.picture != "once" and self.ended is None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the chain as a person reads it.

    Attributes:
        seq: its number.
        at: when it was committed.
        who: the person or service.
        agency: the agency acted for, or empty where the chain does not tell.
        purpose: the declared purpose, or empty.
        what: one of `northline.ledger.review.WHAT`.
        kind: record kinds concerned, or empty.
        count: of a look how many looks came together; else records concerned.
        rule: the rule: that of the look, of the erasure; name of the hold; authority of a decision.
        asked: the looks.
        decisions: what was decided, as far as who asks may see it.
        facts: what else the entry says, each value as text.
        withheld: whether anything of it is withheld: it speaks of what who reads may not see.
        hash: its hash, in hexadecimal.
    """

    seq: int
    at: Micros
    who: str
    agency: str
    purpose: str
    what: str
    kind: str
    count: int
    rule: str
    asked: tuple[Asked, ...] = ()
    decisions: tuple[Decision, ...] = ()
    facts: dict[str, str] = {}
    withheld: bool = False
    hash: str


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with what proves it.

    Attributes:
        told: the entry as a person reads it.
        previous: hash of the entry before it.
        digest: digest of its content; empty likewise.
        body: what it says, word for word; empty where any of it is withheld.
        signer: key that signed it, or empty.
        whole: whether its hash is that of what it says.
        signed: whether a key that is trusted here signed it.
        around: the entries around it and itself, in order.
    """

    told: Told
    previous: str
    digest: str
    body: str
    signer: str
    whole: bool
    signed: bool
    around: tuple[Told, ...]


def tell(node: "Opened", entries: Iterable[Entry]) -> list[Told]:
    """Entries as a person reads them, with what the operator may see of decisions."""
    listed = list(entries)
    decisions = _decisions(node, [each.seq for each in listed if each.kind == Decision.kind])
    ends = watch_ends(node, listed)
    withheld = Withheld(node, listed)
    return [_told(each, decisions.get(each.seq, ()), ends, withheld) for each in listed]


def is_signed(node: "Opened", entry: Entry) -> bool:
    """Whether a key that the operator trusts signed an entry."""
    return signed_by(entry, node.trusted_keys())


def watch_ends(node: "Opened", entries: Iterable[Entry]) -> dict[str, tuple[int, Micros]]:
    """Name of a watch that one of these entries begins -> where it ended."""
    begun = {
        str(look["watch"]): entry.seq
        for entry in entries
        if entry.operation == "look" and '"begins":true' in entry.body
        for look in entry.facts["looks"]
        if look.get("begins") and "watch" in look
    }
    if not begun:
        return {}
    found: dict[str, tuple[int, Micros]] = {}
    after = min(begun.values())
    while after and len(found) < len(begun):
        page = node.ledger.review.naming('"begins":false', after, _ENDS)
        for entry in page:
            for look in entry.facts["looks"]:
                if look.get("watch") in begun and look.get("begins") is False:
                    found.setdefault(look["watch"], (entry.seq, entry.at))
        after = page[-1].seq if len(page) == _ENDS else 0
    return found


_ENDS = 2_000


def what_of(entry: Entry) -> str:
    """What was done, as people name it (`northline.ledger.review.WHAT`)."""
    if entry.operation == "look":
        return "audit" if entry.kind == AUDIT else "look"
    if entry.operation in {"append", "advance"}:
        if entry.kind == Decision.kind:
            return "decision"
        return "engine" if "engine" in entry.facts else "append"
    return entry.operation


def _told(
    entry: Entry,
    decisions: tuple[Decision, ...],
    ends: Mapping[str, tuple[int, Micros]],
    withheld: Withheld,
) -> Told:
    if withheld.whole(entry):
        return Told(
            seq=entry.seq,
            at=entry.at,
            who=entry.actor,
            agency="",
            purpose="",
            what=what_of(entry),
            kind="",
            count=0,
            rule="",
            withheld=True,
            hash=entry.hash.hex(),
        )
    facts, note = entry.facts, noted(entry)
    said = note or facts
    what = what_of(entry)
    agencies = {str(said["agency"])} if "agency" in said else {d.agency for d in decisions}
    rule = str(facts.get("rule") or facts.get("name") or "")
    if what == "decision":
        rule = ", ".join(dict.fromkeys(d.authority for d in decisions if d.authority))
    return Told(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor,
        agency=", ".join(sorted(agencies)),
        purpose=str(said.get("purpose", "")),
        what=what,
        kind=entry.kind or ",".join(_kinds(facts)),
        count=entry.rows,
        rule=rule,
        asked=tuple(_asked(look, ends, withheld) for look in facts.get("looks", ())),
        decisions=decisions,
        facts=_of_account(note) if note else _rest(facts),
        withheld=withheld.some(entry),
        hash=entry.hash.hex(),
    )


def _kinds(facts: Mapping[str, Any]) -> list[str]:
    """The kinds that the looks or marks of an entry concern."""
    looked = [str(look["kind"]) for look in facts.get("looks", ())]
    return sorted({*looked, *(str(kind) for _, kind, _ in facts.get("marks", ()))})


def _asked(
    look: Mapping[str, Any], ends: Mapping[str, tuple[int, Micros]], withheld: Withheld
) -> Asked:
    hidden = withheld.hides(look)
    how = next((each for each in ("audit", "picture", "relay") if each in look), "read")
    window = look.get("window")
    rest = {name: value for name, value in look.items() if name not in _KNOWN}
    if isinstance(look.get("audit"), dict):
        rest |= look["audit"]
    if hidden:
        look = {name: value for name, value in look.items() if name not in {"ids", "told"}}
        rest = {name: value for name, value in rest.items() if name not in _NAMING}
    if "relay" in look:
        rest["relay"] = look["relay"]
    return Asked(
        how=how,
        kind=str(look["kind"]),
        window=(window[0], window[1]) if window else None,
        cells=None if look.get("cells") is None else tuple(look["cells"]),
        cells_count=look.get("cells_count", 0),
        ids=None if look.get("ids") is None else tuple(look["ids"]),
        ids_count=0 if hidden else look.get("ids_count", len(look.get("ids") or ())),
        columns=None if look.get("columns") is None else tuple(look["columns"]),
        limit=look.get("limit"),
        as_of=look.get("as_of"),
        after=look.get("after", 0),
        picture=str(look.get("picture", "")),
        begins=look.get("begins"),
        watch=str(look.get("watch", "")),
        ended=ends.get(str(look.get("watch", ""))) if look.get("begins") else None,
        told=len(look.get("told", ())),
        other={name: _text(value) for name, value in rest.items()},
        withheld=hidden,
    )


_NAMING = frozenset({"record", "rights", "track", "identity"})
"""What else of a look names something."""


def _rest(facts: Mapping[str, Any]) -> dict[str, str]:
    """What an entry says beside its looks, in few words."""
    told: dict[str, str] = {}
    if "engine" in facts:
        step = facts["engine"]
        told["engine"] = f"{step['name']} {step['version']}"
        told["read"] = f"{step['since'] + 1}-{step['until']}"
        told["parameters"] = str(step["params"])
    if "stream" in facts:
        source, form, stream, since, until, _ = facts["stream"]
        told |= {"source": source, "format": form, "stream": stream, "bytes": f"{since}-{until}"}
    if "marks" in facts:
        told["ids"] = ", ".join(each[0] for each in facts["marks"])
        told["markings"] = ", ".join(dict.fromkeys(each[2] for each in facts["marks"]))
    if "holds" in facts:
        told["ids"] = ", ".join(facts["holds"])
    for name in ("reason", "name", "exercise", "to", "from", "later"):
        if name in facts:
            told[name] = str(facts[name])
    if "retired" in facts:
        told["parts"] = f"{len(facts['retired'])} -> {len(facts.get('made', ()))}"
    return told


def _of_account(note: Mapping[str, str]) -> dict[str, str]:
    """What happened to an account, then what else is known of it; each once."""
    rest = {name: value for name, value in sorted(note.items()) if name not in _SHOWN}
    return {"what": note["what"], **rest}


_SHOWN = frozenset({"what", "agency", "purpose"})


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _decisions(node: "Opened", entries: list[int]) -> dict[int, tuple[Decision, ...]]:
    """Entry -> the decisions that came with it, as far as the operator may see them."""
    if not entries:
        return {}
    plan = node.ledger.plan(
        Decision.kind, reader(node), after=min(entries) - 1, as_of=max(entries), ordered=True
    )
    table = node.ledger.read(plan, audited=False).read_all()
    came = table.column("_seq").to_pylist()
    made = kind_named(Decision.kind).from_batch(table.drop_columns(["_seq", "_ord"]))
    found: dict[int, tuple[Decision, ...]] = {}
    for seq, each in zip(came, made, strict=True):
        if isinstance(each, Decision):
            found[seq] = (*found.get(seq, ()), each)
    return found
