"""The rule of `northline.records.marking.visibility`, compiled to SQL over the markings table.

A ledger has few distinct markings and many records, so the rule is asked once per marking; a
scan then compares the ``marking`` column with the answer.  Each node of the tree has exactly
one translation here, and a property test holds it equal to `may_see`.
"""

import json

from northline.ledger.log import Rows, Value
from northline.records.caveats import DENIED, RELEASED
from northline.records.errors import MarkingRefused, NotPermitted
from northline.records.marking import ANYONE, Marking, MarkingId, canonical, decode
from northline.records.marking import marking as made
from northline.records.rule import (
    All,
    CaveatsWithin,
    CompartmentsWithin,
    EveryOwnerReleases,
    HasOwner,
    LevelAtMost,
    Rule,
)

_EACH_OWNER = "json_each(m.content, '$.grants') g"


def text_of(marking: MarkingId) -> str:
    """A marking's id as the log and JSON write it: 16 hexadecimal digits."""
    return f"{marking:016x}"


def visible_markings(rows: Rows, rule: Rule) -> frozenset[int]:
    """Ids of the ledger's markings that satisfy the rule."""
    sql, values = compiled(rule)
    found = rows.run(f"select m.id from markings m where {sql}", *values)
    return frozenset(int(row[0], 16) for row in found)


def compiled(rule: Rule) -> tuple[str, list[Value]]:
    """The rule as an SQL condition on ``markings m``, with its parameters.

    Raises:
        NotPermitted: for a node it does not know: unknown is denied.
    """
    conditions, values = [], []
    for node in rule.of:
        condition, some = _condition(node)
        conditions.append(f"({condition})")
        values += some
    return " and ".join(conditions), values


def _condition(node: object) -> tuple[str, list[Value]]:
    match node:
        case HasOwner():
            return f"exists (select 1 from {_EACH_OWNER})", []
        case LevelAtMost(level):
            return "m.level <= ?", [level]
        case CaveatsWithin(known, country, code):
            released = " or ".join(_is_released(words) for words in RELEASED)
            spared = " or ".join(_is_spared(words) for words in DENIED)
            return (
                "not exists (select 1 from json_each(m.content, '$.caveats') c "
                "where c.value not in (select value from json_each(?)) "
                f"and not (? <> '' and ({released})) "
                f"and not (? glob '[A-Z][A-Z]' and ({spared})))",
                [
                    json.dumps(known),
                    *(country, *(country for _ in RELEASED)),
                    *(code, *(code for _ in DENIED)),
                ],
            )
        case CompartmentsWithin(held):
            return (
                "not exists (select 1 from json_each(m.content, '$.compartments') c "
                "where c.value not in (select value from json_each(?)))",
                [json.dumps(held)],
            )
        case EveryOwnerReleases(agency, identities, purpose, now):
            released = (
                "exists (select 1 from json_each(g.value, '$.partners') p "
                "where p.value in (select value from json_each(?))) "
                "and exists (select 1 from json_each(g.value, '$.purposes') u "
                "where ? = ? or u.value in (?, ?)) "
                "and (json_extract(g.value, '$.expiry') is null "
                "or json_extract(g.value, '$.expiry') > ?)"
            )
            return (
                f"not exists (select 1 from {_EACH_OWNER} where not (g.key = ? or ({released})))",
                [agency, json.dumps(identities), purpose, ANYONE, purpose, ANYONE, now],
            )
        case All():
            return compiled(node)
        case _:
            raise NotPermitted("a rule that this ledger cannot compile is denied")


def _is_released(words: str) -> str:
    """The caveat is a list that begins so and names a country, the one parameter."""
    return f"({_begins(words)} and instr(',' || {_list(words)} || ',', ',' || ? || ',') > 0)"


def _is_spared(words: str) -> str:
    """The caveat is a list that begins so, can be read, and does not name a country, as before.

    Only capitals and commas get as far as JSON, so that no caveat can break out of it.
    """
    countries = f"""'["' || replace({_list(words)}, ',', '","') || '"]'"""
    return (
        f"({_begins(words)} and case when {_list(words)} glob '*[^A-Z,]*' then 0 else "
        f"not exists (select 1 from json_each({countries}) o "
        "where length(o.value) <> 2 or o.value = ?) end)"
    )


def _begins(words: str) -> str:
    return f"substr(c.value, 1, {len(words)}) = '{words}'"


def _list(words: str) -> str:
    return f"replace(substr(c.value, {len(words) + 1}), ' ', '')"


def register(rows: Rows, marking: Marking) -> MarkingId:
    """Make a marking known to the ledger, and return its id.

    Raises:
        MarkingRefused: for one that no record may carry.
    """
    _admit(marking)
    rows.run(
        "insert into markings select ?, ?, ? where not exists "
        "(select 1 from markings where id = ?)",
        text_of(marking.id),
        int(marking.level),
        canonical(marking).decode(),
        text_of(marking.id),
    )
    return marking.id


def _admit(given: Marking) -> None:
    """Refuse at the door what was put together past the checks of `northline.records.marking`."""
    text = canonical(given)
    if canonical(decode(text)) != text or "\\u0000" in text.decode():
        raise MarkingRefused("a marking holds what cannot be written down")
    checked = made(
        given.level, given.grants, caveats=given.caveats, compartments=given.compartments
    )
    if canonical(checked) != text:
        raise MarkingRefused("a marking is not in canonical order: make it with marking()")
