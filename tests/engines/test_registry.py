"""The list of engines: each has its page, its closed inputs, and parameters one can set."""

import tomllib

import msgspec
import pytest

from northline.engines.inputs import REFUSED, check_inputs, protected
from northline.engines.registry import ENGINES, ON_REQUEST, WORDINGS, configured, engine_named
from northline.engines.tracking import Tracking
from northline.records.errors import SettingsError, UnknownName, UsageError
from northline.records.kinds import kind
from northline.records.protocols import Engine
from tests.conventions.tree import ROOT

each_engine = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: str(engine.name))
PAGES = ROOT / "docs" / "engines"


def lacking(page: str, engine: Engine) -> list[str]:
    """What the page of an engine must name and does not."""
    wanted = [engine.accountable, *engine.inputs, *engine.params.__struct_fields__]
    return [word for word in wanted if f"`{word}`" not in page]


def test_names_are_unique() -> None:
    assert len({engine.name for engine in ENGINES}) == len(ENGINES)


@each_engine
def test_it_is_found_by_name(engine: Engine) -> None:
    assert engine_named(engine.name) is engine


def test_a_name_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match="tracking, fusion, crossing, behaviour"):
        engine_named("trakcing")


@each_engine
def test_its_inputs_are_closed_and_lawful(engine: Engine) -> None:
    check_inputs(engine)
    for name in engine.writes:
        kind(name)


@each_engine
def test_it_has_a_page_that_names_its_inputs_parameters_and_who_answers(engine: Engine) -> None:
    page = (PAGES / f"{engine.name}.md").read_text(encoding="utf-8")
    assert not lacking(page, engine)
    for heading in ("What it does", "What it reads", "How well", "Limits", "Who answers for it"):
        assert f"## {heading}" in page


def test_every_page_has_an_engine() -> None:
    known = {engine.name for engine in ENGINES} | {
        each for some in ON_REQUEST.values() for each in some
    }
    assert {page.stem for page in PAGES.glob("*.md")} == known


def test_a_page_that_lacks_an_input_is_noticed() -> None:
    assert "position.lon" in lacking("`position.lat` only", Tracking())


@pytest.mark.parametrize(
    ("reads", "inputs", "error"),
    [
        (("position",), ("position.longitude",), UnknownName),
        (("positions",), ("positions.lon",), UnknownName),
        (("position",), ("track.lon",), UsageError),
        (("position",), ("position.lon", "position.lon"), UsageError),
        (("position",), ("position.name",), UsageError),
        (("particulars",), ("particulars.name",), UsageError),
    ],
)
def test_an_engine_that_reads_what_it_may_not_is_refused(
    reads: tuple[str, ...], inputs: tuple[str, ...], error: type[Exception]
) -> None:
    planted = Tracking()
    planted.reads, planted.inputs = reads, inputs
    with pytest.raises(error, match=r"tracking|positions"):
        check_inputs(planted)


@pytest.mark.parametrize(
    "column",
    "sex gender race religion ethnicity nationality citizenship birthplace age birth_date "
    "date_of_birth language name family_name mother_tongue passport_country".split(),
)
def test_protected_attributes_are_refused(column: str) -> None:
    assert protected(column)


def test_what_is_not_about_a_person_is_not_refused() -> None:
    assert not protected("identity")
    assert not protected("message")
    assert not protected("speed_knots")
    assert not protected("average_speed")
    assert all(word == word.lower() and "_" not in word for word in REFUSED)


@each_engine
def test_its_parameters_load_from_toml_and_back(engine: Engine) -> None:
    assert configured(engine.name, {}).params == engine.params
    plain = msgspec.to_builtins(engine.params)
    assert configured(engine.name, plain).params == engine.params


def test_a_setting_reaches_its_engine() -> None:
    text = (
        "[engines.tracking]\ngate = 5.0\n[engines.tracking.vessel]\nnoise = 0.2\n"
        "max_speed = 40.0\nmax_gap = 600.0\nspeed_sigma = 0.5\n"
    )
    made = configured("tracking", tomllib.loads(text)["engines"]["tracking"])
    assert msgspec.to_builtins(made.params)["gate"] == 5.0
    assert msgspec.to_builtins(made.params)["vessel"]["max_gap"] == 600.0


@pytest.mark.parametrize(
    ("name", "settings", "word"),
    [
        ("tracking", {"gate": 1.0}, "gate"),
        ("tracking", {"gaet": 4.0}, "gaet"),
        ("tracking", {"gate": "wide"}, "float"),
        ("tracking", {"gate": float("nan")}, "gate"),
        ("tracking", {"candidates": 99}, "candidates"),
        ("tracking", {"forget": 60.0}, "forget"),
        ("crossing", {"certainty": 0.5}, "certainty"),
        ("crossing", {"port_radius_vessel": -1.0}, "port_radius_vessel"),
        ("crossing", {"finds": ["station"]}, "station"),
        ("crossing", {"finds": ["ship"]}, "ship"),
        ("crossing", {"finds": ["vessel", "unit"]}, "friendly units are never findings"),
        ("crossing", {"aircraft_ceiling": 40_000.0}, "aircraft_ceiling"),
        ("tracking", {"altitude_age": 601.0}, "altitude_age"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(
    name: str, settings: dict[str, object], word: str
) -> None:
    with pytest.raises(SettingsError, match=word):
        configured(name, settings)


def test_every_wording_is_of_an_engine() -> None:
    assert {wording.engine for wording in WORDINGS} <= {
        *(engine.name for engine in ENGINES),
        *ON_REQUEST,
    }
