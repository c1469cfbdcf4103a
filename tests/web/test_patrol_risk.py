"""Risk over the API, and in a terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.records.time import format_instant
from northline.web.site import site
from tests.app.people import colleague
from tests.app.risky import FIRST, end, event, found, setting, square, watch
from tests.app.sensed import tell
from tests.cli.running import Command, command
from tests.web.asking import Api

PATHS = ("", "/territories", "/calibration", "/control")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("risk")
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        watch(node)
        told = [found(f"f{n}", FIRST + n % 3, 1.5 + 2.0 * n) for n in range(14)]
        tell(node, "finding", *told)
    return tmp_path


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[Api]:
    with Node.open(folder / "ledger", home=folder / "home") as node:
        served = site(node)
        served.desks.set_patrol(setting(square("Drawn", FIRST + 2)))
        yield Api(served)


def test_rates_are_told_by_stretch_and_hour_with_their_bounds(api: Api) -> None:
    told = api.document(f"/patrol/risk?from_km={5 * FIRST}&to_km={5 * FIRST + 20}&hours=3")
    assert told["exercise"] is True
    assert [each["number"] for each in told["stretches"]] == [FIRST + n for n in range(4)]
    assert told["hours"][0] == format_instant(end() - 3_600_000_000)  # type: ignore[arg-type]
    for each in told["stretches"]:
        assert len(each["rate"]) == len(each["low"]) == len(each["high"]) == 3
        assert each["low"][0] < each["rate"][0] < each["high"][0]
    assert [each["territory"] for each in told["stretches"]] == [None, None, "Drawn", None]
    assert (told["evidence"]["in_territories"], told["evidence"]["events"]) == (4, 10)
    assert told["evidence"]["seizures"] == "no feed"
    assert told["watched"]["coverage"] == "unknown"


def test_every_rate_can_be_explained(api: Api) -> None:
    told = api.document(f"/patrol/risk/explain?stretch={FIRST}&at={format_instant(end())}")
    assert sum(each["value"] for each in told["parts"]) == pytest.approx(told["rate"])
    own = next(each for each in told["parts"] if each["code"] == "risk-own")
    assert event("f0").hex() in own["evidence"]
    assert not [each for each in told["inputs"] if "subject" in each]
    shut = api.document(f"/patrol/risk/explain?stretch={FIRST + 2}&at={format_instant(end())}")
    assert (shut["territory"], shut["events"]) == ("Drawn", [])


def test_territories_calibration_and_control_are_told(api: Api) -> None:
    (one,) = api.document(f"/patrol/risk/territories?from_km={5 * FIRST}&to_km={5 * FIRST + 20}")[
        "territories"
    ]
    assert (one["territory"], one["line"], one["events"]) == ("Drawn", 0.25, 4)
    past = api.document("/patrol/risk/calibration?hours=168")
    assert past["verdict"] == "too-few"
    assert len(past["groups"]) == 10
    assert api.document("/patrol/risk/control")["verdict"] == "too-few"


@pytest.mark.parametrize(
    "wrong", ["hours=0", "hours=999", "from_km=-3", "from_km=10&to_km=5", "segment=panama", "x=1"]
)
def test_what_is_asked_wrongly_is_a_wrong_request(api: Api, wrong: str) -> None:
    assert api.get(f"/patrol/risk?{wrong}").status_code in {400, 404}
    assert api.get("/patrol/risk/explain?stretch=9999&at=2026-07-01T02:00:00Z").status_code == 400


def test_whoever_does_not_watch_or_plan_is_told_nothing(folder: Path) -> None:
    with Node.open(folder / "ledger", home=folder / "home") as node:
        other = Api(site(colleague(node, "chemist", 9, roles=("chemist",))))
        for path in PATHS:
            assert other.get(f"/patrol/risk{path}").status_code == 403
        cell = f"stretch={FIRST}&at={format_instant(end())}"
        assert other.get(f"/patrol/risk/explain?{cell}").status_code == 403


# --- in a terminal ------------------------------------------------------------------------


@pytest.fixture
def call(
    capfd: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setenv("NORTHLINE_HOME", str(folder / "home"))
    monkeypatch.setenv("NORTHLINE_LEDGER", str(folder / "ledger"))
    return command(capfd)


def test_a_terminal_tells_the_same(call: Command, folder: Path) -> None:
    told = call("patrol", "risk")
    assert told.code == 0, told.err
    assert "EXERCISE" in told.out
    assert "seizures: no feed" in told.out
    assert "km 4500-4505" in told.out
    document = call("patrol", "risk", "--hours", 3, "--json").document
    assert len(document["hours"]) == 3
    why = call("patrol", "risk", "--explain", f"{FIRST}@{format_instant(end())}")
    assert "Crossings found on this stretch: 5" in why.out
    assert event("f0").hex() in why.out
    assert "Too few" in call("patrol", "risk", "--calibration").out
    assert "Too few to tell" in call("patrol", "risk", "--control").out
    assert call("patrol", "risk", "--control", "--territories").code == 2
    file = folder / "northline.toml"
    file.write_text(
        '[[engines.dispatch.territories]]\nname = "Drawn"\nlons = [-98.0, -90.0, -90.0]\n'
        "lats = [48.0, 48.0, 52.0]\n"
    )
    drawn = call("patrol", "risk", "--territories", "--settings", file)
    assert drawn.code == 0, drawn.err
    assert "Drawn" in drawn.out
