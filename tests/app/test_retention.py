"""Retention as the settings have it: what is past its maximum goes, and nothing else."""

from pathlib import Path

from northline.app.node import Node
from northline.app.runners.retention import DAY, erase_past
from northline.app.settings import retention_of
from northline.ledger.reading import system_clock
from northline.records.units import Micros
from tests.web.asking import feed


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
    now = system_clock()
    assert erase_past(node, kept, Micros(now + 29 * DAY)) == {}
    assert node.count("position") == 9
    assert erase_past(node, kept, Micros(now + 31 * DAY)) == {"position": 7}
    assert sorted(node.records("position").column("id").to_pylist()) == sorted(held)
    assert erase_past(node, kept, Micros(now + 31 * DAY)) == {}
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
    then = Micros(system_clock() + 11 * DAY)
    assert erase_past(node, kept, then) == {"position": 3}
    assert node.records("position").column("source").unique().to_pylist() == ["s1"]
