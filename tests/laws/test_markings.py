"""The one rule of who may see what: compiled or not, joined or tightened, it never shows more."""

import itertools
import json
import sqlite3
from contextlib import closing
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.ledger import Ledger
from northline.ledger.log import TABLES, Rows
from northline.ledger.visibility import compiled, register, visible_markings
from northline.records.errors import MarkingRefused, NotPermitted, UsageError
from northline.records.marking import (
    ANYONE,
    Grant,
    Level,
    Marking,
    Viewer,
    canonical,
    decode,
    join,
    marking,
    may_see,
    visibility,
)
from northline.records.notation import parse_marking
from northline.records.rule import All, LevelAtMost
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.ledger.making import T0, Clock, batch_of, opened, record_id, rows_of

AGENCIES = ("opp", "rcmp", "cbp", "a\"b'c", "é\\n")
PURPOSES = ("border-security", "customs", ANYONE)
GROUPS = ("IBET", "opp", ANYONE)
COMPARTMENTS = ("trace", "customs", "x\u2028")
CAVEATS = (
    "NOFORN",
    "CANADIAN EYES ONLY",
    "LES",
    "CUI//LES",
    "CUI//watch-officer",
    "CAN/US ONLY",
    "FVEY",
    "REL TO USA, CAN",
    "REL TO USA,CAN",
    "REL TO  USA ,  CAN ",
    "REL TO CAN",
    "REL TO CANADA",
    "REL TO ",
    "REL TO",
    "rel to can",
    "REL TO USA, GBR",
    "REL TO US A",
    "BURN BEFORE READING",
    "noforn",
    'odd "quoted"',
    "RELEASABLE TO CAN, USA",
    "RELEASABLE TO CAN,USA ",
    "RELEASABLE TO GBR",
    "RELEASABLE TO",
    "NOT TO US",
    "NOT TO CN, RU",
    "NOT TO CA,US",
    "NOT TO  C A ",
    "NOT TO ",
    "NOT TO",
    "NOT TO USA",
    "NOT TO us",
    "NOT TO US,",
    'NOT TO "]',
    "ORIGIN IR",
    "ORIGIN US",
    "ORIGIN \u00c9A",
    "origin ir",
    "CUI",
    "FOUO",
    "CUI//SP-LEI",
    "CUI//LES//NOFORN",
    "DISPLAY ONLY",
    "ORCON",
    "THIRD PARTY RULE",
)
NOWS = st.sampled_from([T0 - 1, T0, T0 + 1]).map(Micros)

ODD = tuple("a A , * é \U0001f6f6 ' \" \\ \x7f $.x {} [0] a\u2028b CAN % _".split(" "))
odd = st.sampled_from(ODD) | st.builds(
    " ".join, st.lists(st.sampled_from(ODD), min_size=1, max_size=3)
)
agencies = st.sampled_from(AGENCIES) | odd


def some(words: tuple[str, ...], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words) | odd, max_size=most).map(tuple)


BEGINNINGS = ("REL TO ", "RELEASABLE TO ", "NOT TO ", "ORIGIN ")
countries = st.lists(
    st.sampled_from(["CA", "US", "GB", "FR", "CAN", "USA", " US", "C A", "", "\u00c9A"]) | odd,
    max_size=3,
).map(",".join)
caveats = (
    st.sampled_from(CAVEATS)
    | st.tuples(st.sampled_from(BEGINNINGS), odd | countries).map("".join)
    | odd
)


grants = st.builds(
    Grant,
    partners=some((*AGENCIES, "IBET", ANYONE)),
    purposes=some(PURPOSES),
    expiry=st.none() | NOWS,
    authority=some(("Customs Act s. 107",), 1),
)


def _admitted(words: tuple[Any, ...]) -> bool:
    return not any(word.upper().startswith(("TOP SECRET", "TS//", "SCI")) for word in words)


