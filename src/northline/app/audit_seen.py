"""Who saw a record: the looks that asked for it by id, and those whose request could have shown it.

The chain keeps what was asked, by whom and with which rights, not which rows were answered.  So
each look is judged by the same rules as the read itself was:

1. the record was there: appended at or before the entry that the look read up to, and not erased;
2. it was asked for: by its id, or by a kind, window and cells that hold it;
3. the viewer could see it: by the marking that counted at that moment (`may_see`);
4. no correction that the viewer could see hid it.

``could`` says that all of it is certain, ``may`` that the chain does not tell some of it (`WHY`),
``no`` that it was asked for by id and could not be shown.  Whether a person then looked at the
screen, nobody can know.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.audit_entries import Told, tell, watch_ends
from northline.app.audit_sight import Sight
from northline.app.audit_withheld import reader
from northline.app.picture.live import FOLLOWED, LOOK_BACK
from northline.ledger.chain import Entry
from northline.ledger.reading import system_clock
from northline.ledger.review import Correction, History
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, may_see
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

COULD, MAY, NO = "could", "may", "no"

WHY = (
    "not-there-yet", "erased", "corrected", "not-allowed", "rights-not-told", "rights-moved",
    "more-ids", "more-cells", "limit", "picture", "no-end", "content-gone",
)  # fmt: skip
"""Why it is not certain, or why it could not be shown."""

CHUNK = 500
_NAMES_BACK = 48 * 3600 * 1_000_000
_HOWS = ("id", "relay", "audit", "among", "picture")
"""How a look had to do with a record, the plainest first."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The record that is asked about.

    Attributes:
        id: its id.
        kind: its kind, or empty where it is not known.
        at: its time; None where its body was erased.
        cell: its cell, or None.
        append: the entry it came with.
        place: its place in that append.
        committed: when that was.
        stored: the marking it came with, or None where its body was erased.
        values: its track and identity, as the chain names them.
        history: what happened to it since.
    """

    id: bytes
    kind: str
    at: Micros | None = None
    cell: int | None = None
    append: int = 0
    place: int = 0
    committed: Micros = Micros(0)
    stored: Marking | None = None
    values: dict[str, str] = {}
    history: History = History()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """How one look had to do with a record.

    Attributes:
        how: ``id`` asked for by its id; ``among`` it was among what was asked; ``picture`` the
            picture was open meanwhile; ``relay`` a relay sent it out; ``audit`` its audit.
        shown: ``could``, ``may`` or ``no``.
        why: codes of `WHY`.
        columns: columns asked for, or None for all.
        clients: of a relay: the numbers of its clients to whom it was sent.
    """

    how: str
    shown: str
    why: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    clients: tuple[int, ...] = ()


class Some(msgspec.Struct, frozen=True, kw_only=True):
    """Looks that had to do with a record, and how many were looked through for them."""

    entries: list[Told]
    seen: list[Seen]
    examined: int


def find_subject(node: "Opened", record: bytes, kind: str = "") -> Subject | None:
    """The record, as far as the operator may see it, or what is left of an erased one.

    None is the answer for what is not there and for what may not be seen.
    """
    review = node.ledger.review
    history = _as_seen(node, review.history(record))
    gone = history.gone
    if gone is not None:
        if record not in review.erased_openly([record], reader(node)):
            return None
        return Subject(
            id=record, kind=gone.kind, append=gone.append, place=gone.place, history=history
        )
    as_of = min((each.seq - 1 for each in history.corrections), default=None)
    names = [kind] if kind else [each.kind for each in KINDS]
    for name in names:
        schema = kind_named(name).schema
        columns = ["id", "at", "cell", "marking"]
        columns += [each for each in ("track", "identity") if each in schema.names]
        plan = node.ledger.plan(
            name, reader(node), ids=[record], columns=columns, as_of=as_of, ordered=True
        )
        rows = node.ledger.read(plan, audited=False).read_all()
        if not rows.num_rows:
            continue
        row = {column: rows.column(column)[0] for column in rows.column_names}
        append = row["_seq"].as_py()
        came = review.entry(append)
        values = {each: row[each].as_py() for each in columns[4:]}
        return Subject(
            id=record,
            kind=name,
            at=Micros(row["at"].value),
            cell=row["cell"].as_py(),
            append=append,
            place=row["_ord"].as_py(),
            committed=came.at if came else Micros(0),
            stored=node.ledger.marking(row["marking"].as_py()),
            values={
                each: value.hex() if isinstance(value, bytes) else str(value)
                for each, value in values.items()
                if value is not None
            },
            history=history,
        )
    return None


def _as_seen(node: "Opened", history: History) -> History:
    """What happened to a record, without corrections that the operator may not see."""
    now, viewer = system_clock(), reader(node)
    seen = (
        each
        for each in history.corrections
        if may_see(viewer, each.marked[-1].marking if each.marked else each.marking, now)
    )
    return msgspec.structs.replace(history, corrections=tuple(seen))


def who_saw(
    node: "Opened", record: bytes, subject: Subject | None, *, before: int | None
) -> tuple[Some, int | None, bool]:
    """The next looks that had to do with a record, the newest first.

    Of one that is not there, or may not be seen, only the operator's own looks are told: those of
    others would say that there is something to be looked at.

    Returns:
        them, the entry before which to go on, and whether there may be more.
    """
    about = subject or Subject(id=record, kind="")
    kinds = {about.kind, *(("track",) if about.kind in FOLLOWED else ())}
    page = node.ledger.review.candidates(
        sorted(kinds),
        record,
        about.at,
        about.append,
        by=node.viewer.name if subject is None else None,
        before=before,
        limit=CHUNK,
    )
    ends = watch_ends(node, page) if about.kind in FOLLOWED else {}
    told = page if subject is not None else [each for each in page if _is_own(node, each)]
    judged = [(each, _judge(node, about, each, ends)) for each in told]
    kept = [(each, seen) for each, seen in judged if seen is not None]
    some = Some(
        entries=tell(node, [each for each, _ in kept]),
        seen=[seen for _, seen in kept],
        examined=len(page),
    )
    return some, page[-1].seq if page else before, len(page) == CHUNK


def _is_own(node: "Opened", entry: Entry) -> bool:
    return entry.actor == node.viewer.name and entry.facts["agency"] == node.viewer.agency


def _judge(
    node: "Opened", about: Subject, entry: Entry, ends: Mapping[str, tuple[int, Micros]]
) -> Seen | None:
    """How one entry had to do with the record: by the plainest of its looks."""
    facts = entry.facts
    sight = Sight(entry, facts)
    found = [
        seen
        for look in facts["looks"]
        if (seen := _judge_look(node, about, entry, look, sight, ends)) is not None
    ]
    found.sort(key=lambda each: (each.shown == NO, _HOWS.index(each.how), each.shown == MAY))
    return found[0] if found else None


def _judge_look(
    node: "Opened",
    about: Subject,
    entry: Entry,
    look: Mapping[str, Any],
    sight: Sight,
    ends: Mapping[str, tuple[int, Micros]],
) -> Seen | None:
    if "audit" in look:
        return Seen(how="audit", shown=COULD) if _named(about, look) else None
    if "told" in look:
        return _by_relay(about, look)
    if "picture" in look:
        return _by_picture(node, about, entry, look, sight, ends)
    if about.kind and look["kind"] != about.kind:
        return None
    named = _named(about, look)
    asked, why = _asked_for(about, look)
    if not named and not asked:
        return None
    shown, more = _shown(about, entry, look, sight)
    if shown == NO and not named:
        return None
    why = (*why, *more)
    columns = look.get("columns")
    return Seen(
        how="id" if named else "among",
        shown=MAY if shown == COULD and why else shown,
        why=more if shown == NO else why,
        columns=None if columns is None else tuple(columns),
    )


def _named(about: Subject, look: Mapping[str, Any]) -> bool:
    return about.id.hex() in (look.get("ids") or ())


def _asked_for(about: Subject, look: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Whether a read asked for what the record is among, and what the chain does not tell of it."""
    if about.at is None:
        return _named(about, look), ()
    window = look.get("window")
    if window and not window[0] <= about.at < window[1]:
        return False, ()
    for name, value in about.values.items():
        if name in look and look[name] != value:
            return False, ()
    if any(name in look and name not in about.values for name in ("track", "identity")):
        return False, ()
    why: list[str] = []
    for cut, held in (
        ("more-ids", _among_ids(about, look)),
        ("more-cells", _in_cells(about, look)),
    ):
        if held is False:
            return False, ()
        if held is None:
            why.append(cut)
    if "limit" in look and not (look.get("ids") and look["ids_count"] <= look["limit"]):
        why.append("limit")
    return True, tuple(why)


