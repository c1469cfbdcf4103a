"""Retention as the settings have it: what is past its maximum goes, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.app import keeping
from northline.app.node import Node
from northline.app.runners.retention import erase_past
from northline.app.settings import retention_of
from northline.ledger import Ledger
from northline.ledger.reading import system_clock
from northline.ledger.retention import DAY, bounds
from northline.records.kinds import KINDS
from northline.records.record import Days, Keep
from northline.records.units import Micros
from tests.web.asking import feed


def later(node: Node, days: int) -> Node:
    """The same node so many days from now."""
    then = Micros(system_clock() + days * DAY)
    ledger = Ledger.open(node.folder, signer=node.key, clock=lambda: then)
    return Node(ledger, node.operator, node.key, home=node.home)


def test_what_is_past_its_maximum_is_erased_but_what_is_held_stays(
    node: Node, tmp_path: Path
) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[retention.position]\nmaximum_days = 30\n")
    kept = retention_of(path, agency="local")
    (tmp_path / "a.nmea").write_bytes(feed(9))
    node.ingest("ais", tmp_path / "a.nmea")
    held = node.records("position", limit=2).column("id").to_pylist()
    node.hold("case", held, "disclosure")
    assert erase_past(later(node, 29), kept) == {}
    assert node.count("position") == 9
    due = later(node, 31)
    assert due.erase_due(schedule=kept, dry_run=True).rows == {"position": 7}
    assert due.erase_due(dry_run=True).rows == {}, "the declaration keeps it longer"
    assert erase_past(due, kept) == {"position": 7}
    assert sorted(node.records("position").column("id").to_pylist()) == sorted(held)
    assert erase_past(due, kept) == {}
    assert node.verify().ok
    rule = "retention of position as northline.toml has it: past its maximum"
    erasures = [each for each in node.ledger.entries() if each.operation == "erase"]
    assert {each.facts["rule"] for each in erasures} == {rule}
    assert {each.actor for each in erasures} == {"service:retention"}


def test_an_agency_may_keep_shorter_than_the_others(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "northline.toml"
    path.write_text(
        "[retention.position]\nmaximum_days = 100\n[retention.position.local]\nmaximum_days = 10\n"
    )
    kept = retention_of(path, agency="local")
    for number, marking in enumerate(("Unclassified", "Unclassified; owner=opp; partners=local")):
        (tmp_path / f"{number}.nmea").write_bytes(feed(3))
        node.ingest("ais", tmp_path / f"{number}.nmea", source=f"s{number}", marking=marking)
    assert node.count("position") == 6
    assert erase_past(later(node, 11), kept) == {"position": 3}
    assert node.records("position").column("source").unique().to_pylist() == ["s1"]


def test_only_the_kinds_that_the_file_names_are_erased_by_themselves(
    node: Node, tmp_path: Path
) -> None:
    """`erase --due`, which a person runs, takes the others by their declarations besides."""
    path = tmp_path / "northline.toml"
    path.write_text("[retention.track]\nmaximum_days = 30\n")
    kept = retention_of(path, agency="local")
    (tmp_path / "a.nmea").write_bytes(feed(3))
    node.ingest("ais", tmp_path / "a.nmea")
    then = later(node, 40_000)
    assert erase_past(then, kept) == {}
    assert then.erase_due(schedule=kept).rows == {"position": 3}


def test_what_nobody_of_this_node_may_see_is_erased_too(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[retention.position]\nmaximum_days = 30\n")
    (tmp_path / "a.nmea").write_bytes(feed(3))
    marking = "Protected B; owner=local; compartments=trace"
    node.ingest("ais", tmp_path / "a.nmea", marking=marking)
    assert node.count("position") == 0
    assert erase_past(later(node, 31), retention_of(path, agency="local")) == {"position": 3}


def test_what_is_put_under_a_hold_meanwhile_stays_and_the_others_go(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.nmea").write_bytes(feed(9))
    node.ingest("ais", tmp_path / "a.nmea")
    schedule = {"position": Keep(Days(0, 1))}
    then = later(node, 2)
    due = then.ledger.due("position", schedule)
    node.hold("case", due[3:4], "disclosure")
    monkeypatch.setattr(then.ledger, "due", lambda kind, schedule: due)
    monkeypatch.setattr(keeping, "AT_ONCE", 4)
    assert erase_past(then, schedule) == {"position": 8}
    assert node.records("position").column("id").to_pylist() == due[3:4]


days = st.builds(Days, st.integers(0, 5000), st.none() | st.integers(0, 50_000))
agencies = st.sampled_from(["opp", "rcmp", "cbp"])
keeps = st.builds(Keep, days, st.lists(st.tuples(agencies, days), max_size=3).map(tuple))


@given(st.sampled_from([each.kind for each in KINDS]), keeps, st.lists(agencies, max_size=3))
def test_no_schedule_goes_below_the_declared_minimum_or_beyond_the_declared_maximum(
    kind: str, keep: Keep, owners: list[str]
) -> None:
    law = bounds(kind, tuple(owners))
    kept = bounds(kind, tuple(owners), {kind: keep})
    assert kept.minimum == law.minimum
    assert bounds(kind, tuple(owners), {"other": keep}) == law
    if law.maximum is not None:
        assert kept.maximum is not None
        assert kept.maximum <= law.maximum
    wanted = keep.of(tuple(owners)).maximum
    if kept.maximum is not None:
        assert kept.maximum >= law.minimum
        assert wanted is None or kept.maximum <= max(wanted, law.minimum)
    else:
        assert wanted is None