markings = st.builds(
    lambda level, granted, words, held: marking(level, granted, caveats=words, compartments=held),
    st.sampled_from(Level),
    st.dictionaries(agencies, grants, min_size=1, max_size=3),
    st.lists(caveats, max_size=2).map(tuple).filter(_admitted),
    some(COMPARTMENTS, 2),
)
viewers = st.builds(
    Viewer,
    name=st.just("v"),
    agency=agencies,
    country=st.sampled_from(["CA", "US", "GB", "FR", "", "us", "\u00c9A", "USA"]),
    clearance=st.sampled_from(Level),
    roles=some(("law-enforcement", "watch-officer", "LES")),
    groups=some(GROUPS),
    compartments=some(COMPARTMENTS),
    purpose=st.sampled_from(PURPOSES) | odd,
)


@st.composite
def aimed(draw: st.DrawFn, viewer: Viewer) -> Marking:
    """A marking that this viewer may see but for a few things, each drawn: a near miss."""

    def mostly(good: Any, others: st.SearchStrategy[Any]) -> Any:
        return good if draw(st.integers(0, 5)) else draw(others)

    names = (viewer.agency, ANYONE, *viewer.groups)
    owners = draw(st.lists(agencies, min_size=1, max_size=2, unique=True))
    granted = {
        owner: Grant(
            partners=(mostly(draw(st.sampled_from(names)), agencies),),
            purposes=(mostly(viewer.purpose, st.sampled_from(PURPOSES) | odd),),
            expiry=mostly(None, NOWS),
        )
        for owner in owners
    }
    trigraph = {"CA": "CAN", "US": "USA", "GB": "GBR"}.get(viewer.country, "CAN")
    spaced = st.sampled_from(
        [
            "REL TO {}",
            "REL TO FRA , {}",
            "REL TO  {},AUS",
            "REL TO FRA,{} ",
            "RELEASABLE TO {}",
            "ORIGIN IR",
            "NOT TO CN , RU",
        ]
    )
    return marking(
        mostly(viewer.clearance, st.sampled_from(Level)),
        granted,
        caveats=mostly(
            (draw(spaced).format(trigraph),),
            st.lists(caveats, max_size=2).map(tuple).filter(_admitted),
        ),
        compartments=mostly(viewer.compartments, some(COMPARTMENTS, 2)),
    )