def _among_ids(about: Subject, look: Mapping[str, Any]) -> bool | None:
    """Whether its id was asked for; None where the list was cut off before it.

    The chain keeps the first hundred, sorted.
    """
    ids = look.get("ids")
    if ids is None or _named(about, look):
        return True
    return None if look.get("ids_count", 0) > len(ids) and about.id.hex() > ids[-1] else False


def _in_cells(about: Subject, look: Mapping[str, Any]) -> bool | None:
    """Whether its cell was asked for; None where the list of ranges was cut off before it."""
    cells = look.get("cells")
    if cells is None:
        return True
    if about.cell is None:
        return False
    ranges = [tuple(int(end, 16) for end in each.split("-")) for each in cells]
    if any(low <= about.cell <= high for low, high in ranges):
        return True
    cut = look.get("cells_count", 0) > len(ranges) and about.cell > ranges[-1][1]
    return None if cut else False


def _shown(
    about: Subject, entry: Entry, look: Mapping[str, Any], sight: Sight
) -> tuple[str, tuple[str, ...]]:
    """Whether it could be shown, were it asked for."""
    upto = look.get("as_of", entry.seq)
    gone = about.history.gone
    if gone is not None and gone.seq < entry.seq:
        return NO, ("erased",)
    if not about.kind or about.stored is None:
        return MAY, ("content-gone",)
    if upto < about.append or look.get("after", 0) >= about.append:
        return NO, ("not-there-yet",)
    seen, why = sight.of(about.stored, about.history.marked)
    if seen is False:
        return NO, ("not-allowed",)
    hidden = _hidden(about.history.corrections, upto, sight)
    if hidden:
        return NO, ("corrected",)
    if hidden is None:
        why = (*why, "corrected")
    return (COULD, ()) if seen and not why else (MAY, why)


