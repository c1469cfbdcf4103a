"""The patrol log in a terminal."""

from pathlib import Path

from tests.app.patrolled import at, gpx, steady
from tests.cli.running import Command

BOAT = ("--unit", "cot:EX-BOAT-1", "--mode", "boat")


def test_a_track_and_a_form_are_logged_and_their_hours_counted(
    call: Command, tmp_path: Path
) -> None:
    track = tmp_path / "track.gpx"
    track.write_bytes(gpx(steady(1_800)))
    ledger = ("--ledger", tmp_path / "ledger")
    for _ in range(2):
        logged = call("patrol", "log", track, *BOAT, "--officers", 2, *ledger, "--json")
        assert logged.code == 0, logged.err
        assert (logged.document["hours"], logged.document["points"]) == (0.5, 181)
    span = ("--from", at(0), "--until", at(3_600), "--stretches", "455-456")
    form = call(
        "patrol", "log", "--form", "--unit", "cot:EX-CAR-4", "--mode", "vehicle", *span, *ledger
    )
    assert form.code == 0, form.err
    assert "km 2275-2285" in form.out
    listed = call("patrol", "legs", *ledger, "--json").document
    assert [each["reported"] for each in listed["legs"]] == ["gpx", "form"]
    target = call("patrol", "targets", "--set", 7, "--why", "a", "--from", at(0), *ledger)
    assert target.code == 0, target.err
    told = call("patrol", "hours", "--by", "mode", *ledger)
    assert "boat" in told.out
    assert "other scope" in told.out
    missed = call(
        "patrol", "hours", "--unvisited", 7, "--from-km", 2270, "--to-km", 2280, *ledger, "--json"
    )
    assert missed.document["count"] == 2


def test_what_makes_no_sense_is_refused_with_exit_code_2(call: Command, tmp_path: Path) -> None:
    ledger = ("--ledger", tmp_path / "ledger")
    for words in (
        ("log", *BOAT),
        ("log", tmp_path / "none.gpx", *BOAT),
        ("log", "--form", *BOAT),
        ("log", "-", *BOAT, "--until", at(0)),
        ("hours", "--by", "crew"),
        ("targets", "--why", "because"),
    ):
        assert call("patrol", *words, *ledger).code == 2, words


def test_a_track_of_which_nothing_counts_needs_a_look(call: Command, tmp_path: Path) -> None:
    track = tmp_path / "track.gpx"
    track.write_bytes(gpx([0.0, 4_000.0]))
    ended = call("patrol", "log", track, *BOAT, "--ledger", tmp_path / "ledger")
    assert ended.code == 1
    assert "nothing of this track counts" in ended.err
