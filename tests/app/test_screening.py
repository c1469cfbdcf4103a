"""Screening on a ledger: asked, by the file, again, adjudicated, looked out for, referred."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.node import Node
from northline.app.screening.adjudicating import Said, adjudicate, one_pair, pairs, told
from northline.app.screening.asking import ask
from northline.app.screening.bulk import WAITS, run_again, screen_file
from northline.app.screening.coverage import coverage, officers_agree
from northline.app.screening.held import Held
from northline.app.screening.lookouts import LookoutPlaced, end_lookout, lookouts, place_lookout
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import Question, question
from northline.app.screening.recorded import one_screening, screenings
from northline.app.screening.referrals import ReferralMade, refer, referrals, reply_to
from northline.app.screening.rescreening import rescreen
from northline.ledger.reading import system_clock
from northline.records.decision import Verb
from northline.records.errors import NotPermitted, RoleNeeded, SettingsError, UsageError
from northline.records.referral import ReplySort
from northline.records.screening import ScreeningState as S
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.people import colleague

DAY = 86_400_000_000
HEAD = "name,list,as_of,schema,entity,aliases,identifiers,born,citizenships\n"
TOSK = "Ilbrand Tosk,made-up,DAY,Person,e2,,,,\n"
VELMORA = (
    "Velmora Quenstadt,made-up,DAY,Person,e1,Velmora Ostrander,passport:X123,1953-02-01,Borduria\n"
)
FILLER = "".join(
    f"{first}{second} {second}{third},made-up,DAY,Person,f{n},,,,\n"
    for n, (first, second, third) in enumerate(
        (a, b, c) for a in ("Bram", "Kel", "Otri") for b in ("vand", "lund", "mor") for c in ("ic", "el", "ov")
    )
)  # fmt: skip
EVERY = ScreeningParams(second_share=1.0)
NONE = ScreeningParams(second_share=0.0)


def publish(
    node: Node, day: str, *rows: str, name: str = "made-up", marking: str | None = None
) -> None:
    """A version of a made-up list."""
    path = node.folder.parent / f"{name}-{day}-{len(rows)}-{system_clock()}.csv"
    text = HEAD + "".join(each.replace("DAY", day) for each in (*rows, FILLER))
    path.write_text(text.replace(",made-up,", f",{name},"))
    node.ingest("names-csv", path, marking=marking)


def about(name: str, id: str | None = None, **more: str) -> Question:
    return question(id or "q1", "Person", {"name": name, **more}, lasting=id is not None)


@pytest.fixture
def listed(node: Node) -> Node:
    publish(node, "2026-07-01", VELMORA, TOSK)
    return node


def officer(node: Node, name: str, number: int, **more: Any) -> Node:
    return colleague(node, name, number, roles=("adjudicator",), **more)


# --- asked ----------------------------------------------------------------------------------


def test_where_no_list_is_held_nobody_is_screened_and_that_is_no_no_hit(node: Node) -> None:
    (made,) = ask(node, [about("Velmora Quenstadt")])
    assert made.screening.state is S.NOT_SCREENED
    assert "no list" in (made.screening.reason or "")


def test_an_answer_is_on_record_with_the_lists_their_editions_and_why(listed: Node) -> None:
    hit, miss = ask(listed, [about("Velmora Quenstadt"), about("Somebody Otherwise")])
    said = one_screening(listed, hit.screening.id).screening
    assert (said.state, said.lists, said.editions) == (S.POSSIBLE, ("made-up",), ("2026-07-01",))
    assert said.entities == ("made-up:e1",)
    assert msgspec.json.decode(said.explanations[0])[0]["code"]
    assert said.scored > 25
    assert miss.screening.state is S.NO_HIT
    assert miss.screening.lists == ("made-up",), "a no-hit says against what"


def test_an_alias_of_the_newest_edition_counts_and_one_of_an_older_edition_does_not(
    listed: Node,
) -> None:
    (made,) = ask(listed, [about("Velmora Ostrander")])
    assert made.screening.state is S.POSSIBLE
    publish(listed, "2026-08-01", VELMORA.replace("Velmora Ostrander", ""), TOSK)
    (made,) = ask(listed, [about("Velmora Ostrander")])
    assert made.screening.state is S.NO_HIT
    assert made.screening.editions == ("2026-08-01",)


@pytest.mark.parametrize(
    ("scheme", "named"), [("passport", "passportNumber"), ("national-id", "idNumber")]
)
def test_the_number_of_a_paper_is_evidence(node: Node, scheme: str, named: str) -> None:
    publish(node, "2026-07-01", VELMORA.replace("passport:X123", f"{scheme}:777"))
    same, other, silent = ask(
        node,
        [
            about("Velmora Quenstadt", **{named: "777"}),
            about("Velmora Quenstadt", **{named: "778"}),
            about("Velmora Quenstadt"),
        ],
    )
    ranks = [each.hits[0][0].rank for each in (same, silent, other)]
    assert ranks[0] > ranks[1] > ranks[2]


def test_of_files_that_nobody_dated_every_one_counts_and_a_dated_one_ends_that(
    node: Node,
) -> None:
    publish(node, "", VELMORA)
    publish(node, "", TOSK)
    both = ask(node, [about("Velmora Quenstadt"), about("Ilbrand Tosk")])
    assert [each.screening.state for each in both] == [S.POSSIBLE, S.POSSIBLE]
    assert "undated-" in both[0].screening.editions[0]
    publish(node, "2099-01-01", TOSK)
    both = ask(node, [about("Velmora Quenstadt"), about("Ilbrand Tosk")])
    assert [each.screening.state for each in both] == [S.NO_HIT, S.POSSIBLE]


def test_an_answer_is_marked_as_its_lists_are_today(listed: Node) -> None:
    low = colleague(listed, "EX A", 5, roles=("analyst",), clearance="Protected B")
    (made,) = ask(listed, [about("Velmora Quenstadt")])
    assert one_screening(low, made.screening.id).screening == made.screening
    ids = listed.records("listing", columns=["id"]).column("id").to_pylist()
    listed.mark(ids, "Secret; owner=local", "for few")
    (made,) = ask(listed, [about("Velmora Quenstadt")])
    with pytest.raises(UsageError):
        one_screening(low, made.screening.id)


def test_birth_date_and_citizenship_change_no_score(listed: Node) -> None:
    with_them = about("Velmora Quenstadt", birthDate="1953-02-01", nationality="Borduria")
    without, given = ask(listed, [about("Velmora Quenstadt"), with_them])
    assert given.question.apart == ("birthDate", "nationality")
    assert given.screening.scores == without.screening.scores
    assert given.screening.explanations == without.screening.explanations
    assert given.screening.born == ("1953-02-01",)


@pytest.mark.parametrize("name", ["gender", "religion", "ethnicity"])
def test_what_somebody_is_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is refused"):
        about("Velmora Quenstadt", **{name: "x"})


def test_what_the_engine_trips_over_is_a_failure_and_can_be_run_again(
    listed: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(Held, "match", broken)
        (made,) = ask(listed, [about("Velmora Quenstadt", "F-1")])
        assert made.screening.state is S.SCREENING_FAILED
    (again,) = run_again(listed)
    assert again.screening.state is S.POSSIBLE
    assert not run_again(listed)


def test_a_list_that_one_may_not_see_matches_nobody_and_is_named_nowhere(listed: Node) -> None:
    publish(
        listed, "2026-07-01", "Orla Fennimay,made-up,DAY,Person,s1,,,,\n", name="closed",
        marking="Protected B; owner=local; compartments=customs",
    )  # fmt: skip
    inside = colleague(listed, "EX IN", 1, roles=("analyst",), compartments=("customs",))
    outside = colleague(listed, "EX OUT", 2, roles=("analyst",), compartments=())
    (seen,) = ask(inside, [about("Orla Fennimay")])
    (hidden,) = ask(outside, [about("Orla Fennimay")])
    assert (seen.screening.state, hidden.screening.state) == (S.POSSIBLE, S.NO_HIT)
    assert "closed" not in hidden.screening.lists
    assert not [e for e in screenings(outside) if e.screening.id == seen.screening.id]
    with pytest.raises(UsageError, match="no list"):
        ask(outside, [about("Orla Fennimay")], dataset="closed")


def test_one_list_is_asked_alone_and_the_score_is_the_same(listed: Node) -> None:
    publish(listed, "2026-07-01", "Velmora Quenstadt,made-up,DAY,Person,o1,,,,\n", name="other")
    (every,) = ask(listed, [about("Velmora Quenstadt")])
    (one,) = ask(listed, [about("Velmora Quenstadt")], dataset="other")
    assert set(every.screening.entities) == {"made-up:e1", "other:o1"}
    assert one.screening.entities == ("other:o1",)
    assert one.screening.lists == ("other",)
    scores = dict(zip(every.screening.entities, every.screening.scores, strict=True))
    assert one.screening.scores == (scores["other:o1"],)


def test_who_holds_no_role_for_it_screens_nobody(listed: Node) -> None:
    watch = colleague(listed, "EX W", 3, roles=("watch-officer",))
    for act in (
        lambda: ask(watch, [about("Velmora Quenstadt")]),
        lambda: screenings(watch),
        lambda: pairs(watch),
        lambda: lookouts(watch),
        lambda: referrals(watch),
        lambda: coverage(watch),
        lambda: rescreen(watch),
    ):
        with pytest.raises(RoleNeeded):
            act()


def test_whoever_could_not_see_what_came_of_it_screens_nobody(listed: Node) -> None:
    low = colleague(listed, "EX L", 4, roles=("analyst",), clearance="Unclassified")
    with pytest.raises(NotPermitted, match="Protected B"):
        ask(low, [about("Velmora Quenstadt")])


@pytest.mark.parametrize(
    "wrong", [{"threshold": 0.0}, {"cutoff": 0.9}, {"limit": 0}, {"second_share": 1.1}]
)
def test_parameters_out_of_their_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        ScreeningParams(**wrong)


# --- by the file ----------------------------------------------------------------------------

FILE = b"""id,schema,name,birthDate
F-1,Person,Velmora Quenstadt,1980
F-2,Person,Somebody Otherwise,
F-3,Person,,
F-4,Spaceship,Ilbrand Tosk,
F-5,Person,Ilbrand Tosk
,Person,Ilbrand Tosk,
"""


def test_every_row_of_a_file_is_answered_and_a_bad_one_is_never_dropped(listed: Node) -> None:
    batch, made = screen_file(listed, FILE)
    assert [each.screening.state for each in made] == [
        *(S.POSSIBLE, S.NO_HIT, S.SCREENING_FAILED, S.SCREENING_FAILED, S.SCREENING_FAILED),
        S.POSSIBLE,
    ]
    found = coverage(listed, batch=batch)
    assert (found.asked, found.screened, found.coverage) == (6, 3, 0.5)
    assert sum(found.reasons.values()) == 3
    assert any("no schema 'Spaceship'" in each for each in found.reasons)
    assert any("3 cells" in each for each in found.reasons)


def test_json_lines_are_read_as_well_and_a_line_that_is_none_fails(listed: Node) -> None:
    lines = (
        b'{"id": "F-1", "schema": "Person", "properties": {"name": ["Velmora Quenstadt"]}}\n'
        b'{"id": "F-2", "properties": {"name": ["X"], "gender": ["f"]}}\n{"id"\n'
    )
    _, made = screen_file(listed, lines)
    assert [e.screening.state for e in made] == [S.POSSIBLE, S.SCREENING_FAILED, S.SCREENING_FAILED]
    assert "gender is refused" in (made[1].screening.reason or "")


def test_of_a_file_that_breaks_off_whoever_nobody_came_to_is_not_screened(
    listed: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app.screening import bulk

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "ask", dies)
        with pytest.raises(KeyboardInterrupt):
            screen_file(listed, FILE)
    (batch,) = {each.screening.batch for each in screenings(listed)}
    found = coverage(listed, batch=batch)
    assert (found.asked, found.screened, found.reasons) == (6, 0, {WAITS: 6})
    run_again(listed, batch)
    after = coverage(listed, batch=batch)
    assert (after.asked, after.screened) == (6, 3)


def test_a_file_whose_head_holds_what_somebody_is_is_refused_whole(listed: Node) -> None:
    with pytest.raises(UsageError, match="religion is refused"):
        screen_file(listed, b"name,religion\nVelmora Quenstadt,x\n")
    assert not screenings(listed)


@pytest.mark.parametrize("data", [b"", b" \n", b"\xff\xfe\x00", b"colour of hair\nred\n"])
def test_what_is_no_file_of_queries_is_refused(listed: Node, data: bytes) -> None:
    with pytest.raises(UsageError):
        screen_file(listed, data)


# --- again ----------------------------------------------------------------------------------


def test_after_a_change_of_a_list_everyone_is_asked_again_and_only_what_differs_is_told(
    listed: Node,
) -> None:
    names = [("F-1", "Velmora Quenstadt"), ("F-2", "Somebody Otherwise"), ("F-3", "Orla Fennimay")]
    ask(listed, [about(name, id) for id, name in names])
    ask(listed, [about("Orla Fennimay")])  # in passing: nobody who stands
    publish(listed, "2026-08-01", VELMORA, "Orla Fennimay,made-up,DAY,Person,e3,,,,\n")
    assert coverage(listed).stale == 3
    found = rescreen(listed)
    assert (found.asked, found.unchanged) == (3, 2)
    (change,) = found.changes
    assert (change.query_id, change.was, change.now) == ("F-3", S.NO_HIT, S.POSSIBLE)
    assert change.appeared == ("made-up:e3",)
    assert coverage(listed).stale == 0
    assert rescreen(listed).asked == 0, "nobody is asked again of the same edition"


def test_a_decision_holds_for_the_pair_until_either_side_changes(listed: Node) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1")], params=NONE)
    (pair,) = pairs(listed)
    said = Said(verb=Verb.NO_MATCH, reason="another face on file")
    adjudicate(listed, pair.candidate.id, said)
    publish(listed, "2026-08-01", VELMORA)  # a new edition that says the same of her
    assert rescreen(listed, params=NONE).changes == ()
    assert [e.state for e in screenings(listed)] == [S.NO_MATCH]
    publish(listed, "2026-09-01", VELMORA.replace("1953-02-01", "1961"))
    (change,) = rescreen(listed, params=NONE).changes
    assert (change.altered, change.was, change.now) == (("made-up:e1",), S.NO_MATCH, S.POSSIBLE)
    (again,) = pairs(listed)
    assert again.candidate.id != pair.candidate.id
    ask(listed, [about("Velmora Quenstadt", "F-1", birthDate="1980")], params=NONE)
    assert len(pairs(listed)) == 1, (
        "and so it is where something else is said of who is asked about"
    )
    assert pairs(listed)[0].candidate.id != again.candidate.id


def test_without_a_file_number_nothing_is_decided_for_the_next_one_of_that_name(
    listed: Node,
) -> None:
    ask(listed, [about("Velmora Quenstadt")], params=NONE)
    (pair,) = pairs(listed)
    adjudicate(listed, pair.candidate.id, Said(verb=Verb.NO_MATCH, reason="C"))
    ask(listed, [about("Velmora Quenstadt")], params=NONE)
    assert len(pairs(listed)) == 1


# --- adjudicated ----------------------------------------------------------------------------


def test_a_match_takes_two_persons_and_then_the_screening_stands_matched(listed: Node) -> None:
    (made,) = ask(listed, [about("Velmora Quenstadt", "F-1")], params=NONE)
    one, two = officer(listed, "EX 1", 11), officer(listed, "EX 2", 12)
    (pair,) = pairs(one)
    view = adjudicate(one, pair.candidate.id, Said(verb=Verb.MATCH, reason="same passport"))
    assert (view.state, view.waits is not None) == (S.POSSIBLE, True)
    with pytest.raises(NotPermitted):
        adjudicate(one, pair.candidate.id, Said(verb=Verb.APPROVE, reason="C"))
    view = adjudicate(two, pair.candidate.id, Said(verb=Verb.APPROVE, reason="agreed"))
    assert view.state is S.MATCH
    assert one_screening(listed, made.screening.id).state is S.MATCH


def test_what_differs_is_shown_to_the_adjudicator_and_a_no_match_alone_may_cite_it(
    listed: Node,
) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1", birthDate="1980-05", nationality="Borduria")])
    (pair,) = pairs(listed)
    assert [each["what"] for each in told(pair)["may_clear"]] == ["born"]
    assert all(each["text"]["fr"] != each["code"] for each in told(pair)["explanation"])
    id = pair.candidate.id
    with pytest.raises(UsageError, match="only clear"):
        adjudicate(listed, id, Said(verb=Verb.MATCH, reason="C", cites=("born",)))
    with pytest.raises(UsageError, match="clears nothing"):
        adjudicate(listed, id, Said(verb=Verb.NO_MATCH, reason="C", cites=("citizenship",)))
    view = adjudicate(listed, id, Said(verb=Verb.NO_MATCH, reason="a generation", cites=("born",)))
    assert view.state is S.NO_MATCH
    assert view.decisions[0].reason == "differs: born; a generation"


def test_a_pair_of_which_one_side_has_changed_is_not_decided_any_more(listed: Node) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1")], params=NONE)
    (pair,) = pairs(listed)
    publish(listed, "2026-08-01", VELMORA.replace("1953-02-01", "1961"))
    assert not pairs(listed)
    with pytest.raises(UsageError, match="changed since"):
        adjudicate(listed, pair.candidate.id, Said(verb=Verb.NO_MATCH, reason="C"))


def test_a_second_look_is_somebody_elses_and_blind_and_measures_agreement(listed: Node) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1")], params=EVERY)
    one, two = officer(listed, "EX 1", 11), officer(listed, "EX 2", 12)
    (first,) = pairs(two)
    assert not first.second_look, "there is no second look before the first one"
    adjudicate(one, first.candidate.id, Said(verb=Verb.NO_MATCH, reason="a secret reason"))
    assert not pairs(one)
    (look,) = pairs(two)
    assert look.second_look
    shown = msgspec.json.encode(told(look))
    assert b"a secret reason" not in shown
    assert first.candidate.id.hex().encode() not in shown
    with pytest.raises(NotPermitted):
        one.decide(look.candidate.id, "no-match", reason="once more")
    adjudicate(two, look.candidate.id, Said(verb=Verb.CANNOT_TELL, reason="too little"))
    found = officers_agree(listed)
    assert (found.n, found.same) == (1, 0)
    assert [e.state for e in screenings(listed)] == [S.NO_MATCH], "a second look moves nothing"


def test_whoever_had_the_second_look_does_not_have_the_first_one(listed: Node) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1")], params=EVERY)
    one, two = officer(listed, "EX 1", 11), officer(listed, "EX 2", 12)
    (first,) = pairs(two)
    made = adjudicate(one, first.candidate.id, Said(verb=Verb.NO_MATCH, reason="C")).decisions[0]
    (look,) = pairs(two)
    adjudicate(two, look.candidate.id, Said(verb=Verb.NO_MATCH, reason="C"))
    one.decide(made.id, "retract", reason="wrong pair")
    with pytest.raises(NotPermitted):
        adjudicate(two, first.candidate.id, Said(verb=Verb.NO_MATCH, reason="C"))


def test_who_is_no_adjudicator_decides_no_pair(listed: Node) -> None:
    ask(listed, [about("Velmora Quenstadt", "F-1")])
    analyst = colleague(listed, "EX A", 13, roles=("analyst",))
    (pair,) = pairs(analyst)
    with pytest.raises(RoleNeeded):
        adjudicate(analyst, pair.candidate.id, Said(verb=Verb.NO_MATCH, reason="C"))
    assert one_pair(listed, pair.candidate.id).state is S.POSSIBLE


# --- lookouts and referrals -----------------------------------------------------------------


def in_days(days: float) -> str:
    return format_instant(Micros(system_clock() + int(days * DAY)))


def test_a_lookout_matches_until_its_end_and_is_told_of_afterwards(
    listed: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = LookoutPlaced(
        names=("Orla Fennimay",), why="a warrant", authority="an order", expires=in_days(2)
    )
    made = place_lookout(listed, placed)
    (hit,) = ask(listed, [about("Orla Fennimay")])
    assert hit.screening.entities == (f"lookouts:{made.identity}",)
    later = Micros(system_clock() + 3 * DAY)
    from northline.app.screening import lookouts as room

    monkeypatch.setattr(room, "present", lambda _: later)
    (miss,) = ask(listed, [about("Orla Fennimay")])
    assert miss.screening.state is S.NO_HIT
    assert "lookouts" not in miss.screening.lists
    assert [each.identity for each in lookouts(listed, state="expired")] == [made.identity]
    assert not lookouts(listed)


def test_a_lookout_is_ended_by_its_agency_alone(listed: Node) -> None:
    placed = LookoutPlaced(
        names=("Orla Fennimay",), why="a warrant", authority="an order", expires=in_days(2),
        marking="Protected B; owner=local; partners=cbp",
    )  # fmt: skip
    made = place_lookout(listed, placed)
    other = colleague(listed, "EX U", 14, agency="cbp", country="US", roles=("analyst",))
    with pytest.raises(NotPermitted):
        end_lookout(other, made.identity, "not ours")
    assert ask(other, [about("Orla Fennimay")])[0].screening.state is S.POSSIBLE
    end_lookout(listed, made.identity, "arrested")
    assert ask(listed, [about("Orla Fennimay")])[0].screening.state is S.NO_HIT


@pytest.mark.parametrize(
    "wrong",
    [{"names": (" ",)}, {"why": ""}, {"authority": " "}, {"expires": "2020-01-01T00:00:00Z"},
     {"expires": "2999-01-01T00:00:00Z"}],
)  # fmt: skip
def test_a_lookout_without_reason_authority_or_end_is_none(
    listed: Node, wrong: dict[str, Any]
) -> None:
    given = {"names": ("A",), "why": "w", "authority": "a", "expires": in_days(2), **wrong}
    with pytest.raises(UsageError):
        place_lookout(listed, LookoutPlaced(**given))


def test_a_referral_is_seen_by_whom_it_goes_to_with_its_clock_and_says_nothing_of_the_list(
    listed: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = ask(listed, [about("Velmora Quenstadt", "F-1")])
    wanted = ReferralMade(
        screening=made.screening.id.hex(), to_agency="csis", ground="security",
        authority="a provision", reply_by=in_days(1), reason="a near name",
    )  # fmt: skip
    view = refer(listed, wanted)
    other = colleague(listed, "EX S", 15, agency="csis", roles=("analyst",))
    other.host = listed.host
    (seen,) = referrals(other)
    assert (seen.referral, seen.unsigned, seen.standing.overdue) == (view.referral, (), False)
    assert b"made-up" not in msgspec.json.encode(
        msgspec.to_builtins(seen.referral, builtin_types=(bytes,))
    )
    from northline.app.screening import referrals as room

    with monkeypatch.context() as later:
        later.setattr(room, "present", lambda _: Micros(system_clock() + 2 * DAY))
        assert [e.standing.overdue for e in referrals(listed, state="overdue")] == [True]
    with pytest.raises(NotPermitted):
        reply_to(listed, view.referral.id, ReplySort.NO_CONCERN, "C")
    answered = reply_to(other, seen.referral.id, ReplySort.NO_CONCERN, "nothing held")
    assert answered.standing.state.value == "answered"
    assert not referrals(listed, state="awaiting")


def test_on_a_no_hit_nobody_is_referred(listed: Node) -> None:
    (made,) = ask(listed, [about("Somebody Otherwise", "F-1")])
    wanted = ReferralMade(
        screening=made.screening.id.hex(), to_agency="csis", ground="g", authority="a",
        reply_by=in_days(1), reason="r",
    )  # fmt: skip
    with pytest.raises(UsageError, match="no-hit"):
        refer(listed, wanted)


def test_nobody_is_named_in_what_the_program_writes_down(
    listed: Node, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(1):
        screen_file(listed, FILE)
    assert "Quenstadt" not in caplog.text