def _hidden(corrections: Sequence[Correction], upto: int, sight: Sight) -> bool | None:
    """Whether a correction hid it; None where that cannot be told."""
    unsure = False
    for each in corrections:
        if each.seq <= upto:
            seen, why = sight.of(each.marking, each.marked)
            if seen and not why:
                return True
            unsure = unsure or seen is not False
    return None if unsure else False


def _by_relay(about: Subject, look: Mapping[str, Any]) -> Seen | None:
    """A relay tells, before it sends, what goes to which of its clients."""
    clients: set[int] = set()
    for each in look["told"]:
        named = about.id.hex() in each.get("ids", ()) and look["kind"] == about.kind
        rows = any(
            append == about.append and first <= about.place < first + count
            for append, first, count in each.get("rows", ())
        )
        if named or rows:
            clients.update(each["to"])
    return Seen(how="relay", shown=MAY, clients=tuple(sorted(clients))) if clients else None


def _by_picture(
    node: "Opened",
    about: Subject,
    entry: Entry,
    look: Mapping[str, Any],
    sight: Sight,
    ends: Mapping[str, tuple[int, Micros]],
) -> Seen | None:
    """Somebody had the picture open while the record may have been drawn in it.

    The newest point of a track replaces the one before, so that it was drawn is never certain.
    """
    if about.kind not in FOLLOWED or about.at is None or about.stored is None:
        return None
    if not look.get("begins"):
        return None
    once = look["picture"] == "once"
    end = (entry.seq, entry.at) if once else ends.get(str(look.get("watch", "")))
    if end is not None and about.committed > end[1]:
        return None
    back = LOOK_BACK if about.kind == "track" else LOOK_BACK + _NAMES_BACK
    if not node.exercise and about.at < entry.at - back:
        return None
    until = end[1] if end is not None else None
    seen, why = sight.of(about.stored, about.history.marked, until=until, watching=True)
    if seen is False:
        return None
    why = tuple(each for each in why if each != "rights-moved")
    return Seen(
        how="picture",
        shown=MAY,
        why=("picture", *why, *(("no-end",) if end is None else ())),
    )