class _Table:
    """The table of markings alone, to compile the rule against."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in TABLES:
            connection.execute(statement)

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Any) -> None:
        self._connection.executemany(sql, rows)


@pytest.fixture(scope="module")
def rows() -> Any:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield _Table(connection)


OPP = marking(Level.UNCLASSIFIED, {"opp": Grant(partners=("cbp",), purposes=("customs",))})
AGENT = Viewer(name="v", agency="cbp", country="US", purpose="customs")


# --- compiled -------------------------------------------------------------------------------


@settings(max_examples=200)
@given(viewer=viewers, now=NOWS, data=st.data())
def test_the_compiled_rule_equals_the_rule(
    rows: Rows, viewer: Viewer, now: Micros, data: st.DataObject
) -> None:
    some = data.draw(st.lists(aimed(viewer) | markings, min_size=1, max_size=4))
    rows.run("delete from markings")
    for each in some:
        assert register(rows, each) == each.id
    expected = {each.id for each in some if may_see(viewer, each, now)}
    assert visible_markings(rows, visibility(viewer, now)) == expected


LISTS = ("", "CA", "US", "USA", "CAN", "CA,US", " US , GB ", "C A", "us", "US,", '"]', "\u00c9A")


@pytest.mark.parametrize("country", ["CA", "US", "GB", "FR", "", "us", "USA"])
def test_every_caveat_and_list_is_compiled_as_it_is_read(rows: Rows, country: str) -> None:
    rows.run("delete from markings")
    words = {*CAVEATS, *(f"{begins}{each}" for begins in BEGINNINGS for each in LISTS)}
    made = {
        word: marking(Level.UNCLASSIFIED, {"opp": Grant(partners=(ANYONE,))}, caveats=[word])
        for word in words
    }
    for each in made.values():
        register(rows, each)
    for roles in ((), ("law-enforcement",)):
        viewer = Viewer(name="v", agency="cbp", country=country, roles=roles, purpose="customs")
        seen = visible_markings(rows, visibility(viewer, Micros(T0)))
        for word, each in made.items():
            assert (each.id in seen) == may_see(viewer, each, Micros(T0)), word


def test_the_generated_cases_are_shown_and_denied_both(rows: Rows) -> None:
    # A rule that denied everything would pass the property above; this one would not.
    viewer = Viewer(
        name="v",
        agency="cbp",
        country="CA",
        clearance=Level.PROTECTED_B,
        roles=("law-enforcement",),
        groups=("IBET",),
        compartments=("trace",),
        purpose="customs",
    )
    good = {
        "level": Level.PROTECTED_B,
        "caveats": ("LES", "REL TO USA ,CAN", "FVEY"),
        "compartments": ("trace",),
        "partners": ("IBET",),
        "purposes": ("customs",),
        "expiry": Micros(T0 + 1),
    }
    bad: dict[str, list[Any]] = {
        "level": [Level.PROTECTED_C],
        "caveats": [("NOFORN",), ("REL TO USA",), ("unheard of",), ("REL TO CANADA",)],
        "compartments": [("customs",), ("trace", "customs")],
        "partners": [(), ("rcmp",)],
        "purposes": [(), ("border-security",)],
        "expiry": [Micros(T0), Micros(T0 - 1)],
    }

    def made(**changed: Any) -> Marking:
        facts = {**good, **changed}
        grant = Grant(**{name: facts[name] for name in ("partners", "purposes", "expiry")})
        return marking(
            facts["level"],
            {"opp": grant},
            caveats=facts["caveats"],
            compartments=facts["compartments"],
        )

    rows.run("delete from markings")
    register(rows, made())
    rule = visibility(viewer, Micros(T0))
    assert visible_markings(rows, rule) == {made().id}
    for name, values in bad.items():
        for value in values:
            denied = made(**{name: value})
            assert not may_see(viewer, denied, Micros(T0)), (name, value)
            register(rows, denied)
            assert visible_markings(rows, rule) == {made().id}, (name, value)


def test_a_node_that_nobody_compiled_is_denied() -> None:
    with pytest.raises(NotPermitted):
        compiled(All(of=("something new",)))  # type: ignore[arg-type]
    nested = All(of=(All(of=(LevelAtMost(1),)),))  # type: ignore[arg-type]
    assert compiled(nested)[1] == [1]


# --- read through a ledger ------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(
    viewer=viewers,
    later=st.lists(st.tuples(st.integers(0, 30), markings), max_size=3),
    data=st.data(),
)
def test_a_plan_never_shows_more_than_the_rule(
    tmp_path_factory: pytest.TempPathFactory,
    viewer: Viewer,
    later: list[tuple[int, Marking]],
    data: st.DataObject,
) -> None:
    clock = Clock(T0)
    some = data.draw(
        st.lists(aimed(viewer) | markings, min_size=1, max_size=6, unique_by=lambda m: m.id)
    )
    with opened(tmp_path_factory.mktemp("seen") / "l", clock=clock) as ledger:
        rows = rows_of(3 * len(some), seed=1)
        effective = {}
        for row, each in zip(rows, itertools.cycle(some), strict=False):
            row["marking"] = int(each.id)
            effective[row["id"]] = each
        ledger.append("position", batch_of(rows), by="x", markings=some)
        if data.draw(st.booleans()):
            ledger.append("position", batch_of([]), by="x")
        for place, new in later:
            record = rows[place % len(rows)]["id"]
            owner = Viewer(
                name="o",
                agency=effective[record].owners[0],
                country="CA",
                clearance=Level.SECRET,
                compartments=effective[record].compartments,
                purpose=ANYONE,
            )
            alone = msgspec.structs.replace(effective[record], grants={owner.agency: Grant()})
            if not may_see(owner, alone, Micros(T0)):
                continue
            ledger.mark([record], new, viewer=owner, reason="r")
            effective[record] = _after(effective[record], new, owner.agency)
        expected = sorted(i for i, each in effective.items() if may_see(viewer, each, clock()))
        table = ledger.read(ledger.plan("position", viewer)).read_all()
        assert sorted(table.column("id").to_pylist()) == expected
        hidden = sorted(set(effective) - set(expected))
        for asked in (hidden, [*hidden, record_id("nobody")], [record_id("nobody")]):
            got = ledger.read(ledger.plan("position", viewer, ids=asked)).read_all()
            assert got.num_rows == 0
        if hidden:
            _tells_nothing(ledger, viewer, hidden[0])


def _after(old: Marking, new: Marking, agency: str) -> Marking:
    """A marking by one of several owners leaves what the others said."""
    others = {owner: grant for owner, grant in old.grants.items() if owner != agency}
    if not others:
        return new
    kept = Marking(
        level=max(old.level, new.level),
        grants={**new.grants, **others},
        caveats=old.caveats,
        compartments=old.compartments,
    )
    return kept.join(new)


def _tells_nothing(ledger: Ledger, viewer: Viewer, hidden: bytes) -> None:
    """An error about a hidden record is word for word that about one that does not exist."""
    stranger = msgspec.structs.replace(viewer, agency="nobody's agency")
    words = []
    for record in (hidden, record_id("nobody")):
        with pytest.raises(NotPermitted) as refused:
            ledger.mark([record], OPP, viewer=stranger, reason="r")
        words.append(str(refused.value))
    assert words[0] == words[1]


# --- tightened ------------------------------------------------------------------------------


def tightened(base: Marking, how: int, word: str, level: Level, instant: Micros) -> Marking:
    """The marking with one thing made tighter."""
    owner = base.owners[0]
    grant = base.grants[owner]
    replace = msgspec.structs.replace
    if how == 0:
        return replace(base, level=max(base.level, level))
    if how == 1:
        return marking(
            base.level,
            base.grants,
            caveats=(*base.caveats, word),
            compartments=base.compartments,
        )
    if how == 2:
        return marking(
            base.level,
            base.grants,
            caveats=base.caveats,
            compartments=(*base.compartments, word),
        )
    if how == 3:
        return replace(base, grants={word: Grant(), **base.grants})
    if how == 4:
        tighter = replace(grant, partners=grant.partners[1:])
    elif how == 5:
        tighter = replace(grant, purposes=grant.purposes[1:])
    else:
        tighter = replace(
            grant, expiry=instant if grant.expiry is None else min(grant.expiry, instant)
        )
    return replace(base, grants={**base.grants, owner: tighter})


@settings(max_examples=200)
@given(
    viewer=viewers,
    now=NOWS,
    data=st.data(),
    how=st.integers(0, 6),
    word=odd.filter(lambda word: _admitted((word,))),
    level=st.sampled_from(Level),
    instant=NOWS,
)
def test_tightening_never_shows_more(
    viewer: Viewer,
    now: Micros,
    data: st.DataObject,
    how: int,
    word: str,
    level: Level,
    instant: Micros,
) -> None:
    base = data.draw(aimed(viewer))
    tighter = tightened(base, how, word, level, instant)
    assert may_see(viewer, base, now) or not may_see(viewer, tighter, now)


@settings(max_examples=120)
@given(one=markings, two=markings, three=markings)
def test_the_join_is_commutative_associative_and_idempotent(
    one: Marking, two: Marking, three: Marking
) -> None:
    assert one.join(two) == two.join(one)
    assert one.join(two).join(three) == one.join(two.join(three))
    assert one.join(one) == one
    assert join([one, two, three]) == join([three, one, two])


def test_everyone_and_some_more_is_everyone() -> None:
    one = marking(Level.UNCLASSIFIED, {"opp": Grant(purposes=(ANYONE, "customs"))})
    two = marking(Level.UNCLASSIFIED, {"opp": Grant(purposes=(ANYONE,))})
    assert one.join(two) == two.join(one)


@settings(max_examples=200)
@given(viewer=viewers, now=NOWS, data=st.data())
def test_who_may_see_the_join_may_see_each_part(
    viewer: Viewer, now: Micros, data: st.DataObject
) -> None:
    one, two = data.draw(st.tuples(aimed(viewer), aimed(viewer) | markings))
    if may_see(viewer, one.join(two), now):
        assert may_see(viewer, one, now)
        assert may_see(viewer, two, now)


def test_of_two_owners_each_must_release() -> None:
    own = marking(Level.UNCLASSIFIED, {"rcmp": Grant(partners=("cbp",))})
    held = marking(Level.UNCLASSIFIED, {"rcmp": Grant()})
    assert may_see(AGENT, OPP.join(own), Micros(T0))
    assert may_see(AGENT, OPP, Micros(T0))
    assert not may_see(AGENT, OPP.join(held), Micros(T0))


# --- written down ---------------------------------------------------------------------------


@given(each=markings)
def test_the_canonical_form_reads_back_and_names_the_marking(each: Marking) -> None:
    assert decode(canonical(each)) == each
    again = json.loads(canonical(each))
    assert decode(json.dumps(again)).id == each.id


@settings(max_examples=60)
@given(one=markings, two=markings)
def test_equal_markings_have_equal_ids_and_others_others(one: Marking, two: Marking) -> None:
    assert (one.id == two.id) == (one == two)


plain = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


@given(
    level=st.sampled_from(Level),
    owner=plain,
    partners=st.lists(plain, max_size=3),
    purposes=st.lists(plain, min_size=1, max_size=3),
    words=st.lists(st.sampled_from(["LES", "NOFORN", "REL TO USA, CAN"]), max_size=2),
    held=st.lists(plain, max_size=2),
    expiry=st.none() | st.integers(-(10**15), 4 * 10**15).map(Micros),
)
def test_the_notation_reads_what_it_says(
    level: Level,
    owner: str,
    partners: list[str],
    purposes: list[str],
    words: list[str],
    held: list[str],
    expiry: Micros | None,
) -> None:
    parts = [level.label, f"owner={owner}", f"partners={','.join(partners)}"]
    parts += [f"purposes={' , '.join(purposes)}", f"caveats={'|'.join(words)}"]
    parts += [f"compartments={','.join(held)}"]
    if expiry is not None:
        parts.append(f"expires={format_instant(expiry)}")
    grant = Grant(partners=tuple(partners), purposes=tuple(purposes), expiry=expiry)
    expected = marking(level, {owner: grant}, caveats=words, compartments=held)
    assert parse_marking(" ; ".join(parts), owner="somebody") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Top Secret",
        "TOP_SECRET",
        "TopSecret",
        "top  secret//si",
        "TS",
        "ts//sci",
        "TS / SI",
        "Cosmic",
    ],
)
def test_what_is_above_secret_is_refused(text: str) -> None:
    with pytest.raises(MarkingRefused):
        Level.parse(text)
    with pytest.raises(MarkingRefused):
        parse_marking(f"{text}; owner=opp", owner="opp")


@pytest.mark.parametrize(
    "text",
    ["", "Protectd B", "Secret; owner", "Secret; colour=red", "Secret; expires=soon", "TSunami"],
)
def test_what_cannot_be_read_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse_marking(text, owner="opp")


@pytest.mark.parametrize("caveat", ["TOP SECRET", "ts//si", "SCI//TK"])
def test_a_caveat_above_secret_is_refused(caveat: str) -> None:
    with pytest.raises(MarkingRefused):
        marking(Level.SECRET, {"opp": Grant()}, caveats=[caveat])


def test_a_record_of_nobody_is_refused() -> None:
    for owners in ({}, {" ": Grant()}):
        with pytest.raises(MarkingRefused):
            marking(Level.UNCLASSIFIED, owners)
    nobodys = Marking(level=Level.UNCLASSIFIED, grants={})
    assert not may_see(AGENT, nobodys, Micros(T0))
